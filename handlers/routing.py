"""The register of everything a person can do. A handler that declares no need cannot be registered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from services.access import Need

if TYPE_CHECKING:
    from handlers.turn import Turn

Run = Callable[["Turn"], Awaitable[None]]

#: Telegram's limit for the data of a button, in bytes.
BUTTON_DATA_BYTES = 64


class Kind(Enum):
    """How a handler is reached."""

    COMMAND = "command"
    BUTTON = "button"
    FORM = "form"
    CONTACT = "contact"
    DOCUMENT = "document"
    START = "start"
    CODE = "code"
    TEXT = "text"
    ANSWER = "answer"
    GROUP_COMMAND = "group_command"
    GROUP_REPLY = "group_reply"
    CHANNEL_POST = "channel_post"
    CHAT_EVENT = "chat_event"


@dataclass(frozen=True)
class Route:
    """One thing a person can do.

    Attributes:
        kind: How it is reached.
        name: The command without its slash; the first field of button data; ``kind.step`` of a form; the prefix of a
            deep-link payload; the name of a chat event.
        need: What the gate demands.
        run: The handler.
        takes_words: Of a form: words that stand for a command elsewhere are answers to it; but for those that leave.
    """

    kind: Kind
    name: str
    need: Need
    run: Run
    takes_words: bool = False


class Router:
    """Collects routes; two handlers may not share a name."""

    def __init__(self) -> None:
        self._routes: dict[tuple[Kind, str], Route] = {}

    def add(self, kind: Kind, name: str, need: Need, *, takes_words: bool = False) -> Callable[[Run], Run]:
        """Register a handler (as a decorator).

        Raises:
            ValueError: The name is taken or does not fit button data.
        """
        if (kind, name) in self._routes:
            raise ValueError(f"{kind.value} {name!r} is taken")
        if kind is Kind.BUTTON and (":" in name or len(name.encode()) > BUTTON_DATA_BYTES // 2):
            raise ValueError(f"{name!r} does not fit button data")

        def register(run: Run) -> Run:
            self._routes[kind, name] = Route(kind, name, need, run, takes_words)
            return run

        return register

    def find(self, kind: Kind, name: str) -> Route | None:
        """The route of that kind and name, if any."""
        return self._routes.get((kind, name))

    def routes(self) -> list[Route]:
        """Every route, for dispatch tables, command lists and the tests that enumerate them."""
        return sorted(self._routes.values(), key=lambda route: (route.kind.value, route.name))


#: The product's one register; handler modules add to it when they are imported (``handlers.features``).
ROUTER = Router()


def command(name: str, need: Need) -> Callable[[Run], Run]:
    """A slash command in the private chat."""
    return ROUTER.add(Kind.COMMAND, name, need)


def group_command(name: str, need: Need) -> Callable[[Run], Run]:
    """A slash command in a group."""
    return ROUTER.add(Kind.GROUP_COMMAND, name, need)


def button(name: str, need: Need) -> Callable[[Run], Run]:
    """An inline button; its data is ``name`` or ``name:subject`` or ``name:subject:more`` (see ``data``)."""
    return ROUTER.add(Kind.BUTTON, name, need)


def form(name: str, need: Need, *, takes_words: bool = False) -> Callable[[Run], Run]:
    """The next answer to a form: text, contact or document, while a draft ``kind.step`` of this name is open."""
    return ROUTER.add(Kind.FORM, name, need, takes_words=takes_words)


def start(prefix: str, need: Need) -> Callable[[Run], Run]:
    """A deep link ``/start <prefix><rest>``; the prefix is one letter, ``""`` is ``/start`` alone or unknown."""
    return ROUTER.add(Kind.START, prefix, need)


def contact(need: Need) -> Callable[[Run], Run]:
    """A shared contact outside any form."""
    return ROUTER.add(Kind.CONTACT, "", need)


def document(need: Need) -> Callable[[Run], Run]:
    """A document outside any form."""
    return ROUTER.add(Kind.DOCUMENT, "", need)


def code(shape: str, need: Need) -> Callable[[Run], Run]:
    """A code typed in the private chat outside any form: ``letters`` (8 letters or digits) or ``digits`` (6 digits)."""
    return ROUTER.add(Kind.CODE, shape, need)


def text(need: Need) -> Callable[[Run], Run]:
    """Whatever else is said in the private chat, when nothing better fits."""
    return ROUTER.add(Kind.TEXT, "", need)


def answer(name: str, need: Need) -> Callable[[Run], Run]:
    """A reply in the private chat to a question of ``handlers.prompts``; what it is about is the first argument."""
    return ROUTER.add(Kind.ANSWER, name, need)


def group_reply(need: Need) -> Callable[[Run], Run]:
    """A plain text in a group that replies to a message of the bot's."""
    return ROUTER.add(Kind.GROUP_REPLY, "", need)


def channel_post(need: Need) -> Callable[[Run], Run]:
    """A text posted in a channel the bot administers."""
    return ROUTER.add(Kind.CHANNEL_POST, "", need)


def chat_event(name: str, need: Need) -> Callable[[Run], Run]:
    """Something that happened to a chat: ``blocked``, ``unblocked``, ``joined``, ``left``, ``migrated``."""
    return ROUTER.add(Kind.CHAT_EVENT, name, need)


def data(name: str, *args: str | int) -> str:
    """Button data.

    Raises:
        ValueError: It does not fit Telegram's 64 bytes, or a field holds the separator.
    """
    fields = [name, *map(str, args)]
    if any(":" in one for one in fields):
        raise ValueError("a field holds the separator")
    text = ":".join(fields)
    if len(text.encode()) > BUTTON_DATA_BYTES:
        raise ValueError(f"{text!r} does not fit {BUTTON_DATA_BYTES} bytes")
    return text
