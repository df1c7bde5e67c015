"""A person, as a tester moves him."""

import asyncio
import io
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import aiohttp

from playground.control_client import NotSeen
from playground.kinds import Json
from playground.reading import buttons_of, face, find_button, says
from playground.transcript import transcript, words

if TYPE_CHECKING:
    from playground.client import Playground, Room

_SHORTEST_POLL: Final = 0.01
Where: TypeAlias = "Room | int | None"


class Actor:
    """A person with his phone.

    Attributes:
        id: his user id, also the id of his private chat as the bot sees it.
        toast: the text of the answer to his last press.
        alert: whether that answer was an alert.
        url: the address the answer opened, such as a deep link.
        messages: the chat he looked at last, oldest message first.
    """

    def __init__(self, world: "Playground", state: Json) -> None:
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
        if not (where is None or isinstance(where, int)):
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
        self,
        file: Path | str | bytes,
        *,
        kind: str = "document",
        name: str | None = None,
        caption: str = "",
        album: str = "",
        to: Where = None,
    ) -> Json:
        """Send a file.

        Args:
            file: its path, or its bytes.
            kind: ``document``, ``photo``, ``video`` or ``voice``.
            name: its name; that of the path by default.
            caption: text below it.
            album: name of the album it belongs to; files of one name are one album.
            to: where.
        """
        data = file if isinstance(file, bytes) else await asyncio.to_thread(Path(file).read_bytes)
        shown = name or ("file.bin" if isinstance(file, bytes) else Path(file).name)
        form = aiohttp.FormData()
        form.add_field("chat", str(await self._chat(to)))
        form.add_field("kind", kind)
        form.add_field("caption", caption)
        form.add_field("album", album)
        form.add_field("file", io.BytesIO(data), filename=shown, content_type="application/octet-stream")
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
            found = [button["text"] for button in buttons_of(message)]
            if found:
                return found
        return []

    async def keyboard(self, *, at: Where = None) -> list[str]:
        """The texts of the reply keyboard in force."""
        found = await self.world.api.call("GET", f"/chats/{await self._chat(at)}/keyboard", as_=self.id)
        return [button["text"] for row in found.get("keyboard", []) for button in row]

    async def sees(
        self,
        *what: str | re.Pattern[str],
        at: Where = None,
        timeout: float | None = None,
        buttons: list[str] | None = None,
    ) -> Json:
        """Wait until a message he did not write and has not yet been shown here says something.

        A message counts as new again when it is edited. What is found, and everything before it, is remembered as
        seen: the next ``sees`` looks further.

        Args:
            what: parts of the text or caption, or patterns searched in it, all in one message; none takes any.
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
                if self._is_new(chat, message) and says(message, what, buttons):
                    self._remember(chat, messages, message["message_id"])
                    return message
            left = loop_deadline.left()
            if left <= 0:
                shown = transcript(self.name, messages)
                raise NotSeen(f"{self.name} waited {patience} s for {words(*what)} and did not see it.\n{shown}")
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
        return known is not None and known != face(message)

    def _remember(self, chat: int, messages: list[Json], until: int) -> None:
        self._seen[chat] = max(until, self._seen.get(chat, 0))
        for message in messages:
            if message["message_id"] <= self._seen[chat]:
                self._versions[chat, message["message_id"]] = face(message)

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
        timeout: float | None = None,
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
        timeout: float | None = None,
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
            found = find_button(messages, text, data, number)
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

    async def hears(self, query_id: str, *, timeout: float | None = None) -> str | None:
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
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        return self._end - time.monotonic()
