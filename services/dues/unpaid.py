"""Months unpaid in a row: a word to the member first, then to who keeps the dues; neutral, private, never in a group.

::

    lines and payments ── row of unpaid months (pure) ── comes to a number of the rules with the last month?
      ├── the member, when reminders that waited for payments to be entered would be let go at the latest
      └── organisation member and secretary, the day after the due day; at six: "please verify the reason"

A number is told in the month in which it is reached, and not in every month after it. Nothing is concluded from it
(``domain_rules.md`` 3.5, 12.1).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.dues import DuesAssessment, DuesMonth, DuesPart
from db.members import Member, Membership
from db.organisations import Organisation
from services import comparing, kinds, naming, outbox, workdays
from services.audiences import MEMBERS, PRESENT
from services.dues import book as rules
from services.dues import keepers, quarters
from services.dues.balance import accounts
from services.dues.calculation import ZERO
from services.dues.ladder import moment_before
from services.dues.lines import Profile
from services.dues.months import Month, span
from services.dues.opening import month_now
from services.dues.reminders import due_day
from services.dues.still import untrue
from services.house import House
from services.kinds import OnPause, Pending, Policy
from services.org_settings import OrgSettings, settings_of_all, settings_of_some
from services.outbox import PRIORITY_NOTICE, Button, Message, Payload, Reconciled
from services.shards import WHOLE, Shard

MEMBER, KEEPERS = "dues_unpaid", "dues_unpaid_list"
#: Branches whose facts are read at once.
_TOGETHER = 200


@dataclass(frozen=True)
class Row:
    """Months unpaid in a row.

    Attributes:
        months: The oldest first.
        amount: What is open of them, yuan.
    """

    months: tuple[Month, ...]
    amount: Decimal

    def __len__(self) -> int:
        return len(self.months)


@dataclass(frozen=True)
class Plan:
    """What should be in the outbox for one branch and month; see ``services.outbox.reconcile``."""

    subject: str
    wanted: list[Message] = field(default_factory=list)
    keep: frozenset[str] = frozenset()


# --- pure -------------------------------------------------------------------------------------------------------------


def row_of(open_: Mapping[Month, Decimal], now: Month, profiles: Collection[Profile] = ()) -> Row:
    """The months in a row up to the last complete one of which something is open.

    Args:
        open_: What is open, yuan by month; only months that have a line.
        now: The month it is, which is not over.
        profiles: Of who pays by the quarter with consent: a quarter that is not over does not count.
    """
    month = now.plus(-1)
    if quarters.is_quarterly(profiles, month) and quarters.last_of(month) >= now:
        month = quarters.first_of(month).plus(-1)
    found: list[Month] = []
    while open_.get(month, ZERO) > 0:
        found.append(month)
        month = month.plus(-1)
    return Row(tuple(reversed(found)), sum((open_[one] for one in found), ZERO))


def reached(open_: Mapping[Month, Decimal], now: Month, profiles: Collection[Profile] = ()) -> Row | None:
    """The row, if with the last month it came to a number of the rules; else None."""
    row = row_of(open_, now, profiles)
    if words_for(len(row)) is None or len(row_of(open_, now.plus(-1), profiles)) == len(row):
        return None
    return row


def words_for(months: int) -> str | None:
    """Which words the rules have for a number of months; None: none."""
    return next((one.words for one in rules.load().payment.unpaid if one.months == months), None)


# --- the planner ------------------------------------------------------------------------------------------------------


def subject_of(branch_id: int, month: Month) -> str:
    """The subject of a branch's words of a month: ``dues-unpaid:7:2026-11``."""
    return f"dues-unpaid:{branch_id}:{month}"


async def reconcile_all(house: House, shard: Shard = WHOLE) -> Reconciled:
    """Make the words of this month what they should be, for the branches of a shard."""
    total = Reconciled(0, 0)
    async with house.db.read() as session:
        settings = await settings_of_all(house, session)
        branches = shard.of_these(await session.scalars(select(DuesMonth.branch_id).distinct()))
    for start in range(0, len(branches), _TOGETHER):
        some = {one: settings[one] for one in branches[start : start + _TOGETHER] if one in settings}
        async with house.db.read() as session:
            plans = await _plans(house, session, some)
            changed = set(await comparing.differing(session, plans))
        for plan in plans:
            if plan.subject in changed:
                async with house.db.write() as session:
                    total += await outbox.reconcile(session, plan.subject, plan.wanted, house.now(), keep=plan.keep)
    return total


async def _plans(house: House, session: AsyncSession, settings: Mapping[int, OrgSettings]) -> list[Plan]:
    """The words of some branches for this month; nearly all have none."""
    now = house.now()
    months = {one: month_now(house, settings[one]) for one in settings}
    rows: dict[int, dict[int, Row]] = {}
    for month in set(months.values()):
        here = [one for one in settings if months[one] == month]
        rows |= await rows_at(session, here, month)
    names = await _people(session, {one for found in rows.values() for one in found})
    today = now.date()
    table = await workdays.load(session, today.replace(day=1), today + dt.timedelta(days=62))
    plans = []
    for branch_id, month in months.items():
        plan = Plan(subject_of(branch_id, month))
        plans.append(plan)
        told = {one: row for one, row in rows.get(branch_id, {}).items() if one in names}
        if told:
            due = due_day(month.year, month.month, settings[branch_id], house.rules, table).day
            who = await keepers.all_keepers(session, branch_id, house.today())
            place = await session.get_one(Organisation, branch_id)
            plan.wanted.extend(_messages(house, plan.subject, place, settings[branch_id], due, told, names, who))
    return plans


def _messages(
    house: House,
    subject: str,
    place: Organisation,
    settings: OrgSettings,
    due: dt.date,
    rows: Mapping[int, Row],
    names: Mapping[int, Any],
    who: Sequence[tuple[int, str]],
) -> list[Message]:
    zone = ZoneInfo(settings.timezone)
    end = dt.datetime.combine(Month.of(due).plus(1).first, dt.time(), zone).astimezone(dt.UTC)
    first = moment_before(due, house.rules.dues.hold_until_days_before, settings)
    said = (Button("dues-button-said", data="du.said"), Button("dues-button-history", data="du.my"))
    messages = [
        Message(
            kind=MEMBER,
            dedupe_key=f"{subject}:{names[one].key}",
            subject=subject,
            payload=Payload(f"dues-unpaid-{words_for(len(row))}", _shown(row), (said,)),
            due_at=first,
            member_id=one,
            expires_at=end,
            priority=PRIORITY_NOTICE,
        )
        for one, row in rows.items()
    ]
    called = dict(
        zip(rows, naming.shown_apart(settings.names_in_chat, [(names[one].name, names[one].code) for one in rows]),
            strict=True)
    )  # fmt: skip
    for keeper, key in who:
        lines = [
            {"key": f"dues-unpaid-line-{words_for(len(row))}", "vars": {"name": called[one], **_shown(row)}}
            for one, row in rows.items()
            if one != keeper
        ]
        if lines:
            messages.append(
                Message(
                    kind=KEEPERS,
                    dedupe_key=f"{subject}:list:{key}",
                    subject=subject,
                    payload=Payload(
                        "dues-unpaid-list",
                        {"organisation": place.name, "people": {"lines": lines}},
                        ((Button("dues-button-enter", data=f"du.rec:{place.id}"),),),
                    ),
                    due_at=min(moment_before(due, -1, settings), end - dt.timedelta(days=1)),
                    member_id=keeper,
                    expires_at=end,
                    priority=PRIORITY_NOTICE,
                )
            )
    return messages


def _shown(row: Row) -> dict[str, object]:
    return {
        "months": len(row),
        "first": {"month": str(row.months[0])},
        "last": {"month": str(row.months[-1])},
        "amount": str(row.amount),
    }


async def rows_at(
    session: AsyncSession, branches: Collection[int], now: Month, *, every: bool = False
) -> dict[int, dict[int, Row]]:
    """Members of some branches with months unpaid in a row.

    Args:
        session: Any session.
        branches: Where they belong now.
        now: The month it is.
        every: Everybody with such a row; else those who came to a number of the rules with the last month.

    Returns:
        By branch and member.
    """
    debtors = await _debtors(session, branches, now)
    ids = [member_id for found in debtors.values() for member_id in found]
    # One month further than the largest number, so that a longer row is not taken for it.
    back = now.plus(-max(one.months for one in rules.load().payment.unpaid) - 6)
    found = await accounts(session, ids, back, now.plus(-1))
    consented = await quarters.payers(session, ids)
    rows: dict[int, dict[int, Row]] = defaultdict(dict)
    for branch_id, members in debtors.items():
        for one in members:
            open_ = {month: found[one].open(month) for month in span(back, now.plus(-1)) if month in found[one].charged}
            row = (row_of if every else reached)(open_, now, consented.get(one, ()))
            if row is not None and len(row):
                rows[branch_id][one] = row
    return dict(rows)


async def _debtors(session: AsyncSession, branches: Collection[int], now: Month) -> dict[int, list[int]]:
    """Members with something open of the last three months, by branch: the database compares, few come back."""
    first, last = now.plus(-3).number, now.plus(-1).number
    paid = (
        select(func.coalesce(func.sum(DuesPart.amount), 0))
        .where(DuesPart.member_id == DuesAssessment.member_id, DuesPart.month.between(first, last))
        .scalar_subquery()
    )
    rows = await session.execute(
        select(Membership.branch_id, DuesAssessment.member_id)
        .join(Membership, (Membership.member_id == DuesAssessment.member_id) & Membership.ends_on.is_(None))
        .join(Member, Member.id == DuesAssessment.member_id)
        .where(
            among(Membership.branch_id, branches),
            DuesAssessment.month.between(first, last),
            Member.status.in_(PRESENT),
            Member.stage.in_(MEMBERS),
        )
        .group_by(Membership.branch_id, DuesAssessment.member_id)
        .having(func.sum(DuesAssessment.amount) > paid)
        .order_by(DuesAssessment.member_id)
    )
    found: dict[int, list[int]] = defaultdict(list)
    for branch_id, member_id in rows:
        found[branch_id].append(member_id)
    return found


async def _people(session: AsyncSession, ids: Collection[int]) -> dict[int, Any]:
    query = select(Member.id, Member.key, Member.name, Member.code).where(among(Member.id, ids))
    return {row.id: row for row in await session.execute(query)}


async def _stale(house: House, session: AsyncSession, pending: Sequence[Pending], now: dt.datetime) -> set[int]:
    """Words of which nothing is left to say: it was paid or entered, or somebody else keeps the dues by now."""
    del now
    branches = {one.about for one in pending}
    settings = await settings_of_some(house, session, branches)
    return untrue(pending, await _plans(house, session, settings))


kinds.register(MEMBER, Policy(on_pause=OnPause.HOLD, stale=_stale, merges=True))
kinds.register(KEEPERS, Policy(on_pause=OnPause.HOLD, stale=_stale))
