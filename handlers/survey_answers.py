"""Answering surveys and nominations: one question a screen; what is marked is kept under the screen's random number.

::

    sva:<survey>                                        where he is
    sva:<survey>:<question>:a<option as a bit>          the answer, where one is chosen
    sva:<survey>:<question>:+<option>:<page>:<screen>   a mark; with - it is taken away, with p a page is turned
    sva:<survey>:<question>:s:<page>:<screen>           what is marked there is the answer

Named and anonymous ones look alike and go by different buttons: of a press on an anonymous one nothing is kept but the
answer (``handlers.prompts``), so it has no form either; words are a reply to a question.
"""

from __future__ import annotations

from handlers import forms, prompts
from handlers.prompts import Prompt
from handlers.routing import answer, button, data, form
from handlers.rows import in_rows, way_back
from handlers.turn import Turn
from services import surveys
from services.access import Need, Scope, Status
from services.errors import BadInput
from services.names import AskedFor
from services.outbox import Button
from services.paging import page_of
from services.surveys import Asked, Question
from services.surveys.rules import load
from texts.dates import time_text

_MEMBER = Need(Status.MEMBER, scope=Scope.OWN)
_HIS = Need(Status.MEMBER)
_NAMED = "svn"
_TAKE, _HAND_IN, _ON, _OFF, _PAGE_TURNED = "a", "s", "+", "-", "p"
_MOST_DIGITS = 4
#: Options of a page.
_PAGE = 20

WORDS = prompts.register(Prompt("sva", "surveys-anonymous-head", numbered=True))


@button("sv.my", _MEMBER)
async def mine(turn: Turn) -> None:
    """What he is asked in."""
    await forms.leave(turn)
    found = await surveys.mine(turn.house, turn.actor)
    rows = [
        [
            Button(
                "surveys-button-mine-done" if one.question is None else "surveys-button-mine-open",
                data(_name(one), one.id),
                vars={"title": one.title},
            )
        ]
        for one in found
    ]
    rows.append(way_back("sg"))
    await turn.show("surveys-mine" if found else "surveys-mine-none", buttons=rows)


def _name(asked: Asked) -> str:
    return WORDS.name if asked.anonymous else _NAMED


@button(_NAMED, _MEMBER)
async def named(turn: Turn) -> None:
    """A named one: its next question, a mark, or an answer."""
    await forms.leave(turn)
    await _pressed(turn)


@button(WORDS.name, _MEMBER)
async def anonymous(turn: Turn) -> None:
    """The same of an anonymous one."""
    await _pressed(turn)


async def _pressed(turn: Turn) -> None:
    asked = await surveys.seen(turn.house, turn.actor, turn.subject_id)
    if len(turn.args) < 3 or asked.question is None or asked.question.position != turn.id_at(1):  # noqa: PLR2004 - fields
        await _show(turn, asked)  # opened, or an old screen: where he is today
        return
    how, what, question = turn.args[2][:1], turn.args[2][1:], asked.question
    page, sheet = turn.number_at(3), turn.args[4] if len(turn.args) > 4 else ""  # noqa: PLR2004 - the fields above
    if how == _TAKE:
        chosen = _chosen(what, question)
        await _show(turn, await surveys.answer(turn.house, turn.actor, asked.id, question.position, chosen))
    elif how == _HAND_IN:
        await _show(turn, await surveys.answer(turn.house, turn.actor, asked.id, question.position, sheet=sheet))
    elif how in (_ON, _OFF):
        place = _place(what)
        asked, marked = await surveys.mark(
            turn.house, turn.actor, asked.id, question.position, sheet, place, on=how == _ON
        )
        await _show(turn, asked, sheet, marked, page)
    elif how == _PAGE_TURNED:
        marked = await surveys.marked(turn.house, asked.id, question.position, sheet)
        await _show(turn, asked, sheet, marked, page)
    else:
        await _show(turn, asked)  # a button of an older version: he begins this question anew


def _place(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise BadInput
    return int(text)


def _chosen(text: str, question: Question) -> frozenset[int]:
    try:
        mask = int(text or "0", 16)
    except ValueError as error:
        raise BadInput from error
    return frozenset(place for place in range(len(question.options)) if mask >> place & 1)


async def _show(turn: Turn, asked: Asked, sheet: str = "", chosen: frozenset[int] = frozenset(), page: int = 1) -> None:
    question = asked.question
    if question is None:
        await _show_end(turn, asked)
        return
    lines = [_heading(turn, asked)]
    shown = {"number": question.number, "count": question.count, "text": question.text}
    lines.append(turn.text_of("surveys-question", **shown))
    if question.asks in (AskedFor.MANY, AskedFor.PEOPLE):
        lines.append(turn.text_of("surveys-choose", most=question.most, count=len(chosen)))
    if question.asks is not AskedFor.WORDS:
        await turn.show_lines(lines, buttons=_choices(asked, question, sheet or surveys.new_sheet(), chosen, page))
    elif asked.anonymous:
        head = turn.text_of(WORDS.key, what=f"{asked.id}.{question.position}")
        await turn.ask_reply("\n".join([head, *lines, turn.text_of("surveys-ask-reply", most=str(load().words_most))]))
    else:
        await forms.begin(turn, _NAMED, "words", survey=asked.id, position=question.position)
        lines.append(turn.text_of("surveys-ask-words", most=str(load().words_most)))
        await turn.show_lines(lines, buttons=[way_back("sv.my")])


def _heading(turn: Turn, asked: Asked) -> str:
    kind = asked.kind.value.lower()
    how = "anonymous" if asked.anonymous else "named"
    until = time_text(turn.language, asked.closes_at, turn.house.zone) if asked.closes_at is not None else ""
    return turn.text_of(f"surveys-head-{kind}-{how}", title=asked.title, until=until)


def _choices(asked: Asked, question: Question, sheet: str, chosen: frozenset[int], page: int) -> list[list[Button]]:
    name, place = _name(asked), question.position

    def to(what: str, at: int) -> str:
        return data(name, asked.id, place, what, at, sheet)

    many = question.asks is not AskedFor.ONE
    page, pages = page_of(page, len(question.options), _PAGE)
    found = []
    for one in range((page - 1) * _PAGE, min(page * _PAGE, len(question.options))):
        key = "surveys-button-marked" if one in chosen else "surveys-button-option"
        if many:
            becomes = to(f"{_OFF if one in chosen else _ON}{one}", page)
        else:
            becomes = data(name, asked.id, place, f"{_TAKE}{1 << one:x}")
        found.append(Button(key, becomes, vars={"option": question.options[one]}))
    per_row = 2 if question.asks is AskedFor.PEOPLE else 1
    rows = in_rows(found, per_row)
    turns = [
        Button("surveys-button-page", to(_PAGE_TURNED, at), vars={"page": at, "pages": pages})
        for at in (page - 1, page + 1)
        if 1 <= at <= pages
    ]
    rows += [turns] if turns else []
    if many and 1 <= len(chosen) <= question.most:
        rows.append([Button("surveys-button-take", to(_HAND_IN, page))])
    rows.append(way_back("sv.my"))
    return rows


async def _show_end(turn: Turn, asked: Asked) -> None:
    rows = []
    key = "surveys-over"
    if asked.open:
        key = "surveys-thanks-anonymous" if asked.anonymous else "surveys-thanks"
        if not asked.anonymous:
            rows.append([Button("surveys-button-revoke", data("sv.re", asked.id))])
    rows.append(way_back("sv.my"))
    await turn.show_html(f"{_heading(turn, asked)}\n{turn.text_of(key)}", buttons=rows)


@form("svn.words", _HIS, takes_words=True)
async def words_typed(turn: Turn) -> None:
    """The words of a named one."""
    known = forms.answers(turn)
    survey, position = int(known["survey"]), int(known["position"])
    asked = await surveys.answer(turn.house, turn.actor, survey, position, words=turn.text)
    await forms.end(turn)
    await _show(turn, asked)


@answer(WORDS.name, _HIS)
async def words_replied(turn: Turn) -> None:
    """The words of an anonymous one."""
    asked = await surveys.answer(turn.house, turn.actor, turn.subject_id, turn.id_at(1), words=turn.text)
    await _show(turn, asked)


@button("sv.re", _MEMBER)
async def revoke(turn: Turn) -> None:
    """Take one's answers to a named one back, and begin anew."""
    await forms.leave(turn)
    await _show(turn, await surveys.revoke(turn.house, turn.actor, turn.subject_id))
