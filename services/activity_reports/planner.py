"""A report nobody has looked at: the party office is reminded, a few times, then it is let be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.activity_reports import ActivityReport
from db.names import ReportState
from db.organisations import Organisation
from services import kinds, outbox
from services.activity_reports.book import NoOffice, subject_of
from services.activity_reports.deciding import DECIDED, look_button, office_of
from services.activity_reports.rules import load
from services.house import House
from services.kinds import Policy
from services.outbox import PRIORITY_NOTICE, Message, Payload, Reconciled
from services.recurrence import moment
from services.shards import WHOLE, Shard

WAITING = "activity_report_waiting"


async def remind_all(house: House, shard: Shard = WHOLE) -> Reconciled:
    """Remind whoever is of the office now of what waits; each report at each of its times once."""
    rule, now = load(), house.now()
    # Days are those of the calendar: what was handed in in the evening is due at the hour, before whole days are over.
    first = now - dt.timedelta(days=min(rule.remind_days) - 1)
    query = (
        select(ActivityReport, Organisation)
        .join(Organisation, Organisation.id == ActivityReport.branch_id)
        .where(ActivityReport.state == ReportState.HANDED_IN, ActivityReport.handed_in_at <= first)
        .order_by(ActivityReport.id)
    )
    async with house.db.read() as session:
        rows = (await session.execute(query)).all()
        mine = shard.of_these({row.Organisation.id for row in rows})
        wanted = [
            message
            for row in rows
            if row.Organisation.id in mine
            for message in await _reminders(house, session, row.ActivityReport, row.Organisation, now)
        ]
    if not wanted:
        return Reconciled(0, 0)
    async with house.db.write() as session:
        return Reconciled(await outbox.enqueue(session, wanted, now), 0)


async def _reminders(
    house: House, session: AsyncSession, row: ActivityReport, branch: Organisation, now: dt.datetime
) -> Sequence[Message]:
    rule = load()
    if row.handed_in_at is None:
        return []
    day = row.handed_in_at.astimezone(house.zone).date()
    due = {days: moment(day + dt.timedelta(days=days), rule.remind_at, house.zone) for days in rule.remind_days}
    patience = dt.timedelta(days=rule.patience_days)
    todays = [(days, at) for days, at in due.items() if at <= now < at + patience]
    if not todays:
        return []
    try:
        office_id, people = await office_of(house, session, branch)
    except NoOffice:
        return []  # nobody is there any more; the branch's own screen says that it waits
    return [
        Message(
            kind=WAITING,
            dedupe_key=f"{subject_of(row.id)}:waiting:{row.times}:{days}:{one}",
            subject=subject_of(row.id),
            payload=Payload(
                "activity-reports-waiting",
                {"branch": branch.name, "title": row.title, "days": days},
                ((look_button(office_id, row.id),),),
            ),
            due_at=at,
            member_id=one,
            expires_at=at + patience,
            priority=PRIORITY_NOTICE,
        )
        for days, at in todays
        for one in people
    ]


kinds.register(WAITING, Policy(stale=DECIDED))
