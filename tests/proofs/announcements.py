"""Kill the process at every message of an announcement to 60 people: one copy each, or one its sender is asked about.

::

    k = 1 … 60 ── an announcement to 60, released ── the real process ── kill -9 when k copies were taken
        ── started again, it finishes ── each person: one copy; or unknown, once, and the secretary is asked

``python -m tests.proofs.announcements --database sqlite`` prints a table for ``docs/reliability.md``.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import insert, select

from db import migrate
from db.accounts import Account, Binding
from db.announcements import Announcement, Receipt
from db.names import BranchRole
from db.outbox import OutboxMessage
from db.session import Database
from db.vault import Vault
from services import access, rules
from services.access import Actor
from services.announcements import drafts, looking, releasing
from services.announcements.content import words
from services.announcements.looking import ASK
from services.announcements.messages import subject_of
from services.clock import SystemClock
from services.house import House
from services.names import CopyState
from tests import factories
from tests.fixtures.houses import TEST_KEY
from tests.proofs import kill
from tests.proofs.clusters import fresh_database
from tests.proofs.kill import Stage

PEOPLE = 60
_PATIENCE = 60.0
_PER_SECOND = 120.0
_ON_ITS_WAY = (CopyState.WAITING,)


@dataclass(frozen=True)
class Killed:
    """What one kill showed.

    Attributes:
        at: After how many copies.
        lost: People without a copy that nobody was asked about.
        doubled: People with two copies.
        unknown: Copies nobody knows the fate of.
        asked: The secretary was asked about them.
    """

    at: int
    lost: int
    doubled: int
    unknown: int
    asked: bool

    @property
    def holds(self) -> bool:
        """Whether the promise held."""
        return not self.lost and not self.doubled and self.asked == bool(self.unknown)


async def _branch(stage: Stage, house: House) -> tuple[Actor, int, dict[int, int]]:
    """A branch of everybody on the stage; the first is its secretary. Gives member → chat as well."""
    async with house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        members = [await factories.make_member(session, branch, f"党员{number}") for number in range(PEOPLE)]
        await factories.grant_role(session, members[0], branch, BranchRole.SECRETARY)
        now = house.now()
        accounts = sorted(stage.addresses)
        rows = [
            {"member_id": member.id, "account_id": account, "method": "proof", "bound_at": now}
            for member, account in zip(members, accounts, strict=True)
        ]
        await session.execute(insert(Binding), rows)
        chats = {member.id: stage.addresses[account] for member, account in zip(members, accounts, strict=True)}
        address = (await session.get_one(Account, accounts[0])).address
        branch_id = branch.id
    async with house.db.read() as session:
        return await access.identify(session, "telegram", address, house.today()), branch_id, chats


async def _released(house: House, actor: Actor, branch_id: int, text: str) -> int:
    one = await drafts.start(house, actor, branch_id)
    await drafts.add_text(house, actor, one.id, words(text))
    async with house.db.write() as session:
        # The preview would be one message more to whoever sends it.
        row = await session.get_one(Announcement, one.id)
        row.token, row.token_until = "proof", house.now().replace(year=house.now().year + 1)
    await releasing.release(house, actor, one.id, "proof")
    return one.id


async def _waiting(house: House, announcement_id: int) -> int:
    async with house.db.read() as session:
        rows = await session.scalars(
            select(Receipt.member_id).where(Receipt.announcement_id == announcement_id, Receipt.copy.in_(_ON_ITS_WAY))
        )
        return len(rows.all())


def _taken(stage: Stage, text: str, since: int) -> Counter[int]:
    """Copies each chat got, by the server's own record."""
    found = stage.server.world.recorder.find(since=since, method="sendMessage")
    return Counter(
        int(str(one.chat_id)) for one in found if one.accepted is not None and text in str(one.params.get("text"))
    )


async def one_kill(stage: Stage, house: House, actor: Actor, branch_id: int, chats: dict[int, int], at: int) -> Killed:
    """Release, kill after ``at`` copies, let it finish, judge."""
    text = f"第 {at} 次：请于周五前交学习笔记 #{at}#"
    since = stage.server.world.recorder.count
    announcement_id = await _released(house, actor, branch_id, text)
    process = await stage.start()
    deadline = time.monotonic() + _PATIENCE
    try:
        while sum(_taken(stage, text, since).values()) < at:
            if process.returncode is not None or time.monotonic() > deadline:
                raise RuntimeError(f"no copy {at} (exit {process.returncode})")
            await asyncio.sleep(0.001)
        process.send_signal(signal.SIGKILL)
        await process.wait()
        process = await stage.start()
        while await _waiting(house, announcement_id) or not await _settled(house, announcement_id):
            if process.returncode is not None or time.monotonic() > deadline:
                raise RuntimeError(f"it did not finish (exit {process.returncode})")
            await asyncio.sleep(0.05)
            await looking.look_after(house)  # the process does so too, a few seconds later
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), 30)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return await _judged(stage, house, announcement_id, text, since, chats, at)


async def _settled(house: House, announcement_id: int) -> bool:
    """Whether its sender was told, or asked, all there is."""
    async with house.db.read() as session:
        row = await session.get_one(Announcement, announcement_id)
        return row.finished_at is not None


async def _judged(
    stage: Stage, house: House, announcement_id: int, text: str, since: int, chats: dict[int, int], at: int
) -> Killed:
    taken = _taken(stage, text, since)
    async with house.db.read() as session:
        receipts = list(await session.scalars(select(Receipt).where(Receipt.announcement_id == announcement_id)))
        asked = await session.scalar(
            select(OutboxMessage.id).where(
                OutboxMessage.kind == ASK, OutboxMessage.subject == f"{subject_of(announcement_id)}:unknown"
            )
        )
    known = [one for one in receipts if one.copy is not CopyState.UNKNOWN]
    return Killed(
        at,
        lost=sum(taken[chats[one.member_id]] == 0 for one in known),
        doubled=sum(many > 1 for many in taken.values()),
        unknown=len(receipts) - len(known),
        asked=asked is not None,
    )


async def prove(url: str, folder: Path, moments: Sequence[int], *, forked: bool) -> AsyncIterator[Killed]:
    """A kill at each of some moments; each is yielded when it is over."""
    async with kill.staged(url, folder, messages=PEOPLE, per_second=_PER_SECOND, forked=forked) as stage:
        house = House(stage.database, Vault([TEST_KEY]), rules.load(), SystemClock())
        actor, branch_id, chats = await _branch(stage, house)
        for at in moments:
            yield await one_kill(stage, house, actor, branch_id, chats, at)


async def _run(database: str) -> list[Killed]:
    with tempfile.TemporaryDirectory() as name, fresh_database(database, Path(name)) as url:
        fresh = Database(url)
        await migrate.upgrade(fresh)
        await fresh.close()
        found = []
        async for one in prove(url, Path(name), range(1, PEOPLE + 1), forked=False):
            found.append(one)
            sys.stderr.write(f"{one}\n")
        return found


def main() -> None:
    """All sixty, and a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    arguments = parser.parse_args()
    found = asyncio.run(_run(arguments.database))
    cells = {
        "database": arguments.database,
        "kills": len(found),
        "people": len(found) * PEOPLE,
        "lost": sum(one.lost for one in found),
        "doubled": sum(one.doubled for one in found),
        "unknown, and asked about": sum(one.unknown for one in found),
        "kills that held": sum(one.holds for one in found),
    }
    lines = (cells.keys(), ["---"] * len(cells), map(str, cells.values()))
    sys.stdout.write("\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n")
    if not all(one.holds for one in found):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
