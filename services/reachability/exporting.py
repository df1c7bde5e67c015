"""The call list as a sheet, with telephone numbers: for whoever may export the roster, which holds them too."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence

from db.organisations import Organisation
from services import access, audit, phones, sheets
from services.access import STEWARDS, Actor, Need, Scope, Status
from services.files import Made
from services.house import House
from services.reachability.looking import Board, Stored, Way, board, listed, rows_of
from services.sheets import Column

#: Who leads the branch and the office above it, as for the roster.
LEADER_OF = Need(Status.CONSENTED, STEWARDS, Scope.ORGANISATION)

_TITLE = "联络名单"
_COLUMNS = (
    Column("姓名", 12),
    Column("支部", 18, centred=False),
    Column("党小组", 14),
    Column("联系电话", 16),
    Column("情况", 18),
    Column("告知时间、告知人", 22),
)
_WORDS = {
    Way.NEVER: "还没有登记",
    Way.BLOCKED: "停用了机器人",
    Way.GONE: "账号已注销",
    Way.SILENT: "{days} 天没有动静",
}


async def export(house: House, actor: Actor, organisation_id: int) -> Made:
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
    return Made(content, f"{counted.organisation}{_TITLE}_{today:%Y%m%d}.xlsx", len(rows))


def _made(house: House, counted: Board, rows: Sequence[Stored], today: dt.date) -> bytes:
    day = f"{today.year}年{today.month}月{today.day}日"
    facts = f"党员 {counted.members} 人，需要电话或当面联系 {counted.to_call} 人　统计日期：{day}"
    cells = [_row(house, counted, one) for one in rows]
    return sheets.listing(_TITLE, f"{counted.organisation}{_TITLE}", [facts], _COLUMNS, cells)


def _row(house: House, counted: Board, one: Stored) -> tuple[str, ...]:
    sealed = one.member.phone_sealed
    phone = house.vault.open(sealed, phones.place(one.member.key)) if sealed is not None else ""
    state = _WORDS[one.way].format(days=counted.silent_days)
    return one.member.name or one.member.code, one.branch, one.group or "", phone, state, ""
