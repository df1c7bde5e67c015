"""How fast the playground is: sends a second on one core, CPU a send, memory over very many messages, queries.

The server runs in its own process, pinned to one core where the system allows it; the client, a bare socket loop with
nothing but prepared bytes, runs on another. Budgets are off. Run ``python -m benchmarks.playground [--json]``.
"""

import argparse
import asyncio
import json
import os
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playground.recorder import Recorder

TOKEN = "123:benchmark"  # noqa: S105  (of no bot)
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


class ServerProcess:
    """The server in its own process, on core 0."""

    def __init__(self, folder: Path, messages: int) -> None:
        port_file = folder / "port"
        command = [sys.executable, "-m", "playground", "--port", "0", "--port-file", str(port_file)]
        command += ["--messages", str(messages), "--token", TOKEN]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603
        _pin(self.process.pid, 0)
        while not port_file.exists():
            if self.process.poll() is not None:
                raise RuntimeError("the server did not start")
            time.sleep(0.01)
        self.port = int(port_file.read_text(encoding="ascii"))

    def control(self, path: str, body: dict[str, Any]) -> Any:
        """A control request."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/control{path}",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            return json.load(answer)

    def cpu(self) -> float:
        """Seconds of CPU used so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Resident memory, MB."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def stop(self) -> None:
        """End the process."""
        self.process.terminate()
        self.process.wait()


def _pin(process: int, core: int) -> None:
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(process, {core})


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


def _calibration() -> float:
    """A fixed loop, seconds: tells a slow machine from slow code."""
    begun = time.perf_counter()
    total = 0
    for number in range(5_000_000):
        total += number & 7
    return time.perf_counter() - begun


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
            _pin(0, 1)
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
        "conditions": {
            "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
            "connections": 16,
            "rounds": ROUNDS,
            "sends_per_round": count,
            "sends_in_all": sent + fill + rest,
            "messages_kept": kept,
            "calibration_seconds": round(_calibration(), 3),
            "rates": [round(rate) for rate in rates],
            "server_cpu_microseconds_per_send": round(statistics.median(one.cpu for one in rounds), 1),
            "server_core_share": round(statistics.median(one.share for one in rounds), 2),
            "memory_full_mb": round(full, 1),
        },
        "peers": [],
        "bars": [
            _bar("sends_per_second", statistics.median(rates), BAR_SENDS, at_least=True),
            _bar("memory_growth_mb", growth, BAR_GROWTH_MB, at_least=False),
            _bar("record_query_microseconds", query, BAR_QUERY_MICROSECONDS, at_least=False),
        ],
    }


def _person(server: ServerProcess, number: int) -> int:
    person = server.control("/people", {"first_name": f"p{number}"})
    server.control(f"/people/{person['id']}/start", {})
    return int(person["id"])


def _bar(name: str, value: float, bar: float, *, at_least: bool) -> dict[str, Any]:
    return {"name": name, "value": round(value, 2), "bar": bar, "holds": value >= bar if at_least else value <= bar}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="benchmarks.playground", description=__doc__)
    parser.add_argument("--json", action="store_true", help="the last line is one JSON object")
    parser.add_argument("--sends", type=int, default=20_000, help="sends in a round")
    parser.add_argument("--total", type=int, default=1_000_000, help="sends in all, for the memory")
    arguments = parser.parse_args()
    # So that the server ends with us, also when we are told to.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    found = measure(arguments.sends, arguments.total)
    for name, value in found["conditions"].items():
        print(f"{name}: {value}")
    for bar in found["bars"]:
        print(f"{'holds' if bar['holds'] else 'FAILS'}  {bar['name']}: {bar['value']} (bar {bar['bar']})")
    if arguments.json:
        print(json.dumps(found))
    sys.exit(0 if all(bar["holds"] for bar in found["bars"]) else 1)


if __name__ == "__main__":
    main()
