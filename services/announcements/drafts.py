"""An announcement is put together: its messages, and what is set about it; all may change until it is released."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.announcements import Announcement, AnnouncementPart
from db.organisations import Organisation
from services import audit
from services.access import Actor
from services.announcements import audience as audiences
from services.announcements import rules, store
from services.announcements.audience import SENDERS, Audience, Crowd, audience_of
from services.announcements.content import File, Part, Words, messages_each
from services.announcements.errors import (
    AnnouncementOut,
    NotForDigest,
    ReasonLength,
    ReleaseInPast,
    TooManyParts,
)
from services.errors import NotAllowed
from services.house import House
from services.names import AnnouncementKind, AnnouncementPartKind, AnnouncementState, ReleaseTiming
from services.org_settings import settings_of
from services.tree_order import BY_BRANCH

#: States in which nothing has gone out yet.
BEFORE = (AnnouncementState.DRAFT, AnnouncementState.SCHEDULED)
_PAGE = 8
#: The messenger takes so many files in an album.
_MOST_FILES = 10


@dataclass(frozen=True)
class Draft:
    """An announcement as its composer sees it before it is released.

    Attributes:
        organisation: Name of who speaks.
        crowd: Whom it is for, as people are now.
        messages: How many messages each person gets.
        seconds: How long the messenger's budget makes it last.
        zone: Of the organisation's wall clock.
    """

    id: int
    organisation_id: int
    organisation: str
    kind: AnnouncementKind
    state: AnnouncementState
    audience: Audience
    confirm: bool
    confirm_by: dt.datetime | None
    expires_at: dt.datetime | None
    timing: ReleaseTiming
    release_at: dt.datetime | None
    protect: bool
    previews: bool
    urgent_reason: str | None
    parts: tuple[Part, ...]
    crowd: Crowd
    messages: int
    seconds: int
    zone: ZoneInfo


@dataclass(frozen=True)
class Listed:
    """A line of the list.

    Attributes:
        opening: The first words of what it says.
        at: When it was released, or made.
    """

    id: int
    state: AnnouncementState
    opening: str
    at: dt.datetime


async def start(house: House, actor: Actor, organisation_id: int) -> Draft:
    """A new one, to everybody in an organisation, that asks for a confirmation.

    Raises:
        NotAllowed: No role of the actor's reaches it.
    """
    now = house.now()
    async with house.db.write() as session:
        audience = Audience(organisation_id)
        await audiences.check(session, actor, audience)
        row = Announcement(
            organisation_id=organisation_id,
            made_by=actor.account_id,
            made_at=now,
            kind=AnnouncementKind.NOTICE,
            state=AnnouncementState.DRAFT,
            audience=audience.as_json(),
            confirm=True,
            timing=ReleaseTiming.NOW,
            protect=False,
            previews=False,
            version=1,
            asked_unknown=0,
        )
        session.add(row)
        await session.flush()
        return await draft_of(house, session, row)


async def look(house: House, actor: Actor, announcement_id: int) -> Draft:
    """One as it stands.

    Raises:
        NotAllowed: As always.
    """
    async with house.db.read() as session:
        return await draft_of(house, session, await store.announcement_of(session, actor, announcement_id))


async def listed(house: House, actor: Actor, organisation_id: int, page: int) -> tuple[list[Listed], bool]:
    """A page of an organisation's announcements, the newest first, and whether there is another.

    Raises:
        NotAllowed: No role of the actor's reaches it.
    """
    async with house.db.read() as session:
        await audiences.check(session, actor, Audience(organisation_id))
        rows = await session.execute(
            select(Announcement.id, Announcement.state, Announcement.made_at, Announcement.released_at)
            .where(
                Announcement.organisation_id == organisation_id,
                Announcement.state != AnnouncementState.CANCELLED,
            )
            .order_by(Announcement.id.desc())
            .limit(_PAGE + 1)
            .offset((page - 1) * _PAGE)
        )
        found = list(rows)
        parts = await store.parts_of(session, [row.id for row in found])
    lines = [
        Listed(row.id, row.state, opening_of(parts.get(row.id, [])), row.released_at or row.made_at)
        for row in found[:_PAGE]
    ]
    return lines, len(found) > _PAGE


def opening_of(parts: Sequence[Part], most: int = 14) -> str:
    """The first words of what it says; empty where it says nothing in words."""
    text = next((one.said.text for one in parts if one.said.text), "")
    line = text.split("\n", 1)[0]
    return line if len(line) <= most else f"{line[: most - 1]}…"


async def draft_of(house: House, session: AsyncSession, row: Announcement) -> Draft:
    """A row as its composer sees it."""
    parts = (await store.parts_of(session, [row.id])).get(row.id, [])
    audience = audience_of(row.audience)
    crowd = await audiences.crowd(session, audience, house.today())
    organisation = await session.get_one(Organisation, row.organisation_id)
    settings = await settings_of(house, session, row.organisation_id)
    each = messages_each(parts, foot=row.confirm)
    seconds = (crowd.people - crowd.unreachable) * each / house.limits.messages_per_second
    return Draft(
        id=row.id,
        organisation_id=row.organisation_id,
        organisation=organisation.name,
        kind=row.kind,
        state=row.state,
        audience=audience,
        confirm=row.confirm,
        confirm_by=row.confirm_by,
        expires_at=row.expires_at,
        timing=row.timing,
        release_at=row.release_at,
        protect=row.protect,
        previews=row.previews,
        urgent_reason=row.urgent_reason,
        parts=tuple(parts),
        crowd=crowd,
        messages=each,
        seconds=round(seconds),
        zone=ZoneInfo(settings.timezone),
    )


async def _open(session: AsyncSession, actor: Actor, announcement_id: int) -> Announcement:
    """One that may still change. Whatever changes makes the button that sends it old: it was another that was shown.

    Raises:
        AnnouncementOut: It was released, or thrown away.
        NotAllowed: As always.
    """
    row = await store.announcement_of(session, actor, announcement_id, lock=True)
    if row.state is not AnnouncementState.DRAFT:
        raise AnnouncementOut
    row.token = row.token_until = None
    return row


async def change(house: House, actor: Actor, announcement_id: int, **values: Any) -> Draft:
    """Set ``confirm``, ``confirm_by``, ``expires_at``, ``protect``, ``previews``, ``timing`` or ``release_at``.

    Raises:
        AnnouncementOut: It is no draft any more.
        ReleaseInPast: A moment is past, or the others do not fit it.
        NotAllowed: As always.
    """
    async with house.db.write() as session:
        row = await _open(session, actor, announcement_id)
        for name, value in values.items():
            setattr(row, name, value)
        if row.kind is AnnouncementKind.DIGEST_ITEM:
            row.confirm, row.confirm_by = False, None  # an old screen's button
        moments(row, house.now())
        return await draft_of(house, session, row)


def moments(row: Announcement, now: dt.datetime) -> None:
    """Whether the moments of an announcement follow each other.

    Raises:
        ReleaseInPast: They do not.
    """
    scheduled = row.timing is ReleaseTiming.AT
    if scheduled and (row.release_at is None or row.release_at <= now):
        raise ReleaseInPast
    begins = row.release_at if scheduled and row.release_at is not None else now
    if any(later is not None and later <= begins for later in (row.confirm_by, row.expires_at)):
        raise ReleaseInPast
    if row.confirm_by is not None and row.expires_at is not None and row.expires_at < row.confirm_by:
        raise ReleaseInPast


async def set_kind(house: House, actor: Actor, announcement_id: int, kind: AnnouncementKind, reason: str = "") -> Draft:
    """Make it a notice, urgent (with a reason), or an item of the day's digest, which asks for no confirmation.

    What was an item asks for one again, as every new announcement does.

    Raises:
        ReasonLength: Urgent without a reason.
        NotForDigest: It is more than one short text.
        AnnouncementOut: It is no draft any more.
        NotAllowed: As always.
    """
    preset = rules.load()
    reason = reason.strip()
    async with house.db.write() as session:
        row = await _open(session, actor, announcement_id)
        if kind is AnnouncementKind.URGENT and not preset.reason_least <= len(reason) <= preset.reason_most:
            raise ReasonLength(least=preset.reason_least, limit=preset.reason_most)
        if row.kind is AnnouncementKind.DIGEST_ITEM and kind is not row.kind:
            row.confirm = True
        row.kind = kind
        row.urgent_reason = reason if kind is AnnouncementKind.URGENT else None
        if kind is AnnouncementKind.DIGEST_ITEM:
            fits_digest((await store.parts_of(session, [row.id])).get(row.id, []))
            row.confirm, row.confirm_by = False, None
        return await draft_of(house, session, row)


def fits_digest(parts: Sequence[Part]) -> None:
    """Whether it can be an item of a digest: one short text.

    Raises:
        NotForDigest: It cannot.
    """
    limit = rules.load().digest_most
    if any(one.kind is not AnnouncementPartKind.TEXT for one in parts) or len(parts) > 1:
        raise NotForDigest(limit=limit)
    if parts and parts[0].words.units > limit:
        raise NotForDigest(limit=limit)


async def set_audience(house: House, actor: Actor, announcement_id: int, audience: Audience) -> Draft:
    """Whom it is for.

    Raises:
        AnnouncementOut: It is no draft any more.
        NotAllowed: No role of the actor's reaches it.
    """
    async with house.db.write() as session:
        row = await _open(session, actor, announcement_id)
        await audiences.check(session, actor, audience)
        row.audience = audience.as_json()
        return await draft_of(house, session, row)


async def add_text(house: House, actor: Actor, announcement_id: int, words: Words) -> Draft:
    """One more message: a text.

    Raises:
        TooManyParts: There are as many as there may be.
        NotForDigest: An item of a digest is one short text.
        AnnouncementOut: It is no draft any more.
        NotAllowed: As always.
    """
    return await _add(house, actor, announcement_id, Part(0, AnnouncementPartKind.TEXT, words))


async def add_file(house: House, actor: Actor, announcement_id: int, file: File, album: str = "") -> Draft:
    """One more message: a photo, a file or a video; those of one album make one message.

    Args:
        house: The house.
        actor: Who composes.
        announcement_id: Which.
        file: With the words below it.
        album: The messenger's name of the album it came in; empty: in none.

    Raises:
        TooManyParts: There are as many as there may be.
        NotForDigest: An item of a digest is one short text.
        AnnouncementOut: It is no draft any more.
        NotAllowed: As always.
    """
    kind = AnnouncementPartKind(file.kind)
    return await _add(house, actor, announcement_id, Part(0, kind, files=(file,), album=album))


async def _add(house: House, actor: Actor, announcement_id: int, part: Part) -> Draft:
    limit = rules.load().most_parts
    now = house.now()
    async with house.db.write() as session:
        row = await _open(session, actor, announcement_id)
        parts = (await store.parts_of(session, [row.id])).get(row.id, [])
        same = next((one for one in parts if part.album and one.album == part.album), None)
        if same is not None and len(same.files) < _MOST_FILES:
            joined = replace(same, kind=AnnouncementPartKind.ALBUM, files=same.files + part.files).shaped()
            await session.execute(_rows(row.id).where(AnnouncementPart.position == same.position))
            session.add(store.as_row(joined, row.id, row.version, actor.account_id, now))
        else:
            if len(parts) >= limit:
                raise TooManyParts(limit=limit)
            added = replace(part, position=len(parts) + 1).shaped()
            if row.kind is AnnouncementKind.DIGEST_ITEM:
                fits_digest([*parts, added])
            session.add(store.as_row(added, row.id, row.version, actor.account_id, now))
        await session.flush()
        return await draft_of(house, session, row)


def _rows(announcement_id: int) -> Any:
    return delete(AnnouncementPart).where(AnnouncementPart.announcement_id == announcement_id)


async def drop_last(house: House, actor: Actor, announcement_id: int) -> Draft:
    """Take the last message away.

    Raises:
        AnnouncementOut: It is no draft any more.
        NotAllowed: As always.
    """
    async with house.db.write() as session:
        row = await _open(session, actor, announcement_id)
        parts = (await store.parts_of(session, [row.id])).get(row.id, [])
        if parts:
            await session.execute(_rows(row.id).where(AnnouncementPart.position == parts[-1].position))
        return await draft_of(house, session, row)


async def reopen(house: House, actor: Actor, announcement_id: int) -> Draft:
    """Take a scheduled one back to be changed; of any other nothing changes.

    Raises:
        NotAllowed: As always.
    """
    async with house.db.write() as session:
        row = await store.announcement_of(session, actor, announcement_id, lock=True)
        if row.state is AnnouncementState.SCHEDULED:
            row.state = AnnouncementState.DRAFT
            await session.flush()
        return await draft_of(house, session, row)


async def cancel(house: House, actor: Actor, announcement_id: int) -> Draft:
    """Throw it away before it goes out; twice is once.

    Raises:
        AnnouncementOut: It went out.
        NotAllowed: As always.
    """
    now = house.now()
    async with house.db.write() as session:
        row = await store.announcement_of(session, actor, announcement_id, lock=True)
        if row.state is not AnnouncementState.CANCELLED:
            if row.state not in BEFORE:
                raise AnnouncementOut
            row.state, row.token, row.token_until = AnnouncementState.CANCELLED, None, None
            await audit.record(
                session,
                actor=actor.audit_name,
                action="announcement.cancelled",
                subject=f"announcement:{row.id}",
                now=now,
            )
            await session.flush()
        return await draft_of(house, session, row)


async def places(house: House, actor: Actor) -> list[tuple[int, str]]:
    """Where the actor's roles speak: ids and names, from the top.

    Raises:
        NotAllowed: He holds no such role.
    """
    roots = actor.roots(SENDERS)
    if not roots:
        raise NotAllowed
    async with house.db.read() as session:
        query = select(Organisation.id, Organisation.name).where(Organisation.ended_at.is_(None))
        if roots == ("/",):
            query = query.where(Organisation.parent_id.is_(None))
        else:
            query = query.where(Organisation.path.in_(roots))
        return [(row.id, row.name) for row in await session.execute(query.order_by(*BY_BRANCH))]
