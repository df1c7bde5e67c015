"""Reading: what there is for a person, and the step that shows he has read it. A press alone gives nothing.

::

    opened ──> questions of its category, from the bank ── enough right ──> read, its lines in the ledgers
          └──> no such questions: a sentence of his own (only its length is looked at, it is not kept) ──┘
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.inserting import insert_into
from db.study import StudyMaterial, StudyReading
from db.study_names import StudyBook, StudyItem, StudySource
from services.access import Actor
from services.errors import BadInput, NotAllowed
from services.house import House
from services.makeup import drawing
from services.makeup.rounds import Verdict, answered, next_of, right_of, verdict_of
from services.questions.shapes import Asked
from services.study import ledger, materials, rules, schemes
from services.study.ledger import Due
from services.study.looking import zone_of
from services.study.materials import Material, material_of
from services.study.works import letters


class ShortNote(BadInput):
    """The sentence is too short. Fields: ``least``, ``count``."""

    code = "study-reading-note"


@dataclass(frozen=True)
class Item:
    """Something to read, and whether he has."""

    material: Material
    done: bool


@dataclass(frozen=True)
class Step:
    """Where somebody is with it.

    Attributes:
        number: Of the round; 0: none was begun.
        place: Of the question that is asked now, from 0.
        of: How many there are; 0: a sentence is asked for.
        question: What is asked now; None: nothing.
        verdict: On the answer that was just given.
    """

    item: Item
    number: int
    place: int
    of: int
    right: int
    question: Asked | None
    verdict: Verdict | None = None


async def mine(house: House, actor: Actor) -> Sequence[Item]:
    """What there is for the actor to read: what he has not read first, in the order it was put there.

    Raises:
        NotAllowed: He is no member.
    """
    if actor.member is None:
        raise NotAllowed
    async with house.db.read() as session:
        found = await materials.of_chain(session, actor.member.branch_path)
        done = await _done(session, actor.member.id)
        return sorted((Item(one, one.id in done) for one in found), key=lambda one: one.done)


async def look(house: House, actor: Actor, material_id: int) -> Item:
    """One of them.

    Raises:
        NotAllowed: There is none for him.
    """
    async with house.db.read() as session:
        row, member_id = await material_for(session, actor, material_id)
        return Item(material_of(row), row.id in await _done(session, member_id))


async def begin(house: House, actor: Actor, material_id: int) -> Step:
    """The question that is to be answered; a round that is over is followed by another.

    Raises:
        NotAllowed: There is none for him.
    """
    async with house.db.write() as session:
        row, member_id = await material_for(session, actor, material_id)
        reading = await _reading(session, row.id, member_id)
        if reading.done_on is None and row.category is not None and next_of(reading.asked) is None:
            before = reading.asked or {"round": 0, "questions": []}
            number, known = before["round"] + 1, {one["question"] for one in before["questions"]}
            wanted, seed = rules.load().reading.questions, f"reading:{row.id}:{member_id}"
            path = actor.member.branch_path if actor.member is not None else ""
            drawn = await drawing.draw(session, path, seed, number, known, wanted=wanted, category=row.category)
            reading.asked = {"round": number, "questions": drawn} if drawn else None
            await session.flush()
        return await _step(session, row, reading)


async def answer(house: House, actor: Actor, material_id: int, number: int, place: int, choice: int) -> Step:
    """Take an answer; the first one to a question counts, and any later press shows where he is.

    Args:
        house: The house.
        actor: Whose it is.
        material_id: Which.
        number: Of the round.
        place: Of the question, from 0.
        choice: Of the option, from 0; of a true/false question 0 is true.

    Raises:
        NotAllowed: There is none for him.
        BadInput: There is no such option.
    """
    async with house.db.write() as session:
        row, member_id = await material_for(session, actor, material_id)
        reading = await _reading(session, row.id, member_id)
        asked = reading.asked
        if asked is None or asked["round"] != number or not 0 <= place < len(asked["questions"]):
            return await _step(session, row, reading)
        one = asked["questions"][place]
        question = await drawing.worded(session, one["question"], one["version"])
        if reading.done_on is None and place == next_of(asked):
            asked = reading.asked = answered(asked, place, choice, question)
            if next_of(asked) is None and right_of(asked) >= rules.load().reading.questions_right:
                await _finish(house, session, actor, row, reading)
            await session.flush()
        return await _step(session, row, reading, verdict_of(asked, place, question))


async def write(house: House, actor: Actor, material_id: int, text: str) -> Item:
    """Show with a sentence that he has read it, where there are no questions. It is not kept.

    Raises:
        NotAllowed: There is none for him.
        ShortNote: It is too short.
    """
    least, count = rules.load().reading.note_least, letters(text)
    if count < least:
        raise ShortNote(least=least, count=count)
    async with house.db.write() as session:
        row, member_id = await material_for(session, actor, material_id)
        reading = await _reading(session, row.id, member_id)
        if reading.done_on is None and reading.asked is None:
            await _finish(house, session, actor, row, reading)
        return Item(material_of(row), reading.done_on is not None)


async def _finish(house: House, session: AsyncSession, actor: Actor, row: StudyMaterial, reading: StudyReading) -> None:
    if actor.member is None:
        raise NotAllowed
    now = house.now()
    on = now.astimezone(await zone_of(house, session, actor.member.branch_id)).date()
    reading.done_on = on
    await session.flush()
    scheme = (await schemes.of_members(session, [reading.member_id], on))[reading.member_id]
    dues = ledger.credits_for(scheme, StudyItem.READING, Decimal(1), on)
    if row.hours is not None:
        dues.append(Due(StudyBook.HOURS, StudyItem.ONLINE, row.hours, on, rules.load().version, row.hours))
    await ledger.follow(session, StudySource.READING, row.id, {reading.member_id: dues}, now)


async def material_for(session: AsyncSession, actor: Actor, material_id: int) -> tuple[StudyMaterial, int]:
    """A material that is there for the actor, and the member he is.

    Raises:
        NotAllowed: There is none for him.
    """
    if actor.member is None:
        raise NotAllowed
    row = await session.get(StudyMaterial, material_id)
    chain = [int(part) for part in actor.member.branch_path.strip("/").split("/")]
    if row is None or row.organisation_id not in chain or row.ended_at is not None:
        raise NotAllowed
    return row, actor.member.id


async def _reading(session: AsyncSession, material_id: int, member_id: int) -> StudyReading:
    """His row, made where it is missing; locked, so that two presses take turns."""
    new = insert_into(session, StudyReading)
    values = {"material_id": material_id, "member_id": member_id}
    await session.execute(new.values(values).on_conflict_do_nothing())
    query = select(StudyReading).where(StudyReading.material_id == material_id, StudyReading.member_id == member_id)
    return (await session.scalars(query.with_for_update())).one()


async def _done(session: AsyncSession, member_id: int) -> set[int]:
    query = select(StudyReading.material_id).where(
        StudyReading.member_id == member_id, StudyReading.done_on.is_not(None)
    )
    return set(await session.scalars(query))


async def _step(
    session: AsyncSession, row: StudyMaterial, reading: StudyReading, verdict: Verdict | None = None
) -> Step:
    item = Item(material_of(row), reading.done_on is not None)
    asked = reading.asked or {"round": 0, "questions": []}
    place = next_of(asked) if not item.done else None
    question = None
    if place is not None:
        one = asked["questions"][place]
        question = await drawing.worded(session, one["question"], one["version"])
    return Step(item, asked["round"], place or 0, len(asked["questions"]), right_of(asked), question, verdict)
