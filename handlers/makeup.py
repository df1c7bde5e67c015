"""Make-up study: the person's own task and his note; the card with one tap for who accepts it."""

from __future__ import annotations

from handlers import forms
from handlers.menu import offered
from handlers.payloads import show_payload
from handlers.reminder_words import types_of
from handlers.routing import button, data, form
from handlers.turn import Turn
from services import makeup
from services.access import Need, Scope, Status
from services.makeup import DECIDERS, Task
from services.makeup.evidence import Note, load
from services.names import MakeUpState
from services.outbox import Button
from texts.dates import date_text

_OWN = Need(Status.MEMBER, scope=Scope.OWN)
_DECIDES = Need(Status.CONSENTED, DECIDERS, Scope.MAKE_UP)
_DECIDER = Need(Status.CONSENTED, DECIDERS)

_STATE_KEY = {
    MakeUpState.REQUIRED: "makeup-state-required",
    MakeUpState.SUBMITTED: "makeup-state-submitted",
    MakeUpState.ACCEPTED: "makeup-state-accepted",
    MakeUpState.VOID: "makeup-state-void",
}


@button("mku.my", _OWN)
async def mine(turn: Turn) -> None:
    """What he has to make up."""
    await forms.leave(turn)
    found = await makeup.mine(turn.house, turn.actor)
    rows = [
        [
            Button(
                "makeup-button-one",
                data("mku", one.id),
                vars={"what": _what(turn, one), "due": date_text(turn.language, one.due_on)},
            )
        ]
        for one in found
    ]
    await turn.show("makeup-list" if found else "makeup-list-none", buttons=[*rows, offered("button-menu", "menu")])


def _what(turn: Turn, one: Task) -> str:
    return one.title or types_of(turn, one.types)


@button("mku", _OWN)
async def at(turn: Turn) -> None:
    """One of them."""
    await forms.leave(turn)
    await _show(turn, await makeup.look(turn.house, turn.actor, turn.subject_id))


async def _show(turn: Turn, one: Task) -> None:
    lines = [
        turn.text_of("makeup-title", what=_what(turn, one), held=date_text(turn.language, one.day)),
        turn.text_of(_STATE_KEY[one.state], due=date_text(turn.language, one.due_on), hours=str(one.hours or 0)),
    ]
    if one.theme:
        lines.insert(1, turn.text_of("makeup-theme", theme=one.theme))
    if one.state is MakeUpState.REQUIRED:
        if one.returned:
            lines.append(turn.text_of("makeup-word", word=one.returned))
        if one.overdue:
            lines.append(turn.text_of("makeup-overdue"))
    rows = [[Button("makeup-button-write", data("mku.do", one.id))]] if one.state is MakeUpState.REQUIRED else []
    await turn.show_html("\n".join(lines), buttons=[*rows, [Button("makeup-button-list", data("mku.my"))]])


@button("mku.do", _OWN)
async def write(turn: Turn) -> None:
    """He has read the material and writes what he takes from it."""
    one = await makeup.look(turn.house, turn.actor, turn.subject_id)
    if one.state is not MakeUpState.REQUIRED:
        await _show(turn, one)
        return
    await forms.begin(turn, "mku", "note", makeup=one.id)
    await turn.show(
        "makeup-ask-note",
        what=_what(turn, one),
        least=load().note_least,
        buttons=[[Button("button-back", data("mku", one.id))]],
    )


@form("mku.note", _OWN)
async def written(turn: Turn) -> None:
    """The note."""
    one = await makeup.hand_in(turn.house, turn.actor, int(forms.answers(turn)["makeup"]), Note(turn.text))
    await forms.end(turn)
    await _show(turn, one)


@button("mku.ok", _DECIDES)
async def accept(turn: Turn) -> None:
    """Accept it."""
    await show_payload(turn, (await makeup.accept(turn.house, turn.actor, turn.subject_id)).card)


@button("mku.see", _DECIDES)
async def see(turn: Turn) -> None:
    """The card as it stands now."""
    await forms.leave(turn)
    await show_payload(turn, await makeup.view(turn.house, turn.actor, turn.subject_id))


@button("mku.no", _DECIDES)
async def give_back(turn: Turn) -> None:
    """Give it back: with which word?"""
    card = await makeup.view(turn.house, turn.actor, turn.subject_id)
    if not card.buttons:
        await show_payload(turn, card)
        return
    await forms.begin(turn, "mku", "word", makeup=turn.subject_id)
    await turn.show(
        "makeup-ask-word",
        most=load().word_most,
        buttons=[[Button("button-back", data("mku.see", turn.subject_id))]],
    )


@form("mku.word", _DECIDER)
async def given_back(turn: Turn) -> None:
    """The word."""
    decision = await makeup.give_back(turn.house, turn.actor, int(forms.answers(turn)["makeup"]), turn.text)
    await forms.end(turn)
    await show_payload(turn, decision.card)
