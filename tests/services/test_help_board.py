"""Questions and help inside a branch: nobody outside reads them, the asker is told, what is taken back is gone."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from db.audit import AuditEntry
from db.help_board import HelpAnswer, HelpQuestion
from db.names import BranchRole, HideReason, OutboxState
from db.outbox import OutboxMessage
from services import help_board, privacy
from services.access import Actor
from services.errors import NotAllowed
from services.help_board import BadWords, ManyAnswers, ManyQuestions
from services.help_board.rules import load
from services.house import House
from services.kinds import Pending, policy_of
from services.privacy.words import BLANK
from tests import factories
from tests.fixtures.houses import NOW
from tests.services.people import Town, make_town


async def _people(house: House) -> tuple[Town, Actor, Actor, Actor]:
    """The town, who asks, the secretary, and a secretary of another branch."""
    town = await make_town(house)
    return (
        town,
        await town.actor(house, town.plain),
        await town.actor(house, town.secretary),
        await town.actor(house, town.foreign),
    )


async def _told(house: House) -> list[tuple[str, OutboxState]]:
    async with house.db.read() as session:
        rows = await session.scalars(
            select(OutboxMessage).where(OutboxMessage.kind == help_board.KIND).order_by(OutboxMessage.id)
        )
        return [(row.subject, row.state) for row in rows]


async def test_asked_answered_and_solved_once_each(house: House) -> None:
    _, asker, secretary, foreign = await _people(house)
    for _ in range(2):
        seen = await help_board.ask(house, asker, " 党员  活动证在哪里补办？ ")
    assert (seen.words, seen.name, seen.mine, seen.keeps, seen.count) == (
        *("党员 活动证在哪里补办？", "张敏", True, False, 0),
    )
    for _ in range(2):
        helped = await help_board.answer(house, secretary, seen.id, "组织科 302 室")
    own = await help_board.answer(house, asker, seen.id, "谢谢")
    assert [(one.name, one.words, one.mine) for one in own.answers] == [
        ("王建国", "组织科 302 室", False),
        ("张敏", "谢谢", True),
    ]
    # Of the other's answer once, of his own not at all.
    assert await _told(house) == [(f"help-answer:{helped.answers[0].id}", OutboxState.QUEUED)]
    for _ in range(2):
        assert (await help_board.settle(house, asker, seen.id, solved=True)).solved
    second = await help_board.ask(house, secretary, "谁会用投影仪？")
    listed = await help_board.board(house, asker)
    assert [(one.id, one.answers, one.solved, one.mine) for one in listed.questions] == [
        (second.id, 0, False, False),
        (seen.id, 2, True, True),
    ]
    assert not (await help_board.settle(house, secretary, seen.id, solved=False)).solved
    with pytest.raises(NotAllowed):  # neither the asker nor who looks after the talk
        await help_board.settle(house, asker, second.id, solved=True)
    assert (await help_board.board(house, foreign)).count == 0


async def test_nobody_of_another_branch_reads_or_says_a_word(house: House) -> None:
    town, asker, secretary, foreign = await _people(house)
    seen = await help_board.ask(house, asker, "一个问题")
    helped = await help_board.answer(house, secretary, seen.id, "一个回答")
    office = await town.actor(house, town.office)
    for other in (foreign, office):
        for act in (
            help_board.look(house, other, seen.id),
            help_board.answer(house, other, seen.id, "我也说"),
            help_board.settle(house, other, seen.id, solved=True),
            help_board.withdraw(house, other, seen.id),
            help_board.take_back(house, other, seen.id, helped.answers[0].id),
            help_board.hide(house, other, seen.id, None, HideReason.WORDING),
        ):
            with pytest.raises(NotAllowed):
                await act
    assert (await help_board.look(house, asker, seen.id)).count == 1


async def test_the_publicity_member_hides_with_a_reason_and_shows_again(house: House) -> None:
    town, asker, secretary, _ = await _people(house)
    async with house.db.write() as session:
        await factories.grant_role(session, town.silent, town.inner, BranchRole.PUBLICITY_MEMBER)
        account = await factories.make_account(session)
        await factories.bind(session, town.silent, account)
    town.accounts[town.silent.id] = account
    keeper = await town.actor(house, town.silent)
    seen = await help_board.ask(house, asker, "几床的病人怎么样了？")
    said = await help_board.answer(house, secretary, seen.id, "不好在这里说")
    answer = said.answers[0].id
    with pytest.raises(NotAllowed):
        await help_board.hide(house, asker, seen.id, answer, HideReason.WORDING)
    for _ in range(2):
        hidden = await help_board.hide(house, keeper, seen.id, answer, HideReason.ELSEWHERE)
    assert hidden.answers[0].hidden is HideReason.ELSEWHERE
    assert (await help_board.look(house, asker, seen.id)).count == 0
    assert (await help_board.look(house, secretary, seen.id)).answers[0].hidden is HideReason.ELSEWHERE  # its author
    assert (await _told(house))[0][1] is OutboxState.SKIPPED
    await help_board.show_again(house, keeper, seen.id, answer)
    assert (await help_board.look(house, asker, seen.id)).count == 1

    await help_board.hide(house, keeper, seen.id, None, HideReason.PRIVACY)
    assert (await help_board.look(house, asker, seen.id)).hidden is HideReason.PRIVACY
    async with house.db.write() as session:
        plain = await factories.make_member(session, town.inner, "李平")
        account = await factories.make_account(session)
        await factories.bind(session, plain, account)
    town.accounts[plain.id] = account
    other = await town.actor(house, plain)
    assert (await help_board.board(house, other)).count == 0
    with pytest.raises(NotAllowed):
        await help_board.answer(house, other, seen.id, "看不到的")
    async with house.db.read() as session:
        noted = list(
            await session.execute(
                select(AuditEntry.action, AuditEntry.details)
                .where(AuditEntry.action.like("help.%"))
                .order_by(AuditEntry.id)
            )
        )
    assert [row.action for row in noted] == ["help.hidden", "help.shown_again", "help.hidden"]
    assert noted[0].details == {"question": seen.id, "answer": answer, "why": "ELSEWHERE"}


async def test_what_is_taken_back_is_gone(house: House) -> None:
    _, asker, secretary, _ = await _people(house)
    seen = await help_board.ask(house, asker, "一个问题")
    helped = await help_board.answer(house, secretary, seen.id, "一个回答")
    with pytest.raises(NotAllowed):
        await help_board.take_back(house, asker, seen.id, helped.answers[0].id)
    for _ in range(2):
        assert (await help_board.take_back(house, secretary, seen.id, helped.answers[0].id)).count == 0
    await help_board.answer(house, secretary, seen.id, "再答一次")
    for _ in range(2):
        await help_board.withdraw(house, asker, seen.id)
    with pytest.raises(NotAllowed):
        await help_board.look(house, asker, seen.id)
    async with house.db.read() as session:
        for table in (HelpQuestion, HelpAnswer):
            assert await session.scalar(select(func.count()).select_from(table)) == 0
    assert {state for _, state in await _told(house)} == {OutboxState.SKIPPED}


async def test_bounds_and_pages(house: House) -> None:
    _, asker, secretary, _ = await _people(house)
    for text in (" ", "长" * 301):
        with pytest.raises(BadWords):
            await help_board.ask(house, asker, text)
    asked = [await help_board.ask(house, asker, f"问题 {number}") for number in range(load().open_most)]
    with pytest.raises(ManyQuestions):
        await help_board.ask(house, asker, "还有一个")
    await help_board.settle(house, asker, asked[0].id, solved=True)
    await help_board.ask(house, asker, "还有一个")
    for number in range(load().answers_each):
        await help_board.answer(house, secretary, asked[1].id, f"回答 {number}")
    with pytest.raises(ManyAnswers):
        await help_board.answer(house, secretary, asked[1].id, "还有一句")
    last = await help_board.look(house, asker, asked[1].id)
    assert (last.page, last.pages, last.answers[-1].words) == (2, 2, "回答 9")
    assert (await help_board.look(house, asker, asked[1].id, 1)).answers[0].words == "回答 0"
    assert (await help_board.board(house, asker, 99)).page == 1


async def test_the_word_about_an_answer_is_looked_at_again(house: House) -> None:
    _, asker, secretary, _ = await _people(house)
    seen = await help_board.ask(house, asker, "一个问题")
    await help_board.answer(house, secretary, seen.id, "一个回答")
    stale = policy_of(help_board.KIND).stale
    assert stale is not None
    assert policy_of(help_board.KIND).mutable
    async with house.db.write() as session:
        row = (await session.scalars(select(OutboxMessage).where(OutboxMessage.kind == help_board.KIND))).one()
        waits = [Pending(row.id, row.kind, row.subject, row.payload, row.member_id, None, None, row.due_at)]
        assert await stale(house, session, waits, NOW) == set()
        question = await session.get_one(HelpQuestion, seen.id)
        question.hidden_why = HideReason.PRIVACY
        await session.flush()
        assert await stale(house, session, waits, NOW) == {row.id}
    assert row.expires_at == NOW + dt.timedelta(days=load().patience_days)


async def test_what_he_said_goes_with_him(house: House) -> None:
    _, asker, secretary, _ = await _people(house)
    mine = await help_board.ask(house, asker, "我的问题")
    others = await help_board.ask(house, secretary, "张敏在吗？")
    await help_board.answer(house, secretary, mine.id, "回答张敏")
    await help_board.answer(house, asker, others.id, "我在")
    copied = await privacy.copy_of(house, asker)
    assert [row["words"] for row in copied.sections["help_questions"]] == ["我的问题"]
    assert [row["words"] for row in copied.sections["help_answers"]] == ["我在"]
    await privacy.erase(house, asker)
    async with house.db.read() as session:
        assert list(await session.scalars(select(HelpQuestion.words))) == [f"{BLANK}在吗？"]
        assert list(await session.scalars(select(HelpAnswer.words))) == []
