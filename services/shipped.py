"""What ships as data: a file of ``rules_data``, looked at as its model says."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from decimal import Decimal
from importlib import resources
from typing import Protocol, TypeVar

from pydantic import BaseModel, ConfigDict

_Shape = TypeVar("_Shape", bound=BaseModel)


class Keyed(Protocol):
    """What is known by a key that ships."""

    @property
    def key(self) -> str:
        """Of this one alone."""
        ...


_One = TypeVar("_One", bound=Keyed)


class Section(BaseModel):
    """A part of such a file: nothing in it is unknown, nothing of it changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def read(model: type[_Shape], name: str) -> _Shape:
    """Read a file, numbers with a point as decimals.

    Args:
        model: Of the whole file.
        name: Without ``.toml``.

    Raises:
        FileNotFoundError: Nothing of that name ships.
        pydantic.ValidationError: The file has an unknown or a malformed entry.
    """
    text = (resources.files("services") / "rules_data" / f"{name}.toml").read_text(encoding="utf-8")
    return model.model_validate(tomllib.loads(text, parse_float=Decimal))


def find(some: Iterable[_One], key: str) -> _One:
    """The one of a key.

    Raises:
        KeyError: There is none.
    """
    for one in some:
        if one.key == key:
            return one
    raise KeyError(key)
