"""What every feature hands out that makes a file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Made:
    """A file that was made.

    Attributes:
        content: Its bytes.
        name: What it is called, with its ending.
        rows: How many things its list has; 0 where nobody is told.
    """

    content: bytes
    name: str
    rows: int = 0
