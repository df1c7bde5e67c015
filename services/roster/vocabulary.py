"""The words of rosters as data: headers, values and marks (``vocabulary.toml``)."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

_BREAKS = re.compile(r"\s+")
_ENDS = "：:;；,，.。、*※"


class Field(StrEnum):
    """A column that means something here."""

    SEQ = "seq"
    COMMITTEE = "committee"
    GENERAL = "general"
    BRANCH = "branch"
    GROUP = "group"
    NAME = "name"
    STAFF_NUMBER = "staff_number"
    SEX = "sex"
    BIRTH = "birth"
    EDUCATION = "education"
    DEPARTMENT = "department"
    POST = "post"
    STAGE = "stage"
    ADMITTED = "admitted"
    FULL = "full"
    STANDING = "standing"
    ROLE = "role"
    PHONE = "phone"
    RETIRED = "retired"
    MOBILE = "mobile"
    NOTE = "note"


def squeezed(text: str) -> str:
    """Without any white space, full-width forms made plain."""
    return _BREAKS.sub("", unicodedata.normalize("NFKC", text))


def key_of(text: str) -> str:
    """What two ways of writing one word have in common: NFKC, no white space, upper case, no marks at the ends."""
    return squeezed(text).upper().strip(_ENDS)


@dataclass(frozen=True)
class Vocabulary:
    """The words, by their keys."""

    headers: dict[str, tuple[Field, int]]
    labels: dict[Field, str]
    header_noise: tuple[str, ...]
    forbidden: tuple[str, ...]
    values: dict[str, dict[str, str]]
    role_labels: dict[str, str]
    general_role_labels: dict[str, str]
    no_role: frozenset[str]
    roles_not_kept: frozenset[str]
    shared_phone: tuple[str, ...]
    shared_phone_label: str
    subtotals: tuple[str, ...]
    footers: tuple[str, ...]
    blanks: frozenset[str]
    units: frozenset[str]
    titles: tuple[str, ...]

    def field_of(self, header: str) -> Field | None:
        """The field a header names, or None."""
        known = self._known(header)
        return self.headers[known][0] if known is not None else None

    def rank(self, header: str) -> int:
        """How well a known header names its field; 0 is best."""
        known = self._known(header)
        return self.headers[known][1] if known is not None else len(self.headers)

    def _known(self, header: str) -> str | None:
        key = key_of(header)
        ends = ("", *(noise for noise in self.header_noise if key.endswith(noise)))
        return next((short for end in ends if (short := key.removesuffix(end).strip(_ENDS)) in self.headers), None)

    def is_forbidden(self, header: str) -> bool:
        """Whether a header names what may not be stored (``domain_rules.md`` 12)."""
        key = key_of(header)
        return any(word in key for word in self.forbidden)

    def is_blank(self, text: str) -> bool:
        """Whether a cell says that there is nothing."""
        key = key_of(text)
        return not key or squeezed(text).upper() in self.blanks

    def value(self, table: str, text: str) -> str | None:
        """What a word means in one of the value tables, or None."""
        return self.values[table].get(key_of(text))


def _keyed(table: dict[str, list[str]]) -> dict[str, str]:
    keyed: dict[str, str] = {}
    for meaning, words in table.items():
        for word in words:
            if keyed.setdefault(key_of(word), meaning) != meaning:
                raise ValueError(f"{word!r} means two things")
    return keyed


@cache
def vocabulary() -> Vocabulary:
    """The words that ship with the product.

    Raises:
        ValueError: A word means two things.
    """
    raw: dict[str, Any] = tomllib.loads((resources.files(__package__) / "vocabulary.toml").read_text(encoding="utf-8"))
    names: dict[str, list[str]] = raw["headers"]
    _keyed(names)
    values = raw["values"]
    return Vocabulary(
        headers={key_of(word): (Field(name), rank) for name, all_ in names.items() for rank, word in enumerate(all_)},
        labels={Field(name): words[0] for name, words in raw["headers"].items()},
        header_noise=tuple(squeezed(word).upper() for word in raw["header_noise"]["ends"]),
        forbidden=tuple(key_of(word) for word in raw["forbidden"]["holds"]),
        values={table: _keyed(words) for table, words in values.items()},
        role_labels={role: words[0] for role, words in values["role"].items()},
        general_role_labels={role: words[0] for role, words in values["general_role"].items()},
        no_role=frozenset(squeezed(word) for word in raw["roles"]["none"]),
        roles_not_kept=frozenset(key_of(word) for word in raw["roles"]["not_kept"]),
        shared_phone=tuple(key_of(word) for word in raw["marks"]["shared_phone"]),
        shared_phone_label=raw["marks"]["shared_phone"][0],
        subtotals=tuple(key_of(word) for word in raw["marks"]["subtotals"]),
        footers=tuple(key_of(word) for word in raw["marks"]["footers"]),
        blanks=frozenset(squeezed(word).upper() for word in raw["marks"]["blanks"]),
        units=frozenset(key_of(word) for word in raw["marks"]["units"]),
        titles=tuple(raw["marks"]["titles"]),
    )
