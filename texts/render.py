"""Stored payloads as text: variables that are dates, months, moments or other sentences are written in the language."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from texts.catalogue import Html, TextError, plain, say
from texts.dates import date_text, month_text, time_text

#: How a phone writes a moment: weekday, day and time, in its own language and zone.
_CLOCK_FORMAT = "wDt"


def _clock(language: str, moment: dt.datetime, zone: ZoneInfo) -> Html:
    """A moment as the messenger's date-time entity; what stands inside is the branch's time, for apps without it."""
    written = html.escape(time_text(language, moment, zone), quote=False)
    return Html(f'<tg-time unix="{int(moment.timestamp())}" format="{_CLOCK_FORMAT}">{written}</tg-time>')


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
        case {"key": str(key), **rest}:
            written = plain(language, key, **_variables(language, rest.get("vars", {}), zone))
        case {"keys": list(keys)}:
            written = plain(language, "list-separator").join(plain(language, key) for key in keys)
        case {"lines": list(lines)}:
            written = "\n".join(plain(language, one["key"], **_variables(language, one["vars"], zone)) for one in lines)
        case other:
            raise TextError(f"cannot write {sorted(other)}")
    return written


def _variables(language: str, raw: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    return {name: _variable(language, value, zone) for name, value in raw.items()}


def message_text(language: str, payload: Mapping[str, Any], zone: ZoneInfo, *, clocks: bool = False) -> str:
    """The HTML of a stored payload (``services.outbox.Payload``); the items of a digest follow its title.

    Args:
        language: The reader's.
        payload: As stored.
        zone: His branch's.
        clocks: Whether moments carry the messenger's date-time entity, so that each phone shows its own zone.

    Raises:
        TextError: The sentence or a variable is missing.
    """
    said = (payload, *payload.get("items", ()))
    written = []
    for one in said:
        variables = _variables(language, one.get("vars", {}), zone)
        if clocks:
            variables |= _clocks(language, one.get("vars", {}), zone)
        written.append(say(language, one["key"], **variables))
    return "\n\n".join(written)


def _clocks(language: str, raw: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Html]:
    return {
        name: _clock(language, dt.datetime.fromisoformat(value["time"]), zone)
        for name, value in raw.items()
        if isinstance(value, Mapping) and "time" in value
    }


def button_text(language: str, button: Mapping[str, Any], zone: ZoneInfo) -> str:
    """The label of a stored button.

    Raises:
        TextError: The sentence or a variable is missing.
    """
    return plain(language, button["key"], **_variables(language, button.get("vars") or {}, zone))
