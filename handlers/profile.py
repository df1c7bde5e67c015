"""The person's own page: who he is to the bot, language, quiet hours, pause, on-shift marks."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import texts
from handlers import forms, reading
from handlers.menu import offered
from handlers.routing import button, command, data, form
from handlers.rows import labelled
from handlers.turn import Turn
from services import dual, profile
from services.access import Need, Scope, Status
from services.errors import BadInput
from services.names import Reach, ShiftKind
from services.outbox import Button
from services.profile import SHIFT_DAYS, PauseOutOfRange, Profile
from services.roles import role_key
from texts.dates import date_text, weekday_text

_OWN = Need(Status.CONSENTED, scope=Scope.OWN)
_MEMBER = Need(Status.MEMBER, scope=Scope.OWN)

_BACK = Button("button-back", data("me"))
#: Quiet hours offered by button; the rest is typed.
_QUIET_PRESETS = ("2130-0730", "2200-0700", "2300-0600")
#: Pauses offered by button, days; a month is the same day of the next one.
_PAUSE_DAYS = (3, 7)
_CLEAR = "NONE"


def _hours(start: dt.time, end: dt.time) -> str:
    return f"{start:%H:%M}–{end:%H:%M}"


# --- the page ---------------------------------------------------------------------------------------------------


@command("me", _OWN)
@button("me", _OWN)
async def page(turn: Turn) -> None:
    """Branch, roles, reachable or not, and everything he can set."""
    await forms.leave(turn)
    await _page(turn)


async def _page(turn: Turn) -> None:
    mine = await profile.view(turn.house, turn.actor)
    rows = [
        [Button("profile-button-language", data("me.lang")), Button("profile-button-quiet", data("me.quiet"))],
        [Button("profile-button-pause", data("me.pause"))],
    ]
    if mine.member is not None:
        rows[1].append(Button("profile-button-shift", data("me.shift")))
        rows.append(offered("annual-plan-button-mine", "me.cal"))
    rows.append([*offered("why-button-mine", "why"), *offered("mutes-button-mine", "me.kinds")])
    if await dual.is_leader(turn.house, turn.actor):
        rows.append(offered("dual-button-mine", "dl.my"))
    rows.append(offered("profile-button-data", "me.data"))
    rows.append(offered("button-menu", "menu"))
    await turn.show_lines(_lines(turn, mine), buttons=[row for row in rows if row])


def _lines(turn: Turn, mine: Profile) -> list[str]:
    lines = [turn.text_of("profile-title")]
    if mine.member is None:
        lines.append(turn.text_of("profile-no-member"))
    else:
        lines.append(turn.text_of("profile-name", name=mine.name, code=mine.member.code))
        lines.append(turn.text_of("profile-branch", branch=mine.member.branch_name))
        if mine.group is not None:
            lines.append(turn.text_of("profile-group", group=mine.group))
        lines += [
            turn.text_of("profile-role", role=turn.plain(role_key(held.role)), organisation=held.organisation)
            for held in mine.roles
        ]
    lines.append("")
    lines.append(turn.text_of("profile-reachable" if mine.reach is Reach.REACHABLE else "profile-unreachable"))
    lines.append(_quiet_line(turn, mine))
    lines.append(_pause_line(turn, mine))
    if mine.marks:
        lines.append(turn.text_of("profile-marks", count=len(mine.marks)))
    if mine.contact_name or mine.contact_point:
        lines += ["", _contact_line(turn, mine)]
    if mine.retired_contact is not None:
        lines.append(turn.text_of("retired-contact-mine", name=mine.retired_contact))
    return lines


def _contact_line(turn: Turn, mine: Profile) -> str:
    if mine.contact_name and mine.contact_point:
        return turn.text_of("profile-contact", name=mine.contact_name, point=mine.contact_point)
    return turn.text_of("profile-contact-short", who=mine.contact_name or mine.contact_point or "")


def _quiet_line(turn: Turn, mine: Profile) -> str:
    if mine.quiet_start == mine.quiet_end:
        return turn.text_of("profile-quiet-none")
    key = "profile-quiet-own" if mine.quiet_own else "profile-quiet-branch"
    return turn.text_of(key, hours=_hours(mine.quiet_start, mine.quiet_end))


def _pause_line(turn: Turn, mine: Profile) -> str:
    if mine.paused_until is None:
        return turn.text_of("profile-not-paused")
    return turn.text_of("profile-paused", date=date_text(turn.language, mine.paused_until))


# --- language ---------------------------------------------------------------------------------------------------


@button("me.lang", _OWN)
async def language(turn: Turn) -> None:
    """Choose the language; each is written in itself, so that nobody is locked out."""
    if turn.args:
        await profile.choose_language(turn.house, turn.actor, turn.args[0])
        turn.actor = replace(turn.actor, language=turn.args[0])
        await _page(turn)
        return
    choices = [labelled(texts.plain(name, "language-name"), data("me.lang", name)) for name in texts.LANGUAGES]
    await turn.show("profile-language", buttons=[choices, [_BACK]])


# --- quiet hours ------------------------------------------------------------------------------------------------


@button("me.quiet", _OWN)
async def quiet(turn: Turn) -> None:
    """Quiet hours: presets, none, the branch's, or typed."""
    if turn.args:
        await forms.leave(turn)
        await profile.set_quiet_hours(turn.house, turn.actor, _quiet_choice(turn.args[0]))
        await _page(turn)
        return
    mine = await profile.view(turn.house, turn.actor)
    await forms.begin(turn, "me", "quiet")
    await turn.show_lines(
        [_quiet_line(turn, mine), "", turn.text_of("profile-quiet-ask")], buttons=_quiet_buttons("me.quiet")
    )


def _quiet_buttons(name: str) -> list[list[Button]]:
    presets = [[labelled(_hours(*reading.hours(packed)), data(name, packed))] for packed in _QUIET_PRESETS]
    return [
        *presets,
        [
            Button("profile-button-quiet-none", data(name, "none")),
            Button("profile-button-quiet-branch", data(name, "branch")),
        ],
        [_BACK],
    ]


def _quiet_choice(choice: str) -> tuple[dt.time, dt.time] | None:
    if choice == "branch":
        return None
    return (dt.time(), dt.time()) if choice == "none" else reading.hours(choice)


@form("me.quiet", _OWN)
async def quiet_typed(turn: Turn) -> None:
    """Own quiet hours, typed."""
    chosen = reading.hours(turn.text)
    await profile.set_quiet_hours(turn.house, turn.actor, chosen)
    await forms.end(turn)
    await _page(turn)


# --- pause ------------------------------------------------------------------------------------------------------


@button("me.pause", _OWN)
async def pause(turn: Turn) -> None:
    """Pause reminders until a day, or end the pause. Invitations to meetings come all the same, and it says so."""
    choice = turn.args[0] if turn.args else ""
    if not choice:
        await _pause(turn)
        return
    await forms.leave(turn)
    if choice == "off":
        await profile.resume(turn.house, turn.actor)
    else:
        try:
            await profile.pause(turn.house, turn.actor, reading.day(choice, turn.house.today()))
        except PauseOutOfRange:  # an old button: its day has come
            await _pause(turn)
            return
    await _page(turn)


async def _pause(turn: Turn) -> None:
    mine = await profile.view(turn.house, turn.actor)
    await forms.begin(turn, "me", "pause")
    today = turn.house.today()
    presets = [
        Button(
            "profile-button-pause-days",
            data("me.pause", reading.packed_day(today + dt.timedelta(days=days))),
            vars={"days": days},
        )
        for days in _PAUSE_DAYS
    ]
    month = Button("profile-button-pause-month", data("me.pause", reading.packed_day(reading.next_month(today))))
    rows = [[*presets, month]]
    if mine.paused_until is not None:
        rows.append([Button("profile-button-resume", data("me.pause", "off"))])
    rows.append([_BACK])
    await turn.show_lines([_pause_line(turn, mine), "", turn.text_of("profile-pause-ask")], buttons=rows)


@form("me.pause", _OWN)
async def pause_typed(turn: Turn) -> None:
    """The day reminders come again, typed."""
    await profile.pause(turn.house, turn.actor, reading.day(turn.text, turn.house.today()))
    await forms.end(turn)
    await _page(turn)


# --- on-shift marks ---------------------------------------------------------------------------------------------


@command("shift", _MEMBER)
@button("me.shift", _MEMBER)
async def shift(turn: Turn) -> None:
    """Two weeks of days and a brush: choose 夜班, 下夜班 or 休息, then tap the days."""
    await forms.leave(turn)
    await _shift(turn, _brush(turn.args[0] if turn.pressed and turn.args else ShiftKind.NIGHT.value))


@button("me.mark", _MEMBER)
async def mark(turn: Turn) -> None:
    """Paint one day. The button says what the day becomes, so a second tap of the same button changes nothing."""
    try:
        packed, becomes, brush = turn.args
    except ValueError as error:
        raise BadInput from error
    kind = None if becomes == _CLEAR else _brush(becomes)
    day = reading.day(packed, turn.house.today())
    if day >= turn.house.today():  # an old grid: the day is over, show the new grid
        await profile.mark(turn.house, turn.actor, day, kind)
    await _shift(turn, _brush(brush))


@button("me.unmark", _MEMBER)
async def unmark(turn: Turn) -> None:
    """Forget all marks."""
    await profile.clear_marks(turn.house, turn.actor)
    await _shift(turn, ShiftKind.NIGHT)


def _brush(name: str) -> ShiftKind:
    try:
        return ShiftKind(name)
    except ValueError as error:
        raise BadInput from error


async def _shift(turn: Turn, brush: ShiftKind) -> None:
    mine = await profile.view(turn.house, turn.actor)
    today = turn.house.today()
    brushes = [
        Button(
            "profile-button-brush-on" if kind is brush else "profile-button-brush",
            data("me.shift", kind.value),
            vars={"kind": turn.plain(_kind_key(kind))},
        )
        for kind in ShiftKind
    ]
    # The same weekday of both weeks side by side: a phone is wide enough for two.
    days = [
        [_day_button(turn, mine, today + dt.timedelta(days=first + week), brush) for week in (0, SHIFT_DAYS // 2)]
        for first in range(SHIFT_DAYS // 2)
    ]
    last = [Button("profile-button-unmark", data("me.unmark"))] if mine.marks else []
    await turn.show("profile-shift", buttons=[brushes, *days, [*last, _BACK]])


def _day_button(turn: Turn, mine: Profile, day: dt.date, brush: ShiftKind) -> Button:
    there = mine.marks.get(day)
    becomes = _CLEAR if there is brush else brush.value
    label = {"day": f"{day.month}/{day.day}", "weekday": weekday_text(turn.language, day)}
    target = data("me.mark", reading.packed_day(day), becomes, brush.value)
    if there is None:
        return Button("profile-button-day", target, vars=label)
    return Button("profile-button-day-marked", target, vars=label | {"kind": turn.plain(_kind_key(there))})


def _kind_key(kind: ShiftKind) -> str:
    return f"profile-shift-{kind.value.lower().replace('_', '-')}"
