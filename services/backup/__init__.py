"""Backups: the whole database in one encrypted file, read back before it counts; a restore replays erasures.

::

    create:   snapshot ── seal into FILE.part (0600) ── read it back ── rename to FILE
    restore:  read all of it ── bring it to today's shape, replay erasures ── exchange it in one step   (SQLite)
              read all of it ── drop and load in one transaction ── shape, erasures                     (PostgreSQL)
"""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import errno
import hashlib
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, inspect, select, text

from db import migrate
from db.accounts import Account
from db.audit import AuditEntry
from db.organisations import Organisation
from db.session import Database
from services import audit, erasures, privacy, troubles
from services.backup import postgresql, sealed, sqlite
from services.backup.errors import (
    BackupDamaged,
    BackupNewer,
    BackupNoRoom,
    BackupOtherKind,
    NotABackup,
    ToolFailed,
    ToolMissing,
)
from services.house import House

#: How backups are called in the data folder; only such files are swept.
PATTERN = "zhibu-*.backup"

#: Folders for plain copies; one that is left was in use when a process was killed.
_COPIES = ".zhibu-"
#: Seconds after which such a folder surely belongs to nobody.
_FORGOTTEN = 6 * 3600

_KINDS = {True: "sqlite", False: "postgresql"}


@dataclass(frozen=True)
class Made:
    """A backup that was made and read back.

    Attributes:
        path: Where it is.
        size: Bytes.
        kind: ``sqlite`` or ``postgresql``.
        revision: Shape of the database.
    """

    path: Path
    size: int
    kind: str
    revision: str


@dataclass(frozen=True)
class Restored:
    """What a restore did.

    Attributes:
        created: When the backup was made, UTC.
        revision: The shape it had.
        erased_again: People the backup brought back and the register of erasures removed.
    """

    created: dt.datetime
    revision: str
    erased_again: int


def default_name(now: dt.datetime) -> str:
    """``zhibu-20261116-020000.backup``, UTC."""
    return f"zhibu-{now.astimezone(dt.UTC):%Y%m%d-%H%M%S}.backup"


async def create(house: House, target: Path) -> Made:
    """Make a backup while people work.

    Args:
        house: The process's things.
        target: The file; an older backup of ours there is replaced.

    Raises:
        NotABackup: There is something else.
        BackupNoRoom: The disk is full; nothing of it is left, and the administrators are told.
        ToolMissing, ToolFailed: PostgreSQL's client programs; the administrators are told.
    """
    try:
        return await _create(house, target)
    except (OSError, sqlite3.Error) as error:
        if not _no_room(error):
            raise
        await troubles.try_to_tell(house, "backup", {"why": {"key": "trouble-why-full"}})
        raise BackupNoRoom from error
    except (ToolMissing, ToolFailed):
        await troubles.try_to_tell(house, "backup", {"why": {"key": "trouble-why-other"}})
        raise


def _no_room(error: OSError | sqlite3.Error) -> bool:
    """Whether a disk or a quota is full; a file that may not grow is an I/O error to SQLite."""
    if isinstance(error, sqlite3.Error):
        return (error.sqlite_errorcode & 0xFF) in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
    return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


async def _create(house: House, target: Path) -> Made:
    _check_target(target)
    await erasures.publish(house)
    revision = await migrate.current(house.db) or ""
    kind = _KINDS[house.db.is_sqlite]
    header = sealed.Header(kind, revision, house.now().isoformat())
    tools = None if house.db.is_sqlite else await _tools(house.db)
    target.parent.mkdir(parents=True, exist_ok=True)
    clear_copies(_beside(house.db, target), _FORGOTTEN)

    def work() -> int:
        with tempfile.TemporaryDirectory(prefix=_COPIES, dir=_beside(house.db, target)) as folder:
            if tools is None:
                copy = Path(folder) / "copy.db"
                sqlite.snapshot(_file(house.db), copy)
                sqlite.check(copy)
                return _write(house, header, sqlite.packed(copy), target)
            return _write(house, header, postgresql.dump(tools, house.db.url), target)

    size = await asyncio.to_thread(work)
    async with house.db.write() as session:
        await audit.record(session, actor="terminal", action="backup.made", subject="database", now=house.now())
    return Made(target, size, kind, revision)


def _write(house: House, header: sealed.Header, pieces: Iterable[bytes], target: Path) -> int:
    part = target.with_name(target.name + ".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        written = hashlib.sha256()
        with os.fdopen(handle, "wb") as file:
            writer = sealed.Writer(file, house.vault, header)
            for piece in pieces:
                written.update(piece)
                writer.write(piece)
            writer.finish()
            file.flush()
            os.fsync(file.fileno())
        found = hashlib.sha256()
        for piece in _read(house, part):
            found.update(piece)
        if found.digest() != written.digest():
            raise BackupDamaged
        part.chmod(0o600)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return target.stat().st_size


def _read(house: House, source: Path) -> Iterator[bytes]:
    with source.open("rb") as file:
        yield from sealed.read(file, house.vault)


def _check_target(target: Path) -> None:
    if not target.exists():
        return
    with target.open("rb") as file:
        if file.read(len(sealed.MAGIC)) != sealed.MAGIC:
            raise NotABackup(path=str(target))


def _file(database: Database) -> Path:
    return Path(database.url.database or "").absolute()


def _beside(database: Database, target: Path) -> Path:
    """Where plain copies may lie for a moment: with the database itself, which they are as secret as."""
    return _file(database).parent if database.is_sqlite else target.absolute().parent


async def _tools(database: Database) -> postgresql.Tools:
    async with database.engine.connect() as connection:
        number = await connection.scalar(text("SHOW server_version_num"))
    return await asyncio.to_thread(postgresql.find_tools, int(number or 0) // 10_000)


async def is_empty(database: Database) -> bool:
    """Whether nothing would be lost: no tables, or tables without organisations, accounts and log."""
    if await migrate.shape(database) in (migrate.Shape.EMPTY, migrate.Shape.FOREIGN):
        return await migrate.shape(database) is migrate.Shape.EMPTY
    async with database.read() as session:
        for model in (Organisation, Account, AuditEntry):
            if await session.scalar(select(func.count()).select_from(model)):
                return False
    return True


async def restore(house: House, source: Path) -> Restored:
    """Replace what the database holds by a backup; stop the bot first.

    Nothing is changed unless every chunk of the backup is whole. The house's database is closed afterwards.

    Args:
        house: The process's things; the database may be of any shape of ours, or empty.
        source: The backup.

    Raises:
        BackupDamaged, BackupKeyMissing, BackupNewer, BackupOtherKind: Why the file cannot be used.
        DatabaseInUse: The bot is running (SQLite).
        ToolMissing, ToolFailed: PostgreSQL's client programs.
    """
    with source.open("rb") as file:
        header = sealed.read_header(file)
    kind = _KINDS[house.db.is_sqlite]
    if header.kind != kind:
        raise BackupOtherKind(kind=header.kind)
    if not migrate.is_known(header.revision):
        raise BackupNewer
    known = await _known_erasures(house)
    again = await (_restore_sqlite if house.db.is_sqlite else _restore_postgresql)(house, source, known)
    return Restored(dt.datetime.fromisoformat(header.created), header.revision, again)


async def _known_erasures(house: House) -> set[str]:
    known = erasures.read_file(house.erasure_register) if house.erasure_register is not None else set()
    if await migrate.shape(house.db) in (migrate.Shape.CURRENT, migrate.Shape.BEHIND):
        async with house.db.read() as session:
            known |= await erasures.registered(session)
    return known


async def _settle(house: House, known: set[str]) -> int:
    """Bring a restored database to today's shape and erase again whoever it brought back."""
    await migrate.upgrade(house.db)
    async with house.db.write() as session:
        await erasures.adopt(session, known, house.now())
    again = await privacy.replay(house)
    async with house.db.write() as session:
        await audit.record(
            session,
            actor="terminal",
            action="backup.restored",
            subject="database",
            now=house.now(),
            details={"erased_again": again},
        )
    await erasures.publish(house)
    return again


async def _restore_sqlite(house: House, source: Path, known: set[str]) -> int:
    database = _file(house.db)
    await house.db.close()
    clear_copies(database.parent, 0)  # nobody else is at work: what is there was left by a killed one
    with tempfile.TemporaryDirectory(prefix=_COPIES, dir=database.parent) as folder:
        copy = Path(folder) / "copy.db"

        def unpack() -> None:
            sqlite.unpack(_read(house, source), copy)
            sqlite.check(copy)

        await asyncio.to_thread(unpack)
        restored = dataclasses.replace(house, db=Database(f"sqlite:///{copy}"))
        try:
            again = await _settle(restored, known)
        finally:
            await restored.db.close()
        await asyncio.to_thread(sqlite.make_single, copy)
        if database.exists():
            await asyncio.to_thread(sqlite.make_single, database)
        await asyncio.to_thread(sqlite.exchange, copy, database)
    return again


async def _restore_postgresql(house: House, source: Path, known: set[str]) -> int:
    tools = await _tools(house.db)

    def names(connection: Connection) -> list[str]:
        return inspect(connection).get_table_names()

    async with house.db.engine.connect() as connection:
        tables = await connection.run_sync(names)
    await house.db.close()  # or its idle connections would hold up the drop

    def work() -> None:
        for _ in _read(house, source):
            pass  # nothing is touched before the last chunk was seen to be whole
        with tempfile.TemporaryDirectory(prefix=_COPIES, dir=source.absolute().parent) as folder:
            script = Path(folder) / "script.sql"
            postgresql.load(tools, house.db.url, _read(house, source), tables, script)

    await asyncio.to_thread(work)
    return await _settle(house, known)


def clear_copies(folder: Path, age: float) -> int:
    """Remove plain copies that a killed backup or restore left in a folder.

    Args:
        folder: The database's, or the backup's.
        age: Only those that are older, seconds by the files' own time.

    Returns:
        How many were removed.
    """
    old = [path for path in folder.glob(f"{_COPIES}*") if path.is_dir() and path.stat().st_mtime <= time.time() - age]
    for path in old:
        shutil.rmtree(path, ignore_errors=True)
    return len(old)


def sweep(folder: Path, keep_days: int, now: dt.datetime) -> list[Path]:
    """Delete our own backups in a folder that are older than ``keep_days``; the newest always stays.

    Args:
        folder: The data folder's backups.
        keep_days: Days, by the files' own time.
        now: UTC.

    Returns:
        What was deleted.
    """
    found = sorted(folder.glob(PATTERN), key=lambda path: path.stat().st_mtime)
    limit = (now - dt.timedelta(days=keep_days)).timestamp()
    old = [path for path in found[:-1] if path.stat().st_mtime < limit]
    for path in old:
        path.unlink()
    return old
