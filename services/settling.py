"""What came of letters, written into their rows; and what a crash left, taken over."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, Update, bindparam, exists, literal_column, not_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account
from db.among import among, as_json, pairs, said
from db.chats import BoundChat
from db.names import OutboxReason, OutboxState, OutboxTarget, Reach
from db.outbox import OutboxMessage
from services import accounts, endings, groups, penalties, settled, troubles
from services.house import House
from services.kinds import policy_of
from services.outcomes import (
    Ambiguous,
    Flooded,
    Migrated,
    Next,
    NotWritten,
    Outcome,
    Postponed,
    Refused,
    Result,
    Sent,
    ServerFailed,
    Unreachable,
    Unrenderable,
    after,
    may_resend,
)

#: Written out, because a bound parameter would keep the databases from using the partial indexes.
IS_QUEUED = OutboxMessage.state == literal_column("'QUEUED'")
IS_SENDING = OutboxMessage.state == literal_column("'SENDING'")
IS_UNKNOWN = OutboxMessage.state == literal_column("'UNKNOWN'")

_ENDS = frozenset(
    {OutboxState.SENT, OutboxState.SKIPPED, OutboxState.UNREACHABLE, OutboxState.FAILED, OutboxState.UNKNOWN}
)
_REACH = {OutboxReason.BLOCKED: Reach.BLOCKED, OutboxReason.DEACTIVATED: Reach.DEACTIVATED}
#: The parameter that names the row; ``id`` is taken by the column.
_KEY = "row_id"
#: What settling needs to know of a row.
_COLUMNS = (
    OutboxMessage.id,
    OutboxMessage.kind,
    OutboxMessage.target,
    OutboxMessage.member_id,
    OutboxMessage.account_id,
    OutboxMessage.chat_id,
    OutboxMessage.priority,
    OutboxMessage.due_at,
    OutboxMessage.not_before,
    OutboxMessage.state,
    OutboxMessage.attempts,
    OutboxMessage.unknowns,
    OutboxMessage.lease_owner,
    OutboxMessage.sent_address,
    OutboxMessage.message_ids,
    OutboxMessage.subject,
)
#: How much longer each further attempt at an unknown message waits: what was unknown twice is left alone for a while.
_RESEND_AFTER = dt.timedelta(minutes=1)
#: No claim is that long: one that has more left was made before the clock was set back.
_NO_CLAIM = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Ended:
    """A row that came to an end, or to where a human decides.

    Attributes:
        reason: None when it was sent.
        lateness: How long after ``due_at`` it was sent; None when it was not.
    """

    kind: str
    state: OutboxState
    reason: OutboxReason | None
    lateness: dt.timedelta | None


@dataclass(frozen=True)
class Swept:
    """What a sweep took over.

    Attributes:
        expired: Claims that ran out; their messages are unknown.
        resent: Unknown messages queued again by their kind's policy.
        waiting: Unknown messages that wait for a human.
    """

    expired: int
    resent: int
    waiting: int


@dataclass(frozen=True)
class Recovered:
    """What became of the claims of a process that is gone.

    Attributes:
        sent: They had arrived.
        queued: Their requests were never opened.
        unknown: Their requests were open.
    """

    sent: int
    queued: int
    unknown: int


async def apply(session: AsyncSession, changes: Iterable[dict[str, Any]]) -> None:
    """Write changes by key; those with the same columns go in one statement."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for change in changes:
        groups.setdefault(tuple(sorted(change)), []).append(
            {_KEY if name == "id" else name: value for name, value in change.items()}
        )
    if not groups:
        return
    # Past the session's bookkeeping, which costs more than the statement: no row is kept as an object here.
    connection = await session.connection()
    for names, group in groups.items():
        await connection.execute(_update(names), group)


def _sent() -> Update:
    table = cast("Table", OutboxMessage.__table__)
    held = (table.c.state == literal_column("'SENDING'")) & (table.c.lease_owner == bindparam("owner"))
    ids = pairs("ids")
    return (
        update(table)
        .where(table.c.id == ids.c.id, held)
        .values(
            state=OutboxState.SENT,
            reason=None,
            lease_owner=None,
            lease_until=None,
            message_ids=as_json(ids.c.value),
            ended_at=bindparam("ended_at"),
        )
    )


#: Messages arrived, and their claim still holds.
_SENT = _sent()


def _leased() -> Update:
    table = cast("Table", OutboxMessage.__table__)
    addresses = pairs("addresses")
    return (
        update(table)
        .where(table.c.id == addresses.c.id)
        .values(
            state=OutboxState.SENDING,
            lease_owner=bindparam("owner"),
            lease_until=bindparam("until"),
            sent_address=addresses.c.value,
        )
    )


_LEASED = _leased()


async def lease(session: AsyncSession, addresses: Iterable[tuple[int, str]], owner: str, until: dt.datetime) -> None:
    """Write who sends messages, where to, and until when the claim holds."""
    pairs_of = list(addresses)
    if pairs_of:
        connection = await session.connection()
        await connection.execute(_LEASED, {"addresses": said(pairs_of), "owner": owner, "until": until})


@cache
def _update(names: tuple[str, ...]) -> Update:
    columns: dict[str, Any] = {name: bindparam(name) for name in names if name != "id"}
    table = cast("Table", OutboxMessage.__table__)
    return update(table).where(table.c.id == bindparam(_KEY)).values(columns)


async def settle(
    session: AsyncSession, owner: str, results: Sequence[Result], now: dt.datetime, rng: random.Random
) -> list[Ended]:
    """Write what came of letters.

    A result counts only while its claim holds. When the claim was taken over meanwhile, "sent" still counts: the later
    truth spares the person a second copy.
    """
    if not results:
        return []
    ended, results = await _arrived(session, owner, results, now)
    if not results:
        return ended
    query = select(*_COLUMNS).where(among(OutboxMessage.id, (result.id for result in results)))
    rows = {row.id: row for row in await session.execute(query.with_for_update())}
    changes: list[dict[str, Any]] = []
    for result in results:
        row = rows.get(result.id)
        if row is None or not _counts(row, owner, result.outcome):
            continue
        following = after(result.outcome, row.attempts, row.unknowns, policy_of(row.kind), now, rng)
        changes.append(_change(row, result, following, now))
        await _consequences(session, row, result.outcome, following, now)
        if following.state is OutboxState.QUEUED:
            settled.doubt(session, [row.subject])
        if following.state in _ENDS:
            sent = following.state is OutboxState.SENT
            endings.note(session, row, following.state, following.reason)
            ended.append(Ended(row.kind, following.state, following.reason, now - row.due_at if sent else None))
    await apply(session, changes)
    return ended


async def _arrived(
    session: AsyncSession, owner: str, results: Sequence[Result], now: dt.datetime
) -> tuple[list[Ended], Sequence[Result]]:
    """Write, without a look at their rows, the messages that arrived under a claim that holds: nearly all there are.

    Returns:
        What ended, and the results that are left to be looked at one by one.
    """
    letters = {result.id: result.letter for result in results if result.letter and isinstance(result.outcome, Sent)}
    if not letters:
        return [], results
    # Past the session's bookkeeping, as in ``apply``.
    connection = await session.connection()
    ids = said((result.id, result.message_ids) for result in results if result.id in letters)
    done = await connection.execute(_SENT, {"ids": ids, "owner": owner, "ended_at": now})
    if done.rowcount != len(letters):
        # A claim was taken over meanwhile. Which one it was is seen one by one; the others are written already.
        query = select(OutboxMessage.id).where(
            OutboxMessage.id.in_(sorted(letters)),
            OutboxMessage.state == OutboxState.SENT,
            OutboxMessage.ended_at == now,
        )
        written = set(await session.scalars(query))
        letters = {number: letter for number, letter in letters.items() if number in written}
    for letter in letters.values():
        endings.note(session, letter, OutboxState.SENT)
    ended = [Ended(letter.kind, OutboxState.SENT, None, now - letter.due_at) for letter in letters.values()]
    return ended, [result for result in results if result.id not in letters]


def _counts(row: Any, owner: str, outcome: Outcome) -> bool:
    if row.state is OutboxState.SENDING:
        return bool(row.lease_owner == owner)
    return isinstance(outcome, Sent) and row.state in (OutboxState.UNKNOWN, OutboxState.QUEUED)


def _change(row: Any, result: Result, following: Next, now: dt.datetime) -> dict[str, Any]:
    return {
        "id": row.id,
        "state": following.state,
        "reason": following.reason,
        "not_before": following.not_before or row.not_before,
        "attempts": following.attempts,
        "unknowns": following.unknowns,
        "lease_owner": None,
        "lease_until": None,
        "message_ids": list(result.message_ids) or row.message_ids,
        "ended_at": now if following.state in _ENDS and following.state is not OutboxState.UNKNOWN else None,
    }


async def _consequences(session: AsyncSession, row: Any, outcome: Outcome, following: Next, now: dt.datetime) -> None:
    """What an outcome means beyond its row: the account's reach, the chat's address, the rest of the chat's queue."""
    if isinstance(outcome, Refused | Unrenderable) and row.kind != troubles.KIND:
        said = {"message": row.id, "kind": row.kind}
        await troubles.tell(session, "letter", said, now, again=troubles.DAILY)
    if isinstance(outcome, Flooded):
        await penalties.tell(session, outcome.wait, now)
    if isinstance(outcome, Unreachable) and row.sent_address:
        if row.target is OutboxTarget.CHAT:
            await session.execute(
                update(BoundChat)
                .where(BoundChat.id == row.chat_id, BoundChat.unbound_at.is_(None))
                .values(may_post=False)
            )
        elif outcome.reason in _REACH:
            await _note_reach(session, row.sent_address, _REACH[outcome.reason], now)
    elif isinstance(outcome, Migrated):
        chat = await session.get(BoundChat, row.chat_id) if row.chat_id is not None else None
        if chat is not None and chat.unbound_at is None and chat.address != outcome.address:
            await groups.migrate(session, chat.messenger, chat.address, outcome.address, now)
    elif isinstance(outcome, Flooded | NotWritten | ServerFailed) and following.state is OutboxState.QUEUED:
        # The rest of the chat's queue stays behind it: parts in order, messages in order.
        same = {
            OutboxTarget.MEMBER: OutboxMessage.member_id == row.member_id,
            OutboxTarget.ACCOUNT: OutboxMessage.account_id == row.account_id,
            OutboxTarget.CHAT: OutboxMessage.chat_id == row.chat_id,
        }
        await session.execute(
            update(OutboxMessage)
            .where(
                IS_QUEUED,
                same[row.target],
                OutboxMessage.priority >= row.priority,
                OutboxMessage.id > row.id,
                OutboxMessage.not_before < following.not_before,
            )
            .values(not_before=following.not_before)
        )


async def _note_reach(session: AsyncSession, address: str, reach: Reach, now: dt.datetime) -> None:
    messengers = await session.scalars(select(Account.messenger).where(Account.address == address).distinct())
    for messenger in messengers.all():
        await accounts.set_reach(session, messenger, address, reach, now)


async def take_back(
    session: AsyncSession, owner: str, held: Collection[int], now: dt.datetime, rng: random.Random
) -> None:
    """Queue again what is claimed in an owner's name and not in his hands: no request of it was opened."""
    query = select(OutboxMessage.id).where(
        IS_SENDING, OutboxMessage.lease_owner == owner, not_(among(OutboxMessage.id, held))
    )
    forgotten = (await session.scalars(query.with_for_update())).all()
    await settle(session, owner, [Result(number, Postponed()) for number in forgotten], now, rng)


async def recover(
    house: House,
    owner: str,
    arrived: Mapping[int, tuple[int, ...]],
    opened: Collection[int],
    begun: Mapping[int, tuple[int, ...]] | None = None,
) -> Recovered:
    """Settle the claims of a process that is gone and has left word of its requests.

    Args:
        house: The house.
        owner: The name in its claims.
        arrived: Messages that were accepted, with the messenger's ids; their outcome may stand here already.
        opened: Messages whose request was open; they become unknown. What is in none of these was never sent.
        begun: Messages of which some parts were accepted, with the messenger's ids; the rest is sent.
    """
    async with house.db.write() as session:
        query = select(OutboxMessage.id).where(IS_SENDING, OutboxMessage.lease_owner == owner)
        claimed = set(await session.scalars(query.with_for_update()))
        unknown = claimed & set(opened)
        untouched = claimed - unknown - set(arrived)
        begun = begun or {}
        results = [
            *(Result(number, Sent(), ids) for number, ids in sorted(arrived.items())),
            *(Result(number, Ambiguous()) for number in sorted(unknown)),
            *(Result(number, Postponed(), begun.get(number, ())) for number in sorted(untouched)),
        ]
        ended = await settle(session, owner, results, house.now(), random.Random())
        await endings.tell(session, house.now())
        sent = sum(1 for one in ended if one.state is OutboxState.SENT)
        return Recovered(sent, len(untouched), len(unknown))


async def sweep(house: House, owner: str) -> Swept:
    """Take over what a crash left: claims that ran out become unknown, unknown messages go by their kind's policy.

    Args:
        house: The house.
        owner: The asking process; its own claims are in its hands, however far the clock has jumped.
    """
    if not await _left_over(house, owner):
        return Swept(0, 0, 0)
    async with house.db.write() as session:
        now = house.now()
        expired = await session.execute(
            update(OutboxMessage)
            .where(*_ran_out(owner, now))
            .values(
                state=OutboxState.UNKNOWN,
                reason=OutboxReason.CRASHED,
                unknowns=OutboxMessage.unknowns + 1,
                lease_owner=None,
                lease_until=None,
            )
            .returning(OutboxMessage.id, OutboxMessage.kind, OutboxMessage.subject, OutboxMessage.member_id)
            .execution_options(synchronize_session=False)
        )
        lost = expired.all()
        for row in lost:
            endings.note(session, row, OutboxState.UNKNOWN, OutboxReason.CRASHED)
        rows = list(
            await session.execute(
                select(OutboxMessage.id, OutboxMessage.kind, OutboxMessage.unknowns, OutboxMessage.subject)
                .where(IS_UNKNOWN)
                .with_for_update(skip_locked=True)
            )
        )
        again = [row for row in rows if may_resend(row.unknowns, policy_of(row.kind))]
        settled.doubt(session, {row.subject for row in again})
        await apply(
            session,
            [
                {
                    "id": row.id,
                    "state": OutboxState.QUEUED,
                    "reason": None,
                    "not_before": now + _RESEND_AFTER * (row.unknowns - 1),
                }
                for row in again
            ],
        )
        await endings.tell(session, now)
        return Swept(len(lost), len(again), len(rows) - len(again))


async def _left_over(house: House, owner: str) -> bool:
    """Whether a sweep has anything to do: nearly never, and then it need not wait for a writer's turn."""
    gone = exists().where(*_ran_out(owner, house.now()))
    async with house.db.read() as session:
        return bool(await session.scalar(select(or_(gone, exists().where(IS_UNKNOWN)))))


def _ran_out(owner: str, now: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    over = or_(OutboxMessage.lease_until < now, OutboxMessage.lease_until > now + _NO_CLAIM)
    return IS_SENDING, over, OutboxMessage.lease_owner != owner
