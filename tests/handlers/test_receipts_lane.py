"""Who confirms together is written together, and what is unusual goes the ordinary way."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import select, update

from db.announcement_names import AnnouncementState, CopyState
from db.announcements import Announcement, Receipt
from db.names import BranchRole, OutboxReason
from db.outbox import OutboxMessage
from handlers.receipts_lane import ReceiptsLane
from services import access, receipts
from services.announcements import counts
from services.house import House
from services.passing import Tap
from services.receipts import taps
from services.receipts.taps import Told
from tests import factories
from tests.fixtures.houses import NOW
from tests.fixtures.stages import Stage
from tests.handlers.doors import comes_in
from tests.handlers.tapping import press
from tests.making.announcements import make_released, recount

_CROWD = 12


@pytest.mark.parametrize(
    ("data", "taken"),
    [("rp.ok:12", True), ("rp.ok", False), ("rp.ok:0", False), ("rp.ok:12:1", False), ("rp:12", False)],
)
def test_its_own_button_is_recognised(data: str, taken: bool) -> None:
    assert (ReceiptsLane.read(press(data)) is not None) is taken


async def _branch(house: House) -> tuple[int, list[str], list[int]]:
    """A notice to a crowd: the first was told by telephone, the second reminded, and no copy reached either."""
    async with house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        wang = await factories.make_member(session, branch, "王建国", role=BranchRole.SECRETARY)
        members = [await factories.make_member(session, branch, f"陈{number}") for number in range(_CROWD)]
        accounts = [await factories.make_account(session) for _ in (wang, *members)]
        for member, account in zip((wang, *members), accounts, strict=True):
            await factories.bind(session, member, account)
        notice = await make_released(session, branch, [wang, *members])
        here = notice.id
        ids = [one.id for one in members]
        await session.execute(
            update(Receipt)
            .where(Receipt.member_id.in_(ids[:1]))
            .values(copy=CopyState.UNREACHABLE, reason=OutboxReason.BLOCKED)
        )
        await counts.add(session, here, {"sent": -1, "unreachable": 1})
        addresses = [one.address for one in accounts]
    async with house.db.read() as session:
        secretary = await access.identify(session, "telegram", addresses[0], house.today())
    await receipts.told(house, secretary, here, ids[0])
    return here, addresses, ids


def _tap(address: str, here: int) -> Tap:
    return Tap("telegram", address, here, NOW)


async def test_a_crowd_is_one_transaction_and_every_number_right(house: House) -> None:
    here, addresses, ids = await _branch(house)
    desk = taps.desk(house)
    before = desk.batches
    pressed = [_tap(address, here) for address in (*addresses[1:], *addresses[1:3], "7")]
    told = await asyncio.gather(*[desk.put(one) for one in pressed])
    assert told == [*[Told("zh-CN")] * (_CROWD + 2), None]
    assert desk.batches - before <= 2  # the first one alone, the others while it is committed
    async with house.db.read() as session:
        kept = await counts.of(session, here)
        assert kept == await recount(session, here)
        open_ = select(Receipt.member_id).where(Receipt.confirmed_at.is_(None))
        assert len(set(await session.scalars(open_)) - set(ids)) == 1
    assert (kept.confirmed, kept.told, kept.open, kept.unreached) == (_CROWD, 0, 1, 0)
    # What was withdrawn, and what is not his, has its sentence the ordinary way.
    async with house.db.write() as session:
        row = await session.get_one(Announcement, here)
        row.state, row.withdrawn_at = AnnouncementState.WITHDRAWN, NOW
    assert await desk.put(_tap(addresses[0], here)) is None
    assert await desk.put(_tap(addresses[0], 10**6)) is None


async def test_his_press_is_answered_and_nothing_reminds_him(stage: Stage) -> None:
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        wang = await factories.make_member(session, branch, "王建国", role=BranchRole.SECRETARY)
        zhang = await factories.make_member(session, branch, "张敏")
        here = (await make_released(session, branch, [zhang])).id
        await session.execute(update(Receipt).values(copied_at=NOW.replace(hour=0)))
    secretary, member = await comes_in(stage, wang), await comes_in(stage, zhang)
    account = await stage.account_of(secretary)
    assert account is not None
    async with stage.house.db.write() as session:
        await session.execute(update(Receipt).values(copied_at=NOW.replace(day=15)))
    async with stage.house.db.read() as session:
        actor: Any = await access.identify(session, "telegram", account.address, stage.house.today())
    await receipts.remind(stage.house, actor, here)
    await stage.settle()
    await member.sees("您还没有确认")
    await member.presses("确认收到")
    assert member.toast == "已记下您的确认，谢谢。"
    await member.sees("您还没有确认", buttons=["✓ 已确认"])
    async with stage.house.db.read() as session:
        assert (await session.scalars(select(Receipt.confirmed_at))).all() == [NOW]
        waiting = select(OutboxMessage.id).where(
            OutboxMessage.subject.startswith("receipt:"), OutboxMessage.state == "QUEUED"
        )
        assert not (await session.scalars(waiting)).all()
