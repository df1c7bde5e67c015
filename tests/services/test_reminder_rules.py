"""Reminder rules: what ships, who inherits what, what is refused, what the next dates are."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select

from db.audit import AuditEntry
from db.base import PartialDate
from db.calendar import WorkdayOverride
from db.members import Member
from db.names import Audience, BranchRole, EventType, MembershipStage, OrgLevel, RuleKind, Shift
from db.organisations import Term
from db.reminders import ReminderRule
from services import reminder_rules
from services.errors import DomainError, NotAllowed
from services.house import House
from services.recurrence import DateOf, FromDate, InPeriod, OnDays, OnWeekdays, Period, Weekly, Why
from services.reminder_rules import Change, Lead, Own, presets
from services.reminder_rules.book import as_shipped
from services.reminder_rules.book import load as load_book
from tests import factories
from tests.services.people import Town, make_town

D = dt.date
FRIDAYS = Weekly(weekdays=(5,))


async def rows(house: House) -> list[ReminderRule]:
    async with house.db.read() as session:
        return list(await session.scalars(select(ReminderRule).order_by(ReminderRule.id)))


async def audited(house: House) -> list[str]:
    async with house.db.read() as session:
        query = select(AuditEntry.action).where(AuditEntry.action.startswith("reminders.")).order_by(AuditEntry.id)
        return list(await session.scalars(query))


def keys(sheet: reminder_rules.Sheet, kind: RuleKind | None = None) -> set[str]:
    return {one.rule.key for one in sheet.rules if kind in (None, one.rule.kind)}


def own(**values: Any) -> Own:
    defaults: dict[str, Any] = {
        "title": "读书会",
        "kind": RuleKind.MEETING,
        "recurrence": FRIDAYS,
        "leads": (Lead.parse("1d@09:00"),),
        "start": dt.time(16),
        "minutes": 60,
    }
    return Own(**(defaults | values))


# --- what ships -------------------------------------------------------------------------------------------------


def test_every_event_type_has_a_preset_with_a_source() -> None:
    shipped = presets.load()
    assert {one for preset in shipped.preset for one in preset.types} == set(EventType)
    assert all(preset.source for preset in shipped.preset)
    assert len({preset.key for preset in shipped.preset}) == len(shipped.preset)


def test_the_rules_on_from_the_start() -> None:
    on = {preset.key for preset in presets.load().preset if preset.on}
    assert {"themed_party_day", "study_session", "dues", "term_end", "probation_end", "political_birthday"} <= on
    assert {key for key in on if key.startswith("need_")} == {
        "need_themed_day",
        "need_general_meeting",
        "need_committee",
        "need_group_meeting",
        "need_lecture",
        "need_org_life",
        "need_review",
        "need_annual_plan",
    }


def test_the_numbers_of_the_domain_rules() -> None:
    shipped = presets.load()
    themed = shipped.find("themed_party_day")
    assert themed is not None
    assert [str(lead) for lead in as_shipped(themed).leads] == ["5d@09:00", "1d@09:00", "2h"]
    term = shipped.find("term_end")
    assert term is not None
    assert term.recurrence.model_dump()["days"] == (-180, -90, -30, -7, 0)
    assert shipped.shortest((EventType.CORE_GROUP_STUDY,)) == 90
    month = shipped.find("need_committee")
    assert month is not None
    assert month.recurrence == InPeriod(per=Period.MONTH, days=((1, 5), (1, 20)))


def test_what_ships_passes_its_own_checks() -> None:
    from services.reminder_rules.checking import check  # noqa: PLC0415 - only this test looks inside
    from services.workdays import Workdays  # noqa: PLC0415 - only this test looks inside

    for preset in presets.load().preset:
        rule = as_shipped(preset)
        check(rule, rule, D(2026, 11, 16), Workdays())


@pytest.mark.parametrize("text", ["5d@09:00", "0d@00:05", "2h", "60d@23:59"])
def test_a_lead_is_written_as_it_is_read(text: str) -> None:
    assert str(Lead.parse(text)) == text


@pytest.mark.parametrize("text", ["", "5d", "5d@24:00", "5d@9:00", "-1d@09:00", "2", "2m", "5d@09:00 "])
def test_what_is_no_lead_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"lead|hour"):
        Lead.parse(text)


# --- who sees and inherits what ---------------------------------------------------------------------------------


async def test_a_branch_sees_its_rules_and_those_of_its_groups(sqlite_house: House) -> None:
    town = await make_town(sqlite_house)
    branch = keys(
        await reminder_rules.list_rules(sqlite_house, await town.actor(sqlite_house, town.secretary), town.inner.id)
    )
    assert {"themed_party_day", "need_group_meeting", "dues", "term_end"} <= branch
    assert "core_group_study" not in branch
    office = await town.actor(sqlite_house, town.office)
    assert "core_group_study" in keys(await reminder_rules.list_rules(sqlite_house, office, town.committee.id))
    group = keys(await reminder_rules.list_rules(sqlite_house, office, town.group.id))
    assert group == {"group_meeting", "need_group_meeting"}


async def test_what_the_committee_changes_holds_below_until_a_branch_changes_it_itself(house: House) -> None:
    town = await make_town(house)
    office, secretary = await town.actor(house, town.office), await town.actor(house, town.secretary)
    above = await reminder_rules.change(
        house, office, town.committee.id, "themed_party_day", Change(start=dt.time(16), minutes=90)
    )
    assert (above.start, above.version, above.set_at) == (dt.time(16), 1, town.committee.id)
    seen = await reminder_rules.preview(house, secretary, town.inner.id, "themed_party_day")
    assert (seen.rule.start, seen.rule.minutes, seen.set_at, seen.here) == (dt.time(16), 90, town.committee.name, False)

    await reminder_rules.change(house, secretary, town.inner.id, "themed_party_day", Change(recurrence=FRIDAYS))
    async with house.db.read() as session:
        book = await load_book(session)
    inner, surgery = book.places[town.inner.id], book.places[town.surgery.id]
    here, there = book.find(inner, "themed_party_day"), book.find(surgery, "themed_party_day")
    assert here is not None
    assert there is not None
    assert (here.recurrence, here.start) == (FRIDAYS, dt.time(16))
    assert isinstance(there.recurrence, OnWeekdays)

    back = await reminder_rules.restore(house, secretary, town.inner.id, "themed_party_day")
    assert (back.set_at, back.start) == (town.committee.id, dt.time(16))
    again = await reminder_rules.restore(house, secretary, town.inner.id, "themed_party_day")
    assert again == back
    assert await audited(house) == ["reminders.rule_made", "reminders.rule_made", "reminders.rule_restored"]


async def test_nobody_sees_or_changes_the_rules_of_another_branch(sqlite_house: House) -> None:
    town = await make_town(sqlite_house)
    for member in (town.foreign, town.plain):
        actor = await town.actor(sqlite_house, member)
        for attempt in (
            reminder_rules.list_rules(sqlite_house, actor, town.inner.id),
            reminder_rules.preview(sqlite_house, actor, town.inner.id, "themed_party_day"),
            reminder_rules.preview_own(sqlite_house, actor, town.inner.id, own()),
            reminder_rules.change(sqlite_house, actor, town.inner.id, "themed_party_day", Change(enabled=False)),
            reminder_rules.restore(sqlite_house, actor, town.inner.id, "themed_party_day"),
            reminder_rules.create(sqlite_house, actor, town.inner.id, own()),
        ):
            with pytest.raises(NotAllowed):
                await attempt
    assert await rows(sqlite_house) == []


@pytest.mark.parametrize("key", ["no_such_rule", "own-99", "own-x", "core_group_study", ""])
async def test_a_rule_that_is_not_there_cannot_be_touched(sqlite_house: House, key: str) -> None:
    town = await make_town(sqlite_house)
    secretary = await town.actor(sqlite_house, town.secretary)
    for attempt in (
        reminder_rules.preview(sqlite_house, secretary, town.inner.id, key),
        reminder_rules.change(sqlite_house, secretary, town.inner.id, key, Change(enabled=False)),
        reminder_rules.restore(sqlite_house, secretary, town.inner.id, key),
    ):
        with pytest.raises(NotAllowed):
            await attempt


async def test_the_dues_are_set_elsewhere(sqlite_house: House) -> None:
    town = await make_town(sqlite_house)
    secretary = await town.actor(sqlite_house, town.secretary)
    with pytest.raises(NotAllowed):
        await reminder_rules.change(sqlite_house, secretary, town.inner.id, "dues", Change(enabled=False))
    seen = await reminder_rules.preview(sqlite_house, secretary, town.inner.id, "dues")
    assert [one.day for one in seen.dates[:3]] == [D(2026, 11, 20), D(2026, 12, 21), D(2027, 1, 20)]
    assert seen.dates[1].why is Why.WEEKEND


# --- changing ---------------------------------------------------------------------------------------------------


async def test_a_change_to_what_it_is_already_changes_nothing(house: House) -> None:
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    await reminder_rules.change(house, secretary, town.inner.id, "study_session", Change(enabled=True))
    assert await rows(house) == []
    off = Change(enabled=False)
    results = await asyncio.gather(
        *[reminder_rules.change(house, secretary, town.inner.id, "study_session", off) for _ in range(5)]
    )
    assert {(one.enabled, one.version) for one in results} == {(False, 1)}
    (row,) = await rows(house)
    assert (row.preset, row.enabled, row.version) == ("study_session", False, 1)
    assert row.changed_by == secretary.account_id
    assert await audited(house) == ["reminders.rule_made"]


async def test_every_field_of_a_rule_can_be_changed_and_is_kept(house: House) -> None:
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    change = Change(
        recurrence=OnDays(days=(31,)),
        start=dt.time(14, 30),
        minutes=150,
        leads=(Lead.parse("3h"), Lead.parse("7d@08:30")),
        audience=Audience.OFFICERS,
        shift=Shift.PREVIOUS_WORKDAY,
        valid_from=D(2026, 12, 1),
        valid_until=D(2027, 6, 30),
        title=" 主题党日+ ",
        types=(EventType.THEMED_PARTY_DAY, EventType.BRANCH_GENERAL_MEETING),
    )
    made = await reminder_rules.change(house, secretary, town.inner.id, "themed_party_day", change)
    seen = (await reminder_rules.preview(house, secretary, town.inner.id, "themed_party_day")).rule
    assert seen == made
    assert (seen.title, [str(lead) for lead in seen.leads]) == ("主题党日+", ["7d@08:30", "3h"])
    dates = [one.day for one in seen.next(D(2026, 11, 16), 9, presets_table())]
    assert dates == [
        D(2026, 12, 31),
        D(2027, 1, 29),
        D(2027, 2, 26),
        D(2027, 3, 31),
        D(2027, 4, 30),
        D(2027, 5, 31),
        D(2027, 6, 30),
    ]


def presets_table() -> Any:
    from services.workdays import Workdays  # noqa: PLC0415 - only this test looks inside - one helper, one import

    return Workdays()


BAD: list[tuple[str, Change, str]] = [
    ("themed_party_day", Change(recurrence=OnDays(days=(29,), every=12), valid_until=D(2026, 11, 30)), "no-date-left"),
    ("themed_party_day", Change(valid_until=D(2026, 11, 15)), "day-past"),
    ("themed_party_day", Change(valid_from=D(2027, 2, 1), valid_until=D(2027, 1, 1)), "no-date-left"),
    ("themed_party_day", Change(minutes=5), "length"),
    ("themed_party_day", Change(minutes=601), "length"),
    ("themed_party_day", Change(types=(EventType.CORE_GROUP_STUDY,), minutes=89), "too-short"),
    ("themed_party_day", Change(leads=()), "leads"),
    ("themed_party_day", Change(leads=(Lead.parse("1d@09:00"), Lead.parse("1d@10:00"))), "leads"),
    ("themed_party_day", Change(leads=(Lead.parse("61d@09:00"),)), "leads"),
    ("themed_party_day", Change(leads=(Lead.parse("0h"),)), "leads"),
    ("themed_party_day", Change(leads=(Lead.parse("0d@15:00"),)), "leads"),
    ("need_committee", Change(leads=(Lead.parse("2h"),)), "leads"),
    ("need_committee", Change(recurrence=OnDays(days=(5,))), "impossible"),
    ("need_committee", Change(recurrence=InPeriod(per=Period.YEAR, before_end=(3,))), "impossible"),
    ("term_end", Change(recurrence=OnDays(days=(5,))), "impossible"),
    ("themed_party_day", Change(title="长" * 41), "title"),
    ("themed_party_day", Change(audience=Audience.PERSON), "impossible"),
]


@pytest.mark.parametrize(("key", "change", "code"), BAD)
async def test_what_makes_no_sense_is_refused_and_changes_nothing(
    sqlite_house: House, key: str, change: Change, code: str
) -> None:
    town = await make_town(sqlite_house)
    secretary = await town.actor(sqlite_house, town.secretary)
    for attempt in (
        reminder_rules.preview(sqlite_house, secretary, town.inner.id, key, change),
        reminder_rules.change(sqlite_house, secretary, town.inner.id, key, change),
    ):
        with pytest.raises(DomainError) as refused:
            await attempt
        assert refused.value.code == f"reminders-{code}"
    assert await rows(sqlite_house) == []
    assert await audited(sqlite_house) == []


@pytest.mark.parametrize("stored", [{"kind": "days", "days": [32]}, {"kind": "weekly", "weekdays": []}, {}, None, "x"])
def test_an_impossible_recurrence_is_a_sentence(stored: object) -> None:
    with pytest.raises(DomainError) as refused:
        reminder_rules.recurrence_of(stored)
    assert refused.value.code == "reminders-impossible"


async def test_the_core_group_meets_for_ninety_minutes(sqlite_house: House) -> None:
    town = await make_town(sqlite_house)
    office = await town.actor(sqlite_house, town.office)
    with pytest.raises(reminder_rules.TooShort) as refused:
        await reminder_rules.change(
            sqlite_house, office, town.committee.id, "core_group_study", Change(enabled=True, minutes=60)
        )
    assert refused.value.fields == {"minutes": 90}
    on = await reminder_rules.change(sqlite_house, office, town.committee.id, "core_group_study", Change(enabled=True))
    assert (on.enabled, on.minutes) == (True, 90)


async def test_a_rule_nobody_would_hear_of_is_refused(sqlite_house: House) -> None:
    town = await make_town(sqlite_house)
    office = await town.actor(sqlite_house, town.office)
    async with sqlite_house.db.write() as session:
        empty = await factories.make_branch(session, "新建党支部", parent=town.committee)
    with pytest.raises(reminder_rules.EmptyAudience):
        await reminder_rules.create(sqlite_house, office, empty.id, own())
    with pytest.raises(reminder_rules.EmptyAudience):
        await reminder_rules.change(sqlite_house, office, empty.id, "committee_meeting", Change(enabled=True))
    assert await rows(sqlite_house) == []
    off = await reminder_rules.change(sqlite_house, office, empty.id, "themed_party_day", Change(enabled=False))
    assert not off.enabled, "switching off needs nobody"


# --- rules of one's own -----------------------------------------------------------------------------------------


async def test_an_own_rule_acts_in_its_organisation_alone(house: House) -> None:
    town = await make_town(house)
    office, secretary = await town.actor(house, town.office), await town.actor(house, town.secretary)
    made = await reminder_rules.create(house, office, town.committee.id, own())
    assert made.own
    assert made.key in keys(await reminder_rules.list_rules(house, office, town.committee.id))
    assert made.key not in keys(await reminder_rules.list_rules(house, secretary, town.inner.id))
    with pytest.raises(NotAllowed):
        await reminder_rules.preview(house, secretary, town.inner.id, made.key)
    off = await reminder_rules.change(house, office, town.committee.id, made.key, Change(enabled=False))
    assert (off.key, off.version, off.enabled) == (made.key, 2, False)
    with pytest.raises(NotAllowed):
        await reminder_rules.restore(house, office, town.committee.id, made.key)


async def test_the_same_title_makes_one_rule(house: House) -> None:
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    results = await asyncio.gather(
        *[reminder_rules.create(house, secretary, town.inner.id, own()) for _ in range(4)], return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in results) == ["Rule", "TitleTaken", "TitleTaken", "TitleTaken"]
    assert len(await rows(house)) == 1


_LED = {"kind": RuleKind.NOTICE, "audience": Audience.LEADERS}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"title": "  "}, "title"),
        ({"minutes": None}, "impossible"),
        ({"leads": ()}, "leads"),
        ({"kind": RuleKind.DUTY, "recurrence": InPeriod(per=Period.MONTH, days=((1, 5),))}, "impossible"),
        ({"valid_until": D(2026, 11, 17)}, "no-date-left"),
        ({"kind": RuleKind.NOTICE, "leads": (Lead.parse("2h"),)}, "leads"),
        # Of other people's dates only those hear who lead; an admission is greeted in private.
        ({"recurrence": FromDate(of=DateOf.TERM_END, days=(-7,))}, "impossible"),
        ({"kind": RuleKind.NOTICE, "recurrence": FromDate(of=DateOf.PROBATION_END, days=(-7,))}, "impossible"),
        (_LED | {"recurrence": FromDate(of=DateOf.ADMITTED, days=(-7,))}, "impossible"),
    ],
)
async def test_an_own_rule_that_makes_no_sense_is_refused(
    sqlite_house: House, wrong: dict[str, Any], code: str
) -> None:
    town = await make_town(sqlite_house)
    secretary = await town.actor(sqlite_house, town.secretary)
    for attempt in (
        reminder_rules.preview_own(sqlite_house, secretary, town.inner.id, own(**wrong)),
        reminder_rules.create(sqlite_house, secretary, town.inner.id, own(**wrong)),
    ):
        with pytest.raises(DomainError) as refused:
            await attempt
        assert refused.value.code == f"reminders-{code}"
    assert await rows(sqlite_house) == []


# --- the next dates ---------------------------------------------------------------------------------------------


async def test_the_next_six_dates_say_why_one_moved_and_which_may_still_move(house: House) -> None:
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    seen = await reminder_rules.preview(house, secretary, town.inner.id, "themed_party_day")
    assert [(one.day, one.why, one.provisional) for one in seen.dates] == [
        (D(2026, 12, 4), None, False),
        (D(2027, 1, 4), Why.HOLIDAY, True),
        (D(2027, 2, 5), None, True),
        (D(2027, 3, 5), None, True),
        (D(2027, 4, 2), None, True),
        (D(2027, 5, 7), None, True),
    ]
    async with house.db.write() as session:
        session.add(WorkdayOverride(day=D(2026, 12, 4), is_workday=False, source="院庆"))
    moved = await reminder_rules.preview(house, secretary, town.inner.id, "themed_party_day")
    assert (moved.dates[0].day, moved.dates[0].reference, moved.dates[0].why) == (
        D(2026, 12, 7),
        D(2026, 12, 4),
        Why.HOLIDAY,
    )


async def test_a_preview_of_a_change_changes_nothing(sqlite_house: House) -> None:
    town = await make_town(sqlite_house)
    secretary = await town.actor(sqlite_house, town.secretary)
    fortnight = Weekly(weekdays=(3,), every=2, anchor=D(2026, 11, 16))
    seen = await reminder_rules.preview(
        sqlite_house, secretary, town.inner.id, "study_session", Change(recurrence=fortnight)
    )
    assert [one.day for one in seen.dates[:3]] == [D(2026, 11, 18), D(2026, 12, 2), D(2026, 12, 16)]
    assert await rows(sqlite_house) == []


async def test_a_date_of_today_is_still_to_come(sqlite_house: House) -> None:
    town = await make_town(sqlite_house)
    secretary = await town.actor(sqlite_house, town.secretary)
    seen = await reminder_rules.preview(
        sqlite_house, secretary, town.inner.id, "study_session", Change(recurrence=Weekly(weekdays=(1,)))
    )
    assert seen.dates[0].day == D(2026, 11, 16)


async def _probationary(house: House, town: Town, admitted: PartialDate) -> Member:
    async with house.db.write() as session:
        member = await factories.make_member(session, town.inner, "钱新", stage=MembershipStage.PROBATIONARY)
        member.admitted_on = admitted
        return member


async def test_dates_of_people_and_terms_are_seen_without_their_names(house: House) -> None:
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    none = await reminder_rules.preview(house, secretary, town.inner.id, "probation_end")
    assert none.dates == ()
    await _probationary(house, town, PartialDate(2025, 12, 31))
    async with house.db.write() as session:
        session.add(Term(organisation_id=town.inner.id, starts_on=D(2020, 1, 1), ends_on=D(2022, 12, 31)))
        session.add(Term(organisation_id=town.inner.id, starts_on=D(2024, 1, 1), ends_on=D(2026, 12, 31)))
        session.add(Term(organisation_id=town.surgery.id, starts_on=D(2024, 1, 1), ends_on=D(2026, 11, 30)))
        account = await session.get_one(type(town.accounts[town.plain.id]), town.accounts[town.plain.id].id)
        account.birthday_greeting = True
    probation = await reminder_rules.preview(house, secretary, town.inner.id, "probation_end")
    assert [one.day for one in probation.dates] == [D(2026, 12, 1), D(2026, 12, 24), D(2026, 12, 31)]
    term = await reminder_rules.preview(house, secretary, town.inner.id, "term_end")
    assert [one.day for one in term.dates[:4]] == [D(2026, 12, 1), D(2026, 12, 24), D(2026, 12, 31), D(2027, 1, 31)]
    birthday = await reminder_rules.preview(house, secretary, town.inner.id, "political_birthday")
    assert [one.day for one in birthday.dates[:2]] == [D(2027, 7, 1), D(2028, 7, 1)]


async def test_the_list_names_the_next_date_of_what_is_on(sqlite_house: House) -> None:
    town = await make_town(sqlite_house)
    secretary = await town.actor(sqlite_house, town.secretary)
    await reminder_rules.change(sqlite_house, secretary, town.inner.id, "study_session", Change(enabled=False))
    sheet = await reminder_rules.list_rules(sqlite_house, secretary, town.inner.id)
    assert (sheet.organisation, sheet.level) == ("内科党支部", OrgLevel.BRANCH)
    found = {one.rule.key: one.next for one in sheet.rules}
    assert found["study_session"] is None
    assert found["term_end"] is None
    themed, dues = found["themed_party_day"], found["dues"]
    assert themed is not None
    assert dues is not None
    assert (themed.day, dues.day) == (D(2026, 12, 4), D(2026, 11, 20))


async def test_a_row_for_a_preset_that_no_longer_ships_is_passed_over(sqlite_house: House) -> None:
    town = await make_town(sqlite_house)
    secretary = await town.actor(sqlite_house, town.secretary)
    await reminder_rules.change(sqlite_house, secretary, town.inner.id, "study_session", Change(enabled=False))
    async with sqlite_house.db.write() as session:
        row = (await session.scalars(select(ReminderRule))).one()
        row.preset = "gone_preset"
    sheet = await reminder_rules.list_rules(sqlite_house, secretary, town.inner.id)
    assert {one.rule.key: one.rule.enabled for one in sheet.rules}["study_session"] is True
    async with sqlite_house.db.read() as session:
        assert await session.scalar(select(func.count()).select_from(ReminderRule)) == 1


async def test_officers_are_who_holds_a_role_today(sqlite_house: House) -> None:
    town = await make_town(sqlite_house)
    secretary = await town.actor(sqlite_house, town.secretary)
    async with sqlite_house.db.write() as session:
        await factories.grant_role(
            session, town.plain, town.inner, BranchRole.PUBLICITY_MEMBER, ends_on=D(2026, 11, 15)
        )
    made = await reminder_rules.change(
        sqlite_house, secretary, town.inner.id, "committee_meeting", Change(enabled=True)
    )
    assert made.audience is Audience.OFFICERS
