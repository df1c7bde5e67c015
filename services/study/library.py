"""Finding something to read: by its category, or by a typed word."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from services.access import Actor
from services.errors import BadInput
from services.house import House
from services.study import readings
from services.study.materials import Material
from services.study.readings import Item

#: Characters of a word to look for.
_WORD = 40


class BadWord(BadInput):
    """Nothing to look for, or too long. Fields: ``most`` characters."""

    code = "study-word"


@dataclass(frozen=True)
class Category:
    """A category of what there is to read.

    Attributes:
        name: None: of no category.
        count: How many things are in it.
        of: One of them, by which the category is found again however long its name.
    """

    name: str | None
    count: int
    of: int


async def categories(house: House, actor: Actor) -> Sequence[Category]:
    """The categories of what there is for the actor to read, by name; what has none last.

    Raises:
        NotAllowed: He is no member.
    """
    found: dict[str | None, list[int]] = defaultdict(list)
    for one in await readings.mine(house, actor):
        found[one.material.category].append(one.material.id)
    names = sorted(found, key=lambda name: (name is None, name or ""))
    return [Category(name, len(found[name]), min(found[name])) for name in names]


async def alike(house: House, actor: Actor, material_id: int) -> Sequence[Item]:
    """What is of the same category as a material, what he has not read first.

    Raises:
        NotAllowed: There is none for him.
    """
    category = (await readings.look(house, actor, material_id)).material.category
    return [one for one in await readings.mine(house, actor) if one.material.category == category]


async def search(house: House, actor: Actor, word: str) -> Sequence[Item]:
    """What there is for the actor with every one of the typed words in its title, source, text or category.

    Raises:
        NotAllowed: He is no member.
        BadWord: Nothing to look for, or too long.
    """
    parts = _folded(word).split()
    if not parts or len(word) > _WORD:
        raise BadWord(most=_WORD)
    return [one for one in await readings.mine(house, actor) if matches(one.material, parts)]


def matches(material: Material, parts: Sequence[str]) -> bool:
    """Whether every part, folded, is somewhere in it."""
    said = (material.title, material.source, material.body, material.category)
    text = _folded("\n".join(one for one in said if one))
    return all(part in text for part in parts)


def _folded(text: str) -> str:
    """So that full-width letters and capitals are found as well."""
    return unicodedata.normalize("NFKC", text).casefold()
