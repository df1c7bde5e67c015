"""通知回执: who has not confirmed comes first; remind only them, call, hand the calls on; the press that confirms."""

from __future__ import annotations

from handlers import forms
from handlers.menu import offered
from handlers.routing import button, data
from handlers.rows import in_rows, labelled, turning, way_back
from handlers.turn import Turn
from services import receipts
from services.access import STEWARDS, Need, Scope, Status
from services.names import OutboxReason
from services.outbox import Button
from services.receipts import CALLER, CALLER_OF, Answer, Board, Label, Line, Reminded, Verdict
from texts.dates import date_text, time_text

#: The name of the buttons that confirm.
BUTTON = "rp.ok"

_MEMBER = Need(Status.MEMBER, scope=Scope.OWN)

_REASONS = {
    OutboxReason.NEVER_STARTED: "receipts-reason-never",
    OutboxReason.BLOCKED: "receipts-reason-blocked",
    OutboxReason.DEACTIVATED: "receipts-reason-gone",
}
_FAILED = "receipts-reason-failed"
#: Why somebody is not reminded, in the order it is told.
_WHY_NOT = (Verdict.TOO_SOON, Verdict.ENOUGH, Verdict.PAUSED, Verdict.UNREACHABLE, Verdict.ENDS)


# --- the press of who got it ------------------------------------------------------------------------------------------


@button(BUTTON, _MEMBER)
async def confirm(turn: Turn) -> None:
    """He confirms; the button says so from then on, and a second press the same. Crowds take ``receipts_lane``."""
    answer = await receipts.confirm(turn.house, turn.actor, turn.subject_id)
    if answer is not Answer.WITHDRAWN and await turn.relabel(confirmed(turn.subject_id)):
        return
    await turn.say("receipts-withdrawn" if answer is Answer.WITHDRAWN else "receipts-confirmed")


def confirmed(announcement_id: int) -> Button:
    """What stands under a notice once it is confirmed."""
    return Button("receipts-button-confirmed", data(BUTTON, announcement_id))


# --- the sender's screens ---------------------------------------------------------------------------------------------


@button("rp.of", CALLER_OF)
async def latest(turn: Turn) -> None:
    """The latest notices of an organisation, one button each."""
    await forms.leave(turn)
    here = turn.subject_id
    found = await receipts.latest(turn.house, turn.actor, here)
    rows = []
    for one in found.notices:
        day = date_text(turn.language, one.released_at.astimezone(found.zone).date())
        words = one.excerpt or turn.plain("receipts-files")
        rows.append([Button("receipts-button-one", data("rp", one.id), vars={"day": day, "words": words})])
    back = offered("button-back", "br.more", here) if turn.actor.holds(STEWARDS) else offered("button-menu", "menu")
    rows.append(back)
    key = "receipts-latest" if found.notices else "receipts-latest-none"
    await turn.show(key, organisation=found.organisation, buttons=rows)


@button("rp", CALLER)
async def board(turn: Turn) -> None:
    """Who has not confirmed, a page at a time."""
    await forms.leave(turn)
    await _show(turn, turn.subject_id, turn.number_at(1))


async def _show(turn: Turn, announcement_id: int, page: int = 1, first: str = "") -> None:
    seen = await receipts.board(turn.house, turn.actor, announcement_id, page)
    await turn.show_lines([*([first, ""] if first else []), *_lines(turn, seen)], buttons=_buttons(seen))


def _lines(turn: Turn, seen: Board) -> list[str]:
    lines = [
        turn.text_of(
            "receipts-title",
            words=seen.excerpt or turn.plain("receipts-files"),
            time=time_text(turn.language, seen.released_at, seen.zone),
        ),
        turn.text_of("receipts-sums", people=seen.people, confirmed=seen.confirmed, told=seen.told),
    ]
    if seen.names and not seen.open:
        return [*lines, turn.text_of(_all(seen))]
    if not seen.names or not seen.asks:
        key = "receipts-left"
    else:
        key = "receipts-open" if seen.whole else "receipts-open-yours"
    lines.append(turn.text_of(key, count=seen.open))
    if seen.unreached:
        lines.append(turn.text_of("receipts-unreached", count=seen.unreached))
    if not seen.names:
        return [*lines, "", turn.text_of("receipts-no-names")]
    place = ""
    for one in seen.lines:
        if one.place != place:
            place = one.place
            lines.append(turn.text_of("receipts-place", name=place))
        lines.append(_line(turn, one))
    return [*lines, "", turn.text_of("receipts-hint")]


def _all(seen: Board) -> str:
    """That nobody of those he sees is left."""
    return "receipts-all" if seen.whole else "receipts-all-yours"


def _line(turn: Turn, one: Line) -> str:
    if one.label is Label.UNREACHABLE:
        why = _REASONS.get(one.reason, _FAILED) if one.reason is not None else _FAILED
        state = turn.plain("receipts-unreachable", why=turn.plain(why))
    else:
        state = turn.plain(f"receipts-{one.label.value.lower()}")
    if one.reminders:
        return turn.text_of("receipts-name-reminded", name=one.name, state=state, count=one.reminders)
    return turn.text_of("receipts-name", name=one.name, state=state)


def _buttons(seen: Board) -> list[list[Button]]:
    here = seen.id
    rows: list[list[Button]] = []
    if seen.names and seen.open and not seen.over:
        remind = [Button("receipts-button-remind", data("rp.r", here))] if seen.asks else []
        rows.append([*remind, Button("receipts-button-hand", data("rp.h", here))])
    if seen.names and seen.open:
        rows.append([Button("receipts-button-told", data("rp.c", here, seen.number))])
    rows += turning("rp", here, page=seen.number, pages=seen.pages if seen.names else 1)
    export = [Button("receipts-button-export", data("rp.x", here))] if seen.names else []
    rows.append([*export, *offered("button-menu", "menu")])
    return rows


@button("rp.r", CALLER)
async def remind(turn: Turn) -> None:
    """Remind only those who have not confirmed; says whom not, and why."""
    done = await receipts.remind(turn.house, turn.actor, turn.subject_id)
    await _show(turn, turn.subject_id, first=_done(turn, done))


def _done(turn: Turn, done: Reminded) -> str:
    lines = [turn.text_of("receipts-reminded", count=done.counts[Verdict.DUE])]
    for verdict in _WHY_NOT:
        if done.counts[verdict]:
            key = f"receipts-not-{verdict.value.lower().replace('_', '-')}"
            lines.append(turn.text_of(key, count=done.counts[verdict], most=done.most))
    return "\n".join(lines)


@button("rp.h", CALLER)
async def hand_out(turn: Turn) -> None:
    """Every group's leader gets his call list."""
    done = await receipts.hand_out(turn.house, turn.actor, turn.subject_id)
    lines = [turn.text_of("receipts-handed" if done.lists else "receipts-handed-none", count=done.lists)]
    if done.before:
        lines.append(turn.text_of("receipts-handed-before", count=done.before))
    if done.own:
        lines.append(turn.text_of("receipts-handed-own", count=done.own))
    await _show(turn, turn.subject_id, first="\n".join(lines))


# --- told by telephone ------------------------------------------------------------------------------------------------


@button("rp.c", CALLER)
async def calls(turn: Turn) -> None:
    """A button for each person of the page: told by telephone."""
    await forms.leave(turn)
    await _calls(turn, turn.subject_id, turn.number_at(1))


async def _calls(turn: Turn, announcement_id: int, page: int, first: str = "", undo: int | None = None) -> None:
    seen = await receipts.board(turn.house, turn.actor, announcement_id, page)
    if not seen.names:
        await _show(turn, announcement_id)
        return
    people = [labelled(one.name, data("rp.t", seen.id, one.member_id, seen.number)) for one in seen.lines]
    rows = in_rows(people, 2)
    if undo is not None:
        rows.append([Button("receipts-button-undo", data("rp.u", seen.id, undo, seen.number))])
    rows += turning("rp.c", seen.id, page=seen.number, pages=seen.pages)
    rows.append(way_back("rp", seen.id, seen.number))
    asked = turn.text_of("receipts-ask-told" if people else _all(seen))
    await turn.show_html("\n\n".join([first, asked] if first else [asked]), buttons=rows)


@button("rp.t", CALLER)
async def told(turn: Turn) -> None:
    """Somebody was told; the next one can be pressed at once."""
    member_id = turn.id_at(1)
    done = await receipts.told(turn.house, turn.actor, turn.subject_id, member_id)
    await _calls(
        turn,
        turn.subject_id,
        turn.number_at(2),
        turn.text_of("receipts-told-noted" if done else "receipts-closed-before"),
        member_id if done else None,
    )


@button("rp.u", CALLER)
async def not_told(turn: Turn) -> None:
    """It was a mistake."""
    done = await receipts.not_told(turn.house, turn.actor, turn.subject_id, turn.id_at(1))
    first = turn.text_of("receipts-taken-back") if done else ""
    await _calls(turn, turn.subject_id, turn.number_at(2), first)


@button("rp.x", CALLER)
async def export(turn: Turn) -> None:
    """The receipts as a sheet."""
    made = await receipts.export(turn.house, turn.actor, turn.subject_id)
    await turn.send_file(made.content, made.name, "receipts-file", count=made.rows)
