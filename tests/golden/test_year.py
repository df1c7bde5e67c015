"""The golden year, on a host in another zone, and as ``zhibu remind --dry-run`` foresees it."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from services.clock import SystemClock
from tests.fixtures.houses import TEST_KEY, house_at
from tests.golden.branch import BEGIN, SHANGHAI, settle_in
from tests.golden.diary import DIARY
from tests.golden.writing import read

ROOT = Path(__file__).parent.parent.parent
#: A month of the year; ``tests.proofs.foreseen`` takes all of it.
UNTIL = dt.date(2026, 1, 24)


@pytest.mark.timeout(400)
def test_the_year_brings_what_is_written_down() -> None:
    """What differs is printed; read it, and if it is wanted: ``python -m tests.golden``."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.golden", "--check"],
        cwd=ROOT,
        env={**os.environ, "TZ": "UTC"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_written_down_keeps_the_house_rules() -> None:
    """Whatever the file is written anew with: nobody is written to at night, nor told one thing twice in a minute."""
    messages = read()
    assert len(messages) > 2000
    assert max(Counter(one for one in messages if one.kind != "human_task").values()) == 1
    for one in messages:
        begin, end = (dt.time(10), dt.time(22)) if one.who == "郑重" else (dt.time(7, 30), dt.time(21, 30))
        assert begin <= one.at.time() < end, str(one)
    by_person = Counter(one.who for one in messages)
    assert "刘国" not in by_person, "he has no telephone with the messenger; people tell him"
    greeted = {(one.who, one.at.date()) for one in messages if one.kind == "greeting"}
    assert greeted == {
        ("王芳", dt.date(2026, 2, 28)),  # born into the party on 29 February
        ("冯远", dt.date(2026, 3, 15)),
        ("孙丽", dt.date(2026, 12, 1)),
    }
    told = [one for one in messages if "probation-end" in one.what]
    assert [one.at.date() for one in told] == [dt.date(2026, 5, 25), dt.date(2026, 6, 17), dt.date(2026, 6, 24)]
    assert {one.who for one in told} == {"王芳"}
    paused = [
        one for one in messages if one.who == "孙丽" and dt.date(2026, 3, 10) < one.at.date() < dt.date(2026, 4, 20)
    ]
    assert {one.kind for one in paused} == {"meeting_notice"}, "invitations come, reminders do not"
    assert max(one.at.date() for one in messages if one.who == "蒋明") < dt.date(2026, 8, 17)
    due = {day for one in messages for day in re.findall(r"dues-remind-today (\S+)", one.what)}
    # The 20th, after August's on the 25th, each off its holiday or weekend: Spring Festival, Dragon Boat, Mid-Autumn.
    assert sorted(due) == [
        "2025-12-22", "2026-01-20", "2026-02-24", "2026-03-20", "2026-04-20", "2026-05-20", "2026-06-22",
        "2026-07-20", "2026-08-20", "2026-09-28", "2026-10-26", "2026-11-25", "2026-12-25",
    ]  # fmt: skip


@pytest.mark.timeout(240)
def test_the_command_foresees_the_year_as_far_as_nobody_does_anything(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert DIARY[0].at.date() > UNTIL
    house = house_at(sqlite_url, now=BEGIN)

    async def settle() -> None:
        await settle_in(house)
        await house.db.close()

    asyncio.run(settle())
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("ENCRYPTION_KEYS", TEST_KEY)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setattr(SystemClock, "now", lambda _self: BEGIN.astimezone(dt.UTC))
    result = CliRunner().invoke(app, ["remind", "--dry-run", "--until", UNTIL.isoformat(), "--json"])
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout.strip().splitlines()[-1])
    # A task for a human follows from what could not be delivered; the rehearsal makes it at its next moment.
    found = Counter(
        (one["at"][:16], one["kind"], one["name"] or "管理员")
        for one in report["messages"]
        if one["kind"] != "human_task"
    )
    golden = Counter(
        (one.at.astimezone(SHANGHAI).isoformat()[:16], one.kind, one.who)
        for one in read()
        if one.at.date() <= UNTIL and one.kind != "human_task"
    )
    assert found == golden
