"""What people do in a soak: they look around all the time, answer what they are sent, and keepers keep their branch.

Moments and pauses are of the simulated clock; ``speed`` turns them into real seconds.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from playground.actor import Actor
from playground.client import Playground
from playground.control_client import NotSeen, PlaygroundError
from tests.proofs.soak_record import Record, Shown
from tests.proofs.soak_town import Branch, Town

#: What people type to look around.
WORDS = ("/menu", "党费", "学习", "通知", "我的", "签到", "/help", "学习测试")
#: Buttons that lead from screen to screen and change nothing.
LOOKING = {"menu", "me", "dues", "ck", "rs.all", "st", "q", "mku.my", "hb", "cl.my", "an.me", "sg", "help"}
#: What people press when they are sent it: how many of them do, and within how many simulated seconds.
ANSWERS = {
    "rp.ok": (0.9, 3_600.0),  # received
    "ck": (0.95, 900.0),  # here, check in
    "q.go": (0.9, 7_200.0),  # begin the quiz
    "q.a": (1.0, 60.0),  # the next question
    "du.yes": (1.0, 1_200.0),  # received your dues
}
_AT_A_TIME = 4
#: Characters of a chat that tell why a conversation broke off.
_TOLD = 300


def _route(data: str) -> str:
    return data.split(":", maxsplit=1)[0]


@dataclass
class Done:
    """What was done.

    Attributes:
        pressed: Presses, by route.
        typed: Words typed.
        vanished: Buttons that were gone when somebody came to press them.
        failed: Conversations of keepers that did not come to their end.
    """

    pressed: Counter[str] = field(default_factory=Counter)
    typed: int = 0
    vanished: int = 0
    failed: list[str] = field(default_factory=list)


class People:
    """Everybody of a town.

    Args:
        world: The playground.
        record: What their phones show.
        town: Who they are.
        speed: How many times faster the clock runs.
        ease: The share of their usual time that people take to answer what they are sent.
        seed: Of their dice.
    """

    def __init__(self, world: Playground, record: Record, town: Town, *, speed: float, ease: float, seed: int) -> None:
        self.done = Done()
        self.payers: set[int] = set()
        self._world, self._record, self._town = world, record, town
        self._speed, self._ease = speed, ease
        self._dice = random.Random(seed)
        self._keepers = town.keepers
        self._lookers = [one for one in town.members if one not in self._keepers]
        self._tasks: set[asyncio.Task[None]] = set()
        self._actors: dict[int, Actor] = {}
        self._talking: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._bot = 0

    async def come(self) -> None:
        """Keepers take their phones."""
        self._bot = await self._world.only_bot()
        for one in sorted(self._keepers):
            self._actors[one] = await self._world.existing(one)

    # --- everybody --------------------------------------------------------------------------------------------------

    def shown(self, screens: list[Shown]) -> None:
        """Let whoever was shown something answer it in his time."""
        for one in screens:
            for data in one.data:
                route = _route(data)
                if route == "du.said":
                    if one.chat in self.payers:
                        self.payers.discard(one.chat)
                        self._later(self._dice.uniform(5, 60), self._press, one.chat, one.message_id, data)
                    continue
                if route not in ANSWERS or (route == "ck" and not data.endswith(":s")) or not self._may(route, one):
                    continue
                share, within = ANSWERS[route]
                if self._dice.random() < share:
                    chosen = self._dice.choice([that for that in one.data if _route(that) == route])
                    self._later(
                        self._dice.uniform(0, within * self._ease), self._press, one.chat, one.message_id, chosen
                    )
                break

    def _may(self, route: str, one: Shown) -> bool:
        # What shows a question is an edit; a begin button on an edited screen is only looked at.
        return one.fresh or route == "q.a"

    async def look_around(self, per_second: float) -> None:
        """Somebody types a word or presses a button that leads somewhere, again and again, until cancelled.

        Args:
            per_second: Of real time.
        """
        while True:
            await asyncio.sleep(self._dice.expovariate(per_second))
            person = self._dice.choice(self._lookers)
            screen = self._record.screens.get(person)
            ways = [one for one in screen.data if one in LOOKING] if screen else []
            if screen is None or not ways or self._dice.random() < 0.3:
                self._later(0, self._type, person, self._dice.choice(WORDS))
            else:
                self._later(0, self._press, person, screen.message_id, self._dice.choice(ways))

    def pay(self, share: float, within: float) -> None:
        """Let so many say within so many simulated seconds that they have paid."""
        for person in self._lookers:
            if self._dice.random() < share:
                self._later(self._dice.uniform(0, within), self._says_paid, person)

    async def _says_paid(self, person: int) -> None:
        self.payers.add(person)
        await self._type(person, "党费")

    async def _type(self, person: int, words: str) -> None:
        self.done.typed += 1
        await self._world.api.call("POST", f"/people/{person}/send", {"chat": self._bot, "text": words})

    async def _answer(self, person: int, message: int, data: str) -> None:
        """Press what one was sent; not in the middle of a conversation, which that would end."""
        async with self._talking[person]:
            await self._press(person, message, data)

    async def _press(self, person: int, message: int, data: str) -> None:
        body = {"presses": [{"person": person, "chat": self._bot, "message_id": message, "data": data}]}
        try:
            found = await self._world.api.call("POST", "/presses", body)
        except PlaygroundError:
            self.done.vanished += 1  # the screen has changed meanwhile: there is nothing to press any more
            return
        self.done.pressed[_route(data)] += 1
        self._record.pressed(str(found["callback_query_ids"][0]), found["monotonic"])

    def _later(self, seconds: float, act: Callable[..., Awaitable[None]], *how: object) -> None:
        """Do something after so many simulated seconds."""

        async def wait() -> None:
            await asyncio.sleep(seconds / self._speed)
            await act(*how)

        task = asyncio.create_task(wait())
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self.done.failed.append(repr(task.exception()))

    def give_up(self) -> None:
        """Whatever they still meant to do in their time they leave."""
        for task in self._tasks:
            task.cancel()

    # --- keepers ----------------------------------------------------------------------------------------------------

    async def _everywhere(
        self, what: str, who: Callable[[Branch], int], act: Callable[[Branch], Awaitable[None]]
    ) -> None:
        """In every branch, a few at a time; what does not come to its end is noted."""
        free = asyncio.Semaphore(_AT_A_TIME)

        async def one(branch: Branch) -> None:
            async with free:
                await self._noted(f"{what} in {branch.id}", who(branch), act(branch))

        await asyncio.gather(*map(one, self._town.branches))

    async def _noted(self, what: str, who: int, act: Awaitable[None]) -> None:
        """One conversation of a keeper; he has one at a time."""
        try:
            async with self._talking[who]:
                await act
        except NotSeen as error:
            said, _, chat = str(error).partition("\n")
            self.done.failed.append(f"{what}: {said} {chat[-_TOLD:]}")

    async def announce(self, text: str) -> None:
        """The hospital's secretary announces something to everybody."""
        await self._noted("announcement", self._town.speaker, self._announce(text))

    async def _announce(self, text: str) -> None:
        speaker = self._actors[self._town.speaker]
        await speaker.sends("/menu")
        await speaker.sees("您好")
        await speaker.sends("通知")
        await speaker.presses("写通知")
        await speaker.sees("请把要通知的内容发给我")
        await speaker.sends(text)
        await speaker.sees("收下了")
        await speaker.presses("写好了")
        await speaker.sees("通知草稿")
        await speaker.presses("预览")
        card = await speaker.sees("下面马上会收到一份")
        await speaker.presses("发给", message=card)

    async def call_roll(self, number: int) -> None:
        """Every secretary opens the roll-call of the branch's ``number``-th meeting and sends everybody his button."""

        async def call(branch: Branch) -> None:
            secretary, (meeting, clock) = self._actors[branch.secretary], branch.meetings[number]
            await secretary.sends("签到")
            await secretary.presses(data=f"rc:{branch.id}:{meeting}")
            board = await secretary.sees(f"{clock}\n签到进行中")
            await secretary.presses("提醒大家签到", message=board)
            await secretary.sees("发了提醒")

        await self._everywhere("roll-call", lambda branch: branch.secretary, call)

    async def quiz(self) -> None:
        """Every publicity member sends out a quiz."""

        async def compose(branch: Branch) -> None:
            keeper = self._actors[branch.publicity_member]
            await keeper.sends("/menu")
            await keeper.sees("您好")
            await keeper.presses("题库")
            await keeper.sees("题库")
            await keeper.presses("出测试")
            await keeper.presses("新出一份")
            draft = await keeper.sees("可以重考")
            await keeper.presses("发给", message=draft)
            await keeper.sees("截止")

        await self._everywhere("quiz", lambda branch: branch.publicity_member, compose)

    async def take_dues(self) -> None:
        """Every organisation member records a page of those who have not said anything."""

        async def take(branch: Branch) -> None:
            keeper = self._actors[branch.organisation_member]
            await keeper.sends("党费")
            await keeper.presses("支部党费")
            desk = await keeper.sees("本月应交")
            if "还有" not in desk["text"]:
                return
            await keeper.presses("记收款", message=desk)
            await keeper.presses("都交了", message=desk)
            await keeper.presses("都交了，记下", message=desk)
            await keeper.sees("已记")

        await self._everywhere("dues", lambda branch: branch.organisation_member, take)
