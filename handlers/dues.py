"""Dues: the member's own due day and how to pay."""

from __future__ import annotations

from handlers.routing import button, command, data
from handlers.turn import Turn
from services import dues as service
from services.access import Need, Scope, Status
from services.outbox import Button
from texts.dates import date_text

_OWN = Need(Status.MEMBER, scope=Scope.OWN)


@command("dues", _OWN)
@button("dues", _OWN)
async def mine(turn: Turn) -> None:
    """When this month's dues are due, and how to pay them."""
    found = await service.my_dues(turn.house, turn.actor)
    due = found.due
    lines = [turn.text_of("dues-mine-over" if found.over else "dues-mine", due=date_text(turn.language, due.day))]
    if due.moved:
        lines.append(turn.text_of("dues-mine-moved", planned=date_text(turn.language, due.planned)))
    if due.provisional:
        lines.append(turn.text_of("dues-mine-provisional"))
    if found.how_to_pay:
        lines.append(turn.text_of("dues-mine-how", how=found.how_to_pay))
    else:
        lines.append(turn.text_of("dues-mine-ask"))
    lines += ["", turn.text_of("dues-mine-reminders")]
    buttons = [
        [Button("dues-button-pause", data=data("me.pause"))],
        [Button("button-menu", data=data("menu"))],
    ]
    await turn.show_html("\n".join(lines), buttons=buttons)
