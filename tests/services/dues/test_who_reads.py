"""No door of the room of dues opens to anybody but who keeps the dues of that very branch; a member reads his own.

The buttons and commands are tried in ``tests.handlers.test_access``; here every function that reads or writes an amount
is called by everybody who has no business with it, with ids he may have guessed.
"""

from __future__ import annotations

import base64
import datetime as dt
import importlib
import inspect
import pkgutil
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from db.dues import DuesAssessment, DuesMonth, DuesPayment, DuesProfile, DuesRelief, DuesRemittance
from db.names import BranchRole
from services import dues, privacy
from services.access import Actor, Grant
from services.dues import (
    bills,
    claims,
    exporting,
    holding,
    looking,
    neither,
    opening,
    pay,
    paying,
    profiles,
    publishing,
    remitting,
    rollup,
)
from services.dues.exporting import Sheet
from services.dues.months import Month
from services.dues.profiles import Decision, Wish
from services.errors import NotAllowed
from services.house import House
from services.names import DuesCategory
from tests import factories
from tests.fixtures.workbooks import rows_of
from tests.services.people import Town, make_town

D = Decimal
NOVEMBER = Month(2026, 11)
AMOUNT = D("116.67")
WISH = Wish(DuesCategory.MONTHLY_WAGE, base=D(9000))
DECISION = Decision(None, NOVEMBER, NOVEMBER, dt.date(2026, 11, 1), by_superior=True)


@dataclass(frozen=True)
class Door:
    """A function of the room that takes who acts, and what else it is called with."""

    function: Callable[..., Awaitable[Any]]
    more: tuple[Any, ...] = ()
    named: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """``paying.take``."""
        return f"{self.function.__module__.rsplit('.', 1)[1]}.{self.function.__name__}"

    async def knock(self, house: House, actor: Actor, branch_id: int, member_id: int) -> Any:
        """Call it; what it is about is told from the names of its parameters."""
        names = [one for one in list(inspect.signature(self.function).parameters)[2:4] if one in _ABOUT]
        about = [member_id if one == "member_id" else branch_id for one in names]
        more = (_sealed(house, actor, branch_id), *self.more) if self.function is pay.apply else self.more
        return await self.function(house, actor, *about, *more, **self.named)


_ABOUT = ("branch_id", "organisation_id", "member_id")
#: Every function of the room that takes who acts and a branch or a member; those of his own are below.
DOORS = (
    Door(bills.bill),
    Door(looking.glance),
    Door(profiles.standing),
    Door(profiles.try_out, (WISH,)),
    Door(profiles.put, (WISH, NOVEMBER)),
    Door(profiles.let_quarterly, named={"quarterly": True}),
    Door(profiles.ease, (DECISION,)),
    Door(profiles.withdraw_relief, (1,)),
    Door(paying.take, (AMOUNT,)),
    Door(paying.take_amount, (D(1), "x")),
    Door(paying.take_large, (D(1000), "x")),
    Door(paying.take_all, (AMOUNT,)),
    Door(paying.reverse, (1, "x")),
    Door(claims.confirm, (1,)),
    Door(claims.decline, (1,)),
    Door(holding.mark_entered, (NOVEMBER,)),
    *(Door(exporting.export, (one, 2026)) for one in Sheet),
    Door(remitting.account),
    Door(remitting.note, (Month(2026, 7),)),
    Door(remitting.annul, (1,)),
    Door(publishing.draft, (2026,)),
    Door(neither.view),
    Door(rollup.roll_up, (2026,)),
    Door(rollup.export, (2026,)),
    Door(pay.offer, (b"",)),
    Door(pay.apply, (NOVEMBER,), {"keep": True}),
    Door(pay.of_member),
    Door(pay.kept),
    Door(pay.erase),
)
#: What takes who acts and nothing of others.
OWN = {"looking.own", "looking.receipts", "claims.say", "claims.attach", "reminders.my_dues"}


def _sealed(house: House, actor: Actor, branch_id: int) -> str:
    """An offer as it would be sealed for him, as if he had got one while he had the role."""
    return base64.b64encode(house.vault.seal("[]", f"drafts.dues_pay:{actor.account_id}:{branch_id}")).decode()


@pytest.fixture
async def town(sqlite_house: House) -> tuple[House, Town]:
    made = await make_town(sqlite_house)
    async with sqlite_house.db.write() as session:
        session.add(factories.dues_profile(made.silent, "7777.77"))
    await opening.open_all(sqlite_house)
    return sqlite_house, made


async def _outsiders(house: House, town: Town) -> dict[str, Actor]:
    """A member, a group leader, an office, another branch's secretary, a deputy, an administrator, and so on."""
    plain = await town.actor(house, town.plain)
    path = plain.member.branch_path if plain.member is not None else "/"
    found = {
        "plain": plain,
        "office": await town.actor(house, town.office),
        "foreign secretary": await town.actor(house, town.foreign),
        "administrator": replace(plain, is_administrator=True),
    }
    for role in BranchRole:
        if role not in (BranchRole.SECRETARY, BranchRole.ORGANISATION_MEMBER):
            grant = Grant(role, town.inner.id, path)
            found[f"{role.value} of the branch"] = replace(plain, grants=(grant,))
    above = [Grant(role, town.committee.id, f"/{town.committee.id}/") for role in BranchRole]
    found["every role above"] = replace(plain, grants=tuple(above))
    return found


async def _counts(house: House) -> list[int]:
    tables = (DuesAssessment, DuesMonth, DuesPayment, DuesProfile, DuesRelief, DuesRemittance)
    async with house.db.read() as session:
        return [int(await session.scalar(select(func.count()).select_from(table)) or 0) for table in tables]


async def test_every_door_is_shut_to_everybody_without_business(town: tuple[House, Town]) -> None:
    house, people = town
    before = await _counts(house)
    for actor in (await _outsiders(house, people)).values():
        for door in DOORS:
            with pytest.raises(NotAllowed):
                await door.knock(house, actor, people.inner.id, people.silent.id)
    assert await _counts(house) == before


async def test_who_keeps_the_dues_goes_through_but_not_to_pay_items(town: tuple[House, Town]) -> None:
    house, people = town
    keeper = await people.actor(house, people.secretary)
    assert (await looking.glance(house, keeper, people.inner.id)).charged == AMOUNT
    for door in DOORS:
        if door.name.startswith(("pay.", "rollup.")):
            with pytest.raises(NotAllowed):
                await door.knock(house, keeper, people.inner.id, people.silent.id)


async def test_no_door_was_forgotten() -> None:
    """Every public coroutine of the room that is given who acts stands in one of the two lists."""
    found = set()
    for module in pkgutil.iter_modules(dues.__path__):
        room = importlib.import_module(f"services.dues.{module.name}")
        for name, one in inspect.getmembers(room, inspect.iscoroutinefunction):
            parameters = list(inspect.signature(one).parameters)
            if one.__module__ == room.__name__ and not name.startswith("_") and parameters[:2] == ["house", "actor"]:
                found.add(f"{module.name}.{name}")
    known = {door.name for door in DOORS} | OWN
    assert found - known == {"tuning.seen", "tuning.change"}, "settings are no amounts; the gate is theirs"
    assert known <= found


async def test_the_office_s_sums_hide_one_and_two_and_a_copy_holds_one_s_own(town: tuple[House, Town]) -> None:
    house, people = town
    office = await people.actor(house, people.office)
    seen = await rollup.roll_up(house, office, people.committee.id, 2026)
    assert (seen.rows, seen.left_out, seen.total.charged) == ((), 1, D(0))
    made = await rollup.export(house, office, people.committee.id, 2026)
    assert "116.67" not in str(rows_of(made.content))
    copy = await privacy.copy_of(house, await people.actor(house, people.plain))
    assert "116.67" not in str(copy.sections)
    assert "7777.77" not in str(copy.sections)
