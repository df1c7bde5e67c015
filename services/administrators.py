"""The first administrator: a code shown on the server's terminal makes whoever types it the administrator."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import update

from db.accounts import Account, AdminCode
from services import audit, keys, tries
from services.access import Actor
from services.errors import BadInput, NotAllowed
from services.house import House

#: How long a code can be used.
VALID = dt.timedelta(minutes=30)

_LENGTH = 10
_PURPOSE = "administrator"
_TRIES = "admin"


class AdminCodeWrong(BadInput):
    """No such code, or it is over or used. Fields: ``left``, the tries before a pause."""

    code: ClassVar[str] = "admin-code-wrong"


@dataclass(frozen=True)
class NewCode:
    """A code as it is shown, once.

    Attributes:
        code: The text to type.
        expires_at: UTC.
    """

    code: str
    expires_at: dt.datetime


async def create_code(house: House) -> NewCode:
    """Make a code, kept as a hash; codes made earlier are over."""
    code, now = keys.new_code(_LENGTH), house.now()
    async with house.db.write() as session:
        await session.execute(
            update(AdminCode).where(AdminCode.used_at.is_(None), AdminCode.expires_at > now).values(expires_at=now)
        )
        session.add(AdminCode(code_hash=keys.code_hash(code, _PURPOSE), expires_at=now + VALID))
        await audit.record(
            session, actor="terminal", action="administrator.code_created", subject="administrator", now=now
        )
    return NewCode(code, now + VALID)


async def redeem(house: House, actor: Actor, typed: str) -> None:
    """Make the actor the administrator; a code serves once, also when two people type it at once.

    Args:
        house: The process's things.
        actor: Who typed it; he must have agreed to the consent text.
        typed: The code as typed, with any spaces and dashes.

    Raises:
        NotAllowed: The bot has never met him.
        AdminCodeWrong: No such code, or it is over or used.
        Paused: Too many wrong tries.
    """
    if actor.account_id is None:
        raise NotAllowed
    now, failed = house.now(), None
    async with house.db.write() as session:
        await tries.check(house, session, actor.account_id, _TRIES)
        taken = await session.execute(
            update(AdminCode)
            .where(
                AdminCode.code_hash == keys.code_hash(keys.normal_code(typed), _PURPOSE),
                AdminCode.used_at.is_(None),
                AdminCode.expires_at > now,
            )
            .values(used_at=now)
            .returning(AdminCode.id)
        )
        right = taken.first() is not None
        if right:
            await session.execute(update(Account).where(Account.id == actor.account_id).values(is_administrator=True))
            await tries.forget(session, actor.account_id, _TRIES)
        else:
            failed = await tries.wrong(house, session, actor.account_id, _TRIES)
        await audit.record(
            session,
            actor=actor.audit_name,
            action="administrator.made" if right else "administrator.code_wrong",
            subject=actor.audit_name,
            now=now,
        )
    if failed is not None:
        raise failed.error or AdminCodeWrong(left=failed.left)
