"""A member's own wish to be greeted on his political birthday: only if he agrees (``domain_rules.md`` 7)."""

from __future__ import annotations

from sqlalchemy import select, update

from db.accounts import Account
from services import audit
from services.access import Actor
from services.errors import NotAllowed
from services.house import House


async def wanted(house: House, actor: Actor) -> bool:
    """Whether he agreed.

    Raises:
        NotAllowed: The bot has never met him.
    """
    if actor.account_id is None:
        raise NotAllowed
    async with house.db.read() as session:
        return bool(await session.scalar(select(Account.birthday_greeting).where(Account.id == actor.account_id)))


async def choose(house: House, actor: Actor, *, agree: bool) -> None:
    """Agree, or take the agreement back; what it was already changes nothing.

    Raises:
        NotAllowed: The bot has never met him.
    """
    if actor.account_id is None:
        raise NotAllowed
    async with house.db.write() as session:
        changed = await session.scalar(
            update(Account)
            .where(Account.id == actor.account_id, Account.birthday_greeting != agree)
            .values(birthday_greeting=agree)
            .returning(Account.id)
        )
        if changed is not None:
            await audit.record(
                session,
                actor=actor.audit_name,
                action="greetings.agreed" if agree else "greetings.declined",
                subject=actor.audit_name,
                now=house.now(),
            )
