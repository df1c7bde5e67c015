"""The question bank in the chat: a file or a pasted text in, shown before it is kept; and the bank out as a file.

::

    document, text ── read ──┬── bad questions: a list of them as a file, nothing kept
                             ├── nothing changes: said so
                             └── preview ── one press ──> kept
"""

from __future__ import annotations

import asyncio

from handlers import forms
from handlers.menu import offered
from handlers.quiz_words import KIND_KEY, lines_of
from handlers.routing import button, data, form
from handlers.rows import way_back
from handlers.turn import Turn
from services import sheets
from services.access import Need, Status
from services.errors import NotAllowed
from services.names import QuestionKind
from services.outbox import Button
from services.questions import banking, pending, reading, writing
from services.questions.banking import KEEPER_OF, KEEPERS, Preview
from services.questions.pending import Offer
from services.questions.reading import Bank
from services.questions.shapes import Problem
from services.questions.writing import Shape

_KEEPER = Need(Status.CONSENTED, KEEPERS)

#: Categories, and questions of a preview, that are shown in a message; the rest is counted.
_MOST_CATEGORIES = 8
_MOST_SHOWN = 3
_SHAPES = {
    Shape.SHEET: "questions-button-sheet",
    Shape.GIFT: "questions-button-gift",
    Shape.AIKEN: "questions-button-aiken",
}


# --- the bank -------------------------------------------------------------------------------------------------------


@button("qb", KEEPER_OF)
async def bank(turn: Turn) -> None:
    """What the bank of an organisation holds."""
    await forms.leave(turn)
    here = turn.subject_id
    held = await banking.shelf(turn.house, turn.actor, here)
    lines = [turn.text_of("questions-title", organisation=held.organisation, count=held.total)]
    lines += [turn.text_of("questions-of-kind", what=turn.plain(KIND_KEY[kind]), count=n) for kind, n in _counts(held)]
    named = [(name, many) for name, many in held.categories if name]
    lines += [turn.text_of("questions-category", category=name, count=many) for name, many in named[:_MOST_CATEGORIES]]
    if not held.total:
        lines.append(turn.text_of("questions-empty"))
    rows = [[Button("questions-button-add", data("qb.in", here))]]
    if not held.total:
        rows.append([Button("questions-button-starter", data("qb.go", here))])
    else:
        rows.append([*offered("quizzes-button-compose", "qz", here), *offered("quizzes-button-items", "qz.bank", here)])
        rows.append(offered("polls-button", "qp", here))
        rows.append([Button(key, data("qb.out", here, shape.value)) for shape, key in _SHAPES.items()])
    rows.append([*offered("button-menu", "menu")])
    await turn.show_lines(lines, buttons=rows)


def _counts(held: banking.Shelf) -> list[tuple[QuestionKind, int]]:
    return [(kind, held.kinds[kind]) for kind in KIND_KEY if kind in held.kinds]


@button("qb.out", KEEPER_OF)
async def send(turn: Turn) -> None:
    """The bank as a file."""
    if len(turn.args) != 2 or turn.args[1] not in list(Shape):  # noqa: PLR2004 - the organisation and the shape
        raise NotAllowed
    shape = Shape(turn.args[1])
    held = await banking.of(turn.house, turn.actor, turn.subject_id)
    made = await asyncio.to_thread(
        writing.write, [one.asked for one in held], shape, turn.plain("questions-sheet-title")
    )
    name = f"{turn.plain('questions-file')}_{shape.value}.{made.suffix}"
    await turn.send_file(made.content, name, "questions-sent", count=len(held) - made.left_out, left=made.left_out)


# --- in -------------------------------------------------------------------------------------------------------------


@button("qb.in", KEEPER_OF)
async def ask(turn: Turn) -> None:
    """What he sends next are questions."""
    here = turn.subject_id
    await banking.shelf(turn.house, turn.actor, here)
    await forms.begin(turn, "qb", "in", organisation=here)
    await turn.show("questions-ask", buttons=[way_back("qb", here)])


@button("qb.go", KEEPER_OF)
async def start(turn: Turn) -> None:
    """The questions that come with the product, to begin with."""
    await forms.leave(turn)
    await _offer(turn, turn.subject_id, await asyncio.to_thread(reading.starter, turn.house.limits))


@form("qb.in", _KEEPER)
async def came(turn: Turn) -> None:
    """A file, or a pasted text: read, and shown as what it would change."""
    here = int(forms.answers(turn)["organisation"])
    if turn.file is not None:
        read = await banking.open_file(turn.house, await turn.download(turn.house.limits.roster_file_bytes))
    else:
        read = await asyncio.to_thread(reading.from_text, turn.text)
    await _offer(turn, here, read)


async def _offer(turn: Turn, here: int, read: Bank) -> None:
    offer = await pending.offer(turn.house, turn.actor, here, read)
    if read.problems:
        await _refuse(turn, here, read)
    elif not offer.nonce:
        await turn.show("questions-same", count=offer.preview.same, buttons=[way_back("qb", here)])
    else:
        await _show(turn, here, offer)


async def _refuse(turn: Turn, here: int, read: Bank) -> None:
    await forms.begin(turn, "qb", "in", organisation=here)  # the mended file is expected next
    columns = [turn.plain(f"questions-problems-{key}") for key in ("sheet", "line", "value", "advice")]
    rows: list[list[str | int]] = [[one.sheet, one.line, one.value, _advice(turn, one)] for one in read.problems]
    content = sheets.plain_list(turn.plain("questions-problems-title"), columns, rows)
    first = read.problems[0]
    await turn.send_file(
        content,
        f"{turn.plain('questions-problems-file')}.xlsx",
        "questions-problems",
        buttons=[way_back("qb", here)],
        count=len(read.problems),
        good=len(read.questions),
        line=first.line,
        advice=_advice(turn, first),
    )


def _advice(turn: Turn, problem: Problem) -> str:
    return turn.plain(f"question-fault-{problem.fault.value}", other=problem.other)


async def _show(turn: Turn, here: int, offer: Offer) -> None:
    found = offer.preview
    lines = [turn.text_of("questions-preview", added=len(found.new), changed=len(found.changed), same=found.same)]
    if found.bank.repeated:
        lines.append(turn.text_of("questions-preview-repeated", count=found.bank.repeated))
    shown = [*(one.asked for _, one in found.changed), *(one.asked for one in found.new)]
    lines += ["", *("\n".join([*lines_of(turn, one), ""]) for one in shown[:_MOST_SHOWN])]
    if len(shown) > _MOST_SHOWN:
        lines.append(turn.text_of("questions-preview-more", count=len(shown) - _MOST_SHOWN))
    rows = [
        [Button("questions-button-keep", data("qb.ok", here, offer.nonce), vars={"count": len(shown)})],
        [Button("button-cancel", data("qb", here))],
    ]
    await turn.show_html("\n".join(lines).rstrip(), buttons=rows)


@button("qb.ok", KEEPER_OF)
async def keep(turn: Turn) -> None:
    """Keep what was shown."""
    here = turn.subject_id
    done = await pending.confirm(turn.house, turn.actor, here, turn.args[1] if len(turn.args) > 1 else "")
    rows = [offered("quizzes-button-compose", "qz", here), way_back("qb", here)]
    await turn.show("questions-done", buttons=[row for row in rows if row], **_facts(done))


def _facts(done: Preview) -> dict[str, int]:
    return {"added": len(done.new), "changed": len(done.changed), "same": done.same}
