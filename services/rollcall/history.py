"""What an attendance was before it changed: kept, never edited."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from db.attendance import Attendance, AttendanceChange
from db.names import ChangeKind


def keep(
    session: AsyncSession, row: Attendance, kind: ChangeKind, *, at: dt.datetime, by: int | None, why: str | None
) -> None:
    """Keep a row as it is now, in the transaction that is about to change it.

    Args:
        session: The transaction.
        row: As it still is.
        kind: Why it changes.
        at: UTC.
        by: Whose account changes it; None: his own arrival.
        why: In a steward's words.
    """
    session.add(
        AttendanceChange(
            meeting_id=row.meeting_id,
            member_id=row.member_id,
            kind=kind,
            sitting=row.sitting,
            status=row.status,
            leave_type=row.leave_type,
            way=row.way,
            came_at=row.came_at,
            left_at=row.left_at,
            recorded_at=row.recorded_at,
            recorded_by=row.recorded_by,
            reason=row.reason,
            changed_at=at,
            changed_by=by,
            why=why,
        )
    )
