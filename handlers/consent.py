"""The consent text before anything else, and the office's warning before anything of the office's."""

from __future__ import annotations

from handlers.menu import menu, offered
from handlers.routing import button, data
from handlers.turn import Turn
from services import consent
from services.access import Need, Status
from services.outbox import Button

_ANYONE = Need(Status.ANYONE)


async def ask(turn: Turn, origin: str = "") -> None:
    """The consent text.

    Args:
        turn: The turn.
        origin: Where he came from (``i<payload>``, ``c<code>``, ``a<code>``). Nothing about him is stored yet, so it
            waits in the button itself.
    """
    await turn.show(
        "registration-consent",
        buttons=[
            [
                Button("registration-button-agree", data("reg.yes", origin)),
                Button("registration-button-decline", data("reg.nay")),
            ]
        ],
    )


@button("reg.nay", _ANYONE)
async def decline(turn: Turn) -> None:
    """He does not agree; nothing was stored."""
    if turn.actor.consented:
        await go_on(turn)  # an old button of somebody who has agreed since
    else:
        await turn.show("registration-declined")


async def go_on(turn: Turn) -> None:
    """What somebody who is in sees next: the office's warning while it is due, else the menu."""
    if turn.actor.office_warning_due:
        await turn.say("registration-office-warning", buttons=[[Button("registration-button-office", data("reg.off"))]])
    else:
        await menu(turn)


@button("reg.off", Need(Status.CONSENTED))
async def confirm(turn: Turn) -> None:
    """The office has read its warning."""
    turn.actor = await consent.agree_for_office(turn.house, turn.actor)
    if turn.actor.member is None:
        await turn.show("administrators-made", buttons=[offered("button-menu", "menu")])
    else:
        await menu(turn)
