"""The scene of a fault and its judge (``tests.proofs.faults``): the assembled bot on the playground, people who press.

::

    messages are due ── the fault strikes ── people press ── it lasts until it was met (and told) ── it is over
        ── everything ends by itself ── each message once, or unknown; each press done; the administrator told once

An hour is an hour of the house's clock, which the judge lets go on while the fault lasts.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import time_machine
from sqlalchemy import func, insert, select, update

from bot.app import Running, running
from db.accounts import Account
from db.audit import AuditEntry
from db.names import MembershipStage, OutboxState, Reach
from db.outbox import OutboxMessage
from db.session import Database
from db.trouble import TROUBLES
from db.vault import Vault
from playground import server as playground_server
from playground.actor import Actor
from playground.client import NotSeen, Playground
from playground.kinds import Json
from playground.people import Person
from playground.server import Server
from services import kinds, outbox, rules, troubles
from services.access import CONSENT_VERSION
from services.clock import ShiftedClock
from services.house import House
from services.keys import new_key
from services.kinds import Policy
from services.outbox import Message, Payload
from tests import factories
from tests.fixtures.engines import borrow
from tests.fixtures.houses import TEST_KEY
from tests.fixtures.stages import TOKEN, stage_settings
from tests.proofs.clusters import Cluster

PEOPLE, PRESSERS = 12, 2
#: Seconds a fault may take to be met, and to be got over.
PATIENCE = 75.0
#: Seconds a fault must last here before it is told.
TOLD_AFTER = 0.4
_DAY = dt.timedelta(hours=25)
#: When what is sent during a fault is due, by the house's clock, which is set to it when the fault has begun.
_MEANWHILE = dt.timedelta(minutes=1)
_NO_QUIET = dt.time(0)
_RESENDS = Policy().resends
_OPEN = (OutboxState.QUEUED, OutboxState.SENDING)
_LANGUAGES = ("en", "zh-CN")
#: A person's own page, in either language.
_PAGE = re.compile("我的|My page")
#: A kind that people may turn off.
_SWITCHED = "study_card"

#: What the people of a scene are sent; no kind of the product, so it is known only while one lasts.
_KIND = {"hardship": Policy(keeps_quiet=False)}


@dataclass(frozen=True)
class Fault:
    """One line of the matrix.

    Attributes:
        name: As ``docs/reliability.md`` names it.
        strikes: Makes it happen for as long as the block lasts.
        told: How often the administrator is told.
        hours: Hours of the house's clock for which it lasts.
        each: Messages for each person.
        poisoned: Messages that can never be sent.
        databases: On which it can happen.
    """

    name: str
    strikes: Callable[[Scene], AbstractAsyncContextManager[None]]
    told: int = 0
    hours: int = 0
    each: int = 1
    poisoned: int = 0
    databases: tuple[str, ...] = ("sqlite", "postgresql")


@dataclass
class Shown:
    """What one fault showed.

    Attributes:
        lost: Messages that reached nobody and are not unknown.
        doubled: Messages that were never unknown and arrived twice, or oftener than their unknowns explain.
        unknown: Messages that were unknown at least once.
        unanswered: Presses without their effect.
        told: How often an administrator was told, and how often he should have been.
        in_time: Whether he was told, or was going to be, while the fault lasted.
    """

    fault: str
    messages: int
    lost: int
    doubled: int
    unknown: int
    presses: int
    unanswered: int
    told: tuple[int, int]
    in_time: bool
    seconds: float

    @property
    def holds(self) -> bool:
        """Whether everything held."""
        whole = not (self.lost or self.doubled or self.unanswered)
        return whole and self.in_time and self.told[0] == self.told[1]


class Scene:
    """The bot at work among people.

    Args:
        machine: Sets the machine's clock.
        server: The playground.
        world: Its client.
        house: The judge's own house on it; its clock is the bot's too.
        cluster: The PostgreSQL of this scene alone, which may be stopped.

    Attributes:
        process: The bot, from when it runs.
    """

    process: Running

    def __init__(
        self,
        machine: time_machine.Traveller,
        server: Server,
        world: Playground,
        house: House,
        cluster: Cluster | None = None,
    ) -> None:
        self.machine = machine
        self.server = server
        self.world = world
        self.house = house
        self.cluster = cluster
        self.database = "sqlite" if house.db.is_sqlite else "postgresql"
        self.pressers: list[Actor] = []
        self.boss: Actor | None = None
        self._chats: dict[int, int] = {}
        self._round = self._since = self._before = 0
        self._pressed_on = self._switched_before = 0

    @property
    def clock(self) -> ShiftedClock:
        """The clock of the bot and of the judge."""
        assert isinstance(self.house.clock, ShiftedClock)
        return self.house.clock

    def goes_on(self, by: dt.timedelta) -> None:
        """Let time pass."""
        self.clock.offset += by
        self.process.engine.delivery.wake()

    async def invite(self) -> None:
        """People who are written to, people who press, and an administrator, none of whom has quiet hours.

        The bot does not run yet: who may be told of a trouble is asked when it begins, and seldom after that.
        """
        bot, now, rows = self.server.world.bot(TOKEN), self.house.now(), []
        for number in range(PEOPLE):
            person = self.server.world.add_person(
                Person(id=self.server.world.new_person_id(), first_name=f"人{number}")
            )
            self.server.world.conversation(bot, person).started = True
            rows.append(_account(str(person.id), now))
        self.pressers = [await self.world.person(f"党员{number}") for number in range(PRESSERS)]
        self.boss = await self.world.person("管理员")
        async with self.house.db.write() as session:
            await session.execute(insert(Account), rows)
            found = await session.execute(select(Account.id, Account.address))
            self._chats = {row.id: int(row.address) for row in found}
            branch = await factories.make_branch(session, "内科党支部")
            for actor in self.pressers:
                # Nobody who pays dues: the planners have nothing to say to him.
                member = await factories.make_member(session, branch, actor.name, stage=MembershipStage.DEV_TARGET)
                await factories.bind(session, member, await factories.make_account(session, str(actor.id)))
            await factories.make_account(session, str(self.boss.id))
            await session.execute(
                update(Account)
                .where(Account.address == str(self.boss.id))
                .values(is_administrator=True, consented_at=now, quiet_start=_NO_QUIET, quiet_end=_NO_QUIET)
            )

    async def settle_in(self) -> None:
        """Those who speak to the bot begin."""
        assert self.boss is not None
        await self.boss.starts()
        for actor in self.pressers:
            await actor.starts()
            await actor.sends("/me")
            await actor.sees("我的")
        await self.world.quiet(timeout=30)

    # --- load -------------------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def pressing(self) -> AsyncIterator[None]:
        """Everybody who presses goes on pressing until the block ends, each time he sees what came of it."""
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            for actor in self.pressers:
                screen = await self._page(actor)
                await actor.presses(data="me.kinds", message=screen)
                tasks.create_task(self._press_on(actor, screen, stop))
            try:
                yield
            finally:
                stop.set()

    async def _page(self, actor: Actor) -> Json:
        """His own page, in a message of its own: what he had before may have met a fault."""
        await actor.has_seen_everything()
        await actor.sends("/me")
        return await actor.sees(_PAGE)

    async def _press_on(self, actor: Actor, screen: Json, stop: asyncio.Event) -> None:
        """Turn a kind of messages off and on; each is an entry of its own in the audit."""
        while not stop.is_set():
            for becomes in ("off", "on"):
                data = f"me.kinds:{_SWITCHED}:{becomes}"
                try:
                    await actor.press_without_waiting(data=data, message=screen, timeout=PATIENCE)
                except NotSeen:  # the judge sees that the last press has had no effect
                    return
                self._pressed_on += 1

    async def _switched(self) -> int:
        """How many of those presses have had their effect."""
        async with self.house.db.read() as session:
            query = select(func.count()).where(AuditEntry.action.in_(("profile.muted", "profile.unmuted")))
            return int(await session.scalar(query) or 0)

    async def until_underway(self) -> None:
        """Wait until some messages of this round have arrived, of many, and some presses were answered."""

        def enough() -> bool:
            return len(self._arrived()) >= 3 * PEOPLE and self._pressed_on >= 4 * PRESSERS

        async with asyncio.timeout(PATIENCE):
            while not enough():  # noqa: ASYNC110 - the server's record has no event
                await asyncio.sleep(0.01)

    # --- one fault ----------------------------------------------------------------------------------------------

    async def endure(self, fault: Fault) -> Shown:
        """Live through one fault and judge it."""
        began, self._round = time.monotonic(), self._round + 1
        self.goes_on(_DAY)  # what was told before is told again
        self._since = self.server.world.recorder.count
        self._before = max([row.id for row in await self._all()], default=0)
        self._pressed_on, self._switched_before = 0, await self._switched()
        await self._queue(fault)
        language = _LANGUAGES[(self._round - 1) % 2]
        choices = []
        for actor in self.pressers:
            screen = await self._page(actor)
            await actor.presses(data="me.lang", message=screen)
            await actor.sees(buttons=["English"])
            choices.append((actor, screen))
        async with fault.strikes(self):
            self.goes_on(_MEANWHILE)
            for actor, screen in choices:
                await actor.press_without_waiting(data=f"me.lang:{language}", message=screen)
            in_time = not fault.told or await self.until_told()
            for _ in range(6 * fault.hours):
                self.goes_on(dt.timedelta(minutes=10))
                await asyncio.sleep(0.1)
        await self._until_well(language)
        return await self._judge(fault, language, began, in_time=in_time)

    async def _queue(self, fault: Fault) -> None:
        """One message for everybody; those that can never be sent come first.

        Half of them are due when the fault has begun, however slow the machine is, and so are those that can never be
        sent. Where there are more, a new one for everybody comes each second.
        """
        now = self.house.now()
        messages = [
            Message(
                kind="hardship" if number >= fault.poisoned else "hardship-poisoned",
                dedupe_key=f"{self._subject}:{number}",
                subject=self._subject,
                payload=Payload("menu-title", {"branch": f"[{self._subject}:{number}]"}),
                due_at=now
                + dt.timedelta(seconds=number // PEOPLE)
                + (_MEANWHILE if fault.each == 1 and (number % 2 or number < fault.poisoned) else dt.timedelta()),
                account_id=account,
            )
            for number, account in enumerate([*self._chats] * fault.each)
        ]
        async with self.house.db.write() as session:
            await outbox.enqueue(session, messages, now)
        self.process.engine.delivery.wake()

    @property
    def _subject(self) -> str:
        return f"hardship:{self._round}"

    async def news(self) -> Sequence[OutboxMessage]:
        """What was queued for the administrator in this round; nothing while the database does not answer."""
        try:
            async with self.house.db.read() as session:
                query = select(OutboxMessage).where(
                    OutboxMessage.kind == troubles.KIND, OutboxMessage.id > self._before
                )
                return list(await session.scalars(query))
        except TROUBLES:  # the very fault
            return []

    async def until_told(self) -> bool:
        """Wait until the administrator was told, or is going to be; False: for too long he was not."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if await self.news() or self.said_directly():
                return True
            await asyncio.sleep(0.05)
        return False

    def said_directly(self) -> list[str]:
        """What the administrator was told past the queue."""
        return [text for text in self.said_to_boss(self._since) if "<b>数据库写不进去" in text]

    def said_to_boss(self, since: int) -> list[str]:
        """What has arrived at the administrator's."""
        assert self.boss is not None
        found = self.server.world.recorder.find(since=since, method="sendMessage")
        return [str(one.params["text"]) for one in found if one.accepted is not None and one.chat_id == self.boss.id]

    async def _all(self) -> Sequence[OutboxMessage]:
        async with self.house.db.read() as session:
            return list(await session.scalars(select(OutboxMessage)))

    async def rows(self) -> Sequence[OutboxMessage]:
        """The messages of this round."""
        async with self.house.db.read() as session:
            return list(await session.scalars(select(OutboxMessage).where(OutboxMessage.subject == self._subject)))

    async def _without_effect(self, language: str) -> int:
        """Presses of this round whose effect is not there, or there twice."""
        addresses = [str(actor.id) for actor in self.pressers]
        async with self.house.db.read() as session:
            query = select(Account.language).where(Account.address.in_(addresses))
            chosen = sum(1 for one in await session.scalars(query) if one != language)
        return chosen + abs(self._pressed_on - (await self._switched() - self._switched_before))

    async def _until_well(self, language: str) -> None:
        """Let it get over the fault by itself; only time goes on."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            rows = await self.rows()
            waiting = [row.not_before for row in rows if row.state is OutboxState.QUEUED]
            again = [row for row in rows if row.state is OutboxState.UNKNOWN and row.unknowns <= _RESENDS]
            if not waiting and not again and not any(row.state in _OPEN for row in rows):
                if not await self._without_effect(language):
                    break
            elif waiting and min(waiting) > self.house.now() + dt.timedelta(seconds=5):
                self.goes_on(min(waiting) - self.house.now())
            await asyncio.sleep(0.05)
        # A request that hangs is given up by who made it, a long poll after half a minute.
        await self.world.quiet(timeout=120)

    def _arrived(self) -> Counter[tuple[int, str]]:
        """How often each message of this round has arrived, by where and its key."""
        found = self.server.world.recorder.find(since=self._since, method="sendMessage")
        texts = [(int(str(one.chat_id)), str(one.params.get("text"))) for one in found if one.accepted is not None]
        keys = [(chat, re.search(rf"\[({self._subject}:\d+)\]", text)) for chat, text in texts]
        return Counter((chat, key[1]) for chat, key in keys if key is not None)

    async def _judge(self, fault: Fault, language: str, began: float, *, in_time: bool) -> Shown:
        arrived = self._arrived()
        lost = doubled = unknown = failed = 0
        for row in await self.rows():
            times = arrived[self._chats[row.account_id or 0], row.dedupe_key]
            failed += row.state is OutboxState.FAILED
            lost += times == 0 and row.state not in (OutboxState.UNKNOWN, OutboxState.FAILED)
            doubled += times > 1 + row.unknowns
            unknown += row.unknowns > 0
        return Shown(
            fault.name,
            PEOPLE * fault.each,
            lost + abs(failed - fault.poisoned),
            doubled,
            unknown,
            PRESSERS + self._pressed_on,
            await self._without_effect(language),
            (len(await self.news()) + len(self.said_directly()), fault.told),
            in_time,
            round(time.monotonic() - began, 1),
        )


def _account(address: str, now: dt.datetime) -> dict[str, object]:
    return {
        "key": new_key(),
        "messenger": "telegram",
        "address": address,
        "reach": Reach.REACHABLE,
        "consent_version": CONSENT_VERSION,
        "quiet_start": _NO_QUIET,
        "quiet_end": _NO_QUIET,
        "created_at": now,
    }


@asynccontextmanager
async def scene_on(url: str, folder: Path, cluster: Cluster | None = None) -> AsyncIterator[Scene]:
    """A scene on a fresh migrated database, in a server of its own or in one that others use too."""
    vault, clock = Vault([TEST_KEY]), ShiftedClock()
    judge = House(borrow(Database(url)), vault, rules.load(), clock)
    own = House(borrow(Database(url)), vault, judge.rules, clock)
    # The time of the machine flows, but can be set.
    with time_machine.travel(dt.datetime.now(dt.UTC), tick=True) as machine, patch.dict(kinds._policies, _KIND):
        async with playground_server.running() as server, Playground.connect(server.url) as world:
            await world.bot(TOKEN, username="zhibu_test_bot", first_name="支部")
            settings = stage_settings(
                server.url, data_dir=folder, tick_seconds=0.3, lease_seconds=2, trouble_seconds=TOLD_AFTER
            )
            scene = Scene(machine, server, world, judge, cluster)
            await scene.invite()
            async with running(own, settings, long_poll=1) as process:
                assert process is not None
                scene.process = process
                await scene.settle_in()
                yield scene
    await own.db.close()
    await judge.db.close()
