"""A quiz is taken: one message that changes, question by question, on whatever phone he holds.

::

    q.go (the message, or the list /quiz) ──> question ── a press, or a text ──> the next ── … ──> result (q.r)
                                               │ multiple choice: presses mark (the mask is in the button), one confirms
                                               └ an old screen, a second tap: where he is today
"""

from __future__ import annotations

from handlers import forms
from handlers.menu import offered
from handlers.quiz_screens import ANSWERS, question, result_screen
from handlers.routing import button, command, data, form
from handlers.turn import Turn
from services.access import Need, Scope, Status
from services.errors import BadInput
from services.names import QuestionKind
from services.outbox import Button
from services.questions.shapes import MOST_OPTIONS
from services.quizzes import returning, scoring, taking
from services.quizzes.attempts import Asking, Ended
from services.quizzes.taking import Mine
from texts.dates import time_text

_OWN = Need(Status.MEMBER, scope=Scope.OWN)
_MOST_TYPED = 200


@command("quiz", _OWN)
@button("q", _OWN)
async def mine(turn: Turn) -> None:
    """The quizzes he may take, and those he has taken."""
    await forms.leave(turn)
    found = await taking.mine(turn.house, turn.actor)
    rows = [_row(turn, one) for one in found]
    again = await returning.waiting(turn.house, turn.actor)
    if again:
        rows.append([Button("quizzes-button-again-mine", data("q.m"), vars={"count": again})])
    await turn.show("quizzes-mine" if rows else "quizzes-mine-none", buttons=[*rows, offered("button-menu", "menu")])


def _row(turn: Turn, one: Mine) -> list[Button]:
    facts = {"title": one.title, "closes": time_text(turn.language, one.closes_at, one.zone)}
    if one.begun:
        return [Button("quizzes-button-on", data("q.go", one.id), vars=facts)]
    if one.attempt_id is not None:
        return [Button("quizzes-button-done", data("q.r", one.attempt_id), vars={**facts, "score": one.score or 0})]
    if one.is_open:
        return [Button("quizzes-button-open", data("q.go", one.id), vars=facts)]
    return [Button("quizzes-button-shut", data("q.go", one.id), vars=facts)]


@button("q.go", _OWN)
async def go(turn: Turn) -> None:
    """Begin, or go on where he was."""
    await _show(turn, await taking.begin(turn.house, turn.actor, turn.subject_id))


@button("q.re", _OWN)
async def again(turn: Turn) -> None:
    """Another attempt."""
    await _show(turn, await taking.begin(turn.house, turn.actor, turn.subject_id, again=True))


@button("q.w", _OWN)
async def where(turn: Turn) -> None:
    """Where he is; what he types next answers the question, if it is one that is typed."""
    await _show(turn, await taking.where(turn.house, turn.actor, turn.subject_id))


@button(ANSWERS, _OWN)
async def answer(turn: Turn) -> None:
    """The pressed options answer the question."""
    places = scoring.places_in(_mask(turn))
    await _show(turn, await taking.answer(turn.house, turn.actor, turn.subject_id, turn.number_at(1), places, None))


@button("q.t", _OWN)
async def mark(turn: Turn) -> None:
    """Mark an option of a multiple choice; nothing is stored before he confirms."""
    seen = await taking.where(turn.house, turn.actor, turn.subject_id)
    fresh = isinstance(seen, Asking) and seen.position == turn.number_at(1)
    await _show(turn, seen, _mask(turn) if fresh else 0)


def _mask(turn: Turn) -> int:
    mask = turn.number_at(2, 0)
    if mask >= 1 << MOST_OPTIONS:
        raise BadInput
    return mask


@form("q.fill", _OWN, takes_words=True)
async def typed(turn: Turn) -> None:
    """The text he typed answers the question; the quiz's message goes on below it."""
    known = forms.answers(turn)
    attempt_id, position, message_id = (int(known.get(name, 0)) for name in ("attempt", "position", "message"))
    text = turn.text[:_MOST_TYPED]
    if not text:
        raise BadInput
    seen = await taking.answer(turn.house, turn.actor, attempt_id, position, (), text)
    await turn.delete_incoming()
    await _show(turn, seen, message_id=message_id)


# --- screens ----------------------------------------------------------------------------------------------------------


async def _show(turn: Turn, seen: Asking | Ended, mask: int = 0, *, message_id: int = 0) -> None:
    text, rows = question(turn, seen, mask) if isinstance(seen, Asking) else result_screen(turn, seen)
    if turn.pressed and turn.message is not None:
        message_id = turn.message.message_id
    if not (message_id and await turn.edit_own(message_id, text, buttons=rows)):
        message_id = await turn.post_html(text, buttons=rows)
    if isinstance(seen, Asking) and seen.asked.kind is QuestionKind.FILL_IN:
        await forms.begin(turn, "q", "fill", attempt=seen.attempt_id, position=seen.position, message=message_id)
    else:
        await forms.leave(turn)


@button("q.r", _OWN)
async def result(turn: Turn) -> None:
    """The result of an attempt, and what was wrong, a page at a time."""
    await forms.leave(turn)
    seen = await taking.result(turn.house, turn.actor, turn.subject_id)
    text, rows = result_screen(turn, seen, turn.number_at(1))
    await turn.show_html(text, buttons=rows)
