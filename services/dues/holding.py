"""Reminders wait while last month's payments are not entered: who keeps the dues is reminded first.

::

    last month has something open, and nobody said "all entered"
      ├── a word to who keeps the dues, the day before the first rung
      └── the early rungs wait: until it is entered, or two days before the due day, whichever comes first

Nobody who has paid long ago is reminded because it was not written down. The first month of a branch is never held.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.dues import DuesMonth
from services import audit, kinds
from services.access import Actor
from services.dues import keepers
from services.dues.facts import first_months
from services.dues.ladder import Rung, moment_before
from services.dues.months import Month
from services.errors import NotAllowed
from services.house import House
from services.kinds import Pending, Policy
from services.org_settings import OrgSettings
from services.outbox import PRIORITY_NOTICE, Button, Message, Payload
from services.rules import Rules

ENTER = "dues_enter"


@dataclass(frozen=True)
class Hold:
    """A month whose early reminders wait, or waited.

    Attributes:
        month: Whose reminders.
        entered_at: When the month before was entered, UTC; None: it is not.
        open: How many members have something open of the month before.
        keepers: Who keeps the dues: id and key.
    """

    branch_id: int
    month: Month
    entered_at: dt.datetime | None
    open: int
    keepers: tuple[tuple[int, str], ...]


def held(rungs: Sequence[Rung], hold: Hold | None, due: dt.date, settings: OrgSettings, rules: Rules) -> list[Rung]:
    """The rungs as they go out: those that wait go when it is entered, or so many days before the due day."""
    if hold is None:
        return list(rungs)
    latest = moment_before(due, rules.dues.hold_until_days_before, settings)
    free = latest if hold.entered_at is None else min(hold.entered_at, latest)
    return [replace(rung, at=max(rung.at, free)) if rung.at < latest else rung for rung in rungs]


def entering(subject: str, hold: Hold | None, due: dt.date, settings: OrgSettings, rules: Rules) -> list[Message]:
    """The word to who keeps the dues, the day before the first reminder would go out."""
    if hold is None or hold.entered_at is not None:
        return []
    before, latest = max(settings.dues_remind_days), rules.dues.hold_until_days_before
    last = hold.month.plus(-1)
    buttons = (
        Button("dues-button-enter", data=f"du.rec:{hold.branch_id}"),
        Button("dues-button-entered", data=f"du.done:{hold.branch_id}:{last.number}"),
    )
    shown = {
        "month": {"month": str(last)},
        "count": hold.open,
        "until": {"date": (due - dt.timedelta(days=latest)).isoformat()},
    }
    return [
        Message(
            kind=ENTER,
            dedupe_key=f"{subject}:enter:{due.day:02d}:{key}",
            subject=subject,
            payload=Payload("dues-enter", shown, (buttons,)),
            due_at=moment_before(due, before + 1, settings),
            member_id=who,
            expires_at=moment_before(due, latest, settings),
            priority=PRIORITY_NOTICE,
        )
        for who, key in hold.keepers
    ]


async def holds(
    session: AsyncSession,
    members: Mapping[int, Sequence[tuple[int, str]]],
    settings: Mapping[int, OrgSettings],
    owed: Mapping[int, Mapping[Month, Decimal]],
    now: dt.datetime,
) -> dict[int, Hold]:
    """The branches whose reminders of this month wait, or waited until the month before was entered.

    Args:
        session: Any session.
        members: Who pays there, by branch.
        settings: In force, by branch.
        owed: What is open, yuan by member and month.
        now: UTC.
    """
    begun = await first_months(session, members)
    month = {one: Month.of(now.astimezone(ZoneInfo(settings[one].timezone)).date()) for one in begun}
    rows = await session.execute(
        select(DuesMonth.branch_id, DuesMonth.month, DuesMonth.entered_at).where(
            among(DuesMonth.branch_id, begun), DuesMonth.entered_at.is_not(None)
        )
    )
    entered = {(row.branch_id, row.month): row.entered_at for row in rows}
    found: dict[int, Hold] = {}
    for branch_id, first in begun.items():
        last = month[branch_id].plus(-1)
        at = entered.get((branch_id, last.number))
        open_ = sum(1 for one, _ in members[branch_id] if owed.get(one, {}).get(last, 0) > 0)
        if first <= last and (at is not None or open_):
            who = tuple(await keepers.who_keep(session, branch_id, now.date())) if at is None else ()
            found[branch_id] = Hold(branch_id, month[branch_id], at, open_, who)
    return found


async def mark_entered(house: House, actor: Actor, branch_id: int, month: Month) -> None:
    """All payments of a month are entered: reminders need not wait. Once; what is open stays open.

    Raises:
        NotAllowed: The actor does not keep the dues there, or the branch never opened the month.
    """
    async with house.db.write() as session:
        await keepers.here(house, session, actor, branch_id)
        row = await session.get(DuesMonth, (branch_id, month.number), with_for_update=True)
        if row is None:
            raise NotAllowed
        if row.entered_at is None:
            row.entered_at, row.entered_by = house.now(), actor.account_id
            await audit.record(
                session,
                actor=actor.audit_name,
                action="dues.month_entered",
                subject=f"organisation:{branch_id}",
                now=house.now(),
                details={"month": str(month)},
            )


async def _stale(house: House, session: AsyncSession, pending: Collection[Pending], now: dt.datetime) -> set[int]:
    """It was entered meanwhile."""
    del house, now
    last = {one.id: _asked(one) for one in pending}
    rows = await session.execute(
        select(DuesMonth.branch_id, DuesMonth.month).where(
            among(DuesMonth.branch_id, {branch_id for branch_id, _ in last.values()}), DuesMonth.entered_at.is_not(None)
        )
    )
    done = {(row.branch_id, row.month) for row in rows}
    return {row for row, asked in last.items() if asked in done}


def _asked(one: Pending) -> tuple[int, int]:
    """``dues:7:2026-11`` asks whether branch 7 has entered 2026-10."""
    _, branch_id, month = one.subject.split(":")
    return int(branch_id), Month.parse(month).plus(-1).number


kinds.register(ENTER, Policy(stale=_stale))
