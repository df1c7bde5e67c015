"""The tester's library: a conversation with a bot, written as one.

    async with Playground.connect(url) as world:
        zhang = await world.person("张敏", phone="19900000001")
        await zhang.sends("/start")
        await zhang.sees("欢迎")
        await zhang.presses("同意")
        assert zhang.toast == "已确认"

Everything goes over HTTP; nothing here knows the bot. A person talks to the only bot of the world unless told
otherwise.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import aiohttp
import orjson

from playground.kinds import Json
from playground.transcript import transcript, words

PATIENCE: Final = 5.0
_SHORTEST_POLL: Final = 0.01


class PlaygroundError(Exception):
    """The control API refused.

    Args:
        code: the machine-readable code.
        message: what it said.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


class NotSeen(AssertionError):  # noqa: N818  (it reads as what happened, and pytest shows it as a failed assertion)
    """Somebody waited for a message that did not come, or saw one that should not have come."""


class Api:
    """The control API of one server.

    Args:
        url: the server's address.
        session: an open HTTP session.
    """

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url = url.rstrip("/")
        self.session = session

    async def call(self, verb: str, path: str, body: Json | None = None, **query: Any) -> Any:
        """One control request.

        Args:
            verb: the HTTP method.
            path: the path behind ``/control``.
            body: sent as JSON.
            query: the query string; ``None`` is left out.

        Raises:
            PlaygroundError: the server refused.
        """
        shown = {key.rstrip("_"): str(value) for key, value in query.items() if value is not None}
        data = orjson.dumps(body) if body is not None else None
        headers = {"Content-Type": "application/json"} if body is not None else {}
        async with self.session.request(
            verb, f"{self.url}/control{path}", params=shown, data=data, headers=headers
        ) as answer:
            return self._read(await answer.read())

    async def upload(self, path: str, form: aiohttp.FormData) -> Any:
        """One control request with a file.

        Raises:
            PlaygroundError: the server refused.
        """
        async with self.session.post(f"{self.url}/control{path}", data=form) as answer:
            return self._read(await answer.read())

    def _read(self, body: bytes) -> Any:
        decoded = orjson.loads(body)
        if isinstance(decoded, dict) and isinstance(decoded.get("error"), dict):
            raise PlaygroundError(decoded["error"]["code"], decoded["error"]["message"])
        return decoded


class WorldClock:
    """The world's clock.

    Attributes:
        now: the world's time as last heard, UTC.
    """

    def __init__(self, api: Api) -> None:
        self._api = api
        self.now = datetime.now(UTC)

    async def read(self) -> datetime:
        """Ask for the time."""
        return self._heard(await self._api.call("GET", "/clock"))

    async def to(self, when: datetime | str, *, force: bool = False) -> datetime:
        """Move the clock to a time.

        Args:
            when: an aware datetime or ISO 8601 text.
            force: allow going back.

        Raises:
            PlaygroundError: the time lies behind.
        """
        text = when.isoformat() if isinstance(when, datetime) else when
        return self._heard(await self._api.call("POST", "/clock", {"to": text, "force": force}))

    async def advance(self, by: timedelta | float) -> datetime:
        """Move the clock forward.

        Args:
            by: a timedelta or seconds.
        """
        seconds = by.total_seconds() if isinstance(by, timedelta) else by
        return self._heard(await self._api.call("POST", "/clock", {"advance_seconds": seconds}))

    def _heard(self, state: Json) -> datetime:
        self.now = datetime.fromisoformat(state["now"])
        return self.now


class Playground:
    """A world, seen by a tester.

    Attributes:
        clock: the world's clock.
        patience: how many seconds ``sees`` and ``presses`` wait unless told otherwise.
    """

    def __init__(self, api: Api) -> None:
        self.api = api
        self.clock = WorldClock(api)
        self.patience = PATIENCE
        self.people: dict[int, Actor] = {}

    @classmethod
    @asynccontextmanager
    async def connect(cls, url: str) -> AsyncIterator[Self]:
        """Connect to a running server.

        Args:
            url: its address.
        """
        timeout = aiohttp.ClientTimeout(total=90)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            world = cls(Api(url, session))
            await world.clock.read()
            yield world

    async def person(self, first_name: str, **fields: Any) -> "Actor":
        """A new person.

        Args:
            first_name: his name.
            fields: ``last_name``, ``username``, ``phone``, ``language_code``, ``label``, ``id``.
        """
        state = await self.api.call("POST", "/people", {"first_name": first_name, **fields})
        return self._actor(state)

    def _actor(self, state: Json) -> "Actor":
        actor = Actor(self, state)
        self.people[actor.id] = actor
        return actor

    async def existing(self, person_id: int) -> "Actor":
        """A person who is there already.

        Raises:
            PlaygroundError: nobody has this id.
        """
        state = await self.state()
        for person in state["people"]:
            if person["id"] == person_id:
                return self._actor(person)
        raise PlaygroundError("no_such_person", f"Nobody has the id {person_id}.")

    async def state(self) -> Json:
        """The whole world at a glance."""
        found: Json = await self.api.call("GET", "/state")
        return found

    async def bot(self, token: str, **settings: Any) -> Json:
        """Name a bot or change its privacy mode.

        Args:
            token: its token.
            settings: ``username``, ``first_name``, ``can_read_all_group_messages``.
        """
        found: Json = await self.api.call("POST", "/bots", {"token": token, **settings})
        return found

    async def only_bot(self) -> int:
        """The id of the world's only bot.

        Raises:
            PlaygroundError: there is none, or more than one.
        """
        bots = (await self.state())["bots"]
        if len(bots) != 1:
            raise PlaygroundError("which_bot", f"There are {len(bots)} bots: say which one.")
        return int(bots[0]["id"])

    async def group(
        self,
        title: str,
        members: "list[Actor | int | Json]",
        *,
        kind: str = "supergroup",
        is_forum: bool = False,
        bot_status: str | None = "member",
        username: str | None = None,
    ) -> "Room":
        """A new group with its members; the first is its owner.

        Args:
            title: its title.
            members: people, ids, or ``{"user_id", "status", "anonymous"}``.
            kind: ``group``, ``supergroup`` or ``channel``.
            is_forum: whether it has topics.
            bot_status: how the only bot sits in it; ``None`` leaves it out.
            username: makes it public.
        """
        seats: list[Json] = [_seat(one) for one in members]
        if seats and "status" not in seats[0]:
            seats[0]["status"] = "creator"
        if bot_status is not None:
            seats.append({"user_id": await self.only_bot(), "status": bot_status})
        body = {"type": kind, "title": title, "members": seats, "is_forum": is_forum, "username": username}
        return Room(self, await self.api.call("POST", "/chats", body))

    async def requests(
        self, method: str | None = None, chat: "int | Actor | Room | None" = None, since: int = 0, limit: int | None = None
    ) -> list[Json]:
        """What bots asked, oldest first.

        Args:
            method: only this method, as Telegram writes it.
            chat: only requests that named this chat (a person stands for his private chat).
            since: only after this number.
            limit: at most so many, the newest.
        """
        number = chat.id if isinstance(chat, Actor | Room) else chat
        found = await self.api.call("GET", "/record", method=method, chat=number, since=since, limit=limit)
        return list(found["requests"])

    async def open_requests(self) -> list[Json]:
        """The requests being handled at this instant, without waiting ``getUpdates``."""
        found = await self.api.call("GET", "/record/open")
        return [entry for entry in found["requests"] if entry["method"] != "getUpdates"]

    async def budgets(self, **settings: Any) -> Json:
        """Change the sending budgets, for example ``enforced=True``."""
        found: Json = await self.api.call("PUT", "/budgets", settings)
        return found

    async def fault(self, kind: str, **settings: Any) -> int:
        """Order a fault.

        Args:
            kind: for example ``flood``.
            settings: ``method``, ``chat``, ``times``, ``probability``, ``seed``, and what the kind needs.

        Returns:
            Its id.
        """
        return int((await self.api.call("POST", "/faults", {"kind": kind, **settings}))["id"])

    async def no_faults(self) -> None:
        """End all faults."""
        await self.api.call("DELETE", "/faults")

    async def quiet(self, settle: float = 0.2, timeout: float = PATIENCE) -> int:  # noqa: ASYNC109
        """Wait until the bots have taken every update and ask nothing any more.

        Args:
            settle: how many seconds without a request count as quiet (a polling bot says nothing while it thinks).
            timeout: how long at most, in seconds.

        Returns:
            The id of the last event.

        Raises:
            NotSeen: it did not become quiet.
        """
        found = await self.api.call("GET", "/quiet", settle=settle, timeout=timeout)
        if not found["quiet"]:
            raise NotSeen(f"The bots did not become quiet within {timeout} s.")
        return int(found["event_id"])

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None


def _seat(one: "Actor | int | Json") -> Json:
    if isinstance(one, Actor):
        return {"user_id": one.id}
    return {"user_id": one} if isinstance(one, int) else dict(one)


class Room:
    """A group, supergroup or channel.

    Attributes:
        id: its chat id.
    """

    def __init__(self, world: Playground, state: Json) -> None:
        self.world = world
        self.state = state
        self.id: int = state["id"]
        self.title: str = state["title"]

    async def seat(self, who: "Actor | int", status: str, *, anonymous: bool = False, by: "Actor | None" = None) -> None:
        """Change a seat: ``creator``, ``administrator``, ``member``, ``left`` or ``kicked``."""
        body: Json = {"user_id": who if isinstance(who, int) else who.id, "status": status, "anonymous": anonymous}
        if by is not None:
            body["by"] = by.id
        self.state = await self.world.api.call("POST", f"/chats/{self.id}/members", body)

    async def topic(self, name: str) -> int:
        """Open a forum topic; gives its ``message_thread_id``."""
        found = await self.world.api.call("POST", f"/chats/{self.id}/topics", {"name": name})
        return int(found["message_thread_id"])

    async def migrates(self) -> "Room":
        """The group becomes a supergroup."""
        return Room(self.world, await self.world.api.call("POST", f"/chats/{self.id}/migrate", {}))

    async def messages(self, limit: int = 100) -> list[Json]:
        """The messages, oldest first."""
        found = await self.world.api.call("GET", f"/chats/{self.id}/messages", limit=limit)
        return list(found["messages"])


Where = Room | int | None


class Actor:
    """A person with his phone.

    Attributes:
        id: his user id, also the id of his private chat as the bot sees it.
        toast: the text of the answer to his last press.
        alert: whether that answer was an alert.
        url: the address the answer opened, such as a deep link.
        messages: the chat he looked at last, oldest message first.
    """

    def __init__(self, world: Playground, state: Json) -> None:
        self.world = world
        self.state = state
        self.id: int = state["id"]
        self.name: str = state["first_name"]
        self.toast: str | None = None
        self.alert = False
        self.url: str | None = None
        self.messages: list[Json] = []
        self._seen: dict[int, int] = {}
        self._versions: dict[tuple[int, int], Json] = {}

    async def _chat(self, where: Where) -> int:
        if isinstance(where, Room):
            return where.id
        return where if where is not None else await self.world.only_bot()

    async def _act(self, verb: str, body: Json) -> Json:
        found: Json = await self.world.api.call("POST", f"/people/{self.id}/{verb}", body)
        return found

    async def sends(
        self,
        text: str,
        *,
        to: Where = None,
        reply_to: Json | int | None = None,
        thread: int | None = None,
        anonymous: bool | None = None,
    ) -> Json:
        """Write a message.

        Args:
            text: the text; commands are found in it.
            to: a group or a bot's id; the private chat with the only bot by default.
            reply_to: a message or its id.
            thread: a forum topic.
            anonymous: as the group.
        """
        body: Json = {"chat": await self._chat(to), "text": text}
        if reply_to is not None:
            body["reply_to"] = reply_to if isinstance(reply_to, int) else reply_to["message_id"]
        if thread is not None:
            body["thread"] = thread
        if anonymous is not None:
            body["anonymous"] = anonymous
        return dict((await self._act("send", body))["message"])

    async def starts(self, payload: str | None = None, *, bot: int | None = None) -> Json:
        """Press START, or open a deep link with a payload."""
        body = {"bot": bot if bot is not None else await self.world.only_bot(), "payload": payload}
        return dict((await self._act("start", body))["message"])

    async def shares_contact(self, *, of: "Actor | None" = None, to: Where = None) -> Json:
        """Share the own contact card, or somebody else's."""
        body: Json = {"chat": await self._chat(to)}
        if of is not None:
            body["of"] = of.id
        return dict((await self._act("contact", body))["message"])

    async def sends_file(
        self, file: Path | str | bytes, *, kind: str = "document", name: str | None = None, caption: str = "", to: Where = None
    ) -> Json:
        """Send a file.

        Args:
            file: its path, or its bytes.
            kind: ``document``, ``photo`` or ``voice``.
            name: its name; that of the path by default.
            caption: text below it.
            to: where.
        """
        data = file if isinstance(file, bytes) else Path(file).read_bytes()
        shown = name or ("file.bin" if isinstance(file, bytes) else Path(file).name)
        form = aiohttp.FormData()
        form.add_field("chat", str(await self._chat(to)))
        form.add_field("kind", kind)
        form.add_field("caption", caption)
        form.add_field("file", data, filename=shown, content_type="application/octet-stream")
        return dict((await self.world.api.upload(f"/people/{self.id}/file", form))["message"])

    async def blocks(self, bot: int | None = None) -> None:
        """Block the bot."""
        await self._act("block", {"bot": bot})

    async def unblocks(self, bot: int | None = None) -> None:
        """Unblock the bot."""
        await self._act("unblock", {"bot": bot})

    async def leaves_telegram(self) -> None:
        """Delete the account."""
        await self._act("deactivate", {})

    async def votes(self, *options: int, message: Json | int | None = None, at: Where = None) -> None:
        """Vote in a poll; no options take the vote back.

        Args:
            options: the numbers of the options, from 0.
            message: the poll's message; the newest poll by default.
            at: where.
        """
        chat = await self._chat(at)
        number = message if isinstance(message, int) else message and message["message_id"]
        if number is None:
            number = next(one["message_id"] for one in reversed(await self.looks(at=at)) if "poll" in one)
        await self._act("vote", {"chat": chat, "message_id": number, "options": list(options)})

    # Looking

    async def looks(self, *, at: Where = None, limit: int = 100) -> list[Json]:
        """Look at a chat; gives its messages, oldest first."""
        found = await self.world.api.call("GET", f"/chats/{await self._chat(at)}/messages", as_=self.id, limit=limit)
        self.messages = list(found["messages"])
        return self.messages

    @property
    def last_message(self) -> Json:
        """The newest message of the chat he looked at last.

        Raises:
            NotSeen: that chat is empty.
        """
        if not self.messages:
            raise NotSeen(f"{self.name} sees an empty chat.")
        return self.messages[-1]

    @property
    def buttons(self) -> list[str]:
        """The texts of the inline buttons below the newest message that has any."""
        for message in reversed(self.messages):
            found = [button["text"] for button in _buttons(message)]
            if found:
                return found
        return []

    async def keyboard(self, *, at: Where = None) -> list[str]:
        """The texts of the reply keyboard in force."""
        found = await self.world.api.call("GET", f"/chats/{await self._chat(at)}/keyboard", as_=self.id)
        return [button["text"] for row in found.get("keyboard", []) for button in row]

    async def sees(
        self,
        what: str | re.Pattern[str] = "",
        *,
        at: Where = None,
        timeout: float | None = None,  # noqa: ASYNC109
        buttons: list[str] | None = None,
    ) -> Json:
        """Wait until a message he did not write and has not yet been shown here says something.

        A message counts as new again when it is edited. What is found, and everything before it, is remembered as
        seen: the next ``sees`` looks further.

        Args:
            what: a part of the text or caption, or a pattern searched in it; empty takes any message.
            at: where; the private chat with the only bot by default.
            timeout: how long to wait, in seconds.
            buttons: texts of buttons it must have as well.

        Returns:
            The message.

        Raises:
            NotSeen: it did not come; the error shows the chat.
        """
        chat = await self._chat(at)
        patience = self.world.patience if timeout is None else timeout
        loop_deadline = _Deadline(patience)
        event_id = (await self.world.api.call("GET", "/events"))["event_id"]
        while True:
            messages = await self.looks(at=chat)
            for message in messages:
                if self._is_new(chat, message) and _says(message, what, buttons):
                    self._remember(chat, messages, message["message_id"])
                    return message
            left = loop_deadline.left()
            if left <= 0:
                raise NotSeen(
                    f"{self.name} waited {patience} s for {words(what)} and did not see it.\n{transcript(self.name, messages)}"
                )
            event_id = await self._next_event(event_id, left)

    async def _next_event(self, event_id: int, left: float) -> int:
        found = await self.world.api.call("GET", "/events", since=event_id, timeout=max(left, _SHORTEST_POLL))
        return int(found["event_id"])

    def _is_new(self, chat: int, message: Json) -> bool:
        number = message["message_id"]
        if message["out"]:
            return False
        if number > self._seen.get(chat, 0):
            return True
        known = self._versions.get((chat, number))
        return known is not None and known != _face(message)

    def _remember(self, chat: int, messages: list[Json], until: int) -> None:
        self._seen[chat] = max(until, self._seen.get(chat, 0))
        for message in messages:
            if message["message_id"] <= self._seen[chat]:
                self._versions[chat, message["message_id"]] = _face(message)

    async def sees_nothing_new(self, *, at: Where = None, settle: float = 0.2) -> None:
        """Wait until the bots are quiet, then make sure that nothing new has come.

        Args:
            at: where.
            settle: how many seconds without a request count as quiet.

        Raises:
            NotSeen: something came; the error shows the chat.
        """
        await self.world.quiet(settle)
        chat = await self._chat(at)
        messages = await self.looks(at=chat)
        new = [message for message in messages if self._is_new(chat, message)]
        if new:
            raise NotSeen(f"{self.name} saw something new:\n{transcript(self.name, messages, new)}")

    async def has_seen_everything(self, *, at: Where = None) -> None:
        """Take everything there is now as seen."""
        chat = await self._chat(at)
        messages = await self.looks(at=chat)
        if messages:
            self._remember(chat, messages, messages[-1]["message_id"])

    # Pressing

    async def presses(
        self,
        text: str | None = None,
        *,
        data: str | None = None,
        message: Json | int | None = None,
        at: Where = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> str | None:
        """Press an inline button, or a button of the reply keyboard, and wait for the bot's answer.

        Args:
            text: the button's text, or a part of it.
            data: its exact ``callback_data`` instead.
            message: the message that has it; the newest that has such a button by default.
            at: where.
            timeout: how long to wait for the button and for the answer, in seconds.

        Returns:
            The answer's text (also kept as ``toast``), or ``None``.

        Raises:
            NotSeen: there is no such button, or no answer came; the error shows the chat.
        """
        query = await self.press_without_waiting(text, data=data, message=message, at=at, timeout=timeout)
        if query is None:
            return None
        return await self.hears(query, timeout=timeout)

    async def press_without_waiting(
        self,
        text: str | None = None,
        *,
        data: str | None = None,
        message: Json | int | None = None,
        at: Where = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> str | None:
        """Press a button and do not wait for the answer.

        Returns:
            The callback query's id for ``hears``; ``None`` when a reply keyboard's button sent its text.

        Raises:
            NotSeen: there is no such button.
        """
        chat = await self._chat(at)
        number = message["message_id"] if isinstance(message, dict) else message
        deadline = _Deadline(self.world.patience if timeout is None else timeout)
        event_id = (await self.world.api.call("GET", "/events"))["event_id"]
        while True:
            messages = await self.looks(at=chat)
            found = _find_button(messages, text, data, number)
            if found is not None:
                body = {"chat": chat, "message_id": found[0], "data": found[1]}
                return str((await self._act("press", body))["callback_query_id"])
            if text is not None and number is None and text in await self.keyboard(at=chat):
                await self.sends(text, to=chat)
                return None
            left = deadline.left()
            if left <= 0:
                wanted = words(text if text is not None else f"data={data}")
                raise NotSeen(f"{self.name} finds no button {wanted}.\n{transcript(self.name, messages)}")
            event_id = await self._next_event(event_id, left)

    async def hears(self, query_id: str, *, timeout: float | None = None) -> str | None:  # noqa: ASYNC109
        """Wait for the answer to a press.

        Raises:
            NotSeen: none came.
        """
        patience = self.world.patience if timeout is None else timeout
        answer = await self.world.api.call("GET", f"/callbacks/{query_id}", timeout=patience)
        if not answer["answered"]:
            raise NotSeen(f"The bot did not answer {self.name}'s press within {patience} s.")
        self.toast, self.alert, self.url = answer["text"], answer["show_alert"], answer["url"]
        return self.toast


class _Deadline:
    def __init__(self, seconds: float) -> None:
        self._clock = _monotonic
        self._end = self._clock() + seconds

    def left(self) -> float:
        return self._end - self._clock()


def _monotonic() -> float:
    import time  # noqa: PLC0415

    return time.monotonic()


def _buttons(message: Json) -> list[Json]:
    return [button for row in message.get("reply_markup", {}).get("inline_keyboard", []) for button in row]


def _face(message: Json) -> Json:
    hidden = {"pinned", "edited", "edit_date", "silent", "out"}
    return {key: value for key, value in message.items() if key not in hidden}


def _says(message: Json, what: str | re.Pattern[str], buttons: list[str] | None) -> bool:
    said = message.get("text") or message.get("caption") or message.get("poll", {}).get("question", "")
    if isinstance(what, str):
        if what not in said:
            return False
    elif what.search(said) is None:
        return False
    here = [button["text"] for button in _buttons(message)]
    return all(any(wanted in text for text in here) for wanted in buttons or [])


def _find_button(
    messages: list[Json], text: str | None, data: str | None, number: int | None
) -> tuple[int, str] | None:
    for message in reversed(messages):
        if number is not None and message["message_id"] != number:
            continue
        chosen = [button for button in _buttons(message) if "callback_data" in button]
        exact = [one for one in chosen if one["text"] == text or (data is not None and one["callback_data"] == data)]
        if not exact and text is not None:
            exact = [one for one in chosen if text in one["text"]]
        if exact:
            return message["message_id"], exact[0]["callback_data"]
    return None
