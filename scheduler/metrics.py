"""What the scheduler counts for ``/metrics``."""

from __future__ import annotations

from collections import Counter as Counts
from collections.abc import Iterable

from prometheus_client import Counter, Gauge, Histogram

from services.delivery import Ended

ENDED = Counter("zhibu_outbox_ended_total", "Messages that came to an end.", ["kind", "state", "reason"])
LATENESS = Histogram(
    "zhibu_outbox_lateness_seconds",
    "How long after their time messages were sent, seconds.",
    ["kind"],
    buckets=(0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 6 * 3600, 24 * 3600),
)
QUEUE = Gauge("zhibu_outbox_queue", "Messages in the queue.", ["what"])
OLDEST = Gauge("zhibu_outbox_oldest_due_seconds", "How long the longest waiting due message has been due, seconds.")
IN_FLIGHT = Gauge("zhibu_delivery_in_flight", "Requests of the delivery loop that are open.")
TURNS_FAILED = Counter("zhibu_delivery_turns_failed_total", "Turns of the delivery loop that raised.")
UNEXPECTED = Counter("zhibu_delivery_unexpected_total", "Sends that raised something no outcome is known for.")
SWEPT = Counter("zhibu_outbox_swept_total", "Messages a sweep took over.", ["what"])
TICKS = Counter("zhibu_ticks_total", "Runs of ticking jobs.", ["job", "how"])
PLANNED = Counter("zhibu_planner_changes_total", "Outbox rows planners touched.", ["planner", "what"])


def count_ended(ended: Iterable[Ended]) -> None:
    """Count rows that came to an end in a committed turn."""
    many: Counts[tuple[str, str, str]] = Counts()
    for one in ended:
        many[one.kind, one.state.value, one.reason.value if one.reason is not None else ""] += 1
        if one.lateness is not None:
            LATENESS.labels(one.kind).observe(max(one.lateness.total_seconds(), 0.0))
    for labels, number in many.items():
        ENDED.labels(*labels).inc(number)
