"""Surveys: one answer each, named ones his own, anonymous ones nobody's and shown from five answers up when closed."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from db.audit import AuditEntry
from db.members import Member
from db.names import OutboxState
from db.outbox import OutboxMessage
from db.survey_names import AskedFor, SurveyKind, SurveyState
from db.surveys import Survey, SurveyAnswer, SurveyMark, SurveyNamedAnswer, SurveyPerson
from services import delivery, privacy, surveys
from services.access import Actor
from services.errors import BadInput, NotAllowed
from services.house import House
from services.surveys import answering, messages, sheet
from tests import factories
from tests.fixtures.crossing import crossing
from tests.fixtures.houses import NOW, set_clock
from tests.services.people import Town, make_town

DAY = dt.timedelta(days=1)
ONE = "活动安排在哪一天？\n周六\n周日"
_PEOPLE = 6


async def _branch(house: House, extra: int = _PEOPLE) -> tuple[Town, Actor, list[Actor]]:
    """A branch of some members who can answer, and its secretary."""
    town = await make_town(house)
    async with house.db.write() as session:
        branch = await session.get_one(type(town.inner), town.inner.id)
        more = [await factories.make_member(session, branch, f"陈{number}") for number in range(extra)]
        for one in more:
            town.accounts[one.id] = await factories.make_account(session)
            await factories.bind(session, one, town.accounts[one.id])
    actors = [await town.actor(house, one) for one in more]
    return town, await town.actor(house, town.secretary), actors


async def _sent(house: House, town: Town, maker: Actor, *, anonymous: bool, people: bool = False) -> int:
    kind = SurveyKind.NOMINATION if people else SurveyKind.SURVEY
    here = town.inner.id
    made = await surveys.begin(house, maker, here, kind, "活动安排", anonymous=anonymous)
    if people:
        await surveys.add_question(house, maker, here, made.id, AskedFor.PEOPLE, "优秀共产党员", 2)
    else:
        await surveys.add_question(house, maker, here, made.id, AskedFor.ONE, ONE)
        await surveys.add_question(house, maker, here, made.id, AskedFor.WORDS, "还有什么想法？")
    await surveys.send(house, maker, here, made.id)
    return made.id


async def _rows(house: House, table: type[Any]) -> list[Any]:
    async with house.db.read() as session:
        return list(await session.scalars(select(table)))


@pytest.mark.parametrize("anonymous", [True, False])
async def test_fast_taps_are_all_kept_and_nothing_of_them_after_the_answer(house: House, anonymous: bool) -> None:
    town, maker, (chen, *_) = await _branch(house, 1)
    here = town.inner.id
    made = await surveys.begin(house, maker, here, SurveyKind.SURVEY, "活动安排", anonymous=anonymous)
    await surveys.add_question(house, maker, here, made.id, AskedFor.MANY, "哪几天？\n一\n二\n三\n四")
    await surveys.send(house, maker, here, made.id)
    sheet, other = surveys.new_sheet(), surveys.new_sheet()

    async def tap(place: int, *, on: bool = True, on_sheet: str = sheet) -> None:
        await surveys.mark(house, chen, made.id, 1, on_sheet, place, on=on)

    await asyncio.gather(*[tap(place) for place in (0, 2, 3, 0, 2)], tap(1, on_sheet=other))
    await asyncio.gather(tap(3, on=False), tap(3, on=False))
    assert await surveys.marked(house, made.id, 1, sheet) == {0, 2}
    assert {frozenset(column.name for column in SurveyMark.__table__.columns)} == {
        frozenset({"sheet", "place", "survey_id", "position"})
    }, "no mark knows whose it is"
    for bad in ("", "0" * 11, "0" * 13, "０" * 12, "0123456789a:"):
        with pytest.raises(BadInput):
            await tap(0, on_sheet=bad)
    with pytest.raises(BadInput):
        await tap(4)
    both = [surveys.answer(house, chen, made.id, 1, sheet=sheet) for _ in range(2)]
    assert {one.question for one in await asyncio.gather(*both)} == {None}
    (row,) = await _rows(house, SurveyAnswer if anonymous else SurveyNamedAnswer)
    assert row.choices == [0, 2]
    assert {one.sheet for one in await _rows(house, SurveyMark)} == {other}
    await surveys.close(house, maker, here, made.id)
    assert not await _rows(house, SurveyMark)


async def test_everybody_is_asked_once_and_the_people_are_fixed(house: House) -> None:
    town, maker, _ = await _branch(house, 1)
    survey = await _sent(house, town, maker, anonymous=False)
    await surveys.send(house, maker, town.inner.id, survey)  # a second tap
    people = await _rows(house, SurveyPerson)
    asked = [one for one in await _rows(house, OutboxMessage) if one.kind == messages.ASK]
    assert len(asked) == len(people) == 4
    with pytest.raises(surveys.NotReady):
        await surveys.add_question(house, maker, town.inner.id, survey, AskedFor.ONE, ONE)
    async with house.db.write() as session:
        late = await factories.make_member(session, await session.get_one(type(town.inner), town.inner.id), "新来")
        town.accounts[late.id] = await factories.make_account(session)
        await factories.bind(session, late, town.accounts[late.id])
    with pytest.raises(NotAllowed):
        await surveys.seen(house, await town.actor(house, late), survey)


async def test_a_named_answer_counts_once_and_is_his_until_it_closes(house: House) -> None:
    town, maker, (chen, *_) = await _branch(house, 1)
    survey = await _sent(house, town, maker, anonymous=False)
    await asyncio.gather(*(surveys.answer(house, chen, survey, 1, [0]) for _ in range(5)))
    assert [one.choices for one in await _rows(house, SurveyNamedAnswer)] == [[0]]
    await surveys.answer(house, chen, survey, 1, [1])
    assert [one.choices for one in await _rows(house, SurveyNamedAnswer)] == [[0]], "the first one stays"
    assert (await surveys.revoke(house, chen, survey)).question is not None
    await surveys.answer(house, chen, survey, 1, [1])
    with pytest.raises(surveys.BadChoice):
        await surveys.answer(house, chen, survey, 2, words=" ")
    done = await surveys.answer(house, chen, survey, 2, words="=1+1")
    assert (done.question, done.open) == (None, True)
    set_clock(house, NOW + 8 * DAY)
    with pytest.raises(surveys.SurveyClosed):
        await surveys.revoke(house, chen, survey)
    await surveys.close_all(house)
    found = await surveys.results(house, maker, town.inner.id, survey)
    assert [(one.counts, one.words) for one in found.questions] == [((0, 1), ()), ((), ("=1+1",))]
    named = await surveys.named_answers(house, maker, town.inner.id, survey)
    assert named == [("陈0", ("周日", "=1+1"))]
    book = openpyxl.load_workbook(io.BytesIO(sheet.write(found, named)))
    assert book.sheetnames == ["结果", "文字回答", "各人回答"]
    cell = book["文字回答"]["B4"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


@pytest.mark.parametrize("anonymous", [True, False])
async def test_an_answer_that_comes_while_it_is_closed_is_whole(
    house: House, monkeypatch: pytest.MonkeyPatch, anonymous: bool
) -> None:
    town, maker, (chen, *_) = await _branch(house, 1)
    here = await _sent(house, town, maker, anonymous=anonymous)
    asked, closed = await crossing(
        house,
        monkeypatch,
        (answering, "asked_of"),  # his answer is written and not committed
        lambda: surveys.answer(house, chen, here, 1, [0]),
        lambda: surveys.close(house, maker, town.inner.id, here),
    )
    assert (asked.begun, closed) == (True, None)
    people = {one.member_id: one.answered for one in await _rows(house, SurveyPerson)}
    assert chen.member is not None
    assert people[chen.member.id] == 1, "it is counted"
    assert len(await _rows(house, SurveyAnswer if anonymous else SurveyNamedAnswer)) == 1


async def test_who_takes_his_answers_back_while_one_is_written_takes_all_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    town, maker, (chen, *_) = await _branch(house, 1)
    here = await _sent(house, town, maker, anonymous=False)
    await surveys.answer(house, chen, here, 1, [0])
    _, asked = await crossing(
        house,
        monkeypatch,
        (answering, "asked_of"),
        lambda: surveys.answer(house, chen, here, 2, words="下午更好"),
        lambda: surveys.revoke(house, chen, here),
    )
    assert not asked.begun
    assert await _rows(house, SurveyNamedAnswer) == []
    for position, given_ in ((1, {"choices": [1]}), (2, {"words": "上午更好"})):
        await surveys.answer(house, chen, here, position, **given_)
    assert len(await _rows(house, SurveyNamedAnswer)) == 2


async def test_who_and_what_share_nothing(house: House) -> None:
    town, maker, actors = await _branch(house)
    survey = await _sent(house, town, maker, anonymous=True)
    logged = len(await _rows(house, AuditEntry))
    for number, one in enumerate(actors):
        await surveys.answer(house, one, survey, 1, [number % 2])
        await surveys.answer(house, one, survey, 1, [1])  # the first one counts
    assert len(await _rows(house, AuditEntry)) == logged
    assert await _rows(house, SurveyNamedAnswer) == []
    answers = await _rows(house, SurveyAnswer)
    assert sorted(one.choices[0] for one in answers) == [0, 0, 0, 1, 1, 1]
    assert {column.name for column in SurveyAnswer.__table__.columns} == {
        "id", "survey_id", "position", "choices", "words",
    }  # fmt: skip
    assert {column.name for column in SurveyPerson.__table__.columns} == {"survey_id", "member_id", "answered"}
    with pytest.raises(NotAllowed):
        await surveys.revoke(house, actors[0], survey)
    # Nothing of what was answered before it is closed; then everything is written anew.
    assert (await surveys.results(house, maker, town.inner.id, survey)).questions == ()
    await surveys.close(house, maker, town.inner.id, survey)
    after = await _rows(house, SurveyAnswer)
    assert not {one.id for one in after} & {one.id for one in answers}
    found = await surveys.results(house, maker, town.inner.id, survey)
    assert [(one.shown, one.counts, one.answers) for one in found.questions] == [(True, (3, 3), 6), (False, (), 0)]
    assert await surveys.named_answers(house, maker, town.inner.id, survey) == []
    copy = await privacy.copy_of(house, actors[0])
    assert "survey_answers" not in copy.sections
    assert [row["answered"] for row in copy.sections["survey_people"]] == [1]


@pytest.mark.parametrize(("given_", "shown"), [(4, False), (5, True)])
async def test_from_five_answers_up(sqlite_house: House, given_: int, shown: bool) -> None:
    town, maker, actors = await _branch(sqlite_house)
    survey = await _sent(sqlite_house, town, maker, anonymous=True)
    for one in actors[:given_]:
        await surveys.answer(sqlite_house, one, survey, 1, [0])
    await surveys.close(sqlite_house, maker, town.inner.id, survey)
    found = await surveys.results(sqlite_house, maker, town.inner.id, survey)
    assert (found.questions[0].shown, found.questions[0].counts) == (shown, (5, 0) if shown else ())
    content = sheet.write(found, [])
    assert ("周六" in str(list(openpyxl.load_workbook(io.BytesIO(content))["结果"].values))) == shown


async def test_a_nomination_is_its_maker_s_and_nobody_is_ranked(house: House) -> None:
    town, maker, actors = await _branch(house, 1)
    survey = await _sent(house, town, maker, anonymous=False, people=True)
    with pytest.raises(surveys.BadChoice):
        await surveys.answer(house, actors[0], survey, 1, [0, 1, 2])
    await surveys.answer(house, actors[0], survey, 1, [3, 2])
    office = await town.actor(house, town.office)
    with pytest.raises(NotAllowed):
        await surveys.results(house, office, town.inner.id, survey)
    assert await surveys.of_branch(house, office, town.inner.id) == []
    await surveys.close(house, maker, town.inner.id, survey)
    (question,) = (await surveys.results(house, maker, town.inner.id, survey)).questions
    assert question.options == ("王建国", "张敏", "欧阳静", "陈0"), "as on the roster, not by numbers"
    assert question.counts == (0, 0, 1, 1)
    done = [one for one in await _rows(house, OutboxMessage) if one.kind == messages.DONE]
    assert [one.account_id for one in done] == [maker.account_id]


async def test_only_who_has_not_answered_is_reminded(house: House) -> None:
    town, maker, actors = await _branch(house, 2)
    survey = await _sent(house, town, maker, anonymous=True, people=True)
    before = {one.id: one.state for one in await _rows(house, OutboxMessage)}
    await surveys.answer(house, actors[0], survey, 1, [0])
    assert {one.id: one.state for one in await _rows(house, OutboxMessage)} == before, "answering writes no message"
    set_clock(house, NOW + 6 * DAY + dt.timedelta(hours=1))
    await delivery.turn(house, "me", want=50)
    await delivery.turn(house, "me", want=50)
    reminders = [one for one in await _rows(house, OutboxMessage) if one.kind == messages.REMIND]
    by_member = {one.member_id: one.state for one in reminders}
    assert by_member[actors[0].member.id] is OutboxState.SKIPPED  # type: ignore[union-attr] # he is a member
    # He is asked first and reminded after that: one message a chat is on its way.
    assert by_member[actors[1].member.id] is not OutboxState.SKIPPED  # type: ignore[union-attr] # so is he


async def test_it_closes_by_the_clock_once(house: House) -> None:
    town, maker, _ = await _branch(house, 0)
    survey = await _sent(house, town, maker, anonymous=False)
    for days, state in ((6, SurveyState.OPEN), (7, SurveyState.CLOSED), (8, SurveyState.CLOSED)):
        set_clock(house, NOW + days * DAY)
        await surveys.close_all(house)
        assert [one.state for one in await _rows(house, Survey)] == [state]
    assert sum(one.kind == messages.DONE for one in await _rows(house, OutboxMessage)) == 1
    assert survey


async def test_erasing_takes_named_answers_and_the_name(house: House) -> None:
    town, maker, actors = await _branch(house, 1)
    survey = await _sent(house, town, maker, anonymous=False, people=True)
    await surveys.answer(house, actors[0], survey, 1, [0])
    await privacy.erase(house, actors[0])
    assert await _rows(house, SurveyNamedAnswer) == []
    (question,) = (await surveys.results(house, maker, town.inner.id, survey)).questions
    assert "陈0" not in question.options
    async with house.db.read() as session:
        assert await session.get(Member, actors[0].member.id) is not None  # type: ignore[union-attr] # he is a member


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.lists(st.integers(-3, 6), max_size=6))
def test_only_what_is_offered_can_be_chosen(chosen: list[int]) -> None:
    from db.surveys import SurveyQuestion  # noqa: PLC0415 - one test makes one
    from services.surveys.answering import _checked  # noqa: PLC0415 - the rule itself

    question = SurveyQuestion(survey_id=1, position=1, asks=AskedFor.MANY, text="x", options=["a", "b", "c"], most=2)
    good = set(chosen) <= {0, 1, 2} and 1 <= len(set(chosen)) <= 2
    try:
        assert _checked(question, chosen, None) == (sorted(set(chosen)), None)
        assert good
    except surveys.BadChoice:
        assert not good
