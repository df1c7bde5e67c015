"""A meeting planned by hand: what it is, then when; the rest as is usual, and changed afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from handlers import forms, moments
from handlers.meetings import back_to, choice_in, meeting_in, show, what_of
from handlers.routing import button, data, form
from handlers.rows import in_rows, way_back
from handlers.turn import Turn
from services import meetings
from services.access import STEWARD, STEWARD_OF
from services.errors import BadInput
from services.meetings import Seen, Wish, type_key
from services.names import EventType, OrgLevel
from services.outbox import Button
from services.reminder_rules import suggestion
from texts.dates import date_text

_BRANCH_TYPES = (
    EventType.THEMED_PARTY_DAY,
    EventType.BRANCH_GENERAL_MEETING,
    EventType.BRANCH_COMMITTEE_MEETING,
    EventType.PARTY_LECTURE,
    EventType.STUDY_SESSION,
    EventType.ORG_LIFE_MEETING,
    EventType.DEMOCRATIC_REVIEW,
    EventType.ELECTION,
    EventType.OATH,
    EventType.VOLUNTEER,
    EventType.VISIT,
    EventType.CONTEST,
)
#: What is planned by hand at each level, the usual first.
_TYPES: Mapping[OrgLevel, tuple[EventType, ...]] = {
    OrgLevel.PARTY_COMMITTEE: (
        EventType.CORE_GROUP_STUDY,
        EventType.DEMOCRATIC_LIFE_MEETING,
        EventType.COMMITTEE_SECRETARY_LECTURE,
        EventType.STUDY_SESSION,
        EventType.VISIT,
        EventType.CONTEST,
    ),
    OrgLevel.GENERAL_BRANCH: _BRANCH_TYPES,
    OrgLevel.BRANCH: _BRANCH_TYPES,
    OrgLevel.PARTY_GROUP: (EventType.GROUP_MEETING, EventType.STUDY_SESSION),
}


#: Days after a meeting on which one like it is offered.
_AGAIN_DAYS = (7, 14, 28)


@button("mt.new", STEWARD_OF)
async def new(turn: Turn) -> None:
    """What it is, then when."""
    here = turn.subject_id
    chosen = turn.args[1] if len(turn.args) > 1 else None
    if chosen is None:
        await forms.leave(turn)
        page = await meetings.agenda(turn.house, turn.actor, here)
        buttons = [Button(type_key(one), data("mt.new", here, one.value)) for one in types_at(page.level)]
        rows = in_rows(buttons, 2)
        await turn.show(
            "meetings-ask-type",
            organisation=page.organisation,
            buttons=[*rows, way_back("mt", here)],
        )
        return
    event_type = type_of(chosen)
    if len(turn.args) > 2:  # noqa: PLR2004 - after organisation and type
        await forms.leave(turn)
        await show(turn, await _plan(turn, here, event_type, *moments.unpacked(turn.args[2])))
        return
    offered = await meetings.likely(turn.house, turn.actor, here, event_type)
    await forms.begin(turn, "mt", "when", organisation=here, type=event_type.value)
    rows = _days(turn, offered, "mt.new", here, event_type.value)
    await turn.show(
        "meetings-ask-when",
        what=turn.plain(type_key(event_type)),
        buttons=[*rows, way_back("mt.new", here)],
    )


def types_at(level: OrgLevel) -> tuple[EventType, ...]:
    """What is planned by hand at a level, the usual first."""
    return _TYPES[level]


def type_of(text: str) -> EventType:
    """A type as a button names it.

    Raises:
        BadInput: There is none.
    """
    try:
        return EventType(text)
    except ValueError as error:
        raise BadInput from error


def _days(turn: Turn, offered: Sequence[tuple[dt.date, dt.time]], name: str, *args: str | int) -> list[list[Button]]:
    """A button for each day with its time."""
    buttons = [
        Button(
            "meetings-button-day",
            data(name, *args, moments.packed(day, start)),
            vars={"day": date_text(turn.language, day), "start": f"{start:%H:%M}"},
        )
        for day, start in offered
    ]
    return in_rows(buttons, 2)


async def _plan(turn: Turn, here: int, event_type: EventType, day: dt.date, start: dt.time) -> Seen:
    """Plan it at once, with what is usual for the rest."""
    usual = suggestion(event_type)
    wish = Wish((event_type,), day, start, usual.minutes, audience=usual.audience)
    return await meetings.plan(turn.house, turn.actor, here, wish)


@form("mt.when", STEWARD)
async def when_typed(turn: Turn) -> None:
    """Day and time, typed; it is planned at once, with what is usual for the rest."""
    known = forms.answers(turn)
    here, event_type = int(known["organisation"]), type_of(str(known["type"]))
    zone = await meetings.zone_of(turn.house, here)
    day, start = moments.moment(turn.text, turn.house.now().astimezone(zone).date(), or_before=True)
    seen = await _plan(turn, here, event_type, day, start)
    await forms.end(turn)
    await show(turn, seen)


# --- like an earlier one --------------------------------------------------------------------------------------------


@button("mt.cp", STEWARD_OF)
async def again(turn: Turn) -> None:
    """Another meeting like this one: when."""
    here, meeting, choice = turn.subject_id, meeting_in(turn), choice_in(turn)
    if choice is not None:
        await forms.leave(turn)
        day, start = moments.unpacked(choice)
        await show(turn, await meetings.again(turn.house, turn.actor, here, meeting, day, start))
        return
    seen = await meetings.view(turn.house, turn.actor, here, meeting)
    local, now = seen.starts_at.astimezone(seen.zone), turn.house.now()
    first = max(local.date(), now.astimezone(seen.zone).date())
    first += dt.timedelta(days=(local.date() - first).days % 7)  # the same weekday
    offered = [(first + dt.timedelta(days=days), local.time()) for days in _AGAIN_DAYS]
    await forms.begin(turn, "mt", "again", organisation=here, meeting=meeting)
    await turn.show(
        "meetings-ask-again",
        what=what_of(turn, seen),
        buttons=[*_days(turn, offered, "mt.cp", here, meeting), back_to(here, meeting)],
    )


@form("mt.again", STEWARD)
async def again_typed(turn: Turn) -> None:
    """When the other one is, typed; a day alone keeps the time."""
    known = forms.answers(turn)
    here, meeting = int(known["organisation"]), int(known["meeting"])
    seen = await meetings.view(turn.house, turn.actor, here, meeting)
    today = turn.house.now().astimezone(seen.zone).date()
    day, start = moments.moment_or_day(turn.text, today, seen.starts_at.astimezone(seen.zone).time())
    made = await meetings.again(turn.house, turn.actor, here, meeting, day, start)
    await forms.end(turn)
    await show(turn, made)
