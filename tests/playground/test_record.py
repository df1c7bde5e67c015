"""The record: order, filters, the ring, and its speed; memory that stays flat."""

import time

from playground.chats import Conversation, Message
from playground.client import Actor, Playground
from playground.people import Bot, Person
from playground.recorder import Recorder
from playground.world import Settings, World
from tests.playground.conftest import BotApi


async def test_filters(bot: BotApi, world: Playground, heard: Actor) -> None:
    li = await world.person("李强")
    await li.starts()
    await bot("sendMessage", chat_id=heard.id, text="1")
    await bot("sendMessage", chat_id=li.id, text="2")
    await bot("sendChatAction", chat_id=li.id, action="typing")
    sends = await world.requests(method="sendMessage")
    assert [(one["chat_id"], one["params"]["text"]) for one in sends] == [(heard.id, "1"), (li.id, "2")]
    assert [one["method"] for one in await world.requests(chat=li)] == ["sendMessage", "sendChatAction"]
    assert [one["method"] for one in await world.requests(chat=li, method="sendMessage")] == ["sendMessage"]
    after = await world.requests(since=sends[0]["n"])
    assert [one["method"] for one in after] == ["sendMessage", "sendChatAction"]
    assert [one["method"] for one in await world.requests(limit=1)] == ["sendChatAction"]


async def test_unknown_parameters_are_noted(bot: BotApi, world: Playground, heard: Actor) -> None:
    await bot("sendMessage", chat_id=heard.id, text="x", reply_to_message_id=1)
    (request,) = await world.requests(method="sendMessage")
    assert request["unknown"] == ["reply_to_message_id"]


def _fill(recorder: Recorder, count: int) -> None:
    for number in range(count):
        entry = recorder.begin(0.0, 1, "sendMessage" if number % 3 else "getMe", {"chat_id": number % 7})
        recorder.end(entry, delivered=True)


def test_the_ring_forgets_the_oldest() -> None:
    recorder = Recorder(limit=10)
    _fill(recorder, 35)
    assert [entry.n for entry in recorder.find()] == list(range(26, 36))
    assert [entry.n for entry in recorder.find(chat=0)] == [29]
    assert [entry.n for entry in recorder.find(method="getMe")] == [28, 31, 34]
    assert [entry.n for entry in recorder.find(method="getMe", chat=5)] == [34]
    assert recorder.find(chat=99) == []
    assert recorder.count == 35


def test_a_query_takes_microseconds() -> None:
    recorder = Recorder()
    _fill(recorder, 30_000)
    rounds = []
    for _ in range(5):
        begun = time.perf_counter()
        for _ in range(100):
            recorder.find(chat=3, limit=1)
        rounds.append((time.perf_counter() - begun) / 100)
    assert min(rounds) < 100e-6


def test_old_messages_are_dropped() -> None:
    world = World(Settings(messages=100))
    bot = world.add_bot(Bot("1:a", 1, "a_bot", "A"))
    chats: list[Conversation] = []
    for number in range(10):
        chat = world.conversation(bot, world.add_person(Person(100 + number, "p")))
        chats.append(chat)
    for number in range(1000):
        chat = chats[number % 10]
        world.keep(chat, Message.of(1, {"message_id": world.new_message_id(chat), "date": 0, "chat": chat.chat}))
    assert [len(chat.messages) for chat in chats] == [10] * 10
    assert max(chats[9].messages) == 1000
