"""A person's own answers to invitations: I come, I ask leave, I take it back; and the meetings that are for him."""

from __future__ import annotations

from handlers import forms
from handlers.menu import offered
from handlers.reminder_words import types_of
from handlers.routing import button, command, data
from handlers.rows import in_rows, way_back
from handlers.turn import Turn
from services.access import STEWARDS, Need, Scope, Status
from services.errors import BadInput
from services.leave import acts, standing
from services.leave.book import open_type_key, type_key
from services.leave.standing import Standing
from services.names import LeaveState, LeaveType, MeetingState, Sitting
from services.outbox import Button
from texts.dates import time_text

_OWN = Need(Status.MEMBER, scope=Scope.OWN)

_LEAVE_KEY = {
    LeaveState.PENDING: "leave-line-pending",
    LeaveState.APPROVED: "leave-line-approved",
    LeaveState.REFUSED: "leave-line-refused",
}


def sitting_at(turn: Turn, place: int) -> Sitting:
    """The sitting a button names; A where it names none."""
    try:
        return Sitting(turn.args[place]) if len(turn.args) > place else Sitting.A
    except ValueError as error:
        raise BadInput from error


def type_at(turn: Turn, place: int) -> LeaveType:
    """The kind of leave a button names."""
    try:
        return LeaveType(turn.args[place])
    except (IndexError, ValueError) as error:
        raise BadInput from error


def what_of(turn: Turn, found: Standing) -> str:
    """What the meeting is called."""
    return found.meeting.title or types_of(turn, found.meeting.types)


def _time(turn: Turn, found: Standing) -> str:
    """When it is for him: the sitting he comes to, else the first."""
    his = next((one for one in found.meeting.sessions if one.sitting is found.coming), found.meeting.sessions[0])
    return time_text(turn.language, his.starts_at, found.meeting.zone)


# --- one meeting ----------------------------------------------------------------------------------------------------


@button("rs", _OWN)
async def at(turn: Turn) -> None:
    """One meeting, and what he has answered."""
    await forms.leave(turn)
    await show(turn, await standing.look(turn.house, turn.actor, turn.subject_id))


@button("rs.go", _OWN)
async def come(turn: Turn) -> None:
    """He comes."""
    await show(turn, await acts.come(turn.house, turn.actor, turn.subject_id, sitting_at(turn, 1)))


@button("rs.back", _OWN)
async def take_back(turn: Turn) -> None:
    """He takes his answer back."""
    await show(turn, await acts.withdraw(turn.house, turn.actor, turn.subject_id))


@button("rs.lv", _OWN)
async def leave(turn: Turn) -> None:
    """He cannot come: why, with one tap; no text, no certificate."""
    meeting = turn.subject_id
    if len(turn.args) > 1:
        await show(turn, await acts.ask(turn.house, turn.actor, meeting, type_at(turn, 1)))
        return
    found = await standing.look(turn.house, turn.actor, meeting)
    if not found.may_ask:
        await show(turn, found)
        return
    rows = kinds_to_choose(turn, found, "rs.lv", meeting)
    if found.suggested_sitting is not None:
        free = Button(
            f"leave-button-come-{found.suggested_sitting.value.lower()}",
            data("rs.go", meeting, found.suggested_sitting.value),
        )
        rows.insert(0, [free])
    lines = [turn.text_of("leave-ask-type", what=what_of(turn, found), time=_time(turn, found))]
    if found.suggested_sitting is not None:
        lines.append(turn.text_of("leave-line-other-sitting"))
    if found.late:
        lines.append(turn.text_of("leave-line-late-now"))
    lines.append(turn.text_of("leave-line-private"))
    await turn.show_lines(lines, buttons=[*rows, way_back("rs", meeting)])


def kinds_to_choose(turn: Turn, found: Standing, name: str, *args: str | int) -> list[list[Button]]:
    """A button for each kind of leave, what his on-shift mark suggests first and alone."""
    rows: list[list[Button]] = []
    rest = [one for one in found.types if one is not found.suggested]
    if found.suggested is not None:
        suggested = turn.plain(type_key(found.suggested))
        rows.append(
            [Button("leave-button-suggested", data(name, *args, found.suggested.value), vars={"type": suggested})]
        )
    buttons = [Button(type_key(one), data(name, *args, one.value)) for one in rest]
    return rows + in_rows(buttons, 2)


async def show(turn: Turn, found: Standing) -> None:
    """The screen of one meeting for the person himself."""
    lines = [*about(turn, found), "", answered(turn, found, own=True)]
    await turn.show_lines(lines, buttons=_buttons(found))


def about(turn: Turn, found: Standing) -> list[str]:
    """What the meeting is, when and where."""
    seen = found.meeting
    off = seen.state is MeetingState.CANCELLED
    lines = [turn.text_of("leave-title-off" if off else "leave-title", what=what_of(turn, found))]
    two = len(seen.sessions) > 1
    apart = len({one.place for one in seen.sessions}) > 1
    for one in seen.sessions:
        key = f"meetings-said-when-{one.sitting.value.lower()}" if two else "meetings-said-when"
        lines.append(turn.text_of(key, time=time_text(turn.language, one.starts_at, seen.zone), minutes=one.minutes))
    for one in seen.sessions if apart else seen.sessions[:1]:
        if one.place is not None:
            key = f"meetings-said-place-{one.sitting.value.lower()}" if apart else "meetings-said-place"
            lines.append(turn.text_of(key, place=one.place))
    if seen.link is not None:
        lines.append(turn.text_of("meetings-said-link", link=seen.link))
    elif seen.place is None:
        lines.append(turn.text_of("meetings-said-no-place"))
    if seen.theme is not None:
        lines.append(turn.text_of("meetings-said-theme", theme=seen.theme))
    lines += [
        turn.text_of("meetings-said-item", number=number, item=item) for number, item in enumerate(found.items, 1)
    ]
    return lines


def answered(turn: Turn, found: Standing, *, own: bool) -> str:
    """What has been answered; a private reason only for the person himself."""
    if found.leave is not None and (found.coming is None or found.leave.state is not LeaveState.REFUSED):
        key = type_key(found.leave.type) if own else open_type_key(found.leave.type)
        line = turn.text_of(_LEAVE_KEY[found.leave.state], type=turn.plain(key))
        return f"{line}\n{turn.text_of('leave-line-late')}" if found.leave.late else line
    if found.coming is not None:
        two = len(found.meeting.sessions) > 1
        return turn.text_of(f"leave-line-coming-{found.coming.value.lower()}" if two else "leave-line-coming")
    if found.meeting.state is MeetingState.CANCELLED:
        return turn.text_of("leave-line-off")
    return turn.text_of("leave-line-silent" if found.may_come else "leave-line-over")


def coming_buttons(found: Standing, name: str, *args: str | int) -> list[Button]:
    """参加, for each sitting he has not chosen yet."""
    if not found.may_come:
        return []
    if len(found.meeting.sessions) == 1:
        return [Button("leave-button-come", data(name, *args))] if found.coming is None else []
    return [
        Button(f"leave-button-come-{one.sitting.value.lower()}", data(name, *args, one.sitting.value))
        for one in found.meeting.sessions
        if one.sitting is not found.coming
    ]


def has_leave(found: Standing) -> bool:
    """Whether leave was asked for, and not refused."""
    return found.leave is not None and found.leave.state is not LeaveState.REFUSED


def _buttons(found: Standing) -> list[list[Button]]:
    meeting = found.meeting.id
    rows = [coming_buttons(found, "rs.go", meeting)]
    if has_leave(found):
        rows.append([Button("leave-button-take-back", data("rs.back", meeting))] if found.may_ask else [])
    elif found.may_ask:
        rows.append([Button("leave-button-leave", data("rs.lv", meeting))])
    rows.append([Button("leave-button-mine", data("rs.all"))])
    return [row for row in rows if row]


# --- his meetings ---------------------------------------------------------------------------------------------------


@command("meetings", _OWN)
@button("rs.all", _OWN)
async def mine(turn: Turn) -> None:
    """The meetings to come that are for him."""
    await forms.leave(turn)
    found = await standing.mine(turn.house, turn.actor)
    rows = [
        [
            Button(
                f"leave-button-one-{_mark(one)}",
                data("rs", one.meeting.id),
                vars={"what": what_of(turn, one), "time": _time(turn, one)},
            )
        ]
        for one in found
    ]
    stewarded = {grant.organisation_id for grant in turn.actor.grants if grant.role in STEWARDS}
    if len(stewarded) == 1:
        rows.append(offered("meetings-button-branch", "mt", *stewarded))
    rows.append([Button("button-menu", data("menu"))])
    await turn.show("leave-mine" if found else "leave-mine-none", buttons=rows)


def _mark(found: Standing) -> str:
    if has_leave(found):
        return "away"
    return "silent" if found.coming is None else "coming"
