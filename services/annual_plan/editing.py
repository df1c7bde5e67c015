"""What stewards do with a plan: write its themes, take over last year's, confirm it.

Each act is one transaction: the plan, its audit entry and, where it is confirmed, the meetings it is about with every
message about them. Doing it twice has the effect of once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from db.annual_plans import AnnualPlan, MonthTheme
from services import access, audit, organisations
from services.access import STEWARD_OF, Actor
from services.annual_plan import book
from services.annual_plan.errors import PlanEmpty
from services.annual_plan.pasting import MONTHS
from services.branch import TooLong
from services.errors import BadInput
from services.house import House
from services.meetings import planner
from services.meetings.changing import THEME_LENGTH


@dataclass
class _Draft:
    """A plan while it is changed."""

    theme: str | None
    months: dict[int, str]
    confirmed: bool


def _text(text: str) -> str | None:
    found = " ".join(text.split()) or None
    if found is not None and len(found) > THEME_LENGTH:
        raise TooLong(limit=THEME_LENGTH)
    return found


async def set_year_theme(house: House, actor: Actor, organisation_id: int, year: int, theme: str) -> bool:
    """Say what the year is about; an empty text takes it back. Returns whether anything changed.

    Raises:
        NotAllowed: The actor does not reach the organisation.
        PlanYear: Another year.
        TooLong: Longer than a theme may be.
    """
    wanted = _text(theme)

    def alter(draft: _Draft) -> None:
        draft.theme = wanted

    return await _change(house, actor, organisation_id, year, "themed", alter)


async def set_theme(house: House, actor: Actor, organisation_id: int, year: int, month: int, theme: str) -> bool:
    """Say what a month is about; an empty text takes it back. Returns whether anything changed.

    Raises:
        NotAllowed: The actor does not reach the organisation.
        PlanYear: Another year.
        TooLong: Longer than a theme may be.
        BadInput: There is no such month.
    """
    if not 1 <= month <= MONTHS:
        raise BadInput
    wanted = _text(theme)

    def alter(draft: _Draft) -> None:
        if wanted is None:
            draft.months.pop(month, None)
        else:
            draft.months[month] = wanted

    return await _change(house, actor, organisation_id, year, "themed", alter)


async def set_themes(house: House, actor: Actor, organisation_id: int, year: int, themes: Mapping[int, str]) -> bool:
    """Say what several months are about, as ``pasting.read`` found them. Returns whether anything changed.

    Raises:
        NotAllowed: The actor does not reach the organisation.
        PlanYear: Another year.
        TooLong: One is longer than a theme may be.
        BadInput: There is no such month.
    """
    if not all(1 <= month <= MONTHS for month in themes):
        raise BadInput
    wanted = {month: text for month, theme in themes.items() if (text := _text(theme)) is not None}

    def alter(draft: _Draft) -> None:
        draft.months |= wanted

    return await _change(house, actor, organisation_id, year, "pasted", alter)


async def copy_last_year(house: House, actor: Actor, organisation_id: int, year: int) -> bool:
    """Take over last year's themes where this year has none yet. Returns whether anything changed.

    Raises:
        NotAllowed: The actor does not reach the organisation.
        PlanYear: Another year.
        PlanEmpty: Last year had none.
    """
    async with house.db.read() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        before = await book.written(session, organisation_id, year - 1)
    if not before.months and before.theme is None:
        raise PlanEmpty

    def alter(draft: _Draft) -> None:
        draft.months = {**before.months, **draft.months}
        draft.theme = draft.theme or before.theme

    return await _change(house, actor, organisation_id, year, "copied", alter)


async def confirm(house: House, actor: Actor, organisation_id: int, year: int) -> bool:
    """Say that the plan holds: from now on its meetings carry its themes. Returns whether anything changed.

    Raises:
        NotAllowed: The actor does not reach the organisation.
        PlanYear: Another year.
        PlanEmpty: No month has a theme.
    """

    def alter(draft: _Draft) -> None:
        if not draft.months:
            raise PlanEmpty
        draft.confirmed = True

    return await _change(house, actor, organisation_id, year, "confirmed", alter)


async def _change(
    house: House, actor: Actor, organisation_id: int, year: int, action: str, alter: Callable[[_Draft], None]
) -> bool:
    now = house.now()
    async with house.db.write() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        await organisations.lock(session, organisation_id)
        scene = await planner.scene_for(house, session, organisation_id)
        book.check_year(house, now.astimezone(scene.zone).date(), year)
        row = await book.find(session, organisation_id, year)
        known = await book.months(session, row)
        confirmed = row is not None and row.confirmed_at is not None
        draft = _Draft(row.theme if row is not None else None, dict(known), confirmed)
        before = (draft.theme, dict(draft.months), draft.confirmed)
        alter(draft)
        if (draft.theme, draft.months, draft.confirmed) == before:
            return False
        if row is None:
            row = AnnualPlan(organisation_id=organisation_id, year=year, version=0)
            session.add(row)
        row.theme, row.version, row.changed_by, row.changed_at = draft.theme, row.version + 1, actor.account_id, now
        if draft.confirmed and not confirmed:
            row.confirmed_at, row.confirmed_by = now, actor.account_id
        await session.flush()
        await _store(session, row.id, known, draft.months)
        if row.confirmed_at is not None:
            # The scene knows the plan as it was.
            await planner.refresh(session, await planner.scene_for(house, session, organisation_id), now)
        await audit.record(
            session,
            actor=actor.audit_name,
            action=f"annual_plan.{action}",
            subject=f"organisation:{organisation_id}",
            now=now,
            # Themes are what people typed: they stay out of the log.
            details={"year": year, "version": row.version, "months": len(draft.months)},
        )
        return True


async def _store(session: AsyncSession, plan_id: int, before: Mapping[int, str], after: Mapping[int, str]) -> None:
    for month in sorted(before.keys() | after.keys()):
        if before.get(month) == after.get(month):
            continue
        row = await session.get(MonthTheme, (plan_id, month))
        if month not in after:
            await session.delete(row)
        elif row is None:
            session.add(MonthTheme(plan_id=plan_id, month=month, theme=after[month]))
        else:
            row.theme = after[month]
    await session.flush()
