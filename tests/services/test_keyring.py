"""Changing the key: everything is sealed anew, nothing is lost, an interruption is resumed."""

from __future__ import annotations

import base64
import dataclasses
from decimal import Decimal

import pytest
from sqlalchemy import LargeBinary, select

from db.annual_plans import CalendarFeed
from db.dues_pay import DuesPaySlip
from db.members import Member
from db.models import metadata
from db.organisations import Organisation
from db.vault import Vault, VaultError
from services import inbox, incidents, keyring, phones
from services.annual_plan import feeds
from services.dues import pay
from services.dues.months import Month
from services.house import House
from services.inbox import Arrived
from services.names import PayItem
from services.suggestions import anonymous
from tests.factories import make_branch, make_member
from tests.fixtures.houses import NOW, TEST_KEY

NEW_KEY = base64.urlsafe_b64encode(b"n" * 32).decode()
MEMBERS = 7


async def _fill(house: House) -> None:
    async with house.db.write() as session:
        branch = await make_branch(session)
        for number in range(MEMBERS):
            await make_member(session, branch, f"党员{number}", phone=f"1380013800{number}", vault=house.vault)
        await make_member(session, branch, "无号")
        member = await make_member(session, branch, "有工资")
        where = pay.place(member.key, Month(2026, 11))
        sealed = house.vault.seal('{"POST":"2400.00"}', where)
        session.add(DuesPaySlip(member_id=member.id, from_month=202611, items_sealed=sealed, made_at=NOW))
    await incidents.keep(house, "0011aabb", "KeyError", '{"update_id": 1}')


async def _numbers(house: House) -> list[str]:
    async with house.db.read() as session:
        rows = await session.scalars(select(Member).where(Member.phone_sealed.is_not(None)).order_by(Member.id))
        return [house.vault.open(row.phone_sealed or b"", phones.place(row.key)) for row in rows]


async def test_rotation_seals_and_indexes_everything_anew(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "BATCH", 3)
    await _fill(house)
    during = dataclasses.replace(house, vault=Vault([NEW_KEY, TEST_KEY]))
    steps: list[int] = []
    done = await keyring.rotate(during, step=steps.append)
    assert done == keyring.Rotated(total=MEMBERS + 2, resealed=MEMBERS + 2, unreadable=0)
    assert sum(steps) == MEMBERS + 2
    after = dataclasses.replace(house, vault=Vault([NEW_KEY]))
    assert await _numbers(after) == [f"1380013800{number}" for number in range(MEMBERS)]
    async with after.db.read() as session:
        row, key = (await session.execute(select(DuesPaySlip, Member.key).join(Member))).one()
        assert pay.opened(after.vault, key, row) == {PayItem.POST: Decimal("2400.00")}
    assert await incidents.read(after, "0011aabb") == '{"update_id": 1}'
    async with after.db.read() as session:
        wanted = phones.index(after.vault, "13800138003")
        assert await session.scalar(select(Member.name).where(Member.phone_index == wanted)) == "党员3"


async def _one_of_each(house: House) -> None:
    """A row with a value in every sealed column there is."""
    await _fill(house)
    await inbox.receive(house, 7, [Arrived(1, 5, '{"update_id": 1}')])
    async with house.db.write() as session:
        branch = await session.scalar(select(Organisation))
        assert branch is not None
        session.add(CalendarFeed(organisation_id=branch.id, created_at=NOW, **feeds._new_secret(house)))
        await anonymous._key_of(house, session, NOW.date())


async def _sealed_values(house: House) -> dict[str, list[bytes]]:
    """What stands in every column of bytes."""
    async with house.db.read() as session:
        return {
            f"{table.name}.{column.name}": [one for one in await session.scalars(select(column)) if one is not None]
            for table in metadata.sorted_tables
            for column in table.columns
            if isinstance(column.type, LargeBinary)
        }


async def test_no_sealed_column_is_forgotten(house: House) -> None:
    await _one_of_each(house)
    before = await _sealed_values(house)
    assert [name for name, values in before.items() if not values] == [], "this test makes one of each"
    during = dataclasses.replace(house, vault=Vault([NEW_KEY, TEST_KEY]))
    done = await keyring.rotate(during)
    assert (done.resealed, done.unreadable) == (sum(map(len, before.values())), 0)
    after = await _sealed_values(house)
    assert {name: [during.vault.is_current(one) for one in values] for name, values in after.items()} == {
        name: [True] * len(values) for name, values in before.items()
    }
    assert {f"{one.column.class_.__tablename__}.{one.column.key}" for one in keyring.SEALED} == set(after)


async def test_the_second_rotation_changes_nothing(house: House) -> None:
    await _fill(house)
    during = dataclasses.replace(house, vault=Vault([NEW_KEY, TEST_KEY]))
    await keyring.rotate(during)
    async with house.db.read() as session:
        before = list(await session.scalars(select(Member.phone_sealed).order_by(Member.id)))
    assert (await keyring.rotate(during)).resealed == 0
    async with house.db.read() as session:
        assert list(await session.scalars(select(Member.phone_sealed).order_by(Member.id))) == before


async def test_a_rotation_that_was_cut_off_goes_on(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "BATCH", 2)
    await _fill(house)
    during = dataclasses.replace(house, vault=Vault([NEW_KEY, TEST_KEY]))
    looked = 0

    def pull_the_plug(done: int) -> None:
        nonlocal looked
        looked += done
        if looked > 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await keyring.rotate(during, step=pull_the_plug)
    assert await _numbers(during) == [f"1380013800{number}" for number in range(MEMBERS)]
    done = await keyring.rotate(during)
    assert 0 < done.resealed < MEMBERS + 2
    assert len(await _numbers(dataclasses.replace(house, vault=Vault([NEW_KEY])))) == MEMBERS


async def test_what_no_key_opens_is_counted_and_kept(house: House) -> None:
    await _fill(house)
    stranger = dataclasses.replace(house, vault=Vault([NEW_KEY]))
    done = await keyring.rotate(stranger)
    assert (done.resealed, done.unreadable) == (0, MEMBERS + 2)
    assert await keyring.unreadable(stranger) == MEMBERS
    assert await keyring.unreadable(house) == 0
    assert len(await _numbers(house)) == MEMBERS
    with pytest.raises(VaultError):
        await _numbers(stranger)
