"""A backup restored into an empty place gives the same files, byte for byte, on another day of the machine's clock.

A month of a branch that has lived in it, on both databases. ``tests/handlers/test_same_files.py`` presses whatever
sends a file, so that a new one cannot be forgotten.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy.ext.asyncio import AsyncSession

from db.democratic_review import DemocraticReview
from db.names import BranchRole
from db.quiz_names import AttemptState
from db.quizzes import Quiz, QuizItem
from db.session import Database
from services import annual_plan, backup, democratic_review, dues, goals, month_pack, privacy
from services.annual_plan import Feed
from services.cases import exporting as cases
from services.checklists import standing
from services.dues import exporting as dues_files
from services.house import House
from services.questions import banking, writing
from services.quizzes import results
from services.reachability import exporting as reachability
from services.receipts import exporting as receipts
from services.roster import export as roster
from services.study import branch as study
from tests import factories
from tests.fixtures.houses import NOW, set_clock
from tests.fixtures.postgres import PostgresServer
from tests.making.announcements import make_released
from tests.services.people import Town, make_town
from tests.services.test_month_pack import NOVEMBER, OFFERED, _held
from tests.services.test_papers import picture
from texts.calendar_file import calendar_file

_YEAR = 2026


async def _lived_in(house: House) -> tuple[Town, int, int]:
    """A town with a month of meetings, dues, a case, a quiz, a review and an announcement; with their numbers."""
    town = await make_town(house)
    await _held(house, town)
    async with house.db.write() as session:
        for role in (BranchRole.ORGANISATION_MEMBER, BranchRole.PUBLICITY_MEMBER):
            await factories.grant_role(session, town.secretary, town.inner, role)
        session.add(factories.transfer_case(town.inner, town.plain))
        session.add(factories.development_case(town.inner, name="孙积极"))
        session.add_all([factories.dues_profile(one) for one in (town.secretary, town.plain, town.silent)])
        to = [town.secretary, town.plain, town.silent]
        quiz = await _tested(session, town)
        session.add(
            DemocraticReview(
                organisation_id=town.inner.id, year=_YEAR, held_on=dt.date(_YEAR, 11, 13), expected=3, present=2,
                changed_at=NOW,
            )
        )  # fmt: skip
        announced = await make_released(session, town.inner, to, account_id=town.accounts[town.secretary.id].id)
    await dues.open_all(house)
    set_clock(house, OFFERED)
    return town, announced.id, quiz.id


async def _tested(session: AsyncSession, town: Town) -> Quiz:
    """A quiz of two questions of the bank, which one has taken twice and another once."""
    stems = ("党课多久一次？", "党费交到哪里？")
    numbers = [(await factories.make_question(session, town.inner, stem)).id for stem in stems]
    quiz = factories.quiz_of(town.inner)
    session.add(quiz)
    await session.flush()
    session.add_all([QuizItem(quiz_id=quiz.id, position=at, question_id=one) for at, one in enumerate(numbers, 1)])
    await factories.expect_at_quiz(session, quiz.id, [town.secretary, town.plain, town.silent])
    for member, number, right in ((town.plain, 1, 1), (town.plain, 2, 2), (town.secretary, 1, 2)):
        ended = NOW + dt.timedelta(minutes=7 * number)
        done = {"state": AttemptState.DONE, "number": number, "answered": 2, "right_many": right, "score": right * 50}
        session.add(factories.attempt_of(quiz, member, numbers, finished_at=ended, **done))
    return quiz


async def _files(house: House, town: Town, announcement_id: int, quiz_id: int) -> dict[str, bytes]:
    """Everything somebody can take out of the bot as a file."""
    wang, here = await town.actor(house, town.secretary), town.inner.id
    pack = await month_pack.contents(house, wang, here, NOVEMBER)
    photos = {one.entry_id: picture(80, 60, "#334455") for one in pack.photos}
    made: list[Any] = [
        await month_pack.make(house, wang, pack, photos),
        await roster.export_for(house, wang, here),
        await cases.development_sheet(house, wang, here),
        await cases.transfer_sheet(house, wang, here),
        *[await dues_files.export(house, wang, here, one, _YEAR) for one in dues_files.Sheet],
        await study.export(house, wang, here, _YEAR),
        await goals.export(house, wang, here, _YEAR),
        await standing.talk_sheet(house, wang, here, _YEAR),
        await receipts.export(house, wang, announcement_id),
        await reachability.export(house, wang, here),
        await results.export(house, wang, quiz_id),
        await democratic_review.export(house, wang, here, _YEAR),
    ]
    found = {one.name: one.content for one in made}
    assert len(found) == len(made)
    book = zipfile.ZipFile(io.BytesIO(made[0].content))
    found |= {f"{made[0].name}/{name}": book.read(name) for name in book.namelist()}
    bank = [one.asked for one in await banking.of(house, wang, here)]
    found |= {f"bank.{shape}": writing.write(bank, shape, "题库").content for shape in writing.Shape}
    read = await annual_plan.read(house, Feed(town.plain.id, here, "zh-CN"))
    found["calendar.ics"] = calendar_file("zh-CN", "内科党支部", read.events, read.zone)
    copy = await privacy.copy_of(house, await town.actor(house, town.plain))
    found["copy.json"] = json.dumps(copy.as_json(), ensure_ascii=False).encode()
    return found


@pytest.fixture
async def elsewhere(house: House, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[House]:
    """An empty place of the same kind."""
    server: PostgresServer | None = None if house.db.is_sqlite else request.getfixturevalue("postgres")
    url = f"sqlite:///{tmp_path / 'empty' / 'new.db'}" if server is None else server.create(empty=True)
    made = dataclasses.replace(house, db=Database(url), erasure_register=tmp_path / "empty" / "erasures.txt")
    yield made
    await made.db.close()
    if server is not None:
        server.drop(url)


async def test_a_restore_into_an_empty_place_gives_the_same_files(
    house: House, elsewhere: House, tmp_path: Path
) -> None:
    town, *numbers = await _lived_in(house)
    await backup.create(house, tmp_path / "a.backup")
    before = await _files(house, town, *numbers)
    await backup.restore(elsewhere, tmp_path / "a.backup")
    with time_machine.travel(dt.datetime(2031, 3, 5, 7, 30, tzinfo=dt.UTC)):
        after = await _files(elsewhere, town, *numbers)
    assert list(before) == list(after)
    assert [name for name, content in before.items() if after[name] != content] == []
    assert {Path(name).suffix for name in before} == {".zip", ".xlsx", ".docx", ".ics", ".json", ".gift", ".aiken"}
