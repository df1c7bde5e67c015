"""An announcement to 5,000 people while the chat is in use; its correction; and what its sender's screen costs.

The whole process runs as an operator runs it, under Telegram's 30 messages a second that the server enforces (31 pass
in a sliding second). While copies go out, people press buttons at random moments. Then every delivered copy is
corrected. Judged by the server's own record.

Bars: those of delivery (98 % of the budget, no 429, at most 31 in any second, nothing lost or doubled) and of the chat
(p95 of an answer at most twice the idle p95 and 50 ms); edits within the same budget; the sender's screen with the same
statements, and at most 1.2 times the CPU, for 5,000 people as for 50.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from typing import Any

from benchmarks.chat_under_load import PRESSERS, Pressers
from benchmarks.delivery import BUDGET, MOST_A_SECOND, SHARE_BAR, judge
from benchmarks.support import report
from benchmarks.support.children import Child, ended
from benchmarks.support.server import CLIENT_CORE, SERVER_CORE, ServerProcess, serving
from playground.client import Playground

FIRST = 1_000_000
SMALL = 50
SCREEN_BAR = 1.2
#: An edit beside the budget's even schedule comes a little later; its share of the budget.
EDIT_SHARE_BAR = 0.9
_BUDGETS = {"enforced": True, "per_second": BUDGET, "slack": 1, "chat_burst": 3}
_PATIENCE = 900.0


async def _until(child: Child, announcement: int, what: str) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        found = await asyncio.to_thread(child.tell, "left", announcement=announcement)
        if not (found["copies"].get("WAITING") if what == "copies" else found["edits"]):
            return
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} are not through: {found}")
        await asyncio.sleep(0.5)


def _of(server: ServerProcess, since: int, method: str, many: int) -> list[dict[str, Any]]:
    """What the audience got."""
    return [one for one in server.sends(since, method) if FIRST <= int(one["chat_id"]) < FIRST + many]


async def _stage(many: int, presses: int, rounds: int) -> dict[str, Any]:
    found: dict[str, Any] = {"idle": [], "loaded": []}
    people = many + PRESSERS + 1
    with serving() as server, tempfile.TemporaryDirectory() as folder:
        await asyncio.to_thread(server.people, people, FIRST)
        given = {"api": server.url, "folder": folder, "first": FIRST, "people": people, "settings": {}}
        child = Child("benchmarks.contestants.announcer", given)
        async with ended(child), Playground.connect(server.url) as world:
            pressers = Pressers(server, world)
            await pressers.gather(list(range(FIRST + many, FIRST + people - 1)))
            small = (await asyncio.to_thread(child.tell, "announce", many=SMALL))["id"]
            await _until(child, small, "copies")
            found["small"] = await asyncio.to_thread(child.tell, "screen", announcement=small)
            server.control("/budgets", _BUDGETS, "PUT")
            for number in range(rounds):
                found["idle"].append(_p95(await pressers.press(presses, 5, number)))
            since = server.requests()
            made = await asyncio.to_thread(child.tell, "announce", many=many)
            for number in range(rounds):
                found["loaded"].append(_p95(await pressers.press(presses, 5, 100 + number)))
            await _until(child, made["id"], "copies")
            found["copies"] = judge(_of(server, since, "sendMessage", many), many)
            found["release_us"] = made["release_us"]
            found["large"] = await asyncio.to_thread(child.tell, "screen", announcement=made["id"])
            since = server.requests()
            found["edits_queued"] = (await asyncio.to_thread(child.tell, "correct", announcement=made["id"]))["edits"]
            await _until(child, made["id"], "edits")
            found["edits"] = judge(_of(server, since, "editMessageText", many), many)
    return found


def _p95(seen: dict[str, list[float]]) -> float:
    # Whoever was not answered while we waited counts as having waited all the time.
    return report.percentile(seen["answers"] + [3.0] * len(seen["unanswered"]), 95) * 1000


def measure(many: int, presses: int, rounds: int) -> report.Found:
    """Run the benchmark.

    Args:
        many: Recipients.
        presses: In a round.
        rounds: Of presses, idle and while copies go out.
    """
    found = asyncio.run(_stage(many, presses, rounds))
    copies, edits, small, large = found["copies"], found["edits"], found["small"], found["large"]
    idle, loaded = report.spread(found["idle"]), report.spread(found["loaded"])
    limit = round(2 * idle["median"] + 50, 1)
    return {
        "name": "announce",
        "conditions": report.conditions(
            recipients=many,
            cores=f"server {SERVER_CORE}, product {CLIENT_CORE}",
            database="SQLite, WAL, synchronous FULL",
            budget="30 a second, enforced by the server with a slack of 1",
            idle_p95_ms=idle,
            loaded_p95_ms=loaded,
            release_cpu_us_a_person=round(found["release_us"], 1),
            screen_of_50=small,
            screen_of_all=large,
            edits_share_of_the_budget=round(edits["share"], 4),
        ),
        "peers": [],
        "bars": [
            report.bar("share of 30/s, copies", round(copies["share"], 4), SHARE_BAR, at_least=True),
            report.bar("copies: most in a sliding second", copies["fullest_second"], MOST_A_SECOND, at_least=False),
            report.bar("edits: most in a sliding second", edits["fullest_second"], MOST_A_SECOND, at_least=False),
            report.bar("answers 429", copies["refused"] + edits["refused"], 0, at_least=False),
            report.bar("copies and edits lost", copies["lost"] + edits["lost"], 0, at_least=False),
            report.bar("copies and edits doubled", copies["doubled"] + edits["doubled"], 0, at_least=False),
            report.bar("share of 30/s, edits", round(edits["share"], 4), EDIT_SHARE_BAR, at_least=True),
            report.bar("p95 of an answer under load, ms (2 x idle + 50)", loaded["median"], limit, at_least=False),
            report.bar(
                "statements of the sender's screen beyond those at 50",
                large["statements"] - small["statements"],
                0,
                at_least=False,
            ),
            report.bar(
                "CPU of the sender's screen against 50",
                round(large["cpu_us"] / small["cpu_us"], 2),
                SCREEN_BAR,
                at_least=False,
            ),
        ],
    }


def main() -> None:
    """Measure and print."""
    arguments = report.parser("announce", __doc__).parse_args()
    sizes = (300, 20, 1) if arguments.quick else (5_000, 50, 5)
    report.run(arguments, lambda: measure(*sizes))


if __name__ == "__main__":
    main()
