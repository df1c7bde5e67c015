"""Alembic's environment: the URL comes from the caller, never from a file."""

from __future__ import annotations

from typing import Literal

from alembic import context
from sqlalchemy import Connection

from db.base import PartialDateType, Tenths, UTCDateTime
from db.models import metadata

config = context.config


def plain_types(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write our column types as the plain types they are stored as: a migration outlives the code."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, PartialDateType):
        return "sa.String(length=10)"
    if kind == "type" and isinstance(item, Tenths):
        return "sa.Integer()"
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=plain_types,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run(config.attributes["connection"])
