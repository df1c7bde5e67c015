"""Decisions of a meeting: counts typed by a human, beside who was there at that moment, frozen. No ballot is run."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from db.attendance import Decision
from db.names import MeetingState, QuorumKind
from services import audit
from services.access import Actor
from services.errors import NotAllowed
from services.house import House
from services.rollcall import board as boards
from services.rollcall.errors import BadCounts, DecisionThere, MeetingOff, NeedsReason
from services.rollcall.quorum import Counts, Panel, kind_of, panel
from services.rollcall.running import at

TITLE_LENGTH = 100


@dataclass(frozen=True)
class Votes:
    """Counts as somebody typed them."""

    ayes: int
    noes: int
    abstentions: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.ayes + self.noes + self.abstentions


@dataclass(frozen=True)
class Recorded:
    """A decision as it is recorded.

    Attributes:
        counts: Who was expected and there when it was recorded.
        needed: The ayes the rule asks for, from the frozen counts.
    """

    id: int
    kind: QuorumKind
    title: str
    votes: Votes
    counts: Counts
    needed: int | None
    at: dt.datetime


@dataclass(frozen=True)
class Sheet:
    """The quorum panel of a meeting, and its decisions.

    Attributes:
        now: By the rule of its types; None: no rule counts it.
        counts: Who is expected and there now.
    """

    organisation_id: int
    meeting_id: int
    now: Panel | None
    counts: Counts
    decisions: tuple[Recorded, ...]


async def sheet(house: House, actor: Actor, organisation_id: int, meeting_id: int) -> Sheet:
    """The panel as it is now, and what was decided.

    Raises:
        NotAllowed: The actor may not call the roll of that meeting.
    """
    async with house.db.read() as session:
        scene = await at(house, session, actor, organisation_id, meeting_id)
        counts = (await boards.look(house, session, scene)).counts
        kind = kind_of(scene.types)
        return Sheet(
            organisation_id,
            meeting_id,
            panel(kind, counts, house.rules.quorum) if kind is not None else None,
            counts,
            tuple(await _decisions(house, session, meeting_id)),
        )


async def record(house: House, actor: Actor, organisation_id: int, meeting_id: int, title: str, votes: Votes) -> Sheet:
    """Record a decision with the counts somebody typed; who is there at this moment is frozen beside it.

    Args:
        house: The house.
        actor: Who records it; whoever may call the roll.
        organisation_id: Whose meeting.
        meeting_id: Which.
        title: What it is about, without names of persons.
        votes: Ayes, noes, abstentions. Written opinions handed in before count among them, so they may be more than
            the voters who are there, but never more than the voters due.

    Raises:
        NotAllowed: The actor may not call the roll of that meeting.
        MeetingOff: The meeting was called off.
        NeedsReason: The title is missing or too long.
        BadCounts: More votes than voters due, or fewer than none.
        DecisionThere: One of that title is recorded.
    """
    title, now = title.strip(), house.now()
    if not title or len(title) > TITLE_LENGTH:
        raise NeedsReason(limit=TITLE_LENGTH)
    if actor.account_id is None:
        raise NotAllowed
    try:
        async with house.db.write() as session:
            scene = await at(house, session, actor, organisation_id, meeting_id)
            if scene.state is MeetingState.CANCELLED:
                raise MeetingOff
            counts = (await boards.look(house, session, scene)).counts
            kind = kind_of(scene.types) or QuorumKind.GENERAL
            _check_counts(votes, counts.expected if kind is QuorumKind.COMMITTEE else counts.due_voters)
            session.add(
                Decision(
                    meeting_id=meeting_id,
                    kind=kind,
                    title=title,
                    ayes=votes.ayes,
                    noes=votes.noes,
                    abstentions=votes.abstentions,
                    expected=counts.expected,
                    present=counts.present,
                    due_voters=counts.due_voters,
                    present_voters=counts.present_voters,
                    recorded_at=now,
                    recorded_by=actor.account_id,
                )
            )
            await session.flush()
            await audit.record(
                session,
                actor=actor.audit_name,
                action="decision.recorded",
                subject=f"organisation:{organisation_id}",
                now=now,
                details={"meeting": meeting_id, "ayes": votes.ayes, "noes": votes.noes, "kept": votes.abstentions},
            )
    except IntegrityError as error:
        raise DecisionThere from error
    return await sheet(house, actor, organisation_id, meeting_id)


def _check_counts(votes: Votes, most: int) -> None:
    if min(votes.ayes, votes.noes, votes.abstentions) < 0 or not 0 < votes.total <= most:
        raise BadCounts(limit=most)


async def _decisions(house: House, session: AsyncSession, meeting_id: int) -> list[Recorded]:
    rows = await session.scalars(select(Decision).where(Decision.meeting_id == meeting_id).order_by(Decision.id))
    found = []
    for row in rows:
        counts = Counts(row.expected, row.present, row.due_voters, row.present_voters)
        found.append(
            Recorded(
                id=row.id,
                kind=row.kind,
                title=row.title,
                votes=Votes(row.ayes, row.noes, row.abstentions),
                counts=counts,
                needed=panel(row.kind, counts, house.rules.quorum).ayes,
                at=row.recorded_at,
            )
        )
    return found
