"""Change the key of what is encrypted at rest: everything is sealed again with the key in use, a batch at a time.

Each batch is one transaction and leaves out what is sealed with the key in use already, so a rotation that was cut off
goes on where it stopped when it is started again. Until it has ended, values open with any of the keys and are looked
up under all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Select, func, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from db.annual_plans import CalendarFeed
from db.dues_pay import DuesPaySlip
from db.inbox import InboxUpdate
from db.incidents import Incident
from db.members import Member
from db.suggestions import SuggestionDayKey
from db.vault import Vault, VaultError
from services import audit, inbox, incidents, phones
from services.annual_plan import feeds
from services.dues import pay
from services.dues.months import Month
from services.house import House
from services.suggestions import anonymous

BATCH = 200


@dataclass(frozen=True)
class Rotated:
    """What a rotation did.

    Attributes:
        total: Sealed values there are.
        resealed: How many were sealed again.
        unreadable: How many open with none of the keys; they are left as they are.
    """

    total: int
    resealed: int
    unreadable: int


@dataclass(frozen=True)
class _Sealed:
    """A column with sealed values.

    Attributes:
        column: The column; empty where there is nothing.
        key: The columns of its table's key.
        place: What a value is sealed for, from its row and the key of the member it belongs to.
        index: Writes what the value is looked up by, if it is.
        of_member: Whether the place needs that member's key.
    """

    column: InstrumentedAttribute[Any]
    key: tuple[InstrumentedAttribute[Any], ...]
    place: Callable[[Any, str], str]
    index: Callable[[Vault, Any, str], None] | None = None
    of_member: bool = False

    def rows(self, after: tuple[Any, ...] | None) -> Select[Any]:
        """The rows that come next, with the key of their member."""
        table = self.column.class_
        query = select(table, Member.key if self.of_member else literal(""))
        if self.of_member:
            query = query.join(Member, Member.id == table.member_id)
        if after is not None:
            query = query.where(tuple_(*self.key) > tuple_(*after, types=[one.type for one in self.key]))
        # Locked, or an import of this moment would lose the number it has just written.
        held = query.where(self.column.is_not(None)).order_by(*self.key).limit(BATCH)
        return held.with_for_update(of=table)

    def reseal(self, vault: Vault, row: Any, member_key: str) -> bool:
        """Seal a value with the key in use; whether it was sealed with another one."""
        sealed: bytes = getattr(row, self.column.key)
        if vault.is_current(sealed):
            return False
        where = self.place(row, member_key)
        plain = vault.open(sealed, where)
        setattr(row, self.column.key, vault.seal(plain, where))
        if self.index is not None:
            self.index(vault, row, plain)
        return True


def _index_phone(vault: Vault, member: Member, number: str) -> None:
    member.phone_index = phones.index(vault, number)


#: Every column of the models that holds what the vault has sealed.
SEALED = (
    _Sealed(Member.phone_sealed, (Member.id,), lambda row, _: phones.place(row.key), _index_phone),
    _Sealed(Incident.update_sealed, (Incident.id,), lambda row, _: incidents.place(row.id)),
    _Sealed(
        InboxUpdate.payload_sealed,
        (InboxUpdate.bot_id, InboxUpdate.update_id),
        lambda row, _: inbox.place(row.bot_id, row.update_id),
    ),
    _Sealed(CalendarFeed.secret_sealed, (CalendarFeed.id,), lambda row, _: feeds.place(row.secret_hash)),
    _Sealed(
        DuesPaySlip.items_sealed,
        (DuesPaySlip.member_id, DuesPaySlip.from_month),
        lambda row, key: pay.place(key, Month.numbered(row.from_month)),
        of_member=True,
    ),
    _Sealed(SuggestionDayKey.key_sealed, (SuggestionDayKey.day,), lambda row, _: anonymous.place(row.day)),
)


@dataclass
class _Tally:
    """Counts over the batches."""

    step: Callable[[int], None]
    resealed: int = 0
    unreadable: int = 0

    def add(self, reseal: Callable[[], bool]) -> None:
        """Seal one value again and count how it went."""
        try:
            self.resealed += reseal()
        except VaultError:  # counted and told at the end
            self.unreadable += 1
        self.step(1)


async def count(session: AsyncSession) -> int:
    """How many sealed values there are."""
    found = [await session.scalar(select(func.count()).where(one.column.is_not(None))) for one in SEALED]
    return sum(int(one or 0) for one in found)


async def rotate(house: House, *, step: Callable[[int], None] = lambda _done: None) -> Rotated:
    """Seal everything with the key in use.

    Args:
        house: The process's things; its vault has the new key first and the old one after it.
        step: Called with the number of values looked at, for a progress bar.
    """
    async with house.db.read() as session:
        total = await count(session)
    tally = _Tally(step)
    for one in SEALED:
        await _rotate(house, one, tally)
    async with house.db.write() as session:
        await audit.record(
            session,
            actor="terminal",
            action="keyring.rotated",
            subject="keyring",
            now=house.now(),
            details={"resealed": tally.resealed, "unreadable": tally.unreadable},
        )
    return Rotated(total=total, resealed=tally.resealed, unreadable=tally.unreadable)


async def _rotate(house: House, sealed: _Sealed, tally: _Tally) -> None:
    after: tuple[Any, ...] | None = None
    while True:
        async with house.db.write() as session:
            batch = list(await session.execute(sealed.rows(after)))
            for row, member_key in batch:
                tally.add(partial(sealed.reseal, house.vault, row, member_key))
        if not batch:
            return
        after = tuple(getattr(batch[-1][0], one.key) for one in sealed.key)


async def unreadable(house: House) -> int:
    """How many of the first hundred sealed numbers open with none of the keys: the wrong key shows at once."""
    async with house.db.read() as session:
        rows = await session.execute(
            select(Member.key, Member.phone_sealed)
            .where(Member.phone_sealed.is_not(None))
            .order_by(Member.id)
            .limit(100)
        )
        bad = 0
        for key, sealed in rows:
            try:
                house.vault.open(sealed or b"", phones.place(key))
            except VaultError:  # counted: the doctor tells how many
                bad += 1
    return bad
