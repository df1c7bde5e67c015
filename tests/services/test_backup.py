"""Backups come back whole or not at all, and nobody who was erased comes back with them."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import errno
import io
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from db import migrate
from db.accounts import Account
from db.audit import Erasure
from db.members import Member
from db.models import metadata
from db.names import MemberStatus
from db.outbox import OutboxMessage
from db.session import Database
from db.suggestions import SuggestionDayKey, SuggestionMark
from db.vault import Vault
from services import audit, backup, erasures, privacy, troubles
from services.access import identify
from services.backup import sealed, sqlite
from services.backup.errors import (
    BackupDamaged,
    BackupKeyMissing,
    BackupNewer,
    BackupNoRoom,
    BackupOtherKind,
    DatabaseInUse,
    NotABackup,
)
from services.house import House
from services.suggestions.anonymous import place
from tests.factories import bind, make_account, make_branch, make_member
from tests.fixtures.houses import NOW, TEST_KEY

OTHER_KEY = base64.urlsafe_b64encode(b"n" * 32).decode()
HEADER = sealed.Header("sqlite", "0001", NOW.isoformat())


@pytest.fixture
async def kept(house: House, tmp_path: Path) -> AsyncIterator[House]:
    """A house with three members and a side file."""
    made = dataclasses.replace(house, erasure_register=tmp_path / "erasures.txt")
    async with made.db.write() as session:
        branch = await make_branch(session)
        for name in ("张敏", "李强", "王芳"):
            await make_member(session, branch, name, phone="13800138000", vault=made.vault)
    yield made
    await made.db.close()


async def _names(house: House) -> list[str | None]:
    async with house.db.read() as session:
        return list(await session.scalars(select(Member.name).order_by(Member.id)))


@asynccontextmanager
async def _again(house: House) -> AsyncIterator[House]:
    """The house on its database opened anew: a restore closes it."""
    made = dataclasses.replace(house, db=Database(house.db.url.render_as_string(hide_password=False)))
    try:
        yield made
    finally:
        await made.db.close()


def _left_behind(folder: Path) -> list[str]:
    """Plain copies and unfinished files."""
    return [path.name for path in folder.iterdir() if path.name.startswith(".zhibu-") or path.name.endswith(".part")]


async def test_the_key_of_a_day_is_in_no_backup(kept: House, tmp_path: Path) -> None:
    mark = "c0ffee" * 5
    async with kept.db.write() as session:
        session.add(SuggestionMark(mark=mark, count=2))
        session.add(SuggestionDayKey(day=kept.today(), key_sealed=kept.vault.seal("1" * 64, place(kept.today()))))
    if kept.db.is_sqlite:
        copy = tmp_path / "copy.db"
        sqlite.snapshot(Path(str(kept.db.url.database)), copy)
        assert mark.encode() not in copy.read_bytes()
    target = tmp_path / "a.backup"
    await backup.create(kept, target)
    await backup.restore(kept, target)
    async with _again(kept) as back, back.db.read() as session:
        assert [len((await session.scalars(select(one))).all()) for one in (SuggestionMark, SuggestionDayKey)] == [0, 0]


async def test_what_was_stored_comes_back(kept: House, tmp_path: Path) -> None:
    target = tmp_path / "a.backup"
    made = await backup.create(kept, target)
    assert made.size == target.stat().st_size
    assert target.stat().st_mode & 0o777 == 0o600
    async with kept.db.write() as session:
        (await session.scalars(select(Member).where(Member.name == "李强"))).one().name = "改名"
    done = await backup.restore(kept, target)
    assert done == backup.Restored(NOW, migrate.head(), 0)
    async with _again(kept) as again:
        assert await _names(again) == ["张敏", "李强", "王芳"]
        assert await migrate.shape(again.db) is migrate.Shape.CURRENT
        async with again.db.read() as session:
            assert await audit.first_break(session) is None
    assert _left_behind(tmp_path) == []


async def test_a_backup_can_be_restored_twice(kept: House, tmp_path: Path) -> None:
    target = tmp_path / "a.backup"
    await backup.create(kept, target)
    await backup.restore(kept, target)
    async with _again(kept) as again:
        await backup.restore(again, target)
    async with _again(kept) as again:
        assert await _names(again) == ["张敏", "李强", "王芳"]


@pytest.mark.parametrize("when", ["copying", "sealing"])
async def test_a_full_disk_leaves_the_older_backup_and_tells_the_administrator_once(
    kept: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    async with kept.db.write() as session:
        await make_account(session, "1")
        await session.execute(update(Account).values(is_administrator=True, consented_at=NOW))
    target = tmp_path / "a.backup"
    await backup.create(kept, target)
    older = target.read_bytes()

    def full(*_: object, **__: object) -> None:
        if when == "copying" and kept.db.is_sqlite:
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error
        raise OSError(errno.ENOSPC, "No space left on device")

    if when == "copying" and kept.db.is_sqlite:
        monkeypatch.setattr(backup.sqlite, "snapshot", full)
    else:
        monkeypatch.setattr(os, "fsync", full)
    for _ in range(2):
        with pytest.raises(BackupNoRoom):
            await backup.create(kept, target)
    assert (target.read_bytes(), _left_behind(tmp_path)) == (older, [])
    async with kept.db.read() as session:
        told = list(await session.scalars(select(OutboxMessage).where(OutboxMessage.kind == troubles.KIND)))
    assert [one.payload["vars"]["why"] for one in told] == [{"key": "trouble-why-full"}]


async def test_nothing_readable_is_in_the_file(kept: House, tmp_path: Path) -> None:
    target = tmp_path / "a.backup"
    await backup.create(kept, target)
    content = target.read_bytes()
    for secret in ("张敏".encode(), b"members", b"SQLite format", b"PGDMP", b"CREATE TABLE"):
        assert secret not in content


@pytest.mark.parametrize("lost", ["nothing", "the database", "the side file"])
async def test_an_erased_person_stays_erased(kept: House, tmp_path: Path, lost: str) -> None:
    async with kept.db.write() as session:
        member = (await session.scalars(select(Member).where(Member.name == "李强"))).one()
        await bind(session, member, await make_account(session, "71"))
    target = tmp_path / "a.backup"
    await backup.create(kept, target)
    async with kept.db.read() as session:
        actor = await identify(session, "telegram", "71", kept.today())
    await privacy.erase(kept, actor)
    assert kept.erasure_register is not None
    if lost == "the side file":
        kept.erasure_register.unlink()
    if lost == "the database":
        async with kept.db.write() as session:
            for row in await session.scalars(select(Erasure)):
                await session.delete(row)
    done = await backup.restore(kept, target)
    assert done.erased_again == 2, "the member and the account"
    async with _again(kept) as again:
        assert await _names(again) == ["张敏", None, "王芳"]
        async with again.db.read() as session:
            erased = (await session.scalars(select(Member).where(Member.status == MemberStatus.ERASED))).one()
            assert erased.phone_sealed is None
            assert await erasures.registered(session) == erasures.read_file(kept.erasure_register)
            assert await audit.first_break(session) is None


@pytest.mark.parametrize("harm", ["cut", "chunk lost", "bit", "header", "nothing left", "not ours"])
async def test_a_damaged_backup_changes_nothing(kept: House, tmp_path: Path, harm: str) -> None:
    target = tmp_path / "a.backup"
    await backup.create(kept, target)
    content = bytearray(target.read_bytes())
    match harm:
        case "cut":
            del content[-20:]
        case "chunk lost":
            content += content[-50:]
        case "bit":
            content[len(content) // 2] ^= 1
        case "header":
            content[35] ^= 1
        case "nothing left":
            content.clear()
        case "not ours":
            content[:] = b"SQLite format 3\0" * 100
    target.write_bytes(bytes(content))
    with pytest.raises(BackupDamaged):
        await backup.restore(kept, target)
    async with _again(kept) as again:
        assert await _names(again) == ["张敏", "李强", "王芳"]
    assert _left_behind(tmp_path) == []


async def test_another_key_does_not_open_it_but_an_older_one_does(kept: House, tmp_path: Path) -> None:
    target = tmp_path / "a.backup"
    await backup.create(kept, target)
    with pytest.raises(BackupKeyMissing):
        await backup.restore(dataclasses.replace(kept, vault=Vault([OTHER_KEY])), target)
    async with _again(kept) as again:
        await backup.restore(dataclasses.replace(again, vault=Vault([OTHER_KEY, TEST_KEY])), target)
    async with _again(kept) as again:
        assert await _names(again) == ["张敏", "李强", "王芳"]


async def test_backups_of_newer_programs_and_other_databases_are_refused(kept: House, tmp_path: Path) -> None:
    own = "sqlite" if kept.db.is_sqlite else "postgresql"
    other = "postgresql" if kept.db.is_sqlite else "sqlite"
    for header, error in (
        (sealed.Header(own, "9999", NOW.isoformat()), BackupNewer),
        (sealed.Header(other, migrate.head(), NOW.isoformat()), BackupOtherKind),
    ):
        target = tmp_path / "other.backup"
        with target.open("wb") as file:
            sealed.Writer(file, kept.vault, header).finish()
        with pytest.raises(error):
            await backup.restore(kept, target)


async def test_a_file_that_is_no_backup_is_not_overwritten(kept: House, tmp_path: Path) -> None:
    target = tmp_path / "letter.txt"
    target.write_text("keep me", encoding="utf-8")
    with pytest.raises(NotABackup):
        await backup.create(kept, target)
    assert target.read_text(encoding="utf-8") == "keep me"
    older = tmp_path / "a.backup"
    await backup.create(kept, older)
    await backup.create(kept, older)


async def test_a_database_without_people_counts_as_empty(house: House, kept: House) -> None:
    assert not await backup.is_empty(kept.db)
    async with kept.db.write() as session:
        for table in ("memberships", "members", "organisations"):
            await session.execute(metadata.tables[table].delete())
    assert await backup.is_empty(house.db)


async def test_a_running_bot_is_not_robbed_of_its_file(sqlite_house: House, tmp_path: Path) -> None:
    target = tmp_path / "a.backup"
    await backup.create(sqlite_house, target)
    async with _again(sqlite_house) as running:
        await _names(running)  # a pooled connection stays open, as in a running bot
        with pytest.raises(DatabaseInUse):
            await backup.restore(sqlite_house, target)


async def test_plain_copies_of_killed_processes_are_removed(kept: House, tmp_path: Path) -> None:
    target = tmp_path / "a.backup"
    await backup.create(kept, target)
    folder = backup._beside(kept.db, target)
    left, fresh = folder / ".zhibu-left", folder / ".zhibu-fresh"
    for path in (left, fresh):
        path.mkdir()
        (path / "copy.db").touch()
    os.utime(left, (0, 0))
    await backup.create(kept, target)
    assert (left.exists(), fresh.exists()) == (False, True), "a fresh one may belong to another backup at work"
    await backup.restore(kept, target)
    assert not (kept.db.is_sqlite and fresh.exists())


def test_old_backups_are_swept_and_the_newest_stays(tmp_path: Path) -> None:
    for age in (0, 29, 31, 400):
        path = tmp_path / f"zhibu-{age}.backup"
        path.touch()
        os.utime(path, (NOW.timestamp() - age * 86_400,) * 2)
    other = tmp_path / "holiday.jpg"
    other.touch()
    os.utime(other, (0, 0))
    gone = backup.sweep(tmp_path, 30, NOW)
    assert sorted(path.name for path in gone) == ["zhibu-31.backup", "zhibu-400.backup"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["holiday.jpg", "zhibu-0.backup", "zhibu-29.backup"]
    much_later = NOW + dt.timedelta(days=1000)
    backup.sweep(tmp_path, 30, much_later)
    assert sorted(path.name for path in tmp_path.glob("zhibu-*")) == ["zhibu-0.backup"]


@settings(max_examples=40, deadline=None)
@given(pieces=st.lists(st.binary(max_size=5000), max_size=6), chunk=st.integers(1, 4000))
def test_whatever_is_sealed_is_read_back(pieces: list[bytes], chunk: int) -> None:
    vault = Vault([TEST_KEY])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealed, "CHUNK", chunk)
        file = io.BytesIO()
        writer = sealed.Writer(file, vault, HEADER)
        for piece in pieces:
            writer.write(piece)
        writer.finish()
        file.seek(0)
        assert sealed.read_header(file) == HEADER
        file.seek(0)
        assert b"".join(sealed.read(file, vault)) == b"".join(pieces)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_harm_to_the_file_goes_unnoticed(data: st.DataObject) -> None:
    vault = Vault([TEST_KEY])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealed, "CHUNK", 64)
        file = io.BytesIO()
        writer = sealed.Writer(file, vault, HEADER)
        writer.write(bytes(range(200)))
        writer.finish()
        whole = file.getvalue()
        cut = data.draw(st.integers(0, len(whole) - 1), label="cut")
        at = data.draw(st.integers(0, len(whole) - 1), label="bit")
        changed = bytearray(whole)
        changed[at] ^= data.draw(st.integers(1, 255))
        for harmed in (whole[:cut], bytes(changed)):
            with pytest.raises((BackupDamaged, BackupKeyMissing)):
                b"".join(sealed.read(io.BytesIO(harmed), vault))
