"""Beginning a review, writing its numbers down, moving its day, and its sheet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.democratic_review import DemocraticReview
from db.inserting import insert_into
from db.members import Member
from db.organisations import Organisation
from services import access, audiences, audit, checklists, naming
from services.access import STEWARD_OF, Actor
from services.checklists import planner
from services.democratic_review import checking, sheet
from services.democratic_review.checking import GRADES
from services.errors import BadInput, NotAllowed
from services.files import Made
from services.house import House
from services.org_settings import settings_of

_FIELDS = ("expected", "present", "sent", "returned", "valid", "assessed", *GRADES)


class Part(StrEnum):
    """What is written down in one go."""

    PEOPLE = "PEOPLE"
    FORMS = "FORMS"
    GRADES = "GRADES"

    @property
    def fields(self) -> tuple[str, ...]:
        """Its numbers, in the order they are typed."""
        if self is Part.PEOPLE:
            return ("expected", "present")
        return ("sent", "returned", "valid") if self is Part.FORMS else ("assessed", *GRADES)


@dataclass(frozen=True)
class Review:
    """A review as who leads sees it.

    Attributes:
        id: None: it has not been begun this year.
        numbers: By name; None: not typed yet.
        members: On the roster today.
        most_excellent: How many 优秀 there generally are at most; None while nobody was graded.
        checklist: Id of the list of its steps, how many are done, of how many.
    """

    id: int | None
    organisation: str
    year: int
    held_on: dt.date | None
    numbers: dict[str, int | None]
    members: int
    most_excellent: int | None
    checklist: tuple[int, int, int] | None

    def knows(self, part: Part) -> bool:
        """Whether the numbers of a part were typed."""
        return all(self.numbers.get(one) is not None for one in part.fields)


def subject_of(review_id: int) -> str:
    """What its checklist is about."""
    return f"review:{review_id}"


async def _row(
    session: AsyncSession, organisation_id: int, year: int, *, lock: bool = False
) -> DemocraticReview | None:
    query = select(DemocraticReview).where(
        DemocraticReview.organisation_id == organisation_id, DemocraticReview.year == year
    )
    return (await session.scalars(query.with_for_update(key_share=True) if lock else query)).one_or_none()


async def view(house: House, actor: Actor, organisation_id: int, year: int) -> Review:
    """A branch's review of a year, begun or not.

    Raises:
        NotAllowed: The actor does not lead there.
    """
    async with house.db.read() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        organisation = await session.get_one(Organisation, organisation_id)
        row = await _row(session, organisation_id, year)
        people = await audiences.members_of(session, organisation.id, organisation.path, organisation.level)
    numbers = {name: getattr(row, name) if row is not None else None for name in _FIELDS}
    assessed = numbers["assessed"]
    listed = None
    if row is not None:
        found = await checklists.about(house, actor, organisation_id, subject_of(row.id))
        listed = next(((one.id, one.done, len(one.items)) for one in found), None)
    return Review(
        row.id if row is not None else None,
        organisation.name,
        year,
        row.held_on if row is not None else None,
        numbers,
        len(people),
        checking.most_excellent(assessed) if assessed is not None else None,
        listed,
    )


async def begin(house: House, actor: Actor, organisation_id: int, held_on: dt.date) -> Review:
    """Begin the review of a year with the day of its meeting, and make the list of its steps; again: move the day.

    Raises:
        NotAllowed: The actor does not lead there.
        BadInput: The day lies in no year that can be written down.
    """
    await move(house, actor, organisation_id, held_on)
    async with house.db.read() as session:
        row = await _row(session, organisation_id, held_on.year)
    if row is None:
        raise NotAllowed
    await checklists.make(house, actor, organisation_id, subject_of(row.id), checking.load().checklist)
    return await view(house, actor, organisation_id, held_on.year)


async def move(house: House, actor: Actor, organisation_id: int, held_on: dt.date) -> None:
    """Set the day of a year's review; the dates of its steps move along.

    Raises:
        NotAllowed: The actor does not lead there.
        BadInput: The day lies in no year that can be written down.
    """
    now, this = house.now(), house.today().year
    if not this - checking.load().years_back <= held_on.year <= this + 1:
        raise BadInput
    async with house.db.write() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        new = insert_into(session, DemocraticReview).values(
            organisation_id=organisation_id,
            year=held_on.year,
            held_on=held_on,
            changed_by=actor.account_id,
            changed_at=now,
        )
        await session.execute(new.on_conflict_do_nothing(index_elements=["organisation_id", "year"]))
        row = await _row(session, organisation_id, held_on.year, lock=True)
        if row is None:
            raise NotAllowed
        if row.held_on != held_on:
            row.held_on, row.changed_by, row.changed_at = held_on, actor.account_id, now
        await session.flush()
        grounds = await planner.grounds(house, session, {organisation_id})
        await checklists.follow(session, grounds, {subject_of(row.id): held_on}, now)
        await _note(session, actor, row, "dated", now)


async def fill_in(house: House, actor: Actor, organisation_id: int, year: int, part: Part, text: str) -> Review:
    """Write down what somebody counted, as he typed it: the numbers of a part, in their order.

    Raises:
        NotAllowed: The actor does not lead there, or the review has not been begun.
        WrongNumbers: Not as many numbers as are asked for.
        WrongOrder: One is larger than it can be. WrongSum: The grades do not add up.
    """
    found = dict(zip(part.fields, checking.numbers_in(text, len(part.fields)), strict=True))
    now = house.now()
    async with house.db.write() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        row = await _row(session, organisation_id, year, lock=True)
        if row is None:
            raise NotAllowed
        known = {name: getattr(row, name) for name in _FIELDS}
        if known | found != known:
            checking.check(known | found)
            for name, number in found.items():
                setattr(row, name, number)
            row.changed_by, row.changed_at = actor.account_id, now
            await session.flush()
            await _note(session, actor, row, f"counted_{part.value.lower()}", now)
    return await view(house, actor, organisation_id, year)


async def _note(session: AsyncSession, actor: Actor, row: DemocraticReview, action: str, now: dt.datetime) -> None:
    await audit.record(
        session,
        actor=actor.audit_name,
        action=f"review.{action}",
        subject=f"organisation:{row.organisation_id}",
        now=now,
        details={"year": row.year},
    )


async def export(house: House, actor: Actor, organisation_id: int, year: int) -> Made:
    """The form 民主评议汇总表 (``domain_rules.md`` 10.15): the numbers filled in, and whatever is of a person blank.

    Raises:
        NotAllowed: The actor does not lead there, or the review has not been begun.
    """
    seen = await view(house, actor, organisation_id, year)
    if seen.held_on is None:
        raise NotAllowed
    async with house.db.read() as session:
        settings = await settings_of(house, session, organisation_id)
        organisation = await session.get_one(Organisation, organisation_id)
        people = await audiences.members_of(session, organisation.id, organisation.path, organisation.level)
        rows = await session.scalars(
            select(Member).where(Member.id.in_([one.id for one in people])).order_by(Member.id)
        )
        names = naming.shown_apart(settings.names_in_chat, [(one.name, one.code) for one in rows])
    return sheet.write(seen.organisation, year, seen.held_on, seen.numbers, names)


async def _day_of(house: House, session: AsyncSession, organisation_id: int, review_id: int) -> dt.date | None:
    del house
    row = await session.get(DemocraticReview, review_id)
    if row is None or row.organisation_id != organisation_id:
        raise NotAllowed
    return row.held_on


checklists.register_subject("review", _day_of)
