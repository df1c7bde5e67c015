"""Settings of organisations: what a branch does not set it inherits from above, and last from the rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among, among_given
from db.dues_names import RoundingMode
from db.organisations import Organisation, OrgSetting
from services.house import House


class NamesInChat(StrEnum):
    """How people are named in chat: in full, masked (张*), or by member code."""

    FULL = "FULL"
    MASKED = "MASKED"
    CODE = "CODE"


class OrgSettings(BaseModel):
    """The settings in force for one organisation.

    Attributes:
        names_in_chat: How people are named in chat.
        timezone: IANA name of its wall clock.
        quiet_start, quiet_end: Quiet hours, wall time; equal means none.
        dues_due_day: Day of the month dues are due; 31 means the last day of shorter months.
        dues_how_to_pay: A sentence of the organisation member's own ("找王敏交现金，或转支部账户").
        dues_rounding_unit: To what a month's dues are rounded, yuan: 0.01, 0.1 or 1.
        dues_rounding_mode: How they are rounded.
        dues_advance_months: How many months ahead dues may be paid.
        dues_remind_days: So many days before the due day members are reminded.
        dues_remind_at: At this hour, wall time.
        dues_remit_ratio: The part of the dues that goes up, 0 to 1; None: not set, there is no national default.
        dues_remit_period: For which periods dues go up.
        digest_minutes: Reminders to one person that are due so close together become one message; 0: never.
        shift_free_at: When somebody who had a night shift is written to again, wall time of the next day.
        late_minutes: Whoever comes to a meeting more than so many minutes after its start is late.
        rollcall_opens_minutes: How long before the start check-ins are taken.
        rollcall_in_group: The bound groups see the counts of a roll-call, never a name.
        rollcall_check_out: People are asked to say when they go.
        minutes_on_paper: Minutes are written into the paper book: nobody is reminded of what they lack here.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    names_in_chat: NamesInChat = NamesInChat.FULL
    timezone: str = "Asia/Shanghai"
    quiet_start: dt.time = dt.time(21, 30)
    quiet_end: dt.time = dt.time(7, 30)
    dues_due_day: int = Field(default=20, ge=1, le=31)
    dues_how_to_pay: str = Field(default="", max_length=200)
    dues_rounding_unit: Literal["0.01", "0.1", "1"] = "0.01"
    dues_rounding_mode: RoundingMode = RoundingMode.HALF_UP
    dues_advance_months: int = Field(default=3, ge=0, le=6)
    dues_remind_days: tuple[Annotated[int, Field(ge=0, le=15)], ...] = Field(default=(5, 1, 0), min_length=1)
    dues_remind_at: dt.time = dt.time(9)
    dues_remit_ratio: Decimal | None = Field(default=None, ge=0, le=1, max_digits=5, decimal_places=4)
    dues_remit_period: Literal["MONTH", "QUARTER", "HALF_YEAR", "YEAR"] = "QUARTER"
    digest_minutes: int = Field(default=10, ge=0, le=120)
    shift_free_at: dt.time = dt.time(14)
    late_minutes: int = Field(default=10, ge=0, le=120)
    rollcall_opens_minutes: int = Field(default=20, ge=0, le=240)
    rollcall_in_group: bool = False
    rollcall_check_out: bool = False
    minutes_on_paper: bool = False


#: Where a transaction keeps the settings it has asked for (``AsyncSession.info``).
_KNOWN = "org_settings"


def _defaults(house: House) -> dict[str, Any]:
    rules = house.rules
    return {
        "timezone": house.zone.key,
        "quiet_start": rules.calendar.quiet_start,
        "quiet_end": rules.calendar.quiet_end,
        "dues_due_day": rules.dues.due_day,
        "dues_remind_days": rules.dues.remind_days_before,
        "dues_remind_at": rules.dues.remind_at,
        "late_minutes": rules.rollcall.late_minutes,
        "rollcall_opens_minutes": rules.rollcall.opens_before_minutes,
    }


async def settings_of(house: House, session: AsyncSession, organisation_id: int) -> OrgSettings:
    """The settings in force for an organisation.

    Raises:
        sqlalchemy.exc.NoResultFound: There is no such organisation.
    """
    organisation = await session.get_one(Organisation, organisation_id)
    chain = [int(part) for part in organisation.path.strip("/").split("/")]
    rows = await session.execute(
        select(OrgSetting.organisation_id, OrgSetting.key, OrgSetting.value).where(
            OrgSetting.organisation_id.in_(chain)
        )
    )
    return _merge(house, chain, list(rows))


def _merge(house: House, chain: list[int], rows: list[Any]) -> OrgSettings:
    values = _defaults(house)
    by_org: dict[int, dict[str, Any]] = {}
    for org_id, key, value in rows:
        by_org.setdefault(org_id, {})[key] = value
    for org_id in chain:
        values.update(by_org.get(org_id, {}))
    return OrgSettings.model_validate(values)


async def settings_of_all(house: House, session: AsyncSession) -> dict[int, OrgSettings]:
    """The settings in force for every organisation, in two queries; for planners and deliveries."""
    paths = list(await session.execute(select(Organisation.id, Organisation.path)))
    rows = list(await session.execute(select(OrgSetting.organisation_id, OrgSetting.key, OrgSetting.value)))
    return _in_force(
        house, {org_id: [int(part) for part in path.strip("/").split("/")] for org_id, path in paths}, rows
    )


async def settings_of_some(
    house: House, session: AsyncSession, ids: Collection[int], *, paths: Mapping[int, str] | None = None
) -> dict[int, OrgSettings]:
    """The settings in force for some organisations; unknown ids are left out.

    Two queries whatever their number (one, where their paths are known), and none for those this transaction has asked
    for already.

    Args:
        house: The house.
        session: Any session.
        ids: Which organisations.
        paths: Theirs, where they are known.
    """
    known: dict[int, OrgSettings] = session.info.setdefault(_KNOWN, {})
    missing = [org_id for org_id in ids if org_id not in known]
    if missing:
        mine = await _paths(session, missing) if paths is None else {org_id: paths[org_id] for org_id in missing}
        known.update(await _load_some(house, session, mine))
    return {org_id: known[org_id] for org_id in ids if org_id in known}


async def _paths(session: AsyncSession, ids: Collection[int]) -> dict[int, str]:
    rows = await session.execute(select(Organisation.id, Organisation.path).where(among(Organisation.id, ids)))
    return {row.id: row.path for row in rows}


_VALUES = select(OrgSetting.organisation_id, OrgSetting.key, OrgSetting.value).where(
    among_given(OrgSetting.organisation_id, "ids")
)


async def _load_some(house: House, session: AsyncSession, paths: Mapping[int, str]) -> dict[int, OrgSettings]:
    chains = {org_id: _chain(path) for org_id, path in paths.items()}
    involved = {org_id for chain in chains.values() for org_id in chain}
    rows = list(await session.execute(_VALUES, {"ids": sorted(involved)}))
    return _in_force(house, chains, rows)


def _chain(path: str) -> list[int]:
    return [int(part) for part in path.strip("/").split("/")]


def _in_force(house: House, chains: Mapping[int, list[int]], rows: list[Any]) -> dict[int, OrgSettings]:
    # Most branches have set nothing: they share what they inherit.
    setting = {row.organisation_id for row in rows}
    shared: dict[tuple[int, ...], OrgSettings] = {}
    found: dict[int, OrgSettings] = {}
    for org_id, chain in chains.items():
        of_these = tuple(one for one in chain if one in setting)
        if of_these not in shared:
            shared[of_these] = _merge(house, chain, rows)
        found[org_id] = shared[of_these]
    return found


async def change(session: AsyncSession, organisation_id: int, key: str, value: Any, now: dt.datetime) -> None:
    """Set one setting of one organisation; None goes back to what is inherited.

    Args:
        session: The caller's transaction.
        organisation_id: Whose setting.
        key: A field of ``OrgSettings``.
        value: A JSON value the field accepts (times as ``HH:MM``).
        now: UTC.

    Raises:
        KeyError: There is no such setting.
        pydantic.ValidationError: The value does not fit.
    """
    if key not in OrgSettings.model_fields:
        raise KeyError(key)
    session.info.pop(_KNOWN, None)
    row = await session.get(OrgSetting, (organisation_id, key))
    if value is None:
        if row is not None:
            await session.delete(row)
        return
    OrgSettings.model_validate({key: value})
    if row is None:
        session.add(OrgSetting(organisation_id=organisation_id, key=key, value=value, changed_at=now))
    else:
        row.value, row.changed_at = value, now
