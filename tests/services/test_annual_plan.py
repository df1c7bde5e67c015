"""The annual plan as it is stored: its themes reach the meetings of their months, and nobody hears what is no news."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from db.annual_plans import AnnualPlan, MonthTheme
from db.audit import AuditEntry
from db.meetings import Meeting
from db.names import Audience, EventType, MeetingState, OutboxReason, OutboxState
from db.outbox import OutboxMessage
from services import annual_plan, meetings, notices
from services.access import Actor
from services.errors import DomainError, NotAllowed
from services.house import House
from services.meetings import Wish, planner
from services.notices.items import STEWARDS
from tests import factories
from tests.fixtures.houses import NOW, set_clock
from tests.services.meeting_rows import deliver, outbox_rows, states, stored
from tests.services.people import Town, make_town

D = dt.date
SHANGHAI = ZoneInfo("Asia/Shanghai")
THEMES = {month: f"{month}月的主题" for month in range(1, 13)}


def at(month: int, day: int, hour: int = 9, minute: int = 0, year: int = 2026) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


async def secretary_of(house: House) -> tuple[Town, Actor]:
    town = await make_town(house)
    return town, await town.actor(house, town.secretary)


async def confirmed(house: House, town: Town, actor: Actor, year: int = 2026, **themes: str) -> None:
    found = {int(name.removeprefix("m")): theme for name, theme in themes.items()} or THEMES
    await annual_plan.set_themes(house, actor, town.inner.id, year, found)
    await annual_plan.confirm(house, actor, town.inner.id, year)


async def themes_of(house: House, town: Town) -> dict[D, str | None]:
    rows = [row for row in await stored(house) if row.organisation_id == town.inner.id]
    return {row.starts_at.astimezone(SHANGHAI).date(): row.theme for row in rows}


def waiting(rows: list[OutboxMessage]) -> list[tuple[str, int | None, dt.datetime, str]]:
    return sorted(
        (row.dedupe_key, row.member_id, row.due_at, str(row.payload["vars"]["theme"]))
        for row in rows
        if row.state is not OutboxState.SKIPPED or row.reason is not OutboxReason.VOID
    )


# --- writing --------------------------------------------------------------------------------------------------------


async def test_a_plan_is_written_month_by_month_and_confirmed_once(house: House) -> None:
    town, secretary = await secretary_of(house)
    here = town.inner.id
    assert await annual_plan.set_theme(house, secretary, here, 2027, 3, "  学雷锋  志愿服务 ")
    assert not await annual_plan.set_theme(house, secretary, here, 2027, 3, "学雷锋 志愿服务")
    assert await annual_plan.set_year_theme(house, secretary, here, 2027, "守初心")
    results = await asyncio.gather(*[annual_plan.confirm(house, secretary, here, 2027) for _ in range(4)])
    assert sorted(results) == [False, False, False, True]
    seen = await annual_plan.view(house, secretary, here)
    assert (seen.written.year, seen.written.theme, dict(seen.written.months), seen.written.confirmed) == (
        2027,
        "守初心",
        {3: "学雷锋 志愿服务"},
        True,
    )
    await annual_plan.set_theme(house, secretary, here, 2027, 3, "")
    async with house.db.read() as session:
        (plan,) = await session.scalars(select(AnnualPlan))
        assert (plan.version, plan.confirmed_at, plan.confirmed_by) == (4, NOW, secretary.account_id)
        assert list(await session.scalars(select(MonthTheme))) == []
        of_plans = select(AuditEntry).where(AuditEntry.action.startswith("annual_plan.")).order_by(AuditEntry.id)
        entries = list(await session.scalars(of_plans))
    assert [entry.action.split(".")[1] for entry in entries] == ["themed", "themed", "confirmed", "themed"]
    assert "志愿" not in str([entry.details for entry in entries])


async def test_two_secretaries_at_once_lose_nothing(house: House) -> None:
    town, secretary = await secretary_of(house)
    office = await town.actor(house, town.office)
    await asyncio.gather(
        *[
            annual_plan.set_theme(house, who, town.inner.id, 2026, month, f"{month}")
            for month in range(1, 13)
            for who in (secretary, office)
        ]
    )
    seen = await annual_plan.view(house, secretary, town.inner.id, 2026)
    assert dict(seen.written.months) == {month: f"{month}" for month in range(1, 13)}


async def test_last_year_is_taken_over_where_nothing_is_written(house: House) -> None:
    town, secretary = await secretary_of(house)
    here = town.inner.id
    await annual_plan.set_themes(house, secretary, here, 2026, THEMES)
    await annual_plan.set_year_theme(house, secretary, here, 2026, "老主题")
    await annual_plan.set_theme(house, secretary, here, 2027, 5, "新的五月")
    assert await annual_plan.copy_last_year(house, secretary, here, 2027)
    assert not await annual_plan.copy_last_year(house, secretary, here, 2027)
    seen = await annual_plan.view(house, secretary, here, 2027)
    assert dict(seen.written.months) == THEMES | {5: "新的五月"}
    assert (seen.written.theme, seen.written.confirmed) == ("老主题", False)


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda h, a, o: annual_plan.set_theme(h, a, o, 2029, 1, "x"), "annual-plan-year"),
        (lambda h, a, o: annual_plan.set_theme(h, a, o, 2025, 1, "x"), "annual-plan-year"),
        (lambda h, a, o: annual_plan.set_theme(h, a, o, 2026, 13, "x"), "bad-input"),
        (lambda h, a, o: annual_plan.set_theme(h, a, o, 2026, 1, "长" * 101), "too-long"),
        (lambda h, a, o: annual_plan.set_year_theme(h, a, o, 2026, "长" * 101), "too-long"),
        (lambda h, a, o: annual_plan.confirm(h, a, o, 2026), "annual-plan-empty"),
        (lambda h, a, o: annual_plan.copy_last_year(h, a, o, 2026), "annual-plan-empty"),
        (lambda h, a, o: annual_plan.view(h, a, o, 2031), "bad-input"),
        (lambda h, a, o: annual_plan.year_of(h, a, o, 2031), "bad-input"),
        (lambda h, a, o: annual_plan.month_of(h, a, o, D(2031, 1, 1)), "bad-input"),
    ],
)
async def test_what_makes_no_sense_is_refused_and_changes_nothing(sqlite_house: House, act: object, code: str) -> None:
    town, secretary = await secretary_of(sqlite_house)
    with pytest.raises(DomainError) as refused:
        await act(sqlite_house, secretary, town.inner.id)  # type: ignore[operator] # one of the functions above
    assert refused.value.code == code
    async with sqlite_house.db.read() as session:
        assert list(await session.scalars(select(AnnualPlan))) == []


async def test_nobody_else_reads_or_writes_a_branch_s_plan(sqlite_house: House) -> None:
    town, _ = await secretary_of(sqlite_house)
    house, here = sqlite_house, town.inner.id
    for member in (town.foreign, town.plain):
        actor = await town.actor(house, member)
        for attempt in (
            annual_plan.view(house, actor, here),
            annual_plan.set_theme(house, actor, here, 2026, 1, "x"),
            annual_plan.set_themes(house, actor, here, 2026, THEMES),
            annual_plan.set_year_theme(house, actor, here, 2026, "x"),
            annual_plan.copy_last_year(house, actor, here, 2026),
            annual_plan.confirm(house, actor, here, 2026),
            annual_plan.year_of(house, actor, here, 2026),
            annual_plan.month_of(house, actor, here, D(2026, 12, 1)),
            annual_plan.address_of(house, actor, here),
            annual_plan.open_feed(house, actor, here),
            annual_plan.renew(house, actor, here, ""),
            annual_plan.withdraw(house, actor, here),
            annual_plan.name_of(house, actor, here),
            meetings.make(house, actor, here, "themed_party_day", D(2027, 3, 5)),
        ):
            with pytest.raises(NotAllowed):
                await attempt


# --- the meetings of a month ----------------------------------------------------------------------------------------


async def test_a_confirmed_plan_gives_the_meetings_of_each_month_its_theme_and_pins_nothing(house: House) -> None:
    town, secretary = await secretary_of(house)
    await meetings.reconcile_all(house)
    await annual_plan.set_themes(house, secretary, town.inner.id, 2026, THEMES)
    assert set((await themes_of(house, town)).values()) == {None}, "nothing acts before it is confirmed"
    await annual_plan.confirm(house, secretary, town.inner.id, 2026)
    assert await themes_of(house, town) == {
        D(2026, 11, 27): "11月的主题",
        D(2026, 12, 4): "12月的主题",
        D(2026, 12, 11): "12月的主题",
        D(2026, 12, 25): "12月的主题",
    }
    rows = [row for row in await stored(house) if row.organisation_id == town.inner.id]
    assert all((row.version, row.pinned, row.changed_by, row.theme_by_plan) == (1, False, None, True) for row in rows)
    others = [row for row in await stored(house) if row.organisation_id != town.inner.id]
    assert {row.theme for row in others} == {None}
    assert (await meetings.reconcile_all(house)).changes == 0
    assert {row.payload["vars"]["theme"] for row in await outbox_rows(house, rows[1].id)} == {"12月的主题"}


async def test_meetings_made_later_carry_the_theme_of_the_month_their_rule_names(house: House) -> None:
    town, secretary = await secretary_of(house)
    await annual_plan.set_themes(house, secretary, town.inner.id, 2027, THEMES)
    await annual_plan.confirm(house, secretary, town.inner.id, 2027)
    set_clock(house, at(12, 20))
    await meetings.reconcile_all(house)
    found = await themes_of(house, town)
    assert found[D(2027, 1, 4)] == "1月的主题", "moved off New Year's Day"
    first = next(row for row in await stored(house) if row.reference_on == D(2027, 1, 1))
    await meetings.move(house, secretary, town.inner.id, first.id, D(2027, 2, 3), dt.time(15))
    assert (await themes_of(house, town))[D(2027, 2, 3)] == "1月的主题", "it is still January's"


async def test_what_a_human_wrote_is_left_alone_and_what_he_removes_is_the_plans(house: House) -> None:
    town, secretary = await secretary_of(house)
    await confirmed(house, town, secretary)
    await meetings.reconcile_all(house)
    themed = next(row for row in await stored(house) if row.rule == "themed_party_day")
    here = town.inner.id
    seen = await meetings.describe(house, secretary, here, themed.id, theme="自己写的")
    assert (seen.theme, seen.theme_by_plan) == ("自己写的", False)
    await annual_plan.set_theme(house, secretary, here, 2026, 12, "又改了")
    await meetings.reconcile_all(house)
    assert (await themes_of(house, town))[D(2026, 12, 4)] == "自己写的"
    seen = await meetings.describe(house, secretary, here, themed.id, theme="")
    assert (seen.theme, seen.theme_by_plan) == ("又改了", True)


async def test_a_meeting_planned_by_hand_carries_it_too_and_other_kinds_do_not(house: House) -> None:
    town, secretary = await secretary_of(house)
    await confirmed(house, town, secretary)
    here = town.inner.id
    by_hand = Wish((EventType.THEMED_PARTY_DAY,), D(2026, 12, 9), dt.time(15), 60)
    assert (await meetings.plan(house, secretary, here, by_hand)).theme == "12月的主题"
    other = Wish((EventType.PARTY_LECTURE,), D(2026, 12, 9), dt.time(9), 60)
    assert (await meetings.plan(house, secretary, here, other)).theme is None
    own = Wish((EventType.STUDY_SESSION,), D(2026, 12, 10), dt.time(9), 60, theme="自己的")
    assert (await meetings.plan(house, secretary, here, own)).theme == "自己的"


async def test_what_was_held_keeps_its_theme(house: House) -> None:
    town, secretary = await secretary_of(house)
    await confirmed(house, town, secretary)
    await meetings.reconcile_all(house)
    set_clock(house, at(12, 4, 18))
    await annual_plan.set_theme(house, secretary, town.inner.id, 2026, 12, "后来改的")
    found = await themes_of(house, town)
    assert (found[D(2026, 12, 4)], found[D(2026, 12, 11)]) == ("12月的主题", "后来改的")


async def test_who_was_told_another_theme_is_told_once_and_nobody_else(house: House) -> None:
    town, secretary = await secretary_of(house)
    here = town.inner.id
    await confirmed(house, town, secretary)
    await meetings.reconcile_all(house)
    themed = next(row for row in await stored(house) if row.rule == "themed_party_day" and row.organisation_id == here)
    set_clock(house, at(11, 29, 10))
    await deliver(house, themed.id, "invite", town.plain.id, town.secretary.id)
    await annual_plan.set_theme(house, secretary, here, 2026, 12, "新主题")
    rows = await outbox_rows(house, themed.id)
    assert states(rows, "v1:theme1") == {town.plain.id: "QUEUED", town.secretary.id: "QUEUED"}
    assert states(rows, "v1:invite") == {
        town.plain.id: "SENT",
        town.secretary.id: "SENT",
        town.silent.id: "QUEUED",
    }
    invited = next(row for row in rows if row.member_id == town.silent.id and ":invite:" in row.dedupe_key)
    assert invited.payload["vars"]["theme"] == "新主题"
    assert {row.due_at for row in rows if ":theme1:" in row.dedupe_key} == {at(11, 29, 10)}

    # Back again before the word went out: there is nothing to tell.
    await annual_plan.set_theme(house, secretary, here, 2026, 12, THEMES[12])
    assert set(states(await outbox_rows(house, themed.id), "v1:theme1").values()) == {"VOID"}
    await annual_plan.set_theme(house, secretary, here, 2026, 12, "再改一次")
    await deliver(house, themed.id, "theme1", town.plain.id, town.secretary.id)
    set_clock(house, at(11, 30, 10))
    await meetings.reconcile_all(house)
    assert not states(await outbox_rows(house, themed.id), "v1:theme2"), "once"
    await annual_plan.set_theme(house, secretary, here, 2026, 12, THEMES[12])
    rows = await outbox_rows(house, themed.id)
    assert states(rows, "v1:theme2") == {town.plain.id: "QUEUED", town.secretary.id: "QUEUED"}
    # Taken away altogether: a theme that is to be named is no news.
    await annual_plan.set_theme(house, secretary, here, 2026, 12, "")
    assert set(states(await outbox_rows(house, themed.id), "v1:theme2").values()) == {"VOID"}


async def test_who_was_told_no_theme_is_not_disturbed_by_one(house: House) -> None:
    town, secretary = await secretary_of(house)
    await meetings.reconcile_all(house)
    themed = next(
        row for row in await stored(house) if row.rule == "themed_party_day" and row.organisation_id == town.inner.id
    )
    set_clock(house, at(11, 29, 10))
    await deliver(house, themed.id, "invite", town.plain.id)
    await confirmed(house, town, secretary)
    rows = await outbox_rows(house, themed.id)
    assert not [row for row in rows if ":theme" in row.dedupe_key]
    assert {row.payload["vars"]["theme"] for row in rows if row.state is OutboxState.QUEUED} == {THEMES[12]}


async def _wander(house: House, actor: Actor, here: int, meeting: int, dice: random.Random) -> None:
    act = dice.choice(("month", "month", "hand", "unhand", "tick", "paste", "year"))
    if act == "month":
        await annual_plan.set_theme(house, actor, here, 2026, 12, dice.choice(("甲", "乙", "", "十二月")))
    elif act == "hand":
        await meetings.describe(house, actor, here, meeting, theme=dice.choice(("手写", "乙")))
    elif act == "unhand":
        await meetings.describe(house, actor, here, meeting, theme="")
    elif act == "year":
        await annual_plan.set_year_theme(house, actor, here, 2026, dice.choice(("全年", "")))
    elif act == "paste":
        await annual_plan.set_themes(house, actor, here, 2026, {11: "十一月", 12: "丙"})
    else:
        await meetings.reconcile_all(house)


@pytest.mark.parametrize("seed", range(8))
async def test_any_order_of_edits_and_ticks_ends_in_the_same_outbox(sqlite_house: House, seed: int) -> None:
    """What waits depends on how the plan stands and on what people were told, never on the way there."""
    house, dice = sqlite_house, random.Random(seed)
    town, secretary = await secretary_of(house)
    here = town.inner.id
    await confirmed(house, town, secretary, m11="十一月", m12="十二月")
    await meetings.reconcile_all(house)
    rows = [row for row in await stored(house) if row.organisation_id == here]
    set_clock(house, at(12, 1, 10))
    for row in rows[:2]:
        await deliver(house, row.id, "invite", *dice.sample([town.plain.id, town.secretary.id, town.silent.id], 2))

    async def detour() -> None:
        for _ in range(dice.randint(4, 10)):
            await _wander(house, secretary, here, rows[1].id, dice)

    async def unhand() -> None:
        await meetings.describe(house, secretary, here, rows[1].id, theme="")

    async def arrive() -> list[object]:
        for step in dice.sample(("unhand", "theme", "tick"), 3):
            if step == "theme":
                await annual_plan.set_theme(house, secretary, here, 2026, 12, "终点")
            elif step == "unhand":
                await unhand()
            else:
                await meetings.reconcile_all(house)
        await unhand()
        await meetings.reconcile_all(house)
        assert (await meetings.reconcile_all(house)).changes == 0
        return [waiting(await outbox_rows(house, row.id)) for row in rows]

    straight = await arrive()
    await detour()
    assert await arrive() == straight


# --- dates further ahead ---------------------------------------------------------------------------------------------


async def test_the_plan_shows_twelve_themed_days_long_before_they_are_made(house: House) -> None:
    town, secretary = await secretary_of(house)
    await confirmed(house, town, secretary, year=2027)
    await meetings.reconcile_all(house)
    seen = await annual_plan.view(house, secretary, town.inner.id, 2027)
    themed = [
        (month, one.starts_at.astimezone(SHANGHAI).date(), one.theme, one.meeting_id, one.provisional)
        for month, found in sorted(seen.days.items())
        for one in found
        if EventType.THEMED_PARTY_DAY in one.types
    ]
    assert [one[0] for one in themed] == list(range(1, 13))
    assert themed[0] == (1, D(2027, 1, 4), "1月的主题", None, True)
    assert all(one[2:] == (f"{one[0]}月的主题", None, True) for one in themed)
    assert sum(len(found) for found in seen.days.values()) == 36
    assert not seen.published
    assert {row.starts_at.year for row in await stored(house)} == {2026}


async def test_a_day_further_ahead_is_made_when_somebody_looks_at_it_and_keeps_its_identity(house: House) -> None:
    town, secretary = await secretary_of(house)
    here = town.inner.id
    await confirmed(house, town, secretary, year=2027)
    before = {one.reference_on: one for one in (await annual_plan.view(house, secretary, here, 2027)).days[3]}
    made = await asyncio.gather(
        *[meetings.make(house, secretary, here, "themed_party_day", D(2027, 3, 5)) for _ in range(3)]
    )
    assert len({one.id for one in made}) == 1
    assert (made[0].theme, made[0].theme_by_plan, made[0].looked_at) == ("3月的主题", True, False)
    await meetings.reconcile_all(house)
    (row,) = [one for one in await stored(house) if one.reference_on == D(2027, 3, 5)]
    assert (row.state, row.pinned, row.version) == (MeetingState.PLANNED, False, 1)
    after = {one.reference_on: one for one in (await annual_plan.view(house, secretary, here, 2027)).days[3]}
    assert after[D(2027, 3, 5)].uid == before[D(2027, 3, 5)].uid
    assert (before[D(2027, 3, 5)].sequence, after[D(2027, 3, 5)].sequence) == (0, 1)
    await meetings.move(house, secretary, here, row.id, D(2027, 3, 10), dt.time(15))
    moved = {one.reference_on: one for one in (await annual_plan.view(house, secretary, here, 2027)).days[3]}
    assert (moved[D(2027, 3, 5)].sequence, moved[D(2027, 3, 5)].provisional) == (2, False)
    with pytest.raises(DomainError):
        await meetings.make(house, secretary, here, "themed_party_day", D(2027, 3, 6))


async def test_a_member_s_calendar_is_his_own(house: House) -> None:
    town, secretary = await secretary_of(house)
    office = await town.actor(house, town.office)
    plan = Wish((EventType.BRANCH_COMMITTEE_MEETING,), D(2026, 12, 9), dt.time(15), 60, audience=Audience.OFFICERS)
    await meetings.plan(house, secretary, town.inner.id, plan)
    group = Wish((EventType.GROUP_MEETING,), D(2026, 12, 10), dt.time(15), 60)
    await meetings.plan(house, secretary, town.group.id, group)
    lecture = Wish((EventType.COMMITTEE_SECRETARY_LECTURE,), D(2026, 12, 16), dt.time(15), 90)
    await meetings.plan(house, office, town.committee.id, lecture)

    def by_hand(calendar: annual_plan.Calendar) -> list[D]:
        return [one.starts_at.astimezone(SHANGHAI).date() for one in calendar.events if one.rule is None]

    plain = await annual_plan.mine(house, await town.actor(house, town.plain))
    assert by_hand(plain) == [D(2026, 12, 10), D(2026, 12, 16)]
    assert {one.organisation_id for one in plain.events} == {town.inner.id, town.group.id, town.committee.id}
    assert by_hand(await annual_plan.mine(house, secretary)) == [D(2026, 12, 9), D(2026, 12, 16)]
    assert by_hand(await annual_plan.mine(house, office)) == [D(2026, 12, 16)]
    assert by_hand(await annual_plan.year_of(house, secretary, town.inner.id, 2026)) == [
        D(2026, 12, 9),
        D(2026, 12, 16),
    ]


# --- asking for it --------------------------------------------------------------------------------------------------


async def _asked(house: House, member_id: int) -> list[OutboxMessage]:
    async with house.db.read() as session:
        rows = await session.scalars(
            select(OutboxMessage).where(OutboxMessage.subject == f"notices:{member_id}", OutboxMessage.kind == STEWARDS)
        )
        return sorted((row for row in rows if "annual-plan-name" in str(row.payload)), key=lambda row: row.due_at)


async def test_leaders_are_asked_in_january_until_the_plan_is_confirmed(house: House) -> None:
    town, secretary = await secretary_of(house)
    set_clock(house, at(1, 2, year=2027))
    await notices.reconcile_all(house)
    asked = await _asked(house, town.secretary.id)
    assert [row.due_at for row in asked] == [at(1, 6, year=2027), at(1, 20, year=2027)]
    assert asked[0].payload["buttons"][0][0] == {
        "key": "annual-plan-button",
        "data": f"ap:{town.inner.id}:2027",
        "url": None,
        "vars": {},
    }
    async with house.db.write() as session:
        await session.execute(
            update(OutboxMessage).where(OutboxMessage.id == asked[0].id).values(state=OutboxState.SENT, ended_at=NOW)
        )
    set_clock(house, at(1, 10, year=2027))
    await confirmed(house, town, secretary, year=2027)
    await notices.reconcile_all(house)
    assert [row.state for row in await _asked(house, town.secretary.id)] == [OutboxState.SENT], "asked no more"
    foreign = [row for row in await _asked(house, town.foreign.id) if row.state is OutboxState.QUEUED]
    assert len(foreign) == 3, "the other branch is asked on, in February too"


async def test_whoever_plans_without_one_is_not_asked_after_march(house: House) -> None:
    town, _ = await secretary_of(house)
    set_clock(house, at(3, 11, year=2027))
    await notices.reconcile_all(house)
    assert await _asked(house, town.secretary.id) == []
    set_clock(house, at(9, 1, year=2027))
    await notices.reconcile_all(house)
    assert await _asked(house, town.secretary.id) == []


async def test_a_meeting_of_a_past_version_of_the_house_keeps_its_theme(sqlite_house: House) -> None:
    """A theme that was there before plans were is a human's."""
    town, secretary = await secretary_of(sqlite_house)
    async with sqlite_house.db.write() as session:
        row = factories.meeting_of(town.inner, at(12, 9, 15), theme="从前写的")
        session.add(row)
        await session.flush()
        await planner.set_types(session, row.id, [EventType.THEMED_PARTY_DAY])
        number = row.id
    await confirmed(sqlite_house, town, secretary)
    async with sqlite_house.db.read() as session:
        assert (await session.get_one(Meeting, number)).theme == "从前写的"
