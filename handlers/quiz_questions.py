"""Which questions a quiz asks: looked over, drawn anew, picked by hand."""

from __future__ import annotations

import html

from handlers.quiz_results import show as show_result
from handlers.quiz_words import DIFFICULTY_KEY, QUIZ_OF, lines_of, short, source_of
from handlers.routing import button, data
from handlers.rows import turning, way_back
from handlers.turn import Turn
from services.errors import BadInput
from services.names import Difficulty, QuizState
from services.outbox import Button
from services.quizzes import choosing, composing, drafts

_DIFFICULTIES = {"e": Difficulty.EASY, "m": Difficulty.MEDIUM, "h": Difficulty.HARD}


_MOST_CATEGORIES = 20


@button("qz.q", QUIZ_OF)
async def questions(turn: Turn) -> None:
    """The questions it has, with their answers."""
    await show_questions(turn, turn.number_at(1))


async def show_questions(turn: Turn, wanted: int) -> None:
    """A page of the quiz's questions, with their answers."""
    here = turn.subject_id
    one = await composing.look(turn.house, turn.actor, here)
    page = await choosing.page(turn.house, turn.actor, here, wanted, picked=True)
    lines = [
        turn.text_of(
            "quizzes-questions", title=one.title, count=page.total, source=source_of(turn, one), there=one.there
        )
    ]
    for choice in page.choices:
        lines += ["", *lines_of(turn, choice.asked)]
    rows = turning("qz.q", here, page=page.number, pages=page.pages)
    if one.state is QuizState.DRAFT:
        after = drafts.next_choice("many", one.many)
        rows += [
            [
                Button("quizzes-button-again", data("qz.again", here)),
                Button("quizzes-set-many", data("qz.s", here, "n", after), vars={"value": one.many}),
            ],
            [
                Button("quizzes-button-category", data("qz.cat", here)),
                Button("quizzes-button-pick", data("qz.p", here)),
            ],
        ]
    await turn.show_lines(lines, buttons=[*rows, way_back("qz.c", here)])


@button("qz.again", QUIZ_OF)
async def again(turn: Turn) -> None:
    """Other questions of the same sort."""
    await choosing.draw_again(turn.house, turn.actor, turn.subject_id)
    await show_questions(turn, 1)


@button("qz.cat", QUIZ_OF)
async def ask_category(turn: Turn) -> None:
    """What it is drawn from."""
    here = turn.subject_id
    one = await composing.look(turn.house, turn.actor, here)
    found = await choosing.categories(turn.house, turn.actor, here)
    letter = next((key for key, value in _DIFFICULTIES.items() if value is one.difficulty), "x")
    names = [label for label, _ in found]
    place = names.index(one.category) if one.category in names else "x"
    rows = [[Button("quizzes-button-any", data("qz.from", here, "x", letter))]]
    rows += [
        [Button("quizzes-button-of", data("qz.from", here, at, letter), vars={"name": label, "count": many})]
        for at, (label, many) in enumerate(found[:_MOST_CATEGORIES])
    ]
    rows.append(
        [
            Button(DIFFICULTY_KEY[value], data("qz.from", here, place, key))
            for key, value in {"x": None, **_DIFFICULTIES}.items()
        ]
    )
    await turn.show(
        "quizzes-ask-category",
        source=source_of(turn, one),
        buttons=[*rows, way_back("qz.q", here)],
    )


@button("qz.from", QUIZ_OF)
async def category(turn: Turn) -> None:
    """Draw from these."""
    if len(turn.args) != 3:  # noqa: PLR2004 - the quiz, the category's place and the difficulty
        raise BadInput
    names = [label for label, _ in await choosing.categories(turn.house, turn.actor, turn.subject_id)]
    chosen = None
    if turn.args[1] != "x":
        place = turn.number_at(1)
        if place >= len(names):
            raise BadInput
        chosen = names[place]
    await choosing.draw_from(turn.house, turn.actor, turn.subject_id, chosen, _DIFFICULTIES.get(turn.args[2]))
    await show_questions(turn, 1)


@button("qz.p", QUIZ_OF)
async def choose(turn: Turn) -> None:
    """Pick questions by hand, a page at a time."""
    await _choose(turn, turn.number_at(1))


async def _choose(turn: Turn, wanted: int) -> None:
    here = turn.subject_id
    one = await composing.look(turn.house, turn.actor, here)
    if one.state is not QuizState.DRAFT:
        await show_result(turn, here)
        return
    page = await choosing.page(turn.house, turn.actor, here, wanted, picked=False)
    lines = [turn.text_of("quizzes-pick", count=one.items, there=page.total), ""]
    buttons = []
    for place, choice in enumerate(page.choices, 1):
        mark = "✓" if choice.picked else "　"
        lines.append(f"{mark}{place}. {html.escape(short(choice.asked.stem), quote=False)}")
        key = "quizzes-button-picked" if choice.picked else "quizzes-button-unpicked"
        target = data("qz.pk", here, choice.id, int(not choice.picked), page.number)
        buttons.append(Button(key, target, vars={"place": place}))
    rows = [buttons[at : at + 4] for at in range(0, len(buttons), 4)]
    rows += turning("qz.p", here, page=page.number, pages=page.pages)
    await turn.show_lines(lines, buttons=[*rows, way_back("qz.q", here)])


@button("qz.pk", QUIZ_OF)
async def pick(turn: Turn) -> None:
    """Take a question in, or out."""
    on = turn.number_at(2) == 1
    await choosing.pick(turn.house, turn.actor, turn.subject_id, turn.id_at(1), on=on)
    await _choose(turn, turn.number_at(3))
