"""One call of a method: its parameters, and the register of methods."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import orjson

from playground.access import require_writable, resolve
from playground.chats import Conversation
from playground.errors import bad_request
from playground.files import Upload
from playground.kinds import Json
from playground.markup import Markup, read_markup
from playground.people import Bot
from playground.recorder import Entry
from playground.world import World


class Raw:
    """A result that is JSON already."""

    __slots__ = ("body",)

    def __init__(self, body: bytes) -> None:
        self.body = body


class Call:
    """One call.

    Attributes:
        params: the parameters as they came: text from forms, anything from JSON.
        files: the uploaded files by their field name.
        entry: its place in the record.
    """

    __slots__ = ("bot", "entry", "files", "params", "world")

    def __init__(self, world: World, bot: Bot, params: Json, files: dict[str, Upload], entry: Entry) -> None:
        self.world = world
        self.bot = bot
        self.params = params
        self.files = files
        self.entry = entry

    def text(self, name: str) -> str | None:
        """A parameter as text; absent, null and numbers are told apart."""
        value = self.params.get(name)
        if value is None or isinstance(value, str):
            return value
        return orjson.dumps(value).decode()

    def integer(self, name: str, default: int | None = None) -> int | None:
        """A parameter as a whole number.

        Raises:
            ApiError: it is no number.
        """
        value = self.params.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (OverflowError, TypeError, ValueError):
            raise bad_request(f"can't parse {name}: expected an Integer") from None

    def number(self, name: str) -> int:
        """A required whole number; 0 when absent, as Telegram reads it."""
        return self.integer(name) or 0

    def boolean(self, name: str) -> bool:
        """A parameter as yes or no: ``true``, ``1`` and ``yes`` are yes."""
        value = self.params.get(name)
        return value is True or value == 1 or (isinstance(value, str) and value.lower() in {"true", "yes", "1"})

    def json(self, name: str) -> Any:
        """A parameter that is an object or a list, whichever way it was encoded.

        Raises:
            ApiError: it is text that is no JSON.
        """
        value = self.params.get(name)
        if isinstance(value, str):
            if not value:
                return None
            try:
                return orjson.loads(value)
            except orjson.JSONDecodeError:
                raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None
        return value

    def integers(self, name: str) -> list[int] | None:
        """A parameter that is a list of whole numbers; ``None`` when it is no list.

        Raises:
            ApiError: an item is no number.
        """
        given = self.json(name)
        if not isinstance(given, list):
            return None
        try:
            return [int(one) for one in given]
        except (OverflowError, TypeError, ValueError):
            raise bad_request(f"can't parse {name.replace('_', ' ')}: expected an Array of Integer") from None

    def chat(self, name: str = "chat_id") -> Conversation:
        """The chat a parameter names.

        Raises:
            ApiError: no such chat.
        """
        return resolve(self.world, self.bot, self.params.get(name))

    def writable_chat(self) -> Conversation:
        """The chat to write to.

        Raises:
            ApiError: no such chat, or the bot may not write there.
        """
        chat = resolve(self.world, self.bot, self.params.get("chat_id"))
        require_writable(chat, self.bot)
        return chat

    def markup(self, kind: str) -> Markup:
        """The ``reply_markup``.

        Args:
            kind: the type of the chat it goes to.
        """
        return read_markup(self.json("reply_markup"), kind)

    def spend(self, chat: Conversation, count: int = 1, *, overall: bool = True) -> None:
        """Count messages in the budgets.

        Raises:
            ApiError: 429.
        """
        paid = self.boolean("allow_paid_broadcast")
        self.world.budgets.spend(self.bot.id, chat.id, count, paid=paid, overall=overall)

    def accept(self, message_id: int) -> None:
        """Note in the record that the message exists now, whatever becomes of the answer."""
        self.entry.message_id = message_id
        self.entry.accepted = time.monotonic()


Handler = Callable[[Call], Any | Awaitable[Any]]
H = TypeVar("H", bound=Handler)


@dataclass(slots=True, frozen=True)
class Method:
    """A registered method.

    Attributes:
        name: its name as Telegram writes it.
        params: the names of the parameters it reads or knowingly ignores.
    """

    name: str
    handler: Handler
    params: frozenset[str]


METHODS: Final[dict[str, Method]] = {}

SEND: Final = (
    "business_connection_id chat_id message_thread_id direct_messages_topic_id disable_notification protect_content"
    " allow_paid_broadcast message_effect_id suggested_post_parameters reply_parameters reply_markup"
)
CAPTION: Final = "caption parse_mode caption_entities show_caption_above_media"


def method(name: str, params: str = "") -> Callable[[H], H]:
    """Register a method.

    Args:
        name: its name as Telegram writes it; callers may use any case.
        params: the parameters it knows, separated by blanks.
    """

    def register(handler: H) -> H:
        METHODS[name.lower()] = Method(name, handler, frozenset(params.split()))
        return handler

    return register
