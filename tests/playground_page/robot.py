"""A tiny bot and a stage hand: plain HTTP calls, so that the page is tested against the server alone."""

from typing import Any

import aiohttp

TOKEN = "700001:page-tests"
BOT = 700001

Json = dict[str, Any]


class Robot:
    """Calls the Bot API as a bot, and the control API to set the stage."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self.http = http
        self.url = url

    async def bot(self, method: str, **params: Any) -> Any:
        """A Bot API call that must succeed; its result."""
        async with self.http.post(f"{self.url}/bot{TOKEN}/{method}", json=params) as answer:
            body = await answer.json()
        assert body["ok"], body
        return body["result"]

    async def refused(self, method: str, **params: Any) -> Json:
        """A Bot API call that must fail; the answer."""
        async with self.http.post(f"{self.url}/bot{TOKEN}/{method}", json=params) as answer:
            body: Json = await answer.json()
        assert not body["ok"], body
        return body

    async def upload(self, method: str, files: dict[str, tuple[str, bytes, str]], **params: str) -> Any:
        """A Bot API call with files: field → (name, bytes, type)."""
        form = aiohttp.FormData()
        for key, value in params.items():
            form.add_field(key, value)
        for key, (name, data, kind) in files.items():
            form.add_field(key, data, filename=name, content_type=kind)
        async with self.http.post(f"{self.url}/bot{TOKEN}/{method}", data=form) as answer:
            body = await answer.json()
        assert body["ok"], body
        return body["result"]

    async def control(self, path: str, **body: Any) -> Json:
        """A control call that must succeed."""
        async with self.http.post(f"{self.url}/control/{path}", json=body) as answer:
            result: Json = await answer.json()
        assert answer.status == 200, result
        return result

    async def look(self, path: str, **query: str | int) -> Json:
        """Read something from the control API."""
        async with self.http.get(f"{self.url}/control/{path}", params=query) as answer:
            result: Json = await answer.json()
        assert answer.status == 200, result
        return result

    async def person(self, number: int, name: str, **more: Any) -> Json:
        """Add a person."""
        return await self.control("people", id=number, first_name=name, **more)

    async def says(self, person: int, text: str, **more: Any) -> Any:
        """The bot writes to a person."""
        return await self.bot("sendMessage", chat_id=person, text=text, **more)

    async def updates(self, offset: int = 0) -> list[Json]:
        """What waits for the bot."""
        found: list[Json] = await self.bot("getUpdates", offset=offset, timeout=0)
        return found

    async def next_press(self) -> Json:
        """The callback query that comes next."""
        for update in await self._wait("callback_query"):
            if "callback_query" in update:
                query: Json = update["callback_query"]
                return query
        raise AssertionError("no press arrived")

    async def _wait(self, kind: str) -> list[Json]:
        found: list[Json] = []
        offset = 0
        while not any(kind in update for update in found):
            batch: list[Json] = await self.bot("getUpdates", offset=offset, timeout=5)
            assert batch, f"no {kind} arrived"
            found += batch
            offset = batch[-1]["update_id"] + 1
        return found
