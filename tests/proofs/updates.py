"""Updates as nobody's telephone sends them: valid ones with odd contents, and the same with their JSON mutated.

Seeded: the same number makes the same updates. Whoever looks at them is ``tests.proofs.fuzz``.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from typing import Any

import orjson

from handlers import features
from handlers.routing import Kind
from tests.handlers.forged import arguments, data_of
from tests.handlers.offline import BOT_ID

#: Monday 2026-11-16, 02:00 UTC: when the world of ``tests.handlers.protected`` is.
_MOMENT = 1_794_794_400
_ROUTES = features.load().routes()
_BUTTONS = [route for route in _ROUTES if route.kind is Kind.BUTTON]
_COMMANDS = [route.name for route in _ROUTES if route.kind in (Kind.COMMAND, Kind.GROUP_COMMAND)]
_FORMS = [route.name for route in _ROUTES if route.kind is Kind.FORM]
_STARTS = [route.name for route in _ROUTES if route.kind is Kind.START]

#: Pieces that break what is glued: markup, formulas, paths, formats, right-to-left, invisible and half characters.
PIECES = (
    "<b>", "</b>", "&lt;", "<a href='tg://user?id=1'>x</a>", "*_`[", "{$x}", "{ -term }", "%s%n", "=1+1", "+86", "-2+3",
    "@SUM(A1)", "'; DROP TABLE members;--", "../../etc/passwd", "\x00", "\u202e", "\u200f", "\u2066", "\u200b",
    "\ufeff", "\U0001f469\u200d\u2695\ufe0f", "e\u0301", "\u0e33" * 9, "党", "支部", "２０２６", "٣", "①", "\n\n",
    "\r", "\t",
    " ", "12", "0", "-1", "1e9", "99999999999999999999", "3.14", "2026-11-16", "19:30", "11月16日", "NaN", "yes", "是",
    "对",
)  # fmt: skip
#: What stands where something else was expected.
_STRANGE: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**31, 2**53, -(2**63), 10**30, 1.5, "", "x", [], {}, [None], {"id": None},
    {"id": "x"}, [[]], "9" * 400,
)  # fmt: skip


class Updates:
    """Makes updates.

    Args:
        seed: The same makes the same.
        people: Ids of who sends them.
        ids: What a forger may know, by what it names (``tests.handlers.protected.Known``).
    """

    def __init__(self, seed: int, people: Sequence[int], ids: Mapping[str, int]) -> None:
        self._dice = random.Random(seed)
        self._people = people
        self._ids = ids
        self._number = 0
        self._makers: tuple[tuple[int, Callable[[], dict[str, Any]]], ...] = (
            (40, self._press),
            (25, self._text),
            (8, self._file),
            (4, self._contact),
            (4, self._start),
            (5, self._elsewhere),
            (4, self._edited),
            (3, self._member),
            (4, self._ballot),
            (3, self._other),
        )

    def next(self) -> dict[str, Any]:
        """One more update; of every four, one is mutated."""
        self._number += 1
        weights = [weight for weight, _ in self._makers]
        made = self._dice.choices([maker for _, maker in self._makers], weights)[0]()
        # As it comes over the wire: nothing of it is shared, and there is nothing in it that JSON cannot say.
        update: dict[str, Any] = orjson.loads(json.dumps({"update_id": self._number, **made}))
        if self._dice.random() < 0.25:
            for _ in range(self._dice.randint(1, 3)):
                self._mutate(update)
            update["update_id"] = self._number
        return update

    # --- kinds --------------------------------------------------------------------------------------------------

    def _press(self) -> dict[str, Any]:
        person = self._dice.choice(self._people)
        route = self._dice.choice(_BUTTONS)
        message = {**self._message(person), "from": _BOT, "text": "…"}
        if self._dice.random() < 0.1:
            message["date"] = 0  # one that Telegram does not give out any more
        data = self._data(data_of(route, self._dice.choice(arguments(route, self._ids, home="branch"))))
        return {
            "callback_query": {
                "id": str(self._number),
                "from": self._user(person),
                "chat_instance": "1",
                "data": data,
                "message": message,
            }
        }

    def _data(self, data: str) -> str:
        match self._dice.randrange(6):
            case 0:
                fields = data.split(":")
                fields[self._dice.randrange(len(fields))] = self._words(1)
                return ":".join(fields)[:64]
            case 1:
                return data + self._dice.choice((":", ":0", ":-1", ":99999999999999999999", ":x", "\x00", "\u202e"))
            case 2:
                return self._words(3)[:64]
            case _:
                return data

    def _text(self) -> dict[str, Any]:
        person = self._dice.choice(self._people)
        match self._dice.randrange(5):
            case 0:
                text = f"/{self._dice.choice(_COMMANDS)}" + self._dice.choice(
                    ("", "@zhibu_test_bot", "@other", " x", "\n")
                )
            case 1:
                text = self._words(self._dice.choice((400, 2_000)))[:4096]
            case 2:
                text = str(self._dice.choice((123456, "ABCD-1234", 20261116, "12 34", "0.00", "张三 李四")))
            case _:
                text = self._words(4)
        message = {**self._message(person), "from": self._user(person), "text": text}
        if text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
        elif self._dice.random() < 0.2:
            message["entities"] = [
                {
                    "type": self._dice.choice(_ENTITIES),
                    "offset": self._dice.randint(-1, 9),
                    "length": self._dice.randint(0, 5000),
                }
            ]
        return {"message": message}

    def _file(self) -> dict[str, Any]:
        person = self._dice.choice(self._people)
        size = self._dice.choice((0, 10, 10**6, 10**12))
        file = {"file_id": self._words(1) or "x", "file_unique_id": "u", "file_size": size}
        what: dict[str, Any] = self._dice.choice(
            (
                {"document": file | {"file_name": self._words(2) + self._dice.choice((".xlsx", ".docx", ".exe", "")),
                                     "mime_type": self._words(1)}},
                {"photo": [file | {"width": 1, "height": 1}]},
                {"voice": file | {"duration": 1}},
                {"video": file | {"width": 1, "height": 1, "duration": 1}},
                {"sticker": file | {"width": 1, "height": 1, "type": "x", "is_animated": False, "is_video": False}},
                {"location": {"latitude": 31.2, "longitude": 121.5}},
                {"dice": {"emoji": "🎲", "value": 3}},
            )
        )  # fmt: skip
        album = {"media_group_id": "7"} if self._dice.random() < 0.3 else {}
        return {
            "message": {**self._message(person), "from": self._user(person), "caption": self._words(2), **what, **album}
        }

    def _contact(self) -> dict[str, Any]:
        person = self._dice.choice(self._people)
        contact = {
            "phone_number": self._dice.choice(("13800000000", "+8613800000000", "", "x", self._words(1))),
            "first_name": self._words(1),
            "user_id": self._dice.choice((person, *self._people)),
        }
        return {"message": {**self._message(person), "from": self._user(person), "contact": contact}}

    def _start(self) -> dict[str, Any]:
        person = self._dice.choice(self._people)
        text = f"/start {self._dice.choice(_STARTS)}{self._words(1)}"[:100]
        entities = [{"type": "bot_command", "offset": 0, "length": 6}]
        return {"message": {**self._message(person), "from": self._user(person), "text": text, "entities": entities}}

    def _elsewhere(self) -> dict[str, Any]:
        """In groups and channels, by people, bots and anonymous administrators."""
        chat = {
            "id": self._dice.choice((-1001, -100_123, -7)),
            "type": self._dice.choice(("group", "supergroup")),
            "title": "x",
        }
        message = {
            **self._message(0),
            "chat": chat,
            "text": self._dice.choice((self._words(3), "/bind 123456", "123456")),
        }
        match self._dice.randrange(4):
            case 0:
                return {"channel_post": message | {"chat": chat | {"type": "channel"}, "sender_chat": chat}}
            case 1:
                user = self._user(self._dice.choice(self._people)) | {"is_bot": True}
                return {"message": message | {"from": user}}
            case 2:
                reply = {**self._message(0), "chat": chat, "from": _BOT, "text": "x"}
                return {
                    "message": message
                    | {"from": self._user(self._dice.choice(self._people)), "reply_to_message": reply}
                }
            case _:
                return {"message": message | {"from": self._user(self._dice.choice(self._people)), "sender_chat": chat}}

    def _edited(self) -> dict[str, Any]:
        kind = self._dice.choice(("edited_message", "edited_channel_post", "business_message"))
        person = self._dice.choice(self._people)
        return {
            kind: {**self._message(person), "from": self._user(person), "edit_date": _MOMENT, "text": self._words(2)}
        }

    def _member(self) -> dict[str, Any]:
        person = self._dice.choice(self._people)
        chat = self._dice.choice(
            (
                {"id": person, "type": "private"},
                # Not the protected branch's: whoever is in a chat may put the bot out, and that is noted.
                {"id": -1002, "type": "group", "title": "x"},
                {"id": -9, "type": "channel"},
            )
        )
        old, new = (self._dice.choice(("member", "left", "kicked", "administrator", "x")) for _ in range(2))
        return {
            self._dice.choice(("my_chat_member", "chat_member")): {
                "chat": chat,
                "from": self._user(person),
                "date": _MOMENT,
                "old_chat_member": {"user": _BOT, "status": old, "until_date": 0},
                "new_chat_member": {"user": _BOT, "status": new, "until_date": 0},
            }
        }

    def _ballot(self) -> dict[str, Any]:
        return {
            "poll_answer": {
                "poll_id": self._words(1),
                "user": self._user(self._dice.choice(self._people)),
                "option_ids": [self._dice.randint(-1, 12)],
                "option_persistent_ids": [],
            }
        }

    def _other(self) -> dict[str, Any]:
        person = self._dice.choice(self._people)
        return self._dice.choice(
            (
                {"inline_query": {"id": "1", "from": self._user(person), "query": self._words(2), "offset": ""}},
                {"message": {**self._message(person), "from": self._user(person), "migrate_to_chat_id": -100_999}},
                {"message": {**self._message(-1001), "from": self._user(person), "new_chat_title": self._words(2)}},
                {"message": {**self._message(person), "from": self._user(person)}},
                {"shipping_query": {}},
                {"something_new": {"id": 1, "from": self._user(person)}},
                {},
            )
        )

    # --- parts --------------------------------------------------------------------------------------------------

    def _words(self, many: int) -> str:
        return "".join(self._dice.choice(PIECES) for _ in range(self._dice.randint(0, many)))

    def _message(self, person: int) -> dict[str, Any]:
        # Old ones too: most of what a chat shows is not the newest.
        return {
            "message_id": self._dice.randint(1, self._number + 1),
            "date": _MOMENT,
            "chat": {"id": person, "type": "private", "first_name": "某"},
        }

    def _user(self, person: int) -> dict[str, Any]:
        return {
            "id": person,
            "is_bot": False,
            "first_name": self._words(2) or "某",
            "username": "x",
            "language_code": self._dice.choice(("zh-hans", "en", "", "xx", "\u202e")),
        }

    def _mutate(self, update: dict[str, Any]) -> None:
        """Take away, exchange or double something somewhere in it."""
        at: Any = update
        while True:
            keys = list(at) if isinstance(at, dict) else list(range(len(at)))
            if not keys:
                return
            key = self._dice.choice(keys)
            if isinstance(at[key], dict | list) and at[key] and self._dice.random() < 0.75:
                at = at[key]
                continue
            if self._dice.random() < 0.4:
                del at[key]
            else:
                at[key] = deepcopy(self._dice.choice(_STRANGE))
            return


_BOT = {"id": BOT_ID, "is_bot": True, "first_name": "支部", "username": "zhibu_test_bot"}
_ENTITIES = ("bold", "text_link", "text_mention", "mention", "bot_command", "custom_emoji", "x")
#: Forms there are, for whoever opens drafts.
FORMS = tuple(_FORMS)
