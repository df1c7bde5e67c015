"""Answering an appeal about hours or credits: with a word, or with a correction."""

from __future__ import annotations

from handlers import forms
from handlers.payloads import show_payload
from handlers.routing import button, data, form
from handlers.rows import in_rows, way_back
from handlers.study_words import book_name, item_name
from handlers.turn import Turn
from services.access import Need, Scope, Status
from services.errors import BadInput
from services.names import StudyBook, StudyItem
from services.outbox import Button
from services.study import appeals
from services.study.deciders import DECIDERS
from services.study.rules import load
from services.study.words import item_key

_DECIDES = Need(Status.CONSENTED, DECIDERS, Scope.STUDY_APPEAL)
_DECIDER = Need(Status.CONSENTED, DECIDERS)
_BOOKS = {"h": StudyBook.HOURS, "c": StudyBook.CREDITS}


@button("sta", _DECIDES)
async def card(turn: Turn) -> None:
    """The card as it stands now."""
    await forms.leave(turn)
    await show_payload(turn, (await appeals.view(turn.house, turn.actor, turn.subject_id)).card)


async def _still_open(turn: Turn) -> bool:
    found = await appeals.view(turn.house, turn.actor, turn.subject_id)
    if not found.open:
        await show_payload(turn, found.card)
    return found.open


def _back(turn: Turn) -> list[Button]:
    return way_back("sta", turn.subject_id)


@button("sta.say", _DECIDES)
async def ask_answer(turn: Turn) -> None:
    """Answer with a word."""
    if await _still_open(turn):
        await forms.begin(turn, "sta", "answer", appeal=turn.subject_id)
        await turn.show("study-ask-answer", most=load().appeal.words_most, buttons=[_back(turn)])


@form("sta.answer", _DECIDER)
async def answered(turn: Turn) -> None:
    """The word."""
    found = await appeals.answer(turn.house, turn.actor, int(forms.answers(turn)["appeal"]), turn.text)
    await forms.end(turn)
    await show_payload(turn, found.card)


@button("sta.fix", _DECIDES)
async def ask_book(turn: Turn) -> None:
    """Correct: hours or credits?"""
    await forms.leave(turn)
    if await _still_open(turn):
        rows = [[Button(f"study-button-fix-{one}", data("sta.as", turn.subject_id, one)) for one in _BOOKS]]
        await turn.show("study-ask-book", buttons=[*rows, _back(turn)])


@button("sta.as", _DECIDES)
async def ask_item(turn: Turn) -> None:
    """As what does it count? Then how much, and why."""
    if not await _still_open(turn):
        return
    letter = turn.args[1] if len(turn.args) > 1 else ""
    book = _BOOKS.get(letter)
    if book is None:
        raise BadInput
    items = appeals.items_of(book)
    if len(turn.args) == 2:  # noqa: PLR2004 - the appeal and the book, no activity yet
        found = [Button(item_key(one), data("sta.as", turn.subject_id, letter, one.value)) for one in items]
        rows = in_rows(found, 2)
        await turn.show("study-ask-item", book=book_name(turn, book), buttons=[*rows, _back(turn)])
        return
    item = next((one for one in items if one.value == turn.args[-1]), None)
    if item is None:
        raise BadInput
    await forms.begin(turn, "sta", "amount", appeal=turn.subject_id, book=book.value, counts_as=item.value)
    shown = {"book": book_name(turn, book), "item": item_name(turn, item)}
    await turn.show("study-ask-amount", buttons=[_back(turn)], **shown)


@form("sta.amount", _DECIDER)
async def corrected(turn: Turn) -> None:
    """The amount and the reason, in one message."""
    known = forms.answers(turn)
    book = StudyBook(known["book"])
    amount, words = appeals.typed(book, turn.text)
    found = await appeals.correct(
        turn.house, turn.actor, int(known["appeal"]), book, StudyItem(known["counts_as"]), amount, words
    )
    await forms.end(turn)
    await show_payload(turn, found.card)
