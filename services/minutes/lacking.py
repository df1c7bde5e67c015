"""What the record of a meeting still lacks (``domain_rules.md`` 2.3): a pure function of its facts, without names."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from db.names import AttendanceStatus, MinuteKind
from services.minutes import rules
from services.minutes.facts import Facts


class Field(StrEnum):
    """A field of the form, in its order."""

    NUMBER = "number"
    END = "end"
    PLACE = "place"
    CHAIR = "chair"
    RECORDER = "recorder"
    ROLL = "roll"
    REASONS = "reasons"
    AGENDA = "agenda"
    NOTES = "notes"
    VOTES = "votes"
    PHOTOS = "photos"
    SUMMARY = "summary"
    FIGURES = "figures"


@dataclass(frozen=True)
class Lack:
    """A field that is not complete; ``count`` of what, where that can be said."""

    field: Field
    count: int = 0


def lacks(facts: Facts) -> tuple[Lack, ...]:
    """What is missing, in the order of the form."""
    rule, types, fields = rules.load(), set(facts.held.types), facts.fields
    said = {one.item for one in facts.of(MinuteKind.TEXT, MinuteKind.VOICE)}
    silent = [number for number in range(1, len(facts.items) + 1) if number not in said]
    absent = [
        one
        for one in facts.due
        if one.status is AttendanceStatus.ABSENT and (one.row is None or one.row.leave_type is None)
    ]
    missing = {
        Field.NUMBER: bool(types & rule.numbered) and fields.number is None,
        Field.END: fields.ended_at is None,
        Field.PLACE: not (facts.held.place or facts.held.link),
        Field.CHAIR: not fields.chair,
        Field.RECORDER: not fields.recorder,
        Field.ROLL: not facts.called,
        Field.REASONS: facts.called and bool(absent),
        Field.AGENDA: not facts.items,
        Field.NOTES: rule.keeps_contents(types) and bool(silent or not said),
        Field.VOTES: bool(types & rule.decides) and not facts.votes and not fields.undecided,
        Field.PHOTOS: not facts.of(MinuteKind.PHOTO),
    }
    counts = {Field.REASONS: len(absent), Field.NOTES: len(silent)}
    return tuple(Lack(field, counts.get(field, 0)) for field in Field if missing.get(field))


def report_lacks(facts: Facts) -> tuple[Lack, ...]:
    """What the activity report is missing (sheet 10), in the order of the form."""
    fields, serves = facts.fields, bool(rules.load().serves & set(facts.held.types))
    members = fields.members is not None or facts.called
    figures = (fields.activists, fields.masses, fields.hours, fields.consultations)
    missing = {
        Field.END: fields.ended_at is None,
        Field.PLACE: not (facts.held.place or facts.held.link),
        Field.RECORDER: not fields.recorder,
        Field.ROLL: not members,
        Field.PHOTOS: not facts.of(MinuteKind.PHOTO),
        Field.SUMMARY: not fields.summary and not facts.of(MinuteKind.TEXT),
        Field.FIGURES: serves and None in figures,
    }
    return tuple(Lack(field) for field in Field if missing.get(field))


def paper_lacks(facts: Facts) -> tuple[Lack, ...]:
    """What is missing in the papers that are written of such a meeting, each once."""
    rule, types = rules.load(), set(facts.held.types)
    found: dict[Field, Lack] = {}
    if rule.reports & types:
        found |= {one.field: one for one in report_lacks(facts)}
    if rule.has_record(types):
        found |= {one.field: one for one in lacks(facts)}
    return tuple(found[field] for field in Field if field in found)
