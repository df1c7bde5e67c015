"""Who takes part: people and bots."""

from dataclasses import dataclass, field

from playground.kinds import Json, without_nothing


@dataclass(slots=True)
class Person:
    """A person with a phone.

    Attributes:
        phone: the number his contact card shows; bots see it only when he shares it.
        label: free text for the page.
        blocked: ids of the bots he blocked.
    """

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    phone: str | None = None
    language_code: str | None = "zh-hans"
    label: str | None = None
    deactivated: bool = False
    blocked: set[int] = field(default_factory=set)
    user: Json = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.user = without_nothing(
            (
                ("id", self.id),
                ("is_bot", False),
                ("first_name", self.first_name),
                ("last_name", self.last_name),
                ("username", self.username),
                ("language_code", self.language_code),
            )
        )

    def state(self) -> Json:
        """The person as the control API shows him."""
        return {
            "id": self.id,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "username": self.username,
            "phone": self.phone,
            "language_code": self.language_code,
            "label": self.label,
            "deactivated": self.deactivated,
            "blocked": sorted(self.blocked),
        }


@dataclass(slots=True)
class Bot:
    """A bot: whoever calls with a token of the right shape.

    Attributes:
        commands: command lists by scope key and language code.
        texts: names and descriptions by kind (``name``, ``description``, ``short_description``) and language.
        menu_buttons: the menu button by chat id; the key ``None`` is the default.
    """

    token: str
    id: int
    username: str
    first_name: str
    can_read_all_group_messages: bool = False
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_buttons: dict[int | None, Json] = field(default_factory=dict)
    user: Json = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Make the ``User`` object again after a name changed."""
        self.user = {"id": self.id, "is_bot": True, "first_name": self.first_name, "username": self.username}

    def state(self) -> Json:
        """The bot as the control API shows it."""
        return {
            "id": self.id,
            "token": self.token,
            "username": self.username,
            "first_name": self.first_name,
            "can_read_all_group_messages": self.can_read_all_group_messages,
            "commands": self.commands_for(None, None),
            "menu_button": self.menu_buttons.get(None, {"type": "commands"}),
        }

    def commands_for(self, chat_id: int | None, language: str | None) -> list[Json]:
        """The commands a person sees in his private chat: the narrowest scope that has a list.

        Args:
            chat_id: the person's id, or ``None`` for nobody in particular.
            language: his language code.
        """
        scopes = [f"chat:{chat_id}", "all_private_chats", "default"]
        for scope in scopes:
            for code in (_two_letters(language), ""):
                commands = self.commands.get((scope, code))
                if commands:
                    return commands
        return []


def _two_letters(language: str | None) -> str:
    return (language or "").split("-")[0]
