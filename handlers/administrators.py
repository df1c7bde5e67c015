"""The first administrator: ``/admin CODE`` with the code that ``zhibu admin-code`` showed on the server."""

from __future__ import annotations

from handlers import consent, forms
from handlers.routing import command, form
from handlers.turn import Turn
from services import administrators
from services.access import Need, Status

_FORM = "administrator"
_STEP = "code"


@command("admin", Need(Status.CONSENTED))
async def admin(turn: Turn) -> None:
    """Redeem the code after the command, or ask for it."""
    if not turn.args:
        await forms.begin(turn, _FORM, _STEP)
        await turn.say("administrators-ask")
        return
    await _redeem(turn, "".join(turn.args))


@form(f"{_FORM}.{_STEP}", Need(Status.CONSENTED))
async def code(turn: Turn) -> None:
    """Redeem the code that was asked for; a wrong one may be typed again."""
    await _redeem(turn, turn.text)


async def _redeem(turn: Turn, typed: str) -> None:
    # A code that was typed need not stay in the chat, right or wrong.
    await turn.delete_incoming()
    await administrators.redeem(turn.house, turn.actor, typed)
    await forms.end(turn)
    await turn.refresh()
    await consent.go_on(turn)
