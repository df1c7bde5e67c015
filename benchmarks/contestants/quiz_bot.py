"""The product as an operator runs it, with a branch of members who take one quiz after the other."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select, update

from benchmarks.support import children, hall
from bot import logs
from bot.app import running
from bot.process import settle_memory
from db.accounts import Account, Binding
from db.members import Member, Membership
from db.names import BranchRole, OutboxState
from db.organisations import RoleGrant
from db.outbox import OutboxMessage
from db.question_names import QuestionKind
from db.quizzes import Answer, Attempt
from services import access
from services.access import OFFICE_CONSENT_VERSION, Actor
from services.house import House
from services.questions import banking, reading
from services.questions.shapes import Asked
from services.quizzes import composing, publishing
from services.quizzes.messages import NOTICE

#: Seconds the messages may take to reach everybody.
_PATIENCE = 120.0


def questions(many: int) -> list[Asked]:
    """Single choices with four options each."""
    return [
        Asked(
            QuestionKind.SINGLE,
            f"按 {number} 号材料，党员大会一般多久一次？",
            ("每月", "每季度", "每半年", "每年"),
            (1,),
        )
        for number in range(many)
    ]


async def keeper(house: House, address: int) -> tuple[Actor, int]:
    """Make somebody the publicity member of his branch; he, and the branch."""
    async with house.db.write() as session:
        await session.execute(
            update(Account).where(Account.address == str(address)).values(office_consent_version=OFFICE_CONSENT_VERSION)
        )
        query = (
            select(Binding.member_id, Membership.branch_id)
            .join(Account, Account.id == Binding.account_id)
            .join(Membership, Membership.member_id == Binding.member_id)
            .where(Account.address == str(address))
        )
        row = (await session.execute(query)).one()
        grant = {"member_id": row.member_id, "organisation_id": row.branch_id, "role": BranchRole.PUBLICITY_MEMBER}
        since = await session.scalar(select(func.min(Membership.starts_on)))
        await session.execute(insert(RoleGrant), [grant | {"starts_on": since}])
    async with house.db.read() as session:
        return await access.identify(session, "telegram", str(address), house.today()), row.branch_id


async def _quiz(house: House, actor: Actor, branch: int, many: int) -> dict[str, Any]:
    """A quiz that everybody has been told of."""
    draft = await composing.start(house, actor, branch, "测试")
    await composing.set_number(house, actor, draft.id, "many", many)
    await publishing.publish(house, actor, draft.id)
    query = select(func.count()).where(OutboxMessage.kind == NOTICE, OutboxMessage.state == OutboxState.SENT)
    query = query.where(OutboxMessage.subject == f"quiz:{draft.id}")
    async with asyncio.timeout(_PATIENCE):
        while True:
            async with house.db.read() as session:
                told = await session.scalar(query) or 0
                if told >= (await session.scalar(select(func.count()).select_from(Member)) or 0):
                    break
            await asyncio.sleep(0.1)
    return {"quiz": draft.id, "told": told}


async def _main() -> None:
    given = children.settings()
    settings = hall.settings(given["api"], given["token"], data_dir=given["folder"], **given["settings"])
    logs.configure(settings)
    first, people, many = given["first"], given["people"], given["questions"]
    url = given["database"] or Path(given["folder"]) / "zhibu.db"
    async with hall.house(url, clock=hall.RunningClock()) as house:
        await hall.fill(house, range(first, first + people), a_branch=people)
        actor, branch = await keeper(house, first)
        await banking.apply(
            house, actor, branch, reading.bank_of([("", n, one) for n, one in enumerate(questions(many), 1)], [])
        )
        async with running(house, settings, long_poll=5) as process:
            assert process is not None
            settle_memory()  # as `zhibu run` does when it is built

            async def quiz() -> dict[str, Any]:
                return await _quiz(house, actor, branch, many)

            async def rows(quiz: int) -> dict[str, Any]:
                async with house.db.read() as session:
                    query = select(func.count()).select_from(Answer).join(Attempt, Attempt.id == Answer.attempt_id)
                    return {"rows": int(await session.scalar(query.where(Attempt.quiz_id == quiz)) or 0)}

            await children.obey({"quiz": quiz, **children.stopwatch(), "rows": rows})


if __name__ == "__main__":
    children.run(_main)
