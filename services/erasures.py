"""The register of erasures: a backup that is older than an erasure brings the person back, and this removes him again.

::

    erase ──(same transaction)── register ── row in ``erasures``
                                    └─(after the commit)── publish ── line in the side file
    restore ── adopt (rows of the replaced database and lines of the file) ── privacy.replay

The register holds hashes of opaque keys that no longer exist: it tells nothing about anybody, and finds a person again
only in a copy of the database that still has his key. The side file is written after the commit, never before, or an
erasure that was rolled back would be replayed one day.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account
from db.audit import Erasure
from db.inserting import insert_into
from db.members import Member
from services.house import House
from services.keys import code_hash

_PURPOSE = "erasure"
_HASH_DIGITS = 64


def key_hash(key: str) -> str:
    """The hash a key is registered under. Keys are random and long, so it needs no secret of its own."""
    return code_hash(key, _PURPOSE)


async def register(session: AsyncSession, key: str, now: dt.datetime) -> None:
    """Note an erasure in the transaction that erases. Call ``publish`` once it is committed.

    Args:
        session: The transaction of the erasure.
        key: The key the member or account had until now.
        now: UTC.
    """
    await _insert(session, [key_hash(key)], now)


async def _insert(session: AsyncSession, hashes: Iterable[str], now: dt.datetime) -> None:
    rows = [{"key_hash": one, "at": now} for one in hashes]
    if rows:
        await session.execute(insert_into(session, Erasure).on_conflict_do_nothing(), rows)


async def registered(session: AsyncSession) -> set[str]:
    """Every hash in the database's register."""
    return set(await session.scalars(select(Erasure.key_hash)))


def read_file(path: Path) -> set[str]:
    """Every hash in a side file; a last line that was cut off by a crash does not count."""
    if not path.exists():
        return set()
    lines = path.read_text(encoding="ascii").split("\n")[:-1]
    return {line for line in lines if len(line) == _HASH_DIGITS}


async def publish(house: House) -> int:
    """Append to the side file what only the database has. Returns how many lines; may be called at any time."""
    path = house.erasure_register
    if path is None:
        return 0
    async with house.db.read() as session:
        missing = sorted(await registered(session) - read_file(path))
    if missing:
        path.parent.mkdir(parents=True, exist_ok=True)
        # A line break first: it ends a line that a crash cut off.
        body = "\n" + "".join(f"{one}\n" for one in missing)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
    return len(missing)


@dataclass(frozen=True)
class Returned:
    """People whom an older copy of the database brought back.

    Attributes:
        member_ids, account_ids: Rows whose key is in the register.
    """

    member_ids: tuple[int, ...]
    account_ids: tuple[int, ...]


async def adopt(session: AsyncSession, hashes: Iterable[str], now: dt.datetime) -> None:
    """Take hashes into the database's register: those of the side file and of the database that was replaced."""
    await _insert(session, hashes, now)


async def returned(session: AsyncSession) -> Returned:
    """Who is in the database although he was erased."""
    erased = await registered(session)
    members = [row.id for row in await session.execute(select(Member.id, Member.key)) if key_hash(row.key) in erased]
    accounts = [row.id for row in await session.execute(select(Account.id, Account.key)) if key_hash(row.key) in erased]
    return Returned(tuple(members), tuple(accounts))
