"""The record of every request: the judge of what was accepted, answered, refused or left open."""

import time
from collections import deque
from collections.abc import Iterator
from typing import Any

from playground.clock import iso
from playground.kinds import Json
from playground.waiting import Bell


class Entry:
    """One request of a bot.

    Attributes:
        n: its number, growing by one from 1.
        at: the world's time of its arrival, seconds since the epoch.
        monotonic: the host's monotonic time of its arrival, seconds.
        accepted: monotonic time at which its effect (a message) existed, or ``None``.
        responded: monotonic time at which its answer was handed to the socket, or ``None``.
        delivered: whether the connection still stood when the answer was written.
    """

    __slots__ = (
        "accepted",
        "at",
        "bot_id",
        "chat_id",
        "delivered",
        "description",
        "error_code",
        "files",
        "message_id",
        "method",
        "monotonic",
        "n",
        "next_in_chat",
        "ok",
        "params",
        "previous_in_chat",
        "responded",
        "retry_after",
        "unknown",
    )

    def __init__(self, number: int, at: float, bot_id: int, method: str, params: Json) -> None:
        self.n = number
        self.at = at
        self.monotonic = time.monotonic()
        self.bot_id = bot_id
        self.method = method
        self.params = params
        self.files: tuple[str, ...] = ()
        self.unknown: tuple[str, ...] = ()
        self.chat_id: int | str | None = None
        self.message_id: int | None = None
        self.ok: bool | None = None
        self.error_code: int | None = None
        self.description: str | None = None
        self.retry_after: int | None = None
        self.accepted: float | None = None
        self.responded: float | None = None
        self.delivered = False
        self.previous_in_chat: Entry | None = None
        self.next_in_chat: Entry | None = None

    def state(self) -> Json:
        """The entry as the control API shows it."""
        shown: dict[str, Any] = {name: getattr(self, name) for name in _SHOWN}
        shown["at"] = iso(self.at)
        return shown


_SHOWN = tuple(name for name in Entry.__slots__ if not name.endswith("_in_chat"))


class Recorder:
    """A ring of entries with an index by method and one by chat; appending and forgetting cost O(1).

    The entries of a chat are a doubly linked list: a container for each of a million chats would cost more memory
    than the entries themselves.

    Args:
        limit: how many entries are kept; the oldest fall out.

    Attributes:
        count: how many requests there were.
        asked: how many of them were no ``getUpdates``.
        open: the requests being handled now, by number.
    """

    def __init__(self, limit: int = 100_000) -> None:
        self.limit = limit
        self.count = 0
        self.asked = 0
        self.entries: deque[Entry] = deque()
        self.open: dict[int, Entry] = {}
        self.changed = Bell()
        self._by_method: dict[str, deque[Entry]] = {}
        self._last_of_chat: dict[int | str, Entry] = {}

    def begin(self, at: float, bot_id: int, method: str, params: Json) -> Entry:
        """Note a request that has just been read.

        Args:
            at: the world's time, seconds since the epoch.
            bot_id: the bot that asks.
            method: the method's proper name.
            params: the parameters as they came.
        """
        self.count += 1
        if method != "getUpdates":
            self.asked += 1
        entry = Entry(self.count, at, bot_id, method, params)
        chat_id = params.get("chat_id")
        if chat_id is not None:
            entry.chat_id = _as_id(chat_id)
            before = self._last_of_chat.get(entry.chat_id)
            if before is not None:
                before.next_in_chat, entry.previous_in_chat = entry, before
            self._last_of_chat[entry.chat_id] = entry
        self.entries.append(entry)
        index = self._by_method.get(method)
        if index is None:
            index = self._by_method[method] = deque()
        index.append(entry)
        if len(self.entries) > self.limit:
            self._forget(self.entries.popleft())
        self.open[entry.n] = entry
        return entry

    def end(self, entry: Entry, *, delivered: bool) -> None:
        """Note that a request is over.

        Args:
            entry: what ``begin`` gave.
            delivered: whether the answer was written to a connection that stood.
        """
        entry.responded = time.monotonic()
        entry.delivered = delivered
        self.open.pop(entry.n, None)
        self.changed.ring()

    def _forget(self, entry: Entry) -> None:
        # The oldest entry is the oldest of its method and of its chat too.
        self._by_method[entry.method].popleft()
        if entry.chat_id is None:
            return
        after = entry.next_in_chat
        if after is None:
            del self._last_of_chat[entry.chat_id]
        else:
            after.previous_in_chat = None

    def find(
        self, *, since: int = 0, method: str | None = None, chat: int | str | None = None, limit: int | None = None
    ) -> list[Entry]:
        """The entries after a number, oldest first.

        Args:
            since: only entries with a greater number.
            method: only this method.
            chat: only requests that named this chat.
            limit: at most so many, the newest.
        """
        found: list[Entry] = []
        for entry in self._newest_first(method, chat):
            if entry.n <= since or len(found) == limit:
                break
            if method is None or entry.method == method:
                found.append(entry)
        found.reverse()
        return found

    def _newest_first(self, method: str | None, chat: int | str | None) -> Iterator[Entry]:
        if chat is not None:
            entry = self._last_of_chat.get(chat)
            while entry is not None:
                yield entry
                entry = entry.previous_in_chat
        elif method is not None:
            yield from reversed(self._by_method.get(method, deque()))
        else:
            yield from reversed(self.entries)


def _as_id(value: Any) -> int | str:
    try:
        return int(value)
    except (OverflowError, TypeError, ValueError):  # kept as it came
        return str(value)
