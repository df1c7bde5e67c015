"""Reminder rules: what ships, what organisations made of it, and how stewards see and change it.

::

    presets (data) ── book: the rule in force for every organisation ──> services.meetings, services.notices
                        ^                                    └─ listing: the list, the next dates
                        └── rows <── editing (checked, audited)
"""

from services.reminder_rules.book import Book, Place, Rule
from services.reminder_rules.checking import OWN_DATES, TITLE_LENGTH, lead_of, recurrence_of
from services.reminder_rules.editing import Change, Own, change, create, restore
from services.reminder_rules.errors import (
    BadLeads,
    BadLength,
    BadTitle,
    DayInPast,
    EmptyAudience,
    ImpossibleRule,
    NoDateLeft,
    TitleTaken,
    TooShort,
)
from services.reminder_rules.leads import Lead
from services.reminder_rules.listing import PREVIEW, Listed, Preview, Sheet, list_rules, preview, preview_own
from services.reminder_rules.presets import Suggestion, default_leads, least_minutes, suggestion

__all__ = [
    "OWN_DATES",
    "PREVIEW",
    "TITLE_LENGTH",
    "BadLeads",
    "BadLength",
    "BadTitle",
    "Book",
    "Change",
    "DayInPast",
    "EmptyAudience",
    "ImpossibleRule",
    "Lead",
    "Listed",
    "NoDateLeft",
    "Own",
    "Place",
    "Preview",
    "Rule",
    "Sheet",
    "Suggestion",
    "TitleTaken",
    "TooShort",
    "change",
    "create",
    "default_leads",
    "lead_of",
    "least_minutes",
    "list_rules",
    "preview",
    "preview_own",
    "recurrence_of",
    "restore",
    "suggestion",
]
