"""The call list as a sheet, with telephone numbers: for whoever may export the roster, which holds them too."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db.organisations import Organisation
from services import access, audit, phones, sheets
from services.access import STEWARDS, Actor, Need, Scope, Status
from services.house import House
from services.reachability.looking import Board, Stored, Way, board, listed, rows_of

#: Who leads the branch and the office above it, as for the roster.
LEADER_OF = Need(Status.CONSENTED, STEWARDS, Scope.ORGANISATION)

_TITLE = "联络名单"
_COLUMNS = (
    ("序号", 6),
    ("姓名", 12),
    ("支部", 18),
    ("党小组", 14),
    ("联系电话", 16),
    ("情况", 18),
    ("告知时间、告知人", 22),
)
_HEADER = 2
#: Of a row, points.
_HEIGHT = 22
_WORDS = {
    Way.NEVER: "还没有登记",
    Way.BLOCKED: "停用了机器人",
    Way.GONE: "账号已注销",
    Way.SILENT: "{days} 天没有动静",
}


@dataclass(frozen=True)
class Exported:
    """A workbook and what it is called."""

    content: bytes
    name: str
    people: int


@dataclass(frozen=True)
class _Row:
    name: str
    branch: str
    group: str
    phone: str
    state: str


async def export(house: House, actor: Actor, organisation_id: int) -> Exported:
    """The call list of an organisation as a workbook.

    Raises:
        NotAllowed: The actor neither leads the branch nor stands above it.
    """
    today = house.today()
    async with house.db.read() as session:
        await access.check(session, actor, LEADER_OF, organisation_id)
        here = await session.get_one(Organisation, organisation_id)
        rows = await rows_of(session, listed(here.path, here.id, today, house.zone))
    counted = await board(house, actor, organisation_id)
    async with house.db.write() as session:
        await audit.record(
            session,
            actor=actor.audit_name,
            action="reachability.exported",
            subject=f"organisation:{organisation_id}",
            now=house.now(),
            details={"people": len(rows)},
        )
    content = await asyncio.to_thread(_made, house, counted, rows, today)
    return Exported(content, f"{counted.organisation}{_TITLE}_{today:%Y%m%d}.xlsx", len(rows))


def _made(house: House, counted: Board, rows: Sequence[Stored], today: dt.date) -> bytes:
    return write(counted, [_row(house, counted, one) for one in rows], today)


def _row(house: House, counted: Board, one: Stored) -> _Row:
    sealed = one.member.phone_sealed
    phone = house.vault.open(sealed, phones.place(one.member.key)) if sealed is not None else ""
    state = _WORDS[one.way].format(days=counted.silent_days)
    return _Row(one.member.name or one.member.code, one.branch, one.group or "", phone, state)


def write(counted: Board, rows: Sequence[_Row], today: dt.date) -> bytes:
    """The workbook's bytes.

    Args:
        counted: Whose list it is, and its numbers.
        rows: Whom a human calls.
        today: The day of the list.
    """
    out = io.BytesIO()
    with sheets.workbook(out) as book:
        cells, sheet = sheets.Cells(book), book.add_worksheet(_TITLE)
        last = len(_COLUMNS) - 1
        sheet.merge_range(0, 0, 0, last, f"{counted.organisation}{_TITLE}", cells.title)
        sheet.set_row(0, 28)
        sheet.merge_range(1, 0, 1, last, _summary(counted, today), cells.right)
        for number, (header, width) in enumerate(_COLUMNS):
            sheet.set_column(number, number, width)
            sheet.write_string(_HEADER, number, header, cells.header)
        for number, one in enumerate(rows, 1):
            _put(sheet, cells, _HEADER + number, number, one)
        sheet.set_row(_HEADER, _HEIGHT)
        sheets.landscape(sheet, _HEADER, 2)
    return out.getvalue()


def _summary(counted: Board, today: dt.date) -> str:
    day = f"{today.year}年{today.month}月{today.day}日"
    return f"党员 {counted.members} 人，需要电话或当面联系 {counted.to_call} 人　统计日期：{day}"


def _put(sheet: Any, cells: sheets.Cells, row: int, number: int, one: _Row) -> None:
    sheet.set_row(row, _HEIGHT)
    sheet.write_number(row, 0, number, cells.number)
    cells.put(sheet, row, 1, one.name, centred=True)
    cells.put(sheet, row, 2, one.branch)
    for column, text in enumerate((one.group, one.phone, one.state, ""), 3):
        cells.put(sheet, row, column, text, centred=True)
