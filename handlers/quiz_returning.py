"""Missed questions come back in the chat: at most five, because he asked for it; right or wrong is said at once."""

from __future__ import annotations

import html

from handlers import forms
from handlers.quiz_screens import choices, right_text
from handlers.routing import button, data, form
from handlers.rows import way_back
from handlers.turn import Turn
from services.access import Need, Scope, Status
from services.errors import BadInput
from services.names import QuestionKind
from services.outbox import Button
from services.quizzes import returning, scoring
from services.quizzes.returning import Said
from services.quizzes.spacing import MOST

_OWN = Need(Status.MEMBER, scope=Scope.OWN)
_BACK = way_back("q")
_MOST_TYPED = 200


@button("q.m", _OWN)
async def ask(turn: Turn) -> None:
    """The next of his missed questions; the first argument says how many he has answered."""
    await forms.leave(turn)
    done = turn.number_at(0, 0)
    again = await returning.ask(turn.house, turn.actor) if done < MOST else None
    if again is None:
        await turn.show("quizzes-again-enough" if done else "quizzes-again-none", buttons=[_BACK])
        return
    asked = again.asked
    lines = [turn.text_of("quizzes-again", position=done + 1), "", f"<b>{html.escape(asked.stem, quote=False)}</b>"]
    mask = turn.number_at(1, 0) if turn.number_at(2, 0) == again.question_id else 0
    at = (again.question_id, again.stamp, done)
    if asked.kind is QuestionKind.FILL_IN:
        await forms.begin(turn, "q", "again", question=again.question_id, stamp=again.stamp, done=done)
        await turn.show_lines([*lines, "", turn.text_of("quizzes-type")], buttons=[_BACK])
        return
    order = list(range(scoring.places_of(asked)))
    shown, rows = choices(
        turn,
        asked,
        order,
        mask,
        answer=lambda chosen: data("q.n", *at, chosen),
        mark=lambda chosen: data("q.m", done, chosen, again.question_id),
    )
    await turn.show_lines([*lines, *shown], buttons=[*rows, _BACK])


@button("q.n", _OWN)
async def answer(turn: Turn) -> None:
    """The pressed options answer it."""
    question_id, stamp, done = turn.subject_id, turn.number_at(1), turn.number_at(2)
    places = scoring.places_in(turn.number_at(3, 0))
    await _said(turn, await returning.answer(turn.house, turn.actor, question_id, stamp, places, None), done)


@form("q.again", _OWN, takes_words=True)
async def typed(turn: Turn) -> None:
    """The text he typed answers it."""
    known = forms.answers(turn)
    question_id, stamp, done = (int(known.get(name, 0)) for name in ("question", "stamp", "done"))
    text = turn.text[:_MOST_TYPED]
    if not text:
        raise BadInput
    said = await returning.answer(turn.house, turn.actor, question_id, stamp, (), text)
    await forms.end(turn)
    await _said(turn, said, done)


async def _said(turn: Turn, said: Said, done: int) -> None:
    asked = said.asked
    lines = [
        turn.text_of("quizzes-again-right" if said.right else "quizzes-again-wrong"),
        "",
        f"<b>{html.escape(asked.stem, quote=False)}</b>",
        turn.text_of("quizzes-missed-right", answer=right_text(turn, asked)),
    ]
    if asked.explanation:
        lines.append(html.escape(asked.explanation, quote=False))
    if asked.source:
        lines.append(turn.text_of("quizzes-missed-source", source=asked.source))
    rows = []
    if said.more and done + 1 < MOST:
        rows.append([Button("quizzes-button-next", data("q.m", done + 1))])
    await turn.show_lines(lines, buttons=[*rows, _BACK])
