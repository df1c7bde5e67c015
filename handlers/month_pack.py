"""A month's papers in one file, offered when the month is over, and any time from the branch's attendance."""

from __future__ import annotations

from handlers import forms, photos, work
from handlers.routing import button, data
from handlers.turn import Turn
from services import month_pack
from services.access import STEWARD_OF
from services.errors import BadInput
from services.month_pack import Month
from services.outbox import Button


def _month(turn: Turn) -> Month:
    if len(turn.args) < 2:  # noqa: PLR2004 - after the branch
        raise BadInput
    return Month.parse(turn.args[1])


@button("mp", STEWARD_OF)
async def offer(turn: Turn) -> None:
    """Make the pack of a month."""
    await forms.leave(turn)
    month = _month(turn)
    found = await month_pack.contents(turn.house, turn.actor, turn.subject_id, month)
    if not found.meetings:
        await turn.say("month-pack-none", year=str(month.year), month=month.month)
        return
    await work.ask(turn, "month_pack.make", f"month_pack:{turn.subject_id}", "month-pack-working")


@work.work("month_pack.make", STEWARD_OF)
async def make(turn: Turn) -> None:
    """Fetch the photos, write the papers, send the file."""
    found = await month_pack.contents(turn.house, turn.actor, turn.subject_id, _month(turn))
    fetched = await photos.fetch(turn, found.photos)
    made = await month_pack.make(turn.house, turn.actor, found, fetched)
    await turn.send_file(
        made.content,
        made.name,
        "month-pack-file",
        year=str(found.month.year),
        month=found.month.month,
        count=len(found.meetings),
        buttons=[[Button("month-pack-button-attendance", data("att", turn.subject_id))]],
    )
