"""Publishing an accepted report in a bound group or channel, by a human's tap, once in each."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.activity_reports import ActivityReport, ReportPhoto, ReportPost
from db.inserting import insert_into
from db.names import MaterialKind, ReportState
from db.organisations import Organisation
from services import audit, kinds, outbox
from services.access import Actor
from services.activity_reports.book import Report, chats_for, reach, report_of
from services.activity_reports.deciding import subject_of
from services.errors import NotAllowed
from services.house import House
from services.kinds import Policy
from services.outbox import PRIORITY_NOTICE, Message, Payload

POST = "activity_report_post"
#: How long it is worth publishing.
_PATIENCE = dt.timedelta(days=2)


async def publish(house: House, actor: Actor, organisation_id: int, report_id: int, chat_id: int) -> Report:
    """Publish it in a chat of the branch, or of what is above it; twice is once.

    Raises:
        NotAllowed: It is not accepted, there is none there for him, or the chat is none of his.
    """
    now = house.now()
    async with house.db.write() as session:
        row, branch = await reach(session, actor, organisation_id, report_id, lock=True)
        if row.state is not ReportState.ACCEPTED or actor.account_id is None:
            raise NotAllowed
        if chat_id not in {one.id for one in await chats_for(session, actor, row.id, branch)}:
            raise NotAllowed
        add = insert_into(session, ReportPost)
        post = {"report_id": row.id, "chat_id": chat_id, "posted_by": actor.account_id, "posted_at": now}
        made = await session.execute(add.values(post).on_conflict_do_nothing().returning(ReportPost.chat_id))
        if made.first() is not None:
            await outbox.enqueue(session, [await _message(session, row, branch, chat_id, now)], now)
            await audit.record(
                session,
                actor=actor.audit_name,
                action="report.published",
                subject=f"organisation:{row.branch_id}",
                now=now,
                details={"report": row.id, "chat": chat_id},
            )
        return await report_of(session, actor, row, branch, organisation_id)


async def _message(
    session: AsyncSession, row: ActivityReport, branch: Organisation, chat_id: int, now: dt.datetime
) -> Message:
    """The words below its photos, which are one album; without photos the words alone."""
    photos = tuple(
        await session.scalars(
            select(ReportPhoto.file_id).where(ReportPhoto.report_id == row.id).order_by(ReportPhoto.id)
        )
    )
    shown = {
        "branch": branch.name,
        "title": row.title,
        "held": {"date": row.held_on.isoformat(), "year": True},
        "words": row.words,
    }
    alone = {"kind": MaterialKind.PHOTO.value, "id": photos[0]} if len(photos) == 1 else None
    return Message(
        kind=POST,
        dedupe_key=f"{subject_of(row.id)}:chat:{chat_id}",
        subject=subject_of(row.id),
        payload=Payload("activity-reports-post", shown, file=alone, album=photos if alone is None else ()),
        due_at=now,
        chat_id=chat_id,
        expires_at=now + _PATIENCE,
        priority=PRIORITY_NOTICE,
    )


kinds.register(POST, Policy())
