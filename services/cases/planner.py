"""Brings the reminders of cases up to date: what the scheduler runs, and what every change of a case runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.cases import Case
from db.names import BranchRole, CaseKind, CaseState
from db.outbox import OutboxMessage
from services import audiences, comparing, kinds, organisations, outbox, workdays
from services.access import LEADERS
from services.audiences import Person, Roles
from services.cases.facts import Facts, load
from services.development import reminders as development
from services.house import House
from services.kinds import OnPause, Pending, Policy
from services.org_settings import OrgSettings, settings_of_all, settings_of_some
from services.organisations import Place
from services.outbox import Button, Message, Payload, Reconciled
from services.recurrence import moment
from services.settling import IS_QUEUED
from services.shards import WHOLE, Shard
from services.transfers import reminders as transfers
from services.workdays import Workdays

KIND = "case_reminder"
#: How far ahead reminders are queued, and how long one is worth sending after its moment.
_HORIZON, _PATIENCE = dt.timedelta(days=35), dt.timedelta(days=7)
_AROUND = dt.timedelta(days=400)
_TOGETHER = 50
_NOTHING = Reconciled(0, 0)
#: Whoever keeps the cases of a branch in the branch itself.
_IN_BRANCH = LEADERS | {BranchRole.ORGANISATION_MEMBER}


@dataclass(frozen=True)
class World:
    """What reminders depend on besides the case."""

    places: Mapping[int, Place]
    settings: Mapping[int, OrgSettings]
    roles: Roles
    table: Workdays


@dataclass(frozen=True)
class Plan:
    """What should be in the outbox for one case; see ``services.outbox.reconcile``."""

    wanted: list[Message] = field(default_factory=list)
    keep: frozenset[str] = frozenset()


def subject_of(case_id: int) -> str:
    """The subject of everything said about a case."""
    return f"case:{case_id}"


async def world_of(house: House, session: AsyncSession, only: Iterable[int] | None = None) -> World:
    """The world as it stands.

    Args:
        house: The house.
        session: Any session.
        only: Branches to look at; None: all.
    """
    today = house.today()
    places = {place.id: place for place in await organisations.tree(session)}
    settings = await (settings_of_all(house, session) if only is None else settings_of_some(house, session, set(only)))
    return World(
        places,
        settings,
        await audiences.roles_on(session, today),
        await workdays.load(session, today - _AROUND, today + _AROUND),
    )


def keepers(world: World, branch_id: int) -> list[Person]:
    """Who is told about the cases of a branch: its leaders and organisation member; with none, whoever leads above."""
    place = world.places.get(branch_id)
    if place is None:
        return []
    own = {one.person for one in world.roles.held.get(branch_id, ()) if one.role in _IN_BRANCH}
    return sorted(own) or world.roles.leaders([int(part) for part in place.path.strip("/").split("/")])


# --- pure -------------------------------------------------------------------------------------------------------------


def plan(facts: Facts, world: World, now: dt.datetime) -> Plan:
    """The reminders of one case that are due before the horizon, as they should be now."""
    found = Plan()
    for message in messages(facts, world):
        if message.due_at >= now + _HORIZON or (message.expires_at is not None and message.expires_at <= now):
            continue
        if message.due_at > now:
            found.wanted.append(message)
        else:
            found = Plan(found.wanted, found.keep | {message.dedupe_key})
    return found


def messages(facts: Facts, world: World) -> list[Message]:
    """Every reminder of an open case, whenever it is due."""
    place, settings = world.places.get(facts.branch_id), world.settings.get(facts.branch_id)
    if facts.state is not CaseState.OPEN or place is None or settings is None:
        return []
    zone = ZoneInfo(settings.timezone)
    told = dict.fromkeys(keepers(world, facts.branch_id), facts.branch_id)
    if facts.kind is CaseKind.DEVELOPMENT:
        button, said = "dv.at", list(development.reminders(facts, world.table))
        if facts.person is not None:
            told.pop(facts.person, None)
    else:
        button, said = "tr.at", list(transfers.reminders(facts))
        if facts.other_branch_id is not None:
            told = dict.fromkeys(keepers(world, facts.other_branch_id), facts.other_branch_id) | told
    made: list[Message] = []
    for one in said:
        due = moment(one.day, one.at, zone)
        variables = {"name": facts.called(settings.names_in_chat), "organisation": place.name, **one.vars}
        made.extend(
            Message(
                kind=KIND,
                dedupe_key=f"case:{facts.id}:{one.name}:{one.reference:%Y%m%d}:{one.lead}:{person.key}",
                subject=subject_of(facts.id),
                payload=Payload(
                    one.key, variables, ((Button("cases-button-look", data=f"{button}:{here}:{facts.id}"),),)
                ),
                due_at=due,
                member_id=person.id,
                expires_at=due + _PATIENCE,
            )
            for person, here in sorted(told.items())
        )
    return made


# --- with the database ------------------------------------------------------------------------------------------------


async def reconcile_all(house: House, shard: Shard = WHOLE) -> Reconciled:
    """Make the reminders of every case what they should be.

    Args:
        house: The house.
        shard: Which cases.
    """
    now = house.now()
    async with house.db.read() as session:
        world = await world_of(house, session)
        plans = {one.id: plan(one, world, now) for one in await load(session, Case.state == CaseState.OPEN)}
        # What is queued for a case that has ended is no longer wanted.
        waiting = await session.scalars(
            select(OutboxMessage.subject).where(IS_QUEUED, OutboxMessage.kind == KIND).distinct()
        )
        for subject in waiting:
            plans.setdefault(int(subject.partition(":")[2]), Plan())
        differs = [
            one
            for one in shard.of_these(sorted(plans))
            if await comparing.difference(session, subject_of(one), plans[one].wanted, keep=plans[one].keep)
        ]
    total = _NOTHING
    for start in range(0, len(differs), _TOGETHER):
        async with house.db.write() as session:
            for one in differs[start : start + _TOGETHER]:
                total += await outbox.reconcile(session, subject_of(one), plans[one].wanted, now, keep=plans[one].keep)
    return total


async def follow(house: House, session: AsyncSession, case_id: int) -> None:
    """Bring the reminders of one case up to date, in the transaction of what changed."""
    now = house.now()
    found = await load(session, Case.id == case_id)
    branches = {one.branch_id for one in found} | {one.other_branch_id for one in found if one.other_branch_id}
    world = await world_of(house, session, branches)
    made = plan(found[0], world, now) if found else Plan()
    await outbox.reconcile(session, subject_of(case_id), made.wanted, now, keep=made.keep)


async def stale(house: House, session: AsyncSession, pending: Sequence[Pending], now: dt.datetime) -> set[int]:
    """Reminders of which nothing holds any more: noted meanwhile, another date, another keeper, the case ended."""
    del now
    ids = {int(one.subject.partition(":")[2]) for one in pending}
    found = await load(session, Case.id.in_(ids) & (Case.state == CaseState.OPEN))
    world = await world_of(house, session)
    true = {(message.dedupe_key, message.member_id) for one in found for message in messages(one, world)}
    rows = await session.execute(
        select(OutboxMessage.id, OutboxMessage.dedupe_key).where(OutboxMessage.id.in_([one.id for one in pending]))
    )
    keys = {row.id: row.dedupe_key for row in rows}
    return {one.id for one in pending if (keys.get(one.id, ""), one.member_id) not in true}


kinds.register(KIND, Policy(on_pause=OnPause.HOLD, stale=stale, merges=True, snoozes=True, says_late=True))
