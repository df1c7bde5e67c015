"""The doctor finds what keeps the bot from working, says the next step, and changes nothing."""

from __future__ import annotations

import base64
import datetime as dt
import email.utils
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from aiohttp import web
from pydantic import SecretStr
from sqlalchemy import text

import texts
from bot import doctor, fonts
from bot.doctor import Check, State
from bot.mistakes import Mistake
from bot.settings import Settings
from db.calendar import WorkdayOverride
from db.names import BranchRole
from playground import server as playground_server
from services import outbox
from services.clock import FixedClock
from services.house import House
from services.outbox import Message, Payload
from tests.factories import grant_role, make_account, make_branch, make_member
from tests.fixtures.houses import NOW, TEST_KEY

TOKEN = SecretStr("7000000001:test-token-for-the-doctor")


def _settings(house: House, folder: Path, **changes: Any) -> Settings:
    values: dict[str, Any] = {
        "database_url": house.db.url.render_as_string(hide_password=False),
        "data_dir": folder,
        "encryption_keys": [SecretStr(TEST_KEY)],
    }
    return Settings(_env_file=None, **(values | changes))


async def _examine(settings: Settings, now: dt.datetime = NOW) -> dict[str, Check]:
    found = {check.name: check for check in await doctor.examine(settings, FixedClock(now))}
    for language in texts.LANGUAGES:
        for check in found.values():
            assert texts.plain(language, check.key, **check.fields)
    assert list(found) == [
        "token",
        "database",
        "key",
        "delivery",
        "orphans",
        "clock",
        "zone",
        "holidays",
        "fonts",
        "disk",
    ]
    return found


async def test_a_house_without_a_token_is_well_but_for_the_token(house: House, tmp_path: Path) -> None:
    found = await _examine(_settings(house, tmp_path))
    assert found["token"].state is State.WARN
    assert {name for name, check in found.items() if check.state is State.FAIL} == set()
    assert found["database"].fields["revision"]


async def test_a_token_is_tried_on_the_server(sqlite_house: House, tmp_path: Path) -> None:
    async with playground_server.running() as server:
        good = await _examine(_settings(sqlite_house, tmp_path, bot_token=TOKEN, api_base_url=server.url))
        assert good["token"].state is State.OK
        assert good["token"].fields["username"]
        bad = _settings(sqlite_house, tmp_path, bot_token=SecretStr("nonsense"), api_base_url=server.url)
        assert (await _examine(bad))["token"].key == "cli-doctor-token-refused"


async def test_a_silent_server_is_a_failure(sqlite_house: House, tmp_path: Path) -> None:
    settings = _settings(sqlite_house, tmp_path, bot_token=TOKEN, api_base_url="http://127.0.0.1:1")
    assert (await _examine(settings))["token"].key == "cli-doctor-token-silent"


async def test_the_wrong_key_shows(house: House, tmp_path: Path) -> None:
    async with house.db.write() as session:
        await make_member(session, await make_branch(session), phone="13800138000", vault=house.vault)
    other = base64.urlsafe_b64encode(b"n" * 32).decode()
    right = await _examine(_settings(house, tmp_path))
    wrong = await _examine(_settings(house, tmp_path, encryption_keys=[SecretStr(other)]))
    assert right["key"].state is State.OK
    assert (wrong["key"].state, wrong["key"].fields) == (State.FAIL, {"count": 1})


async def test_a_real_token_without_a_key_fails(sqlite_house: House, tmp_path: Path) -> None:
    settings = _settings(sqlite_house, tmp_path, bot_token=TOKEN, encryption_keys=[])
    with pytest.raises(Mistake) as caught:
        await doctor._key(settings)
    assert caught.value.key == "cli-key-missing"


@pytest.mark.parametrize(
    ("statement", "key", "state"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", "cli-db-shape-ahead", State.FAIL),
        ("DROP TABLE alembic_version", "cli-db-shape-foreign", State.FAIL),
    ],
)
async def test_other_shapes_fail(sqlite_house: House, tmp_path: Path, statement: str, key: str, state: State) -> None:
    async with sqlite_house.db.engine.begin() as connection:
        await connection.execute(text(statement))
    check = (await _examine(_settings(sqlite_house, tmp_path)))["database"]
    assert (check.key, check.state) == (key, state)


async def test_an_empty_database_warns_and_stays_empty(sqlite_house: House, tmp_path: Path) -> None:
    settings = _settings(sqlite_house, tmp_path, database_url=f"sqlite:///{tmp_path / 'fresh.db'}")
    for _ in range(2):
        assert (await _examine(settings))["database"].key == "cli-doctor-database-empty"


async def test_a_database_nobody_answers_for_fails(sqlite_house: House, tmp_path: Path) -> None:
    settings = _settings(sqlite_house, tmp_path, database_url="postgresql://u:hunter2@127.0.0.1:1/n")
    found = await _examine(settings)
    assert found["database"].key == "cli-database-unreachable"
    assert "hunter2" not in str(found)


@pytest.mark.parametrize(
    ("today", "state", "key"),
    [
        (dt.datetime(2026, 10, 31, tzinfo=dt.UTC), State.OK, "cli-doctor-holidays-early"),
        (dt.datetime(2026, 10, 31, 16, tzinfo=dt.UTC), State.WARN, "cli-doctor-holidays-missing"),
        (dt.datetime(2026, 12, 31, tzinfo=dt.UTC), State.WARN, "cli-doctor-holidays-missing"),
        (dt.datetime(2025, 12, 31, tzinfo=dt.UTC), State.OK, "cli-doctor-holidays-ok"),
        (dt.datetime(2027, 1, 1, tzinfo=dt.UTC), State.FAIL, "cli-doctor-holidays-missing"),
    ],
)
async def test_next_year_s_holidays_are_asked_for_from_november(
    sqlite_house: House, tmp_path: Path, today: dt.datetime, state: State, key: str
) -> None:
    check = (await _examine(_settings(sqlite_house, tmp_path), today))["holidays"]
    assert (check.state, check.key) == (state, key)


async def test_an_imported_table_counts(house: House, tmp_path: Path) -> None:
    async with house.db.write() as session:
        session.add(WorkdayOverride(day=dt.date(2027, 10, 1), is_workday=False, source="test"))
    assert (await _examine(_settings(house, tmp_path)))["holidays"].state is State.OK


class _Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.mark.parametrize(
    ("free", "state"), [(5_000_000_000, State.OK), (999_000_000, State.WARN), (99_000_000, State.FAIL)]
)
async def test_little_room_on_the_disk(
    sqlite_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, state: State
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: _Usage(10**12, 10**12 - free, free))
    assert (await _examine(_settings(sqlite_house, tmp_path / "not" / "yet")))["disk"].state is state


async def test_a_font_that_draws_nothing_fails(
    sqlite_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "draws", lambda: False)
    assert (await _examine(_settings(sqlite_house, tmp_path)))["fonts"].state is State.FAIL


async def test_a_check_that_breaks_is_a_failed_check(
    sqlite_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> bool:
        raise ZeroDivisionError

    monkeypatch.setattr(fonts, "draws", broken)
    check = (await _examine(_settings(sqlite_house, tmp_path)))["fonts"]
    assert (check.key, check.fields["why"]) == ("cli-doctor-broken", "ZeroDivisionError")


@asynccontextmanager
async def _server_at(clock: Callable[[], dt.datetime]) -> AsyncIterator[str]:
    """A server whose Date header follows a clock of its own."""

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(headers={"Date": email.utils.format_datetime(clock(), usegmt=True)})

    app = web.Application()
    app.router.add_route("*", "/", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    ("ahead", "state"), [(0, State.OK), (20, State.WARN), (-20, State.WARN), (300, State.FAIL), (-300, State.FAIL)]
)
async def test_the_clock_is_compared_with_the_server_s(
    sqlite_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ahead: int, state: State
) -> None:
    monkeypatch.setattr(doctor, "is_real", lambda _settings: True)
    async with _server_at(lambda: dt.datetime.now(dt.UTC) - dt.timedelta(seconds=ahead)) as address:
        settings = _settings(sqlite_house, tmp_path, bot_token=TOKEN, api_base_url=address)
        assert abs(await doctor.clock_offset(settings) - ahead) < 3
        assert (await doctor._clock(settings)).state is state


async def test_a_server_that_tells_no_time_is_a_warning(
    sqlite_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "is_real", lambda _settings: True)
    settings = _settings(sqlite_house, tmp_path, bot_token=TOKEN, api_base_url="http://127.0.0.1:1")
    assert (await doctor._clock(settings)).state is State.WARN


async def test_messages_without_an_end_are_shown(sqlite_house: House, tmp_path: Path) -> None:
    async with sqlite_house.db.write() as session:
        account = await make_account(session)
        message = Message("x", "a", "s", Payload("menu-help-words"), NOW - dt.timedelta(hours=2), account_id=account.id)
        await outbox.enqueue(session, [message], NOW)
    check = (await _examine(_settings(sqlite_house, tmp_path)))["delivery"]
    assert (check.state, check.fields) == (State.WARN, {"late": 1, "stuck": 0, "unknown": 0})


async def test_what_nobody_looks_after_is_found(sqlite_house: House, tmp_path: Path) -> None:
    async with sqlite_house.db.write() as session:
        branch = await make_branch(session)
        member = await make_member(session, branch)
        await grant_role(session, member, branch, BranchRole.SECRETARY, ends_on=dt.date(2026, 11, 1))
    check = (await _examine(_settings(sqlite_house, tmp_path)))["orphans"]
    assert (check.state, check.fields) == (State.WARN, {"count": 1, "places": 1})
