"""How the tester's library talks to the control API."""

from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import orjson

from playground.kinds import Json


class PlaygroundError(Exception):
    """The control API refused.

    Args:
        code: the machine-readable code.
        message: what it said.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


class NotSeen(AssertionError):
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
