"""When a screen may be edited: at once where it is quiet, then at most once in five seconds a chat. Pure.

::

    change ──> quiet for five seconds? ── yes ──> edited at once
                      └ no ──> when the five seconds are over, with whatever changed meanwhile: the last edit is exact

Twelve edits a minute are the most that follows from it; what else the chat's budget holds is left to answers and to the
pictures of codes, which come once a slot.
"""

from __future__ import annotations

import datetime as dt

#: Between two edits of boards in one chat.
SPACING = dt.timedelta(seconds=5)


def next_edit(edited_at: dt.datetime | None, not_before: dt.datetime | None, now: dt.datetime) -> dt.datetime:
    """When a changed board may be edited.

    Args:
        edited_at: When a board of that chat was edited last; None: never.
        not_before: The messenger asked to wait until then.
        now: UTC.

    Returns:
        ``now`` where it may be at once.
    """
    earliest = now if edited_at is None else max(now, edited_at + SPACING)
    return earliest if not_before is None else max(earliest, not_before)
