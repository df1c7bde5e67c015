"""An organisation's question bank: look at a file (a dry run), then take it over whole or not at all; and out again.

::

    Bank ─ preview ─> new · the same · changed (another answer, explanation …: a new version) ─ apply, one transaction
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.organisations import Organisation
from db.questions import Question, QuestionVersion
from services import audit
from services.access import OFFICE, Actor, Need, Scope, Status
from services.errors import NotAllowed
from services.house import House
from services.names import BranchRole, QuestionKind, QuestionState
from services.questions import reading
from services.questions.reading import Bank, Placed
from services.questions.shapes import Asked
from services.roster.store import one_at_a_time

#: Who keeps the bank: the publicity member, the secretaries, the office.
KEEPERS = frozenset({BranchRole.PUBLICITY_MEMBER, BranchRole.SECRETARY, BranchRole.DEPUTY_SECRETARY}) | OFFICE
KEEPER_OF = Need(Status.CONSENTED, KEEPERS, Scope.ORGANISATION)

_PAGE = 500


class HasProblems(Exception):
    """A file with bad questions may not be imported; the preview lists them."""


@dataclass
class Preview:
    """What taking a file over would do.

    Attributes:
        new: Questions the bank does not have.
        changed: Questions it has with another answer, explanation, source, category or difficulty, by their ids.
        same: How many it has exactly so.
    """

    bank: Bank
    new: list[Placed] = field(default_factory=list)
    changed: list[tuple[int, Placed]] = field(default_factory=list)
    same: int = 0

    @property
    def changes_nothing(self) -> bool:
        """Whether there is nothing to do."""
        return not self.new and not self.changed


@dataclass(frozen=True)
class Kept:
    """A question of the bank."""

    id: int
    version: int
    state: QuestionState
    asked: Asked


async def open_file(house: House, content: bytes) -> Bank:
    """Read a file in a thread.

    Raises:
        RosterRefused, NoQuestions, TooManyQuestions: It cannot be used at all.
    """
    return await asyncio.to_thread(reading.read, content, house.limits)


async def preview(house: House, actor: Actor, organisation_id: int, bank: Bank) -> Preview:
    """What taking a file over would do; writes nothing.

    Raises:
        NotAllowed: The actor does not keep this organisation's bank.
    """
    async with house.db.read() as session:
        await may_keep(session, actor, organisation_id)
        return await _compare(session, organisation_id, bank)


async def apply(house: House, actor: Actor, organisation_id: int, bank: Bank) -> Preview:
    """Take a file over in one transaction; a second time it changes nothing.

    Returns:
        What was done.

    Raises:
        NotAllowed: The actor does not keep this organisation's bank.
        HasProblems: Some of its questions are bad.
    """
    if bank.problems:
        raise HasProblems
    async with house.db.write() as session:
        await one_at_a_time(session)
        await may_keep(session, actor, organisation_id)
        done = await _compare(session, organisation_id, bank)
        if done.changes_nothing:
            return done
        now = house.now()
        await _add(session, organisation_id, done.new, actor.account_id, now)
        await _change(session, done.changed, actor.account_id, now)
        await audit.record(
            session,
            actor=actor.audit_name,
            action="questions.imported",
            subject=f"organisation:{organisation_id}",
            now=now,
            details={"new": len(done.new), "changed": len(done.changed), "same": done.same},
        )
        return done


@dataclass(frozen=True)
class Shelf:
    """What a bank holds.

    Attributes:
        organisation: Its name.
        kinds: How many questions of each kind.
        categories: The categories with most questions first, and how many each has.
    """

    organisation: str
    kinds: dict[QuestionKind, int]
    categories: list[tuple[str, int]]

    @property
    def total(self) -> int:
        """How many questions it holds."""
        return sum(self.kinds.values())


async def shelf(house: House, actor: Actor, organisation_id: int) -> Shelf:
    """What a bank holds, counted by the database.

    Raises:
        NotAllowed: The actor does not keep this organisation's bank.
    """
    async with house.db.read() as session:
        name = await may_keep(session, actor, organisation_id)
        query = (
            select(QuestionVersion.kind, QuestionVersion.category, func.count().label("many"))
            .join(Question, (QuestionVersion.question_id == Question.id) & (QuestionVersion.number == Question.version))
            .where(Question.organisation_id == organisation_id, Question.state == QuestionState.READY)
            .group_by(QuestionVersion.kind, QuestionVersion.category)
        )
        kinds: Counter[QuestionKind] = Counter()
        categories: Counter[str] = Counter()
        for row in await session.execute(query):
            kinds[row.kind] += row.many
            categories[row.category] += row.many
        return Shelf(name, dict(kinds), categories.most_common())


async def of(house: House, actor: Actor, organisation_id: int, *, state: QuestionState | None = None) -> list[Kept]:
    """The questions of one bank, in the order they came; retired ones only when they are asked for.

    Raises:
        NotAllowed: The actor does not keep this organisation's bank.
    """
    async with house.db.read() as session:
        await may_keep(session, actor, organisation_id)
        query = in_force().where(Question.organisation_id == organisation_id).order_by(Question.id)
        query = query.where(Question.state == state if state else Question.state != QuestionState.RETIRED)
        return [Kept(row.id, row.version, row.state, asked_of(row)) for row in await session.execute(query)]


async def may_keep(session: AsyncSession, actor: Actor, organisation_id: int) -> str:
    """The name of an organisation whose bank the actor keeps.

    Raises:
        NotAllowed: He does not, or there is none.
    """
    query = select(Organisation.path, Organisation.name).where(Organisation.id == organisation_id)
    place = (await session.execute(query)).one_or_none()
    if place is None or not actor.reaches(place.path, KEEPERS):
        raise NotAllowed
    return str(place.name)


#: What ``asked_of`` reads.
WORDING = (
    QuestionVersion.kind,
    QuestionVersion.stem,
    QuestionVersion.options,
    QuestionVersion.right,
    QuestionVersion.accepted,
    QuestionVersion.explanation,
    QuestionVersion.source,
    QuestionVersion.category,
    QuestionVersion.difficulty,
)


def in_force() -> Select[*tuple[Any, ...]]:
    """Every question with the wording it is asked in now."""
    return select(Question.id, Question.version, Question.state, Question.likeness, *WORDING).join(
        QuestionVersion, (QuestionVersion.question_id == Question.id) & (QuestionVersion.number == Question.version)
    )


def asked_of(row: Any) -> Asked:
    """The question of a row that holds ``WORDING``."""
    return Asked(
        kind=row.kind,
        stem=row.stem,
        options=tuple(row.options),
        right=tuple(row.right),
        accepted=tuple(row.accepted),
        explanation=row.explanation,
        source=row.source,
        category=row.category,
        difficulty=row.difficulty,
    )


async def _compare(session: AsyncSession, organisation_id: int, bank: Bank) -> Preview:
    """One query a bank: thousands of placeholders cost more than reading all of it."""
    query = in_force().where(Question.organisation_id == organisation_id)
    standing = {row.likeness: row for row in await session.execute(query)}
    found = Preview(bank)
    for placed in bank.questions:
        row = standing.get(placed.likeness)
        if row is None:
            found.new.append(placed)
            continue
        merged = filled(placed.asked, asked_of(row))
        if merged == asked_of(row) and row.state is QuestionState.READY:
            found.same += 1
        else:
            found.changed.append((row.id, replace(placed, asked=merged)))
    return found


def filled(new: Asked, old: Asked) -> Asked:
    """What a file does not say (Aiken holds no explanations) stays as it was."""
    return replace(
        new,
        explanation=new.explanation or old.explanation,
        source=new.source or old.source,
        category=new.category or old.category,
        difficulty=new.difficulty or old.difficulty,
    )


async def _add(
    session: AsyncSession, organisation_id: int, new: Sequence[Placed], account_id: int | None, now: dt.datetime
) -> None:
    for some in _pages(new):
        rows = await session.execute(
            insert(Question).returning(Question.id, Question.likeness),
            [
                {
                    "organisation_id": organisation_id,
                    "likeness": one.likeness,
                    "state": QuestionState.READY,
                    "version": 1,
                    "created_at": now,
                }
                for one in some
            ],
        )
        ids = {row.likeness: row.id for row in rows}
        wordings = [_wording(ids[one.likeness], 1, one.asked, account_id, now) for one in some]
        await session.execute(insert(QuestionVersion), wordings)


async def _change(
    session: AsyncSession, changed: Sequence[tuple[int, Placed]], account_id: int | None, now: dt.datetime
) -> None:
    for question_id, placed in changed:
        await next_version(session, question_id, placed.asked, account_id, now)


async def next_version(
    session: AsyncSession, question_id: int, asked: Asked, account_id: int | None, now: dt.datetime
) -> None:
    """Give a question its next wording, and use it."""
    number = await session.scalar(
        update(Question)
        .where(Question.id == question_id)
        .values(version=Question.version + 1, state=QuestionState.READY)
        .returning(Question.version)
    )
    await session.execute(insert(QuestionVersion), [_wording(question_id, number or 1, asked, account_id, now)])


def _wording(question_id: int, number: int, asked: Asked, account_id: int | None, now: dt.datetime) -> dict[str, Any]:
    return {
        "question_id": question_id,
        "number": number,
        "kind": asked.kind,
        "stem": asked.stem,
        "options": list(asked.options),
        "right": list(asked.right),
        "accepted": list(asked.accepted),
        "explanation": asked.explanation,
        "source": asked.source,
        "category": asked.category,
        "difficulty": asked.difficulty,
        "made_by": account_id,
        "made_at": now,
    }


def _pages(new: Sequence[Placed]) -> Iterator[Sequence[Placed]]:
    for begin in range(0, len(new), _PAGE):
        yield new[begin : begin + _PAGE]
