"""Notices on dates: nothing planned, terms, probations, birthdays, fixed days; one message a person, rule and date."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

import texts
from db.accounts import Account
from db.base import PartialDate
from db.members import Member
from db.names import (
    Audience,
    BranchRole,
    EventType,
    MembershipStage,
    OrgLevel,
    OutboxReason,
    OutboxState,
    RuleKind,
    Shift,
)
from db.organisations import OrgSetting, RoleGrant, Term
from db.outbox import OutboxMessage
from services import meetings, notices, reminder_rules
from services.audiences import Holder, Person, Roles
from services.given_dates import Given
from services.house import House
from services.kinds import Pending
from services.meetings import Wish
from services.notices import planner
from services.notices.items import Facts, Item, Plan, items, plans
from services.org_settings import OrgSettings
from services.outbox import Message
from services.recurrence import DateOf, FromDate, OnDays
from services.reminder_rules import Change, Lead, Own, Place, Rule, presets
from services.reminder_rules.book import as_shipped
from services.workdays import Workdays
from tests import factories
from tests.fixtures.houses import NOW, set_clock
from tests.services.people import Town, make_town

D = dt.date
SHANGHAI = ZoneInfo("Asia/Shanghai")
BRANCH = Place(7, OrgLevel.BRANCH, "内科党支部", "/1/7/", 1)
OTHER = Place(8, OrgLevel.BRANCH, "外科党支部", "/1/8/", 1)
COMMITTEE = Place(1, OrgLevel.PARTY_COMMITTEE, "党委", "/1/", None)
WEN, OFFICE, NEW = Person(1, "wen"), Person(2, "office"), Person(3, "new")
#: The secretary of the branch; 党办 of the committee; the other branch has no secretary.
ROLES = Roles({7: (Holder(WEN, BranchRole.SECRETARY, 7),), 1: (Holder(OFFICE, BranchRole.PARTY_OFFICE, 1),)})


def at(month: int, day: int, hour: int = 9, minute: int = 0, year: int = 2026) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def shipped(key: str) -> Rule:
    preset = presets.load().find(key)
    assert preset is not None
    return as_shipped(preset)


def facts(*rules: Rule, **changes: object) -> Facts:
    places = {place.id: place for place in (BRANCH, OTHER, COMMITTEE)}
    made = Facts(
        places=places,
        rules={place.id: [rule for rule in rules if place.level in rule.levels] for place in places.values()},
        settings=dict.fromkeys(places, OrgSettings()),
        roles=ROLES,
        table=Workdays(),
        members={7: 12, 8: 5, 1: 17},
        committees=frozenset({7}),
    )
    return replace(made, **changes)  # type: ignore[arg-type] # each test names fields of its own


def said(made: Facts, first: D, last: D) -> list[tuple[int, str, dt.datetime]]:
    """Who is told under which name at what time."""
    return sorted({(one.person.id, one.name, one.due) for one in items(made, first, last)})


def messages(made: Facts, first: D, last: D, now: dt.datetime) -> dict[int, list[Message]]:
    found = plans(items(made, first, last), now, now + dt.timedelta(days=400))
    return {member: plan.wanted for member, plan in found.items()}


# --- nothing planned ------------------------------------------------------------------------------------------------


def test_nothing_planned_is_said_on_the_5th_and_the_20th() -> None:
    """2026-12-05 is a Saturday and 2026-12-20 a Sunday: the next working days."""
    made = facts(shipped("need_committee"))
    assert said(made, D(2026, 11, 16), D(2026, 12, 31)) == [
        (1, "needs", at(11, 20)),
        (1, "needs", at(12, 7)),
        (1, "needs", at(12, 21)),
    ]


def test_a_branch_without_a_committee_or_without_members_needs_none() -> None:
    assert 2 not in {who for who, _, _ in said(facts(shipped("need_committee")), D(2026, 11, 16), D(2026, 12, 31))}
    nobody = facts(shipped("need_general_meeting"), members={})
    assert said(nobody, D(2026, 11, 16), D(2026, 12, 31)) == []


@pytest.mark.parametrize(
    ("where", "day", "missing"),
    [
        (7, D(2026, 10, 1), False),
        (7, D(2026, 12, 31), False),
        (1, D(2026, 11, 3), False),
        (8, D(2026, 11, 3), True),
        (7, D(2026, 9, 30), True),
    ],
)
def test_a_meeting_in_the_period_here_or_above_is_enough(where: int, day: D, missing: bool) -> None:
    made = facts(shipped("need_lecture"), planned={(where, EventType.PARTY_LECTURE): [day]})
    told = [who for who, _, _ in said(made, D(2026, 12, 1), D(2026, 12, 1)) if who == WEN.id]
    assert told == ([WEN.id] if missing else [])


def test_everything_missing_is_one_message_with_a_line_a_branch_and_period() -> None:
    needs = [shipped(key) for key in ("need_general_meeting", "need_lecture", "need_org_life", "need_review")]
    (message,) = messages(facts(*needs), D(2026, 12, 1), D(2026, 12, 1), at(11, 16))[WEN.id]
    assert message.payload.key == "reminders-needs"
    lines = message.payload.vars["lines"]["lines"]
    assert [(one["key"], one["vars"]["what"]["keys"]) for one in lines] == [
        ("reminders-need-quarter", ["event-branch-general-meeting", "event-party-lecture"]),
        ("reminders-need-year", ["event-org-life-meeting", "event-democratic-review"]),
    ]
    assert message.payload.buttons[0][0].data == "mt.new:7"
    assert (message.due_at, message.expires_at) == (at(12, 1), at(12, 8))


def test_who_answers_for_several_branches_gets_one_message() -> None:
    led = replace(facts(shipped("need_general_meeting")), roles=Roles({1: ROLES.held[1]}))
    (message,) = messages(led, D(2026, 12, 1), D(2026, 12, 1), at(11, 16))[OFFICE.id]
    lines = message.payload.vars["lines"]["lines"]
    assert [one["vars"]["organisation"] for one in lines] == ["内科党支部", "外科党支部"]
    assert message.payload.vars["about"] == [7, 8]
    assert message.payload.buttons[0][0].data == "br"


def test_a_reminder_of_the_period_ends_with_it() -> None:
    """10 days before the end of the quarter is 21 December; a week later is still in it, 20 December's is not."""
    (message,) = messages(facts(shipped("need_committee")), D(2026, 12, 21), D(2026, 12, 21), at(12, 1))[WEN.id]
    assert message.expires_at == at(12, 28)
    late = facts(replace(shipped("need_committee"), leads=(Lead.parse("0d@20:00"),)))
    (message,) = messages(late, D(2026, 11, 20), D(2026, 11, 20), at(11, 1))[WEN.id]
    assert message.expires_at == at(11, 27, 20)


# --- terms and probations -------------------------------------------------------------------------------------------


def test_a_term_that_ends_is_told_to_both_half_a_year_before_and_when_it_is_over() -> None:
    made = facts(shipped("term_end"), given={DateOf.TERM_END: [Given(D(2026, 12, 31), 7)]})
    found = {(who, due) for who, _, due in said(made, D(2026, 6, 1), D(2027, 2, 28))}
    assert {due for who, due in found if who == WEN.id} == {
        at(7, 4),
        at(10, 2),
        at(12, 1),
        at(12, 24),
        at(12, 31),
        at(1, 31, year=2027),
        at(2, 28, year=2027),
    }
    assert {due for who, due in found if who == OFFICE.id} == {at(7, 4), at(1, 31, year=2027), at(2, 28, year=2027)}


@pytest.mark.parametrize(
    ("day", "key", "days"),
    [
        (D(2026, 12, 1), "reminders-term-end-soon", 30),
        (D(2026, 12, 31), "reminders-term-end-today", 0),
        (D(2027, 1, 31), "reminders-term-end-over", 31),
    ],
)
def test_the_words_count_the_days(day: D, key: str, days: int) -> None:
    made = facts(shipped("term_end"), given={DateOf.TERM_END: [Given(D(2026, 12, 31), 7)]})
    (message,) = messages(made, day, day, at(6, 1))[WEN.id]
    (line,) = message.payload.vars["lines"]["lines"]
    assert (line["key"], line["vars"]["days"]) == (key, days)
    assert line["vars"]["date"] == {"date": "2026-12-31", "year": True}


def test_a_probation_is_told_to_the_secretary_and_named_as_the_branch_names_people() -> None:
    given_ = [
        Given(D(2026, 12, 31), 7, NEW, "欧阳新", "M-1"),
        Given(D(2026, 12, 1), 7, Person(4, "x"), "钱新", "M-2", exact=False),
    ]
    masked = OrgSettings.model_validate({"names_in_chat": "MASKED"})
    made = facts(
        shipped("probation_end"), given={DateOf.PROBATION_END: given_}, settings=dict.fromkeys((1, 7, 8), masked)
    )
    found = messages(made, D(2026, 12, 1), D(2026, 12, 1), at(11, 1))
    assert set(found) == {WEN.id}
    (message,) = found[WEN.id]
    lines = message.payload.vars["lines"]["lines"]
    assert [(one["key"], one["vars"]["name"]) for one in lines] == [
        ("reminders-probation-end-soon", "欧阳*"),
        ("reminders-probation-end-month", "钱*"),
    ]
    assert lines[1]["vars"]["date"] == {"month": "2026-12"}


# --- birthdays and fixed days ---------------------------------------------------------------------------------------


def test_a_birthday_is_told_to_the_person_alone_on_the_day() -> None:
    made = facts(shipped("political_birthday"), given={DateOf.ADMITTED: [Given(D(2000, 2, 29), 7, NEW, "新", "M-1")]})
    found = messages(made, D(2027, 1, 1), D(2027, 12, 31), at(1, 1, year=2027))
    assert set(found) == {NEW.id}
    (message,) = found[NEW.id]
    assert (message.kind, message.due_at, message.expires_at) == (
        "greeting",
        at(2, 28, year=2027),
        at(3, 1, 0, year=2027),
    )
    assert message.payload.vars["years"] == 27
    assert message.payload.silent


def test_a_fixed_day_is_told_once_to_whoever_leads_several_branches() -> None:
    led = replace(facts(shipped("day_founding")), roles=Roles({1: ROLES.held[1]}))
    found = messages(led, D(2027, 7, 1), D(2027, 7, 1), at(5, 1, year=2027))
    assert {member: [one.due_at for one in made] for member, made in found.items()} == {
        OFFICE.id: [at(6, 1, year=2027), at(6, 24, year=2027)]
    }
    assert all(one.payload.silent for one in found[OFFICE.id])


def test_an_own_notice_goes_to_every_member_until_its_day_is_over() -> None:
    rule = Rule(
        key="own-3",
        kind=RuleKind.NOTICE,
        types=(),
        levels=(OrgLevel.BRANCH,),
        recurrence=OnDays(days=(25,)),
        leads=(Lead.parse("1d@17:00"),),
        audience=Audience.MEMBERS,
        shift=shipped("dues").shift,
        enabled=True,
        title="交学习笔记",
        set_at=7,
    )
    made = facts(rules={7: [rule], 8: [], 1: []}, everybody={7: [WEN, NEW]})
    found = messages(made, D(2026, 11, 25), D(2026, 11, 25), at(11, 16))
    assert set(found) == {WEN.id, NEW.id}
    (message,) = found[NEW.id]
    assert (message.kind, message.due_at, message.expires_at) == ("member_notice", at(11, 24, 17), at(11, 26, 0))
    assert message.payload.key == "reminders-say-own"
    assert message.payload.vars["title"] == "交学习笔记"
    assert not message.payload.silent


@given(
    minute=st.integers(0, 60 * 24 * 60),
    ends=st.lists(st.dates(D(2026, 8, 1), D(2027, 6, 30)), max_size=3),
    planned=st.lists(st.dates(D(2026, 10, 1), D(2026, 12, 31)), max_size=2),
)
def test_every_message_has_one_key_and_lies_before_its_end(minute: int, ends: list[D], planned: list[D]) -> None:
    rules = [as_shipped(one) for one in presets.load().preset if one.kind in (RuleKind.DUTY, RuleKind.NOTICE)]
    dates = [Given(day, place, Person(10 + place, f"k{place}"), "新", "M") for day in ends for place in (7, 8)]
    made = facts(
        *rules,
        given={DateOf.TERM_END: dates, DateOf.PROBATION_END: dates, DateOf.ADMITTED: dates},
        planned={(7, EventType.THEMED_PARTY_DAY): planned},
    )
    now = at(11, 1, 0) + dt.timedelta(minutes=minute)
    first, last = now.date() - dt.timedelta(days=10), now.date() + dt.timedelta(days=100)
    found = list(items(made, first, last))
    wanted = plans(found, now, now + dt.timedelta(days=35))
    keys = [one.dedupe_key for plan in wanted.values() for one in plan.wanted]
    assert len(keys) == len(set(keys))
    assert wanted == plans(reversed(found), now, now + dt.timedelta(days=35)) or _same(wanted, found, now)
    for member, plan in wanted.items():
        assert not plan.keep & {one.dedupe_key for one in plan.wanted}
        for one in plan.wanted:
            assert one.member_id == member
            assert one.expires_at is not None
            assert now < one.due_at < one.expires_at


def _same(wanted: dict[int, Plan], found: list[Item], now: dt.datetime) -> bool:
    """The order of the facts changes the order of lines, never who is told what when."""
    other = plans(reversed(found), now, now + dt.timedelta(days=35))
    return {(one.dedupe_key, one.due_at, one.expires_at) for plan in wanted.values() for one in plan.wanted} == {
        (one.dedupe_key, one.due_at, one.expires_at) for plan in other.values() for one in plan.wanted
    }


# --- against the database -------------------------------------------------------------------------------------------


async def queue(house: House, state: OutboxState = OutboxState.QUEUED) -> list[OutboxMessage]:
    async with house.db.read() as session:
        query = (
            select(OutboxMessage)
            .where(OutboxMessage.dedupe_key.startswith("notice:"), OutboxMessage.state == state)
            .order_by(OutboxMessage.due_at, OutboxMessage.id)
        )
        return list(await session.scalars(query))


def named(rows: list[OutboxMessage], name: str) -> list[tuple[int, dt.datetime]]:
    return [(row.member_id or 0, row.due_at) for row in rows if row.dedupe_key.startswith(f"notice:{name}:")]


async def _everything(house: House) -> Town:
    town = await make_town(house)
    async with house.db.write() as session:
        member = await factories.make_member(session, town.inner, "钱新", stage=MembershipStage.PROBATIONARY)
        member.admitted_on = PartialDate(2025, 12, 31)
        session.add(Term(organisation_id=town.inner.id, starts_on=D(2023, 12, 24), ends_on=D(2026, 12, 23)))
        account = await session.get_one(Account, town.accounts[town.plain.id].id)
        account.birthday_greeting = True
        plain = await session.get_one(Member, town.plain.id)
        plain.admitted_on = PartialDate(2010, 12, 1)
    return town


async def test_everything_is_queued_once_for_whom_it_is(house: House) -> None:
    town = await _everything(house)
    done = await notices.reconcile_all(house)
    assert done.added
    assert (await notices.reconcile_all(house)).changes == 0
    rows = await queue(house)
    secretary, plain = town.secretary.id, town.plain.id
    assert named(rows, "term_end") == [(secretary, at(11, 23)), (secretary, at(12, 16))]
    assert named(rows, "probation_end") == [(secretary, at(12, 1))]
    assert named(rows, "political_birthday") == [(plain, at(12, 1))]
    assert (secretary, at(12, 1)) in named(rows, "needs")
    assert all(row.due_at <= NOW + dt.timedelta(days=35) for row in rows)


async def test_what_is_planned_is_not_asked_for_any_more(house: House) -> None:
    town = await make_town(house)
    await notices.reconcile_all(house)
    before = [row for row in await queue(house) if row.member_id == town.secretary.id]
    actor = await town.actor(house, town.secretary)
    for event_type in (
        EventType.BRANCH_GENERAL_MEETING,
        EventType.PARTY_LECTURE,
        EventType.ORG_LIFE_MEETING,
        EventType.DEMOCRATIC_REVIEW,
        EventType.THEMED_PARTY_DAY,
    ):
        await meetings.plan(house, actor, town.inner.id, Wish((event_type,), D(2026, 12, 9), dt.time(15), 60))
    done = await notices.reconcile_all(house)
    assert done.refreshed + done.voided
    after = await queue(house)
    december = [
        row
        for row in after
        if row.member_id == town.secretary.id and row.dedupe_key.startswith("notice:needs:20261201")
    ]
    assert december == []
    voided = await queue(house, OutboxState.SKIPPED)
    assert {row.reason for row in voided} == {OutboxReason.VOID}
    assert {row.id for row in voided} <= {row.id for row in before}


async def test_a_new_secretary_takes_over_what_waits(house: House) -> None:
    town = await _everything(house)
    await notices.reconcile_all(house)
    async with house.db.write() as session:
        await session.execute(
            update(RoleGrant).where(RoleGrant.organisation_id == town.inner.id).values(ends_on=D(2026, 11, 15))
        )
        await factories.grant_role(session, town.silent, town.inner, BranchRole.SECRETARY)
    await notices.reconcile_all(house)
    rows = await queue(house)
    assert {who for who, _ in named(rows, "term_end")} == {town.silent.id}
    assert town.secretary.id not in {row.member_id for row in rows}


async def test_a_term_that_is_renewed_and_an_agreement_taken_back_void_what_waits(house: House) -> None:
    town = await _everything(house)
    await notices.reconcile_all(house)
    async with house.db.write() as session:
        session.add(Term(organisation_id=town.inner.id, starts_on=D(2026, 12, 24), ends_on=D(2029, 12, 23)))
        await session.execute(update(Account).values(birthday_greeting=False))
        await session.execute(update(Member).values(stage=MembershipStage.FULL))
    await notices.reconcile_all(house)
    rows = await queue(house)
    assert [named(rows, name) for name in ("term_end", "probation_end", "political_birthday")] == [[], [], []]


async def test_a_rule_that_is_off_or_changed_is_followed(house: House) -> None:
    town = await _everything(house)
    actor = await town.actor(house, town.secretary)
    await notices.reconcile_all(house)
    await reminder_rules.change(house, actor, town.inner.id, "probation_end", Change(enabled=False))
    await reminder_rules.change(house, actor, town.inner.id, "term_end", Change(leads=(Lead.parse("0d@10:30"),)))
    done = await notices.reconcile_all(house)
    assert done.refreshed == 2
    rows = await queue(house)
    assert named(rows, "probation_end") == []
    assert [due for _, due in named(rows, "term_end")] == [at(11, 23, 10, 30), at(12, 16, 10, 30)]


async def test_an_own_notice_reaches_the_members(house: House) -> None:
    town = await make_town(house)
    actor = await town.actor(house, town.secretary)
    own = Own("交学习笔记", RuleKind.NOTICE, OnDays(days=(25,)), (Lead.parse("1d@17:00"),))
    made = await reminder_rules.create(house, actor, town.inner.id, own)
    await notices.reconcile_all(house)
    found = named(await queue(house), made.key)
    assert {due for _, due in found} == {at(11, 24, 17)}
    assert {who for who, _ in found} == {town.secretary.id, town.plain.id, town.silent.id}


async def test_an_own_notice_counts_from_the_dates_of_people_and_terms(house: House) -> None:
    """Issue 4, 1: a recurrence from a date of the person or of the branch, in a rule of one's own."""
    town = await _everything(house)
    actor = await town.actor(house, town.secretary)
    made = {}
    for of, days in ((DateOf.PROBATION_END, (-20,)), (DateOf.TERM_END, (-10, -3))):
        lead = Lead.parse("0d@09:00")
        own = Own(
            f"准备{of.value}",
            RuleKind.NOTICE,
            FromDate(of=of, days=days),
            (lead,),
            audience=Audience.LEADERS,
            shift=Shift.KEEP,
        )
        made[of] = (await reminder_rules.create(house, actor, town.inner.id, own)).key
    await notices.reconcile_all(house)
    assert (await notices.reconcile_all(house)).changes == 0
    rows = await queue(house)
    assert named(rows, made[DateOf.PROBATION_END]) == [(town.secretary.id, at(12, 11))]
    assert named(rows, made[DateOf.TERM_END]) == [(town.secretary.id, at(12, 13)), (town.secretary.id, at(12, 20))]
    said_ = [
        texts.message_text("zh-CN", row.payload, SHANGHAI)
        for row in rows
        if any(row.dedupe_key.startswith(f"notice:{key}:") for key in made.values())
    ]
    assert sorted(said_) == sorted(
        [
            "提醒您：<b>准备PROBATION_END</b>\n· 钱新（内科党支部）：2026年12月31日（周四），还有 20 天",
            "提醒您：<b>准备TERM_END</b>\n· 内科党支部：2026年12月23日（周三），还有 10 天",
            "提醒您：<b>准备TERM_END</b>\n· 内科党支部：2026年12月23日（周三），还有 3 天",
        ]
    )


async def test_a_branch_with_another_clock_is_told_by_its_own(house: House) -> None:
    town = await _everything(house)
    async with house.db.write() as session:
        session.add(OrgSetting(organisation_id=town.inner.id, key="timezone", value="Asia/Urumqi", changed_at=NOW))
    await notices.reconcile_all(house)
    (due,) = [due for _, due in named(await queue(house), "probation_end")]
    assert due == dt.datetime(2026, 12, 1, 9, tzinfo=ZoneInfo("Asia/Urumqi"))


async def test_at_the_moment_of_sending_the_facts_decide(house: House) -> None:
    town = await _everything(house)
    await notices.reconcile_all(house)
    set_clock(house, at(12, 1, 9, 1).astimezone(dt.UTC))
    rows = [row for row in await queue(house) if row.due_at == at(12, 1)]
    pending = [
        Pending(row.id, row.kind, row.subject, row.payload, row.member_id, None, None, row.due_at) for row in rows
    ]
    assert {row.kind for row in rows} == {"steward_notice", "greeting"}

    async def stale() -> set[int]:
        async with house.db.read() as session:
            return await planner.stale(house, session, pending, house.now())

    assert await stale() == set()
    async with house.db.write() as session:
        await session.execute(update(Account).values(birthday_greeting=False))
        await session.execute(update(Member).where(Member.id == town.plain.id).values(stage=MembershipStage.FULL))
    assert await stale() == {row.id for row in rows if row.kind == "greeting"}
    async with house.db.write() as session:
        await session.execute(update(RoleGrant).values(ends_on=D(2026, 11, 15)))
    assert await stale() == {row.id for row in rows}
