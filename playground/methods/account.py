"""The bot itself: who it is, its commands, descriptions and menu button."""

import re
from typing import Any, Final

from playground.errors import bad_request
from playground.kinds import Json, utf16_length
from playground.methods.call import Call, method

_COMMAND: Final = re.compile(r"[a-z0-9_]{1,32}")
_MOST_COMMANDS: Final = 100
_COMMAND_TEXT: Final = 256
_CHAT_SCOPES: Final = frozenset({"chat", "chat_administrators", "chat_member"})
_SCOPES: Final = _CHAT_SCOPES | {
    "default",
    "all_private_chats",
    "all_group_chats",
    "all_chat_administrators",
}
_TEXT_LIMITS: Final = {"name": 64, "description": 512, "short_description": 120}


@method("getMe")
def get_me(call: Call) -> Json:
    """The bot as a ``User`` with its abilities."""
    return {
        **call.bot.user,
        "can_join_groups": True,
        "can_read_all_group_messages": call.bot.can_read_all_group_messages,
        "supports_guest_queries": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
    }


@method("logOut")
def log_out(call: Call) -> bool:
    """Does nothing here."""
    return bool(call)


@method("close")
def close(call: Call) -> bool:
    """Does nothing here."""
    return bool(call)


def _scope_object(call: Call) -> Json:
    scope: Any = call.json("scope") or {"type": "default"}
    if not isinstance(scope, dict) or str(scope.get("type")) not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    return scope


def _scope(call: Call) -> tuple[str, str]:
    scope = _scope_object(call)
    kind = key = str(scope["type"])
    if kind in _CHAT_SCOPES:
        call.params["chat_id"] = scope.get("chat_id")
        key += f":{call.chat().id}"
    if kind == "chat_member":
        key += f":{scope.get('user_id')}"
    return key, call.text("language_code") or ""


@method("setMyCommands", "commands scope language_code")
def set_my_commands(call: Call) -> bool:
    """The list behind the menu button, for a scope and a language."""
    commands = call.json("commands")
    if not isinstance(commands, list) or len(commands) > _MOST_COMMANDS:
        raise bad_request("can't parse commands: expected an Array of BotCommand")
    kept = [_command(command) for command in commands]
    key = _scope(call)
    call.bot.commands[key] = kept
    call.bot.scopes[key[0]] = _scope_object(call)
    call.world.events.publish("commands", bot=call.bot.id)
    return True


def _command(given: Any) -> Json:
    name = str(given.get("command", "")).removeprefix("/") if isinstance(given, dict) else ""
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    text = str(given.get("description", ""))
    if not 1 <= utf16_length(text) <= _COMMAND_TEXT:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": text}


@method("getMyCommands", "scope language_code")
def get_my_commands(call: Call) -> list[Json]:
    """The list of exactly this scope and language."""
    return call.bot.commands.get(_scope(call), [])


@method("deleteMyCommands", "scope language_code")
def delete_my_commands(call: Call) -> bool:
    """Wider scopes show again."""
    call.bot.commands.pop(_scope(call), None)
    call.world.events.publish("commands", bot=call.bot.id)
    return True


def _set_text(call: Call, kind: str) -> bool:
    text = call.text(kind) or ""
    if utf16_length(text) > _TEXT_LIMITS[kind]:
        raise bad_request(f"{kind.replace('_', ' ')} is too long")
    call.bot.texts[kind, call.text("language_code") or ""] = text
    return True


def _get_text(call: Call, kind: str) -> Json:
    return {kind: call.bot.texts.get((kind, call.text("language_code") or ""), "")}


@method("setMyDescription", "description language_code")
def set_my_description(call: Call) -> bool:
    """What an empty chat shows."""
    return _set_text(call, "description")


@method("getMyDescription", "language_code")
def get_my_description(call: Call) -> Json:
    """What was set."""
    return _get_text(call, "description")


@method("setMyShortDescription", "short_description language_code")
def set_my_short_description(call: Call) -> bool:
    """What the profile shows."""
    return _set_text(call, "short_description")


@method("getMyShortDescription", "language_code")
def get_my_short_description(call: Call) -> Json:
    """What was set."""
    return _get_text(call, "short_description")


@method("setMyName", "name language_code")
def set_my_name(call: Call) -> bool:
    """Another name."""
    return _set_text(call, "name")


@method("getMyName", "language_code")
def get_my_name(call: Call) -> Json:
    """The name in force."""
    return {"name": _get_text(call, "name")["name"] or call.bot.first_name}


@method("setChatMenuButton", "chat_id menu_button")
def set_chat_menu_button(call: Call) -> bool:
    """The button beside the input field, for one private chat or for all."""
    button = call.json("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or str(button.get("type")) not in {"commands", "web_app", "default"}:
        raise bad_request("can't parse menu button: MenuButton has unsupported type")
    chat_id = call.chat().id if call.params.get("chat_id") else None
    call.bot.menu_buttons[chat_id] = button
    return True


@method("getChatMenuButton", "chat_id")
def get_chat_menu_button(call: Call) -> Json:
    """The button of one chat, or the default one."""
    chat_id = call.chat().id if call.params.get("chat_id") else None
    buttons = call.bot.menu_buttons
    return buttons.get(chat_id) or buttons.get(None) or {"type": "commands"}
