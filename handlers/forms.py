"""Forms from the side of the handlers: what is asked next is a draft in the database, never memory."""

from __future__ import annotations

import datetime as dt
from typing import Any

from handlers.turn import Turn
from services import drafts
from services.drafts import Form
from services.errors import Expired


async def begin(turn: Turn, kind: str, step: str, **data: Any) -> None:
    """The next text of this person answers ``kind.step``; any other form he had begun is forgotten.

    Args:
        turn: The turn.
        kind: The feature's form.
        step: What is asked for.
        data: What is known so far; JSON values.
    """
    async with turn.house.db.write() as session:
        await drafts.put(session, turn.account_id, Form(kind, step, data), turn.house.now())


async def end(turn: Turn) -> bool:
    """Forget the form he had begun. Returns whether there was one."""
    if turn.actor.account_id is None:
        return False
    async with turn.house.db.write() as session:
        return await drafts.clear(session, turn.actor.account_id)


async def stand(turn: Turn, kind: str, step: str, until: dt.datetime, **data: Any) -> None:
    """From now on this person's messages answer ``kind.step`` while no other form of his is open.

    Args:
        turn: The turn.
        kind: The feature's form.
        step: What his messages are.
        until: When that ends by itself, UTC.
        data: What is known so far; JSON values.
    """
    async with turn.house.db.write() as session:
        form = Form(kind, step, data, standing=True)
        await drafts.put(session, turn.account_id, form, turn.house.now(), until)


async def stand_down(turn: Turn) -> bool:
    """His messages are nothing of the kind any more. Returns whether they were."""
    if turn.actor.account_id is None:
        return False
    async with turn.house.db.write() as session:
        return await drafts.clear(session, turn.actor.account_id, standing=True)


async def leave(turn: Turn) -> None:
    """He went to another screen: what he types next is no longer an answer to the form."""
    if turn.form is not None and not turn.form.standing:
        await end(turn)


def answers(turn: Turn) -> dict[str, Any]:
    """What the open form knows so far.

    Raises:
        Expired: There is no form any more.
    """
    if turn.form is None:
        raise Expired
    return turn.form.data
