"""Where people write, so that somebody may be named there; a test asks of every text column which kind it is.

Whoever is erased is blanked in all of these, within his own organisation; but where only a namesake can be meant
(``namesakes``). Teaching (questions, study material) is about nobody here and stays as it was published.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    FromClause,
    Select,
    Table,
    Text,
    cast,
    false,
    func,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import metadata
from services.privacy.namesakes import NOWHERE, Spared, Tree

#: What stands where an erased person's name stood.
BLANK = "＊＊"
SHORTEST_INSIDE = 2

#: Texts, and JSON values with texts in them.
WORDS = {
    "activity_reports": ("title", "words", "remark"),
    "announcement_parts": ("content",),
    "announcements": ("urgent_reason",),
    "annual_plans": ("theme",),
    "answers": ("typed",),
    "attendance": ("reason",),
    "attendance_changes": ("reason", "why"),
    "case_entries": ("words",),
    "cases": ("name", "department", "other_name"),
    "checklist_items": ("text", "note"),
    "decisions": ("title",),
    "dual_records": ("activity",),
    "dues_payments": ("reason",),
    "dues_remittances": ("voucher",),
    "help_answers": ("words",),
    "help_questions": ("words",),
    "make_ups": ("note", "returned", "asked"),
    "meeting_guests": ("name", "post"),
    "meeting_items": ("title",),
    "meeting_materials": ("name",),
    "meeting_records": ("summary",),
    "meetings": ("title", "theme", "place", "second_place"),
    "minute_entries": ("text", "name"),
    "month_themes": ("theme",),
    "org_settings": ("value",),
    "quizzes": ("title",),
    "receipts": ("told_by_name",),
    "registration_requests": ("typed_name",),
    "reminder_rules": ("title",),
    "study_appeals": ("words", "answer"),
    "study_campaigns": ("title",),
    "study_entries": ("note",),
    "study_readings": ("asked",),
    "study_remarks": ("words",),
    "study_works": ("words", "returned"),
    "suggestion_arrivals": ("words",),
    "suggestions": ("words", "answer"),
    "survey_answers": ("words",),
    "survey_named_answers": ("words",),
    "survey_questions": ("text", "options"),
    "surveys": ("title",),
}


async def scrub_words(session: AsyncSession, root_id: int, names: Collection[str], spared: Spared = NOWHERE) -> None:
    """Blank names wherever people write, in the organisations below a root.

    Args:
        session: The transaction of the erasure.
        root_id: The uppermost organisation of who is erased.
        names: What he was called; one of a single sign is blanked only where it stands alone.
        spared: Where the name is somebody else's.
    """
    for name in sorted(names):
        for table_name, columns in WORDS.items():
            table = metadata.tables[table_name]
            here = own_rows(table, Tree(root_id))
            if spared.branches:
                here &= ~own_rows(table, spared)
            for column in (table.columns[one] for one in columns):
                if column.type.python_type is str:
                    await _in_text(session, table, column, here, name)
                else:
                    await _in_json(session, table, column, here, name)


async def _in_text(
    session: AsyncSession, table: Table, column: ColumnElement[Any], here: ColumnElement[bool], name: str
) -> None:
    alone = column == name
    await session.execute(update(table).where(alone, here).values({column: BLANK}))
    if len(name) >= SHORTEST_INSIDE:
        inside = column.contains(name, autoescape=True)
        await session.execute(update(table).where(inside, here).values({column: func.replace(column, name, BLANK)}))


async def _in_json(
    session: AsyncSession, table: Table, column: ColumnElement[Any], here: ColumnElement[bool], name: str
) -> None:
    keys = list(table.primary_key)
    query = select(*keys, column.label("value")).where(holding(session, column, [name]), here)
    for row in list(await session.execute(query)):
        mine = [one == row[number] for number, one in enumerate(keys)]
        # As long as the name was: the messenger's marks in a text count its signs.
        value = blanked(row.value, [name], BLANK[0] * len(name))
        await session.execute(update(table).where(*mine).values({column: value}))


def holding(session: AsyncSession, column: Any, names: Collection[str]) -> ColumnElement[bool]:
    """Whether a stored JSON value has one of the names in it."""
    position = func.strpos if session.get_bind().dialect.name == "postgresql" else func.instr
    spellings = {form for name in names for form in (name, json.dumps(name)[1:-1])}
    return or_(*(position(cast(column, Text), form) > 0 for form in sorted(spellings)))


def blanked(value: Any, names: Collection[str], instead: str = BLANK) -> Any:
    """The value without the names. Keys and button data carry none, and must stay as they are."""
    if isinstance(value, dict):
        return {
            key: one if key in ("key", "data", "url") else blanked(one, names, instead) for key, one in value.items()
        }
    if isinstance(value, list):
        return [blanked(one, names, instead) for one in value]
    if not isinstance(value, str):
        return value
    for name in names:
        if value == name:
            return instead
        if len(name) >= SHORTEST_INSIDE:
            value = value.replace(name, instead)
    return value


def own_rows(table: Table, place: Tree | Spared) -> ColumnElement[bool]:
    """The rows of a table that belong to some organisations, by whatever leads there first."""
    for key in sorted(table.foreign_keys, key=_nearness):
        target = key.column.table
        if target.name in ("accounts", table.name):
            continue
        inner: Select[Any] = select(key.column).where(_of(target, place))
        inside = key.parent.in_(inner)
        if not key.parent.nullable:
            return inside
        return inside | key.parent.is_(None) if place.loose else inside & key.parent.is_not(None)
    return true() if place.loose else false()


def _nearness(key: ForeignKey) -> tuple[bool, bool, str]:
    target = key.column.table.name
    return bool(key.parent.nullable), target not in ("organisations", "members"), f"{target}.{key.parent.name}"


def _of(target: FromClause, place: Tree | Spared) -> ColumnElement[bool]:
    if not isinstance(target, Table):
        raise TypeError(target)
    if target.name == "organisations":
        return place.organisations(target)
    if target.name == "members":
        return place.members(target)
    return own_rows(target, place)
