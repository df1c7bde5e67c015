"""``zhibu doctor``: what keeps the bot from working, each with one next step. Nothing is changed."""

from __future__ import annotations

import asyncio
import datetime as dt
import email.utils
import os
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from zoneinfo import ZoneInfo

import aiohttp
from sqlalchemy.exc import SQLAlchemyError
from telegram.error import InvalidToken, TelegramError

from bot import fonts
from bot.app import make_bot
from bot.mistakes import Mistake
from bot.opening import is_real, keys_of, open_database, open_unmigrated_house, where_is
from bot.settings import Settings
from bot.transport import proxies_of
from db import migrate
from db.vault import Vault, VaultError
from services import health, keyring, reckoning, workdays
from services.clock import Clock, SystemClock
from services.orphans import finding

#: Seconds a server on the network has to answer.
_PATIENCE = 10.0
_CLOCK_WARN, _CLOCK_FAIL = 5.0, 60.0
_DISK_WARN, _DISK_FAIL = 1_000_000_000, 100_000_000
#: The State Council's notice for the coming year is out by then (``libraries.md`` 6).
_NOTICE_MONTH = 11
_MEGABYTE = 1_000_000


class State(StrEnum):
    """How a check ended."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Attributes:
        name: ``token``, ``database``, ``key``, ``delivery``, ``orphans``, ``clock``, ``zone``, ``holidays``, ``fonts``,
            ``disk``.
        state: ok, warn or fail.
        key: The catalogue's sentence: what was found, and the next step where one is due.
        fields: Its variables.
    """

    name: str
    state: State
    key: str
    fields: dict[str, str | int] = field(default_factory=dict)


def _check(name: str, state: State, what: str, **fields: str | int) -> Check:
    return Check(name, state, f"cli-doctor-{name}-{what}", fields)


async def examine(settings: Settings, clock: Clock | None = None) -> list[Check]:
    """Look at everything, one after the other; a check that breaks is a failed check."""
    clock = clock or SystemClock()
    looks: list[tuple[str, Callable[[], Awaitable[Check]]]] = [
        ("token", lambda: _token(settings)),
        ("database", lambda: _database(settings)),
        ("key", lambda: _key(settings)),
        ("delivery", lambda: _delivery(settings, clock)),
        ("orphans", lambda: _orphans(settings, clock)),
        ("clock", lambda: _clock(settings)),
        ("zone", lambda: _zone(settings, clock)),
        ("holidays", lambda: _holidays(settings, clock)),
        ("fonts", _fonts),
        ("disk", lambda: _disk(settings)),
    ]
    found = []
    for name, look in looks:
        try:
            found.append(await look())
        except Mistake as mistake:
            found.append(Check(name, State.FAIL, mistake.key, dict(mistake.fields)))
        except Exception as error:  # noqa: BLE001 - the doctor's own trouble is a finding, not a crash
            found.append(Check(name, State.FAIL, "cli-doctor-broken", {"name": name, "why": type(error).__name__}))
    return found


async def _token(settings: Settings) -> Check:
    if settings.bot_token is None:
        return _check("token", State.WARN, "missing")
    bot = make_bot(settings)
    try:
        async with asyncio.timeout(_PATIENCE), bot:
            return _check("token", State.OK, "ok", username=bot.username)
    except InvalidToken:
        return _check("token", State.FAIL, "refused")
    except (TelegramError, TimeoutError) as error:
        return _check("token", State.FAIL, "silent", server=settings.api_base_url, why=type(error).__name__)


async def _database(settings: Settings) -> Check:
    async with open_database(settings) as database:
        shape = await migrate.shape(database)
        if shape is migrate.Shape.EMPTY:
            return _check("database", State.WARN, "empty")
        if shape is not migrate.Shape.CURRENT:
            current = await migrate.current(database) or "-"
            return Check(
                "database", State.FAIL, f"cli-db-shape-{shape.value}", {"current": current, "head": migrate.head()}
            )
        try:
            size = await health.size_if_writable(database)
        except SQLAlchemyError as error:
            return _check("database", State.FAIL, "read-only", why=type(error).__name__)
        megabytes = str(round(size / _MEGABYTE, 1))
        return _check(
            "database", State.OK, "ok", where=where_is(database), revision=migrate.head(), megabytes=megabytes
        )


async def _key(settings: Settings) -> Check:
    try:
        keys = keys_of(settings)
        vault = Vault(keys)
        if vault.open(vault.seal("probe", "doctor:probe"), "doctor:probe") != "probe":
            return _check("key", State.FAIL, "broken")
    except VaultError as error:
        raise Mistake("cli-key-malformed", why=str(error)) from None
    async with open_unmigrated_house(settings) as house:
        if await migrate.shape(house.db) is migrate.Shape.CURRENT:
            bad = await keyring.unreadable(house)
            if bad:
                return _check("key", State.FAIL, "wrong", count=bad)
    if not settings.encryption_keys:
        return _check("key", State.OK, "playground")
    return _check("key", State.OK, "ok", count=len(keys))


async def _delivery(settings: Settings, clock: Clock) -> Check:
    found = reckoning.Gap(0, 0, 0)
    async with open_database(settings) as database:
        if await migrate.shape(database) is migrate.Shape.CURRENT:
            async with database.read() as session:
                found = await reckoning.gap(session, clock.now())
    if not found.total:
        return _check("delivery", State.OK, "ok")
    return _check("delivery", State.WARN, "gap", late=found.late, stuck=found.stuck, unknown=found.unknown)


async def _orphans(settings: Settings, clock: Clock) -> Check:
    """What nobody looks after since somebody left; the office has a task for each place."""
    now = clock.now()
    found: list[finding.Orphan] = []
    async with open_database(settings) as database:
        if await migrate.shape(database) is migrate.Shape.CURRENT:
            async with database.read() as session:
                found = await finding.found(session, now.astimezone(ZoneInfo(settings.timezone)).date(), now)
    if not found:
        return _check("orphans", State.OK, "ok")
    places = {one.organisation_id for one in found}
    return _check("orphans", State.WARN, "found", count=len(found), places=len(places))


async def _clock(settings: Settings) -> Check:
    if not is_real(settings):
        return _check("clock", State.OK, "alone")
    try:
        offset = await clock_offset(settings)
    except (aiohttp.ClientError, TimeoutError, ValueError, TypeError):
        return _check("clock", State.WARN, "unknown", server=settings.api_base_url)
    seconds = str(round(abs(offset), 1))
    if abs(offset) >= _CLOCK_FAIL:
        return _check("clock", State.FAIL, "wrong", seconds=seconds)
    if abs(offset) >= _CLOCK_WARN:
        return _check("clock", State.WARN, "wrong", seconds=seconds)
    return _check("clock", State.OK, "ok", seconds=seconds)


async def clock_offset(settings: Settings) -> float:
    """Seconds this machine's clock is ahead of the API server's, by its Date header (whole seconds).

    Raises:
        aiohttp.ClientError, TimeoutError: It does not answer.
        ValueError, TypeError: It tells no time.
    """
    http, socks = proxies_of(settings.proxy_url)
    async with aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=_PATIENCE), connector=_connector(socks)
    ) as session:
        before = dt.datetime.now(dt.UTC)
        async with session.head(settings.api_base_url, proxy=http, allow_redirects=False) as answer:
            theirs = email.utils.parsedate_to_datetime(answer.headers.get("Date", ""))
        after = dt.datetime.now(dt.UTC)
    middle = before + (after - before) / 2
    # The header is cut to whole seconds, so on average it is half a second behind.
    return (middle - theirs).total_seconds() - 0.5


def _connector(socks: str | None) -> aiohttp.BaseConnector | None:
    if socks is None:
        return None
    from aiohttp_socks import ProxyConnector  # noqa: PLC0415 - only behind such a proxy

    connector: aiohttp.BaseConnector = ProxyConnector.from_url(socks, rdns=True)
    return connector


async def _zone(settings: Settings, clock: Clock) -> Check:
    local = clock.now().astimezone(ZoneInfo(settings.timezone))
    return _check("zone", State.OK, "ok", zone=settings.timezone, local=f"{local:%Y-%m-%d %H:%M}")


async def _holidays(settings: Settings, clock: Clock) -> Check:
    today = clock.now().astimezone(ZoneInfo(settings.timezone)).date()
    table = workdays.Workdays()
    async with open_database(settings) as database:
        if await migrate.shape(database) is migrate.Shape.CURRENT:
            async with database.read() as session:
                table = await workdays.load(session, today, dt.date(today.year + 1, 12, 31))
    if not table.published(today.year):
        return _check("holidays", State.FAIL, "missing", year=str(today.year))
    coming = str(today.year + 1)
    if table.published(today.year + 1):
        return _check("holidays", State.OK, "ok", year=coming)
    if today.month >= _NOTICE_MONTH:
        return _check("holidays", State.WARN, "missing", year=coming)
    return _check("holidays", State.OK, "early", year=coming)


async def _fonts() -> Check:
    try:
        drawn = await asyncio.to_thread(fonts.draws)
    except (ImportError, OSError) as error:
        return _check("fonts", State.FAIL, "missing", why=type(error).__name__)
    return _check("fonts", State.OK, "ok") if drawn else _check("fonts", State.FAIL, "missing", why=fonts.PROBE)


async def _disk(settings: Settings) -> Check:
    folder = settings.data_dir.absolute()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    megabytes = free // _MEGABYTE
    if not os.access(folder, os.W_OK):
        return _check("disk", State.FAIL, "read-only", path=str(folder))
    if free < _DISK_WARN:
        return _check(
            "disk", State.FAIL if free < _DISK_FAIL else State.WARN, "short", path=str(folder), megabytes=megabytes
        )
    return _check("disk", State.OK, "ok", path=str(folder), megabytes=megabytes)
