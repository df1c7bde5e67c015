"""``zhibu remind --dry-run``: what the real planners and the real delivery would send, and nothing is stored."""

from __future__ import annotations

import datetime as dt
import json
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from bot.cli import app
from db.accounts import Account
from scheduler.rehearsing import Foreseen, foresee
from services import dues, forecast
from services.house import House
from tests.factories import bind, make_account, make_branch, make_member
from tests.fixtures.houses import NOW, TEST_KEY
from tests.scheduler.outgoing import rows

SHANGHAI = ZoneInfo("Asia/Shanghai")


async def _branch(house: House) -> None:
    async with house.db.write() as session:
        branch = await make_branch(session)
        for number in range(3):
            member = await make_member(session, branch, f"党员{number}")
            if number < 2:
                await bind(session, member, await make_account(session, str(2000 + number)))
        account = (await session.execute(text("SELECT id FROM accounts WHERE address = '2001'"))).scalar_one()
        sleeper = await session.get_one(Account, account)
        sleeper.quiet_start, sleeper.quiet_end = dt.time(8), dt.time(12)


async def _foreseen(house: House, until: dt.datetime) -> list[Foreseen]:
    async with forecast.rehearsed(house) as pretended:
        return [one async for one in foresee(pretended, until)]


def wall(found: list[Foreseen]) -> list[tuple[str, str]]:
    return [(f"{one.at.astimezone(SHANGHAI):%m-%d %H:%M}", one.address) for one in found]


async def test_every_message_until_the_day_over_the_end_of_a_month(sqlite_house: House) -> None:
    """What is foreseen is the planners' and the same on every database; how it is kept apart is tried on both below."""
    await _branch(sqlite_house)
    found = await _foreseen(sqlite_house, dt.datetime(2026, 12, 20, 15, tzinfo=SHANGHAI))
    assert wall([one for one in found if one.kind == dues.KIND]) == [
        ("11-19 09:00", "2000"),
        ("11-19 12:00", "2001"),
        ("11-20 09:00", "2000"),
        ("11-20 12:00", "2001"),
        ("12-16 09:00", "2000"),
        ("12-16 12:00", "2001"),
        ("12-20 09:00", "2000"),
        ("12-20 12:00", "2001"),
    ]
    assert {one.kind for one in found} == {dues.KIND, "meeting_notice", "meeting_reminder"}


async def test_nothing_of_a_rehearsal_is_stored(house: House) -> None:
    await _branch(house)
    soon = dt.datetime(2026, 11, 20, 10, tzinfo=SHANGHAI)
    found = await _foreseen(house, soon)
    assert wall([one for one in found if one.kind == dues.KIND]) == [
        ("11-19 09:00", "2000"),
        ("11-19 12:00", "2001"),
        ("11-20 09:00", "2000"),
    ]
    assert "11月20日（周五）" in found[0].text
    assert await rows(house) == []
    assert house.now() == NOW
    # Twice the same, and with the plan stored already as well.
    await dues.reconcile_all(house)
    stored = [(row.id, row.state, row.not_before) for row in await rows(house)]
    assert wall(await _foreseen(house, soon)) == wall(found)
    assert [(row.id, row.state, row.not_before) for row in await rows(house)] == stored
    async with house.db.write() as session:
        assert (await session.execute(text("SELECT count(*) FROM audit_entries"))).scalar_one() == 0


async def test_the_running_bot_is_not_held_up_by_a_rehearsal(house: House) -> None:
    await _branch(house)
    await dues.reconcile_all(house)
    async with forecast.rehearsed(house) as pretended:
        async for _ in foresee(pretended, NOW + dt.timedelta(days=4)):
            async with house.db.write() as session:
                await session.execute(text("UPDATE outbox_messages SET attempts = attempts + 1"))


async def test_only_a_rehearsed_house_lives_in_another_time(sqlite_house: House) -> None:
    class Moving:
        def now(self) -> dt.datetime:
            return NOW

    real = House(sqlite_house.db, sqlite_house.vault, sqlite_house.rules, Moving())
    with pytest.raises(TypeError):
        async for _ in foresee(real, NOW):
            pass


# --- the command ----------------------------------------------------------------------------------------------------


@pytest.fixture
def environment(sqlite_url: str, tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("ENCRYPTION_KEYS", TEST_KEY)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))


@pytest.mark.usefixtures("environment")
def test_the_command_ends_with_one_object() -> None:
    until = (dt.datetime.now(SHANGHAI) + dt.timedelta(days=3)).date().isoformat()
    result = CliRunner().invoke(app, ["remind", "--dry-run", "--until", until, "--json"])
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout.strip().splitlines()[-1])
    assert report["messages"] == []
    assert report["until"].startswith(until)


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["--until", "2999-01-01"], 1),
        (["--dry-run", "--until", "2020-01-01"], 1),
        (["--dry-run", "--until", "soon"], 2),
        (["--dry-run"], 2),
    ],
)
def test_wrong_use_is_refused(arguments: list[str], status: int) -> None:
    result = CliRunner().invoke(app, ["remind", *arguments])
    assert result.exit_code == status
    assert "Traceback" not in result.output
