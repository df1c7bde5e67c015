"""Questions of a branch and what was said to them, as its members read them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from db.help_board import HelpAnswer, HelpQuestion
from db.names import BranchRole, HideReason
from db.organisations import Organisation
from services import spoken
from services.access import LEADERS, Actor
from services.errors import NotAllowed
from services.house import House
from services.paging import page_of

#: Who looks after what a branch says: its publicity member, and who leads it.
KEEPERS = LEADERS | {BranchRole.PUBLICITY_MEMBER}
#: Questions on a page, and answers.
QUESTIONS, ANSWERS = 6, 5


@dataclass(frozen=True)
class Listed:
    """A question among others.

    Attributes:
        answers: How many the reader sees.
        mine: The reader asked it.
    """

    id: int
    words: str
    on: dt.date
    answers: int
    solved: bool
    hidden: bool
    mine: bool


@dataclass(frozen=True)
class Board:
    """A page of the questions of the reader's branch: those that are open first, then the newest.

    Attributes:
        page, pages: From 1.
        count: Of all he sees.
    """

    branch: str
    questions: tuple[Listed, ...]
    page: int
    pages: int
    count: int


@dataclass(frozen=True)
class Answer:
    """Something said to a question.

    Attributes:
        mine: The reader said it.
        hidden: Why it is hidden; None: it is not.
    """

    id: int
    name: str
    words: str
    on: dt.date
    mine: bool
    hidden: HideReason | None


@dataclass(frozen=True)
class Thread:
    """A question with a page of its answers, the oldest first.

    Attributes:
        mine: The reader asked it.
        keeps: He looks after the talk of the branch.
        hidden: Why it is hidden; None: it is not.
        count: Of all the answers he sees.
    """

    id: int
    name: str
    words: str
    on: dt.date
    solved: bool
    mine: bool
    keeps: bool
    hidden: HideReason | None
    answers: tuple[Answer, ...]
    page: int
    pages: int
    count: int


async def board(house: House, actor: Actor, page: int = 1) -> Board:
    """A page of the questions of the actor's branch; a page that is not there is the nearest one.

    Raises:
        NotAllowed: He is no member.
    """
    member = spoken.speaker(actor)
    async with house.db.read() as session:
        keeps = await keeps_talk(session, actor)
        seen = (HelpQuestion.branch_id == member.branch_id) & (
            true() if keeps else or_(HelpQuestion.hidden_why.is_(None), HelpQuestion.member_id == member.id)
        )
        many = (await session.scalars(select(func.count(HelpQuestion.id)).where(seen))).one()
        page, pages = page_of(page, many, QUESTIONS)
        rows = list(
            await session.scalars(
                select(HelpQuestion)
                .where(seen)
                .order_by(HelpQuestion.solved_at.is_not(None), HelpQuestion.id.desc())
                .limit(QUESTIONS)
                .offset((page - 1) * QUESTIONS)
            )
        )
        counted = await session.execute(
            select(HelpAnswer.question_id, func.count().label("many"))
            .where(HelpAnswer.question_id.in_([row.id for row in rows]), _readable(member.id, keeps=keeps))
            .group_by(HelpAnswer.question_id)
        )
        answers = {row.question_id: row.many for row in counted}
        said = await spoken.lines(house, session, member.branch_id, rows)
    return Board(
        member.branch_name,
        tuple(
            Listed(
                row.id,
                line.words,
                line.on,
                answers.get(row.id, 0),
                row.solved_at is not None,
                row.hidden_why is not None,
                row.member_id == member.id,
            )
            for row, line in zip(rows, said, strict=True)
        ),
        page,
        pages,
        many,
    )


async def look(house: House, actor: Actor, question_id: int, page: int | None = None) -> Thread:
    """A question and a page of its answers; None: the last one.

    Raises:
        NotAllowed: There is none for him.
    """
    async with house.db.read() as session:
        row = await question_for(session, actor, question_id)
        return await thread_of(house, session, actor, row, page)


async def thread_of(
    house: House, session: AsyncSession, actor: Actor, row: HelpQuestion, page: int | None = None
) -> Thread:
    """A question the actor reads, for an answer."""
    member, keeps = spoken.speaker(actor), await keeps_talk(session, actor)
    seen = (HelpAnswer.question_id == row.id) & _readable(member.id, keeps=keeps)
    many = (await session.scalars(select(func.count(HelpAnswer.id)).where(seen))).one()
    page, pages = page_of(many if page is None else page, many, ANSWERS)
    found = list(
        await session.scalars(
            select(HelpAnswer).where(seen).order_by(HelpAnswer.id).limit(ANSWERS).offset((page - 1) * ANSWERS)
        )
    )
    asked, *said = await spoken.lines(house, session, row.branch_id, [row, *found])
    return Thread(
        id=row.id,
        name=asked.name,
        words=asked.words,
        on=asked.on,
        solved=row.solved_at is not None,
        mine=row.member_id == member.id,
        keeps=keeps,
        hidden=row.hidden_why,
        answers=tuple(
            Answer(one.id, line.name, line.words, line.on, one.member_id == member.id, one.hidden_why)
            for one, line in zip(found, said, strict=True)
        ),
        page=page,
        pages=pages,
        count=many,
    )


def _readable(member_id: int, *, keeps: bool) -> ColumnElement[bool]:
    """Answers that are not hidden, and one's own."""
    return true() if keeps else or_(HelpAnswer.hidden_why.is_(None), HelpAnswer.member_id == member_id)


async def keeps_talk(session: AsyncSession, actor: Actor) -> bool:
    """Whether the actor looks after the talk of his own branch; nobody looks after another's."""
    branch = await session.get_one(Organisation, spoken.speaker(actor).branch_id)
    return actor.reaches(branch.path, KEEPERS)


async def question_for(session: AsyncSession, actor: Actor, question_id: int, *, lock: bool = False) -> HelpQuestion:
    """A question of the actor's branch that he reads.

    Raises:
        NotAllowed: There is none.
    """
    member = spoken.speaker(actor)
    row = await session.get(HelpQuestion, question_id, with_for_update={"key_share": True} if lock else None)
    if row is None or row.branch_id != member.branch_id:
        raise NotAllowed
    if row.hidden_why is not None and row.member_id != member.id and not await keeps_talk(session, actor):
        raise NotAllowed
    return row
