"""A module fits into a head, and a function onto a screen: 500 and 60 lines, docstrings of functions not counted."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("bot", "handlers", "services", "scheduler", "db", "texts", "web", "playground", "benchmarks", "tests")
LINES_OF_A_MODULE, LINES_OF_A_FUNCTION = 500, 60
#: What may be longer, and why. Whatever is listed and has become short is taken off.
REASONS = {
    "db/migrations/versions/0001_first_shape.py": "released: it is never changed again",
    "tests/handlers/test_rollcall.py:test_a_whole_evening_with_thirty_people": "one evening, told from its beginning",
}


def _modules() -> Iterator[tuple[str, str]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = function.body[0]
    said = first.end_lineno or 0 if ast.get_docstring(function) is not None else first.lineno - 1
    return (function.end_lineno or 0) - function.lineno + 1 - (said - first.lineno + 1)


def _long() -> Iterator[tuple[str, int]]:
    for name, source in _modules():
        lines = source.count("\n")
        if lines > LINES_OF_A_MODULE:
            yield name, lines
        if lines <= LINES_OF_A_FUNCTION or "migrations/versions" in name:
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _lines(node) > LINES_OF_A_FUNCTION:
                yield f"{name}:{node.name}", _lines(node)


def test_nothing_is_longer_than_a_head_holds() -> None:
    found = dict(_long())
    assert {name: lines for name, lines in found.items() if name not in REASONS} == {}
    assert [name for name in REASONS if name not in found] == [], "short again"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("def f():\n    return 1\n", 2),
        ('def f():\n    """Says\n\n    more.\n    """\n    return 1\n', 2),
        ("async def f(\n    a,\n):\n    x = 1\n\n    return x\n", 6),
    ],
)
def test_how_lines_are_counted(source: str, lines: int) -> None:
    (function,) = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
    assert _lines(function) == lines
