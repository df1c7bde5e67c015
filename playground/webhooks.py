"""Webhook delivery: posts updates to a bot's own server, with retries, in order for each chat."""

import asyncio
import contextlib
import ipaddress
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import aiohttp
import orjson

from playground.errors import bad_request
from playground.kinds import Json, without_nothing
from playground.updates import Pending, UpdateQueue

if TYPE_CHECKING:
    from playground.world import World

_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{0,256}")
_DELAYS: Final = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 15.0, 60.0)
_OK: Final = range(200, 300)
_ANSWER_SECONDS: Final = 60


@dataclass(slots=True)
class Webhook:
    """Where a bot wants its updates.

    Attributes:
        secret: sent in the header ``X-Telegram-Bot-Api-Secret-Token``.
        max_connections: how many updates are posted at once.
    """

    url: str
    secret: str
    max_connections: int
    has_certificate: bool = False
    last_error_at: int | None = None
    last_error: str | None = None
    flying: set[int] = field(default_factory=set)
    lanes: set[int] = field(default_factory=set)


def check_url(url: str) -> None:
    """Refuse an address that is not on this machine; Telegram wants HTTPS, loopback needs none.

    Raises:
        ApiError: 400.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if parts.hostname == "localhost":
        return
    try:
        loopback = ipaddress.ip_address(parts.hostname).is_loopback
    except ValueError:  # a name and no address: not this machine
        loopback = False
    if not loopback:
        raise bad_request("bad webhook: the playground posts to loopback addresses only")


def check_secret(secret: str) -> None:
    """Refuse a secret token with other than 1-256 letters, digits, ``_`` and ``-``.

    Raises:
        ApiError: 400.
    """
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")


class Webhooks:
    """The webhooks of all bots.

    Args:
        world: the world, for the queues, the clock and the faults.
    """

    def __init__(self, world: "World") -> None:
        self.world = world
        self.hooks: dict[int, Webhook] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._session: aiohttp.ClientSession | None = None

    def set(self, bot_id: int, hook: Webhook) -> None:
        """Begin to post a bot's updates."""
        self._stop(bot_id)
        queue = self.world.queues[bot_id]
        self.hooks[bot_id] = hook
        queue.webhook_url = hook.url
        queue.arrived.ring()
        self._tasks[bot_id] = asyncio.get_running_loop().create_task(self._run(bot_id, hook, queue))

    def delete(self, bot_id: int) -> bool:
        """End posting.

        Returns:
            Whether there was a webhook.
        """
        self._stop(bot_id)
        self.world.queues[bot_id].webhook_url = ""
        return self.hooks.pop(bot_id, None) is not None

    def info(self, bot_id: int) -> Json:
        """The ``WebhookInfo`` object."""
        hook = self.hooks.get(bot_id)
        queue = self.world.queues[bot_id]
        return without_nothing(
            (
                ("url", hook.url if hook else ""),
                ("has_custom_certificate", hook.has_certificate if hook else False),
                ("pending_update_count", len(queue.pending)),
                ("max_connections", hook.max_connections if hook else None),
                ("ip_address", "127.0.0.1" if hook else None),
                ("last_error_date", hook.last_error_at if hook else None),
                ("last_error_message", hook.last_error if hook else None),
                ("allowed_updates", sorted(queue.allowed) if queue.allowed else None),
            )
        )

    def _stop(self, bot_id: int) -> None:
        task = self._tasks.pop(bot_id, None)
        if task is not None:
            task.cancel()

    async def close(self) -> None:
        """End all posting and the connections."""
        tasks = list(self._tasks.values())
        for bot_id in list(self._tasks):
            self._stop(bot_id)
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):  # we cancelled it
                await task
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _run(self, bot_id: int, hook: Webhook, queue: UpdateQueue) -> None:
        async with asyncio.TaskGroup() as group:
            while not queue.closing:
                queue.forget_old()
                update = _next(hook, queue)
                if update is None:
                    await queue.arrived.wait(_ANSWER_SECONDS)
                    continue
                hook.flying.add(update.id)
                hook.lanes.add(update.lane)
                group.create_task(self._deliver(bot_id, hook, queue, update))

    async def _deliver(self, bot_id: int, hook: Webhook, queue: UpdateQueue, update: Pending) -> None:
        attempt = 0
        while not await self._post(bot_id, hook, update):
            await asyncio.sleep(_DELAYS[min(attempt, len(_DELAYS) - 1)])
            attempt += 1
        if self.world.faults.strike("webhook_twice", "", None) is not None:
            await self._post(bot_id, hook, update)
        with contextlib.suppress(ValueError):  # dropped meanwhile
            queue.pending.remove(update)
        hook.flying.discard(update.id)
        hook.lanes.discard(update.lane)
        queue.consumed.ring()
        queue.arrived.ring()

    async def _post(self, bot_id: int, hook: Webhook, update: Pending) -> bool:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_ANSWER_SECONDS))
        headers = {"Content-Type": "application/json"}
        if hook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = hook.secret
        try:
            async with self._session.post(hook.url, data=update.body, headers=headers) as answer:
                body = await answer.read()
                status, reason = answer.status, answer.reason
        except (aiohttp.ClientError, TimeoutError) as error:
            self._failed(
                hook,
                "Connection refused" if isinstance(error, aiohttp.ClientConnectorError) else "Read timeout expired",
            )
            return False
        if status not in _OK:
            self._failed(hook, f"Wrong response from the webhook: {status} {reason}")
            return False
        self._call_in_answer(bot_id, body)
        return True

    def _failed(self, hook: Webhook, text: str) -> None:
        hook.last_error_at = int(self.world.clock.now())
        hook.last_error = text

    def _call_in_answer(self, bot_id: int, body: bytes) -> None:
        if not body.strip().startswith(b"{"):
            return
        try:
            params = orjson.loads(body)
        except orjson.JSONDecodeError:
            return  # Telegram ignores an answer it cannot read
        name = params.pop("method", None)
        if isinstance(name, str) and self.world.call_method is not None:
            self.world.call_method(self.world.bots[bot_id], name, params)


def _next(hook: Webhook, queue: UpdateQueue) -> Pending | None:
    if len(hook.flying) >= hook.max_connections:
        return None
    for update in queue.pending:
        if update.id not in hook.flying and update.lane not in hook.lanes:
            return update
    return None
