"""The library's bot, with two ways past its objects: updates as they came, and calls whose answers nobody reads.

Building an ``Update`` of a press costs a quarter of a millisecond, a ``Message`` of an answer as much again; who
presses in a crowd waits for all of them (``benchmarks.rollcall``). Transport, limiter and the reading of errors are
the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, cast

import orjson
from telegram.ext import ExtBot
from telegram.request import RequestData

from bot.limiter import Alarm
from bot.transport import AiohttpRequest
from services.names import Lane


class JsonBody:
    """What a transport asks of ``telegram.request.RequestData``, for parameters that are plain JSON already.

    The library's own class wraps each parameter, looks for files in it, and may not be derived from.

    Args:
        parameters: As Telegram names them, none of them None.
    """

    __slots__ = ("parameters",)

    contains_files = False
    multipart_data: Mapping[str, Any] = MappingProxyType({})

    def __init__(self, parameters: dict[str, Any]) -> None:
        self.parameters = parameters

    @property
    def json_parameters(self) -> dict[str, str]:
        """Each value as text, for transports that speak forms."""
        return {
            name: value if isinstance(value, str) else orjson.dumps(value).decode()
            for name, value in self.parameters.items()
        }


class TelegramBot(ExtBot[Any]):
    """A bot on our transport.

    Args:
        token: Its token.
        listening: The transport long polls are made with.
        more: What ``ExtBot`` takes.
    """

    def __init__(self, token: str, *, listening: AiohttpRequest, **more: Any) -> None:
        super().__init__(token, get_updates_request=listening, **more)
        self._listening = listening

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"  # the library's own shows the token

    async def raw_updates(
        self, *, offset: int | None, hold: int, allowed_updates: list[str], read_timeout: float, limit: int = 100
    ) -> list[dict[str, Any]]:
        """``getUpdates``; the updates as they came.

        Args:
            offset: Confirms every update before it.
            hold: Seconds Telegram may hold an empty answer.
            allowed_updates: The kinds that are wanted.
            read_timeout: Seconds of silence after which the answer is given up.
            limit: Most updates.

        Raises:
            telegram.error.TelegramError: As the library raises them.
        """
        asked = {"offset": offset, "timeout": hold, "limit": limit, "allowed_updates": allowed_updates}
        body = JsonBody({name: value for name, value in asked.items() if value is not None})
        found = await self._listening.post(
            f"{self.base_url}/getUpdates", cast("RequestData", body), read_timeout=read_timeout
        )
        return cast("list[dict[str, Any]]", found)

    async def call(self, endpoint: str, body: dict[str, Any], lane: Lane | Alarm = Lane.INTERACTIVE) -> Any:
        """A method with plain parameters; its result as it came.

        Args:
            endpoint: The method, as Telegram names it.
            body: Parameters as Telegram names them, none of them None.
            lane: Which of the limiter's.

        Raises:
            telegram.error.TelegramError: As the library raises them.
            services.fence.ClaimLost: The claim this is done under has run out.
        """
        data = cast("RequestData", JsonBody(body))
        limiter = self.rate_limiter
        url = f"{self.base_url}/{endpoint}"
        if limiter is None:
            return await self.request.post(url, data)
        return await limiter.process_request(
            self.request.post, (url, data), {}, endpoint=endpoint, data=body, rate_limit_args=lane
        )
