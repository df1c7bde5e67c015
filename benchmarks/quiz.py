"""A branch takes a quiz: the whole path against a bare aiogram handler, on both databases; and what counting costs.

Every round 500 people answer 20 questions, everybody at one moment question by question: first those of the product
(gate, transaction, counts, the next question), then those of the peer (one insert, one edit), in processes of their own
on the same core. An answer counts when the server has the edit that follows it. Then 60 people take a quiz in a quarter
of an hour with Telegram's budget enforced. Last, what counting costs beside 100,000 attempts, and a large import.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from collections.abc import Collection
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.support import report
from benchmarks.support.children import Child
from benchmarks.support.crowd import Crowd
from benchmarks.support.examination import Examination, Taken
from benchmarks.support.server import CLIENT_CORE, SERVER_CORE, TOKEN, pin, serving
from playground.client import Playground
from tests.proofs.clusters import postgres_of_its_own

FIRST = 1_000_000
PEER_TOKEN = "124:benchmark"
DATABASES = ("SQLite", "PostgreSQL")
IN_TIME, COUNTING = "in-time", "counting"
#: What may be measured alone.
PARTS = (*DATABASES, IN_TIME, COUNTING)
RATE_BAR, P95_BAR, COUNT_BAR_MS, IMPORT_BAR = 1.5, 2.0, 200.0, 10.0


@dataclass(frozen=True)
class Size:
    """How much is measured.

    Attributes:
        people, questions, rounds: Of the bursts.
        slow_people, minutes: Of the quiz within the budget.
        attempts, imported: Beside which is counted; questions of the large file.
    """

    people: int
    questions: int
    rounds: int
    slow_people: int
    minutes: float
    attempts: int
    imported: int


@dataclass
class Case:
    """One database: what the product and the peer did in each round, CPU a press included, and the rows they left."""

    name: str
    rounds: list[tuple[Taken, Taken]] = field(default_factory=list)
    cpu: list[tuple[float, float]] = field(default_factory=list)
    wrong: int = 0


def _bot(token: str) -> int:
    return int(token.split(":", maxsplit=1)[0])


def _settings(server: Any, folder: str, size: Size, people: int, **more: Any) -> dict[str, Any]:
    return {"api": server.url, "folder": folder, "first": FIRST, "people": people, "questions": size.questions, **more}


async def _begin(product: Child, exam: Examination, server: Any, seed: int) -> tuple[int, dict[int, Any]]:
    """A quiz everybody was told of and has begun."""
    since = server.requests()
    quiz = (await asyncio.to_thread(product.tell, "quiz"))["quiz"]
    notices = {one: screen for one, (screen, _) in exam.shown(since, f"q.go:{quiz}").items()}
    screens, _, _ = await exam.press(notices, seed)
    return quiz, screens


async def _case(case: Case, size: Size, urls: tuple[str, str]) -> None:
    with serving() as server, tempfile.TemporaryDirectory() as folder:
        async with Playground.connect(server.url) as world:
            await world.bot(PEER_TOKEN)
            crowd = Crowd(server, world, range(FIRST, FIRST + size.people))
            await crowd.come([_bot(TOKEN), _bot(PEER_TOKEN)])
            wide = {"send_per_second": 1_000_000, "send_per_chat_per_second": 1_000_000, "send_concurrency": 64}
            common = _settings(server, folder, size, size.people)
            product = Child(
                "benchmarks.contestants.quiz_bot",
                {**common, "token": TOKEN, "database": urls[0], "settings": wide},
            )
            peer = Child("benchmarks.contestants.quiz_peer", {**common, "token": PEER_TOKEN, "database": urls[1]})
            try:
                ours = Examination(server, world, _bot(TOKEN), "q.a:")
                theirs = Examination(server, world, _bot(PEER_TOKEN), "q:")
                await asyncio.to_thread(product.tell, "rows", quiz=0)
                await asyncio.to_thread(peer.tell, "rows", quiz=0)
                for number in range(size.rounds + 1):  # the first to warm up
                    await _round(case, size, number, (product, ours), (peer, theirs), server)
            finally:
                product.stop()
                peer.stop()


async def _round(
    case: Case,
    size: Size,
    number: int,
    ours: tuple[Child, Examination],
    theirs: tuple[Child, Examination],
    server: Any,
) -> None:
    many = size.people * size.questions
    quiz, screens = await _begin(ours[0], ours[1], server, number)
    ours[0].tell("begin")
    first = await ours[1].take(screens, size.questions, number)
    spent = ours[0].tell("end", many=many)
    wrong = ours[0].tell("rows", quiz=quiz)["rows"] != many
    since = server.requests()
    await asyncio.to_thread(theirs[0].tell, "ask", quiz=number + 1)
    screens = {one: screen for one, (screen, _) in theirs[1].shown(since, "q:").items()}
    theirs[0].tell("begin")
    second = await theirs[1].take(screens, size.questions, number)
    their_cpu = theirs[0].tell("end", many=many)
    assert theirs[0].tell("rows", quiz=number + 1)["rows"] == many
    if number:
        case.rounds.append((first, second))
        case.cpu.append((spent["cpu_us"], their_cpu["cpu_us"]))
        case.wrong += wrong


async def _in_time(size: Size) -> tuple[Taken, int]:
    """A quiz within Telegram's own budget, enforced by the server."""
    with serving() as server, tempfile.TemporaryDirectory() as folder:
        async with Playground.connect(server.url) as world:
            await Crowd(server, world, range(FIRST, FIRST + size.slow_people)).come([_bot(TOKEN)])
            await world.api.call("PUT", "/budgets", {"enforced": True})
            given = _settings(server, folder, size, size.slow_people, token=TOKEN, database="", settings={})
            product = Child("benchmarks.contestants.quiz_bot", given)
            try:
                exam = Examination(server, world, _bot(TOKEN), "q.a:")
                since = server.requests()
                _, screens = await _begin(product, exam, server, 0)
                taken = await exam.take_in_time(screens, size.questions, size.minutes, 1)
                return taken, exam.refused(since)
            finally:
                product.stop()


def cases(size: Size, only: Collection[str]) -> list[Case]:
    """Measure on those of the databases that are asked for."""
    found = []
    with ExitStack() as stack:
        for name in (one for one in DATABASES if one in only):
            urls = ("", "")
            if name == "PostgreSQL":
                postgres = stack.enter_context(postgres_of_its_own())
                urls = (postgres.create(), postgres.create(empty=True))
            case = Case(name)
            asyncio.run(_case(case, size, urls))
            found.append(case)
    return found


def counting(size: Size) -> dict[str, Any]:
    """What counting costs beside so many attempts, and how long a large import takes; in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        child = Child("benchmarks.contestants.quiz_archive", {"folder": str(Path(folder))})
        filled = child.tell("fill", attempts=size.attempts)
        found = child.tell("count") | filled | child.tell("bring", many=size.imported)
        child.stop()
    return found


def bars_of(case: Case) -> list[dict[str, Any]]:
    """The bars of one database."""
    rate = statistics.median(ours.rate / theirs.rate for ours, theirs in case.rounds)
    lost = sum(ours.lost + theirs.lost for ours, theirs in case.rounds)
    return [
        report.bar(f"{case.name}: answers a second, times the peer", rate, RATE_BAR, at_least=True),
        report.bar(f"{case.name}: answers nobody got an edit for", lost, 0, at_least=False),
        report.bar(f"{case.name}: rounds whose rows are not complete", case.wrong, 0, at_least=False),
    ]


def shown(case: Case) -> dict[str, Any]:
    """The figures of one database."""
    found: dict[str, Any] = {"name": case.name}
    for place, who in enumerate(("zhibu", "aiogram")):
        taken = [one[place] for one in case.rounds]
        found[who] = {
            "answers_a_second": report.spread([one.rate for one in taken], 0),
            "p95_ms": report.spread([report.percentile(one.waits, 95) * 1000 for one in taken], 0),
            "cpu_us_an_answer": report.spread([one[place] for one in case.cpu], 0),
        }
    return found


def bars_in_time(size: Size) -> list[dict[str, Any]]:
    """The bars of a quiz within Telegram's budget."""
    taken, refused = asyncio.run(_in_time(size))
    slow = f"{size.slow_people} people in {size.minutes:g} minutes"
    return [
        report.bar(f"{slow}: p95 of the next question, s", report.percentile(taken.waits, 95), P95_BAR, at_least=False),
        report.bar(f"{slow}: answers nobody got an edit for", taken.lost, 0, at_least=False),
        report.bar(
            f"{slow}: answers that are missing", size.slow_people * size.questions - len(taken.waits), 0, at_least=False
        ),
        report.bar(f"{slow}: requests refused with 429", refused, 0, at_least=False),
    ]


def bars_of_counting(size: Size, counted: dict[str, Any]) -> list[dict[str, Any]]:
    """The bars of statistics and of a large import."""
    return [
        *(
            report.bar(f"{what} beside {size.attempts} attempts, ms", counted[key], COUNT_BAR_MS, at_least=False)
            for key, what in (("quiz_ms", "a quiz's questions"), ("bank_ms", "a bank's"), ("figures_ms", "figures"))
        ),
        report.bar("wordings whose counts a rebuild finds otherwise", counted["differ"], 0, at_least=False),
        report.bar(f"an import of {size.imported} questions, s", counted["import_s"], IMPORT_BAR, at_least=False),
    ]


def measure(size: Size, only: Collection[str] = PARTS) -> report.Found:
    """Run the benchmark, or some parts of it."""
    pin(0, SERVER_CORE)  # whoever presses, and the database server, stand beside the server
    found = cases(size, only)
    in_time = bars_in_time(size) if IN_TIME in only else []
    counted = counting(size) if COUNTING in only else {}
    return {
        "name": "quiz",
        "conditions": report.conditions(
            people=size.people,
            questions=size.questions,
            rounds=size.rounds,
            cores=f"server, crowd and PostgreSQL {SERVER_CORE}, contestants {CLIENT_CORE}, in turn",
            databases="SQLite WAL with synchronous FULL; PostgreSQL with its defaults (fsync on)",
            event_loop="uvloop for both",
            parts=[one for one in PARTS if one in only],
            counting={name: round(value, 1) for name, value in counted.items()},
        ),
        "peers": [shown(case) for case in found],
        "bars": [
            *(bar for case in found for bar in bars_of(case)),
            *in_time,
            *(bars_of_counting(size, counted) if counted else []),
        ],
    }


def main() -> None:
    """Measure and print."""
    parser = report.parser("quiz", __doc__)
    parser.add_argument("--only", action="append", choices=PARTS, help="a part; may be said several times")
    arguments = parser.parse_args()
    size = Size(60, 5, 2, 20, 0.5, 5_000, 2_000) if arguments.quick else Size(500, 20, 5, 60, 15, 100_000, 10_000)
    report.run(arguments, lambda: measure(size, arguments.only or PARTS))


if __name__ == "__main__":
    main()
