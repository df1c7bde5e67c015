"""The months and their lines: opened once, followed through everything that happens to people, never edited."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from db.base import PartialDate
from db.cases import CaseEntry
from db.dues import DuesAssessment, DuesMonth, DuesRelief
from db.dues_names import DuesCategory, ReliefKind
from db.members import Member, Membership
from db.names import CaseState, CaseStep, MembershipStage, MemberStatus, TransferWay
from db.organisations import Organisation, OrgSetting
from services.dues import book as rules
from services.dues import opening
from services.dues.calculation import Rounding
from services.dues.lines import Eased, Line, Passage, Payer, Profile, Stay, live, missing, owner, total
from services.dues.months import Month, span
from services.house import House
from tests.factories import dues_profile, make_branch, make_member, transfer_case
from tests.fixtures.houses import NOW, set_clock

D = Decimal
NOVEMBER, DECEMBER = Month(2026, 11), Month(2026, 12)
BOOK = rules.load()
WAGE = DuesCategory.MONTHLY_WAGE
DAY = dt.timedelta(days=1)


def rounding(_branch: int) -> Rounding:
    return Rounding()


# --- pure: whose month it is ------------------------------------------------------------------------------------------


def payer(*stays: Stay, **changes: Any) -> Payer:
    made = Payer(
        1, True, None, stays or (Stay(7, dt.date(2020, 1, 1), None),), (Profile(1, Month(2026, 1), WAGE, base=D(6000)),)
    )
    return replace(made, **changes)


def letter(way: TransferWay, paid_through: Month, branch: int | None = None) -> tuple[Passage, ...]:
    return (Passage(way, branch, paid_through),)


LEFT = Stay(7, dt.date(2020, 1, 1), dt.date(2026, 11, 14))
CAME = Stay(8, dt.date(2026, 11, 15), None)


@pytest.mark.parametrize(
    ("what", "member", "month", "branch"),
    [
        ("who holds it", payer(), NOVEMBER, 7),
        ("no member", payer(pays=False), NOVEMBER, None),
        ("not there yet", payer(Stay(7, dt.date(2026, 12, 1), None)), NOVEMBER, None),
        ("who comes in the month owes it", payer(Stay(7, dt.date(2026, 11, 30), None)), NOVEMBER, 7),
        ("who leaves in the month owes it", payer(LEFT), NOVEMBER, 7),
        ("and not the next", payer(LEFT), DECEMBER, None),
        ("who moves owes it where he was on the first", payer(LEFT, CAME), NOVEMBER, 7),
        ("and the next where he is", payer(LEFT, CAME), DECEMBER, 8),
        ("admitted in the month", payer(admitted=NOVEMBER), NOVEMBER, 7),
        ("admitted later", payer(admitted=DECEMBER), NOVEMBER, None),
        ("the letter says October: the new branch's",
         payer(LEFT, CAME, passages=letter(TransferWay.WITHIN, Month(2026, 10), 8)), NOVEMBER, 8),
        ("the letter says November: the old one's",
         payer(LEFT, CAME, passages=letter(TransferWay.WITHIN, NOVEMBER, 8)), NOVEMBER, 7),
        ("paid elsewhere through November", payer(CAME, passages=letter(TransferWay.IN, NOVEMBER)), NOVEMBER, None),
        ("and here from December", payer(CAME, passages=letter(TransferWay.IN, NOVEMBER)), DECEMBER, 8),
        ("left with a letter through October",
         payer(LEFT, passages=letter(TransferWay.OUT, Month(2026, 10))), NOVEMBER, None),
    ],
)  # fmt: skip
def test_whose_month_it_is(what: str, member: Payer, month: Month, branch: int | None) -> None:
    assert owner(member, month) == branch, what


def test_a_month_of_admission_may_not_count() -> None:
    assert owner(payer(admitted=NOVEMBER), NOVEMBER, admission_month=False) is None


def test_a_change_is_a_reversal_and_a_new_line_and_the_month_keeps_its_rules() -> None:
    first = missing(payer(), NOVEMBER, [], BOOK, rounding)
    assert [(one.amount, one.version, one.rate) for one in first] == [(D("90.00"), "DUES_2017", "0.015")]
    old = [replace(first[0], version="DUES_2008")]
    richer = payer(profiles=(Profile(1, Month(2026, 1), WAGE, base=D(6000)), Profile(2, NOVEMBER, WAGE, base=D(80000))))
    more = missing(richer, NOVEMBER, old, BOOK, rounding)
    # The rules of 2008 know no cap.
    assert [(one.number, one.amount, one.reverses, one.version) for one in more] == [
        (2, D("-90.00"), 1, "DUES_2008"),
        (3, D("1600.00"), None, "DUES_2008"),
    ]
    assert missing(richer, NOVEMBER, [*old, *more], BOOK, rounding) == []
    assert missing(payer(profiles=()), NOVEMBER, [*old, *more], BOOK, rounding)[0].reverses == 3


_PROFILES = st.lists(
    st.tuples(st.integers(0, 6), st.sampled_from([None, "1000", "3000", "3000.01", "9000"])), max_size=5
)
_RELIEFS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3), st.sampled_from([None, "2.50"])), max_size=3)


@given(
    changes=_PROFILES,
    reliefs=_RELIEFS,
    order=st.randoms(use_true_random=False),
    gone=st.none() | st.integers(0, 200),
)
def test_any_order_and_repetition_gives_the_same_balance(
    changes: list[tuple[int, str | None]], reliefs: list[tuple[int, int, str | None]], order: object, gone: int | None
) -> None:
    """However often and after which of the changes the ledger is followed, each month comes to what its facts say."""
    start = Month(2026, 6)
    profiles = tuple(
        Profile(number, start.plus(ahead), WAGE if base else DuesCategory.STUDENT, base=D(base) if base else None)
        for number, (ahead, base) in enumerate(changes, 1)
    )
    eased = tuple(
        Eased(number, ReliefKind.REDUCTION if amount else ReliefKind.EXEMPTION, D(amount) if amount else None,
              start.plus(ahead), start.plus(ahead + length))
        for number, (ahead, length, amount) in enumerate(reliefs, 1)
    )  # fmt: skip
    ends = None if gone is None else dt.date(2026, 6, 1) + gone * DAY
    final = payer(Stay(7, dt.date(2020, 1, 1), ends), profiles=profiles, reliefs=eased)
    ledger: dict[Month, list[Line]] = {month: [] for month in span(start, start.plus(6))}
    stages = [
        replace(final, profiles=profiles[:some], reliefs=eased[:others], stays=final.stays if last else payer().stays)
        for some in range(len(profiles) + 1)
        for others in range(len(eased) + 1)
        for last in (False, True)
    ]
    order.shuffle(stages)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    for stage in [*stages[:4], final, final]:
        for month, lines in ledger.items():
            lines.extend(missing(stage, month, lines, BOOK, rounding))  # only ever added to
    for month, lines in ledger.items():
        wanted = missing(final, month, [], BOOK, rounding)
        assert total(lines) == total(wanted)
        now = live(lines)
        assert (now.amount if now else 0) == total(lines)
        assert missing(final, month, lines, BOOK, rounding) == []


# --- against the database ---------------------------------------------------------------------------------------------


async def _town(house: House, many: int = 3) -> tuple[Organisation, list[Member]]:
    async with house.db.write() as session:
        branch = await make_branch(session)
        members = [await make_member(session, branch, f"党员{number}") for number in range(many)]
        session.add_all([dues_profile(one) for one in members])
    return branch, members


async def _ledger(house: House) -> list[tuple[int, int, int, str]]:
    async with house.db.read() as session:
        rows = await session.execute(
            select(
                DuesAssessment.member_id, DuesAssessment.month, DuesAssessment.number, DuesAssessment.amount
            ).order_by(DuesAssessment.member_id, DuesAssessment.month, DuesAssessment.number)
        )
        return [(member, month, number, str(amount)) for member, month, number, amount in rows]


def _at(month: int, day: int, hour: int = 0) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=NOW.tzinfo) - dt.timedelta(hours=8)


async def test_the_month_opens_once_and_the_next_on_its_first_day(house: House) -> None:
    branch, (first, second, third) = await _town(house)
    assert (await opening.open_all(house)).added == 3
    assert (await opening.open_all(house)).changes == 0
    set_clock(house, _at(12, 1) - dt.timedelta(seconds=1))
    assert (await opening.open_all(house)).changes == 0
    set_clock(house, _at(12, 1))
    assert (await opening.open_all(house)).added == 3
    assert (await opening.open_all(house)).changes == 0
    assert await _ledger(house) == [
        (one.id, month, 1, "90.00") for one in (first, second, third) for month in (202611, 202612)
    ]
    async with house.db.read() as session:
        assert list(await session.scalars(select(DuesMonth.month).where(DuesMonth.branch_id == branch.id))) == [
            202611,
            202612,
        ]


async def test_months_that_were_slept_through_are_opened_but_none_before_the_branch_began(house: House) -> None:
    _, members = await _town(house, many=1)
    await opening.open_all(house)
    set_clock(house, dt.datetime(2027, 2, 3, tzinfo=dt.UTC))
    await opening.open_all(house)
    assert [month for _, month, _, _ in await _ledger(house)] == [202611, 202612, 202701, 202702]
    assert (await opening.open_all(house)).changes == 0
    del members


async def test_who_is_admitted_pays_from_that_month_also_when_it_is_entered_late(house: House) -> None:
    branch, _ = await _town(house, many=0)
    async with house.db.write() as session:
        session.add(DuesMonth(branch_id=branch.id, month=202601, opened_at=NOW))
        new = await make_member(session, branch, "新党员", stage=MembershipStage.PROBATIONARY)
        new.admitted_on = PartialDate(2026, 8, 24)
        applicant = await make_member(session, branch, "积极分子", stage=MembershipStage.ACTIVIST)
        session.add_all([dues_profile(new, "8600"), dues_profile(applicant)])
    await opening.open_all(house)
    assert await _ledger(house) == [(new.id, month, 1, "129.00") for month in (202608, 202609, 202610, 202611)]


async def test_leaving_moving_and_what_the_letter_says(house: House) -> None:
    branch, (goes, moves, stays) = await _town(house)
    await opening.open_all(house)
    async with house.db.write() as session:
        other = await make_branch(session, "外科党支部")
        for one in (goes, moves):
            mine = update(Membership).where(Membership.member_id == one.id)
            await session.execute(mine.values(ends_on=dt.date(2026, 11, 15)))
        (await session.get_one(Member, goes.id)).status = MemberStatus.LEFT
        session.add(Membership(member_id=moves.id, branch_id=other.id, starts_on=dt.date(2026, 11, 16)))
    assert (await opening.open_all(house)).changes == 0  # both owe November where they were on the first
    async with house.db.write() as session:
        case = transfer_case(branch, moves)
        case.way, case.other_name, case.other_branch_id = TransferWay.WITHIN, None, other.id
        case.state, case.ended_at = CaseState.DONE, NOW
        session.add(case)
        await session.flush()
        session.add(CaseEntry(case_id=case.id, step=CaseStep.PAID_THROUGH, number=1, words="2026-10", entered_at=NOW))
    done = await opening.open_all(house)
    assert (done.added, done.voided) == (2, 1)
    set_clock(house, _at(12, 1))
    await opening.open_all(house)
    assert await _ledger(house) == [
        (goes.id, 202611, 1, "90.00"),
        (moves.id, 202611, 1, "90.00"),
        (moves.id, 202611, 2, "-90.00"),
        (moves.id, 202611, 3, "90.00"),
        (moves.id, 202612, 1, "90.00"),
        (stays.id, 202611, 1, "90.00"),
        (stays.id, 202612, 1, "90.00"),
    ]
    async with house.db.read() as session:
        owed = await session.execute(
            select(DuesAssessment.branch_id, func.count()).where(DuesAssessment.member_id == moves.id)
            .group_by(DuesAssessment.branch_id)
        )  # fmt: skip
        assert dict(owed.all()) == {branch.id: 2, other.id: 2}


async def test_an_end_that_is_entered_after_the_month_began_takes_it_back(house: House) -> None:
    _, (goes,) = await _town(house, many=1)
    await opening.open_all(house)
    async with house.db.write() as session:
        await session.execute(update(Membership).values(ends_on=dt.date(2026, 10, 31)))
    await opening.open_all(house)
    assert [amount for *_, amount in await _ledger(house)] == ["90.00", "-90.00"]
    assert (await opening.open_all(house)).changes == 0
    del goes


async def test_an_erased_member_gets_no_new_lines_and_keeps_the_old(house: House) -> None:
    _, (gone,) = await _town(house, many=1)
    await opening.open_all(house)
    async with house.db.write() as session:
        member = await session.get_one(Member, gone.id)
        member.status, member.name = MemberStatus.ERASED, None
    set_clock(house, _at(12, 1))
    assert (await opening.open_all(house)).changes == 0
    assert len(await _ledger(house)) == 1


async def test_a_relief_and_the_branch_s_rounding(house: House) -> None:
    branch, (eased, other) = await _town(house, many=2)
    async with house.db.write() as session:
        session.add(OrgSetting(organisation_id=branch.id, key="dues_rounding_unit", value="0.1", changed_at=NOW))
        session.add(dues_profile(other, "6950", first=202611))
        session.add(
            DuesRelief(
                member_id=eased.id,
                kind=ReliefKind.EXEMPTION,
                from_month=202611,
                to_month=202611,
                decided_on=dt.date(2026, 11, 1),
                by_superior=True,
                made_at=NOW,
            )
        )
    await opening.open_all(house)
    assert [amount for *_, amount in await _ledger(house)] == ["0.00", "104.30"]
    async with house.db.write() as session:
        (await session.get_one(OrgSetting, (branch.id, "dues_rounding_unit"))).value = "0.01"
    assert (await opening.open_all(house)).changes == 0  # an open month keeps how it was rounded
    set_clock(house, _at(12, 1))
    await opening.open_all(house)
    assert [amount for _, month, _, amount in await _ledger(house) if month == 202612] == ["90.00", "104.25"]


async def test_a_branch_in_another_zone_opens_at_its_own_midnight(house: House) -> None:
    branch, _ = await _town(house, many=1)
    async with house.db.write() as session:
        session.add(OrgSetting(organisation_id=branch.id, key="timezone", value="Asia/Urumqi", changed_at=NOW))
    await opening.open_all(house)
    set_clock(house, _at(12, 1, 1))
    assert (await opening.open_all(house)).changes == 0
    set_clock(house, _at(12, 1, 2))
    assert (await opening.open_all(house)).added == 1
