"""Moving a meeting and calling it off: what it does to messages and answers is shown before it is done."""

from __future__ import annotations

import datetime as dt

from handlers import forms, moments
from handlers.meetings import back_to, choice_in, in_form, meeting_in, show, time_of, what_of
from handlers.routing import button, data, form
from handlers.rows import in_rows
from handlers.turn import Turn
from services import meetings
from services.access import STEWARD, STEWARD_OF
from services.meetings import Foreseen
from services.names import MeetingState
from services.outbox import Button
from texts.dates import date_text, time_text

_YES = "yes"


@button("mt.off", STEWARD_OF)
async def cancel(turn: Turn) -> None:
    """Call it off, after one question."""
    here, meeting = turn.subject_id, meeting_in(turn)
    if choice_in(turn) == _YES:
        await show(turn, await meetings.cancel(turn.house, turn.actor, here, meeting))
        return
    seen = await meetings.view(turn.house, turn.actor, here, meeting)
    if seen.state is MeetingState.CANCELLED:
        await show(turn, seen)
        return
    found = await meetings.foresee(turn.house, turn.actor, here, meeting, meetings.cancelling)
    sure = [Button("meetings-button-cancel-yes", data("mt.off", here, meeting, _YES))]
    lines = [
        turn.text_of("meetings-ask-cancel", what=what_of(turn, seen), time=time_of(turn, seen)),
        *_foreseen(turn, found),
    ]
    await turn.show_lines(lines, buttons=[sure, back_to(here, meeting)])


def _foreseen(turn: Turn, found: Foreseen) -> list[str]:
    """What it does to messages and answers; nothing is said of what stays as it is."""
    counts = (
        ("meetings-foreseen-moved", found.moved),
        ("meetings-foreseen-dropped", found.dropped),
        ("meetings-foreseen-answered", 0 if found.seen.state is MeetingState.CANCELLED else found.asked_anew),
    )
    told = turn.text_of("meetings-foreseen-told", count=found.told)
    if found.held_until is not None:
        key = "meetings-foreseen-too-late" if found.too_late else "meetings-foreseen-held"
        told += "\n" + turn.text_of(key, time=time_text(turn.language, found.held_until, found.seen.zone))
    return [told, *(turn.text_of(key, count=count) for key, count in counts if count)]


# --- moving ---------------------------------------------------------------------------------------------------------


@button("mt.mv", STEWARD_OF)
async def move(turn: Turn) -> None:
    """Another day: a tap on a near one, or typed with the time."""
    here, meeting, choice = turn.subject_id, meeting_in(turn), choice_in(turn)
    if choice is not None:
        await forms.leave(turn)
        day, start = moments.unpacked(choice)
        if len(turn.args) > 3:  # noqa: PLR2004 - he has seen what it does
            await show(turn, await meetings.move(turn.house, turn.actor, here, meeting, day, start))
        else:
            await _foresee_move(turn, here, meeting, day, start)
        return
    seen = await meetings.view(turn.house, turn.actor, here, meeting)
    local = seen.starts_at.astimezone(seen.zone)
    offered_days = [local.date() + dt.timedelta(days=days) for days in (-7, -1, 0, 1, 7)]
    now = turn.house.now().astimezone(seen.zone)
    near = [
        Button(
            "reminders-button-choice",
            data("mt.mv", here, meeting, moments.packed(day, local.time())),
            vars={"label": date_text(turn.language, day)},
        )
        for day in offered_days
        if dt.datetime.combine(day, local.time(), seen.zone) > now
        and (day != local.date() or seen.state is MeetingState.CANCELLED)
    ]
    await forms.begin(turn, "mt", "move", organisation=here, meeting=meeting)
    await turn.show(
        "meetings-ask-move",
        what=what_of(turn, seen),
        time=time_of(turn, seen),
        buttons=[*in_rows(near, 2), back_to(here, meeting)],
    )


@form("mt.move", STEWARD)
async def move_typed(turn: Turn) -> None:
    """The new day and time, typed; a time alone keeps the day."""
    here, meeting = in_form(turn)
    seen = await meetings.view(turn.house, turn.actor, here, meeting)
    local = seen.starts_at.astimezone(seen.zone)
    try:
        day, start = local.date(), moments.clock(turn.text)
    except moments.BadClock:
        day, start = moments.moment(turn.text, turn.house.now().astimezone(seen.zone).date())
    await _foresee_move(turn, here, meeting, day, start)
    await forms.end(turn)


async def _foresee_move(turn: Turn, here: int, meeting: int, day: dt.date, start: dt.time) -> None:
    """What moving does to messages and answers, before it is done."""
    found = await meetings.foresee(turn.house, turn.actor, here, meeting, meetings.moving(day, start))
    if not found.changes:
        await show(turn, found.seen)
        return
    sure = Button("meetings-button-move-yes", data("mt.mv", here, meeting, moments.packed(day, start), _YES))
    asked = turn.text_of("meetings-ask-move-sure", what=what_of(turn, found.seen), time=time_of(turn, found.seen))
    await turn.show_lines([asked, *_foreseen(turn, found)], buttons=[[sure], back_to(here, meeting)])
