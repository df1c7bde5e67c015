"""SQLite's side of backups: the online backup API while people work, an atomic exchange of the file on the way back."""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from services.backup import left_out
from services.backup.errors import BackupDamaged, DatabaseInUse

_READ = 1 << 20
_LEVEL = 6


def snapshot(database: Path, copy: Path) -> None:
    """Copy a database that is in use, as of one moment, but for what is left out; writers are not held up (WAL)."""
    with (
        closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
        # One file, without a log beside it.
        target.execute("PRAGMA journal_mode=DELETE")
        # What is taken out of the copy is written over, not only marked as free.
        target.execute("PRAGMA secure_delete=ON")
        there = {name for (name,) in target.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table in left_out.TABLES:
            if table in there:  # a database of an older shape is copied before it is brought up to date
                target.execute(f"DELETE FROM {table}")  # noqa: S608 - one of our own names
        target.commit()


def check(copy: Path) -> None:
    """Make sure that a copy is a whole database.

    Raises:
        BackupDamaged: It is not.
    """
    try:
        with closing(sqlite3.connect(copy)) as opened:
            found = opened.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        raise BackupDamaged from error
    if found != ("ok",):
        raise BackupDamaged


def packed(copy: Path) -> Iterator[bytes]:
    """The copy, compressed, in pieces."""
    packer = zlib.compressobj(_LEVEL)
    with copy.open("rb") as file:
        while piece := file.read(_READ):
            yield packer.compress(piece)
    yield packer.flush()


def unpack(pieces: Iterable[bytes], copy: Path) -> None:
    """Write the copy that ``packed`` read.

    Raises:
        BackupDamaged: The pieces are no such copy.
    """
    unpacker = zlib.decompressobj()
    handle = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                file.write(unpacker.decompress(piece, _READ))
                while unpacker.unconsumed_tail:
                    file.write(unpacker.decompress(unpacker.unconsumed_tail, _READ))
            file.write(unpacker.flush())
    except zlib.error as error:
        raise BackupDamaged from error
    if not unpacker.eof:
        raise BackupDamaged


def make_single(database: Path) -> None:
    """Fold the log into the file; works only while nobody else has it open.

    Raises:
        DatabaseInUse: Somebody has.
    """
    with closing(sqlite3.connect(database, timeout=1)) as opened:
        try:
            (mode,) = opened.execute("PRAGMA journal_mode=DELETE").fetchone()
        except sqlite3.OperationalError as error:
            raise DatabaseInUse from error
    if mode != "delete":
        raise DatabaseInUse


def exchange(copy: Path, database: Path) -> None:
    """Put the copy in the database's place in one step; both are single files in one folder."""
    with copy.open("rb") as file:
        os.fsync(file.fileno())
    copy.replace(database)
    folder = os.open(database.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
