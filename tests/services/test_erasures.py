"""The register of erasures, in the database and in the side file."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from services import erasures
from services.house import House
from tests.factories import make_account, make_branch, make_member
from tests.fixtures.houses import NOW


@pytest.fixture
def kept(house: House, tmp_path: Path) -> House:
    """A house with a side file."""
    return dataclasses.replace(house, erasure_register=tmp_path / "own" / "erasures.txt")


def _lines(house: House) -> set[str]:
    assert house.erasure_register is not None
    return erasures.read_file(house.erasure_register)


async def test_a_registered_key_reaches_the_side_file_once(kept: House) -> None:
    for _ in range(2):
        async with kept.db.write() as session:
            await erasures.register(session, "a" * 32, NOW)
    assert _lines(kept) == set(), "not before the commit is known"
    assert await erasures.publish(kept) == 1
    assert await erasures.publish(kept) == 0
    assert _lines(kept) == {erasures.key_hash("a" * 32)}
    assert kept.erasure_register is not None
    assert kept.erasure_register.stat().st_mode & 0o777 == 0o600


async def test_an_erasure_that_was_rolled_back_is_not_registered(kept: House) -> None:
    async def fail() -> None:
        async with kept.db.write() as session:
            await erasures.register(session, "a" * 32, NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await erasures.publish(kept) == 0
    assert _lines(kept) == set()


async def test_a_line_cut_off_by_a_crash_is_written_again(kept: House) -> None:
    async with kept.db.write() as session:
        await erasures.register(session, "a" * 32, NOW)
    whole = erasures.key_hash("a" * 32)
    assert kept.erasure_register is not None
    kept.erasure_register.parent.mkdir()
    kept.erasure_register.write_text(whole[:20], encoding="ascii")
    assert _lines(kept) == set()
    await erasures.publish(kept)
    assert _lines(kept) == {whole}


async def test_people_who_came_back_are_found(house: House) -> None:
    async with house.db.write() as session:
        branch = await make_branch(session)
        gone, stays = await make_member(session, branch, "甲"), await make_member(session, branch, "乙")
        account = await make_account(session)
        await erasures.adopt(session, [erasures.key_hash(gone.key), erasures.key_hash(account.key)], NOW)
    async with house.db.read() as session:
        found = await erasures.returned(session)
    assert found == erasures.Returned((gone.id,), (account.id,))
    assert stays.id not in found.member_ids


async def test_without_a_side_file_nothing_is_published(house: House) -> None:
    async with house.db.write() as session:
        await erasures.register(session, "a" * 32, NOW)
    assert await erasures.publish(house) == 0
