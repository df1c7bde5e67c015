"""The register of control routes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from playground.acts import find_chat, find_person
from playground.chats import Conversation
from playground.errors import ControlError
from playground.files import Upload
from playground.kinds import Json
from playground.people import Bot, Person
from playground.world import World


@dataclass(slots=True)
class Request:
    """One control request.

    Attributes:
        path: the variable parts of the path.
        query: the query string's fields.
        params: the body's fields.
        files: the body's files.
    """

    world: World
    path: tuple[str, ...]
    query: dict[str, str]
    params: Json
    files: dict[str, Upload]

    def person(self) -> Person:
        """The person the path names first."""
        return find_person(self.world, int(self.path[0]))

    def chat(self, person: Person | None, chat_id: Any) -> Conversation:
        """A chat as that person names it."""
        return find_chat(self.world, person, chat_id)

    def bot(self) -> Bot:
        """The bot named in the body; the only bot when none is named.

        Raises:
            ControlError: there is no such bot.
        """
        bots = self.world.bots
        number = self.params.get("bot")
        if number is None and len(bots) == 1:
            return next(iter(bots.values()))
        found = bots.get(int(number)) if number is not None else None
        if found is None:
            raise ControlError("no_such_bot", f"There is no bot {number}.", 404)
        return found

    def seconds(self) -> float:
        """The ``timeout`` of a long poll, at most 60 s."""
        return min(max(float(self.query.get("timeout", 0)), 0), 60)


Handler = Callable[[Request], Any]
H = TypeVar("H", bound=Handler)

ROUTES: Final[list[tuple[str, str, Handler]]] = []


def route(verb: str, pattern: str) -> Callable[[H], H]:
    """Register a route.

    Args:
        verb: the HTTP method.
        pattern: a regular expression for the path behind ``/control``.
    """

    def register(handler: H) -> H:
        ROUTES.append((verb, pattern, handler))
        return handler

    return register
