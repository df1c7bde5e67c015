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


def _bank(path: str) -> Select[int, int]:
    """Ids and versions of the questions that may be drawn."""
    chain = [int(part) for part in path.strip("/").split("/")]
    same = (QuestionVersion.question_id == Question.id) & (QuestionVersion.number == Question.version)
    return (
        select(Question.id, Question.version)
        .join(QuestionVersion, same)
        .where(
            Question.organisation_id.in_(chain),
            Question.state == QuestionState.READY,
            QuestionVersion.kind.in_(_ONE_TAP),
        )
    )


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
    session: AsyncSession, path: str, makeup_id: int, number: int, before: Collection[int]
) -> list[dict[str, Any]]:
    """The questions of a round, as the row keeps them; none where the bank has too few.

    Args:
        session: Any session.
        path: Of the branch or group of whoever is asked.
        makeup_id: Whose round.
        number: Of the round, from 1.
        before: Questions of the round before; they come again only where there are no others.
    """
    wanted = evidence.load().questions
    found = [(row.id, row.version) for row in await session.execute(_bank(path))]
    if len(found) < wanted:
        return []

    def place(one: tuple[int, int]) -> tuple[bool, bytes]:
        return one[0] in before, hashlib.sha256(f"{makeup_id}:{number}:{one[0]}".encode()).digest()

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
