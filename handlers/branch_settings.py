"""The settings of an organisation, one small screen each: a tap on a preset, or a typed answer."""

from __future__ import annotations

import datetime as dt

from handlers import forms, moments, reading
from handlers.branch import contact_line
from handlers.menu import offered
from handlers.routing import button, data, form
from handlers.rows import in_rows, labelled, turning, way_back
from handlers.turn import Turn
from services import branch, retired_contact, why
from services.access import STEWARD, STEWARD_OF
from services.branch import BadSetting
from services.errors import BadInput
from services.org_settings import NamesInChat
from services.outbox import Button
from texts.dates import date_text

#: Forms name their organisation in the draft; the service asks the gate about it again.

_QUIET_PRESETS = ("2130-0730", "2200-0700", "2300-0600")
_DUE_DAYS = (10, 15, 20, 25, 31)
_DIGESTS = (5, 10, 30, 60)
_FREE_AT = ("1000", "1200", "1400", "1600")
_ZONES = ("Asia/Shanghai", "Asia/Urumqi")
_INHERIT = "inherit"
_PEOPLE = "p"
_LAST_DAY = 31
_DAYS_PER_ROW = 3


def _hours(start: dt.time, end: dt.time) -> str:
    return f"{start:%H:%M}–{end:%H:%M}"


def _choice(turn: Turn) -> str | None:
    return turn.args[1] if len(turn.args) > 1 else None


def _back(organisation_id: int) -> list[Button]:
    return way_back("br.set", organisation_id)


def _inherit(name: str, organisation_id: int) -> list[Button]:
    return [Button("branch-button-inherit", data(name, organisation_id, _INHERIT))]


async def _ask(turn: Turn, step: str, key: str, buttons: list[list[Button]]) -> None:
    await forms.begin(turn, "br", step, organisation=turn.subject_id)
    await turn.show(key, buttons=[*buttons, _back(turn.subject_id)])


def _organisation(turn: Turn) -> int:
    return int(forms.answers(turn)["organisation"])


@button("br.set", STEWARD_OF)
async def settings(turn: Turn) -> None:
    """All settings, as they are in force."""
    await forms.leave(turn)
    await _show(turn, turn.subject_id)


async def _show(turn: Turn, here: int) -> None:
    seen = await branch.overview(turn.house, turn.actor, here)
    now = seen.settings
    quiet = (
        turn.text_of("branch-set-quiet-none")
        if now.quiet_start == now.quiet_end
        else turn.text_of("branch-set-quiet", hours=_hours(now.quiet_start, now.quiet_end))
    )
    lines = [
        turn.text_of("branch-set-title", name=seen.name),
        turn.text_of("branch-set-names", mode=turn.plain(_names_key(now.names_in_chat))),
        quiet,
        turn.text_of("branch-set-digest", count=now.digest_minutes)
        if now.digest_minutes
        else turn.text_of("branch-set-digest-none"),
        turn.text_of("branch-set-shift", time=f"{now.shift_free_at:%H:%M}"),
        turn.text_of("branch-set-due", day=_due(turn, now.dues_due_day)),
        turn.text_of("branch-set-pay", how=now.dues_how_to_pay)
        if now.dues_how_to_pay
        else turn.text_of("branch-set-pay-none"),
        turn.text_of("branch-set-zone", zone=now.timezone),
        turn.text_of(f"branch-set-paper-{'on' if now.minutes_on_paper else 'off'}"),
        contact_line(turn, seen),
    ]
    if seen.term_ends_on is not None:
        lines.append(turn.text_of("branch-term", date=date_text(turn.language, seen.term_ends_on, year=True)))
    elif seen.may_set_term:
        lines.append(turn.text_of("branch-no-term"))
    paper = int(not now.minutes_on_paper)
    rows = [
        [Button("branch-button-names", data("br.names", here)), Button("branch-button-quiet", data("br.quiet", here))],
        [
            Button("branch-button-digest", data("br.dig", here)),
            Button("branch-button-shift", data("br.shift", here)),
        ],
        [Button("branch-button-due", data("br.due", here)), Button("branch-button-pay", data("br.pay", here))],
        [Button("branch-button-contact", data("br.who", here)), Button("branch-button-zone", data("br.zone", here))],
        [Button(f"branch-button-paper-{'off' if now.minutes_on_paper else 'on'}", data("br.pap", here, paper))],
        [
            *offered("dues-button-settings", "ds.at", here),
            Button("retired-contact-button", data("br.ret", here)),
        ],
        *([[Button("terms-button", data("tm", here))]] if seen.may_set_term else []),
        way_back("br.at", here),
    ]
    await turn.show_lines(lines, buttons=rows)


def _names_key(mode: NamesInChat) -> str:
    return f"branch-names-{mode.value.lower()}"


def _due(turn: Turn, day: int) -> str:
    return turn.plain("branch-due-last") if day == _LAST_DAY else turn.plain("branch-due-day", day=day)


async def _set(turn: Turn, key: str, value: str | bool | int | None) -> None:
    here = turn.subject_id
    await forms.leave(turn)
    await branch.change_setting(turn.house, turn.actor, here, key, value)
    await _show(turn, here)


# --- how people are named ---------------------------------------------------------------------------------------


@button("br.names", STEWARD_OF)
async def names(turn: Turn) -> None:
    """Full names, masked names or codes."""
    choice = _choice(turn)
    if choice is not None:
        await _set(turn, "names_in_chat", None if choice == _INHERIT else choice)
        return
    rows = [[Button(_names_key(mode), data("br.names", turn.subject_id, mode.value))] for mode in NamesInChat]
    await turn.show("branch-ask-names", buttons=[*rows, _inherit("br.names", turn.subject_id), _back(turn.subject_id)])


# --- quiet hours ------------------------------------------------------------------------------------------------


@button("br.quiet", STEWARD_OF)
async def quiet(turn: Turn) -> None:
    """Quiet hours of the organisation; a person's own go before them."""
    choice, here = _choice(turn), turn.subject_id
    if choice is not None:
        await forms.leave(turn)
        hours = None if choice == _INHERIT else (dt.time(), dt.time()) if choice == "none" else reading.hours(choice)
        await branch.change_quiet_hours(turn.house, turn.actor, here, hours)
        await _show(turn, here)
        return
    rows = [[labelled(_hours(*reading.hours(packed)), data("br.quiet", here, packed))] for packed in _QUIET_PRESETS]
    none = [Button("profile-button-quiet-none", data("br.quiet", here, "none")), *_inherit("br.quiet", here)]
    await _ask(turn, "quiet", "branch-ask-quiet", [*rows, none])


@form("br.quiet", STEWARD)
async def quiet_typed(turn: Turn) -> None:
    """Quiet hours, typed."""
    here, hours = _organisation(turn), reading.hours(turn.text)
    await branch.change_quiet_hours(turn.house, turn.actor, here, hours)
    await forms.end(turn)
    await _show(turn, here)


# --- reminders together, and after a night shift -----------------------------------------------------------------


@button("br.dig", STEWARD_OF)
async def digest(turn: Turn) -> None:
    """How close together reminders must be due to become one message."""
    choice, here = _choice(turn), turn.subject_id
    if choice is not None:
        await _set(turn, "digest_minutes", None if choice == _INHERIT else _minutes(choice))
        return
    rows = [
        [
            Button("branch-button-minutes", data("br.dig", here, minutes), vars={"count": minutes})
            for minutes in _DIGESTS
        ],
        [Button("branch-button-digest-none", data("br.dig", here, 0)), *_inherit("br.dig", here)],
    ]
    await turn.show("branch-ask-digest", buttons=[*rows, _back(here)])


def _minutes(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise BadSetting from error


@button("br.shift", STEWARD_OF)
async def shift(turn: Turn) -> None:
    """When somebody who had a night shift is written to again."""
    choice, here = _choice(turn), turn.subject_id
    if choice is not None:
        await _set(turn, "shift_free_at", None if choice == _INHERIT else f"{moments.clock(choice):%H:%M}")
        return
    rows = [
        [labelled(f"{packed[:2]}:{packed[2:]}", data("br.shift", here, packed)) for packed in _FREE_AT],
        _inherit("br.shift", here),
    ]
    await _ask(turn, "shift", "branch-ask-shift", rows)


@form("br.shift", STEWARD)
async def shift_typed(turn: Turn) -> None:
    """The hour, typed."""
    here, at = _organisation(turn), moments.clock(turn.text)
    await branch.change_setting(turn.house, turn.actor, here, "shift_free_at", f"{at:%H:%M}")
    await forms.end(turn)
    await _show(turn, here)


# --- dues -------------------------------------------------------------------------------------------------------


@button("br.due", STEWARD_OF)
async def due(turn: Turn) -> None:
    """The day of the month dues are due."""
    choice, here = _choice(turn), turn.subject_id
    if choice is not None:
        await _set(turn, "dues_due_day", None if choice == _INHERIT else _day(choice))
        return
    days = [labelled(_due(turn, day), data("br.due", here, day)) for day in _DUE_DAYS]
    rows = in_rows(days, _DAYS_PER_ROW)
    await _ask(turn, "due", "branch-ask-due", [*rows, _inherit("br.due", here)])


def _day(text: str) -> int:
    try:
        return int(text.strip().removesuffix("日").removesuffix("号"))
    except ValueError as error:
        raise BadSetting from error


@form("br.due", STEWARD)
async def due_typed(turn: Turn) -> None:
    """The due day, typed."""
    here = _organisation(turn)
    await branch.change_setting(turn.house, turn.actor, here, "dues_due_day", _day(turn.text))
    await forms.end(turn)
    await _show(turn, here)


@button("br.pay", STEWARD_OF)
async def pay(turn: Turn) -> None:
    """How dues are paid, in the branch's own words."""
    if _choice(turn) == _INHERIT:
        await _set(turn, "dues_how_to_pay", None)
        return
    await _ask(turn, "pay", "branch-ask-pay", [_inherit("br.pay", turn.subject_id)])


@form("br.pay", STEWARD)
async def pay_typed(turn: Turn) -> None:
    """The branch's sentence about paying."""
    here = _organisation(turn)
    if not turn.text:
        raise BadInput
    if len(turn.text) > branch.HOW_TO_PAY_LENGTH:
        raise branch.TooLong(limit=branch.HOW_TO_PAY_LENGTH)
    await branch.change_setting(turn.house, turn.actor, here, "dues_how_to_pay", turn.text)
    await forms.end(turn)
    await _show(turn, here)


@button("br.pap", STEWARD_OF)
async def paper(turn: Turn) -> None:
    """Whether minutes are written on paper; the button says what it becomes, so a second tap changes nothing."""
    choice = _choice(turn)
    if choice not in ("0", "1"):
        raise BadInput
    await _set(turn, "minutes_on_paper", choice == "1")


# --- zone -------------------------------------------------------------------------------------------------------


@button("br.zone", STEWARD_OF)
async def zone(turn: Turn) -> None:
    """The wall clock messages go by."""
    choice, here = _choice(turn), turn.subject_id
    if choice is not None:
        await _set(turn, "timezone", None if choice == _INHERIT else choice)
        return
    rows = [[labelled(name, data("br.zone", here, name))] for name in _ZONES]
    await _ask(turn, "zone", "branch-ask-zone", [*rows, _inherit("br.zone", here)])


@form("br.zone", STEWARD)
async def zone_typed(turn: Turn) -> None:
    """Another zone, typed."""
    here = _organisation(turn)
    await branch.change_setting(turn.house, turn.actor, here, "timezone", turn.text)
    await forms.end(turn)
    await _show(turn, here)


# --- contact ----------------------------------------------------------------------------------------------------


@button("br.who", STEWARD_OF)
async def contact(turn: Turn) -> None:
    """The contact person, then where to find him."""
    here = turn.subject_id
    if _choice(turn) == "none":
        await forms.leave(turn)
        await branch.change_contact(turn.house, turn.actor, here, None, None)
        await _show(turn, here)
        return
    await _ask(turn, "who", "branch-ask-contact", [[Button("branch-button-no-contact", data("br.who", here, "none"))]])


@form("br.who", STEWARD)
async def contact_typed(turn: Turn) -> None:
    """The contact person's name."""
    if not turn.text:
        raise BadInput
    if len(turn.text) > branch.CONTACT_NAME_LENGTH:
        raise branch.TooLong(limit=branch.CONTACT_NAME_LENGTH)
    here = _organisation(turn)
    await forms.begin(turn, "br", "where", organisation=here, name=turn.text)
    await turn.say("branch-ask-contact-point", name=turn.text, buttons=[_back(here)])


@form("br.where", STEWARD)
async def contact_point_typed(turn: Turn) -> None:
    """Where the contact person is found."""
    if not turn.text:
        raise BadInput
    here, name = _organisation(turn), str(forms.answers(turn)["name"])
    await branch.change_contact(turn.house, turn.actor, here, name, turn.text)
    await forms.end(turn)
    await _show(turn, here)


@button("br.ret", STEWARD_OF)
async def retired(turn: Turn) -> None:
    """Whom retired members may ask: ``br.ret:<organisation>[:p:<page> | :<member> | :none]``."""
    await forms.leave(turn)
    here, choice = turn.subject_id, _choice(turn)
    if choice is not None and choice != _PEOPLE:
        member = None if choice == "none" else turn.id_at(1)
        await retired_contact.choose(turn.house, turn.actor, here, member)
        await _show(turn, here)
        return
    page = await why.people(turn.house, turn.actor, here, turn.number_at(2))
    names = [
        Button("checklists-button-item", data("br.ret", here, member), vars={"item": name})
        for member, name in page.people
    ]
    rows = in_rows(names, 2)
    rows += turning("br.ret", here, _PEOPLE, page=page.number, pages=page.pages)
    rows.append([Button("retired-contact-button-nobody", data("br.ret", here, "none"))])
    await turn.show("retired-contact-ask", buttons=[*rows, _back(here)])
