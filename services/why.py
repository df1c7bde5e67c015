"""Why did I (not) get it? Every message that was meant for somebody in the last days, and what became of it.

A person sees what was meant for him; a steward the same about a member of his branch. Neither sees a text here: kind,
state, reason and time answer the question, and the steward has no business with the rest.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.accounts import Binding
from db.members import Member, Membership
from db.names import MemberStatus, OutboxAction, OutboxReason, OutboxState
from db.organisations import Organisation
from db.outbox import OutboxMessage
from services import access
from services.access import STEWARD_OF, STEWARD_OF_MEMBER, Actor
from services.errors import NotAllowed
from services.house import House
from services.naming import shown, shown_apart
from services.org_settings import settings_of, settings_of_all
from services.paging import page_of
from services.tree_order import BY_BRANCH

#: How far back, and how far ahead what already waits is shown.
BACK = dt.timedelta(days=90)
AHEAD = dt.timedelta(days=7)
#: Messages and people on one page.
PAGE = 8
PEOPLE_PAGE = 20
#: Made of other messages, each of which is listed itself.
CARRIER = "digest"

_PRESENT = (MemberStatus.ACTIVE, MemberStatus.TRANSFER_PENDING)


class Fate(StrEnum):
    """What became of a message, in the words a person is told."""

    SENT = "SENT"
    SENDING = "SENDING"
    WAITING = "WAITING"
    HELD = "HELD"
    RETRYING = "RETRYING"
    SKIPPED = "SKIPPED"
    UNREACHABLE = "UNREACHABLE"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True)
class Entry:
    """One intended message.

    Attributes:
        reason: Why, where it was not sent.
        at: When it went out; when it will be tried, where it waits; else when it should have gone out. UTC.
        merged: It was to go out as a part of another message; fate and time are that one's.
    """

    kind: str
    fate: Fate
    reason: OutboxReason | None
    at: dt.datetime
    merged: bool


@dataclass(frozen=True)
class Story:
    """A page of somebody's messages, newest first.

    Attributes:
        name: Whose, as his branch names people; empty for himself.
        branch_id: His branch; None for somebody who is no member.
        zone: For the times.
        number, pages, total: Which page, of how many, and messages in all.
    """

    name: str
    branch_id: int | None
    zone: ZoneInfo
    entries: tuple[Entry, ...]
    number: int
    pages: int
    total: int


@dataclass(frozen=True)
class People:
    """A page of members to ask about: id and name of each."""

    organisation: str
    people: tuple[tuple[int, str], ...]
    number: int
    pages: int


async def mine(house: House, actor: Actor, number: int = 1) -> Story:
    """What was meant for the person himself.

    Args:
        house: The house.
        actor: Who asks.
        number: Which page, from 1; one past the end shows the last.

    Raises:
        NotAllowed: The bot has never met him.
    """
    if actor.account_id is None:
        raise NotAllowed
    his: ColumnElement[bool] = OutboxMessage.account_id == actor.account_id
    async with house.db.read() as session:
        zone = house.zone
        if actor.member is not None:
            his |= OutboxMessage.member_id == actor.member.id
            zone = ZoneInfo((await settings_of(house, session, actor.member.branch_id)).timezone)
        branch_id = actor.member.branch_id if actor.member is not None else None
        return await _story(house, session, his, "", branch_id, zone, number)


async def of_member(house: House, actor: Actor, member_id: int, number: int = 1) -> Story:
    """What was meant for a member, for his branch's stewards.

    Messages to his account count from the day it began to speak for him.

    Raises:
        NotAllowed: The actor does not reach him.
    """
    async with house.db.read() as session:
        await access.check(session, actor, STEWARD_OF_MEMBER, member_id)
        member = await session.get_one(Member, member_id)
        branch_id = (
            await session.scalars(
                select(Membership.branch_id).where(Membership.member_id == member_id, Membership.ends_on.is_(None))
            )
        ).one()
        settings = await settings_of(house, session, branch_id)
        accounts = await session.execute(
            select(Binding.account_id, Binding.bound_at).where(
                Binding.member_id == member_id, Binding.unbound_at.is_(None)
            )
        )
        his = or_(
            OutboxMessage.member_id == member_id,
            *(
                and_(OutboxMessage.account_id == row.account_id, OutboxMessage.created_at >= row.bound_at)
                for row in accounts
            ),
        )
        name = shown(settings.names_in_chat, member.name, member.code)
        return await _story(house, session, his, name, branch_id, ZoneInfo(settings.timezone), number)


async def people(house: House, actor: Actor, organisation_id: int, number: int = 1) -> People:
    """The members a steward may ask about, a page at a time, by branch and in the order of the roster.

    Raises:
        NotAllowed: The actor does not reach the organisation.
    """
    async with house.db.read() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        organisation = await session.get_one(Organisation, organisation_id)
        query = (
            select(Member.id, Member.name, Member.code, Organisation.id.label("branch_id"))
            .join(Membership, (Membership.member_id == Member.id) & Membership.ends_on.is_(None))
            .join(Organisation, Organisation.id == Membership.branch_id)
            .where(
                Organisation.path.startswith(organisation.path) | (Membership.group_id == organisation_id),
                Member.status.in_(_PRESENT),
            )
        )
        total = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
        number, pages = page_of(number, total, PEOPLE_PAGE)
        rows = list(
            await session.execute(
                query.order_by(*BY_BRANCH, Member.id).limit(PEOPLE_PAGE).offset((number - 1) * PEOPLE_PAGE)
            )
        )
        settings = await settings_of_all(house, session)
        found: list[tuple[int, str]] = []
        for branch_id in dict.fromkeys(row.branch_id for row in rows):
            here = [row for row in rows if row.branch_id == branch_id]
            names = shown_apart(settings[branch_id].names_in_chat, [(row.name, row.code) for row in here])
            found += [(row.id, name) for row, name in zip(here, names, strict=True)]
        return People(organisation.name, tuple(found), number, pages)


async def _story(
    house: House,
    session: AsyncSession,
    his: ColumnElement[bool],
    name: str,
    branch_id: int | None,
    zone: ZoneInfo,
    number: int,
) -> Story:
    now = house.now()
    carrier = aliased(OutboxMessage)
    meant = and_(
        his,
        OutboxMessage.action == OutboxAction.SEND,
        OutboxMessage.kind != CARRIER,
        OutboxMessage.due_at >= now - BACK,
        (OutboxMessage.due_at <= now)
        | OutboxMessage.state.not_in((OutboxState.QUEUED, OutboxState.SKIPPED))
        | (OutboxMessage.reason == OutboxReason.MERGED)
        | ((OutboxMessage.state == OutboxState.QUEUED) & (OutboxMessage.due_at <= now + AHEAD)),
    )
    total = await session.scalar(select(func.count()).select_from(OutboxMessage).where(meant)) or 0
    number, pages = page_of(number, total, PAGE)
    rows = await session.execute(
        select(OutboxMessage, carrier)
        .outerjoin(carrier, carrier.id == OutboxMessage.merged_into)
        .where(meant)
        .order_by(OutboxMessage.due_at.desc(), OutboxMessage.id.desc())
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    )
    entries = tuple(_entry(row, carried, now) for row, carried in rows)
    return Story(name, branch_id, zone, entries, number, pages, total)


def _entry(row: OutboxMessage, carrier: OutboxMessage | None, now: dt.datetime) -> Entry:
    merged = carrier is not None and row.reason is OutboxReason.MERGED
    told = carrier if carrier is not None and merged else row
    fate = _fate(told, now)
    at = told.due_at
    if fate is Fate.SENT:
        at = told.ended_at or told.due_at
    elif fate in (Fate.WAITING, Fate.HELD, Fate.RETRYING):
        at = max(told.not_before, told.due_at) if fate is Fate.WAITING else told.not_before
    return Entry(row.kind, fate, told.reason, at, merged)


def _fate(row: OutboxMessage, now: dt.datetime) -> Fate:
    if row.state is not OutboxState.QUEUED:
        return Fate(row.state.value)
    if row.attempts:
        return Fate.RETRYING
    # What waits past its time, and does not fail, is held: quiet hours, a shift, a pause, the pace of the chat.
    return Fate.HELD if row.due_at <= now < row.not_before else Fate.WAITING
