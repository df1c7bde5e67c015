"""Whom due messages are for, as those people and chats are at this moment: a fixed number of queries a batch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account, Binding
from db.among import among
from db.chats import BoundChat
from db.members import Member, Membership, ShiftMark
from db.names import OutboxTarget, Reach, ShiftKind
from services.gate import Recipient
from services.house import House
from services.mutes import muted_by
from services.org_settings import OrgSettings, settings_of_some
from services.quiet import window_of

#: What a group reads; a person chooses for himself.
_GROUP_LANGUAGE = "zh-CN"

#: Settings of people who are in no branch.
_NO_BRANCH = OrgSettings()

_NONE_MUTED: frozenset[str] = frozenset()
_NO_MARKS: Mapping[dt.date, ShiftKind] = {}

#: A target: its kind and the id of the member, account or chat.
TargetKey = tuple[OutboxTarget, int]

_ACCOUNT = (
    Account.id.label("account_id"),
    Account.address,
    Account.language,
    Account.reach,
    Account.quiet_start,
    Account.quiet_end,
    Account.paused_until,
)


async def load(house: House, session: AsyncSession, targets: Iterable[TargetKey]) -> dict[TargetKey, Recipient]:
    """The recipients behind some targets. A target that does not exist any more has no address."""
    ids: dict[OutboxTarget, set[int]] = {target: set() for target in OutboxTarget}
    for target, subject_id in targets:
        ids[target].add(subject_id)
    people = [
        *[(OutboxTarget.MEMBER, row) for row in await _members(session, ids[OutboxTarget.MEMBER])],
        *[(OutboxTarget.ACCOUNT, row) for row in await _accounts(session, ids[OutboxTarget.ACCOUNT])],
    ]
    chats = await _chats(session, ids[OutboxTarget.CHAT])
    organisations = {row.branch_id for _, row in people if row.branch_id is not None}
    organisations |= {chat.organisation_id for chat in chats}
    settings = await settings_of_some(house, session, organisations) if organisations else {}
    muted: dict[int, set[str]] = {}
    for account_id, kind in await muted_by(session, {row.account_id for _, row in people if row.account_id}):
        muted.setdefault(account_id, set()).add(kind)
    marks = await _marks(session, {row.member_id for _, row in people if row.member_id}, house.today())
    found: dict[TargetKey, Recipient] = {}
    for target, row in people:
        found[target, row.subject_id] = _person(
            house,
            target,
            row,
            settings.get(row.branch_id),
            frozenset(muted[row.account_id]) if row.account_id in muted else _NONE_MUTED,
            marks.get(row.member_id, _NO_MARKS),
        )
    for chat in chats:
        found[OutboxTarget.CHAT, chat.id] = _chat(house, chat, settings.get(chat.organisation_id))
    for target, wanted in ids.items():
        for subject_id in wanted:
            found.setdefault(
                (target, subject_id), Recipient(target, None, None, _GROUP_LANGUAGE, house.zone, reach=Reach.REACHABLE)
            )
    return found


async def _members(session: AsyncSession, ids: set[int]) -> Sequence[Any]:
    if not ids:
        return []
    query = (
        select(
            Member.id.label("subject_id"), Member.id.label("member_id"), Member.status, Membership.branch_id, *_ACCOUNT
        )
        .outerjoin(Membership, (Membership.member_id == Member.id) & Membership.ends_on.is_(None))
        .outerjoin(Binding, (Binding.member_id == Member.id) & Binding.unbound_at.is_(None))
        .outerjoin(Account, Account.id == Binding.account_id)
        .where(among(Member.id, ids))
    )
    return list(await session.execute(query))


async def _accounts(session: AsyncSession, ids: set[int]) -> Sequence[Any]:
    if not ids:
        return []
    query = (
        select(Account.id.label("subject_id"), Binding.member_id, Membership.branch_id, *_ACCOUNT)
        .outerjoin(Binding, (Binding.account_id == Account.id) & Binding.unbound_at.is_(None))
        .outerjoin(Membership, (Membership.member_id == Binding.member_id) & Membership.ends_on.is_(None))
        .where(among(Account.id, ids))
    )
    return list(await session.execute(query))


async def _marks(session: AsyncSession, ids: set[int], today: dt.date) -> dict[int, Mapping[dt.date, ShiftKind]]:
    if not ids:
        return {}
    query = select(ShiftMark.member_id, ShiftMark.day, ShiftMark.kind).where(
        among(ShiftMark.member_id, ids), ShiftMark.day >= today - dt.timedelta(days=2)
    )
    found: dict[int, dict[dt.date, ShiftKind]] = {}
    for row in await session.execute(query):
        found.setdefault(row.member_id, {})[row.day] = row.kind
    return dict(found)


async def _chats(session: AsyncSession, ids: set[int]) -> Sequence[BoundChat]:
    if not ids:
        return []
    return list(
        await session.scalars(select(BoundChat).where(among(BoundChat.id, ids), BoundChat.unbound_at.is_(None)))
    )


def _quiet(house: House, settings: OrgSettings | None) -> tuple[ZoneInfo, dt.time, dt.time]:
    """The zone, and when quiet hours begin and end in it: the branch's, or the house's where there is no branch."""
    if settings is None:
        return house.zone, house.rules.calendar.quiet_start, house.rules.calendar.quiet_end
    return ZoneInfo(settings.timezone), settings.quiet_start, settings.quiet_end


def _person(
    house: House,
    target: OutboxTarget,
    row: Any,
    settings: OrgSettings | None,
    muted: frozenset[str],
    marks: Mapping[dt.date, ShiftKind],
) -> Recipient:
    zone, start, end = _quiet(house, settings)
    return Recipient(
        target=target,
        address=row.address or None,
        thread=None,
        language=row.language or _GROUP_LANGUAGE,
        zone=zone,
        reach=row.reach or Reach.REACHABLE,
        status=row.status if target is OutboxTarget.MEMBER else None,
        window=window_of(start, end, zone, row.quiet_start, row.quiet_end),
        paused_until=row.paused_until,
        muted=muted,
        marks=marks,
        free_at=(settings or _NO_BRANCH).shift_free_at,
        digest=dt.timedelta(minutes=(settings or _NO_BRANCH).digest_minutes),
    )


def _chat(house: House, chat: BoundChat, settings: OrgSettings | None) -> Recipient:
    zone, start, end = _quiet(house, settings)
    return Recipient(
        target=OutboxTarget.CHAT,
        address=chat.address,
        thread=chat.thread,
        language=_GROUP_LANGUAGE,
        zone=zone,
        window=window_of(start, end, zone),
    )
