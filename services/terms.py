"""Terms of office of an organisation (``domain_rules.md`` 1.3); reminders before their end count from the newest."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.names import OrgLevel
from db.organisations import Organisation, Term
from services import access, audit
from services.access import OFFICE, Actor, Need, Scope, Status
from services.errors import BadInput, Conflict, NotAllowed
from services.house import House
from services.recurrence import add_months

OFFICE_OF = Need(Status.CONSENTED, OFFICE, Scope.ORGANISATION)

_DAY = dt.timedelta(days=1)
_YEAR = 12
_LONGEST_YEARS = 10


class BadTerm(BadInput):
    """The last day of a term lies before its first, or too far after it."""

    code = "organisation-term"


class TermOverlaps(Conflict):
    """A later term of the organisation covers some of the days."""

    code = "organisation-term-overlaps"


@dataclass(frozen=True)
class Seen:
    """The newest term of an organisation.

    Attributes:
        years: How long its terms usually are.
        first, last: Its days; None where none is noted.
    """

    organisation_id: int
    organisation: str
    years: int
    first: dt.date | None
    last: dt.date | None


def has_terms(house: House, level: OrgLevel) -> bool:
    """Whether organisations of a level are elected for a term; party groups are not."""
    return level.value in house.rules.term.years


async def newest(house: House, actor: Actor, organisation_id: int) -> Seen:
    """The newest term of an organisation.

    Raises:
        NotAllowed: The actor is not the office above, or such organisations have no terms.
    """
    async with house.db.read() as session:
        return await _seen(house, session, actor, organisation_id)


async def _seen(house: House, session: AsyncSession, actor: Actor, organisation_id: int) -> Seen:
    await access.check(session, actor, OFFICE_OF, organisation_id)
    organisation = await session.get_one(Organisation, organisation_id)
    if not has_terms(house, organisation.level):
        raise NotAllowed
    query = select(Term).where(Term.organisation_id == organisation_id).order_by(Term.starts_on.desc()).limit(1)
    term = (await session.scalars(query)).one_or_none()
    first, last = (term.starts_on, term.ends_on) if term is not None else (None, None)
    return Seen(organisation_id, organisation.name, house.rules.term.years[organisation.level.value], first, last)


async def note(
    house: House,
    actor: Actor,
    organisation_id: int,
    first: dt.date,
    last: dt.date | None = None,
    *,
    instead_of: dt.date | None = None,
) -> Seen:
    """Note a term. One that begins while another lasts ends that one the day before; again it changes nothing.

    Args:
        house: The house.
        actor: The office above.
        organisation_id: Whose term.
        first: First day.
        last: Last day; None: as many years as the rules give its level.
        instead_of: The first day of the term that was noted wrongly and gets these days.

    Raises:
        NotAllowed: The actor does not reach it, or such organisations have no terms.
        BadTerm: The days are out of order or more than ten years apart.
        TermOverlaps: A later term covers some of the days.
    """
    async with house.db.write() as session:
        years = (await _seen(house, session, actor, organisation_id)).years
        await session.execute(select(Organisation.id).where(Organisation.id == organisation_id).with_for_update())
        if last is None:
            last = add_months(first, years * _YEAR) - _DAY
        if not first < last or last.year - first.year > _LONGEST_YEARS:
            raise BadTerm
        terms = list(await session.scalars(select(Term).where(Term.organisation_id == organisation_id)))
        same = next((one for one in terms if one.starts_on == (instead_of or first)), None)
        if instead_of is not None and same is None:
            return await _seen(house, session, actor, organisation_id)  # somebody has put it right meanwhile
        if same is not None and (same.starts_on, same.ends_on) == (first, last):
            return await _seen(house, session, actor, organisation_id)
        others = [one for one in terms if one is not same]
        if any(first - _DAY <= one.starts_on <= last for one in others):
            raise TermOverlaps
        for one in others:
            if one.starts_on < first <= one.ends_on:
                one.ends_on = first - _DAY
        if same is None:
            session.add(Term(organisation_id=organisation_id, starts_on=first, ends_on=last))
        else:
            same.starts_on, same.ends_on = first, last
        await audit.record(
            session,
            actor=actor.audit_name,
            action="organisation.term_set",
            subject=f"organisation:{organisation_id}",
            now=house.now(),
            details={"from": first.isoformat(), "until": last.isoformat()},
        )
        await session.flush()
        return await _seen(house, session, actor, organisation_id)
