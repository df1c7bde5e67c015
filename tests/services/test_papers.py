"""Every sheet about meetings opens in an office program; one start of it for all of them, for that takes long."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from docx import Document
from PIL import Image

from db.names import (
    AttendanceStatus,
    EventType,
    GuestKind,
    LeaveType,
    MakeUpState,
    MeetingState,
    MinuteKind,
    OrgLevel,
    Sitting,
)
from services import documents
from services.attendance import Mark, sheet
from services.goals import counting
from services.goals import sheet as goals_sheet
from services.goals.counting import Gathering
from services.goals.rules import load as goals
from services.meetings import Guest, Occasion, Session
from services.minutes import record_form, report_form
from services.minutes.facts import Facts, Fields, Saved, Vote
from services.month_pack import Month, packing

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


def picture(width: int, height: int, colour: str) -> bytes:
    """A photo as a phone would send it."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "JPEG")
    return out.getvalue()


def facts(**changes: Any) -> Facts:
    """A general meeting of which much is known, and not everything."""
    at = STARTS + dt.timedelta(minutes=20)
    saved = (
        Saved(11, 1, MinuteKind.TEXT, "王建国传达了全会精神。\n要求大家结合岗位学习。", "", None, None, at, "王建国"),
        Saved(12, 1, MinuteKind.PHOTO, "学习现场", "", None, "p1", at, "王建国"),
        Saved(13, 2, MinuteKind.VOICE, "", "", 34, "v1", at, "张敏"),
        Saved(14, 0, MinuteKind.FILE, "", "发言提纲.docx", None, "f1", at, "张敏"),
        Saved(15, 2, MinuteKind.PHOTO, "", "", None, "p2", at, ""),
        Saved(16, 2, MinuteKind.PHOTO, "第三张", "", None, "p3", at + dt.timedelta(days=1), "张敏"),
    )
    values: dict[str, Any] = {
        "held": occasion(),
        "fields": Fields(number=4, chair="王建国", ended_at=STARTS + dt.timedelta(minutes=85)),
        "items": ("传达上级文件", "讨论接收预备党员", "其他事项"),
        "entries": saved,
        "called": True,
        "lines": lines(),
        "guests": (
            Guest(1, "钱主任", "副院长", GuestKind.GUEST),
            Guest(2, "孙同志", None, GuestKind.OBSERVER),
        ),
        "votes": (Vote("同意接收一名同志为预备党员", 24, 20, 19, 0, 1),),
    }
    return Facts(**(values | changes))


PHOTOS = {12: picture(1280, 960, "#8899aa"), 15: picture(720, 1280, "#aa9988")}


def service() -> Facts:
    """A volunteer activity with its figures."""
    held = replace(occasion(), types=(EventType.VOLUNTEER,), theme="送健康进社区", sessions=occasion().sessions[:1])
    figures = Fields(
        recorder="张敏", summary="在社区广场开展义诊。", activists=2, hours=Decimal("12.5"), consultations=85
    )
    return facts(held=held, fields=figures)


def papers() -> dict[str, bytes]:
    """Every sheet and document about meetings, by file name."""
    guests = (Guest(1, "钱主任", "副院长", GuestKind.GUEST),)
    return {
        "sign-in.xlsx": sheet.sign_in(occasion(), lines(), guests),
        "summary.xlsx": _summary(),
        "compliance.xlsx": _compliance(),
        "record.docx": record_form.write(facts(), PHOTOS, DAY),
        "empty.docx": record_form.write(
            facts(fields=Fields(), items=(), entries=(), called=False, lines=(), guests=(), votes=()), {}, DAY
        ),
        "report.docx": report_form.write(service(), PHOTOS, DAY),
        "missing.docx": packing.missing(
            packing.Contents(1, "内科党支部", Month(2026, 11), (facts(), service()), DAY), ("党课", "支部委员会会议")
        ),
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


def _text(content: bytes) -> str:
    """Every word of a document, cells included."""
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*cells, *(one.text for one in document.paragraphs)])


def test_a_record_shows_what_is_recorded_and_blanks_for_the_rest() -> None:
    text = _text(record_form.write(facts(), PHOTOS, DAY))
    for shown in (
        "支部党员大会、主题党日：学习贯彻党的二十届四中全会精神（第 4 次）",
        "2026年11月18日 15:00 至 16:25；第二场 11月19日 15:00",
        "张敏（请假）",  # sick leave is nobody's business
        "钱主任（副院长）、孙同志（________，旁听）",
        "要求大家结合岗位学习。　（15:20 王建国 记 11）",
        "［语音 0:34，请听录音整理］　（15:20 张敏 记 13）",
        "照片 1　11月18日 15:20　学习现场",
        "［照片 3］第三张　（11月19日 15:20 张敏 记 16）",
        "（照片未能取得，请补贴）",
    ):
        assert shown in text, shown
    assert "病假" not in text
    empty = _text(record_form.write(facts(fields=Fields(), entries=(), called=False, votes=()), {}, DAY))
    assert "2026年11月18日 15:00 至 ________" in empty
    assert not [name for name in NAMES if name in empty], "nobody is said to have been there, or away"


def test_of_talks_the_record_holds_no_word() -> None:
    held = replace(occasion(), types=(EventType.ORG_LIFE_MEETING,))
    text = _text(record_form.write(facts(held=held), PHOTOS, DAY))
    assert "请手写" in text
    assert "传达了全会精神" not in text
    report = _text(report_form.write(facts(held=held), PHOTOS, DAY))
    assert "传达了全会精神" not in report


def test_what_people_paste_does_not_break_a_document() -> None:
    strange = Saved(1, 0, MinuteKind.TEXT, "一\x0b二\ud800三\u3000四", "", None, None, STARTS, "")
    assert "一二三\u3000四" in _text(record_form.write(facts(items=(), entries=(strange,)), {}, DAY))


def test_photos_lose_the_place_where_they_were_taken() -> None:
    out = io.BytesIO()
    photo = Image.new("RGB", (3000, 1000), "#445566")
    exif = photo.getexif()
    exif[0x010F], exif[0x0112] = "phone", 6  # its maker; turned by a quarter
    photo.save(out, "JPEG", exif=exif)
    made = documents.small_jpeg(out.getvalue())
    assert made is not None
    with Image.open(io.BytesIO(made[0])) as small:
        assert (small.size, dict(small.getexif())) == ((467, 1400), {})
    assert documents.small_jpeg(b"no picture") is None
