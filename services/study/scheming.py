"""Looking at a scheme of credits and making the next one: none is ever changed, a change is a new one from a day on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.organisations import Organisation
from db.study import StudyScheme, StudySchemeLine
from db.study_names import StudyItem
from services import access, audit
from services.access import STEWARDS, Actor, Need, Scope, Status
from services.errors import BadInput, NotAllowed
from services.house import House
from services.study import schemes
from services.study.branch import KEEPER_OF
from services.study.looking import zone_of
from services.study.rules import Rate, Scheme, load, pool_of, shipped

#: Who changes it.
MAKER_OF = Need(Status.CONSENTED, STEWARDS, Scope.ORGANISATION)


class BadNumbers(BadInput):
    """What was typed are no numbers of a scheme. Fields: ``most``, ``cap``, ``step``."""

    code = "study-scheme-numbers"


class From(StrEnum):
    """From when a change holds: tomorrow at the earliest, so that nothing that was paid changes."""

    TOMORROW = "TOMORROW"
    NEW_YEAR = "NEW_YEAR"


@dataclass(frozen=True)
class View:
    """The scheme in force, and the one that follows.

    Attributes:
        owner: The organisation that made the one in force; None: as shipped.
        coming: The next one, and its first day.
        may_change: The actor makes schemes here.
    """

    id: int
    organisation: str
    scheme: Scheme
    owner: str | None
    coming: tuple[dt.date, Scheme] | None
    may_change: bool
    today: dt.date


async def own(house: House, actor: Actor) -> View:
    """The scheme of the actor's branch.

    Raises:
        NotAllowed: He is no member.
    """
    if actor.member is None:
        raise NotAllowed
    async with house.db.read() as session:
        return await _view(house, session, actor, actor.member.branch_id)


async def view(house: House, actor: Actor, organisation_id: int) -> View:
    """The scheme of an organisation, for who looks after its study.

    Raises:
        NotAllowed: The actor does not look after it.
    """
    async with house.db.read() as session:
        await access.check(session, actor, KEEPER_OF, organisation_id)
        return await _view(house, session, actor, organisation_id)


def typed_rate(item: StudyItem, text: str) -> Rate:
    """Credits and yearly cap as somebody types them: ``2 12``, or ``2`` for no cap and for what shares one.

    Raises:
        BadNumbers: They are none.
    """
    numbers = _numbers(text)
    if not 1 <= len(numbers) <= (2 if pool_of(item) is item else 1):
        raise _bad()
    bounds = load().scheme_bounds
    if numbers[0] > bounds.credits_most or any(one > bounds.cap_most for one in numbers[1:]):
        raise _bad()
    return Rate(numbers[0], numbers[1] if len(numbers) > 1 else None)


def typed_targets(text: str) -> tuple[Decimal, Decimal]:
    """Credits a year for members and for committees: ``40 56``.

    Raises:
        BadNumbers: They are none.
    """
    numbers = _numbers(text)
    if len(numbers) != 2 or max(numbers) > load().scheme_bounds.cap_most:  # noqa: PLR2004 - members, committees
        raise _bad()
    return numbers[0], numbers[1]


def _numbers(text: str) -> list[Decimal]:
    try:
        found = [Decimal(one) for one in text.split()]
    except InvalidOperation as error:
        raise _bad() from error
    step = load().scheme_bounds.step
    if any(not one.is_finite() or one < 0 or one % step for one in found):
        raise _bad()
    return found


def _bad() -> BadNumbers:
    bounds = load().scheme_bounds
    return BadNumbers(most=str(bounds.credits_most), cap=str(bounds.cap_most), step=str(bounds.step))


async def change(
    house: House,
    actor: Actor,
    organisation_id: int,
    since: From,
    *,
    rates: Mapping[StudyItem, Rate] | None = None,
    targets: tuple[Decimal, Decimal] | None = None,
    as_shipped: bool = False,
) -> View:
    """Make the next scheme of an organisation: as the one that would hold on that day, but for what is said here.

    Args:
        house: The house.
        actor: Who makes it.
        organisation_id: Whose.
        since: From when it holds.
        rates: Lines that change.
        targets: Credits a year for members and for committees.
        as_shipped: Begin from the shipped one.

    Raises:
        NotAllowed: The actor makes no schemes here.
    """
    now = house.now()
    async with house.db.write() as session:
        await access.check(session, actor, MAKER_OF, organisation_id)
        place = await session.get_one(Organisation, organisation_id, with_for_update=True)
        today = now.astimezone(await zone_of(house, session, organisation_id)).date()
        from_on = today + dt.timedelta(days=1) if since is From.TOMORROW else dt.date(today.year + 1, 1, 1)
        base = shipped() if as_shipped else await schemes.in_force(session, place.path, from_on)
        lines = dict(base.rates) | dict(rates or {})
        asked = targets or (base.member_target, base.committee_target)
        if lines != base.rates or asked != (base.member_target, base.committee_target) or as_shipped:
            await _store(session, actor, organisation_id, from_on, lines, asked, now)
            await audit.record(
                session,
                actor=actor.audit_name,
                action="study.scheme_made",
                subject=f"organisation:{organisation_id}",
                now=now,
                details={"from": from_on.isoformat()},
            )
        return await _view(house, session, actor, organisation_id)


async def _store(
    session: AsyncSession,
    actor: Actor,
    organisation_id: int,
    from_on: dt.date,
    lines: Mapping[StudyItem, Rate],
    asked: tuple[Decimal, Decimal],
    now: dt.datetime,
) -> None:
    row = StudyScheme(
        organisation_id=organisation_id,
        from_on=from_on,
        member_target=asked[0],
        committee_target=asked[1],
        made_at=now,
        made_by=actor.account_id,
    )
    session.add(row)
    await session.flush()
    session.add_all(
        StudySchemeLine(scheme_id=row.id, item=item, credits=rate.credits, cap=rate.cap) for item, rate in lines.items()
    )
    await session.flush()


async def _view(house: House, session: AsyncSession, actor: Actor, organisation_id: int) -> View:
    place = await session.get_one(Organisation, organisation_id)
    today = house.now().astimezone(await zone_of(house, session, organisation_id)).date()
    scheme = await schemes.in_force(session, place.path, today)
    owner = await session.get(Organisation, scheme.organisation_id) if scheme.organisation_id is not None else None
    chain = [int(part) for part in place.path.strip("/").split("/")]
    dates = select(StudyScheme.from_on).where(StudyScheme.organisation_id.in_(chain), StudyScheme.from_on > today)
    coming = None
    for from_on in sorted(set(await session.scalars(dates))):
        following = await schemes.in_force(session, place.path, from_on)
        if following.version != scheme.version:
            coming = (from_on, following)
            break
    return View(
        place.id,
        place.name,
        scheme,
        owner.name if owner is not None else None,
        coming,
        actor.reaches(place.path, STEWARDS),
        today,
    )
