"""What the operator can put right: one sentence, never a traceback."""

from __future__ import annotations


class Mistake(Exception):
    """Something the operator can put right.

    Args:
        key: The catalogue's sentence: the cause and one next step.
        fields: Its variables; never a token, a key or a telephone number.
    """

    def __init__(self, key: str, /, **fields: str | int) -> None:
        self.key = key
        self.fields = fields
        super().__init__(key)
