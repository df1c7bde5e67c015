"""People who press the button they were sent, all at once or one after the other, and the server's record as judge."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.support.server import ServerProcess
from playground.client import Playground

#: Seconds after which a press counts as not answered.
LATEST = 60.0
_SETTLED = 0.5
_AT_A_TIME = 16


@dataclass(frozen=True)
class Pressed:
    """What came of some presses.

    Attributes:
        answers: Seconds from each press to its answer, in the order of the presses; ``LATEST`` where there was none.
        unanswered: How many got none.
        seconds: From the first press to the last answer.
        screens: Seconds from the first press until the last screen had changed; 0 where none did.
    """

    answers: list[float]
    unanswered: int
    seconds: float
    screens: float

    @property
    def rate(self) -> float:
        """Presses answered a second."""
        return len(self.answers) / self.seconds


class Crowd:
    """Members with phones, and the bots they know.

    Args:
        server: The server.
        world: The same, as testers see it.
        people: Their ids.
    """

    def __init__(self, server: ServerProcess, world: Playground, people: range) -> None:
        self._server = server
        self._world = world
        self.people = people

    async def come(self, bots: Sequence[int]) -> None:
        """Everybody gets a phone and starts each of the bots."""
        waiting = iter(self.people)

        async def make() -> None:
            for number in waiting:
                await self._world.api.call("POST", "/people", {"id": number, "first_name": f"p{number}"})
                for bot in bots:
                    await self._world.api.call("POST", f"/people/{number}/start", {"bot": bot})

        await asyncio.gather(*(make() for _ in range(_AT_A_TIME)))

    async def settled(self) -> None:
        """Wait until nothing happens any more."""
        await self._world.quiet(_SETTLED, LATEST)

    def buttons(self, bot: int, since: int, data: str) -> dict[int, int]:
        """The message with the button of each person, among what was sent after a request number."""
        return {
            int(entry["chat_id"]): entry["message_id"]
            for entry in self._server.sends(since)
            if entry["bot_id"] == bot and entry["accepted"] is not None and _has(entry["params"], data)
        }

    async def at_once(self, bot: int, data: str, messages: dict[int, int], many: int, seed: int) -> Pressed:
        """Everybody presses at one moment, again and again until there were so many presses."""
        people = [self.people[number % len(self.people)] for number in range(many)]
        random.Random(seed).shuffle(people)
        since = self._server.requests()
        found = await self._press(bot, data, messages, people)
        queries = [(str(query), person, found["monotonic"]) for query, person in zip(found["ids"], people, strict=True)]
        return await self._judged(bot, queries, since)

    async def one_by_one(
        self, bot: int, data: str, messages: dict[int, int], many: int, per_second: float, seed: int
    ) -> Pressed:
        """People press at random moments, so many a second."""
        dice = random.Random(seed)
        since = self._server.requests()
        queries: list[tuple[str, int, float]] = []
        due = time.monotonic()
        for number in range(many):
            due += dice.expovariate(per_second)
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            person = self.people[number % len(self.people)]
            found = await self._press(bot, data, messages, [person])
            queries.append((str(found["ids"][0]), person, found["monotonic"]))
        return await self._judged(bot, queries, since)

    async def _press(self, bot: int, data: str, messages: dict[int, int], people: Sequence[int]) -> dict[str, Any]:
        presses = [{"person": person, "chat": bot, "message_id": messages[person], "data": data} for person in people]
        found = await self._world.api.call("POST", "/presses", {"presses": presses})
        return {"ids": found["callback_query_ids"], "monotonic": found["monotonic"]}

    async def _judged(self, bot: int, queries: Sequence[tuple[str, int, float]], since: int) -> Pressed:
        """Wait until everybody is answered: a bot that works without asking anything looks quiet meanwhile."""
        ends = time.monotonic() + LATEST
        while True:
            await self.settled()
            found = self._judge(bot, queries, since)
            if not found.unanswered or time.monotonic() > ends:
                return found

    def _judge(self, bot: int, queries: Sequence[tuple[str, int, float]], since: int) -> Pressed:
        """A press is answered by what its button shows; one that was only stopped, by the next edit of its chat."""
        told: dict[str, float] = {}
        for entry in self._server.sends(since, "answerCallbackQuery"):
            if entry["bot_id"] == bot and entry["ok"] and entry["params"].get("text"):
                told.setdefault(str(entry["params"]["callback_query_id"]), entry["monotonic"])
        edits: dict[int, list[float]] = defaultdict(list)
        last = 0.0
        for entry in self._server.sends(since, "editMessageText"):
            if entry["bot_id"] == bot:
                edits[int(entry["chat_id"])].append(entry["monotonic"])
                if int(entry["chat_id"]) in self.people:
                    last = max(last, entry["monotonic"])
        answers, unanswered = [], 0
        for query, person, at in queries:
            moment = told.get(query)
            if moment is None and edits[person]:
                moment = edits[person].pop(0)
            unanswered += moment is None
            answers.append(moment - at if moment is not None else LATEST)
        begun = min(at for _, _, at in queries)
        ended = max(at + took for (_, _, at), took in zip(queries, answers, strict=True))
        return Pressed(answers, unanswered, ended - begun, max(0.0, last - begun))


def _has(params: dict[str, Any], data: str) -> bool:
    markup = params.get("reply_markup")
    if markup is None:
        return False
    shown = json.loads(markup) if isinstance(markup, str) else markup
    rows = shown.get("inline_keyboard", [])
    return any(button.get("callback_data") == data for row in rows for button in row)
