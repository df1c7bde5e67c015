"""“我已交”: the member says it, may send the slip along; who keeps the dues confirms with one tap."""

from __future__ import annotations

from handlers import forms
from handlers.dues_paying import show_bill
from handlers.payloads import show_payload
from handlers.routing import button, form
from handlers.rows import way_back
from handlers.turn import Turn
from services.access import Need, Scope, Status
from services.dues import claims, holding
from services.dues.claims import Answer
from services.dues.keepers import KEEPER_OF
from services.dues.months import Month
from services.errors import BadInput
from texts.dates import month_text

_OWN = Need(Status.MEMBER, scope=Scope.OWN)


@button("du.said", _OWN)
async def said(turn: Turn) -> None:
    """He has paid: who keeps the dues is asked to confirm it. A slip may follow."""
    found = await claims.say(turn.house, turn.actor)
    back = [way_back("dues")]
    if found.claim_id is None:
        await turn.show("dues-said-nothing", buttons=back)
        return
    await forms.begin(turn, "du", "slip", claim=found.claim_id)
    await turn.show("dues-said", amount=str(found.amount), buttons=back)


@form("du.slip", _OWN)
async def slip(turn: Turn) -> None:
    """A photo or file of the slip: handed on, not kept."""
    known = forms.answers(turn)
    found = turn.material
    if not isinstance(known.get("claim"), int):
        raise BadInput
    waits = await claims.attach(turn.house, turn.actor, known["claim"], found.kind, found.file_id)
    await forms.end(turn)
    await turn.show("dues-slip-sent" if waits else "dues-slip-late", buttons=[way_back("dues")])


@button("du.yes", KEEPER_OF)
async def confirm(turn: Turn) -> None:
    """It was received."""
    await _answered(turn, await claims.confirm(turn.house, turn.actor, turn.subject_id, turn.id_at(1)))


@button("du.nay", KEEPER_OF)
async def decline(turn: Turn) -> None:
    """Nothing was received."""
    await _answered(turn, await claims.decline(turn.house, turn.actor, turn.subject_id, turn.id_at(1)))


async def _answered(turn: Turn, answer: Answer) -> None:
    if answer.bill is not None:
        await show_bill(turn, answer.bill, turn.text_of("dues-claim-differs", name=answer.bill.name))
    else:
        await show_payload(turn, answer.card)


@button("du.done", KEEPER_OF)
async def entered(turn: Turn) -> None:
    """All payments of a month are entered; reminders need not wait for it."""
    try:
        month = Month.carried(turn.args[1])
    except (IndexError, ValueError) as error:
        raise BadInput from error
    await holding.mark_entered(turn.house, turn.actor, turn.subject_id, month)
    await turn.show(
        "dues-entered",
        month=month_text(turn.language, month.first),
        buttons=[way_back("du.at", turn.subject_id)],
    )
