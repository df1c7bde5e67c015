"""A person's own data: leave, take a copy along, be erased.

::

    leave ─── the account no longer speaks for the member; the roster stays as it is
    export ── everything stored about him, in one structure
    erase ─── the rows other records need stay, without anything that names him; keys and codes are new ones
              ├─ registered (``services.erasures``): a restored backup is erased again by ``replay``
              └─ within an hour the database's file is written anew (``rewrite``)
"""

from services.privacy.erasing import erase, replay
from services.privacy.exporting import Copy, Row, Value, copy_of
from services.privacy.leaving import leave
from services.privacy.rewriting import rewrite

__all__ = ["Copy", "Row", "Value", "copy_of", "erase", "leave", "replay", "rewrite"]
