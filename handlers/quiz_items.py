"""One question with what its answers say: looked at, put right by sending it back, taken out of use and back."""

from __future__ import annotations

import asyncio
import html

from handlers import forms
from handlers.quiz_results import item_lines
from handlers.quiz_words import lines_of
from handlers.routing import button, data, form
from handlers.rows import way_back
from handlers.turn import Turn
from services.access import Need, Status
from services.errors import BadInput
from services.outbox import Button
from services.questions import mending, reading
from services.questions.banking import KEEPER_OF, KEEPERS
from services.questions.mending import Looked
from services.quizzes import items

_KEEPER = Need(Status.CONSENTED, KEEPERS)


@button("qi", KEEPER_OF)
async def look(turn: Turn) -> None:
    """A question, and how it was answered."""
    await forms.leave(turn)
    here, question = turn.subject_id, turn.id_at(1)
    await _show(turn, here, await mending.look(turn.house, turn.actor, here, question))


async def _show(turn: Turn, here: int, one: Looked) -> None:
    seen = await items.of_question(turn.house, turn.actor, here, one.id)
    asked = one.asked
    lines = [turn.text_of("quizzes-one", version=one.version), "", *lines_of(turn, asked, whole=True)]
    if asked.explanation:
        lines.append(html.escape(asked.explanation, quote=False))
    if asked.source:
        lines.append(turn.text_of("quizzes-missed-source", source=asked.source))
    lines += ["", *(item_lines(turn, seen.item) if seen.item is not None else [turn.text_of("quizzes-item-none")])]
    if seen.live:
        lines.append(turn.text_of("quizzes-item-live", answers=seen.live, right=seen.live_right))
    if one.retired:
        lines += ["", turn.text_of("quizzes-one-retired")]
    off = ("quizzes-button-restore", 0) if one.retired else ("quizzes-button-retire", 1)
    rows = [
        [
            Button("quizzes-button-correct", data("qi.fix", here, one.id)),
            Button(off[0], data("qi.off", here, one.id, off[1])),
        ],
        way_back("qz.bank", here),
    ]
    await turn.show_lines(lines, buttons=rows)


@button("qi.off", KEEPER_OF)
async def retire(turn: Turn) -> None:
    """Out of use, or back."""
    wanted = turn.args[2] if len(turn.args) > 2 else ""  # noqa: PLR2004 - bank, question, which
    if wanted not in ("0", "1"):
        raise BadInput
    here = turn.subject_id
    await _show(turn, here, await mending.retire(turn.house, turn.actor, here, turn.id_at(1), retired=wanted == "1"))


@button("qi.fix", KEEPER_OF)
async def ask(turn: Turn) -> None:
    """What he sends next is the question as it should be."""
    here, question = turn.subject_id, turn.id_at(1)
    one = await mending.look(turn.house, turn.actor, here, question)
    await forms.begin(turn, "qi", "fix", organisation=here, question=question)
    text = turn.text_of("quizzes-correct") + f"\n\n<pre>{html.escape(one.sample, quote=False)}</pre>"
    await turn.show_html(text, buttons=[way_back("qi", here, question)])


@form("qi.fix", _KEEPER)
async def corrected(turn: Turn) -> None:
    """The question as it should be."""
    known = forms.answers(turn)
    here, question = int(known["organisation"]), int(known["question"])
    read = await asyncio.to_thread(reading.from_text, turn.text)
    one = await mending.correct(turn.house, turn.actor, here, question, read)
    await forms.end(turn)
    await _show(turn, here, one)
