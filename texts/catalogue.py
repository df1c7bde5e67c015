"""Look-up of sentences: one Fluent bundle a language, built once."""

from __future__ import annotations

import html
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final, Literal

from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.resolver import MAX_PART_LENGTH

Language = Literal["zh-CN", "en"]

#: The languages there are, the default first.
LANGUAGES: Final[tuple[Language, ...]] = ("zh-CN", "en")


class TextError(LookupError):
    """A sentence is missing or was given other variables than it names. Always a defect of ours."""


def language_of(name: str | None) -> Language:
    """The catalogue for a language name as stored or as the messenger reports it (``zh-hans``, ``en-GB``, None)."""
    return "en" if name is not None and name.lower().startswith("en") else "zh-CN"


@cache
def _bundle(language: Language) -> FluentBundle:
    # Fluent would wrap variables in invisible isolation marks; commands and links would carry them.
    bundle = FluentBundle([language], use_isolating=False)
    folder = resources.files("texts") / language
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".ftl"):
            bundle.add_resource(FluentResource(entry.read_text(encoding="utf-8")))
    return bundle


@cache
def keys(language: Language) -> frozenset[str]:
    """Every message key of a language."""
    return frozenset(_bundle(language)._messages)  # noqa: SLF001 - the library offers no list


#: Sentences kept as they were written last: a reminder to thousands says the same to all of them.
_KEPT: Final = 1_024


def _write(language: Language, key: str, variables: Mapping[str, Any]) -> str:
    if all(type(value) in _PLAIN for value in variables.values()):
        return _written(language, key, tuple(variables.items()))
    return _format(language, key, variables)


#: Kinds of variables that say all there is about the sentence.
_PLAIN: Final = frozenset({str, int})


@lru_cache(maxsize=_KEPT, typed=True)
def _written(language: Language, key: str, variables: tuple[tuple[str, Any], ...]) -> str:
    return _format(language, key, dict(variables))


def _format(language: Language, key: str, variables: Mapping[str, Any]) -> str:
    bundle = _bundle(language)
    if not bundle.has_message(key):
        raise TextError(f"no sentence {key!r} in {language}")
    pattern = bundle.get_message(key).value
    if pattern is None:
        raise TextError(f"sentence {key!r} in {language} has no text")
    # The library refuses long texts, against catalogues of strangers; what people write fills a whole message.
    long = {name: text for name, text in variables.items() if isinstance(text, str) and len(text) > MAX_PART_LENGTH}
    places = {name: f"\ue000{name}\ue001" for name in long}
    written, errors = bundle.format_pattern(pattern, {**variables, **places})
    if errors:
        raise TextError(f"sentence {key!r} in {language}: {errors}")
    for name, place in places.items():
        written = str(written).replace(place, long[name])
    return str(written)


class Html(str):
    """A variable that is HTML already: ``say`` leaves it as it is."""

    __slots__ = ()


def say(language: str, key: str, /, **variables: Any) -> str:
    """A sentence as HTML; text variables are escaped, but for those that are ``Html``.

    Args:
        language: A language name; unknown ones are read as Chinese.
        key: The message key.
        variables: What the sentence names (``snake_case`` here, ``$snake_case`` there).

    Raises:
        TextError: The key is missing or a variable is.
    """
    return _write(language_of(language), key, {name: _safe(value) for name, value in variables.items()})


def _safe(value: Any) -> Any:
    if isinstance(value, Html):
        return str(value)  # a text like any other to what keeps sentences
    return html.escape(value, quote=False) if isinstance(value, str) else value


def plain(language: str, key: str, /, **variables: Any) -> str:
    """A sentence without markup, for buttons, commands and file names.

    Raises:
        TextError: The key is missing or a variable is.
    """
    return _write(language_of(language), key, variables)
