"""Erasing a person: what the ledgers need stays under keys that no longer lead to him."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account, Binding
from db.members import Member
from db.names import Lane, RequestState
from db.organisations import Organisation
from db.registration import RegistrationRequest
from services import audit, erasures, outbox
from services.access import Actor
from services.errors import NotAllowed
from services.house import House
from services.outbox import Message, Payload
from services.privacy import namesakes, scrubbing
from services.privacy.namesakes import NOWHERE
from services.registration.binding import end_request
from services.registration.facts import branch_of, deciders_of, lock_account, lock_member

KIND_NOTICE = "privacy_erased"


async def erase(house: House, actor: Actor) -> None:
    """Erase the actor: his account and, where it speaks for one, his member. There is no way back.

    The leaders of his branch learn that somebody has gone, without a name: from now on he must be told things by a
    human.

    Raises:
        NotAllowed: The bot has never met him.
    """
    if actor.account_id is None:
        raise NotAllowed
    now = house.now()
    async with house.db.write() as session:
        member_id = actor.member.id if actor.member is not None else await _bound(session, actor.account_id)
        await _end_requests(house, session, actor.account_id, member_id)
        member = await lock_member(session, member_id) if member_id is not None else None
        account = await lock_account(session, actor.account_id)
        names = scrubbing.names_of(member)
        spared = await namesakes.spared(session, member) if member is not None else NOWHERE
        keys = [account.key] + ([member.key] if member is not None else [])
        branch_id = await branch_of(session, member.id) if member is not None else None
        await scrubbing.scrub_incidents(house, session, account.address)
        await scrubbing.scrub_account(session, account, now)
        if member is not None:
            await scrubbing.scrub_member(session, member, now, house.today())
        await scrubbing.scrub_mentions(session, names, spared)
        for key in keys:
            await erasures.register(session, key, now)
        if branch_id is not None and member_id is not None:
            await _tell_leaders(house, session, branch_id, member_id)
        await audit.record(
            session,
            actor=actor.audit_name,
            action="privacy.erased",
            subject=f"member:{keys[-1]}" if member is not None else actor.audit_name,
            now=now,
        )
    await erasures.publish(house)


async def _bound(session: AsyncSession, account_id: int) -> int | None:
    query = select(Binding.member_id).where(Binding.account_id == account_id, Binding.unbound_at.is_(None))
    return await session.scalar(query)


async def _end_requests(house: House, session: AsyncSession, account_id: int, member_id: int | None) -> None:
    """Withdraw what waits from him, and what waits about him."""
    query = (
        select(RegistrationRequest)
        .where(
            RegistrationRequest.state == RequestState.PENDING,
            (RegistrationRequest.account_id == account_id)
            | ((RegistrationRequest.member_id == member_id) if member_id is not None else False),
        )
        .order_by(RegistrationRequest.id)
        .with_for_update(key_share=True)
    )
    for request in list(await session.scalars(query)):
        await end_request(house, session, request, RequestState.WITHDRAWN, house.now())


async def _tell_leaders(house: House, session: AsyncSession, branch_id: int, member_id: int) -> None:
    now = house.now()
    branch = await session.get_one(Organisation, branch_id)
    subject = f"erased:{member_id}"
    notices = [
        Message(
            kind=KIND_NOTICE,
            dedupe_key=f"{subject}:{decider.word}",
            subject=subject,
            payload=Payload("privacy-somebody-erased", {"branch": branch.name}),
            due_at=now,
            member_id=decider.member_id,
            account_id=decider.account_id,
            lane=Lane.INTERACTIVE,
            priority=outbox.PRIORITY_NOTICE,
        )
        for decider in await deciders_of(house, session, branch.id, branch.path, member_id)
        if decider.member_id != member_id
    ]
    await outbox.enqueue(session, notices, now)


async def replay(house: House) -> int:
    """Erase again whom an older copy of the database has brought back; after ``erasures.adopt``.

    Returns:
        How many members and accounts were erased.
    """
    now = house.now()
    async with house.db.write() as session:
        back = await erasures.returned(session)
        for request in await _requests_of(session, back.account_ids, back.member_ids):
            request.state, request.typed_name = RequestState.WITHDRAWN, None
        await session.flush()
        for account_id in back.account_ids:
            account = await session.get_one(Account, account_id)
            await scrubbing.scrub_incidents(house, session, account.address)
            await scrubbing.scrub_account(session, account, now)
        for member_id in back.member_ids:
            member = await session.get_one(Member, member_id)
            names, spared = scrubbing.names_of(member), await namesakes.spared(session, member)
            await scrubbing.scrub_member(session, member, now, house.today())
            await scrubbing.scrub_mentions(session, names, spared)
        count = len(back.account_ids) + len(back.member_ids)
        if count:
            await audit.record(
                session,
                actor="system:restore",
                action="privacy.replayed",
                subject="erasures",
                now=now,
                details={"count": count},
            )
        return count


async def _requests_of(
    session: AsyncSession, account_ids: tuple[int, ...], member_ids: tuple[int, ...]
) -> list[RegistrationRequest]:
    query = select(RegistrationRequest).where(
        RegistrationRequest.state == RequestState.PENDING,
        RegistrationRequest.account_id.in_(account_ids) | RegistrationRequest.member_id.in_(member_ids),
    )
    return list(await session.scalars(query))
