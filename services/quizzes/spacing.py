"""Which of somebody's missed questions come back, and when: FSRS, by its library. Pure.

What is known of a question is a ``Memory``: a card of FSRS-6 without learning steps, because people meet their
questions on days apart. Sessions are few and short, so a question comes back when the chance of knowing it has
fallen to seven in ten, and where more are due than a session asks, the one that is due longest comes first.
``benchmarks.retention`` compares this with asking at random and with fixed intervals.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from fsrs import Card, Rating, Scheduler

if TYPE_CHECKING:
    from fsrs.card import CardDict

#: Most questions that come back in one session.
MOST = 5


@dataclass(frozen=True)
class Memory:
    """How well a question sits.

    Attributes:
        stability: Days until the chance of knowing it falls to nine in ten, as FSRS counts it.
        difficulty: From 1 to 10.
        seen_at: When it was answered last, UTC.
        due_at: When it should come back, UTC.
    """

    stability: float
    difficulty: float
    seen_at: dt.datetime
    due_at: dt.datetime


#: The chance of knowing it at which a question comes back. Nine in ten, the usual aim of daily learners, asks the fresh
#: ones again and again where five questions a fortnight are all there is (tried on other seeds than those reported).
_WANTED = 0.7


@cache
def _scheduler() -> Scheduler:
    # No learning steps of minutes, and no fuzz: the same answers lead to the same days.
    return Scheduler(desired_retention=_WANTED, learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def _card(memory: Memory | None, now: dt.datetime) -> Card:
    # A card without a number would sleep a millisecond to make one.
    if memory is None:
        return Card(card_id=1, due=now)
    fields: CardDict = {
        "card_id": 1,
        "state": 2,
        "step": None,
        "stability": memory.stability,
        "difficulty": memory.difficulty,
        "due": memory.due_at.isoformat(),
        "last_review": memory.seen_at.isoformat(),
    }
    return Card.from_dict(fields)


def after(memory: Memory | None, now: dt.datetime, *, right: bool) -> Memory:
    """What is known of a question once it has been answered.

    Args:
        memory: Before; None: it was not missed before.
        now: UTC.
        right: Whether the answer was right.
    """
    if memory is None:
        first = _first(right)
        return Memory(first.stability, first.difficulty, now, now + (first.due_at - first.seen_at))
    return _reviewed(memory, now, right=right)


@cache
def _first(right: bool) -> Memory:
    """The same for everybody but for the moment: a crowd that ends a quiz meets many questions for the first time."""
    return _reviewed(None, dt.datetime(2026, 1, 1, tzinfo=dt.UTC), right=right)


def _reviewed(memory: Memory | None, now: dt.datetime, *, right: bool) -> Memory:
    card, _ = _scheduler().review_card(_card(memory, now), Rating.Good if right else Rating.Again, now)
    if card.stability is None or card.difficulty is None:
        raise ValueError("a reviewed card has a stability")
    return Memory(card.stability, card.difficulty, now, card.due)


def chosen(memories: Mapping[int, Memory], most: int = MOST) -> list[int]:
    """The questions that come back in a session: those due first, of one moment by number.

    Args:
        memories: By question.
        most: How many.
    """
    return sorted(memories, key=lambda number: (memories[number].due_at, number))[:most]
