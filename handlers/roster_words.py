"""What a roster import says: the same sentences in the chat, in the list of errors and on the command line."""

from __future__ import annotations

from typing import Any

import texts
from services.names import OrgLevel
from services.roster.codes import Problem
from services.roster.importing import Preview
from services.roster.steps import Kind, Step
from services.roster.vocabulary import Field

_MOST_NAMES = 12


def advice(language: str, problem: Problem) -> str:
    """What is wrong with a row and what to do."""
    fields: dict[str, Any] = {name: str(value) for name, value in problem.fields.items()}
    if "sheet" in fields:
        # Named only where it is another sheet.
        other = fields["sheet"]
        fields["sheet"] = texts.plain(language, "roster-row-of", sheet=other) if other != problem.sheet else ""
    return texts.plain(language, f"roster-problem-{problem.code.value}", **fields)


def field_names(language: str, fields: list[Field]) -> str:
    """``电话、科室``."""
    return _joined(language, [texts.plain(language, f"roster-field-{one.value}") for one in fields])


def change(language: str, step: Step) -> str:
    """What happens to one person, in a few words; telephone numbers are not repeated."""
    if step.kind in (Kind.ADDED, Kind.RETURNED):
        return step.branch.name
    said = field_names(language, step.changed_fields)
    return _joined(language, [one for one in (step.branch.name if step.kind is Kind.MOVED else "", said) if one])


def _joined(language: str, words: list[str]) -> str:
    return texts.plain(language, "roster-separator").join(words)


def _some(language: str, words: list[str]) -> str:
    shown = words[:_MOST_NAMES]
    return _joined(language, shown) + ("…" if len(words) > len(shown) else "")


def notes(language: str, preview: Preview) -> list[str]:
    """What was left out and what else would happen, a line each; nothing is left out silently."""
    found, plan = preview.document.notes, preview.plan
    lists = (
        ("roster-note-forbidden", "columns", found.forbidden),
        ("roster-note-unstored", "columns", found.unstored),
        ("roster-note-skipped-sheets", "sheets", found.skipped_sheets),
        ("roster-note-hidden-sheets", "sheets", found.hidden_sheets),
        ("roster-note-roles", "roles", found.roles_not_kept),
        ("roster-note-made", "names", [one.name for one in plan.made if one.level is not OrgLevel.PARTY_GROUP]),
    )
    lines = [texts.plain(language, key, **{name: _some(language, words)}) for key, name, words in lists if words]
    numbers = (
        ("roster-note-skipped-rows", found.skipped_rows),
        ("roster-note-replaced", len(plan.replaced)),
        ("roster-note-gone-branches", plan.gone_branches),
    )
    return lines + [texts.plain(language, key, n=number) for key, number in numbers if number]
