"""The feature modules; importing them fills the register. A new feature adds its line here."""

from __future__ import annotations

import importlib

from handlers.routing import ROUTER, Router

#: Modules of this room that register routes, in alphabetical order.
FEATURES: tuple[str, ...] = (
    "administrators",
    "annual_plan",
    "attendance",
    "branch",
    "branch_settings",
    "calendars",
    "cases",
    "checkin",
    "checklists",
    "consent",
    "development",
    "development_edits",
    "dual",
    "dues",
    "dues_claims",
    "dues_desk",
    "dues_office",
    "dues_pay",
    "dues_paying",
    "dues_pictures",
    "dues_relief",
    "dues_remitting",
    "dues_settings",
    "goals",
    "greetings",
    "group_polls",
    "groups",
    "invitations",
    "leave",
    "leave_cards",
    "leave_list",
    "makeup",
    "meeting_changes",
    "meeting_more",
    "meeting_new",
    "meeting_people",
    "meetings",
    "menu",
    "minutes",
    "minutes_form",
    "month_pack",
    "mutes",
    "privacy",
    "profile",
    "questions",
    "quiz_questions",
    "quiz_results",
    "quiz_returning",
    "quiz_taking",
    "quizzes",
    "registration",
    "reminder_days",
    "reminder_edits",
    "reminder_new",
    "reminders",
    "requests",
    "roles",
    "rollcall",
    "rollcall_fixes",
    "rollcall_marks",
    "rollcall_settings",
    "rollcall_votes",
    "roster",
    "snooze",
    "study",
    "study_appeals",
    "study_branch",
    "study_campaigns",
    "study_library",
    "study_readings",
    "study_scheme",
    "study_works",
    "tasks",
    "transfer_new",
    "transfers",
    "why",
)


def load() -> Router:
    """Import every feature and return the filled register."""
    for name in FEATURES:
        importlib.import_module(f"handlers.{name}")
    return ROUTER
