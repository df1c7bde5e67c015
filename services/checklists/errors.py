"""What may be wrong with a checklist."""

from __future__ import annotations

from services.errors import BadInput, Conflict


class ChecklistFull(Conflict):
    """It has as many items as a list may have. Fields: ``limit``."""

    code = "checklists-full"


class ChecklistVoid(Conflict):
    """What it is about was called off."""

    code = "checklists-void"


class NotAnOwner(BadInput):
    """The person is no member of the organisation."""

    code = "checklists-not-here"


class SamePerson(BadInput):
    """Nobody talks with himself."""

    code = "checklists-same-person"


class NotYet(BadInput):
    """What is said to be done is dated in the future."""

    code = "checklists-not-yet"
