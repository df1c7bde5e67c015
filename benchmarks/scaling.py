"""What `docs/scaling.md` stands on: costs measured on PostgreSQL, and a simulation of processes that share one budget.

Measured: bytes a row, planning time a member, updates through the inbox, renewals of leases and shares. Simulated,
second by second with the product's own division (``services.budget``): a queue for everybody, processes that die and
freeze now and then, shares that return after their lease. No server is asked and nothing waits in real time.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from benchmarks.support import report
from db.models import metadata
from db.session import Database
from db.vault import Vault
from services import budget, dues, inbox, leases, rules
from services.budget import WINDOW, Kept, divide, next_share
from services.clock import FixedClock
from services.house import House
from services.inbox import Arrived
from services.names import MembershipStage
from tests import factories
from tests.fixtures.houses import NOW, TEST_KEY
from tests.proofs.clusters import postgres_of_its_own

#: A share holds so long in the product, and is renewed so often (``bot.sharing``).
LEASE, EVERY = 5.0, 1.0
FREE, PAID = 30, 1_000
_LEASE = dt.timedelta(seconds=10)


# --- measured -----------------------------------------------------------------------------------------------------


async def measure_costs(url: str, members: int, updates: int) -> dict[str, float]:
    """Costs on a fresh database.

    Args:
        url: PostgreSQL, migrated.
        members: How many are planned for, in branches of fifty.
        updates: How many go through the inbox, a hundred at a time.
    """
    house = House(db=Database(url), vault=Vault([TEST_KEY]), rules=rules.load(), clock=FixedClock(NOW))
    try:
        await _populate(house, members)
        begun = time.perf_counter()
        planned = await dues.reconcile_all(house)
        planning = time.perf_counter() - begun
        begun = time.perf_counter()
        await dues.reconcile_all(house)
        again = time.perf_counter() - begun
        inbox_seconds = await _inbox(house, updates)
        renewals = await _renewals(house, 300)
        sizes = await _sizes(house)
    finally:
        await house.db.close()
    return {
        "planning_ms_a_member": planning / members * 1e3,
        "planning_again_ms_a_member": again / members * 1e3,
        "rows_planned_a_member": planned.added / members,
        "inbox_updates_a_second": updates / inbox_seconds,
        "renewals_a_second": renewals,
        "bytes_an_outbox_row": sizes["outbox_messages"],
        "bytes_a_member": sizes["members"] + sizes["memberships"],
        "bytes_a_done_update": sizes["inbox_updates"],
    }


async def _populate(house: House, members: int) -> None:
    for number in range(0, members, 50):
        async with house.db.write() as session:
            branch = await factories.make_branch(session, f"第{number}党支部")
            for _ in range(min(50, members - number)):
                await factories.make_member(session, branch, stage=MembershipStage.FULL)


async def _inbox(house: House, updates: int) -> float:
    """Seconds for so many updates of a thousand people: durable, claimed in order, done."""
    payload = '{"update_id": 1, "message": {"text": "' + "x" * 600 + '"}}'
    begun = time.perf_counter()
    for start in range(0, updates, 100):
        await inbox.receive(
            house, 1, [Arrived(number, number % 1_000, payload) for number in range(start, start + 100)]
        )
    done: list[int] = []
    while True:
        claimed = await inbox.turn(house, 1, "a", done=done, want=64, lease=_LEASE)
        if not claimed:
            return time.perf_counter() - begun
        done = [one.update_id for one in claimed]


async def _renewals(house: House, many: int) -> float:
    """Renewals of a lease and a share a second, one after the other."""
    begun = time.perf_counter()
    for _ in range(many):
        await leases.take(house, "poller:1", "a", _LEASE)
        await budget.renew(house, "send:1", "a", FREE, kept=Kept(FREE, 9), hungry=True, length=_LEASE)
    return 2 * many / (time.perf_counter() - begun)


async def _sizes(house: House) -> dict[str, float]:
    """Bytes a row with its indexes, by table."""
    found: dict[str, float] = {}
    async with house.db.read() as session:
        for name in metadata.tables:
            query = text(
                f"SELECT pg_total_relation_size('{name}')::float / NULLIF(count(*), 0) FROM {name}"  # noqa: S608 - our tables' names
            )
            found[name] = float(await session.scalar(query) or 0.0)
    return found


# --- simulated ----------------------------------------------------------------------------------------------------


@dataclass
class Sender:
    """A process of the simulation.

    Attributes:
        rate: What it keeps to; since when.
        counted: What its row counts, until when.
        down_until: Dead or frozen until then.
    """

    name: str
    rate: int = 0
    since: float = -1e9
    counted: int = 0
    until: float = -1e9
    down_until: float = -1e9


@dataclass(frozen=True)
class Outcome:
    """What a simulation showed.

    Attributes:
        seconds: Until the queue was empty.
        fullest: Most messages that could have gone in any second.
        deaths: How often a process was down.
    """

    seconds: float
    fullest: int
    deaths: int


def simulate(queue: int, per_second: int, processes: int, *, mean_life: float, seed: int = 1) -> Outcome:
    """Empty a queue with processes that share a budget.

    Args:
        queue: Messages.
        per_second: The token's budget.
        processes: How many send.
        mean_life: Seconds a process lives on average before it is down for 5 to 60 seconds.
        seed: Of what happens.
    """
    rng = random.Random(seed)
    senders = [Sender(f"p{number}") for number in range(processes)]
    now, left, fullest, deaths = 0.0, float(queue), 0, 0
    before: dict[str, int] = {}
    while left > 0:
        for one in senders:
            if one.down_until > now:
                continue
            if rng.random() < EVERY / mean_life:
                one.down_until, deaths = now + rng.uniform(5, 60), deaths + 1
                continue
            _renew(one, senders, per_second, now)
        rates = {one.name: one.rate if one.down_until <= now < one.until - WINDOW else 0 for one in senders}
        # A second that lies across a renewal may hold, of each process, the larger of its two rates.
        fullest = max(fullest, sum(max(rate, before.get(name, 0)) for name, rate in rates.items()))
        left -= sum(rates.values()) * EVERY
        before, now = rates, now + EVERY
    return Outcome(now, fullest, deaths)


def _renew(one: Sender, senders: list[Sender], per_second: int, now: float) -> None:
    alive = [other for other in senders if other.until > now and other is not one]
    ideal = divide(per_second, {other.name: True for other in [*alive, one]})[one.name]
    counted = one.counted if one.until > now else 0
    kept = Kept(one.rate, now - one.since) if one.until - WINDOW > now else Kept(0, now - (one.until - WINDOW))
    rate, share = next_share(per_second, sum(other.counted for other in alive), ideal, counted, kept)
    if rate != one.rate or one.until - WINDOW <= now:
        one.since = now
    one.rate, one.counted, one.until = rate, share, now + LEASE


def measure(members: int, updates: int, rounds: int) -> dict[str, Any]:
    """Costs and simulations, with their bars."""
    with postgres_of_its_own() as server:
        found = [asyncio.run(measure_costs(server.create(), members, updates)) for _ in range(rounds)]
    costs = {name: report.spread([one[name] for one in found], 3) for name in found[0]}
    everybody = simulate(100_000, FREE, 5, mean_life=600)
    paid = simulate(10_000_000, PAID, 10, mean_life=600)
    storms = [simulate(20_000, FREE, 4, mean_life=20, seed=seed) for seed in range(20)]
    fullest = max(one.fullest for one in storms)
    return {
        "name": "scaling",
        "conditions": report.conditions(
            members=members,
            updates=updates,
            database="PostgreSQL, its defaults (fsync on), on the same machine",
            minutes_for_100_000_at_30=round(everybody.seconds / 60, 1),
            minutes_for_10_000_000_at_1000=round(paid.seconds / 60, 1),
            deaths_meanwhile=[everybody.deaths, paid.deaths],
            **costs,
        ),
        "peers": [],
        "bars": [
            report.bar(
                "100,000 messages at 30/s, 5 processes, a death each 10 minutes: share of the ideal",
                100_000 / FREE / everybody.seconds, 0.95, at_least=True,
            ),
            report.bar(
                "10,000,000 messages at 1,000/s, 10 processes: share of the ideal",
                10_000_000 / PAID / paid.seconds, 0.95, at_least=True,
            ),
            report.bar("most in a second while processes die every 20 s", fullest, FREE, at_least=False),
        ],
    }  # fmt: skip


def main() -> None:
    """Measure and print."""
    arguments = report.parser("scaling", __doc__).parse_args()
    members, updates, rounds = (500, 2_000, 1) if arguments.quick else (2_000, 4_000, 5)
    report.run(arguments, lambda: measure(members, updates, rounds))


if __name__ == "__main__":
    main()
