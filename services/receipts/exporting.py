"""通知回执表: every receipt the actor may see as a sheet, set up for A4; no telephone numbers."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import select

from db.announcements import Receipt
from db.names import OutboxReason
from services import audit, sheets
from services.access import Actor
from services.errors import NotAllowed
from services.files import Made
from services.house import House
from services.org_settings import settings_of
from services.receipts.looking import ORDER, Label, label_of, lines_of, places_of
from services.receipts.views import View, view_of
from services.sheets import Column

_TITLE = "通知回执表"
_COLUMNS = (
    Column("姓名", 12),
    Column("支部", 20, centred=False),
    Column("党小组", 14),
    Column("情况", 24),
    Column("时间", 17),
    Column("告知人", 12),
    Column("提醒次数", 9),
)
_FOOT = "“已发出”指 Telegram 已经收下，不表示本人看过；“已确认”是本人按了按钮。"
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


async def export(house: House, actor: Actor, announcement_id: int) -> Made:
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
    facts, title = _facts(view, found, zone, today), f"{view.organisation}{_TITLE}"
    content = await asyncio.to_thread(sheets.listing, _TITLE, title, facts, _COLUMNS, rows, foot=_FOOT)
    return Made(content, f"{view.organisation}{_TITLE}_{today:%Y%m%d}.xlsx", len(rows))


def _row(one: Receipt, name: str, places: dict[int, str], zone: ZoneInfo) -> tuple[str | int, ...]:
    label = label_of(one)
    state = _WORDS[label]
    if label is Label.UNREACHABLE and one.reason is not None:
        state += f"（{_REASONS.get(one.reason, '发送没有成功')}）"
    moment = one.confirmed_at or one.told_at or one.copied_at
    at = f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment is not None else ""
    group = places[one.group_id] if one.group_id is not None else ""
    caller = one.told_by_name or "" if label is Label.TOLD else ""
    return name, places[one.branch_id], group, state, at, caller, one.reminders


def _facts(view: View, found: Sequence[Receipt], zone: ZoneInfo, today: dt.date) -> tuple[str, str]:
    """What stands under the title: which notice, and its sums."""
    released = view.announcement.released_at or view.announcement.made_at
    many = Counter(label_of(one) for one in found)
    parts = [f"共 {len(found)} 人"] + [f"{_WORDS[label]} {many[label]} 人" for label in Label if many[label]]
    return (
        f"通知：{view.excerpt or '（文件）'}　发出：{released.astimezone(zone):%Y-%m-%d %H:%M}",
        f"{'，'.join(parts)}　统计日期：{today.year}年{today.month}月{today.day}日",
    )
