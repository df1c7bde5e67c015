"""People who take a quiz: each presses what his message shows, and the server's record says when the next came."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.support.server import ServerProcess
from playground.client import Playground

#: Seconds after which an answer counts as lost.
LATEST = 60.0
_LOOK = 0.02


@dataclass
class Screen:
    """A person's message: its id and the data of the buttons that answer."""

    message_id: int
    answers: list[str]


@dataclass
class Taken:
    """What came of some answers.

    Attributes:
        waits: Seconds from each press to the edit that followed; ``LATEST`` where there was none.
        seconds: From the first press of each question to its last edit, added up.
    """

    waits: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def lost(self) -> int:
        """Presses nobody answered."""
        return sum(one >= LATEST for one in self.waits)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.waits) / self.seconds


def _answers(params: dict[str, Any], prefix: str) -> list[str]:
    markup = params.get("reply_markup")
    shown = json.loads(markup) if isinstance(markup, str) else markup or {}
    found = [button.get("callback_data") or "" for row in shown.get("inline_keyboard", []) for button in row]
    return [one for one in found if one.startswith(prefix)]


class Examination:
    """People with phones in front of one bot.

    Args:
        server: The server.
        world: The same, as testers see it.
        bot: Which bot.
        prefix: Of the data of buttons that answer.
    """

    def __init__(self, server: ServerProcess, world: Playground, bot: int, prefix: str) -> None:
        self._server, self._world, self._bot, self._prefix = server, world, bot, prefix

    def shown(self, since: int, prefix: str, method: str = "sendMessage") -> dict[int, tuple[Screen, float]]:
        """What each person was shown last, after a request number, and when."""
        found: dict[int, tuple[Screen, float]] = {}
        for entry in self._server.sends(since, method):
            if entry["bot_id"] != self._bot or not entry["ok"]:
                continue
            answers = _answers(entry["params"], prefix)
            if answers or method == "editMessageText":
                number = int(entry["message_id"] or entry["params"]["message_id"])
                found[int(entry["chat_id"])] = (Screen(number, answers), entry["monotonic"])
        return found

    async def press(self, screens: dict[int, Screen], seed: int) -> tuple[dict[int, Screen], list[float], float]:
        """Everybody presses once, at one moment.

        Returns:
            What they see then; how long each waited; seconds until the last.
        """
        dice = random.Random(seed)
        people = list(screens)
        dice.shuffle(people)
        since = self._server.requests()
        presses = [
            {
                "person": one,
                "chat": self._bot,
                "message_id": screens[one].message_id,
                "data": dice.choice(screens[one].answers),
            }
            for one in people
        ]
        at = (await self._world.api.call("POST", "/presses", {"presses": presses}))["monotonic"]
        until = time.monotonic() + LATEST
        found: dict[int, tuple[Screen, float]] = {}
        while len(found) < len(people) and time.monotonic() < until:
            await asyncio.sleep(_LOOK)
            # Reading the record costs the server time: only when nearly everything must have come.
            if self._server.requests() - since >= len(people):
                found = self.shown(since, self._prefix, "editMessageText")
        waits = [found[one][1] - at if one in found else LATEST for one in people]
        return {one: screen for one, (screen, _) in found.items()}, waits, max(waits)

    async def take(self, screens: dict[int, Screen], questions: int, seed: int) -> Taken:
        """Everybody answers so many questions, all at once question by question."""
        taken = Taken()
        for number in range(questions):
            screens, waits, seconds = await self.press(screens, seed * 1000 + number)
            taken.waits += waits
            taken.seconds += seconds
            if not all(one.answers for one in screens.values()) and number + 1 < questions:
                raise RuntimeError(f"no buttons after question {number + 1}")
        return taken

    async def take_in_time(self, screens: dict[int, Screen], questions: int, minutes: float, seed: int) -> Taken:
        """Everybody at his own pace, so that all are done in so many minutes."""
        dice, taken = random.Random(seed), Taken()
        pause = minutes * 60 / questions
        begun = time.monotonic()

        async def person(one: int, screen: Screen) -> None:
            due = begun + dice.uniform(0, pause)
            for number in range(questions):
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                due = begun + (number + 1) * pause + dice.uniform(0, pause * 0.8)
                since = await asyncio.to_thread(self._server.requests)
                body = {
                    "presses": [
                        {
                            "person": one,
                            "chat": self._bot,
                            "message_id": screen.message_id,
                            "data": dice.choice(screen.answers),
                        }
                    ]
                }
                at = (await self._world.api.call("POST", "/presses", body))["monotonic"]
                after = await self._edited(one, since)
                if after is None:
                    taken.waits.append(LATEST)
                    return
                screen = after[0]
                taken.waits.append(after[1] - at)

        await asyncio.gather(*(person(one, screen) for one, screen in screens.items()))
        taken.seconds = time.monotonic() - begun
        return taken

    async def _edited(self, person: int, since: int) -> tuple[Screen, float] | None:
        until = time.monotonic() + LATEST
        while time.monotonic() < until:
            found = await asyncio.to_thread(self.shown, since, self._prefix, "editMessageText")
            if person in found:
                return found[person]
            await asyncio.sleep(0.1)
        return None

    def refused(self, since: int = 0) -> int:
        """How often the server said 429."""
        methods: Sequence[str] = ("editMessageText", "sendMessage", "answerCallbackQuery")
        return sum(
            entry["bot_id"] == self._bot and entry.get("status") == 429
            for method in methods
            for entry in self._server.sends(since, method)
        )
