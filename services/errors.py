"""Domain errors: named after the fact, each with a machine code and the facts its sentence needs.

::

    DomainError
    ├── NotAllowed            he may not do this (the same answer for "no such thing")
    ├── Paused                too many wrong tries; fields: minutes
    ├── Expired               what he used is over (invitation, code, request)
    ├── AlreadyDone           somebody did it before; fields depend on the feature
    ├── BadInput              what he typed or sent cannot be used; fields name what and how
    ├── Conflict              two facts contradict each other; a human decides
    └── Unavailable           the bot cannot do it now (missing setting, another copy at work)

Features subclass these. A person reads the sentence ``error-<code>`` of the catalogue in his language: the cause
and one next step. The docstring is the message for developers.
"""

from __future__ import annotations

from typing import ClassVar


class DomainError(Exception):
    """Something the person can understand and act on.

    Args:
        fields: Facts for the sentence: text, numbers; never telephone numbers or tokens.
    """

    code: ClassVar[str] = "domain"

    def __init__(self, **fields: str | int) -> None:
        self.fields = fields
        super().__init__(f"{self.code}: {fields}" if fields else self.code)


class NotAllowed(DomainError):
    """The person may not do this, or there is no such thing: one answer, so that guessing tells nothing."""

    code = "not-allowed"


class Paused(DomainError):
    """Too many wrong tries. Fields: ``minutes`` until the next one."""

    code = "paused"


class Expired(DomainError):
    """What the person used is over."""

    code = "expired"


class AlreadyDone(DomainError):
    """Somebody did it before."""

    code = "already-done"


class BadInput(DomainError):
    """What the person typed or sent cannot be used."""

    code = "bad-input"


class Conflict(DomainError):
    """Two facts contradict each other; a human decides."""

    code = "conflict"


class Unavailable(DomainError):
    """The bot cannot do it now."""

    code = "unavailable"
