"""Random and mutated updates: nothing unhandled, nothing of a protected branch changed by outsiders, no growth.

::

    world of ``tests.handlers.protected`` ── updates of outsiders ──> no secret said, not a row of the branch changed
                                         └── updates of everybody ──> every one ends, foreign keys and audit chain hold

Updates go the way they go in the product: the order of persons, the lanes, the library's objects, the dispatcher, the
boundary. ``python -m tests.proofs.fuzz --updates 100000``.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import random
import sqlite3
import statistics
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Mapping, MutableMapping
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import select
from telegram.request import RequestData

from benchmarks.support.server import resident_mb
from bot import boundary
from bot.handling import Handling
from bot.polling import PersonalOrder
from bot.reading import Unreadable, update_of
from bot.telegram_bot import TelegramBot
from db import migrate
from db.accounts import Account
from db.session import Database
from handlers import features
from handlers.dispatch import Dispatcher
from handlers.lanes import Lanes
from services import audit, drafts
from services.drafts import Form
from tests.fixtures.houses import NOW, house_at
from tests.handlers.forged import answers_for
from tests.handlers.offline import BOT_ID, Recorder
from tests.handlers.protected import SECRETS, Known, Scene, build
from tests.proofs.updates import FORMS, Updates

#: Updates after which the world is put back to its first state.
_A_WORLD = 2_000
#: Updates of both kinds between two looks at memory, and by how many its growth is told.
_A_LOOK, _TOLD_BY = 2 * _A_WORLD, 10_000
_GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)
#: Looks at memory that tell how it grows.
_LEAST_LOOKS = 3
#: Updates under way at a time, as in a busy minute.
_TOGETHER = 8
_OUTSIDERS = ("stranger", "consented", "plain member", "group leader", "foreign secretary")


@dataclass
class Found:
    """What a run showed.

    Attributes:
        unreadable: Updates of which nothing could be built; they were kept and left.
        unhandled: Where an exception reached the boundary, and how often.
        told: Secrets that were said to outsiders, and when.
        changed: Tables of the protected branch that outsiders changed.
        broken: What the database says of itself, or the audit chain.
        memory: Resident MB after every world of outsiders and of everybody.
    """

    seed: int
    updates: int = 0
    unreadable: int = 0
    unhandled: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def growth(self) -> float:
        """MB in ten thousand updates, least squares of the second half; 0 where there were too few to tell.

        The first half warms up: every statement is compiled and kept when it is first met (there are some 800 of them,
        60 to 70 KB each; 500 are kept for reading and as many for writing), and every sentence is parsed then. Half of
        them are met within 4,000 updates, the rarest only after 50,000.
        """
        later = self.memory[len(self.memory) // 2 :]
        if len(later) < _LEAST_LOOKS:
            return 0.0
        return statistics.linear_regression(range(len(later)), later).slope * _TOLD_BY / _A_LOOK

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not (self.unhandled or self.told or self.changed or self.broken) and self.growth < 1.0


#: What is asked about chats and files.
_RESULTS: dict[str, Any] = {
    "getfile": {"file_id": "x", "file_unique_id": "u", "file_size": 10, "file_path": "documents/x"},
    "getchat": {"id": -1001, "type": "group", "title": "x", "accent_color_id": 0, "max_reaction_count": 11}
    | {"accepted_gift_types": dict.fromkeys(_GIFTS, False)},
    "getchatmember": {"status": "member", "user": {"id": BOT_ID, "is_bot": True, "first_name": "支部"}},
    "getchatadministrators": [],
    "getchatmembercount": 3,
}


class _Telegram(Recorder):
    """Answers like Telegram; files hold whatever the dice say."""

    def __init__(self, dice: random.Random) -> None:
        super().__init__()
        self._dice = dice

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_timeouts: Any, **_more: Any
    ) -> tuple[int, bytes]:
        if "/file/" in url:
            return 200, self._dice.randbytes(self._dice.choice((0, 10, 3_000)))
        result = _RESULTS.get(url.rsplit("/", 1)[1].lower())
        if result is not None:
            return 200, json.dumps({"ok": True, "result": result}).encode()
        return await super().do_request(url, method, request_data)


class _Watch:
    """Counts what reaches the boundary, by the line that raised it."""

    def __init__(self, found: Found) -> None:
        self._found = found

    def __call__(self, _logger: object, _name: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
        if event["event"] in ("unexpected", "update_failed"):
            error = event.get("exc_info")
            error = sys.exc_info()[1] if not isinstance(error, BaseException) else error
            frames = traceback.extract_tb(error.__traceback__) if error is not None else []
            ours = [one for one in frames if ".venv" not in one.filename and "/lib/python" not in one.filename]
            at = " < ".join(f"{Path(one.filename).name}:{one.lineno}" for one in reversed(ours[-4:]))
            self._found.unhandled[f"{type(error).__name__} at {at}: {str(error)[:80]}"] += 1
        raise structlog.DropEvent


async def _world(path: Path) -> Known:
    url = f"sqlite:///{path}"
    database = Database(url)
    await migrate.upgrade(database)
    await database.close()
    house = house_at(url)
    try:
        return await build(house)
    finally:
        await house.db.close()


class _Run:
    """One world after the other, until there were updates enough."""

    def __init__(self, found: Found, scene: Scene, *, outsiders: bool) -> None:
        self._found = found
        self._scene = scene
        self._outsiders = outsiders
        self._dice = random.Random(found.seed)
        known = scene.known
        self._people = {known.people[kind]: kind for kind in (_OUTSIDERS if outsiders else known.people)}
        self._updates = Updates(found.seed, list(self._people), known.ids)
        self._telegram = _Telegram(random.Random(found.seed))

    async def world(self, many: int) -> None:
        """So many updates from the first state on."""
        await self._scene.renew()
        house, before = self._scene.house, self._scene.protected(None)
        bot = TelegramBot(f"{BOT_ID}:offline", listening=Recorder(), request=self._telegram)  # type: ignore[arg-type] # nobody listens here
        await bot.initialize()
        dispatcher = Dispatcher(house, features.load(), "zhibu_test_bot")
        handling = Handling(house, bot, dispatcher, patient=True)
        lanes = Lanes(house, bot)

        async def work(raw: Mapping[str, Any]) -> None:
            try:
                update = update_of(raw, bot)
            except Unreadable as error:
                self._found.unreadable += 1
                await boundary.unreadable(house, raw, error)
            else:
                await handling.handle(update)

        order = PersonalOrder(work, lanes)
        for _ in range(0, many, _TOGETHER):
            batch = [self._updates.next() for _ in range(_TOGETHER)]
            if self._dice.random() < 0.5:
                await self._begin_form()
            await asyncio.gather(*(order.submit(update) for update in batch))
            self._listen()
            self._found.updates += _TOGETHER
        await order.finish()
        await lanes.finish()
        if self._outsiders:
            after = self._scene.protected(None)
            self._found.changed += [name for name in before if before[name] != after[name]]
        await self._look(house.db.url.database or "")
        await bot.shutdown()

    async def _begin_form(self) -> None:
        """Let somebody be in the middle of some form, as he never was."""
        person = self._dice.choice(list(self._people))
        kind, _, step = self._dice.choice(FORMS).partition(".")
        house = self._scene.house
        async with house.db.write() as session:
            account = await session.scalar(select(Account.id).where(Account.address == str(person)))
            if account is not None:
                form = Form(kind, step, answers_for(kind, self._scene.known.ids))
                await drafts.put(session, account, form, NOW)

    def _listen(self) -> None:
        if self._outsiders:
            said = self._telegram.words()
            self._found.told += [f"{secret} after update {self._found.updates}" for secret in SECRETS if secret in said]
        self._telegram.asked.clear()

    async def _look(self, path: str) -> None:
        with closing(sqlite3.connect(path)) as connection:
            self._found.broken += [f"foreign key {row}" for row in connection.execute("PRAGMA foreign_key_check")]
            whole = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if whole != "ok":
            self._found.broken.append(whole)
        async with self._scene.house.db.read() as session:
            wrong = await audit.first_break(session)
        if wrong is not None:
            self._found.broken.append(f"audit chain at {wrong}")


async def prove(updates: int, seed: int) -> Found:
    """Send so many updates, half of them by outsiders alone."""
    found, begun = Found(seed), time.monotonic()
    before = structlog.get_config()
    structlog.configure(processors=[_Watch(found)], cache_logger_on_first_use=False)
    try:
        with tempfile.TemporaryDirectory(prefix="zhibu-fuzz-") as folder:
            clean = Path(folder) / "clean.db"
            known = await _world(clean)
            # One house for both, in turn: what it keeps of statements and sentences is kept once.
            scene = Scene(known, Path(folder) / "world.db", clean)
            runs = [_Run(found, scene, outsiders=outsiders) for outsiders in (True, False)]
            for left in range(updates // 2, 0, -_A_WORLD):
                for run in runs:
                    await run.world(min(_A_WORLD, left))
                gc.collect()
                found.memory.append(round(resident_mb(), 1))
            await scene.close()
    finally:
        structlog.configure(**before)
    found.seconds = round(time.monotonic() - begun, 1)
    return found


def main() -> int:
    """The command. Exit status 1 when something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.proofs.fuzz", description="Updates nobody sends.")
    parser.add_argument("--updates", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=20261122)
    chosen = parser.parse_args()
    found = asyncio.run(prove(chosen.updates, chosen.seed))
    for what, many in found.unhandled.most_common(40):
        print(many, what)  # noqa: T201 - a command
    for line in (*found.told[:10], *found.changed[:10], *found.broken[:10], f"resident MB: {found.memory}"):
        print(line)  # noqa: T201 - a command
    shown = asdict(found) | {"unhandled": found.unhandled.total(), "growth": round(found.growth, 2)}
    cells = {name: len(value) if isinstance(value, list) else value for name, value in shown.items()}
    for row in (cells.keys(), ["---"] * len(cells), map(str, cells.values())):
        print(f"| {' | '.join(row)} |")  # noqa: T201 - a command
    return 0 if found.holds else 1


if __name__ == "__main__":
    sys.exit(main())
