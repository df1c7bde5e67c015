"""Replicas killed and frozen under load: nothing lost, nothing doubled, the budget held, the order of each person kept.

Bulk messages go out while people write; processes die (SIGKILL) or stand still (SIGSTOP) in turn. The server's own
record is the judge: which message reached whom how often, in which order, how many in any second, who polled when.

    python -m tests.proofs.replicas [--rounds N] [--messages N] [--people N] [--workers N] [--seed N]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from db.inbox import InboxUpdate
from db.leases import Lease
from db.names import OutboxState
from db.outbox import OutboxMessage
from db.session import Database
from db.vault import Vault
from playground import server as playground_server
from playground.actor import Actor
from playground.client import Playground
from services import outbox, rules
from services.clock import SystemClock
from services.house import House
from services.names import MembershipStage
from services.outbox import Message, Payload
from tests import factories
from tests.fixtures.houses import TEST_KEY
from tests.proofs.clusters import postgres_of_its_own
from tests.proofs.processes import TOKEN, Process, settings_of

BOT_ID = int(TOKEN.partition(":")[0])
POLLER = f"poller:{BOT_ID}"
#: The bar: any replica takes over within so many seconds.
TAKE_OVER = 15.0
#: Longer than every claim, so that a thawed process has lost what it worked on.
FREEZE = 13.0
#: How long two pollers may be in each other's way after one was thawed, seconds.
CONFLICT = 5.0
_PATIENCE = 120.0
#: What people write, and a word of the answer nothing else has.
_WORDS = {"/help": "我能做什么", "/menu": "张"}


@dataclass(frozen=True)
class Plan:
    """How large a run is.

    Attributes:
        messages: Bulk messages.
        recipients: Among how many members.
        people: Members who write all the while.
        steps: What happens: ``("kill" | "freeze", "holder" | "other" | "worker")`` one after the other.
        replicas: Processes of ``zhibu run``.
        workers: Processes of ``zhibu worker``; with none the replicas plan and deliver.
        forked: Whether they are forked off a process that has imported everything.
    """

    messages: int = 400
    recipients: int = 200
    people: int = 4
    steps: tuple[tuple[str, str], ...] = (("freeze", "holder"),)
    replicas: int = 2
    workers: int = 0
    seed: int = 1
    forked: bool = False


@dataclass
class Report:
    """What a run showed; ``faults`` is empty when every promise held."""

    sent: int = 0
    lost: int = 0
    doubled: int = 0
    unknown: int = 0
    answers: int = 0
    answers_lost: int = 0
    answers_twice: int = 0
    begun_again: int = 0
    out_of_order: int = 0
    most_in_a_second: int = 0
    flooded: int = 0
    conflicts: int = 0
    thawed: int = 0
    longest_conflict: float = 0.0
    take_overs: list[float] = field(default_factory=list)
    floods: list[tuple[int, list[float]]] = field(default_factory=list)
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)

    def judge(self, *, budget: int) -> None:
        """Compare with the bars."""
        bars = {
            "a message was lost": self.lost,
            "a message that was never unknown was sent twice": self.doubled,
            "an answer was lost": self.answers_lost,
            "answers were out of order": self.out_of_order,
            "the server said 429 for the whole bot": sum(full >= budget for full, _ in self.floods),
            "one chat in a hundred answers heard 429": max(0, self.flooded - max(4, self.sent // 100)),
            "a second held more than the budget": max(0, self.most_in_a_second - budget - 1),
            "the server said 409 more often than once a thawed poller": max(0, self.conflicts - self.thawed),
            "an answer came twice though its work was begun once": max(0, self.answers_twice - self.begun_again),
        }
        self.faults += [f"{what}: {count}" for what, count in bars.items() if count]
        if self.longest_conflict > CONFLICT:
            self.faults.append(f"pollers in each other's way for {self.longest_conflict:.1f} s")
        self.faults += [f"take-over after {seconds:.1f} s" for seconds in self.take_overs if seconds > TAKE_OVER]


class Proof:
    """One run.

    Args:
        plan: How large.
        house: On the database of the processes, with this machine's clock.
        world: The playground's client.
        processes: The replicas, started.
        workers: The workers, started.
    """

    def __init__(
        self, plan: Plan, house: House, world: Playground, processes: Sequence[Process], workers: Sequence[Process]
    ) -> None:
        self.plan = plan
        self.house = house
        self.world = world
        self.processes = list(processes)
        self.workers = list(workers)
        self.report = Report()
        self.rng = random.Random(plan.seed)
        self.writers: list[Actor] = []
        self.written: dict[int, list[str]] = {}
        self._stop = asyncio.Event()
        self._turns = 0

    # --- the load -----------------------------------------------------------------------------------------------

    async def populate(self) -> None:
        """Members with phones: recipients, and those who write."""
        actors = [await self.world.person(f"人{number}") for number in range(self.plan.recipients + self.plan.people)]
        self.writers = actors[self.plan.recipients :]
        # A bot writes to those only who have written to it.
        await asyncio.gather(*(actor.starts() for actor in actors))
        async with self.house.db.write() as session:
            branch = await factories.make_branch(session, "张氏党支部")
            ids = []
            for actor in actors:
                # Nobody who pays dues, so that the planners have nothing to say to him meanwhile.
                member = await factories.make_member(session, branch, actor.name, stage=MembershipStage.DEV_TARGET)
                account = await factories.make_account(session, str(actor.id))
                await factories.bind(session, member, account)
                ids.append(member.id)
        self._members = ids[: self.plan.recipients]

    async def enqueue(self) -> None:
        """All bulk messages, due now."""
        now = self.house.now()
        messages = [
            Message(
                kind="proof",
                dedupe_key=f"proof:{number}",
                subject="proof",
                payload=Payload("menu-title", {"branch": f"[{number}]"}),
                due_at=now,
                member_id=self._members[number % len(self._members)],
                priority=outbox.PRIORITY_ANSWER,  # at any hour of the day
            )
            for number in range(self.plan.messages)
        ]
        async with self.house.db.write() as session:
            await outbox.enqueue(session, messages, now)

    async def write_all_the_while(self) -> None:
        """Everybody who writes does so every few seconds until told to stop."""

        async def one(actor: Actor) -> None:
            said = self.written.setdefault(actor.id, [])
            while not self._stop.is_set():
                word = self.rng.choice(list(_WORDS))
                await actor.sends(word)
                said.append(word)
                with contextlib.suppress(TimeoutError):  # his pause is over
                    await asyncio.wait_for(self._stop.wait(), self.rng.uniform(1.5, 3.0))

        await asyncio.gather(*(one(actor) for actor in self.writers))

    # --- what happens -------------------------------------------------------------------------------------------

    async def run(self) -> Report:
        """Everything, judged."""
        began = time.monotonic()
        self._since = int((await self.world.requests())[-1]["n"])
        await self.enqueue()
        writing = asyncio.create_task(self.write_all_the_while())
        for what, whom in self.plan.steps:
            await self._step(what, whom)
        self._stop.set()
        await writing
        await self._until_ended()
        self.report.seconds = time.monotonic() - began
        await self._judge()
        return self.report

    async def _step(self, what: str, whom: str) -> None:
        await asyncio.sleep(self.rng.uniform(1.0, 2.0))
        holder = await self._holder()
        others = self.workers if whom == "worker" else [one for one in self.processes if one is not holder]
        chosen = holder if whom == "holder" else others[self._turns % len(others)]
        self._turns += whom != "holder"  # one after the other, so that it is everybody's turn
        token = await self._token()
        began = time.monotonic()
        if what == "kill":
            await chosen.kill()
        else:
            chosen.freeze()
        if chosen is holder:
            self.report.take_overs.append(await self._taken_over(token, began))
        if what == "kill":
            await chosen.start()
            await chosen.until_healthy()
            return
        await asyncio.sleep(max(0.0, began + FREEZE - time.monotonic()))
        chosen.thaw()
        self.report.thawed += chosen is holder
        await chosen.until_healthy()

    async def _holder(self) -> Process:
        async with asyncio.timeout(_PATIENCE):
            while True:
                for process in self.processes:
                    found = await process.health()
                    if found is not None and found["polling"]["on_duty"] and found["polling"]["age"] is not None:
                        return process
                await asyncio.sleep(0.1)

    async def _token(self) -> int:
        async with self.house.db.read() as session:
            return int(await session.scalar(select(Lease.token).where(Lease.name == POLLER)) or 0)

    async def _taken_over(self, token: int, began: float) -> float:
        """Seconds until another process polls."""
        seen = None
        async with asyncio.timeout(_PATIENCE):
            while True:
                await asyncio.sleep(0.05)
                last = await self._last_poll()
                if seen is None:
                    seen = last if await self._token() != token else None
                elif last != seen:
                    return time.monotonic() - began

    async def _last_poll(self) -> int:
        found = await self.world.requests("getUpdates")
        return int(found[-1]["n"]) if found else 0

    async def _until_ended(self) -> None:
        open_rows = (
            select(func.count())
            .select_from(OutboxMessage)
            .where(
                OutboxMessage.kind == "proof",
                OutboxMessage.state.in_([OutboxState.QUEUED, OutboxState.SENDING, OutboxState.UNKNOWN]),
            )
        )
        waiting = select(func.count()).select_from(InboxUpdate).where(InboxUpdate.done_at.is_(None))
        expected = sum(len(said) for said in self.written.values())
        async with asyncio.timeout(_PATIENCE):
            while True:
                async with self.house.db.read() as session:
                    rows, updates = await session.scalar(open_rows), await session.scalar(waiting)
                    received = await session.scalar(select(func.count()).select_from(InboxUpdate))
                if not rows and not updates and int(received or 0) >= expected:
                    return
                await asyncio.sleep(0.2)

    # --- the judgement ------------------------------------------------------------------------------------------

    async def _judge(self) -> None:
        sends = [
            one for one in await self.world.requests("sendMessage", since=self._since) if one["chat_id"] is not None
        ]
        accepted = [one for one in sends if one["ok"]]
        self.report.sent = len(accepted)
        self.report.flooded = sum(one["error_code"] == 429 for one in sends)
        clashes = [one["monotonic"] for one in await self.world.requests("getUpdates") if one["error_code"] == 409]
        self.report.conflicts = len(clashes)
        self.report.longest_conflict = longest_stretch(clashes, CONFLICT)
        self.report.most_in_a_second = most_in_a_second([one["monotonic"] for one in accepted])
        self.report.floods = [_circumstances(one, accepted) for one in sends if one["error_code"] == 429]
        await self._judge_bulk(accepted)
        await self._judge_answers(accepted)
        self.report.judge(budget=30)

    async def _judge_bulk(self, accepted: list[dict[str, Any]]) -> None:
        copies: dict[str, int] = {}
        for one in accepted:
            text = str(one["params"].get("text", ""))
            if "[" in text:
                number = text.partition("[")[2].partition("]")[0]
                copies[number] = copies.get(number, 0) + 1
        async with self.house.db.read() as session:
            rows = await session.execute(
                select(OutboxMessage.dedupe_key, OutboxMessage.state, OutboxMessage.unknowns).where(
                    OutboxMessage.kind == "proof"
                )
            )
            for row in rows:
                number = row.dedupe_key.partition(":")[2]
                got = copies.get(number, 0)
                self.report.unknown += row.unknowns > 0
                self.report.lost += got == 0 or row.state is not OutboxState.SENT
                self.report.doubled += got > 1 and row.unknowns == 0

    async def _judge_answers(self, accepted: list[dict[str, Any]]) -> None:
        async with self.house.db.read() as session:
            self.report.begun_again = int(
                await session.scalar(select(func.coalesce(func.sum(InboxUpdate.attempts - 1), 0))) or 0
            )
        for actor in self.writers:
            said = self.written.get(actor.id, [])
            heard = [_word(one) for one in accepted if one["chat_id"] == actor.id]
            self._compare(said, [word for word in heard if word])

    def _compare(self, said: list[str], heard: list[str]) -> None:
        """The answers must be those to what was said, in its order; an answer may come again only at its place."""
        self.report.answers += len(heard)
        if heard == said:
            return
        extra = len(heard) - len(said)
        if extra < 0:
            self.report.answers_lost += -extra
        elif _stretched(said, heard):
            self.report.answers_twice += extra
        else:
            self.report.out_of_order += 1


def _circumstances(refused: dict[str, Any], accepted: Sequence[dict[str, Any]]) -> tuple[int, list[float]]:
    """Before a 429: how many messages the second before held, and how long ago its chat got its last four."""
    at = refused["monotonic"]
    overall = sum(at - 1 < one["monotonic"] <= at for one in accepted)
    same = [at - one["monotonic"] for one in accepted if one["chat_id"] == refused["chat_id"] and one["monotonic"] < at]
    return overall, [round(gap, 2) for gap in sorted(same)[:4]]


def _word(request: dict[str, Any]) -> str | None:
    text = str(request["params"].get("text", ""))
    return next((word for word, sign in _WORDS.items() if sign in text), None)


def _stretched(said: list[str], heard: list[str]) -> bool:
    """Whether ``heard`` is ``said`` with some of its words repeated in their place."""
    reachable = {0}
    for word in heard:
        step = {at + 1 for at in reachable if at < len(said) and said[at] == word}
        step |= {at for at in reachable if at > 0 and said[at - 1] == word}
        reachable = step
    return len(said) in reachable


def most_in_a_second(moments: Sequence[float]) -> int:
    """The most messages in any sliding second."""
    ordered = sorted(moments)
    most = first = 0
    for last, moment in enumerate(ordered):
        while moment - ordered[first] >= 1.0:
            first += 1
        most = max(most, last - first + 1)
    return most


def longest_stretch(moments: Sequence[float], apart: float) -> float:
    """Seconds from the first to the last of those that follow each other more closely than ``apart``, at most."""
    longest = 0.0
    begin = before = -float("inf")
    for moment in sorted(moments):
        begin = moment if moment - before > apart else begin
        longest, before = max(longest, moment - begin), moment
    return longest


async def prove(plan: Plan, database: str, folder: Path) -> Report:
    """Run the whole thing on a migrated database."""
    house = House(db=Database(database), vault=Vault([TEST_KEY]), rules=rules.load(), clock=SystemClock())
    processes: list[Process] = []
    try:
        async with playground_server.running() as server, Playground.connect(server.url) as world:
            await world.bot(TOKEN, username="zhibu_test_bot", first_name="支部")
            await world.budgets(enforced=True)
            environment = settings_of(server.url, database)
            if plan.workers:
                environment["BACKGROUND"] = "worker"
            replicas = [
                Process(f"replica-{n}", ["run"], folder, environment, forked=plan.forked) for n in range(plan.replicas)
            ]
            workers = [
                Process(f"worker-{n}", ["worker"], folder, environment, forked=plan.forked) for n in range(plan.workers)
            ]
            processes += replicas + workers
            proof = Proof(plan, house, world, replicas, workers)
            await proof.populate()
            for process in processes:
                await process.start()
            for process in processes:
                await process.until_healthy()
            await _settled(house)
            try:
                return await proof.run()
            finally:
                for process in processes:
                    await process.stop()
    finally:
        await house.db.close()


async def _settled(house: House) -> None:
    """Wait until what the people's first messages set off is over, so that it does not mix with what is counted."""
    async with asyncio.timeout(_PATIENCE):
        while True:
            async with house.db.read() as session:
                total = await session.scalar(select(func.count()).select_from(InboxUpdate))
                waiting = await session.scalar(
                    select(func.count()).select_from(InboxUpdate).where(InboxUpdate.done_at.is_(None))
                )
            if total and not waiting:
                return
            await asyncio.sleep(0.2)


def main() -> int:
    """Prove at full size; 0 when every promise held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--messages", type=int, default=4_000)
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    steps = [("kill", "holder"), ("freeze", "holder"), ("kill", "other"), ("freeze", "other")]
    if chosen.workers:
        steps = [("kill", "worker"), ("kill", "holder"), ("freeze", "worker"), ("freeze", "holder")]
    plan = Plan(
        messages=chosen.messages,
        people=chosen.people,
        steps=tuple(steps * chosen.rounds),
        workers=chosen.workers,
        seed=chosen.seed,
    )
    with postgres_of_its_own() as server, tempfile.TemporaryDirectory() as folder:
        report = asyncio.run(prove(plan, server.create(), Path(folder)))
    print(json.dumps(vars(report), ensure_ascii=False), file=sys.stdout)  # noqa: T201 - its result
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
