"""What holds for activity reports, as data (``services/rules_data/activity_reports.toml``)."""

from __future__ import annotations

from functools import cache

from pydantic import Field

from services import shipped
from services.shipped import Section


class ReportRules(Section):
    """The file.

    Attributes:
        title_most, words_most, remark_most: Characters.
        photos_most: Of one report.
    """

    version: str
    title_most: int = Field(le=60)
    words_most: int = Field(le=800)
    remark_most: int = Field(le=200)
    photos_most: int = Field(le=10)


@cache
def load() -> ReportRules:
    """Read what ships.

    Raises:
        pydantic.ValidationError: The file has an unknown or a malformed entry.
    """
    return shipped.read(ReportRules, "activity_reports")
