"""What reached people as lines a person can read: one line a moment, kind and matter, with everybody it reached."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

import texts
from db.names import OutboxReason, OutboxState
from db.outbox import OutboxMessage
from services.delivery import Letter
from services.house import House
from tests.golden.branch import ADMINISTRATOR, BEGIN, NEWCOMER, PEOPLE, SHANGHAI
from tests.golden.process import Arrived

FILE = Path(__file__).parent.parent / "data" / "golden_year.txt"
HEAD = """\
# Every message of the golden year, as it reached people (tests/golden). Lines: time, kind, what it says, who got it.
# Written by `python -m tests.golden`; read every changed line as the branch's secretary would before keeping it.
"""

_NAMES = {person.address: person.name for person in (*PEOPLE, NEWCOMER)} | {ADMINISTRATOR: "管理员"}
_ORDER = list(_NAMES.values())
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2}) 周")
_ENTRY = re.compile(r"(\d{2}:\d{2}) (\S+) +(.+) \| (.+)\Z")
_UNSENT = "not sent"
_WEEKDAYS = "一二三四五六日"
#: What does not tell one message from another.
_LEFT_OUT = frozenset({"about", "version", "minutes", "count", "has_place", "has_theme", "organisation", "end"})


@dataclass(frozen=True)
class Told:
    """A message as the file has it.

    Attributes:
        at: To the minute, in Shanghai.
    """

    at: dt.datetime
    who: str
    kind: str
    what: str

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind} {self.what} | {self.who}"


def told(one: Arrived) -> Told:
    """A message that arrived, as the file has it."""
    at = one.at.astimezone(SHANGHAI).replace(second=0, microsecond=0)
    return Told(at, _NAMES[one.address], one.letter.kind, gist(one.letter))


def read() -> list[Told]:
    """The messages of the file."""
    found: list[Told] = []
    day = BEGIN.date()
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line == _UNSENT:
            break
        if heading := _DAY.match(line):
            day = dt.date.fromisoformat(heading[1])
        elif entry := _ENTRY.match(line):
            at = dt.datetime.combine(day, dt.time.fromisoformat(entry[1]), SHANGHAI)
            found += [Told(at, name, entry[2], entry[3]) for name in entry[4].split()]
    return found


def lines(messages: Iterable[Told]) -> list[str]:
    """The messages as lines, in order."""
    found: dict[tuple[dt.datetime, str, str], list[str]] = {}
    for one in messages:
        found.setdefault((one.at, one.kind, one.what), []).append(one.who)
    made: list[str] = []
    day: dt.date | None = None
    for at, kind, what in sorted(found):
        if at.date() != day:
            day = at.date()
            made += ["", f"{day} 周{_WEEKDAYS[day.weekday()]}"]
        people = " ".join(sorted(found[at, kind, what], key=_ORDER.index))
        made.append(f"{at:%H:%M} {kind:<16} {what} | {people}")
    return made


def gist(letter: Letter) -> str:
    """What a message says, without its words: catalogue keys and what distinguishes them."""
    items = letter.payload.get("items")
    if items:
        return "  +  ".join(_said(item["key"], item["vars"]) for item in items)
    return _said(letter.payload["key"], letter.payload.get("vars", {}))


#: Lines that every message about a meeting has: its time is a variable of its own.
_ALWAYS = frozenset({"meetings-said-when", "meetings-said-no-place"})


def _said(key: str, variables: Mapping[str, Any]) -> str:
    values = [_value(value) for name, value in sorted(variables.items()) if name not in _LEFT_OUT]
    return " ".join([key, *(value for value in values if value)])


def _value(value: Any) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    if "time" in value:
        return f"{dt.datetime.fromisoformat(value['time']).astimezone(SHANGHAI):%m-%d %H:%M}"
    if "keys" in value:
        return ",".join(key.removeprefix("event-") for key in value["keys"])
    if "lines" in value:
        told = [_said(one["key"], one["vars"]) for one in value["lines"] if one["key"] not in _ALWAYS]
        return "[" + "; ".join(told) + "]" if told else ""
    return str(value.get("date") or value.get("month") or value.get("key"))


def words(arrived: Iterable[Arrived]) -> list[str]:
    """The messages with their words, each once a moment; for reading."""
    found: dict[tuple[dt.datetime, str], list[str]] = {}
    for one in arrived:
        letter = one.letter
        said = texts.message_text(letter.language, letter.payload, letter.zone)
        found.setdefault((one.at.astimezone(SHANGHAI), said), []).append(_NAMES[one.address])
    return [f"{at:%m-%d %H:%M} {' '.join(people)}\n{said}\n" for (at, said), people in sorted(found.items())]


async def unsent(house: House) -> list[str]:
    """What was intended and did not go out, by kind and reason; what was voided has been replaced, merged has gone."""
    query = select(OutboxMessage.kind, OutboxMessage.state, OutboxMessage.reason).where(
        OutboxMessage.state.not_in([OutboxState.SENT, OutboxState.QUEUED]),
        OutboxMessage.reason.not_in([OutboxReason.VOID, OutboxReason.MERGED]),
    )
    async with house.db.read() as session:
        found = Counter(
            f"{row.kind:<16} {row.state.value} {row.reason.value if row.reason else ''}"
            for row in await session.execute(query)
        )
    return ["", _UNSENT, *(f"{many:>5} {what}" for what, many in sorted(found.items()))]
