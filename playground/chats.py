"""Conversations: private chats, groups, supergroups and channels, with their members and messages."""

from dataclasses import dataclass
from typing import Any

from playground.kinds import ADMIN_STATUSES, CHANNEL, GROUP, MEMBER_STATUSES, PRIVATE, SUPERGROUP, Json
from playground.people import Bot, Person

# What Telegram shows as the author when an administrator writes anonymously.
GROUP_ANONYMOUS_BOT: Json = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}

_ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    # Newer than Bot API 10.1; aiogram, which speaks 10.3, cannot read an administrator without it.
    "can_send_welcome_messages",
)


@dataclass(slots=True)
class Member:
    """One seat in a group or channel.

    Attributes:
        reads_all: for a bot, whether privacy mode was off when it joined: a later switch changes nothing.
    """

    user: Json
    status: str
    anonymous: bool = False
    reads_all: bool = False

    @property
    def inside(self) -> bool:
        """Whether the seat is taken."""
        return self.status in MEMBER_STATUSES

    @property
    def admin(self) -> bool:
        """Whether the member is the owner or an administrator."""
        return self.status in ADMIN_STATUSES

    def state(self, kind: str) -> Json:
        """The seat as a ``ChatMember`` object.

        Args:
            kind: the chat's type; channels and groups give different rights.
        """
        if self.status == "creator":
            return {"status": "creator", "user": self.user, "is_anonymous": self.anonymous}
        if self.status == "administrator":
            rights: dict[str, Any] = dict.fromkeys(_ADMIN_RIGHTS, True)
            rights["can_promote_members"] = False
            rights |= (
                {"can_post_messages": True, "can_edit_messages": True, "can_manage_direct_messages": False}
                if kind == CHANNEL
                else {"can_pin_messages": True, "can_manage_topics": kind == SUPERGROUP}
            )
            seat = {"status": "administrator", "user": self.user, "can_be_edited": False}
            return {**seat, "is_anonymous": self.anonymous, **rights}
        if self.status == "kicked":
            return {"status": "kicked", "user": self.user, "until_date": 0}
        return {"status": self.status, "user": self.user}


class Message(dict[str, Any]):
    """A ``Message`` object, with what the Bot API does not show.

    Attributes:
        author: the id of the person or bot that wrote it, also where Telegram hides him.
        silent: sent with ``disable_notification``.
    """

    __slots__ = ("author", "silent")
    author: int
    silent: bool

    @classmethod
    def of(cls, author: int, fields: Json, *, silent: bool = False) -> "Message":
        """Make a message.

        Args:
            author: who wrote it.
            fields: the Bot API's fields.
            silent: sent without a sound.
        """
        message = cls(fields)
        message.author = author
        message.silent = silent
        return message


class Conversation:
    """One chat as one or more bots and people share it.

    Attributes:
        kind: ``private``, ``group``, ``supergroup`` or ``channel``.
        id: the chat id the Bot API uses (a private chat has the person's id).
        chat: the ``Chat`` object.
        messages: ``Message`` objects by id, oldest first.
        keyboards: the reply keyboard in force, by person id.
    """

    __slots__ = (
        "_audience",
        "bot",
        "chat",
        "id",
        "keyboards",
        "kind",
        "links",
        "members",
        "messages",
        "migrated_to",
        "next_id",
        "person",
        "pinned",
        "started",
        "topics",
        "unread",
    )

    def __init__(self, kind: str, chat: Json) -> None:
        self.kind = kind
        self.id: int = chat["id"]
        self.chat = chat
        self.messages: dict[int, Message] = {}
        self.members: dict[int, Member] = {}
        self.pinned: list[int] = []
        self.keyboards: dict[int, Json] = {}
        self.topics: dict[int, str] = {}
        self.unread: dict[int, int] = {}
        self.links: dict[str, Json] = {}
        self.migrated_to: int | None = None
        self.started = False
        self.bot: Bot | None = None
        self.person: Person | None = None
        self.next_id = 1
        self._audience: list[int] | None = None

    @classmethod
    def private(cls, bot: Bot, person: Person) -> "Conversation":
        """The private chat of a bot and a person."""
        user = person.user
        chat = {"id": person.id, "type": PRIVATE, "first_name": person.first_name}
        chat |= {key: user[key] for key in ("last_name", "username") if key in user}
        conversation = cls(PRIVATE, chat)
        conversation.bot, conversation.person = bot, person
        return conversation

    def is_open(self) -> bool:
        """Whether the chat is a private one that the person has started."""
        return self.kind == PRIVATE and self.started

    def key(self) -> int:
        """The chat's id as people know it: a private chat goes by the bot's id."""
        return self.bot.id if self.bot is not None else self.id

    def audience(self) -> list[int]:
        """The ids of the people who see this chat.

        The list is shared by everything that happens until a seat changes: nobody may change it.
        """
        if self._audience is None:
            if self.person is not None:
                self._audience = [self.person.id]
            else:
                seats = self.members.items()
                self._audience = [user_id for user_id, seat in seats if seat.inside and not seat.user["is_bot"]]
        return self._audience

    def sit(self, seat: Member) -> None:
        """Put a member on its seat."""
        self.members[seat.user["id"]] = seat
        self._audience = None

    def seat(self, user_id: int) -> Member | None:
        """The seat of a user, whether taken or left; ``None`` when he was never here."""
        return self.members.get(user_id)

    def state(self) -> Json:
        """The chat as the control API shows it."""
        return {
            "id": self.id,
            "type": self.kind,
            "title": self.chat.get("title"),
            "is_forum": self.chat.get("is_forum", False),
            "members": [
                {"user_id": user_id, "status": seat.status, "anonymous": seat.anonymous}
                for user_id, seat in self.members.items()
            ],
            "topics": [{"message_thread_id": thread, "name": name} for thread, name in self.topics.items()],
            "migrated_to": self.migrated_to,
        }


def noun(kind: str) -> str:
    """How Telegram's error texts name a chat of this type."""
    return {GROUP: "group chat", SUPERGROUP: "supergroup chat", CHANNEL: "channel chat"}.get(kind, "chat")
