"""How messages come into the world, change and go; and who is told."""

from typing import Any

from playground.chats import GROUP_ANONYMOUS_BOT, Conversation, Member, Message
from playground.errors import bad_request
from playground.kinds import CHANNEL, PRIVATE, Json
from playground.people import Bot, Person
from playground.world import World


def reply_copy(message: Message) -> Json:
    """A message as it stands inside another: without its own inner message and without its keyboard."""
    return {key: value for key, value in message.items() if key not in {"reply_to_message", "pinned_message"}}


def post(world: World, chat: Conversation, message: Message) -> None:
    """Store a message and tell the watching people.

    Args:
        world: the world.
        chat: where.
        message: the message, complete.
    """
    world.keep(chat, message)
    people = chat.audience()
    unread = chat.unread
    for person_id in people:
        if person_id != message.author:
            unread[person_id] = unread.get(person_id, 0) + 1
    world.events.publish("message", chat=chat.key(), people=people, message_id=message["message_id"], message=message)


def changed(world: World, chat: Conversation, message: Message) -> None:
    """Tell the watching people that a message was edited."""
    world.events.publish(
        "edit", chat=chat.key(), people=chat.audience(), message_id=message["message_id"], message=message
    )


def remove(world: World, chat: Conversation, message_id: int) -> None:
    """Take a message away and tell the watching people."""
    del chat.messages[message_id]
    if message_id in chat.pinned:
        chat.pinned.remove(message_id)
    world.events.publish("delete", chat=chat.key(), people=chat.audience(), message_id=message_id)


def frame(world: World, chat: Conversation, sender: Person | Bot, *, anonymous: bool = False) -> Json:
    """The fields every message has: id, sender, chat, date.

    Args:
        world: the world.
        chat: where.
        sender: who writes.
        anonymous: write as the group (an anonymous administrator).
    """
    fields: Json = {"message_id": world.new_message_id(chat)}
    if chat.kind == CHANNEL:
        fields["sender_chat"] = chat.chat
    elif anonymous:
        fields["from"] = GROUP_ANONYMOUS_BOT
        fields["sender_chat"] = chat.chat
    else:
        fields["from"] = sender.user
    fields["chat"] = chat.chat
    fields["date"] = int(world.clock.now())
    return fields


def into_thread(chat: Conversation, fields: Json, thread: int | None) -> None:
    """Put a message into a forum topic.

    Args:
        chat: the supergroup.
        fields: the message's fields, completed in place.
        thread: ``message_thread_id``; ``None`` and 1 are the general topic.

    Raises:
        ApiError: no such topic.
    """
    if thread is None or thread == 1:
        return
    if thread not in chat.topics:
        raise bad_request("message thread not found")
    fields["message_thread_id"] = thread
    fields["is_topic_message"] = True
    root = chat.messages.get(thread)
    if root is not None and "reply_to_message" not in fields:
        # Telegram shows every topic message as a reply to the message that opened the topic.
        fields["reply_to_message"] = reply_copy(root)


def tell_bots(world: World, chat: Conversation, message: Message) -> None:
    """Give a person's or a service message to the bots that may see it."""
    kind = "channel_post" if chat.kind == CHANNEL else "message"
    if chat.bot is not None:
        world.queues[chat.bot.id].push(kind, message, message.author)
        return
    for bot, seat in world.bots_in(chat):
        if may_read(chat, bot, seat, message):
            world.queues[bot.id].push(kind, message, chat.id)


def may_read(chat: Conversation, bot: Bot, seat: Member, message: Message) -> bool:
    """Whether a bot sees a message of a group: privacy mode shows it commands, replies and service messages only."""
    if chat.kind == PRIVATE or seat.admin or (chat.kind != CHANNEL and seat.reads_all):
        return True
    if chat.kind == CHANNEL:
        return False
    if "text" not in message and _is_service(message):
        return True
    reply = message.get("reply_to_message")
    if reply is not None and reply.get("from", {}).get("id") == bot.id:
        return True
    return _addressed_command(bot, message)


def _is_service(message: Message) -> bool:
    return not any(key in message for key in ("photo", "document", "voice", "contact", "poll", "caption"))


def _addressed_command(bot: Bot, message: Message) -> bool:
    text: str = message.get("text", "")
    if not text.startswith("/"):
        return False
    command = text.split(maxsplit=1)[0]
    _, at, name = command.partition("@")
    return not at or name.lower() == bot.username.lower()


def member_update(world: World, chat: Conversation, actor: Json, old: Member, new: Member) -> None:
    """Tell bots that a seat changed: the bot itself by ``my_chat_member``, administrators by ``chat_member``."""
    update: Json = {
        "chat": chat.chat,
        "from": actor,
        "date": int(world.clock.now()),
        "old_chat_member": old.state(chat.kind),
        "new_chat_member": new.state(chat.kind),
    }
    subject: int = new.user["id"]
    if subject in world.bots:
        world.queues[subject].push("my_chat_member", update, chat.id)
    for bot, seat in world.bots_in(chat):
        if bot.id != subject and seat.admin:
            world.queues[bot.id].push("chat_member", update, chat.id)


def service(world: World, chat: Conversation, sender: Person | Bot, **content: Any) -> Message:
    """Post a service message ("... joined the group") and give it to the bots."""
    message = Message.of(sender.id, frame(world, chat, sender) | content)
    post(world, chat, message)
    tell_bots(world, chat, message)
    return message
