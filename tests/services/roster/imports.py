"""What tests of imports do again and again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from db.members import Member, Membership
from db.organisations import Organisation, RoleGrant
from services.house import House
from services.roster import importing
from services.roster.codes import Code
from services.roster.importing import Applied, Authority, Preview
from services.roster.steps import Kind
from tests.services.roster.files import csv_file

COMMITTEE_LINE = ("单位：市人民医院党委",)


async def look(house: House, content: bytes, authority: Authority = importing.TERMINAL) -> Preview:
    """A dry run."""
    return await importing.preview(house, authority, await importing.open_file(house, content))


async def do(
    house: House, content: bytes, authority: Authority = importing.TERMINAL, *, mark_gone: bool = False
) -> Applied:
    """Look, and do what was seen."""
    seen = await look(house, content, authority)
    assert seen.problems == []
    return await importing.apply(house, authority, seen.document, seen.plan.fingerprint, mark_gone=mark_gone)


def roster(*rows: dict[str, Any]) -> bytes:
    """A text file of rows of the committee 市人民医院党委."""
    return csv_file(*rows, above=COMMITTEE_LINE)


def kinds(seen: Preview) -> list[Kind]:
    """What happens to each row."""
    return [step.kind for step in seen.plan.steps]


def problems(seen: Preview) -> list[tuple[int, str, Code]]:
    """Row, column and code of everything that is wrong."""
    return [(one.row, one.column, one.code) for one in seen.problems]


async def members(house: House) -> Sequence[Member]:
    """Everybody, oldest first."""
    async with house.db.read() as session:
        return list(await session.scalars(select(Member).order_by(Member.id)))


async def memberships(house: House, member_id: int) -> list[tuple[str, str, str | None]]:
    """Branch, first day and last day of each membership."""
    async with house.db.read() as session:
        rows = await session.execute(
            select(Organisation.name, Membership.starts_on, Membership.ends_on)
            .join(Organisation, Organisation.id == Membership.branch_id)
            .where(Membership.member_id == member_id)
            .order_by(Membership.id)
        )
        return [(name, start.isoformat(), end.isoformat() if end else None) for name, start, end in rows]


async def grants(house: House) -> list[tuple[str, str, str, str | None]]:
    """Name, role, organisation and last day of each role."""
    async with house.db.read() as session:
        rows = await session.execute(
            select(Member.name, RoleGrant.role, Organisation.name, RoleGrant.ends_on)
            .join(Member, Member.id == RoleGrant.member_id)
            .join(Organisation, Organisation.id == RoleGrant.organisation_id)
            .order_by(RoleGrant.id)
        )
        return [(name or "", role.value, place, end.isoformat() if end else None) for name, role, place, end in rows]
