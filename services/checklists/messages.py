"""What the owners of open items should be told: a pure function of (facts, now).

::

    open item with a date ── days before ──> "please do it by …"     (each ends where the next begins)
                          └─ day after ────> "it was to be done by …"
    done, removed, list voided ──────────> nothing; what waits is voided by the reconcile
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from services.audiences import Person
from services.checklists import presets
from services.outbox import Button, Message, Payload
from services.recurrence import moment

KIND = "checklist_reminder"

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Task:
    """An item that is to be done.

    Attributes:
        words: What it says: text, or ``{"key": …}`` for one of a preset.
        due: By then, that day included; None: no date, so no reminders.
        owners: Who does it, as people are today.
        who: The same in words: a name, or ``{"key": …}`` for a role.
    """

    id: int
    words: Any
    due: dt.date | None
    owners: Sequence[Person]
    who: Any = ""


@dataclass(frozen=True)
class Facts:
    """What the planner knows of a list.

    Attributes:
        preset: Names the list in words.
        open: Items that are neither done nor removed; none where the list is voided.
        leaders: Who is told as well when a date is past; nobody but for the task board.
        organisation_id: Whose it is.
    """

    id: int
    organisation: str
    preset: str
    zone: ZoneInfo
    open: Sequence[Task]
    leaders: Sequence[Person] = ()
    organisation_id: int = 0


@dataclass(frozen=True)
class Plan:
    """What should be in the outbox about a list; see ``services.outbox.reconcile``."""

    subject: str
    wanted: list[Message]
    keep: frozenset[str]


def subject_of(checklist_id: int) -> str:
    """The outbox subject of a list."""
    return f"checklist:{checklist_id}"


def title_of(preset: str) -> dict[str, str]:
    """The list's name, as payloads carry it."""
    return {"key": f"checklists-preset-{preset.replace('_', '-')}"}


def words_of(key: str | None, text: str | None, talks_with: str | None = None) -> Any:
    """What an item says, as payloads carry it."""
    if talks_with is not None:
        return {"key": "checklists-talk", "vars": {"name": talks_with}}
    return {"key": f"checklists-item-{key.replace('_', '-')}"} if key is not None else text or ""


def plan(facts: Facts, now: dt.datetime) -> Plan:
    """The messages about a list, as they should be now."""
    wanted, keep = [], set()
    for message in messages(facts):
        if message.due_at > now:
            wanted.append(message)
        elif message.expires_at is not None and message.expires_at > now:
            keep.add(message.dedupe_key)
    return Plan(subject_of(facts.id), wanted, frozenset(keep))


def messages(facts: Facts) -> Iterator[Message]:
    """Every message about a list, past ones included."""
    defaults = presets.load().defaults
    for task in facts.open:
        if task.due is None:
            continue
        moments = [(lead.name, "checklists-due", lead.moment(task.due, facts.zone)) for lead in defaults.remind] + [
            (f"late{days}", "checklists-late", moment(task.due + days * _DAY, defaults.overdue_at, facts.zone))
            for days in defaults.overdue_days
        ]
        moments.sort(key=lambda one: one[2])
        for number, (name, key, due) in enumerate(moments):
            later = moments[number + 1][2] if number + 1 < len(moments) else due + defaults.patience_days * _DAY
            for person in task.owners:
                yield _message(facts, task, person, name, key, (due, later))
            for person in facts.leaders if key == "checklists-late" else ():
                if person not in task.owners:
                    yield _message(facts, task, person, name, "checklists-late-lead", (due, later))


def _message(
    facts: Facts, task: Task, person: Person, lead: str, key: str, window: tuple[dt.datetime, dt.datetime]
) -> Message:
    due = task.due or dt.date.min
    variables = {
        "organisation": facts.organisation,
        "list": title_of(facts.preset),
        "item": task.words,
        "date": {"date": due.isoformat()},
    }
    button = Button("checklists-button-done", data=f"cl.do:{task.id}", vars={"item": task.words})
    if key == "checklists-late-lead":
        variables["who"] = task.who
        button = Button(
            "checklists-button-item", data=f"tb.at:{facts.organisation_id}:{task.id}", vars={"item": task.words}
        )
    return Message(
        kind=KIND,
        dedupe_key=f"{subject_of(facts.id)}:{task.id}:{due:%Y%m%d}:{lead}:{person.key}",
        subject=subject_of(facts.id),
        payload=Payload(key, variables, ((button,),)),
        due_at=window[0],
        member_id=person.id,
        expires_at=window[1],
    )
