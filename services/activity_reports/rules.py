"""What holds for activity reports, as data (``services/rules_data/activity_reports.toml``)."""

from __future__ import annotations

import datetime as dt
from functools import cache

from pydantic import Field

from services import shipped
from services.shipped import Section


class ReportRules(Section):
    """The file.

    Attributes:
        title_most, words_most, remark_most: Characters.
        photos_most: Of one report.
        remind_days, remind_at: Days after handing in on which the office is reminded, and the wall time.
        patience_days: How long that is worth sending.
    """

    version: str
    title_most: int = Field(le=60)
    words_most: int = Field(le=800)
    remark_most: int = Field(le=200)
    photos_most: int = Field(le=10)
    remind_days: tuple[int, ...] = Field(min_length=1)
    remind_at: dt.time
    patience_days: int


@cache
def load() -> ReportRules:
    """Read what ships.

    Raises:
        pydantic.ValidationError: The file has an unknown or a malformed entry.
    """
    return shipped.read(ReportRules, "activity_reports")
