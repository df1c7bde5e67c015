"""Sheets 签到表 and 考勤汇总表 (``domain_rules.md`` 10.2, 10.3) for A4. What nobody recorded is a blank."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from db.attendance import Attendance
from db.names import AttendanceStatus, CheckInWay, EventType, GuestKind, LeaveType, MakeUpState, Sitting
from services import sheets
from services.attendance import rules
from services.attendance.counting import THERE, Mark, Tally, tally
from services.attendance.facts import standing
from services.meetings.expected import Guest, Occasion

_SIGNERS = "填表人：              审核人：              填表日期："


# --- sign-in ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One line of the sign-in sheet.

    Attributes:
        place: His group; at a joint meeting his branch too.
        row: What is recorded; None: nothing yet.
        leave: Of the approved leave; None also where its reason is forgotten.
        made_up: How far his make-up study has come; None: there is none.
    """

    name: str
    place: str
    probationary: bool
    row: Attendance | None
    leave: LeaveType | None
    on_leave: bool
    made_up: MakeUpState | None = None

    @property
    def status(self) -> AttendanceStatus | None:
        """As it reads beside the leave; None: not recorded."""
        if self.row is None or self.row.status is AttendanceStatus.UNMARKED:
            return AttendanceStatus.LEAVE if self.on_leave else None
        return standing(self.row.status, has_leave=self.on_leave)


_SIGN_COLUMNS = (
    ("序号", 5),
    ("姓名", 11),
    ("党小组", 14),
    ("签到时间", 12),
    ("状态", 13),
    ("请假类型", 12),
    ("补学情况", 14),
    ("签名", 14),
)
_WIDE_PLACE = 22
#: A longer name needs two lines in its cell.
_SHORT_NAME = 5
_HEAD_ROWS = 5
#: Points; a line is signed by hand.
_HEADER_HEIGHT, _LINE_HEIGHT = 22, 26


def sign_in(
    held: Occasion, lines: Sequence[Line], guests: Sequence[Guest], *, chair: str = "", recorder: str = ""
) -> bytes:
    """The sign-in sheet of a meeting as a workbook.

    Args:
        held: The meeting.
        lines: Who was expected, in the order of the form.
        guests: Who else was there.
        chair: Who chairs; empty: a blank.
        recorder: Who keeps the record; empty: a blank.
    """
    out = io.BytesIO()
    with sheets.workbook(out) as book:
        _SignIn(book, held, chair, recorder).write(lines, guests)
    return out.getvalue()


class _SignIn:
    def __init__(self, book: Any, held: Occasion, chair: str, recorder: str) -> None:
        self._cells = sheets.Cells(book)
        self._sheet = book.add_worksheet("签到表")
        self._held = held
        self._chair = chair
        self._recorder = recorder

    def write(self, lines: Sequence[Line], guests: Sequence[Guest]) -> None:
        """Title, what the meeting is, the header, a row for everybody, guests, the line for signatures."""
        sheet, cells, words = self._sheet, self._cells, rules.load().form
        last = len(_SIGN_COLUMNS) - 1
        sheet.merge_range(0, 0, 0, last, f"{self._held.organisation}签到表", cells.title)
        sheet.set_row(0, 28)
        for row, pair in enumerate(self._head(lines), 1):
            self._pair(row, pair)
        header = _HEAD_ROWS
        joint = any(len(one.place) > len("第一党小组") + 1 for one in lines)
        for number, (title, width) in enumerate(_SIGN_COLUMNS):
            sheet.set_column(number, number, _WIDE_PLACE if joint and title == "党小组" else width)
            sheet.write_string(header, number, title, cells.header)
        row = header + 1
        for number, line in enumerate(lines, 1):
            self._line(row, number, line)
            row += 1
        for guest in guests:
            kind = words.guest if guest.kind is GuestKind.GUEST else words.observer
            for column, text in enumerate(("", guest.name, guest.post or "", "", kind, "", "", "")):
                cells.put(sheet, row, column, text, centred=column != 2)  # noqa: PLR2004 - the post reads from the left
            row += 1
        sheet.set_row(header, _HEADER_HEIGHT)
        sheet.set_row(row + 1, _LINE_HEIGHT)
        sheet.write_string(row + 1, 0, "主持人签字：" + "＿" * 8, cells.line)
        sheet.write_string(row + 1, 5, "记录人签字：" + "＿" * 8, cells.line)
        _paper(sheet, header, portrait=True)

    def _head(self, lines: Sequence[Line]) -> list[tuple[str, str]]:
        held, words = self._held, rules.load().form
        kinds = "、".join(words.event[one] for one in held.types)
        name = held.title or kinds
        due = [one for one in lines if one.status is not AttendanceStatus.EXEMPT]
        there = [one for one in due if one.status in THERE]
        new = sum(one.probationary for one in there)
        counted = any(one.row is not None for one in lines)
        return [
            (f"活动名称：{f'{name}：{held.theme}' if held.theme else name}", f"类别：{kinds}"),
            (f"时间：{_when(held)}", f"地点：{held.place or ''}"),
            (f"主持人：{self._chair}", f"记录人：{self._recorder}"),
            (
                f"应到：{len(due)} 人",
                f"实到：{len(there)} 人（正式 {len(there) - new}，预备 {new}）" if counted else "实到：",
            ),
        ]

    def _pair(self, row: int, pair: tuple[str, str]) -> None:
        last, split = len(_SIGN_COLUMNS) - 1, 4
        # Labels come first in each of them, so that none can begin like a formula.
        self._sheet.merge_range(row, 0, row, split, pair[0], self._cells.text)
        self._sheet.merge_range(row, split + 1, row, last, pair[1], self._cells.text)
        self._sheet.set_row(row, 34 if max(len(pair[0]) / 30, len(pair[1]) / 22) > 1 else _HEADER_HEIGHT)

    def _line(self, row: int, number: int, line: Line) -> None:
        sheet, cells = self._sheet, self._cells
        sheet.write_number(row, 0, number, cells.number)
        texts = (line.name, line.place, self._came(line), _status(line), _leave(line), _made_up(line), "")
        for column, text in enumerate(texts, 1):
            cells.put(sheet, row, column, text, centred=True)
        sheet.set_row(row, 30 if len(line.name) > _SHORT_NAME else _LINE_HEIGHT)

    def _came(self, line: Line) -> str:
        if line.row is None or line.row.came_at is None or line.status not in THERE:
            return ""
        clock = f"{line.row.came_at.astimezone(self._held.zone):%H:%M}"
        second = line.row.sitting is Sitting.B and len(self._held.sessions) > 1
        return f"{rules.load().form.second_sitting} {clock}" if second else clock


def _when(held: Occasion) -> str:
    """``2026年12月9日 15:00—16:00``, of a second sitting too."""
    parts = []
    for one in held.sessions:
        begins, ends = one.starts_at.astimezone(held.zone), one.ends_at.astimezone(held.zone)
        parts.append(f"{begins.year}年{begins.month}月{begins.day}日 {begins:%H:%M}—{ends:%H:%M}")
    return "；".join(parts)


def _status(line: Line) -> str:
    if line.status is None:
        return ""
    words = rules.load().form
    name = words.status[line.status]
    behalf = line.row is not None and line.row.way is CheckInWay.BEHALF and line.status in THERE
    if line.status is AttendanceStatus.ABSENT and line.made_up is MakeUpState.ACCEPTED:
        return f"{name}（{words.make_up[MakeUpState.ACCEPTED]}）"
    return f"{name}（{words.behalf}）" if behalf else name


def _made_up(line: Line) -> str:
    if line.made_up is None or line.status in THERE:
        return ""
    return rules.load().form.make_up.get(line.made_up, "")


def _leave(line: Line) -> str:
    if line.status is not AttendanceStatus.LEAVE:
        return ""
    marked = line.row.leave_type if line.row is not None else None
    return rules.load().form.leave_name(marked or line.leave)


# --- summary ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One member of the summary.

    Attributes:
        months: Consecutive months without taking part, today.
    """

    name: str
    marks: tuple[Mark, ...]
    months: int


@dataclass(frozen=True)
class Summary:
    """What the summary is made of.

    Attributes:
        quarter: 0: the whole year.
        types: By meeting: what it is.
        gaps: Meetings without a roll-call, in words.
        today: The day of the count.
    """

    organisation: str
    year: int
    quarter: int
    rows: tuple[Row, ...]
    types: Mapping[int, Collection[EventType]]
    gaps: tuple[str, ...]
    today: dt.date


_FIVE = ("应到", "出勤", "请假", "缺席", "补学")
_TAIL = (("出勤率（原始）", 11), ("出勤率（调整）", 11), ("连续未参加月数", 11))


def summary(found: Summary) -> bytes:
    """The summary of a quarter or a year as a workbook."""
    out = io.BytesIO()
    with sheets.workbook(out) as book:
        _SummaryForm(book, found).write()
    return out.getvalue()


class _SummaryForm:
    def __init__(self, book: Any, found: Summary) -> None:
        self._cells = sheets.Cells(book)
        self._sheet = book.add_worksheet("考勤汇总表")
        self._found = found
        kinds = {kind for one in found.rows for mark in one.marks for kind in found.types.get(mark.meeting_id, ())}
        #: Each type there was, in the order of the regulation; what has none is counted in the total.
        self._kinds: list[EventType | None] = [*(one for one in EventType if one in kinds), None]

    def write(self) -> None:
        """Title, header of two rows, one row a member, the total, notes, the line for signatures."""
        found, sheet, cells = self._found, self._sheet, self._cells
        last = 1 + len(self._kinds) * len(_FIVE) + len(_TAIL)
        when = f"{found.year} 年第 {found.quarter} 季度" if found.quarter else f"{found.year} 年"
        sheet.merge_range(0, 0, 0, last, f"{found.organisation}考勤汇总表（{when}）", cells.title)
        sheet.set_row(0, 28)
        day = found.today
        sheet.merge_range(1, 0, 1, last, f"统计日期：{day.year}年{day.month}月{day.day}日", cells.right)
        self._header()
        row = 4
        for number, one in enumerate(found.rows, 1):
            sheet.write_number(row, 0, number, cells.number)
            self._row(row, one.name, one.marks, str(one.months) if one.marks or one.months else "")
            row += 1
        self._row(row, "合计", [mark for one in found.rows for mark in one.marks], "")
        cells.put(sheet, row, 0, "")
        for text in self._notes():
            row += 1
            sheet.merge_range(row, 0, row, last, text, cells.text)
            sheet.set_row(row, 16 * (1 + len(text) // (12 + 7 * len(self._kinds) * 2)))
        sheet.write_string(row + 2, 0, _SIGNERS, cells.line)
        _paper(sheet, 3, portrait=False, columns=2)

    def _header(self) -> None:
        sheet, cells, words = self._sheet, self._cells, rules.load().form
        for column, (title, width) in enumerate((("序号", 5), ("姓名", 10))):
            sheet.merge_range(2, column, 3, column, title, cells.header)
            sheet.set_column(column, column, width)
        column = 2
        for kind in self._kinds:
            name = words.event[kind] if kind is not None else "合计（每次会只计一次）"
            sheet.merge_range(2, column, 2, column + len(_FIVE) - 1, name, cells.header)
            for number, title in enumerate(_FIVE):
                sheet.write_string(3, column + number, title, cells.header)
            sheet.set_column(column, column + len(_FIVE) - 1, 5.2)
            column += len(_FIVE)
        for title, width in _TAIL:
            sheet.merge_range(2, column, 3, column, title, cells.header)
            sheet.set_column(column, column, width)
            column += 1
        sheet.set_row(2, 20)
        sheet.set_row(3, 20)

    def _row(self, row: int, name: str, marks: Sequence[Mark], months: str) -> None:
        sheet, cells = self._sheet, self._cells
        cells.put(sheet, row, 1, name, centred=True)
        column = 2
        for kind in self._kinds:
            some = [one for one in marks if kind is None or kind in self._found.types.get(one.meeting_id, ())]
            counted = tally(some)
            for number in _numbers(counted):
                if some:
                    sheet.write_number(row, column, number, cells.number)
                else:
                    cells.put(sheet, row, column, "")
                column += 1
        whole = tally(marks)
        for text in (_rate(whole.raw), _rate(whole.adjusted), months):
            cells.put(sheet, row, column, text, centred=True)
            column += 1
        sheet.set_row(row, 30 if len(name) > _SHORT_NAME else 18)

    def _notes(self) -> list[str]:
        whole = tally(mark for one in self._found.rows for mark in one.marks)
        about = (
            "说明：出勤率（原始）＝出勤 ÷ 应到；出勤率（调整）的应到不含值班、公差等工作原因请假。"
            "出勤含迟到、早退；免予参加不计入应到。一次会有几种类别时，每种各计一次。"
            "连续未参加月数只供核实原因，不是结论。"
        )
        notes = [about]
        if whole.unmarked:
            notes.append(f"未登记 {whole.unmarked} 人次，没有计入。")
        if self._found.gaps:
            notes.append(f"没有点名记录、未计入的会：{'；'.join(self._found.gaps)}。")
        return notes


def _numbers(one: Tally) -> tuple[int, ...]:
    return (one.due, one.came, one.leave, one.absent, one.made_up)


def _rate(value: Decimal | None) -> str:
    return "" if value is None else f"{value}%"


def _paper(sheet: Any, header: int, *, portrait: bool, columns: int = 0) -> None:
    sheet.freeze_panes(header + 1, columns)
    if portrait:
        sheet.set_portrait()
    else:
        sheet.set_landscape()
    sheet.set_paper(sheets.A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, header)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    sheet.center_horizontally()
