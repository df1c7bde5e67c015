"""One world: people, bots, chats, messages, one clock, and the record of what happened."""

import re
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from playground.alarms import Alarms
from playground.budgets import Budgets
from playground.callbacks import Callbacks
from playground.chats import Conversation, Member, Message
from playground.clock import Clock
from playground.errors import ApiError, ControlError
from playground.events import Events
from playground.faults import Faults
from playground.files import FileStore
from playground.kinds import CHANNEL, GROUP, SUPERGROUP, Json
from playground.people import Bot, Person
from playground.recorder import Recorder
from playground.updates import UpdateQueue
from playground.waiting import Bell
from playground.webhooks import Webhooks

if TYPE_CHECKING:
    from playground.ballots import Ballot

_TOKEN: Final = re.compile(r"(\d{1,15}):[A-Za-z0-9_-]{1,100}")
_FIRST_PERSON: Final = 5_000_000_001
_FIRST_SUPERGROUP: Final = -1_001_000_000_001
_FIRST_GROUP: Final = -4_000_001


@dataclass(slots=True)
class Settings:
    """How much the world keeps.

    Attributes:
        messages: how many messages in all; the oldest are dropped.
        requests: how many requests the record keeps.
        events: how many events the stream keeps.
        callback_seconds: how long a press may be answered.
        file_bytes: how many bytes of files are kept.
    """

    messages: int = 100_000
    requests: int = 100_000
    events: int = 20_000
    callback_seconds: float = 15.0
    file_bytes: int = 256 * 1024 * 1024


class World:
    """Everything one server knows.

    Args:
        settings: how much is kept.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.clock = Clock()
        self.events = Events(self.settings.events)
        self.recorder = Recorder(self.settings.requests)
        self.files = FileStore(self.settings.file_bytes)
        self.budgets = Budgets(time.monotonic)
        self.faults = Faults()
        self.callbacks = Callbacks(self.clock, self.settings.callback_seconds)
        self.webhooks = Webhooks(self)
        self.alarms = Alarms(self.clock)
        self.ballots: dict[str, Ballot] = {}
        self.ended = Bell()
        self.people: dict[int, Person] = {}
        self.bots: dict[int, Bot] = {}
        self.queues: dict[int, UpdateQueue] = {}
        self.groups: dict[int, Conversation] = {}
        self.private: dict[tuple[int, int], Conversation] = {}
        self.closing = False
        # Set by the dispatcher: how a webhook's answer calls a method.
        self.call_method: Callable[[Bot, str, Json], None] | None = None
        self._kept: deque[tuple[Conversation, int]] = deque()
        self._next_message = 1
        self._next_person = _FIRST_PERSON
        self._next_group = _FIRST_GROUP
        self._next_supergroup = _FIRST_SUPERGROUP

    # People and bots

    def bot(self, token: str) -> Bot:
        """The bot of a token, made on its first call.

        Raises:
            ApiError: 401 when the token has not the right shape, or is not the one the bot began with.
        """
        match = _TOKEN.fullmatch(token)
        if match is None:
            raise ApiError(404, "Not Found")
        number = int(match[1])
        known = self.bots.get(number)
        if known is None:
            return self.add_bot(Bot(token, number, f"playground_{number}_bot", f"Bot {number}"))
        if known.token != token:
            raise ApiError(401, "Unauthorized")
        return known

    def add_bot(self, bot: Bot) -> Bot:
        """Add a bot and its update queue."""
        self.bots[bot.id] = bot
        self.queues[bot.id] = UpdateQueue(self.clock)
        return bot

    def configure_bot(
        self,
        token: str,
        username: str | None = None,
        first_name: str | None = None,
        *,
        can_read_all_group_messages: bool | None = None,
    ) -> Bot:
        """Name a bot, or switch its privacy mode.

        Args:
            token: its token.
            username: new user name, without ``@``.
            first_name: new name.
            can_read_all_group_messages: privacy mode off; groups it is in already keep the old behaviour.
        """
        try:
            bot = self.bot(token)
        except ApiError as error:
            raise ControlError("bad_token", "A token looks like 123456:ABC and belongs to one bot.") from error
        bot.username = username or bot.username
        bot.first_name = first_name or bot.first_name
        if can_read_all_group_messages is not None:
            bot.can_read_all_group_messages = can_read_all_group_messages
        bot.refresh()
        return bot

    def new_person_id(self) -> int:
        """An id nobody has."""
        while self._next_person in self.people or self._next_person in self.bots:
            self._next_person += 1
        return self._next_person

    def add_person(self, person: Person) -> Person:
        """Add a person.

        Raises:
            ControlError: the id is taken.
        """
        if person.id in self.people or person.id in self.bots:
            raise ControlError("id_taken", f"There is already somebody with the id {person.id}.")
        self.people[person.id] = person
        self.events.publish("person", person=person.id, people=[person.id])
        return person

    def user(self, user_id: int) -> Json | None:
        """The ``User`` object of a person or a bot."""
        found = self.people.get(user_id) or self.bots.get(user_id)
        return found.user if found is not None else None

    # Chats

    def conversation(self, bot: Bot, person: Person) -> Conversation:
        """The private chat of the two, made when there is none."""
        key = (bot.id, person.id)
        found = self.private.get(key)
        if found is None:
            found = self.private[key] = Conversation.private(bot, person)
        return found

    def add_group(self, kind: str, title: str, *, is_forum: bool = False, username: str | None = None) -> Conversation:
        """Add a group, supergroup or channel without members."""
        if kind == GROUP:
            number, self._next_group = self._next_group, self._next_group - 1
        else:
            number, self._next_supergroup = self._next_supergroup, self._next_supergroup - 1
        chat: Json = {"id": number, "title": title, "type": kind}
        if username:
            chat["username"] = username
        if is_forum:
            chat["is_forum"] = True
        group = self.groups[number] = Conversation(kind, chat)
        return group

    def group_named(self, username: str) -> Conversation | None:
        """The public group or channel with this user name."""
        for group in self.groups.values():
            if group.chat.get("username", "").lower() == username.lower():
                return group
        return None

    def bots_in(self, group: Conversation) -> list[tuple[Bot, Member]]:
        """The bots that sit in a group, each with its seat."""
        return [
            (self.bots[seat.user["id"]], seat) for seat in group.members.values() if seat.user["is_bot"] and seat.inside
        ]

    def share_a_group(self, bot: Bot, person: Person) -> bool:
        """Whether a bot can know a person although he never started it."""
        return any(
            (mine := group.seat(bot.id)) is not None
            and mine.inside
            and (his := group.seat(person.id)) is not None
            and his.inside
            for group in self.groups.values()
        )

    # Messages

    def new_message_id(self, chat: Conversation) -> int:
        """The next message id: supergroups and channels count by themselves, all others share one counter."""
        if chat.kind in {SUPERGROUP, CHANNEL}:
            number = chat.next_id
            chat.next_id += 1
            return number
        number = self._next_message
        self._next_message += 1
        return number

    def keep(self, chat: Conversation, message: Message) -> None:
        """Store a message; the oldest of the world falls out beyond the setting."""
        number = message["message_id"]
        chat.messages[number] = message
        self._kept.append((chat, number))
        if len(self._kept) > self.settings.messages:
            old_chat, old_number = self._kept.popleft()
            gone = old_chat.messages.pop(old_number, None)
            if gone is not None and "poll" in gone:
                self.ballots.pop(gone["poll"]["id"], None)

    def close(self) -> None:
        """Wake every long poll so that it ends now."""
        self.closing = True
        self.ended.ring()
        self.events.bell.ring()
        self.clock.moved.ring()
        self.callbacks.answered.ring()
        self.recorder.changed.ring()
        for queue in self.queues.values():
            queue.closing = True
            queue.arrived.ring()
            queue.consumed.ring()
