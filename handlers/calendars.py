"""Calendars to take along: a month as a picture, a file, an address to subscribe to; a branch's, or one's own.

The picture and the file are made in a thread: a press of somebody else does not wait for them.
"""

from __future__ import annotations

import asyncio
import datetime as dt

from handlers import forms
from handlers.annual_plan import THIS_MONTH, year_in
from handlers.routing import button, data
from handlers.turn import Turn
from services import annual_plan
from services.access import STEWARD_OF, Need, Scope, Status
from services.annual_plan import Address, Calendar, Month
from services.errors import BadInput
from services.outbox import Button
from services.recurrence import add_months
from texts.dates import month_name, month_text

_MEMBER = Need(Status.MEMBER, scope=Scope.OWN)


# --- the picture ----------------------------------------------------------------------------------------------------


@button("cal.p", STEWARD_OF)
async def picture(turn: Turn) -> None:
    """A month of an organisation's calendar as a picture."""
    here = turn.subject_id
    first = _first_day(turn, turn.args[1] if len(turn.args) > 1 else THIS_MONTH)
    month = await annual_plan.month_of(turn.house, turn.actor, here, first)
    back = Button("annual-plan-button-back", data("ap", here, first.year))
    await _send_picture(turn, month, "cal.p", here, back=back)


@button("me.calp", _MEMBER)
async def my_picture(turn: Turn) -> None:
    """A month of one's own calendar as a picture."""
    month = await annual_plan.my_month(turn.house, turn.actor, _first_day(turn, turn.args[0] if turn.args else ""))
    await _send_picture(turn, month, "me.calp", back=Button("annual-plan-button-mine", data("me.cal")))


def _first_day(turn: Turn, text: str) -> dt.date:
    """The first day of a month as buttons carry it: ``202701``; January of this year stands for the month there is.

    Raises:
        BadInput: It is no month.
    """
    today = turn.house.today()
    if text in ("", THIS_MONTH):
        return today.replace(day=1)
    try:
        return dt.date(int(text[:4]), int(text[4:]), 1)
    except (ValueError, OverflowError) as error:
        raise BadInput from error


async def _send_picture(turn: Turn, month: Month, name: str, *args: int, back: Button) -> None:
    from texts.calendar_card import Card, calendar_card  # noqa: PLC0415 - costs memory where nobody wants a picture

    calendar = month.calendar
    title = _title(turn, calendar)
    card = Card(
        title=title,
        first=month.first,
        theme=month.theme,
        kinds=month.kinds,
        published=month.published,
        events=calendar.events,
        zone=calendar.zone,
        today=calendar.made_at.astimezone(calendar.zone).date(),
    )
    png = await asyncio.to_thread(calendar_card, turn.language, card)
    turning = [
        Button(
            key, data(name, *args, f"{other:%Y%m}"), vars={"month": month_name(turn.language, other.month, short=True)}
        )
        for key, other in (
            ("annual-plan-button-previous", add_months(month.first, -1)),
            ("annual-plan-button-next", add_months(month.first, 1)),
        )
        if month.reaches(other)
    ]
    await turn.send_photo(
        png,
        "annual-plan-picture",
        organisation=title,
        month=month_text(turn.language, month.first),
        buttons=[row for row in (turning, [back]) if row],
    )


def _title(turn: Turn, calendar: Calendar) -> str:
    return turn.plain("annual-plan-title-own" if calendar.own else "annual-plan-title-of", organisation=calendar.name)


# --- the file -------------------------------------------------------------------------------------------------------


@button("cal.f", STEWARD_OF)
async def file(turn: Turn) -> None:
    """An organisation's year as a file."""
    here, year = turn.subject_id, turn.number_at(1)
    back = Button("annual-plan-button-back", data("ap", here, year))
    await _send_file(turn, await annual_plan.year_of(turn.house, turn.actor, here, year), back)


@button("me.calf", _MEMBER)
async def my_file(turn: Turn) -> None:
    """One's own calendar as a file."""
    back = Button("annual-plan-button-mine", data("me.cal"))
    await _send_file(turn, await annual_plan.mine(turn.house, turn.actor), back)


async def _send_file(turn: Turn, calendar: Calendar, back: Button) -> None:
    from texts.calendar_file import calendar_file  # noqa: PLC0415 - costs memory where nobody wants a file

    title = _title(turn, calendar)
    made = await asyncio.to_thread(calendar_file, turn.language, title, calendar.events, calendar.zone)
    await turn.send_file(
        made,
        f"{turn.plain('annual-plan-file-name')}.ics",
        "annual-plan-file-caption",
        title=title,
        count=sum(not one.cancelled for one in calendar.events),
        buttons=[[back]],
    )


# --- the address ----------------------------------------------------------------------------------------------------


@button("cal", STEWARD_OF)
async def calendar(turn: Turn) -> None:
    """An organisation's calendar: the file, and the address to subscribe to."""
    await _show(turn, turn.subject_id)


@button("cal.o", STEWARD_OF)
async def opened(turn: Turn) -> None:
    """Open an address."""
    await _open(turn, turn.subject_id)


@button("cal.n", STEWARD_OF)
async def renewed(turn: Turn) -> None:
    """Another address."""
    await _renew(turn, turn.subject_id)


@button("cal.x", STEWARD_OF)
async def withdrawn(turn: Turn) -> None:
    """No address any more."""
    await _withdraw(turn, turn.subject_id)


@button("me.cal", _MEMBER)
async def my_calendar(turn: Turn) -> None:
    """One's own calendar."""
    await _show(turn, None)


@button("me.calo", _MEMBER)
async def my_opened(turn: Turn) -> None:
    """Open an address of one's own."""
    await _open(turn, None)


@button("me.caln", _MEMBER)
async def my_renewed(turn: Turn) -> None:
    """Another address of one's own."""
    await _renew(turn, None)


@button("me.calx", _MEMBER)
async def my_withdrawn(turn: Turn) -> None:
    """No address of one's own any more."""
    await _withdraw(turn, None)


async def _open(turn: Turn, organisation_id: int | None) -> None:
    if turn.house.web_url is not None:
        await annual_plan.open_feed(turn.house, turn.actor, organisation_id)
    await _show(turn, organisation_id)


async def _renew(turn: Turn, organisation_id: int | None) -> None:
    await annual_plan.renew(turn.house, turn.actor, organisation_id, turn.args[-1] if turn.args else "")
    await _show(turn, organisation_id)


async def _withdraw(turn: Turn, organisation_id: int | None) -> None:
    await annual_plan.withdraw(turn.house, turn.actor, organisation_id)
    await _show(turn, organisation_id)


async def _show(turn: Turn, organisation_id: int | None) -> None:
    await forms.leave(turn)
    address = await annual_plan.address_of(turn.house, turn.actor, organisation_id)
    name = await annual_plan.name_of(turn.house, turn.actor, organisation_id)
    title = turn.plain(
        "annual-plan-title-own" if organisation_id is None else "annual-plan-title-of", organisation=name
    )
    if turn.house.web_url is None:
        lines = [turn.text_of("annual-plan-calendar-nowhere", title=title)]
    else:
        lines = [turn.text_of("annual-plan-calendar", title=title, has_address=int(address is not None))]
        if address is not None:
            where = f"{turn.house.web_url}{annual_plan.path_of(address.secret)}"
            lines += [
                turn.text_of("annual-plan-address", address=where),
                turn.text_of("annual-plan-address-note"),
            ]
    await turn.show_lines(lines, buttons=_buttons(turn, organisation_id, address))


def _buttons(turn: Turn, organisation_id: int | None, address: Address | None) -> list[list[Button]]:
    own = organisation_id is None
    who = () if organisation_id is None else (organisation_id,)
    year = (year_in(turn) if not own and len(turn.args) > 1 and turn.args[1].isdecimal() else None) or 0
    usual = annual_plan.usual_year(turn.house)
    year = year if abs(year - usual) <= 1 else usual
    rows = [[Button("annual-plan-button-file", data("me.calf") if own else data("cal.f", *who, year))]]
    if own:
        rows[0].insert(0, Button("annual-plan-button-picture", data("me.calp")))
    if turn.house.web_url is not None and address is None:
        rows.append([Button("annual-plan-button-open", data("me.calo" if own else "cal.o", *who))])
    if address is not None:
        rows.append([Button("annual-plan-button-withdraw", data("me.calx" if own else "cal.x", *who))])
        if turn.house.web_url is not None:
            renew = data("me.caln" if own else "cal.n", *who, address.mark)
            rows[-1].insert(0, Button("annual-plan-button-renew", renew))
    back = (
        Button("annual-plan-button-me", data("me"))
        if own
        else Button("annual-plan-button-back", data("ap", *who, year))
    )
    return [*rows, [back]]
