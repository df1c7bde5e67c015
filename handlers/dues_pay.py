"""Pay items: a sheet in, the working out, one press to confirm; the organisation member's alone, erased by him."""

from __future__ import annotations

from decimal import Decimal

from handlers import dues_words, forms
from handlers.routing import button, data, form
from handlers.rows import way_back
from handlers.turn import Turn
from services import sheets
from services.dues import pay
from services.dues.months import Month
from services.dues.pay import PAYMASTER, PAYMASTER_OF, PAYMASTER_OF_MEMBER, Offer
from services.dues.pay_sheet import Problem, Slip
from services.errors import BadInput, Expired
from services.names import PayItem
from services.outbox import Button
from services.roster.codes import TooLargeFile
from texts.dates import month_text

_KEEP, _DROP = "k", "d"


@button("du.pay", PAYMASTER_OF)
async def begin(turn: Turn) -> None:
    """How a pay sheet is read, and what is kept of it."""
    here = turn.subject_id
    many = await pay.kept(turn.house, turn.actor, here)
    await forms.begin(turn, "du", "pay", organisation=here)
    rows = [[Button("dues-button-pay-erase", data("du.pera", here), vars={"count": many})]] if many else []
    rows.append(way_back("du.more", here))
    lines = [turn.text_of("dues-ask-pay")]
    if many:
        lines.append(turn.text_of("dues-pay-kept", count=many))
    await turn.show_lines(lines, buttons=rows)


@form("du.pay", PAYMASTER)
async def came(turn: Turn) -> None:
    """A pay sheet: read, deleted from the chat, and shown as what it would change."""
    try:
        here = int(forms.answers(turn)["organisation"])
    except (KeyError, ValueError) as error:
        raise BadInput from error
    if turn.file is None:
        await turn.say("dues-ask-pay", buttons=[way_back("du.more", here)])
        return
    limit = turn.house.limits.roster_file_bytes
    try:
        if turn.file.size > limit:
            raise TooLargeFile(limit=limit // 1_000_000)
        content = await turn.download(limit)
    finally:
        await turn.delete_incoming()
    offer = await pay.offer(turn.house, turn.actor, here, content)
    if offer.problems:
        await _refuse(turn, offer)
    else:
        await _show(turn, offer)


async def _refuse(turn: Turn, offer: Offer) -> None:
    columns = [turn.plain(f"dues-pay-{key}") for key in ("row", "column", "value", "advice")]
    rows: list[list[str | int]] = [[one.row, one.column, one.value, _advice(turn, one)] for one in offer.problems]
    content = sheets.plain_list(turn.plain("dues-pay-problems-title"), columns, rows)
    first = offer.problems[0]
    await turn.send_file(
        content,
        f"{turn.plain('dues-pay-problems-title')}.xlsx",
        "dues-pay-problems",
        count=len({one.row for one in offer.problems}),
        good=len(offer.slips),
        row=first.row,
        advice=_advice(turn, first),
        buttons=[way_back("du.more", offer.branch_id)],
    )


def _advice(turn: Turn, one: Problem) -> str:
    return turn.plain(f"dues-fault-{one.fault.value}")


async def _show(turn: Turn, offer: Offer) -> None:
    here = offer.branch_id
    await forms.begin(turn, "du", "pay", organisation=here, sealed=offer.sealed)
    columns = [
        turn.plain(f"dues-pay-{key}") for key in ("row", "name", "category", "working", "base-column", "rate", "amount")
    ]
    rows: list[list[str | int]] = [
        [
            one.row,
            one.name,
            dues_words.category_of(turn, one.category, one.rule),
            _working(turn, one),
            str(one.base),
            dues_words.percent(one.computed.bracket.rate) if one.computed.bracket is not None else "",
            str(one.computed.amount),
        ]
        for one in offer.slips
    ]
    content = sheets.plain_list(turn.plain("dues-pay-title"), columns, rows)
    buttons = [
        [
            Button(
                f"dues-button-pay-{'keep' if how == _KEEP else 'drop'}",
                data("du.pok", here, month.number, how),
                vars={"month": month_text(turn.language, month.first)},
            )
        ]
        for month in offer.months
        for how in (_KEEP, _DROP)
    ]
    buttons.append(way_back("du.more", here))
    await turn.send_file(
        content,
        f"{turn.plain('dues-pay-title')}.xlsx",
        "dues-pay-offer",
        count=len(offer.slips),
        amount=str(offer.total),
        buttons=buttons,
    )


def _working(turn: Turn, slip: Slip) -> str:
    """``2400.00 + 1600.00 + 2500.00 − 780.00 …``; a base that was set by hand says so."""
    if slip.worked is None:
        return turn.plain("dues-pay-by-hand")
    plus = " + ".join(str(amount) for _, amount in slip.worked.plus if amount)
    return plus + "".join(f" − {amount}" for _, amount in slip.worked.minus if amount)


@button("du.pok", PAYMASTER_OF)
async def confirmed(turn: Turn) -> None:
    """In force from that month on, with or without the items kept. A button whose form is over says so."""
    here, known = turn.subject_id, turn.form.data if turn.form is not None and turn.form.kind == "du" else {}
    try:
        month, how = Month.carried(turn.args[1]), turn.args[2]
    except (IndexError, ValueError) as error:
        raise BadInput from error
    if not known.get("sealed") or known.get("organisation") != here:
        raise Expired
    changed = await pay.apply(turn.house, turn.actor, here, str(known["sealed"]), month, keep=how == _KEEP)
    await forms.end(turn)
    await turn.say(
        "dues-pay-done",
        count=changed,
        month=month_text(turn.language, month.first),
        buttons=[way_back("du.more", here)],
    )


@button("du.pit", PAYMASTER_OF_MEMBER)
async def items(turn: Turn) -> None:
    """What a member's base was made of."""
    member = turn.subject_id
    found = await pay.of_member(turn.house, turn.actor, member)
    if found is None:
        await turn.show("dues-pay-none", buttons=[way_back("du.p", member)])
        return
    lines = [turn.text_of("dues-pay-items", name=found.name, month=month_text(turn.language, found.month.first))]
    worked = found.worked
    if worked is None:
        lines += [_item(turn, "dues-pay-item", *one) for one in found.items.items()]
    else:
        lines += [_item(turn, "dues-pay-item-plus", *one) for one in worked.plus]
        lines += [_item(turn, "dues-pay-item-minus", *one) for one in worked.minus]
        lines += [_item(turn, "dues-pay-item-ignored", *one) for one in worked.ignored]
        lines.append(turn.text_of("dues-pay-base", amount=str(worked.base)))
    rows = [
        [Button("dues-button-pay-erase-one", data("du.pera", found.branch_id, member))],
        way_back("du.p", member),
    ]
    await turn.show_lines(lines, buttons=rows)


def _item(turn: Turn, key: str, item: PayItem, amount: Decimal) -> str:
    return turn.text_of(key, item=turn.plain(f"dues-item-{item.value.lower().replace('_', '-')}"), amount=str(amount))


@button("du.pera", PAYMASTER_OF)
async def erase(turn: Turn) -> None:
    """Erase the items of everybody, or of one; bases and amounts stay."""
    here = turn.subject_id
    member = turn.id_at(1) if len(turn.args) > 1 else None
    count = await pay.erase(turn.house, turn.actor, here, member)
    await turn.show("dues-pay-erased", count=count, buttons=[way_back("du.more", here)])
