"""Accounts of the messenger: whether they can be reached."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account
from db.names import Reach
from services.house import House


async def set_reach(session: AsyncSession, messenger: str, address: str, reach: Reach, now: dt.datetime) -> bool:
    """Note whether an account can be reached. Returns whether that is news."""
    result = await session.execute(
        update(Account)
        .where(Account.messenger == messenger, Account.address == address, Account.reach != reach)
        .values(reach=reach, reach_changed_at=now)
        .returning(Account.id)
    )
    return result.first() is not None


async def note_reach(house: House, messenger: str, address: str, reach: Reach) -> bool:
    """Note whether an account can be reached: the messenger refused to deliver to it, or its person wrote again.

    Returns:
        Whether that is news.
    """
    async with house.db.write() as session:
        return await set_reach(session, messenger, address, reach, house.now())


async def note_day(house: House, account_id: int) -> None:
    """Note that a person pressed or wrote something today: the day alone, whatever it was."""
    today = house.today()
    async with house.db.write() as session:
        await session.execute(
            update(Account)
            .where(Account.id == account_id, Account.heard_on.is_(None) | (Account.heard_on < today))
            .values(heard_on=today)
        )
