"""Who leaves or is being transferred with months open: who keeps the dues is told, once for each such departure."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.cases import Case
from db.dues import DuesAssessment, DuesMonth
from db.members import Member, Membership
from db.names import CaseKind, CaseState, MemberStatus, TransferWay
from services import comparing, kinds, naming, outbox
from services.dues import balance, keepers
from services.dues.bills import reach
from services.dues.calculation import ZERO
from services.dues.months import Month
from services.dues.still import untrue
from services.house import House
from services.kinds import OnPause, Pending, Policy
from services.org_settings import settings_of_some
from services.outbox import PRIORITY_NOTICE, Button, Message, Payload, Reconciled
from services.shards import WHOLE, Shard

KIND = "dues_departure"
#: How long after somebody left it is worth saying.
_DAYS = 30


@dataclass(frozen=True)
class Departure:
    """Somebody who leaves a branch.

    Attributes:
        what: Names the departure: a transfer that was opened, or the day he left.
        gone: He has left; else he is about to.
        since: When that began, UTC.
    """

    branch_id: int
    member_id: int
    what: str
    gone: bool
    since: dt.datetime


@dataclass(frozen=True)
class Plan:
    """What should be in the outbox for one branch; see ``services.outbox.reconcile``."""

    subject: str
    wanted: list[Message] = field(default_factory=list)
    keep: Collection[str] = ()


def subject_of(branch_id: int) -> str:
    """The subject of a branch's words about who leaves."""
    return f"dues-left:{branch_id}"


async def reconcile_all(house: House, shard: Shard = WHOLE) -> Reconciled:
    """Make the words about who leaves what they should be, for the branches of a shard."""
    async with house.db.read() as session:
        branches = shard.of_these(await session.scalars(select(DuesMonth.branch_id).distinct()))
        plans = await _plans(house, session, branches)
        changed = set(await comparing.differing(session, plans))
    total = Reconciled(0, 0)
    for plan in plans:
        if plan.subject in changed:
            async with house.db.write() as session:
                total += await outbox.reconcile(session, plan.subject, plan.wanted, house.now(), keep=plan.keep)
    return total


async def departures(session: AsyncSession, branches: Collection[int], today: dt.date) -> list[Departure]:
    """Who is about to leave some branches, and who has left them lately."""
    leaving = await session.execute(
        select(Case.branch_id, Case.member_id, Case.id, Case.opened_at)
        .join(Membership, (Membership.member_id == Case.member_id) & (Membership.branch_id == Case.branch_id))
        .where(
            among(Case.branch_id, branches),
            Case.kind == CaseKind.TRANSFER,
            Case.state == CaseState.OPEN,
            Case.way.in_((TransferWay.OUT, TransferWay.WITHIN)),
            Membership.ends_on.is_(None),
        )
        .order_by(Case.id)
    )
    found = [Departure(row.branch_id, row.member_id, f"c{row.id}", gone=False, since=row.opened_at) for row in leaving]
    still = select(Membership.member_id).where(
        Membership.member_id == Member.id, Membership.branch_id == _LEFT.branch_id, Membership.ends_on.is_(None)
    )
    left = await session.execute(
        select(_LEFT.branch_id, _LEFT.member_id, _LEFT.ends_on)
        .join(Member, Member.id == _LEFT.member_id)
        .where(
            among(_LEFT.branch_id, branches),
            _LEFT.ends_on >= today - dt.timedelta(days=_DAYS),
            Member.status != MemberStatus.ERASED,
            ~still.exists(),
        )
        .order_by(_LEFT.id)
    )
    for row in left:
        since = dt.datetime.combine(row.ends_on, dt.time(), dt.UTC)
        found.append(Departure(row.branch_id, row.member_id, f"d{row.ends_on:%Y%m%d}", gone=True, since=since))
    return found


async def open_of(
    session: AsyncSession, leaving: Iterable[Departure], now: Month
) -> dict[tuple[int, int], dict[Month, Decimal]]:
    """What is open of who leaves, yuan by branch, member and month."""
    first, _ = reach(now)
    pairs = {(one.branch_id, one.member_id) for one in leaving}
    ids = {member_id for _, member_id in pairs}
    if not ids:
        return {}
    rows = await session.execute(
        select(DuesAssessment.branch_id, DuesAssessment.member_id, DuesAssessment.month)
        .where(among(DuesAssessment.member_id, ids), DuesAssessment.month.between(first.number, now.number))
        .distinct()
    )
    mine: dict[tuple[int, int], set[Month]] = defaultdict(set)
    for branch_id, member_id, month in rows:
        mine[branch_id, member_id].add(Month.numbered(month))
    found = await balance.accounts(session, ids, first, now)
    return {
        pair: {month: left for month, left in found[pair[1]].owed(first, now).items() if month in mine[pair]}
        for pair in pairs
    }


async def _plans(house: House, session: AsyncSession, branches: Collection[int]) -> list[Plan]:
    today = house.today()
    leaving = await departures(session, branches, today)
    owed = await open_of(session, leaving, Month.of(today))
    plans = {one: Plan(subject_of(one)) for one in branches}
    settings = await settings_of_some(house, session, {one.branch_id for one in leaving})
    ids = {one.member_id for one in leaving}
    names = {row.id: row for row in await session.scalars(select(Member).where(among(Member.id, ids)))} if ids else {}
    for one in leaving:
        parts = owed[one.branch_id, one.member_id]
        if not parts:
            continue
        plan = plans[one.branch_id]
        member = names[one.member_id]
        shown = {
            "name": naming.shown(settings[one.branch_id].names_in_chat, member.name, member.code),
            "months": len(parts),
            "amount": str(sum(parts.values(), ZERO)),
        }
        button = Button("dues-button-bill", data=f"du.bill:{one.branch_id}:{one.member_id}")
        plan.wanted.extend(
            Message(
                kind=KIND,
                dedupe_key=f"{plan.subject}:{member.key}:{one.what}:{key}",
                subject=plan.subject,
                payload=Payload("dues-departed" if one.gone else "dues-departing", shown, ((button,),)),
                due_at=one.since,
                member_id=keeper,
                priority=PRIORITY_NOTICE,
            )
            for keeper, key in await keepers.who_keep(session, one.branch_id, today)
            if keeper != one.member_id
        )
    return list(plans.values())


async def _stale(house: House, session: AsyncSession, pending: Sequence[Pending], now: dt.datetime) -> set[int]:
    """It was paid meanwhile, he stays, or somebody else keeps the dues."""
    del now
    plans = await _plans(house, session, {one.about for one in pending})
    return untrue(pending, plans)


_LEFT = Membership.__table__.alias("left_membership").c
kinds.register(KIND, Policy(on_pause=OnPause.HOLD, stale=_stale))
