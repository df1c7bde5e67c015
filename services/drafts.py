"""What a person has begun to fill in. One draft a person; a new one replaces the old; each expires."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete
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
    """

    kind: str
    step: str
    data: dict[str, Any]


async def get(session: AsyncSession, account_id: int, now: dt.datetime) -> Form | None:
    """The open draft of an account, or None."""
    row = await session.get(Draft, account_id)
    if row is None or row.expires_at <= now:
        return None
    return Form(row.kind, row.step, dict(row.data))


async def put(session: AsyncSession, account_id: int, form: Form, now: dt.datetime) -> None:
    """Keep where the person is; replaces any other draft of his."""
    row = await session.get(Draft, account_id)
    if row is None:
        row = Draft(account_id=account_id)
        session.add(row)
    row.kind, row.step, row.data, row.expires_at = form.kind, form.step, dict(form.data), now + LIFETIME


async def clear(session: AsyncSession, account_id: int) -> bool:
    """Forget the draft. Returns whether there was one."""
    result = await session.execute(delete(Draft).where(Draft.account_id == account_id).returning(Draft.account_id))
    return result.first() is not None


async def sweep(session: AsyncSession, now: dt.datetime) -> int:
    """Delete the drafts that have expired. Returns how many."""
    result = await session.execute(delete(Draft).where(Draft.expires_at <= now).returning(Draft.account_id))
    return len(result.all())
