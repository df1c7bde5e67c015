"""A meeting planned by hand: what it is, then when; the rest as is usual, and changed afterwards."""

from __future__ import annotations

from collections.abc import Mapping

from handlers import forms, moments
from handlers.branch import STEWARD_OF
from handlers.meetings import STEWARD, show
from handlers.routing import button, data, form
from handlers.turn import Turn
from services import meetings
from services.errors import BadInput
from services.meetings import Wish, type_key
from services.names import EventType, OrgLevel
from services.outbox import Button
from services.reminder_rules import suggestion

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


@button("mt.new", STEWARD_OF)
async def new(turn: Turn) -> None:
    """What it is, then when."""
    here = turn.subject_id
    page = await meetings.agenda(turn.house, turn.actor, here)
    types = _TYPES[page.level]
    chosen = turn.args[1] if len(turn.args) > 1 else None
    if chosen is None:
        await forms.leave(turn)
        buttons = [Button(type_key(one), data("mt.new", here, one.value)) for one in types]
        rows = [buttons[start : start + 2] for start in range(0, len(buttons), 2)]
        await turn.show(
            "meetings-ask-type",
            organisation=page.organisation,
            buttons=[*rows, [Button("button-back", data("mt", here))]],
        )
        return
    event_type = _type(chosen)
    await forms.begin(turn, "mt", "when", organisation=here, type=event_type.value)
    await turn.show(
        "meetings-ask-when",
        what=turn.plain(type_key(event_type)),
        buttons=[[Button("button-back", data("mt.new", here))]],
    )


def _type(text: str) -> EventType:
    try:
        return EventType(text)
    except ValueError as error:
        raise BadInput from error


@form("mt.when", STEWARD)
async def when_typed(turn: Turn) -> None:
    """Day and time, typed; it is planned at once, with what is usual for the rest."""
    known = forms.answers(turn)
    here, event_type = int(known["organisation"]), _type(str(known["type"]))
    zone = await meetings.zone_of(turn.house, here)
    day, start = moments.moment(turn.text, turn.house.now().astimezone(zone).date(), or_before=True)
    usual = suggestion(event_type)
    wish = Wish((event_type,), day, start, usual.minutes, audience=usual.audience)
    seen = await meetings.plan(turn.house, turn.actor, here, wish)
    await forms.end(turn)
    await show(turn, seen)
