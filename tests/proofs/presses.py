"""Everything that can be pressed, with everything a forger may know: whoever may is answered, nobody else learns of it.

The tests of ``make test``, which leave out half of the presses that only have to be answered::

    python -m tests.proofs.presses
"""

from __future__ import annotations

import os
import sys

import pytest

FILES = ("tests/handlers/test_access.py", "tests/handlers/test_registration_strangers.py")
#: Whether this process presses everything.
FULL = os.environ.get("ZHIBU_PROOF") == "full"


def some(every: list[str], name: str) -> list[str]:
    """What is pressed of a route in ``make test``: the first three and half of the others, which half by its name."""
    return every if FULL else every[:3] + every[3 + sum(name.encode()) % 2 :: 2]


def main() -> int:
    """The command. Exit status 1 when a press was not answered, or told or changed what it may not."""
    os.environ["ZHIBU_PROOF"] = "full"
    return int(pytest.main(["-q", *FILES]))


if __name__ == "__main__":
    sys.exit(main())
