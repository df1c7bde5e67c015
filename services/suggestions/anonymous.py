"""Anonymous suggestions: what is written of one, and what is not.

A day has a random key, kept sealed in the database because replicas share it. From it and the number of the update
come the suggestion's own number and its code, so that an update that is delivered twice has the effect of one; from it
and the member comes the mark that counts how many he has sent today. At the turn of the day key and marks are deleted:
from then on nobody, the operator included, can compare a mark with anybody.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.inserting import insert_into
from db.suggestion_names import SuggestionState, SuggestionTaker, SuggestionTopic
from db.suggestions import Suggestion, SuggestionArrival, SuggestionDayKey, SuggestionMark
from db.vault import VaultError
from services.access import Actor
from services.errors import NotAllowed
from services.house import House
from services.keys import ALPHABET, code_hash, normal_code
from services.suggestions import rules
from services.suggestions.errors import CodeNotKnown, Flooded
from services.suggestions.routing import box_for

#: Characters of a code: 30 signs each, so about 78 bits; nobody guesses one, and no tries have to be counted.
_CODE = 16
_PURPOSE = "suggestion"


@dataclass(frozen=True)
class Code:
    """What an anonymous sender is told, once.

    Attributes:
        text: In groups of four.
        taker: Who will read it.
    """

    text: str
    taker: SuggestionTaker


@dataclass(frozen=True)
class Standing:
    """How a suggestion stands, for whoever has its code.

    Attributes:
        waits: It has not been handed over yet; that is done in the morning after.
        answer: What was answered, or None.
    """

    topic: SuggestionTopic
    received_on: dt.date
    state: SuggestionState
    waits: bool
    answer: str | None


def place(day: dt.date) -> str:
    """Where the key of a day is sealed for."""
    return f"suggestion_day_keys.key:{day.isoformat()}"


async def drop(house: House, actor: Actor, topic: SuggestionTopic, text: str, once: str) -> Code:
    """Put an anonymous suggestion into the box.

    Args:
        house: The house.
        actor: Who sends it: needed to know his branch and how many he has sent today, and not kept.
        topic: What about.
        text: His words.
        once: What names this one delivery (the update's number); the same twice puts in one suggestion.

    Raises:
        NotAllowed: He is no member.
        TooManyWords: There are no words, or too many.
        Flooded: He has sent as many as a person may today; nothing was written.
    """
    if actor.member is None:
        raise NotAllowed
    rule = rules.load()
    words, today = rules.words_of(text, rule.words_most), house.today()
    async with house.db.write() as session:
        key = await _key_of(house, session, today)
        code = _code(key, once)
        box = await box_for(session, actor.member.branch_id, topic, today)
        new = insert_into(session, SuggestionArrival).values(
            id=int.from_bytes(_of(key, "number", once)[:8]) >> 2 | 1,
            organisation_id=box.organisation_id,
            taker=box.taker,
            topic=topic,
            words=words,
            received_on=today,
            code_hash=code_hash(code, _PURPOSE),
        )
        added = await session.scalar(new.on_conflict_do_nothing().returning(SuggestionArrival.id))
        if added is not None and await _count(session, _of(key, "mark", actor.member.key)) > rule.most_a_day:
            raise Flooded(most=rule.most_a_day)
    return Code("-".join(code[at : at + 4] for at in range(0, _CODE, 4)), box.taker)


def _of(key: bytes, what: str, value: str) -> bytes:
    return hmac.new(key, f"{what}\0{value}".encode(), hashlib.sha256).digest()


def _code(key: bytes, once: str) -> str:
    number, signs = int.from_bytes(_of(key, "code", once)), []
    for _ in range(_CODE):
        number, sign = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[sign])
    return "".join(signs)


async def _count(session: AsyncSession, digest: bytes) -> int:
    new = insert_into(session, SuggestionMark).values(mark=digest[:16].hex(), count=1)
    counted = new.on_conflict_do_update(index_elements=["mark"], set_={"count": SuggestionMark.count + 1})
    return int(await session.scalar(counted.returning(SuggestionMark.count)) or 0)


async def _key_of(house: House, session: AsyncSession, today: dt.date) -> bytes:
    """The key of today; those of other days go, with everything that was counted by them."""
    await forget_days(session, today)
    fresh = secrets.token_hex(32)
    new = insert_into(session, SuggestionDayKey).values(day=today, key_sealed=house.vault.seal(fresh, place(today)))
    await session.execute(new.on_conflict_do_nothing())
    query = select(SuggestionDayKey.key_sealed).where(SuggestionDayKey.day == today)
    sealed = (await session.scalars(query)).one()
    try:
        return bytes.fromhex(house.vault.open(sealed, place(today)))
    except VaultError:
        # The operator has taken that key of the house away: the rest of the day goes by another one.
        await session.execute(delete(SuggestionDayKey))
        await session.execute(new)
        return bytes.fromhex(fresh)


async def forget_days(session: AsyncSession, today: dt.date) -> bool:
    """Delete the keys of other days, and all marks with them. Returns whether there was one."""
    gone = await session.execute(
        delete(SuggestionDayKey).where(SuggestionDayKey.day != today).returning(SuggestionDayKey.day)
    )
    if gone.first() is None:
        return False
    await session.execute(delete(SuggestionMark))
    return True


async def look_up(house: House, typed: str) -> Standing:
    """How the suggestion of a code stands. Nothing is written, so nothing tells that somebody asked.

    Raises:
        CodeNotKnown: There is none.
    """
    hashed = code_hash(normal_code(typed), _PURPOSE)
    async with house.db.read() as session:
        row = (await session.scalars(select(Suggestion).where(Suggestion.code_hash == hashed))).one_or_none()
        if row is not None:
            return Standing(row.topic, row.received_on, row.state, waits=False, answer=row.answer)
        query = select(SuggestionArrival).where(SuggestionArrival.code_hash == hashed)
        waiting = (await session.scalars(query)).one_or_none()
    if waiting is None:
        raise CodeNotKnown
    return Standing(waiting.topic, waiting.received_on, SuggestionState.RECEIVED, waits=True, answer=None)
