"""互助: the questions of a branch, what its members say to them, and how its publicity member looks after the talk."""

from __future__ import annotations

from handlers import forms
from handlers.menu import offered
from handlers.routing import button, data, form
from handlers.rows import in_rows, turning, way_back
from handlers.turn import Turn
from services import help_board
from services.access import Need, Scope, Status
from services.errors import BadInput
from services.help_board import Answer, Listed, Thread
from services.names import HideReason
from services.outbox import Button
from texts.dates import date_text

_OWN = Need(Status.MEMBER, scope=Scope.OWN)
#: Characters of a question on a button.
_GLIMPSE = 22
_YES = "y"
#: In buttons: the question itself, and no answer to it.
_QUESTION = 0


# --- the board --------------------------------------------------------------------------------------------------------


@button("hb", _OWN)
async def at(turn: Turn) -> None:
    """The questions of his branch, those that are open first."""
    await forms.leave(turn)
    await _board(turn, turn.number_at(0))


async def _board(turn: Turn, page: int = 1) -> None:
    found = await help_board.board(turn.house, turn.actor, page)
    rows = [[_question(one)] for one in found.questions]
    rows += turning("hb", page=found.page, pages=found.pages)
    rows.append([Button("help-board-button-ask", data("hb.ask")), *offered("button-menu", "menu")])
    key = "help-board" if found.count else "help-board-none"
    await turn.show(key, branch=found.branch, count=found.count, buttons=rows)


def _question(one: Listed) -> Button:
    words = one.words if len(one.words) <= _GLIMPSE else f"{one.words[: _GLIMPSE - 1]}…"
    key = "hidden" if one.hidden else "solved" if one.solved else "open"
    return Button(f"help-board-button-{key}", data("hb.at", one.id), vars={"words": words, "count": one.answers})


@button("hb.ask", _OWN)
async def ask(turn: Turn) -> None:
    """Asks what he would like to ask."""
    await forms.begin(turn, "hb", "ask")
    await turn.show("help-board-ask", most=help_board.words_most(), buttons=[way_back("hb")])


@form("hb.ask", _OWN)
async def asked(turn: Turn) -> None:
    """His question."""
    seen = await help_board.ask(turn.house, turn.actor, turn.text)
    await forms.end(turn)
    await _show(turn, seen)


# --- one question -----------------------------------------------------------------------------------------------------


@button("hb.at", _OWN)
async def one(turn: Turn) -> None:
    """A question with what was said to it."""
    await forms.leave(turn)
    page = turn.number_at(1) if len(turn.args) > 1 else None
    await _show(turn, await help_board.look(turn.house, turn.actor, turn.subject_id, page))


def _first(seen: Thread) -> int:
    """The number of the first answer of the page."""
    return (seen.page - 1) * help_board.ANSWERS + 1


async def _show(turn: Turn, seen: Thread) -> None:
    rows = [[Button("help-board-button-answer", data("hb.an", seen.id))]]
    if seen.mine or seen.keeps:
        key = "help-board-button-unsolve" if seen.solved else "help-board-button-solve"
        rows[0].append(Button(key, data("hb.ok", seen.id, int(not seen.solved))))
    own = [
        Button("help-board-button-take-back", data("hb.tb", seen.id, each.id), vars={"place": place})
        for place, each in enumerate(seen.answers, _first(seen))
        if each.mine
    ]
    rows += in_rows(own, 2)
    last = [Button("help-board-button-withdraw", data("hb.w", seen.id))] if seen.mine else []
    if seen.keeps:
        last.append(Button("help-board-button-keep", data("hb.mg", seen.id, seen.page)))
    rows += [last] if last else []
    rows += turning("hb.at", seen.id, page=seen.page, pages=seen.pages)
    rows.append(way_back("hb"))
    await turn.show_lines(_lines(turn, seen), buttons=rows)


def _lines(turn: Turn, seen: Thread) -> list[str]:
    lines = [
        turn.text_of("help-board-question", name=seen.name, asked=date_text(turn.language, seen.on), words=seen.words)
    ]
    if seen.hidden is not None:
        lines.append(turn.text_of("help-board-hidden", why=_why(turn, seen.hidden)))
    if seen.solved:
        lines.append(turn.text_of("help-board-solved"))
    lines.append("")
    lines += [_answer(turn, each, place) for place, each in enumerate(seen.answers, _first(seen))]
    if not seen.count:
        lines.append(turn.text_of("help-board-no-answer"))
    return lines


def _answer(turn: Turn, each: Answer, place: int) -> str:
    said = {"place": place, "name": each.name, "said": date_text(turn.language, each.on), "words": each.words}
    if each.hidden is not None:
        return turn.text_of("help-board-answer-hidden", **said, why=_why(turn, each.hidden))
    return turn.text_of("help-board-answer", **said)


def _why(turn: Turn, why: HideReason) -> str:
    return turn.plain(f"help-board-why-{why.value.lower()}")


@button("hb.an", _OWN)
async def answer(turn: Turn) -> None:
    """Asks for an answer."""
    seen = await help_board.look(turn.house, turn.actor, turn.subject_id)
    await forms.begin(turn, "hb", "answer", question=seen.id)
    await turn.show(
        "help-board-ask-answer",
        words=seen.words,
        most=help_board.words_most(),
        buttons=[way_back("hb.at", seen.id)],
    )


@form("hb.answer", _OWN)
async def answered(turn: Turn) -> None:
    """His answer."""
    question = int(forms.answers(turn)["question"])
    seen = await help_board.answer(turn.house, turn.actor, question, turn.text)
    await forms.end(turn)
    await _show(turn, seen)


@button("hb.ok", _OWN)
async def settle(turn: Turn) -> None:
    """It is solved, or it is not after all."""
    await _show(turn, await help_board.settle(turn.house, turn.actor, turn.subject_id, solved=turn.number_at(1) == 1))


@button("hb.w", _OWN)
async def withdraw(turn: Turn) -> None:
    """Takes the question back, once he has said so twice."""
    here = turn.subject_id
    if list(turn.args[1:]) == [_YES]:
        await help_board.withdraw(turn.house, turn.actor, here)
        await _board(turn)
        return
    seen = await help_board.look(turn.house, turn.actor, here)
    rows = [
        [
            Button("help-board-button-withdraw-yes", data("hb.w", here, _YES)),
            Button("button-back", data("hb.at", here)),
        ]
    ]
    await turn.show("help-board-withdraw", words=seen.words, count=seen.count, buttons=rows)


@button("hb.tb", _OWN)
async def take_back(turn: Turn) -> None:
    """Takes back what he said."""
    await _show(turn, await help_board.take_back(turn.house, turn.actor, turn.subject_id, turn.id_at(1)))


# --- looking after the talk -------------------------------------------------------------------------------------------


@button("hb.mg", _OWN)
async def keep(turn: Turn) -> None:
    """What of a question and a page of its answers is hidden, or shown again."""
    seen = await help_board.look(turn.house, turn.actor, turn.subject_id, turn.number_at(1))
    if not seen.keeps:
        await _show(turn, seen)
        return
    rows = [[_keeping(seen, _QUESTION, 0, hidden=seen.hidden is not None)]]
    buttons = [
        _keeping(seen, each.id, place, hidden=each.hidden is not None)
        for place, each in enumerate(seen.answers, _first(seen))
    ]
    rows += in_rows(buttons, 2)
    rows.append(way_back("hb.at", seen.id, seen.page))
    await turn.show_lines([*_lines(turn, seen), "", turn.text_of("help-board-keep")], buttons=rows)


def _keeping(seen: Thread, answer_id: int, place: int, *, hidden: bool) -> Button:
    what = "answer" if answer_id else "question"
    name = "hb.sh" if hidden else "hb.hd"
    key = f"help-board-button-{'show' if hidden else 'hide'}-{what}"
    return Button(key, data(name, seen.id, answer_id), vars={"place": place})


def _which(turn: Turn) -> int | None:
    return None if turn.args[1:2] == [str(_QUESTION)] else turn.id_at(1)


@button("hb.hd", _OWN)
async def hide(turn: Turn) -> None:
    """Hides something, with a reason."""
    here, which = turn.subject_id, _which(turn)
    if len(turn.args) > 2:  # noqa: PLR2004 - after question and answer
        try:
            why = HideReason(turn.args[2])
        except ValueError as error:
            raise BadInput from error
        await _show(turn, await help_board.hide(turn.house, turn.actor, here, which, why))
        return
    seen = await help_board.look(turn.house, turn.actor, here)
    rows = [
        [Button(f"help-board-why-{why.value.lower()}", data("hb.hd", here, which or _QUESTION, why.value))]
        for why in HideReason
    ]
    rows.append(way_back("hb.at", seen.id))
    await turn.show("help-board-ask-why", buttons=rows)


@button("hb.sh", _OWN)
async def show_again(turn: Turn) -> None:
    """Shows it again."""
    await _show(turn, await help_board.show_again(turn.house, turn.actor, turn.subject_id, _which(turn)))
