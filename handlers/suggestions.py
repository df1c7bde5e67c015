"""The suggestion box for members: signed, anonymous, and what became of it.

The anonymous way has no form: a question that is answered by a reply, so that one message holds everything.
"""

from __future__ import annotations

from handlers import forms, prompts
from handlers.menu import offered
from handlers.prompts import Prompt
from handlers.routing import answer, button, data, form
from handlers.rows import way_back
from handlers.turn import Turn
from services import suggestions
from services.access import Need, Scope, Status
from services.errors import BadInput, NotAllowed
from services.names import SuggestionState, SuggestionTopic
from services.outbox import Button
from services.suggestions.rules import load
from texts.dates import date_text

_OWN = Need(Status.CONSENTED, scope=Scope.OWN)
_MEMBER = Need(Status.MEMBER, scope=Scope.OWN)
_HIS = Need(Status.MEMBER)
_WORDS_ON_A_BUTTON = 16


def topic_key(topic: SuggestionTopic) -> str:
    """Catalogue key of a topic."""
    return f"suggestions-topic-{_word(topic)}"


def state_key(state: SuggestionState) -> str:
    """Catalogue key of a state."""
    return f"suggestions-state-{_word(state)}"


def _word(name: SuggestionTopic | SuggestionState) -> str:
    return name.value.lower().replace("_", "-")


#: The question for an anonymous suggestion, and the one for its code.
DROP = prompts.register(
    Prompt("sga", "suggestions-anonymous-head", {one.value: topic_key(one) for one in SuggestionTopic})
)
LOOK = prompts.register(Prompt("sgc", "suggestions-code-head", {}))

_AFTERWARDS = [[Button("suggestions-button-code", data(LOOK.name)), Button("button-menu", data("menu"))]]


def _topic(turn: Turn) -> SuggestionTopic:
    try:
        return SuggestionTopic(turn.args[0])
    except (IndexError, ValueError) as error:
        raise BadInput from error


@button("sg", _OWN)
async def box(turn: Turn) -> None:
    """What one can do here."""
    await forms.leave(turn)
    rows: list[list[Button]] = []
    desk = await suggestions.received(turn.house, turn.actor)
    if turn.actor.member is not None:
        rows.append([Button("suggestions-button-signed", data("sg.s"))])
        rows.append(
            [Button("suggestions-button-anonymous", data("sga")), Button("suggestions-button-code", data("sgc"))]
        )
        if await suggestions.mine(turn.house, turn.actor):
            rows.append([Button("suggestions-button-mine", data("sg.my"))])
        rows.append(offered("surveys-button-my", "sv.my"))
    if desk.takes:
        rows.append([Button("suggestions-button-desk-count", data("sgd"), vars={"count": desk.open})])
    rows.append([Button("button-menu", data("menu"))])
    await turn.show("suggestions-box", buttons=rows)


# --- signed -----------------------------------------------------------------------------------------------------------


@button("sg.s", _MEMBER)
async def signed(turn: Turn) -> None:
    """Choose what about; then the next text is the suggestion."""
    if not turn.args:
        await forms.leave(turn)
        await turn.show("suggestions-ask-topic-signed", buttons=_topics("sg.s"))
        return
    topic = _topic(turn)
    await forms.begin(turn, "sg", "words", topic=topic.value)
    shown = {"topic": turn.plain(topic_key(topic)), "most": str(load().words_most)}
    await turn.show("suggestions-ask-words", buttons=[way_back("sg.s")], **shown)


def _topics(name: str) -> list[list[Button]]:
    rows = [[Button(topic_key(one), data(name, one.value))] for one in SuggestionTopic]
    return [*rows, way_back("sg")]


@form("sg.words", _HIS, takes_words=True)
async def signed_words(turn: Turn) -> None:
    """The text of a signed one."""
    topic = SuggestionTopic(forms.answers(turn)["topic"])
    made = await suggestions.write(turn.house, turn.actor, topic, turn.text)
    await forms.end(turn)
    taker = turn.plain(f"suggestions-taker-{made.taker.value.lower()}")
    rows = [[Button("suggestions-button-mine", data("sg.my"))], [Button("button-menu", data("menu"))]]
    await turn.show("suggestions-written", taker=taker, buttons=rows)


@button("sg.my", _MEMBER)
async def mine(turn: Turn) -> None:
    """The signed ones of his own."""
    await forms.leave(turn)
    found = await suggestions.mine(turn.house, turn.actor)
    rows = [
        [
            Button(
                "suggestions-button-one",
                data("sg.own", one.id),
                vars={"words": short(one.words), "state": turn.plain(state_key(one.state))},
            )
        ]
        for one in found
    ]
    rows.append(way_back("sg"))
    await turn.show("suggestions-mine" if found else "suggestions-mine-none", buttons=rows)


def short(words: str) -> str:
    """The beginning of a text, for a button."""
    line = words.replace("\n", " ")
    return line if len(line) <= _WORDS_ON_A_BUTTON else f"{line[: _WORDS_ON_A_BUTTON - 1]}…"


@button("sg.own", _MEMBER)
async def own(turn: Turn) -> None:
    """One of them, with its answer."""
    await forms.leave(turn)
    one = await suggestions.own(turn.house, turn.actor, turn.subject_id)
    lines = [
        turn.text_of(
            "suggestions-own",
            topic=turn.plain(topic_key(one.topic)),
            date=date_text(turn.language, one.received_on),
            words=one.words,
            state=turn.plain(state_key(one.state)),
        )
    ]
    if one.answer is not None:
        lines.append(turn.text_of("suggestions-answer", answer=one.answer))
    await turn.show_lines(lines, buttons=[way_back("sg.my")])


# --- anonymous --------------------------------------------------------------------------------------------------------


@button(DROP.name, _MEMBER)
async def ask_anonymous(turn: Turn) -> None:
    """Choose what about; then a question comes that is answered by a reply. Nothing is stored in between."""
    if not turn.args:
        await turn.show("suggestions-ask-topic-anonymous", buttons=_topics(DROP.name))
        return
    if turn.actor.member is None:
        raise NotAllowed
    topic = _topic(turn)
    head = turn.text_of(DROP.key, what=turn.plain(topic_key(topic)))
    rule = load()
    say = turn.text_of("suggestions-anonymous-ask", most=str(rule.words_most), day=rule.most_a_day)
    await turn.ask_reply(f"{head}\n{say}")


@answer(DROP.name, _HIS)
async def anonymous_words(turn: Turn) -> None:
    """The one message that holds it; its code is told once."""
    topic = _topic(turn)
    made = await suggestions.drop(turn.house, turn.actor, topic, turn.text, str(turn.update.update_id))
    taker = turn.plain(f"suggestions-taker-{made.taker.value.lower()}")
    await turn.say("suggestions-dropped", code=made.text, taker=taker, buttons=_AFTERWARDS)


@button(LOOK.name, _MEMBER)
async def ask_code(turn: Turn) -> None:
    """The question for a code; it is answered by a reply."""
    await turn.ask_reply(f"{turn.text_of(LOOK.key)}\n{turn.text_of('suggestions-code-ask')}")


@answer(LOOK.name, _HIS)
async def code_typed(turn: Turn) -> None:
    """How the suggestion of a code stands."""
    found = await suggestions.look_up(turn.house, turn.text)
    shown = {
        "topic": turn.plain(topic_key(found.topic)),
        "date": date_text(turn.language, found.received_on),
        "state": turn.plain("suggestions-state-waits" if found.waits else state_key(found.state)),
    }
    lines = [turn.text_of("suggestions-standing", **shown)]
    if found.answer is not None:
        lines.append(turn.text_of("suggestions-answer", answer=found.answer))
    lines += ["", turn.text_of("suggestions-code-after", months=load().keep_months)]
    await turn.say_html("\n".join(lines), buttons=_AFTERWARDS)
