"""The audit log: one unbroken chain, and every kind of tampering is found."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import delete, select, text, update

from db.audit import AuditEntry
from services import audit
from services.house import House
from tests.fixtures.houses import NOW


async def _record(house: House, number: int) -> None:
    async with house.db.write() as session:
        await audit.record(
            session,
            actor="terminal",
            action="test",
            subject=f"row:{number}",
            now=NOW,
            details={"n": number, "字": "值"},
        )


async def _fill(house: House, entries: int = 5) -> None:
    for number in range(1, entries + 1):
        await _record(house, number)


async def _first_break(house: House) -> int | None:
    async with house.db.read() as session:
        return await audit.first_break(session)


async def test_an_untouched_chain_is_whole(house: House) -> None:
    assert await _first_break(house) is None
    await _fill(house)
    assert await _first_break(house) is None
    async with house.db.read() as session:
        assert await audit.count(session) == 5


async def test_writers_at_the_same_time_make_one_chain(house: House) -> None:
    await asyncio.gather(*(_record(house, number) for number in range(20)))
    assert await _first_break(house) is None
    async with house.db.read() as session:
        assert list(await session.scalars(select(AuditEntry.id).order_by(AuditEntry.id))) == list(range(1, 21))


@pytest.mark.parametrize(
    "change",
    [{"actor": "account:x"}, {"action": "other"}, {"subject": "row:9"}, {"details": {"n": 9}}, {"hash": "0" * 64}],
    ids=lambda change: next(iter(change)),
)
async def test_a_changed_entry_is_found(house: House, change: dict[str, object]) -> None:
    await _fill(house)
    async with house.db.write() as session:
        await session.execute(update(AuditEntry).where(AuditEntry.id == 3).values(**change))
    assert await _first_break(house) == 3


async def test_a_moment_that_was_moved_is_found(house: House) -> None:
    await _fill(house)
    async with house.db.write() as session:
        await session.execute(update(AuditEntry).where(AuditEntry.id == 2).values(at=NOW.replace(year=2025)))
    assert await _first_break(house) == 2


async def test_a_removed_entry_is_found(house: House) -> None:
    await _fill(house)
    async with house.db.write() as session:
        await session.execute(delete(AuditEntry).where(AuditEntry.id == 3))
    assert await _first_break(house) == 4


async def test_an_entry_slipped_in_between_is_found(house: House) -> None:
    await _fill(house, 2)
    async with house.db.write() as session:
        await session.execute(text("UPDATE audit_entries SET id = 3 WHERE id = 2"))
    assert await _first_break(house) == 3


async def test_an_actor_is_required_and_nothing_is_written(house: House) -> None:
    async with house.db.write() as session:
        with pytest.raises(ValueError, match="actor"):
            await audit.record(session, actor="", action="test", subject="row:1", now=NOW)
    async with house.db.read() as session:
        assert await audit.count(session) == 0


async def test_a_fact_that_is_rolled_back_leaves_no_entry(house: House) -> None:
    async def fail() -> None:
        async with house.db.write() as session:
            await audit.record(session, actor="terminal", action="test", subject="row:1", now=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    await _record(house, 1)
    assert await _first_break(house) is None
