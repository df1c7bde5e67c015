"""Recording what was received: one tap a member, all at once, months ahead, an amount that is typed, taking back."""

from __future__ import annotations

from decimal import Decimal

from handlers import dues_words, forms
from handlers.routing import button, data, form
from handlers.rows import turning, way_back
from handlers.turn import Turn
from services.dues import bills, looking, paying, typed
from services.dues.bills import Bill, Paid
from services.dues.calculation import FEN, ZERO
from services.dues.keepers import KEEPER, KEEPER_OF
from services.dues.looking import Glance
from services.dues.months import Month
from services.dues.paying import Taken
from services.errors import BadInput
from services.keys import new_key
from services.names import DuesPaymentKind
from services.outbox import Button
from services.paging import page_of
from texts.dates import date_text, month_text

_PAGE = 8
_FEN_DIGITS = 12
_TOKEN = 24


def _fen(amount: Decimal) -> int:
    """Yuan as button data carry them."""
    return int(amount * 100)


def _yuan(turn: Turn, place: int) -> Decimal:
    """The amount a button says, yuan."""
    text = turn.args[place] if len(turn.args) > place else ""
    if not (text.isascii() and text.isdigit() and len(text) <= _FEN_DIGITS):
        raise BadInput
    return (Decimal(text) / 100).quantize(FEN)


# --- who has something open -------------------------------------------------------------------------------------------


@button("du.rec", KEEPER_OF)
async def owing(turn: Turn) -> None:
    """Who has something open: one tap records it."""
    await forms.leave(turn)
    await _owing(turn, await looking.glance(turn.house, turn.actor, turn.subject_id), turn.number_at(1))


async def _owing(turn: Turn, seen: Glance, page: int, done: str = "") -> None:
    here, people = seen.branch_id, seen.owing
    page, pages = page_of(page, len(people), _PAGE)
    shown = people[(page - 1) * _PAGE : page * _PAGE]
    rows = [
        [
            Button(
                "dues-button-person",
                data("du.take", here, one.member_id, _fen(one.open), page),
                vars={"name": one.name, "amount": str(one.open)},
            )
        ]
        for one in shown
    ]
    rows += turning("du.rec", here, page=page, pages=pages)
    if pages > 1:
        total = sum((one.open for one in shown), ZERO)
        some = {"count": len(shown), "amount": str(total)}
        rows.append([Button("dues-button-page", data("du.bulk", here, "p", page), vars=some)])
    if people:
        every = {"count": len(people), "amount": str(seen.open)}
        rows.append([Button("dues-button-everybody", data("du.bulk", here, "a"), vars=every)])
    rows.append(way_back("du.at", here))
    lines = [done] if done else []
    lines.append(turn.text_of("dues-owing" if people else "dues-owing-none", branch=seen.branch))
    await turn.show_lines(lines, buttons=rows)


@button("du.take", KEEPER_OF)
async def take(turn: Turn) -> None:
    """He has paid what the button said. Where that is no longer so, the list shows how it is."""
    done = await paying.take(turn.house, turn.actor, turn.subject_id, turn.id_at(1), _yuan(turn, 2))
    seen = await looking.glance(turn.house, turn.actor, turn.subject_id)
    await _owing(turn, seen, turn.number_at(3), _recorded(turn, done))


def _recorded(turn: Turn, done: Taken) -> str:
    if done.payment is None:
        return turn.text_of("dues-not-recorded", name=done.bill.name)
    return turn.text_of(
        "dues-recorded",
        name=done.bill.name,
        amount=str(done.payment.amount),
        number=done.payment.number or "",
    )


@button("du.bulk", KEEPER_OF)
async def bulk(turn: Turn) -> None:
    """All of them, or this page of them, have paid: sure?"""
    await forms.leave(turn)
    here = turn.subject_id
    seen = await looking.glance(turn.house, turn.actor, here)
    which, page = (turn.args[1] if len(turn.args) > 1 else "a"), turn.number_at(2)
    people = seen.owing[(page - 1) * _PAGE : page * _PAGE] if which == "p" else seen.owing
    total = sum((one.open for one in people), ZERO)
    if not people:
        await _owing(turn, seen, 1)
        return
    rows = [
        [Button("dues-button-sure", data("du.sure", here, which, page, _fen(total)))],
        way_back("du.rec", here, page),
    ]
    names = turn.plain("dues-comma").join(one.name for one in people)
    await turn.show("dues-ask-bulk", count=len(people), amount=str(total), names=names, buttons=rows)


@button("du.sure", KEEPER_OF)
async def sure(turn: Turn) -> None:
    """Record them all."""
    here, page = turn.subject_id, turn.number_at(2)
    only = None
    if len(turn.args) > 1 and turn.args[1] == "p":
        seen = await looking.glance(turn.house, turn.actor, here)
        only = [one.member_id for one in seen.owing[(page - 1) * _PAGE : page * _PAGE]]
    done = await paying.take_all(turn.house, turn.actor, here, _yuan(turn, 3), only)
    total = sum((one.amount for one in done), ZERO)
    said = (
        turn.text_of(
            "dues-recorded-all",
            count=len(done),
            amount=str(total),
            first=done[0].number or "",
            last=done[-1].number or "",
        )
        if done
        else turn.text_of("dues-changed")
    )
    await _owing(turn, await looking.glance(turn.house, turn.actor, here), 1, said)


# --- one member -------------------------------------------------------------------------------------------------------


@button("du.bill", KEEPER_OF)
async def bill(turn: Turn) -> None:
    """What one member has open, and what he paid."""
    await forms.leave(turn)
    await show_bill(turn, await bills.bill(turn.house, turn.actor, turn.subject_id, turn.id_at(1)))


async def show_bill(turn: Turn, seen: Bill, done: str = "") -> None:
    """The screen of what one member has open; above it what was just done."""
    lines = [done] if done else []
    lines.append(turn.text_of("dues-bill", name=seen.name))
    lines += [
        turn.text_of("dues-bill-month", month=month_text(turn.language, month.first), amount=str(amount))
        for month, amount in seen.owed.items()
    ]
    if not seen.owed:
        lines.append(turn.text_of("dues-bill-none"))
    if seen.over:
        lines.append(turn.text_of("dues-bill-over", amount=str(seen.over)))
    if seen.payments:
        lines += ["", turn.text_of("dues-payments")]
        lines += [payment_line(turn, one) for one in seen.payments]
    await turn.show_lines(lines, buttons=_bill_buttons(turn, seen))


def payment_line(turn: Turn, one: Paid) -> str:
    """One payment, as the member and who keeps the dues see it."""
    day = date_text(turn.language, one.received_on, year=True)
    shown = {"date": day, "amount": str(one.amount), "number": one.number or ""}
    if one.number is None:
        return turn.text_of("dues-payment-reversal", **shown)
    if one.kind is DuesPaymentKind.LARGE or one.first is None or one.last is None:
        shown["months"] = turn.plain("dues-large")
    else:
        shown["months"] = dues_words.months(turn, one.first, one.last)
    return turn.text_of("dues-payment-back" if one.taken_back else "dues-payment", **shown)


def _bill_buttons(turn: Turn, seen: Bill) -> list[list[Button]]:
    here, member = seen.branch_id, seen.member_id
    rows: list[list[Button]] = []
    if seen.owed:
        data_ = data("du.one", here, member, _fen(seen.open), seen.month.number)
        rows.append([Button("dues-button-take-open", data_, vars={"amount": str(seen.open)})])
    for month in seen.ahead:
        amount = sum(seen.until(month).values(), ZERO)
        shown = {"month": month_text(turn.language, month.first), "amount": str(amount)}
        data_ = data("du.one", here, member, _fen(amount), month.number)
        rows.append([Button("dues-button-take-ahead", data_, vars=shown)])
    rows.append(
        [
            Button("dues-button-other", data("du.amt", here, member)),
            Button("dues-button-large", data("du.big", here, member)),
        ]
    )
    rows += [
        [Button("dues-button-reverse", data("du.rev", here, one.id), vars={"number": one.number})]
        for one in seen.payments[:3]
        if one.number is not None and not one.taken_back
    ]
    rows.append(way_back("du.rec", here))
    return rows


@button("du.one", KEEPER_OF)
async def one_member(turn: Turn) -> None:
    """He has paid what is open, and maybe months ahead."""
    try:
        until = Month.carried(turn.args[3])
    except (IndexError, ValueError) as error:
        raise BadInput from error
    done = await paying.take(turn.house, turn.actor, turn.subject_id, turn.id_at(1), _yuan(turn, 2), until)
    await show_bill(turn, done.bill, _recorded(turn, done))


@button("du.amt", KEEPER_OF)
async def other_amount(turn: Turn) -> None:
    """Another amount: how much?"""
    await _ask_amount(turn, "amount", "dues-ask-amount")


@button("du.big", KEEPER_OF)
async def large(turn: Turn) -> None:
    """Large dues: how much?"""
    await _ask_amount(turn, "large", "dues-ask-large")


async def _ask_amount(turn: Turn, step: str, key: str) -> None:
    here, member = turn.subject_id, turn.id_at(1)
    seen = await bills.bill(turn.house, turn.actor, here, member)
    await forms.begin(turn, "du", step, organisation=here, member=member, token=new_key()[:_TOKEN], latest=seen.latest)
    back = way_back("du.bill", here, member)
    await turn.show(key, name=seen.name, amount=str(seen.open), buttons=[back])


@form("du.amount", KEEPER)
async def amount_typed(turn: Turn) -> None:
    """The amount was typed."""
    here, member, token, latest = _begun(turn)
    amount = typed.amount(turn.text)
    done = await paying.take_amount(turn.house, turn.actor, here, member, amount, token, latest=latest)
    await forms.end(turn)
    await show_bill(turn, done.bill, _recorded(turn, done))


@form("du.large", KEEPER)
async def large_typed(turn: Turn) -> None:
    """The amount of large dues was typed."""
    here, member, token, latest = _begun(turn)
    amount = typed.amount(turn.text)
    done = await paying.take_large(turn.house, turn.actor, here, member, amount, token, latest=latest)
    await forms.end(turn)
    await show_bill(turn, done.bill, _recorded(turn, done))


def _begun(turn: Turn) -> tuple[int, int, str, int]:
    known = forms.answers(turn)
    try:
        return int(known["organisation"]), int(known["member"]), str(known["token"]), int(known["latest"])
    except (KeyError, ValueError) as error:
        raise BadInput from error


@button("du.rev", KEEPER_OF)
async def reversing(turn: Turn) -> None:
    """A payment was recorded by mistake: why?"""
    here, payment = turn.subject_id, turn.id_at(1)
    await forms.begin(turn, "du", "reason", organisation=here, payment=payment)
    await turn.show("dues-ask-reason", buttons=[way_back("du.rec", here)])


@form("du.reason", KEEPER)
async def reason_typed(turn: Turn) -> None:
    """The reason; the payment is taken back."""
    known = forms.answers(turn)
    try:
        here, payment = int(known["organisation"]), int(known["payment"])
    except (KeyError, ValueError) as error:
        raise BadInput from error
    seen = await paying.reverse(turn.house, turn.actor, here, payment, turn.text)
    await forms.end(turn)
    await show_bill(turn, seen, turn.text_of("dues-reversed"))
