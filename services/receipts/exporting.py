"""通知回执表: every receipt the actor may see as a sheet, set up for A4; no telephone numbers."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from db.announcements import Receipt
from db.names import OutboxReason
from services import audit, sheets
from services.access import Actor
from services.errors import NotAllowed
from services.house import House
from services.org_settings import settings_of
from services.receipts.looking import ORDER, Label, label_of, lines_of, places_of
from services.receipts.views import View, view_of

_TITLE = "通知回执表"
_COLUMNS = (
    ("序号", 6),
    ("姓名", 12),
    ("支部", 20),
    ("党小组", 14),
    ("情况", 24),
    ("时间", 17),
    ("告知人", 12),
    ("提醒次数", 9),
)
_HEADER = 3
#: Of a row, points.
_HEIGHT = 20
_WORDS = {
    Label.CONFIRMED: "已确认",
    Label.TOLD: "电话告知",
    Label.SENT: "已发出",
    Label.WAITING: "还没发出",
    Label.UNREACHABLE: "无法送达",
    Label.UNKNOWN: "不确定是否送到",
}
_REASONS = {
    OutboxReason.NEVER_STARTED: "还没有登记",
    OutboxReason.BLOCKED: "停用了机器人",
    OutboxReason.DEACTIVATED: "账号已注销",
    OutboxReason.PAUSED: "暂停了提醒",
    OutboxReason.EXPIRED: "过了有效期",
}


@dataclass(frozen=True)
class Exported:
    """A workbook and what it is called."""

    content: bytes
    name: str
    people: int


@dataclass(frozen=True)
class Row:
    """One receipt as the sheet has it."""

    name: str
    branch: str
    group: str
    state: str
    at: str
    caller: str
    reminders: int
    label: Label


async def export(house: House, actor: Actor, announcement_id: int) -> Exported:
    """The receipts of an announcement, as far as they are the actor's to see.

    Raises:
        NotAllowed: There is no such announcement, or he sees no names of it.
    """
    async with house.db.read() as session:
        view = await view_of(session, actor, announcement_id)
        if not view.names:
            raise NotAllowed
        query = select(Receipt).where(Receipt.announcement_id == announcement_id, view.mine).order_by(*ORDER)
        found = list(await session.scalars(query))
        named = await lines_of(house, session, found, in_full=True)
        ids = {one.branch_id for one in found} | {one.group_id for one in found if one.group_id is not None}
        places = await places_of(session, ids)
        zone = ZoneInfo((await settings_of(house, session, view.announcement.organisation_id)).timezone)
    rows = [_row(one, line.name, places, zone) for one, line in zip(found, named, strict=True)]
    async with house.db.write() as session:
        await audit.record(
            session,
            actor=actor.audit_name,
            action="receipts.exported",
            subject=f"organisation:{view.announcement.organisation_id}",
            now=house.now(),
            details={"announcement": announcement_id, "people": len(rows)},
        )
    today = house.now().astimezone(zone).date()
    content = await asyncio.to_thread(write, view, rows, zone, today)
    return Exported(content, f"{view.organisation}{_TITLE}_{today:%Y%m%d}.xlsx", len(rows))


def _row(one: Receipt, name: str, places: dict[int, str], zone: ZoneInfo) -> Row:
    label = label_of(one)
    state = _WORDS[label]
    if label is Label.UNREACHABLE and one.reason is not None:
        state += f"（{_REASONS.get(one.reason, '发送没有成功')}）"
    moment = one.confirmed_at or one.told_at or one.copied_at
    at = f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment is not None else ""
    group = places[one.group_id] if one.group_id is not None else ""
    caller = one.told_by_name or "" if label is Label.TOLD else ""
    return Row(name, places[one.branch_id], group, state, at, caller, one.reminders, label)


def write(view: View, rows: Sequence[Row], zone: ZoneInfo, today: dt.date) -> bytes:
    """The workbook's bytes.

    Args:
        view: Which announcement.
        rows: Its receipts, in the order of the form.
        zone: For the moment it was released.
        today: The day of the count.
    """
    out = io.BytesIO()
    released = view.announcement.released_at or view.announcement.made_at
    with sheets.workbook(out) as book:
        cells, sheet = sheets.Cells(book), book.add_worksheet(_TITLE)
        last = len(_COLUMNS) - 1
        sheet.merge_range(0, 0, 0, last, f"{view.organisation}{_TITLE}", cells.title)
        sheet.set_row(0, 28)
        first = f"通知：{view.excerpt or '（文件）'}　发出：{released.astimezone(zone):%Y-%m-%d %H:%M}"
        sheet.merge_range(1, 0, 1, last, "", cells.line)
        sheet.write_string(1, 0, first, cells.line)
        sheet.merge_range(2, 0, 2, last, _sums(rows, today), cells.line)
        for number, (header, width) in enumerate(_COLUMNS):
            sheet.set_column(number, number, width)
            sheet.write_string(_HEADER, number, header, cells.header)
        sheet.set_row(_HEADER, _HEIGHT)
        for number, one in enumerate(rows, 1):
            _put(sheet, cells, _HEADER + number, number, one)
        row = _HEADER + len(rows) + 2
        sheet.write_string(row, 0, "“已发出”指 Telegram 已经收下，不表示本人看过；“已确认”是本人按了按钮。", cells.line)
        sheets.landscape(sheet, _HEADER, 2)
    return out.getvalue()


def _sums(rows: Sequence[Row], today: dt.date) -> str:
    many = Counter(one.label for one in rows)
    parts = [f"共 {len(rows)} 人"] + [f"{_WORDS[label]} {many[label]} 人" for label in Label if many[label]]
    return f"{'，'.join(parts)}　统计日期：{today.year}年{today.month}月{today.day}日"


def _put(sheet: Any, cells: sheets.Cells, row: int, number: int, one: Row) -> None:
    sheet.set_row(row, _HEIGHT)
    sheet.write_number(row, 0, number, cells.number)
    cells.put(sheet, row, 1, one.name, centred=True)
    cells.put(sheet, row, 2, one.branch)
    for column, text in enumerate((one.group, one.state, one.at, one.caller), 3):
        cells.put(sheet, row, column, text, centred=True)
    sheet.write_number(row, 7, one.reminders, cells.number)
