"""Stored payloads as text: variables that are dates, months, moments or other sentences are written in the language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from texts.catalogue import TextError, plain, say
from texts.dates import date_text, month_text, time_text


def _variable(language: str, value: Any, zone: ZoneInfo) -> Any:
    if not isinstance(value, Mapping):
        return value
    match dict(value):
        case {"date": str(text), **rest}:
            written = date_text(language, dt.date.fromisoformat(text), year=bool(rest.get("year")))
        case {"month": str(text)}:
            written = month_text(language, dt.date.fromisoformat(f"{text}-01"))
        case {"time": str(text)}:
            written = time_text(language, dt.datetime.fromisoformat(text), zone)
        case {"key": str(key)}:
            written = plain(language, key)
        case {"keys": list(keys)}:
            written = plain(language, "list-separator").join(plain(language, key) for key in keys)
        case {"lines": list(lines)}:
            written = "\n".join(plain(language, one["key"], **_variables(language, one["vars"], zone)) for one in lines)
        case other:
            raise TextError(f"cannot write {sorted(other)}")
    return written


def _variables(language: str, raw: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    return {name: _variable(language, value, zone) for name, value in raw.items()}


def message_text(language: str, payload: Mapping[str, Any], zone: ZoneInfo) -> str:
    """The HTML of a stored payload (``services.outbox.Payload``); the items of a digest follow its title.

    Raises:
        TextError: The sentence or a variable is missing.
    """
    said = (payload, *payload.get("items", ()))
    return "\n\n".join(say(language, one["key"], **_variables(language, one.get("vars", {}), zone)) for one in said)


def button_text(language: str, button: Mapping[str, Any], zone: ZoneInfo) -> str:
    """The label of a stored button.

    Raises:
        TextError: The sentence or a variable is missing.
    """
    return plain(language, button["key"], **_variables(language, button.get("vars") or {}, zone))
