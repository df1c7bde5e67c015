"""How fast the playground is: sends a second on one core, CPU a send, memory over very many messages, queries.

The server runs in its own process, pinned to one core where the system allows it; the client, a bare socket loop with
nothing but prepared bytes, runs on another. Budgets are off. Run ``python -m benchmarks.playground [--json]``.
"""

import asyncio
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.support import report
from benchmarks.support.server import CLIENT_CORE, TOKEN, ServerProcess, pin
from playground.recorder import Recorder

PEOPLE = 200
ROUNDS = 5
BAR_SENDS = 5000.0
BAR_GROWTH_MB = 20.0
BAR_QUERY_MICROSECONDS = 100.0


@dataclass
class Round:
    """One round.

    Attributes:
        rate: sends a second.
        cpu: CPU of the server, microseconds a send.
        share: share of one core the server used.
    """

    rate: float
    cpu: float
    share: float


def _bodies(people: list[int]) -> list[bytes]:
    made = []
    for person in people:
        body = urlencode({"chat_id": person, "text": "你好，今天七点开会"}).encode()
        head = (
            f"POST /bot{TOKEN}/sendMessage HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        made.append(head.encode() + body)
    return made


async def _send(port: int, bodies: list[bytes], count: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for number in range(count):
        writer.write(bodies[number % len(bodies)])
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ", 1)[1].split(b"\r\n", 1)[0])
        answer = await reader.readexactly(length)
        if not answer.startswith(b'{"ok":true'):
            raise RuntimeError(answer.decode())
    writer.close()
    await writer.wait_closed()


async def _round(server: ServerProcess, bodies: list[bytes], count: int, connections: int) -> Round:
    share = len(bodies) // connections
    begun, cpu = time.perf_counter(), server.cpu()
    parts = [bodies[number * share : (number + 1) * share] for number in range(connections)]
    await asyncio.gather(*(_send(server.port, part, count // connections) for part in parts))
    took, used = time.perf_counter() - begun, server.cpu() - cpu
    return Round(count / took, used / count * 1e6, used / took)


def _query_microseconds() -> float:
    recorder = Recorder()
    for number in range(recorder.limit):
        entry = recorder.begin(0.0, 1, "sendMessage", {"chat_id": number % 1000})
        recorder.end(entry, delivered=True)
    took = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        for chat in range(1000):
            recorder.find(chat=chat, limit=1)
        took.append((time.perf_counter() - begun) / 1000 * 1e6)
    return statistics.median(took)


def measure(count: int, total: int) -> dict[str, Any]:
    """Run the benchmark.

    Args:
        count: sends in a round.
        total: sends in all for the memory, at least the rounds' own.
    """
    kept = min(100_000, total // 5)
    with tempfile.TemporaryDirectory() as folder:
        server = ServerProcess(Path(folder), messages=kept)
        try:
            pin(0, CLIENT_CORE)
            bodies = _bodies([_person(server, number) for number in range(PEOPLE)])
            asyncio.run(_round(server, bodies, count // 4, 16))
            rounds = [asyncio.run(_round(server, bodies, count, 16)) for _ in range(ROUNDS)]
            sent = count // 4 + ROUNDS * count
            # The rings fill up to their limits first: memory is flat from there.
            fill = max(0, 2 * max(kept, 100_000) - sent)
            asyncio.run(_round(server, bodies, max(fill, 16), 16))
            full = server.memory()
            rest = max(total - sent - fill, 16)
            asyncio.run(_round(server, bodies, rest, 16))
            growth = server.memory() - full
        finally:
            server.stop()
    rates = [one.rate for one in rounds]
    query = _query_microseconds()
    return {
        "name": "playground",
        "conditions": report.conditions(
            connections=16,
            rounds=ROUNDS,
            sends_per_round=count,
            sends_in_all=sent + fill + rest,
            messages_kept=kept,
            rates=[round(rate) for rate in rates],
            server_cpu_microseconds_per_send=round(statistics.median(one.cpu for one in rounds), 1),
            server_core_share=round(statistics.median(one.share for one in rounds), 2),
            memory_full_mb=round(full, 1),
        ),
        "peers": [],
        "bars": [
            report.bar("sends_per_second", statistics.median(rates), BAR_SENDS, at_least=True),
            report.bar("memory_growth_mb", growth, BAR_GROWTH_MB, at_least=False),
            report.bar("record_query_microseconds", query, BAR_QUERY_MICROSECONDS, at_least=False),
        ],
    }


def _person(server: ServerProcess, number: int) -> int:
    person = server.control("/people", {"first_name": f"p{number}"})
    server.control(f"/people/{person['id']}/start", {})
    return int(person["id"])


def main() -> None:
    """Measure and print."""
    parser = report.parser("playground", __doc__)
    parser.add_argument("--sends", type=int, default=20_000, help="sends in a round")
    parser.add_argument("--total", type=int, default=1_000_000, help="sends in all, for the memory")
    arguments = parser.parse_args()
    total = min(arguments.total, 200_000) if arguments.quick else arguments.total
    report.run(arguments, lambda: measure(arguments.sends, total))


if __name__ == "__main__":
    main()
