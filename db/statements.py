"""The statements that are kept compiled, once for the whole database."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Compiled
from sqlalchemy.util import LRUCache

#: How many are kept.
STATEMENTS = 250
#: The share of them that may be too many before the ones longest unused go.
_SLACK = 0.1


class Statements(LRUCache[Any, Compiled]):
    """One cache for all engines of a database (the execution option ``compiled_cache``).

    SQLAlchemy puts the engine's dialect first in the key, an object of its own for each engine. Ours differ in when
    they begin to write and in nothing that a statement's text depends on, so the rest of the key finds it.
    """

    def __init__(self) -> None:
        super().__init__(STATEMENTS, threshold=_SLACK)

    def get(self, key: Any, default: Any = None) -> Any:
        """The statement of a key; ``default``: it is not kept."""
        return super().get(key[1:], default)

    def __setitem__(self, key: Any, value: Compiled) -> None:
        super().__setitem__(key[1:], value)
