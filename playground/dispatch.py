"""From a request of a bot to the answer: record, faults, method, errors."""

import asyncio
import inspect
from typing import Any, Final

import orjson

from playground.errors import ApiError, CutConnection
from playground.faults import Fault
from playground.files import Upload
from playground.kinds import Json
from playground.methods import METHODS, Call, Method, Raw
from playground.people import Bot
from playground.recorder import Entry
from playground.world import World

_HTTP_TEXTS: Final = {
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


def failure(error: ApiError) -> bytes:
    """The body of an error answer."""
    body: Json = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    return orjson.dumps(body)


class Dispatcher:
    """Calls methods.

    Args:
        world: the world they act in.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        world.call_method = self.call_in_answer

    def begin(self, bot: Bot, name: str, params: Json, files: dict[str, Upload]) -> tuple[Method, Entry]:
        """Note a request in the record.

        Args:
            bot: who asks.
            name: the method's name in any case.
            params: the parameters.
            files: the uploads.

        Raises:
            ApiError: 404, there is no such method.
        """
        method = METHODS.get(name.lower())
        if method is None:
            raise ApiError(404, "Not Found: method not found")
        entry = self.world.recorder.begin(self.world.clock.now(), bot.id, method.name, params)
        if not params.keys() <= method.params:
            known = method.params
            entry.unknown = tuple(key for key in params if key not in known)
        if files:
            entry.files = tuple(f"{key}={upload.name}" for key, upload in files.items())
        return method, entry

    async def answer(self, bot: Bot, method: Method, entry: Entry, files: dict[str, Upload]) -> tuple[int, bytes]:
        """Do what a request asks.

        Args:
            bot: who asks.
            method: the method.
            entry: its place in the record, completed here.
            files: the uploads.

        Returns:
            The HTTP status and the body.

        Raises:
            CutConnection: a fault cuts the connection instead of an answer.
        """
        faults = self.world.faults
        try:
            if faults.active:
                await self._before(method, entry)
            result = method.handler(Call(self.world, bot, entry.params, files, entry))
            if inspect.isawaitable(result):
                result = await result
        except ApiError as error:
            entry.ok = False
            entry.error_code = error.code
            entry.description = error.description
            if error.parameters:
                entry.retry_after = error.parameters.get("retry_after")
            self._tell(entry)
            return error.code, failure(error)
        entry.ok = True
        body = _success(result)
        self._tell(entry)
        if faults.active:
            self._after(method, entry)
        return 200, body

    async def _before(self, method: Method, entry: Entry) -> None:
        name = method.name.lower()
        latency = self._strike("latency", name, entry)
        if latency is not None:
            jitter = latency.number("jitter")
            await self.pause(latency.number("seconds") + latency.dice.uniform(-jitter, jitter))
        if self._strike("drop_before", name, entry) is not None:
            raise CutConnection
        flood = self._strike("flood", name, entry)
        if flood is not None:
            seconds = int(flood.number("retry_after", 5))
            raise ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
        broken = self._strike("http_error", name, entry)
        if broken is not None:
            status = int(broken.number("status", 500))
            raise ApiError(status, str(broken.settings.get("description", _HTTP_TEXTS.get(status, "Error"))))

    def _after(self, method: Method, entry: Entry) -> None:
        if self._strike("drop_after", method.name.lower(), entry) is not None:
            raise CutConnection

    def _strike(self, kind: str, name: str, entry: Entry) -> Fault | None:
        return self.world.faults.strike(kind, name, entry.chat_id)

    async def pause(self, seconds: float) -> None:
        """Wait, but not beyond the server's end."""
        await self.world.ended.until(lambda: self.world.closing, seconds)

    def _tell(self, entry: Entry) -> None:
        if entry.method != "getUpdates":
            self.world.events.publish(
                "request",
                n=entry.n,
                method=entry.method,
                chat=entry.chat_id,
                ok=entry.ok,
                description=entry.description,
            )

    def call_in_answer(self, bot: Bot, name: str, params: Json) -> None:
        """Do what a webhook's answer asks; its result goes nowhere.

        Args:
            bot: whose webhook answered.
            name: the method.
            params: the other fields of the answer.
        """
        try:
            method, entry = self.begin(bot, name, params, {})
        except ApiError:
            return  # Telegram tells nobody about an unknown method in an answer
        task = asyncio.get_running_loop().create_task(self.answer(bot, method, entry, {}))
        task.add_done_callback(lambda done: self._answered(done, entry))

    def _answered(self, done: asyncio.Task[Any], entry: Entry) -> None:
        self.world.recorder.end(entry, delivered=False)
        if not done.cancelled() and not isinstance(done.exception(), CutConnection):
            done.result()


def _success(result: Any) -> bytes:
    if type(result) is Raw:
        return b'{"ok":true,"result":' + result.body + b"}"
    return b'{"ok":true,"result":' + orjson.dumps(result) + b"}"
