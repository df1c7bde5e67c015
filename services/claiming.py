"""Which due messages may be sent this moment: the claim inside a delivery's turn (drawn in ``services.delivery``)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.names import Lane, OutboxAction, OutboxReason, OutboxState, OutboxTarget
from db.outbox import OutboxMessage
from db.trouble import is_trouble
from services import digest, endings, kinds, recipients, settled, settling, troubles, truth
from services.gate import End, Go, Hold, Recipient, Verdict, free_from, pass_gate
from services.house import House
from services.kinds import policy_of
from services.outbox import PRIORITY_ANSWER
from services.quiet import resumes_at
from services.recipients import TargetKey
from services.settling import IS_QUEUED, IS_SENDING, Ended, apply
from services.shards import Shard

log = structlog.get_logger(__name__)

#: Rows looked at in the first page at least, and at most in one page: a page that let too few out doubles the next.
_FIRST_PAGE = 8
_LARGEST_PAGE = 256
#: Pages of one priority in one turn: what is held or dropped must not keep the writer busy for long.
_PAGES = 6

#: How long an edit waits behind the message it edits.
_BEHIND = dt.timedelta(seconds=2)
_BEHIND_UNKNOWN = dt.timedelta(minutes=1)

#: With less time left, a reminder cannot come back.
_WORTH_SNOOZING = dt.timedelta(hours=1)

#: Who is told so much later than he should have been is told when that was.
_LATE = dt.timedelta(hours=1)

#: Seconds until a chat may be written to, 0 for now; asked with its address.
WaitFor = Callable[[str], float]


@dataclass(slots=True)
class Letter:
    """A claimed message with all its sender needs. Made for every message, so it is not frozen: that costs.

    Attributes:
        id: The row.
        address: The chat's address at the messenger.
        thread: The topic of a forum group.
        language, zone: Of its words, dates and times.
        payload: What to say, with the facts of the moment of the claim (``outbox.Payload`` as stored).
        parts_sent: The messenger's ids of the parts that went out before; they are not repeated.
        of_ids: For edits, deletions and pins: the messenger's ids of the message they are about.
        due_at: When it should go out by its rule.
        subject, member_id: Of the row, for whoever counts what came of it.
    """

    id: int
    kind: str
    action: OutboxAction
    address: str
    thread: int | None
    language: str
    zone: ZoneInfo
    payload: dict[str, Any]
    lane: Lane
    parts_sent: tuple[int, ...]
    of_ids: tuple[int, ...]
    due_at: dt.datetime
    subject: str = ""
    member_id: int | None = None


@dataclass
class Claim:
    """The working state of one claim, and in the end what it brought.

    Attributes:
        busy, busy_addresses: Targets and addresses with an open request, or that may not be written to yet.
        dropped: Rows the gate ended, and how.
        changes: Rows that are held or ended, not written yet.
        next_at: The next row's time.
        chat_wait: Seconds until the first chat may be written to that may not now; None: no row waits for a chat.
        more: There may be more that is due now.
        told: Subjects whose plans look at what was sent, and who is sent something of each.
        careful: Try each row alone before it is judged with the others: a turn has failed.
    """

    now: dt.datetime
    want: int
    wait_for: WaitFor
    shard: Shard
    busy: set[TargetKey]
    busy_addresses: set[str]
    letters: list[Letter] = field(default_factory=list)
    ended: list[Ended] = field(default_factory=list)
    dropped: list[tuple[Any, End]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    next_at: dt.datetime | None = None
    chat_wait: float | None = None
    more: bool = False
    told: set[tuple[str, int | None]] = field(default_factory=set)
    careful: bool = False

    def look_again(self, at: dt.datetime) -> None:
        """Note when there is something to do again."""
        self.next_at = at if self.next_at is None else min(self.next_at, at)


async def claim(
    house: House,
    session: AsyncSession,
    owner: str,
    *,
    want: int,
    lease: dt.timedelta,
    wait_for: WaitFor,
    shard: Shard,
    careful: bool = False,
) -> Claim:
    """Claim at most ``want`` due messages, one a chat, and end or hold those the gate does not let out.

    Args:
        house: The house.
        session: The transaction.
        owner: Whose claim it is.
        want: How many.
        lease: How long the claim holds.
        wait_for: Asked for every address.
        shard: Which chats.
        careful: A turn has failed: what cannot even be judged ends as FAILED, and holds up nobody else.
    """
    busy, addresses = await _in_flight(session)
    working = Claim(house.now(), want, wait_for, shard, busy, addresses, careful=careful)
    await _fill(house, session, working)
    await apply(session, working.changes)
    await settling.lease(
        session, ((letter.id, letter.address) for letter in working.letters), owner, working.now + lease
    )
    await doubt_told(session, working.told)
    for row, verdict in working.dropped:
        endings.note(session, row, verdict.state, verdict.reason)
    return working


async def doubt_told(session: AsyncSession, told: Collection[tuple[str, int | None]]) -> None:
    """Doubt the queues in which news waits for somebody who is sent something of the same subject before it.

    A queue that was found right holds for everybody what its plan wants. Sending somebody his news is what the plan
    wanted, and a plan made afterwards wants the rest as before. But a reminder that overtakes the news tells them: a
    plan made afterwards wants the news no more.

    Args:
        session: The transaction in which they are claimed, after they were.
        told: Subject and member of each message that is claimed or became part of one, of kinds whose policies say
            ``remembers``.
    """
    waiting = kinds.news_kinds()
    if not told or not waiting:
        return
    rows = await session.execute(
        select(OutboxMessage.subject, OutboxMessage.member_id).where(
            IS_QUEUED,
            among(OutboxMessage.member_id, {member_id for _, member_id in told if member_id is not None}),
            OutboxMessage.kind.in_(waiting),
        )
    )
    settled.doubt(session, {row.subject for row in rows if (row.subject, row.member_id) in told})


async def _fill(house: House, session: AsyncSession, working: Claim) -> None:
    priority: int | None = None
    while len(working.letters) < working.want:
        priority = await _next_priority(session, priority)
        if priority is None:
            return
        await _claim_at(house, session, working, priority)
    working.more = True


async def _in_flight(session: AsyncSession) -> tuple[set[TargetKey], set[str]]:
    """Chats with an open request: the order inside a chat is kept by one message at a time."""
    rows = await session.execute(
        select(
            OutboxMessage.target,
            OutboxMessage.member_id,
            OutboxMessage.account_id,
            OutboxMessage.chat_id,
            OutboxMessage.sent_address,
        ).where(IS_SENDING)
    )
    busy: set[TargetKey] = set()
    addresses: set[str] = set()
    for row in rows:
        busy.add(_key(row))
        if row.sent_address:
            addresses.add(row.sent_address)
    return busy, addresses


async def _next_priority(session: AsyncSession, above: int | None) -> int | None:
    query = select(func.min(OutboxMessage.priority)).where(IS_QUEUED)
    if above is not None:
        query = query.where(OutboxMessage.priority > above)
    return await session.scalar(query)


async def _claim_at(house: House, session: AsyncSession, working: Claim, priority: int) -> None:
    """Claim among the due rows of one priority, in the order of their times."""
    size = max(_FIRST_PAGE, min(working.want - len(working.letters), _LARGEST_PAGE))
    for _ in range(_PAGES):
        page = await _page(session, working, priority, size)
        await _judge(house, session, working, page)
        if len(working.letters) >= working.want:
            return
        if len(page) < size:
            later = await session.scalar(
                select(func.min(OutboxMessage.not_before)).where(
                    IS_QUEUED, OutboxMessage.priority == priority, OutboxMessage.not_before > working.now
                )
            )
            if later is not None:
                working.look_again(later)
            return
        # What was held or dropped must be out of the way before the next page is read.
        await apply(session, working.changes)
        working.changes.clear()
        size = min(2 * size, _LARGEST_PAGE)
    working.more = True


async def _page(session: AsyncSession, working: Claim, priority: int, size: int) -> Sequence[Any]:
    query = (
        select(*_LOOKED_AT)
        .where(IS_QUEUED, OutboxMessage.priority == priority, OutboxMessage.not_before <= working.now)
        .order_by(OutboxMessage.not_before, OutboxMessage.id)
        .limit(size)
        .with_for_update(skip_locked=True)
    )
    if working.shard.of > 1:
        query = query.where(_WHOSE % working.shard.of == working.shard.rank)
    for target, column in _COLUMNS.items():
        ids = [subject_id for kind, subject_id in working.busy if kind is target]
        if ids:
            query = query.where(column.is_(None) | ~among(column, ids))
    return list(await session.execute(query))


async def _sound(house: House, session: AsyncSession, working: Claim, page: Sequence[Any]) -> list[Any]:
    """The rows of a page that can be judged; one whose facts or words make a feature fail ends here, alone."""
    sound, failures = [], []
    for row in page:
        alone = Claim(working.now, 1, working.wait_for, working.shard, set(), set())
        trial = await session.begin_nested()
        try:
            await _judge(house, session, alone, [row])
        except Exception as error:
            if is_trouble(error):
                raise
            log.exception("letter_set_aside", message=row.id, kind=row.kind)
            failed = End(OutboxState.FAILED, OutboxReason.UNRENDERABLE)
            working.ended.append(Ended(row.kind, failed.state, failed.reason, None))
            working.dropped.append((row, failed))
            working.changes.append(
                {"id": row.id, "state": failed.state, "reason": failed.reason, "ended_at": working.now}
            )
            failures.append(row)
        else:
            sound.append(row)
        finally:
            await trial.rollback()
    for row in failures:
        said = {"message": row.id, "kind": row.kind}
        await troubles.tell(session, "letter", said, working.now, again=troubles.DAILY)
    return sound


async def _judge(house: House, session: AsyncSession, working: Claim, page: Sequence[Any]) -> None:
    if working.careful:
        page = await _sound(house, session, working, page)
    if not page:
        return
    keys = [_key(row) for row in page]
    people = await recipients.load(house, session, set(keys))
    looked = await truth.look(house, session, page, working.now)
    originals = await _originals(session, page)
    begun = len(working.letters)
    taken: list[tuple[Any, Recipient]] = []
    for row, key in zip(page, keys, strict=True):
        if len(working.letters) >= working.want:
            break
        if key in working.busy:
            continue
        before = len(working.letters)
        _judge_one(working, row, people[key], row.id in looked.stale, originals)
        if len(working.letters) > before:
            taken.append((row, people[key]))
    merged = await digest.gather(house, session, taken, working.now)
    for place, (row, recipient) in enumerate(taken, begun):
        letter = working.letters[place]
        carrier: Any = row
        parts: Sequence[Any] = (row,)
        if row.id in merged:
            parts = merged[row.id].parts
            carrier = merged[row.id].carrier
            letter.id, letter.kind, letter.payload = carrier.id, carrier.kind, carrier.payload
            _end_merged(working, merged[row.id])
        working.told.update((part.subject, part.member_id) for part in parts if policy_of(part.kind).remembers)
        letter.payload = _with_snooze(carrier, looked.payloads.get(row.id, letter.payload), working.now)
        late = [due for part in parts if (due := _late_since(part, recipient, working.now)) is not None]
        if late:
            said = {"id": carrier.id, "key": "delivery-late", "vars": {"due": {"time": min(late).isoformat()}}}
            letter.payload = letter.payload | {"items": [*(letter.payload.get("items") or ()), said]}


def _late_since(row: Any, recipient: Recipient, now: dt.datetime) -> dt.datetime | None:
    """When it was due, where it comes late and not through his own hours: we were down, or the messenger was."""
    due = digest.was_due(row)
    if due is None or now - due < _LATE:
        return None
    meant = due
    if recipient.paused_until is not None:
        meant = max(meant, resumes_at(recipient.paused_until, recipient.zone))
    return due if now - free_from(recipient, meant) >= _LATE else None


def _end_merged(working: Claim, merged: digest.Merged) -> None:
    for part in merged.parts:
        working.ended.append(Ended(part.kind, OutboxState.SKIPPED, OutboxReason.MERGED, None))
        working.changes.append(
            {
                "id": part.id,
                "state": OutboxState.SKIPPED,
                "reason": OutboxReason.MERGED,
                "merged_into": merged.carrier.id,
                "ended_at": working.now,
            }
        )


def _with_snooze(row: Any, payload: dict[str, Any], now: dt.datetime) -> dict[str, Any]:
    """The payload with the button that brings it back later, where its kind has one and time is left."""
    if not policy_of(row.kind).snoozes or row.action is not OutboxAction.SEND:
        return payload
    if row.expires_at is not None and row.expires_at - now < _WORTH_SNOOZING:
        return payload
    button: dict[str, Any] = {"key": "snooze-button", "data": f"snz:{row.id}"}
    return payload | {"buttons": [*(payload.get("buttons") or []), [button]]}


def _judge_one(
    working: Claim, row: Any, recipient: Recipient, stale: bool, originals: dict[str, OutboxMessage]
) -> None:
    original = originals.get(row.payload.get("of", "")) if row.action is not OutboxAction.SEND else None
    policy = policy_of(row.kind)
    verdict: Verdict = pass_gate(
        recipient,
        row.kind,
        policy,
        expires_at=row.expires_at,
        stale=stale,
        answers=row.priority <= PRIORITY_ANSWER or (policy.may_be_urgent and bool(row.payload.get("urgent"))),
        now=working.now,
    )
    if isinstance(verdict, Go) and row.action is not OutboxAction.SEND:
        verdict = _about(original, working.now)
    if isinstance(verdict, End):
        working.ended.append(Ended(row.kind, verdict.state, verdict.reason, None))
        working.dropped.append((row, verdict))
        working.changes.append(
            {"id": row.id, "state": verdict.state, "reason": verdict.reason, "ended_at": working.now}
        )
    elif isinstance(verdict, Hold):
        working.changes.append({"id": row.id, "not_before": verdict.until})
        working.look_again(verdict.until)
    else:
        _take(working, row, recipient, original)


def _take(working: Claim, row: Any, recipient: Recipient, original: OutboxMessage | None) -> None:
    address = original.sent_address if original is not None and original.sent_address else recipient.address
    working.busy.add(_key(row))
    if address is None or address in working.busy_addresses:
        return
    wait = working.wait_for(address)
    if wait > 0:
        working.chat_wait = wait if working.chat_wait is None else min(working.chat_wait, wait)
        return
    working.busy_addresses.add(address)
    working.letters.append(
        Letter(
            id=row.id,
            kind=row.kind,
            action=row.action,
            address=address,
            thread=recipient.thread,
            language=recipient.language,
            zone=recipient.zone,
            payload=row.payload,
            lane=row.lane,
            parts_sent=tuple(row.message_ids or ()),
            of_ids=tuple(original.message_ids or ()) if original is not None else (),
            due_at=row.due_at,
            subject=row.subject,
            member_id=row.member_id,
        )
    )


def _about(original: OutboxMessage | None, now: dt.datetime) -> Verdict:
    """Whether there is a message to edit, delete or pin: sent, still to be sent, or never.

    Of several messages some may have arrived before the rest was dropped or refused: what arrived is there.
    """
    if original is None:
        return End(OutboxState.SKIPPED, OutboxReason.NOT_TRUE)
    if original.state in (OutboxState.QUEUED, OutboxState.SENDING):
        return Hold(max(original.not_before, now) + _BEHIND)
    if original.state is OutboxState.UNKNOWN:
        return Hold(now + _BEHIND_UNKNOWN)
    if original.message_ids:
        return Go()
    return End(OutboxState.SKIPPED, OutboxReason.NOT_TRUE)


async def _originals(session: AsyncSession, page: Sequence[Any]) -> dict[str, OutboxMessage]:
    keys = sorted({row.payload.get("of", "") for row in page if row.action is not OutboxAction.SEND})
    if not keys:
        return {}
    rows = await session.scalars(select(OutboxMessage).where(OutboxMessage.dedupe_key.in_(keys)))
    return {row.dedupe_key: row for row in rows}


#: What is looked at of a row: no objects, because a page of them costs more than its query.
_LOOKED_AT = (
    OutboxMessage.id,
    OutboxMessage.kind,
    OutboxMessage.target,
    OutboxMessage.member_id,
    OutboxMessage.account_id,
    OutboxMessage.chat_id,
    OutboxMessage.action,
    OutboxMessage.subject,
    OutboxMessage.payload,
    OutboxMessage.lane,
    OutboxMessage.priority,
    OutboxMessage.due_at,
    OutboxMessage.expires_at,
    OutboxMessage.created_at,
    OutboxMessage.message_ids,
)

_WHOSE = func.coalesce(OutboxMessage.member_id, OutboxMessage.account_id, OutboxMessage.chat_id)

_COLUMNS = {
    OutboxTarget.MEMBER: OutboxMessage.member_id,
    OutboxTarget.ACCOUNT: OutboxMessage.account_id,
    OutboxTarget.CHAT: OutboxMessage.chat_id,
}


def _key(row: Any) -> TargetKey:
    target = row.target
    if target is OutboxTarget.MEMBER:
        return target, row.member_id
    return target, row.account_id if target is OutboxTarget.ACCOUNT else row.chat_id
