"""Things that must appear nowhere, and a search that knows the ways they are written."""

from __future__ import annotations

import base64
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

#: What people put between the digits of a number; a line's end stays one.
_BETWEEN = re.compile(r"[^\S\n]|[-‐-―.·()/\u200b-\u200f\u202a-\u202e]")


@dataclass(frozen=True)
class Mark:
    """Something that may not leak.

    Attributes:
        what: What it is, for the message of a test that finds it.
        written: The thing as it is known: digits for a number, else the words.
    """

    what: str
    written: str

    def forms(self) -> set[str]:
        """The ways it may stand in a text that is no number."""
        encoded = base64.b64encode(self.written.encode()).decode().rstrip("=")
        quoted = {quote(self.written), quote(self.written, safe="")}
        return {self.written, json.dumps(self.written)[1:-1], encoded} | quoted


def leaks(text: str, marks: Iterable[Mark]) -> list[str]:
    """What of the marks a text holds, a line for each line in which one was found."""
    found = []
    plain = unicodedata.normalize("NFKC", text).replace("\\\\", "\\")  # an escape inside a text of JSON
    lines = list(zip(plain.splitlines(), _BETWEEN.sub("", plain).splitlines(), strict=False))
    for mark in marks:
        if mark.written.isdecimal():
            found += [f"{mark.what}: {line[:300]}" for line, close in lines if mark.written in close]
        else:
            forms = mark.forms()
            found += [f"{mark.what}: {line[:300]}" for line, _ in lines if any(form in line for form in forms)]
    return found


def ways(number: str) -> list[str]:
    """The ways people write a mobile number (eleven digits)."""
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    a, b, c = number[:3], number[3:7], number[7:]
    return [
        number,
        f"{a} {b} {c}",
        f"{a}-{b}-{c}",
        f"{a}.{b}.{c}",
        f"({a}) {b}-{c}",
        f"{number[:4]} {number[4:7]} {number[7:]}",
        f"{number[:5]} {number[5:]}",
        f"{number[:3]} {number[3:6]} {number[6:]}",
        f"{number[:3]} {number[3:]}",
        f"+86 {a} {b} {c}",
        f"+86{number}",
        f"0086-{number}",
        f"86{number}",
        f"+86-{a}-{b}-{c}",
        number.translate(wide),
        f"＋86 {number}".translate(wide),
        f"{a}－{b}－{c}".translate(wide),
        f"{a}\u00a0{b}\u00a0{c}",
        f"{a}—{b}—{c}",
    ]
