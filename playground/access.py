"""Which chats a bot may see and write to, with Telegram's refusals."""

from typing import Any

from playground.chats import Conversation, noun
from playground.errors import bad_request, forbidden, migrated
from playground.kinds import CHANNEL, PRIVATE
from playground.people import Bot
from playground.world import World


def resolve(world: World, bot: Bot, chat_id: Any) -> Conversation:
    """The chat a bot names.

    Args:
        world: the world.
        bot: who asks.
        chat_id: a number, a number as text, or ``@username`` of a public group or channel.

    Raises:
        ApiError: no such chat for this bot, or a group that became a supergroup.
    """
    if chat_id is None or chat_id == "":
        raise bad_request("chat_id is empty")
    if isinstance(chat_id, str) and chat_id.startswith("@"):
        named = world.group_named(chat_id[1:])
        if named is None:
            raise bad_request("chat not found")
        return named
    try:
        number = int(chat_id)
    except (OverflowError, TypeError, ValueError):
        raise bad_request("chat not found") from None
    return _private(world, bot, number) if number > 0 else _group(world, bot, number)


def _private(world: World, bot: Bot, number: int) -> Conversation:
    chat = world.private.get((bot.id, number))
    if chat is not None and chat.started:
        return chat
    if number in world.bots:
        raise forbidden("bots can't send messages to bots")
    person = world.people.get(number)
    # A bot knows people who started it and people it met in a group; all others do not exist for it.
    if person is None or not world.share_a_group(bot, person):
        raise bad_request("chat not found")
    return world.conversation(bot, person)


def _group(world: World, bot: Bot, number: int) -> Conversation:
    chat = world.groups.get(number)
    if chat is None or (chat.seat(bot.id) is None and "username" not in chat.chat):
        raise bad_request("chat not found")
    if chat.migrated_to is not None:
        raise migrated(chat.migrated_to)
    return chat


def require_inside(chat: Conversation, bot: Bot) -> None:
    """Refuse a bot that does not sit in a group or channel.

    Raises:
        ApiError: 403, it was kicked or is not a member.
    """
    if chat.kind == PRIVATE:
        return
    seat = chat.seat(bot.id)
    if seat is not None and seat.status == "kicked":
        raise forbidden(f"bot was kicked from the {noun(chat.kind)}")
    if seat is None or not seat.inside:
        raise forbidden(f"bot is not a member of the {noun(chat.kind)}")


def require_admin(chat: Conversation, bot: Bot, refusal: str) -> None:
    """Refuse a bot that is no administrator; private chats need none.

    Args:
        chat: the chat.
        bot: who asks.
        refusal: Telegram's text for this case.

    Raises:
        ApiError: 400 with the refusal.
    """
    require_inside(chat, bot)
    seat = chat.seat(bot.id)
    if chat.kind != PRIVATE and (seat is None or not seat.admin):
        raise bad_request(refusal)


def require_writable(chat: Conversation, bot: Bot) -> None:
    """Refuse to write where Telegram refuses.

    Raises:
        ApiError: 403 (blocked, deactivated, never started, kicked, not a member) or 400 (channel without rights).
    """
    person = chat.person
    if person is not None:
        if person.deactivated:
            raise forbidden("user is deactivated")
        if bot.id in person.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
        return
    require_inside(chat, bot)
    if chat.kind == CHANNEL:
        require_admin(chat, bot, "need administrator rights in the channel chat")
