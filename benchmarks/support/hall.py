"""A house full of members with phones, and reminders for them: what the benchmarks of sending have in common."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import func, insert, select

from bot.settings import Settings
from db import migrate
from db.accounts import Account, Binding
from db.base import PartialDate
from db.members import Member, Membership
from db.names import MembershipStage, MemberStatus, OrgLevel, OutboxState, Reach, Sex
from db.organisations import Organisation
from db.outbox import OutboxMessage
from db.session import Database
from db.vault import Vault
from services import dues, outbox, rules
from services.access import CONSENT_VERSION
from services.clock import Clock, FixedClock
from services.house import House
from services.org_settings import OrgSettings
from services.workdays import Workdays

#: Monday 2026-11-16, 10:00 in Shanghai: nobody is asleep.
NOW = dt.datetime(2026, 11, 16, 2, 0, tzinfo=dt.UTC)
KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
_MONTH = (2026, 11)
#: What everybody sends: the product and its peers.
REMINDER = outbox.Payload(
    "dues-remind-today",
    {"due": {"date": "2026-11-20"}},
    buttons=((outbox.Button("dues-button-pause", data="me.pause"),),),
)
_CHUNK = 2_000


class RunningClock:
    """A clock that starts at a moment and runs.

    Args:
        start: What it shows first.
    """

    def __init__(self, start: dt.datetime = NOW) -> None:
        self._start = start
        self._began = time.monotonic()

    def now(self) -> dt.datetime:
        """The moment, UTC."""
        return self._start + dt.timedelta(seconds=time.monotonic() - self._began)


@asynccontextmanager
async def house(url: str | Path, *, clock: Clock | None = None) -> AsyncIterator[House]:
    """A migrated house on a database.

    Args:
        url: A database address, or a SQLite file.
        clock: By default one that stands still.
    """
    database = Database(f"sqlite:///{url}" if isinstance(url, Path) else url)
    try:
        await migrate.upgrade(database)
        yield House(db=database, vault=Vault([KEY]), rules=rules.load(), clock=clock or FixedClock(NOW))
    finally:
        await database.close()


def settings(api: str, token: str, **changes: Any) -> Settings:
    """Settings of a bot in a benchmark; nothing of the machine's own."""
    values: dict[str, Any] = {
        "bot_token": SecretStr(token),
        "api_base_url": api,
        "encryption_keys": [SecretStr(KEY)],
        "health_port": 0,
        "log_level": "ERROR",
    }
    return Settings(_env_file=None, **(values | changes))


async def fill(made: House, addresses: Sequence[int], *, a_branch: int = 50) -> None:
    """Members with a bound, consenting account at every address, ``a_branch`` of them in each branch."""
    async with made.db.write() as session:
        root = await _organisation(session, "市人民医院党委", OrgLevel.PARTY_COMMITTEE, None)
        branches = [
            await _organisation(session, f"第{number + 1}党支部", OrgLevel.BRANCH, root)
            for number in range(-(-len(addresses) // a_branch))
        ]
    for start in range(0, len(addresses), _CHUNK):
        part = addresses[start : start + _CHUNK]
        async with made.db.write() as session:
            members = await _members(session, root.id, part)
            accounts = list(
                await session.scalars(
                    insert(Account).returning(Account.id, sort_by_parameter_order=True),
                    [_account(address) for address in part],
                )
            )
            await session.execute(
                insert(Membership),
                [
                    {
                        "member_id": member,
                        "branch_id": branches[(start + place) // a_branch].id,
                        "starts_on": dt.date(2020, 1, 1),
                    }
                    for place, member in enumerate(members)
                ],
            )
            await session.execute(
                insert(Binding),
                [
                    {"member_id": member, "account_id": account, "method": "CONTACT", "bound_at": NOW}
                    for member, account in zip(members, accounts, strict=True)
                ],
            )


async def _organisation(session: Any, name: str, level: OrgLevel, parent: Organisation | None) -> Organisation:
    made = Organisation(name=name, level=level, parent_id=parent.id if parent else None, path="", created_at=NOW)
    session.add(made)
    await session.flush()
    made.path = f"{parent.path if parent else '/'}{made.id}/"
    await session.flush()
    return made


async def _members(session: Any, root: int, addresses: Sequence[int]) -> list[int]:
    rows = [
        {
            "key": f"m{address:015d}",
            "code": f"M-{address:x}",
            "root_id": root,
            "name": f"党员{address}",
            "sex": Sex.FEMALE,
            "birth": PartialDate(1985, 6),
            "stage": MembershipStage.FULL,
            "status": MemberStatus.ACTIVE,
            "admitted_on": PartialDate(2010, 7, 1),
            "full_on": PartialDate(2011, 7, 1),
            "retired": False,
            "mobile": False,
            "created_at": NOW,
        }
        for address in addresses
    ]
    return list(await session.scalars(insert(Member).returning(Member.id, sort_by_parameter_order=True), rows))


def _account(address: int) -> dict[str, Any]:
    return {
        "key": f"a{address:015d}",
        "messenger": "telegram",
        "address": str(address),
        "language": "zh-CN",
        "reach": Reach.REACHABLE,
        "is_administrator": False,
        "consent_version": CONSENT_VERSION,
        "consented_at": NOW,
        "created_at": NOW,
    }


async def queue(made: House, tag: str, many: int, *, due_at: dt.datetime = NOW) -> float:
    """Queue a real reminder of dues for each of the first ``many`` members, due now.

    Args:
        made: The house.
        tag: Makes the keys of this round different from those of other rounds.
        many: How many.
        due_at: When.

    Returns:
        Seconds that queueing them took, commit included.
    """
    shown = OrgSettings()
    async with made.db.read() as session:
        rows = list(
            await session.execute(
                select(Member.id, Member.key, Membership.branch_id)
                .join(Membership, Membership.member_id == Member.id)
                .order_by(Member.id)
                .limit(many)
            )
        )
    by_branch: dict[int, list[tuple[int, str]]] = {}
    for row in rows:
        by_branch.setdefault(row.branch_id, []).append((row.id, row.key))
    messages: list[outbox.Message] = []
    for branch, members in by_branch.items():
        plan = dues.plan(dues.BranchFacts(branch, shown, members), *_MONTH, made.rules, Workdays(), NOW)
        day = max(message.due_at for message in plan.wanted)
        messages += [
            dataclasses.replace(
                one, dedupe_key=f"{one.dedupe_key}:{tag}", payload=REMINDER, due_at=due_at, expires_at=None
            )
            for one in plan.wanted
            if one.due_at == day
        ]
    random.Random(tag).shuffle(messages)
    begun = time.perf_counter()
    async with made.db.write() as session:
        await outbox.enqueue(session, messages, made.now())
    return time.perf_counter() - begun


async def states(made: House, tag: str = "") -> dict[str, int]:
    """How many rows whose keys end in ``tag`` are in which state."""
    query = select(OutboxMessage.state, func.count()).group_by(OutboxMessage.state)
    if tag:
        query = query.where(OutboxMessage.dedupe_key.endswith(f":{tag}"))
    async with made.db.read() as session:
        return {state.value: many for state, many in await session.execute(query)}


async def all_sent(made: House, tag: str, many: int) -> None:
    """Make sure that a round did its work.

    Raises:
        AssertionError: It did not.
    """
    found = await states(made, tag)
    assert found == {OutboxState.SENT.value: many}, found
