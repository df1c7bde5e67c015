"""Chats and their members."""

from typing import Final

from playground.access import require_admin, require_inside
from playground.chats import Conversation, Member
from playground.errors import bad_request
from playground.kinds import CHANNEL, PRIVATE, Json
from playground.methods.call import Call, method
from playground.posting import member_update, service

_PERMISSIONS: Final = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
_GIFTS: Final = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)


@method("getChat", "chat_id")
def get_chat(call: Call) -> Json:
    """The chat in full."""
    chat = call.chat()
    require_inside(chat, call.bot)
    full: Json = {
        **chat.chat,
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, chat.kind == PRIVATE),
    }
    if "username" in chat.chat:
        full["active_usernames"] = [chat.chat["username"]]
    if chat.kind not in {PRIVATE, CHANNEL}:
        full["permissions"] = dict.fromkeys(_PERMISSIONS, True)
    if chat.pinned and chat.pinned[-1] in chat.messages:
        full["pinned_message"] = chat.messages[chat.pinned[-1]]
    return full


@method("getChatMember", "chat_id user_id")
def get_chat_member(call: Call) -> Json:
    """The seat of one user."""
    chat = call.chat()
    require_inside(chat, call.bot)
    user_id = call.number("user_id")
    user = call.world.user(user_id)
    if user is None:
        raise bad_request("invalid user_id specified")
    if chat.person is not None:
        if user_id not in {chat.person.id, call.bot.id}:
            raise bad_request("user not found")
        return Member(user, "member").state(PRIVATE)
    seat = chat.seat(user_id)
    return (seat or Member(user, "left")).state(chat.kind)


@method("getChatAdministrators", "chat_id return_bots")
def get_chat_administrators(call: Call) -> list[Json]:
    """The owner and the administrators, without other bots unless asked for."""
    chat = call.chat()
    if chat.kind == PRIVATE:
        raise bad_request("there are no administrators in the private chat")
    require_inside(chat, call.bot)
    with_bots = call.boolean("return_bots")
    return [
        seat.state(chat.kind)
        for seat in chat.members.values()
        if seat.admin and (not seat.user["is_bot"] or with_bots or seat.user["id"] == call.bot.id)
    ]


@method("getChatMemberCount", "chat_id")
def get_chat_member_count(call: Call) -> int:
    """How many members there are."""
    chat = call.chat()
    require_inside(chat, call.bot)
    return 2 if chat.kind == PRIVATE else sum(seat.inside for seat in chat.members.values())


@method("leaveChat", "chat_id")
def leave_chat(call: Call) -> bool:
    """The bot goes."""
    chat = call.chat()
    if chat.kind == PRIVATE:
        raise bad_request("chat member status can't be changed in private chats")
    require_inside(chat, call.bot)
    old = chat.members[call.bot.id]
    if chat.kind != CHANNEL:
        service(call.world, chat, call.bot, left_chat_member=call.bot.user)
    new = Member(call.bot.user, "left")
    chat.sit(new)
    member_update(call.world, chat, call.bot.user, old, new)
    call.world.events.publish("chat", chat=chat.id, people=chat.audience())
    return True


@method("createChatInviteLink", "chat_id name expire_date member_limit creates_join_request")
def create_chat_invite_link(call: Call) -> Json:
    """A new link; it stays valid beside the others."""
    chat = _managed(call)
    link = f"https://t.me/+playground{abs(chat.id)}x{len(chat.links) + 1}"
    made: Json = {
        "invite_link": link,
        "creator": call.bot.user,
        "creates_join_request": call.boolean("creates_join_request"),
        "is_primary": False,
        "is_revoked": False,
    }
    for field in ("expire_date", "member_limit"):
        value = call.integer(field)
        if value:
            made[field] = value
    name = call.text("name")
    if name:
        made["name"] = name
    chat.links[link] = made
    return made


@method("exportChatInviteLink", "chat_id")
def export_chat_invite_link(call: Call) -> str:
    """A new primary link."""
    return str(create_chat_invite_link(call)["invite_link"])


def _managed(call: Call) -> Conversation:
    chat = call.chat()
    if chat.kind == PRIVATE:
        raise bad_request("can't create invite links in private chats")
    require_admin(chat, call.bot, "not enough rights to manage chat invite link")
    return chat
