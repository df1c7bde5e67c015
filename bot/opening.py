"""Open the house: the keys, the database in its newest shape, and everything a service is given."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from bot.mistakes import Mistake
from bot.settings import Settings
from db import migrate
from db.session import Database
from db.vault import Vault, VaultError, new_key
from services import rules
from services.clock import Clock, SystemClock
from services.house import House

#: The key a playground makes for itself, inside ``data_dir``.
PLAYGROUND_KEY_FILE = "playground.key"
#: The register of erasures beside the database, inside ``data_dir``.
ERASURE_REGISTER = "erasures.txt"


def load_settings() -> Settings:
    """Read the environment and ``.env``.

    Raises:
        Mistake: A setting cannot be used; its value is not repeated.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0]).upper() if first["loc"] else "settings"
        raise Mistake("cli-bad-setting", name=name, why=str(first["msg"]).removeprefix("Value error, ")) from None


def is_loopback(address: str) -> bool:
    """Whether an ``http://host:port`` address is this machine's own."""
    host = urlsplit(address).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:  # a name and no address: somewhere else
        return False


def is_real(settings: Settings) -> bool:
    """Whether there is a token that is used with a Bot API server outside this machine."""
    return settings.bot_token is not None and not is_loopback(settings.api_base_url)


def playground_key(data_dir: Path) -> str:
    """The playground's own key, made when there is none yet (mode 0600)."""
    path = data_dir / PLAYGROUND_KEY_FILE
    data_dir.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process made it first: his counts
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(new_key() + "\n")
    return path.read_text(encoding="ascii").strip()


def keys_of(settings: Settings) -> list[str]:
    """The encryption keys, the one in use first. Without a token the playground's own key serves.

    Raises:
        Mistake: A real token without a key of one's own, or with the playground's key.
    """
    keys = [key.get_secret_value() for key in settings.encryption_keys]
    if is_real(settings):
        if not keys:
            raise Mistake("cli-key-missing")
        path = settings.data_dir / PLAYGROUND_KEY_FILE
        if path.exists() and keys[0] == path.read_text(encoding="ascii").strip():
            raise Mistake("cli-key-of-the-playground")
    return keys or [playground_key(settings.data_dir)]


def open_vault(settings: Settings) -> Vault:
    """The vault over the keys of the settings.

    Raises:
        Mistake: No key of one's own, or a malformed one.
    """
    try:
        return Vault(keys_of(settings))
    except VaultError as error:
        raise Mistake("cli-key-malformed", why=str(error)) from None


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    """The database as it is, whatever its shape; closed at the end of the block.

    Raises:
        Mistake: The address cannot be understood or nobody answers there.
    """
    try:
        database = Database(settings.database_url)
    except (ArgumentError, ValueError):
        raise Mistake("cli-database-address") from None
    except OSError as error:
        raise Mistake("cli-database-unreachable", where="DATABASE_URL", why=error.strerror or "") from None
    where = where_is(database)
    try:
        yield database
    except OperationalError as error:
        raise Mistake("cli-database-unreachable", where=where, why=_first_line(error)) from error
    except DatabaseError as error:
        if "file is not a database" not in str(error.orig):
            raise
        raise Mistake("cli-database-foreign", where=where) from None
    finally:
        await database.close()


def where_is(database: Database) -> str:
    """A database's address as an operator writes it, without the password."""
    plain = database.url.set(drivername=database.url.get_backend_name(), query={})
    return plain.render_as_string(hide_password=True)


def _first_line(error: DatabaseError) -> str:
    return (str(error.orig).strip().splitlines() or [""])[0]


async def check_shape(database: Database) -> None:
    """An empty database is set up; one of another shape is refused.

    Raises:
        Mistake: The database is older or newer than this program, or holds something else.
    """
    match await migrate.shape(database):
        case migrate.Shape.EMPTY:
            await migrate.upgrade(database)
        case migrate.Shape.BEHIND:
            raise Mistake("cli-database-behind")
        case migrate.Shape.AHEAD:
            raise Mistake("cli-database-ahead")
        case migrate.Shape.FOREIGN:
            raise Mistake("cli-database-foreign", where=where_is(database))
        case migrate.Shape.CURRENT:
            pass


def _local_url(settings: Settings) -> str | None:
    host = f"[{settings.health_host}]" if ":" in settings.health_host else settings.health_host
    address = f"http://{host}:{settings.health_port}"
    return address if settings.health_port and is_loopback(address) else None


@asynccontextmanager
async def open_house(settings: Settings, *, clock: Clock | None = None) -> AsyncIterator[House]:
    """A house on a database in its newest shape; closed at the end of the block.

    Args:
        settings: The operator's settings.
        clock: The clock the services follow; the machine's by default.

    Raises:
        Mistake: No key of one's own, or the database cannot be used; the sentence says what to do.
    """
    async with open_unmigrated_house(settings, clock=clock) as house:
        await check_shape(house.db)
        yield house


@asynccontextmanager
async def open_unmigrated_house(settings: Settings, *, clock: Clock | None = None) -> AsyncIterator[House]:
    """Like ``open_house``, on a database of whatever shape: for a restore and for looking at it."""
    vault = open_vault(settings)
    async with open_database(settings) as database:
        yield House(
            db=database,
            vault=vault,
            rules=rules.load(),
            clock=clock or SystemClock(),
            zone=ZoneInfo(settings.timezone),
            limits=settings.limits(),
            erasure_register=settings.data_dir / ERASURE_REGISTER,
            web_url=settings.web_url,
            local_url=_local_url(settings),
        )
