"""The yearly notice: read from a file, kept once, asked for from 1 November."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from typer.testing import CliRunner

from bot.cli import app
from db.audit import AuditEntry
from db.calendar import WorkdayOverride
from db.names import OutboxState
from db.outbox import OutboxMessage
from services import holidays, workdays
from services.errors import DomainError
from services.holidays import HolidayLine, HolidaysIncomplete, HolidayWeekday
from services.house import House
from services.kinds import Pending
from tests import factories
from tests.fixtures.houses import TEST_KEY, set_clock

D = dt.date
SHANGHAI = ZoneInfo("Asia/Shanghai")
#: Invented: no notice for 2027 exists yet.
NOTICE = """\
# 2027
2027-01-01..2027-01-03 休
2027-02-05..2027-02-12 休   # 春节
2027-02-20 班
2027-04-03 至 2027-04-05 放假
2027-05-01..2027-05-05 off
2027-05-08 work
２０２７-10-01~2027-10-07，休
"""


def at(month: int, day: int, hour: int = 9, minute: int = 0, year: int = 2026) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, tzinfo=SHANGHAI).astimezone(dt.UTC)


def test_a_notice_is_read_as_people_write_it() -> None:
    notice = holidays.read("\ufeff" + NOTICE)
    assert notice.year == 2027
    assert sum(not works for works in notice.days.values()) == 26
    assert [day for day, works in notice.days.items() if works] == [D(2027, 2, 20), D(2027, 5, 8)]


@pytest.mark.parametrize(
    ("text", "error", "line"),
    [
        ("2027-10-01 休\n明天 休", HolidayLine, 2),
        ("2027-10-01 休\n\n2027-02-30 休", HolidayLine, 3),
        ("2027-10-01 休\n2027-10-01..2027-10-03 班", HolidayWeekday, 2),
        ("2027-10-02 班\n2027-10-01..2027-10-03 休", HolidayLine, 2),
        ("2027-10-07..2027-10-01 休", HolidayLine, 1),
        ("2027-01-01..2027-12-31 休", HolidayLine, 1),
        ("2027-10-01 maybe", HolidayLine, 1),
        ("2027-02-22 班\n2027-10-01 休", HolidayWeekday, 1),
        ("", HolidaysIncomplete, None),
        ("2027-05-01 休", HolidaysIncomplete, None),
        ("2027-10-01 休\n2028-01-01 休", HolidaysIncomplete, None),
        ("# " + "x" * 60_000, HolidaysIncomplete, None),
    ],
)
def test_what_is_no_notice_is_refused_with_its_line(text: str, error: type[DomainError], line: int | None) -> None:
    with pytest.raises(error) as refused:
        holidays.read(text)
    assert refused.value.fields.get("line") == line


@given(st.text(alphabet="0123456789-. 休班~#\n", max_size=80))
def test_any_text_is_a_notice_or_a_sentence(text: str) -> None:
    try:
        notice = holidays.read(text)
    except DomainError:  # the sentence; any other error fails
        return
    assert notice.days[D(notice.year, 10, 1)] is False


async def test_an_import_replaces_the_year_and_twice_changes_nothing(house: House) -> None:
    async with house.db.write() as session:
        session.add(WorkdayOverride(day=D(2027, 7, 1), is_workday=False, source="院庆"))
    first = await holidays.bring_in(house, holidays.read(NOTICE), "terminal")
    assert (first.year, first.off, first.make_up, first.changed) == (2027, 26, 2, 28)
    assert (await holidays.bring_in(house, holidays.read(NOTICE), "terminal")).changed == 0
    corrected = NOTICE.replace("2027-05-08 work", "2027-05-09 work")
    assert (await holidays.bring_in(house, holidays.read(corrected), "terminal")).changed == 2
    async with house.db.read() as session:
        table = await workdays.load(session, D(2027, 1, 1), D(2027, 12, 31))
        entries = list(await session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert table.published(2027)
    assert not table.is_workday(D(2027, 7, 1)), "a local day off stays"
    assert (table.is_workday(D(2027, 5, 8)), table.is_workday(D(2027, 5, 9))) == (False, True)
    assert entries == ["holidays.imported", "holidays.imported"]


@pytest.mark.parametrize(
    ("today", "year", "day"),
    [
        (D(2026, 10, 1), 2027, None),
        (D(2026, 10, 27), 2027, D(2026, 11, 1)),
        (D(2026, 11, 1), 2027, D(2026, 11, 1)),
        (D(2026, 11, 2), 2027, D(2026, 11, 9)),  # a Monday, but they were told yesterday
        (D(2026, 11, 3), 2027, D(2026, 11, 9)),
        (D(2026, 12, 31), 2027, D(2027, 1, 4)),
        (D(2027, 3, 3), 2027, D(2027, 3, 8)),  # the year has begun and its notice is still missing
        (D(2027, 3, 3), 2028, None),
    ],
)
def test_administrators_are_asked_on_the_first_and_then_on_mondays(today: D, year: int, day: D | None) -> None:
    assert holidays.asked_on(today, year) == day


async def _queued(house: House) -> list[OutboxMessage]:
    async with house.db.read() as session:
        query = select(OutboxMessage).where(
            OutboxMessage.kind == holidays.KIND, OutboxMessage.state == OutboxState.QUEUED
        )
        return list(await session.scalars(query))


async def test_the_alarm_waits_for_monday_and_ends_with_the_import(house: House) -> None:
    async with house.db.write() as session:
        administrator = await factories.make_account(session, administrator=True)
        await factories.make_account(session)
    set_clock(house, at(11, 17))
    await holidays.alarm(house)
    assert (await holidays.alarm(house)).changes == 0
    (row,) = await _queued(house)
    assert (row.account_id, row.due_at, row.payload["vars"]) == (administrator.id, at(11, 23), {"year": "2027"})
    pending = [Pending(row.id, row.kind, row.subject, row.payload, None, row.account_id, None, row.due_at)]
    async with house.db.read() as session:
        assert await holidays.stale(house, session, pending, house.now()) == set()
    await holidays.bring_in(house, holidays.read(NOTICE), "terminal")
    async with house.db.read() as session:
        assert await holidays.stale(house, session, pending, house.now()) == {row.id}
    await holidays.alarm(house)
    assert await _queued(house) == []


def test_the_command_imports_and_refuses(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("ENCRYPTION_KEYS", TEST_KEY)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    file = tmp_path / "2027.txt"
    file.write_text(NOTICE, encoding="utf-8")
    result = CliRunner().invoke(app, ["holidays", "import", str(file), "--json"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout.strip().splitlines()[-1]) == {"year": 2027, "off": 26, "make_up": 2, "changed": 28}
    file.write_bytes("2027-10-01 休".encode("gb18030"))
    result = CliRunner().invoke(app, ["holidays", "import", str(file)])
    assert result.exit_code == 1
    assert "Traceback" not in result.output
