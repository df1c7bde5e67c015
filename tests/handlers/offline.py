"""The real dispatcher without a network: updates in, what the bot would have asked Telegram out."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from dataclasses import dataclass, field
from typing import Any

from telegram import Bot, Update
from telegram.request import BaseRequest, RequestData

from handlers import features
from handlers.dispatch import Dispatcher
from services.house import House

BOT_ID = 7000000001
_numbers = itertools.count(1)


@dataclass
class Asked:
    """One request of the bot."""

    method: str
    params: dict[str, Any]


@dataclass
class Recorder(BaseRequest):
    """Answers as Telegram would answer a bot that makes no mistakes, and keeps what was asked."""

    asked: list[Asked] = field(default_factory=list)

    @property
    def read_timeout(self) -> float:
        return 1.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_timeouts: Any, **_more: Any
    ) -> tuple[int, bytes]:
        del method
        name = url.rsplit("/", 1)[1]
        params = dict(request_data.json_parameters) if request_data is not None else {}
        self.asked.append(Asked(name, params))
        return 200, json.dumps({"ok": True, "result": self._result(name, params)}).encode()

    def _result(self, name: str, params: dict[str, Any]) -> Any:
        me = {"id": BOT_ID, "is_bot": True, "first_name": "支部", "username": "zhibu_test_bot"}
        if name == "getMe":
            return me
        if name == "getChatMember":
            return {"user": me, "status": "member"}
        if name == "getChat":
            everything = dict.fromkeys(
                ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription"), False
            )
            gifts = everything | {"gifts_from_channels": False}
            chat = {"id": params["chat_id"], "type": "supergroup", "title": "某群", "accepted_gift_types": gifts}
            return chat | {"accent_color_id": 0, "max_reaction_count": 11}
        if name.startswith(("send", "edit", "copy")):
            return {
                "message_id": next(_numbers),
                "date": 1,
                "chat": {"id": int(params.get("chat_id", 1)), "type": "private"},
                "text": params.get("text", ""),
            }
        return True

    def words(self) -> str:
        """Everything that was asked, as one text."""
        return json.dumps([[one.method, one.params] for one in self.asked], ensure_ascii=False)


class Line:
    """A line from people to the dispatcher.

    Args:
        house: The house; it may be another one for every update.
        dispatcher: Another one, which listens to what happens in it.
    """

    def __init__(self, house: House, dispatcher: type[Dispatcher] = Dispatcher) -> None:
        self.house = house
        self._kind = dispatcher
        self._housed: House | None = None
        self._dispatcher: Dispatcher | None = None
        self.recorder = Recorder()
        self.bot = Bot(f"{BOT_ID}:offline", request=self.recorder, get_updates_request=Recorder())

    async def start(self) -> Line:
        """Learn who the bot is."""
        await self.bot.initialize()
        return self

    async def presses(self, person: int, data: str) -> str:
        """Somebody presses a button; gives everything the bot asked of Telegram.

        Raises:
            Exception: Whatever the dispatcher lets through to the boundary.
        """
        message = {**self._message(person), "text": "…", "from": {"id": BOT_ID, "is_bot": True, "first_name": "支部"}}
        query = {
            "id": str(next(_numbers)),
            "from": self._user(person),
            "chat_instance": "1",
            "data": data,
            "message": message,
        }
        return await self.brings({"callback_query": query})

    async def types(self, person: int, text: str) -> str:
        """Somebody writes; gives everything the bot asked of Telegram."""
        message = {**self._message(person), "text": text, "from": self._user(person)}
        if text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
        return await self.brings({"message": message})

    def _message(self, person: int) -> dict[str, Any]:
        moment = int(dt.datetime(2026, 11, 16, 2, 0, tzinfo=dt.UTC).timestamp())
        return {
            "message_id": next(_numbers),
            "date": moment,
            "chat": {"id": person, "type": "private", "first_name": "某"},
        }

    def _user(self, person: int) -> dict[str, Any]:
        return {"id": person, "is_bot": False, "first_name": "某", "language_code": "zh-hans"}

    async def brings(self, content: dict[str, Any]) -> str:
        """Whatever else may come; gives everything the bot asked of Telegram."""
        self.recorder.asked.clear()
        update = Update.de_json({"update_id": next(_numbers), **content}, self.bot)
        if self._dispatcher is None or self._housed is not self.house:
            self._housed, self._dispatcher = self.house, self._kind(self.house, features.load(), "zhibu_test_bot")
        await self._dispatcher.handle(update, self.bot)
        return self.recorder.words()
