"""Surveys close by the clock, or when their maker says so; then anonymous answers are written anew, in no order."""

from __future__ import annotations

import secrets

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.survey_names import SurveyState
from db.surveys import Survey, SurveyAnswer, SurveyMark, SurveyPerson
from services import audit, outbox
from services.access import Actor
from services.house import House
from services.outbox import Reconciled
from services.shards import WHOLE, Shard
from services.surveys import messages
from services.surveys.composing import find


async def close_all(house: House, shard: Shard = WHOLE) -> Reconciled:
    """Close what is due, of a shard's surveys. It may run any time."""
    now = house.now()
    query = select(Survey.id).where(Survey.state == SurveyState.OPEN, Survey.closes_at <= now).order_by(Survey.id)
    async with house.db.read() as session:
        due = list(await session.scalars(query))
    closed = 0
    for survey_id in shard.of_these(due):
        async with house.db.write() as session:
            closed += await _close(house, session, survey_id)
    return Reconciled(closed, 0)


async def close(house: House, actor: Actor, organisation_id: int, survey_id: int) -> None:
    """Close one before its time; a second tap changes nothing.

    Raises:
        NotAllowed: It is not his.
    """
    async with house.db.write() as session:
        row = await find(session, actor, organisation_id, survey_id)
        if await _close(house, session, row.id):
            await audit.record(
                session,
                actor=actor.audit_name,
                action="survey.closed",
                subject=f"organisation:{organisation_id}",
                now=house.now(),
                details={"survey": survey_id},
            )


async def _close(house: House, session: AsyncSession, survey_id: int) -> int:
    now = house.now()
    changed = await session.scalar(
        update(Survey)
        .where(Survey.id == survey_id, Survey.state == SurveyState.OPEN)
        .values(state=SurveyState.CLOSED)
        .returning(Survey.id)
        .execution_options(synchronize_session=False)
    )
    if changed is None:
        return 0
    await session.execute(delete(SurveyMark).where(SurveyMark.survey_id == survey_id))
    row = await session.get_one(Survey, survey_id, populate_existing=True)
    if row.anonymous:
        await _shuffle(session, survey_id)
    await outbox.void(session, messages.subject_of(survey_id), now)
    return await outbox.enqueue(session, [messages.done(row, now)], now)


async def _shuffle(session: AsyncSession, survey_id: int) -> None:
    """Write both tables anew: what a database notes for itself of each row is the same for all of them from now on."""
    rows = list(await session.scalars(select(SurveyAnswer).where(SurveyAnswer.survey_id == survey_id)))
    values = [
        {
            "id": secrets.randbits(62) | 1,
            "survey_id": survey_id,
            "position": one.position,
            "choices": one.choices,
            "words": one.words,
        }
        for one in rows
    ]
    people = list(await session.scalars(select(SurveyPerson).where(SurveyPerson.survey_id == survey_id)))
    marks = [
        {"survey_id": survey_id, "member_id": one.member_id, "answered": one.answered}
        for one in sorted(people, key=lambda one: one.member_id)
    ]
    session.expunge_all()
    await session.execute(delete(SurveyAnswer).where(SurveyAnswer.survey_id == survey_id))
    await session.execute(delete(SurveyPerson).where(SurveyPerson.survey_id == survey_id))
    if values:
        await session.execute(insert(SurveyAnswer), sorted(values, key=lambda one: int(str(one["id"]))))
    if marks:
        await session.execute(insert(SurveyPerson), marks)
