"""The whole list of a roll-call, and putting right what is recorded: corrected or annulled, always with a reason."""

from __future__ import annotations

from handlers import forms
from handlers.rollcall import html_of, rollcall_title, where
from handlers.rollcall_marks import CALLER, line_of, mark_at
from handlers.routing import button, data, form
from handlers.rows import in_rows, turning, way_back
from handlers.turn import Turn
from services import rollcall
from services.errors import BadInput
from services.names import AttendanceStatus, CheckInWay, LeaveType
from services.outbox import Button
from services.paging import page_of
from services.rollcall import CALLER_OF, Board, Line, Mark

#: Names on a page of the list and of a choice.
PAGE, CHOICE = 40, 10
#: Reasons that are one tap, by the digit in the button.
_REASONS = ("rollcall-reason-mistake", "rollcall-reason-paper", "rollcall-reason-told")
_ANNUL = "N"

_STATUS = {
    AttendanceStatus.PRESENT: "rollcall-status-present",
    AttendanceStatus.LATE: "rollcall-status-late",
    AttendanceStatus.LEFT_EARLY: "rollcall-status-left-early",
    AttendanceStatus.LEAVE: "rollcall-status-leave",
    AttendanceStatus.ABSENT: "rollcall-status-absent",
    AttendanceStatus.EXEMPT: "rollcall-status-exempt",
    AttendanceStatus.UNMARKED: "rollcall-status-unmarked",
}
_WAY = {
    CheckInWay.BUTTON: "rollcall-way-button",
    CheckInWay.QR: "rollcall-way-qr",
    CheckInWay.CODE: "rollcall-way-code",
    CheckInWay.GROUP: "rollcall-way-group",
    CheckInWay.STEWARD: "rollcall-way-steward",
    CheckInWay.BEHALF: "rollcall-way-behalf",
    CheckInWay.CLOSING: "rollcall-way-closing",
    CheckInWay.LEAVE: "rollcall-way-leave",
}


# --- the list ---------------------------------------------------------------------------------------------------------


@button("rc.list", CALLER_OF)
async def names(turn: Turn) -> None:
    """Everybody who is expected, with time and way, a page at a time."""
    here, meeting = where(turn)
    seen = await rollcall.view(turn.house, turn.actor, here, meeting)
    ordered = [*seen.there, *seen.missing]
    shown, pages = page_of(turn.number_at(2), len(ordered), PAGE)
    lines = [turn.text_of("rollcall-list-title", what=rollcall_title(turn, seen), count=len(ordered))]
    lines += [_line(turn, seen, one) for one in ordered[(shown - 1) * PAGE : shown * PAGE]]
    rows = turning("rc.list", here, meeting, page=shown, pages=pages)
    rows.append([Button("rollcall-button-board", data("rc", here, meeting))])
    html = "\n".join(lines)
    if turn.message is not None and await rollcall.is_shown(turn.house, turn.actor, meeting, turn.message.message_id):
        await turn.say_html(html, buttons=rows)
    else:
        await turn.show_html(html, buttons=rows)


def _status(one: Line) -> str:
    """What somebody is; a steward's 值班 is told from other leave, which keeps its reason to itself."""
    return "rollcall-mark-duty" if one.leave_type is LeaveType.DUTY else _STATUS[one.status]


def _line(turn: Turn, seen: Board, one: Line) -> str:
    zone = seen.scene.zone
    words = {"name": one.name, "status": turn.plain(_status(one))}
    if one.at is None or one.way is None:
        return turn.text_of("rollcall-list-line", **words)
    words |= {"time": f"{one.at.astimezone(zone):%H:%M}", "way": turn.plain(_WAY[one.way])}
    return turn.text_of("rollcall-list-line-old-code" if one.old_code else "rollcall-list-line-there", **words)


# --- whom -------------------------------------------------------------------------------------------------------------


@button("rc.fix", CALLER_OF)
async def whom(turn: Turn) -> None:
    """Whose record is to be put right."""
    await forms.leave(turn)
    here, meeting = where(turn)
    seen = await rollcall.view(turn.house, turn.actor, here, meeting)
    shown, pages = page_of(turn.number_at(2), len(seen.lines), CHOICE)
    rows = [
        [
            Button(
                "rollcall-button-person",
                data("rc.fx", here, meeting, one.member_id),
                vars={"name": one.name, "status": turn.plain(_status(one))},
            )
        ]
        for one in seen.lines[(shown - 1) * CHOICE : shown * CHOICE]
    ]
    rows += turning("rc.fix", here, meeting, page=shown, pages=pages)
    rows.append([Button("rollcall-button-board", data("rc", here, meeting))])
    await turn.show("rollcall-ask-whom", buttons=rows)


@button("rc.fx", CALLER_OF)
async def what(turn: Turn) -> None:
    """What he is; then why."""
    await forms.leave(turn)
    here, meeting = where(turn)
    member = turn.id_at(2)
    seen = await rollcall.view(turn.house, turn.actor, here, meeting)
    line = line_of(seen, member)
    buttons = [
        Button(f"rollcall-mark-{one.name.lower()}", data("rc.why", here, meeting, member, one.value)) for one in Mark
    ]
    rows = in_rows(buttons, 3)
    if line.recorded:
        rows.append([Button("rollcall-button-annul", data("rc.why", here, meeting, member, _ANNUL))])
    rows.append(way_back("rc.fix", here, meeting))
    await turn.show("rollcall-ask-what", name=line.name, status=turn.plain(_status(line)), buttons=rows)


# --- why --------------------------------------------------------------------------------------------------------------


@button("rc.why", CALLER_OF)
async def why(turn: Turn) -> None:
    """A reason that is one tap, or typed."""
    here, meeting = where(turn)
    member = turn.id_at(2)
    chosen = turn.args[3] if len(turn.args) > 3 else ""  # noqa: PLR2004 - after organisation, meeting and member
    if chosen != _ANNUL:
        mark_at(turn, 3)
    if len(turn.args) > 4:  # noqa: PLR2004 - the reason is there
        place = turn.number_at(4, 0)
        if place >= len(_REASONS):
            raise BadInput
        await forms.leave(turn)
        await _done(turn, await _fix(turn, here, meeting, member, chosen, turn.plain(_REASONS[place])))
        return
    seen = await rollcall.view(turn.house, turn.actor, here, meeting)
    line = line_of(seen, member)
    rows = [[Button(key, data("rc.why", here, meeting, member, chosen, place))] for place, key in enumerate(_REASONS)]
    rows.append(way_back("rc.fx", here, meeting, member))
    await forms.begin(turn, "rc", "why", organisation=here, meeting=meeting, member=member, mark=chosen)
    await turn.show("rollcall-ask-why", name=line.name, buttons=rows)


async def _fix(turn: Turn, here: int, meeting: int, member: int, chosen: str, reason: str) -> Board:
    if chosen == _ANNUL:
        return await rollcall.annul(turn.house, turn.actor, here, meeting, member, reason)
    return await rollcall.correct(turn.house, turn.actor, here, meeting, member, Mark(chosen), reason)


@form("rc.why", CALLER)
async def why_typed(turn: Turn) -> None:
    """The reason, typed."""
    known = forms.answers(turn)
    here, meeting, member = (int(known[name]) for name in ("organisation", "meeting", "member"))
    chosen = str(known.get("mark", ""))
    if chosen != _ANNUL and chosen not in {one.value for one in Mark}:
        raise BadInput
    seen = await _fix(turn, here, meeting, member, chosen, turn.text)
    await forms.end(turn)
    await _done(turn, seen)


async def _done(turn: Turn, seen: Board) -> None:
    here, meeting = seen.scene.organisation_id, seen.scene.meeting_id
    payload = rollcall.board.payload(seen)
    await turn.show_html(
        turn.text_of("rollcall-fixed") + "\n" + html_of(turn, payload, seen.scene.zone),
        buttons=[
            [Button("rollcall-button-fix", data("rc.fix", here, meeting))],
            [Button("rollcall-button-board", data("rc", here, meeting))],
        ],
    )
