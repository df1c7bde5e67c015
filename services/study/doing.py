"""What members have done in some days: hours, readings, essays, characters of notes. Counted when it is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.study import StudyEntry, StudyReading, StudyWork
from db.study_names import StudyBook, StudyItem, WorkState

N = TypeVar("N", int, Decimal)


@dataclass(frozen=True)
class Targets:
    """What a campaign asks of each; None: nothing of this."""

    hours: Decimal | None
    readings: int | None
    essays: int | None
    characters: int | None


@dataclass(frozen=True)
class Done:
    """What somebody has done in some days."""

    hours: Decimal = Decimal(0)
    readings: int = 0
    essays: int = 0
    characters: int = 0

    def lacks(self, targets: Targets) -> Targets:
        """What is still missing of each target; None: nothing, or it is not asked."""
        return Targets(
            _short(targets.hours, self.hours),
            _short(targets.readings, self.readings),
            _short(targets.essays, self.essays),
            _short(targets.characters, self.characters),
        )

    def meets(self, targets: Targets) -> bool:
        """Whether everything that is asked is done."""
        return self.lacks(targets) == Targets(None, None, None, None)


def _short(asked: N | None, have: N) -> N | None:
    return asked - have if asked is not None and have < asked else None


async def done_in(
    session: AsyncSession, member_ids: Collection[int], first: dt.date, last: dt.date
) -> Mapping[int, Done]:
    """What some members have done in ``[first, last]``; four statements, however many they are."""
    between = (StudyEntry.earned_on >= first, StudyEntry.earned_on <= last)
    # A line and its reversal carry the same day, so a plain sum is what stands.
    hours = await session.execute(
        select(StudyEntry.member_id, func.sum(StudyEntry.amount, type_=StudyEntry.amount.type).label("total"))
        .where(among(StudyEntry.member_id, member_ids), StudyEntry.book == StudyBook.HOURS, *between)
        .group_by(StudyEntry.member_id)
    )
    of_hours = {row.member_id: row.total for row in hours}
    readings = await session.execute(
        select(StudyReading.member_id, func.count().label("many"))
        .where(among(StudyReading.member_id, member_ids), StudyReading.done_on.between(first, last))
        .group_by(StudyReading.member_id)
    )
    of_readings = {row.member_id: row.many for row in readings}
    accepted = await session.execute(
        select(
            StudyWork.member_id,
            StudyWork.item,
            func.count().label("many"),
            func.coalesce(func.sum(StudyWork.characters), 0).label("characters"),
        )
        .where(
            among(StudyWork.member_id, member_ids),
            StudyWork.state == WorkState.ACCEPTED,
            StudyWork.ends_on.between(first, last),
            StudyWork.item.in_((StudyItem.ESSAY, StudyItem.NOTES)),
        )
        .group_by(StudyWork.member_id, StudyWork.item)
    )
    essays: dict[int, int] = {}
    characters: dict[int, int] = {}
    for row in accepted:
        if row.item is StudyItem.ESSAY:
            essays[row.member_id] = int(row.many)
        else:
            characters[row.member_id] = int(row.characters)
    return {
        one: Done(of_hours.get(one, Decimal(0)), of_readings.get(one, 0), essays.get(one, 0), characters.get(one, 0))
        for one in member_ids
    }
