"""Addresses under which a calendar may be read: whoever has the address reads it, so it can be changed and withdrawn.

The secret is random; the table looks it up under its hash and keeps it sealed, so that the address can be shown again.
An address that never was, one that was withdrawn and one whose owner has gone get the same answer.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account, Binding
from db.annual_plans import CalendarFeed
from db.inserting import insert_into
from db.members import Member, Membership
from db.organisations import Organisation
from services import access, audiences, audit
from services.access import STEWARD_OF, Actor
from services.annual_plan import looking
from services.annual_plan.looking import Calendar
from services.errors import NotAllowed
from services.house import House

_MARK_LENGTH = 8
_CHINESE = "zh-CN"


def place(secret_hash: str) -> str:
    """The vault's place of a feed's secret."""
    return f"calendar_feeds.secret:{secret_hash}"


def hash_of(secret: str) -> str:
    """What a secret is looked up under. It is random and long, so a plain hash gives nothing away."""
    return hashlib.sha256(f"calendar\0{secret}".encode()).hexdigest()


@dataclass(frozen=True)
class Address:
    """The address of a calendar.

    Attributes:
        secret: The part of it that nobody guesses.
        mark: A short name of this very address, for buttons.
    """

    secret: str
    mark: str

    def __repr__(self) -> str:
        return f"Address(mark={self.mark!r})"


async def address_of(house: House, actor: Actor, organisation_id: int | None) -> Address | None:
    """The address of a calendar, if it has one.

    Args:
        house: The house.
        actor: Who asks.
        organisation_id: Whose; None: the actor's own.

    Raises:
        NotAllowed: The actor does not reach the organisation, or is no member.
    """
    async with house.db.read() as session:
        his = await _his(session, actor, organisation_id)
        row = (await session.scalars(select(CalendarFeed).where(his))).one_or_none()
        return _address(house, row) if row is not None else None


async def open_feed(house: House, actor: Actor, organisation_id: int | None) -> Address:
    """Give a calendar an address, where it has none; the second tap gets the first one's.

    Raises:
        NotAllowed: The actor does not reach the organisation, or is no member.
    """
    async with house.db.write() as session:
        his = await _his(session, actor, organisation_id)
        member_id = actor.member.id if organisation_id is None and actor.member is not None else None
        made = await session.scalar(
            insert_into(session, CalendarFeed)
            .values(organisation_id=organisation_id, member_id=member_id, created_at=house.now(), **_new_secret(house))
            .on_conflict_do_nothing()
            .returning(CalendarFeed.id)
        )
        if made is not None:
            await _note(house, session, actor, organisation_id, "opened")
        return _address(house, (await session.scalars(select(CalendarFeed).where(his))).one())


async def renew(house: House, actor: Actor, organisation_id: int | None, mark: str) -> Address | None:
    """Give a calendar another address; the old one leads nowhere from now on.

    Args:
        house: The house.
        actor: Who acts.
        organisation_id: Whose; None: the actor's own.
        mark: Of the address that is replaced; another one is left as it is, so that a second tap changes nothing.

    Returns:
        The address in force; None when it was withdrawn.

    Raises:
        NotAllowed: The actor does not reach the organisation, or is no member.
    """
    async with house.db.write() as session:
        his = await _his(session, actor, organisation_id)
        renewed = await session.scalar(
            update(CalendarFeed)
            .where(his, CalendarFeed.secret_hash.startswith(mark, autoescape=True))
            .values(**_new_secret(house))
            .returning(CalendarFeed.id)
        )
        if renewed is not None:
            await _note(house, session, actor, organisation_id, "renewed")
        row = (await session.scalars(select(CalendarFeed).where(his))).one_or_none()
        return _address(house, row) if row is not None else None


def _new_secret(house: House) -> dict[str, Any]:
    secret = secrets.token_urlsafe(32)
    hashed = hash_of(secret)
    return {"secret_hash": hashed, "secret_sealed": house.vault.seal(secret, place(hashed))}


def _address(house: House, row: CalendarFeed) -> Address:
    return Address(house.vault.open(row.secret_sealed, place(row.secret_hash)), row.secret_hash[:_MARK_LENGTH])


async def withdraw(house: House, actor: Actor, organisation_id: int | None) -> bool:
    """Take a calendar's address away. Returns whether it had one.

    Raises:
        NotAllowed: The actor does not reach the organisation, or is no member.
    """
    async with house.db.write() as session:
        his = await _his(session, actor, organisation_id)
        gone = await session.scalar(delete(CalendarFeed).where(his).returning(CalendarFeed.id))
        if gone is not None:
            await _note(house, session, actor, organisation_id, "withdrawn")
        return gone is not None


async def drop(session: AsyncSession, member_id: int) -> None:
    """Take a member's own address away: he has left, or is erased."""
    await session.execute(delete(CalendarFeed).where(CalendarFeed.member_id == member_id))


@dataclass(frozen=True)
class Feed:
    """A calendar behind an address, not yet read.

    Attributes:
        member_id: Whose own it is; None: the organisation's.
        organisation_id: The organisation, or the member's group or branch.
        language: In which it is written.
    """

    member_id: int | None
    organisation_id: int
    language: str


def path_of(secret: str) -> str:
    """Where a calendar is read, behind the web address."""
    return f"/calendar/{secret}.ics"


async def find(house: House, secret: str) -> Feed | None:
    """The calendar behind a secret; None for whatever is no address.

    Every secret costs the same look-up, whatever it looks like.
    """
    async with house.db.read() as session:
        row = (
            await session.scalars(select(CalendarFeed).where(CalendarFeed.secret_hash == hash_of(secret)))
        ).one_or_none()
        if row is None:
            return None
        if row.organisation_id is not None:
            organisation = await session.get(Organisation, row.organisation_id)
            over = organisation is None or organisation.ended_at is not None
            return None if over else Feed(None, row.organisation_id, _CHINESE)
        return await _of_member(session, row.member_id) if row.member_id is not None else None


async def _of_member(session: AsyncSession, member_id: int) -> Feed | None:
    """A member's own, as long as an account speaks for him."""
    found = (
        await session.execute(
            select(Membership.branch_id, Membership.group_id, Account.language)
            .join(Member, Member.id == Membership.member_id)
            .join(Binding, Binding.member_id == Member.id)
            .join(Account, Account.id == Binding.account_id)
            .join(Organisation, Organisation.id == Membership.branch_id)
            .where(
                Member.id == member_id,
                Member.status.in_(audiences.PRESENT),
                Membership.ends_on.is_(None),
                Binding.unbound_at.is_(None),
                Organisation.ended_at.is_(None),
            )
        )
    ).one_or_none()
    return Feed(member_id, found.group_id or found.branch_id, found.language) if found is not None else None


async def read(house: House, feed: Feed) -> Calendar:
    """The calendar of a feed: what was held lately and what is to come."""
    span = looking.reach(house, house.today())
    async with house.db.read() as session:
        if feed.member_id is None:
            return await looking.of_organisation(house, session, feed.organisation_id, span)
        return await looking.of_member(house, session, feed.member_id, feed.organisation_id, span)


async def _his(session: AsyncSession, actor: Actor, organisation_id: int | None) -> ColumnElement[bool]:
    if organisation_id is not None:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        return CalendarFeed.organisation_id == organisation_id
    if actor.member is None:
        raise NotAllowed
    return CalendarFeed.member_id == actor.member.id


async def _note(house: House, session: AsyncSession, actor: Actor, organisation_id: int | None, what: str) -> None:
    subject = f"organisation:{organisation_id}" if organisation_id is not None else actor.audit_name
    await audit.record(session, actor=actor.audit_name, action=f"calendar.{what}", subject=subject, now=house.now())
