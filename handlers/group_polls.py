"""The question of the day for a group: looked over in private, sent with one press as a native poll."""

from __future__ import annotations

from typing import Any

from telegram import Poll, Update
from telegram.constants import PollLimit
from telegram.error import BadRequest, Forbidden

from handlers import forms
from handlers.quiz_words import lines_of
from handlers.routing import button, data
from handlers.rows import way_back
from handlers.turn import MESSENGER, Turn
from services.house import House
from services.names import QuestionKind
from services.outbox import Button
from services.questions.banking import KEEPER_OF
from services.quizzes import daily
from services.quizzes.daily import Going, Room

#: Behind a question that counts, "（答对计学分）" in whatever language.
_COUNTS = 24
#: The library's constants; the line feeds of an explanation are counted besides.
ROOM = Room(
    PollLimit.MAX_QUESTION_LENGTH.value - _COUNTS,
    PollLimit.MAX_OPTION_LENGTH.value,
    PollLimit.MAX_EXPLANATION_LENGTH.value,
)


@button("qp", KEEPER_OF)
async def offer(turn: Turn) -> None:
    """A question for today, and the groups it could go to."""
    await forms.leave(turn)
    here, counts = turn.subject_id, turn.number_at(1, 0) == 1
    found = await daily.offer(turn.house, turn.actor, here, ROOM, question_id=turn.number_at(2, 0) or None)
    lines = [turn.text_of("polls-title"), turn.text_of("polls-counts" if counts else "polls-practice")]
    if found.answers is not None:
        lines.append(turn.text_of("polls-latest", answers=found.answers, right=found.right))
    rows = []
    if found.asked is None:
        lines.append(turn.text_of("polls-no-question", most=ROOM.question))
    else:
        lines += ["", *lines_of(turn, found.asked)]
        which = found.question_id or 0
        rows.append([Button("polls-button-other", data("qp", here, int(counts)))])
        key = "polls-button-practice" if counts else "polls-button-count"
        rows.append([Button(key, data("qp", here, int(not counts), which))])
        rows += [
            [Button("polls-button-send", data("qp.go", here, chat, which, int(counts)), vars={"number": place})]
            for place, chat in enumerate(found.groups, 1)
        ]
        if not found.groups:
            lines += ["", turn.text_of("polls-no-group")]
    await turn.show_lines(lines, buttons=[*rows, way_back("qb", here)])


@button("qp.go", KEEPER_OF)
async def send(turn: Turn) -> None:
    """Send it; twice is once."""
    here, counts = turn.subject_id, turn.number_at(3, 0) == 1
    chat, question = turn.id_at(1), turn.id_at(2)
    going = await daily.reserve(turn.house, turn.actor, here, chat, question, ROOM, for_credit=counts)
    back = [way_back("qp", here)]
    try:
        poll_id = await _sent(turn, going)
    except (BadRequest, Forbidden):
        await daily.refused(turn.house, going.id)
        await turn.show("polls-refused", buttons=back)
        return
    await daily.sent(turn.house, going.id, poll_id)
    await turn.show("polls-sent", buttons=back)


async def _sent(turn: Turn, going: Going) -> str:
    asked = going.asked
    if asked.kind is QuestionKind.TRUE_FALSE:
        options = [turn.plain("quizzes-true"), turn.plain("quizzes-false")]
    else:
        options = [asked.options[place] for place in going.order]
    explanation = " ".join(f"{asked.explanation} {asked.source}".split())[: ROOM.explanation]
    place: Any = going.order.index(asked.right[0])  # the library wants one of the numbers it names
    message = await turn.bot.send_poll(
        going.address,
        turn.plain("polls-question-counts", question=asked.stem) if going.for_credit else asked.stem,
        options,
        type=Poll.QUIZ,
        is_anonymous=False,
        correct_option_ids=[place],
        explanation=explanation or None,
        message_thread_id=going.thread,
    )
    return message.poll.id if message.poll is not None else ""


async def voted(house: House, update: Update) -> None:
    """A vote in one of our polls; the service lets in who may."""
    vote = update.poll_answer
    if vote is not None and vote.user is not None:
        await daily.voted(house, MESSENGER, str(vote.user.id), vote.poll_id, vote.option_ids)
