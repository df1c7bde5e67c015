"""What a branch says about a material: short remarks its members read; a keeper or the author may take one away."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.library import StudyRemark
from db.members import Member
from db.organisations import Organisation
from services import audit, spoken
from services.access import Actor
from services.errors import BadInput, Conflict, NotAllowed
from services.house import House
from services.paging import page_of
from services.study import readings
from services.study.branch import KEEPERS
from services.study.materials import Material, material_of
from services.study.rules import load

#: Remarks a screen shows.
PAGE = 5


class BadRemark(BadInput):
    """Nothing said, or too much. Fields: ``most`` characters."""

    code = "study-remark"


class ManyRemarks(Conflict):
    """He has said enough about this one. Fields: ``most``."""

    code = "study-remarks-many"


@dataclass(frozen=True)
class Remark:
    """One of them.

    Attributes:
        name: As the branch names people in chat.
        on: By the branch's wall clock.
        removable: The actor may take it away.
    """

    id: int
    name: str
    words: str
    on: dt.date
    removable: bool


@dataclass(frozen=True)
class Thread:
    """A page of what the actor's branch says about a material, the newest first.

    Attributes:
        page, pages: From 1.
        count: Of all.
    """

    material: Material
    remarks: tuple[Remark, ...]
    page: int
    pages: int
    count: int


async def count(house: House, actor: Actor, material_id: int) -> int:
    """How many remarks the actor's branch has about a material.

    Raises:
        NotAllowed: He is no member.
    """
    member = spoken.speaker(actor)
    async with house.db.read() as session:
        return await _count(session, material_id, member.branch_id)


async def thread(house: House, actor: Actor, material_id: int, page: int = 1) -> Thread:
    """A page of it; a page that is not there is the nearest one.

    Raises:
        NotAllowed: There is no such material for him.
    """
    async with house.db.read() as session:
        return await _thread(house, session, actor, material_id, page)


async def write(house: House, actor: Actor, material_id: int, text: str) -> Thread:
    """Say something about a material; the same words again are once.

    Raises:
        NotAllowed: There is no such material for him.
        BadRemark: Nothing said, or too much.
        ManyRemarks: He has said enough about this one.
    """
    rule, words, member = load().reading, spoken.tidy(text), spoken.speaker(actor)
    if not words or len(words) > rule.remark_most:
        raise BadRemark(most=rule.remark_most)
    now = house.now()
    async with house.db.write() as session:
        await readings.material_for(session, actor, material_id)
        # His row is locked, so that two messages of his take turns.
        await session.get_one(Member, member.id, with_for_update=True)
        own = select(StudyRemark.words).where(
            StudyRemark.material_id == material_id, StudyRemark.member_id == member.id
        )
        said = list(await session.scalars(own))
        if words not in said:
            if len(said) >= rule.remarks_each:
                raise ManyRemarks(most=rule.remarks_each)
            session.add(
                StudyRemark(
                    material_id=material_id,
                    branch_id=member.branch_id,
                    member_id=member.id,
                    words=words,
                    made_at=now,
                )
            )
            await session.flush()
        return await _thread(house, session, actor, material_id, 1)


async def one(house: House, actor: Actor, material_id: int, remark_id: int) -> Remark | None:
    """One that the actor may take away; None: it is gone.

    Raises:
        NotAllowed: He may not.
    """
    async with house.db.read() as session:
        row = await _removable(session, actor, material_id, remark_id)
        return (await _shown(house, session, actor, [row]))[0] if row is not None else None


async def remove(house: House, actor: Actor, material_id: int, remark_id: int) -> Thread:
    """Take one away, for good; twice changes nothing.

    Raises:
        NotAllowed: He neither wrote it nor looks after the branch's study.
    """
    now = house.now()
    async with house.db.write() as session:
        row = await _removable(session, actor, material_id, remark_id)
        if row is not None:
            if row.member_id != spoken.speaker(actor).id:
                await audit.record(
                    session,
                    actor=actor.audit_name,
                    action="study.remark_removed",
                    subject=f"organisation:{row.branch_id}",
                    now=now,
                    details={"material": material_id},
                )
            await session.delete(row)
            await session.flush()
        return await _thread(house, session, actor, material_id, 1)


async def _count(session: AsyncSession, material_id: int, branch_id: int) -> int:
    query = select(func.count()).where(StudyRemark.material_id == material_id, StudyRemark.branch_id == branch_id)
    return (await session.scalars(query)).one()


async def _thread(house: House, session: AsyncSession, actor: Actor, material_id: int, page: int) -> Thread:
    material, _ = await readings.material_for(session, actor, material_id)
    branch_id = spoken.speaker(actor).branch_id
    many = await _count(session, material_id, branch_id)
    page, pages = page_of(page, many, PAGE)
    rows = await session.scalars(
        select(StudyRemark)
        .where(StudyRemark.material_id == material_id, StudyRemark.branch_id == branch_id)
        .order_by(StudyRemark.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return Thread(material_of(material), tuple(await _shown(house, session, actor, list(rows))), page, pages, many)


async def _shown(house: House, session: AsyncSession, actor: Actor, rows: list[StudyRemark]) -> list[Remark]:
    if not rows:
        return []
    branch_id = rows[0].branch_id
    keeps = await _keeps(session, actor, branch_id)
    own = spoken.speaker(actor).id
    said = await spoken.lines(house, session, branch_id, rows)
    return [
        Remark(row.id, line.name, line.words, line.on, keeps or row.member_id == own)
        for row, line in zip(rows, said, strict=True)
    ]


async def _keeps(session: AsyncSession, actor: Actor, branch_id: int) -> bool:
    return actor.reaches((await session.get_one(Organisation, branch_id)).path, KEEPERS)


async def _removable(session: AsyncSession, actor: Actor, material_id: int, remark_id: int) -> StudyRemark | None:
    member = spoken.speaker(actor)
    row = await session.get(StudyRemark, remark_id, with_for_update=True)
    if row is None:
        return None
    if row.material_id != material_id or row.branch_id != member.branch_id:
        raise NotAllowed
    if row.member_id != member.id and not await _keeps(session, actor, row.branch_id):
        raise NotAllowed
    return row
