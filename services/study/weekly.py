"""A word a week about one's own study, for those who want one: what came in, and where the year stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.inserting import insert_into
from db.members import Member, Membership
from db.study import StudyWeekly
from services import kinds, outbox
from services.access import Actor
from services.audiences import PRESENT
from services.errors import NotAllowed
from services.house import House
from services.kinds import OnPause, Pending, Policy
from services.org_settings import settings_of_some
from services.outbox import Button, Message, Payload, Reconciled
from services.recurrence import moment
from services.shards import WHOLE, Shard
from services.study.counting import Sum
from services.study.looking import Totals, totals_of
from services.study.rules import load

KIND = "study_weekly"
_WEEK = dt.timedelta(days=7)
#: How long a word is worth sending.
_PATIENCE = dt.timedelta(days=1)


async def wanted(house: House, actor: Actor) -> bool:
    """Whether the actor gets one.

    Raises:
        NotAllowed: He is no member.
    """
    if actor.member is None:
        raise NotAllowed
    async with house.db.read() as session:
        return await session.get(StudyWeekly, actor.member.id) is not None


async def choose(house: House, actor: Actor, *, on: bool) -> None:
    """Ask for one a week, or for none any more; twice the same changes nothing.

    Raises:
        NotAllowed: He is no member.
    """
    if actor.member is None:
        raise NotAllowed
    now = house.now()
    async with house.db.write() as session:
        if on:
            new = insert_into(session, StudyWeekly)
            row = {"member_id": actor.member.id, "since": now}
            await session.execute(new.values(row).on_conflict_do_nothing())
        else:
            await session.execute(delete(StudyWeekly).where(StudyWeekly.member_id == actor.member.id))
            await outbox.void(session, _subject(actor.member.id), now)


def next_due(now: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """When the next one is due: the day and hour of the rules, by the branch's wall clock."""
    rule = load().weekly
    today = now.astimezone(zone).date()
    day = today + dt.timedelta(days=(rule.weekday - today.isoweekday()) % 7)
    due = moment(day, rule.at, zone)
    return due if due > now else moment(day + _WEEK, rule.at, zone)


async def reconcile_all(house: House, shard: Shard = WHOLE) -> Reconciled:
    """Plan the next one of everybody who wants one. It may run any time."""
    now = house.now()
    async with house.db.read() as session:
        rows = list(
            await session.execute(
                select(Member.id, Member.key, Membership.branch_id)
                .join(StudyWeekly, StudyWeekly.member_id == Member.id)
                .join(Membership, Membership.member_id == Member.id)
                .where(Membership.ends_on.is_(None), Member.status.in_(PRESENT))
                .order_by(Member.id)
            )
        )
        mine = set(shard.of_these(row.branch_id for row in rows))
        settings = await settings_of_some(house, session, mine)
    messages = []
    for row in rows:
        if row.branch_id not in mine:
            continue
        due = next_due(now, ZoneInfo(settings[row.branch_id].timezone))
        messages.append(
            Message(
                kind=KIND,
                dedupe_key=f"{_subject(row.id)}:{due:%Y%m%d}:{row.key}",
                subject=_subject(row.id),
                payload=Payload("study-weekly-none", {}, _BUTTONS),
                due_at=due,
                member_id=row.id,
                expires_at=due + _PATIENCE,
            )
        )
    if not messages:
        return Reconciled(0, 0)
    async with house.db.write() as session:
        return Reconciled(await outbox.enqueue(session, messages, now), 0)


_BUTTONS = ((Button("study-button-open", data="st"),),)


def _subject(member_id: int) -> str:
    return f"study-weekly:{member_id}"


def word(totals: Totals, day: dt.date, last_year: Totals | None = None) -> Payload:
    """What it says on a day: the seven days before it, and the year. Pure.

    Args:
        totals: Of the year of the day.
        day: By the branch's wall clock.
        last_year: Of the year before, where the seven days begin in it.
    """
    since = day - _WEEK
    years = [totals] if last_year is None else [last_year, totals]
    shown = {
        "hours": _number(sum((_came(one.hours, since, day) for one in years), Decimal(0))),
        "credits": _number(sum((_came(one.credits, since, day) for one in years), Decimal(0))),
        "all_hours": _number(totals.hours.total),
        "all_credits": _number(totals.credits.total),
    }
    target = totals.target
    if target.hours is None or target.credits is None:
        return Payload("study-weekly-free", shown, _BUTTONS)
    asked = {"asked_hours": _number(target.hours), "asked_credits": _number(target.credits)}
    return Payload("study-weekly", shown | asked, _BUTTONS)


def _came(year: Sum, since: dt.date, day: dt.date) -> Decimal:
    return sum((one.counted for one in year.lines if since <= one.entry.earned_on < day), Decimal(0))


def _number(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


async def _words(
    house: House, session: AsyncSession, pending: Sequence[Pending], now: dt.datetime
) -> dict[int, dict[str, Any]]:
    """What is so when it is sent."""
    rows = await session.execute(
        select(Membership.member_id, Membership.branch_id).where(
            Membership.member_id.in_([one.member_id for one in pending]), Membership.ends_on.is_(None)
        )
    )
    branches: Mapping[int, int] = {row.member_id: row.branch_id for row in rows}
    settings = await settings_of_some(house, session, set(branches.values()))
    found = {}
    for one in pending:
        if one.member_id is None or one.member_id not in branches:
            continue
        today = now.astimezone(ZoneInfo(settings[branches[one.member_id]].timezone)).date()
        mine = [one.member_id]
        totals = await totals_of(session, mine, today.year, today)
        before = await totals_of(session, mine, today.year - 1, today) if (today - _WEEK).year < today.year else {}
        found[one.id] = word(totals[one.member_id], today, before.get(one.member_id)).as_json()
    return found


async def _stale(house: House, session: AsyncSession, pending: Sequence[Pending], now: dt.datetime) -> set[int]:
    """He wants none any more."""
    del house, now
    ids = [one.member_id for one in pending if one.member_id is not None]
    want = set(await session.scalars(select(StudyWeekly.member_id).where(StudyWeekly.member_id.in_(ids))))
    return {one.id for one in pending if one.member_id not in want}


kinds.register(KIND, Policy(on_pause=OnPause.SKIP, stale=_stale, renew=_words))
