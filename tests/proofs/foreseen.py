"""What ``zhibu remind --dry-run`` foresees of a whole year is what comes when nobody does anything."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import structlog

from db import migrate
from db.session import Database
from scheduler.rehearsing import foresee
from services import forecast
from tests.fixtures.houses import house_at
from tests.golden.branch import BEGIN, END, settle_in
from tests.golden.process import live


async def _both(url: str) -> dict[str, float]:
    database = Database(url)
    await migrate.upgrade(database)
    await database.close()
    house = house_at(url, now=BEGIN)
    await settle_in(house)
    begun = time.monotonic()
    async with forecast.rehearsed(house) as pretended:
        foreseen = Counter([(one.at, one.address, one.kind) async for one in foresee(pretended, END)])
        foreseen = _without_tasks(foreseen)
    seconds = time.monotonic() - begun
    life = await live(url, (), END)
    came = _without_tasks(Counter((one.at, one.address, one.letter.kind) for one in life.arrived))
    await house.db.close()
    for one in sorted([*(foreseen - came).elements(), *(came - foreseen).elements()], key=str):
        print("differs:", *map(str, one))  # noqa: T201 - a command
    return {
        "messages foreseen": foreseen.total(),
        "messages that came": came.total(),
        "foreseen only": (foreseen - came).total(),
        "came only": (came - foreseen).total(),
        "seconds to foresee": round(seconds),
        "days": (END - BEGIN) // dt.timedelta(days=1),
    }


def _without_tasks(found: Counter[tuple[dt.datetime, str, str]]) -> Counter[tuple[dt.datetime, str, str]]:
    """Without what follows from a failed delivery: the rehearsal makes it at its next moment, the process at once."""
    return Counter({one: many for one, many in found.items() if one[2] != "human_task"})


def main() -> int:
    """The command. Exit status 1 when the two differ."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))  # what a year logs is not the result
    with tempfile.TemporaryDirectory(prefix="zhibu-foreseen-") as folder:
        found = asyncio.run(_both(f"sqlite:///{Path(folder) / 'zhibu.db'}"))
    print(json.dumps(found))  # noqa: T201 - its result
    return 1 if found["foreseen only"] or found["came only"] else 0


if __name__ == "__main__":
    sys.exit(main())
