"""The meetings of an organisation as its stewards see them: what is planned, when, where; moving and calling off."""

from __future__ import annotations

import datetime as dt

from handlers import forms, moments
from handlers.branch import STEWARD_OF, number, turning
from handlers.menu import offered
from handlers.reminder_words import audience_key, types_of
from handlers.routing import button, data, form
from handlers.turn import Turn
from services import meetings
from services.access import STEWARDS, Need, Status
from services.errors import BadInput
from services.meetings import Seen
from services.names import MeetingState
from services.outbox import Button
from texts.dates import date_text, time_text

#: Forms name their organisation in the draft; the service asks the gate about it again.
STEWARD = Need(Status.CONSENTED, STEWARDS)

_STATE_KEY = {
    MeetingState.PLANNED: "meetings-state-planned",
    MeetingState.MOVED: "meetings-state-moved",
    MeetingState.CANCELLED: "meetings-state-cancelled",
    MeetingState.HELD: "meetings-state-held",
}
_YES = "yes"
_NOTHING = "none"


def _meeting_in(turn: Turn) -> int:
    try:
        return int(turn.args[1])
    except (IndexError, ValueError) as error:
        raise BadInput from error


def _choice(turn: Turn) -> str | None:
    return turn.args[2] if len(turn.args) > 2 else None  # noqa: PLR2004 - after organisation and meeting


def _what(turn: Turn, seen: Seen) -> str:
    return seen.title or types_of(turn, seen.types)


def _time(turn: Turn, seen: Seen) -> str:
    """Day and time; the year where it is not this one."""
    this_year = turn.house.now().astimezone(seen.zone).year
    year = seen.starts_at.astimezone(seen.zone).year != this_year
    return time_text(turn.language, seen.starts_at, seen.zone, year=year)


# --- the list -------------------------------------------------------------------------------------------------------


@button("mt", STEWARD_OF)
async def agenda(turn: Turn) -> None:
    """The meetings to come."""
    await forms.leave(turn)
    here = turn.subject_id
    page = await meetings.agenda(turn.house, turn.actor, here, number(turn, 1))
    rows = [
        [
            Button(
                "meetings-button-off" if one.state is MeetingState.CANCELLED else "meetings-button-one",
                data("mt.at", here, one.id),
                vars={"what": _what(turn, one), "time": _time(turn, one)},
            )
        ]
        for one in page.meetings
    ]
    rows += turning("mt", here, page=page.number, pages=page.pages)
    rows.append([Button("meetings-button-new", data("mt.new", here))])
    rows.append([*offered("meetings-button-rules", "rem", here), Button("button-back", data("br.at", here))])
    key = "meetings-title" if page.meetings else "meetings-title-none"
    await turn.show(key, organisation=page.organisation, buttons=rows)


# --- one meeting ----------------------------------------------------------------------------------------------------


@button("mt.at", STEWARD_OF)
async def at(turn: Turn) -> None:
    """One meeting."""
    await forms.leave(turn)
    await show(turn, await meetings.view(turn.house, turn.actor, turn.subject_id, _meeting_in(turn)))


async def show(turn: Turn, seen: Seen) -> None:
    """The screen of one meeting."""
    lines = [
        turn.text_of(_STATE_KEY[seen.state], what=_what(turn, seen), organisation=seen.organisation),
        turn.text_of("meetings-line-time", time=_time(turn, seen), minutes=seen.minutes),
        turn.text_of("meetings-line-place", place=seen.place) if seen.place else turn.text_of("meetings-line-no-place"),
        _theme_line(turn, seen),
        turn.text_of(
            "meetings-line-audience",
            audience=turn.plain(audience_key(seen.audience.value) if seen.audience else "meetings-audience-chosen"),
            count=seen.audience_size,
        ),
    ]
    if seen.title and seen.types:
        lines.append(turn.text_of("reminders-line-types", types=types_of(turn, seen.types)))
    if not seen.over:
        lines.append(turn.text_of("meetings-line-told" if seen.told else "meetings-line-not-told", count=seen.told))
    if seen.by_rule:
        lines.append(turn.text_of("meetings-line-rule"))
    await turn.show_html("\n".join(lines), buttons=_buttons(seen))


def _theme_line(turn: Turn, seen: Seen) -> str:
    if not seen.theme:
        return turn.text_of("meetings-line-no-theme")
    key = "meetings-line-theme-planned" if seen.theme_by_plan else "meetings-line-theme"
    return turn.text_of(key, theme=seen.theme)


def _buttons(seen: Seen) -> list[list[Button]]:
    here, meeting = seen.organisation_id, seen.id
    rows: list[list[Button]] = []
    if not seen.over and seen.state is not MeetingState.HELD:
        if seen.state is MeetingState.CANCELLED:
            rows.append([Button("meetings-button-again", data("mt.mv", here, meeting))])
        else:
            rows = [
                [
                    Button("meetings-button-move", data("mt.mv", here, meeting)),
                    Button("meetings-button-place", data("mt.pl", here, meeting)),
                ],
                [
                    Button("meetings-button-theme", data("mt.th", here, meeting)),
                    Button("meetings-button-cancel", data("mt.off", here, meeting)),
                ],
            ]
            if seen.by_rule and not seen.looked_at:
                rows.append([Button("meetings-button-confirm", data("mt.ok", here, meeting))])
        rows.append(offered("checklists-button-meeting", "cl.mt", here, meeting))
    if seen.state is not MeetingState.CANCELLED:
        rows.append(offered("rollcall-button-start", "rc", here, meeting))
        rows.append(offered("meetings-button-answers", "lv", here, meeting))
    return [*rows, [Button("meetings-button-list", data("mt", here))]]


def _back(here: int, meeting: int) -> list[Button]:
    return [Button("button-back", data("mt.at", here, meeting))]


@button("mt.ok", STEWARD_OF)
async def confirm(turn: Turn) -> None:
    """It takes place as it stands."""
    await show(turn, await meetings.confirm(turn.house, turn.actor, turn.subject_id, _meeting_in(turn)))


@button("mt.off", STEWARD_OF)
async def cancel(turn: Turn) -> None:
    """Call it off, after one question."""
    here, meeting = turn.subject_id, _meeting_in(turn)
    if _choice(turn) == _YES:
        await show(turn, await meetings.cancel(turn.house, turn.actor, here, meeting))
        return
    seen = await meetings.view(turn.house, turn.actor, here, meeting)
    if seen.state is MeetingState.CANCELLED:
        await show(turn, seen)
        return
    sure = [Button("meetings-button-cancel-yes", data("mt.off", here, meeting, _YES))]
    await turn.show(
        "meetings-ask-cancel",
        what=_what(turn, seen),
        time=_time(turn, seen),
        count=seen.told,
        buttons=[sure, _back(here, meeting)],
    )


# --- moving ---------------------------------------------------------------------------------------------------------


@button("mt.mv", STEWARD_OF)
async def move(turn: Turn) -> None:
    """Another day: a tap on a near one, or typed with the time."""
    here, meeting, choice = turn.subject_id, _meeting_in(turn), _choice(turn)
    if choice is not None:
        await forms.leave(turn)
        day, start = moments.unpacked(choice)
        await show(turn, await meetings.move(turn.house, turn.actor, here, meeting, day, start))
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
        what=_what(turn, seen),
        time=_time(turn, seen),
        buttons=[*[near[start : start + 2] for start in range(0, len(near), 2)], _back(here, meeting)],
    )


@form("mt.move", STEWARD)
async def move_typed(turn: Turn) -> None:
    """The new day and time, typed; a time alone keeps the day."""
    here, meeting = _in_form(turn)
    seen = await meetings.view(turn.house, turn.actor, here, meeting)
    local = seen.starts_at.astimezone(seen.zone)
    try:
        day, start = local.date(), moments.clock(turn.text)
    except moments.BadClock:
        day, start = moments.moment(turn.text, turn.house.now().astimezone(seen.zone).date())
    moved = await meetings.move(turn.house, turn.actor, here, meeting, day, start)
    await forms.end(turn)
    await show(turn, moved)


def _in_form(turn: Turn) -> tuple[int, int]:
    known = forms.answers(turn)
    return int(known["organisation"]), int(known["meeting"])


# --- where and about what -------------------------------------------------------------------------------------------


@button("mt.pl", STEWARD_OF)
async def place(turn: Turn) -> None:
    """Where it is."""
    await _ask_text(turn, "place", "meetings-ask-place")


@button("mt.th", STEWARD_OF)
async def theme(turn: Turn) -> None:
    """What it is about."""
    await _ask_text(turn, "theme", "meetings-ask-theme")


async def _ask_text(turn: Turn, step: str, key: str) -> None:
    here, meeting = turn.subject_id, _meeting_in(turn)
    if _choice(turn) == _NOTHING:
        await forms.leave(turn)
        await show(turn, await _describe(turn, here, meeting, step, ""))
        return
    seen = await meetings.view(turn.house, turn.actor, here, meeting)
    await forms.begin(turn, "mt", step, organisation=here, meeting=meeting)
    rows = [_back(here, meeting)]
    if (seen.place if step == "place" else seen.theme) is not None:
        name = "mt.pl" if step == "place" else "mt.th"
        rows.insert(0, [Button("meetings-button-remove", data(name, here, meeting, _NOTHING))])
    await turn.show(key, what=_what(turn, seen), buttons=rows)


async def _describe(turn: Turn, here: int, meeting: int, step: str, text: str) -> Seen:
    if step == "place":
        return await meetings.describe(turn.house, turn.actor, here, meeting, place=text)
    return await meetings.describe(turn.house, turn.actor, here, meeting, theme=text)


@form("mt.place", STEWARD)
async def place_typed(turn: Turn) -> None:
    """The place, typed."""
    await _typed(turn, "place")


@form("mt.theme", STEWARD)
async def theme_typed(turn: Turn) -> None:
    """The theme, typed."""
    await _typed(turn, "theme")


async def _typed(turn: Turn, step: str) -> None:
    if not turn.text:
        raise BadInput
    here, meeting = _in_form(turn)
    seen = await _describe(turn, here, meeting, step, turn.text)
    await forms.end(turn)
    await show(turn, seen)
