"""What people do with their phones."""

from typing import Any

from playground.callbacks import Press
from playground.chats import Conversation, Message
from playground.entities import read
from playground.errors import ApiError, ControlError
from playground.files import Upload
from playground.kinds import CHANNEL, PRIVATE, SUPERGROUP, Json, without_nothing
from playground.people import Bot, Person
from playground.posting import frame, into_thread, post, reply_copy, tell_bots
from playground.world import World

_BLOCKED = "The person has blocked this bot; unblock it first."


def find_person(world: World, person_id: int) -> Person:
    """A person who can act.

    Raises:
        ControlError: nobody has this id.
    """
    person = world.people.get(person_id)
    if person is None:
        raise ControlError("no_such_person", f"Nobody has the id {person_id}.", 404)
    return person


def find_chat(world: World, person: Person | None, chat_id: Any) -> Conversation:
    """A chat as a person names it: a bot's id is his private chat with that bot.

    Raises:
        ControlError: there is no such chat, or a private chat is named without a person.
    """
    try:
        number = int(chat_id)
    except (TypeError, ValueError):
        raise ControlError("no_such_chat", f"Not a chat id: {chat_id!r}.") from None
    if number < 0:
        group = world.groups.get(number)
        if group is not None:
            return group
    elif number in world.bots and person is not None:
        return world.conversation(world.bots[number], person)
    raise ControlError("no_such_chat", f"There is no chat {number} here (a private chat needs the person).", 404)


def _able(world: World, person: Person, chat: Conversation) -> None:
    if person.deactivated:
        raise ControlError("deactivated", "This person's account is deactivated.")
    if chat.bot is not None and chat.bot.id in person.blocked:
        raise ControlError("blocked", _BLOCKED)
    if chat.migrated_to is not None:
        raise ControlError("migrated", f"This group became {chat.migrated_to}.")
    if chat.kind == PRIVATE:
        return
    seat = chat.seat(person.id)
    if seat is None or not seat.inside:
        raise ControlError("not_a_member", f"{person.first_name} is not a member of this chat.")
    if chat.kind == CHANNEL and not seat.admin:
        raise ControlError("not_an_admin", "Only administrators write in a channel.")
    if not world.user(person.id):
        raise ControlError("no_such_person", "This person is gone.", 404)


def write(
    world: World,
    person: Person,
    chat: Conversation,
    content: Json,
    *,
    reply_to: int | None = None,
    thread: int | None = None,
    anonymous: bool | None = None,
) -> Message:
    """A person posts something.

    Args:
        world: the world.
        person: who.
        chat: where.
        content: the fields of its kind, for example ``text``.
        reply_to: the message he answers.
        thread: the forum topic.
        anonymous: as the group; by default what his seat says.

    Raises:
        ControlError: he cannot write there, or the message he answers does not exist.
    """
    _able(world, person, chat)
    seat = chat.seat(person.id)
    if anonymous is None:
        anonymous = seat is not None and seat.anonymous
    fields = frame(world, chat, person, anonymous=anonymous and chat.kind == SUPERGROUP)
    if reply_to is not None:
        original = chat.messages.get(reply_to)
        if original is None:
            raise ControlError("no_such_message", f"There is no message {reply_to} in this chat.", 404)
        fields["reply_to_message"] = reply_copy(original)
    try:
        into_thread(chat, fields, thread)
    except ApiError as error:
        raise ControlError("no_such_topic", error.description) from error
    message = Message.of(person.id, fields | content)
    chat.started = True
    post(world, chat, message)
    tell_bots(world, chat, message)
    return message


def text_of(text: str) -> Json:
    """The fields of a text a person types; commands, mentions and the like are found.

    Raises:
        ControlError: there is no text.
    """
    bare, entities = read(text, None, None)
    if not bare:
        raise ControlError("empty", "A message needs text.")
    return {"text": bare, "entities": entities} if entities else {"text": bare}


def contact_of(person: Person) -> Json:
    """The fields of a contact card; a bot must compare its ``user_id`` with the sender to know whose it is.

    Args:
        person: whose card.

    Raises:
        ControlError: he has no phone number.
    """
    if person.phone is None:
        raise ControlError("no_phone", f"{person.first_name} has no phone number.")
    return {
        "contact": without_nothing(
            (
                ("phone_number", person.phone),
                ("first_name", person.first_name),
                ("last_name", person.last_name),
                ("user_id", person.id),
            )
        )
    }


def file_of(world: World, kind: str, upload: Upload, caption: str | None) -> Json:
    """The fields of a file a person sends.

    Raises:
        ControlError: an unknown kind, or a file Telegram would not take.
    """
    try:
        if kind == "photo":
            content: Json = {"photo": world.files.photo(upload)}
        elif kind == "document":
            content = {"document": world.files.keep(upload, "document").document()}
        elif kind == "voice":
            content = {"voice": world.files.keep(upload, "voice").voice(1)}
        elif kind == "video":
            content = {"video": world.files.keep(upload, "video").video(1, None, None)}
        else:
            raise ControlError("unknown_kind", "A file is a document, a photo, a video or a voice message.")
    except ApiError as error:
        raise ControlError("bad_file", error.description) from error
    bare, entities = read(caption or "", None, None)
    if bare:
        content["caption"] = bare
    if entities:
        content["caption_entities"] = entities
    return content


def press(world: World, person: Person, chat: Conversation, message_id: int, data: str) -> Press:
    """A person presses an inline button.

    Args:
        world: the world.
        person: who.
        chat: where.
        message_id: the message with the button.
        data: the button's ``callback_data``.

    Raises:
        ControlError: there is no such message, or it has no such button.
    """
    _able_to_press(person, chat)
    message = chat.messages.get(message_id)
    if message is None:
        raise ControlError("no_such_message", f"There is no message {message_id} in this chat.", 404)
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    if not any(button.get("callback_data") == data for row in rows for button in row):
        raise ControlError("no_such_button", f"Message {message_id} has no button with the data {data!r}.", 404)
    query: Json = {
        "id": world.callbacks.new_id(),
        "from": person.user,
        "message": dict(message),
        "chat_instance": str(7_000_000_000_000 + abs(chat.id)),
        "data": data,
    }
    return deliver_press(world, query, message.author, person.id)


def _able_to_press(person: Person, chat: Conversation) -> None:
    if person.deactivated:
        raise ControlError("deactivated", "This person's account is deactivated.")
    if chat.bot is not None and chat.bot.id in person.blocked:
        raise ControlError("blocked", _BLOCKED)
    seat = chat.seat(person.id)
    if chat.kind != PRIVATE and (seat is None or not seat.inside):
        raise ControlError("not_a_member", f"{person.first_name} is not a member of this chat.")


def deliver_press(world: World, query: Json, bot_id: int, person_id: int) -> Press:
    """Give a press to its bot; also used to give it again later with a new update id."""
    made = Press(query, bot_id, person_id, world.clock.now())
    world.callbacks.add(made)
    world.queues[bot_id].push("callback_query", query, person_id)
    return made


def start(world: World, person: Person, bot: Bot, payload: str | None) -> Message:
    """A person presses START, or opens a deep link."""
    text = f"/start {payload}" if payload else "/start"
    return write(world, person, world.conversation(bot, person), text_of(text))


def block(world: World, person: Person, bot: Bot, *, blocked: bool) -> None:
    """A person blocks or unblocks a bot; the bot is told by ``my_chat_member``."""
    if (bot.id in person.blocked) == blocked:
        return
    chat = world.conversation(bot, person)
    if blocked:
        person.blocked.add(bot.id)
    else:
        person.blocked.discard(bot.id)
    member: Json = {"status": "member", "user": bot.user}
    kicked: Json = {"status": "kicked", "user": bot.user, "until_date": 0}
    world.queues[bot.id].push(
        "my_chat_member",
        {
            "chat": chat.chat,
            "from": person.user,
            "date": int(world.clock.now()),
            "old_chat_member": member if blocked else kicked,
            "new_chat_member": kicked if blocked else member,
        },
        person.id,
    )
    world.events.publish("person", person=person.id, people=[person.id], chat=bot.id, blocked=blocked)
