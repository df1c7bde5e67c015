"""How a branch keeps its dues: due day, reminders, rounding, months ahead, and what goes up. Who keeps them sets it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from db.organisations import Organisation
from services import access
from services.access import STEWARDS, Actor, Need, Scope, Status
from services.branch import BadSetting, change_setting
from services.dues.keepers import KEEPERS
from services.house import House
from services.org_settings import OrgSettings, settings_of

#: Who keeps the dues of a branch, and whoever leads it or stands above it: settings are no amounts.
TUNERS = KEEPERS | STEWARDS
TUNER = Need(Status.CONSENTED, TUNERS)
TUNER_OF = Need(Status.CONSENTED, TUNERS, Scope.ORGANISATION)

#: The fields of ``OrgSettings`` this is about, by the short names buttons carry.
KEYS: Mapping[str, str] = {
    "day": "dues_due_day",
    "days": "dues_remind_days",
    "at": "dues_remind_at",
    "unit": "dues_rounding_unit",
    "mode": "dues_rounding_mode",
    "ahead": "dues_advance_months",
    "ratio": "dues_remit_ratio",
    "period": "dues_remit_period",
}


@dataclass(frozen=True)
class Tuned:
    """An organisation and its settings in force."""

    organisation_id: int
    name: str
    settings: OrgSettings


async def seen(house: House, actor: Actor, organisation_id: int) -> Tuned:
    """The settings of the dues of an organisation.

    Raises:
        NotAllowed: The actor does not reach it.
    """
    async with house.db.read() as session:
        await access.check(session, actor, TUNER_OF, organisation_id)
        place = await session.get_one(Organisation, organisation_id)
        return Tuned(place.id, place.name, await settings_of(house, session, place.id))


async def change(house: House, actor: Actor, organisation_id: int, what: str, value: Any) -> None:
    """Change one of them; None goes back to what is inherited. An open month stays as it was reckoned.

    Args:
        house: The house.
        actor: Who.
        organisation_id: Whose.
        what: A key of ``KEYS``.
        value: A JSON value (hours as ``HH:MM``, the ratio as text).

    Raises:
        NotAllowed: The actor does not reach it.
        BadSetting: There is no such setting, or the value does not fit.
    """
    if what not in KEYS:
        raise BadSetting
    await change_setting(house, actor, organisation_id, KEYS[what], value, need=TUNER_OF)


def ratio(text: str) -> str:
    """A part of the whole as people type it: ``70``, ``70%``, ``0.7``; ``1`` is all of it.

    Raises:
        BadSetting: It is none.
    """
    plain = text.strip().replace("％", "%")
    try:
        number = Decimal(plain.rstrip("% "))
    except InvalidOperation as error:
        raise BadSetting from error
    if not number.is_finite() or not 0 <= number <= 100:  # noqa: PLR2004 - per cent
        raise BadSetting
    if "%" in plain or number > 1:
        number /= 100
    return f"{number.normalize():f}"
