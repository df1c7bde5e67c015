"""Fingerprints of what is planned about meetings (``services.settled``): of all a plan is made of but what was sent.

In the course of time a plan's reminders become too late, which a fingerprint need not know; that its first sitting has
begun, or its invitations are due, voids messages that are queued, and is in it.
"""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from operator import attrgetter

from services import outbox, settled
from services.audiences import Person
from services.meetings import messages, words
from services.meetings.messages import Facts, Snapshot
from services.reminder_rules import leads

#: What of a snapshot is no JSON value.
_SPELLED = frozenset({"leads", "zone"})
_VALUES = attrgetter(*(one.name for one in fields(Snapshot) if one.name not in _SPELLED))


class Marks:
    """Makes fingerprints; those who share an audience are looked at once.

    Args:
        heads_up: As for ``messages.plan``.
        now: The moment of the plans, UTC.
    """

    def __init__(self, heads_up: dt.timedelta, now: dt.datetime) -> None:
        self._heads_up = heads_up
        self._now = now
        self._crowds: dict[int, tuple[Sequence[Person], str]] = {}

    def of(self, facts: Facts) -> str:
        """The fingerprint of the plan of a meeting."""
        meeting = facts.meeting
        return settled.fingerprint(
            [
                _code(),
                self._heads_up.total_seconds(),
                _VALUES(meeting),
                [str(lead) for lead in meeting.leads],
                meeting.zone.key,
                self._crowd(facts.audience),
                facts.stewards,
                sorted(facts.sittings.items()),
                sorted(facts.away),
                facts.beside,
                self._now < meeting.starts_at,
                meeting.untouched and self._now < meeting.invited,
            ]
        )

    def _crowd(self, people: Sequence[Person]) -> str:
        known = self._crowds.get(id(people))
        if known is None:
            # The list is kept, so that its identity stays its own.
            known = self._crowds[id(people)] = people, settled.fingerprint(people)
        return known[1]


@cache
def _code() -> str:
    """Of what makes messages of facts: another release may word them otherwise."""
    return settled.fingerprint([inspect.getsource(one) for one in (messages, words, leads, outbox)])
