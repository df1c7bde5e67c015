"""Money is never a binary float (``domain_rules.md`` 3.3): none is written or made in the room of dues."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from services.dues import book

ROOT = Path(__file__).parents[3]
ROOM = sorted(
    path for pattern in ("services/dues/*.py", "handlers/dues*.py", "db/dues*.py") for path in ROOT.glob(pattern)
)
#: What makes binary floats; a ``round`` of its own is no rounding of the rules either.
_CALLS = {"float", "round", "fsum", "sqrt"}


def floats(source: str) -> list[str]:
    """What in a module is, or may become, a binary float; by line."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            found.append(f"{node.lineno}: {node.value}")
        elif isinstance(node, ast.Name) and node.id in _CALLS:
            found.append(f"{node.lineno}: {node.id}")
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names = {one.name for one in node.names} | {getattr(node, "module", None)}
            if names & {"math", "statistics", "numpy"}:
                found.append(f"{node.lineno}: {sorted(filter(None, names))}")
        elif isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            right = node.right if isinstance(node, ast.BinOp) else node.value
            left = node.left if isinstance(node, ast.BinOp) else node.target
            if all(isinstance(one, ast.Constant) for one in (left, right)):
                found.append(f"{node.lineno}: whole numbers divided")
    return found


def test_the_room_is_found() -> None:
    names = {path.name for path in ROOM}
    assert {"calculation.py", "paying.py", "pay_sheet.py", "dues_desk.py", "dues.py"} <= names


@pytest.mark.parametrize("path", ROOM, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_float_in_the_room_of_dues(path: Path) -> None:
    assert floats(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source", ["x = 0.7", "x = float(y)", "x = round(y, 2)", "import math", "from math import fsum", "x = 1 / 2"]
)
def test_what_it_looks_for_is_found(source: str) -> None:
    assert floats(source)


def _numbers(found: object) -> Iterator[float | Decimal]:
    if isinstance(found, dict):
        yield from (number for one in found.values() for number in _numbers(one))
    elif isinstance(found, list | tuple):
        yield from (number for one in found for number in _numbers(one))
    elif isinstance(found, float | Decimal):
        yield found


def test_every_amount_of_the_rules_is_read_as_a_decimal() -> None:
    numbers = list(_numbers(book.load().model_dump()))
    assert {type(one) for one in numbers} == {Decimal}
    # What had been a float on its way would have its many digits.
    assert all(one == round(one, 3) for one in numbers)
