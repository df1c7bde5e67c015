"""What is marked of a multiple choice before it is handed in: rows under a sheet's random number, nobody's.

A press says which option it marks, or takes the mark from; so two fast taps are two marks, in whatever order they come,
and the same tap twice is one. The number stands in the buttons of one screen and nowhere else: no row leads from a mark
to a person, not even before the answer. With the answer its marks are deleted, and with the survey's end all of them.
"""

from __future__ import annotations

import secrets

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.inserting import insert_into
from db.surveys import SHEET, SurveyMark


def new_sheet() -> str:
    """A number for a new screen."""
    return secrets.token_hex(SHEET // 2)


def could_be(sheet: str) -> bool:
    """Whether a text could be the number of a screen."""
    return len(sheet) == SHEET and sheet.isascii() and sheet.isalnum()


async def put(session: AsyncSession, survey_id: int, position: int, sheet: str, place: int, *, on: bool) -> None:
    """Mark an option, or take its mark away; the same twice changes nothing."""
    if on:
        value = {"sheet": sheet, "place": place, "survey_id": survey_id, "position": position}
        await session.execute(insert_into(session, SurveyMark).values(value).on_conflict_do_nothing())
    else:
        mine = (SurveyMark.sheet == sheet, SurveyMark.place == place, SurveyMark.survey_id == survey_id)
        await session.execute(delete(SurveyMark).where(*mine))


async def of(session: AsyncSession, survey_id: int, position: int, sheet: str) -> frozenset[int]:
    """What is marked on a sheet."""
    query = select(SurveyMark.place).where(
        SurveyMark.sheet == sheet, SurveyMark.survey_id == survey_id, SurveyMark.position == position
    )
    return frozenset(await session.scalars(query))


async def forget(session: AsyncSession, survey_id: int, sheet: str) -> None:
    """Delete the marks of a sheet."""
    await session.execute(delete(SurveyMark).where(SurveyMark.sheet == sheet, SurveyMark.survey_id == survey_id))
