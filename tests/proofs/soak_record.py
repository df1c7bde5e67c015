"""What a soak knows of everybody's phone, read from the server's record as it grows."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from playground.client import Playground

_SENDS = ("sendMessage", "sendPhoto", "sendDocument")
_EDITS = ("editMessageText", "editMessageReplyMarkup", "editMessageCaption")


@dataclass(frozen=True)
class Shown:
    """A message with buttons, as it was sent or edited last.

    Attributes:
        fresh: It came by itself or as an answer; False: an edit.
    """

    chat: int
    message_id: int
    data: tuple[str, ...]
    fresh: bool


def fingerprint(text: str) -> bytes:
    """A few bytes that stand for a text."""
    return hashlib.blake2b(text.encode(), digest_size=8).digest()


def _buttons(params: dict[str, Any]) -> tuple[str, ...]:
    markup = params.get("reply_markup")
    shown = json.loads(markup) if isinstance(markup, str) else markup or {}
    rows = shown.get("inline_keyboard", [])
    return tuple(button["callback_data"] for row in rows for button in row if "callback_data" in button)


@dataclass
class Record:
    """Follows the record.

    Attributes:
        screens: By person: the newest message with buttons.
        texts: What each message said when it was sent, by chat and message.
        accepted: How often a chat was sent a text.
        waits: Seconds from a press to its answer, in the order of the presses.
        refused: Answers that were refused, by what the server said.
    """

    world: Playground
    screens: dict[int, Shown] = field(default_factory=dict)
    texts: dict[tuple[int, int], bytes] = field(default_factory=dict)
    accepted: Counter[tuple[int, bytes]] = field(default_factory=Counter)
    waits: list[tuple[float, float]] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    _pressed: dict[str, float] = field(default_factory=dict)
    #: Answers to presses nobody has told of yet, and those of keepers, who wait for their answers themselves.
    _early: dict[str, float] = field(default_factory=dict)
    _since: int = 0

    def pressed(self, query: str, moment: float) -> None:
        """Somebody pressed, at a moment of the server's clock; the answer may have been read already."""
        if query in self._early:
            self.waits.append((moment, self._early.pop(query) - moment))
        else:
            self._pressed[query] = moment

    @property
    def unanswered(self) -> int:
        """Presses that have no answer yet."""
        return len(self._pressed)

    async def read(self) -> list[Shown]:
        """Everything since the last time; what was shown, in order."""
        found = await self.world.api.call("GET", "/record", since=self._since)
        shown: list[Shown] = []
        for entry in found["requests"]:
            self._since = max(self._since, entry["n"])
            if entry["method"] == "getUpdates":
                continue
            self.requests += 1
            if not entry["ok"]:
                if entry["error_code"] is not None:
                    self.refused[f"{entry['error_code']} {entry['method']}: {entry['description']}"] += 1
            elif entry["method"] == "answerCallbackQuery":
                query = str(entry["params"]["callback_query_id"])
                begun = self._pressed.pop(query, None)
                if begun is None:
                    self._early[query] = entry["monotonic"]
                else:
                    self.waits.append((begun, entry["monotonic"] - begun))
            elif entry["method"] in _SENDS + _EDITS:
                shown += self._shown(entry)
        return shown

    def _shown(self, entry: dict[str, Any]) -> list[Shown]:
        chat, params, fresh = int(entry["chat_id"]), entry["params"], entry["method"] in _SENDS
        number = int(entry["message_id"] or params["message_id"])
        if fresh:
            mark = fingerprint(str(params.get("text") or params.get("caption") or ""))
            self.texts[chat, number] = mark
            self.accepted[chat, mark] += 1
        data = _buttons(params)
        if not data:
            return []
        one = Shown(chat, number, data, fresh)
        last = self.screens.get(chat)
        if last is None or fresh or last.message_id == number:
            self.screens[chat] = one
        return [one]
