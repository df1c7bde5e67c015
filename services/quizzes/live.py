"""A quiz in a meeting: whoever composed it runs it, question by question, on the projector page and on the phones.

::

    start ──> ask (a copy to everybody who has come) ──> answers ──> show (numbers, no names) ──> ask … ──> end
                 └ his time begins when his copy was taken              └ not while somebody's time runs

Only questions one tap answers are asked: a copy is one message, and an answer its one edit. It is practice: it gives no
credits and touches no statistics.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.attendance import Attendance
from db.inserting import insert_into
from db.live import LiveAnswer, LiveQuiz
from db.meetings import Meeting
from db.members import Member
from db.names import AttendanceStatus, MeetingState, OutboxState
from db.outbox import OutboxMessage
from db.questions import Question, QuestionVersion
from db.quizzes import Quiz, QuizItem
from services import audit, kinds, outbox
from services.access import Actor
from services.errors import BadInput, NotAllowed
from services.house import House
from services.kinds import Pending, Policy
from services.names import QuestionKind, QuestionState, QuizState
from services.outbox import PRIORITY_ANSWER, Button, Message, Payload
from services.questions.shapes import LETTERS, TRUE, Asked
from services.quizzes import rules, scoring
from services.quizzes.attempts import wordings_of
from services.quizzes.drafts import quiz_of, with_wording
from services.quizzes.errors import LiveBusy, LiveEarly, LiveNothing, LiveOver
from services.rollcall.wall import address_of

KIND = "live_question"
_KINDS = (QuestionKind.SINGLE, QuestionKind.TRUE_FALSE)
_HERE = (AttendanceStatus.PRESENT, AttendanceStatus.LATE)
_WAITING = (OutboxState.QUEUED, OutboxState.SENDING, OutboxState.UNKNOWN)
#: Meetings that began at most so long before now, or begin at most so long after.
_BEFORE, _AFTER = dt.timedelta(hours=6), dt.timedelta(hours=2)
#: One that nobody ended is over by then.
_LONGEST = dt.timedelta(hours=12)


@dataclass(frozen=True)
class Place:
    """A meeting it could be run in."""

    meeting_id: int
    title: str | None
    starts_at: dt.datetime


@dataclass(frozen=True)
class Control:
    """A running one as whoever runs it sees it.

    Attributes:
        position: The question that is asked or was shown last; 0: none yet.
        people: Who gets or got the question; before the first: who has come.
        seconds: Until everybody's time is over; 0: it is.
        address: Of the projector page; None: no web address is set.
    """

    id: int
    quiz_id: int
    title: str
    position: int
    total: int
    people: int
    answered: int
    seconds: int
    shown: bool
    address: str | None


@dataclass(frozen=True)
class Face:
    """A running one as the page shows it: nobody's name.

    Attributes:
        asked: None: nothing was asked yet.
        seconds: Until everybody's time is over; ``limit``: a person's time.
        chosen: Once it is shown, how often each option was chosen; None before.
    """

    title: str
    position: int
    total: int
    asked: Asked | None
    seconds: float
    limit: int
    people: int
    answered: int
    chosen: tuple[int, ...] | None


@dataclass(frozen=True)
class Taken:
    """An answer that stands.

    Attributes:
        choice: The option that counts: of two presses the first.
    """

    position: int
    asked: Asked
    choice: int


async def places(house: House, actor: Actor, quiz_id: int) -> Control | Sequence[Place]:
    """The running one of a quiz; where none runs, the meetings of these hours it could be run in.

    Raises:
        NotAllowed: The actor does not keep its bank.
    """
    now = house.now()
    async with house.db.read() as session:
        quiz = await quiz_of(session, actor, quiz_id)
        running = (
            await session.scalars(
                select(LiveQuiz)
                .where(LiveQuiz.quiz_id == quiz_id, LiveQuiz.ended_at.is_(None), LiveQuiz.made_at > now - _LONGEST)
                .order_by(LiveQuiz.id.desc())
                .limit(1)
            )
        ).one_or_none()
        if running is not None:
            return await _control(house, session, running)
        rows = await session.scalars(
            select(Meeting)
            .where(
                Meeting.organisation_id.in_({quiz.organisation_id, quiz.audience_id}),
                Meeting.state != MeetingState.CANCELLED,
                Meeting.starts_at.between(now - _BEFORE, now + _AFTER),
            )
            .order_by(Meeting.starts_at, Meeting.id)
        )
        return [Place(row.id, row.title, row.starts_at) for row in rows]


async def start(house: House, actor: Actor, quiz_id: int, meeting_id: int) -> Control:
    """Begin it in a meeting; twice is once.

    Raises:
        NotAllowed: The actor does not keep its bank or the meeting is another's.
        LiveNothing: It has no question that one tap answers.
        LiveBusy: Another quiz runs there.
    """
    now = house.now()
    async with house.db.write() as session:
        quiz = await quiz_of(session, actor, quiz_id)
        meeting = await session.get(Meeting, meeting_id)
        if (
            meeting is None
            or meeting.organisation_id not in (quiz.organisation_id, quiz.audience_id)
            or meeting.state is MeetingState.CANCELLED
            or quiz.state is QuizState.WITHDRAWN
        ):
            raise NotAllowed
        versions = await session.scalars(
            with_wording(select(QuestionVersion.id).select_from(Question))
            .join(QuizItem, QuizItem.question_id == Question.id)
            .where(
                QuizItem.quiz_id == quiz_id,
                Question.state == QuestionState.READY,
                QuestionVersion.kind.in_(_KINDS),
            )
            .order_by(QuizItem.position)
        )
        ids = list(versions)
        if not ids:
            raise LiveNothing
        values = {
            "quiz_id": quiz_id,
            "meeting_id": meeting_id,
            "version_ids": ids,
            "position": 0,
            "seconds": rules.load().live.seconds,
            "shown": False,
            "made_by": actor.account_id,
            "made_at": now,
        }
        new = await session.scalar(
            insert_into(session, LiveQuiz).values(values).on_conflict_do_nothing().returning(LiveQuiz.id)
        )
        row = await _running_at(session, meeting_id)
        if row is None or row.quiz_id != quiz_id:
            raise LiveBusy
        if new is not None:
            await _note(session, actor, row, "quiz.live_started", now)
        return await _control(house, session, row)


async def view(house: House, actor: Actor, quiz_id: int, live_id: int) -> Control:
    """How it stands.

    Raises:
        NotAllowed: The actor does not run it.
        LiveOver: It was ended.
    """
    async with house.db.read() as session:
        return await _control(house, session, await _live(session, actor, quiz_id, live_id))


async def ask(house: House, actor: Actor, quiz_id: int, live_id: int, position: int) -> Control:
    """Ask a question: everybody who has come gets his copy. A press for one that was asked shows where it is.

    Raises:
        NotAllowed: The actor does not run it.
        LiveOver: It was ended.
    """
    now = house.now()
    async with house.db.write() as session:
        row = await _live(session, actor, quiz_id, live_id, lock=True)
        is_next = position == row.position + 1 and (row.shown or not row.position)
        if is_next and position <= len(row.version_ids):
            row.position, row.asked_at, row.shown = position, now, False
            await session.flush()
            version_id = row.version_ids[position - 1]
            asked = (await wordings_of(session, [version_id]))[version_id]
            await outbox.enqueue(session, _copies(row, asked, await _came(session, row.meeting_id), now), now)
        return await _control(house, session, row)


def _copies(row: LiveQuiz, asked: Asked, people: Mapping[int, str], now: dt.datetime) -> list[Message]:
    """Everybody's copy of the question. Pure."""
    payload = question_payload(row, asked)
    until = now + dt.timedelta(seconds=rules.load().live.patience)
    return [
        Message(
            kind=KIND,
            dedupe_key=f"{_subject(row)}:{key}",
            subject=_subject(row),
            payload=payload,
            due_at=now,
            member_id=member_id,
            expires_at=until,
            priority=PRIORITY_ANSWER,
        )
        for member_id, key in people.items()
    ]


def question_payload(row: LiveQuiz, asked: Asked) -> Payload:
    """A copy of the question that is asked."""
    at = f"qk:{row.id}:{row.position}"
    facts = {"position": row.position, "total": len(row.version_ids), "stem": asked.stem, "seconds": row.seconds}
    if asked.kind is QuestionKind.TRUE_FALSE:
        keys = ("quizzes-true", "quizzes-false")
        buttons = tuple(Button(key, f"{at}:{place}") for place, key in enumerate(keys, TRUE))
        return Payload("live-question-true-false", facts, (buttons,))
    options = [
        {"key": "live-option", "vars": {"letter": letter, "text": text}}
        for letter, text in zip(LETTERS, asked.options, strict=False)
    ]
    letters = [
        Button("quizzes-button-letter", f"{at}:{place}", vars={"letter": LETTERS[place]})
        for place in range(len(asked.options))
    ]
    rows = tuple(tuple(letters[first : first + 4]) for first in range(0, len(letters), 4))
    return Payload("live-question", facts | {"options": {"lines": options}}, rows)


async def answer(house: House, actor: Actor, live_id: int, position: int, choice: int) -> Taken:
    """Take an answer; the first counts.

    Raises:
        NotAllowed: He was not asked.
        BadInput: There is no such option.
        LiveOver: His time is over, or the question is.
    """
    if actor.member is None:
        raise NotAllowed
    now = house.now()
    async with house.db.write() as session:
        # Held against the moment the numbers are shown.
        row = await session.get(LiveQuiz, live_id, with_for_update={"read": True})
        if row is None or not 1 <= position <= len(row.version_ids):
            raise NotAllowed
        own = await session.get(LiveAnswer, (live_id, position, actor.member.id))
        copy = (
            await session.execute(
                select(OutboxMessage.state, OutboxMessage.ended_at).where(
                    OutboxMessage.dedupe_key == f"live:{live_id}:{position}:{actor.member.key}"
                )
            )
        ).one_or_none()
        if copy is None:
            raise NotAllowed
        version_id = row.version_ids[position - 1]
        asked = (await wordings_of(session, [version_id]))[version_id]
        if own is not None:
            return Taken(position, asked, own.choice)
        if not 0 <= choice < scoring.places_of(asked):
            raise BadInput
        # Until his copy is known to have been taken, his time has not begun.
        taken_at = copy.ended_at if copy.state is OutboxState.SENT else None
        late = taken_at is not None and now > taken_at + dt.timedelta(seconds=row.seconds)
        if late or row.position != position or row.shown or row.ended_at is not None:
            raise LiveOver
        values = {
            "live_id": live_id,
            "position": position,
            "member_id": actor.member.id,
            "choice": choice,
            "answered_at": now,
        }
        await session.execute(insert_into(session, LiveAnswer).values(values).on_conflict_do_nothing())
        own = await session.get(LiveAnswer, (live_id, position, actor.member.id), populate_existing=True)
        return Taken(position, asked, own.choice if own is not None else choice)


async def show(house: House, actor: Actor, quiz_id: int, live_id: int, position: int) -> Control:
    """Put on the page how everybody answered, in numbers.

    Raises:
        NotAllowed: The actor does not run it.
        LiveEarly: Somebody's time still runs.
        LiveOver: It was ended.
    """
    now = house.now()
    async with house.db.write() as session:
        row = await _live(session, actor, quiz_id, live_id, lock=True)
        if row.position == position and position and not row.shown:
            left = await _left(session, row, now)
            if left > 0:
                raise LiveEarly(seconds=-int(-left // 1))
            row.shown = True
            await session.flush()
        return await _control(house, session, row)


async def end(house: House, actor: Actor, quiz_id: int, live_id: int) -> None:
    """End it: the page is the roll-call's again. Twice changes nothing.

    Raises:
        NotAllowed: The actor does not run it.
    """
    now = house.now()
    async with house.db.write() as session:
        await quiz_of(session, actor, quiz_id)
        row = await session.get(LiveQuiz, live_id, with_for_update=True)
        if row is None or row.quiz_id != quiz_id:
            raise NotAllowed
        if row.ended_at is None:
            row.ended_at = now
            await outbox.void(session, _subject(row), now)
            await _note(session, actor, row, "quiz.live_ended", now)


async def face(house: House, meeting_id: int) -> Face | None:
    """What the page of a meeting shows of a quiz that runs there; None: none does."""
    now = house.now()
    async with house.db.read() as session:
        row = await _running_at(session, meeting_id)
        if row is None or row.made_at <= now - _LONGEST:
            return None
        quiz = await session.get_one(Quiz, row.quiz_id)
        asked, chosen = None, None
        if row.position:
            version_id = row.version_ids[row.position - 1]
            asked = (await wordings_of(session, [version_id]))[version_id]
        people, answers = await _numbers(session, row)
        if asked is not None and row.shown:
            chosen = tuple(answers[place] for place in range(scoring.places_of(asked)))
        return Face(
            title=quiz.title,
            position=row.position,
            total=len(row.version_ids),
            asked=asked,
            seconds=0.0 if row.shown else await _left(session, row, now, begins=now),
            limit=row.seconds,
            people=people,
            answered=answers.total(),
            chosen=chosen,
        )


def _subject(row: LiveQuiz) -> str:
    return f"live:{row.id}:{row.position}"


async def _running_at(session: AsyncSession, meeting_id: int) -> LiveQuiz | None:
    query = select(LiveQuiz).where(LiveQuiz.meeting_id == meeting_id, LiveQuiz.ended_at.is_(None))
    return (await session.scalars(query)).one_or_none()


async def _live(session: AsyncSession, actor: Actor, quiz_id: int, live_id: int, *, lock: bool = False) -> LiveQuiz:
    await quiz_of(session, actor, quiz_id)
    row = await session.get(LiveQuiz, live_id, with_for_update=lock or None)
    if row is None or row.quiz_id != quiz_id:
        raise NotAllowed
    if row.ended_at is not None:
        raise LiveOver
    return row


async def _came(session: AsyncSession, meeting_id: int) -> Mapping[int, str]:
    """Who is there, with the key of each."""
    rows = await session.execute(
        select(Member.id, Member.key)
        .join(Attendance, Attendance.member_id == Member.id)
        .where(Attendance.meeting_id == meeting_id, Attendance.status.in_(_HERE))
        .order_by(Member.id)
    )
    return {row.id: row.key for row in rows}


async def _numbers(session: AsyncSession, row: LiveQuiz) -> tuple[int, Counter[int]]:
    """Who was asked, and how often each option was chosen."""
    if not row.position:
        return len(await _came(session, row.meeting_id)), Counter()
    asked = await session.scalar(select(func.count()).where(OutboxMessage.subject == _subject(row))) or 0
    answers = await session.scalars(
        select(LiveAnswer.choice).where(LiveAnswer.live_id == row.id, LiveAnswer.position == row.position)
    )
    return asked, Counter(answers)


async def _left(session: AsyncSession, row: LiveQuiz, now: dt.datetime, *, begins: dt.datetime | None = None) -> float:
    """Seconds until the time of everybody who has not answered is over.

    Args:
        session: Any session.
        row: The running one.
        now: UTC.
        begins: When the time of a copy on its way begins; None: as late as it may.
    """
    if row.asked_at is None:
        return 0.0
    done = select(LiveAnswer.member_id).where(LiveAnswer.live_id == row.id, LiveAnswer.position == row.position)
    copies = await session.execute(
        select(OutboxMessage.state, OutboxMessage.ended_at).where(
            OutboxMessage.subject == _subject(row),
            OutboxMessage.state.in_((*_WAITING, OutboxState.SENT)),
            OutboxMessage.member_id.not_in(done),
        )
    )
    latest = row.asked_at + dt.timedelta(seconds=rules.load().live.patience)
    waits = min(begins or latest, latest)
    found = [copy.ended_at if copy.state is OutboxState.SENT else waits for copy in copies]
    ends = max((one for one in found if one is not None), default=None)
    return 0.0 if ends is None else max(0.0, (ends - now).total_seconds() + row.seconds)


async def _control(house: House, session: AsyncSession, row: LiveQuiz) -> Control:
    quiz = await session.get_one(Quiz, row.quiz_id)
    people, answers = await _numbers(session, row)
    left = 0.0 if row.shown else await _left(session, row, house.now())
    return Control(
        id=row.id,
        quiz_id=row.quiz_id,
        title=quiz.title,
        position=row.position,
        total=len(row.version_ids),
        people=people,
        answered=answers.total(),
        seconds=-int(-left // 1),
        shown=row.shown,
        address=address_of(house, row.meeting_id),
    )


async def _note(session: AsyncSession, actor: Actor, row: LiveQuiz, action: str, now: dt.datetime) -> None:
    await audit.record(session, actor=actor.audit_name, action=action, subject=f"quiz:{row.quiz_id}", now=now)


async def _over(house: House, session: AsyncSession, pending: Sequence[Pending], now: dt.datetime) -> set[int]:
    """Copies of a question that is not asked any more."""
    del house, now
    at = {one.id: tuple(int(part) for part in one.subject.split(":")[1:]) for one in pending}
    rows = await session.execute(
        select(LiveQuiz.id, LiveQuiz.position).where(
            LiveQuiz.id.in_({live_id for live_id, _ in at.values()}),
            LiveQuiz.ended_at.is_(None),
            LiveQuiz.shown.is_(False),
        )
    )
    asked = {(row.id, row.position) for row in rows}
    return {number for number, place in at.items() if place not in asked}


kinds.register(KIND, Policy(keeps_quiet=False, stale=_over))
