"""What was received: recorded once, shared out over months, taken back by a reversal; the ledger adds up."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from db.dues import DuesAssessment, DuesPart, DuesPayment
from db.dues_names import DuesPaymentKind
from db.members import Member, Membership
from db.names import BranchRole, MemberStatus
from db.organisations import Organisation, OrgSetting
from db.outbox import OutboxMessage
from services import access
from services.access import Actor
from services.dues import balance, bills, opening, paying, profiles
from services.dues.calculation import ZERO
from services.dues.errors import NoReason, NotLarge, TooMuch
from services.dues.months import Month
from services.dues.profiles import Wish
from services.dues.sharing import share
from services.errors import NotAllowed
from services.house import House
from services.names import DuesCategory
from tests import factories
from tests.fixtures.houses import NOW, set_clock

D = Decimal
SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER = (Month(2026, month) for month in (9, 10, 11, 12))
FEBRUARY = Month(2027, 2)


@dataclass
class Branch:
    """A branch whose months are open since September; its organisation member is the first of its members."""

    here: Organisation
    members: list[Member]
    keeper: Actor
    office: Actor


@pytest.fixture
async def branch(house: House) -> Branch:
    async with house.db.write() as session:
        committee = await factories.make_organisation(session)
        here = await factories.make_branch(session, parent=committee)
        members = [await factories.make_member(session, here, f"党员{number}") for number in range(3)]
        await factories.grant_role(session, members[0], here, BranchRole.ORGANISATION_MEMBER)
        await factories.grant_role(session, members[1], committee, BranchRole.PARTY_OFFICE)
        accounts = [await factories.make_account(session) for _ in members]
        for member, account in zip(members, accounts, strict=True):
            await factories.bind(session, member, account)
        session.add_all([factories.dues_profile(one) for one in members])
    for month in (9, 10, 11):
        set_clock(house, dt.datetime(2026, month, 16, 2, tzinfo=dt.UTC))
        await opening.open_all(house)
    async with house.db.read() as session:
        found = [await access.identify(session, "telegram", one.address, house.today()) for one in accounts]
    return Branch(here, members, found[0], found[1])


async def _receipts(house: House) -> list[tuple[int, str, dict[str, Any]]]:
    async with house.db.read() as session:
        rows = await session.scalars(
            select(OutboxMessage).where(OutboxMessage.kind == paying.RECEIPT).order_by(OutboxMessage.id)
        )
        return [(row.member_id or 0, row.payload["key"], row.payload["vars"]) for row in rows]


async def _adds_up(house: House, members: list[Member]) -> None:
    """Nothing is lost: the parts are the payments, and what is open is what the months come to less the parts."""
    async with house.db.read() as session:
        parts = await session.scalar(select(func.sum(DuesPart.amount))) or ZERO
        dues = select(func.sum(DuesPayment.amount)).where(DuesPayment.kind == DuesPaymentKind.DUES)
        assert (await session.scalar(dues) or ZERO) == parts
        charged = await session.scalar(select(func.sum(DuesAssessment.amount))) or ZERO
        found = await balance.accounts(session, [one.id for one in members], Month(2026, 1), Month(2027, 12))
        assert sum((one.balance for one in found.values()), ZERO) == parts - charged


async def test_one_tap_records_what_is_open_with_a_receipt_and_twice_is_once(house: House, branch: Branch) -> None:
    member = branch.members[2]
    bill = await bills.bill(house, branch.keeper, branch.here.id, member.id)
    assert bill.owed == {SEPTEMBER: D(90), OCTOBER: D(90), NOVEMBER: D(90)}
    done = await paying.take(house, branch.keeper, branch.here.id, member.id, D(270))
    assert done.payment is not None
    assert (done.payment.number, done.payment.amount, done.bill.owed) == ("2026-0001", D("270.00"), {})
    assert (await paying.take(house, branch.keeper, branch.here.id, member.id, D(270))).payment is None
    shown = {"amount": "270.00", "number": "2026-0001", "first": {"month": "2026-09"}, "last": {"month": "2026-11"}}
    assert await _receipts(house) == [(member.id, "dues-receipt-months", shown)]
    await _adds_up(house, branch.members)


async def test_two_people_who_record_at_once_record_once(house: House, branch: Branch) -> None:
    member = branch.members[2]
    both = [paying.take(house, branch.keeper, branch.here.id, member.id, D(270)) for _ in range(2)]
    others = [paying.take_all(house, branch.keeper, branch.here.id, D(810)) for _ in range(2)]
    await asyncio.gather(*both, *others)
    async with house.db.read() as session:
        total = await session.scalar(select(func.sum(DuesPart.amount)).where(DuesPart.member_id == member.id))
    assert total == D(270)
    await _adds_up(house, branch.members)


async def test_what_the_button_said_is_no_longer_so(house: House, branch: Branch) -> None:
    set_clock(house, dt.datetime(2026, 12, 1, tzinfo=dt.UTC))
    await opening.open_all(house)
    done = await paying.take(house, branch.keeper, branch.here.id, branch.members[2].id, D(270))
    assert (done.payment, done.bill.open) == (None, D(360))
    assert await paying.take_all(house, branch.keeper, branch.here.id, D(810)) == ()


async def test_all_of_them_at_once(house: House, branch: Branch) -> None:
    here = branch.here.id
    some = [branch.members[0].id]
    assert [one.number for one in await paying.take_all(house, branch.keeper, here, D(270), some)] == ["2026-0001"]
    done = await paying.take_all(house, branch.keeper, here, D(540))
    assert [one.number for one in done] == ["2026-0002", "2026-0003"]
    assert await paying.take_all(house, branch.keeper, here, D(0)) == ()
    assert len(await _receipts(house)) == 3
    await _adds_up(house, branch.members)


async def test_months_ahead_as_far_as_the_branch_lets_and_never_a_second_time(house: House, branch: Branch) -> None:
    here, member = branch.here.id, branch.members[2].id
    bill = await bills.bill(house, branch.keeper, here, member)
    assert list(bill.ahead) == [DECEMBER, Month(2027, 1), FEBRUARY]
    done = await paying.take(house, branch.keeper, here, member, D(540), FEBRUARY)
    assert (done.bill.owed, done.bill.ahead) == ({}, {})
    assert (await paying.take(house, branch.keeper, here, member, D(270), FEBRUARY)).payment is None
    set_clock(house, dt.datetime(2026, 12, 1, tzinfo=dt.UTC))
    await opening.open_all(house)
    bill = await bills.bill(house, branch.keeper, here, member)
    assert (bill.owed, list(bill.ahead)) == ({}, [Month(2027, 3)])
    async with house.db.write() as session:
        session.add(OrgSetting(organisation_id=here, key="dues_advance_months", value=0, changed_at=NOW))
    assert (await bills.bill(house, branch.keeper, here, member)).ahead == {}


async def test_a_typed_amount_pays_the_oldest_first_and_a_form_pays_once(house: House, branch: Branch) -> None:
    here, member = branch.here.id, branch.members[2].id
    done = await paying.take_amount(house, branch.keeper, here, member, D(100), "form-1")
    assert done.bill.owed == {OCTOBER: D(80), NOVEMBER: D(90)}
    assert (await paying.take_amount(house, branch.keeper, here, member, D(100), "form-1")).payment is None
    done = await paying.take_amount(house, branch.keeper, here, member, D("200.50"), "form-2")
    assert (done.bill.owed, done.bill.ahead[DECEMBER]) == ({}, D("59.50"))
    with pytest.raises(TooMuch) as error:
        await paying.take_amount(house, branch.keeper, here, member, D(1000), "form-3")
    assert error.value.fields == {"most": "239.50"}
    await _adds_up(house, branch.members)


async def test_large_dues_are_kept_apart(house: House, branch: Branch) -> None:
    here, member = branch.here.id, branch.members[2].id
    with pytest.raises(NotLarge):
        await paying.take_large(house, branch.keeper, here, member, D("999.99"), "form")
    done = await paying.take_large(house, branch.keeper, here, member, D(1000), "form")
    assert (done.bill.open, done.bill.payments[0].kind) == (D(270), DuesPaymentKind.LARGE)
    assert (await paying.take_large(house, branch.keeper, here, member, D(1000), "form")).payment is None
    assert [key for _, key, _ in await _receipts(house)] == ["dues-receipt-large"]
    await _adds_up(house, branch.members)


async def test_a_payment_is_taken_back_with_a_reason_once(house: House, branch: Branch) -> None:
    here, member = branch.here.id, branch.members[2]
    done = await paying.take(house, branch.keeper, here, member.id, D(270))
    assert done.payment is not None
    for reason in ("  ", "长" * 101):
        with pytest.raises(NoReason):
            await paying.reverse(house, branch.keeper, here, done.payment.id, reason)
    for _ in range(2):
        bill = await paying.reverse(house, branch.keeper, here, done.payment.id, "记错了人")
        assert (bill.open, len(bill.payments), bill.payments[1].taken_back) == (D(270), 2, True)
    assert [key for _, key, _ in await _receipts(house)] == ["dues-receipt-months", "dues-receipt-reversed"]
    again = await paying.take(house, branch.keeper, here, member.id, D(270))
    assert again.payment is not None
    assert again.payment.number == "2026-0002"  # a number is never used again
    with pytest.raises(NotAllowed):
        await paying.reverse(house, branch.keeper, here, bill.payments[0].id, "冲销的冲销")
    await _adds_up(house, branch.members)


async def test_who_has_left_may_still_pay_what_he_owes(house: House, branch: Branch) -> None:
    here, member = branch.here.id, branch.members[2]
    async with house.db.write() as session:
        mine = update(Membership).where(Membership.member_id == member.id)
        await session.execute(mine.values(ends_on=dt.date(2026, 11, 10)))
        (await session.get_one(Member, member.id)).status = MemberStatus.LEFT
    bill = await bills.bill(house, branch.keeper, here, member.id)
    assert (bill.open, bill.ahead) == (D(270), {})
    assert (await paying.take(house, branch.keeper, here, member.id, D(270))).payment is not None


async def test_nobody_but_who_keeps_the_dues_looks_or_records(house: House, branch: Branch) -> None:
    here, member = branch.here.id, branch.members[2].id
    async with house.db.write() as session:
        other = await factories.make_branch(session, "外科党支部")
        stranger = await factories.make_member(session, other, "外人")
    for actor, place, who in ((branch.office, here, member), (branch.keeper, other.id, stranger.id),
                              (branch.keeper, here, stranger.id)):  # fmt: skip
        with pytest.raises(NotAllowed):
            await bills.bill(house, actor, place, who)
        with pytest.raises(NotAllowed):
            await paying.take(house, actor, place, who, D(270))
    with pytest.raises(NotAllowed):
        await paying.take_all(house, branch.office, here, D(810))


_MONEY = st.decimals(D("0.01"), D(500), places=2)


@given(
    amount=_MONEY,
    owed=st.dictionaries(st.integers(0, 5).map(SEPTEMBER.plus), _MONEY, max_size=4),
    ahead=st.dictionaries(st.integers(6, 11).map(SEPTEMBER.plus), _MONEY, max_size=3),
)
def test_a_share_is_the_whole_amount_and_never_more_than_a_month_may_take(
    amount: Decimal, owed: dict[Month, Decimal], ahead: dict[Month, Decimal]
) -> None:
    room = sum(owed.values(), ZERO) + sum(ahead.values(), ZERO)
    if amount > room:
        with pytest.raises(TooMuch):
            share(amount, owed, ahead)
        return
    parts = share(amount, owed, ahead)
    assert sum(parts.values(), ZERO) == amount
    wanted = sorted(owed) + sorted(ahead)
    assert list(parts) == wanted[: len(parts)]
    assert all(0 < part <= (owed | ahead)[month] for month, part in parts.items())


async def test_two_people_who_type_the_same_part_at_once_record_it_once(house: House, branch: Branch) -> None:
    member = branch.members[2]
    latest = (await bills.bill(house, branch.keeper, branch.here.id, member.id)).latest
    typed = [
        paying.take_amount(house, branch.keeper, branch.here.id, member.id, D(50), f"form-{number}", latest=latest)
        for number in range(2)
    ]
    done = await asyncio.gather(*typed)
    assert sorted(one.payment is None for one in done) == [False, True]
    assert {str(one.bill.open) for one in done} == {"220.00"}
    # Somebody who sees that payment and types another one means another one.
    latest = done[0].bill.latest
    again = await paying.take_amount(house, branch.keeper, branch.here.id, member.id, D(50), "form-3", latest=latest)
    assert again.payment is not None
    large = await paying.take_large(house, branch.keeper, branch.here.id, member.id, D(1000), "form-4", latest=latest)
    assert large.payment is None
    await _adds_up(house, branch.members)


async def test_what_was_paid_too_much_is_shown_and_goes_to_other_months_by_a_reversal(
    house: House, branch: Branch
) -> None:
    member = branch.members[2]
    done = await paying.take(house, branch.keeper, branch.here.id, member.id, D(270))
    assert done.payment is not None
    wish = Wish(DuesCategory.MONTHLY_WAGE, base=D(3000))
    await profiles.put(house, branch.keeper, member.id, wish, SEPTEMBER)
    bill = await bills.bill(house, branch.keeper, branch.here.id, member.id)
    assert (bill.over, bill.owed) == (D("225.00"), {})
    await paying.reverse(house, branch.keeper, branch.here.id, done.payment.id, "基数核定有变")
    again = await paying.take_amount(house, branch.keeper, branch.here.id, member.id, D(90), "again")
    assert again.payment is not None
    assert (again.payment.first, again.payment.last, again.bill.over) == (SEPTEMBER, FEBRUARY, ZERO)
    with pytest.raises(TooMuch):
        await paying.take_amount(house, branch.keeper, branch.here.id, member.id, D(180), "more")
    await _adds_up(house, branch.members)
