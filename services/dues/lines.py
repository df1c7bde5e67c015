"""Which lines the ledger should hold for a month of a member, and what has to be added to it. Pure.

::

    memberships, transfers ── owner ──> the branch the month is owed to, or none
    profile, relief of the month ── calculation ──> what it comes to
                                                     └── the live line differs? reversal + new line; never an edit

A month is owed to the branch that holds the membership on its first day; who is admitted or comes later in the month
owes it to that branch. What a letter of transfer says (``dues paid through``) goes before both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from db.dues_names import DuesCategory, ReliefKind, WageRule
from db.names import TransferWay
from services.dues.book import Book
from services.dues.calculation import ZERO, Computed, Relief, Rounding, compute
from services.dues.months import Month

RoundingOf = Callable[[int], Rounding]


@dataclass(frozen=True)
class Stay:
    """A membership, from day to day."""

    branch_id: int
    starts_on: date
    ends_on: date | None

    def holds(self, day: date) -> bool:
        """Whether it is open on a day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True)
class Profile:
    """What somebody's dues are reckoned by from a month on; see ``db.dues.DuesProfile``."""

    id: int
    first: Month
    category: DuesCategory
    wage_rule: WageRule | None = None
    base: Decimal | None = None
    confirmed: Decimal | None = None
    quarterly: bool = False


@dataclass(frozen=True)
class Eased:
    """A reduction or exemption of some months; see ``db.dues.DuesRelief``."""

    id: int
    kind: ReliefKind
    amount: Decimal | None
    first: Month
    last: Month


@dataclass(frozen=True)
class Passage:
    """A finished transfer whose letter says until when dues were paid.

    Attributes:
        branch_id: The receiving branch of a transfer within.
    """

    way: TransferWay
    branch_id: int | None
    paid_through: Month


@dataclass(frozen=True)
class Payer:
    """What is known of a member, for his ledger.

    Attributes:
        pays: He is a probationary or full member, or was when he left.
        admitted: The month the branch admitted him.
        stays: His memberships, by their first day.
        profiles: By their first month, the later entered later.
    """

    id: int
    pays: bool
    admitted: Month | None
    stays: tuple[Stay, ...]
    profiles: tuple[Profile, ...]
    reliefs: tuple[Eased, ...] = ()
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True)
class Line:
    """A line of the ledger; see ``db.dues.DuesAssessment``."""

    number: int
    branch_id: int
    amount: Decimal
    profile_id: int
    relief_id: int | None
    category: DuesCategory
    version: str
    rate: str | None
    capped: bool
    reverses: int | None = None


def profile_at(profiles: Sequence[Profile], month: Month) -> Profile | None:
    """The profile in force in a month: the newest of those that have begun."""
    found = [one for one in profiles if one.first <= month]
    return max(found, key=lambda one: (one.first, one.id)) if found else None


def relief_at(reliefs: Sequence[Eased], month: Month) -> Eased | None:
    """The relief in force in a month: the one entered last."""
    found = [one for one in reliefs if one.first <= month <= one.last]
    return max(found, key=lambda one: one.id) if found else None


def owner(payer: Payer, month: Month, *, admission_month: bool = True) -> int | None:
    """The branch a month of a member is owed to, or None."""
    first = payer.admitted if payer.admitted is None or admission_month else payer.admitted.plus(1)
    if not payer.pays or (first is not None and month < first):
        return None
    inside = [one for one in payer.stays if one.starts_on <= month.last and (one.ends_on or month.first) >= month.first]
    if not inside:
        return None
    last = inside[-1]
    for one in payer.passages:
        came = one.way is TransferWay.IN and month <= one.paid_through
        went = one.way is TransferWay.OUT and month > one.paid_through and last.ends_on is not None
        if came or went:
            return None
        if one.way is TransferWay.WITHIN and month > one.paid_through and last.branch_id == one.branch_id:
            return last.branch_id
    return next((one for one in inside if one.holds(month.first)), inside[0]).branch_id


def live(lines: Sequence[Line]) -> Line | None:
    """The line of a month that has not been taken back."""
    back = {one.reverses for one in lines}
    return next((one for one in reversed(lines) if one.reverses is None and one.number not in back), None)


def total(lines: Sequence[Line]) -> Decimal:
    """What a month comes to: the sum of its lines."""
    return sum((one.amount for one in lines), ZERO)


def missing(payer: Payer, month: Month, lines: Sequence[Line], book: Book, rounding_of: RoundingOf) -> list[Line]:
    """The lines that have to be added to make a month what it should be; none where it is so.

    Args:
        payer: The member.
        month: Which month.
        lines: What the ledger holds for it, by number.
        book: The rules; a month that has a line keeps the version of that one.
        rounding_of: How a branch rounds.
    """
    now = live(lines)
    version = book.find(lines[0].version) if lines else book.at(month)
    branch_id = owner(payer, month, admission_month=version.admission_month)
    profile = profile_at(payer.profiles, month)
    number = lines[-1].number if lines else 0
    if branch_id is None or profile is None:
        return [_reversal(now, number + 1)] if now is not None else []
    relief = relief_at(payer.reliefs, month)
    relief_id = relief.id if relief is not None else None
    if now is not None and (now.branch_id, now.profile_id, now.relief_id) == (branch_id, profile.id, relief_id):
        return []
    eased = Relief(relief.kind, relief.amount) if relief is not None else None
    made = compute(
        version,
        profile.category,
        base=profile.base,
        confirmed=profile.confirmed,
        rounding=rounding_of(branch_id),
        relief=eased,
    )
    wanted = _line(number + 1, branch_id, made, profile, relief_id)
    if now is None:
        return [wanted]
    same = (now.branch_id, now.amount, now.category, now.relief_id) == (
        wanted.branch_id,
        wanted.amount,
        wanted.category,
        wanted.relief_id,
    )
    if same:
        return []
    return [_reversal(now, number + 1), replace(wanted, number=number + 2)]


def _line(number: int, branch_id: int, made: Computed, profile: Profile, relief_id: int | None) -> Line:
    return Line(
        number=number,
        branch_id=branch_id,
        amount=made.amount,
        profile_id=profile.id,
        relief_id=relief_id,
        category=profile.category,
        version=made.version,
        rate=str(made.bracket.rate) if made.bracket is not None else None,
        capped=made.capped,
    )


def _reversal(line: Line, number: int) -> Line:
    return replace(line, number=number, amount=-line.amount, reverses=line.number)
