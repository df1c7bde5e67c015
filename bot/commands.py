"""The messenger's command menus: for everyone, for groups, and for each person what he may use, in his language.

The lists come from the register and the catalogues. What a chat shows is remembered in its account's row, so a restart
asks nothing again, and a role that begins or ends on its day is noticed at the next tick.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable

import structlog
from telegram import Bot, BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter

import texts
from handlers.commands import description_key, in_groups, visible
from handlers.routing import Router
from handlers.turn import MESSENGER
from services import commands
from services.access import STRANGER, Actor
from services.commands import Reader
from services.house import House

log = structlog.get_logger(__name__)

#: Seconds between two looks at who may do what.
LOOK_EVERY = 30.0
#: Chats that are told in one look; the rest waits for the next.
_AT_ONCE = 50
#: People who are looked at together, and in one look; in a larger house the next look goes on behind them.
_PAGE, _PAGES = 500, 4


def _listed(language: str, names: list[str]) -> list[BotCommand]:
    return [BotCommand(name, texts.plain(language, description_key(name))) for name in names]


def _fingerprint(language: str, listed: list[BotCommand]) -> str:
    """What a chat shows, in 40 characters: another list or another wording is another fingerprint."""
    text = "\n".join(f"{one.command} {one.description}" for one in listed)
    return f"{texts.language_of(language)}:{hashlib.sha256(text.encode()).hexdigest()[:24]}"


class CommandMenus:
    """Keeps the command menus what they should be.

    Args:
        house: The house.
        bot: The bot.
        router: The filled register.
    """

    def __init__(self, house: House, bot: Bot, router: Router) -> None:
        self._house = house
        self._bot = bot
        self._router = router
        self._published = False
        self._after = 0
        self._lists: dict[Hashable, tuple[list[BotCommand], str]] = {}

    async def look(self) -> int:
        """Set what is missing. Returns how many chats were told."""
        try:
            if not self._published:
                await self._publish()
                self._published = True
            return await self._tell()
        except RetryAfter as error:
            log.warning("commands_wait", seconds=str(error.retry_after))
        except (BadRequest, Forbidden):
            raise
        except NetworkError as error:
            log.warning("commands_wait", reason=type(error).__name__)
        return 0

    async def _publish(self) -> None:
        """What everyone sees before he is known, and what groups see, in every language; the first is the default."""
        for language in texts.LANGUAGES:
            code = None if language == texts.LANGUAGES[0] else language
            everyone = _listed(language, visible(self._router, STRANGER))
            await self._bot.set_my_commands(everyone, scope=BotCommandScopeAllPrivateChats(), language_code=code)
            groups = _listed(language, in_groups(self._router))
            await self._bot.set_my_commands(groups, scope=BotCommandScopeAllGroupChats(), language_code=code)

    async def _tell(self) -> int:
        told = 0
        for _ in range(_PAGES):
            page = await commands.readers(self._house, MESSENGER, after=self._after, many=_PAGE)
            for reader in page:
                if told == _AT_ONCE:
                    return told
                told += await self._set(reader)
                self._after = reader.actor.account_id or self._after
            if len(page) < _PAGE:
                self._after = 0
                break
        return told

    async def _set(self, reader: Reader) -> bool:
        """Tell one chat what it shows, unless it does; whether it was told."""
        actor = reader.actor
        listed, wanted = self._wanted(actor)
        if wanted == reader.shown or actor.account_id is None:
            return False
        try:
            await self._bot.set_my_commands(listed, scope=BotCommandScopeChat(int(reader.address)))
        except (BadRequest, Forbidden) as error:
            # The chat is gone; asking again at every tick would not bring it back.
            log.info("commands_refused", reason=type(error).__name__)
        await commands.note_shown(self._house, actor.account_id, wanted)
        return True

    def _wanted(self, actor: Actor) -> tuple[list[BotCommand], str]:
        """What somebody shall see, and its fingerprint; thousands see the same."""
        roles = frozenset(grant.role for grant in actor.grants)
        key = (actor.language, actor.status, actor.is_administrator, roles)
        if key not in self._lists:
            listed = _listed(actor.language, visible(self._router, actor))
            self._lists[key] = (listed, _fingerprint(actor.language, listed))
        return self._lists[key]
