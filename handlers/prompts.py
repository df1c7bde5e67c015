"""Questions that are answered by a reply to them: in between nothing is stored, and nothing ties the two together.

What is asked stands in the first line of the question, which the messenger brings back with the reply. Such replies and
the buttons that lead to such questions are recognised in the update as it came, so that they can be kept out of
everything that keeps updates (``bot.confidential``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from telegram.constants import ChatType

import texts


@dataclass(frozen=True)
class Prompt:
    """A question.

    Attributes:
        name: The route that takes the answer.
        key: Catalogue key of its first line.
        choices: What it may be about: an argument of the route, and the catalogue key of its words (``what`` in the
            line); empty: the line alone says it.
        numbered: The line ends with ``what``, numbers with points between them, which are the arguments.
    """

    name: str
    key: str
    choices: Mapping[str, str] = field(default_factory=dict)
    numbered: bool = False


#: Every question there is, by name.
_prompts: dict[str, Prompt] = {}
_NUMBERS = re.compile(r"\d{1,18}(?:\.\d{1,18})*\Z")


def register(prompt: Prompt) -> Prompt:
    """Say that a question is answered by a reply; once, when the feature's module is imported.

    Raises:
        ValueError: Another one has the name.
    """
    if _prompts.setdefault(prompt.name, prompt) != prompt:
        raise ValueError(f"prompt {prompt.name!r} is taken")
    _first_lines.cache_clear()
    return prompt


@cache
def _first_lines() -> dict[str, tuple[str, list[str]]]:
    lines: dict[str, tuple[str, list[str]]] = {}
    for language in texts.LANGUAGES:
        for prompt in _prompts.values():
            if prompt.numbered:
                lines[texts.plain(language, prompt.key, what="").strip()] = (prompt.name, [])
            elif not prompt.choices:
                lines[texts.plain(language, prompt.key)] = (prompt.name, [])
            for choice, key in prompt.choices.items():
                lines[texts.plain(language, prompt.key, what=texts.plain(language, key))] = (prompt.name, [choice])
    return lines


def asked(question: str) -> tuple[str, list[str]] | None:
    """Which route takes the answer to a message of ours, and its arguments; None: it was no such question."""
    first = question.strip().split("\n", 1)[0].strip()
    known = _first_lines().get(first)
    if known is None:
        line, _, numbers = first.rpartition(" ")
        found = _first_lines().get(line.strip())
        if found is not None and _prompts[found[0]].numbered and _NUMBERS.match(numbers):
            return found[0], numbers.split(".")
    return known


def recognised(raw: Mapping[str, Any]) -> bool:
    """Whether an update, as it came, is about such a question: its button, the answer, or a change of the answer."""
    match raw:
        case {"callback_query": {"data": str(data), "message": {"chat": {"type": ChatType.PRIVATE}}}}:
            return data.split(":", 1)[0] in _prompts
        case {"message": {"chat": {"type": ChatType.PRIVATE}, "reply_to_message": {} as question}}:
            return _is_ours(question)
        case {"edited_message": {"chat": {"type": ChatType.PRIVATE}, "reply_to_message": {} as question}}:
            return _is_ours(question)
    return False


def _is_ours(question: Mapping[str, Any]) -> bool:
    match question:
        case {"from": {"is_bot": True}, "text": str(text)}:
            return asked(text) is not None
    return False
