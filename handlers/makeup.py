"""Make-up study: the person's own task, his note or three questions; the card with one tap for who accepts it."""

from __future__ import annotations

from handlers import forms
from handlers.menu import offered
from handlers.payloads import show_payload
from handlers.reminder_words import types_of
from handlers.routing import button, command, data, form
from handlers.rows import labelled, way_back
from handlers.turn import Turn
from services import makeup
from services.access import Need, Scope, Status
from services.makeup import DECIDERS, Step, Task, Verdict
from services.makeup.evidence import Note, load
from services.names import MakeUpState, QuestionKind
from services.outbox import Button
from services.questions.shapes import LETTERS, Asked
from texts.dates import date_text

_OWN = Need(Status.MEMBER, scope=Scope.OWN)
_DECIDES = Need(Status.CONSENTED, DECIDERS, Scope.MAKE_UP)
_DECIDER = Need(Status.CONSENTED, DECIDERS)

_STATE_KEY = {
    MakeUpState.REQUIRED: "makeup-state-required",
    MakeUpState.SUBMITTED: "makeup-state-submitted",
    MakeUpState.ACCEPTED: "makeup-state-accepted",
    MakeUpState.EXPIRED: "makeup-state-expired",
    MakeUpState.VOID: "makeup-state-void",
}


@command("makeup", _OWN)
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
    if one.open and one.returned:
        lines.append(turn.text_of("makeup-word", word=one.returned))
    if one.open and one.overdue:
        lines.append(turn.text_of("makeup-overdue"))
    await turn.show_lines(lines, buttons=_buttons(one))


def _buttons(one: Task) -> list[list[Button]]:
    rows = []
    if one.open and one.files:
        rows.append([Button("makeup-button-read", data("mku.re", one.id), vars={"count": one.files})])
    if one.open and one.questions:
        rows.append([Button("makeup-button-questions", data("mku.qz", one.id), vars={"count": load().questions})])
    if one.open:
        rows.append([Button("makeup-button-write", data("mku.do", one.id))])
    return [*rows, [Button("makeup-button-list", data("mku.my"))]]


@button("mku.re", _OWN)
async def read(turn: Turn) -> None:
    """The files of the meeting once more, and his task below them."""
    one = await makeup.look(turn.house, turn.actor, turn.subject_id)
    for material in await makeup.materials(turn.house, turn.actor, one.id):
        await turn.send_again(material.kind, material.file_id)
    await turn.say("makeup-read", what=_what(turn, one), buttons=_buttons(one))


# --- three questions --------------------------------------------------------------------------------------------------


@button("mku.qz", _OWN)
async def questions(turn: Turn) -> None:
    """The question that is to be answered."""
    await forms.leave(turn)
    await _show_step(turn, await makeup.begin(turn.house, turn.actor, turn.subject_id))


@button("mku.an", _OWN)
async def answer(turn: Turn) -> None:
    """An answer; then the next question, or how it went."""
    step = await makeup.answer(
        turn.house, turn.actor, turn.subject_id, turn.number_at(1, 0), turn.number_at(2, 0), turn.number_at(3, 0)
    )
    await _show_step(turn, step)


async def _show_step(turn: Turn, step: Step) -> None:
    lines = verdict_lines(turn, step.verdict) if step.verdict is not None else []
    one = step.task
    if step.question is not None:
        lines += question_lines(turn, step.place + 1, step.of, step.question)
        rows = [_choices(step, step.question), way_back("mku", one.id)]
    elif step.verdict is not None and one.open:
        lines.append(turn.text_of("makeup-questions-again", right=step.right, of=step.of))
        rows = _buttons(one)
    elif step.verdict is not None and one.state is MakeUpState.SUBMITTED:
        lines.append(turn.text_of("makeup-questions-done", right=step.right, of=step.of))
        rows = _buttons(one)
    else:
        await _show(turn, one)
        return
    await turn.show_lines(lines, buttons=rows)


def question_lines(turn: Turn, place: int, of: int, question: Asked) -> list[str]:
    """A question with its options, as one of a round."""
    lines = [turn.text_of("makeup-question", place=place, of=of, stem=question.stem)]
    return lines + [
        turn.text_of("makeup-option", letter=LETTERS[place], option=option)
        for place, option in enumerate(question.options)
    ]


def _choices(step: Step, question: Asked) -> list[Button]:
    return choices(question, "mku.an", step.task.id, step.number, step.place)


def choices(question: Asked, name: str, *at: int) -> list[Button]:
    """The buttons that answer a question; the choice comes last in their data."""
    if question.kind is QuestionKind.TRUE_FALSE:
        return [
            Button("makeup-button-true", data(name, *at, 0)),
            Button("makeup-button-false", data(name, *at, 1)),
        ]
    return [labelled(LETTERS[place], data(name, *at, place)) for place in range(len(question.options))]


def verdict_lines(turn: Turn, verdict: Verdict) -> list[str]:
    """Whether it was right; what is right, where it was not; the explanation."""
    asked = verdict.asked
    if verdict.right:
        lines = [turn.text_of("makeup-right")]
    elif asked.kind is QuestionKind.TRUE_FALSE:
        lines = [turn.text_of("makeup-wrong-true" if asked.right == (0,) else "makeup-wrong-false")]
    else:
        place = asked.right[0]
        lines = [turn.text_of("makeup-wrong", letter=LETTERS[place], option=asked.options[place])]
    if asked.explanation:
        lines.append(turn.text_of("makeup-explanation", text=asked.explanation))
    return [*lines, ""]


# --- a note -----------------------------------------------------------------------------------------------------------


@button("mku.do", _OWN)
async def write(turn: Turn) -> None:
    """He has read the material and writes what he takes from it."""
    one = await makeup.look(turn.house, turn.actor, turn.subject_id)
    if not one.open:
        await _show(turn, one)
        return
    await forms.begin(turn, "mku", "note", makeup=one.id)
    await turn.show(
        "makeup-ask-note",
        what=_what(turn, one),
        least=load().note_least,
        buttons=[way_back("mku", one.id)],
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
        buttons=[way_back("mku.see", turn.subject_id)],
    )


@form("mku.word", _DECIDER)
async def given_back(turn: Turn) -> None:
    """The word."""
    decision = await makeup.give_back(turn.house, turn.actor, int(forms.answers(turn)["makeup"]), turn.text)
    await forms.end(turn)
    await show_payload(turn, decision.card)
