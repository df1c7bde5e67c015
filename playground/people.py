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
        scopes: the ``BotCommandScope`` objects behind the scope keys.
        texts: names and descriptions by kind (``name``, ``description``, ``short_description``) and language.
        menu_buttons: the menu button by chat id; the key ``None`` is the default.
    """

    token: str
    id: int
    username: str
    first_name: str
    can_read_all_group_messages: bool = False
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    scopes: dict[str, Json] = field(default_factory=dict)
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
            "commands": [
                {"scope": self.scopes[scope], "language_code": language, "commands": commands}
                for (scope, language), commands in self.commands.items()
                if commands
            ],
            "menu_button": self.menu_buttons.get(None, {"type": "commands"}),
        }
