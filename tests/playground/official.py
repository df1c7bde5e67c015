"""The official Bot API, and a check of objects against it.

``data/bot_api.json`` is the published API (10.1) reduced to the methods the server has and the types they reach.
"""

import json
from pathlib import Path
from typing import Any

_DATA = json.loads((Path(__file__).parent / "data" / "bot_api.json").read_text(encoding="utf-8"))
METHODS: dict[str, Any] = _DATA["methods"]
TYPES: dict[str, Any] = _DATA["types"]

# Fields newer than 10.1 that the server sends because a current library cannot do without them (aiogram 3.31: 10.3).
NEWER = {("ChatMemberAdministrator", "can_send_welcome_messages")}

_PLAIN: dict[str, Any] = {
    "Integer": int,
    "String": str,
    "Boolean": bool,
    "True": bool,
    "Float": (int, float),
    "Float number": (int, float),
}


def problems(value: Any, types: list[str], where: str) -> list[str]:
    """What an answer has that the official types do not, and the reverse; empty when it conforms."""
    tried = [_against(value, kind, where) for kind in types]
    return min(tried, key=len, default=[])


def _against(value: Any, kind: str, where: str) -> list[str]:
    if kind.startswith("Array of "):
        return _list(value, kind.removeprefix("Array of "), where)
    if kind in _PLAIN:
        right = isinstance(value, _PLAIN[kind]) and (isinstance(value, bool) == (kind in {"Boolean", "True"}))
        return [] if right else [f"{where}: {value!r} is no {kind}"]
    shape = TYPES.get(kind, {})
    if "subtypes" in shape:
        return problems(value, shape["subtypes"], where)
    if "fields" not in shape or not isinstance(value, dict):
        return [f"{where}: {value!r} is no {kind}"]
    return _fields(value, kind, shape["fields"], where)


def _list(value: Any, kind: str, where: str) -> list[str]:
    if not isinstance(value, list):
        return [f"{where}: {value!r} is no list"]
    return [problem for number, one in enumerate(value) for problem in _against(one, kind, f"{where}[{number}]")]


def _fields(value: dict[str, Any], kind: str, fields: dict[str, Any], where: str) -> list[str]:
    found = [
        f"{where}: {kind} has no field {name}" for name in value.keys() - fields.keys() if (kind, name) not in NEWER
    ]
    for name, (types, required) in fields.items():
        if name in value:
            found += problems(value[name], types, f"{where}.{name}")
        elif required:
            found.append(f"{where}: {kind} needs {name}")
    return found
