"""Three years of a branch of 83 (57 in post, 26 retired) against a golden ledger, and against plain arithmetic.

The golden file says what each month was charged and received, what went up each quarter, and how everybody stands at
the end of each year. It is written anew with ``python -m tests.services.dues.test_three_years``; read the difference.
Beside it every line is reckoned once more here, from the script alone.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from db import migrate
from db.base import PartialDate
from db.dues import DuesAssessment, DuesPart
from db.members import Member, Membership
from db.names import BranchRole, MembershipStage, MemberStatus
from db.organisations import Organisation, OrgSetting
from services import access
from services.access import Actor
from services.dues import balance, bills, keepers, opening, paying, profiles, remitting
from services.dues.calculation import ZERO
from services.dues.months import Month, span
from services.dues.profiles import Decision, Wish
from services.house import House
from services.names import DuesCategory
from tests import factories
from tests.fixtures.houses import house_at, set_clock

GOLDEN = Path(__file__).parents[2] / "data" / "golden_dues.txt"
START, END = Month(2026, 1), Month(2028, 12)
IN_POST, RETIRED = 57, 26
D = Decimal


@dataclass
class Script:
    """What happens, by month; and what it must come to.

    Attributes:
        bases: Base and whether retired, by number of the member and month from which it holds.
        reliefs: Amount, first and last month, by number of the member.
        from_month: Since when somebody belongs here; the first 83 from the start.
        until: The last month somebody owes.
    """

    bases: dict[int, list[tuple[Month, Decimal, bool]]] = field(default_factory=lambda: defaultdict(list))
    reliefs: dict[int, tuple[Decimal, Month, Month]] = field(default_factory=dict)
    from_month: dict[int, Month] = field(default_factory=dict)
    until: dict[int, Month] = field(default_factory=dict)

    def due(self, number: int, month: Month) -> Decimal | None:
        """What a month comes to, by hand; None: nothing is owed."""
        if not self.from_month[number] <= month <= self.until.get(number, END):
            return None
        base, retired = [(base, retired) for first, base, retired in self.bases[number] if first <= month][-1]
        if retired:
            rate = D("0.005") if base <= 5000 else D("0.01")
        else:
            bounds = ((3000, "0.005"), (5000, "0.01"), (10000, "0.015"))
            rate = next((D(one) for bound, one in bounds if base <= bound), D("0.02"))
        amount = min((base * rate).quantize(D("0.01"), ROUND_HALF_UP), D(1000))
        if number in self.reliefs:
            less, first, last = self.reliefs[number]
            if first <= month <= last:
                amount = min(amount, less)
        return amount


def base_of(number: int, year: int) -> Decimal:
    """A base that moves a little every January and crosses the edges of the brackets."""
    if number >= IN_POST:
        return D(3600 + 110 * (number - IN_POST)) + D("0.55") * (year - 2026)
    return D(2600 + 167 * number) + D("333.33") * (year - 2026)


class Life:
    """The branch, and who keeps its dues."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.script = Script()
        self.ids: dict[int, int] = {}
        self.here = 0
        self.keeper: Actor = access.STRANGER

    async def begin(self) -> None:
        """83 members in January 2026, the ratio 0.7."""
        self._now(START, 1)
        async with self.house.db.write() as session:
            here = await factories.make_branch(session, "中医院党支部")
            self.here = here.id
            for number in range(IN_POST + RETIRED):
                retired = number >= IN_POST
                member = await factories.make_member(session, here, f"党员{number:02d}", retired=retired)
                self._knows(number, member, START)
                session.add(self._profile(member, number))
            account = await factories.make_account(session)
            keeper = await session.get_one(Member, self.ids[0])
            await factories.bind(session, keeper, account)
            await factories.grant_role(session, keeper, here, BranchRole.ORGANISATION_MEMBER)
            session.add(
                OrgSetting(organisation_id=here.id, key="dues_remit_ratio", value="0.7", changed_at=self.house.now())
            )
        async with self.house.db.read() as session:
            self.keeper = await access.identify(session, "telegram", account.address, self.house.today())

    def _profile(self, member: Member, number: int) -> object:
        base = base_of(number, 2026)
        self.script.bases[number].append((START, base, number >= IN_POST))
        return factories.dues_profile(member, str(base))

    def _knows(self, number: int, member: Member, first: Month) -> None:
        self.ids[number], self.script.from_month[number] = member.id, first

    def _now(self, month: Month, day: int) -> None:
        set_clock(self.house, dt.datetime(month.year, month.month, day, 2, tzinfo=dt.UTC))

    async def month(self, month: Month) -> None:
        """The 1st: the month opens and what changes is entered. The 18th: most pay. Every quarter something goes up."""
        self._now(month, 1)
        await opening.open_all(self.house)
        if month.month == 1 and month != START:
            for number in sorted(self.ids):
                if number not in self.script.until:
                    await self._base(number, month, base_of(number, month.year), retired=number >= IN_POST)
            await remitting.note(self.house, self.keeper, self.here, month.plus(-3))
        elif month.month in (4, 7, 10):
            await remitting.note(self.house, self.keeper, self.here, month.plus(-3), None, f"{month}")
        await self._happens(month)
        self._now(month, 18)
        await opening.open_all(self.house)
        await self._pays(month)

    async def _base(self, number: int, month: Month, base: Decimal, *, retired: bool) -> None:
        category = DuesCategory.RETIRED if retired else DuesCategory.MONTHLY_WAGE
        await profiles.put(self.house, self.keeper, self.ids[number], Wish(category, base=base), month)
        self.script.bases[number].append((month, base, retired))

    async def _happens(self, month: Month) -> None:
        """Somebody retires, is in hardship, comes, is admitted, leaves; a raise in the middle of a year."""
        if month == Month(2026, 5):
            await self._base(5, month, D("8106.45"), retired=False)
        if month == Month(2026, 9):
            await self._base(50, month, D("4128.50"), retired=True)
        if month == Month(2026, 11):
            decision = Decision(D("2.00"), month, month.plus(5), dt.date(2026, 10, 30), by_superior=True)
            await profiles.ease(self.house, self.keeper, self.ids[3], decision)
            self.script.reliefs[3] = (D("2.00"), month, month.plus(5))
        if month == Month(2026, 6):
            await self._comes(83, month, admitted=True)
        if month == Month(2027, 3):
            await self._comes(84, month, admitted=False)
        if month == Month(2027, 8):
            await self._leaves(60, month)
        if month == Month(2028, 2):
            await self._leaves(7, month)

    async def _comes(self, number: int, month: Month, *, admitted: bool) -> None:
        async with self.house.db.write() as session:
            here = await session.get_one(Organisation, self.here)
            stage = MembershipStage.PROBATIONARY if admitted else MembershipStage.FULL
            member = await factories.make_member(session, here, f"党员{number}", stage=stage)
            member.admitted_on = PartialDate(month.year, month.month, 24) if admitted else PartialDate(2015, 7)
            await session.execute(
                update(Membership).where(Membership.member_id == member.id).values(starts_on=month.first)
            )
            self._knows(number, member, month)
        await self._base(number, month, D(8600), retired=False)

    async def _leaves(self, number: int, month: Month) -> None:
        """He goes on the last day of the month before, after the month was opened: his line is taken back."""
        async with self.house.db.write() as session:
            his = update(Membership).where(Membership.member_id == self.ids[number])
            await session.execute(his.values(ends_on=month.plus(-1).last))
            (await session.get_one(Member, self.ids[number])).status = MemberStatus.LEFT
        self.script.until[number] = month.plus(-1)

    async def _pays(self, month: Month) -> None:
        """Everybody but a few: one pays a quarter together, one every half-year, one too little, one by mistake."""
        late = {9: month.month % 3 == 0, 20: month.month in (6, 12)}
        away = {self.ids[number] for number, now in late.items() if not now}
        if month == Month(2026, 7):
            await self._typed(30, "5.00", month)
            away.add(self.ids[30])
        if month == Month(2027, 2):
            done = await paying.take_large(self.house, self.keeper, self.here, self.ids[40], D(5000), "large")
            assert done.payment is not None
        async with self.house.db.read() as session:
            place = await keepers.here(self.house, session, self.keeper, self.here)
            found = await bills.open_at(session, place)
        some = [one for one in found.bills if one not in away]
        total = sum((amount for one in some for amount in found.bills[one].values()), ZERO)
        paid = await paying.take_all(self.house, self.keeper, self.here, total, some)
        assert len(paid) == len(some)
        if month == Month(2027, 10):
            await paying.reverse(self.house, self.keeper, self.here, paid[0].id, "记错了人")
        if month == Month(2028, 10):
            await self._typed(30, "200.00", month)  # months ahead

    async def _typed(self, number: int, amount: str, month: Month) -> None:
        token = f"{month}-{number}"
        await paying.take_amount(self.house, self.keeper, self.here, self.ids[number], D(amount), token)

    async def ledger(self) -> str:
        """The golden text."""
        lines = ["# month: charged received members"]
        async with self.house.db.read() as session:
            place = await keepers.here(self.house, session, self.keeper, self.here)
            for month in span(START, END):
                sums = await remitting.sums_of(session, place, remitting.Period(month, month))
                lines.append(f"{month}: {sums.charged} {sums.collected} {sums.members}")
            lines.append("# quarter: collected remitted retained large")
            for year in range(START.year, END.year + 1):
                for one in await remitting.year_of(session, place, year):
                    noted = one.noted
                    said = (
                        f"{noted.sums.collected} {noted.split.remitted} {noted.split.retained} {noted.sums.large}"
                        if noted is not None
                        else "not noted"
                    )
                    lines.append(f"{one.period.first} to {one.period.last}: {said}")
            for year in range(START.year, END.year + 1):
                lines.append(f"# {year}, member: charged paid")
                first, last = Month(year, 1), Month(year, 12)
                found = await balance.accounts(session, list(self.ids.values()), first, last)
                for number, member_id in sorted(self.ids.items()):
                    charged = sum(found[member_id].charged.values(), ZERO)
                    paid = sum(found[member_id].paid.values(), ZERO)
                    lines.append(f"{number:02d}: {charged} {paid}")
        return "\n".join(lines) + "\n"


async def lived(house: House) -> Life:
    """The three years."""
    life = Life(house)
    await life.begin()
    for month in span(START, END):
        await life.month(month)
    return life


@pytest.fixture(scope="module")
def lives(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Life, str]:
    """The three years, lived once for all tests, and where they are stored."""
    path = tmp_path_factory.mktemp("years") / "zhibu.db"
    path.write_bytes(sqlite_template.read_bytes())

    async def built() -> Life:
        house = house_at(f"sqlite:///{path}")
        try:
            return await lived(house)
        finally:
            await house.db.close()

    return asyncio.run(built()), f"sqlite:///{path}"


@pytest.fixture
async def life(lives: tuple[Life, str]) -> AsyncIterator[Life]:
    """The branch at the end of them."""
    made, url = lives
    clock = made.house.clock
    made.house = house_at(url, now=clock.now())
    yield made
    await made.house.db.close()


async def test_the_ledger_is_the_golden_one(life: Life) -> None:
    assert await life.ledger() == GOLDEN.read_text(encoding="utf-8")


async def test_every_month_of_everybody_is_what_plain_arithmetic_says(life: Life) -> None:
    async with life.house.db.read() as session:
        rows = await session.execute(
            select(DuesAssessment.member_id, DuesAssessment.month, func.sum(DuesAssessment.amount)).group_by(
                DuesAssessment.member_id, DuesAssessment.month
            )
        )
        found = {(member_id, Month.numbered(month)): amount for member_id, month, amount in rows}
        paid = await session.scalar(select(func.sum(DuesPart.amount)))
    wanted = {
        (member_id, month): due
        for number, member_id in life.ids.items()
        for month in span(START, END)
        if (due := life.script.due(number, month)) is not None
    }
    assert {key: amount for key, amount in found.items() if amount} == wanted
    assert sum(wanted.values()) < (paid or ZERO) + 2000, "nearly all of it was paid"
    assert len(wanted) > 36 * 80


async def test_what_went_up_and_what_stayed_is_what_was_collected(life: Life) -> None:
    async with life.house.db.read() as session:
        place = await keepers.here(life.house, session, life.keeper, life.here)
        noted = [
            one.noted
            for year in (2026, 2027, 2028)
            for one in await remitting.year_of(session, place, year)
            if one.noted is not None
        ]
    assert len(noted) == 11
    for one in noted:
        assert one.split.remitted + one.split.retained == one.sums.collected
        assert abs(one.split.remitted - one.sums.collected * D("0.7")) <= D("0.005")
    assert sum(one.sums.large for one in noted) == 5000


async def _write() -> None:
    with tempfile.TemporaryDirectory() as folder:
        house = house_at(f"sqlite:///{folder}/zhibu.db")
        await migrate.upgrade(house.db)
        GOLDEN.write_text(await (await lived(house)).ledger(), encoding="utf-8")
        await house.db.close()


if __name__ == "__main__":
    asyncio.run(_write())
