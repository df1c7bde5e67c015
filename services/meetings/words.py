"""What an invitation says: when, where, about what, a sentence each; and the buttons that answer it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from db.names import Sitting
from services.outbox import Button

if TYPE_CHECKING:
    from services.meetings.messages import Snapshot

#: A sentence of its own inside a message (``services.outbox.Payload``).
Line = dict[str, object]


def answers(meeting: Snapshot) -> tuple[tuple[Button, ...], ...]:
    """参加 / 请假; with two sittings a button for each."""
    leave = Button("leave-button-leave", data=f"rs.lv:{meeting.id}")
    if meeting.second_starts_at is None:
        return ((Button("leave-button-come", data=f"rs.go:{meeting.id}"), leave),)
    first = Button("leave-button-come-a", data=f"rs.go:{meeting.id}:{Sitting.A.value}")
    second = Button("leave-button-come-b", data=f"rs.go:{meeting.id}:{Sitting.B.value}")
    return ((first, second), (leave,))


def details(meeting: Snapshot, sitting: Sitting | None, *, full: bool) -> list[Line]:
    """When, where and about what.

    Args:
        meeting: The meeting.
        sitting: Only this of two sittings, for who has chosen; None: both.
        full: With the agenda, and until when people answer.
    """
    lines = [*_when(meeting, sitting), *_where(meeting, sitting)]
    if meeting.theme is not None:
        lines.append(_line("theme", theme=meeting.theme))
    if full:
        lines += [_line("item", number=number, item=item) for number, item in enumerate(meeting.items, 1)]
    if full and meeting.answer_by is not None:
        lines.append(_line("answer-by", time=_time(meeting.answer_by)))
    return lines


def _line(name: str, **variables: object) -> Line:
    return {"key": f"meetings-said-{name}", "vars": variables}


def _time(moment: dt.datetime) -> dict[str, str]:
    return {"time": moment.isoformat()}


def _when(meeting: Snapshot, sitting: Sitting | None) -> Iterator[Line]:
    first = {"time": _time(meeting.starts_at), "minutes": meeting.minutes}
    if meeting.second_starts_at is None:
        yield _line("when", **first)
        return
    second = {"time": _time(meeting.second_starts_at), "minutes": meeting.second_minutes or meeting.minutes}
    if sitting is None:
        yield _line("when-a", **first)
        yield _line("when-b", **second)
    else:
        yield _line("when", **(first if sitting is Sitting.A else second))


def _where(meeting: Snapshot, sitting: Sitting | None) -> Iterator[Line]:
    first, second = meeting.place, meeting.second_place or meeting.place
    if sitting is None and meeting.second_starts_at is not None and first != second:
        if first is not None:
            yield _line("place-a", place=first)
        yield _line("place-b", place=second)
    else:
        place = second if sitting is Sitting.B else first
        if place is not None:
            yield _line("place", place=place)
        elif meeting.link is None:
            yield _line("no-place")
    if meeting.link is not None:
        yield _line("link", link=meeting.link)
