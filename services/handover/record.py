"""交接清单: what was handed over, by whom, to whom, on which day, as a document to sign."""

from __future__ import annotations

import asyncio
import datetime as dt
from zoneinfo import ZoneInfo

from db.handover import Handover
from db.members import Member
from db.names import HandoverState
from db.organisations import Organisation
from services.access import STEWARDS, Actor
from services.documents import BLANK, Paper
from services.errors import NotAllowed
from services.files import Made
from services.handover.contents import NAMES
from services.house import House
from services.org_settings import settings_of

_WORDS = {
    "rules": ("支部自己设的提醒规则", "条"),
    "meetings": ("已安排、还没开的会议", "场"),
    "approvals": ("等待审批的申请（登记、请假、补学等）", "件"),
    "tasks": ("等人处理的事", "件"),
    "chats": ("绑定的群和频道", "个"),
    "drafts": ("没有发出的草稿（通知、测试、年度计划）", "份"),
    "scheduled": ("定时发出的通知", "条"),
    "items": ("记在移交人名下的事项", "项"),
    "records": ("由移交人主持或记录的会议", "场"),
}


#: What no program can count, left to be filled in.
_ON_PAPER = ("会议记录本、党员名册", "党费收据和票据", "印章、证照", "其他")


async def record(house: House, actor: Actor, handover_id: int) -> Made:
    """The record of a handing over, for the two, and for whoever leads there.

    Raises:
        NotAllowed: There is none, or it is none of his business.
    """
    async with house.db.read() as session:
        row = await session.get(Handover, handover_id)
        if row is None or row.state is not HandoverState.ACCEPTED:
            raise NotAllowed
        here = await session.get_one(Organisation, row.organisation_id)
        his = actor.member is not None and actor.member.id in (row.giver_id, row.taker_id)
        if not his and not actor.reaches(here.path, STEWARDS):
            raise NotAllowed
        giver = await session.get(Member, row.giver_id) if row.giver_id is not None else None
        taker = await session.get_one(Member, row.taker_id)
        zone = ZoneInfo((await settings_of(house, session, here.id)).timezone)
        day = (row.answered_at or row.offered_at).astimezone(zone).date()
        giver_name = (giver.name or giver.code) if giver is not None else ""
        found = {name: int((row.contents or {}).get(name, 0)) for name in NAMES}
    name = taker.name or taker.code
    content = await asyncio.to_thread(write, here.name, giver_name, name, day, found)
    return Made(content, f"{here.name}工作交接清单_{day:%Y%m%d}.docx")


def write(organisation: str, giver: str, taker: str, day: dt.date, found: dict[str, int]) -> bytes:
    """The document's bytes.

    Args:
        organisation: Of which branch.
        giver: Who handed over; empty: he was gone, and the office began it.
        taker: Who took over.
        day: When.
        found: What, by name.
    """
    paper = Paper(f"{organisation}书记工作交接清单")
    paper.fields(
        [
            [("移交人", giver or "（原书记已离任，由党办发起）"), ("接收人", taker)],
            [("交接日期", f"{day.year}年{day.month}月{day.day}日"), ("监交人", BLANK)],
        ]
    )
    paper.heading("线上移交")
    rows = [[str(number), _WORDS[name][0], f"{found[name]} {_WORDS[name][1]}"] for number, name in enumerate(NAMES, 1)]
    paper.grid(("序号", "内容", "数量"), rows, (1.6, 11.0, 4.0))
    paper.heading("线下移交（请手填）")
    paper.grid(
        ("序号", "内容", "数量"),
        [[str(number), what, ""] for number, what in enumerate(_ON_PAPER, 1)],
        (1.6, 11.0, 4.0),
    )
    paper.heading("签字")
    paper.line(f"移交人：{BLANK}　　接收人：{BLANK}　　监交人：{BLANK}")
    paper.small("数量是接收人在机器人里点“接任”那一刻统计的。职务、日程、待办和群从那时起归接收人。")
    return paper.content()
