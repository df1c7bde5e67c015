"""The product under Telegram's 30 messages a second, judged by the server's own record.

2,000 members get one reminder each while the server enforces 30 a second (31 pass in a sliding second, the 32nd is a
429). The bars: at least 98 % of the budget, no 429, no sliding second with more than 31. CPU a message is printed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from typing import Any

from benchmarks.support import report
from benchmarks.support.children import Child
from benchmarks.support.server import CLIENT_CORE, SERVER_CORE, serving

BUDGET = 30
MOST_A_SECOND = 31
SHARE_BAR = 0.98
FIRST = 1_000_000


def most_in_a_second(moments: Sequence[float], span: float = 1.0) -> int:
    """The most of ascending moments that lie in any half-open span."""
    most = first = 0
    for last, moment in enumerate(moments):
        while moment - moments[first] >= span:
            first += 1
        most = max(most, last - first + 1)
    return most


def budget_share(moments: Sequence[float], per_second: float) -> float:
    """How much of a budget was used between the first and the last of ascending moments, 1.0 for all of it."""
    return (len(moments) - 1) / (moments[-1] - moments[0]) / per_second


def judge(record: Sequence[dict[str, Any]], expected: int) -> dict[str, float]:
    """What the server's record says: share of the budget, refusals, the fullest second, the missing and the doubled."""
    accepted = [entry for entry in record if entry["accepted"] is not None]
    moments = sorted(entry["monotonic"] for entry in accepted)
    chats = [entry["chat_id"] for entry in accepted]
    return {
        "share": budget_share(moments, BUDGET),
        "refused": sum(entry["error_code"] == 429 for entry in record),
        "fullest_second": most_in_a_second(moments),
        "lost": expected - len(set(chats)),
        "doubled": len(chats) - len(set(chats)),
    }


def measure(recipients: int, rounds: int) -> report.Found:
    """Run the benchmark.

    Args:
        recipients: Who each gets one message, in a round.
        rounds: How often.
    """
    judged, cpu, server_cpu = [], [], []
    with serving() as server, tempfile.TemporaryDirectory() as folder:
        server.people(recipients, FIRST)
        child = Child("benchmarks.contestants.zhibu", {"folder": folder, "api": server.url})
        child.tell("fill", addresses=recipients, first=FIRST)
        for _ in range(rounds):
            server.control("/budgets", {"enforced": True, "per_second": BUDGET, "slack": 1}, "PUT")
            before, used = server.requests(), server.cpu()
            found = child.tell("deliver", many=recipients, send_per_second=BUDGET)
            cpu.append(found["cpu_us"])
            server_cpu.append((server.cpu() - used) / recipients * 1e6)
            judged.append(judge(server.sends(before), recipients))
        child.stop()
    return {
        "name": "delivery",
        "conditions": report.conditions(
            recipients=recipients,
            rounds=rounds,
            cores=f"server {SERVER_CORE}, product {CLIENT_CORE}",
            database="SQLite, WAL, synchronous FULL",
            budget="30 a second, enforced by the server with a slack of 1",
            share_of_the_budget=report.spread([one["share"] for one in judged], 4),
            product_cpu_us_a_message=report.spread(cpu),
            server_cpu_us_a_message=report.spread(server_cpu),
        ),
        "peers": [],
        "bars": [
            report.bar("share of 30/s, worst round", min(one["share"] for one in judged), SHARE_BAR, at_least=True),
            report.bar("answers 429", sum(one["refused"] for one in judged), 0, at_least=False),
            report.bar(
                "most in a sliding second", max(one["fullest_second"] for one in judged), MOST_A_SECOND, at_least=False
            ),
            report.bar("lost", sum(one["lost"] for one in judged), 0, at_least=False),
            report.bar("doubled", sum(one["doubled"] for one in judged), 0, at_least=False),
        ],
    }


def main() -> None:
    """Measure and print."""
    arguments = report.parser("delivery", __doc__).parse_args()
    recipients, rounds = (300, 1) if arguments.quick else (2_000, 5)
    report.run(arguments, lambda: measure(recipients, rounds))


if __name__ == "__main__":
    main()
