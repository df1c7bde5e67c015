"""A button is answered at once, also while 5,000 messages go out and while one chat is under a 60 s penalty.

The whole process runs as an operator runs it, under 30 messages a second that the server enforces. Presses come at
random moments from people to whom nothing is going out; a press is answered when the server has the bot's
``answerCallbackQuery``, by the server's own record, and its screen when the edit that follows has arrived.

Bars: p95 of the answer under load at most twice the idle p95 and 50 ms; no press waits for another chat's 429.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from typing import Any

from benchmarks.support import report
from benchmarks.support.children import Child, ended
from benchmarks.support.server import CLIENT_CORE, SERVER_CORE, ServerProcess, serving
from playground.actor import Actor
from playground.client import Playground

FIRST = 1_000_000
PRESSERS = 20
PENALTY_SECONDS = 60
#: A press that waited for a penalty of 60 s waits longer than this.
WAITED_FOR_A_PENALTY = 2.5
#: Seconds after the last press in which its answer is waited for.
_LATEST = 3.0
_MENU = "/start"
#: Seconds until everybody has his menu: those of 5,000 who have just started the bot take three minutes of the budget.
_PATIENCE = 300.0
_BUDGETS = {"enforced": True, "per_second": 30, "slack": 1, "chat_burst": 3}


class Pressers:
    """People who press the buttons of their menu.

    Args:
        server: The server.
        world: The same, as testers see it.
    """

    def __init__(self, server: ServerProcess, world: Playground) -> None:
        self._server = server
        self._world = world
        self._people: list[Actor] = []

    async def gather(self, ids: list[int]) -> None:
        """Everybody opens his menu and keeps its first button in mind."""
        for number in ids:
            actor = await self._world.existing(number)
            await actor.sends(_MENU)
            self._people.append(actor)
        # The bot greets everybody who has started it, as fast as its budget allows, before these are heard.
        bot, until = await self._world.only_bot(), time.monotonic() + _PATIENCE
        for person in self._people:
            while not await self._sees_a_button(person, bot):
                if time.monotonic() > until:
                    raise RuntimeError("a person without a button")
                await asyncio.sleep(0.1)

    async def _sees_a_button(self, person: Actor, bot: int) -> bool:
        return await self._last_button(person, bot) is not None

    async def _shown(self, person: Actor, bot: int) -> tuple[int, str]:
        """A button that the person sees now: its message and data."""
        found = await self._last_button(person, bot)
        if found is None:
            raise RuntimeError("a person without a button")
        return found

    async def _last_button(self, person: Actor, bot: int) -> tuple[int, str] | None:
        found = await self._world.api.call("GET", f"/chats/{bot}/messages", as_=person.id)
        for message in reversed(found["messages"]):
            rows = message.get("reply_markup", {}).get("inline_keyboard", [])
            for button in (button for row in rows for button in row if "callback_data" in button):
                return message["message_id"], button["callback_data"]
        return None

    async def press(self, many: int, per_second: float, seed: int) -> dict[str, list[float]]:
        """Press at random moments; seconds until the answer, and until the screen had changed."""
        rng = random.Random(seed)
        bot = await self._world.only_bot()
        since = self._server.requests()
        at: dict[str, tuple[int, float]] = {}
        for number in range(many):
            await asyncio.sleep(rng.expovariate(per_second))
            person = self._people[number % len(self._people)]
            message, data = await self._shown(person, bot)
            body = {"chat": bot, "message_id": message, "data": data}
            # CLOCK_MONOTONIC is the machine's: the server's record uses the same.
            begun = asyncio.get_running_loop().time()
            found = await self._world.api.call("POST", f"/people/{person.id}/press", body)
            at[str(found["callback_query_id"])] = (person.id, begun)
        await asyncio.sleep(_LATEST)
        return self._judge(at, since)

    def _judge(self, at: dict[str, tuple[int, float]], since: int) -> dict[str, list[float]]:
        answered = {
            str(entry["params"]["callback_query_id"]): entry["monotonic"]
            for entry in self._server.sends(since, "answerCallbackQuery")
        }
        edits = [
            (int(entry["chat_id"]), entry["monotonic"])
            for entry in self._server.sends(since, "editMessageText")
            if entry["accepted"] is not None
        ]
        screens = []
        for person, begun in at.values():
            later = [moment - begun for chat, moment in edits if chat == person and moment > begun]
            if later:
                screens.append(min(later))
        return {
            "answers": [answered[query] - begun for query, (_, begun) in at.items() if query in answered],
            "screens": screens,
            "unanswered": [begun for query, (_, begun) in at.items() if query not in answered],
        }


async def _stage(presses: int, messages: int, rounds: int) -> dict[str, Any]:
    found: dict[str, Any] = {"idle": [], "loaded": [], "penalty": [], "late": 0, "unanswered": 0, "screens": []}
    people = messages + PRESSERS + 1
    with serving() as server, tempfile.TemporaryDirectory() as folder:
        await asyncio.to_thread(server.people, people, FIRST)
        given = {"api": server.url, "folder": folder, "first": FIRST, "people": people, "settings": {}}
        child = Child("benchmarks.contestants.whole_bot", given)
        async with ended(child), Playground.connect(server.url) as world:
            await asyncio.to_thread(child.tell, "states", tag="")
            pressers = Pressers(server, world)
            # The last of the members: nothing is queued for them.
            await pressers.gather(list(range(FIRST + messages + 1, FIRST + people)))
            server.control("/budgets", _BUDGETS, "PUT")
            for number in range(rounds):
                _note(found, "idle", await pressers.press(presses, 5, number))
            await asyncio.to_thread(child.tell, "queue", many=messages, tag="load")
            for number in range(rounds):
                _note(found, "loaded", await pressers.press(presses, 5, 100 + number))
            fault = {"kind": "flood", "retry_after": PENALTY_SECONDS, "chat": FIRST + messages}
            server.control("/faults", fault)
            await world.api.call("POST", f"/people/{FIRST + messages}/start", {})  # its answer meets the 429
            for number in range(rounds):
                _note(found, "penalty", await pressers.press(presses, 5, 200 + number))
            found["left"] = (await asyncio.to_thread(child.tell, "states", tag="load")).get("QUEUED", 0)
            found["floods"] = sum(entry["error_code"] == 429 for entry in server.sends())
    return found


def _note(found: dict[str, Any], when: str, seen: dict[str, list[float]]) -> None:
    # Whoever was not answered while we waited counts as having waited all the time.
    answers = seen["answers"] + [_LATEST] * len(seen["unanswered"])
    found[when].append(report.percentile(answers, 95) * 1000)
    found["late"] += sum(one > WAITED_FOR_A_PENALTY for one in seen["answers"] + seen["screens"])
    found["unanswered"] += len(seen["unanswered"])
    found["screens"].append((when, round(report.percentile(seen["screens"] or [0.0], 95) * 1000, 1)))


def measure(presses: int, messages: int, rounds: int) -> report.Found:
    """Run the benchmark.

    Args:
        presses: In a round.
        messages: Queued while they come.
        rounds: Of each kind.
    """
    found = asyncio.run(_stage(presses, messages, rounds))
    idle, loaded, penalty = (report.spread(found[when]) for when in ("idle", "loaded", "penalty"))
    limit = round(2 * idle["median"] + 50, 1)
    return {
        "name": "chat_under_load",
        "conditions": report.conditions(
            presses_a_round=presses,
            messages=messages,
            cores=f"server {SERVER_CORE}, product {CLIENT_CORE}",
            budget="30 a second, enforced by the server",
            idle_p95_ms=idle,
            loaded_p95_ms=loaded,
            penalty_p95_ms=penalty,
            screens_p95_ms=found["screens"],
            still_queued_at_the_end=found["left"],
            answers_429=found["floods"],
        ),
        "peers": [],
        "bars": [
            report.bar("p95 of an answer under load, ms (2 x idle + 50)", loaded["median"], limit, at_least=False),
            report.bar("p95 beside a 60 s penalty, ms (2 x idle + 50)", penalty["median"], limit, at_least=False),
            report.bar("presses that waited for another chat's 429", found["late"], 0, at_least=False),
            report.bar("presses nobody answered", found["unanswered"], 0, at_least=False),
            report.bar("messages still going out at the end", found["left"], 1, at_least=True),
        ],
    }


def main() -> None:
    """Measure and print."""
    arguments = report.parser("chat_under_load", __doc__).parse_args()
    sizes = (20, 1_000, 2) if arguments.quick else (50, 5_000, 5)
    report.run(arguments, lambda: measure(*sizes))


if __name__ == "__main__":
    main()
