"""The yearly publication inside a branch: what was collected and what became of it, without a name.

A draft for who keeps the dues; the bot publishes nothing by itself (``domain_rules.md`` 3.5).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from services.access import Actor
from services.dues import keepers, remitting
from services.dues.calculation import ZERO
from services.dues.months import Month
from services.dues.remitting import Period, Sums
from services.house import House


@dataclass(frozen=True)
class Draft:
    """The year of a branch, yuan.

    Attributes:
        sums: Of the year.
        remitted, retained: As noted, of the periods of the year.
        noted: How many periods were noted.
    """

    branch_id: int
    branch: str
    year: int
    sums: Sums
    remitted: Decimal
    retained: Decimal
    noted: int


async def draft(house: House, actor: Actor, branch_id: int, year: int) -> Draft:
    """What a branch may tell its members of a year.

    Raises:
        NotAllowed: The actor does not keep its dues.
    """
    async with house.db.read() as session:
        place = await keepers.here(house, session, actor, branch_id)
        sums = await remitting.sums_of(session, place, Period(Month(year, 1), Month(year, 12)))
        noted = [one.noted for one in await remitting.year_of(session, place, year) if one.noted is not None]
    return Draft(
        place.id,
        place.name,
        year,
        sums,
        sum((one.split.remitted for one in noted), ZERO),
        sum((one.split.retained for one in noted), ZERO),
        len(noted),
    )
