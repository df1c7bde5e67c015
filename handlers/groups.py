"""Group chats and channels: binding by code, what the bot can do there, moving and leaving.

Nothing personal is ever said here: no names, no dues, no attendance of anybody.
"""

from __future__ import annotations

import re

import structlog
from telegram import ChatMember, ChatMemberAdministrator, ChatMemberRestricted
from telegram.constants import ChatType, ParseMode
from telegram.error import BadRequest, Forbidden

import texts
from handlers import checkin, forms
from handlers.routing import button, channel_post, chat_event, data, group_command, group_reply
from handlers.rows import way_back
from handlers.turn import MESSENGER, Turn
from services import groups, rollcall
from services.access import STEWARD_OF, Need, Status
from services.errors import DomainError
from services.groups import CODE_LIFETIME, ChatRow, Place
from services.names import ChatKind
from services.outbox import Button
from texts.dates import date_text

log = structlog.get_logger(__name__)

#: In a chat the code is the proof, and the service asks who typed it: an anonymous administrator has no status.
_ANYONE = Need(Status.ANYONE)

_CODE = re.compile(r"[0-9A-Za-z]{4}[ -]?[0-9A-Za-z]{4}\Z")
_BIND_POST = re.compile(r"/bind(?:@\w+)?\s+(\S.*)\Z", re.IGNORECASE)


# --- in private -------------------------------------------------------------------------------------------------


@button("grp", STEWARD_OF)
async def overview(turn: Turn) -> None:
    """The chats of an organisation."""
    await forms.leave(turn)
    await _overview(turn, turn.subject_id)


async def _overview(turn: Turn, here: int) -> None:
    seen = await groups.chats_of(turn.house, turn.actor, here)
    lines = [turn.text_of("groups-title", name=seen.organisation)]
    lines += [_chat_line(turn, row) for row in seen.rows] or [turn.text_of("groups-none")]
    rows = [
        [Button("groups-button-unbind", data("grp.off", here, row.id), vars={"kind": turn.plain(_kind_key(row.kind))})]
        for row in seen.rows
    ]
    rows.append([Button("groups-button-bind", data("grp.code", here))])
    rows.append(way_back("br.at", here))
    await turn.show_lines(lines, buttons=rows)


def _kind_key(kind: ChatKind) -> str:
    return "groups-kind-channel" if kind is ChatKind.CHANNEL else "groups-kind-group"


def _chat_line(turn: Turn, row: ChatRow) -> str:
    facts = {"kind": turn.plain(_kind_key(row.kind)), "date": date_text(turn.language, row.bound_on, year=True)}
    if not row.may_post:
        return turn.text_of("groups-chat-silent", **facts)
    return turn.text_of("groups-chat-topic" if row.has_topic else "groups-chat", **facts)


@button("grp.code", STEWARD_OF)
async def code(turn: Turn) -> None:
    """A fresh code; the one before stops working."""
    made = await groups.new_bind_code(turn.house, turn.actor, turn.subject_id)
    await turn.show(
        "groups-code",
        code=made,
        username=turn.bot.username,
        minutes=int(CODE_LIFETIME.total_seconds() // 60),
        buttons=[way_back("grp", turn.subject_id)],
    )


@button("grp.off", STEWARD_OF)
async def ask_unbind(turn: Turn) -> None:
    """Ask before a chat is taken away."""
    here, chat = turn.subject_id, turn.number_at(1, 0)
    yes = Button("groups-button-unbind-yes", data("grp.gone", here, chat))
    await turn.show("groups-ask-unbind", buttons=[[yes], [Button("button-no", data("grp", here))]])


@button("grp.gone", STEWARD_OF)
async def unbind(turn: Turn) -> None:
    """Take the chat away; a second tap finds it gone and shows the list."""
    here = turn.subject_id
    await groups.unbind(turn.house, turn.actor, here, turn.number_at(1, 0))
    await _overview(turn, here)


# --- in the chat ------------------------------------------------------------------------------------------------


@group_command("bind", _ANYONE)
async def bind_command(turn: Turn) -> None:
    """``/bind CODE``; without a code it says how to get one."""
    if not turn.args:
        await turn.say("groups-how-to-bind", username=turn.bot.username)
        return
    await _bind(turn, "".join(turn.args))


@group_reply(_ANYONE)
async def bind_reply(turn: Turn) -> None:
    """A code as a reply to the bot, of a binding or a check-in. Whatever else people reply to a notice is theirs."""
    if rollcall.typed_code(turn.text) is not None:
        await checkin.in_group(turn)
    elif _CODE.match(turn.text):
        await _bind(turn, turn.text)


@channel_post(_ANYONE)
async def bind_post(turn: Turn) -> None:
    """The code posted in a channel by one of its administrators; every other post is none of the bot's business."""
    asked = _BIND_POST.match(turn.text)
    if asked is not None:
        await _bind(turn, asked[1])
        return
    if _CODE.match(turn.text):
        try:
            await _bind(turn, turn.text)
        except DomainError:  # somebody's word that looks like a code: not answered
            log.info("channel_post_was_no_code")


async def _bind(turn: Turn, typed: str) -> None:
    message = turn.message
    anonymous = message is not None and message.sender_chat is not None and message.sender_chat.id == turn.chat.id
    seat = await turn.bot.get_chat_member(turn.chat.id, turn.bot.id)
    place = await _place(turn, seat)
    bound = await groups.bind(turn.house, turn.actor, typed, place, anonymous=anonymous)
    key = "groups-bound-again" if bound.again else "groups-bound"
    if not bound.again and place.thread is not None:
        key = "groups-bound-topic"
    await turn.say(key, name=bound.organisation)
    if isinstance(seat, ChatMemberAdministrator) and seat.can_delete_messages:
        await turn.delete_incoming()  # used up and of no use to anybody, but it looks like a secret


@group_command("help", _ANYONE)
async def help_(turn: Turn) -> None:
    """What the bot does in groups, and where the rest is."""
    await turn.say("groups-help", username=turn.bot.username)


# --- what happens to the chat -----------------------------------------------------------------------------------


@chat_event("joined", _ANYONE)
async def joined(turn: Turn) -> None:
    """Say in one message what works here and what does not; where nothing may be said, tell who added the bot."""
    place = await _place(turn, _new_seat(turn))
    organisation = await groups.note_rights(turn.house, place)
    if not place.may_post:
        await _tell_in_private(turn)
        return
    hello = "groups-hello-channel" if place.kind is ChatKind.CHANNEL else "groups-hello"
    lines = [turn.text_of(hello), "", *_abilities(turn, place)]
    if organisation is not None:
        lines += ["", turn.text_of("groups-bound-again", name=organisation)]
    else:
        key = "groups-how-to-bind-channel" if place.kind is ChatKind.CHANNEL else "groups-how-to-bind"
        lines += ["", turn.text_of(key, username=turn.bot.username)]
    await turn.say_html("\n".join(lines))


@chat_event("rights_changed", _ANYONE)
async def rights_changed(turn: Turn) -> None:
    """Note what the bot may do now."""
    await groups.note_rights(turn.house, await _place(turn, _new_seat(turn)))


@chat_event("left", _ANYONE)
async def left(turn: Turn) -> None:
    """The bot was put out: the binding stays, marked, until a steward unbinds it or lets the bot in again."""
    await groups.left(turn.house, MESSENGER, str(turn.chat.id))


@chat_event("migrated", _ANYONE)
async def migrated(turn: Turn) -> None:
    """The group became a supergroup; everything goes on at the new address."""
    await groups.note_migration(turn.house, MESSENGER, str(turn.chat.id), turn.args[0])


def _new_seat(turn: Turn) -> ChatMember:
    change = turn.chat_change
    if change is None:
        raise TypeError("this event carries the bot's place in the chat")
    return change.new_chat_member


async def _place(turn: Turn, seat: ChatMember) -> Place:
    kind = ChatKind.CHANNEL if turn.chat.type == ChatType.CHANNEL else ChatKind.GROUP
    administrator = isinstance(seat, ChatMemberAdministrator)
    me = await turn.bot.get_me()
    message = turn.message
    return Place(
        messenger=MESSENGER,
        address=str(turn.chat.id),
        kind=kind,
        thread=message.message_thread_id if message is not None and message.is_topic_message else None,
        may_post=await _may_post(turn, seat, kind),
        sees_all=administrator or bool(me.can_read_all_group_messages),
    )


async def _may_post(turn: Turn, seat: ChatMember, kind: ChatKind) -> bool:
    if isinstance(seat, ChatMemberAdministrator):
        return kind is ChatKind.GROUP or bool(seat.can_post_messages)
    if isinstance(seat, ChatMemberRestricted):
        return seat.is_member and seat.can_send_messages
    if kind is ChatKind.CHANNEL or seat.status in (ChatMember.LEFT, ChatMember.BANNED):
        return False
    permissions = (await turn.bot.get_chat(turn.chat.id)).permissions
    return permissions is None or permissions.can_send_messages is not False


def _abilities(turn: Turn, place: Place) -> list[str]:
    lines = [turn.text_of("groups-can-post")]
    if place.kind is ChatKind.CHANNEL:
        return lines
    lines.append(turn.text_of("groups-sees-all" if place.sees_all else "groups-sees-commands"))
    seat = _new_seat(turn)
    if isinstance(seat, ChatMemberAdministrator) and seat.can_pin_messages:
        lines.append(turn.text_of("groups-can-pin"))
    else:
        lines.append(turn.text_of("groups-cannot-pin"))
    return lines


async def _tell_in_private(turn: Turn) -> None:
    if turn.user is None or turn.actor.account_id is None:
        return  # he never wrote to the bot: there is no way to tell him
    key = "groups-silent-channel" if turn.chat.type == ChatType.CHANNEL else "groups-silent"
    try:
        words = texts.say(turn.actor.language, key, title=turn.chat.title or "")
        await turn.bot.send_message(turn.user.id, words, parse_mode=ParseMode.HTML)
    except (Forbidden, BadRequest) as error:
        log.info("could_not_tell_in_private", reason=type(error).__name__)
