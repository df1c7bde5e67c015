"""When a month is over the secretary is offered its pack; a branch that held nothing is offered none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.names import OrgLevel
from db.organisations import Organisation
from services import audiences, kinds
from services.carrying import carry_out
from services.house import House
from services.kinds import OnPause, Pending, Policy
from services.minutes import rules
from services.month_pack.packing import Month, held_in
from services.org_settings import settings_of_some
from services.outbox import Button, Message, Payload, Reconciled
from services.recurrence import moment
from services.shards import WHOLE, Shard

KIND = "month_pack"
#: How far ahead an offer is planned, and how long it is worth sending.
_HORIZON, _PATIENCE = dt.timedelta(days=14), dt.timedelta(days=7)
_DAY = dt.timedelta(days=1)


def _subject(organisation_id: int) -> str:
    return f"month_pack:{organisation_id}"


@dataclass(frozen=True)
class _Plan:
    """What should be in the queue of one branch; see ``services.outbox.reconcile``."""

    subject: str
    wanted: list[Message]
    keep: frozenset[str] = frozenset()


async def reconcile_all(house: House, shard: Shard = WHOLE) -> Reconciled:
    """Make the offers what they should be.

    Args:
        house: The house.
        shard: Which branches.
    """
    now = house.now()
    async with house.db.read() as session:
        plans = await _plans(house, session, shard, now)
    return await carry_out(house, plans, now)


async def _plans(house: House, session: AsyncSession, shard: Shard, now: dt.datetime) -> list[_Plan]:
    rows = list(
        await session.execute(
            select(Organisation.id, Organisation.name, Organisation.path).where(
                Organisation.level == OrgLevel.BRANCH, Organisation.ended_at.is_(None)
            )
        )
    )
    mine = set(shard.of_these(row.id for row in rows))
    zones = await _zones(house, session, mine)
    roles = await audiences.roles_on(session, house.today())
    found = []
    for row in rows:
        if row.id not in mine:
            continue
        zone, plan = zones[row.id], _Plan(_subject(row.id), [])
        for month in _months(now, zone):
            due = _due(month, zone)
            for person in roles.leaders([int(part) for part in row.path.strip("/").split("/")]):
                plan.wanted.append(
                    Message(
                        kind=KIND,
                        dedupe_key=f"{plan.subject}:{month.key}:{person.key}",
                        subject=plan.subject,
                        payload=Payload(
                            "month-pack-offer",
                            {"branch": row.name, "month": {"month": f"{month.year}-{month.month:02d}"}},
                            ((Button("month-pack-button", data=f"mp:{row.id}:{month.key}"),),),
                        ),
                        due_at=due,
                        member_id=person.id,
                        expires_at=due + _PATIENCE,
                    )
                )
        found.append(plan)
    return found


async def _zones(house: House, session: AsyncSession, places: Collection[int]) -> Mapping[int, ZoneInfo]:
    settings = await settings_of_some(house, session, places)
    return {key: ZoneInfo(one.timezone) for key, one in settings.items()}


def _months(now: dt.datetime, zone: ZoneInfo) -> list[Month]:
    """Months whose offer is due now or soon."""
    today = now.astimezone(zone).date()
    this = Month.of(today)
    months = [Month.of(this.first - _DAY), this]
    return [one for one in months if now - _PATIENCE < _due(one, zone) <= now + _HORIZON]


def _due(month: Month, zone: ZoneInfo) -> dt.datetime:
    """The morning after its last day."""
    return moment(month.last + _DAY, rules.load().pack_at, zone)


async def _stale(house: House, session: AsyncSession, pending: Sequence[Pending], now: dt.datetime) -> set[int]:
    """The branch held nothing in that month, or he leads it no more."""
    ids = {one.id: one.about for one in pending}
    paths = {
        row.id: row.path
        for row in await session.execute(
            select(Organisation.id, Organisation.path).where(Organisation.id.in_(sorted(set(ids.values()))))
        )
    }
    zones = await _zones(house, session, paths)
    roles = await audiences.roles_on(session, house.today())
    found = set()
    for one in pending:
        here = ids[one.id]
        month = Month.parse(str(one.payload["vars"]["month"]["month"]).replace("-", ""))
        held = await held_in(session, paths[here], month.moments(zones[here]), now) if here in paths else []
        leads = here in paths and one.member_id in {
            person.id for person in roles.leaders([int(part) for part in paths[here].strip("/").split("/")])
        }
        if not held or not leads:
            found.add(one.id)
    return found


kinds.register(KIND, Policy(on_pause=OnPause.HOLD, stale=_stale, mutable=True, snoozes=True))
