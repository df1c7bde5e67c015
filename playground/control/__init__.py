"""The control API: people act, the clock moves, faults happen, records are read."""

import re
from collections.abc import Awaitable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

import orjson

from playground.bodies import read_body
from playground.control import acting, knobs, setting_up, watching
from playground.control.routes import ROUTES, Request
from playground.errors import ApiError, ControlError
from playground.world import World

__all__ = ["Control", "acting", "knobs", "setting_up", "watching"]

_COMPILED = [(verb, re.compile(pattern), handler) for verb, pattern, handler in ROUTES]


class Control:
    """Answers control requests.

    Args:
        world: the world.
    """

    def __init__(self, world: World) -> None:
        self.world = world

    async def answer(self, scope: MutableMapping[str, Any], body: bytes) -> tuple[int, bytes]:
        """Do what a control request asks.

        Args:
            scope: the ASGI scope.
            body: the request's body.

        Returns:
            The HTTP status and a JSON body.
        """
        try:
            result = self._route(scope, body)
            if isinstance(result, Awaitable):
                result = await result
        except ControlError as error:
            return error.status, orjson.dumps({"error": {"code": error.code, "message": error.message}})
        except ApiError as error:
            return 400, orjson.dumps({"error": {"code": "bad_request", "message": error.description}})
        except (KeyError, TypeError, ValueError) as error:
            # The caller left something out or sent another type: his mistake, and he must see which.
            message = f"{type(error).__name__}: {error}"
            return 400, orjson.dumps({"error": {"code": "bad_request", "message": message}})
        return 200, orjson.dumps(result, option=orjson.OPT_NON_STR_KEYS)

    def _route(self, scope: MutableMapping[str, Any], body: bytes) -> Any:
        path: str = scope["path"].removeprefix("/control")
        for verb, pattern, handler in _COMPILED:
            match = pattern.fullmatch(path) if verb == scope["method"] else None
            if match is not None:
                headers = dict(scope["headers"])
                kind = headers.get(b"content-type", b"application/json").decode("latin-1")
                params, files = read_body(kind, b"", body)
                query = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
                return handler(Request(self.world, match.groups(), query, params, files))
        raise ControlError("no_such_address", f"There is no {scope['method']} /control{path}.", 404)
