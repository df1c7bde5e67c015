"""Activity reports as who writes and who decides on them sees them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.activity_reports import ActivityReport, ReportPhoto, ReportPost
from db.chats import BoundChat
from db.names import BranchRole, ChatKind, OrgLevel, OutboxState, ReportState
from db.organisations import Organisation
from db.outbox import OutboxMessage
from services import access
from services.access import OFFICE, STEWARDS, Actor, Need, Scope, Status
from services.errors import BadInput, NotAllowed, Unavailable
from services.house import House
from services.paging import page_of

#: Who writes them: who leads the branch, its publicity member; the office for it.
REPORTERS = STEWARDS | {BranchRole.PUBLICITY_MEMBER}
REPORTER_OF = Need(Status.CONSENTED, REPORTERS, Scope.ORGANISATION)
#: Reports on a page.
PAGE = 8

#: With its branch, to be written.
EDITABLE = (ReportState.DRAFT, ReportState.RETURNED)


#: Ends of a post that brought it nowhere.
LOST = (OutboxState.FAILED, OutboxState.UNREACHABLE, OutboxState.SKIPPED)


def subject_of(report_id: int) -> str:
    """The outbox subject."""
    return f"activity-report:{report_id}"


class BadText(BadInput):
    """Nothing, or too much. Fields: ``most`` characters."""

    code = "activity-reports-text"


class NoOffice(Unavailable):
    """Nobody of a party office above the branch is known to the bot."""

    code = "activity-reports-no-office"


@dataclass(frozen=True)
class Chat:
    """A bound chat it may be published in.

    Attributes:
        organisation: Whose chat.
        posted: It is there already, or on its way; what did not get there can be sent again.
    """

    id: int
    kind: ChatKind
    organisation: str
    posted: bool


@dataclass(frozen=True)
class Report:
    """One report.

    Attributes:
        here: The organisation the reader looks at it from.
        photos: The messenger's ids.
        editable: The reader may change it.
        recallable: He may take it back from the office.
        decidable: He may accept or return it.
        chats: Where he may publish it, once it is accepted.
    """

    id: int
    here: int
    branch: str
    title: str
    words: str
    held_on: dt.date
    state: ReportState
    remark: str | None
    photos: tuple[str, ...]
    editable: bool
    recallable: bool
    decidable: bool
    chats: tuple[Chat, ...]


@dataclass(frozen=True)
class Listed:
    """A report among others."""

    id: int
    branch: str
    title: str
    state: ReportState


@dataclass(frozen=True)
class Reports:
    """A page of the reports of an organisation and what is below it; those that wait for somebody first.

    Attributes:
        writes: Reports can be written here: it is a branch.
    """

    organisation: str
    writes: bool
    reports: tuple[Listed, ...]
    page: int
    pages: int
    count: int


async def listing(house: House, actor: Actor, organisation_id: int, page: int = 1) -> Reports:
    """A page of them; drafts are shown in their own branch only.

    Raises:
        NotAllowed: The actor writes and decides on none there.
    """
    async with house.db.read() as session:
        await access.check(session, actor, REPORTER_OF, organisation_id)
        here = await session.get_one(Organisation, organisation_id)
        writes = here.level is OrgLevel.BRANCH
        shown = Organisation.path.startswith(here.path, autoescape=True)
        if not writes:
            shown &= ActivityReport.state != ReportState.DRAFT
        found = (
            select(ActivityReport.id, ActivityReport.title, ActivityReport.state, Organisation.name)
            .join(Organisation, Organisation.id == ActivityReport.branch_id)
            .where(shown)
        )
        many = await session.scalar(select(func.count()).select_from(found.subquery())) or 0
        page, pages = page_of(page, many, PAGE)
        waits = ActivityReport.state == (ReportState.RETURNED if writes else ReportState.HANDED_IN)
        rows = await session.execute(
            found.order_by(waits.desc(), ActivityReport.id.desc()).limit(PAGE).offset((page - 1) * PAGE)
        )
        reports = tuple(Listed(row.id, row.name, row.title, row.state) for row in rows)
        return Reports(here.name, writes, reports, page, pages, many)


async def look(house: House, actor: Actor, organisation_id: int, report_id: int) -> Report:
    """One report.

    Raises:
        NotAllowed: There is none there for him.
    """
    async with house.db.read() as session:
        row, branch = await reach(session, actor, organisation_id, report_id)
        return await report_of(session, actor, row, branch, organisation_id)


async def reach(
    session: AsyncSession, actor: Actor, organisation_id: int, report_id: int, *, lock: bool = False
) -> tuple[ActivityReport, Organisation]:
    """A report of an organisation or of what is below it, and its branch.

    Raises:
        NotAllowed: There is none there for him; a draft is its own branch's.
    """
    await access.check(session, actor, REPORTER_OF, organisation_id)
    here = await session.get_one(Organisation, organisation_id)
    row = await session.get(ActivityReport, report_id, with_for_update={"key_share": True} if lock else None)
    if row is None:
        raise NotAllowed
    branch = await session.get_one(Organisation, row.branch_id)
    if not branch.path.startswith(here.path):
        raise NotAllowed
    if row.state is ReportState.DRAFT and organisation_id != branch.id:
        raise NotAllowed
    return row, branch


async def report_of(
    session: AsyncSession, actor: Actor, row: ActivityReport, branch: Organisation, here: int
) -> Report:
    """A report the actor reaches, for an answer."""
    photos = await session.scalars(
        select(ReportPhoto.file_id).where(ReportPhoto.report_id == row.id).order_by(ReportPhoto.id)
    )
    accepted = row.state is ReportState.ACCEPTED
    return Report(
        id=row.id,
        here=here,
        branch=branch.name,
        title=row.title,
        words=row.words,
        held_on=row.held_on,
        state=row.state,
        remark=row.remark if row.state is ReportState.RETURNED else None,
        photos=tuple(photos),
        editable=row.state in EDITABLE and here == branch.id,
        recallable=row.state is ReportState.HANDED_IN and here == branch.id,
        decidable=row.state is ReportState.HANDED_IN and actor.reaches(branch.path, OFFICE),
        chats=await chats_for(session, actor, row.id, branch) if accepted else (),
    )


async def chats_for(session: AsyncSession, actor: Actor, report_id: int, branch: Organisation) -> tuple[Chat, ...]:
    """The chats of the branch and of what is above it that the actor may publish in."""
    chain = [int(part) for part in branch.path.strip("/").split("/")]
    rows = await session.execute(
        select(
            BoundChat.id,
            BoundChat.kind,
            Organisation.name,
            Organisation.path,
            ReportPost.posted_at,
            OutboxMessage.state,
        )
        .join(Organisation, Organisation.id == BoundChat.organisation_id)
        .outerjoin(ReportPost, (ReportPost.chat_id == BoundChat.id) & (ReportPost.report_id == report_id))
        .outerjoin(
            OutboxMessage, (OutboxMessage.subject == subject_of(report_id)) & (OutboxMessage.chat_id == BoundChat.id)
        )
        .where(BoundChat.organisation_id.in_(chain), BoundChat.unbound_at.is_(None), BoundChat.may_post)
        .order_by(BoundChat.id)
    )
    return tuple(
        Chat(row.id, row.kind, row.name, row.posted_at is not None and row.state not in LOST)
        for row in rows
        if actor.reaches(row.path, REPORTERS)
    )
