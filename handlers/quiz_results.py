"""How a quiz goes: counts for whoever composed it, the sheet, the questions one by one. Nobody is ranked."""

from __future__ import annotations

import asyncio
import html

from handlers import forms
from handlers.quiz_words import QUIZ_OF, lines_of, short, state_key
from handlers.routing import button, data
from handlers.rows import turning, way_back
from handlers.turn import Turn
from services.names import QuizState
from services.outbox import Button
from services.paging import page_of
from services.questions.banking import KEEPER_OF
from services.quizzes import items, results
from services.quizzes.items import Item
from texts.item_card import Bar, item_card

_A_PAGE = 6


async def show(turn: Turn, quiz_id: int) -> None:
    """The screen of a quiz that was sent out."""
    found = await results.look(turn.house, turn.actor, quiz_id)
    lines = [
        turn.text_of("quizzes-how", title=found.title, state=turn.plain(state_key(found.state))),
        turn.text_of("quizzes-figures", **results.said(found.figures)),
    ]
    if found.figures.others:
        lines.append(turn.text_of("quizzes-figures-others", count=found.figures.others))
    if found.state is QuizState.OPEN and found.missing:
        lines.append(turn.text_of("quizzes-missing", count=found.missing))
    rows = [
        [
            Button("quizzes-button-sheet", data("qz.x", quiz_id)),
            Button("quizzes-button-picture", data("qz.pic", quiz_id)),
        ],
        [
            Button("quizzes-button-analysis", data("qz.i", quiz_id)),
            Button("quizzes-button-questions", data("qz.q", quiz_id)),
        ],
    ]
    if found.state is QuizState.OPEN and not found.figures.taken:
        rows.append([Button("quizzes-button-withdraw", data("qz.del", quiz_id))])
    rows.append(way_back("qz", found.organisation_id))
    await turn.show_lines(lines, buttons=rows)


@button("qz.r", QUIZ_OF)
async def result(turn: Turn) -> None:
    """How it goes."""
    await forms.leave(turn)
    await show(turn, turn.subject_id)


@button("qz.x", QUIZ_OF)
async def export(turn: Turn) -> None:
    """The sheet of results."""
    made = await results.export(turn.house, turn.actor, turn.subject_id)
    await turn.send_file(made.content, made.name, "quizzes-sheet")


@button("qz.pic", QUIZ_OF)
async def picture(turn: Turn) -> None:
    """The questions as a picture: how many had each right."""
    found = await results.look(turn.house, turn.actor, turn.subject_id)
    every = await items.of_quiz(turn.house, turn.actor, turn.subject_id)
    bars = [Bar(one.asked.stem, one.answers, one.right, look=one.needs_a_look) for one in every]
    made = await asyncio.to_thread(item_card, turn.language, found.title, bars)
    await turn.send_photo(made, "quizzes-picture")


@button("qz.i", QUIZ_OF)
async def analysis(turn: Turn) -> None:
    """The questions of a quiz, as first attempts answered them."""
    found = await results.look(turn.house, turn.actor, turn.subject_id)
    every = await items.of_quiz(turn.house, turn.actor, turn.subject_id)
    back = data("qz.r", turn.subject_id)
    await _list(turn, "qz.i", "quizzes-analysis", found.title, every, back, bank=found.organisation_id)


@button("qz.bank", KEEPER_OF)
async def of_bank(turn: Turn) -> None:
    """The questions of a bank that were asked, those to be looked at first."""
    await forms.leave(turn)
    every = await items.of_bank(turn.house, turn.actor, turn.subject_id)
    here = turn.subject_id
    await _list(turn, "qz.bank", "quizzes-bank", "", every, data("qb", here), bank=here)


async def _list(turn: Turn, name: str, title_key: str, title: str, every: list[Item], back: str, *, bank: int) -> None:
    page, pages = page_of(turn.number_at(1), len(every), _A_PAGE)
    look = sum(one.needs_a_look for one in every)
    lines = [turn.text_of(title_key, title=title, count=len(every), look=look)]
    shown = list(enumerate(every, 1))[(page - 1) * _A_PAGE : page * _A_PAGE]
    for place, one in shown:
        lines += ["", f"<b>{place}. {html.escape(short(one.asked.stem), quote=False)}</b>", *item_lines(turn, one)]
    look_at = [
        Button("quizzes-button-look", data("qi", bank, one.question_id), vars={"number": place}) for place, one in shown
    ]
    rows = [row for row in (look_at,) if row] + turning(name, turn.subject_id, page=page, pages=pages)
    await turn.show_lines(lines, buttons=[*rows, [Button("button-back", back)]])


def item_lines(turn: Turn, one: Item) -> list[str]:
    """What the answers say about a question."""
    if one.facility is None:
        return [turn.text_of("quizzes-item-none")]
    lines = [turn.text_of("quizzes-item", answers=one.answers, right=one.right, share=round(100 * one.facility))]
    if one.asked.options and one.answers:
        options = lines_of(turn, one.asked)[1:]
        lines += [
            turn.text_of("quizzes-item-option", option=short(_bare(text)), count=many)
            for text, many in zip(options, one.chosen, strict=True)
        ]
    if one.discrimination is not None and not any(why.value == "too-few" for why in one.why):
        lines.append(turn.text_of("quizzes-item-spread", value=f"{one.discrimination:.2f}"))
    lines += [turn.text_of(f"quizzes-why-{why.value}") for why in one.why]
    return lines


def _bare(text: str) -> str:
    return html.unescape(text)
