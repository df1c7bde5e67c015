"""The check's task for the office above: one for a post, one for the things of a place; over when nothing is left."""

from __future__ import annotations

from sqlalchemy import select

from db.escalations import HumanTask
from db.names import Audience, TaskEnd
from services import escalation, tasks
from services.house import House
from services.orphans import finding
from services.orphans.finding import KIND, Orphan, What
from services.outbox import Reconciled
from services.shards import WHOLE, Shard


async def reconcile_all(house: House, shard: Shard = WHOLE) -> Reconciled:
    """Tell the office what is orphaned, once, and end what has been put right. Harmless twice.

    Args:
        house: The house.
        shard: Which organisations.
    """
    now, today = house.now(), house.today()
    waiting = select(HumanTask).where(HumanTask.kind == KIND, HumanTask.closed_at.is_(None))
    async with house.db.read() as session:
        orphans = await finding.found(session, today, now)
        if not orphans and await session.scalar(waiting.with_only_columns(HumanTask.id).limit(1)) is None:
            return Reconciled(0, 0)
    async with house.db.write() as session:
        # Looked at again: what was put right meanwhile is no orphan.
        orphans = await finding.found(session, today, now)
        still = list(await session.scalars(waiting))
        voided = 0
        for task in still:
            if not _holds(task, orphans):
                voided += await tasks.end(session, now, TaskEnd.ANSWERED, HumanTask.id == task.id)
        made: list[int] = []
        for place in shard.of_these(sorted({one.organisation_id for one in orphans})):
            mine = [one for one in orphans if one.organisation_id == place]
            for batch in (
                [one for one in mine if one.what is What.LEADER],
                [one for one in mine if one.what is not What.LEADER],
            ):
                asked = finding.asked_of(batch) if batch else ""
                word = asked.partition(":")[0]
                known = [one for one in still if one.organisation_id == place and one.asked.startswith(word)]
                if not batch or (known and word == "things"):
                    continue
                task_id = await escalation.make_task(
                    session, KIND, f"orphans:{place}", asked, place, Audience.SUPERIOR, now
                )
                made += [task_id] if task_id is not None else []
        return Reconciled(await tasks.tell(house, session, made, now), voided)


def _holds(task: HumanTask, orphans: list[Orphan]) -> bool:
    """Whether a task is still about something."""
    mine = [one for one in orphans if one.organisation_id == task.organisation_id]
    if task.asked.startswith("leader:"):
        return any(finding.asked_of([one]) == task.asked for one in mine if one.what is What.LEADER)
    return any(one.what is not What.LEADER for one in mine)
