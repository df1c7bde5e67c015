"""A question file in the chat: what it says waits for one press, single use, for half an hour.

::

    offer ──> waiting (draft, nonce) ── confirm ──> done
                                   └── cancelled, expired, used: a later press finds nothing
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from services import drafts
from services.access import Actor
from services.drafts import Form
from services.errors import Expired, NotAllowed
from services.house import House
from services.keys import new_code
from services.names import Difficulty, QuestionKind
from services.questions import banking, reading
from services.questions.banking import Preview
from services.questions.reading import Bank
from services.questions.shapes import Asked

KIND, STEP = "questions", "confirm"
#: How long a preview may be confirmed.
LIFETIME = dt.timedelta(minutes=30)
_NONCE_LENGTH = 8


class QuestionsOver(Expired):
    """The preview was used, cancelled, replaced, or is too old."""

    code = "questions-over"


@dataclass(frozen=True)
class Offer:
    """A preview that waits; the nonce is empty where there is nothing to confirm."""

    preview: Preview
    nonce: str


async def offer(house: House, actor: Actor, organisation_id: int, bank: Bank) -> Offer:
    """Compare what was read with the bank; what can be confirmed is kept until it is.

    Raises:
        NotAllowed: The actor does not keep this organisation's bank.
    """
    found = await banking.preview(house, actor, organisation_id, bank)
    account_id = _account(actor)
    async with house.db.write() as session:
        if bank.problems or found.changes_nothing:
            await drafts.clear(session, account_id)
            return Offer(found, "")
        nonce = new_code(_NONCE_LENGTH)
        now = house.now()
        data = {"nonce": nonce, "organisation": organisation_id, "bank": pack([one.asked for one in bank.questions])}
        await drafts.put(session, account_id, Form(KIND, STEP, data), now, now + LIFETIME)
        return Offer(found, nonce)


async def confirm(house: House, actor: Actor, organisation_id: int, nonce: str) -> Preview:
    """Take over what was shown; once.

    Returns:
        What was done.

    Raises:
        QuestionsOver: There is no such preview any more.
        NotAllowed: The actor does not keep the bank any more.
    """
    account_id = _account(actor)
    async with house.db.write() as session:
        form = await drafts.get(session, account_id, house.now())
        waits = form.data if form is not None and form.kind == KIND else {}
        if form is None or (waits.get("organisation"), waits.get("nonce")) != (organisation_id, nonce):
            raise QuestionsOver
        await drafts.clear(session, account_id)
    bank = reading.bank_of([("", 0, one) for one in unpack(form.data["bank"])], [])
    return await banking.apply(house, actor, organisation_id, bank)


def _account(actor: Actor) -> int:
    if actor.account_id is None:
        raise NotAllowed
    return actor.account_id


def pack(questions: Sequence[Asked]) -> list[dict[str, Any]]:
    """Questions as JSON values."""
    packed: list[dict[str, Any]] = orjson.loads(orjson.dumps(questions))
    return packed


def unpack(packed: Sequence[dict[str, Any]]) -> list[Asked]:
    """What ``pack`` made."""
    return [
        Asked(
            **one
            | {
                "kind": QuestionKind(one["kind"]),
                "options": tuple(one["options"]),
                "right": tuple(one["right"]),
                "accepted": tuple(one["accepted"]),
                "difficulty": Difficulty(one["difficulty"]) if one["difficulty"] else None,
            }
        )
        for one in packed
    ]
