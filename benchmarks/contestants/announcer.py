"""The whole process as an operator runs it, with a secretary who announces something to everybody."""

from __future__ import annotations

import statistics
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event, func, select

from benchmarks.support import children, hall
from benchmarks.support.server import TOKEN
from bot import logs
from bot.app import running
from db.accounts import Binding
from db.announcements import Receipt
from db.members import Member
from db.names import BranchRole, OutboxState
from db.organisations import Organisation, RoleGrant
from db.outbox import OutboxMessage
from services import access
from services.access import Actor
from services.announcements import correcting, drafts, progress, releasing
from services.announcements.audience import Audience
from services.announcements.content import words
from services.announcements.messages import EDIT
from services.house import House

_TEXT = "请于周五前把第四季度的学习笔记交到支部。\n\n地点：门诊楼三层会议室。联系人：组织委员。"
_CORRECTED = "请于周四前把第四季度的学习笔记交到支部。\n\n地点：门诊楼三层会议室。联系人：组织委员。"
#: Looks at a screen of which the cost is the median.
_LOOKS = 41


async def _secretary(house: House, address: str) -> tuple[Actor, int]:
    """Whoever speaks for the whole hospital, and the hospital."""
    async with house.db.write() as session:
        top = await session.scalar(select(Organisation).where(Organisation.parent_id.is_(None)))
        member = await session.scalar(select(Member.id).join(Binding).order_by(Member.id.desc()).limit(1))
        assert top is not None
        assert member is not None
        session.add(
            RoleGrant(
                member_id=member,
                organisation_id=top.id,
                role=BranchRole.SECRETARY,
                starts_on=house.today().replace(day=1),
            )
        )
        here = top.id
    async with house.db.read() as session:
        return await access.identify(session, "telegram", address, house.today()), here


async def _announce(house: House, actor: Actor, here: int, many: int) -> dict[str, Any]:
    """To the first ``many`` members; gives its number, and how long the release held the writer."""
    async with house.db.read() as session:
        members = tuple(await session.scalars(select(Member.id).order_by(Member.id).limit(many)))
    one = await drafts.start(house, actor, here)
    await drafts.add_text(house, actor, one.id, words(_TEXT))
    await drafts.set_audience(house, actor, one.id, Audience(here, members=members))
    made = await releasing.preview(house, actor, one.id)
    with children.Meter() as meter:
        await releasing.release(house, actor, one.id, made.token)
    return {"id": one.id, "release_us": meter.of(many)["cpu_us"]}


async def _cost(house: House, look: Callable[[], Awaitable[Any]]) -> dict[str, float]:
    """What a look costs: statements, and CPU in microseconds, the median of some."""
    statements = 0

    def count(*_: object) -> None:
        nonlocal statements
        statements += 1

    engine = house.db.reading.sync_engine
    await look()
    event.listen(engine, "before_cursor_execute", count)
    await look()
    event.remove(engine, "before_cursor_execute", count)
    used = []
    for _ in range(_LOOKS):
        before = time.process_time()
        await look()
        used.append((time.process_time() - before) * 1e6)
    return {"statements": statements, "cpu_us": statistics.median(used)}


async def _main() -> None:
    given = children.settings()
    settings = hall.settings(given["api"], TOKEN, data_dir=given["folder"], **given["settings"])
    logs.configure(settings)
    async with hall.house(Path(given["folder"]) / "zhibu.db", clock=hall.RunningClock()) as house:
        last = given["first"] + given["people"] - 1
        await hall.fill(house, range(given["first"], last + 1))
        actor, here = await _secretary(house, str(last))
        async with running(house, settings, long_poll=5) as process:
            assert process is not None

            async def announce(many: int) -> dict[str, Any]:
                return await _announce(house, actor, here, many)

            async def correct(announcement: int) -> dict[str, Any]:
                done = await correcting.correct(house, actor, announcement, 1, words(_CORRECTED), 1)
                return {"edits": done.edits}

            async def left(announcement: int) -> dict[str, Any]:
                async with house.db.read() as session:
                    query = select(Receipt.copy, func.count()).where(Receipt.announcement_id == announcement)
                    copies = {row[0].value: row[1] for row in await session.execute(query.group_by(Receipt.copy))}
                    edits = await session.scalar(
                        select(func.count()).where(OutboxMessage.kind == EDIT, OutboxMessage.state != OutboxState.SENT)
                    )
                return {"copies": copies, "edits": edits}

            async def screen(announcement: int) -> dict[str, Any]:
                return await _cost(house, lambda: progress.look(house, actor, announcement))

            await children.obey({"announce": announce, "correct": correct, "left": left, "screen": screen})


if __name__ == "__main__":
    children.run(_main)
