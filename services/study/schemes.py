"""Which scheme of credits holds for whom on a day: the newest of the nearest organisation that has one, or shipped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.members import Membership
from db.organisations import Organisation
from db.study import StudyScheme, StudySchemeLine
from db.study_names import StudyItem
from services.study.rules import Rate, Scheme, shipped

_OWN = "own-"


def version_of(scheme_id: int) -> str:
    """The key of a scheme an organisation made."""
    return f"{_OWN}{scheme_id}"


async def named(session: AsyncSession, versions: Collection[str]) -> Mapping[str, Scheme]:
    """Schemes by their keys, for entries that were paid by them; what is not known counts as shipped."""
    ids = [int(one.removeprefix(_OWN)) for one in versions if one.startswith(_OWN)]
    rows = list(await session.scalars(select(StudyScheme).where(among(StudyScheme.id, ids)))) if ids else []
    own = {one.version: one for one in await _whole(session, rows)}
    return {one: own.get(one, shipped()) for one in versions}


async def in_force(session: AsyncSession, path: str, on: dt.date) -> Scheme:
    """The scheme of an organisation on a day.

    Args:
        session: Any session.
        path: Of the organisation.
        on: The day.
    """
    chain = _chain(path)
    return _nearest(await _dated(session, chain), chain, on)


async def of_members(session: AsyncSession, member_ids: Collection[int], on: dt.date) -> Mapping[int, Scheme]:
    """The scheme of each of some members: of the branch he was in on the day, else of his last one."""
    rows = await session.execute(
        select(Membership.member_id, Organisation.path)
        .join(Organisation, Organisation.id == Membership.branch_id)
        .where(among(Membership.member_id, member_ids), Membership.starts_on <= on)
        # The one that covers the day comes last, and stays.
        .order_by(
            Membership.member_id,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= on),
            Membership.starts_on,
            Membership.id,
        )
    )
    paths = {row.member_id: row.path for row in rows}
    dated = await _dated(session, {one for path in paths.values() for one in _chain(path)})
    by_path = {path: _nearest(dated, _chain(path), on) for path in set(paths.values())}
    return {one: by_path[paths[one]] if one in paths else shipped() for one in member_ids}


def _chain(path: str) -> list[int]:
    return [int(part) for part in path.strip("/").split("/")]


def _nearest(dated: Mapping[int, Sequence[tuple[dt.date, Scheme]]], chain: Sequence[int], on: dt.date) -> Scheme:
    for organisation_id in reversed(chain):
        holds = [scheme for from_on, scheme in dated.get(organisation_id, ()) if from_on <= on]
        if holds:
            return holds[-1]
    return shipped()


async def _dated(
    session: AsyncSession, organisation_ids: Collection[int]
) -> Mapping[int, Sequence[tuple[dt.date, Scheme]]]:
    rows = list(
        await session.scalars(
            select(StudyScheme)
            .where(among(StudyScheme.organisation_id, organisation_ids))
            .order_by(StudyScheme.from_on, StudyScheme.id)
        )
    )
    found: dict[int, list[tuple[dt.date, Scheme]]] = {}
    for row, scheme in zip(rows, await _whole(session, rows), strict=True):
        found.setdefault(row.organisation_id, []).append((row.from_on, scheme))
    return found


async def _whole(session: AsyncSession, rows: Sequence[StudyScheme]) -> list[Scheme]:
    if not rows:
        return []
    lines: dict[int, dict[StudyItem, Rate]] = {row.id: {} for row in rows}
    query = select(StudySchemeLine).where(among(StudySchemeLine.scheme_id, lines))
    for line in await session.scalars(query):
        lines[line.scheme_id][line.item] = Rate(line.credits, line.cap)
    return [
        Scheme(version_of(row.id), row.organisation_id, lines[row.id], row.member_target, row.committee_target)
        for row in rows
    ]
