"""What people should be told about a meeting: a pure function of (facts, now).

::

    PLANNED / MOVED ── nobody told him yet ──> invitation          (the longest lead before; when that is past, some
                    │                                               minutes later, or at once when a human says so)
                    ├─ told an older version ─> "moved", once      (at once; with what is new)
                    ├─ told another theme ────> "theme", once      (who was told none is not disturbed)
                    └─ then the shorter leads ─> reminders         (each ends where the next begins; before the sitting
                                                                    he comes to; none for who is on leave)
                       with the invitation ─────> its files, once each
    CANCELLED ──────── told any version ──────> "cancelled", once; whoever was told nothing hears nothing
    a rule's meeting no human has looked at ──> its stewards see it some days before the invitations

Keys carry the meeting's version: what was queued for an older one is no longer wanted, so the reconcile voids it in the
same transaction. Nothing here depends on order: any sequence of changes and runs ends in the same queue.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from db.names import Audience, EventType, MaterialKind, MeetingState, OrgLevel, Sitting
from services.audiences import Person
from services.meetings import words
from services.outbox import PRIORITY_NOTICE, Button, Message, Payload
from services.reminder_rules.leads import Lead

#: Kinds: what tells of a meeting, what reminds of it, what asks its stewards to look at it.
NOTICE, REMINDER, LOOK, FILE = "meeting_notice", "meeting_reminder", "meeting_look", "meeting_file"

INVITED, MOVED, CANCELLED, ASKED, THEMED = "invite", "moved", "cancelled", "look", "theme"
#: What asks for an answer.
_ASKS = (f"meetings-{INVITED}", f"meetings-{MOVED}")

_KEY = re.compile(r"meeting:(\d+):v(\d+):([a-z0-9]+):")
_NEWS = re.compile(rf"{THEMED}(\d+)\Z")


@dataclass(frozen=True)
class File:
    """A file of a meeting, as the messenger keeps it.

    Attributes:
        kind: What it is to the messenger.
        added_at: When it was sent to the bot, UTC.
    """

    id: int
    kind: MaterialKind
    file_id: str
    added_at: dt.datetime


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A meeting as messages need it: made once a plan, known by itself, its reckonings done once for everybody.

    Attributes:
        untouched: Its rule made it and no human has changed it since.
        changed_at: When its present version came to be, UTC.
        themed_at: When its present theme came to be, UTC.
        leads: Of its rule, or the defaults; the longest first.
        second_starts_at: Of its second sitting, the same contents for people on shifts.
        items: The agenda.
        files: What goes out with the invitation.
        answer_by: Until when people answer, where the meeting says so.
        announced_at: When a human had the invitations sent, UTC.
        quiet_until: Invitations of what a human planned wait until then, UTC.
        zone: Of its organisation.
    """

    id: int
    organisation_id: int
    organisation: str
    path: str
    level: OrgLevel
    types: tuple[EventType, ...]
    title: str | None
    theme: str | None
    place: str | None
    starts_at: dt.datetime
    minutes: int
    audience: Audience | None
    state: MeetingState
    version: int
    untouched: bool
    changed_at: dt.datetime
    themed_at: dt.datetime
    leads: tuple[Lead, ...]
    zone: ZoneInfo
    link: str | None = None
    second_starts_at: dt.datetime | None = None
    second_minutes: int | None = None
    second_place: str | None = None
    items: tuple[str, ...] = ()
    answer_by: dt.datetime | None = None
    files: tuple[File, ...] = ()
    announced_at: dt.datetime | None = None
    quiet_until: dt.datetime | None = None

    @cached_property
    def subject(self) -> str:
        """Of all its messages."""
        return f"meeting:{self.id}"

    @property
    def last_start(self) -> dt.datetime:
        """When its last sitting begins, UTC."""
        return self.second_starts_at or self.starts_at

    @cached_property
    def day(self) -> dt.date:
        """The day it starts on, by its organisation's wall clock."""
        return self.starts_at.astimezone(self.zone).date()

    @cached_property
    def invited(self) -> dt.datetime:
        """When its invitations are due, UTC."""
        due = invited_at(self.leads, self.day, self.zone, self.starts_at)
        if self.quiet_until is not None and due < self.quiet_until:
            # No reminder comes before the invitation it reminds of.
            later = (lead.moment(self.day, self.zone, self.starts_at) for lead in self.leads)
            due = min(self.quiet_until, *(one for one in later if one > self.changed_at), self.starts_at)
        return due if self.announced_at is None else min(due, self.announced_at)


@dataclass(frozen=True)
class Heard:
    """What somebody was told of a meeting's theme.

    Attributes:
        theme: In the last words he was sent; empty: none was named.
        news: How many times he was told of another one.
    """

    theme: str
    news: int = 0


@dataclass(frozen=True)
class Facts:
    """What the planner knows of a meeting.

    Attributes:
        audience: Whom it is for, today.
        stewards: Who leads its organisation.
        told: Member → the newest version he was told, or may have been.
        heard: Member → what he was told of its theme.
        sittings: Member → the sitting he said he comes to.
        away: Members whose leave is approved: nobody reminds them.
        beside: Title and types of another meeting at its time, where a holiday moved it there and nobody has looked.
    """

    meeting: Snapshot
    audience: Sequence[Person]
    stewards: Sequence[Person] = ()
    told: Mapping[int, int] = field(default_factory=dict)
    heard: Mapping[int, Heard] = field(default_factory=dict)
    sittings: Mapping[int, Sitting] = field(default_factory=dict)
    away: Collection[int] = frozenset()
    beside: tuple[str | None, tuple[EventType, ...]] | None = None


@dataclass(frozen=True)
class Plan:
    """What should be in the outbox about a meeting; see ``services.outbox.reconcile``."""

    subject: str
    wanted: list[Message]
    keep: frozenset[str]


def version_in(dedupe_key: str) -> int | None:
    """Which version of a meeting a message told; None: it told a steward to look."""
    found = _KEY.match(dedupe_key)
    return int(found[2]) if found is not None and found[3] != ASKED else None


def news_in(dedupe_key: str) -> int:
    """How many times somebody has been told of another theme, by the message that told it last; else 0."""
    found = _KEY.match(dedupe_key)
    news = _NEWS.match(found[3]) if found is not None else None
    return int(news[1]) if news is not None else 0


def invited_at(leads: Sequence[Lead], day: dt.date, zone: ZoneInfo, starts_at: dt.datetime) -> dt.datetime:
    """When the invitations of a meeting are due, UTC."""
    return min((lead.moment(day, zone, starts_at) for lead in leads), default=starts_at)


def plan(facts: Facts, heads_up: dt.timedelta, now: dt.datetime) -> Plan:
    """The messages about a meeting, as they should be now.

    Args:
        facts: The meeting and its people.
        heads_up: How long before the invitations its stewards see a meeting no human has looked at.
        now: UTC.
    """
    meeting = facts.meeting
    if meeting.last_start <= now or meeting.state is MeetingState.HELD:
        return Plan(meeting.subject, [], frozenset())
    if meeting.state is MeetingState.CANCELLED:
        off = [_notice(meeting, CANCELLED, person) for person in facts.audience if _behind(facts, person)]
        return Plan(meeting.subject, off, frozenset())
    wanted: list[Message] = []
    keep: set[str] = set()
    if now < meeting.starts_at:  # between two sittings there are reminders only
        wanted += [*_first_words(facts), *_files(facts), *_look(facts, heads_up, now)]
    for message in _reminders(facts):
        if message.due_at > now:
            wanted.append(message)
        else:
            keep.add(message.dedupe_key)
    return Plan(meeting.subject, wanted, frozenset(keep))


def _behind(facts: Facts, person: Person) -> bool:
    """Whether he was told of the meeting, but not how it is now."""
    told = facts.told.get(person.id)
    return told is not None and told < facts.meeting.version


def _told_another(heard: Heard, theme: str | None) -> bool:
    """Whether what he was told of the theme is wrong; where none was named, or none is now, nothing is."""
    return bool(heard.theme and theme) and heard.theme != theme


def _theme_news(meeting: Snapshot, number: int, person: Person) -> Message:
    return Message(
        kind=NOTICE,
        dedupe_key=_key(meeting, f"{THEMED}{number}", person),
        subject=meeting.subject,
        payload=_payload(meeting, "meetings-theme"),
        due_at=max(meeting.themed_at, meeting.changed_at),
        member_id=person.id,
        expires_at=meeting.starts_at,
        priority=PRIORITY_NOTICE,
    )


def _first_words(facts: Facts) -> Iterator[Message]:
    meeting = facts.meeting
    for person in facts.audience:
        if person.id not in facts.told and person.id in facts.away:
            continue  # his leave was entered before anybody was invited
        if person.id not in facts.told:
            yield _notice(meeting, INVITED, person)
        elif _behind(facts, person):
            yield _notice(meeting, MOVED, person)
        elif (heard := facts.heard.get(person.id)) is not None and _told_another(heard, meeting.theme):
            yield _theme_news(meeting, heard.news + 1, person)


def _reminders(facts: Facts) -> Iterator[Message]:
    """The leads but the longest, which is the invitation, before the sitting each comes to.

    What quiet hours would make useless goes out before them (``services.early``).
    """
    meeting = facts.meeting
    for sitting in Sitting:
        people = [
            person
            for person in facts.audience
            if person.id not in facts.away and facts.sittings.get(person.id, Sitting.A) is sitting
        ]
        starts_at = meeting.starts_at if sitting is Sitting.A else meeting.second_starts_at
        if not people or starts_at is None:
            continue
        day = starts_at.astimezone(meeting.zone).date()
        moments = [lead.moment(day, meeting.zone, starts_at) for lead in meeting.leads]
        for number, lead in enumerate(meeting.leads[1:], 1):
            until = moments[number + 1] if number + 1 < len(moments) else starts_at
            for person in people:
                yield Message(
                    kind=REMINDER,
                    dedupe_key=_key(meeting, lead.name, person),
                    subject=meeting.subject,
                    payload=_payload(meeting, "meetings-soon", facts.sittings.get(person.id)),
                    due_at=moments[number],
                    member_id=person.id,
                    expires_at=until,
                )


def _notice(meeting: Snapshot, what: str, person: Person) -> Message:
    due = meeting.invited if what == INVITED else meeting.changed_at
    return Message(
        kind=NOTICE,
        dedupe_key=_key(meeting, what, person),
        subject=meeting.subject,
        payload=_payload(meeting, f"meetings-{what}"),
        due_at=due,
        member_id=person.id,
        expires_at=meeting.starts_at,
        priority=PRIORITY_NOTICE,
    )


def _files(facts: Facts) -> Iterator[Message]:
    """The files, once each, right after the invitation; one added later at once. No new version repeats them."""
    meeting = facts.meeting
    for file in meeting.files:
        for person in facts.audience:
            if person.id in facts.away and person.id not in facts.told:
                continue
            yield Message(
                kind=FILE,
                dedupe_key=f"{meeting.subject}:file{file.id}:{person.key}",
                subject=meeting.subject,
                payload=_file_payload(meeting, file),
                due_at=max(meeting.invited, file.added_at),
                member_id=person.id,
                expires_at=meeting.starts_at,
                priority=PRIORITY_NOTICE + 1,
            )


@lru_cache(maxsize=64)
def _file_payload(meeting: Snapshot, file: File) -> Payload:
    what = {name: value for name, value in _vars(meeting).items() if name in ("what", "time")}
    return Payload("meetings-file", what, file={"kind": file.kind.value, "id": file.file_id}, silent=True)


def _look(facts: Facts, heads_up: dt.timedelta, now: dt.datetime) -> Iterator[Message]:
    meeting = facts.meeting
    invited = meeting.invited
    if not meeting.untouched or now >= invited:
        return
    button = Button("meetings-button-look", data=f"mt.at:{meeting.organisation_id}:{meeting.id}")
    said = _vars(meeting) | {"organisation": meeting.organisation, "invited": {"time": invited.isoformat()}}
    if facts.beside is not None:
        said["other"] = _what(*facts.beside)
    for person in facts.stewards:
        yield Message(
            kind=LOOK,
            dedupe_key=_key(meeting, ASKED, person),
            subject=meeting.subject,
            payload=Payload(
                "meetings-look" if facts.beside is None else "meetings-look-beside",
                said,
                buttons=((button,),),
            ),
            due_at=max(invited - heads_up, meeting.changed_at),
            member_id=person.id,
            expires_at=invited,
        )


def _key(meeting: Snapshot, what: str, person: Person) -> str:
    return f"{meeting.subject}:v{meeting.version}:{what}:{person.key}"


@lru_cache(maxsize=64)
def _payload(meeting: Snapshot, key: str, sitting: Sitting | None = None) -> Payload:
    """The same words go to everybody, or to everybody of one sitting."""
    asks = key in _ASKS
    lines = words.details(meeting, sitting, full=asks)
    buttons = words.answers(meeting) if asks else _check_in(meeting) if key == "meetings-soon" else ()
    return Payload(key, _vars(meeting) | {"details": {"lines": lines}}, buttons)


def _check_in(meeting: Snapshot) -> tuple[tuple[Button, ...], ...]:
    """The reminder before a meeting carries the button of its check-in; pressed early it says when it opens."""
    return ((Button("checkin-button-here", data=f"ck:{meeting.id}"),),)


def _vars(meeting: Snapshot) -> dict[str, object]:
    return {
        "what": _what(meeting.title, meeting.types),
        "time": {"time": meeting.starts_at.isoformat()},
        "theme": meeting.theme or "",
        "version": meeting.version,
    }


def _what(title: str | None, types: Sequence[EventType]) -> object:
    return title or {"keys": [type_key(one) for one in types]}


def type_key(event_type: EventType) -> str:
    """Catalogue key of an event type's name."""
    return f"event-{event_type.value.lower().replace('_', '-')}"
