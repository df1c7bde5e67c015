"""Every table about people: how long it keeps them, why, and what ends it. ``make docs`` writes it down."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from services import drafts, inbox, incidents, jobs
from services.leave import rules as leave
from services.retention.sweeping import months
from services.suggestions import rules as suggestions


@dataclass(frozen=True)
class Kept:
    """A kind of data.

    Attributes:
        what: In words.
        tables: Where it is.
        long: How long.
        why: The reason, or the source.
        job: What ends it.
    """

    what: str
    tables: tuple[str, ...]
    long: str
    why: str
    job: str


_TIDY = "`services/retention`, every day"
_ERASE = "erasing (`services/privacy`)"
_MEMBER = "until he is erased"
_LEDGER = "stays; erasing takes the name and the words"


def _hours(delta: dt.timedelta) -> str:
    seconds = delta.total_seconds()
    days, hours = divmod(int(seconds // 3600), 24)
    return f"{hours + days * 24} hours" if days < 3 else f"{days} days"  # noqa: PLR2004 - days are read better from three on


_MANY = months()
#: The register, in reading order.
KEPT: tuple[Kept, ...] = (
    Kept(
        "what a form was told so far",
        ("drafts",),
        _hours(drafts.LIFETIME),
        "nobody goes on later",
        "`drafts.sweep`",
    ),
    Kept("work asked for", ("jobs",), _hours(jobs.KEPT), "done or lost by then", "`jobs.sweep`"),
    Kept(
        "updates of the messenger",
        ("inbox_updates",),
        f"words until worked on; the number {_hours(inbox.KEPT)}",
        "Telegram repeats them for a day",
        "`inbox.forget`",
    ),
    Kept(
        "updates that broke something",
        ("incidents",),
        _hours(incidents.KEPT),
        "for whoever mends it; sealed",
        "`incidents.sweep`",
    ),
    Kept("codes that bind a group", ("bind_codes",), "a day after their end", "a hash", "`groups.sweep_codes`"),
    Kept("wrong tries", ("tries",), "as long as the pause", "against guessing", "`tries.sweep`"),
    Kept("shifts", ("shift_marks",), "two days", "reminders wait for their end", "`profile.sweep_marks`"),
    Kept("boards of a roll-call", ("roll_call_screens",), "two days", "kept up to date", "`rollcall.keeping.sweep`"),
    Kept(
        "requests to register",
        ("registration_requests",),
        "the typed name until decided, at most 7 days",
        "to find him on the roster",
        "`registration.expire`",
    ),
    Kept(
        "why leave was asked (sick, maternity)",
        ("leave_requests",),
        f"{leave.load().asking.keep_reason_months} months after the meeting",
        "`rules_data/leave.toml`",
        "`leave.folding`",
    ),
    Kept(
        "suggestions, answered or closed",
        ("suggestions",),
        f"{suggestions.load().keep_months} months",
        "`rules_data/suggestions.toml`",
        "`suggestions.sweep`",
    ),
    Kept(
        "anonymous suggestions of today",
        ("suggestion_arrivals",),
        "to the turn of the day",
        "no mark leads to anybody then",
        "the suggestions' planner",
    ),
    Kept(
        "words of messages, where they went",
        ("outbox_messages",),
        f"{_MANY.messages} months after their end",
        "to answer what was sent; the row stays, so that nothing is sent twice",
        _TIDY,
    ),
    Kept(
        "why somebody was away",
        ("attendance", "attendance_changes"),
        f"the reason {_MANY.absence_reasons} months; who was there stays",
        "the yearly review is over",
        _TIDY,
    ),
    Kept(
        "what was typed in a quiz",
        ("answers", "attempts"),
        f"the words {_MANY.typed_answers} months; figures stay",
        "to look at what was wrong",
        _TIDY,
    ),
    Kept(
        "appeals about study",
        ("study_appeals",),
        f"the words {_MANY.appeals} months after the answer",
        "the year is closed",
        _TIDY,
    ),
    Kept(
        "accounts of nobody",
        ("accounts", "bindings"),
        f"{_MANY.strangers} months after the last sign of life; of members: {_MEMBER}",
        "nobody is written to",
        _TIDY,
    ),
    Kept("pay items", ("dues_pay_slips",), f"{_MANY.pay_items} months", "the base is kept; sealed", _TIDY),
    Kept(
        "who has left: telephone, department, post, education",
        ("members",),
        f"{_MANY.left} months; of members: {_MEMBER}",
        "he may come back with a transfer",
        _TIDY,
    ),
    Kept(
        "questions and answers among members",
        ("help_questions", "help_answers"),
        f"{_MANY.help_board} months",
        "what helps is asked again",
        _TIDY,
    ),
    Kept(
        "who answered what in a survey with names",
        ("survey_named_answers", "survey_people"),
        f"{_MANY.named_answers} months after its end",
        "its result is read by then",
        _TIDY,
    ),
    Kept(
        "options marked on a screen and not handed in",
        ("survey_marks",),
        "until they are, or the survey closes",
        "nobody's: under the number of the screen",
        "`services/surveys`",
    ),
    Kept("answers without names", ("survey_answers",), "stays", "nobody's; from five up", "–"),
    Kept("settings of a person", ("muted_kinds", "calendar_feeds"), _MEMBER, "his own choice", _ERASE),
    Kept(
        "who is where, with which office",
        (
            "memberships",
            "role_grants",
            "handovers",
            "retired_contacts",
            "dual_leaders",
            "dual_records",
            "case_people",
        ),
        _LEDGER,
        "the branch's history",
        _ERASE,
    ),
    Kept(
        "development and transfers",
        ("cases", "case_entries"),
        _LEDGER,
        "development.toml: a file that is never closed",
        _ERASE,
    ),
    Kept(
        "meetings and their records",
        (
            "meetings",
            "meeting_people",
            "meeting_replies",
            "meeting_records",
            "meeting_guests",
            "meeting_items",
            "meeting_parts",
            "meeting_materials",
            "minute_entries",
            "decisions",
            "roll_calls",
            "make_ups",
        ),
        _LEDGER,
        "the branch's ledgers, sheets 1 to 14",
        _ERASE,
    ),
    Kept(
        "dues",
        (
            "dues_profiles",
            "dues_reliefs",
            "dues_assessments",
            "dues_payments",
            "dues_parts",
            "dues_claims",
            "dues_months",
            "dues_remittances",
        ),
        _LEDGER,
        "a ledger is only added to",
        _ERASE,
    ),
    Kept(
        "study",
        (
            "study_entries",
            "study_works",
            "study_weeklies",
            "study_readings",
            "study_remarks",
            "study_exemptions",
            "study_campaigns",
            "study_materials",
            "study_schemes",
            "study_week_cards",
        ),
        _LEDGER,
        "hours and credits count for years",
        _ERASE,
    ),
    Kept(
        "quizzes",
        (
            "quizzes",
            "quiz_people",
            "missed_questions",
            "group_polls",
            "group_poll_answers",
            "live_quizzes",
            "live_answers",
            "question_versions",
        ),
        _LEDGER,
        "figures are the branch's",
        _ERASE,
    ),
    Kept(
        "announcements and receipts",
        ("announcements", "announcement_parts", "announcement_screens", "receipts"),
        _LEDGER,
        "who was told",
        _ERASE,
    ),
    Kept(
        "lists, tasks and talks",
        ("checklists", "checklist_items", "checklist_ticks", "human_tasks"),
        _LEDGER,
        "sheet 14 is made of them",
        _ERASE,
    ),
    Kept(
        "what a branch reports",
        (
            "activity_reports",
            "report_posts",
            "democratic_reviews",
            "pairings",
            "surveys",
            "survey_questions",
            "annual_plans",
            "month_themes",
            "reminder_rules",
        ),
        _LEDGER,
        "the branch's own",
        _ERASE,
    ),
    Kept(
        "organisations, groups, settings",
        ("organisations", "bound_chats", "org_settings"),
        "stays; the contact's name goes with him",
        "how to reach a branch",
        _ERASE,
    ),
    Kept("the log", ("audit_entries", "erasures"), "stays", "opaque keys, no names; a chain cannot be cut", "–"),
    Kept(
        "backups in the data folder",
        (),
        "`BACKUP_KEEP_DAYS`",
        "encrypted; who was erased stays erased",
        "`bot/upkeep.py`, every hour",
    ),
)
