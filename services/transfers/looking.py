"""Transfers as their keepers see them, from the branch that keeps the case and from the one that receives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.cases import Case, CaseEntry
from db.members import Member, Membership
from db.names import CaseKind, CaseState, CaseStep, OrgLevel, TransferWay
from db.organisations import Organisation
from services import organisations
from services.access import Actor
from services.audiences import PRESENT
from services.cases import store
from services.cases.errors import NobodyCalled
from services.cases.facts import Facts, Where, load
from services.cases.store import Typed
from services.house import House
from services.naming import shown_apart
from services.organisations import Place
from services.paging import page_of
from services.transfers.rules import load as rules_book

KIND = CaseKind.TRANSFER
#: Cases on one page of a list; people offered at once.
PAGE, _MOST_CHOICES = 8, 12

#: What is typed into a transfer, in the order of sheet 12.
STEPS = (
    CaseStep.LETTER_NUMBER,
    CaseStep.LETTER_ON,
    CaseStep.LETTER_UNTIL,
    CaseStep.PAID_THROUGH,
    CaseStep.RECEIVED,
    CaseStep.RECEIPT,
)
#: Those of them that are texts.
TEXTS = frozenset({CaseStep.LETTER_NUMBER, CaseStep.PAID_THROUGH})


@dataclass(frozen=True)
class Seen:
    """One transfer.

    Attributes:
        name: As the branch names people in chat.
        branch: The branch that keeps the case.
        other: The organisation on the other side.
        receives: Whether the actor keeps the cases of the receiving branch, who finishes a transfer within.
        next: What has no entry yet, the first of it.
        too_long: The letter is valid for longer than is usual.
    """

    facts: Facts
    name: str
    branch: str
    other: str
    receives: bool
    next: CaseStep | None
    too_long: bool
    today: dt.date

    @property
    def id(self) -> int:
        """The case."""
        return self.facts.id

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.facts.state is not CaseState.OPEN

    @property
    def may_finish(self) -> bool:
        """Whether it can be finished now, by the actor: its person has been received."""
        return not self.over and self.receives and received_on(self.facts) is not None


@dataclass(frozen=True)
class Listed:
    """One page of a list."""

    organisation: str
    is_branch: bool
    number: int
    pages: int
    cases: tuple[Seen, ...]
    ended: int


def received_on(facts: Facts) -> dt.date | None:
    """When the other side received him; going out, the receipt says so as well."""
    found = facts.day(CaseStep.RECEIVED)
    return found or (facts.day(CaseStep.RECEIPT) if facts.way is TransferWay.OUT else None)


async def listed(house: House, actor: Actor, organisation_id: int, number: int = 1, *, ended: bool = False) -> Listed:
    """The transfers of an organisation and below, those it receives from its like included.

    Raises:
        NotAllowed: The actor keeps no cases there.
    """
    async with house.db.read() as session:
        here = await store.where(house, session, actor, organisation_id)
        everything = await load(session, store.of_here(KIND, here))
        rows = [one for one in everything if (one.state is not CaseState.OPEN) == ended]
        number, pages = page_of(number, len(rows), PAGE)
        page = rows[(number - 1) * PAGE : number * PAGE]
        level = await session.scalar(select(Organisation.level).where(Organisation.id == organisation_id))
        return Listed(
            here.name,
            level is OrgLevel.BRANCH,
            number,
            pages,
            tuple([await seen_of(house, session, actor, here, one) for one in page]),
            len([one for one in everything if one.state is not CaseState.OPEN]),
        )


async def view(house: House, actor: Actor, organisation_id: int, case_id: int) -> Seen:
    """One transfer.

    Raises:
        NotAllowed: The actor keeps no cases there, or there is none of that number.
    """
    async with house.db.read() as session:
        here = await store.where(house, session, actor, organisation_id)
        facts = await store.find(session, actor, KIND, here, case_id)
        return await seen_of(house, session, actor, here, facts)


async def history(house: House, actor: Actor, organisation_id: int, case_id: int) -> list[Typed]:
    """Everything that was typed into a transfer, the newest first.

    Raises:
        NotAllowed: The actor keeps no cases there, or there is none of that number.
    """
    async with house.db.read() as session:
        here = await store.where(house, session, actor, organisation_id)
        await store.find(session, actor, KIND, here, case_id)
        return await store.history(session, case_id)


async def seen_of(house: House, session: AsyncSession, actor: Actor, here: Where, facts: Facts) -> Seen:
    """One case for an answer."""
    ids = [one for one in (facts.branch_id, facts.other_branch_id) if one is not None]
    rows = await session.execute(
        select(Organisation.id, Organisation.name, Organisation.path).where(Organisation.id.in_(ids))
    )
    places = {row.id: row for row in rows}
    receiver = places[facts.other_branch_id or facts.branch_id]
    given, until = facts.day(CaseStep.LETTER_ON), facts.day(CaseStep.LETTER_UNTIL)
    longest = rules_book().find(facts.rule_set).letter_valid_days
    return Seen(
        facts=facts,
        name=facts.called(here.names),
        branch=places[facts.branch_id].name,
        other=places[facts.other_branch_id].name if facts.other_branch_id is not None else facts.other_name or "",
        receives=actor.reaches(receiver.path, store.KEEPERS),
        next=next((one for one in STEPS if (one, 1) not in facts.days and one not in facts.words), None),
        too_long=given is not None and until is not None and (until - given).days > longest,
        today=house.today(),
    )


async def people(house: House, actor: Actor, branch_id: int, name: str) -> list[tuple[int, str]]:
    """Members of a branch whose name has this in it: id and name as it is shown in chat.

    Raises:
        NotAllowed: The actor keeps no cases there.
        NobodyCalled: Nobody is called like that.
    """
    async with house.db.read() as session:
        here = await store.where(house, session, actor, branch_id)
        found = list(
            await session.execute(
                select(Member.id, Member.name, Member.code)
                .join(Membership, Membership.member_id == Member.id)
                .where(
                    Membership.branch_id == branch_id,
                    Membership.ends_on.is_(None),
                    Member.status.in_(PRESENT),
                    Member.name.contains(name.strip(), autoescape=True),
                )
                .order_by(Member.id)
                .limit(_MOST_CHOICES)
            )
        )
    if not found:
        raise NobodyCalled
    names = shown_apart(here.names, [(row.name, row.code) for row in found])
    return [(row.id, one) for row, one in zip(found, names, strict=True)]


async def branches(house: House, actor: Actor, branch_id: int) -> list[Place]:
    """The other branches of the same tree: where somebody may be transferred within.

    Raises:
        NotAllowed: The actor keeps no cases there.
    """
    async with house.db.read() as session:
        here = await store.where(house, session, actor, branch_id)
        root = f"/{here.path.split('/')[1]}/"
        return [
            one
            for one in await organisations.tree(session, root)
            if one.level is OrgLevel.BRANCH and one.id != branch_id
        ]


async def paid_through(session: AsyncSession, member_ids: Collection[int]) -> dict[int, str]:
    """Until which month dues were paid elsewhere, as the newest letter says: member id → ``2026-11``.

    Args:
        session: Any session.
        member_ids: Who.
    """
    rows = await session.execute(
        select(Case.member_id, CaseEntry.words)
        .join(CaseEntry, CaseEntry.case_id == Case.id)
        .where(
            Case.kind == KIND,
            Case.state == CaseState.DONE,
            Case.member_id.in_(sorted(member_ids)),
            CaseEntry.step == CaseStep.PAID_THROUGH,
            CaseEntry.replaced_at.is_(None),
        )
        .order_by(Case.ended_at, Case.id)
    )
    return {row.member_id: row.words for row in rows}
