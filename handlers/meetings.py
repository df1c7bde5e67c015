"""The meetings of an organisation as its stewards see them: what is planned, when, where; moving and calling off."""

from __future__ import annotations

import datetime as dt

from handlers import forms
from handlers.menu import offered
from handlers.reminder_words import audience_key, types_of
from handlers.routing import button, data, form
from handlers.rows import turning, way_back
from handlers.turn import Turn
from services import meetings
from services.access import STEWARD, STEWARD_OF
from services.errors import BadInput
from services.meetings import Seen
from services.names import MeetingState
from services.outbox import Button
from texts.dates import time_text

#: Forms name their organisation in the draft; the service asks the gate about it again.

_STATE_KEY = {
    MeetingState.PLANNED: "meetings-state-planned",
    MeetingState.MOVED: "meetings-state-moved",
    MeetingState.CANCELLED: "meetings-state-cancelled",
    MeetingState.HELD: "meetings-state-held",
}
_NOTHING, _YES = "none", "yes"
#: Invitations that go out so soon anyway go out at once without a question.
_SOON = dt.timedelta(hours=1)


def meeting_in(turn: Turn) -> int:
    """The meeting a button names after its organisation."""
    return turn.id_at(1)


def choice_in(turn: Turn) -> str | None:
    """What a button chooses of a meeting."""
    return turn.args[2] if len(turn.args) > 2 else None  # noqa: PLR2004 - after organisation and meeting


def what_of(turn: Turn, seen: Seen) -> str:
    """What a meeting is called."""
    return seen.title or types_of(turn, seen.types)


def time_of(turn: Turn, seen: Seen) -> str:
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
    page = await meetings.agenda(turn.house, turn.actor, here, turn.number_at(1))
    rows = [
        [
            Button(
                "meetings-button-off" if one.state is MeetingState.CANCELLED else "meetings-button-one",
                data("mt.at", here, one.id),
                vars={"what": what_of(turn, one), "time": time_of(turn, one)},
            )
        ]
        for one in page.meetings
    ]
    rows += turning("mt", here, page=page.number, pages=page.pages)
    rows.append(
        [Button("meetings-button-new", data("mt.new", here)), Button("meetings-button-past", data("mt.past", here))]
    )
    rows.append([*offered("meetings-button-rules", "rem", here), Button("button-back", data("br.at", here))])
    key = "meetings-title" if page.meetings else "meetings-title-none"
    await turn.show(key, organisation=page.organisation, buttons=rows)


@button("mt.past", STEWARD_OF)
async def past(turn: Turn) -> None:
    """The meetings that have begun, newest first: to look at, and to plan again."""
    await forms.leave(turn)
    here = turn.subject_id
    page = await meetings.past(turn.house, turn.actor, here, turn.number_at(1))
    rows = [
        [
            Button(
                "meetings-button-one",
                data("mt.at", here, one.id),
                vars={"what": what_of(turn, one), "time": time_of(turn, one)},
            )
        ]
        for one in page.meetings
    ]
    rows += turning("mt.past", here, page=page.number, pages=page.pages)
    rows.append(way_back("mt", here))
    key = "meetings-past" if page.meetings else "meetings-past-none"
    await turn.show(key, organisation=page.organisation, buttons=rows)


# --- one meeting ----------------------------------------------------------------------------------------------------


@button("mt.at", STEWARD_OF)
async def at(turn: Turn) -> None:
    """One meeting."""
    await forms.leave(turn)
    await show(turn, await meetings.view(turn.house, turn.actor, turn.subject_id, meeting_in(turn)))


async def show(turn: Turn, seen: Seen) -> None:
    """The screen of one meeting."""
    lines = [
        turn.text_of(_STATE_KEY[seen.state], what=what_of(turn, seen), organisation=seen.organisation),
        turn.text_of("meetings-line-time", time=time_of(turn, seen), minutes=seen.minutes),
        *meeting_lines(turn, seen),
        turn.text_of(
            "meetings-line-audience",
            audience=turn.plain(audience_key(seen.audience.value) if seen.audience else "meetings-audience-chosen"),
            count=seen.audience_size,
        ),
    ]
    if seen.title and seen.types:
        lines.append(turn.text_of("reminders-line-types", types=types_of(turn, seen.types)))
    if not seen.over:
        lines.append(_told_line(turn, seen))
    if seen.by_rule:
        lines.append(turn.text_of("meetings-line-rule"))
    await turn.show_lines(lines, buttons=_buttons(turn, seen))


def _theme_line(turn: Turn, seen: Seen) -> str:
    if not seen.theme:
        return turn.text_of("meetings-line-no-theme")
    key = "meetings-line-theme-planned" if seen.theme_by_plan else "meetings-line-theme"
    return turn.text_of(key, theme=seen.theme)


def _told_line(turn: Turn, seen: Seen) -> str:
    """Who knows of it, or when they will: what is changed before that disturbs nobody."""
    if seen.told:
        return turn.text_of("meetings-line-told", count=seen.told)
    if seen.invited <= turn.house.now():
        return turn.text_of("meetings-line-inviting")
    return turn.text_of("meetings-line-not-told", time=time_text(turn.language, seen.invited, seen.zone))


def meeting_lines(turn: Turn, seen: Seen) -> list[str]:
    """Where, about what, and what hangs on it; what nobody has said is left out, but for place and theme."""
    lines = []
    if len(seen.sessions) > 1:
        second = seen.sessions[1]
        lines.append(turn.text_of("meetings-line-second", time=time_text(turn.language, second.starts_at, seen.zone)))
    if seen.place or not seen.link:
        key = "meetings-line-place" if seen.place else "meetings-line-no-place"
        lines.append(turn.text_of(key, **({"place": seen.place} if seen.place else {})))
    if seen.link:
        lines.append(turn.text_of("meetings-said-link", link=seen.link))
    lines.append(_theme_line(turn, seen))
    lines += [turn.text_of("meetings-said-item", number=place, item=item) for place, item in enumerate(seen.items, 1)]
    if seen.files:
        lines.append(turn.text_of("meetings-line-files", count=seen.files))
    if seen.hours or seen.credits:
        given = {"hours": f"{seen.hours.normalize():f}", "credits": f"{seen.credits.normalize():f}"}
        lines.append(turn.text_of("meetings-line-gives", **given))
    if seen.answer_by is not None:
        lines.append(turn.text_of("meetings-said-answer-by", time=time_text(turn.language, seen.answer_by, seen.zone)))
    return lines


def _buttons(turn: Turn, seen: Seen) -> list[list[Button]]:
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
                [
                    *offered("meetings-button-who", "mt.who", here, meeting),
                    *offered("meetings-button-more", "mt.more", here, meeting),
                ],
            ]
            if not seen.told and seen.invited > turn.house.now():
                rows.append([Button("meetings-button-announce", data("mt.now", here, meeting))])
            if seen.by_rule and not seen.looked_at:
                rows.append([Button("meetings-button-confirm", data("mt.ok", here, meeting))])
        rows.append(
            [
                *offered("checklists-button-meeting", "cl.mt", here, meeting),
                *offered("task-board-button-from-meeting", "tb.new", here, meeting),
            ]
        )
    elif seen.state is not MeetingState.CANCELLED and len(seen.sessions) == 1:
        # The papers still want to know where it was and what it was about.
        rows.append(
            [
                Button("meetings-button-place", data("mt.pl", here, meeting)),
                Button("meetings-button-theme", data("mt.th", here, meeting)),
            ]
        )
        rows.append(offered("task-board-button-from-meeting", "tb.new", here, meeting))
    if seen.only_noted:
        rows.append([Button("meetings-button-not-held", data("mt.off", here, meeting))])
    if seen.state is not MeetingState.CANCELLED:
        rows.append(offered("rollcall-button-start", "rc", here, meeting))
        rows.append(offered("meetings-button-answers", "lv", here, meeting))
        rows.append(
            [
                *offered("minutes-button-open", "mn", meeting),
                *offered("attendance-button-sheet", "att.sign", here, meeting),
            ]
        )
    if seen.over:
        rows.append(offered("meetings-button-copy", "mt.cp", here, meeting))
    return [*rows, [Button("meetings-button-list", data("mt", here))]]


def back_to(here: int, meeting: int) -> list[Button]:
    """Back to a meeting's screen."""
    return way_back("mt.at", here, meeting)


@button("mt.ok", STEWARD_OF)
async def confirm(turn: Turn) -> None:
    """It takes place as it stands."""
    await show(turn, await meetings.confirm(turn.house, turn.actor, turn.subject_id, meeting_in(turn)))


@button("mt.now", STEWARD_OF)
async def announce(turn: Turn) -> None:
    """The invitations go out now; one question where that is days before they would."""
    here, meeting = turn.subject_id, meeting_in(turn)
    seen = await meetings.view(turn.house, turn.actor, here, meeting)
    if choice_in(turn) != _YES and seen.invited > turn.house.now() + _SOON:
        sure = [Button("meetings-button-announce-yes", data("mt.now", here, meeting, _YES))]
        shown = {"what": what_of(turn, seen), "time": time_text(turn.language, seen.invited, seen.zone)}
        await turn.show(
            "meetings-ask-announce", **shown, count=seen.audience_size, buttons=[sure, back_to(here, meeting)]
        )
        return
    await show(turn, await meetings.announce(turn.house, turn.actor, here, meeting))


def in_form(turn: Turn) -> tuple[int, int]:
    """The organisation and the meeting an open form is about."""
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
    here, meeting = turn.subject_id, meeting_in(turn)
    if choice_in(turn) == _NOTHING:
        await forms.leave(turn)
        await show(turn, await _describe(turn, here, meeting, step, ""))
        return
    seen = await meetings.view(turn.house, turn.actor, here, meeting)
    await forms.begin(turn, "mt", step, organisation=here, meeting=meeting)
    rows = [back_to(here, meeting)]
    if (seen.place if step == "place" else seen.theme) is not None:
        name = "mt.pl" if step == "place" else "mt.th"
        rows.insert(0, [Button("meetings-button-remove", data(name, here, meeting, _NOTHING))])
    await turn.show(key, what=what_of(turn, seen), buttons=rows)


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
    here, meeting = in_form(turn)
    seen = await _describe(turn, here, meeting, step, turn.text)
    await forms.end(turn)
    await show(turn, seen)
