"""Terms of office: noted by the office above, one after another."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from db.audit import AuditEntry
from db.names import BranchRole, OrgLevel
from db.organisations import Organisation, Term
from services import terms
from services.access import Actor, Grant
from services.errors import NotAllowed
from services.house import House
from services.terms import BadTerm, TermOverlaps
from tests import factories

D = dt.date


async def _places(house: House) -> tuple[Organisation, Organisation, Organisation]:
    async with house.db.write() as session:
        committee = await factories.make_organisation(session, "市人民医院党委")
        branch = await factories.make_branch(session, "内科党支部", parent=committee)
        group = await factories.make_organisation(session, "第一党小组", level=OrgLevel.PARTY_GROUP, parent=branch)
    return committee, branch, group


def _holding(role: BranchRole, place: Organisation) -> Actor:
    return Actor(
        1,
        "office",
        "zh-CN",
        consented=True,
        is_administrator=False,
        member=None,
        grants=(Grant(role, place.id, place.path),),
    )


async def _noted(house: House) -> list[tuple[dt.date, dt.date]]:
    async with house.db.read() as session:
        rows = await session.scalars(select(Term).order_by(Term.starts_on))
        return [(row.starts_on, row.ends_on) for row in rows]


async def test_a_term_takes_the_years_of_its_level_and_is_noted_once(house: House) -> None:
    committee, branch, _ = await _places(house)
    office = _holding(BranchRole.PARTY_OFFICE, committee)
    for _ in range(2):
        seen = await terms.note(house, office, branch.id, D(2026, 12, 11))
        assert (seen.years, seen.first, seen.last) == (3, D(2026, 12, 11), D(2029, 12, 10))
    above = await terms.note(house, office, committee.id, D(2024, 2, 29))
    assert (above.years, above.last) == (5, D(2029, 2, 27))
    async with house.db.read() as session:
        entries = list(await session.scalars(select(AuditEntry).order_by(AuditEntry.id)))
    assert [(one.action, one.subject) for one in entries] == [
        ("organisation.term_set", f"organisation:{branch.id}"),
        ("organisation.term_set", f"organisation:{committee.id}"),
    ]


async def test_an_early_election_ends_the_term_before_it(house: House) -> None:
    committee, branch, _ = await _places(house)
    office = _holding(BranchRole.PARTY_OFFICE, committee)
    await terms.note(house, office, branch.id, D(2024, 3, 1))
    await terms.note(house, office, branch.id, D(2026, 12, 11))
    assert await _noted(house) == [(D(2024, 3, 1), D(2026, 12, 10)), (D(2026, 12, 11), D(2029, 12, 10))]
    with pytest.raises(TermOverlaps):
        await terms.note(house, office, branch.id, D(2023, 1, 1), D(2024, 3, 1))


async def test_what_somebody_else_put_right_meanwhile_is_shown(house: House) -> None:
    committee, branch, _ = await _places(house)
    office = _holding(BranchRole.PARTY_OFFICE, committee)
    await terms.note(house, office, branch.id, D(2026, 12, 11))
    await terms.note(house, office, branch.id, D(2026, 11, 2), instead_of=D(2026, 12, 11))
    seen = await terms.note(house, office, branch.id, D(2026, 12, 1), instead_of=D(2026, 12, 11))
    assert (seen.first, seen.last) == (D(2026, 11, 2), D(2029, 11, 1))
    assert await _noted(house) == [(D(2026, 11, 2), D(2029, 11, 1))]


async def test_what_was_noted_wrongly_gets_its_days(house: House) -> None:
    committee, branch, _ = await _places(house)
    office = _holding(BranchRole.PARTY_OFFICE, committee)
    await terms.note(house, office, branch.id, D(2025, 12, 11))
    await terms.note(house, office, branch.id, D(2026, 12, 11), D(2030, 6, 30), instead_of=D(2025, 12, 11))
    assert await _noted(house) == [(D(2026, 12, 11), D(2030, 6, 30))]


async def test_days_are_in_order_and_the_office_above_notes_them(sqlite_house: House) -> None:
    house = sqlite_house
    committee, branch, group = await _places(house)
    office = _holding(BranchRole.PARTY_OFFICE, committee)
    for last in (D(2024, 3, 1), D(2040, 3, 1)):
        with pytest.raises(BadTerm):
            await terms.note(house, office, branch.id, D(2024, 3, 1), last)
    for actor, place in ((_holding(BranchRole.SECRETARY, branch), branch), (office, group)):
        with pytest.raises(NotAllowed):
            await terms.note(house, actor, place.id, D(2024, 3, 1))
        with pytest.raises(NotAllowed):
            await terms.newest(house, actor, place.id)
    assert await _noted(house) == []


_DAYS = st.dates(D(2020, 1, 1), D(2032, 1, 1))
_Step = tuple[dt.date, dt.date | None, dt.date | None]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(_DAYS, st.none() | _DAYS, st.none() | _DAYS), max_size=6))
async def test_terms_never_overlap(
    sqlite_house: House, steps: list[tuple[dt.date, dt.date | None, dt.date | None]]
) -> None:
    house = sqlite_house
    async with house.db.write() as session:
        await session.execute(delete(Term))
        committee = (await session.scalars(select(Organisation))).first()
    if committee is None:
        committee, _, _ = await _places(house)
    office = _holding(BranchRole.PARTY_OFFICE, committee)
    for first, last, wrong in steps:
        before = await _noted(house)
        try:
            await terms.note(house, office, committee.id, first, last, instead_of=wrong)
        except (BadTerm, TermOverlaps):
            assert await _noted(house) == before
        noted = await _noted(house)
        assert all(one[0] < one[1] for one in noted)
        assert all(one[1] < after[0] for one, after in pairwise(noted))
