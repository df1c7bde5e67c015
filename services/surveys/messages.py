"""What people are told about surveys: asked when one is sent, reminded once if need be; its maker hears of the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from db.names import Lane
from db.survey_names import SurveyKind, SurveyState
from db.surveys import Survey, SurveyPerson, SurveyQuestion
from services import kinds
from services.audiences import Person
from services.house import House
from services.kinds import OnPause, Pending, Policy
from services.outbox import PRIORITY_NOTICE, Button, Message, Payload
from services.surveys import rules

#: Kinds: the question, the one reminder, the word to its maker.
ASK, REMIND, DONE = "survey_ask", "survey_remind", "survey_done"


def subject_of(survey_id: int) -> str:
    """The outbox subject."""
    return f"survey:{survey_id}"


def button_of(survey: Survey) -> str:
    """The button with which one answers: of an anonymous one nothing of the press is kept."""
    return f"sva:{survey.id}" if survey.anonymous else f"svn:{survey.id}"


def invitations(survey: Survey, people: Sequence[Person], now: dt.datetime) -> list[Message]:
    """A word to everybody it is for, and the reminder that will find out whether it is still needed."""
    if survey.closes_at is None:
        return []
    what = survey.kind.value.lower()
    how = "anonymous" if survey.anonymous else "named"
    rows = ((Button("surveys-button-answer", data=button_of(survey)),),)
    shown: dict[str, object] = {"title": survey.title, "until": {"time": survey.closes_at.isoformat()}}
    asked = Payload(f"surveys-ask-{what}-{how}", shown, rows)
    again = Payload("surveys-remind", shown, rows)
    remind_at = survey.closes_at - dt.timedelta(hours=rules.load().remind_hours)
    messages = [_message(survey, ASK, one, asked, now) for one in people]
    if remind_at > now:
        messages += [_message(survey, REMIND, one, again, remind_at) for one in people]
    return messages


def _message(survey: Survey, kind: str, person: Person, payload: Payload, due: dt.datetime) -> Message:
    return Message(
        kind=kind,
        dedupe_key=f"{subject_of(survey.id)}:{kind}:{person.key}",
        subject=subject_of(survey.id),
        payload=payload,
        due_at=due,
        member_id=person.id,
        expires_at=survey.closes_at,
    )


def done(survey: Survey, now: dt.datetime) -> Message:
    """It is over: its maker may look at what came of it."""
    key = "surveys-done-nomination" if survey.kind is SurveyKind.NOMINATION else "surveys-done"
    rows = ((Button("surveys-button-results", data=f"sv.res:{survey.organisation_id}:{survey.id}"),),)
    return Message(
        kind=DONE,
        dedupe_key=f"{subject_of(survey.id)}:done",
        subject=subject_of(survey.id),
        payload=Payload(key, {"title": survey.title}, rows),
        due_at=now,
        account_id=survey.made_by,
        lane=Lane.INTERACTIVE,
        priority=PRIORITY_NOTICE,
    )


async def _answered(house: House, session: AsyncSession, pending: Sequence[Pending], now: dt.datetime) -> set[int]:
    """It is over, or he has answered. Looked at when it is due, so that nothing is written when he answers."""
    del house, now
    questions = select(func.count()).where(SurveyQuestion.survey_id == SurveyPerson.survey_id).scalar_subquery()
    wanted = [(one.about, one.member_id) for one in pending if one.member_id is not None]
    query = (
        select(SurveyPerson.survey_id, SurveyPerson.member_id)
        .join(Survey, Survey.id == SurveyPerson.survey_id)
        .where(
            tuple_(SurveyPerson.survey_id, SurveyPerson.member_id).in_(wanted),
            SurveyPerson.answered < questions,
            Survey.state == SurveyState.OPEN,
        )
    )
    open_ = {(row.survey_id, row.member_id) for row in await session.execute(query)}
    return {one.id for one in pending if (one.about, one.member_id) not in open_}


kinds.register(ASK, Policy(on_pause=OnPause.HOLD, stale=_answered))
kinds.register(REMIND, Policy(on_pause=OnPause.SKIP, stale=_answered))
