"""What ships as data: a file of ``rules_data``, looked at as its model says."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from importlib import resources
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

_Shape = TypeVar("_Shape", bound=BaseModel)


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
