"""A read roster as one short text, so that it can wait, sealed, for its confirmation.

The workbook itself is kept nowhere: what waits are the facts that may be stored and nothing else of the file. Asking
the messenger for it again would bring back every forbidden column, and rests on what it keeps of a deleted message.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import zlib
from typing import Any

from services.names import BranchRole, MembershipStage, OrgLevel, PartialDate, Sex
from services.roster.checks import Labels
from services.roster.reading import Document, Notes
from services.roster.rows import Record, Role
from services.roster.vocabulary import Field

_FIELDS = tuple(one.name for one in dataclasses.fields(Record))
_VERSION = 1


def _date(day: PartialDate | None) -> str | None:
    return str(day) if day is not None else None


def _flat(record: Record, present: list[frozenset[Field]]) -> list[Any]:
    if record.present not in present:
        present.append(record.present)
    values: dict[str, Any] = {name: getattr(record, name) for name in _FIELDS}
    values |= {
        "organisation": [[level.value, name] for level, name in record.organisation],
        "present": present.index(record.present),
        "birth": _date(record.birth),
        "admitted_on": _date(record.admitted_on),
        "full_on": _date(record.full_on),
        "roles": None if record.roles is None else [[role.role.value, role.general] for role in record.roles],
    }
    return [values[name] for name in _FIELDS]


def _record(flat: list[Any], present: list[frozenset[Field]]) -> Record:
    values = dict(zip(_FIELDS, flat, strict=True))
    for name in ("birth", "admitted_on", "full_on"):
        values[name] = PartialDate.parse(values[name]) if values[name] is not None else None
    roles = values["roles"]
    values |= {
        "organisation": tuple((OrgLevel(level), name) for level, name in values["organisation"]),
        "present": present[values["present"]],
        "sex": Sex(values["sex"]) if values["sex"] is not None else None,
        "stage": MembershipStage(values["stage"]),
        "roles": None if roles is None else tuple(Role(BranchRole(role), general) for role, general in roles),
    }
    return Record(**values)


def pack(document: Document) -> str:
    """A document without problems as text.

    Raises:
        ValueError: It has problems: it is shown, not kept.
    """
    if document.problems:
        raise ValueError("a document with problems is not kept")
    present: list[frozenset[Field]] = []
    records = [_flat(record, present) for record in document.records]
    whole = {
        "version": _VERSION,
        "records": records,
        "present": [sorted(one.value for one in fields) for fields in present],
        "notes": dataclasses.asdict(document.notes),
        "labels": document.labels.as_json(),
        "sheets": document.sheets,
    }
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 6)).decode()


def unpack(text: str) -> Document:
    """The document again.

    Raises:
        ValueError: Another version of the program packed it.
    """
    whole = json.loads(zlib.decompress(base64.b64decode(text)))
    if whole["version"] != _VERSION:
        raise ValueError("packed by another version")
    present = [frozenset(Field(name) for name in fields) for fields in whole["present"]]
    records = [_record(flat, present) for flat in whole["records"]]
    return Document(records, [], Notes(**whole["notes"]), Labels.from_json(whole["labels"]), whole["sheets"])
