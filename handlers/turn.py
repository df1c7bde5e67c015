"""One turn of a conversation: what came in, who it is from, and how to answer. Telegram types end here."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from telegram import (
    Bot,
    Chat,
    ChatMemberUpdated,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    KeyboardButton,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
    User,
)
from telegram.constants import ChatType, ParseMode
from telegram.error import BadRequest

import texts
from handlers.incoming import SentFile, SentMaterial, SentNote, SharedContact
from handlers.refusals import NotEdited, can_not_be_deleted, is_deleted, why_not_edited
from services.access import Actor, identify
from services.drafts import Form
from services.errors import BadInput, NotAllowed
from services.house import House
from services.jobs import Claim
from services.outbox import Button

MESSENGER = "telegram"
#: Keys are 64-bit.
_LARGEST_ID = 2**63
#: A larger page or place is none; so much fits whatever is reckoned with it.
_LARGEST_NUMBER = 2**31 - 1
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

Buttons = Sequence[Sequence[Button]]


@dataclass
class Turn:
    """What a handler is given.

    Attributes:
        house: The process's things, for service calls.
        actor: Who acts; replaced by ``refresh`` after he has become somebody else (registered, consented).
        args: Fields of the button data after the name; words after a command; the rest of a deep link.
        form: The open draft this turn answers, or None.
        job: What a worker is doing for him; None: this is the person's own turn.
    """

    house: House
    bot: Bot
    update: Update
    actor: Actor
    args: list[str] = field(default_factory=list)
    form: Form | None = None
    job: Claim | None = None

    # --- what came in -------------------------------------------------------------------------------------------

    @property
    def user(self) -> User | None:
        """The Telegram user, None for an anonymous administrator or a channel."""
        return self.update.effective_user

    @property
    def chat(self) -> Chat:
        """The chat it happened in.

        Raises:
            NotAllowed: The update belongs to no chat.
        """
        chat = self.update.effective_chat
        if chat is None:
            raise NotAllowed
        return chat

    @property
    def message(self) -> Message | None:
        """The message: the one sent, or the one whose button was pressed."""
        return self.update.effective_message

    @property
    def pressed(self) -> bool:
        """Whether an inline button was pressed."""
        return self.update.callback_query is not None

    @property
    def text(self) -> str:
        """What was typed, without white space at the ends; empty when it was something else."""
        return (self.message.text or "").strip() if self.message is not None and not self.pressed else ""

    @property
    def contact(self) -> SharedContact | None:
        """The shared contact, if that is what came."""
        found = self.message.contact if self.message is not None else None
        if found is None or self.user is None:
            return None
        return SharedContact(found.phone_number, own=found.user_id == self.user.id)

    @property
    def file(self) -> SentFile | None:
        """The document, if that is what came."""
        found = self.message.document if self.message is not None and not self.pressed else None
        return SentFile(found.file_id, found.file_name or "", found.file_size or 0) if found is not None else None

    @property
    def material(self) -> SentMaterial:
        """The document or photo that came.

        Raises:
            BadInput: Neither.
        """
        message = self.message if not self.pressed else None
        if message is not None and message.document is not None:
            found = message.document
            return SentMaterial("DOCUMENT", found.file_id, found.file_unique_id, found.file_name or "")
        if message is not None and message.photo:
            photo = message.photo[-1]  # the largest
            return SentMaterial("PHOTO", photo.file_id, photo.file_unique_id, "")
        raise BadInput

    @property
    def note(self) -> SentNote | None:
        """The text, voice note, photo or document that came, if it is one of them."""
        message = self.message if not self.pressed else None
        if message is None:
            return None
        at = (message.text or message.caption or "").strip(), message.date, message.message_id
        album = message.media_group_id or ""
        if message.text:
            return SentNote("TEXT", *at)
        if message.voice is not None:
            voice = message.voice
            length = voice.duration if isinstance(voice.duration, int) else int(voice.duration.total_seconds())
            return SentNote("VOICE", *at, voice.file_id, voice.file_unique_id, seconds=length)
        if message.photo or message.document is not None:
            found = self.material
            kind = "PHOTO" if message.photo else "FILE"
            return SentNote(kind, *at, found.file_id, found.unique_id, found.name, album=album)
        return None

    @property
    def chat_change(self) -> ChatMemberUpdated | None:
        """How the bot's own place in a chat changed, if that is what came."""
        return self.update.my_chat_member

    @property
    def account_id(self) -> int:
        """The actor's account.

        Raises:
            NotAllowed: He has none yet.
        """
        if self.actor.account_id is None:
            raise NotAllowed
        return self.actor.account_id

    @property
    def subject_id(self) -> int:
        """The first argument as a number.

        Raises:
            BadInput: There is none.
        """
        return self.id_at(0)

    def id_at(self, place: int) -> int:
        """The argument at a place as the id of a row.

        Raises:
            BadInput: There is none, or no row can have it.
        """
        try:
            number = int(self.args[place])
        except (IndexError, ValueError) as error:
            raise BadInput from error
        if not 0 < number < _LARGEST_ID:
            raise BadInput  # forged: a number no table can hold
        return number

    def number_at(self, place: int, default: int = 1) -> int:
        """The argument at a place as a whole number, nothing below nought.

        Args:
            place: From 0.
            default: What it is where there is none.

        Raises:
            BadInput: It is there and is no number.
        """
        if len(self.args) <= place:
            return default
        try:
            return min(max(int(self.args[place]), 0), _LARGEST_NUMBER)
        except ValueError as error:
            raise BadInput from error

    async def refresh(self) -> None:
        """Look again who acts, after he has become somebody else."""
        if self.user is not None:
            async with self.house.db.read() as session:
                self.actor = await identify(session, MESSENGER, str(self.user.id), self.house.today())

    def in_private(self) -> Turn:
        """The same person as his own chat would be spoken to."""
        return _InPrivate(self.house, self.bot, self.update, self.actor, self.args, self.form)

    # --- answering ----------------------------------------------------------------------------------------------

    @property
    def language(self) -> str:
        """The person's language; a stranger's is guessed from his app. A group is spoken to in Chinese."""
        if self.chat.type != ChatType.PRIVATE:
            return texts.LANGUAGES[0]
        if self.actor.account_id is None and self.user is not None:
            return texts.language_of(self.user.language_code)
        return self.actor.language

    def plain(self, key: str, /, **variables: Any) -> str:
        """A sentence without markup in the person's language."""
        return texts.plain(self.language, key, **variables)

    def text_of(self, key: str, /, **variables: Any) -> str:
        """A sentence as HTML in the person's language."""
        return texts.say(self.language, key, **variables)

    def inline(self, buttons: Buttons) -> InlineKeyboardMarkup | None:
        """Rows of buttons in the person's language."""
        if not buttons:
            return None
        return InlineKeyboardMarkup(
            [
                [
                    InlineKeyboardButton(self.plain(one.key, **one.vars), callback_data=one.data, url=one.url)
                    for one in row
                ]
                for row in buttons
            ]
        )

    async def post_html(self, text: str, *, buttons: Buttons = ()) -> int:
        """Send one message of HTML made of catalogue sentences, at most a message long; gives its id."""
        sent = await self.bot.send_message(
            self.chat.id,
            text,
            parse_mode=ParseMode.HTML,
            reply_markup=self.inline(buttons),
            message_thread_id=self._thread,
            link_preview_options=_NO_PREVIEW,
        )
        return sent.message_id

    async def delete_own(self, message_id: int) -> None:
        """Delete an older message of the bot's own in this chat; one that is gone is gone."""
        try:
            await self.bot.delete_message(self.chat.id, message_id)
        except BadRequest as error:
            if not is_deleted(error) and not can_not_be_deleted(error):
                raise

    async def say(self, key: str, /, *, buttons: Buttons = (), **variables: Any) -> None:
        """Send a new message (several, when it is long; the buttons go under the last)."""
        await self.say_html(self.text_of(key, **variables), buttons=buttons)

    async def say_html(self, text: str, *, buttons: Buttons = ()) -> None:
        """Send HTML made of catalogue sentences; split at paragraphs when it is long."""
        pieces = texts.parts(text)
        for number, piece in enumerate(pieces, 1):
            await self.bot.send_message(
                self.chat.id,
                piece,
                parse_mode=ParseMode.HTML,
                reply_markup=self.inline(buttons) if number == len(pieces) else None,
                message_thread_id=self._thread,
                link_preview_options=_NO_PREVIEW,
            )

    async def show(self, key: str, /, *, buttons: Buttons = (), **variables: Any) -> None:
        """Change the screen: edit the pressed message in place, or send a new one where nothing was pressed."""
        await self.show_html(self.text_of(key, **variables), buttons=buttons)

    async def show_html(self, text: str, *, buttons: Buttons = ()) -> None:
        """Like ``show``, with HTML made of catalogue sentences."""
        pieces = texts.parts(text)
        if not self.pressed or self.message is None or len(pieces) > 1:
            await self.say_html(text, buttons=buttons)
            return
        if not await self.edit_own(self.message.message_id, pieces[0], buttons=buttons):
            await self.say_html(text, buttons=buttons)

    async def show_lines(self, lines: Iterable[str], *, buttons: Buttons = ()) -> None:
        """Like ``show_html``, with lines of it."""
        await self.show_html("\n".join(lines), buttons=buttons)

    async def edit_own(self, message_id: int, text: str, *, buttons: Buttons = ()) -> bool:
        """Change an older message of the bot's own in this chat; False: it can no longer be changed.

        Args:
            message_id: Which.
            text: HTML made of catalogue sentences, at most a message long.
            buttons: What stands under it from now on.
        """
        try:
            await self.bot.edit_message_text(
                text,
                chat_id=self.chat.id,
                message_id=message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=self.inline(buttons),
                link_preview_options=_NO_PREVIEW,
            )
        except BadRequest as error:
            why = why_not_edited(error)
            if why is None:
                raise
            return why is NotEdited.SAME
        return True

    async def ask_reply(self, text: str) -> None:
        """Send a question of HTML that is answered by a reply to it (``handlers.prompts``)."""
        await self.bot.send_message(
            self.chat.id,
            text,
            parse_mode=ParseMode.HTML,
            reply_markup=ForceReply(),
            link_preview_options=_NO_PREVIEW,
        )

    async def relabel(self, one: Button) -> bool:
        """Leave the pressed message as it is and show one other button under it; False: there is nothing to change."""
        if not self.pressed or self.message is None:
            return False
        try:
            await self.bot.edit_message_reply_markup(
                self.chat.id, self.message.message_id, reply_markup=self.inline([[one]])
            )
        except BadRequest as error:
            why = why_not_edited(error)
            if why is None:
                raise
            return why is NotEdited.SAME
        return True

    async def ask_contact(self, key: str, button_key: str, /, **variables: Any) -> None:
        """Send a message with the reply keyboard that shares the person's own telephone number."""
        keyboard = ReplyKeyboardMarkup(
            [[KeyboardButton(self.plain(button_key), request_contact=True)]],
            resize_keyboard=True,
            one_time_keyboard=True,
        )
        await self.bot.send_message(
            self.chat.id, self.text_of(key, **variables), parse_mode=ParseMode.HTML, reply_markup=keyboard
        )

    async def say_and_remove_keyboard(self, key: str, /, **variables: Any) -> None:
        """Send a message and put the reply keyboard away."""
        await self.bot.send_message(
            self.chat.id,
            self.text_of(key, **variables),
            parse_mode=ParseMode.HTML,
            reply_markup=ReplyKeyboardRemove(),
            link_preview_options=_NO_PREVIEW,
        )

    async def send_file(
        self, content: bytes, name: str, key: str, /, *, buttons: Buttons = (), **variables: Any
    ) -> None:
        """Send a document with a caption."""
        await self.bot.send_document(
            self.chat.id,
            InputFile(content, filename=name),
            caption=self.text_of(key, **variables),
            parse_mode=ParseMode.HTML,
            reply_markup=self.inline(buttons),
        )

    async def send_photo(self, content: bytes, key: str, /, *, buttons: Buttons = (), **variables: Any) -> None:
        """Send a picture (PNG) with a caption."""
        await self.bot.send_photo(
            self.chat.id,
            InputFile(content, filename="picture.png"),
            caption=self.text_of(key, **variables),
            parse_mode=ParseMode.HTML,
            reply_markup=self.inline(buttons),
        )

    async def send_again(self, kind: str, file_id: str) -> None:
        """Send a file the messenger has already: a ``PHOTO``, a ``VOICE`` note or a ``FILE``."""
        if kind == "PHOTO":
            await self.bot.send_photo(self.chat.id, file_id)
        elif kind == "VOICE":
            await self.bot.send_voice(self.chat.id, file_id)
        else:
            await self.bot.send_document(self.chat.id, file_id)

    async def download(self, limit: int) -> bytes:
        """The content of the document that came.

        Args:
            limit: Most bytes that are fetched.

        Raises:
            BadInput: No document, or larger than the limit (fields: ``limit_mb``).
        """
        if self.file is None:
            raise BadInput
        if self.file.size > limit:
            raise BadInput(limit_mb=limit // 1_000_000)
        handle = await self.bot.get_file(self.file.file_id)
        return bytes(await asyncio.wait_for(handle.download_as_bytearray(), timeout=60))

    async def delete_incoming(self) -> None:
        """Delete the message that came (a roster, a code): what was read need not stay in the chat."""
        if self.message is not None:
            try:
                await self.bot.delete_message(self.chat.id, self.message.message_id)
            except BadRequest as error:
                if not is_deleted(error):
                    raise

    @property
    def _thread(self) -> int | None:
        message = self.message
        return message.message_thread_id if message is not None and message.is_topic_message else None


class _InPrivate(Turn):
    """What is said to somebody in private about what he did in a group."""

    @property
    def language(self) -> str:
        """The person's own."""
        return self.actor.language
