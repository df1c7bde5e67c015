"""Opens the months, and keeps their lines what they should be. It may run any time, twice, anywhere.

::

    scan (reading): whose line of this month is missing, or was reckoned from something else?
      └── follow (writing): those members, month by month, from ``lines.missing``; UNIQUE (member, month, number)

A quiet run only reads. What a human changes (a profile, a relief) is followed at once, in its own transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Table, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.dues import DuesAssessment, DuesMonth
from db.inserting import insert_into
from db.members import Member, Membership
from db.names import MemberStatus
from db.organisations import Organisation
from services.audiences import MEMBERS
from services.dues import book as rules
from services.dues.calculation import Rounding
from services.dues.facts import Loaded, first_months, load, profiles_of, reliefs_of
from services.dues.lines import Line, Payer, missing, profile_at, relief_at
from services.dues.months import Month, span
from services.house import House
from services.org_settings import OrgSettings, settings_of_some
from services.outbox import Reconciled
from services.shards import WHOLE, Shard

#: Members looked at in one reading, and written in one transaction.
_AT_ONCE = 2_000

_LINES = cast("Table", DuesAssessment.__table__)


def month_now(house: House, settings: OrgSettings) -> Month:
    """The month it is on the wall of a branch."""
    return Month.of(house.now().astimezone(ZoneInfo(settings.timezone)).date())


def rounding_in(settings: OrgSettings) -> Rounding:
    """How a branch rounds."""
    return Rounding(Decimal(settings.dues_rounding_unit), settings.dues_rounding_mode)


async def open_all(house: House, shard: Shard = WHOLE) -> Reconciled:
    """Open this month for every branch of a shard, and bring its lines up to date.

    Returns:
        As ``added`` the new lines, as ``voided`` those of them that take one back.
    """
    total = Reconciled(0, 0)
    async with house.db.read() as session:
        sizes = [row for row in await _branches(session) if shard.of_these([row[0]])]
    for some in _groups(sizes):
        total += await _open(house, some)
    return total


async def _branches(session: AsyncSession) -> list[tuple[int, int]]:
    """Every organisation with members of its own or lines of this feature, and how many members."""
    rows = await session.execute(
        select(Membership.branch_id, func.count())
        .join(Organisation, Organisation.id == Membership.branch_id)
        .where(Organisation.ended_at.is_(None))
        .group_by(Membership.branch_id)
        .order_by(Membership.branch_id)
    )
    return [(branch_id, many) for branch_id, many in rows]


def _groups(sizes: Iterable[tuple[int, int]]) -> Iterable[list[int]]:
    some: list[int] = []
    many = 0
    for branch_id, members in sizes:
        if some and many + members > _AT_ONCE:
            yield some
            some, many = [], 0
        some.append(branch_id)
        many += members
    if some:
        yield some


async def _open(house: House, branches: Sequence[int]) -> Reconciled:
    async with house.db.read() as session:
        settings = await settings_of_some(house, session, branches)
        by_month: dict[Month, list[int]] = {}
        for branch_id in branches:
            by_month.setdefault(month_now(house, settings[branch_id]), []).append(branch_id)
        found = {month: await _scan(session, some, month) for month, some in by_month.items()}
        opened = {month: await _opened(session, some, month) for month, some in by_month.items()}
    total = Reconciled(0, 0)
    for month, some in by_month.items():
        unopened = [one for one in some if one not in opened[month]]
        if not unopened and not found[month]:
            continue
        async with house.db.write() as session:
            await _note_opened(session, unopened, month, house.now())
            total += await follow(house, session, found[month], month)
    return total


async def _opened(session: AsyncSession, branches: Collection[int], month: Month) -> set[int]:
    query = select(DuesMonth.branch_id).where(among(DuesMonth.branch_id, branches), DuesMonth.month == month.number)
    return set(await session.scalars(query))


async def _note_opened(session: AsyncSession, branches: Sequence[int], month: Month, now: dt.datetime) -> None:
    if not branches:
        return
    new = insert_into(session, DuesMonth)
    rows = [{"branch_id": one, "month": month.number, "opened_at": now} for one in branches]
    await (await session.connection()).execute(new.on_conflict_do_nothing(), rows)


async def _scan(session: AsyncSession, branches: Collection[int], month: Month) -> list[int]:
    """Members of some branches whose line of the month may not be what it should be."""
    rows = list(
        await session.execute(
            select(
                Membership.member_id,
                Membership.branch_id,
                Membership.starts_on,
                Membership.ends_on,
                Member.stage,
                Member.status,
            )
            .join(Member, Member.id == Membership.member_id)
            .where(
                among(Membership.branch_id, branches),
                Membership.starts_on <= month.last,
                Membership.ends_on.is_(None) | (Membership.ends_on >= month.first),
            )
        )
    )
    ids = {row.member_id for row in rows}
    profiles, reliefs = await profiles_of(session, ids), await reliefs_of(session, ids)
    live = {
        row.member_id: (row.branch_id, row.profile_id, row.relief_id)
        for row in await session.execute(_live_lines(branches, month))
    }
    wanted: dict[int, tuple[int, int, int | None] | None] = {}
    doubtful = set(live) - ids
    for row in rows:
        profile = profile_at(profiles.get(row.member_id, ()), month)
        pays = row.stage in MEMBERS and row.status is not MemberStatus.ERASED
        if row.starts_on > month.first or row.ends_on is not None or row.member_id in wanted:
            if profile is not None and row.status is not MemberStatus.ERASED:
                doubtful.add(row.member_id)  # he came or went within the month: looked at with all that is known
            wanted[row.member_id] = live.get(row.member_id)
            continue
        relief = relief_at(reliefs.get(row.member_id, ()), month)
        wanted[row.member_id] = (
            (row.branch_id, profile.id, relief.id if relief is not None else None)
            if pays and profile is not None
            else None
        )
    return sorted(doubtful | {one for one, line in wanted.items() if live.get(one) != line})


def _live_lines(branches: Collection[int], month: Month) -> Any:
    back = DuesAssessment.__table__.alias("back")
    taken = (
        select(back.c.id)
        .where(
            back.c.member_id == DuesAssessment.member_id,
            back.c.month == DuesAssessment.month,
            back.c.reverses == DuesAssessment.number,
        )
        .exists()
    )
    return select(
        DuesAssessment.member_id, DuesAssessment.branch_id, DuesAssessment.profile_id, DuesAssessment.relief_id
    ).where(
        among(DuesAssessment.branch_id, branches),
        DuesAssessment.month == month.number,
        DuesAssessment.reverses.is_(None),
        ~taken,
    )


async def follow(
    house: House, session: AsyncSession, ids: Sequence[int], now: Month, since: Month | None = None
) -> Reconciled:
    """Bring the ledger of some members up to date, in the caller's transaction.

    Args:
        house: The house.
        session: The caller's transaction.
        ids: Members.
        now: The month it is.
        since: The first month that may have changed; None: this month, and of who has no line yet those before it that
            he owes (as far back as supplements reach, never before his branch began).
    """
    total = Reconciled(0, 0)
    for start in range(0, len(ids), _AT_ONCE):
        total += await _follow(house, session, ids[start : start + _AT_ONCE], now, since)
    return total


async def _follow(
    house: House, session: AsyncSession, ids: Sequence[int], now: Month, since: Month | None
) -> Reconciled:
    # Two who follow the same member take turns, so that the numbers of lines do not collide.
    await session.execute(select(Member.id).where(among(Member.id, ids)).order_by(Member.id).with_for_update())
    shipped = rules.load()
    earliest = now.plus(-shipped.payment.supplement_months)
    loaded = await load(session, ids, min(since or earliest, earliest), now)
    branches = {stay.branch_id for payer in loaded.payers.values() for stay in payer.stays}
    begun = await first_months(session, branches)
    settings = await settings_of_some(house, session, branches)
    made_at = house.now()
    rows: list[dict[str, object]] = []
    reversed_ = 0
    for payer in loaded.payers.values():
        for month in _months(payer, loaded, begun, now, since, earliest):
            lines = loaded.ledger.get((payer.id, month), [])
            for line in missing(payer, month, lines, shipped, lambda branch: rounding_in(settings[branch])):
                rows.append(_row(payer.id, month, line, made_at))
                reversed_ += line.reverses is not None
    if rows:
        await (await session.connection()).execute(insert(_LINES), rows)
    return Reconciled(len(rows), reversed_)


def _months(
    payer: Payer, loaded: Loaded, begun: dict[int, Month], now: Month, since: Month | None, earliest: Month
) -> list[Month]:
    here = payer.stays[-1].branch_id if payer.stays else 0
    first = max(begun.get(here, now), earliest)
    if since is not None:
        return span(max(since, begun.get(here, now)), now)
    if any((payer.id, month) in loaded.ledger for month in (now.plus(-1), now)):
        return [now]
    return span(min(first, now), now)


def _row(member_id: int, month: Month, line: Line, made_at: dt.datetime) -> dict[str, object]:
    return {
        "member_id": member_id,
        "month": month.number,
        "number": line.number,
        "branch_id": line.branch_id,
        "amount": line.amount,
        "profile_id": line.profile_id,
        "relief_id": line.relief_id,
        "category": line.category,
        "version": line.version,
        "rate": line.rate,
        "capped": line.capped,
        "reverses": line.reverses,
        "made_at": made_at,
    }
