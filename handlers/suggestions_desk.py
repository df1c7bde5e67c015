"""The desk of whoever takes suggestions."""

from __future__ import annotations

from handlers import forms
from handlers.menu import offered
from handlers.routing import button, data, form
from handlers.rows import turning, way_back
from handlers.suggestions import short, state_key, topic_key
from handlers.turn import Turn
from services import suggestions
from services.access import Need, Scope, Status
from services.errors import BadInput, NotAllowed
from services.names import SuggestionState, SuggestionTaker
from services.outbox import Button
from services.suggestions import Card
from services.suggestions.rules import load
from texts.dates import date_text

#: The services ask to whom each is addressed.
_OWN = Need(Status.CONSENTED, scope=Scope.OWN)
_HIS = Need(Status.CONSENTED)


@button("sgd", _OWN)
async def desk(turn: Turn) -> None:
    """What is addressed to him, a page at a time."""
    await forms.leave(turn)
    seen = await suggestions.received(turn.house, turn.actor, turn.number_at(0))
    if not seen.takes:
        raise NotAllowed
    rows = [
        [
            Button(
                "suggestions-button-one",
                data("sgd.at", one.id),
                vars={"words": short(one.words), "state": turn.plain(state_key(one.state))},
            )
        ]
        for one in seen.cards
    ]
    rows += turning("sgd", page=seen.number, pages=seen.pages)
    rows.append(way_back("sg"))
    key = "suggestions-desk" if seen.cards else "suggestions-desk-none"
    await turn.show(key, count=seen.open, buttons=rows)


@button("sgd.at", _OWN)
async def at(turn: Turn) -> None:
    """One of them."""
    await forms.leave(turn)
    await _show(turn, await suggestions.view(turn.house, turn.actor, turn.subject_id))


async def _show(turn: Turn, card: Card) -> None:
    shown = {
        "organisation": card.organisation,
        "topic": turn.plain(topic_key(card.topic)),
        "date": date_text(turn.language, card.received_on),
        "words": card.words,
        "state": turn.plain(state_key(card.state)),
    }
    if not card.signed:
        lines = [turn.text_of("suggestions-card-anonymous", **shown)]
    elif card.who is None:
        lines = [turn.text_of("suggestions-card-erased", **shown)]
    else:
        lines = [turn.text_of("suggestions-card", who=card.who, **shown)]
    if card.answer is not None:
        lines.append(turn.text_of("suggestions-answer", answer=card.answer))
    await turn.show_lines(lines, buttons=_acts(card))


def _acts(card: Card) -> list[list[Button]]:
    rows: list[list[Button]] = []
    if card.open:
        rows.append([Button("suggestions-button-answer", data("sgd.a", card.id))])
        looked = [Button("suggestions-button-look-at", data("sgd.l", card.id))]
        rows.append(
            [
                *(looked if card.state is SuggestionState.RECEIVED else []),
                Button("suggestions-button-close", data("sgd.c", card.id)),
            ]
        )
        rows += [
            [Button(f"suggestions-button-pass-{one.value.lower()}", data("sgd.p", card.id, one.value))]
            for one in card.passes
        ]
    if card.taker is not SuggestionTaker.DISCIPLINE:  # who leads has the board of what is to be done
        rows.append(offered("task-board-button-from-meeting", "tb.new", card.organisation_id, f"s{card.id}"))
    rows.append(way_back("sgd"))
    return rows


@button("sgd.l", _OWN)
async def look_at(turn: Turn) -> None:
    """It is being looked at."""
    await _show(turn, await suggestions.look_at(turn.house, turn.actor, turn.subject_id))


@button("sgd.c", _OWN)
async def close(turn: Turn) -> None:
    """Close it without a word, after a question."""
    await forms.leave(turn)
    if turn.args[1:] == ["yes"]:
        await _show(turn, await suggestions.close(turn.house, turn.actor, turn.subject_id))
        return
    card = await suggestions.view(turn.house, turn.actor, turn.subject_id)
    if not card.open:
        await _show(turn, card)
        return
    rows = [
        [Button("suggestions-button-close-yes", data("sgd.c", card.id, "yes"))],
        way_back("sgd.at", card.id),
    ]
    await turn.show("suggestions-ask-close", buttons=rows)


@button("sgd.a", _OWN)
async def ask_answer(turn: Turn) -> None:
    """The next text is the answer."""
    card = await suggestions.view(turn.house, turn.actor, turn.subject_id)
    if not card.open:
        await _show(turn, card)
        return
    await forms.begin(turn, "sgd", "answer", suggestion=card.id)
    key = "suggestions-ask-answer" if card.signed else "suggestions-ask-answer-anonymous"
    await turn.show(key, most=str(load().answer_most), buttons=[way_back("sgd.at", card.id)])


@form("sgd.answer", _HIS, takes_words=True)
async def answered(turn: Turn) -> None:
    """The answer."""
    card = await suggestions.answer(turn.house, turn.actor, int(forms.answers(turn)["suggestion"]), turn.text)
    await forms.end(turn)
    await _show(turn, card)


@button("sgd.p", _OWN)
async def pass_on(turn: Turn) -> None:
    """Pass it on to whom it concerns; it leaves this desk."""
    try:
        taker = SuggestionTaker(turn.args[1])
    except (IndexError, ValueError) as error:
        raise BadInput from error
    await suggestions.pass_on(turn.house, turn.actor, turn.subject_id, taker)
    name = turn.plain(f"suggestions-taker-{taker.value.lower()}")
    await turn.show("suggestions-passed", taker=name, buttons=[[Button("suggestions-button-desk", data("sgd"))]])
