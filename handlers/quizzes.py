"""A quiz is put together in the chat: drawn or picked, set up on two screens, sent out with one press.

::

    list (qz) ── new ──> draft (qz.c) ──┬── questions (qz.q): others, picked by hand, drawn from a category
                                        ├── settings (qz.set): each press one step further
                                        ├── for whom (qz.who), name (qz.name)
                                        └── send out (qz.go) ──> result (quiz_results)
"""

from __future__ import annotations

from handlers import forms
from handlers.quiz_questions import show_questions
from handlers.quiz_results import show as show_result
from handlers.quiz_words import QUIZ_OF, source_of, state_key
from handlers.routing import button, data, form
from handlers.rows import way_back
from handlers.turn import Turn
from services.access import Need, Status
from services.errors import BadInput
from services.names import QuizState
from services.outbox import Button
from services.questions.banking import KEEPER_OF, KEEPERS
from services.quizzes import composing, drafts, publishing
from services.quizzes.drafts import Draft
from texts.dates import month_text, time_text

_KEEPER = Need(Status.CONSENTED, KEEPERS)


#: What a button sets, by the letter it carries.
_FIELDS = {
    "n": "many",
    "d": "days",
    "o": "opens_in_days",
    "m": "minutes",
    "r": "retries",
    "p": "pass_mark",
    "e": "excellent_mark",
    "s": "shuffle",
    "c": "for_credit",
}


_LETTER = {field: letter for letter, field in _FIELDS.items()}


_MOST_CATEGORIES = 20


@button("qz", KEEPER_OF)
async def listed(turn: Turn) -> None:
    """The quizzes of an organisation, the newest first."""
    await forms.leave(turn)
    here = turn.subject_id
    found = await composing.listed(turn.house, turn.actor, here)
    rows = [[Button("quizzes-button-new", data("qz.new", here))]]
    rows += [
        [
            Button(
                "quizzes-button-one",
                data("qz.c", one.id),
                vars={"title": one.title, "state": turn.plain(state_key(one.state))},
            )
        ]
        for one in found
    ]
    rows.append(way_back("qb", here))
    await turn.show("quizzes-list" if found else "quizzes-list-empty", buttons=rows)


@button("qz.new", KEEPER_OF)
async def new(turn: Turn) -> None:
    """A new draft with the usual settings."""
    await forms.leave(turn)
    title = turn.plain("quizzes-default-title", month=month_text(turn.language, turn.house.today()))
    await show(turn, await composing.start(turn.house, turn.actor, turn.subject_id, title))


@button("qz.c", QUIZ_OF)
async def look(turn: Turn) -> None:
    """One quiz: a draft to go on with, or how it went."""
    await forms.leave(turn)
    await show(turn, await composing.look(turn.house, turn.actor, turn.subject_id))


async def show(turn: Turn, one: Draft) -> None:
    """The screen of a draft; of one that was sent out, its result."""
    if one.state in (QuizState.OPEN, QuizState.CLOSED):
        await show_result(turn, one.id)
        return
    here = one.id
    if one.state is QuizState.WITHDRAWN:
        await turn.show("quizzes-withdrawn", title=one.title, buttons=[way_back("qz", one.organisation_id)])
        return
    lines = [
        turn.text_of("quizzes-draft", title=one.title),
        turn.text_of("quizzes-draft-items", count=one.items, source=source_of(turn, one)),
        turn.text_of("quizzes-draft-who", audience=one.audience, count=one.people),
        turn.text_of(
            "quizzes-draft-when", opens=_opens(turn, one), closes=time_text(turn.language, one.closes_at, one.zone)
        ),
        turn.text_of("quizzes-draft-marks", mark=one.pass_mark, excellent=one.excellent_mark, retries=one.retries),
        turn.text_of("quizzes-draft-how", minutes=one.minutes, shuffle=_yes(one.shuffle), credit=_yes(one.for_credit)),
    ]
    if not one.items:
        lines.append(turn.text_of("quizzes-draft-empty"))
    rows = [
        [
            Button("quizzes-button-questions", data("qz.q", here)),
            Button("quizzes-button-settings", data("qz.set", here)),
        ],
        [Button("quizzes-button-who", data("qz.who", here)), Button("quizzes-button-name", data("qz.name", here))],
    ]
    if one.items:
        rows.append([Button("live-button-run", data("ql", here))])
    if one.items and one.people:
        rows.append([Button("quizzes-button-send", data("qz.go", here), vars={"count": one.people})])
    rows.append(
        [Button("quizzes-button-delete", data("qz.del", here)), Button("button-back", data("qz", one.organisation_id))]
    )
    await turn.show_lines(lines, buttons=rows)


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"


def _opens(turn: Turn, one: Draft) -> str:
    if not one.opens_in_days:
        return turn.plain("quizzes-opens-now")
    return turn.plain("quizzes-opens-at", at=time_text(turn.language, one.opens_at, one.zone))


@button("qz.set", QUIZ_OF)
async def settings(turn: Turn) -> None:
    """Every setting; a press goes one step further."""
    await _settings(turn, await composing.look(turn.house, turn.actor, turn.subject_id))


async def _settings(turn: Turn, one: Draft) -> None:
    if one.state is not QuizState.DRAFT:
        await show(turn, one)
        return

    def step(field: str, value: int, key: str) -> Button:
        after = drafts.next_choice(field, value)
        return Button(key, data("qz.s", one.id, _LETTER[field], after), vars={"value": value})

    def flip(field: str, key: str, *, on: bool) -> Button:
        return Button(key, data("qz.s", one.id, _LETTER[field], int(not on)), vars={"value": _yes(on)})

    rows = [
        [step("opens_in_days", one.opens_in_days, "quizzes-set-opens"), step("days", one.days, "quizzes-set-days")],
        [step("minutes", one.minutes, "quizzes-set-minutes"), step("retries", one.retries, "quizzes-set-retries")],
        [
            step("pass_mark", one.pass_mark, "quizzes-set-pass"),
            step("excellent_mark", one.excellent_mark, "quizzes-set-excellent"),
        ],
        [
            flip("shuffle", "quizzes-set-shuffle", on=one.shuffle),
            flip("for_credit", "quizzes-set-credit", on=one.for_credit),
        ],
        way_back("qz.c", one.id),
    ]
    await turn.show(
        "quizzes-settings",
        title=one.title,
        opens=_opens(turn, one),
        closes=time_text(turn.language, one.closes_at, one.zone),
        buttons=rows,
    )


@button("qz.s", QUIZ_OF)
async def put(turn: Turn) -> None:
    """Set what the button says."""
    if len(turn.args) != 3 or turn.args[1] not in _FIELDS:  # noqa: PLR2004 - the quiz, the field and its value
        raise BadInput
    field = _FIELDS[turn.args[1]]
    one = await composing.set_number(turn.house, turn.actor, turn.subject_id, field, turn.number_at(2))
    if field == "many":
        await show_questions(turn, 1)
    else:
        await _settings(turn, one)


@button("qz.name", QUIZ_OF)
async def ask_name(turn: Turn) -> None:
    """What he types next is its name."""
    one = await composing.look(turn.house, turn.actor, turn.subject_id)
    await forms.begin(turn, "qz", "name", quiz=one.id)
    await turn.show("quizzes-ask-name", title=one.title, buttons=[way_back("qz.c", one.id)])


@form("qz.name", _KEEPER)
async def name(turn: Turn) -> None:
    """Its name."""
    quiz_id = int(forms.answers(turn).get("quiz", 0))
    one = await composing.set_title(turn.house, turn.actor, quiz_id, turn.text)
    await forms.end(turn)
    await show(turn, one)


@button("qz.who", QUIZ_OF)
async def ask_audience(turn: Turn) -> None:
    """For whom it is."""
    here = turn.subject_id
    found = await composing.audiences_of(turn.house, turn.actor, here)
    rows = [
        [Button("quizzes-button-audience", data("qz.for", here, place), vars={"name": label, "count": many})]
        for place, label, many in found[:_MOST_CATEGORIES]
    ]
    await turn.show("quizzes-ask-audience", buttons=[*rows, way_back("qz.c", here)])


@button("qz.for", QUIZ_OF)
async def audience(turn: Turn) -> None:
    """It is for these."""
    await show(turn, await composing.set_audience(turn.house, turn.actor, turn.subject_id, turn.id_at(1)))


@button("qz.go", QUIZ_OF)
async def publish(turn: Turn) -> None:
    """Send it out."""
    one = await publishing.publish(turn.house, turn.actor, turn.subject_id)
    if one.state is not QuizState.OPEN:
        await show(turn, one)
        return
    await turn.show(
        "quizzes-sent-out",
        title=one.title,
        count=one.people,
        opens=_opens(turn, one),
        closes=time_text(turn.language, one.closes_at, one.zone),
        buttons=[
            [Button("quizzes-button-result", data("qz.r", one.id))],
            way_back("qz", one.organisation_id),
        ],
    )


@button("qz.del", QUIZ_OF)
async def withdraw(turn: Turn) -> None:
    """Throw the draft away, or call back what nobody has begun."""
    await show(turn, await publishing.withdraw(turn.house, turn.actor, turn.subject_id))
