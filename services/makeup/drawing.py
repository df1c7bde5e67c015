"""Questions for make-up study, drawn from the bank of the branch and of those above it.

Only questions one tap answers are drawn. The draw is a hash of the make-up, the round and the question: nobody gets the
same three as his neighbour, and a draw that is made again is the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.questions import Question, QuestionVersion
from services.makeup import evidence
from services.names import QuestionKind, QuestionState
from services.questions.shapes import Asked

_ONE_TAP = (QuestionKind.SINGLE, QuestionKind.TRUE_FALSE)


def _bank(path: str, category: str | None = None) -> Select[int, int]:
    """Ids and versions of the questions that may be drawn; of one category, where it is named."""
    chain = [int(part) for part in path.strip("/").split("/")]
    same = (QuestionVersion.question_id == Question.id) & (QuestionVersion.number == Question.version)
    found = (
        select(Question.id, Question.version)
        .join(QuestionVersion, same)
        .where(
            Question.organisation_id.in_(chain),
            Question.state == QuestionState.READY,
            QuestionVersion.kind.in_(_ONE_TAP),
        )
    )
    return found if category is None else found.where(QuestionVersion.category == category)


async def enough(session: AsyncSession, path: str) -> bool:
    """Whether the bank holds as many questions as are asked.

    Args:
        session: Any session.
        path: Of the branch or group of whoever is asked.
    """
    wanted = evidence.load().questions
    some = _bank(path).limit(wanted).subquery()
    return (await session.scalar(select(func.count()).select_from(some)) or 0) >= wanted


async def draw(
    session: AsyncSession,
    path: str,
    seed: str | int,
    number: int,
    before: Collection[int],
    *,
    wanted: int | None = None,
    category: str | None = None,
) -> list[dict[str, Any]]:
    """The questions of a round, as the row keeps them; none where the bank has too few.

    Args:
        session: Any session.
        path: Of the branch or group of whoever is asked.
        seed: Whose round: the make-up, or what else asks.
        number: Of the round, from 1.
        before: Questions of the round before; they come again only where there are no others.
        wanted: How many; None: as many as a make-up asks.
        category: Of the questions; None: any.
    """
    wanted = wanted or evidence.load().questions
    found = [(row.id, row.version) for row in await session.execute(_bank(path, category))]
    if len(found) < wanted:
        return []

    def place(one: tuple[int, int]) -> tuple[bool, bytes]:
        return one[0] in before, hashlib.sha256(f"{seed}:{number}:{one[0]}".encode()).digest()

    drawn = sorted(found, key=place)[:wanted]
    return [{"question": question, "version": version, "right": None} for question, version in drawn]


async def worded(session: AsyncSession, question_id: int, version: int) -> Asked:
    """A question in the wording that was drawn."""
    query = select(QuestionVersion).where(QuestionVersion.question_id == question_id, QuestionVersion.number == version)
    row = (await session.scalars(query)).one()
    return Asked(
        kind=row.kind,
        stem=row.stem,
        options=tuple(row.options),
        right=tuple(row.right),
        explanation=row.explanation,
        source=row.source,
    )
