"""Activity reports of a branch: written, handed in, looked at by the party office, published by a human's tap.

::

    DRAFT ── hand in ──> HANDED_IN ── accept ──> ACCEPTED ── a tap ──> a bound group or channel, once each
      ↑ take back ─────────┘  └── return with a word ──> RETURNED ── hand in again ──> HANDED_IN

The paper (活动情况报告, sheet 10) is made of a meeting's record in ``services.minutes``; a report may begin from there.
"""

from services.activity_reports.acts import (
    NotEditable,
    TooManyPhotos,
    add_photo,
    begin,
    discard,
    drop_photos,
    hand_in,
    set_day,
    set_title,
    set_words,
    take_back,
)
from services.activity_reports.book import (
    REPORTER_OF,
    REPORTERS,
    BadText,
    Chat,
    Listed,
    NoOffice,
    Report,
    Reports,
    listing,
    look,
)
from services.activity_reports.deciding import CARD, CLOSED, RESULT, accept, send_back
from services.activity_reports.planner import WAITING, remind_all
from services.activity_reports.posting import POST, publish
from services.activity_reports.rules import load as rules

__all__ = [
    "CARD",
    "CLOSED",
    "POST",
    "REPORTERS",
    "REPORTER_OF",
    "RESULT",
    "WAITING",
    "BadText",
    "Chat",
    "Listed",
    "NoOffice",
    "NotEditable",
    "Report",
    "Reports",
    "TooManyPhotos",
    "accept",
    "add_photo",
    "begin",
    "discard",
    "drop_photos",
    "hand_in",
    "listing",
    "look",
    "publish",
    "remind_all",
    "rules",
    "send_back",
    "set_day",
    "set_title",
    "set_words",
    "take_back",
]
