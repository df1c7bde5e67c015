"""What is over goes on its day and not before; every table about people says how long it keeps them."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account
from db.attendance import Attendance
from db.base import Base
from db.dues_pay import DuesPaySlip
from db.help_board import HelpAnswer, HelpQuestion
from db.members import Member
from db.models import metadata
from db.names import AttendanceStatus, MemberStatus, OutboxState
from db.outbox import OutboxMessage
from db.quizzes import Answer, Attempt
from db.session import Database
from db.study import StudyAppeal
from db.study_names import AppealState
from db.survey_names import SurveyState
from db.surveys import Survey, SurveyNamedAnswer, SurveyPerson
from services import housekeeping, outbox, retention
from services.house import House
from services.outbox import Message, Payload
from services.privacy import words
from services.privacy.words import BLANK
from services.retention import register, sweeping
from tests import factories
from tests.doc_tables import RETENTION, retention_page
from tests.fixtures.houses import NOW, set_clock
from tests.making.surveys import make_survey
from tests.services.quizzes.exams import QUESTIONS

SECOND = dt.timedelta(seconds=1)


async def _sides(house: House, months: int) -> tuple[dt.datetime, dt.datetime]:
    """The last moment that is kept, and the first that is over."""
    limit = sweeping.before(NOW, months)
    return limit, limit - SECOND


async def _swept(house: House) -> int:
    return await retention.sweep(house)


@pytest.fixture
async def branch(house: House) -> Any:
    async with house.db.write() as session:
        return await factories.make_branch(session, "内科党支部")


async def test_words_of_messages_go_and_their_rows_stay(house: House, branch: Any) -> None:
    sides = await _sides(house, retention.months().messages)
    async with house.db.write() as session:
        zhang = await factories.make_member(session, branch, "张敏")
        new = [
            Message(kind="test", dedupe_key=str(at), subject="test", due_at=NOW, member_id=zhang.id,
                    payload=Payload("test", {"name": "张敏"}))
            for at in sides
        ]  # fmt: skip
        await outbox.enqueue(session, new, NOW)
        for at in sides:
            sent = {"state": OutboxState.SENT, "ended_at": at, "sent_address": "7", "message_ids": [1]}
            await session.execute(update(OutboxMessage).where(OutboxMessage.dedupe_key == str(at)).values(sent))
    assert await _swept(house) == 1
    async with house.db.read() as session:
        rows = {row.dedupe_key: row for row in await session.scalars(select(OutboxMessage))}
    fresh, old = (rows[str(at)] for at in sides)
    assert (fresh.payload["vars"], fresh.sent_address, fresh.message_ids) == ({"name": "张敏"}, "7", [1])
    assert (old.payload, old.sent_address, old.message_ids, old.state) == (
        {"key": "test", "vars": {}, "buttons": []}, None, None, OutboxState.SENT,
    )  # fmt: skip
    assert await _swept(house) == 0


async def test_reasons_and_typed_words_go_and_figures_stay(house: House, branch: Any) -> None:
    kept = retention.months()
    async with house.db.write() as session:
        zhang = await factories.make_member(session, branch, "张敏")
        for at in await _sides(house, kept.absence_reasons):
            meeting = factories.meeting_of(branch, at)
            session.add(meeting)
            await session.flush()
            row = factories.attendance_of(meeting.id, zhang, AttendanceStatus.ABSENT, reason="家里有事")
            session.add(row)
        question = await factories.make_question(session, branch, QUESTIONS[3].stem, QUESTIONS[3])
        quiz = factories.quiz_of(branch)
        session.add(quiz)
        await session.flush()
        for number, at in enumerate(await _sides(house, kept.typed_answers), 1):
            times = {"started_at": at - dt.timedelta(hours=1), "ends_at": at, "number": number}
            taker = await factories.make_member(session, branch, f"党员{number}")
            attempt = factories.attempt_of(quiz, taker, [question.id], **times)
            session.add(attempt)
            await session.flush()
            session.add(
                Answer(
                    attempt_id=attempt.id,
                    position=1,
                    version_id=question.id,
                    chosen=[],
                    typed="三十二",
                    is_right=True,
                    answered_at=at,
                )
            )
        for at in await _sides(house, kept.appeals):
            appeal = factories.appeal_of(zhang)
            appeal.state, appeal.decided_at, appeal.answer = AppealState.ANSWERED, at, "已补记"
            session.add(appeal)
            await session.flush()
    assert await _swept(house) == 3
    async with house.db.read() as session:
        assert list(await session.scalars(select(Attendance.reason).order_by(Attendance.id))) == ["家里有事", BLANK]
        assert list(await session.scalars(select(Answer.typed).order_by(Answer.attempt_id))) == ["三十二", None]
        appeals = list(await session.scalars(select(StudyAppeal).order_by(StudyAppeal.id)))
        assert [(one.words is None, one.answer) for one in appeals] == [(False, "已补记"), (True, None)]
        assert len(list(await session.scalars(select(Attempt)))) == 2


async def test_strangers_and_who_has_left_are_forgotten(house: House, branch: Any) -> None:
    kept = retention.months()
    fresh, over = await _sides(house, kept.strangers)
    async with house.db.write() as session:
        for address, at in (("71", fresh), ("72", over), ("73", over), ("74", over), ("75", over)):
            account = await factories.make_account(session, address)
            account.created_at, account.heard_on = at, None
        accounts = {one.address: one for one in await session.scalars(select(Account))}
        member = await factories.make_member(session, branch, "王在")
        await factories.bind(session, member, accounts["73"])
        accounts["74"].is_administrator = True
        accounts["75"].heard_on = fresh.date()
        for name, at in zip(("李近", "赵久"), await _sides(house, kept.left), strict=True):
            gone = await factories.make_member(session, branch, name, phone="13800138000", vault=house.vault)
            gone.status, gone.left_at, gone.department = MemberStatus.LEFT, at, "急诊科"
    assert await _swept(house) == 2
    async with house.db.read() as session:
        addresses = set(await session.scalars(select(Account.address)))
        rows = await session.execute(select(Member.name, Member.phone_sealed, Member.department).order_by(Member.id))
        left = [(row.name, row.phone_sealed is None, row.department) for row in rows]
    assert addresses & {"71", "72", "73", "74", "75"} == {"71", "73", "74", "75"}
    assert left[1:] == [("李近", False, "急诊科"), ("赵久", True, None)]


async def test_pay_help_and_named_answers_go(house: House, branch: Any) -> None:
    kept = retention.months()
    async with house.db.write() as session:
        zhang = await factories.make_member(session, branch, "张敏")
        account = await factories.make_account(session, "71")
        for month, at in zip((202411, 202410), await _sides(house, kept.pay_items), strict=True):
            session.add(DuesPaySlip(member_id=zhang.id, from_month=month, items_sealed=b"x", made_at=at))
        for at in await _sides(house, kept.help_board):
            question = HelpQuestion(branch_id=branch.id, member_id=zhang.id, words=str(at), made_at=at)
            session.add(question)
            await session.flush()
            session.add(HelpAnswer(question_id=question.id, member_id=zhang.id, words="好", made_at=at))
        for at in await _sides(house, kept.named_answers):
            survey = await make_survey(session, branch, account.id, zhang, f"问卷{at:%S}")
            survey.state, survey.closes_at = SurveyState.CLOSED, at
    assert await _swept(house) == 1 + 1 + 2
    async with house.db.read() as session:
        tables: list[type[Base]] = [DuesPaySlip, HelpQuestion, HelpAnswer, SurveyNamedAnswer, SurveyPerson]
        assert [len(list(await session.scalars(select(table)))) for table in tables] == [1] * 5
        assert len(list(await session.scalars(select(Survey)))) == 2


async def test_the_job_is_part_of_tidying(house: House, branch: Any) -> None:
    async with house.db.write() as session:
        zhang = await factories.make_member(session, branch, "张敏")
        over = sweeping.before(NOW, retention.months().pay_items) - SECOND
        session.add(DuesPaySlip(member_id=zhang.id, from_month=202401, items_sealed=b"x", made_at=over))
    assert await housekeeping.tidy(house) == 1


async def test_nobody_who_writes_waits_while_it_looks_for_what_is_over(
    sqlite_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = sqlite_house
    written: list[str] = []

    @asynccontextmanager
    async def write() -> AsyncIterator[AsyncSession]:
        written.append("a transaction")
        async with Database.write(house.db) as session:
            yield session

    monkeypatch.setattr(house.db, "write", write)
    assert await retention.sweep(house) == 0
    assert written == []


async def test_the_whole_is_looked_through_once_a_day(
    house: House, branch: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "_AT_ONCE", 2)
    over = sweeping.before(NOW, retention.months().pay_items) - SECOND

    async def slips(first: int, many: int) -> None:
        async with house.db.write() as session:
            zhang = await factories.make_member(session, branch, f"党员{first}")
            for month in range(first, first + many):
                session.add(DuesPaySlip(member_id=zhang.id, from_month=month, items_sealed=b"x", made_at=over))

    await slips(202401, 5)
    assert [await housekeeping.tidy(house) for _ in range(4)] == [2, 2, 1, 0], "a few at a time, until none is left"
    await slips(202301, 1)
    assert await housekeeping.tidy(house) == 0
    set_clock(house, NOW + dt.timedelta(days=1))
    assert await housekeeping.tidy(house) == 1


async def test_a_stranger_who_comes_back_meanwhile_stays(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    over = sweeping.before(NOW, retention.months().strangers) - SECOND
    async with house.db.write() as session:
        account = await factories.make_account(session, "71")
        account.created_at, account.heard_on = over, None

    @asynccontextmanager
    async def write() -> AsyncIterator[AsyncSession]:
        async with Database.write(house.db) as session:
            await session.execute(update(Account).values(heard_on=NOW.date()))  # between the look and the deed
            yield session

    monkeypatch.setattr(house.db, "write", write)
    assert await _swept(house) == 0


def test_every_table_about_people_says_how_long() -> None:
    about = (
        {
            table.name
            for table in metadata.sorted_tables
            for key in table.foreign_keys
            if key.column.table.name in ("members", "accounts")
        }
        | set(words.WORDS)
        | {"members", "accounts", "organisations", "inbox_updates", "incidents", "audit_entries", "erasures"}
    )
    listed = [name for one in register.KEPT for name in one.tables]
    assert len(listed) == len(set(listed))
    assert about - set(listed) == set(), (
        "a table about people: say how long it is kept (services/retention/register.py)"
    )
    assert set(listed) <= set(metadata.tables)


def test_the_page_is_what_the_register_says() -> None:
    assert RETENTION.read_text(encoding="utf-8") == retention_page(), "run `make docs`"
