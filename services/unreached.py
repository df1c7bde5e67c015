"""Members who have no account: once a week their leaders get one list of what to tell each of them.

A retired member without a telephone would else bring his secretary a task for every meeting. Whoever has an account
that a message did not reach is another matter: something has changed, and each such message is a task of its own
(``services.tasks``).

::

    invitations that found no account ── none of them listed yet ──> a list            one a branch and week
                        ├─ a list is open ─────────────────────────> is on it, too
                        └─ this week's was done with ──────────────> next week's, unless that would be too late
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, literal_column, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.escalations import HumanTask
from db.members import Member, Membership
from db.names import Audience, OutboxReason
from db.outbox import OutboxMessage
from services import audiences, escalation, truth
from services.house import House
from services.naming import shown_apart
from services.org_settings import settings_of, settings_of_some
from services.shards import Shard

#: The kind of the task.
KIND = "unreached"
#: What goes on the list: an invitation is the only message somebody without an account is meant to get.
_WORDS = "meetings-invite"
#: How long back lists look; what is over by then is dropped anyway.
_BACK = dt.timedelta(days=30)
_WEEK = dt.timedelta(days=7)
#: By when of its day next week's list is in the secretary's hands.
_FROM_HOUR = 12
#: People on a list.
_MOST = 30


def listed() -> ColumnElement[bool]:
    """Messages that are on lists instead of being tasks of their own."""
    never = OutboxMessage.reason == OutboxReason.NEVER_STARTED
    return and_(never, OutboxMessage.payload["key"].as_string() == _WORDS)


def not_listed() -> ColumnElement[bool]:
    """The others."""
    another = OutboxMessage.reason.is_distinct_from(OutboxReason.NEVER_STARTED)
    return or_(another, OutboxMessage.payload["key"].as_string() != _WORDS)


#: What was lost, by branch.
_Lost = dict[int, list[Any]]


async def _lost(session: AsyncSession, now: dt.datetime, branch_id: int | None = None) -> _Lost:
    """By branch: what found no account, is of use yet, and was on no list that is done with."""
    query = (
        select(
            OutboxMessage.id,
            OutboxMessage.kind,
            OutboxMessage.subject,
            OutboxMessage.payload,
            OutboxMessage.member_id,
            OutboxMessage.account_id,
            OutboxMessage.chat_id,
            OutboxMessage.due_at,
            OutboxMessage.expires_at,
            OutboxMessage.ended_at,
            Membership.branch_id,
            Member.name,
            Member.code,
        )
        .join(Member, Member.id == OutboxMessage.member_id)
        .join(Membership, (Membership.member_id == Member.id) & Membership.ends_on.is_(None))
        .where(
            # Written out, because a bound parameter would keep the databases from using the partial index.
            OutboxMessage.state.in_((literal_column("'UNREACHABLE'"), literal_column("'FAILED'"))),
            OutboxMessage.ended_at > now - _BACK,
            OutboxMessage.expires_at > now,
            Member.status.in_(audiences.PRESENT),
            listed(),
        )
        .order_by(Member.id, OutboxMessage.due_at, OutboxMessage.id)
    )
    if branch_id is not None:
        query = query.where(Membership.branch_id == branch_id)
    rows = list(await session.execute(query))
    if not rows:
        return {}
    done = await _done_with(session, {row.branch_id for row in rows})
    found: _Lost = {}
    for row in rows:
        if row.branch_id not in done or row.ended_at > done[row.branch_id]:
            found.setdefault(row.branch_id, []).append(row)
    return found


async def _still_true(house: House, session: AsyncSession, lost: _Lost) -> _Lost:
    """Those of which what they say still holds."""
    untrue = await truth.untrue(house, session, [row for rows in lost.values() for row in rows], house.now())
    left = {branch_id: [row for row in rows if row.id not in untrue] for branch_id, rows in lost.items()}
    return {branch_id: rows for branch_id, rows in left.items() if rows}


async def _done_with(session: AsyncSession, branches: set[int]) -> dict[int, dt.datetime]:
    """When each branch was last done with a list."""
    rows = await session.execute(
        select(HumanTask.organisation_id, func.max(HumanTask.closed_at).label("at"))
        .where(HumanTask.kind == KIND, HumanTask.organisation_id.in_(sorted(branches)))
        .group_by(HumanTask.organisation_id)
    )
    return {row.organisation_id: row.at for row in rows if row.at is not None}


async def _not_listed_yet(house: House, session: AsyncSession) -> tuple[_Lost, list[HumanTask]]:
    """What a list of its branch lacks, or asks for one; with all lists of those branches.

    Nearly always a branch's list holds all there is, and what its lines say need not be looked at again.
    """
    now = house.now()
    lost = await _lost(session, now)
    if not lost:
        return {}, []
    tasks = list(
        await session.scalars(select(HumanTask).where(HumanTask.kind == KIND, among(HumanTask.organisation_id, lost)))
    )
    settings = await settings_of_some(house, session, lost)
    asked = {
        branch_id: rows
        for branch_id, rows in lost.items()
        if _asks(rows, [one for one in tasks if one.organisation_id == branch_id], settings[branch_id].timezone, now)
    }
    return (await _still_true(house, session, asked) if asked else {}), tasks


def _asks(rows: Sequence[Any], lists: Sequence[HumanTask], zone: str, now: dt.datetime) -> bool:
    """Whether a branch's list is to be made, or must be open for longer."""
    still_open = next((one for one in lists if one.closed_at is None), None)
    if still_open is not None:
        return still_open.until is None or max(row.expires_at for row in rows) > still_open.until
    subject, following = _week(now, ZoneInfo(zone))
    # Done with this week's, the next one is soon enough for what can wait for it.
    return all(one.subject != subject for one in lists) or min(row.expires_at for row in rows) <= following


async def anything(house: House, session: AsyncSession) -> bool:
    """Whether there is something for a list."""
    return bool((await _not_listed_yet(house, session))[0])


async def write(house: House, session: AsyncSession, shard: Shard) -> list[int]:
    """Make the lists there should be.

    Returns:
        Ids of the new tasks.
    """
    now = house.now()
    waiting, tasks = await _not_listed_yet(house, session)
    settings = await settings_of_some(house, session, waiting)
    made: list[int] = []
    for branch_id in shard.of_these(waiting):
        last = max(row.expires_at for row in waiting[branch_id])
        mine = [one for one in tasks if one.organisation_id == branch_id]
        still_open = next((one for one in mine if one.closed_at is None), None)
        if still_open is not None:
            still_open.until = max(last, still_open.until or last)
            continue
        if not _asks(waiting[branch_id], mine, settings[branch_id].timezone, now):
            continue  # what asked for it does not hold any more
        subject, _ = _week(now, ZoneInfo(settings[branch_id].timezone))
        before = sum(one.subject == subject for one in mine)
        task = await escalation.make_task(
            session, KIND, subject, str(before), branch_id, Audience.LEADERS, now, until=last
        )
        made += [task] if task is not None else []
    return made


def _week(now: dt.datetime, zone: ZoneInfo) -> tuple[str, dt.datetime]:
    """The subject of this week's list, and by when the next one is there, UTC."""
    today = now.astimezone(zone).date()
    monday = today - dt.timedelta(days=today.weekday())
    following = dt.datetime.combine(monday + _WEEK, dt.time(_FROM_HOUR), zone)
    return f"week:{monday:%Y-%m-%d}", following.astimezone(dt.UTC)


async def described(
    house: House, session: AsyncSession, branch_id: int, organisation: str
) -> tuple[str, dict[str, Any]]:
    """What is on a branch's open list: who is told the same stands together, as the branch names people."""
    lost = await _lost(session, house.now(), branch_id)
    rows = (await _still_true(house, session, lost)).get(branch_id, [])
    if not rows:
        return "tasks-undelivered-none", {"organisation": organisation}
    settings = await settings_of(house, session, branch_id)
    people: dict[int, list[Any]] = {}
    for row in rows:
        people.setdefault(row.member_id, []).append(row)
    names = shown_apart(settings.names_in_chat, [(mine[0].name, mine[0].code) for mine in people.values()])
    together: list[tuple[list[dict[str, Any]], list[str]]] = []
    for name, mine in list(zip(names, people.values(), strict=True))[:_MOST]:
        things = _things(mine)
        same = next((told for known, told in together if known == things), None)
        if same is None:
            together.append((things, [name]))
        else:
            same.append(name)
    lines: list[dict[str, Any]] = []
    for things, told in together:
        lines += [{"key": "tasks-name", "vars": {"name": name}} for name in told]
        lines += things
    if len(people) > _MOST:
        lines.append({"key": "tasks-name", "vars": {"name": "…"}})
    return "tasks-unreached", {"organisation": organisation, "count": len(people), "people": {"lines": lines}}


def _things(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """What one person is told: the newest words about each thing."""
    newest = {row.subject: row.payload["vars"] for row in rows}
    return [
        {"key": "tasks-unreached-thing", "vars": {name: said[name] for name in ("what", "time")}}
        for said in sorted(newest.values(), key=lambda said: str(said["time"]["time"]))
    ]
