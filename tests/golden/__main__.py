"""Write the golden year anew, compare it with the file, or print it with its words."""

from __future__ import annotations

import argparse
import asyncio
import difflib
import sys
import tempfile
from pathlib import Path

import structlog

from db import migrate
from db.session import Database
from tests.fixtures.engines import lend
from tests.fixtures.houses import house_at
from tests.golden.branch import BEGIN, END, settle_in
from tests.golden.diary import DIARY
from tests.golden.process import live
from tests.golden.writing import FILE, HEAD, lines, told, unsent, words


async def text_of_year(url: str, *, with_words: bool = False) -> str:
    """The year on a fresh migrated database, as the file has it or with its words."""
    house = house_at(url, now=BEGIN)
    await settle_in(house)
    # Seldom planning spares time; `tests.proofs.restarts` plans every day, and the year is the same.
    life = await live(url, DIARY, END, plan_every=6)
    found = words(life.arrived) if with_words else [*lines(map(told, life.arrived)), *await unsent(house)]
    await house.db.close()
    return ("" if with_words else HEAD) + "\n".join(found) + "\n"


async def _year(*, with_words: bool) -> str:
    with tempfile.TemporaryDirectory(prefix="zhibu-golden-") as folder:
        url = f"sqlite:///{Path(folder) / 'zhibu.db'}"
        database = Database(url)
        await migrate.upgrade(database)
        await database.close()
        lend(database)
        return await text_of_year(url, with_words=with_words)


def main() -> int:
    """The command. Exit status 1 when the year is another than the file's and was to be compared."""
    parser = argparse.ArgumentParser(prog="python -m tests.golden", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with the file; print what differs")
    parser.add_argument("--words", action="store_true", help="print the messages with their words")
    chosen = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))  # what a year logs is not the result
    text = asyncio.run(_year(with_words=chosen.words))
    if chosen.words:
        sys.stdout.write(text)
    elif chosen.check:
        golden = FILE.read_text(encoding="utf-8").splitlines()
        found = list(difflib.unified_diff(golden, text.splitlines(), "golden", "found", lineterm="", n=0))
        sys.stdout.write("\n".join(found[:200]))
        return 1 if found else 0
    else:
        FILE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
