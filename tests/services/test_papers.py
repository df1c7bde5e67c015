"""Every sheet about meetings opens in an office program; one start of it for all of them, for that takes long."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from db.names import AttendanceStatus, EventType, GuestKind, LeaveType, MakeUpState, MeetingState, OrgLevel, Sitting
from services.attendance import Mark, sheet
from services.goals import counting
from services.goals import sheet as goals_sheet
from services.goals.counting import Gathering
from services.goals.rules import load as goals
from services.meetings import Guest, Occasion, Session

SHANGHAI = ZoneInfo("Asia/Shanghai")
STARTS = dt.datetime(2026, 11, 18, 7, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 30)
#: What a spreadsheet would take for a formula must come through as it was typed.
NAMES = ["王建国", "张敏", "=1+1", "买买提·阿不都热西提·吾守尔"]


def occasion() -> Occasion:
    """A general meeting held on the themed day, in two sittings."""
    return Occasion(
        id=7,
        organisation_id=1,
        organisation="内科党支部",
        path="/1/",
        level=OrgLevel.BRANCH,
        types=(EventType.BRANCH_GENERAL_MEETING, EventType.THEMED_PARTY_DAY),
        title=None,
        theme="学习贯彻党的二十届四中全会精神",
        link=None,
        state=MeetingState.HELD,
        sessions=(
            Session(Sitting.A, STARTS, 90, "行政楼 302 会议室"),
            Session(Sitting.B, STARTS + dt.timedelta(days=1), 90, None),
        ),
        hours=Decimal("1.5"),
        credits=Decimal(2),
        zone=SHANGHAI,
    )


def lines() -> tuple[sheet.Line, ...]:
    """Who was expected."""
    return tuple(
        sheet.Line(
            name, "第一党小组", False, None, LeaveType.SICK if number == 1 else None, number == 1, MakeUpState.REQUIRED
        )
        for number, name in enumerate(NAMES)
    )


def _summary() -> bytes:
    rows = tuple(
        sheet.Row(
            name, tuple(Mark(number, meeting, DAY, AttendanceStatus.PRESENT) for meeting in range(3)), months=number
        )
        for number, name in enumerate(NAMES)
    )
    types = {0: (EventType.THEMED_PARTY_DAY,), 1: (EventType.PARTY_LECTURE,), 2: (EventType.GROUP_MEETING,)}
    return sheet.summary(sheet.Summary("内科党支部", 2026, 4, rows, types, ("11月6日主题党日",), DAY))


def _compliance() -> bytes:
    since = dt.date(2026, 1, 1)
    counts = [
        counting.count(rule, [Gathering(dt.date(2026, 3, 6), held=True)], 2026, DAY, since)
        for rule in goals().at(OrgLevel.BRANCH)
    ]
    return goals_sheet.write("市人民医院党委", 2026, [("内科党支部", counts), ("-外科党支部", counts)], DAY)


def papers() -> dict[str, bytes]:
    """Every sheet and document about meetings, by file name."""
    guests = (Guest(1, "钱主任", "副院长", GuestKind.GUEST),)
    return {
        "sign-in.xlsx": sheet.sign_in(occasion(), lines(), guests),
        "summary.xlsx": _summary(),
        "compliance.xlsx": _compliance(),
    }


def test_every_paper_opens_in_an_office_program(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("needs LibreOffice (libreoffice-calc and libreoffice-writer)")
    made = papers()
    for name, content in made.items():
        (tmp_path / name).write_bytes(content)
    subprocess.run(
        [
            office,
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            *(str(tmp_path / name) for name in made),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    for name in made:
        printed = (tmp_path / name).with_suffix(".pdf").read_bytes()
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) >= 1, name
