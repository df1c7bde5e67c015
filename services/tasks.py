"""Tasks for humans (等您处理): what no message can do any more, for whoever leads, never in public.

::

    a ladder's last step (services.escalation) ──┐
    an important message that did not arrive ────┤
    a week's invitations that found no account ──┴─> a task ──> one word to whoever should do it
                                                       └─ 已电话告知 / 已处理 / answered by itself / its time is over
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.escalations import Escalation, HumanTask
from db.members import Member, Membership
from db.names import Audience, OutboxAction, OutboxState, OutboxTarget, TaskEnd
from db.organisations import Organisation
from db.outbox import OutboxMessage
from services import audiences, audit, escalation, kinds, outbox, unreached
from services.access import Actor
from services.audiences import Person, Roles
from services.errors import NotAllowed
from services.escalation import To
from services.house import House
from services.kinds import OnPause, Pending, Policy, policy_of
from services.naming import shown_apart
from services.org_settings import settings_of
from services.orphans import finding as orphans
from services.outbox import PRIORITY_NOTICE, Button, Message, Payload, Reconciled
from services.outcomes import may_resend
from services.settling import IS_QUEUED, IS_UNKNOWN
from services.shards import WHOLE, Shard

#: The kind of the word that a task waits, and of tasks about messages that did not arrive.
KIND, UNDELIVERED = "human_task", "undelivered"

#: Tasks in the list, and names in one task.
PAGE, NAMES = 12, 30
#: How long the word about a task is worth sending.
_PATIENCE = dt.timedelta(days=3)

#: Held by quiet hours past its own end: it will not arrive in time.
_HELD = IS_QUEUED & (OutboxMessage.not_before >= OutboxMessage.expires_at)
#: Written out, because a bound parameter would keep the databases from using the partial index.
_LOST = OutboxMessage.state.in_((literal_column("'UNREACHABLE'"), literal_column("'FAILED'")))

_TO = {To.LEADERS: Audience.LEADERS, To.SUPERIOR: Audience.SUPERIOR}


@dataclass(frozen=True)
class Task:
    """An open task.

    Attributes:
        key, vars: What is to be done, as payloads carry it.
        phone: It is done by telling people.
        door: What leads to the thing itself; None: nothing does.
    """

    id: int
    organisation: str
    key: str
    vars: Mapping[str, Any]
    phone: bool
    door: Button | None
    zone: ZoneInfo


# --- whose it is ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Open:
    """An open task with the place it is about."""

    row: HumanTask
    name: str
    chain: tuple[int, ...]


def _doers(one: _Open, roles: Roles) -> list[Person]:
    if one.row.to is Audience.SUPERIOR:
        return roles.superiors(one.chain) or roles.leaders(one.chain)
    return roles.leaders(one.chain)


async def _open(session: AsyncSession, *conditions: ColumnElement[bool]) -> list[_Open]:
    rows = await session.execute(
        select(HumanTask, Organisation.name, Organisation.path)
        .join(Organisation, Organisation.id == HumanTask.organisation_id)
        .where(HumanTask.closed_at.is_(None), *conditions)
        .order_by(HumanTask.created_at, HumanTask.id)
    )
    return [_Open(task, name, tuple(int(part) for part in path.strip("/").split("/"))) for task, name, path in rows]


async def _his(house: House, session: AsyncSession, actor: Actor, *conditions: ColumnElement[bool]) -> list[_Open]:
    """The open tasks that are the actor's; an administrator has those that are nobody's."""
    if actor.member is None and not actor.is_administrator:
        return []
    if not actor.grants and not actor.is_administrator:
        return []
    now = house.now()
    found = await _open(session, HumanTask.until.is_(None) | (HumanTask.until > now), *conditions)
    roles = await audiences.roles_on(session, house.today(), {part for one in found for part in one.chain})
    mine = []
    for one in found:
        doers = {person.id for person in _doers(one, roles)}
        if (actor.member is not None and actor.member.id in doers) or (actor.is_administrator and not doers):
            mine.append(one)
    return mine


async def count(house: House, actor: Actor) -> int:
    """How many tasks wait for the person."""
    async with house.db.read() as session:
        return len(await _his(house, session, actor))


async def mine(house: House, actor: Actor) -> tuple[Task, ...]:
    """The tasks that wait for the person, the oldest first, at most a page of them."""
    async with house.db.read() as session:
        found = (await _his(house, session, actor))[:PAGE]
        return tuple([await _described(house, session, one) for one in found])


async def view(house: House, actor: Actor, task_id: int) -> Task | None:
    """One open task of the person; None when it is done or not his, which look alike."""
    async with house.db.read() as session:
        found = await _his(house, session, actor, HumanTask.id == task_id)
        return await _described(house, session, found[0]) if found else None


async def close(house: House, actor: Actor, task_id: int, how: TaskEnd) -> bool:
    """Close a task; what waited on its ladder is voided with it. Closing it again changes nothing.

    Args:
        house: The house.
        actor: Whose task it is.
        task_id: Which.
        how: ``PHONED`` or ``HANDLED``.

    Returns:
        Whether this call closed it.

    Raises:
        NotAllowed: It is no task of his.
    """
    now = house.now()
    async with house.db.write() as session:
        row = await session.get(HumanTask, task_id, with_for_update=True)
        if row is None:
            raise NotAllowed
        if row.closed_at is not None:
            return False
        if not await _his(house, session, actor, HumanTask.id == task_id):
            raise NotAllowed
        row.closed_at, row.closed_as, row.closed_by = now, how, actor.account_id
        await session.flush()
        await outbox.void(session, subject_of(row.id), now)
        await escalation.acknowledged(session, row.subject, now, asked=row.asked)
        await audit.record(
            session,
            actor=actor.audit_name,
            action="task.closed",
            subject=f"organisation:{row.organisation_id}",
            now=now,
            details={"task": row.id, "kind": row.kind, "as": how.value},
        )
        return True


# --- in words -------------------------------------------------------------------------------------------------------


async def _described(house: House, session: AsyncSession, one: _Open) -> Task:
    zone = ZoneInfo((await settings_of(house, session, one.row.organisation_id)).timezone)
    if one.row.kind in (UNDELIVERED, unreached.KIND):
        if one.row.kind == UNDELIVERED:
            key, variables = await _undelivered(house, session, one)
        else:
            key, variables = await unreached.described(house, session, one.row.organisation_id, one.name)
        return Task(one.row.id, one.name, key, variables, phone=True, door=None, zone=zone)
    if one.row.kind == orphans.KIND:
        place, today = one.row.organisation_id, house.today()
        key, variables, door = await orphans.described(session, place, one.name, one.row.asked, today, house.now())
        return Task(one.row.id, one.name, key, variables, phone=False, door=door, zone=zone)
    key = f"tasks-{one.row.kind}"
    hours = escalation.load().find(one.row.kind).steps[-1].hours
    word, _, number = one.row.subject.partition(":")
    variables = {"organisation": one.name, "hours": hours}
    door = None
    if word == "registration":
        door = Button("tasks-button-look", data=f"reg.see:{number}")
    elif word == "receipt":
        door = Button("receipts-button-open", data=f"rp:{number}")
    return Task(one.row.id, one.name, key, variables, phone=door is None, door=door, zone=zone)


async def _undelivered(house: House, session: AsyncSession, one: _Open) -> tuple[str, dict[str, Any]]:
    """What did not arrive, and at whom: as his branch names people, for its leaders only."""
    rows = list(
        await session.execute(
            select(OutboxMessage.payload, Member.name, Member.code)
            .join(Member, Member.id == OutboxMessage.member_id)
            .join(Membership, (Membership.member_id == Member.id) & Membership.ends_on.is_(None))
            .where(
                OutboxMessage.subject == one.row.subject,
                OutboxMessage.dedupe_key.startswith(f"{one.row.asked}:", autoescape=True),
                _LOST | IS_UNKNOWN | _HELD,
                unreached.not_listed(),
                Membership.branch_id == one.row.organisation_id,
                Member.status.in_(audiences.PRESENT),
            )
            .order_by(Member.id)
        )
    )
    if not rows:
        return "tasks-undelivered-none", {"organisation": one.name}
    settings = await settings_of(house, session, one.row.organisation_id)
    names = shown_apart(settings.names_in_chat, [(row.name, row.code) for row in rows])
    shown = names[:NAMES] + (["…"] if len(names) > NAMES else [])
    payload = rows[0].payload
    words = {name: payload["vars"][name] for name in ("what", "time") if name in payload["vars"]}
    listed = {"names": {"lines": [{"key": "tasks-name", "vars": {"name": name}} for name in shown]}}
    return f"tasks-undelivered-{payload['key']}", {**words, **listed, "count": len(names)}


def subject_of(task_id: int) -> str:
    """The outbox subject of the word about a task."""
    return f"task:{task_id}"


# --- what the scheduler runs ----------------------------------------------------------------------------------------


async def reconcile_all(house: House, shard: Shard = WHOLE) -> Reconciled:
    """Make the tasks there should be, and close those whose time is over. Harmless twice.

    Args:
        house: The house.
        shard: Which organisations.
    """
    now = house.now()
    async with house.db.read() as session:
        lost = await _lost(house, session)
        if not lost and not await _anything(session, now) and not await unreached.anything(house, session):
            return Reconciled(0, 0)
    async with house.db.write() as session:
        made: list[int] = []
        for waiting in await escalation.due(session, now):
            made += await _last_step(session, waiting, shard, now)
        for batch in lost:
            if shard.of_these([batch.branch_id]):
                made += await _batch(session, batch, now)
        made += await unreached.write(house, session, shard)
        added = await tell(house, session, made, now)
        voided = await _overtaken(session, now)
    return Reconciled(added, voided)


async def _anything(session: AsyncSession, now: dt.datetime) -> bool:
    """Whether a ladder's last step has come, or a task's time is over."""
    steps = select(Escalation.id).where(Escalation.ended_at.is_(None), Escalation.task_at <= now).limit(1)
    over = select(HumanTask.id).where(HumanTask.closed_at.is_(None), HumanTask.until <= now).limit(1)
    return await session.scalar(steps) is not None or await session.scalar(over) is not None


async def _last_step(session: AsyncSession, waiting: Escalation, shard: Shard, now: dt.datetime) -> list[int]:
    step = escalation.load().find(waiting.ladder).task
    if step is None or not shard.of_these([waiting.organisation_id]):
        return []
    waiting.task_at = None
    made = await escalation.make_task(
        session, waiting.ladder, waiting.subject, waiting.asked, waiting.organisation_id, _TO[step.to], now
    )
    return [made] if made is not None else []


@dataclass(frozen=True)
class _Batch:
    """Messages of one kind and subject that did not arrive in a branch."""

    subject: str
    common: str
    branch_id: int
    until: dt.datetime | None


async def _lost(house: House, session: AsyncSession) -> list[_Batch]:
    """Important messages that were lost lately, will come too late, or of which only a human can know; by branch."""
    now = house.now()
    important = kinds.important_kinds()
    if not important:
        return []
    since = now - dt.timedelta(hours=escalation.load().undelivered.look_back_hours)
    query = (
        select(
            OutboxMessage.kind,
            OutboxMessage.subject,
            OutboxMessage.dedupe_key,
            OutboxMessage.expires_at,
            OutboxMessage.state,
            OutboxMessage.unknowns,
            Membership.branch_id,
        )
        .join(Membership, (Membership.member_id == OutboxMessage.member_id) & Membership.ends_on.is_(None))
        .where(
            OutboxMessage.kind.in_(important),
            OutboxMessage.target == OutboxTarget.MEMBER,
            OutboxMessage.action == OutboxAction.SEND,
        )
    )
    # Three queries, each by its own small index.
    rows = [
        *await session.execute(query.where(_LOST, OutboxMessage.ended_at > since, unreached.not_listed())),
        *await session.execute(query.where(IS_UNKNOWN)),
        *await session.execute(query.where(_HELD, OutboxMessage.priority <= PRIORITY_NOTICE)),
    ]
    found: dict[tuple[str, str, int], dt.datetime | None] = {}
    for row in rows:
        if row.state is OutboxState.UNKNOWN and may_resend(row.unknowns, policy_of(row.kind)):
            continue
        if row.expires_at is not None and row.expires_at <= now:
            continue
        key = (row.subject, row.dedupe_key.rsplit(":", 1)[0], row.branch_id)
        ends = [one for one in (found.get(key), row.expires_at) if one is not None]
        found[key] = max(ends, default=None)
    known = {
        (row.subject, row.asked, row.organisation_id)
        for row in await session.execute(
            select(HumanTask.subject, HumanTask.asked, HumanTask.organisation_id).where(
                HumanTask.kind == UNDELIVERED, HumanTask.subject.in_({subject for subject, _, _ in found})
            )
        )
    }
    return [_Batch(*key, until) for key, until in sorted(found.items(), key=lambda one: one[0]) if key not in known]


async def _batch(session: AsyncSession, batch: _Batch, now: dt.datetime) -> list[int]:
    """A task for a batch; newer words about the same thing overtake the older task."""
    made = await escalation.make_task(
        session,
        UNDELIVERED,
        batch.subject,
        batch.common,
        batch.branch_id,
        Audience.LEADERS,
        now,
        until=batch.until,
    )
    if made is None:
        return []
    await _close(
        session,
        now,
        HumanTask.kind == UNDELIVERED,
        HumanTask.subject == batch.subject,
        HumanTask.organisation_id == batch.branch_id,
        HumanTask.id != made,
    )
    return [made]


async def _overtaken(session: AsyncSession, now: dt.datetime) -> int:
    return await _close(session, now, HumanTask.until <= now)


async def _close(session: AsyncSession, now: dt.datetime, *conditions: ColumnElement[bool]) -> int:
    return await end(session, now, TaskEnd.OVER, *conditions)


async def end(session: AsyncSession, now: dt.datetime, how: TaskEnd, *conditions: ColumnElement[bool]) -> int:
    """End the open tasks of some conditions by what has happened; nobody pressed anything.

    Returns:
        How many words about them were voided.
    """
    closed = await session.execute(
        update(HumanTask)
        .where(HumanTask.closed_at.is_(None), *conditions)
        .values(closed_at=now, closed_as=how)
        .returning(HumanTask.id)
    )
    voided = 0
    for row in closed.all():
        voided += await outbox.void(session, subject_of(row.id), now)
    return voided


async def tell(house: House, session: AsyncSession, made: Collection[int], now: dt.datetime) -> int:
    """One word about each new task to whoever should do it, in the transaction that made them.

    Returns:
        How many words.
    """
    if not made:
        return 0
    found = await _open(session, HumanTask.id.in_(sorted(made)))
    roles = await audiences.roles_on(session, house.today(), {part for one in found for part in one.chain})
    button = Button("tasks-button-list", data="td")
    words = [
        Message(
            kind=KIND,
            dedupe_key=f"{subject_of(one.row.id)}:{person.key}",
            subject=subject_of(one.row.id),
            payload=Payload("tasks-new", {"organisation": one.name}, ((button,),)),
            due_at=now,
            member_id=person.id,
            expires_at=min(one.row.until or now + _PATIENCE, now + _PATIENCE),
            priority=PRIORITY_NOTICE,
        )
        for one in found
        for person in _doers(one, roles)
    ]
    return await outbox.enqueue(session, words, now)


async def stale(house: House, session: AsyncSession, pending: Sequence[Pending], now: dt.datetime) -> set[int]:
    """Words about tasks that are done, or that are somebody else's by now."""
    del now
    found = await _open(session, HumanTask.id.in_(sorted({_task_in(one.subject) for one in pending})))
    roles = await audiences.roles_on(session, house.today(), {part for one in found for part in one.chain})
    true = {(one.row.id, person.id) for one in found for person in _doers(one, roles)}
    return {one.id for one in pending if (_task_in(one.subject), one.member_id) not in true}


def _task_in(subject: str) -> int:
    return int(subject.split(":")[1])


kinds.register(KIND, Policy(on_pause=OnPause.HOLD, stale=stale, merges=True))
