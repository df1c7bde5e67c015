"""Developments as they are stored: who keeps them, corrections with history, the roster, reminders once."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import dataclass

import pytest
from sqlalchemy import select, update

from db.audit import AuditEntry
from db.base import PartialDate
from db.cases import Case, CaseEntry, CasePerson
from db.members import Member, Membership
from db.names import BranchRole, CasePart, CaseState, CaseStep, MembershipStage, OutboxReason, OutboxState
from db.organisations import RoleGrant
from db.outbox import OutboxMessage
from services import development, given_dates
from services.access import Actor
from services.cases import planner
from services.development import Seen
from services.errors import DomainError, NotAllowed
from services.house import House
from services.kinds import Pending
from services.recurrence import DateOf
from tests import factories
from tests.fixtures.houses import NOW, set_clock
from tests.services.people import Town, make_town

D = dt.date
APPLIED, LATELY = D(2026, 11, 2), D(2026, 11, 5)


@dataclass
class Kept:
    """A town in which an applicant's case is open."""

    town: Town
    secretary: Actor
    seen: Seen

    @property
    def at(self) -> tuple[Actor, int, int]:
        """Who, from where, which: the first arguments of every act."""
        return self.secretary, self.town.inner.id, self.seen.id


@pytest.fixture
async def kept(house: House) -> Kept:
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    return Kept(
        town, secretary, await development.open_case(house, secretary, town.inner.id, "李明", APPLIED, "心内科")
    )


async def rows(house: House) -> list[OutboxMessage]:
    async with house.db.read() as session:
        query = select(OutboxMessage).where(OutboxMessage.kind == planner.KIND).order_by(OutboxMessage.due_at)
        return list(await session.scalars(query))


async def waiting(house: House) -> list[tuple[str, dt.date]]:
    """What is queued: which reminder on which day."""
    return [
        (one.dedupe_key.split(":")[2], one.due_at.astimezone(house.zone).date())
        for one in await rows(house)
        if one.state is OutboxState.QUEUED
    ]


async def entries(house: House) -> list[CaseEntry]:
    async with house.db.read() as session:
        return list(await session.scalars(select(CaseEntry).order_by(CaseEntry.id)))


async def log(house: House) -> list[tuple[str, str]]:
    async with house.db.read() as session:
        found = await session.scalars(
            select(AuditEntry).where(AuditEntry.action.startswith("case.")).order_by(AuditEntry.id)
        )
        return [(row.action, row.subject) for row in found]


# --- opening ----------------------------------------------------------------------------------------------------------


async def test_a_case_is_opened_with_the_day_of_the_application(house: House, kept: Kept) -> None:
    assert (kept.seen.stage, kept.seen.next, kept.seen.name) == (MembershipStage.APPLICANT, CaseStep.TALKED, "李明")
    async with house.db.read() as session:
        case = (await session.scalars(select(Case))).one()
    assert (case.rule_set, case.state, case.name, case.department, case.member_id) == (
        "DEV_2026_05",
        CaseState.OPEN,
        "李明",
        "心内科",
        None,
    )
    assert [(row.step, row.number, row.day) for row in await entries(house)] == [(CaseStep.APPLIED, 1, APPLIED)]
    assert await log(house) == [("case.opened", f"case:{case.id}"), ("case.noted", f"case:{case.id}")]
    assert await waiting(house) == [("talk1", D(2026, 11, 25)), ("talk1", D(2026, 12, 2))], "the 14th day is today"


async def test_an_older_application_goes_by_the_older_rules_until_somebody_chooses(house: House) -> None:
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    seen = await development.open_case(house, secretary, town.inner.id, "李明", D(2026, 5, 17))
    assert seen.facts.rule_set == "DEV_2014"
    chosen = await development.choose_rules(house, secretary, town.inner.id, seen.id, "DEV_2026_05")
    assert chosen.facts.rule_set == "DEV_2026_05"
    with pytest.raises(DomainError) as refused:
        await development.choose_rules(house, secretary, town.inner.id, seen.id, "DEV_1990")
    assert refused.value.code == "bad-input"


async def test_the_same_application_typed_twice_is_one_case(house: House) -> None:
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    found = await asyncio.gather(
        *[development.open_case(house, secretary, town.inner.id, "李明", APPLIED) for _ in range(4)],
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in found) == ["CaseThere", "CaseThere", "CaseThere", "Seen"]
    other = await development.open_case(house, secretary, town.inner.id, "李明", APPLIED, "外科")
    assert other.facts.department == "外科", "a namesake of another department is another person"


@pytest.mark.parametrize(
    ("name", "day", "department", "code"),
    [
        ("", APPLIED, "", "cases-name"),
        ("李明2", APPLIED, "", "cases-name"),
        ("=HYPERLINK(1)", APPLIED, "", "cases-name"),
        ("李明", D(2026, 11, 17), "", "cases-day-ahead"),
        ("李明", D(1949, 12, 31), "", "cases-day-far"),
        ("李明", APPLIED, "长" * 61, "cases-words"),
        ("李明", APPLIED, "11010519491231002X", "cases-words"),
    ],
)
async def test_what_makes_no_sense_or_may_not_be_stored_is_refused(
    sqlite_house: House, name: str, day: dt.date, department: str, code: str
) -> None:
    town = await make_town(sqlite_house)
    secretary = await town.actor(sqlite_house, town.secretary)
    with pytest.raises(DomainError) as refused:
        await development.open_case(sqlite_house, secretary, town.inner.id, name, day, department)
    assert refused.value.code == code
    async with sqlite_house.db.read() as session:
        assert list(await session.scalars(select(Case))) == []


# --- typing and correcting --------------------------------------------------------------------------------------------


async def test_a_correction_keeps_what_it_replaces(house: House, kept: Kept) -> None:
    await development.record(house, *kept.at, CaseStep.TALKED, D(2026, 11, 10))
    set_clock(house, NOW + dt.timedelta(hours=1))
    seen = await development.record(house, *kept.at, CaseStep.TALKED, D(2026, 11, 12))
    assert seen.facts.day(CaseStep.TALKED) == D(2026, 11, 12)
    talked = [(row.day, row.replaced_at) for row in await entries(house) if row.step is CaseStep.TALKED]
    assert talked == [(D(2026, 11, 10), NOW + dt.timedelta(hours=1)), (D(2026, 11, 12), None)]
    history = await development.history(house, *kept.at)
    assert [(one.step, one.day) for one in history[:2]] == [
        (CaseStep.TALKED, D(2026, 11, 12)),
        (CaseStep.TALKED, D(2026, 11, 10)),
    ]
    assert [action for action, _ in await log(house)][-2:] == ["case.noted", "case.corrected"]
    back = await development.take_back(house, *kept.at, CaseStep.TALKED)
    assert back.facts.day(CaseStep.TALKED) is None
    assert len([row for row in await entries(house) if row.step is CaseStep.TALKED]) == 2


async def test_ten_taps_note_one_day(house: House, kept: Kept) -> None:
    await asyncio.gather(*[development.record(house, *kept.at, CaseStep.TALKED, D(2026, 11, 10)) for _ in range(5)])
    assert len([row for row in await entries(house) if row.step is CaseStep.TALKED]) == 1
    await development.record(house, *kept.at, CaseStep.ACTIVIST, D(2026, 11, 11))
    for _ in range(3):
        await development.record(house, *kept.at, CaseStep.REVIEWED, D(2026, 11, 12))
    assert len([row for row in await entries(house) if row.step is CaseStep.REVIEWED]) == 1


async def test_what_comes_again_is_numbered_and_only_the_last_is_taken_back(house: House, kept: Kept) -> None:
    await development.record(house, *kept.at, CaseStep.ACTIVIST, D(2026, 11, 3))
    for day in (D(2026, 11, 4), D(2026, 11, 5)):
        seen = await development.record(house, *kept.at, CaseStep.REPORTED, day)
    assert seen.facts.times(CaseStep.REPORTED) == [D(2026, 11, 4), D(2026, 11, 5)]
    with pytest.raises(DomainError):
        await development.take_back(house, *kept.at, CaseStep.REPORTED, 1)
    corrected = await development.record(house, *kept.at, CaseStep.REPORTED, D(2026, 11, 6), 1)
    assert corrected.facts.times(CaseStep.REPORTED) == [D(2026, 11, 6), D(2026, 11, 5)]
    assert (await development.take_back(house, *kept.at, CaseStep.REPORTED, 2)).facts.times(CaseStep.REPORTED) == [
        D(2026, 11, 6)
    ]


@pytest.mark.parametrize(
    ("step", "day", "code"),
    [
        (CaseStep.TALKED, D(2026, 11, 17), "cases-day-ahead"),
        (CaseStep.PUBLICITY_END, D(2026, 11, 30), None),
        (CaseStep.EXTENDED_TO, D(2040, 1, 1), "cases-day-far"),
        (CaseStep.LETTER_ON, D(2026, 11, 1), "cases-step"),
        (CaseStep.TRAINING_HOURS, D(2026, 11, 1), "cases-step"),
    ],
)
async def test_only_what_is_announced_may_lie_ahead(
    sqlite_house: House, step: CaseStep, day: dt.date, code: str | None
) -> None:
    town = await make_town(sqlite_house)
    secretary = await town.actor(sqlite_house, town.secretary)
    case = (await development.open_case(sqlite_house, secretary, town.inner.id, "李明", APPLIED)).id
    act = development.record(sqlite_house, secretary, town.inner.id, case, step, day)
    if code is None:
        assert (await act).facts.day(step) == day
        return
    with pytest.raises(DomainError) as refused:
        await act
    assert refused.value.code == code


# --- people -----------------------------------------------------------------------------------------------------------


async def test_full_members_of_the_branch_accompany_it_as_many_as_the_rules_allow(house: House, kept: Kept) -> None:
    town = kept.town
    async with house.db.write() as session:
        probationary = await factories.make_member(session, town.inner, "周预备", stage=MembershipStage.PROBATIONARY)
    found = await development.candidates(house, *kept.at, "")
    assert {name for _, name in found} == {"王建国", "张敏", "欧阳静"}
    for member in (town.secretary, town.plain, town.plain):
        seen = await development.add_person(house, *kept.at, CasePart.MENTOR, member.id)
    assert [name for _, name in seen.people[CasePart.MENTOR]] == ["王建国", "张敏"]
    for member, code in (
        (town.silent, "cases-too-many"),
        (probationary, "cases-not-full"),
        (town.foreign, "cases-not-full"),
    ):
        part = CasePart.MENTOR if code == "cases-too-many" else CasePart.INTRODUCER
        with pytest.raises(DomainError) as refused:
            await development.add_person(house, *kept.at, part, member.id)
        assert refused.value.code == code
    await development.remove_person(house, *kept.at, CasePart.MENTOR, town.secretary.id)
    async with house.db.read() as session:
        assert [row.member_id for row in await session.scalars(select(CasePerson))] == [town.plain.id]
    with pytest.raises(DomainError) as nobody:
        await development.candidates(house, *kept.at, "诸葛")
    assert nobody.value.code == "cases-nobody"


# --- the roster -------------------------------------------------------------------------------------------------------


async def _admitted(house: House, kept: Kept, accepted: dt.date = LATELY) -> Seen:
    await development.record(house, *kept.at, CaseStep.ACCEPTED, accepted)
    return await development.record(house, *kept.at, CaseStep.APPROVED, D(2026, 11, 10))


async def _member(house: House, name: str = "李明") -> Member:
    async with house.db.read() as session:
        return (await session.scalars(select(Member).where(Member.name == name))).one()


async def test_who_came_with_a_roster_file_is_asked_about_and_not_added_again(house: House, kept: Kept) -> None:
    await _admitted(house, kept)
    async with house.db.write() as session:
        listed = await factories.make_member(session, kept.town.inner, "李明")
    seen = await development.enrol(house, *kept.at)
    assert (seen.facts.person, seen.matches) == (None, ((listed.id, listed.code),))
    assert (await _member(house)).id == listed.id, "he is there once"


async def test_who_is_admitted_comes_onto_the_roster_once(house: House, kept: Kept) -> None:
    with pytest.raises(DomainError):
        await development.enrol(house, *kept.at)
    await _admitted(house, kept)
    await asyncio.gather(*[development.enrol(house, *kept.at) for _ in range(3)])
    member = await _member(house)
    assert (member.stage, member.admitted_on, member.department) == (
        MembershipStage.PROBATIONARY,
        PartialDate(2026, 11, 5),
        "心内科",
    )
    async with house.db.read() as session:
        place = (await session.scalars(select(Membership).where(Membership.member_id == member.id))).one()
        case = (await session.scalars(select(Case))).one()
    assert (place.branch_id, place.starts_on, place.ends_on) == (kept.town.inner.id, house.today(), None)
    assert (case.member_id, case.name) == (member.id, None)


async def test_the_roster_follows_the_case_and_is_never_set_back(house: House, kept: Kept) -> None:
    async with house.db.write() as session:
        member = await factories.make_member(session, kept.town.inner, "李明", stage=MembershipStage.PROBATIONARY)
        member.admitted_on = PartialDate(2025, 11)
    seen = await development.view(house, *kept.at)
    assert seen.matches == ((member.id, member.code),)
    with pytest.raises(NotAllowed):
        await development.link(house, *kept.at, kept.town.plain.id)
    await development.link(house, *kept.at, member.id)
    await _admitted(house, kept, D(2025, 11, 5))
    assert (await _member(house)).admitted_on == PartialDate(2025, 11, 5)
    await development.record(house, *kept.at, CaseStep.FULL_MEETING, D(2026, 11, 6))
    assert (await _member(house)).stage is MembershipStage.PROBATIONARY, "before the superior's approval"
    await development.record(house, *kept.at, CaseStep.FULL_APPROVED, D(2026, 11, 12))
    full = await _member(house)
    assert (full.stage, full.full_on) == (MembershipStage.FULL, PartialDate(2026, 11, 6))
    async with house.db.read() as session:
        changes = select(AuditEntry.details).where(AuditEntry.action == "member.stage_changed")
        assert list(await session.scalars(changes)) == [
            {"from": "PROBATIONARY", "to": "PROBATIONARY"},
            {"from": "PROBATIONARY", "to": "FULL"},
        ]
    await development.take_back(house, *kept.at, CaseStep.FULL_APPROVED)
    await development.record(house, *kept.at, CaseStep.APPROVED, D(2026, 11, 9))
    assert (await _member(house)).stage is MembershipStage.FULL


async def test_the_end_of_a_probation_has_one_source(house: House, kept: Kept) -> None:
    """The roster says a year from November 2025; the case was extended; when it is discussed, nothing is said."""

    async def ends() -> list[tuple[str | None, dt.date]]:
        async with house.db.read() as session:
            found = await given_dates.load(house, session, DateOf.PROBATION_END, kept.town.inner.path)
        return [(one.name, one.day) for one in found]

    async with house.db.write() as session:
        member = await factories.make_member(session, kept.town.inner, "李明", stage=MembershipStage.PROBATIONARY)
        member.admitted_on = PartialDate(2025, 11, 20)
    assert await ends() == [("李明", D(2026, 11, 20))]
    await development.link(house, *kept.at, member.id)
    assert await ends() == [("李明", D(2026, 11, 20))], "a case without an approval knows nothing of it"
    await _admitted(house, kept, D(2025, 11, 5))
    assert await ends() == [("李明", D(2026, 11, 5))]
    await development.record(house, *kept.at, CaseStep.EXTENDED_TO, D(2027, 5, 5))
    assert await ends() == [("李明", D(2027, 5, 5))]
    await development.record(house, *kept.at, CaseStep.FULL_MEETING, D(2026, 11, 15))
    assert await ends() == []


# --- reminders --------------------------------------------------------------------------------------------------------


async def test_reminders_follow_the_dates_and_a_second_run_changes_nothing(house: House, kept: Kept) -> None:
    assert (await planner.reconcile_all(house)).changes == 0
    await development.record(house, *kept.at, CaseStep.APPLIED, D(2026, 11, 10))
    assert await waiting(house) == [("talk1", D(2026, 11, 24)), ("talk1", D(2026, 12, 3)), ("talk1", D(2026, 12, 10))]
    await development.record(house, *kept.at, CaseStep.APPLIED, APPLIED)
    assert await waiting(house) == [("talk1", D(2026, 11, 25)), ("talk1", D(2026, 12, 2))]
    await development.record(house, *kept.at, CaseStep.TALKED, D(2026, 11, 12))
    assert await waiting(house) == []
    assert {one.reason for one in await rows(house)} == {OutboxReason.VOID}
    assert (await planner.reconcile_all(house)).changes == 0


async def test_leaders_and_the_organisation_member_are_told_and_without_them_the_office(
    house: House, kept: Kept
) -> None:
    town = kept.town
    async with house.db.write() as session:
        await factories.grant_role(session, town.plain, town.inner, BranchRole.ORGANISATION_MEMBER)
        await factories.grant_role(session, town.silent, town.inner, BranchRole.PUBLICITY_MEMBER)
    await planner.reconcile_all(house)
    told = {one.member_id for one in await rows(house) if one.state is OutboxState.QUEUED}
    assert told == {town.secretary.id, town.plain.id}
    async with house.db.write() as session:
        await session.execute(
            update(RoleGrant).where(RoleGrant.organisation_id == town.inner.id).values(ends_on=D(2026, 11, 15))
        )
    await planner.reconcile_all(house)
    assert {one.member_id for one in await rows(house) if one.state is OutboxState.QUEUED} == {town.office.id}


async def test_at_the_moment_of_sending_the_facts_decide(house: House, kept: Kept) -> None:
    pending = [
        Pending(one.id, one.kind, one.subject, one.payload, one.member_id, one.account_id, one.chat_id, one.due_at)
        for one in await rows(house)
    ]

    async def stale() -> set[int]:
        async with house.db.read() as session:
            return await planner.stale(house, session, pending, NOW)

    assert await stale() == set()
    async with house.db.write() as session:
        session.add(
            CaseEntry(case_id=kept.seen.id, step=CaseStep.TALKED, number=1, day=D(2026, 11, 12), entered_at=house.now())
        )
    assert await stale() == {one.id for one in pending}


async def test_an_ended_case_says_nothing_more_and_can_be_opened_again(house: House, kept: Kept) -> None:
    ended = await development.end(house, *kept.at, CaseState.WITHDRAWN)
    assert (ended.facts.state, await waiting(house)) == (CaseState.WITHDRAWN, [])
    with pytest.raises(DomainError) as refused:
        await development.record(house, *kept.at, CaseStep.TALKED, D(2026, 11, 12))
    assert refused.value.code == "cases-ended"
    assert (await development.listed(house, kept.secretary, kept.town.inner.id)).cases == ()
    old = await development.listed(house, kept.secretary, kept.town.inner.id, ended=True)
    assert [one.id for one in old.cases] == [kept.seen.id]
    await development.reopen(house, *kept.at)
    assert len(await waiting(house)) == 2
    with pytest.raises(DomainError):
        await development.forget(house, *kept.at)
    await development.end(house, *kept.at, CaseState.WITHDRAWN)
    forgotten = await development.forget(house, *kept.at)
    assert (forgotten.facts.name, forgotten.facts.department) == (None, None)
    with pytest.raises(DomainError):
        await development.reopen(house, *kept.at)


# --- who sees it ------------------------------------------------------------------------------------------------------


async def test_a_foreign_secretary_gets_the_answer_of_a_missing_case(house: House, kept: Kept) -> None:
    town = kept.town
    for member in (town.foreign, town.plain):
        actor = await town.actor(house, member)
        for organisation, case in (
            (town.inner.id, kept.seen.id),
            (town.surgery.id, kept.seen.id),
            (town.surgery.id, 999),
        ):
            for attempt in (
                development.view(house, actor, organisation, case),
                development.history(house, actor, organisation, case),
                development.record(house, actor, organisation, case, CaseStep.TALKED, D(2026, 11, 12)),
                development.take_back(house, actor, organisation, case, CaseStep.TALKED),
                development.end(house, actor, organisation, case, CaseState.DONE),
                development.candidates(house, actor, organisation, case, ""),
            ):
                with pytest.raises(NotAllowed):
                    await attempt
        with pytest.raises(NotAllowed):
            await development.open_case(house, actor, town.inner.id, "周新", APPLIED)
    assert len(await entries(house)) == 1


async def test_the_office_sees_the_cases_below_and_nobody_his_own(house: House, kept: Kept) -> None:
    town = kept.town
    office = await town.actor(house, town.office)
    (listed,) = (await development.listed(house, office, town.committee.id)).cases
    assert (listed.id, listed.branch) == (kept.seen.id, "内科党支部")
    async with house.db.write() as session:
        session.add(factories.development_case(town.inner, member=town.secretary))
    mine = await development.listed(house, kept.secretary, town.inner.id)
    assert [one.id for one in mine.cases] == [kept.seen.id]
    assert len((await development.listed(house, office, town.committee.id)).cases) == 2
