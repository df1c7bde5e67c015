"""Things to read: text cards, links and files of an organisation, each with its source; who looks after them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.names import MaterialKind
from db.organisations import Organisation
from db.question_names import QuestionState
from db.questions import Question, QuestionVersion
from db.study import StudyMaterial
from services import access, audit, outbox
from services.access import Actor
from services.errors import BadInput, NotAllowed
from services.house import House
from services.study import rules
from services.study.branch import KEEPER_OF
from services.study.works import Sent

_TITLE, _SOURCE, _LINK = 60, 100, 300
_CATEGORIES = 12
#: Characters of a category's name as it is typed here.
_CATEGORY = 20


class BadTitle(BadInput):
    """A title and its source do not stand in two lines. Fields: ``title``, ``source``: most characters."""

    code = "study-material-title"


class BadBody(BadInput):
    """Nothing to read, or too much. Fields: ``most`` characters."""

    code = "study-material-body"


class BadCategory(BadInput):
    """Not a name of a category. Fields: ``most`` characters."""

    code = "study-material-category"


@dataclass(frozen=True)
class Material:
    """Something to read, as its keepers see it.

    Attributes:
        category: Where it stands, and of which questions are asked about it; where there are none, or it has none, a
            sentence is written.
    """

    id: int
    organisation_id: int
    title: str
    source: str
    body: str | None
    link: str | None
    file: Sent | None
    category: str | None
    hours: Decimal | None


@dataclass(frozen=True)
class Shelf:
    """The things to read of one organisation, in the order they were put there."""

    id: int
    organisation: str
    materials: tuple[Material, ...]


def titled(text: str) -> tuple[str, str]:
    """A title and its source as they are typed: two lines.

    Raises:
        BadTitle: They are not.
    """
    lines = [" ".join(one.split()) for one in text.splitlines() if one.strip()]
    if len(lines) != 2 or len(lines[0]) > _TITLE or len(lines[1]) > _SOURCE:  # noqa: PLR2004 - the title, the source
        raise BadTitle(title=_TITLE, source=_SOURCE)
    return lines[0], lines[1]


async def shelf(house: House, actor: Actor, organisation_id: int) -> Shelf:
    """The things to read of an organisation.

    Raises:
        NotAllowed: The actor does not look after its study.
    """
    async with house.db.read() as session:
        await access.check(session, actor, KEEPER_OF, organisation_id)
        here = await session.get_one(Organisation, organisation_id)
        return Shelf(here.id, here.name, tuple(await _all(session, [organisation_id])))


async def view(house: House, actor: Actor, organisation_id: int, material_id: int) -> Material:
    """One of them.

    Raises:
        NotAllowed: The actor does not look after it, or there is none.
    """
    async with house.db.read() as session:
        return material_of(await kept(session, actor, organisation_id, material_id))


async def categories(house: House, actor: Actor, organisation_id: int) -> list[str]:
    """What something to read may be put under with a tap.

    First the categories of the bank with enough questions that one tap answers, most questions first, then those the
    shelf has besides.

    Raises:
        NotAllowed: The actor does not look after it.
    """
    async with house.db.read() as session:
        await access.check(session, actor, KEEPER_OF, organisation_id)
        here = await session.get_one(Organisation, organisation_id)
        chain = [int(part) for part in here.path.strip("/").split("/")]
        same = (QuestionVersion.question_id == Question.id) & (QuestionVersion.number == Question.version)
        many = func.count()
        rows = await session.execute(
            select(QuestionVersion.category)
            .join(Question, same)
            .where(
                Question.organisation_id.in_(chain),
                Question.state == QuestionState.READY,
                QuestionVersion.kind.in_(("SINGLE", "TRUE_FALSE")),
                QuestionVersion.category != "",
            )
            .group_by(QuestionVersion.category)
            .having(many >= rules.load().reading.questions)
            .order_by(many.desc(), QuestionVersion.category)
            .limit(_CATEGORIES)
        )
        found = [row.category for row in rows]
        used = sorted({one.category for one in await _all(session, chain) if one.category})
        return [*found, *(one for one in used if one not in found)][:_CATEGORIES]


def category_of(text: str) -> str:
    """A category as it is typed.

    Raises:
        BadCategory: Nothing, or too long.
    """
    name = " ".join(text.split())
    if not name or len(name) > _CATEGORY:
        raise BadCategory(most=_CATEGORY)
    return name


async def put(
    house: House,
    actor: Actor,
    organisation_id: int,
    title: tuple[str, str],
    text: str,
    sent: Sent | None,
    category: str | None,
) -> Material:
    """Put something to read there.

    Args:
        house: The house.
        actor: Who does.
        organisation_id: Whose.
        title: With its source.
        text: A link, or the text of a card; of a file nothing but what stands under it.
        sent: The file.
        category: Where it stands; questions of it are asked about it, where the bank has any. None: of no category.

    Raises:
        NotAllowed: The actor does not look after it.
        BadBody: Nothing to read, or too much.
    """
    most = rules.load().reading.body_most
    text = text.strip()
    is_link = sent is None and text.startswith(("https://", "http://")) and len(text.split()) == 1
    if (not text and sent is None) or len(text) > (_LINK if is_link else most):
        raise BadBody(most=most)
    now = house.now()
    async with house.db.write() as session:
        await access.check(session, actor, KEEPER_OF, organisation_id)
        row = StudyMaterial(
            organisation_id=organisation_id,
            title=title[0],
            source=title[1],
            body=None if is_link or not text else text,
            link=text if is_link else None,
            file_kind=sent.kind if sent else None,
            file_id=sent.file_id if sent else None,
            file_unique_id=sent.unique_id if sent else None,
            category=category,
            made_at=now,
            made_by=actor.account_id,
        )
        session.add(row)
        await session.flush()
        await _note(session, actor, row, "study.material_put", now)
        return material_of(row)


async def set_hours(
    house: House, actor: Actor, organisation_id: int, material_id: int, hours: Decimal | None
) -> Material:
    """How many hours of study it counts as for who reads it from now on; None: none.

    Raises:
        NotAllowed: The actor does not look after it, or there is none.
        BadInput: It may not count as that.
    """
    if hours is not None and hours not in rules.load().reading.hours_offered:
        raise BadInput
    async with house.db.write() as session:
        row = await kept(session, actor, organisation_id, material_id)
        row.hours = hours
        await session.flush()
        return material_of(row)


async def withdraw(house: House, actor: Actor, organisation_id: int, material_id: int) -> None:
    """Take it off the shelf; who has read it has read it. Twice changes nothing.

    Raises:
        NotAllowed: The actor does not look after it, or there is none.
    """
    now = house.now()
    async with house.db.write() as session:
        row = await kept(session, actor, organisation_id, material_id)
        if row.ended_at is None:
            row.ended_at = now
            await outbox.void(session, f"study-card:{row.id}", now)
            await _note(session, actor, row, "study.material_withdrawn", now)


async def of_chain(session: AsyncSession, path: str) -> Sequence[Material]:
    """What there is to read for a branch or a group: its own and what those above it put there."""
    return await _all(session, [int(part) for part in path.strip("/").split("/")])


async def _all(session: AsyncSession, organisation_ids: Sequence[int]) -> list[Material]:
    rows = await session.scalars(
        select(StudyMaterial)
        .where(StudyMaterial.organisation_id.in_(organisation_ids), StudyMaterial.ended_at.is_(None))
        .order_by(StudyMaterial.id)
    )
    return [material_of(row) for row in rows]


async def kept(session: AsyncSession, actor: Actor, organisation_id: int, material_id: int) -> StudyMaterial:
    """The row of one of them, for who looks after it.

    Raises:
        NotAllowed: The actor does not look after it, or there is none.
    """
    await access.check(session, actor, KEEPER_OF, organisation_id)
    row = await session.get(StudyMaterial, material_id)
    if row is None or row.organisation_id != organisation_id:
        raise NotAllowed
    return row


def material_of(row: StudyMaterial) -> Material:
    """A row as it is shown."""
    file = None
    if row.file_id is not None:
        file = Sent(row.file_kind or MaterialKind.DOCUMENT, row.file_id, row.file_unique_id or "")
    return Material(
        row.id, row.organisation_id, row.title, row.source, row.body, row.link, file, row.category, row.hours
    )


async def _note(session: AsyncSession, actor: Actor, row: StudyMaterial, action: str, now: dt.datetime) -> None:
    await audit.record(
        session,
        actor=actor.audit_name,
        action=action,
        subject=f"organisation:{row.organisation_id}",
        now=now,
        details={"material": row.id},
    )
