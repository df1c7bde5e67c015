"""Take tokens, keys and whatever looks like a telephone or identity number out of what is written to logs."""

from __future__ import annotations

import re
import sys
import threading
import traceback
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any

#: What people put between the groups of a number.
_GAP = r"(?:[)）]?(?:[-‐-―－.·]|[^\S\n])?|[)）])"


def _mobile(*groups: int) -> str:
    """A mobile number in groups of so many digits."""
    first, *others = groups
    begins = r"[1１][3-9３-９]" + rf"\d{{{first - 2}}}"
    return begins + "".join(rf"{_GAP}\d{{{many}}}" for many in others)


#: Mainland mobiles however they are grouped, with or without the country code; \d knows full-width digits.
_MOBILE = "|".join(
    _mobile(*groups) for groups in ((3, 4, 4), (4, 3, 4), (3, 3, 5), (5, 6), (4, 4, 3), (6, 5), (3, 5, 3))
)

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    # PostgreSQL tells the row it would not take, and its driver the value.
    (re.compile(r"(?<=DETAIL:  ).+?(?=\n(?:HINT|CONTEXT|QUERY):|\n\[SQL|\n\n|\Z)", re.DOTALL), "[row]"),
    (re.compile(r"(invalid input [a-z ]+ type [a-z ]+: ).*", re.IGNORECASE), r"\1[value]"),
    # Bot tokens, also inside the address of a request.
    (re.compile(r"(?<=/bot)\d+:[\w-]+"), "[token]"),
    (re.compile(r"\b\d{5,}:[A-Za-z0-9_-]{20,}"), "[token]"),
    # Passwords in database and proxy addresses.
    (re.compile(r"(?<=://)([^:/@\s]+):[^@/\s]+@"), r"\1:[password]@"),
    # Our own key texts: 32 bytes in URL-safe base64.
    (re.compile(r"(?<![\w-])[\w-]{43}=(?![\w=])", re.ASCII), "[key]"),
    # Identity-card numbers (18 places).
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"), "[number]"),
    (re.compile(rf"(?<!\d)(?:(?:[+＋]|[0０]{{2}})?[8８][6６][-\s]?[(（]?)?(?:{_MOBILE})(?!\d)"), "[number]"),
    # Fixed lines with their area code, and international numbers.
    (re.compile(r"(?<![\d.:-])[0０]\d{2,3}[-－\s]?\d{7,8}(?!\d)"), "[number]"),
    (re.compile(r"[+＋]\d[\d\s-]{6,}\d"), "[number]"),
)


class Redactor:
    """Redacts texts, and values of any shape that hold texts.

    Args:
        secrets: Texts that may never appear (the token, the keys).
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets = sorted({secret for secret in secrets if secret}, key=len, reverse=True)

    def text(self, text: str) -> str:
        """The text without secrets and numbers."""
        for secret in self._secrets:
            text = text.replace(secret, "[secret]")
        for pattern, instead in _RULES:
            text = pattern.sub(instead, text)
        return text

    def value(self, value: Any) -> Any:
        """The value without secrets and numbers; what is no text, number or container is written out first."""
        if value is None or isinstance(value, bool | float):
            return value
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, int):
            written = str(value)
            return value if self.text(written) == written else "[number]"
        if isinstance(value, Mapping):
            return {self.text(str(key)): self.value(item) for key, item in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self.value(item) for item in value]
        return self.text(str(value))


def redact_tracebacks(redactor: Redactor) -> None:
    """Print what kills the process, or a thread, through the redactor: libraries put tokens into their errors."""

    def hook(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        sys.stderr.write(redactor.text("".join(traceback.format_exception(kind, error, trace))))

    sys.excepthook = hook
    threading.excepthook = lambda died: hook(died.exc_type, died.exc_value, died.exc_traceback)
    sys.unraisablehook = lambda left: hook(left.exc_type, left.exc_value, left.exc_traceback)
