"""Dues: when they are due and who is reminded of it (``domain_rules.md`` 3.5). Amounts are another feature's.

The planner is a pure function of (facts, now): for this month and the next, each member gets a message 5, 1 and 0 days
before the due day (a branch may set others, and the hour). Only the due day moves off a holiday, within its month; the
days before it are counted back from there. A rung ends where the next begins, so after a downtime only the latest one
goes out. A rung whose hour is past when a member becomes known is not made any more, but for the last: on the due day
itself it is still worth sending until the day ends.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among, among_texts
from db.members import Member, Membership
from db.names import MembershipStage, MemberStatus, OutboxState, Shift
from db.organisations import Organisation
from db.outbox import OutboxMessage
from services import comparing, kinds, organisations, outbox, settled, workdays
from services.access import Actor
from services.carrying import in_parts
from services.dues import quarters
from services.dues.balance import open_amounts
from services.dues.calculation import ZERO
from services.dues.claim_cards import claimants
from services.dues.holding import Hold, entering, held, holds
from services.dues.ladder import Rung, ladder
from services.dues.months import Month
from services.dues.quarters import Asked
from services.errors import NotAllowed
from services.house import House
from services.kinds import OnPause, Pending, Policy
from services.org_settings import OrgSettings, settings_of, settings_of_all, settings_of_some
from services.outbox import Button, Message, Payload, Reconciled
from services.rules import Rules
from services.shards import WHOLE, Shard
from services.workdays import Moved, Workdays

KIND = "dues_reminder"
#: Branches whose facts are read at once.
_TOGETHER = 200
#: People whose reminders are written in one transaction: six for each at most.
_MEMBERS = 400
_DAY = dt.timedelta(days=1)
#: When everything was still to come.
_LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)

#: Who pays: from the day the branch admits him as a probationary member (2008 规定 art. 8).
_PAYING = (MembershipStage.PROBATIONARY, MembershipStage.FULL)
_PRESENT = (MemberStatus.ACTIVE, MemberStatus.TRANSFER_PENDING)


@dataclass(frozen=True)
class BranchFacts:
    """What the planner knows of a branch.

    Attributes:
        branch_id: The branch.
        settings: Its settings in force.
        members: Id and key of every member who pays there, by id.
        open: What is open, yuan, by member and month, where the ledger has a line; who owes nothing is not reminded.
        hold: Of this month, where the payments of the month before are, or were, not all entered.
        quarterly: Who pays by the quarter in which month; what is open is the quarter then.
    """

    branch_id: int
    settings: OrgSettings
    members: Sequence[tuple[int, str]]
    open: Mapping[int, Mapping[Month, Decimal]] = field(default_factory=dict)
    hold: Hold | None = None
    quarterly: frozenset[tuple[int, Month]] = frozenset()

    def owed(self, member_id: int, month: Month) -> Decimal | None:
        """What of a month is open; None where the ledger has no line of it."""
        return self.open.get(member_id, {}).get(month)


@dataclass(frozen=True)
class Plan:
    """What should be in the outbox for one branch and month.

    Attributes:
        subject: Of all these messages.
        wanted: Messages that should exist.
        keep: Keys of messages too late to be made. Where one is queued, the delivery sends it late or ends it as
            expired.
    """

    subject: str
    wanted: list[Message]
    keep: frozenset[str]


@dataclass(frozen=True)
class MyDues:
    """What a member sees of his dues.

    Attributes:
        due: This month's due day; where it is over, next month's.
        over: This month's due day is past.
        how_to_pay: The branch's own sentence, maybe empty.
        days: So many days before it he is reminded.
        at: At this hour, wall time.
    """

    due: Moved
    over: bool
    how_to_pay: str
    days: tuple[int, ...]
    at: dt.time


def due_day(year: int, month: int, settings: OrgSettings, rules: Rules, table: Workdays) -> Moved:
    """The day dues of a month are due in a branch; 31 is the last day of a shorter month."""
    return table.shift(
        workdays.day_of_month(year, month, settings.dues_due_day),
        Shift(rules.calendar.shift),
        stay_in_month=rules.calendar.stay_in_month,
        max_days=rules.calendar.max_shift_days,
    )


def subject_of(branch_id: int, year: int, month: int) -> str:
    """The subject of a branch's reminders for a month: ``dues:7:2026-11``."""
    return f"dues:{branch_id}:{year:04d}-{month:02d}"


def plan(
    facts: BranchFacts,
    year: int,
    month: int,
    rules: Rules,
    table: Workdays,
    now: dt.datetime,
    *,
    was_due: bool = False,
) -> Plan:
    """The reminders of one branch for one month, as they should be now.

    The key names rule, branch, due day (the reference date), rung and member: a due day that moves voids what is queued
    for the old one and makes new messages for the new one; one that moves back revives the old. Where people were
    reminded on another due day of the month and that day is over (``was_due``), a new one reminds nobody again.
    """
    settings = facts.settings
    due = due_day(year, month, settings, rules, table).day
    subject = subject_of(facts.branch_id, year, month)
    wanted: list[Message] = []
    keep: set[str] = set()
    hold = facts.hold if facts.hold is not None and facts.hold.month == Month(year, month) else None
    rungs = held(ladder(due, settings), hold, due, settings, rules)
    for rung in rungs:
        made = not was_due and (now <= rung.at or (rung is rungs[-1] and now < rung.until))
        payloads: dict[tuple[Decimal | None, bool], Payload] = {}
        for member_id, key in facts.members:
            amount = facts.owed(member_id, Month(year, month))
            if amount is not None and amount <= 0:
                continue
            said = (amount, (member_id, Month(year, month)) in facts.quarterly)
            if said not in payloads:
                payloads[said] = _payload(rung, due, amount, settings.dues_how_to_pay, quarterly=said[1])
            message = _message(subject, rung, due, payloads[said], member_id, key)
            if made:
                wanted.append(message)
            else:
                keep.add(message.dedupe_key)
    for word in entering(subject, hold, due, settings, rules):
        if now < (word.expires_at or now):
            wanted.append(word)
        else:
            keep.add(word.dedupe_key)
    return Plan(subject, wanted, frozenset(keep))


#: Dates, not "tomorrow": what was held overnight must still be true.
_WORDS = {0: "dues-remind-today"}


def _payload(rung: Rung, due: dt.date, amount: Decimal | None, how_to_pay: str, *, quarterly: bool) -> Payload:
    words = _WORDS.get(rung.days_before, "dues-remind-soon")
    shown: dict[str, Any] = {"due": {"date": due.isoformat()}}
    if amount is not None:
        words, shown["amount"] = f"{words}-quarter" if quarterly else f"{words}-amount", str(amount)
    said = (Button("dues-button-said", data="du.said"),) if amount is not None else ()
    if how_to_pay:
        words, shown["how"] = f"{words}-how", how_to_pay
    return Payload(
        words,
        shown,
        buttons=((*said, Button("dues-button-pause", data="me.pause")),),
    )


def _message(subject: str, rung: Rung, due: dt.date, payload: Payload, member_id: int, key: str) -> Message:
    return Message(
        kind=KIND,
        dedupe_key=f"{subject}:{due.day:02d}:{rung.days_before}:{key}",
        subject=subject,
        payload=payload,
        due_at=rung.at,
        member_id=member_id,
        expires_at=rung.until,
    )


def fingerprint(facts: BranchFacts, year: int, month: int, rules: Rules, table: Workdays) -> str:
    """Of everything the plan of a month is made of but now: its messages to two nobodies, the members, what each owes.

    One of them owes an amount, so that every wording is in it. In the course of time a plan only has messages that have
    become too late (``services.settled``).
    """
    amount = {-1: {Month(year, month): Decimal(1)}}
    nobodies = BranchFacts(facts.branch_id, facts.settings, [(0, ""), (-1, "-")], amount, facts.hold)
    nobody = plan(nobodies, year, month, rules, table, _LONG_AGO)
    made = [[one.kind, one.dedupe_key, one.payload.as_json(), one.due_at, one.expires_at] for one in nobody.wanted]
    owed = [str(facts.owed(member_id, Month(year, month))) for member_id, _ in facts.members]
    by_quarter = [member_id for member_id, _ in facts.members if (member_id, Month(year, month)) in facts.quarterly]
    return settled.fingerprint([nobody.subject, made, list(facts.members), owed, by_quarter])


def months_from(day: dt.date, count: int = 2) -> list[tuple[int, int]]:
    """The month of a day and those after it, ``count`` in all."""
    first = day.year * 12 + day.month - 1
    return [(number // 12, number % 12 + 1) for number in range(first, first + count)]


async def branch_ids(session: AsyncSession) -> list[int]:
    """Every organisation that has or had members of its own."""
    query = select(Organisation.id).where(Organisation.id.in_(select(Membership.branch_id))).order_by(Organisation.id)
    return list(await session.scalars(query))


async def facts_of(session: AsyncSession, settings: Mapping[int, OrgSettings], now: dt.datetime) -> list[BranchFacts]:
    """What the planner needs to know of some branches, in a fixed number of queries.

    Args:
        session: Any session.
        settings: In force, by branch.
        now: The moment whose month and the next are planned, UTC.
    """
    query = (
        select(Membership.branch_id, Member.id, Member.key)
        .join(Membership, Membership.member_id == Member.id)
        .join(Organisation, Organisation.id == Membership.branch_id)
        .where(
            among(Membership.branch_id, settings),
            Membership.ends_on.is_(None),
            Organisation.ended_at.is_(None),
            Member.status.in_(_PRESENT),
            Member.stage.in_(_PAYING),
        )
        .order_by(Member.id)
    )
    members: dict[int, list[tuple[int, str]]] = {branch_id: [] for branch_id in settings}
    for branch_id, member_id, key in await session.execute(query):
        members[branch_id].append((member_id, key))
    planned = sorted({month for one in settings.values() for month in _months(one, now)})
    ids = [member_id for found in members.values() for member_id, _ in found]
    if not planned:
        return []
    owed = await owed_by(session, ids, Month(*planned[0]).plus(-1), Month(*planned[-1]))
    hold = await holds(session, members, settings, owed.amounts, now)
    return [
        BranchFacts(branch_id, settings[branch_id], found, owed.amounts, hold.get(branch_id), owed.quarterly)
        for branch_id, found in members.items()
    ]


async def owed_by(session: AsyncSession, ids: Collection[int], first: Month, last: Month) -> Asked:
    """What members are reminded of, yuan: what is open; nothing while their word that they have paid waits."""
    consented = await quarters.payers(session, ids)
    owed = await open_amounts(session, ids, quarters.first_of(first) if consented else first, last)
    said = await claimants(session, ids)
    open_ = {one: dict.fromkeys(months, ZERO) if one in said else months for one, months in owed.items()}
    return quarters.asked(open_, consented, first, last)


async def reconcile_all(house: House, shard: Shard = WHOLE) -> Reconciled:
    """Make the reminders of this month and the next what they should be, for the branches of a shard.

    Branches whose queues are known to be what their plans want are left alone (``services.settled``). The others are
    taken a few at a time, so that planning holds nobody up. Branches that are over or empty lose what is queued.
    """
    async with house.db.read() as session:
        settings = await settings_of_all(house, session)
        branches = shard.of_these(await branch_ids(session))
    total = Reconciled(0, 0)
    for start in range(0, len(branches), _TOGETHER):
        some = {branch_id: settings[branch_id] for branch_id in branches[start : start + _TOGETHER]}
        people = await _unsettled(house, some)
        for few in in_parts(people, _MEMBERS):
            total += await _reconcile_branches(house, few)
    return total


async def _unsettled(house: House, settings: Mapping[int, OrgSettings]) -> dict[int, int]:
    """The branches whose queues are not known to be what their plans want, and how many people are in each.

    Notes that are merely old are looked at again here, all together, and believed anew where they were right.
    """
    now = house.now()
    async with house.db.read() as session:
        found = await facts_of(session, settings, now)
        marks = await _marks(house, session, found, now)
        notes = await settled.notes(session, (subject for of_branch in marks.values() for subject in of_branch))
        table = await _table(session, now)
        aged = [
            plan(facts, year, month, house.rules, table, now)
            for facts in found
            for year, month in _months(facts.settings, now)
            if (subject := subject_of(facts.branch_id, year, month)) in notes
            and notes[subject].is_old(marks[facts.branch_id][subject], now)
        ]
        wrong = set(await comparing.differing(session, aged))
    right = {made.subject: notes[made.subject] for made in aged if made.subject not in wrong}
    if right:
        async with house.db.write() as session:
            await settled.renew(session, right, now)
    return {
        facts.branch_id: len(facts.members)
        for facts in found
        if any(
            subject not in right and (subject not in notes or not notes[subject].holds(mark, now))
            for subject, mark in marks[facts.branch_id].items()
        )
    }


async def _marks(
    house: House, session: AsyncSession, found: Sequence[BranchFacts], now: dt.datetime
) -> dict[int, dict[str, str]]:
    """By branch and subject: the fingerprint of the plan."""
    table = await _table(session, now)
    return {
        facts.branch_id: {
            subject_of(facts.branch_id, year, month): fingerprint(facts, year, month, house.rules, table)
            for year, month in _months(facts.settings, now)
        }
        for facts in found
    }


async def _reconcile_branches(house: House, branches: Collection[int]) -> Reconciled:
    now = house.now()
    async with house.db.write() as session:
        await organisations.lock_some(session, branches)
        settings = await settings_of_some(house, session, branches)
        found = await facts_of(session, settings, now)
        table = await _table(session, now)
        marks = await _marks(house, session, found, now)
        mark_of = {subject: mark for of_branch in marks.values() for subject, mark in of_branch.items()}
        days = {
            subject_of(facts.branch_id, year, month): (
                due_day(year, month, facts.settings, house.rules, table).day,
                min(facts.settings.dues_remind_days),
            )
            for facts in found
            for year, month in _months(facts.settings, now)
        }
        were_due = await _were_due(session, days, now)
        plans = [
            plan(
                facts, year, month, house.rules, table, now,
                was_due=subject_of(facts.branch_id, year, month) in were_due,
            )
            for facts in found
            for year, month in _months(facts.settings, now)
        ]  # fmt: skip
        done = await outbox.reconcile_some(session, plans, now)
        right = [
            (made, mark_of[made.subject])
            for made, change in zip(plans, done, strict=True)
            if not change.changes or change.is_all_of(made.wanted)
        ]
        await settled.note(session, right, now)
    return sum(done, Reconciled(0, 0))


async def _were_due(session: AsyncSession, days: Mapping[str, tuple[dt.date, int]], now: dt.datetime) -> set[str]:
    """The months of which people were reminded on another due day than theirs is now, and that day is over.

    It stays so once it is, and only makes messages late: no part of a fingerprint.

    Args:
        session: Any session.
        days: By subject: the due day, and how many days before it people are reminded last.
        now: UTC.
    """
    # Day and lead: ``20:0:``.
    when = func.substr(OutboxMessage.dedupe_key, func.length(OutboxMessage.subject) + 2, 5)
    rows = await session.execute(
        select(OutboxMessage.subject, when.label("when"))
        .where(
            among_texts(OutboxMessage.subject, days),
            OutboxMessage.state.in_((OutboxState.SENT, OutboxState.SENDING, OutboxState.UNKNOWN)),
            OutboxMessage.expires_at <= now,
        )
        .distinct()
    )
    found = set()
    for row in rows:
        day, lead = row.when.split(":")[:2]
        due, last = days[row.subject]
        if int(day) != due.day and int(lead) == last:
            found.add(row.subject)
    return found


def _months(settings: OrgSettings, now: dt.datetime) -> list[tuple[int, int]]:
    return months_from(now.astimezone(ZoneInfo(settings.timezone)).date())


async def _table(session: AsyncSession, now: dt.datetime) -> Workdays:
    """Working days of the months that are planned, whatever the branch's zone."""
    return await workdays.load(session, (now - _DAY).date(), (now + 62 * _DAY).date())


async def stale(house: House, session: AsyncSession, pending: Sequence[Pending], now: dt.datetime) -> set[int]:
    """Reminders that no longer hold: the member moved or has paid, or the due day is another one by now."""
    del now
    rows = await session.execute(
        select(Membership.member_id, Membership.branch_id)
        .join(Member, Member.id == Membership.member_id)
        .where(
            among(Membership.member_id, {row.member_id for row in pending if row.member_id is not None}),
            Membership.ends_on.is_(None),
            Member.stage.in_(_PAYING),
        )
    )
    branch_of = {row.member_id: row.branch_id for row in rows}
    branches = {row.about for row in pending}
    settings = await settings_of_some(house, session, branches)
    days = [dt.date.fromisoformat(row.payload["vars"]["due"]["date"]) for row in pending]
    table = await workdays.load(session, min(days), max(days))
    months = [Month.of(day) for day in days]
    ids = {row.member_id for row in pending if row.member_id is not None}
    owed = (await owed_by(session, ids, min(months), max(months))).amounts
    due_days: dict[tuple[int, int, int], dt.date] = {}
    found: set[int] = set()
    for row, day in zip(pending, days, strict=True):
        branch_id = row.about
        in_force = settings.get(branch_id)
        elsewhere = in_force is None or branch_of.get(row.member_id or 0) != branch_id
        if in_force is None or elsewhere or owed.get(row.member_id or 0, {}).get(Month.of(day), 1) <= 0:
            found.add(row.id)
            continue
        asked = (day.year, day.month, in_force.dues_due_day)
        if asked not in due_days:
            due_days[asked] = due_day(day.year, day.month, in_force, house.rules, table).day
        if due_days[asked] != day:
            found.add(row.id)
    return found


async def my_dues(house: House, actor: Actor) -> MyDues:
    """The due day and the way to pay of the member's own branch.

    Raises:
        NotAllowed: He is no member.
    """
    if actor.member is None:
        raise NotAllowed
    async with house.db.read() as session:
        settings = await settings_of(house, session, actor.member.branch_id)
        today = house.now().astimezone(ZoneInfo(settings.timezone)).date()
        months = months_from(today)
        table = await workdays.load(session, today, dt.date(*months[-1], 1))
    this, following = (due_day(year, month, settings, house.rules, table) for year, month in months)
    over = this.day < today
    days = tuple(sorted(set(settings.dues_remind_days), reverse=True))
    return MyDues(following if over else this, over, settings.dues_how_to_pay, days, settings.dues_remind_at)


kinds.register(KIND, Policy(on_pause=OnPause.SKIP, stale=stale, merges=True, snoozes=True, says_late=True))
