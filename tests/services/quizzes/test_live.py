"""A quiz in a meeting: one copy a phone, each with his own time, numbers on the page only when nobody's time runs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from sqlalchemy import select, update

from db.live import LiveAnswer, LiveQuiz
from db.names import AttendanceStatus, OutboxState
from db.outbox import OutboxMessage
from db.quizzes import QuizItem
from services import kinds, privacy
from services.errors import BadInput, NotAllowed
from services.house import House
from services.kinds import Pending
from services.outbox import payload_of
from services.privacy.scrubbing import scrub_member
from services.quizzes import live
from services.quizzes.errors import LiveBusy, LiveEarly, LiveNothing, LiveOver
from services.quizzes.live import Control
from services.quizzes.rules import load
from tests import factories
from tests.fixtures.houses import NOW, set_clock
from tests.services.quizzes.exams import QUESTIONS
from tests.services.rollcall.hall import START, Hall, clock, make_hall

RULE = load().live


@dataclass
class Room:
    """A meeting with a quiz of four questions, two of which one tap answers; three people and the secretary came."""

    hall: Hall
    quiz: int

    async def go(self) -> Control:
        """Begin it."""
        return await live.start(
            self.hall.house, await self.hall.actor(self.hall.secretary), self.quiz, self.hall.meeting
        )

    async def ask(self, one: Control, position: int) -> Control:
        secretary = await self.hall.actor(self.hall.secretary)
        return await live.ask(self.hall.house, secretary, self.quiz, one.id, position)

    async def show(self, one: Control, position: int) -> Control:
        secretary = await self.hall.actor(self.hall.secretary)
        return await live.show(self.hall.house, secretary, self.quiz, one.id, position)

    async def copies(self) -> list[OutboxMessage]:
        async with self.hall.house.db.read() as session:
            query = select(OutboxMessage).where(OutboxMessage.kind == live.KIND).order_by(OutboxMessage.id)
            return list(await session.scalars(query))

    async def taken(self, at: dt.datetime, *members: int) -> None:
        """Their copies were taken by the messenger at a moment."""
        async with self.hall.house.db.write() as session:
            await session.execute(
                update(OutboxMessage)
                .where(OutboxMessage.kind == live.KIND, OutboxMessage.member_id.in_(members))
                .values(state=OutboxState.SENT, ended_at=at)
            )


@pytest.fixture(name="room")
async def _room(house: House) -> Room:
    hall = await make_hall(house)
    clock(house, 15, 10)
    async with house.db.write() as session:
        quiz = factories.quiz_of(hall.branch)
        session.add(quiz)
        await session.flush()
        for position, one in enumerate(QUESTIONS, 1):
            question = await factories.make_question(session, hall.branch, one.stem, one)
            session.add(QuizItem(quiz_id=quiz.id, position=position, question_id=question.id))
        came = [*hall.people[:2], hall.secretary]
        session.add_all([factories.attendance_of(hall.meeting, one, AttendanceStatus.PRESENT) for one in came])
        session.add(factories.attendance_of(hall.meeting, hall.people[2], AttendanceStatus.LATE))
        session.add(factories.attendance_of(hall.meeting, hall.people[3], AttendanceStatus.LEAVE))
    return Room(hall, quiz.id)


async def test_one_copy_for_each_who_came_and_the_first_press_counts(room: Room) -> None:
    hall, house = room.hall, room.hall.house
    one = await room.go()
    assert (await room.go()).id == one.id
    assert (one.position, one.total, one.people) == (0, 2, 4)
    for _ in range(2):
        one = await room.ask(one, 1)
    copies = await room.copies()
    assert len(copies) == 4
    assert {copy.member_id for copy in copies} == {hall.secretary.id, *(two.id for two in hall.people[:3])}
    first = payload_of(copies[0].payload)
    assert [button.data for row in first.buttons for button in row] == [f"qk:{one.id}:1:{place}" for place in range(3)]
    zhang = await hall.actor(hall.people[0])
    for choice in (1, 0):
        assert (await live.answer(house, zhang, one.id, 1, choice)).choice == 1
    with pytest.raises(BadInput):
        await live.answer(house, await hall.actor(hall.people[1]), one.id, 1, 3)
    for stranger in (hall.people[3], hall.deputy, hall.guest):  # on leave, did not come, another branch
        with pytest.raises(NotAllowed):
            await live.answer(house, await hall.actor(stranger), one.id, 1, 1)
    with pytest.raises(NotAllowed):
        await live.start(house, await hall.actor(hall.guest), room.quiz, hall.meeting)
    with pytest.raises(NotAllowed):
        await live.view(house, zhang, room.quiz, one.id)
    async with house.db.read() as session:
        assert list(await session.scalars(select(LiveAnswer.choice))) == [1]


async def test_whoever_is_served_last_loses_nothing(room: Room) -> None:
    hall, house = room.hall, room.hall.house
    one = await room.ask(await room.go(), 1)
    asked_at = house.now()
    early, late = hall.people[0], hall.people[1]
    await room.taken(asked_at, early.id, hall.secretary.id, hall.people[2].id)
    with pytest.raises(LiveEarly):  # a copy on its way
        await room.show(one, 1)
    await room.taken(asked_at + dt.timedelta(seconds=20), late.id)
    set_clock(house, asked_at + dt.timedelta(seconds=RULE.seconds + 1))
    with pytest.raises(LiveOver):
        await live.answer(house, await hall.actor(early), one.id, 1, 1)
    with pytest.raises(LiveEarly) as refused:
        await room.show(one, 1)
    assert refused.value.fields == {"seconds": 19}
    face = await live.face(house, hall.meeting)
    assert face is not None
    assert (face.seconds, face.chosen, face.answered, face.people) == (19.0, None, 0, 4)
    await live.answer(house, await hall.actor(late), one.id, 1, 0)
    assert (await room.show(one, 1)).shown  # nobody else's time runs
    face = await live.face(house, hall.meeting)
    assert face is not None
    assert (face.chosen, face.answered) == ((1, 0, 0), 1)
    with pytest.raises(LiveOver):
        await live.answer(house, await hall.actor(hall.people[2]), one.id, 1, 1)


async def test_what_did_not_go_out_in_time_holds_nobody_up(room: Room) -> None:
    one = await room.ask(await room.go(), 1)
    set_clock(room.hall.house, room.hall.house.now() + dt.timedelta(seconds=RULE.patience + RULE.seconds))
    assert (await room.show(one, 1)).shown
    for place, asked in ((3, 1), (1, 1), (2, 2)):  # not past the next, not back
        assert (await room.ask(one, place)).position == asked
    assert len(await room.copies()) == 8
    assert (await room.ask(one, 3)).position == 2


async def test_it_ends_and_the_page_is_the_roll_call_s(room: Room) -> None:
    hall, house = room.hall, room.hall.house
    secretary = await hall.actor(hall.secretary)
    assert [place.meeting_id for place in _places(await live.places(house, secretary, room.quiz))] == [hall.meeting]
    one = await room.ask(await room.go(), 1)
    found = await live.places(house, secretary, room.quiz)
    assert isinstance(found, Control)
    async with house.db.write() as session:
        other = factories.quiz_of(hall.branch)
        session.add(other)
        await session.flush()
        with_nothing = other.id
        question = await factories.make_question(session, hall.branch, "另一题")
    with pytest.raises(LiveNothing):
        await live.start(house, secretary, with_nothing, hall.meeting)
    async with house.db.write() as session:
        session.add(QuizItem(quiz_id=with_nothing, position=1, question_id=question.id))
    with pytest.raises(LiveBusy):
        await live.start(house, secretary, with_nothing, hall.meeting)
    for _ in range(2):
        await live.end(house, secretary, room.quiz, one.id)
    assert {copy.state for copy in await room.copies()} == {OutboxState.SKIPPED}
    assert await live.face(house, hall.meeting) is None
    with pytest.raises(LiveOver):
        await live.answer(house, await hall.actor(hall.people[0]), one.id, 1, 1)
    with pytest.raises(LiveOver):
        await live.view(house, secretary, room.quiz, one.id)
    assert (await live.start(house, secretary, with_nothing, hall.meeting)).total == 1
    set_clock(house, START + dt.timedelta(days=1))
    assert await live.face(house, hall.meeting) is None
    assert _places(await live.places(house, secretary, room.quiz)) == []


def _places(found: Control | object) -> list[live.Place]:
    assert isinstance(found, list)
    return found


async def test_a_copy_of_a_question_that_is_over_is_not_sent(room: Room) -> None:
    house = room.hall.house
    one = await room.ask(await room.go(), 1)
    pending = [
        Pending(copy.id, copy.kind, copy.subject, copy.payload, copy.member_id, None, None, copy.due_at)
        for copy in await room.copies()
    ]
    look = kinds.policy_of(live.KIND).stale
    assert look is not None
    async with house.db.read() as session:
        assert await look(house, session, pending, house.now()) == set()
    async with house.db.write() as session:
        await session.execute(update(LiveQuiz).where(LiveQuiz.id == one.id).values(shown=True))
        assert await look(house, session, pending, house.now()) == {copy.id for copy in pending}


async def test_his_answer_is_his_and_goes_with_him(room: Room) -> None:
    hall, house = room.hall, room.hall.house
    one = await room.ask(await room.go(), 1)
    zhang = await hall.actor(hall.people[0])
    await live.answer(house, zhang, one.id, 1, 2)
    copy = await privacy.copy_of(house, zhang)
    assert [row["choice"] for row in copy.sections["live_answers"]] == [2]
    async with house.db.write() as session:
        member = hall.people[0]
        await scrub_member(session, await session.get_one(type(member), member.id), NOW, NOW.date())
        assert list(await session.scalars(select(LiveAnswer))) == []
