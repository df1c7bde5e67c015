"""What members do on the board: ask, answer, say that it is solved, take back; hide and show again.

Each act is one transaction; the same again changes nothing. What is taken back is deleted.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.help_board import HelpAnswer, HelpQuestion
from db.members import Member
from db.names import HideReason
from services import audit, outbox, spoken
from services.access import Actor
from services.errors import BadInput, Conflict, NotAllowed
from services.help_board import notices
from services.help_board.rules import load
from services.help_board.threads import Thread, keeps_talk, question_for, thread_of
from services.house import House


class BadWords(BadInput):
    """Nothing said, or too much. Fields: ``most`` characters."""

    code = "help-board-words"


class ManyQuestions(Conflict):
    """He has asked enough for now. Fields: ``most``."""

    code = "help-board-many"


class ManyAnswers(Conflict):
    """He has said enough to this question. Fields: ``most``."""

    code = "help-board-answers"


async def ask(house: House, actor: Actor, text: str) -> Thread:
    """Ask one's branch something; the same words again are the same question.

    Raises:
        NotAllowed: He is no member.
        BadWords: Nothing said, or too much.
        ManyQuestions: Too many of his are not solved yet.
    """
    words, member, now = _words(text), spoken.speaker(actor), house.now()
    async with house.db.write() as session:
        # His row is locked, so that two messages of his take turns.
        await session.get_one(Member, member.id, with_for_update=True)
        own = await session.scalars(
            select(HelpQuestion).where(
                HelpQuestion.member_id == member.id,
                HelpQuestion.branch_id == member.branch_id,
                HelpQuestion.solved_at.is_(None),
            )
        )
        waiting = list(own)
        row = next((one for one in waiting if one.words == words), None)
        if row is None:
            if len(waiting) >= load().open_most:
                raise ManyQuestions(most=load().open_most)
            row = HelpQuestion(branch_id=member.branch_id, member_id=member.id, words=words, made_at=now)
            session.add(row)
            await session.flush()
        return await thread_of(house, session, actor, row)


def _words(text: str) -> str:
    words, most = spoken.tidy(text), load().words_most
    if not words or len(words) > most:
        raise BadWords(most=most)
    return words


async def answer(house: House, actor: Actor, question_id: int, text: str) -> Thread:
    """Say something to a question; the asker is told, once an answer. The same words again are once.

    Raises:
        NotAllowed: There is no such question for him.
        BadWords: Nothing said, or too much.
        ManyAnswers: He has said enough to this one.
    """
    words, member, now = _words(text), spoken.speaker(actor), house.now()
    async with house.db.write() as session:
        question = await question_for(session, actor, question_id, lock=True)
        await session.get_one(Member, member.id, with_for_update=True)
        own = select(HelpAnswer.words).where(HelpAnswer.question_id == question.id, HelpAnswer.member_id == member.id)
        said = list(await session.scalars(own))
        if words not in said:
            if len(said) >= load().answers_each:
                raise ManyAnswers(most=load().answers_each)
            row = HelpAnswer(question_id=question.id, member_id=member.id, words=words, made_at=now)
            session.add(row)
            await session.flush()
            if question.member_id != member.id:
                asker = await session.get_one(Member, question.member_id)
                await notices.tell_asker(session, question, row.id, asker.key, now)
        return await thread_of(house, session, actor, question)


async def settle(house: House, actor: Actor, question_id: int, *, solved: bool) -> Thread:
    """Say that a question is solved, or that it is not after all: the asker, or whoever looks after the talk.

    Raises:
        NotAllowed: He may not, or there is no such question.
    """
    now = house.now()
    async with house.db.write() as session:
        question = await question_for(session, actor, question_id, lock=True)
        if question.member_id != spoken.speaker(actor).id and not await keeps_talk(session, actor):
            raise NotAllowed
        if (question.solved_at is not None) != solved:
            question.solved_at = now if solved else None
            question.solved_by = actor.account_id if solved else None
            await session.flush()
        return await thread_of(house, session, actor, question)


# --- taking back ------------------------------------------------------------------------------------------------------


async def withdraw(house: House, actor: Actor, question_id: int) -> None:
    """The asker takes his question back: it is gone for good, with what was said to it. Twice changes nothing.

    Raises:
        NotAllowed: It is not his.
    """
    member, now = spoken.speaker(actor), house.now()
    async with house.db.write() as session:
        row = await session.get(HelpQuestion, question_id, with_for_update=True)
        if row is None:
            return
        if row.member_id != member.id:
            raise NotAllowed
        await forget(session, [row.id], now)


async def forget(session: AsyncSession, question_ids: list[int], now: dt.datetime) -> None:
    """Delete questions with what was said to them; words about it that wait are dropped."""
    answers = list(
        await session.scalars(
            delete(HelpAnswer).where(HelpAnswer.question_id.in_(question_ids)).returning(HelpAnswer.id)
        )
    )
    await session.execute(delete(HelpQuestion).where(HelpQuestion.id.in_(question_ids)))
    for one in answers:
        await outbox.void(session, notices.subject_of(one), now)


async def take_back(house: House, actor: Actor, question_id: int, answer_id: int) -> Thread:
    """Somebody takes back what he said to a question; twice changes nothing.

    Raises:
        NotAllowed: It is not his, or there is no such question for him.
    """
    now = house.now()
    async with house.db.write() as session:
        question = await question_for(session, actor, question_id)
        row = await session.get(HelpAnswer, answer_id, with_for_update=True)
        if row is not None:
            if row.question_id != question.id or row.member_id != spoken.speaker(actor).id:
                raise NotAllowed
            await session.delete(row)
            await outbox.void(session, notices.subject_of(answer_id), now)
            await session.flush()
        return await thread_of(house, session, actor, question)


# --- looking after the talk -------------------------------------------------------------------------------------------


async def hide(house: House, actor: Actor, question_id: int, answer_id: int | None, why: HideReason) -> Thread:
    """Hide a question, or what was said to it: others no longer read it, its author reads why.

    Raises:
        NotAllowed: The actor does not look after the talk of this branch, or there is no such thing.
    """
    return await _moderate(house, actor, question_id, answer_id, why)


async def show_again(house: House, actor: Actor, question_id: int, answer_id: int | None) -> Thread:
    """Show again what was hidden.

    Raises:
        NotAllowed: As for ``hide``.
    """
    return await _moderate(house, actor, question_id, answer_id, None)


async def _moderate(
    house: House, actor: Actor, question_id: int, answer_id: int | None, why: HideReason | None
) -> Thread:
    now = house.now()
    async with house.db.write() as session:
        question = await question_for(session, actor, question_id, lock=True)
        if not await keeps_talk(session, actor):
            raise NotAllowed
        table = HelpQuestion if answer_id is None else HelpAnswer
        mine = HelpQuestion.id == question.id
        if answer_id is not None:
            mine = (HelpAnswer.id == answer_id) & (HelpAnswer.question_id == question.id)
            if not await session.scalar(select(func.count(HelpAnswer.id)).where(mine)):
                raise NotAllowed
        changed = await session.execute(
            update(table).where(mine, table.hidden_why.is_distinct_from(why)).values(hidden_why=why).returning(table.id)
        )
        if changed.first() is not None:
            if why is not None and answer_id is not None:
                await outbox.void(session, notices.subject_of(answer_id), now)
            details = {"question": question.id} | ({"answer": answer_id} if answer_id is not None else {})
            await audit.record(
                session,
                actor=actor.audit_name,
                action="help.hidden" if why is not None else "help.shown_again",
                subject=f"organisation:{question.branch_id}",
                now=now,
                details=details | ({"why": why.value} if why is not None else {}),
            )
            await session.refresh(question)
        return await thread_of(house, session, actor, question)
