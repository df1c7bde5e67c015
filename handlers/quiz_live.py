"""A quiz in a meeting: whoever composed it leads it; a member answers with one tap under his copy.

::

    quiz ── ql ──> meetings of these hours ── ql.go ──> ql.n (ask) ── qk (answers) ──> ql.s (show) ──> ql.n … ──> ql.e
"""

from __future__ import annotations

import html

from handlers import forms
from handlers.quiz_screens import answer_text
from handlers.quiz_words import QUIZ_OF
from handlers.routing import button, data
from handlers.rows import way_back
from handlers.turn import Turn
from services.access import Need, Scope, Status
from services.errors import BadInput
from services.names import QuestionKind
from services.outbox import Button
from services.questions.shapes import LETTERS
from services.quizzes import live
from services.quizzes.errors import LiveOver
from services.quizzes.live import Control
from texts.dates import time_text

_OWN = Need(Status.MEMBER, scope=Scope.OWN)


@button("ql", QUIZ_OF)
async def begin(turn: Turn) -> None:
    """Where it runs; else the meetings it could be run in."""
    await forms.leave(turn)
    found = await live.places(turn.house, turn.actor, turn.subject_id)
    if isinstance(found, Control):
        await _show(turn, found)
        return
    rows = [
        [
            Button(
                "live-button-meeting",
                data("ql.go", turn.subject_id, one.meeting_id),
                vars={"when": time_text(turn.language, one.starts_at, turn.house.zone)},
            )
        ]
        for one in found
    ]
    rows.append(way_back("qz.c", turn.subject_id))
    await turn.show("live-choose" if found else "live-no-meeting", buttons=rows)


@button("ql.go", QUIZ_OF)
async def start(turn: Turn) -> None:
    """Begin it in a meeting."""
    await _show(turn, await live.start(turn.house, turn.actor, turn.subject_id, turn.id_at(1)))


@button("ql.at", QUIZ_OF)
async def look(turn: Turn) -> None:
    """How it stands."""
    await _show(turn, await live.view(turn.house, turn.actor, turn.subject_id, turn.id_at(1)))


@button("ql.n", QUIZ_OF)
async def ask(turn: Turn) -> None:
    """The next question goes out."""
    await _show(turn, await live.ask(turn.house, turn.actor, turn.subject_id, turn.id_at(1), turn.number_at(2, 0)))


@button("ql.s", QUIZ_OF)
async def show(turn: Turn) -> None:
    """How everybody answered goes on the page."""
    await _show(turn, await live.show(turn.house, turn.actor, turn.subject_id, turn.id_at(1), turn.number_at(2, 0)))


@button("ql.e", QUIZ_OF)
async def end(turn: Turn) -> None:
    """It ends; the page is the roll-call's again."""
    await live.end(turn.house, turn.actor, turn.subject_id, turn.id_at(1))
    await turn.show("live-ended", buttons=[way_back("qz.c", turn.subject_id)])


async def _show(turn: Turn, one: Control) -> None:
    at = (one.quiz_id, one.id)
    lines = [turn.text_of("live-title", title=one.title, total=one.total)]
    rows: list[list[Button]] = []
    if not one.position:
        lines.append(turn.text_of("live-ready", people=one.people))
    else:
        shown = {"position": one.position, "answered": one.answered, "people": one.people}
        lines.append(turn.text_of("live-shown" if one.shown else "live-asking", **shown))
    if one.address is not None and not one.position:
        lines.append(turn.text_of("live-page", address=one.address))
    if one.position and not one.shown:
        if one.seconds:
            lines.append(turn.text_of("live-left", seconds=one.seconds))
        rows.append([Button("live-button-show", data("ql.s", *at, one.position))])
    elif one.position < one.total:
        rows.append([Button("live-button-next", data("ql.n", *at, one.position + 1), vars={"next": one.position + 1})])
    rows.append([Button("live-button-refresh", data("ql.at", *at)), Button("live-button-end", data("ql.e", *at))])
    await turn.show_lines(lines, buttons=rows)


@button("qk", _OWN)
async def answer(turn: Turn) -> None:
    """His answer; the copy says that it was taken, or that it came too late, and loses its buttons."""
    if len(turn.args) != 3:  # noqa: PLR2004 - the quiz in the meeting, the question, the option
        raise BadInput
    position = turn.number_at(1, 0)
    try:
        taken = await live.answer(turn.house, turn.actor, turn.id_at(0), position, turn.number_at(2, -1))
    except LiveOver:  # said on the screen
        await turn.show("live-late", position=position)
        return
    asked = taken.asked
    said = answer_text(turn, asked, (taken.choice,), None)
    if asked.kind is not QuestionKind.TRUE_FALSE:
        said = f"{LETTERS[taken.choice]}. {said}"
    head = f"<b>{html.escape(asked.stem, quote=False)}</b>"
    await turn.show_html("\n\n".join([head, turn.text_of("live-taken", answer=said)]))
