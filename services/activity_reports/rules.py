"""What holds for activity reports, as data (``services/rules_data/activity_reports.toml``)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field


class ReportRules(BaseModel):
    """The file.

    Attributes:
        title_most, words_most, remark_most: Characters.
        photos_most: Of one report.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

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
    text = (resources.files("services") / "rules_data" / "activity_reports.toml").read_text(encoding="utf-8")
    return ReportRules.model_validate(tomllib.loads(text))
