"""Consent: nothing about a person is stored before he agrees; the office agrees once more, to its own warning."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account
from db.inserting import insert_into
from db.names import Reach
from services import access, audit
from services.access import CONSENT_VERSION, OFFICE_CONSENT_VERSION, Actor
from services.errors import NotAllowed
from services.house import House
from services.keys import new_key
from services.registration import cards


async def agree(house: House, messenger: str, address: str, language: str) -> Actor:
    """Note that a person agreed to the consent text in force; this makes his account. Twice is as good as once.

    Args:
        house: The process's things.
        messenger: ``telegram``.
        address: The messenger's id of the person.
        language: The language he has read the text in.

    Returns:
        Who he is now.
    """
    now = house.now()
    async with house.db.write() as session:
        new = insert_into(session, Account).values(
            key=new_key(),
            messenger=messenger,
            address=address,
            language=language,
            reach=Reach.REACHABLE,
            is_administrator=False,
            created_at=now,
        )
        await session.execute(new.on_conflict_do_nothing(index_elements=["messenger", "address"]))
        agreed = await session.scalar(
            update(Account)
            .where(
                Account.messenger == messenger,
                Account.address == address,
                Account.consent_version.is_distinct_from(CONSENT_VERSION),
            )
            .values(consent_version=CONSENT_VERSION, consented_at=now)
            .returning(Account.key)
        )
        if agreed is not None:
            await _note(session, agreed, "consent.given", CONSENT_VERSION, now)
        return await access.identify(session, messenger, address, house.today())


async def agree_for_office(house: House, actor: Actor) -> Actor:
    """Note that somebody who acts for the office confirmed its warning; from now on his roles of the office work.

    Raises:
        NotAllowed: He does not act for the office.
    """
    if actor.account_id is None or not (actor.office_warning_due or actor.holds(access.OFFICE)):
        raise NotAllowed
    now = house.now()
    async with house.db.write() as session:
        agreed = await session.scalar(
            update(Account)
            .where(
                Account.id == actor.account_id,
                Account.office_consent_version.is_distinct_from(OFFICE_CONSENT_VERSION),
            )
            .values(office_consent_version=OFFICE_CONSENT_VERSION, office_consented_at=now)
            .returning(Account.key)
        )
        row = (
            await session.execute(select(Account.messenger, Account.address).where(Account.id == actor.account_id))
        ).one()
        confirmed = await access.identify(session, row.messenger, row.address, house.today())
        if agreed is not None:
            await cards.catch_up(house, session, confirmed)
            await _note(session, agreed, "consent.office", OFFICE_CONSENT_VERSION, now)
        return confirmed


async def _note(session: AsyncSession, key: str, action: str, version: int, now: dt.datetime) -> None:
    await audit.record(
        session,
        actor=f"account:{key}",
        action=action,
        subject=f"account:{key}",
        now=now,
        details={"version": version},
    )
