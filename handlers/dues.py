"""Dues: the member's own month, how it comes about, when it is due and how to pay."""

from __future__ import annotations

from handlers import dues_words, forms
from handlers.dues_paying import payment_line
from handlers.menu import offered
from handlers.routing import button, command, data
from handlers.rows import way_back
from handlers.turn import Turn
from services import dues as service
from services.access import Need, Scope, Status
from services.dues import keepers, looking
from services.dues.calculation import ZERO
from services.dues.looking import Own
from services.outbox import Button
from texts.dates import date_text, month_text

_OWN = Need(Status.MEMBER, scope=Scope.OWN)


@command("dues", _OWN)
@button("dues", _OWN)
async def mine(turn: Turn) -> None:
    """This month's dues: how much, until when, how to pay."""
    await forms.leave(turn)
    found = await service.my_dues(turn.house, turn.actor)
    own = await looking.own(turn.house, turn.actor)
    due = found.due
    lines = [turn.text_of("dues-title"), *_amount(turn, own)]
    paid_up = own.charged is not None and not own.owed
    when = ("dues-mine-next" if paid_up else "dues-mine-over") if found.over else "dues-mine"
    lines.append(turn.text_of(when, due=date_text(turn.language, due.day)))
    if due.moved:
        lines.append(turn.text_of("dues-mine-moved", planned=date_text(turn.language, due.planned)))
    if due.provisional:
        lines.append(turn.text_of("dues-mine-provisional"))
    if found.how_to_pay:
        lines.append(turn.text_of("dues-mine-how", how=found.how_to_pay))
    else:
        lines.append(turn.text_of("dues-mine-ask"))
    days = dues_words.days_text(turn, found.days)
    lines += ["", turn.text_of("dues-mine-reminders", days=days, at=f"{found.at:%H:%M}")]
    buttons = [[Button("dues-button-pause", data=data("me.pause"))]]
    if own.owed:
        buttons.insert(0, [Button("dues-button-said", data("du.said"))])
    if own.payments:
        buttons.insert(0, [Button("dues-button-history", data("du.my"))])
    kept = next(
        (one.organisation_id for one in turn.actor.grants if keepers.keeps(turn.actor, one.organisation_id)), None
    )
    if kept is not None:
        buttons.insert(0, offered("dues-button-desk", "du.at", kept))
    buttons.append([Button("button-menu", data=data("menu"))])
    await turn.show_lines(lines, buttons=buttons)


def _amount(turn: Turn, own: Own) -> list[str]:
    """What the month comes to, how, and what is open."""
    if own.charged is None:
        return [turn.text_of("dues-mine-unknown")] if own.profile is None else []
    month = month_text(turn.language, own.month.first)
    lines = [turn.text_of("dues-mine-amount", month=month, amount=str(own.charged))]
    if own.computed is not None and own.computed.amount == own.charged:
        lines.append(dues_words.working(turn, own.computed))
    if own.owed:
        lines.append(turn.text_of("dues-mine-open", amount=str(sum(own.owed.values(), ZERO))))
    else:
        lines.append(turn.text_of("dues-mine-paid"))
    return lines


@button("du.my", _OWN)
async def history(turn: Turn) -> None:
    """What he has paid, with the receipts' numbers."""
    own = await looking.own(turn.house, turn.actor)
    lines = [turn.text_of("dues-history" if own.payments else "dues-history-none")]
    lines += [payment_line(turn, one) for one in own.payments]
    files = [*offered("dues-button-receipts-picture", "du.mypic"), *offered("dues-button-receipts-sheet", "du.myx")]
    rows = [files] if own.payments else []
    await turn.show_lines(lines, buttons=[*rows, way_back("dues")])
