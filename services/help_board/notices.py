"""The asker is told of an answer: one message an answer, which he may turn off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.help_board import HelpAnswer, HelpQuestion
from db.members import Membership
from services import kinds, outbox
from services.help_board.rules import load
from services.house import House
from services.kinds import OnPause, Pending, Policy
from services.outbox import PRIORITY_NOTICE, Button, Message, Payload

KIND = "help_answer"
#: Characters of a question by which he knows it again.
_GLIMPSE = 30


def subject_of(answer_id: int) -> str:
    """What the word about an answer is about."""
    return f"help-answer:{answer_id}"


async def tell_asker(
    session: AsyncSession, question: HelpQuestion, answer_id: int, asker_key: str, now: dt.datetime
) -> None:
    """Queue the word about an answer, in the transaction that writes it."""
    words = question.words if len(question.words) <= _GLIMPSE else f"{question.words[: _GLIMPSE - 1]}…"
    look = Button("help-board-button-look", data=f"hb.at:{question.id}")
    message = Message(
        kind=KIND,
        dedupe_key=f"{subject_of(answer_id)}:{asker_key}",
        subject=subject_of(answer_id),
        payload=Payload("help-board-answered", {"question": words}, ((look,),)),
        due_at=now,
        member_id=question.member_id,
        expires_at=now + dt.timedelta(days=load().patience_days),
        priority=PRIORITY_NOTICE,
    )
    await outbox.enqueue(session, [message], now)


async def _stale(house: House, session: AsyncSession, pending: Sequence[Pending], now: dt.datetime) -> set[int]:
    """The answer or the question is gone or hidden, or the asker has left the branch."""
    del house, now
    answers = {one.id: one.about for one in pending}
    stands = set(
        await session.scalars(
            select(HelpAnswer.id)
            .join(HelpQuestion, HelpQuestion.id == HelpAnswer.question_id)
            .join(
                Membership,
                (Membership.member_id == HelpQuestion.member_id) & (Membership.branch_id == HelpQuestion.branch_id),
            )
            .where(
                HelpAnswer.id.in_(sorted(set(answers.values()))),
                HelpAnswer.hidden_why.is_(None),
                HelpQuestion.hidden_why.is_(None),
                Membership.ends_on.is_(None),
            )
        )
    )
    return {one for one, answer in answers.items() if answer not in stands}


kinds.register(KIND, Policy(on_pause=OnPause.HOLD, stale=_stale, mutable=True))
