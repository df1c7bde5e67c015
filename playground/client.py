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

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final, Self

import aiohttp

from playground.actor import Actor
from playground.control_client import Api, NotSeen, PlaygroundError, WorldClock
from playground.kinds import Json

__all__ = ["Actor", "Api", "NotSeen", "Playground", "PlaygroundError", "Room", "WorldClock"]

PATIENCE: Final = 15.0


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
        self,
        method: str | None = None,
        chat: "int | Actor | Room | None" = None,
        since: int = 0,
        limit: int | None = None,
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

    async def quiet(self, settle: float = 0.2, timeout: float = PATIENCE) -> int:
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

    async def seat(
        self, who: "Actor | int", status: str, *, anonymous: bool = False, by: "Actor | None" = None
    ) -> None:
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
