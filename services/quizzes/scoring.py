"""What an answer is worth, what an attempt is worth, and in what order things are asked. Pure."""

from __future__ import annotations

import random
from collections.abc import Sequence

from services.names import QuestionKind
from services.questions.shapes import FALSE, TRUE, Asked, accepts

#: Of a true/false question, where a wording has no options of its own.
_TWO = (TRUE, FALSE)
#: An option that begins so speaks of those before it.
_ABOVE = ("以上", "上述", "All of the above", "None of the above")


def is_right(asked: Asked, chosen: Sequence[int], typed: str | None) -> bool:
    """Whether an answer is right; a multiple choice is, when exactly the right options are chosen.

    Args:
        asked: The question.
        chosen: Places in the wording's own order.
        typed: Of a fill-in question.
    """
    if asked.kind is QuestionKind.FILL_IN:
        return typed is not None and accepts(asked, typed)
    return set(chosen) == set(asked.right)


def is_possible(asked: Asked, chosen: Sequence[int], typed: str | None) -> bool:
    """Whether an answer could be given to the question at all: what no screen of ours offers is forged."""
    if asked.kind is QuestionKind.FILL_IN:
        return typed is not None and bool(typed.strip()) and not chosen
    places = set(range(places_of(asked)))
    if typed is not None or not chosen or not set(chosen) <= places:
        return False
    return asked.kind is QuestionKind.MULTIPLE or len(chosen) == 1


def places_of(asked: Asked) -> int:
    """How many options there are to choose from; none where a text is typed."""
    if asked.kind is QuestionKind.FILL_IN:
        return 0
    return len(asked.options) or len(_TWO)


def score(right: int, total: int) -> int:
    """Points of 100, every question the same, half a point up; nothing asked is nothing scored."""
    return (200 * right + total) // (2 * total) if total else 0


def order(seed: int, ids: Sequence[int], *, shuffle: bool) -> list[int]:
    """The wordings of an attempt in its own order."""
    found = list(ids)
    if shuffle:
        random.Random(seed).shuffle(found)
    return found


def options_order(seed: int, version_id: int, asked: Asked, *, shuffle: bool) -> list[int]:
    """Places of the options as they are shown; true and false stay as everybody knows them, and so does 以上都对."""
    places = list(range(places_of(asked)))
    fixed = asked.kind is QuestionKind.TRUE_FALSE or any(one.startswith(_ABOVE) for one in asked.options)
    if shuffle and not fixed:
        random.Random(f"{seed}:{version_id}").shuffle(places)
    return places


def mask_of(places: Sequence[int]) -> int:
    """Chosen places as bits, as a button carries them."""
    return sum(1 << place for place in set(places))


def places_in(mask: int) -> tuple[int, ...]:
    """The chosen places of such bits, ascending."""
    return tuple(place for place in range(mask.bit_length()) if mask >> place & 1)
