"""Every model, imported once, so that the metadata is whole for migrations and tests."""

from db import accounts, audit, calendar, chats, incidents, members, organisations, outbox, registration
from db.base import Base

metadata = Base.metadata

__all__ = [
    "accounts",
    "audit",
    "calendar",
    "chats",
    "incidents",
    "members",
    "metadata",
    "organisations",
    "outbox",
    "registration",
]
