"""A bank takes a file whole or not at all, once, and keeps every wording."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from db.names import BranchRole
from db.question_names import QuestionKind, QuestionState
from db.questions import Question, QuestionVersion
from services.access import Actor
from services.errors import NotAllowed
from services.house import House
from services.questions import banking, reading
from services.questions.banking import HasProblems
from services.questions.reading import Bank
from services.questions.shapes import Asked
from tests.factories import bind, grant_role, make_account, make_branch, make_member, make_organisation
from tests.services.hospital import actor
from tests.services.questions.test_reading import DATA, SAMPLES


async def _keeper(house: House) -> tuple[Actor, int]:
    """The publicity member of a branch, and the branch."""
    async with house.db.write() as session:
        committee = await make_organisation(session)
        branch = await make_branch(session, parent=committee)
        member = await make_member(session, branch)
        await bind(session, member, await make_account(session, address="701"))
        await grant_role(session, member, branch, BranchRole.PUBLICITY_MEMBER)
        other = await make_branch(session, "外科党支部", parent=committee)
        stranger = await make_member(session, other)
        await bind(session, stranger, await make_account(session, address="702"))
        await grant_role(session, stranger, other, BranchRole.SECRETARY)
    return await actor(house, "701"), branch.id


def bank_of(*questions: Asked) -> Bank:
    return reading.bank_of([("", line, one) for line, one in enumerate(questions, 1)], [])


CHOICE = Asked(
    QuestionKind.SINGLE, "党员大会多久一次？", ("每月", "每季度"), (0,), explanation="第十一条", category="会议"
)


async def test_a_file_is_taken_over_once_with_every_sample(house: House) -> None:
    keeper, branch_id = await _keeper(house)
    workbook, aiken, gift = [await banking.open_file(house, (DATA / name).read_bytes()) for name in SAMPLES]
    assert len((await banking.preview(house, keeper, branch_id, workbook)).new) == 10
    assert await banking.of(house, keeper, branch_id) == []
    await banking.apply(house, keeper, branch_id, workbook)
    for again in (workbook, aiken, gift):
        done = await banking.apply(house, keeper, branch_id, again)
        assert done.changes_nothing
        assert done.same == len(again.questions)
    kept = await banking.of(house, keeper, branch_id)
    assert [one.asked for one in kept] == [one.asked for one in workbook.questions]
    assert {(one.version, one.state) for one in kept} == {(1, QuestionState.READY)}


async def test_another_answer_is_a_new_version_and_the_old_one_stays(house: House) -> None:
    keeper, branch_id = await _keeper(house)
    await banking.apply(house, keeper, branch_id, bank_of(CHOICE))
    corrected = replace(CHOICE, right=(1,), explanation="", category="")
    done = await banking.apply(house, keeper, branch_id, bank_of(corrected))
    assert (len(done.new), len(done.changed), done.same) == (0, 1, 0)
    (kept,) = await banking.of(house, keeper, branch_id)
    assert (kept.version, kept.asked.right) == (2, (1,))
    assert (kept.asked.explanation, kept.asked.category) == ("第十一条", "会议")
    async with house.db.read() as session:
        wordings = list(await session.scalars(select(QuestionVersion).order_by(QuestionVersion.number)))
    assert [(one.number, one.right) for one in wordings] == [(1, [0]), (2, [1])]


async def test_a_file_with_one_bad_question_changes_nothing(house: House) -> None:
    keeper, branch_id = await _keeper(house)
    bank = bank_of(CHOICE, replace(CHOICE, stem="没有答案？", right=()))
    assert len(bank.problems) == 1
    with pytest.raises(HasProblems):
        await banking.apply(house, keeper, branch_id, bank)
    async with house.db.read() as session:
        assert (await session.scalars(select(Question))).all() == []


async def test_nobody_else_keeps_the_bank(house: House) -> None:
    _, branch_id = await _keeper(house)
    stranger = await actor(house, "702")
    with pytest.raises(NotAllowed):
        await banking.apply(house, stranger, branch_id, bank_of(CHOICE))
    with pytest.raises(NotAllowed):
        await banking.of(house, stranger, branch_id)
    with pytest.raises(NotAllowed):
        await banking.preview(house, stranger, 10_000, bank_of(CHOICE))
