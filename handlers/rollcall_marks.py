"""Roll-call by exception: the unexplained, each with one tap; the rest at once; somebody checked in by another."""

from __future__ import annotations

from handlers import forms
from handlers.rollcall import beside, html_of, post_board, where
from handlers.routing import button, data, form
from handlers.rows import way_back
from handlers.turn import Turn
from services import rollcall
from services.access import STEWARDS, Need, Status
from services.errors import BadInput
from services.names import BranchRole
from services.outbox import Button, Payload
from services.rollcall import CALLER_OF, Board, Line, Mark

#: Forms name their meeting in the draft; the service asks the gate about it again.
CALLER = Need(Status.CONSENTED, STEWARDS | {BranchRole.GROUP_LEADER})

#: Reasons for checking somebody in that are one tap, by the digit in the button.
REASONS = ("rollcall-reason-no-phone", "rollcall-reason-battery", "rollcall-reason-network", "rollcall-reason-paper")
#: Marks that may be given to everybody who is left.
_REST = (Mark.ABSENT, Mark.LEAVE, Mark.DUTY)


def mark_at(turn: Turn, place: int) -> Mark:
    """The mark among the arguments of a button.

    Raises:
        BadInput: There is none.
    """
    try:
        return Mark(turn.args[place])
    except (IndexError, ValueError) as error:
        raise BadInput from error


def line_of(board: Board, member_id: int) -> Line:
    """Somebody who is expected.

    Raises:
        BadInput: He is not.
    """
    found = next((one for one in board.lines if one.member_id == member_id), None)
    if found is None:
        raise BadInput
    return found


@button("rc.left", CALLER_OF)
async def left(turn: Turn) -> None:
    """The unexplained."""
    await forms.leave(turn)
    here, meeting = where(turn)
    await _show(turn, await rollcall.view(turn.house, turn.actor, here, meeting), max(1, turn.number_at(2)))


async def _show(turn: Turn, seen: Board, page: int = 1) -> None:
    await beside(turn, rollcall.unexplained.payload(seen, page), seen.scene.zone)


@button("rc.m", CALLER_OF)
async def mark(turn: Turn) -> None:
    """One tap for one person; whoever is recorded meanwhile stays as he is, and the list shows it."""
    here, meeting = where(turn)
    member, what = turn.id_at(2), mark_at(turn, 3)
    page = max(1, turn.number_at(4))
    if what is Mark.HERE:
        await _ask_reason(turn, await rollcall.view(turn.house, turn.actor, here, meeting), member)
        return
    await _show(turn, await rollcall.mark(turn.house, turn.actor, here, meeting, [member], what), page)


async def _ask_reason(turn: Turn, seen: Board, member: int) -> None:
    line = line_of(seen, member)
    if not line.unexplained:
        await _show(turn, seen)
        return
    here, meeting = seen.scene.organisation_id, seen.scene.meeting_id
    rows = [
        [Button(key, data("rc.h", here, meeting, member, place)) for place, key in pair]
        for pair in (list(enumerate(REASONS))[:2], list(enumerate(REASONS))[2:])
    ]
    rows.append(way_back("rc.left", here, meeting))
    await forms.begin(turn, "rc", "behalf", organisation=here, meeting=meeting, member=member)
    await turn.show("rollcall-ask-behalf", name=line.name, buttons=rows)


@button("rc.h", CALLER_OF)
async def behalf(turn: Turn) -> None:
    """Check somebody in, for a reason that is one tap."""
    here, meeting = where(turn)
    member, place = turn.id_at(2), turn.number_at(3, 0)
    if place >= len(REASONS):
        raise BadInput
    await forms.leave(turn)
    reason = turn.plain(REASONS[place])
    await _show(turn, await rollcall.mark(turn.house, turn.actor, here, meeting, [member], Mark.HERE, reason))


@form("rc.behalf", CALLER)
async def behalf_typed(turn: Turn) -> None:
    """The reason, typed."""
    known = forms.answers(turn)
    here, meeting, member = (int(known[name]) for name in ("organisation", "meeting", "member"))
    seen = await rollcall.mark(turn.house, turn.actor, here, meeting, [member], Mark.HERE, turn.text)
    await forms.end(turn)
    payload = rollcall.unexplained.payload(seen)
    await turn.say_html(html_of(turn, payload, seen.scene.zone), buttons=payload.buttons)


# --- the rest at once -------------------------------------------------------------------------------------------------


@button("rc.rest", CALLER_OF)
async def rest(turn: Turn) -> None:
    """One mark for everybody who is left, after a choice."""
    here, meeting = where(turn)
    seen = await rollcall.view(turn.house, turn.actor, here, meeting)
    rows = [
        [Button(f"rollcall-button-rest-{what.name.lower()}", data("rc.bulk", here, meeting, what.value))]
        for what in _REST
    ]
    rows.append(way_back("rc.left", here, meeting))
    payload = Payload("rollcall-ask-rest", {"count": len(seen.unexplained)}, tuple(tuple(row) for row in rows))
    await beside(turn, payload, seen.scene.zone)


@button("rc.bulk", CALLER_OF)
async def bulk(turn: Turn) -> None:
    """Do it: those who are unexplained at this moment."""
    here, meeting = where(turn)
    what = mark_at(turn, 2)
    if what not in _REST:
        raise BadInput
    seen = await rollcall.view(turn.house, turn.actor, here, meeting)
    members = [one.member_id for one in seen.unexplained]
    seen = await rollcall.mark(
        turn.house, turn.actor, here, meeting, members, what, turn.plain("rollcall-reason-rest") if members else None
    )
    await post_board(turn, seen)
