"""What happens to suggestions by itself: the turn of the day, boxes that have become nobody's, figures, the end."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.organisations import RoleGrant, held_on
from db.suggestion_names import SuggestionState
from db.suggestions import Suggestion, SuggestionArrival, SuggestionDayKey
from services import kinds, leases, outbox
from services.audiences import Person
from services.house import House
from services.kinds import OnPause, Pending, Policy
from services.outbox import Button, Message, Payload, Reconciled
from services.recurrence import add_months, moment
from services.shards import WHOLE, Shard
from services.suggestions import rules
from services.suggestions.anonymous import forget_days
from services.suggestions.desk import OPEN
from services.suggestions.routing import TAKING, Box, box_of_taker, takers
from services.suggestions.signed import NEW

#: Kinds: yesterday's anonymous ones; last month in figures.
ARRIVED, SUMMARY = "suggestion_arrived", "suggestion_summary"
_BUTTONS = ((Button("suggestions-button-desk", data="sgd"),),)


async def reconcile_all(house: House, shard: Shard = WHOLE) -> Reconciled:
    """Hand over what came before today, find boxes that are nobody's, plan the figures. It may run any time."""
    del shard  # one house has one box
    today, now = house.today(), house.now()
    added = 0
    async with house.db.read() as session:
        turns = await _turns(session, today)
    if turns:
        async with house.db.write() as session:
            added = await _turn(house, session, today, now)
    async with house.db.read() as session:
        wanted = await _figures(house, session, today)
    if wanted:
        async with house.db.write() as session:
            added += await outbox.enqueue(session, wanted, now)
    return Reconciled(added, 0)


async def _turns(session: AsyncSession, today: dt.date) -> bool:
    """Whether a day is over of which something is left, or a box has nobody."""
    for query in (
        select(SuggestionDayKey.day).where(SuggestionDayKey.day != today),
        select(SuggestionArrival.id).where(SuggestionArrival.received_on < today),
    ):
        if (await session.scalars(query.limit(1))).first() is not None:
            return True
    return bool(await _lost(session, today))


async def _turn(house: House, session: AsyncSession, today: dt.date, now: dt.datetime) -> int:
    await leases.lock_within(session, "suggestions:turn")  # what two processes find waiting is handed over by one
    await forget_days(session, today)
    arrived = await _hand_over(session, today)
    for box in await _lost(session, today):
        there = await box_of_taker(session, box.organisation_id, box.taker, today)
        query = select(Suggestion).where(_in_box(box), Suggestion.state.in_(OPEN))
        for row in await session.scalars(query):
            row.organisation_id, row.taker = there.organisation_id, there.taker
            arrived[there] += 1
    await session.flush()
    counts: Counter[Person] = Counter()
    for box, count in arrived.items():
        for one in await takers(session, box, today):
            counts[one] += count
    due = moment(today, rules.load().tell_at, house.zone)
    patience = dt.timedelta(days=rules.load().patience_days)
    messages = [
        Message(
            kind=ARRIVED,
            dedupe_key=f"suggestions:arrived:{today:%Y%m%d}:{one.key}",
            subject=f"suggestions:arrived:{today:%Y%m%d}",
            payload=Payload("suggestions-arrived", {"count": count}, _BUTTONS),
            due_at=max(due, now),
            member_id=one.id,
            expires_at=max(due, now) + patience,
        )
        for one, count in sorted(counts.items())
    ]
    return await outbox.enqueue(session, messages, now)


async def _hand_over(session: AsyncSession, today: dt.date) -> Counter[Box]:
    """Move what came before today to where it is read: all of it at once, by its random numbers."""
    query = select(SuggestionArrival).where(SuggestionArrival.received_on < today).order_by(SuggestionArrival.id)
    rows = list(await session.scalars(query))
    if not rows:
        return Counter()
    values = [
        {
            "id": row.id,
            "organisation_id": row.organisation_id,
            "taker": row.taker,
            "topic": row.topic,
            "signed": False,
            "words": row.words,
            "received_on": row.received_on,
            "code_hash": row.code_hash,
            "state": SuggestionState.RECEIVED,
            "state_on": row.received_on,
        }
        for row in rows
    ]
    await session.execute(delete(SuggestionArrival).where(SuggestionArrival.received_on < today))
    await session.execute(insert(Suggestion), values)
    return Counter(Box(row.organisation_id, row.taker) for row in rows)


def _in_box(box: Box) -> ColumnElement[bool]:
    return and_(Suggestion.organisation_id == box.organisation_id, Suggestion.taker == box.taker)


async def _boxes(session: AsyncSession, *where: ColumnElement[bool]) -> list[Box]:
    query = select(Suggestion.organisation_id, Suggestion.taker).where(*where).distinct()
    return [Box(row.organisation_id, row.taker) for row in await session.execute(query)]


async def _lost(session: AsyncSession, today: dt.date) -> list[Box]:
    """Boxes with something open that nobody takes from, where somebody else could."""
    found = []
    for box in await _boxes(session, Suggestion.state.in_(OPEN)):
        if not await takers(session, box, today):
            there = await box_of_taker(session, box.organisation_id, box.taker, today)
            if there != box and await takers(session, there, today):
                found.append(box)
    return found


# --- figures ----------------------------------------------------------------------------------------------------------


async def _figures(house: House, session: AsyncSession, today: dt.date) -> list[Message]:
    """On the first of a month: last month in figures, for whoever takes from a box; no names, no words."""
    due = moment(today.replace(day=1), rules.load().tell_at, house.zone)
    if today.day > rules.load().patience_days or house.now() < due:
        return []
    last = add_months(today.replace(day=1), -1)
    this = today.replace(day=1)
    messages = []
    for box in await _boxes(session, Suggestion.received_on >= last, Suggestion.received_on < this):
        payload = await _figures_of(session, box, last, this)
        messages += [
            Message(
                kind=SUMMARY,
                dedupe_key=f"suggestions:summary:{last:%Y%m}:{box.organisation_id}:{box.taker.value}:{one.key}",
                subject=f"suggestions:summary:{last:%Y%m}",
                payload=payload,
                due_at=due,
                member_id=one.id,
                expires_at=due + dt.timedelta(days=rules.load().patience_days),
            )
            for one in await takers(session, box, today)
        ]
    return messages


async def _figures_of(session: AsyncSession, box: Box, since: dt.date, before: dt.date) -> Payload:
    query = (
        select(Suggestion.topic, Suggestion.state, func.count())
        .where(_in_box(box), Suggestion.received_on >= since, Suggestion.received_on < before)
        .group_by(Suggestion.topic, Suggestion.state)
    )
    topics: Counter[str] = Counter()
    states: Counter[SuggestionState] = Counter()
    for topic, state, count in await session.execute(query):
        topics[topic.value.lower().replace("_", "-")] += count
        states[state] += count
    lines = [
        {"key": "suggestions-summary-topic", "vars": {"topic": {"key": f"suggestions-topic-{topic}"}, "count": count}}
        for topic, count in sorted(topics.items())
    ]
    shown = {
        "month": {"month": f"{since:%Y-%m}"},
        "count": sum(states.values()),
        "answered": states[SuggestionState.ANSWERED],
        "closed": states[SuggestionState.CLOSED],
        "open": states[SuggestionState.RECEIVED] + states[SuggestionState.LOOKED_AT],
        "lines": {"lines": lines},
    }
    return Payload("suggestions-summary", shown, _BUTTONS)


async def sweep(session: AsyncSession, today: dt.date) -> int:
    """Delete what was answered or closed long ago, whole. Returns how many."""
    before = add_months(today, -rules.load().keep_months)
    gone = await session.execute(
        delete(Suggestion).where(Suggestion.state.not_in(OPEN), Suggestion.state_on < before).returning(Suggestion.id)
    )
    return len(gone.all())


# --- still true? ------------------------------------------------------------------------------------------------------


async def _read(house: House, session: AsyncSession, pending: Sequence[Pending], now: dt.datetime) -> set[int]:
    """Whatever came has been looked at meanwhile."""
    del now
    today = house.today()
    his = or_(*(and_(Suggestion.taker == taker, RoleGrant.role.in_(sorted(roles))) for taker, roles in TAKING.items()))
    query = (
        select(RoleGrant.member_id)
        .join(Suggestion, and_(Suggestion.organisation_id == RoleGrant.organisation_id, his))
        .where(
            RoleGrant.member_id.in_(_members(pending)),
            held_on(today),
            Suggestion.state == SuggestionState.RECEIVED,
        )
    )
    waiting = set(await session.scalars(query))
    return {one.id for one in pending if one.member_id not in waiting}


def _members(pending: Iterable[Pending]) -> list[int]:
    return sorted({one.member_id for one in pending if one.member_id is not None})


kinds.register(ARRIVED, Policy(stale=_read))
kinds.register(SUMMARY, Policy(on_pause=OnPause.SKIP))
kinds.register(NEW, Policy(stale=kinds.over_unless(Suggestion.id, Suggestion.state == SuggestionState.RECEIVED)))
