"""A crowd's taps: who is let in without being looked at one by one, and what is left to the ordinary way."""

from __future__ import annotations

from sqlalchemy import event, select

from db.accounts import Account
from db.members import Member, Membership
from db.names import AttendanceStatus, MeetingState, MemberStatus, OrgLevel, Reach
from services import access, inbox
from services.access import Status
from services.house import House
from services.inbox import Arrived
from services.passing import Tap, members_at
from services.rollcall import taps
from services.rollcall.taps import Told
from tests import factories
from tests.services.rollcall.hall import Hall, clock, make_hall, meeting_row

BOT = 77


def _tap(hall: Hall, address: str, meeting: int | None = None, *, inbox_of: int | None = None) -> Tap:
    return Tap("telegram", address, meeting or hall.meeting, hall.house.now(), inbox_of)


async def _put(hall: Hall, *asked: Tap) -> list[Told | Exception | None]:
    async with hall.house.db.write() as session:
        return await taps.write(hall.house, session, asked)


async def test_whoever_is_let_in_is_who_the_gate_would_see(house: House) -> None:
    async with house.db.write() as session:
        branch = await factories.make_branch(session)
        group = await factories.make_organisation(session, "第一党小组", level=OrgLevel.PARTY_GROUP, parent=branch)
        accounts = {}
        for name in ("member", "grouped", "pending", "english", "left", "unbound", "blocked", "stale"):
            member = await factories.make_member(session, branch, name)
            accounts[name] = await factories.make_account(
                session, reach=Reach.BLOCKED if name == "blocked" else Reach.REACHABLE, consented=name != "stale"
            )
            binding = await factories.bind(session, member, accounts[name])
            if name == "grouped":
                home = (await session.scalars(select(Membership).where(Membership.member_id == member.id))).one()
                home.group_id = group.id
            if name == "unbound":
                binding.unbound_at = house.now()
            if name in ("pending", "left"):
                row = await session.get_one(Member, member.id)
                row.status = MemberStatus.TRANSFER_PENDING if name == "pending" else MemberStatus.LEFT
            if name == "english":
                (await session.get_one(Account, accounts[name].id)).language = "en"
    addresses = {name: account.address for name, account in accounts.items()} | {"stranger": "424242"}
    async with house.db.read() as session:
        found = await members_at(session, "telegram", list(addresses.values()))
        for name, address in addresses.items():
            actor = await access.identify(session, "telegram", address, house.today())
            passer = found.get(address)
            assert (passer is not None) == (actor.status >= Status.MEMBER and actor.reachable), name
            if passer is not None and actor.member is not None:
                path = "/" + "".join(f"{one}/" for one in passer.chain)
                assert (passer.account_id, passer.member_id, passer.language, path) == (
                    actor.account_id,
                    actor.member.id,
                    actor.language,
                    actor.member.branch_path,
                )
    assert {name for name, address in addresses.items() if address in found} == {
        "member",
        "grouped",
        "pending",
        "english",
    }


async def test_a_batch_writes_its_members_and_leaves_the_others_to_the_ordinary_way(house: House) -> None:
    hall = await make_hall(house)
    clock(house, 14, 50)
    zhang, li = (hall.accounts[one.id].address for one in hall.people[:2])
    foreign = hall.accounts[hall.guest.id].address
    told = await _put(hall, *[_tap(hall, one) for one in (zhang, "424242", li, foreign, zhang)], _tap(hall, li, 9_999))
    assert [isinstance(one, Told) and one.done.again for one in told if one is not None] == [False, False, True]
    assert [one is None for one in told] == [False, True, False, True, False, True]
    assert [(row.member_id, row.status) for row in await hall.rows()] == [
        (one.id, AttendanceStatus.PRESENT) for one in hall.people[:2]
    ]


async def test_early_over_and_called_off_are_left_to_the_ordinary_way(house: House) -> None:
    hall = await make_hall(house)
    zhang = hall.accounts[hall.people[0].id].address
    for hour, minute in ((14, 39), (16, 1)):
        clock(house, hour, minute)
        assert await _put(hall, _tap(hall, zhang)) == [None]
    clock(house, 14, 50)
    async with house.db.write() as session:
        session.add(meeting := await meeting_row(hall))
        meeting.state = MeetingState.CANCELLED
    assert await _put(hall, _tap(hall, zhang)) == [None]
    assert await hall.rows() == []


async def test_nobody_overtakes_himself_in_the_inbox(house: House) -> None:
    hall = await make_hall(house)
    clock(house, 14, 50)
    zhang, li = (hall.accounts[one.id].address for one in hall.people[:2])
    await inbox.receive(house, BOT, [Arrived(1, int(zhang), "{}")])
    told = await _put(hall, _tap(hall, zhang, inbox_of=BOT), _tap(hall, li, inbox_of=BOT))
    assert [one is None for one in told] == [True, False]
    assert [row.member_id for row in await hall.rows()] == [hall.people[1].id]


async def test_what_a_batch_costs_does_not_grow_with_the_branch_or_the_crowd(house: House) -> None:
    """A hall of 200 and a crowd of 40: the same statements as for one, and no row of those who did not press."""
    hall = await make_hall(house, size=10)
    clock(house, 14, 50)
    async with house.db.write() as session:
        for _ in range(200):
            await factories.make_member(session, hall.branch)
    statements: list[str] = []

    def seen(_c: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(house.db.engine.sync_engine, "before_cursor_execute", seen)
    try:
        counts = []
        for crowd in (hall.people[:1], hall.people[1:9]):
            statements.clear()
            await _put(hall, *[_tap(hall, hall.accounts[one.id].address) for one in crowd])
            counts.append(len(statements))
    finally:
        event.remove(house.db.engine.sync_engine, "before_cursor_execute", seen)
    # The first made the roll-call.
    assert counts[1] <= counts[0]
    assert counts[1] <= 16
