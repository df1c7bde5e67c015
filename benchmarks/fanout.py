"""The product with the budget lifted, through the whole path, against peers that do the same durable work.

Every round lets each contestant send the same number of messages, one after the other, in processes of their own on the
same core: the product (claim, re-check, gate, render, send, outcome), aiogram and python-telegram-bot's stock client
(claim, render, send, outcome; ``benchmarks.contestants.peer_outbox``). Ratios are taken inside a round. Printed beside
them: the plain send loops of the same libraries, and of grammY where node can find it.

Then the paid budget: 1,000 a second enforced by the server, at once and with 60-100 ms of delay; and the memory that
many recipients add while they are streamed.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.delivery import budget_share
from benchmarks.support import report
from benchmarks.support.children import Child
from benchmarks.support.server import CLIENT_CORE, SERVER_CORE, TOKEN, ServerProcess, pin, serving

FIRST = 1_000_000
LIFTED = 1_000_000
PAID = 1_000
#: Requests open at a time, for everybody; the stock client is given fewer, because it is faster with fewer.
OPEN, OPEN_STOCK = 64, 16
#: Enough for 1,000 a second at 100 ms.
OPEN_PAID = 160
AIOGRAM_BAR, STOCK_BAR = 1.5, 4.0
PAID_SHARE_BAR, PAID_CORE_BAR = 0.98, 0.6
MEMORY_BAR_MB = 10.0
_GRAMMY = Path(__file__).parent / "contestants" / "grammy_loop.js"

Figures = list[dict[str, Any]]


class Race:
    """The contestants on one server.

    Args:
        server: The server.
        folder: For their databases.
        people: How many chats there are.
    """

    def __init__(self, server: ServerProcess, folder: Path, people: int) -> None:
        self.server = server
        settings = {"api": server.url, "folder": str(folder), "first": FIRST}
        self.product = Child("benchmarks.contestants.zhibu", settings)
        self.product.tell("fill", addresses=people, first=FIRST)
        self.peers = {name: Child(f"benchmarks.contestants.{name}_peer", settings) for name in ("aiogram", "stock")}
        self.figures: dict[str, Figures] = {}
        self.server_us: list[float] = []

    def stop(self) -> None:
        """End the contestants."""
        for child in (self.product, *self.peers.values()):
            child.stop()

    def round(self, many: int) -> None:
        """Everybody once."""
        used = self.server.cpu()
        self._note("zhibu", self.product.tell("deliver", many=many, send_per_second=LIFTED, send_concurrency=OPEN))
        self.server_us.append((self.server.cpu() - used) / many * 1e6)
        for act in ("durable", "plain"):
            self._note(f"aiogram {act}", self.peers["aiogram"].tell(act, many=many, concurrency=OPEN))
            # It is so much slower that fewer messages take as long.
            self._note(f"stock {act}", self.peers["stock"].tell(act, many=many // 4, concurrency=OPEN_STOCK))
        grammy = grammy_loop(self.server.url, many)
        if grammy is not None:
            self._note("grammY plain", grammy)

    def _note(self, name: str, found: dict[str, Any]) -> None:
        self.figures.setdefault(name, []).append(found)

    def ratios(self, peer: str) -> dict[str, list[float]]:
        """The product against a peer, inside each round: times its rate, and how often its CPU."""
        pairs = list(zip(self.figures["zhibu"], self.figures[peer], strict=True))
        return {
            "rate": [ours["rate"] / theirs["rate"] for ours, theirs in pairs],
            "cpu": [theirs["cpu_us"] / ours["cpu_us"] for ours, theirs in pairs],
        }

    def shown(self) -> list[dict[str, Any]]:
        """Everybody's figures."""
        return [
            {
                "name": name,
                "messages_a_second": report.spread([one["rate"] for one in found], 0),
                "cpu_us_a_message": report.spread([one["cpu_us"] for one in found], 0),
                "resident_mb": round(found[-1]["resident_mb"], 1),
            }
            for name, found in self.figures.items()
        ]


def grammy_loop(api: str, many: int) -> dict[str, Any] | None:
    """GrammY's plain loop on the same core; None where node or grammY is not installed."""
    command = ["node", str(_GRAMMY), api, TOKEN, str(FIRST), str(many), str(OPEN)]
    try:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    except OSError:
        return None
    pin(process.pid, CLIENT_CORE)
    out, _ = process.communicate(timeout=300)
    if process.returncode != 0:
        return None
    found: dict[str, Any] = json.loads(out.splitlines()[-1])
    return found


def paid(race: Race, many: int, rounds: int, *, delay: bool) -> Figures:
    """The paid budget: what share of it was used by the server's record, and how much of a core."""
    server = race.server
    server.control("/budgets", {"enforced": True, "per_second": PAID, "slack": PAID // 20}, "PUT")
    if delay:
        latency = {"kind": "latency", "seconds": 0.08, "jitter": 0.02, "method": "sendMessage"}
        server.control("/faults", latency)
    found = []
    for _ in range(rounds):
        before = server.requests()
        figures = race.product.tell("deliver", many=many, send_per_second=PAID, send_concurrency=OPEN_PAID)
        record = server.sends(before)
        moments = sorted(entry["monotonic"] for entry in record if entry["accepted"] is not None)
        figures["share"] = budget_share(moments, PAID)
        figures["refused"] = sum(entry["error_code"] == 429 for entry in record)
        found.append(figures)
    server.control("/faults", verb="DELETE")
    server.control("/budgets", {"enforced": False}, "PUT")
    return found


def memory(recipients: int) -> float:
    """MB that so many recipients add to a process while their messages go out."""
    with serving(messages=1_000) as server, tempfile.TemporaryDirectory() as folder:
        server.people(recipients, FIRST)
        settings = {"folder": folder, "api": server.url}
        # Another process queues them: what that costs must not hide what the delivery adds.
        office = Child("benchmarks.contestants.zhibu", settings)
        office.tell("fill", addresses=recipients, first=FIRST)
        child = Child("benchmarks.contestants.zhibu", settings)
        child.tell("deliver", many=1_000, send_per_second=LIFTED, send_concurrency=OPEN)
        office.tell("queue", many=recipients, tag="streamed")
        office.stop()
        found = child.tell("deliver", many=recipients, tag="streamed", send_per_second=LIFTED, send_concurrency=OPEN)
        child.stop()
    return float(found["added_mb"])


def measure(many: int, rounds: int, paid_many: int, recipients: int) -> report.Found:
    """Run the benchmark.

    Args:
        many: Messages of a contestant in a round.
        rounds: How often.
        paid_many: Messages of a round under the paid budget.
        recipients: How many are streamed for the memory.
    """
    with serving() as server, tempfile.TemporaryDirectory() as folder:
        people = max(many, paid_many)
        server.people(people, FIRST)
        race = Race(server, Path(folder), people)
        race.round(min(many, 400))  # to warm up: imports, connections, caches
        race.figures.clear()
        race.server_us.clear()
        for _ in range(rounds):
            race.round(many)
        near = paid(race, paid_many, rounds, delay=False)
        far = paid(race, paid_many, rounds, delay=True)
        race.stop()
    added = memory(recipients)
    bars = []
    for peer, limit in (("aiogram", AIOGRAM_BAR), ("stock", STOCK_BAR)):
        for what, values in race.ratios(f"{peer} durable").items():
            label = "messages a second" if what == "rate" else "CPU a message"
            bars.append(report.bar(f"{label}, times the {peer} peer", statistics.median(values), limit, at_least=True))
    for name, found in (("loopback", near), ("60-100 ms", far)):
        share = statistics.median(one["share"] for one in found)
        core = statistics.median(one["core_share"] for one in found)
        bars.append(report.bar(f"share of 1,000/s, {name}", share, PAID_SHARE_BAR, at_least=True))
        bars.append(report.bar(f"core at 1,000/s, {name}", core, PAID_CORE_BAR, at_least=False))
        bars.append(report.bar(f"answers 429, {name}", sum(one["refused"] for one in found), 0, at_least=False))
    bars.append(report.bar(f"MB added by {recipients} recipients", added, MEMORY_BAR_MB, at_least=False))
    return {
        "name": "fanout",
        "conditions": report.conditions(
            messages_a_round=many,
            rounds=rounds,
            cores=f"server {SERVER_CORE}, contestants {CLIENT_CORE}, in turn",
            open_requests=f"{OPEN} (stock client {OPEN_STOCK}, paid budget {OPEN_PAID})",
            event_loop="uvloop for all",
            database="SQLite, WAL, synchronous FULL",
            server_cpu_us_a_message=report.spread(race.server_us),
            ratios={
                name: {what: report.spread(values, 2) for what, values in race.ratios(name).items()}
                for name in race.figures
                if name != "zhibu"
            },
            paid_cpu_us={
                "loopback": report.spread([one["cpu_us"] for one in near], 0),
                "60-100 ms": report.spread([one["cpu_us"] for one in far], 0),
            },
            grammy="measured" if "grammY plain" in race.figures else "not installed",
        ),
        "peers": race.shown(),
        "bars": bars,
    }


def main() -> None:
    """Measure and print."""
    arguments = report.parser("fanout", __doc__).parse_args()
    sizes = (500, 2, 2_000, 5_000) if arguments.quick else (4_000, 5, 10_000, 100_000)
    report.run(arguments, lambda: measure(*sizes))


if __name__ == "__main__":
    main()
