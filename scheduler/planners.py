"""The planners: reconcilers of the features, run at intervals, at every new day and when the clock has jumped.

A planner may run any time, twice, or in several processes at once: UNIQUE keys protect the outbox. What is remembered
here only spares work. Facts of one branch that make it fail hold up no other (``services.narrowing``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from scheduler.metrics import PLANNED
from services import (
    activity_reports,
    checklists,
    dues,
    early,
    holidays,
    makeup,
    meetings,
    minutes,
    month_pack,
    narrowing,
    notices,
    reckoning,
    suggestions,
    surveys,
    tasks,
)
from services.announcements import looking
from services.attendance import monthly
from services.cases import planner as cases
from services.dues import departures, unpaid
from services.house import House
from services.orphans import planner as orphans
from services.outbox import Reconciled
from services.quizzes import closing
from services.receipts import late
from services.rollcall import unexplained
from services.shards import WHOLE, Shard
from services.study import granting, weekly

log = structlog.get_logger(__name__)

Plan = Callable[[House], Awaitable[Reconciled]]
PlanShard = Callable[[House, Shard], Awaitable[Reconciled]]


@dataclass(frozen=True)
class Planner:
    """One feature's planner.

    Attributes:
        name: The feature's name.
        plan: Makes its part of the outbox what it should be.
        every: The longest it may rest: how late it may notice a change of facts.
        plan_shard: The same for the organisations of a shard, where it can be divided among machines.
    """

    name: str
    plan: Plan
    every: dt.timedelta
    plan_shard: PlanShard | None = None


#: Every planner there is. A new feature adds its line.
PLANNERS: tuple[Planner, ...] = (
    # Before the reminders, which say what is open.
    Planner("dues_months", dues.open_all, dt.timedelta(minutes=30), plan_shard=dues.open_all),
    Planner("dues", dues.reconcile_all, dt.timedelta(minutes=10), plan_shard=dues.reconcile_all),
    Planner("dues_unpaid", unpaid.reconcile_all, dt.timedelta(hours=1), plan_shard=unpaid.reconcile_all),
    Planner("dues_left", departures.reconcile_all, dt.timedelta(hours=1), plan_shard=departures.reconcile_all),
    # Their services bring up to date at once what a human changes; here is what changes by itself: days, people.
    Planner("meetings", meetings.reconcile_all, dt.timedelta(minutes=30), plan_shard=meetings.reconcile_all),
    Planner("notices", notices.reconcile_all, dt.timedelta(minutes=30), plan_shard=notices.reconcile_all),
    Planner("checklists", checklists.reconcile_all, dt.timedelta(minutes=30), plan_shard=checklists.reconcile_all),
    Planner("cases", cases.reconcile_all, dt.timedelta(minutes=30), plan_shard=cases.reconcile_all),
    Planner("attendance", monthly.reconcile_all, dt.timedelta(hours=1), plan_shard=monthly.reconcile_all),
    Planner("makeup", makeup.reconcile_all, dt.timedelta(minutes=10), plan_shard=makeup.reconcile_all),
    # A roll-call that has ended or was put right: who was there looks for his hours soon.
    Planner("study", granting.reconcile_all, dt.timedelta(minutes=2), plan_shard=granting.reconcile_all),
    Planner("study_weekly", weekly.reconcile_all, dt.timedelta(hours=1), plan_shard=weekly.reconcile_all),
    Planner("minutes", minutes.reconcile_all, dt.timedelta(minutes=30), plan_shard=minutes.reconcile_all),
    Planner("month_pack", month_pack.reconcile_all, dt.timedelta(hours=1), plan_shard=month_pack.reconcile_all),
    # The key of a day is thrown away when the day is over, and what came anonymously is handed over.
    Planner("suggestions", suggestions.reconcile_all, dt.timedelta(minutes=10)),
    Planner("surveys", surveys.close_all, dt.timedelta(minutes=1), plan_shard=surveys.close_all),
    Planner(
        "activity_reports",
        activity_reports.remind_all,
        dt.timedelta(minutes=30),
        plan_shard=activity_reports.remind_all,
    ),
    Planner("tasks", tasks.reconcile_all, dt.timedelta(minutes=10), plan_shard=tasks.reconcile_all),
    Planner("receipts", late.reconcile_all, dt.timedelta(minutes=5), plan_shard=late.reconcile_all),
    # What nobody looks after since somebody left: a human of the office decides.
    Planner("orphans", orphans.reconcile_all, dt.timedelta(hours=1), plan_shard=orphans.reconcile_all),
    Planner("holidays", holidays.alarm, dt.timedelta(hours=1)),
    # At T+10 the stewards see who is unexplained: looked at with every tick.
    Planner("rollcall", unexplained.plan, dt.timedelta(seconds=20), plan_shard=unexplained.plan),
    # Scheduled for a minute; how it went, and what nobody knows.
    Planner("announcements", looking.look_after, dt.timedelta(seconds=10), plan_shard=looking.look_after),
    # Attempts and quizzes end by the clock.
    Planner("quizzes", closing.close_all, dt.timedelta(seconds=20), plan_shard=closing.close_all),
    Planner("early", early.advance, dt.timedelta(minutes=10), plan_shard=early.advance),
    Planner("reckoning", reckoning.report, dt.timedelta(minutes=10), plan_shard=reckoning.report),
)


class Planning:
    """Runs the planners that are due.

    Args:
        house: The house.
        planners: Which ones.
    """

    def __init__(self, house: House, planners: tuple[Planner, ...] = PLANNERS) -> None:
        self._house = house
        self._planners = planners
        self._last: dict[str, dt.datetime] = {}

    async def tick(self) -> None:
        """Run what has rested long enough, or since another day; one that fails does not keep the others from running.

        Raises:
            ExceptionGroup: Some planners failed; the others have run.
        """
        failures: list[Exception] = []
        for planner in self._planners:
            if not self._due(planner):
                continue
            try:
                await self.run(planner)
            except Exception as error:  # one that fails does not hold up the others; raised together below
                log.exception("planner_failed", planner=planner.name)
                failures.append(error)
        if failures:
            raise ExceptionGroup("planners failed", failures)

    async def run(self, planner: Planner) -> Reconciled:
        """Run one planner now."""
        began = self._house.now()
        done = await plan(self._house, planner)
        self._last[planner.name] = began
        note(planner, done)
        return done

    def _due(self, planner: Planner) -> bool:
        last = self._last.get(planner.name)
        if last is None:
            return True
        now, zone = self._house.now(), self._house.zone
        # A clock that was set back makes it due as well.
        return not dt.timedelta() <= now - last < planner.every or (
            now.astimezone(zone).date() != last.astimezone(zone).date()
        )


async def plan(house: House, planner: Planner, shard: Shard = WHOLE) -> Reconciled:
    """Run a planner for a shard; what cannot be divided, whole by the first."""
    if planner.plan_shard is not None:
        return await narrowing.around(house, planner.name, planner.plan_shard, shard)
    return await planner.plan(house) if shard.rank == WHOLE.rank else Reconciled(0, 0)


def note(planner: Planner, done: Reconciled) -> None:
    """Count and log what a planner changed."""
    for what in ("added", "voided", "revived", "refreshed"):
        PLANNED.labels(planner.name, what).inc(getattr(done, what))
    if done.changes:
        log.info("planned", planner=planner.name, added=done.added, voided=done.voided, revived=done.revived)
