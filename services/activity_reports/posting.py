"""Publishing an accepted report in a bound group or channel, by a human's tap, once in each."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.activity_reports import ActivityReport, ReportPhoto, ReportPost
from db.inserting import insert_into
from db.names import MaterialKind, OutboxState, ReportState
from db.organisations import Organisation
from db.outbox import OutboxMessage
from services import audit, kinds, outbox
from services.access import Actor
from services.activity_reports.book import LOST, Report, chats_for, reach, report_of, subject_of
from services.errors import NotAllowed
from services.house import House
from services.kinds import Policy
from services.outbox import PRIORITY_NOTICE, Message, Payload

POST = "activity_report_post"
#: How long it is worth publishing.
_PATIENCE = dt.timedelta(days=2)


async def publish(house: House, actor: Actor, organisation_id: int, report_id: int, chat_id: int) -> Report:
    """Publish it in a chat of the branch, or of what is above it; twice is once, and what got nowhere goes again.

    Raises:
        NotAllowed: It is not accepted, there is none there for him, or the chat is none of his.
    """
    now = house.now()
    async with house.db.write() as session:
        row, branch = await reach(session, actor, organisation_id, report_id, lock=True)
        if row.state is not ReportState.ACCEPTED or actor.account_id is None:
            raise NotAllowed
        chats = {one.id: one for one in await chats_for(session, actor, row.id, branch)}
        if chat_id not in chats:
            raise NotAllowed
        if not chats[chat_id].posted:
            post = {"posted_by": actor.account_id, "posted_at": now}
            new = insert_into(session, ReportPost).values(post | {"report_id": row.id, "chat_id": chat_id})
            await session.execute(new.on_conflict_do_update(index_elements=["report_id", "chat_id"], set_=post))
            message = await _message(session, row, branch, chat_id, now)
            if not await outbox.enqueue(session, [message], now):
                await _again(session, message, now)
            await audit.record(
                session,
                actor=actor.audit_name,
                action="report.published",
                subject=f"organisation:{row.branch_id}",
                now=now,
                details={"report": row.id, "chat": chat_id},
            )
        return await report_of(session, actor, row, branch, organisation_id)


async def _again(session: AsyncSession, message: Message, now: dt.datetime) -> None:
    """Queue once more what ended without getting there."""
    await session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.dedupe_key == message.dedupe_key, OutboxMessage.state.in_(LOST))
        .values(
            state=OutboxState.QUEUED,
            reason=None,
            payload=message.payload.as_json(),
            due_at=now,
            not_before=now,
            expires_at=message.expires_at,
            attempts=0,
            ended_at=None,
        )
        .execution_options(synchronize_session=False)
    )


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
