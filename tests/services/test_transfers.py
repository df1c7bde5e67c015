"""Transfers as they are stored: the letter, who is responsible meanwhile, the roster at the end."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from sqlalchemy import select

from db.cases import Case, CaseEntry
from db.members import Member, Membership
from db.names import BranchRole, CaseState, CaseStep, MembershipStage, MemberStatus, OrgLevel, OutboxState
from db.organisations import RoleGrant
from db.outbox import OutboxMessage
from services import access, organisations, transfers
from services.access import Actor
from services.cases import planner
from services.errors import DomainError, NotAllowed
from services.house import House
from tests import factories
from tests.fixtures.houses import NOW, set_clock
from tests.services.people import Town, make_town

D = dt.date
LETTER_ON = D(2026, 11, 10)


async def _town(house: House) -> tuple[Town, Actor]:
    town = await make_town(house)
    return town, await town.actor(house, town.secretary)


async def _member(house: House, member_id: int) -> Member:
    async with house.db.read() as session:
        return await session.get_one(Member, member_id)


async def _places(house: House, member_id: int) -> list[tuple[int, bool]]:
    """Branches of a member in time, and whether each membership is open."""
    async with house.db.read() as session:
        rows = await session.scalars(
            select(Membership).where(Membership.member_id == member_id).order_by(Membership.id)
        )
        return [(row.branch_id, row.ends_on is None) for row in rows]


async def _waiting(house: House) -> set[tuple[str, dt.date, int | None]]:
    async with house.db.read() as session:
        rows = await session.scalars(
            select(OutboxMessage).where(OutboxMessage.kind == planner.KIND, OutboxMessage.state == OutboxState.QUEUED)
        )
        return {(row.dedupe_key.split(":")[2], row.due_at.astimezone(house.zone).date(), row.member_id) for row in rows}


async def test_who_goes_stays_responsible_to_his_branch_until_received_and_then_has_left(house: House) -> None:
    town, secretary = await _town(house)
    here, plain = town.inner.id, town.plain.id
    seen = await transfers.open_out(house, secretary, here, plain, "省医院党委")
    assert (await _member(house, plain)).status is MemberStatus.ACTIVE, "no letter yet"
    seen = await transfers.record(house, secretary, here, seen.id, CaseStep.LETTER_ON, LETTER_ON)
    assert seen.facts.day(CaseStep.LETTER_UNTIL) == LETTER_ON + dt.timedelta(days=90)
    assert (await _member(house, plain)).status is MemberStatus.TRANSFER_PENDING
    await transfers.record(house, secretary, here, seen.id, CaseStep.PAID_THROUGH, "2026-11")
    with pytest.raises(DomainError) as early:
        await transfers.finish(house, secretary, here, seen.id)
    assert early.value.code == "transfers-not-received"
    await transfers.record(house, secretary, here, seen.id, CaseStep.RECEIPT, D(2026, 11, 14))
    done = await asyncio.gather(
        *[transfers.finish(house, secretary, here, seen.id) for _ in range(3)], return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in done) == ["CaseEnded", "CaseEnded", "Seen"]
    gone = await _member(house, plain)
    assert (gone.status, gone.name) == (MemberStatus.LEFT, "张敏")
    assert await _places(house, plain) == [(here, False)]
    async with house.db.read() as session:
        assert (await session.scalars(select(Case.state))).one() is CaseState.DONE
        assert await transfers.paid_through(session, [plain]) == {plain: "2026-11"}


async def test_within_a_committee_the_receiving_branch_finishes(house: House) -> None:
    town, secretary = await _town(house)
    foreign, plain = await town.actor(house, town.foreign), town.plain.id
    async with house.db.write() as session:
        await factories.grant_role(session, town.plain, town.group, BranchRole.GROUP_LEADER)
        development = factories.development_case(town.inner, member=town.plain)
        session.add(development)
    seen = await transfers.open_out(house, secretary, town.inner.id, plain, other_branch_id=town.surgery.id)
    await transfers.record(house, secretary, town.inner.id, seen.id, CaseStep.LETTER_ON, LETTER_ON)
    await transfers.record(house, foreign, town.surgery.id, seen.id, CaseStep.RECEIVED, D(2026, 11, 15))
    with pytest.raises(DomainError) as refused:
        await transfers.finish(house, secretary, town.inner.id, seen.id)
    assert refused.value.code == "transfers-not-received"
    await transfers.finish(house, foreign, town.surgery.id, seen.id)
    member = await _member(house, plain)
    assert (member.status, await _places(house, plain)) == (
        MemberStatus.ACTIVE,
        [(town.inner.id, False), (town.surgery.id, True)],
    )
    async with house.db.read() as session:
        held = await session.scalars(select(RoleGrant).where(RoleGrant.member_id == plain, RoleGrant.ends_on.is_(None)))
        assert list(held) == []
        moved = (await session.scalars(select(Case.branch_id).where(Case.id == development.id))).one()
    assert moved == town.surgery.id, "his development goes with him"


async def test_who_comes_is_on_the_roster_when_he_was_received(house: House) -> None:
    town, secretary = await _town(house)
    here = town.inner.id
    found = await asyncio.gather(
        *[
            transfers.open_in(house, secretary, here, "周新", MembershipStage.PROBATIONARY, "县医院党支部", "儿科")
            for _ in range(3)
        ],
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in found) == ["CaseThere", "CaseThere", "Seen"]
    (case,) = (await transfers.listed(house, secretary, here)).cases
    await transfers.record(house, secretary, here, case.id, CaseStep.PAID_THROUGH, "2026-10")
    await transfers.record(house, secretary, here, case.id, CaseStep.RECEIVED, D(2026, 11, 15))
    await transfers.finish(house, secretary, here, case.id)
    async with house.db.read() as session:
        member = (await session.scalars(select(Member).where(Member.name == "周新"))).one()
        stored = (await session.scalars(select(Case))).one()
        assert await transfers.paid_through(session, [member.id]) == {member.id: "2026-10"}
    assert (member.stage, member.department, member.status) == (
        MembershipStage.PROBATIONARY,
        "儿科",
        MemberStatus.ACTIVE,
    )
    assert (stored.member_id, stored.name, await _places(house, member.id)) == (member.id, None, [(here, True)])


async def test_who_came_with_a_roster_file_already_is_not_there_twice(house: House) -> None:
    town, secretary = await _town(house)
    here = town.inner.id
    seen = await transfers.open_in(house, secretary, here, town.silent.name or "", MembershipStage.FULL, "县医院党支部")
    await transfers.record(house, secretary, here, seen.id, CaseStep.PAID_THROUGH, "2026-11")
    await transfers.record(house, secretary, here, seen.id, CaseStep.RECEIVED, D(2026, 11, 15))
    async with house.db.write() as session:
        old = await session.get_one(Member, town.silent.id)
        old.created_at = NOW - dt.timedelta(days=400)
        listed = await factories.make_member(session, town.inner, town.silent.name or "")
    await transfers.finish(house, secretary, here, seen.id)
    async with house.db.read() as session:
        called = await session.scalars(select(Member.id).where(Member.name == town.silent.name).order_by(Member.id))
        assert list(called) == [town.silent.id, listed.id], "a namesake who was there before is somebody else"
        assert (await session.get_one(Case, seen.id)).member_id == listed.id
        assert await transfers.paid_through(session, [listed.id]) == {listed.id: "2026-11"}
    assert await _places(house, listed.id) == [(here, True)]


async def _moved_by_a_roster(house: House, member_id: int, branch_id: int, group_id: int | None = None) -> None:
    async with house.db.write() as session:
        await organisations.close_memberships(session, [member_id], house.today())
        session.add(Membership(member_id=member_id, branch_id=branch_id, group_id=group_id, starts_on=house.today()))


async def test_where_a_roster_file_moved_him_first_only_the_transfer_ends(house: House) -> None:
    town, secretary = await _town(house)
    foreign, plain = await town.actor(house, town.foreign), town.plain.id
    async with house.db.write() as session:
        group = await factories.make_organisation(
            session, "第二党小组", level=OrgLevel.PARTY_GROUP, parent=town.surgery
        )
    seen = await transfers.open_out(house, secretary, town.inner.id, plain, other_branch_id=town.surgery.id)
    await transfers.record(house, secretary, town.inner.id, seen.id, CaseStep.LETTER_ON, LETTER_ON)
    await transfers.record(house, foreign, town.surgery.id, seen.id, CaseStep.RECEIVED, D(2026, 11, 15))
    await _moved_by_a_roster(house, plain, town.surgery.id, group.id)
    done = await transfers.finish(house, foreign, town.surgery.id, seen.id)
    assert (done.facts.state, (await _member(house, plain)).status) == (CaseState.DONE, MemberStatus.ACTIVE)
    async with house.db.read() as session:
        rows = await session.scalars(select(Membership).where(Membership.member_id == plain).order_by(Membership.id))
        assert [(row.branch_id, row.group_id) for row in rows][1:] == [(town.surgery.id, group.id)]


async def test_nobody_is_sent_away_from_a_branch_he_has_moved_to_meanwhile(house: House) -> None:
    town, secretary = await _town(house)
    here, plain = town.inner.id, town.plain.id
    seen = await transfers.open_out(house, secretary, here, plain, "省医院党委")
    await transfers.record(house, secretary, here, seen.id, CaseStep.RECEIPT, D(2026, 11, 14))
    await _moved_by_a_roster(house, plain, town.surgery.id)
    with pytest.raises(DomainError) as refused:
        await transfers.finish(house, secretary, here, seen.id)
    assert refused.value.code == "transfers-elsewhere"
    assert (await _member(house, plain)).status is MemberStatus.ACTIVE
    assert await _places(house, plain) == [(here, False), (town.surgery.id, True)]
    off = await transfers.withdraw(house, secretary, here, seen.id)
    assert off.facts.state is CaseState.WITHDRAWN


async def test_who_has_left_with_a_roster_file_has_left_once(house: House) -> None:
    town, secretary = await _town(house)
    here, plain = town.inner.id, town.plain.id
    seen = await transfers.open_out(house, secretary, here, plain, "省医院党委")
    await transfers.record(house, secretary, here, seen.id, CaseStep.RECEIPT, D(2026, 11, 14))
    async with house.db.write() as session:
        await organisations.mark_left(session, [plain], house.today(), house.now(), actor="test")
    before = (await _member(house, plain)).left_at
    set_clock(house, house.now() + dt.timedelta(days=3))
    done = await transfers.finish(house, secretary, here, seen.id)
    assert (done.facts.state, (await _member(house, plain)).left_at) == (CaseState.DONE, before)


async def test_what_does_not_take_place_leaves_everything_as_it_was(house: House) -> None:
    town, secretary = await _town(house)
    here, plain = town.inner.id, town.plain.id
    seen = await transfers.open_out(house, secretary, here, plain, "省医院党委")
    await transfers.record(house, secretary, here, seen.id, CaseStep.LETTER_ON, LETTER_ON)
    off = await transfers.withdraw(house, secretary, here, seen.id)
    assert (off.facts.state, (await _member(house, plain)).status) == (CaseState.WITHDRAWN, MemberStatus.ACTIVE)
    again = await transfers.open_out(house, secretary, here, plain, "市医院党委")
    await transfers.record(house, secretary, here, again.id, CaseStep.LETTER_ON, LETTER_ON)
    await transfers.take_back(house, secretary, here, again.id, CaseStep.LETTER_ON)
    assert (await _member(house, plain)).status is MemberStatus.ACTIVE
    coming = await transfers.open_in(house, secretary, here, "周新", MembershipStage.FULL, "县医院党支部")
    await transfers.withdraw(house, secretary, here, coming.id)
    async with house.db.read() as session:
        row = await session.get_one(Case, coming.id)
    assert (row.name, row.state) == (None, CaseState.WITHDRAWN)


async def test_letters_that_expire_and_receipts_that_are_missing_are_reminded_of_on_both_sides(house: House) -> None:
    town, secretary = await _town(house)
    seen = await transfers.open_out(house, secretary, town.inner.id, town.plain.id, other_branch_id=town.surgery.id)
    await transfers.record(house, secretary, town.inner.id, seen.id, CaseStep.LETTER_ON, LETTER_ON)
    await transfers.record(house, secretary, town.inner.id, seen.id, CaseStep.LETTER_UNTIL, D(2026, 12, 10))
    both = (town.secretary.id, town.foreign.id)
    days = [("letter", D(2026, 12, 3)), ("letter", D(2026, 12, 10)), ("receipt", D(2026, 12, 10))]
    assert await _waiting(house) == {(what, day, who) for what, day in days for who in both}
    assert (await planner.reconcile_all(house)).changes == 0
    await transfers.record(house, secretary, town.inner.id, seen.id, CaseStep.RECEIVED, D(2026, 11, 15))
    assert {what for what, _, _ in await _waiting(house)} == {"receipt"}
    await transfers.withdraw(house, secretary, town.inner.id, seen.id)
    assert await _waiting(house) == set()


@pytest.mark.parametrize(
    ("step", "value", "code"),
    [
        (CaseStep.PAID_THROUGH, "2026-13", "transfers-month"),
        (CaseStep.PAID_THROUGH, "0000-01", "transfers-month"),
        (CaseStep.PAID_THROUGH, "2027-12", "transfers-month-far"),
        (CaseStep.PAID_THROUGH, "9999-12", "transfers-month-far"),
        (CaseStep.LETTER_NUMBER, "", "cases-words"),
        (CaseStep.LETTER_NUMBER, "11010519491231002X", "cases-words"),
        (CaseStep.LETTER_ON, D(2026, 11, 17), "cases-day-ahead"),
        (CaseStep.TALKED, D(2026, 11, 1), "cases-step"),
        (CaseStep.LETTER_ON, "x", "cases-step"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    sqlite_house: House, step: CaseStep, value: dt.date | str, code: str
) -> None:
    town, secretary = await _town(sqlite_house)
    seen = await transfers.open_out(sqlite_house, secretary, town.inner.id, town.plain.id, "省医院党委")
    with pytest.raises(DomainError) as refused:
        await transfers.record(sqlite_house, secretary, town.inner.id, seen.id, step, value)
    assert refused.value.code == code
    async with sqlite_house.db.read() as session:
        assert list(await session.scalars(select(CaseEntry))) == []


async def test_a_foreign_secretary_gets_the_answer_of_a_missing_case(house: House) -> None:
    town, secretary = await _town(house)
    seen = await transfers.open_out(house, secretary, town.inner.id, town.plain.id, "省医院党委")
    for who in (town.foreign, town.plain):
        actor = await town.actor(house, who)
        for place, case in ((town.inner.id, seen.id), (town.surgery.id, seen.id), (town.surgery.id, 999)):
            for attempt in (
                transfers.view(house, actor, place, case),
                transfers.record(house, actor, place, case, CaseStep.LETTER_ON, LETTER_ON),
                transfers.take_back(house, actor, place, case, CaseStep.LETTER_ON),
                transfers.finish(house, actor, place, case),
                transfers.withdraw(house, actor, place, case),
                transfers.history(house, actor, place, case),
            ):
                with pytest.raises(NotAllowed):
                    await attempt
        with pytest.raises(NotAllowed):
            await transfers.open_out(house, actor, town.inner.id, town.plain.id, "x")
    with pytest.raises(NotAllowed):
        await transfers.open_out(house, secretary, town.inner.id, town.foreign.id, "x")


async def test_the_organisation_member_keeps_transfers_too(house: House) -> None:
    town, _ = await _town(house)
    async with house.db.write() as session:
        await factories.grant_role(session, town.plain, town.inner, BranchRole.ORGANISATION_MEMBER)
    async with house.db.read() as session:
        address = town.accounts[town.plain.id].address
        chen = await access.identify(session, "telegram", address, NOW.date())
    seen = await transfers.open_out(house, chen, town.inner.id, town.silent.id, "省医院党委")
    assert seen.facts.state is CaseState.OPEN
