"""The board: who is there and who is not, side by side, and the counts a meeting asks for.

::

    facts (expected, rows, approved leave) ── look ──> Board ── payload ──> what a message shows
                                                          └─ in a group: counts alone, never a name
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.attendance import Attendance
from db.names import AttendanceStatus, CheckInWay, LeaveType
from services.house import House
from services.meetings.messages import type_key
from services.naming import shown_apart
from services.outbox import Button, Payload
from services.rollcall import codes, people
from services.rollcall.presses import THERE
from services.rollcall.quorum import Counts, more_than_half
from services.rollcall.scenes import Scene
from services.rollcall.windows import Phase, to_use

#: Up to so many names stand on one page; beyond, a page has so many lines.
ONE_PAGE, PAGE = 60, 30

#: What stands before a name; the board explains them in words.
_MARKS = {
    AttendanceStatus.PRESENT: "✓",
    AttendanceStatus.LATE: "△",
    AttendanceStatus.LEFT_EARLY: "◁",
    AttendanceStatus.LEAVE: "－",
    AttendanceStatus.ABSENT: "✗",
    AttendanceStatus.EXEMPT: "☆",
    AttendanceStatus.UNMARKED: "○",
}
_COLUMN = 16


@dataclass(frozen=True)
class Line:
    """One who is expected.

    Attributes:
        name: As his branch names people in chat.
        status: ``LEAVE`` also where nobody marked him and his leave is approved.
        at: When he came; None where he did not, or nobody noted it.
        old_code: He used a code after it had changed.
        recorded: He has a row that says something.
        on_leave: His leave is approved, whatever else he did.
        reason: A steward's, where one was needed.
    """

    member_id: int
    key: str
    name: str
    votes: bool
    status: AttendanceStatus
    leave_type: LeaveType | None
    at: dt.datetime | None
    left_at: dt.datetime | None
    way: CheckInWay | None
    old_code: bool
    recorded: bool
    on_leave: bool
    reason: str | None

    @property
    def there(self) -> bool:
        """Whether he came."""
        return self.status in THERE

    @property
    def unexplained(self) -> bool:
        """Whether nobody knows yet why he is not there."""
        return self.status is AttendanceStatus.UNMARKED


@dataclass(frozen=True)
class Board:
    """A meeting's roll-call at one moment.

    Attributes:
        phase: Of the sitting that counts now.
        old_codes: Check-ins with codes that had changed already, where they are as many as the rules say.
    """

    scene: Scene
    lines: tuple[Line, ...]
    phase: Phase
    old_codes: int

    @property
    def there(self) -> list[Line]:
        """Who came."""
        return [one for one in self.lines if one.there]

    @property
    def missing(self) -> list[Line]:
        """Who did not, whatever the reason; the unexplained first."""
        return sorted((one for one in self.lines if not one.there), key=lambda one: not one.unexplained)

    @property
    def unexplained(self) -> list[Line]:
        """Who is not there, and nobody knows why."""
        return [one for one in self.lines if one.unexplained]

    @property
    def came_on_leave(self) -> int:
        """How many came although their leave is approved."""
        return sum(one.on_leave for one in self.there)

    @property
    def counts(self) -> Counts:
        """Who is expected and there, with and without the right to vote."""
        expected = [one for one in self.lines if one.status is not AttendanceStatus.EXEMPT]
        voters = [one for one in self.lines if one.votes]
        return Counts(len(expected), len(self.there), len(voters), sum(one.there for one in voters))

    @property
    def pages(self) -> int:
        """How many pages the names need."""
        if len(self.lines) <= ONE_PAGE:
            return 1
        return -(-max(len(self.there), len(self.missing)) // PAGE)


async def look(house: House, session: AsyncSession, scene: Scene) -> Board:
    """The board of a meeting as it is now."""
    due = list((await people.due_at(session, scene.meeting_id)).values())
    query = select(Attendance).where(Attendance.meeting_id == scene.meeting_id)
    rows = {row.member_id: row for row in await session.scalars(query)}
    leave = await people.on_leave(session, scene.meeting_id)
    names = shown_apart(scene.settings.names_in_chat, [(one.name, one.code) for one in due])
    lines = tuple(
        _line(house, one.member_id, one.key, name, one.votes, rows.get(one.member_id), one.member_id in leave)
        for one, name in zip(due, names, strict=True)
    )
    now = house.now()
    return Board(scene, lines, to_use(scene.windows, now).phase(now), _old_codes(house, lines, rows))


def _line(
    house: House, member_id: int, key: str, name: str, votes: bool, row: Attendance | None, on_leave: bool
) -> Line:
    status = row.status if row is not None else AttendanceStatus.UNMARKED
    if status is AttendanceStatus.UNMARKED and on_leave:
        status = AttendanceStatus.LEAVE
    return Line(
        member_id=member_id,
        key=key,
        name=name,
        votes=votes,
        status=status,
        leave_type=row.leave_type if row is not None else None,
        at=row.came_at if row is not None else None,
        left_at=row.left_at if row is not None else None,
        way=row.way if row is not None else None,
        old_code=row is not None and after_change(row, house.limits.code_seconds),
        recorded=row is not None and row.status is not AttendanceStatus.UNMARKED,
        on_leave=on_leave,
        reason=row.reason if row is not None else None,
    )


def after_change(row: Attendance, seconds: int) -> bool:
    """Whether somebody used a code when the next was shown already; it is accepted, and says nothing by itself."""
    if row.slot is None or row.came_at is None:
        return False
    return codes.slot_of(row.came_at, seconds) > row.slot


def _old_codes(house: House, lines: Sequence[Line], rows: dict[int, Attendance]) -> int:
    """How many used a code after it had changed, of those codes with which many did."""
    slots = Counter(rows[one.member_id].slot for one in lines if one.old_code)
    return sum(count for count in slots.values() if count >= house.rules.rollcall.old_code_burst)


# --- as a message -----------------------------------------------------------------------------------------------------


def words(scene: Scene) -> dict[str, Any]:
    """What a meeting is called, and when it begins, for a payload."""
    return {
        "what": scene.title or {"keys": [type_key(one) for one in scene.types]},
        "time": {"time": scene.windows[0].starts_at.isoformat()},
    }


def _counts(board: Board) -> dict[str, Any]:
    counts = board.counts
    return {
        "expected": counts.expected,
        "came": counts.present,
        "voters": counts.due_voters,
        "voters_came": counts.present_voters,
        "half": more_than_half(counts.due_voters),
        "leave": sum(one.status is AttendanceStatus.LEAVE for one in board.lines),
        "phase": "closed" if board.scene.closed else board.phase.value,
    }


def payload(board: Board, page: int = 1) -> Payload:
    """The board for a steward: counts, and the names of those who are there and of those who are not, side by side."""
    page = min(max(page, 1), board.pages)
    notes = []
    if board.old_codes:
        notes.append({"key": "rollcall-note-old-codes", "vars": {"count": board.old_codes}})
    if board.came_on_leave:
        notes.append({"key": "rollcall-note-on-leave", "vars": {"count": board.came_on_leave}})
    if board.pages > 1:
        notes.append({"key": "rollcall-note-page", "vars": {"page": page, "pages": board.pages}})
    shown = words(board.scene) | _counts(board) | {"table": table(board, page), "notes": {"lines": notes}}
    return Payload("rollcall-board", shown, buttons=_buttons(board, page))


def group_payload(board: Board) -> Payload:
    """The board for a group: counts alone."""
    counts = _counts(board)
    return Payload(
        "rollcall-board-group",
        words(board.scene)
        | {name: counts[name] for name in ("expected", "came", "voters", "voters_came", "half", "phase")},
    )


def table(board: Board, page: int) -> str:
    """Two columns of names, aligned for a fixed-width face: on the left who is there, on the right who is not.

    Where one of them would be empty and all stand on one page, the other takes both.
    """
    start, stop = ((page - 1) * PAGE, page * PAGE) if board.pages > 1 else (0, len(board.lines))
    left, right = board.there[start:stop], board.missing[start:stop]
    if board.pages == 1 and not (left and right):
        alone = left or right
        half = -(-len(alone) // 2)
        left, right = alone[:half], alone[half:]
    pairs = zip_longest(left, right)
    return "\n".join(f"{_padded(here)}{_named(away)}".rstrip() for here, away in pairs)


def _named(line: Line | None) -> str:
    return f"{_MARKS[line.status]} {line.name}" if line is not None else ""


def _padded(line: Line | None) -> str:
    text = _named(line)
    return text + " " * max(1, _COLUMN - cells(text))


def cells(text: str) -> int:
    """How many cells a text takes in a fixed-width face; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _buttons(board: Board, page: int) -> tuple[tuple[Button, ...], ...]:
    scene = board.scene
    here = f"{scene.organisation_id}:{scene.meeting_id}"
    rows: list[tuple[Button, ...]] = []
    turns: list[Button] = []
    if page > 1:
        turns.append(Button("rollcall-button-before", data=f"rc.page:{here}:{page - 1}"))
    if page < board.pages:
        turns.append(Button("rollcall-button-after", data=f"rc.page:{here}:{page + 1}"))
    if turns:
        rows.append(tuple(turns))
    if not scene.closed and board.phase is not Phase.OVER:
        rows.append(
            (
                Button("rollcall-button-code", data=f"rc.code:{here}"),
                Button("rollcall-button-tell", data=f"rc.tell:{here}"),
            )
        )
    whole, more = (
        Button("rollcall-button-list", data=f"rc.list:{here}"),
        Button("rollcall-button-more", data=f"rc.more:{here}"),
    )
    if scene.closed:
        # What comes next is paper.
        record = Button("minutes-button-open", data=f"mn:{scene.meeting_id}")
        return (*rows, (record, Button("attendance-button-sheet", data=f"att.sign:{here}")), (whole, more))
    left = Button("rollcall-button-left", data=f"rc.left:{here}", vars={"count": len(board.unexplained)})
    rows += [(left, whole), (more, Button("rollcall-button-close", data=f"rc.end:{here}"))]
    return tuple(rows)
