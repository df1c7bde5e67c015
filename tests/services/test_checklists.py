"""Checklists: made once, ticked once, reminded of while open, and moving with what they are about."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

import texts
from db.audit import AuditEntry
from db.checklists import Checklist, ChecklistItem, ChecklistTick
from db.members import Member
from db.names import BranchRole, EventType, OrgLevel, OutboxState
from db.organisations import Organisation, RoleGrant
from db.outbox import OutboxMessage
from handlers import features
from handlers.routing import Kind
from services import checklists, meetings, privacy
from services.access import Actor
from services.audiences import Person
from services.branch import TooLong
from services.checklists import ChecklistFull, ChecklistVoid, NotAnOwner, Seen, messages, planner, presets
from services.checklists.messages import Facts, Task
from services.errors import BadInput, DomainError, NotAllowed
from services.house import House
from services.kinds import Pending
from services.meetings import Wish
from tests import factories
from tests.fixtures.houses import NOW, set_clock
from tests.services.people import Town, make_town

D = dt.date
MEETING_DAY = D(2026, 12, 9)


async def _ready(house: House) -> tuple[Town, Actor, Seen]:
    """An organisation-life meeting on 9 December with its list."""
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    wish = Wish((EventType.ORG_LIFE_MEETING,), MEETING_DAY, dt.time(15), 120)
    meeting = await meetings.plan(house, secretary, town.inner.id, wish)
    made = await checklists.make(house, secretary, town.inner.id, f"meeting:{meeting.id}", "org_life")
    return town, secretary, made


async def _queued(house: House, checklist_id: int) -> dict[str, dt.datetime]:
    """What waits for a list: item, date and lead of each, with its time."""
    async with house.db.read() as session:
        rows = await session.scalars(
            select(OutboxMessage).where(
                OutboxMessage.subject == f"checklist:{checklist_id}", OutboxMessage.state == OutboxState.QUEUED
            )
        )
        return {":".join(row.dedupe_key.split(":")[2:5]): row.due_at for row in rows}


async def _items(house: House) -> list[ChecklistItem]:
    async with house.db.read() as session:
        return list(await session.scalars(select(ChecklistItem).order_by(ChecklistItem.position)))


async def test_a_preset_makes_items_with_owners_and_dates_once(house: House) -> None:
    town, secretary, made = await _ready(house)
    again = await checklists.make(house, secretary, town.inner.id, made.subject, "org_life")
    assert again == made
    assert [(one.words["key"], one.role, one.due) for one in made.items][:3] == [
        ("checklists-item-learn", BranchRole.PUBLICITY_MEMBER, D(2026, 11, 25)),
        ("checklists-item-talks", BranchRole.SECRETARY, D(2026, 11, 29)),
        ("checklists-item-opinions", BranchRole.ORGANISATION_MEMBER, D(2026, 11, 29)),
    ]
    assert (made.done, made.day, made.voided) == (0, MEETING_DAY, False)
    async with house.db.read() as session:
        assert len(list(await session.scalars(select(Checklist)))) == 1
        assert len(list(await session.scalars(select(ChecklistItem)))) == 7
        actions = list(
            await session.scalars(
                select(AuditEntry.action).where(AuditEntry.action.like("checklist.%")).order_by(AuditEntry.id)
            )
        )
    assert actions == ["checklist.made"]


async def test_two_who_make_it_at_once_make_one(house: House) -> None:
    town, secretary, _ = await _ready(house)
    subject = f"organisation:{town.inner.id}"
    made = await asyncio.gather(
        *[checklists.make(house, secretary, town.inner.id, subject, "handover") for _ in range(4)]
    )
    assert len({one.id for one in made}) == 1
    assert len(made[0].items) == 5


async def test_owners_are_reminded_before_and_once_after(house: House) -> None:
    _, _, made = await _ready(house)
    talks = made.items[1].id
    waiting = await _queued(house, made.id)
    mine = {key: at for key, at in waiting.items() if key.startswith(f"{talks}:")}
    assert mine == {
        f"{talks}:20261129:3d": dt.datetime(2026, 11, 26, 1, tzinfo=dt.UTC),
        f"{talks}:20261129:0d": dt.datetime(2026, 11, 29, 1, tzinfo=dt.UTC),
        f"{talks}:20261129:late1": dt.datetime(2026, 11, 30, 1, tzinfo=dt.UTC),
    }
    assert (await planner.reconcile_all(house)).changes == 0


async def test_a_role_without_a_holder_is_the_leaders_work(house: House) -> None:
    town, _, made = await _ready(house)
    async with house.db.read() as session:
        to = set(
            await session.scalars(
                select(OutboxMessage.member_id).where(OutboxMessage.subject == f"checklist:{made.id}")
            )
        )
    assert to == {town.secretary.id}
    async with house.db.write() as session:
        await factories.grant_role(session, town.plain, town.inner, BranchRole.PUBLICITY_MEMBER)
    assert (await planner.reconcile_all(house)).added == 6  # two items of the publicity member, three words each
    learn = made.items[0].id
    async with house.db.read() as session:
        rows = await session.execute(
            select(OutboxMessage.member_id, OutboxMessage.state).where(
                OutboxMessage.dedupe_key.startswith(f"checklist:{made.id}:{learn}:")
            )
        )
        assert {(row.member_id, row.state.value) for row in rows} == {
            (town.secretary.id, "SKIPPED"),
            (town.plain.id, "QUEUED"),
        }


async def test_ticks_count_once_can_be_taken_back_and_keep_their_history(house: House) -> None:
    _, secretary, made = await _ready(house)
    talks = made.items[1].id
    ticked = await asyncio.gather(*[checklists.tick(house, secretary, talks, done=True) for _ in range(5)])
    assert {one.done for one in ticked} == {1}
    assert not [key for key in await _queued(house, made.id) if key.startswith(f"{talks}:")]
    back = await checklists.tick(house, secretary, talks, done=False)
    assert back.done == 0
    assert len([key for key in await _queued(house, made.id) if key.startswith(f"{talks}:")]) == 3
    async with house.db.read() as session:
        ticks = list(await session.scalars(select(ChecklistTick).order_by(ChecklistTick.id)))
    assert [(one.item_id, one.done, one.account_id) for one in ticks] == [
        (talks, True, secretary.account_id),
        (talks, False, secretary.account_id),
    ]


async def test_a_meeting_that_moves_takes_the_dates_along_and_one_called_off_lets_the_list_rest(house: House) -> None:
    town, secretary, made = await _ready(house)
    meeting = int(made.subject.split(":")[1])
    await meetings.move(house, secretary, town.inner.id, meeting, D(2026, 12, 16), dt.time(15))
    seen = await checklists.view(house, secretary, town.inner.id, made.id)
    assert (seen.day, seen.items[1].due) == (D(2026, 12, 16), D(2026, 12, 6))
    talks = made.items[1].id
    waiting = [key for key in await _queued(house, made.id) if key.startswith(f"{talks}:")]
    assert sorted(waiting) == [f"{talks}:20261206:{lead}" for lead in ("0d", "3d", "late1")]

    await meetings.cancel(house, secretary, town.inner.id, meeting)
    assert await _queued(house, made.id) == {}
    seen = await checklists.view(house, secretary, town.inner.id, made.id)
    assert seen.voided
    assert (await planner.reconcile_all(house)).changes == 0
    with pytest.raises(ChecklistVoid):
        await checklists.tick(house, secretary, talks, done=True)

    await meetings.move(house, secretary, town.inner.id, meeting, D(2026, 12, 23), dt.time(15))
    seen = await checklists.view(house, secretary, town.inner.id, made.id)
    assert (seen.voided, seen.day) == (False, D(2026, 12, 23))
    assert await _queued(house, made.id)


async def test_what_is_his_is_looked_for_only_where_he_has_an_office(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    town, _, made = await _ready(house)
    looked: list[set[int]] = []
    grounds = planner.grounds

    async def noted(house: House, session: Any, ids: Any) -> Any:
        looked.append(set(ids))
        return await grounds(house, session, ids)

    monkeypatch.setattr(planner, "grounds", noted)
    actors = [await town.actor(house, one) for one in (town.plain, town.foreign, town.office, town.secretary)]
    found = [len(await checklists.mine(house, one)) for one in actors]
    # Roles nobody holds are done by who leads the branch.
    assert found == [0, 0, 0, len(made.items)]
    assert looked == [set(), set(), {town.inner.id}, {town.inner.id}]
    async with house.db.write() as session:
        for grant in await session.scalars(select(RoleGrant).where(RoleGrant.member_id == town.secretary.id)):
            await session.delete(grant)
        deputy = await session.get_one(Member, town.office.id)
        above = await session.get_one(Organisation, town.committee.id)
        await factories.grant_role(session, deputy, above, BranchRole.COMMITTEE_SECRETARY)
    leader = await town.actor(house, town.office)
    assert len(await checklists.mine(house, leader)) == len(made.items), "with nobody there, who leads above does it"


async def test_items_are_added_given_dated_and_taken_off(house: House) -> None:
    town, secretary, made = await _ready(house)
    await checklists.add(house, secretary, town.inner.id, made.id, " 借  投影仪 ")
    await checklists.add(house, secretary, town.inner.id, made.id, "借 投影仪")  # the second tap
    item = (await _items(house))[-1]
    assert (item.text, item.owner_role, item.position) == ("借 投影仪", BranchRole.SECRETARY, 8)
    await checklists.give_to_member(house, secretary, town.inner.id, item.id, town.plain.id)
    seen = await checklists.set_due(house, secretary, town.inner.id, item.id, D(2026, 12, 8))
    assert (seen.items[-1].owner, seen.items[-1].due) == ("张敏", D(2026, 12, 8))
    zhang = await town.actor(house, town.plain)
    assert [(one.words, one.due) for one in await checklists.mine(house, zhang)] == [("借 投影仪", D(2026, 12, 8))]
    await checklists.tick(house, zhang, item.id, done=True)
    assert await checklists.mine(house, zhang) == ()
    await checklists.give_to_role(house, secretary, town.inner.id, item.id, BranchRole.YOUTH_MEMBER)
    await checklists.remove(house, secretary, town.inner.id, item.id)
    assert len((await checklists.view(house, secretary, town.inner.id, made.id)).items) == 7
    with pytest.raises(NotAllowed):
        await checklists.tick(house, secretary, item.id, done=False)


async def test_nobody_ticks_what_is_not_his(house: House) -> None:
    town, _, made = await _ready(house)
    talks = made.items[1].id
    for member in (town.plain, town.foreign):
        actor = await town.actor(house, member)
        with pytest.raises(NotAllowed):
            await checklists.tick(house, actor, talks, done=True)
        with pytest.raises(NotAllowed):
            await checklists.view(house, actor, town.inner.id, made.id)
    foreign = await town.actor(house, town.foreign)
    with pytest.raises(NotAllowed):  # a list of somebody else's under an organisation of his own
        await checklists.view(house, foreign, town.surgery.id, made.id)
    with pytest.raises(NotAllowed):
        await checklists.remove(house, foreign, town.surgery.id, talks)
    with pytest.raises(NotAllowed):  # a meeting of somebody else's
        await checklists.make(house, foreign, town.surgery.id, made.subject, "own")
    assert [one.done_at for one in await _items(house)] == [None] * 7


@pytest.mark.parametrize(("text", "error"), [("   ", BadInput), ("长" * 61, TooLong)], ids=["empty", "too long"])
async def test_what_cannot_be_added_is_said_and_changes_nothing(
    house: House, text: str, error: type[DomainError]
) -> None:
    town, secretary, made = await _ready(house)
    with pytest.raises(error):
        await checklists.add(house, secretary, town.inner.id, made.id, text)
    assert len(await _items(house)) == 7


async def test_bounds_of_a_list(house: House) -> None:
    town, secretary, made = await _ready(house)
    for number in range(presets.load().defaults.most_items - 7):
        await checklists.add(house, secretary, town.inner.id, made.id, f"事情 {number}")
    with pytest.raises(ChecklistFull):
        await checklists.add(house, secretary, town.inner.id, made.id, "还有一件")
    with pytest.raises(NotAnOwner):
        await checklists.give_to_member(house, secretary, town.inner.id, made.items[0].id, town.foreign.id)
    with pytest.raises(BadInput):
        await checklists.make(house, secretary, town.inner.id, made.subject, "no_such_preset")
    with pytest.raises(NotAllowed):
        await checklists.make(house, secretary, town.inner.id, f"organisation:{town.surgery.id}", "own")


async def test_a_reminder_that_waits_is_looked_at_again_when_it_is_due(house: House) -> None:
    _, _, made = await _ready(house)
    async with house.db.read() as session:
        rows = list(await session.scalars(select(OutboxMessage).where(OutboxMessage.kind == messages.KIND)))
    pending = [
        Pending(row.id, row.kind, row.subject, row.payload, row.member_id, None, None, row.due_at) for row in rows
    ]
    async with house.db.write() as session:
        assert await planner.stale(house, session, pending, NOW) == set()
        talks = made.items[1].id
        await session.execute(update(ChecklistItem).where(ChecklistItem.id == talks).values(done_at=NOW))
        gone = await planner.stale(house, session, pending, NOW)
    assert {row.dedupe_key.split(":")[2] for row in rows if row.id in gone} == {str(talks)}
    assert len(gone) == 3


async def test_an_erased_owner_s_items_go_back_to_their_role(house: House) -> None:
    town, secretary, made = await _ready(house)
    item = made.items[0].id
    await checklists.give_to_member(house, secretary, town.inner.id, item, town.plain.id)
    zhang = await town.actor(house, town.plain)
    copied = await privacy.copy_of(house, zhang)
    assert [one["id"] for one in copied.sections["checklist_items"]] == [item]
    await privacy.erase(house, zhang)
    assert {one.owner_id for one in await _items(house)} == {None}


async def test_what_is_offered_fits_the_meeting_and_the_level(house: House) -> None:
    town, secretary, _ = await _ready(house)
    assert await checklists.offered(house, secretary, town.inner.id, {EventType.PARTY_LECTURE}) == ("lecture", "own")
    assert await checklists.offered(house, secretary, town.inner.id) == (
        *("handover", "pledge", "duties", "onboarding", "activity_room", "own"),
    )
    office = await town.actor(house, town.office)
    assert await checklists.offered(house, office, town.committee.id) == ("activity_room", "own")
    every = {level: presets.load().fitting(level, ()) for level in OrgLevel}
    assert all(found[-1].key == "own" for found in every.values())


async def test_a_list_past_its_day_rests(house: House) -> None:
    town, secretary, made = await _ready(house)
    set_clock(house, NOW + dt.timedelta(days=40))
    assert await checklists.lists(house, secretary, town.inner.id) == ("内科党支部", ())
    set_clock(house, NOW)
    name, found = await checklists.lists(house, secretary, town.inner.id)
    assert (name, [(one.id, one.done, one.items) for one in found]) == ("内科党支部", [(made.id, 0, 7)])


async def test_a_list_that_is_all_done_is_begun_anew_and_dated_from_that_day(house: House) -> None:
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    here = town.inner.id
    made = await checklists.make(house, secretary, here, f"organisation:{here}", "onboarding")
    first = made.items[0]
    assert (first.due, len(await _queued(house, made.id))) == (NOW.date() + dt.timedelta(days=7), 27)
    for one in made.items[1:]:
        await checklists.tick(house, secretary, one.id, done=True)
    assert (await checklists.again(house, secretary, here, made.id)).done == 8  # something is open
    await checklists.tick(house, secretary, first.id, done=True)
    set_clock(house, NOW + dt.timedelta(days=30))
    anew = await checklists.again(house, secretary, here, made.id)
    assert (anew.done, anew.items[0].due) == (0, NOW.date() + dt.timedelta(days=37))
    assert await checklists.again(house, secretary, here, made.id) == anew
    async with house.db.read() as session:
        ticks = [one.done for one in await session.scalars(select(ChecklistTick))]
    assert (ticks.count(True), ticks.count(False)) == (9, 9)
    with pytest.raises(NotAllowed):
        await checklists.again(house, await town.actor(house, town.plain), here, made.id)


def test_every_card_has_its_words_and_its_door() -> None:
    routes = features.load()
    for preset in presets.load().preset:
        for card in checklists.cards(preset.key):
            for language in texts.LANGUAGES:
                assert texts.plain(language, f"checklists-how-{card.key.replace('_', '-')}")
            assert card.door is None or routes.find(Kind.BUTTON, card.door) is not None


_DAYS = st.dates(D(2026, 1, 1), D(2028, 12, 31))
_TASKS = st.builds(
    lambda number, due, people: Task(number, {"key": "x"}, due, [Person(one, f"k{one}") for one in sorted(people)]),
    st.integers(1, 5),
    st.none() | _DAYS,
    st.sets(st.integers(1, 4), max_size=3),
)


@given(st.lists(_TASKS, max_size=5, unique_by=lambda one: one.id), st.datetimes(timezones=st.just(dt.UTC)))
def test_each_owner_is_told_at_most_three_times_and_windows_follow_each_other(
    tasks: list[Any], now: dt.datetime
) -> None:
    facts = Facts(7, "内科", "own", ZoneInfo("Asia/Shanghai"), tasks)
    made = messages.plan(facts, now)
    keys = [one.dedupe_key for one in made.wanted]
    assert len(keys) == len(set(keys))
    assert not set(keys) & made.keep
    for one in tasks:
        for person in one.owners:
            his = [m for m in messages.messages(facts) if m.member_id == person.id and f":{one.id}:" in m.dedupe_key]
            assert len(his) == (3 if one.due is not None else 0)
            for before, after in itertools.pairwise(his):
                assert before.expires_at == after.due_at


@given(st.lists(_TASKS, max_size=4, unique_by=lambda one: one.id), st.sets(st.integers(1, 6), max_size=3))
def test_who_leads_is_told_only_of_what_is_late_and_only_where_he_is_no_owner(
    tasks: list[Any], leaders: set[int]
) -> None:
    led = [Person(one, f"k{one}") for one in sorted(leaders)]
    facts = Facts(7, "内科", "board", ZoneInfo("Asia/Shanghai"), tasks, led, 3)
    every = list(messages.messages(facts))
    assert len({one.dedupe_key for one in every}) == len(every)
    told = [(one.member_id, one.dedupe_key.split(":")[2]) for one in every if one.payload.key == "checklists-late-lead"]
    assert sorted(told) == sorted(
        (person.id, str(one.id)) for one in tasks if one.due is not None for person in led if person not in one.owners
    )
    assert all(one.payload.key == "checklists-late-lead" for one in every if one.payload.vars.get("who"))
