"""Roll-call by exception: only the names nobody can explain, each with one tap; sent to the stewards once, at T+10."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.attendance import RollCall
from db.meetings import Meeting
from db.names import MeetingState
from db.outbox import OutboxMessage
from services import audiences, outbox
from services.house import House
from services.outbox import PRIORITY_NOTICE, Button, Message, Payload, Reconciled
from services.paging import page_of
from services.rollcall import board as boards
from services.rollcall import scenes
from services.rollcall.board import Board
from services.rollcall.kinds import LEFT
from services.rollcall.marking import Mark
from services.rollcall.scenes import Scene
from services.rollcall.windows import Window
from services.shards import WHOLE, Shard

#: Names on one page: four buttons each, and a phone shows them all.
PAGE = 6
#: How long after its moment the list is still sent: later somebody has asked for it himself.
_LATEST = dt.timedelta(minutes=60)

_ONE_TAP = (
    (Mark.DUTY, "rollcall-button-duty"),
    (Mark.LEAVE, "rollcall-button-leave"),
    (Mark.LATE, "rollcall-button-late"),
    (Mark.HERE, "rollcall-button-behalf"),
)


def payload(board: Board, page: int = 1) -> Payload:
    """The unexplained names, a page at a time, each with its buttons."""
    scene, left = board.scene, board.unexplained
    here = f"{scene.organisation_id}:{scene.meeting_id}"
    page, pages = page_of(page, len(left), PAGE)
    shown = left[(page - 1) * PAGE : page * PAGE]
    rows: list[tuple[Button, ...]] = []
    names = []
    for number, one in enumerate(shown, (page - 1) * PAGE + 1):
        names.append({"key": "rollcall-left-name", "vars": {"number": number, "name": one.name}})
        rows.append(
            tuple(
                Button(key, data=f"rc.m:{here}:{one.member_id}:{mark.value}:{page}", vars={"number": number})
                for mark, key in _ONE_TAP
            )
        )
    turns: list[Button] = []
    if page > 1:
        turns.append(Button("rollcall-button-before", data=f"rc.left:{here}:{page - 1}"))
    if page < pages:
        turns.append(Button("rollcall-button-after", data=f"rc.left:{here}:{page + 1}"))
    if turns:
        rows.append(tuple(turns))
    if left:
        rows.append((Button("rollcall-button-rest", data=f"rc.rest:{here}", vars={"count": len(left)}),))
    rows.append((Button("rollcall-button-board", data=f"rc:{here}"),))
    words = boards.words(scene) | {"count": len(left), "names": {"lines": names}}
    return Payload(
        "rollcall-left" if left else "rollcall-left-none", words if left else boards.words(scene), tuple(rows)
    )


async def plan(house: House, shard: Shard = WHOLE) -> Reconciled:
    """Send the stewards the unexplained names of roll-calls that began some minutes ago; each list once.

    Args:
        house: The house.
        shard: Which meetings.
    """
    now = house.now()
    total = Reconciled(0, 0)
    async with house.db.read() as session:
        ids = await _due(session, house, now)
    for meeting_id in shard.of_these(ids):
        async with house.db.write() as session:
            scene = (await scenes.load(house, session, [meeting_id])).get(meeting_id)
            for window in scene.windows if scene is not None else ():
                if scene is not None and _now(house, window, now):
                    total += await _send(house, session, scene, window, now)
    return total


def _now(house: House, window: Window, now: dt.datetime) -> bool:
    after = dt.timedelta(minutes=house.rules.rollcall.exceptions_after_minutes)
    called = window.roll_call_id is not None and not window.closed
    return called and window.starts_at + after <= now < window.starts_at + after + _LATEST


async def _due(session: AsyncSession, house: House, now: dt.datetime) -> list[int]:
    """Meetings with a roll-call whose moment has come and of which nothing was sent."""
    after = dt.timedelta(minutes=house.rules.rollcall.exceptions_after_minutes)
    first, last = now - after - _LATEST, now - after
    begun = Meeting.starts_at.between(first, last) | Meeting.second_starts_at.between(first, last)
    query = (
        select(RollCall.meeting_id, RollCall.sitting)
        .join(Meeting, Meeting.id == RollCall.meeting_id)
        .where(RollCall.closed_at.is_(None), Meeting.state != MeetingState.CANCELLED, begun)
    )
    calls = {_subject(row.meeting_id, row.sitting.value): row.meeting_id for row in await session.execute(query)}
    sent = await session.scalars(select(OutboxMessage.subject).where(OutboxMessage.subject.in_(sorted(calls))))
    for subject in set(sent):
        calls.pop(subject, None)
    return sorted(set(calls.values()))


def _subject(meeting_id: int, sitting: str) -> str:
    return f"rollcall:{meeting_id}:{sitting}"


async def _send(house: House, session: AsyncSession, scene: Scene, window: Window, now: dt.datetime) -> Reconciled:
    seen = await boards.look(house, session, scene)
    if not seen.unexplained:
        return Reconciled(0, 0)
    chain = [int(part) for part in scene.path.strip("/").split("/")]
    roles = await audiences.roles_on(session, now.astimezone(scene.zone).date(), chain)
    subject = _subject(scene.meeting_id, window.sitting.value)
    messages = [
        Message(
            kind=LEFT,
            dedupe_key=f"{subject}:left:{person.key}",
            subject=subject,
            payload=payload(seen),
            due_at=now,
            member_id=person.id,
            expires_at=window.closes_at + _LATEST,
            priority=PRIORITY_NOTICE,
        )
        for person in roles.leaders(chain)
    ]
    return Reconciled(await outbox.enqueue(session, messages, now), 0)
