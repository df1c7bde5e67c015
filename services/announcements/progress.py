"""How an announcement stands: the sender's card, and the one message of it that is kept up to date.

Every number is read from one row of counts, so a card costs the same for fifty people and for five thousand.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account
from db.announcements import Announcement, AnnouncementCount, AnnouncementScreen
from db.inserting import insert_into
from db.names import Reach
from db.organisations import Organisation
from services.access import Actor
from services.announcements import counts, store
from services.announcements.content import Part, messages_each
from services.announcements.counts import Counts
from services.announcements.drafts import opening_of
from services.errors import NotAllowed
from services.house import House
from services.names import AnnouncementKind, AnnouncementState
from services.org_settings import settings_of
from services.outbox import Button, Payload
from services.outcomes import Flooded, Outcome, Refused, Sent, Unreachable
from services.rollcall.keeping import Edit, Round

#: Between two edits of a card while copies go out, and afterwards, when only confirmations come.
_WHILE_SENDING = dt.timedelta(seconds=4)
_AFTERWARDS = dt.timedelta(seconds=30)
#: Nobody follows a card for longer.
_FOLLOWED = dt.timedelta(days=3)


@dataclass(frozen=True)
class Progress:
    """How an announcement stands.

    Attributes:
        opening: The first words of what it says.
        counts: In numbers.
        seconds: How long the messenger's budget makes the rest last.
        version: Of the words.
        parts: What it says now.
    """

    id: int
    organisation_id: int
    organisation: str
    kind: AnnouncementKind
    state: AnnouncementState
    opening: str
    confirm: bool
    counts: Counts
    seconds: int
    version: int
    released_at: dt.datetime | None
    expires_at: dt.datetime | None
    withdrawn_at: dt.datetime | None
    parts: tuple[Part, ...]
    zone: ZoneInfo


async def look(house: House, actor: Actor, announcement_id: int) -> Progress:
    """One as it stands.

    Raises:
        NotAllowed: None of the actor's roles reaches it.
    """
    async with house.db.read() as session:
        row = await store.announcement_of(session, actor, announcement_id)
        organisation = await session.get_one(Organisation, row.organisation_id)
        return await progress_of(house, session, row, organisation.name)


async def progress_of(house: House, session: AsyncSession, row: Announcement, organisation: str) -> Progress:
    """A row and its counts as a card shows them."""
    numbers = await counts.of(session, row.id)
    parts = (await store.parts_of(session, [row.id])).get(row.id, [])
    each = messages_each(parts, foot=row.confirm)
    settings = await settings_of(house, session, row.organisation_id)
    return Progress(
        id=row.id,
        organisation_id=row.organisation_id,
        organisation=organisation,
        kind=row.kind,
        state=row.state,
        opening=opening_of(parts),
        confirm=row.confirm,
        counts=numbers,
        seconds=round(numbers.waiting * each / house.limits.messages_per_second),
        version=row.version,
        released_at=row.released_at,
        expires_at=row.expires_at,
        withdrawn_at=row.withdrawn_at,
        parts=tuple(parts),
        zone=ZoneInfo(settings.timezone),
    )


def payload(one: Progress) -> Payload:
    """The card."""
    numbers = one.counts
    lines: list[dict[str, Any]] = [
        {"key": f"announcements-card-{one.state.value.lower()}", "vars": {"people": numbers.people}},
        {"key": "announcements-card-sent", "vars": {"sent": numbers.sent, "people": numbers.people}},
    ]
    if one.state is AnnouncementState.RELEASED and numbers.waiting:
        minutes = max(1, -(-one.seconds // 60))
        lines.append({"key": "announcements-card-left", "vars": {"count": numbers.waiting, "minutes": minutes}})
    elif numbers.waiting:
        lines.append({"key": "announcements-card-held", "vars": {"count": numbers.waiting}})
    lines += [
        {"key": f"announcements-card-{name}", "vars": {"count": many}}
        for name, many in (
            ("unreachable", numbers.unreachable),
            ("failed", numbers.failed),
            ("unknown", numbers.unknown),
            ("skipped", numbers.skipped),
        )
        if many
    ]
    if one.confirm:
        lines.append(
            {
                "key": "announcements-card-confirmed",
                "vars": {"confirmed": numbers.confirmed, "told": numbers.told, "open": numbers.open},
            }
        )
    return Payload(
        "announcements-card",
        {"opening": one.opening, "organisation": one.organisation, "lines": {"lines": lines}},
        buttons=tuple(_rows(one)),
    )


def _rows(one: Progress) -> list[tuple[Button, ...]]:
    here, numbers = one.id, one.counts
    rows: list[tuple[Button, ...]] = [(Button("announcements-button-receipts", f"rp:{here}"),)]
    going = one.state in (AnnouncementState.RELEASED, AnnouncementState.PAUSED)
    if going and numbers.waiting:
        paused = one.state is AnnouncementState.PAUSED
        first = Button("announcements-button-resume", f"an.on:{here}") if paused else _pause(here)
        rows.append((first, Button("announcements-button-stop", f"an.stop:{here}")))
    if going and numbers.unknown:
        rows.append((Button("announcements-button-unknown", f"an.unk:{here}", vars={"count": numbers.unknown}),))
    if going and numbers.failed:
        # Whom no message reaches gets his copy by himself when he registers or comes back (``services.receipts.late``).
        rows.append((Button("announcements-button-again", f"an.re:{here}", vars={"count": numbers.failed}),))
    if one.state is not AnnouncementState.WITHDRAWN:
        rows.append(
            (
                Button("announcements-button-fix", f"an.fix:{here}"),
                Button("announcements-button-take", f"an.take:{here}"),
            )
        )
    rows.append((Button("button-back", f"an:{one.organisation_id}"),))
    return rows


def _pause(here: int) -> Button:
    return Button("announcements-button-pause", f"an.hold:{here}")


# --- the message that is kept up to date ------------------------------------------------------------------------------


async def follow(house: House, actor: Actor, announcement_id: int, message_id: int) -> None:
    """From now on this message of the actor's chat is the card that follows it.

    Raises:
        NotAllowed: None of his roles reaches it, or the bot has never met him.
    """
    if actor.account_id is None:
        raise NotAllowed
    now = house.now()
    async with house.db.write() as session:
        await store.announcement_of(session, actor, announcement_id)
        new = insert_into(session, AnnouncementScreen).values(
            announcement_id=announcement_id, account_id=actor.account_id, message_id=message_id, edited_at=now
        )
        await session.execute(
            new.on_conflict_do_update(
                index_elements=["announcement_id", "account_id"],
                set_={"message_id": message_id, "edited_at": now, "seen": None, "not_before": None},
            )
        )


def _fingerprint(row: Any) -> str:
    numbers = [getattr(row, name) for name in ("sent", "unreachable", "failed", "unknown", "skipped")]
    return ".".join(map(str, [row.state.value[:4], row.people, *numbers, row.confirmed, row.told]))


def _same_copies(row: Any) -> bool:
    """Whether only confirmations differ from what is shown."""
    return bool(row.seen.split(".")[:-2] == _fingerprint(row).split(".")[:-2])


async def begin_round(house: House) -> Round:
    """Claim the edits that are due. Whoever claims one makes it, or another does so later."""
    now = house.now()
    async with house.db.read() as session:
        rows = list(await session.execute(_FOLLOWED_NOW))
    due: list[Any] = []
    again: list[dt.datetime] = []
    old: list[Any] = []
    for row in rows:
        if row.released_at is not None and row.released_at + _FOLLOWED < now:
            old.append(row)
            continue
        if row.seen == _fingerprint(row):
            continue
        ended = row.sent + row.unreachable + row.failed + row.unknown + row.skipped
        # What has just ended is shown as soon as what goes on: only confirmations take their time.
        shown_whole = row.seen is not None and ended == row.people and _same_copies(row)
        pace = _AFTERWARDS if shown_whole else _WHILE_SENDING
        at = max(row.edited_at + pace, row.not_before or row.edited_at)
        (due.append(row) if at <= now else again.append(at))
    edits = await _claim(house, due, old, now) if due or old else []
    return Round(tuple(edits), min(again, default=None))


_FOLLOWED_NOW = (
    select(
        AnnouncementScreen.announcement_id,
        AnnouncementScreen.account_id,
        AnnouncementScreen.message_id,
        AnnouncementScreen.seen,
        AnnouncementScreen.edited_at,
        AnnouncementScreen.not_before,
        Announcement.state,
        Announcement.released_at,
        Account.messenger,
        Account.address,
        Account.language,
        AnnouncementCount.people,
        AnnouncementCount.sent,
        AnnouncementCount.unreachable,
        AnnouncementCount.failed,
        AnnouncementCount.unknown,
        AnnouncementCount.skipped,
        AnnouncementCount.confirmed,
        AnnouncementCount.told,
    )
    .join(Announcement, Announcement.id == AnnouncementScreen.announcement_id)
    .join(AnnouncementCount, AnnouncementCount.announcement_id == Announcement.id)
    .join(Account, Account.id == AnnouncementScreen.account_id)
    .where(Account.reach == Reach.REACHABLE)
    .order_by(AnnouncementScreen.announcement_id, AnnouncementScreen.account_id)
)


async def _claim(house: House, due: list[Any], old: list[Any], now: dt.datetime) -> list[Edit]:
    edits: list[Edit] = []
    async with house.db.write() as session:
        for row in old:
            await session.execute(delete(AnnouncementScreen).where(_screen(row.announcement_id, row.message_id)))
        for row in due:
            mine = update(AnnouncementScreen).where(
                _screen(row.announcement_id, row.message_id), AnnouncementScreen.edited_at == row.edited_at
            )
            claimed = mine.values(edited_at=now).returning(AnnouncementScreen.account_id)
            if (await session.execute(claimed)).first() is None:
                continue  # another process was faster
            announcement = await session.get_one(Announcement, row.announcement_id)
            organisation = await session.get_one(Organisation, announcement.organisation_id)
            seen = await progress_of(house, session, announcement, organisation.name)
            edits.append(
                Edit(
                    screen_id=row.announcement_id,
                    messenger=row.messenger,
                    address=row.address,
                    message_id=row.message_id,
                    language=row.language,
                    payload=payload(seen),
                    picture=None,
                    zone=seen.zone,
                    seen=_fingerprint(row),
                )
            )
    return edits


def _screen(announcement_id: int, message_id: int) -> Any:
    return (AnnouncementScreen.announcement_id == announcement_id) & (AnnouncementScreen.message_id == message_id)


async def note(house: House, edit: Edit, outcome: Outcome) -> None:
    """Write down what came of an edit; what is unknown counts as not done, an edit may be made twice."""
    now = house.now()
    mine = _screen(edit.screen_id, edit.message_id)
    async with house.db.write() as session:
        match outcome:
            case Sent():
                values: dict[str, Any] = {"seen": edit.seen, "not_before": None}
            case Flooded(wait):
                values = {"not_before": now + wait}
            case Refused() | Unreachable():
                await session.execute(delete(AnnouncementScreen).where(mine))  # it is gone; he opens it again
                return
            case _:
                values = {"not_before": now + _WHILE_SENDING}
        await session.execute(update(AnnouncementScreen).where(mine).values(**values))
