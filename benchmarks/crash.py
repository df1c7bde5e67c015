"""Nothing is lost and nothing doubled when the process is killed at random moments while 2,000 messages go out.

The machinery is the proof's (``tests.proofs.kill``): the real process, the playground's record as the judge, on SQLite
and on PostgreSQL; 20 kills on each by default, 200 with ``--full``, which is what the bar asks for. Rows that were
``unknown`` are allowed, are listed, and are bounded: for each kill at most the requests that the server had open at
that instant, and 2 % of all rows.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

from benchmarks.support import report
from db import migrate
from db.session import Database
from tests.proofs import kill
from tests.proofs.clusters import fresh_database
from tests.proofs.kill import Round

KINDS = ("sqlite", "postgresql")
SEED = 20261116
#: Telegram's free budget, as the product is set when nobody has changed it.
PER_SECOND = 30.0
UNKNOWN_SHARE_BAR = 0.02
#: Kills on each database for the published figure.
FULL = 200


async def _rounds(kind: str, kills: int, messages: int) -> list[Round]:
    with tempfile.TemporaryDirectory() as name, fresh_database(kind, Path(name)) as url:
        database = Database(url)
        await migrate.upgrade(database)
        await database.close()
        found: list[Round] = []
        async with kill.staged(url, Path(name), messages=messages, per_second=PER_SECOND) as stage:
            left = kills
            while left > 0:
                now = min(left, kill.KILLS_A_ROUND)
                number = len(found)
                found.append(await kill.one_round(stage, f"crash{number}", SEED * 1_000 + number, now))
                print(f"{kind}: {kills - left + now} of {kills} kills, {found[-1].seconds} s", file=sys.stderr)
                left -= now
        return found


def judge(rounds: list[Round]) -> dict[str, Any]:
    """What the rounds of one database showed."""
    rows = sum(one.messages for one in rounds)
    unknown = [{"round": number, **row} for number, one in enumerate(rounds) for row in one.unknown]
    opened = sum(opened for one in rounds for opened, _, _ in one.open_at_kill)
    # Of every kill: rows that became unknown beyond the requests that were open when it came.
    beyond = [lost - opened for one in rounds for opened, _, lost in one.open_at_kill if lost > opened]
    return {
        "kills": sum(one.kills for one in rounds),
        "rows": rows,
        "lost": sum(len(one.lost) for one in rounds),
        "doubled": sum(len(one.doubled) for one in rounds),
        "beyond_their_unknowns": sum(len(one.beyond) for one in rounds),
        "unknown": len(unknown),
        "unknown_share": len({(row["round"], row["row"]) for row in unknown}) / rows,
        "open_in_all": opened,
        "kills_with_more_unknown_than_open": len(beyond),
        "most_unknown_beyond_open": max(beyond, default=0),
        "listed": unknown,
    }


def measure(kills: int, messages: int, kinds: tuple[str, ...] = KINDS) -> report.Found:
    """Run the benchmark.

    Args:
        kills: On each database.
        messages: Of a round.
        kinds: Which databases.
    """
    warnings.simplefilter("ignore")
    found = {kind: judge(asyncio.run(_rounds(kind, kills, messages))) for kind in kinds}
    bars = []
    for kind, one in found.items():
        bars += [
            report.bar(f"{kind}, {one['kills']} kills: lost", one["lost"], 0, at_least=False),
            report.bar(f"{kind}, {one['kills']} kills: never unknown, doubled", one["doubled"], 0, at_least=False),
            report.bar(f"{kind}: doubled beyond their unknowns", one["beyond_their_unknowns"], 0, at_least=False),
            report.bar(
                f"{kind}: rows unknown beyond the open requests, at the worst kill",
                one["most_unknown_beyond_open"],
                0,
                at_least=False,
            ),
            report.bar(f"{kind}: share of unknown rows", one["unknown_share"], UNKNOWN_SHARE_BAR, at_least=False),
        ]
    return {
        "name": "crash",
        "conditions": report.conditions(
            seed=SEED,
            kills_a_database=kills,
            kills_of_the_bar=FULL,
            messages_a_round=messages,
            budget=PER_SECOND,
            found=found,
        ),
        "peers": [],
        "bars": bars,
    }


def main() -> None:
    """Measure and print."""
    parser = report.parser("crash", __doc__)
    parser.add_argument("--full", action="store_true", help="200 kills on each database instead of 20")
    arguments = parser.parse_args()
    kills = FULL if arguments.full else 20
    sizes = (5, 300) if arguments.quick else (kills, 2_000)
    report.run(arguments, lambda: measure(*sizes))


if __name__ == "__main__":
    main()
