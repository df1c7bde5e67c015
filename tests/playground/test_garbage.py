"""Whatever a bot sends, the server answers with an error of the Bot API and never breaks."""

import asyncio
from typing import Any

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground import acts
from playground.bodies import read_body
from playground.dispatch import Dispatcher
from playground.errors import ApiError
from playground.files import Upload
from playground.methods import METHODS
from playground.people import Bot, Person
from playground.world import World

KEYS = {"inline_keyboard": [[{"text": "好", "callback_data": "ok"}]]}
WORDS = [
    "type", "text", "media", "photo", "document", "message_id", "chat_id", "attach://f", "http://x", "http://[", "quiz",
    "tg://user?id=x", "chat", "chat_member", "default", "bold", "text_mention", "offset", "length", "user", "id", "url",
    "inline_keyboard", "keyboard", "HTML", "MarkdownV2", "<a href='http://[x'>x</a>", "![x](tg://time?unix=1&format=q)",
    "commands", "command", "description", "callback_data", "typing", "members_only", "caption", "scope", "true", "-1",
]  # fmt: skip
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**60), 2**60),
    st.floats(allow_nan=False),
    st.text(max_size=8),
    st.sampled_from(WORDS),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(WORDS), inner, max_size=4)),
    max_leaves=8,
)


class House:
    """A world with a person, a text with a button, a photo, a poll."""

    def __init__(self) -> None:
        self.world = World()
        self.dispatcher = Dispatcher(self.world)
        self.bot = self.world.add_bot(Bot("1:a", 1, "a_bot", "A"))
        self.person = self.world.add_person(Person(7, "张敏"))
        acts.start(self.world, self.person, self.bot, None)

    async def call(self, name: str, params: dict[str, Any]) -> int:
        files = {"f": Upload("a.txt", "text/plain", b"a")}
        method, entry = self.dispatcher.begin(self.bot, name, params, files)
        status, body = await self.dispatcher.answer(self.bot, method, entry, files)
        assert orjson.loads(body)["ok"] is (status == 200)
        return status

    async def furnish(self) -> None:
        await self.call("sendMessage", {"chat_id": 7, "text": "x", "reply_markup": KEYS})
        await self.call("sendDocument", {"chat_id": 7, "document": "attach://f"})
        await self.call("sendPoll", {"chat_id": 7, "question": "?", "options": ["a", "b"]})


# setWebhook would begin to post somewhere.
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(name=st.sampled_from(sorted(METHODS.keys() - {"setwebhook"})), data=st.data())
def test_garbage(name: str, data: st.DataObject) -> None:
    likely = {
        "chat_id": st.sampled_from([7, "7", 7, 8, "@x", None]),
        "from_chat_id": st.just(7),
        "message_id": st.sampled_from([2, "3", 4, 99]),
        "timeout": st.just(0),
    }
    wanted = {
        param: data.draw(
            st.one_of(likely[param], VALUES) if param in likely and param != "timeout" else likely.get(param, VALUES)
        )
        for param in sorted(METHODS[name].params)
        if param == "timeout" or data.draw(st.integers(0, 3))
    }

    async def scene() -> None:
        house = House()
        await house.furnish()
        await house.call(name, wanted)
        await house.world.alarms.close()

    asyncio.run(scene())


@settings(max_examples=200, deadline=None)
@given(
    kind=st.sampled_from(
        ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "x/y"]
    ),
    query=st.binary(max_size=20),
    body=st.one_of(
        st.binary(max_size=80), st.binary(max_size=60).map(lambda raw: b"--b\r\n" + raw + b"\r\n\r\n" + raw)
    ),
)
def test_bodies(kind: str, query: bytes, body: bytes) -> None:
    try:
        params, files = read_body(kind, query, body)
    except ApiError as error:
        assert error.code == 400  # noqa: PT017 - each answer of a crowd is looked at
    else:
        assert isinstance(params, dict)
        assert isinstance(files, dict)
