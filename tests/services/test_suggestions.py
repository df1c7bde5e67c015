"""The suggestion box: once, to whom it belongs, counted without a name, handed over in no order."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from db.audit import AuditEntry
from db.members import Member
from db.names import BranchRole, OutboxState
from db.organisations import Organisation, RoleGrant
from db.outbox import OutboxMessage
from db.suggestion_names import SuggestionState, SuggestionTaker, SuggestionTopic
from db.suggestions import Suggestion, SuggestionArrival, SuggestionDayKey, SuggestionMark
from db.vault import Vault
from services import privacy, suggestions
from services.access import Actor
from services.errors import NotAllowed
from services.house import House
from services.suggestions import desk, planner
from tests import factories
from tests.fixtures.crossing import crossing
from tests.fixtures.houses import NOW, TEST_KEY, another_key, set_clock
from tests.services.people import Town, make_town

DAY = dt.timedelta(days=1)
WORDS = "夜班同志的学习能不能线上补"


async def _everybody(house: House) -> tuple[Town, Actor, Actor, Actor]:
    town = await make_town(house)
    async with house.db.write() as session:
        await factories.make_account(session, "9001", administrator=True)
    plain, secretary = await town.actor(house, town.plain), await town.actor(house, town.secretary)
    return town, plain, secretary, await town.actor(house, town.office)


async def _drop(house: House, actor: Actor, words: str = WORDS, *, once: str = "1", topic: str = "BRANCH_WORK") -> str:
    return (await suggestions.drop(house, actor, SuggestionTopic(topic), words, once)).text


async def _rows(house: House, table: type[Any]) -> list[Any]:
    async with house.db.read() as session:
        return list(await session.scalars(select(table)))


async def test_one_delivery_is_one_suggestion_and_a_repeat_has_the_same_code(house: House) -> None:
    _, plain, _, _ = await _everybody(house)
    codes = {await _drop(house, plain) for _ in range(3)}
    assert len(codes) == 1
    (row,), (mark,) = await _rows(house, SuggestionArrival), await _rows(house, SuggestionMark)
    assert (row.words, row.taker, mark.count) == (WORDS, SuggestionTaker.LEADERS, 1)
    assert await _drop(house, plain, once="2") not in codes
    assert codes.pop().replace("-", "") not in str([vars(one) for one in await _rows(house, SuggestionArrival)])


async def test_a_flood_ends_at_three_and_begins_anew_with_the_next_key(house: House) -> None:
    _, plain, secretary, _ = await _everybody(house)
    for number in range(3):
        await _drop(house, plain, once=str(number))
    with pytest.raises(suggestions.Flooded):
        await _drop(house, plain, once="4")
    await _drop(house, secretary, once="5")  # counted apart
    assert sorted(one.count for one in await _rows(house, SuggestionMark)) == [1, 3]
    assert len(await _rows(house, SuggestionArrival)) == 4
    (before,) = await _rows(house, SuggestionDayKey)
    marks = {one.mark for one in await _rows(house, SuggestionMark)}
    set_clock(house, NOW + DAY)
    await _drop(house, plain, once="6")
    (after,) = await _rows(house, SuggestionDayKey)
    assert after.day == before.day + DAY
    assert house.vault.open(after.key_sealed, f"suggestion_day_keys.key:{after.day}") != house.vault.open(
        before.key_sealed, f"suggestion_day_keys.key:{before.day}"
    )
    (mark,) = await _rows(house, SuggestionMark)
    assert mark.mark not in marks, "the same person, and nobody can tell"


async def test_two_replicas_count_the_same_person(house: House) -> None:
    _, plain, _, _ = await _everybody(house)
    results = await asyncio.gather(
        *(_drop(house, plain, once=str(number)) for number in range(5)), return_exceptions=True
    )
    assert sum(isinstance(one, suggestions.Flooded) for one in results) == 2
    (mark,) = await _rows(house, SuggestionMark)
    assert mark.count == 3


async def test_a_key_that_does_not_open_any_more_is_replaced(house: House) -> None:
    _, plain, _, _ = await _everybody(house)
    await _drop(house, plain)
    other = dataclasses.replace(house, vault=Vault([another_key()]))
    await _drop(other, plain, once="2")
    (key,) = await _rows(house, SuggestionDayKey)
    assert other.vault.open(key.key_sealed, f"suggestion_day_keys.key:{key.day}")
    assert Vault([TEST_KEY])


async def test_what_came_today_is_read_tomorrow_in_no_order(house: House) -> None:
    town, plain, secretary, office = await _everybody(house)
    codes = [await _drop(house, plain, f"第 {number} 条", once=str(number)) for number in range(3)]
    await suggestions.reconcile_all(house)
    assert (await suggestions.received(house, secretary)).cards == ()
    assert (await suggestions.look_up(house, codes[0])).waits
    set_clock(house, NOW + DAY)
    await suggestions.reconcile_all(house)
    await suggestions.reconcile_all(house)
    assert [await _rows(house, one) for one in (SuggestionArrival, SuggestionDayKey, SuggestionMark)] == [[], [], []]
    rows = await _rows(house, Suggestion)
    assert [(row.signed, row.member_id, row.received_on) for row in rows] == [(False, None, NOW.date())] * 3
    cards = (await suggestions.received(house, secretary)).cards
    assert [card.id for card in cards] == sorted(card.id for card in cards), "by numbers that tell no order"
    assert {card.who for card in cards} == {None}
    # One word to who takes it, for all of them; the office and the others learn nothing.
    (note,) = await _rows(house, OutboxMessage)
    assert (note.member_id, note.kind, note.payload["vars"]) == (
        town.secretary.id,
        "suggestion_arrived",
        {"count": 3},
    )
    for stranger in (plain, office, await town.actor(house, town.foreign)):
        with pytest.raises(NotAllowed):
            await suggestions.view(house, stranger, cards[0].id)
    with pytest.raises(suggestions.CodeNotKnown):
        await suggestions.look_up(house, "AAAABBBBCCCCDDDD")
    found = await suggestions.look_up(house, codes[0].lower().replace("-", " "))
    assert (found.state, found.waits, found.received_on) == (SuggestionState.RECEIVED, False, NOW.date())


async def test_no_entry_of_the_log_and_no_message_tells_that_something_anonymous_was_sent(house: House) -> None:
    _, plain, _, _ = await _everybody(house)
    before = len(await _rows(house, AuditEntry))
    await _drop(house, plain)
    assert len(await _rows(house, AuditEntry)) == before
    assert await _rows(house, OutboxMessage) == []


@pytest.mark.parametrize(
    ("topic", "role", "taker"),
    [
        ("BRANCH_WORK", None, SuggestionTaker.LEADERS),
        ("CONDUCT", None, SuggestionTaker.OFFICE),
        ("CONDUCT", BranchRole.DISCIPLINE_MEMBER, SuggestionTaker.DISCIPLINE),
        ("HOSPITAL", None, SuggestionTaker.OFFICE),
    ],
)
async def test_each_topic_goes_to_whom_it_concerns(
    sqlite_house: House, topic: str, role: BranchRole | None, taker: SuggestionTaker
) -> None:
    town, plain, _, _ = await _everybody(sqlite_house)
    if role is not None:
        async with sqlite_house.db.write() as session:
            await factories.grant_role(session, await session.get_one(Member, town.silent.id), town.inner, role)
    await _drop(sqlite_house, plain, topic=topic)
    (row,) = await _rows(sqlite_house, SuggestionArrival)
    # What goes to the office does not even say from which branch.
    where = town.committee.id if taker is SuggestionTaker.OFFICE else town.inner.id
    assert (row.taker, row.organisation_id) == (taker, where)


async def test_what_lies_in_a_box_of_nobody_goes_to_the_office(house: House) -> None:
    town, plain, _, office = await _everybody(house)
    await _drop(house, plain)
    set_clock(house, NOW + DAY)
    await suggestions.reconcile_all(house)
    async with house.db.write() as session:
        for grant in await session.scalars(select(RoleGrant).where(RoleGrant.member_id == town.secretary.id)):
            grant.ends_on = NOW.date()
    set_clock(house, NOW + 2 * DAY)
    await suggestions.reconcile_all(house)
    (card,) = (await suggestions.received(house, office)).cards
    assert card.words == WORDS
    assert (await suggestions.received(house, await town.actor(house, town.secretary))).cards == ()


async def test_a_signed_one_is_told_answered_once_and_passed_on(house: House) -> None:
    town, plain, secretary, office = await _everybody(house)
    made = await suggestions.write(house, plain, SuggestionTopic.ACTIVITIES, WORDS)
    assert (await suggestions.write(house, plain, SuggestionTopic.ACTIVITIES, WORDS)).id == made.id
    assert len(await _rows(house, OutboxMessage)) == 1
    await suggestions.pass_on(house, secretary, made.id, SuggestionTaker.OFFICE)
    with pytest.raises(NotAllowed):
        await suggestions.answer(house, secretary, made.id, "好")
    card = await suggestions.answer(house, office, made.id, "明年起可以")
    assert (card.state, card.who) == (SuggestionState.ANSWERED, "张敏")
    await suggestions.answer(house, office, made.id, "明年起可以")  # a second tap
    with pytest.raises(suggestions.Gone):
        await suggestions.answer(house, office, made.id, "不行")
    assert (await suggestions.close(house, office, made.id)).state is SuggestionState.ANSWERED
    results = [one for one in await _rows(house, OutboxMessage) if one.kind == "suggestion_result"]
    assert [one.member_id for one in results] == [town.plain.id]
    assert WORDS not in str([one.payload for one in await _rows(house, OutboxMessage)])
    log = [entry.action for entry in await _rows(house, AuditEntry) if entry.action.startswith("suggestion")]
    assert log == ["suggestion.written", "suggestion.passed_on", "suggestion.answered"]


async def test_what_comes_back_is_told_again(house: House) -> None:
    town, plain, secretary, office = await _everybody(house)
    made = await suggestions.write(house, plain, SuggestionTopic.ACTIVITIES, WORDS)
    for minutes, actor, taker in (
        (1, secretary, SuggestionTaker.OFFICE),
        (2, office, SuggestionTaker.LEADERS),
    ):
        set_clock(house, NOW + dt.timedelta(minutes=minutes))
        await suggestions.pass_on(house, actor, made.id, taker)
        with pytest.raises(NotAllowed):
            await suggestions.pass_on(house, actor, made.id, taker)
    told = [(one.member_id, one.state) for one in await _rows(house, OutboxMessage) if one.kind == "suggestion_new"]
    assert told == [
        (town.secretary.id, OutboxState.SKIPPED),
        (town.office.id, OutboxState.SKIPPED),
        (town.secretary.id, OutboxState.QUEUED),
    ]


async def test_what_is_passed_on_is_not_answered_at_the_same_moment(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    town, plain, secretary, _ = await _everybody(house)
    async with house.db.write() as session:
        deputy = await session.get_one(Member, town.silent.id)
        town.accounts[deputy.id] = await factories.make_account(session)
        await factories.bind(session, deputy, town.accounts[deputy.id])
        branch = await session.get_one(Organisation, town.inner.id)
        await factories.grant_role(session, deputy, branch, BranchRole.DEPUTY_SECRETARY)
    other = await town.actor(house, town.silent)
    made = await suggestions.write(house, plain, SuggestionTopic.ACTIVITIES, WORDS)
    passed, answered = await crossing(
        house,
        monkeypatch,
        (desk, "box_of_taker"),  # it was open when he looked
        lambda: suggestions.pass_on(house, secretary, made.id, SuggestionTaker.OFFICE),
        lambda: suggestions.answer(house, other, made.id, "好"),
    )
    assert passed is None
    assert isinstance(answered, NotAllowed)
    (row,) = await _rows(house, Suggestion)
    assert (row.taker, row.state, row.answer) == (SuggestionTaker.OFFICE, SuggestionState.RECEIVED, None)
    assert "suggestion_result" not in {one.kind for one in await _rows(house, OutboxMessage)}


async def test_two_processes_hand_over_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    _, plain, secretary, _ = await _everybody(house)
    await _drop(house, plain, "昨天的", once="1")
    set_clock(house, NOW + DAY)
    await _drop(house, plain, "今天的", once="2")  # the key of yesterday is gone with it
    both = await crossing(
        house,
        monkeypatch,
        (planner, "takers"),  # handed over and not committed
        lambda: suggestions.reconcile_all(house),
        lambda: suggestions.reconcile_all(house),
    )
    assert [one.added for one in both] == [1, 0]
    assert [card.words for card in (await suggestions.received(house, secretary)).cards] == ["昨天的"]


async def test_the_month_in_figures_names_nobody(house: House) -> None:
    _, plain, secretary, _ = await _everybody(house)
    made = await suggestions.write(house, plain, SuggestionTopic.ACTIVITIES, WORDS)
    await _drop(house, plain)
    await suggestions.answer(house, secretary, made.id, "好")
    set_clock(house, dt.datetime(2026, 12, 1, 2, tzinfo=dt.UTC))
    await suggestions.reconcile_all(house)
    await suggestions.reconcile_all(house)
    (figures,) = [one for one in await _rows(house, OutboxMessage) if one.kind == "suggestion_summary"]
    shown = figures.payload["vars"]
    assert (shown["count"], shown["answered"], shown["open"]) == (2, 1, 1)
    assert "张敏" not in str(figures.payload)
    assert WORDS not in str(figures.payload)


async def test_what_was_closed_a_year_ago_goes(house: House) -> None:
    _, plain, secretary, _ = await _everybody(house)
    made = await suggestions.write(house, plain, SuggestionTopic.ACTIVITIES, WORDS)
    await suggestions.close(house, secretary, made.id)
    for today, gone in ((dt.date(2027, 11, 16), 0), (dt.date(2027, 11, 17), 1)):
        async with house.db.write() as session:
            assert await suggestions.sweep(session, today) == gone


async def test_erasing_takes_the_signed_ones_and_leaves_the_anonymous(house: House) -> None:
    _, plain, _, _ = await _everybody(house)
    await suggestions.write(house, plain, SuggestionTopic.ACTIVITIES, "署名的话")
    await _drop(house, plain)
    copy = await privacy.copy_of(house, plain)
    assert [row["words"] for row in copy.sections["suggestions"]] == ["署名的话"]
    assert WORDS not in str(copy.sections)
    await privacy.erase(house, plain)
    assert await _rows(house, Suggestion) == []
    assert [row.words for row in await _rows(house, SuggestionArrival)] == [WORDS]
