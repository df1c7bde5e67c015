"""Making surveys and nominations in a branch, and what came of them."""

from __future__ import annotations

import asyncio

from handlers import forms
from handlers.menu import offered
from handlers.routing import button, data, form
from handlers.rows import way_back
from handlers.turn import Turn
from services import surveys
from services.access import STEWARDS, Need, Status
from services.errors import BadInput
from services.names import AskedFor, SurveyKind, SurveyState
from services.outbox import Button
from services.surveys import Counted, Draft, Results, sheet
from services.surveys.composing import COMPOSER_OF, COMPOSERS
from services.surveys.rules import load
from texts.dates import time_text

_COMPOSER = Need(Status.CONSENTED, COMPOSERS)
#: What can be begun, by the letters in its button.
_KINDS = {
    "sn": (SurveyKind.SURVEY, False),
    "sa": (SurveyKind.SURVEY, True),
    "nn": (SurveyKind.NOMINATION, False),
    "na": (SurveyKind.NOMINATION, True),
}
_ASKS = {"1": AskedFor.ONE, "m": AskedFor.MANY, "w": AskedFor.WORDS, "p": AskedFor.PEOPLE}


def _at(turn: Turn, place: int) -> str:
    return turn.args[place] if len(turn.args) > place else ""


@button("sv", COMPOSER_OF)
async def of_branch(turn: Turn) -> None:
    """What there is, and what can be begun."""
    await forms.leave(turn)
    here = turn.subject_id
    found = await surveys.of_branch(turn.house, turn.actor, here)
    rows = [
        [Button(f"surveys-button-{one.state.value.lower()}", data("sv.at", here, one.id), vars={"title": one.title})]
        for one in found
    ]
    rows.append([Button("surveys-button-new-survey", data("sv.new", here, "s")), _begin("nomination", here, "n")])
    leads = turn.actor.holds(STEWARDS)
    rows.append(offered("button-back", "br.more", here) if leads else offered("button-menu", "menu"))
    await turn.show("surveys-of", buttons=rows)


def _begin(what: str, here: int, letter: str) -> Button:
    return Button(f"surveys-button-new-{what}", data("sv.new", here, letter))


@button("sv.new", COMPOSER_OF)
async def new(turn: Turn) -> None:
    """With names or without? Then its title is typed."""
    here, letters = turn.subject_id, _at(turn, 1)
    if letters in ("s", "n"):
        await forms.leave(turn)
        ways = ("named", "anonymous")
        rows = [[Button(f"surveys-button-{how}", data("sv.new", here, letters + how[0]))] for how in ways]
        await turn.show("surveys-ask-named", least=load().least_anonymous, buttons=[*rows, _back(here)])
        return
    if letters not in _KINDS:
        raise BadInput
    await forms.begin(turn, "sv", "title", organisation=here, letters=letters)
    await turn.show("surveys-ask-title", most=str(load().title_most), buttons=[_back(here)])


def _back(here: int) -> list[Button]:
    return way_back("sv", here)


@form("sv.title", _COMPOSER, takes_words=True)
async def title_typed(turn: Turn) -> None:
    """The title."""
    known = forms.answers(turn)
    kind, anonymous = _KINDS.get(known.get("letters", ""), (SurveyKind.SURVEY, False))
    made = await surveys.begin(turn.house, turn.actor, int(known["organisation"]), kind, turn.text, anonymous=anonymous)
    await forms.end(turn)
    await _show(turn, made)


@button("sv.at", COMPOSER_OF)
async def at(turn: Turn) -> None:
    """One of them."""
    await forms.leave(turn)
    await _show(turn, await surveys.drafted(turn.house, turn.actor, turn.subject_id, turn.id_at(1)))


async def _show(turn: Turn, seen: Draft) -> None:
    """How it will look, and what can be done with it."""
    lines = [_title(turn, seen)]
    for place, ((asks, text, most), options) in enumerate(zip(seen.questions, seen.options, strict=True), 1):
        key = f"surveys-line-{asks.value.lower()}"
        lines.append(turn.text_of(key, number=place, text=text, most=most, count=len(options)))
        if asks in (AskedFor.ONE, AskedFor.MANY):
            lines += [turn.text_of("surveys-line-option", option=option) for option in options]
    here, one = seen.organisation_id, seen.id
    if seen.state is SurveyState.DRAFT:
        if not seen.questions:
            lines.append(turn.text_of("surveys-no-question"))
        rows = _editing(seen)
    else:
        lines.append(turn.text_of("surveys-answered", asked=seen.asked, answered=seen.answered))
        rows = [[Button("surveys-button-results", data("sv.res", here, one))]]
        if seen.state is SurveyState.OPEN:
            rows.append([Button("surveys-button-close", data("sv.end", here, one))])
    await turn.show_lines(lines, buttons=[*rows, _back(here)])


def _title(turn: Turn, seen: Draft) -> str:
    how = "anonymous" if seen.anonymous else "named"
    kind = turn.plain(f"surveys-kind-{seen.kind.value.lower()}-{how}")
    if seen.closes_at is None:
        return turn.text_of("surveys-title-draft", title=seen.title, kind=kind, days=seen.days)
    until = time_text(turn.language, seen.closes_at, turn.house.zone)
    return turn.text_of(f"surveys-title-{seen.state.value.lower()}", title=seen.title, kind=kind, until=until)


def _editing(seen: Draft) -> list[list[Button]]:
    here, one = seen.organisation_id, seen.id
    rows = []
    if seen.kind is SurveyKind.SURVEY:
        rows.append([Button(f"surveys-button-add-{letter}", data("sv.add", here, one, letter)) for letter in "1mw"])
    elif not seen.questions:
        rows.append(
            [Button(f"surveys-button-add-{letter}", data("sv.add", here, one, letter)) for letter in ("p", "l")]
        )
    rows.append(
        [
            Button("surveys-button-days", data("sv.days", here, one)),
            *([Button("surveys-button-drop", data("sv.drop", here, one))] if seen.questions else []),
        ]
    )
    if seen.questions:
        rows.append([Button("surveys-button-send", data("sv.send", here, one))])
    rows.append([Button("surveys-button-throw", data("sv.rm", here, one))])
    return rows


@button("sv.add", COMPOSER_OF)
async def add(turn: Turn) -> None:
    """A question: how many one may name, where people are asked for; then it is typed."""
    here, one, what = turn.subject_id, turn.id_at(1), _at(turn, 2)
    seen = await surveys.drafted(turn.house, turn.actor, here, one)
    back = [way_back("sv.at", here, one)]
    if what in ("p", "l") and not _at(turn, 3).isdecimal():
        await forms.leave(turn)
        choices = [
            Button("surveys-button-nominees", data("sv.add", here, one, what, count), vars={"count": count})
            for count in load().nominees
        ]
        await turn.show("surveys-ask-nominees", buttons=[choices, *back])
        return
    if what not in (*_ASKS, "l"):
        raise BadInput
    asks = AskedFor.MANY if what == "l" else _ASKS[what]
    most = int(_at(turn, 3)[:3] or 1) if what in ("p", "l") else 1
    await forms.begin(turn, "sv", "question", organisation=here, survey=seen.id, asks=asks.value, most=most)
    key = f"surveys-ask-question-{'list' if what == 'l' else asks.value.lower()}"
    await turn.show(key, most=load().most_options, buttons=back)


@form("sv.question", _COMPOSER, takes_words=True)
async def question_typed(turn: Turn) -> None:
    """The question, its options in lines of their own."""
    known = forms.answers(turn)
    here, one, asks = int(known["organisation"]), int(known["survey"]), AskedFor(known["asks"])
    seen = await surveys.add_question(turn.house, turn.actor, here, one, asks, turn.text, int(known["most"]))
    await forms.end(turn)
    await _show(turn, seen)


@button("sv.drop", COMPOSER_OF)
async def drop(turn: Turn) -> None:
    """Take the last question off."""
    await _show(turn, await surveys.drop_question(turn.house, turn.actor, turn.subject_id, turn.id_at(1)))


@button("sv.days", COMPOSER_OF)
async def days(turn: Turn) -> None:
    """How long it is open."""
    here, one = turn.subject_id, turn.id_at(1)
    if _at(turn, 2).isdecimal():
        chosen = int(_at(turn, 2)[:4])
        await _show(turn, await surveys.set_days(turn.house, turn.actor, here, one, chosen))
        return
    await surveys.drafted(turn.house, turn.actor, here, one)
    choices = [
        Button("surveys-button-day", data("sv.days", here, one, each), vars={"days": each}) for each in load().days
    ]
    await turn.show("surveys-ask-days", buttons=[choices, way_back("sv.at", here, one)])


@button("sv.rm", COMPOSER_OF)
async def throw_away(turn: Turn) -> None:
    """Throw a draft away, after a question."""
    here, one = turn.subject_id, turn.id_at(1)
    if _at(turn, 2) == "yes":
        await surveys.throw_away(turn.house, turn.actor, here, one)
        await of_branch(turn)
        return
    await _sure(turn, "sv.rm", "surveys-ask-throw", "surveys-button-throw-yes")


@button("sv.send", COMPOSER_OF)
async def send(turn: Turn) -> None:
    """Send it to everybody in the branch, after a question."""
    if _at(turn, 2) == "yes":
        await _show(turn, await surveys.send(turn.house, turn.actor, turn.subject_id, turn.id_at(1)))
        return
    await _sure(turn, "sv.send", "surveys-ask-send", "surveys-button-send-yes")


@button("sv.end", COMPOSER_OF)
async def end(turn: Turn) -> None:
    """Close it before its time, after a question."""
    if _at(turn, 2) == "yes":
        await surveys.close(turn.house, turn.actor, turn.subject_id, turn.id_at(1))
        await at(turn)
        return
    await _sure(turn, "sv.end", "surveys-ask-close", "surveys-button-close-yes")


async def _sure(turn: Turn, name: str, key: str, label: str) -> None:
    here, one = turn.subject_id, turn.id_at(1)
    seen = await surveys.drafted(turn.house, turn.actor, here, one)
    rows = [[Button(label, data(name, here, one, "yes"))], way_back("sv.at", here, one)]
    await turn.show(key, title=seen.title, buttons=rows)


# --- what came of it --------------------------------------------------------------------------------------------------


@button("sv.res", COMPOSER_OF)
async def results(turn: Turn) -> None:
    """What came of it, in numbers."""
    await forms.leave(turn)
    here, one = turn.subject_id, turn.id_at(1)
    found = await surveys.results(turn.house, turn.actor, here, one)
    lines = [turn.text_of("surveys-results", title=found.title, asked=found.asked, answered=found.answered)]
    if found.anonymous and not found.closed:
        lines.append(turn.text_of("surveys-results-later", least=found.least))
    for place, question in enumerate(found.questions, 1):
        lines.append(turn.text_of("surveys-results-question", number=place, text=question.text, count=question.answers))
        lines += _counts(turn, found, question)
    lines.append(turn.text_of("surveys-no-ballot"))
    rows = []
    if any(question.shown for question in found.questions):
        rows.append([Button("surveys-button-picture", data("sv.pic", here, one))])
        rows.append([Button("surveys-button-sheet", data("sv.x", here, one))])
    await turn.show_lines(lines, buttons=[*rows, way_back("sv.at", here, one)])


def _counts(turn: Turn, found: Results, question: Counted) -> list[str]:
    if not question.shown:
        return [turn.text_of("surveys-results-few", least=found.least)]
    if question.asks is AskedFor.WORDS:
        return [turn.text_of("surveys-results-words", words=words) for words in question.words]
    return [
        turn.text_of("surveys-results-option", option=option, count=count)
        for option, count in zip(question.options, question.counts, strict=True)
    ]


@button("sv.pic", COMPOSER_OF)
async def picture(turn: Turn) -> None:
    """The numbers as a picture."""
    from texts.table_card import Column, Table, table_card  # noqa: PLC0415 - costs memory where nobody wants a picture

    here, one = turn.subject_id, turn.id_at(1)
    found = await surveys.results(turn.house, turn.actor, here, one)
    rows: list[tuple[str, str, str]] = []
    marked = []
    for place, question in enumerate(found.questions, 1):
        if question.asks is AskedFor.WORDS or not question.shown:
            continue
        marked.append(len(rows))
        rows.append((f"{place}. {question.text}", str(question.answers), ""))
        rows += [
            (option, str(count), f"{100 * count / question.answers:.0f}%" if question.answers else "—")
            for option, count in zip(question.options, question.counts, strict=True)
        ]
    columns = (
        Column(turn.plain("surveys-picture-option"), 7),
        Column(turn.plain("surveys-picture-count"), 2, right=True),
        Column(turn.plain("surveys-picture-share"), 2, right=True),
    )
    under = turn.plain("surveys-picture-under", asked=found.asked, answered=found.answered)
    table = Table(found.title, under, columns, rows, marked=frozenset(marked))
    png = await asyncio.to_thread(table_card, turn.language, table)
    back = [way_back("sv.res", here, one)]
    await turn.send_photo(png, "surveys-picture", title=found.title, buttons=back)


@button("sv.x", COMPOSER_OF)
async def export(turn: Turn) -> None:
    """The numbers as a workbook; of a named one, with who answered what."""
    here, one = turn.subject_id, turn.id_at(1)
    found = await surveys.results(turn.house, turn.actor, here, one)
    people = await surveys.named_answers(turn.house, turn.actor, here, one)
    content = await asyncio.to_thread(sheet.write, found, people)
    back = [way_back("sv.res", here, one)]
    await turn.send_file(content, turn.plain("surveys-file-name", title=found.title), "surveys-file", buttons=back)
