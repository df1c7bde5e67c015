"""The month of a branch as a picture, and a member's own receipts as a picture or a file."""

from __future__ import annotations

import asyncio

from handlers.routing import button
from handlers.rows import way_back
from handlers.turn import Turn
from services.access import Need, Scope, Status
from services.dues import exporting, looking
from services.dues.bills import Paid
from services.dues.keepers import KEEPER_OF
from services.names import DuesPaymentKind
from texts.dates import date_text, month_text

_OWN = Need(Status.MEMBER, scope=Scope.OWN)


@button("du.pic", KEEPER_OF)
async def month(turn: Turn) -> None:
    """The month at a glance as a picture: who, how much, what is open."""
    from texts.table_card import Column, Table, table_card  # noqa: PLC0415 - costs memory where nobody wants a picture

    seen = await looking.glance(turn.house, turn.actor, turn.subject_id)
    when = month_text(turn.language, seen.month.first)
    rows = [
        (
            one.name,
            str(one.charged) if one.charged is not None else "—",
            str(one.paid) if one.paid else "—",
            str(one.open) if one.open > 0 else "—",
        )
        for one in seen.rows
    ]
    table = Table(
        turn.plain("dues-picture-title", branch=seen.branch, month=when),
        turn.plain(
            "dues-picture-under", count=len(seen.people), day=date_text(turn.language, turn.house.today(), year=True)
        ),
        (
            Column(turn.plain("dues-picture-name"), 5),
            Column(turn.plain("dues-picture-charged"), 3, right=True),
            Column(turn.plain("dues-picture-paid"), 3, right=True),
            Column(turn.plain("dues-picture-open"), 3, right=True),
        ),
        rows,
        (turn.plain("dues-picture-sum"), str(seen.charged), str(seen.paid), str(seen.open)),
        frozenset(number for number, one in enumerate(seen.rows) if one.open > 0),
    )
    png = await asyncio.to_thread(table_card, turn.language, table)
    back = [way_back("du.at", seen.branch_id)]
    await turn.send_photo(png, "dues-picture", branch=seen.branch, month=when, buttons=back)


def _today(turn: Turn) -> str:
    return date_text(turn.language, turn.house.today(), year=True)


def _for(turn: Turn, one: Paid) -> str:
    """What a payment is for."""
    if one.number is None:
        return turn.plain("dues-receipt-back")
    if one.kind is DuesPaymentKind.LARGE or one.first is None or one.last is None:
        return turn.plain("dues-large")
    what = (
        str(one.first) if one.first == one.last else turn.plain("dues-span", first=str(one.first), last=str(one.last))
    )
    return turn.plain("dues-receipt-taken-back", what=what) if one.taken_back else what


@button("du.mypic", _OWN)
async def receipts(turn: Turn) -> None:
    """His own receipts as a picture."""
    from texts.table_card import Column, Table, table_card  # noqa: PLC0415 - costs memory where nobody wants a picture

    found = await looking.receipts(turn.house, turn.actor)
    rows = [
        (f"{one.received_on:%Y-%m-%d}", _for(turn, one), str(one.amount), one.number or "—") for one in found.payments
    ]
    table = Table(
        turn.plain("dues-receipts-title", name=found.name),
        turn.plain(
            "dues-receipts-under", branch=found.branch, day=date_text(turn.language, turn.house.today(), year=True)
        ),
        (
            Column(turn.plain("dues-receipts-day"), 4),
            Column(turn.plain("dues-receipts-for"), 7),
            Column(turn.plain("dues-receipts-amount"), 3, right=True),
            Column(turn.plain("dues-receipts-number"), 4, right=True),
        ),
        rows,
        (turn.plain("dues-picture-sum"), "", str(found.total), ""),
    )
    png = await asyncio.to_thread(table_card, turn.language, table)
    await turn.send_photo(png, "dues-receipts", buttons=[way_back("du.my")])


@button("du.myx", _OWN)
async def receipts_sheet(turn: Turn) -> None:
    """The same as a file."""
    found = await looking.receipts(turn.house, turn.actor)
    made = await exporting.receipts(turn.house, found, [_for(turn, one) for one in found.payments])
    await turn.send_file(made.content, made.name, "dues-receipts", buttons=[way_back("du.my")])
