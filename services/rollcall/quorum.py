"""Quorum as information: who would have to be there, and how many ayes a decision needs (``domain_rules.md`` 2.2).

Pure. The bot counts who is there; humans count hands. Nothing here is a verdict.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from db.names import EventType, QuorumKind
from services.rules import QuorumRules


@dataclass(frozen=True)
class Counts:
    """Who is expected and who is there, at one moment.

    Attributes:
        expected: 应到; whoever is exempt is left out.
        present: 实到, late ones included.
        due_voters: 应到有表决权.
        present_voters: Of them those who are there.
    """

    expected: int
    present: int
    due_voters: int
    present_voters: int


@dataclass(frozen=True)
class Panel:
    """What the rule asks for, beside what there is.

    Attributes:
        base: Whom the rule counts: voters due, or members of the committee.
        there: How many of them are there.
        needed: How many must be there to open.
        ayes: How many ayes a decision needs; None where the rule says nothing of it.
        met: Whether enough are there.
    """

    kind: QuorumKind
    base: int
    there: int
    needed: int
    ayes: int | None
    met: bool


def kind_of(types: Collection[EventType]) -> QuorumKind | None:
    """By which rule a meeting counts; None: by none."""
    if EventType.ELECTION in types:
        return QuorumKind.ELECTION
    if EventType.BRANCH_GENERAL_MEETING in types:
        return QuorumKind.GENERAL
    if EventType.BRANCH_COMMITTEE_MEETING in types:
        return QuorumKind.COMMITTEE
    return None


def least(share: Fraction, base: int, *, inclusive: bool) -> int:
    """The least whole number that is at least (or, not inclusive, more than) a share of a base."""
    exact = share * base
    return -(-exact.numerator // exact.denominator) if inclusive else exact.numerator // exact.denominator + 1


def more_than_half(base: int) -> int:
    """过半: the least whole number that is more than half of a base."""
    return base // 2 + 1


def panel(kind: QuorumKind, counts: Counts, rules: QuorumRules) -> Panel:
    """The panel of a meeting.

    Args:
        kind: By which rule.
        counts: Who is there.
        rules: Shares, and whether they include themselves.
    """
    if kind is QuorumKind.COMMITTEE:
        base, there = counts.expected, counts.present
        needed = least(rules.committee, base, inclusive=rules.committee_inclusive)
        return Panel(kind, base, there, needed, more_than_half(base), met=base > 0 and there >= needed)
    base, there = counts.due_voters, counts.present_voters
    share, inclusive = (
        (rules.election, rules.election_inclusive)
        if kind is QuorumKind.ELECTION
        else (rules.general, rules.general_inclusive)
    )
    needed = least(share, base, inclusive=inclusive)
    # Elected is who has more than half of the voters who are there; who that is, and how, is not the bot's business.
    ayes = more_than_half(there if kind is QuorumKind.ELECTION else base)
    return Panel(kind, base, there, needed, ayes, met=base > 0 and there >= needed)
