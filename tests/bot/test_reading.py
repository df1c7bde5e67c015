"""Updates that are not what Telegram's documents say are kept and left; the next ones are worked on."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select
from telegram import Bot, Update

from bot import boundary
from bot.polling import ALLOWED_UPDATES
from bot.reading import KINDS, Unreadable, update_of
from db.incidents import Incident
from services import incidents
from services.house import House
from tests.proofs import fuzz

_BOT = Bot("7:offline")
_PERSON = {"id": 5, "is_bot": False, "first_name": "王芳"}
_MESSAGE: dict[str, Any] = {
    "message_id": 1,
    "date": 1_794_794_400,
    "chat": {"id": 5, "type": "private"},
    "from": _PERSON,
}


def test_every_kind_that_is_asked_for_is_described() -> None:
    assert set(ALLOWED_UPDATES) == KINDS


def test_a_message_is_read_with_what_is_not_described() -> None:
    update = update_of({"update_id": 3, "message": _MESSAGE | {"text": "你好", "new_in_2027": [1]}}, _BOT)
    assert update.message is not None
    assert (update.message.text, update.effective_user and update.effective_user.first_name) == ("你好", "王芳")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"text": 7}, "message.text: string_type"),
        ({"date": 10**15}, "message.date: less_than"),
        ({"chat": None}, "message.chat: model_type"),
        ({"from": {"id": "5"}}, "message.from.id: int_type"),
        ({"entities": [{"type": "bold", "offset": -1, "length": 1}]}, "message.entities.0.offset: greater_than_equal"),
        ({"video_note": 7}, "AttributeError"),
    ],
)
def test_what_is_wrong_is_named_without_what_it_says(change: dict[str, Any], why: str) -> None:
    with pytest.raises(Unreadable) as caught:
        update_of({"update_id": 3, "message": _MESSAGE | change}, _BOT)
    assert caught.value.why == why


def test_of_a_kind_nobody_asked_for_only_the_number_is_read() -> None:
    assert update_of({"update_id": 3, "shipping_query": {}}, _BOT) == Update(3)


async def test_an_unreadable_update_is_kept_sealed(house: House) -> None:
    raw = {"update_id": 3, "message": _MESSAGE | {"text": 7}}
    incident = await boundary.unreadable(house, raw, Unreadable("message.text: string_type"))
    async with house.db.read() as session:
        assert list(await session.scalars(select(Incident.id))) == [incident]
    kept = await incidents.read(house, incident)
    assert kept is not None
    assert json.loads(kept) == raw


@pytest.mark.proof
@pytest.mark.timeout(300)
async def test_a_thousand_updates_nobody_sends_change_nothing() -> None:
    """A hundred thousand in ``make prove``."""
    found = await fuzz.prove(1_000, 7)
    assert (dict(found.unhandled), found.told, found.changed, found.broken) == ({}, [], [], [])
    assert found.updates == 1_008
    assert found.unreadable
