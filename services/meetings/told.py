"""What people were told of meetings, as the outbox knows it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypedDict

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among_texts
from db.names import OutboxReason, OutboxState
from db.outbox import OutboxMessage
from services.meetings.messages import LOOK, Heard, news_in, version_in

#: States in which a message has reached a person, or may have.
_MAY_BE_KNOWN = (OutboxState.SENT, OutboxState.SENDING, OutboxState.UNKNOWN)


@dataclass
class Told:
    """What somebody was told of a meeting: the newest version, and what he heard of its theme."""

    version: int
    heard: Heard


async def told_of(session: AsyncSession, subjects: Collection[str]) -> dict[str, dict[int, Told]]:
    """By subject and member: the newest version of the meeting he was told, or may have been, and its theme then."""
    rows = await session.execute(
        select(
            OutboxMessage.subject,
            OutboxMessage.member_id,
            OutboxMessage.dedupe_key,
            OutboxMessage.payload["vars"]["theme"].as_string().label("theme"),
        )
        .where(
            among_texts(OutboxMessage.subject, subjects),
            OutboxMessage.kind != LOOK,
            OutboxMessage.state.in_(_MAY_BE_KNOWN)
            | ((OutboxMessage.state == OutboxState.SKIPPED) & (OutboxMessage.reason == OutboxReason.MERGED)),
        )
        # What is on its way has no end yet and comes last.
        .order_by(OutboxMessage.ended_at.is_(None), OutboxMessage.ended_at, OutboxMessage.id)
    )
    found: dict[str, dict[int, Told]] = {}
    for row in rows:
        version = version_in(row.dedupe_key)
        if version is None or row.member_id is None:
            continue
        of_subject = found.setdefault(row.subject, {})
        before = of_subject.get(row.member_id)
        heard = Heard(row.theme or "", max(news_in(row.dedupe_key), before.heard.news if before is not None else 0))
        of_subject[row.member_id] = Told(max(version, before.version if before is not None else 0), heard)
    return found


async def on_their_way(session: AsyncSession, subjects: Collection[str]) -> set[str]:
    """Of some subjects, those of which a message is being sent, or of which nobody knows whether it arrived."""
    found = await session.scalars(
        select(OutboxMessage.subject)
        .where(
            among_texts(OutboxMessage.subject, subjects),
            OutboxMessage.state.in_((OutboxState.SENDING, OutboxState.UNKNOWN)),
        )
        .distinct()
    )
    return set(found)


class What(TypedDict):
    """As ``Facts`` has it."""

    told: dict[int, int]
    heard: dict[int, Heard]


def split(told: Mapping[int, Told]) -> What:
    """By member: the versions, and what was heard of the theme."""
    return {
        "told": {member: one.version for member, one in told.items()},
        "heard": {member: one.heard for member, one in told.items()},
    }
