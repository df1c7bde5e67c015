"""What else a meeting has: its types, a second sitting, an address, an agenda, files, what it gives, when to answer."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from handlers import forms, moments
from handlers.meeting_new import type_of, types_at
from handlers.meetings import back_to, choice_in, meeting_in, show, what_of
from handlers.routing import button, data, form
from handlers.rows import in_rows, way_back
from handlers.turn import Turn
from services import meetings
from services.access import STEWARD, STEWARD_OF
from services.errors import BadInput
from services.meetings import Seen, details, type_key
from services.names import MaterialKind
from services.outbox import Button
from texts.dates import date_text

_NONE, _USUAL = "none", "usual"
#: Hours and credits that are offered, in tenths.
_HOURS = (0, 10, 15, 20, 30, 40)
_CREDITS = (0, 10, 20, 30, 40)
#: Days after the first sitting on which a second one is offered.
_SECOND_DAYS = (1, 2, 3, 7)
#: Days before the meeting on which answers are asked for, at that wall time.
_ANSWER_DAYS = (1, 2, 3)
_ANSWER_AT = dt.time(18)


def _at(turn: Turn) -> tuple[int, int, str | None]:
    return turn.subject_id, meeting_in(turn), choice_in(turn)


def _in_form(turn: Turn) -> tuple[int, int]:
    known = forms.answers(turn)
    return int(known["organisation"]), int(known["meeting"])


async def _look(turn: Turn, here: int, meeting: int) -> Seen:
    return await meetings.view(turn.house, turn.actor, here, meeting)


def _back_to_more(here: int, meeting: int) -> list[Button]:
    return way_back("mt.more", here, meeting)


@button("mt.more", STEWARD_OF)
async def more(turn: Turn) -> None:
    """Everything else that can be set."""
    await forms.leave(turn)
    here, meeting, _ = _at(turn)
    seen = await _look(turn, here, meeting)
    names = (
        ("meetings-button-agenda", "mt.ag"),
        ("meetings-button-files", "mt.fi"),
        ("meetings-button-link", "mt.ln"),
        ("meetings-button-second", "mt.b2"),
        ("meetings-button-types", "mt.ty"),
        ("meetings-button-gives", "mt.hc"),
        ("meetings-button-answer-by", "mt.by"),
        ("meetings-button-copy", "mt.cp"),
    )
    buttons = [Button(key, data(name, here, meeting)) for key, name in names]
    rows = in_rows(buttons, 2)
    await turn.show("meetings-more", what=what_of(turn, seen), buttons=[*rows, back_to(here, meeting)])


# --- what it is -----------------------------------------------------------------------------------------------------


@button("mt.ty", STEWARD_OF)
async def types(turn: Turn) -> None:
    """What it is: several things at once are fine; a tap adds one or takes it away."""
    here, meeting, choice = _at(turn)
    seen = await _look(turn, here, meeting)
    if choice is not None:
        chosen = type_of(choice)
        wanted = [one for one in seen.types if one is not chosen]
        if chosen not in seen.types:
            wanted.append(chosen)
        seen = await details.set_types(turn.house, turn.actor, here, meeting, wanted)
    page = await meetings.agenda(turn.house, turn.actor, here)
    every = list(dict.fromkeys([*types_at(page.level), *seen.types]))
    buttons = [
        Button(
            "meetings-button-meant" if one in seen.types else "meetings-button-not-meant",
            data("mt.ty", here, meeting, one.value),
            vars={"what": turn.plain(type_key(one))},
        )
        for one in every
    ]
    rows = in_rows(buttons, 2)
    await turn.show("meetings-ask-types", what=what_of(turn, seen), buttons=[*rows, _back_to_more(here, meeting)])


# --- a second sitting -----------------------------------------------------------------------------------------------


@button("mt.b2", STEWARD_OF)
async def second(turn: Turn) -> None:
    """The same again for people on shifts: when."""
    here, meeting, choice = _at(turn)
    if choice is not None:
        await forms.leave(turn)
        wanted = None if choice == _NONE else moments.unpacked(choice)
        await show(turn, await details.set_second(turn.house, turn.actor, here, meeting, wanted))
        return
    seen = await _look(turn, here, meeting)
    local = seen.starts_at.astimezone(seen.zone)
    buttons = [
        _moment(turn, "mt.b2", here, meeting, local.date() + dt.timedelta(days=days), local.time())
        for days in _SECOND_DAYS
    ]
    rows = in_rows(buttons, 2)
    if len(seen.sessions) > 1:
        rows.append([Button("meetings-button-no-second", data("mt.b2", here, meeting, _NONE))])
    await forms.begin(turn, "mt", "second", organisation=here, meeting=meeting)
    await turn.show("meetings-ask-second", what=what_of(turn, seen), buttons=[*rows, _back_to_more(here, meeting)])


def _moment(turn: Turn, name: str, here: int, meeting: int, day: dt.date, start: dt.time) -> Button:
    return Button(
        "meetings-button-day",
        data(name, here, meeting, moments.packed(day, start)),
        vars={"day": date_text(turn.language, day), "start": f"{start:%H:%M}"},
    )


@form("mt.second", STEWARD)
async def second_typed(turn: Turn) -> None:
    """When the second sitting is, typed; a day alone keeps the time."""
    here, meeting = _in_form(turn)
    seen = await _look(turn, here, meeting)
    local = seen.starts_at.astimezone(seen.zone)
    wanted = moments.moment_or_day(turn.text, turn.house.now().astimezone(seen.zone).date(), local.time())
    changed = await details.set_second(turn.house, turn.actor, here, meeting, wanted)
    await forms.end(turn)
    await show(turn, changed)


# --- online, agenda -------------------------------------------------------------------------------------------------


@button("mt.ln", STEWARD_OF)
async def link(turn: Turn) -> None:
    """Where it is online."""
    here, meeting, choice = _at(turn)
    if choice == _NONE:
        await forms.leave(turn)
        await show(turn, await details.set_link(turn.house, turn.actor, here, meeting, ""))
        return
    await _ask(
        turn, "link", "mt.ln", "meetings-ask-link", removable=(await _look(turn, here, meeting)).link is not None
    )


@form("mt.link", STEWARD)
async def link_typed(turn: Turn) -> None:
    """The address, typed."""
    here, meeting = _in_form(turn)
    if not turn.text:
        raise BadInput
    seen = await details.set_link(turn.house, turn.actor, here, meeting, turn.text)
    await forms.end(turn)
    await show(turn, seen)


@button("mt.ag", STEWARD_OF)
async def agenda(turn: Turn) -> None:
    """What is on the agenda."""
    here, meeting, choice = _at(turn)
    if choice == _NONE:
        await forms.leave(turn)
        await show(turn, await details.set_agenda(turn.house, turn.actor, here, meeting, ()))
        return
    await _ask(turn, "agenda", "mt.ag", "meetings-ask-agenda", removable=bool((await _look(turn, here, meeting)).items))


@form("mt.agenda", STEWARD)
async def agenda_typed(turn: Turn) -> None:
    """The items, a line each."""
    here, meeting = _in_form(turn)
    if not turn.text:
        raise BadInput
    items = [_without_number(line) for line in turn.text.splitlines()]
    seen = await details.set_agenda(turn.house, turn.actor, here, meeting, items)
    await forms.end(turn)
    await show(turn, seen)


def _without_number(line: str) -> str:
    """``1. 传达文件`` as ``传达文件``: the list numbers itself."""
    return line.strip().lstrip("0123456789").lstrip(".、．)） ").strip() or line.strip()


async def _ask(turn: Turn, step: str, name: str, key: str, *, removable: bool) -> None:
    here, meeting, _ = _at(turn)
    seen = await _look(turn, here, meeting)
    await forms.begin(turn, "mt", step, organisation=here, meeting=meeting)
    rows = [_back_to_more(here, meeting)]
    if removable:
        rows.insert(0, [Button("meetings-button-remove", data(name, here, meeting, _NONE))])
    await turn.show(key, what=what_of(turn, seen), buttons=rows)


# --- files ----------------------------------------------------------------------------------------------------------


@button("mt.fi", STEWARD_OF)
async def files(turn: Turn) -> None:
    """Files that go out with the invitation: they are sent to the chat, one after the other."""
    here, meeting, choice = _at(turn)
    if choice == _NONE:
        await forms.leave(turn)
        await show(turn, await details.remove_materials(turn.house, turn.actor, here, meeting))
        return
    await _ask_files(turn, await _look(turn, here, meeting))


async def _ask_files(turn: Turn, seen: Seen) -> None:
    here, meeting = seen.organisation_id, seen.id
    await forms.begin(turn, "mt", "files", organisation=here, meeting=meeting)
    rows = [[Button("meetings-button-files-done", data("mt.at", here, meeting))]]
    if seen.files:
        rows.append([Button("meetings-button-no-files", data("mt.fi", here, meeting, _NONE))])
    await turn.show("meetings-ask-files", what=what_of(turn, seen), count=seen.files, buttons=rows)


@form("mt.files", STEWARD)
async def file_sent(turn: Turn) -> None:
    """A file has come: it is kept by the name the messenger has for it."""
    here, meeting = _in_form(turn)
    found = turn.material
    seen = await details.add_material(
        turn.house,
        turn.actor,
        here,
        meeting,
        kind=MaterialKind(found.kind),
        file_id=found.file_id,
        file_unique_id=found.unique_id,
        name=found.name,
    )
    await _ask_files(turn, seen)


# --- what it gives, until when --------------------------------------------------------------------------------------


@button("mt.hc", STEWARD_OF)
async def gives(turn: Turn) -> None:
    """Hours and credits."""
    here, meeting, choice = _at(turn)
    seen = await _look(turn, here, meeting)
    if choice == _USUAL:
        seen = await details.set_gives(turn.house, turn.actor, here, meeting, hours=None, credit=None)
    elif choice is not None:
        hours, credit = seen.hours, seen.credits
        if choice.startswith("h"):
            hours = _tenths(choice[1:])
        else:
            credit = _tenths(choice[1:])
        seen = await details.set_gives(turn.house, turn.actor, here, meeting, hours=hours, credit=credit)
    rows = [
        [
            Button(
                "meetings-button-hours",
                data("mt.hc", here, meeting, f"h{tenths}"),
                vars={"hours": _number(Decimal(tenths) / 10)},
            )
            for tenths in _HOURS[start : start + 3]
        ]
        for start in range(0, len(_HOURS), 3)
    ]
    rows += [
        [
            Button(
                "meetings-button-credits",
                data("mt.hc", here, meeting, f"c{tenths}"),
                vars={"credits": _number(Decimal(tenths) / 10)},
            )
            for tenths in _CREDITS[start : start + 3]
        ]
        for start in range(0, len(_CREDITS), 3)
    ]
    if not seen.usual_gives:
        rows.append([Button("meetings-button-usual", data("mt.hc", here, meeting, _USUAL))])
    await turn.show(
        "meetings-ask-gives",
        what=what_of(turn, seen),
        hours=_number(seen.hours),
        credits=_number(seen.credits),
        buttons=[*rows, _back_to_more(here, meeting)],
    )


def _tenths(text: str) -> Decimal:
    if not text.isdecimal() or len(text) > 3:  # noqa: PLR2004 - 99.9 is more than anything may give
        raise BadInput
    return Decimal(int(text)) / 10


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


@button("mt.by", STEWARD_OF)
async def answer_by(turn: Turn) -> None:
    """Until when people answer; leave that comes later is marked late."""
    here, meeting, choice = _at(turn)
    if choice is not None:
        await forms.leave(turn)
        wanted = None if choice == _NONE else moments.unpacked(choice)
        await show(turn, await details.set_answer_by(turn.house, turn.actor, here, meeting, wanted))
        return
    seen = await _look(turn, here, meeting)
    day = seen.starts_at.astimezone(seen.zone).date()
    today = turn.house.now().astimezone(seen.zone).date()
    days = [day - dt.timedelta(days=before) for before in _ANSWER_DAYS if day - dt.timedelta(days=before) >= today]
    rows = [[_moment(turn, "mt.by", here, meeting, one, _ANSWER_AT)] for one in days]
    if seen.answer_by is not None:
        rows.append([Button("meetings-button-no-answer-by", data("mt.by", here, meeting, _NONE))])
    await forms.begin(turn, "mt", "answer", organisation=here, meeting=meeting)
    await turn.show("meetings-ask-answer-by", what=what_of(turn, seen), buttons=[*rows, _back_to_more(here, meeting)])


@form("mt.answer", STEWARD)
async def answer_by_typed(turn: Turn) -> None:
    """The last moment, typed; a day alone means its evening."""
    here, meeting = _in_form(turn)
    seen = await _look(turn, here, meeting)
    wanted = moments.moment_or_day(turn.text, turn.house.now().astimezone(seen.zone).date(), _ANSWER_AT)
    changed = await details.set_answer_by(turn.house, turn.actor, here, meeting, wanted)
    await forms.end(turn)
    await show(turn, changed)
