"""The page for the projector in the hall: ``/projector/SECRET`` full screen, ``…/now`` what it shows at this moment.

The secret in the address is the key; whatever is none gets 404. The page holds no name and stores nothing; it asks for
the next code by itself when the running one ends, and takes the old one away when it cannot.
"""

from __future__ import annotations

import asyncio
import secrets
from functools import lru_cache
from http import HTTPStatus
from typing import Any

import segno
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

import texts
from services import rollcall
from services.house import House
from services.meetings import type_key
from services.questions.shapes import LETTERS
from services.quizzes import live
from services.quizzes.live import Face
from services.rollcall.wall import PATH, Wall, wall
from web.projector_page import PAGE

_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
#: Longest secret that is looked at.
_LONGEST = 64


@lru_cache(maxsize=64)
def qr_svg(link: str) -> str:
    """A link as a QR picture: SVG that scales to whatever holds it."""
    return str(segno.make(link, error="m").svg_inline(scale=1, border=2, omitsize=True, dark="#111", light="#fff"))


class Projector:
    """Answers requests for the hall's screen.

    Args:
        house: The process's things.
        username: The bot's, without ``@``: the QR picture opens it.
    """

    def __init__(self, house: House, username: str) -> None:
        self._house = house
        self._username = username
        # Pages ask together when a slot ends; a person's press must not wait behind them.
        self._turns = asyncio.Semaphore(2)

    @property
    def routes(self) -> list[Route]:
        """Where it answers."""
        return [
            Route(PATH + "/{secret}", self.page, methods=["GET"]),
            Route(PATH + "/{secret}/now", self.now, methods=["GET"]),
        ]

    async def _wall(self, request: Request) -> Wall | None:
        async with self._turns:
            return await wall(self._house, str(request.path_params["secret"])[:_LONGEST])

    async def page(self, request: Request) -> Response:
        """The page itself."""
        if await self._wall(request) is None:
            return Response(status_code=HTTPStatus.NOT_FOUND, headers=_HEADERS)
        language = _language(request)
        nonce = secrets.token_urlsafe(16)
        policy = f"default-src 'none'; connect-src 'self'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'"
        words = {
            "__LANGUAGE__": language,
            "__NONCE__": nonce,
            "__TITLE__": texts.plain(language, "projector-title"),
            "__HOW__": texts.plain(language, "projector-how"),
            "__LOST__": texts.plain(language, "projector-lost"),
        }
        html = PAGE
        for hole, word in words.items():
            html = html.replace(hole, word)
        return HTMLResponse(html, headers=_HEADERS | {"Content-Security-Policy": policy})

    async def now(self, request: Request) -> Response:
        """What the page shows at this moment."""
        found = await self._wall(request)
        if found is None:
            return Response(status_code=HTTPStatus.NOT_FOUND, headers=_HEADERS)
        language = _language(request)
        face = await live.face(self._house, found.meeting_id)
        kinds = [texts.plain(language, type_key(one)) for one in found.types]
        link = f"https://t.me/{self._username}?start={rollcall.LINK_PREFIX}{found.code.payload}"
        shown = bool(found.code.digits)
        return JSONResponse(
            {
                "phase": found.code.phase.value,
                "title": found.title or texts.plain(language, "list-separator").join(kinds),
                "organisation": found.organisation,
                "digits": f"{found.code.digits[:3]} {found.code.digits[3:]}" if shown else "",
                "qr": qr_svg(link) if shown else "",
                "link": link if shown else "",
                "seconds": found.seconds,
                "counts": texts.plain(language, "projector-counts", came=found.came, expected=found.expected),
                "say": _say(language, found),
                "quiz": _quiz(language, face) if face is not None else None,
            },
            headers=_HEADERS,
        )


def _quiz(language: str, face: Face) -> dict[str, Any]:
    """A quiz that runs, as the page draws it: numbers, nobody's name."""
    asked = face.asked
    if asked is None:
        soon = texts.plain(language, "live-page-soon")
        return {"head": face.title, "stem": soon, "options": [], "seconds": 0, "limit": 1, "counts": "", "why": ""}
    two = [texts.plain(language, key) for key in ("quizzes-true", "quizzes-false")]
    chosen = face.chosen
    most = max(sum(chosen), 1) if chosen is not None else 1
    options = [
        {
            "text": f"{letter}. {text}" if asked.options else text,
            "count": texts.plain(language, "live-page-option", count=chosen[place]) if chosen is not None else "",
            "share": chosen[place] / most if chosen is not None else 0,
            "right": chosen is not None and place in asked.right,
        }
        for place, (letter, text) in enumerate(zip(LETTERS, asked.options or two, strict=False))
    ]
    return {
        "head": texts.plain(language, "live-page-head", position=face.position, total=face.total),
        "stem": asked.stem,
        "options": options,
        "seconds": face.seconds,
        "limit": face.limit,
        "counts": texts.plain(language, "live-page-counts", answered=face.answered, people=face.people),
        "why": " ".join(f"{asked.explanation} {asked.source}".split()) if chosen is not None else "",
    }


def _say(language: str, found: Wall) -> str:
    if found.code.digits:
        return ""
    if found.code.phase is rollcall.Phase.EARLY:
        return texts.plain(language, "projector-early", opens=found.opens)
    return texts.plain(language, "projector-over")


def _language(request: Request) -> str:
    return texts.language_of(request.headers.get("accept-language"))
