"""The quorum panel, and decisions: a human types the counts, the bot freezes who was there. It runs no ballot."""

from __future__ import annotations

import re

from handlers import forms
from handlers.rollcall import where
from handlers.rollcall_marks import CALLER
from handlers.routing import button, data, form
from handlers.rows import way_back
from handlers.turn import Turn
from services import rollcall
from services.errors import BadInput
from services.names import QuorumKind
from services.outbox import Button
from services.rollcall import CALLER_OF, Sheet, Votes

_NUMBERS = re.compile(r"\d{1,5}")
_KIND = {
    QuorumKind.GENERAL: "rollcall-quorum-general",
    QuorumKind.COMMITTEE: "rollcall-quorum-committee",
    QuorumKind.ELECTION: "rollcall-quorum-election",
}
#: Ayes, noes, abstentions.
_THREE = 3


class VotesNotRead(BadInput):
    """The counts are not three numbers."""

    code = "rollcall-votes"


@button("rc.vote", CALLER_OF)
async def panel(turn: Turn) -> None:
    """Who would have to be there, who is, and what was decided."""
    await forms.leave(turn)
    here, meeting = where(turn)
    await _show(turn, await rollcall.sheet(turn.house, turn.actor, here, meeting))


async def _show(turn: Turn, seen: Sheet) -> None:
    lines = [
        turn.text_of(
            "rollcall-quorum-counts",
            expected=seen.counts.expected,
            came=seen.counts.present,
            voters=seen.counts.due_voters,
            voters_came=seen.counts.present_voters,
        )
    ]
    if seen.now is None:
        lines.append(turn.text_of("rollcall-quorum-none"))
    else:
        lines.append(
            turn.text_of(
                _KIND[seen.now.kind],
                needed=seen.now.needed,
                ayes=seen.now.ayes or 0,
                met="yes" if seen.now.met else "no",
            )
        )
    for one in seen.decisions:
        lines.append(
            turn.text_of(
                "rollcall-decision",
                title=one.title,
                ayes=one.votes.ayes,
                noes=one.votes.noes,
                kept=one.votes.abstentions,
                voters=one.counts.due_voters,
                voters_came=one.counts.present_voters,
                needed=one.needed or 0,
            )
        )
        there = one.counts.present if one.kind is QuorumKind.COMMITTEE else one.counts.present_voters
        if one.votes.total > there:
            lines.append(turn.text_of("rollcall-decision-beyond", count=one.votes.total - there))
    here, meeting = seen.organisation_id, seen.meeting_id
    await turn.show_lines(
        lines,
        buttons=[
            [Button("rollcall-button-decide", data("rc.dec", here, meeting))],
            [Button("rollcall-button-board", data("rc", here, meeting))],
        ],
    )


@button("rc.dec", CALLER_OF)
async def decide(turn: Turn) -> None:
    """What was decided on, then the counts."""
    here, meeting = where(turn)
    await rollcall.view(turn.house, turn.actor, here, meeting)
    await forms.begin(turn, "rc", "title", organisation=here, meeting=meeting)
    await turn.show("rollcall-ask-title", buttons=[way_back("rc.vote", here, meeting)])


@form("rc.title", CALLER)
async def title_typed(turn: Turn) -> None:
    """What it is about."""
    if not turn.text:
        raise BadInput
    known = forms.answers(turn)
    here, meeting = int(known["organisation"]), int(known["meeting"])
    await rollcall.view(turn.house, turn.actor, here, meeting)
    await forms.begin(turn, "rc", "votes", organisation=here, meeting=meeting, title=turn.text)
    await turn.say("rollcall-ask-votes", buttons=[way_back("rc.vote", here, meeting)])


@form("rc.votes", CALLER)
async def votes_typed(turn: Turn) -> None:
    """The three counts, as people write them: 20 1 0, or 赞成 20 反对 1 弃权 0."""
    known = forms.answers(turn)
    found = [int(one) for one in _NUMBERS.findall(turn.text)]
    if len(found) != _THREE:
        raise VotesNotRead
    here, meeting = int(known["organisation"]), int(known["meeting"])
    seen = await rollcall.record(turn.house, turn.actor, here, meeting, str(known["title"]), Votes(*found))
    await forms.end(turn)
    await _show(turn, seen)
