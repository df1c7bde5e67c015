"""Carries plans of small queues out: compared in one reading, written a few at a time where they differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

from services import comparing, outbox
from services.comparing import Planned
from services.house import House
from services.outbox import Reconciled

#: Messages that are written in one transaction: other writers wait for it, a twentieth of a second.
_MESSAGES = 1_000

_Key = TypeVar("_Key", bound=Hashable)


async def carry_out(house: House, plans: Sequence[Planned], now: dt.datetime) -> Reconciled:
    """Make some queues what their plans want; a queue that is right already is not written to.

    The facts are a moment old when they are carried out; whoever changed them meanwhile is noticed by the next run, or
    when it is sent.

    Args:
        house: The house.
        plans: Each of a subject of its own.
        now: The moment they were made for, UTC.
    """
    async with house.db.read() as session:
        differs = set(await comparing.differing(session, plans))
    by_subject = {plan.subject: plan for plan in plans if plan.subject in differs}
    total = Reconciled(0, 0)
    for some in in_parts({one: max(1, len(plan.wanted)) for one, plan in by_subject.items()}, _MESSAGES):
        async with house.db.write() as session:
            total = sum(await outbox.reconcile_some(session, [by_subject[one] for one in some], now), total)
    return total


def in_parts(weights: Mapping[_Key, int], most: int) -> Iterator[list[_Key]]:
    """Things in groups that weigh no more together than may be, in order; a heavier one is alone."""
    some: list[_Key] = []
    weight = 0
    for one, own in weights.items():
        if some and weight + own > most:
            yield some
            some, weight = [], 0
        some.append(one)
        weight += own
    if some:
        yield some
