"""From an update to its handler.

::

    update ── answer the button at once ── identify the actor ── find the route ── the gate ── handler ── reply
                                                                    │              │
                                            unknown: menu ──────────┘              └── a domain error is a sentence

What is not caught here reaches the process's one boundary (``bot.boundary``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import structlog
from telegram import Bot, ChatMember, Message, MessageEntity, Update
from telegram.constants import ChatType
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter

import texts
from handlers import group_polls, prompts
from handlers.refusals import reach_after
from handlers.routing import Kind, Route, Router
from handlers.turn import MESSENGER, Turn
from services import access, accounts, drafts
from services.access import STRANGER, Actor, Status
from services.drafts import Form
from services.errors import DomainError, NotAllowed
from services.house import House
from services.names import Reach

log = structlog.get_logger(__name__)

_GONE = (ChatMember.LEFT, ChatMember.BANNED)
_LETTERS = re.compile(r"[0-9A-Za-z]{4}[ -]?[0-9A-Za-z]{4}\Z")
#: Commands whose words leave a form, whatever it asks for.
_LEAVE = ("cancel", "menu", "help")
_DIGITS = re.compile(r"[0-9]{3}[ -]?[0-9]{3}\Z")


@dataclass(frozen=True)
class _Found:
    route: Route
    args: list[str]


class Dispatcher:
    """Finds the handler of an update, asks the gate and runs it.

    Args:
        house: The process's things.
        router: The filled register.
        username: The bot's username, without ``@``; commands in groups may name it.
    """

    def __init__(self, house: House, router: Router, username: str) -> None:
        self._house = house
        self._router = router
        self._username = username.lower()
        self._words = _keywords(router)

    async def handle(self, update: Update, bot: Bot, *, trace: bool = True) -> None:
        """Run one update to its end.

        Args:
            update: What came.
            bot: The messenger.
            trace: Whether it may be noted that this person was here; False for what is confidential.

        Raises:
            Exception: Whatever is no ``DomainError``; the boundary reports it.
        """
        if update.poll_answer is not None:
            await group_polls.voted(self._house, update)
            return
        if update.callback_query is not None:
            await _answer(update)
        turn = await self._turn(update, bot, trace=trace)
        if turn is None:
            return
        found = self._find(turn)
        if found is None:
            return
        turn.args = found.args
        try:
            await self._gate(turn, found.route)
            await found.route.run(turn)
        except DomainError as error:
            await self._refuse(turn, error, trace=trace)
        except Forbidden as error:
            if not trace:
                return
            # He blocked the bot between asking and being answered; what he asked for is done.
            log.info("answer_refused", reason=error.message)
            if turn.chat.type != ChatType.PRIVATE:
                return  # put out of a group or muted there: that says nothing about the person
            await accounts.note_reach(self._house, MESSENGER, _address(update), reach_after(error))
            return
        if trace:
            await self._note_day(turn)

    async def _note_day(self, turn: Turn) -> None:
        """Once a day, when he has been answered: he was heard of."""
        actor = turn.actor
        if (
            actor.account_id is not None
            and turn.update.my_chat_member is None
            and actor.heard_on != self._house.today()
        ):
            await accounts.note_day(self._house, actor.account_id)

    # --- who ----------------------------------------------------------------------------------------------------

    async def _turn(self, update: Update, bot: Bot, *, trace: bool) -> Turn | None:
        if update.effective_chat is None:
            return None
        house, address = self._house, _address(update)
        actor: Actor = STRANGER
        form: Form | None = None
        if address:
            async with house.db.read() as session:
                actor = await access.identify(session, MESSENGER, address, house.today())
                if actor.account_id is not None:
                    form = await drafts.get(session, actor.account_id, house.now())
        if trace and not actor.reachable and update.my_chat_member is None:
            await accounts.note_reach(house, MESSENGER, address, Reach.REACHABLE)
        private = update.effective_chat.type == ChatType.PRIVATE
        return Turn(house=house, bot=bot, update=update, actor=actor, form=form if private else None)

    # --- which --------------------------------------------------------------------------------------------------

    def _find(self, turn: Turn) -> _Found | None:
        update = turn.update
        if update.callback_query is not None:
            return self._button(update.callback_query.data or "")
        if update.my_chat_member is not None:
            return self._chat_event(turn)
        if update.channel_post is not None:
            return self._plain(Kind.CHANNEL_POST) if update.channel_post.text else None
        message = update.message
        if message is None:
            return None  # edited messages and what later features ask for
        if turn.chat.type == ChatType.PRIVATE:
            return self._private(turn, message)
        return self._group(turn, message)

    def _button(self, data: str) -> _Found | None:
        name, *args = data.split(":")
        route = self._router.find(Kind.BUTTON, name)
        # A button of an older version: show where things are today.
        return _Found(route, args) if route else self._named(Kind.COMMAND, "menu")

    def _chat_event(self, turn: Turn) -> _Found | None:
        change = turn.chat_change
        if change is None:
            return None
        was, now = change.old_chat_member.status in _GONE, change.new_chat_member.status in _GONE
        if turn.chat.type == ChatType.PRIVATE:
            return self._named(Kind.CHAT_EVENT, "blocked" if now else "unblocked")
        if now:
            return self._named(Kind.CHAT_EVENT, "left")
        return self._named(Kind.CHAT_EVENT, "joined" if was else "rights_changed")

    def _private(self, turn: Turn, message: Message) -> _Found | None:
        replied = message.reply_to_message
        if replied is not None and replied.text and replied.from_user is not None and replied.from_user.is_bot:
            answered = prompts.asked(replied.text)
            if answered is not None:
                return self._named(Kind.ANSWER, *answered)
        command = _command(message)
        if command is not None:
            name, words = command
            if name == "start":
                return self._start(words)
            return self._named(Kind.COMMAND, name, words) or self._plain(Kind.TEXT)
        word = self._words.get(turn.text.lower())
        if word is not None and not (
            word not in _LEAVE and (found := self._filled_in(turn)) and found.route.takes_words
        ):
            # Also while a form is open: 取消 must never be taken for a name.
            return self._named(Kind.COMMAND, word)
        if turn.form is not None and turn.form.standing and (found := self._code(turn, "digits", _DIGITS)):
            return found  # whoever keeps the record of a meeting checks in there himself
        return self._filled_in(turn) or self._typed(turn, message)

    def _filled_in(self, turn: Turn) -> _Found | None:
        return self._named(Kind.FORM, f"{turn.form.kind}.{turn.form.step}") if turn.form is not None else None

    def _typed(self, turn: Turn, message: Message) -> _Found | None:
        if message.contact is not None:
            return self._plain(Kind.CONTACT)
        if message.document is not None:
            return self._plain(Kind.DOCUMENT)
        return self._code(turn, "digits", _DIGITS) or self._code(turn, "letters", _LETTERS) or self._plain(Kind.TEXT)

    def _code(self, turn: Turn, shape: str, pattern: re.Pattern[str]) -> _Found | None:
        return self._named(Kind.CODE, shape, [turn.text]) if pattern.match(turn.text) else None

    def _start(self, words: list[str]) -> _Found | None:
        payload = words[0] if words else ""
        if payload and (route := self._router.find(Kind.START, payload[0])):
            return _Found(route, [payload[1:]])
        return self._named(Kind.START, "")

    def _group(self, turn: Turn, message: Message) -> _Found | None:
        if message.migrate_to_chat_id is not None:
            return self._named(Kind.CHAT_EVENT, "migrated", [str(message.migrate_to_chat_id)])
        command = _command(message, self._username)
        if command is not None:
            return self._named(Kind.GROUP_COMMAND, command[0], command[1])
        replied = message.reply_to_message
        if (
            message.text
            and replied is not None
            and replied.from_user is not None
            and replied.from_user.id == turn.bot.id
        ):
            return self._plain(Kind.GROUP_REPLY)
        return None

    def _named(self, kind: Kind, name: str, args: list[str] | None = None) -> _Found | None:
        route = self._router.find(kind, name)
        return _Found(route, args or []) if route else None

    def _plain(self, kind: Kind) -> _Found | None:
        return self._named(kind, "")

    # --- may he -------------------------------------------------------------------------------------------------

    async def _gate(self, turn: Turn, route: Route) -> None:
        need = route.need
        subject: int | None = None
        if need.scope.names_a_subject:
            subject = turn.subject_id
        async with self._house.db.read() as session:
            await access.check(session, turn.actor, need, subject)

    async def _refuse(self, turn: Turn, error: DomainError, *, trace: bool) -> None:
        if trace:
            log.info("refused", code=error.code)
        if turn.chat.type != ChatType.PRIVATE:
            await turn.say_html(turn.text_of(f"error-{error.code}", **error.fields))
            return
        unregistered = turn.actor.status < Status.MEMBER and not turn.actor.is_administrator
        if isinstance(error, NotAllowed) and (unregistered or turn.actor.office_warning_due):
            # Not registered: whatever he pressed or typed, the way in is the same, and it tells nothing. The office
            # meets its warning there.
            entrance = self._router.find(Kind.START, "")
            if entrance is not None and entrance.need.status is Status.ANYONE:
                await entrance.run(replace(turn, args=[]))
                return
        await turn.say_html(turn.text_of(f"error-{error.code}", **error.fields))


def _address(update: Update) -> str:
    """The messenger's id of the person; empty for channels and anonymous administrators."""
    user = update.effective_user
    message = update.effective_message
    if user is None or (update.callback_query is None and message is not None and message.sender_chat is not None):
        return ""
    return str(user.id)


def _command(message: Message, username: str | None = None) -> tuple[str, list[str]] | None:
    """The command at the start of a message and the words after it; in groups only when it is meant for this bot."""
    if not message.text or not message.entities:
        return None
    first = message.entities[0]
    if first.type != MessageEntity.BOT_COMMAND or first.offset != 0:
        return None
    name, _, addressee = message.text[1 : first.length].partition("@")
    if username is not None and addressee and addressee.lower() != username:
        return None
    return name.lower(), message.text[first.length :].split()


def _keywords(router: Router) -> dict[str, str]:
    """Typed words that do what a command does, in every language: ``word-<command> = 党费, 交党费``."""
    keys = {f"word-{route.name}": route.name for route in router.routes() if route.kind is Kind.COMMAND}
    words: dict[str, str] = {}
    for language in texts.LANGUAGES:
        for key, name in keys.items():
            if key in texts.keys(language):
                for word in re.split(r"[,，、]", texts.plain(language, key)):
                    words[word.strip().lower()] = name
    return words


async def _answer(update: Update) -> None:
    """Answer the press before any work, so that the phone's spinner stops; whether it does, the work is done."""
    if update.callback_query is None:
        return
    try:
        await update.callback_query.answer()
    except BadRequest as error:
        # An old press delivered again: it is still worked on, only nobody waits for the spinner.
        if "query is too old" not in error.message.lower() and "query id is invalid" not in error.message.lower():
            raise
        log.info("press_answered_late")
    except (NetworkError, RetryAfter) as error:
        log.warning("press_not_answered", reason=type(error).__name__)
