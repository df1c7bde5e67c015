"""``GET /calendar/<secret>.ics``: a calendar for programs that subscribe; whoever has the address reads it.

::

    too many at once? ──> 429        no such address? ──> 404, after the same look-up        unchanged? ──> 304
                                            └──────────────── yes, there is ──────────────> the file

The address is looked up at every request, so one that was withdrawn is over at once; the file is written anew at most
every half minute. Nothing about an address is logged.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus

import structlog
from prometheus_client import Counter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import texts
from services import annual_plan
from services.annual_plan import Feed
from services.house import House

log = structlog.get_logger(__name__)

ANSWERS = Counter("zhibu_calendar_answers_total", "Answers to requests for calendars.", ["status"])

#: Requests a second that are looked at, and how many may come at once: a program asks a few times a day.
RATE, BURST = 20.0, 60.0
#: Seconds a file is given out again as it was written.
FRESH = 30.0
#: Seconds a program may keep it.
_KEEP = 900
#: Files kept, and addresses whose last change is remembered.
_MOST_FILES, _MOST_KNOWN = 64, 5_000
#: Longer ones are none of ours.
_LONGEST = 200

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


@dataclass(frozen=True)
class _File:
    """A calendar as it was written.

    Attributes:
        changed_at: When this content was first seen here, UTC, whole seconds.
        written: By the monotonic clock.
    """

    body: bytes
    tag: str
    changed_at: dt.datetime
    written: float


class Shelf:
    """Files written a moment ago, and when each calendar last changed. What is forgotten is only written again."""

    def __init__(self, tick: Callable[[], float] = time.monotonic, fresh: float = FRESH) -> None:
        self._tick = tick
        self._fresh = fresh
        self._files: OrderedDict[str, _File] = OrderedDict()
        self._changes: OrderedDict[str, tuple[str, dt.datetime]] = OrderedDict()
        self._tokens, self._filled = BURST, tick()

    def admits(self) -> bool:
        """Whether one more request may be looked at now."""
        now = self._tick()
        self._tokens = min(BURST, self._tokens + (now - self._filled) * RATE)
        self._filled = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def get(self, key: str) -> _File | None:
        """A file that is still fresh."""
        found = self._files.get(key)
        return found if found is not None and self._tick() - found.written < self._fresh else None

    def put(self, key: str, body: bytes, now: dt.datetime) -> _File:
        """Keep a file."""
        tag = hashlib.sha256(body).hexdigest()[:32]
        before = self._changes.pop(key, None)
        changed_at = before[1] if before is not None and before[0] == tag else now.replace(microsecond=0)
        self._changes[key] = (tag, changed_at)
        made = _File(body, tag, changed_at, self._tick())
        self._files.pop(key, None)
        self._files[key] = made
        while len(self._files) > _MOST_FILES:
            self._files.popitem(last=False)
        while len(self._changes) > _MOST_KNOWN:
            self._changes.popitem(last=False)
        return made


class CalendarFeed:
    """Answers requests for calendars.

    Args:
        house: The process's things.
        shelf: What was written lately.
    """

    def __init__(self, house: House, shelf: Shelf | None = None) -> None:
        self._house = house
        self._shelf = shelf or Shelf()
        # Programs come together at the full hour; a person's press must not wait behind them.
        self._turns = asyncio.Semaphore(2)

    @property
    def route(self) -> Route:
        """Where it answers."""
        return Route("/calendar/{name:path}", self.answer, methods=["GET"])

    async def answer(self, request: Request) -> Response:
        """One request."""
        made = await self._answer(request)
        ANSWERS.labels(str(made.status_code)).inc()
        return made

    async def _answer(self, request: Request) -> Response:
        if not self._shelf.admits():
            return Response(status_code=HTTPStatus.TOO_MANY_REQUESTS, headers=_HEADERS | {"Retry-After": "60"})
        secret = str(request.path_params["name"])[:_LONGEST].removesuffix(".ics")
        async with self._turns:
            feed = await annual_plan.find(self._house, secret)
            if feed is None:
                return Response(status_code=HTTPStatus.NOT_FOUND, headers=_HEADERS | {"Cache-Control": "no-store"})
            file = self._shelf.get(secret) or await self._written(secret, feed)
        headers = _HEADERS | {
            "ETag": f'"{file.tag}"',
            "Last-Modified": format_datetime(file.changed_at, usegmt=True),
            "Cache-Control": f"private, max-age={_KEEP}",
        }
        if _unchanged(request, file):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response(file.body, headers=headers, media_type="text/calendar")

    async def _written(self, secret: str, feed: Feed) -> _File:
        from texts.calendar_file import calendar_file  # noqa: PLC0415 - costs memory where nobody subscribes

        found = await annual_plan.read(self._house, feed)
        title = texts.plain(
            feed.language, "annual-plan-title-own" if found.own else "annual-plan-title-of", organisation=found.name
        )
        body = await asyncio.to_thread(calendar_file, feed.language, title, found.events, found.zone)
        return self._shelf.put(secret, body, self._house.now())


def _unchanged(request: Request, file: _File) -> bool:
    """Whether the program has this very file: by its tag, or where it names none, by the time it got it."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return tags.strip() == "*" or any(one.strip().removeprefix("W/") == f'"{file.tag}"' for one in tags.split(","))
    since = request.headers.get("if-modified-since")
    if since is None:
        return False
    try:
        return file.changed_at <= parsedate_to_datetime(since)
    except (ValueError, TypeError):  # a date nobody can read: he gets the file anew
        return False
