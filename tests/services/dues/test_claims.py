"""A member's word that he has paid, and reminders that wait while last month is not entered."""

from __future__ import annotations

import asyncio
import datetime as dt
from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from db.dues import DuesClaim, DuesPart
from db.dues_names import DuesClaimState
from db.names import OutboxState
from db.outbox import OutboxMessage
from services import access, dues
from services.access import Actor
from services.dues import claims, holding, opening, paying
from services.dues.claim_cards import CARD
from services.dues.months import Month
from services.errors import NotAllowed
from services.house import House
from tests import factories
from tests.fixtures.crossing import crossing
from tests.fixtures.houses import set_clock
from tests.services.dues.test_paying import Branch, branch

__all__ = ["branch"]

D = Decimal
SHANGHAI = ZoneInfo("Asia/Shanghai")
OCTOBER = Month(2026, 10)


def at(month: int, day: int, hour: int = 9) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=SHANGHAI)


async def _payer(house: House, here: Branch) -> Actor:
    async with house.db.write() as session:
        account = await factories.make_account(session)
        member = await factories.make_member(session, here.here, "交费人")
        await factories.bind(session, member, account)
        session.add(factories.dues_profile(member, first=202611))
    await opening.open_all(house)
    async with house.db.read() as session:
        return await access.identify(session, "telegram", account.address, house.today())


async def _queue(house: House, kind: str) -> list[tuple[str, OutboxState, dt.datetime]]:
    async with house.db.read() as session:
        rows = await session.scalars(
            select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.due_at, OutboxMessage.id)
        )
        return [(row.payload["key"], row.state, row.due_at) for row in rows]


async def _state(house: House) -> tuple[DuesClaimState, bool]:
    async with house.db.read() as session:
        (claim,) = await session.scalars(select(DuesClaim))
        return claim.state, claim.payment_id is not None


async def test_said_twice_is_once_and_confirmed_by_many_is_once(house: House, branch: Branch) -> None:
    payer, here = await _payer(house, branch), branch.here.id
    said = [await claims.say(house, payer) for _ in range(2)]
    assert said[0] == said[1]
    assert (said[0].amount, [key for key, _, _ in await _queue(house, CARD)]) == (D(90), ["dues-claim-card"])
    number = said[0].claim_id or 0
    await asyncio.gather(*(claims.confirm(house, branch.keeper, here, number) for _ in range(3)))
    assert await _state(house) == (DuesClaimState.CONFIRMED, True)
    async with house.db.read() as session:
        assert await session.scalar(select(func.sum(DuesPart.amount))) == D(90)
    assert (await claims.decline(house, branch.keeper, here, number)).card.key == "dues-claim-card-confirmed"
    assert (await claims.say(house, payer)).claim_id is None


async def test_what_is_recorded_just_then_is_not_asked_about(
    house: House, branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    payer = await _payer(house, branch)
    assert payer.member is not None
    _, said = await crossing(
        house,
        monkeypatch,
        (paying, "close"),
        partial(paying.take, house, branch.keeper, branch.here.id, payer.member.id, D(90)),
        partial(claims.say, house, payer),
    )
    assert said == claims.Said(None, D(0))
    assert await _queue(house, CARD) == []


async def test_while_it_waits_nobody_is_reminded_and_after_a_no_again(house: House, branch: Branch) -> None:
    payer, here = await _payer(house, branch), branch.here.id
    assert payer.member is not None
    await paying.take_all(house, branch.keeper, here, D(810), [one.id for one in branch.members])
    await dues.reconcile_all(house)
    said = await claims.say(house, payer)
    changed = await dues.reconcile_all(house)
    assert changed.voided == 2  # this month's two that are left
    answer = await claims.decline(house, branch.keeper, here, said.claim_id or 0)
    assert (answer.card.key, answer.card.buttons) == ("dues-claim-card-declined", ())
    assert [key for key, _, _ in await _queue(house, claims.RESULT)] == ["dues-claim-declined"]
    assert (await dues.reconcile_all(house)).revived == 2
    assert (await claims.say(house, payer)).claim_id != said.claim_id


async def test_what_changed_meanwhile_is_shown_and_another_record_confirms_it(house: House, branch: Branch) -> None:
    payer, here = await _payer(house, branch), branch.here.id
    assert payer.member is not None
    said = await claims.say(house, payer)
    set_clock(house, at(12, 1))
    await opening.open_all(house)
    answer = await claims.confirm(house, branch.keeper, here, said.claim_id or 0)
    assert answer.bill is not None
    assert (answer.bill.open, answer.payment) == (D(180), None)
    await paying.take_amount(house, branch.keeper, here, payer.member.id, D(90), "form")
    assert await _state(house) == (DuesClaimState.CONFIRMED, True)


async def test_nobody_else_answers_and_a_slip_goes_only_with_one_s_own(house: House, branch: Branch) -> None:
    payer, here = await _payer(house, branch), branch.here.id
    said = await claims.say(house, payer)
    number = said.claim_id or 0
    assert await claims.attach(house, payer, number, "PHOTO", "file")
    assert [key for key, _, _ in await _queue(house, claims.SLIP)] == ["dues-claim-slip"]
    for file_id in ("file", "a better picture"):
        assert await claims.attach(house, payer, number, "PHOTO", file_id)
    async with house.db.read() as session:
        slips = await session.scalars(select(OutboxMessage).where(OutboxMessage.kind == claims.SLIP))
        assert sorted(one.payload["file"]["id"] for one in slips) == ["a better picture", "file"]
    for refused in (
        claims.confirm(house, branch.office, here, number),
        claims.decline(house, payer, here, number),
        claims.attach(house, branch.keeper, number, "PHOTO", "file"),
        claims.confirm(house, branch.keeper, here, number + 1),
        holding.mark_entered(house, branch.office, here, OCTOBER),
        holding.mark_entered(house, branch.keeper, here, Month(2026, 1)),
    ):
        with pytest.raises(NotAllowed):
            await refused
    assert (await _state(house))[0] is DuesClaimState.OPEN


# --- held -------------------------------------------------------------------------------------------------------------


async def _rungs(house: House) -> list[dt.datetime]:
    """When the reminders of one member and month go out."""
    async with house.db.read() as session:
        rows = await session.scalars(
            select(OutboxMessage.due_at)
            .where(OutboxMessage.kind == dues.KIND, OutboxMessage.subject.endswith("2026-11"))
            .where(OutboxMessage.state == OutboxState.QUEUED)
            .distinct()
            .order_by(OutboxMessage.due_at)
        )
        return list(rows)


async def test_reminders_wait_for_last_month_and_who_keeps_the_dues_is_asked_first(
    house: House, branch: Branch
) -> None:
    set_clock(house, at(11, 2))
    await dues.reconcile_all(house)
    assert await _rungs(house) == [at(11, 18), at(11, 19), at(11, 20)]
    assert await _queue(house, holding.ENTER) == [("dues-enter", OutboxState.QUEUED, at(11, 14))]
    set_clock(house, at(11, 16))
    await holding.mark_entered(house, branch.keeper, branch.here.id, OCTOBER)
    await dues.reconcile_all(house)
    assert await _rungs(house) == [at(11, 16), at(11, 19), at(11, 20)]  # at once
    assert [state for _, state, _ in await _queue(house, holding.ENTER)] == [OutboxState.SKIPPED]


async def test_nothing_waits_when_last_month_is_paid_or_it_is_the_first(house: House, branch: Branch) -> None:
    set_clock(house, at(11, 2))
    await paying.take_all(house, branch.keeper, branch.here.id, D(810))
    async with house.db.write() as session:
        other = await factories.make_branch(session, "新支部")
        session.add(factories.dues_profile(await factories.make_member(session, other, "新人")))
    await opening.open_all(house)
    await dues.reconcile_all(house)
    assert await _rungs(house) == [at(11, 15), at(11, 19), at(11, 20)]  # of the new branch: the others have paid
    assert await _queue(house, holding.ENTER) == []


async def test_planning_a_held_month_twice_changes_nothing(house: House, branch: Branch) -> None:
    del branch
    for moment in (at(11, 2), at(11, 14, 10), at(11, 18, 10)):
        set_clock(house, moment)
        await dues.reconcile_all(house)
        assert (await dues.reconcile_all(house)).changes == 0
