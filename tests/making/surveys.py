"""Surveys for tests."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from db.members import Member
from db.organisations import Organisation
from db.survey_names import AskedFor, SurveyKind, SurveyState
from db.surveys import Survey, SurveyNamedAnswer, SurveyPerson, SurveyQuestion
from tests.fixtures.houses import NOW


async def make_survey(
    session: AsyncSession, branch: Organisation, account_id: int, member: Member, words: str
) -> Survey:
    """An open named survey of a branch with two questions; somebody it is for has answered the first in words."""
    survey = Survey(
        organisation_id=branch.id,
        kind=SurveyKind.SURVEY,
        anonymous=False,
        title=words,
        state=SurveyState.OPEN,
        days=7,
        closes_at=NOW + dt.timedelta(days=7),
        made_by=account_id,
        made_at=NOW,
    )
    session.add(survey)
    await session.flush()
    session.add_all(
        [
            SurveyQuestion(survey_id=survey.id, position=1, asks=AskedFor.WORDS, text=words, options=[], most=1),
            SurveyQuestion(
                survey_id=survey.id, position=2, asks=AskedFor.MANY, text=words, options=["甲", "乙"], most=2
            ),
            SurveyPerson(survey_id=survey.id, member_id=member.id, answered=1),
            SurveyNamedAnswer(survey_id=survey.id, position=1, member_id=member.id, choices=[], words=words),
        ]
    )
    await session.flush()
    return survey
