"""What a person has begun to fill in. One draft a person; a new one replaces the old; each expires.

Beside it he may have one standing form: what his messages are while no other form is open. Other screens leave it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Draft

#: How long an unfinished form waits.
LIFETIME = dt.timedelta(hours=24)


@dataclass(frozen=True)
class Form:
    """A draft as its handlers see it.

    Attributes:
        kind: The feature's form (``registration``).
        step: What is asked for now (``name``).
        data: What was answered so far; JSON values.
        standing: It stays when the person goes to another screen.
    """

    kind: str
    step: str
    data: dict[str, Any]
    standing: bool = False


async def get(session: AsyncSession, account_id: int, now: dt.datetime) -> Form | None:
    """The open draft of an account, else its standing form, or None."""
    for row in await session.scalars(select(Draft).where(Draft.account_id == account_id).order_by(Draft.standing)):
        if row.expires_at > now:
            return Form(row.kind, row.step, dict(row.data), row.standing)
    return None


async def put(
    session: AsyncSession, account_id: int, form: Form, now: dt.datetime, until: dt.datetime | None = None
) -> None:
    """Keep where the person is; replaces any other draft of his of that sort.

    Args:
        session: The caller's transaction.
        account_id: Whose.
        form: What is asked for.
        now: UTC.
        until: When it is forgotten; None: as always.
    """
    row = await session.get(Draft, (account_id, form.standing))
    if row is None:
        row = Draft(account_id=account_id, standing=form.standing)
        session.add(row)
    row.kind, row.step, row.data = form.kind, form.step, dict(form.data)
    row.expires_at = until if until is not None else now + LIFETIME


async def clear(session: AsyncSession, account_id: int, *, standing: bool = False) -> bool:
    """Forget the draft, or the standing form. Returns whether there was one."""
    result = await session.execute(
        delete(Draft).where(Draft.account_id == account_id, Draft.standing == standing).returning(Draft.account_id)
    )
    return result.first() is not None


async def sweep(session: AsyncSession, now: dt.datetime) -> int:
    """Delete the drafts that have expired. Returns how many."""
    result = await session.execute(delete(Draft).where(Draft.expires_at <= now).returning(Draft.account_id))
    return len(result.all())
