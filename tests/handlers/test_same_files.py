"""A backup restored into an empty place gives whoever presses the same file, byte for byte, on another day.

What is pressed is not listed here: it is every line of ``docs/access.md`` by which somebody is sent a file, as the
first who is sent it; and every place in ``handlers/`` that sends one is come to, or says below why not.
``tests/services/test_same_exports.py`` compares whole sheets of a lived-in month, on both databases.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import time_machine

from db.session import Database
from handlers.turn import Turn
from services import backup
from tests import access_table
from tests.handlers.access_walk import Entry, Watch
from tests.handlers.everybody import KINDS
from tests.handlers.protected import Known, Scene

_MESSENGERS = "sends what the messenger keeps, by its name there"
_OF_A_FILE = "made of a file that somebody sends, not of what is stored"
#: Places that no line of the table comes to, and why.
_NOT_BY_ONE_PRESS = {
    "announcements.get": _MESSENGERS,
    "dues_pay._refuse": _OF_A_FILE,
    "dues_pay._show": _OF_A_FILE,
    "invitations.invite": "a new code each time",
    "makeup.read": _MESSENGERS,
    "minutes.see": _MESSENGERS,
    "month_pack.make": "compared by test_same_exports.py",
    "questions._refuse": _OF_A_FILE,
    "rollcall.code": "a code that changes by the clock",
    "roster._refuse": _OF_A_FILE,
    "study_readings.file": _MESSENGERS,
    "study_works.files": _MESSENGERS,
}


def _pressed() -> list[tuple[Entry, str]]:
    """Every line by which somebody is sent a file, and the first who is."""
    known = access_table.rows_in(access_table.PATH.read_text(encoding="utf-8"))
    return [
        (entry, KINDS[known[entry.key].cells.index("f")])
        for route in access_table.routes()
        for entry in access_table.entries(route, known)
        if "f" in known[entry.key].cells
    ]


@contextmanager
def _kept(files: dict[str, bytes]) -> Iterator[None]:
    """Keeps what is sent while the block lasts, by where it was sent from and its name."""

    def keeping(name: str) -> Any:
        real = getattr(Turn, name)

        async def sent(turn: Turn, content: Any, *args: Any, **more: Any) -> None:
            caller = sys._getframe(1)
            site = f"{caller.f_globals['__name__'].removeprefix('handlers.')}.{caller.f_code.co_name}"
            files[f"{site} {args[0] if name == 'send_file' else len(files)}"] = content
            await real(turn, content, *args, **more)

        return patch.object(Turn, name, sent)

    with keeping("send_file"), keeping("send_photo"), keeping("send_again"):
        yield


async def _files(scene: Scene) -> dict[str, bytes]:
    watch, found = await Watch(scene).start(), dict[str, bytes]()
    with _kept(found):
        for entry, kind in _pressed():
            await watch.press(entry, kind)
    return found


async def _restored(scene: Scene, known: Known, folder: Path) -> Scene:
    """The same world out of a backup, in an empty place."""
    await backup.create(scene.house, folder / "a.backup")
    empty = dataclasses.replace(
        scene.house, db=Database(f"sqlite:///{folder / 'new.db'}"), erasure_register=folder / "erasures.txt"
    )
    await backup.restore(empty, folder / "a.backup")
    await empty.db.close()
    return Scene(known, folder / "elsewhere.db", folder / "new.db")


async def test_whoever_presses_gets_the_same_file_from_a_restored_backup(sqlite_url: str, tmp_path: Path) -> None:
    clean = Path(sqlite_url.removeprefix("sqlite:///"))
    known = await access_table.build(clean)
    scene = Scene(known, tmp_path / "here.db", clean)
    elsewhere = await _restored(scene, known, tmp_path)
    before = await _files(scene)
    with time_machine.travel(dt.datetime(2031, 3, 5, 7, 30, tzinfo=dt.UTC)):
        after = await _files(elsewhere)
    await scene.close()
    await elsewhere.close()
    sites = {name.split(" ")[0] for name in before}
    assert sorted(sites | set(_NOT_BY_ONE_PRESS)) == access_table.sending()
    assert sites & set(_NOT_BY_ONE_PRESS) == set()
    assert list(before) == list(after)
    assert [name for name, content in before.items() if after[name] != content] == []
