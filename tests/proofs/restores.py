"""A restore or key change that is killed at any instant leaves the database whole; running it again finishes it.

Each round kills ``zhibu restore`` or ``zhibu key rotate`` (SIGKILL) after a random time. After a killed restore the
database holds all of the old or all of the new content, never a mixture; after a killed key change every number can be
read with the two keys, and running it again finishes it.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import time
import traceback
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

from db import migrate
from db.session import Database
from db.vault import Vault
from services import phones
from tests.factories import make_branch, make_member
from tests.proofs import nursery

ROUNDS = 60
MEMBERS = 3000
#: Rounds and members of the sample in `make test`.
SAMPLE = (1, 300)

_KEYS = [base64.urlsafe_b64encode(letter * 32).decode() for letter in (b"n", b"o")]
Zhibu = Callable[..., Awaitable[bool]]
_SETTINGS = ("BOT_TOKEN", "DATABASE_URL", "ENCRYPTION_KEYS", "API_BASE_URL", "PROXY_URL", "DATA_DIR")


def _environment(folder: Path, keys: list[str]) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if name not in _SETTINGS}
    return own | {
        "DATABASE_URL": f"sqlite:///{folder / 'zhibu.db'}",
        "DATA_DIR": str(folder / "own"),
        "ENCRYPTION_KEYS": ",".join(keys),
        "LC_ALL": "C.UTF-8",
    }


async def _forked(folder: Path, keys: list[str], *words: str, kill_after: float | None = None) -> bool:
    """Like ``_zhibu``, off a process that has imported everything: `make test` cannot afford each start."""
    log = folder.parent / "process.log"
    process = await nursery.start(words, _environment(folder, keys), log)
    try:
        await asyncio.wait_for(process.wait(), kill_after)
    except TimeoutError:  # the kill that was wanted
        process.kill()
        await process.wait()
        return False
    assert process.returncode == 0, log.read_text(encoding="utf-8")
    return True


async def _zhibu(folder: Path, keys: list[str], *words: str, kill_after: float | None = None) -> bool:
    """Run the command; True when it ended by itself, well."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.cli", *words, env=_environment(folder, keys), cwd=Path(__file__).parents[2],
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        _, complaint = await asyncio.wait_for(process.communicate(), kill_after)
    except TimeoutError:  # the kill that was wanted
        process.kill()
        await process.wait()
        return False
    assert process.returncode == 0, complaint.decode()
    return True


async def _fill(folder: Path, mark: str, members: int) -> None:
    database = Database(f"sqlite:///{folder / 'zhibu.db'}")
    await migrate.upgrade(database)
    vault = Vault([_KEYS[1]])
    async with database.write() as session:
        branch = await make_branch(session)
        for number in range(members):
            await make_member(session, branch, f"{mark}{number}", phone=f"138{number:08d}", vault=vault)
    await database.close()


def _marks(folder: Path) -> dict[str, int]:
    with closing(sqlite3.connect(folder / "zhibu.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = connection.execute("SELECT substr(name, 1, 1), count(*) FROM members GROUP BY 1").fetchall()
    return dict(rows)


def _unread(folder: Path, keys: list[str]) -> int:
    vault = Vault(keys)
    with closing(sqlite3.connect(folder / "zhibu.db")) as connection:
        rows = connection.execute("SELECT key, phone_sealed, phone_index FROM members").fetchall()
    for key, sealed, index in rows:
        assert index in phones.indexes(vault, vault.open(sealed, phones.place(key)))
    return sum(not vault.is_current(sealed) for _, sealed, _ in rows)


async def prove(seed: int, rounds: int, members: int, *, forked: bool = False) -> dict[str, int]:
    """Kill restores and key changes.

    Args:
        seed: Chooses the instants.
        rounds: Kills of each kind.
        members: How many the database holds.
        forked: Whether commands are forked off a process that has imported everything.

    Returns:
        How many were killed, how many had ended before, and how the killed ones left the database.
    """
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="zhibu-proof-") as name:
        base, zhibu = Path(name), _forked if forked else _zhibu
        old, new = base / "old", base / "new"
        for folder, mark in ((old, "旧"), (new, "新")):
            folder.mkdir()
            await _fill(folder, mark, members)
        await zhibu(new, [_KEYS[1]], "backup", str(base / "new.backup"))
        # The instants are drawn from where something happens, not from the start-up.
        start = await _time(zhibu, old, base, "db", "status")
        restore = await _time(zhibu, old, base, "restore", str(base / "new.backup"), "--yes")
        rotate = await _time(zhibu, old, base, "key", "rotate")
        restores = await _kill_restores(zhibu, dice, rounds, (start * 0.7, restore), base, members)
        return restores | await _kill_rotations(zhibu, dice, rounds, (start * 0.9, rotate), base, members)


async def _time(zhibu: Zhibu, old: Path, base: Path, *words: str) -> float:
    home = base / "home"
    shutil.copytree(old, home)
    begun = time.monotonic()
    assert await zhibu(home, _KEYS, *words)
    taken = time.monotonic() - begun
    shutil.rmtree(home)
    return taken


async def _kill_restores(
    zhibu: Zhibu, dice: random.Random, rounds: int, span: tuple[float, float], base: Path, members: int
) -> dict[str, int]:
    home = base / "home"
    killed = before = after = 0
    for _ in range(rounds):
        shutil.copytree(base / "old", home)
        words = ("restore", str(base / "new.backup"), "--yes")
        killed += not await zhibu(home, _KEYS, *words, kill_after=dice.uniform(*span))
        found = _marks(home)
        assert found in ({"旧": members}, {"新": members}), found
        before, after = before + ("旧" in found), after + ("新" in found)
        assert await zhibu(home, _KEYS, *words)
        assert _marks(home) == {"新": members}
        assert list(home.glob(".zhibu-*")) == [], "no plain copy is left"
        shutil.rmtree(home)
    return {"restores killed": killed, "left as before": before, "left restored": after}


async def _kill_rotations(
    zhibu: Zhibu, dice: random.Random, rounds: int, span: tuple[float, float], base: Path, members: int
) -> dict[str, int]:
    home = base / "home"
    killed = midway = 0
    for _ in range(rounds):
        shutil.copytree(base / "old", home)
        killed += not await zhibu(home, _KEYS, "key", "rotate", kill_after=dice.uniform(*span))
        midway += 0 < _unread(home, _KEYS) < members
        assert await zhibu(home, _KEYS, "key", "rotate")
        assert _unread(home, [_KEYS[0]]) == 0
        shutil.rmtree(home)
    return {"key changes killed": killed, "left midway": midway}


def main() -> int:
    """The command. Exit status 1 when the promise did not hold."""
    parser = argparse.ArgumentParser(description="Kill restores and key changes, and look at what is left.")
    parser.add_argument("--seed", type=int, default=20261116)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    chosen = parser.parse_args()
    try:
        figures = asyncio.run(prove(chosen.seed, chosen.rounds, MEMBERS))
    except AssertionError:
        traceback.print_exc()
        return 1
    print(json.dumps(figures))  # noqa: T201 - its result
    return 0


if __name__ == "__main__":
    sys.exit(main())
