"""Inviting people to a branch: link, QR picture and code, and closing the door again."""

from __future__ import annotations

from handlers.links import invitation_link
from handlers.menu import offered
from handlers.routing import button, data
from handlers.turn import Turn
from services import invitations
from services.access import STEWARD_OF
from services.outbox import Button
from texts.dates import time_text


@button("inv.new", STEWARD_OF)
async def invite(turn: Turn) -> None:
    """The branch's invitation in force, made when there is none."""
    shown = await invitations.current(turn.house, turn.actor, turn.subject_id)
    link = invitation_link(turn.bot.username, shown.payload)
    await turn.send_photo(
        invitations.qr_png(link),
        "registration-invitation",
        branch=shown.branch_name,
        link=link,
        code=f"{shown.code[:4]} {shown.code[4:]}",
        uses=shown.uses_left,
        until=time_text(turn.language, shown.expires_at, turn.house.zone),
        buttons=[[Button("registration-button-revoke", data("inv.rv", shown.branch_id, shown.id))]],
    )


@button("inv.rv", STEWARD_OF)
async def revoke(turn: Turn) -> None:
    """Close the door at once; the picture stays, but leads nowhere."""
    await invitations.revoke(turn.house, turn.actor, turn.subject_id, turn.id_at(1))
    again = Button("registration-button-invite-again", data("inv.new", turn.subject_id))
    await turn.say("registration-revoked", buttons=[[again], offered("button-back", "br.at", turn.subject_id)])
