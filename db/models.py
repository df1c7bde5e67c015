"""Every model, imported once, so that the metadata is whole for migrations and tests."""

from db import (
    accounts,
    annual_plans,
    attendance,
    audit,
    calendar,
    cases,
    chats,
    checklists,
    dual,
    escalations,
    inbox,
    incidents,
    leases,
    leave,
    makeups,
    meetings,
    members,
    organisations,
    outbox,
    registration,
    reminders,
)
from db.base import Base

metadata = Base.metadata

__all__ = [
    "accounts",
    "annual_plans",
    "attendance",
    "audit",
    "calendar",
    "cases",
    "chats",
    "checklists",
    "dual",
    "escalations",
    "inbox",
    "incidents",
    "leases",
    "leave",
    "makeups",
    "meetings",
    "members",
    "metadata",
    "organisations",
    "outbox",
    "registration",
    "reminders",
]
