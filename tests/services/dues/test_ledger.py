"""The ledger under whatever happens: any order and repetition gives the same balance, and nothing is ever deleted."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import itertools
import random
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from db.dues import DuesAssessment, DuesMonth, DuesPart, DuesPayment
from db.dues_names import DuesPaymentKind
from db.members import Member
from db.names import BranchRole
from services import access
from services.access import Actor
from services.dues import balance, opening, paying, profiles
from services.dues.calculation import ZERO
from services.dues.errors import BadAmount, TooMuch
from services.dues.months import Month
from services.dues.profiles import Decision, Wish
from services.house import House
from services.names import DuesCategory
from tests import factories
from tests.fixtures.houses import NOW, set_clock

D = Decimal
FIRST, NOVEMBER = Month(2026, 6), Month(2026, 11)
_branches = itertools.count(1)
Event = Callable[[House, Actor, int, int], Awaitable[Any]]


async def _branch(house: House) -> tuple[int, int, Actor]:
    """A branch that began in June, with one who keeps its dues and one who pays."""
    async with house.db.write() as session:
        here = await factories.make_branch(session, f"支部 {next(_branches)}")
        keeper, payer = [await factories.make_member(session, here, name) for name in ("组织", "党员")]
        account = await factories.make_account(session)
        await factories.bind(session, keeper, account)
        await factories.grant_role(session, keeper, here, BranchRole.ORGANISATION_MEMBER)
        session.add(DuesMonth(branch_id=here.id, month=FIRST.number, opened_at=NOW))
        session.add(factories.dues_profile(payer, "3000"))
    await opening.open_all(house)
    async with house.db.read() as session:
        actor = await access.identify(session, "telegram", account.address, house.today())
    return here.id, payer.id, actor


def put(ahead: int, base: str) -> Event:
    async def happen(house: House, actor: Actor, _here: int, member: int) -> None:
        wish = Wish(DuesCategory.MONTHLY_WAGE, base=D(base))
        await profiles.put(house, actor, member, wish, FIRST.plus(ahead))

    return happen


def relieve(ahead: int, length: int, amount: str) -> Event:
    async def happen(house: House, actor: Actor, _here: int, member: int) -> None:
        last = FIRST.plus(ahead + length)
        decision = Decision(D(amount), FIRST.plus(ahead), last, dt.date(2026, 11, 1), by_superior=True)
        await profiles.ease(house, actor, member, decision)

    return happen


def pay(token: str, amount: str) -> Event:
    async def happen(house: House, actor: Actor, here: int, member: int) -> None:
        await paying.take_amount(house, actor, here, member, D(amount), f"{token}-{here}")

    return happen


def give(token: str) -> Event:
    async def happen(house: House, actor: Actor, here: int, member: int) -> None:
        await paying.take_large(house, actor, here, member, D(1000), f"{token}-{here}")

    return happen


def take_back(which: int) -> Event:
    async def happen(house: House, actor: Actor, here: int, member: int) -> None:
        async with house.db.read() as session:
            query = select(DuesPayment.id).where(DuesPayment.member_id == member, DuesPayment.reverses.is_(None))
            ids = list(await session.scalars(query.order_by(DuesPayment.id)))
        if ids:
            await paying.reverse(house, actor, here, ids[which % len(ids)], "记错了")

    return happen


async def _rows(house: House, member: int) -> dict[str, set[tuple[Any, ...]]]:
    """Everything the ledger holds of somebody, by table."""
    async with house.db.read() as session:
        return {
            table.__tablename__: {
                tuple(row) for row in await session.execute(select(table.__table__).where(table.member_id == member))
            }
            for table in (DuesAssessment, DuesPayment, DuesPart)
        }


async def _account(house: House, member: int) -> balance.Account:
    async with house.db.read() as session:
        return (await balance.accounts(session, [member], Month(2026, 1), Month(2027, 12)))[member]


async def _adds_up(house: House, member: int) -> None:
    found = await _account(house, member)
    async with house.db.read() as session:
        lines = await session.scalar(select(func.sum(DuesAssessment.amount)).where(DuesAssessment.member_id == member))
        paid = await session.scalar(
            select(func.sum(DuesPayment.amount)).where(
                DuesPayment.member_id == member, DuesPayment.kind == DuesPaymentKind.DUES
            )
        )
    assert found.balance == (paid or ZERO) - (lines or ZERO)
    assert all(amount >= 0 for amount in found.charged.values())


#: Amounts are so small that no order makes one too much for the months.
_CHARGES = st.lists(
    st.one_of(
        st.builds(put, st.integers(0, 5), st.sampled_from(["3000", "3000.01", "5000", "9000"])),
        st.builds(relieve, st.integers(0, 4), st.integers(0, 1), st.sampled_from(["8.00", "9.50"])),
    ),
    max_size=2,
)
_PAYMENTS = st.lists(st.sampled_from(["1.00", "7.77", "10.00", "0.01"]), max_size=4)
_COMMON = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@_COMMON
@given(charges=_CHARGES, payments=_PAYMENTS, seed=st.integers(0, 10**6))
async def test_any_order_and_repetition_of_payments_gives_the_same_balance(
    sqlite_house: House, charges: list[Event], payments: list[str], seed: int
) -> None:
    """Entries about the months in their order, payments in any order between them, all of it twice."""
    house, rng = sqlite_house, random.Random(seed)
    tokens = [pay(f"{seed}-{number}", amount) for number, amount in enumerate(payments)]
    found = []
    for shuffled in (False, True):
        here, member, actor = await _branch(house)
        events = [*charges, *tokens]
        if shuffled:
            events = list(charges)
            for one in rng.sample(tokens * 2, len(tokens) * 2):
                events.insert(rng.randint(0, len(events)), one)
        for happen in events:
            await happen(house, actor, here, member)
            await opening.open_all(house)
            await _adds_up(house, member)
        found.append(await _account(house, member))
    assert found[0].charged == found[1].charged
    assert found[0].balance == found[1].balance
    assert sum(found[0].paid.values(), ZERO) == sum(map(D, payments), ZERO)


_ANYTHING = st.lists(
    st.one_of(
        st.builds(put, st.integers(0, 6), st.sampled_from(["1000", "3000", "60000"])),
        st.builds(relieve, st.integers(0, 4), st.integers(0, 1), st.sampled_from(["0.50", "9.50"])),
        st.builds(pay, st.sampled_from("abcd"), st.sampled_from(["0.01", "15.00", "40.00", "999.00"])),
        st.builds(give, st.sampled_from("xy")),
        st.builds(take_back, st.integers(0, 5)),
    ),
    min_size=2,
    max_size=7,
)


@_COMMON
@given(events=_ANYTHING)
async def test_whatever_happens_entries_add_up_and_none_is_changed_or_deleted(
    sqlite_house: House, events: list[Event]
) -> None:
    house = sqlite_house
    set_clock(house, NOW)
    here, member, actor = await _branch(house)
    before = await _rows(house, member)
    for happen in events:
        with contextlib.suppress(TooMuch, BadAmount):  # a refusal changes nothing, which is looked at as well
            await happen(house, actor, here, member)
        after = await _rows(house, member)
        for table, rows in before.items():
            assert rows <= after[table], f"{table} is only ever added to"
        before = after
        await _adds_up(house, member)
    await asyncio.gather(opening.open_all(house), opening.open_all(house))
    assert await _rows(house, member) == before
    async with house.db.read() as session:
        assert await session.get(Member, member) is not None
