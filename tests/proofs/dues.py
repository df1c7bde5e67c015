"""Kill the process at every statement while a month of dues is opened, and while a whole branch is recorded as paid.

::

    branches with profiles ── a process that kills itself (SIGKILL) before its n-th statement or commit ── n = 1, 2, …
      until it comes to its end by itself ── judge: every line and every payment is there, and there once

``python -m tests.proofs.dues --database postgresql`` tries every statement.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import multiprocessing
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import event, func, select

from db import migrate
from db.dues import DuesAssessment, DuesMonth, DuesPart, DuesPayment
from db.names import BranchRole
from db.outbox import OutboxMessage
from db.session import Database
from db.vault import Vault
from services import access, rules
from services.clock import FixedClock
from services.dues import opening, paying
from services.house import House
from tests import factories
from tests.fixtures.houses import NOW, TEST_KEY
from tests.proofs import nursery
from tests.proofs.clusters import fresh_database

BRANCHES, MEMBERS = 4, 12
#: Members written in one transaction by the process that is killed: several transactions a run.
_AT_ONCE = 20
_DUE = Decimal("90.00")
_DECEMBER = dt.datetime(2026, 12, 1, 2, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Proved:
    """What one of the two showed.

    Attributes:
        kills: How often the process was killed.
        wrong: What did not hold; empty: everything did.
    """

    what: str
    kills: int
    wrong: tuple[str, ...]


def house_of(url: str) -> House:
    """A house on the first of December."""
    return House(db=Database(url), vault=Vault([TEST_KEY]), rules=rules.load(), clock=FixedClock(_DECEMBER))


# --- the process that is killed ---------------------------------------------------------------------------------------


def _doomed(url: str, what: str, at: int) -> None:
    """Do it, and die before the ``at``-th statement or commit."""
    asyncio.run(_do(url, what, at))


async def _do(url: str, what: str, at: int) -> None:
    opening._AT_ONCE = _AT_ONCE
    house = house_of(url)
    left = at

    def count(*_: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    for engine in (house.db.engine, house.db._reading):
        event.listen(engine.sync_engine, "before_cursor_execute", count)
        event.listen(engine.sync_engine, "commit", count)
    if what == "opening":
        await opening.open_all(house)
    else:
        await _record(house)
    await house.db.close()


async def _record(house: House) -> None:
    async with house.db.read() as session:
        actor = await access.identify(session, "telegram", _KEEPER, house.today())
    (branch,) = {one.organisation_id for one in actor.grants}
    await paying.take_all(house, actor, branch, MEMBERS * 2 * _DUE)


_KEEPER = "9000000001"


# --- the proof --------------------------------------------------------------------------------------------------------


async def _town(url: str) -> None:
    house = house_of(url)
    async with house.db.write() as session:
        for number in range(BRANCHES):
            here = await factories.make_branch(session, f"第{number}支部")
            members = [await factories.make_member(session, here, f"党员{number}-{one}") for one in range(MEMBERS)]
            session.add_all([factories.dues_profile(one) for one in members])
            if number == 0:
                account = await factories.make_account(session, address=_KEEPER)
                await factories.bind(session, members[0], account)
                await factories.grant_role(session, members[0], here, BranchRole.ORGANISATION_MEMBER)
    house.clock.moment = NOW  # type: ignore[attr-defined]  # it stands still
    await opening.open_all(house)
    await house.db.close()


async def _killed_until_done(url: str, what: str, step: int, check: Callable[[], Any]) -> tuple[int, list[str]]:
    wrong: list[str] = []
    for kills, at in enumerate(range(1, 10_000, step)):
        process = nursery.process(_doomed, url, what, at)
        process.start()
        await asyncio.to_thread(process.join)
        if process.exitcode == 0:
            return kills, wrong
        if process.exitcode != -signal.SIGKILL:
            raise RuntimeError(f"the process ended by itself: {process.exitcode}")
        wrong += await check()
    raise RuntimeError("it never came to its end")


async def prove(url: str, *, step: int = 1) -> list[Proved]:
    """Both, one after the other, on a migrated database.

    Args:
        url: Its address.
        step: Which statements: every ``step``-th.
    """
    await _town(url)
    house = house_of(url)

    async def lines() -> list[str]:
        return await _lines(house, whole=False)

    async def payments() -> list[str]:
        return await _payments(house)

    try:
        kills, wrong = await _killed_until_done(url, "opening", step, lines)
        opened = Proved("opening", kills, tuple(wrong + await _lines(house, whole=True)))
        kills, wrong = await _killed_until_done(url, "recording", step, payments)
        recorded = Proved("recording", kills, tuple(wrong + await _payments(house, whole=True)))
    finally:
        await house.db.close()
    return [opened, recorded]


async def _lines(house: House, *, whole: bool) -> list[str]:
    """No line twice, and at the end each once."""
    async with house.db.read() as session:
        rows = await session.execute(
            select(
                DuesAssessment.member_id, DuesAssessment.month, func.count(), func.sum(DuesAssessment.amount)
            ).group_by(DuesAssessment.member_id, DuesAssessment.month)
        )
        found = {(member, month): (many, amount) for member, month, many, amount in rows}
        months = await session.scalar(select(func.count()).select_from(DuesMonth))
    wrong = [f"line {key}: {value}" for key, value in found.items() if value != (1, _DUE)]
    if whole and (len(found) != 2 * BRANCHES * MEMBERS or months != 2 * BRANCHES):
        wrong.append(f"{len(found)} lines, {months} months")
    return wrong


async def _payments(house: House, *, whole: bool = False) -> list[str]:
    """All or none of the branch; each once, numbered without a gap, with its receipt on the way."""
    async with house.db.read() as session:
        receipts = list(await session.scalars(select(DuesPayment.receipt).order_by(DuesPayment.receipt)))
        parts = await session.scalar(select(func.sum(DuesPart.amount))) or Decimal(0)
        told = await session.scalar(select(func.count()).where(OutboxMessage.kind == paying.RECEIPT))
    numbers = list(range(1, len(receipts) + 1))
    good = receipts == numbers and told == len(receipts) and parts == len(receipts) * 2 * _DUE
    if good and len(receipts) in ((MEMBERS,) if whole else (0, MEMBERS)):
        return []
    return [f"receipts {receipts}, parts {parts}, told {told}"]


async def _run(kind: str) -> list[Proved]:
    with tempfile.TemporaryDirectory() as name, fresh_database(kind, Path(name)) as url:
        database = Database(url)
        await migrate.upgrade(database)
        await database.close()
        return await prove(url)


def main() -> int:
    """The command. Exit status 1 when the promise did not hold."""
    parser = argparse.ArgumentParser(description="Kill a process at every statement while it opens or records dues.")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    found = asyncio.run(_run(parser.parse_args().database))
    for one in found:
        print(f"{one.what}: {one.kills} kills, wrong: {list(one.wrong)}")  # noqa: T201 - a command
    return 1 if any(one.wrong for one in found) else 0


if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
