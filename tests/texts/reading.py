"""Catalogues and code as data: which sentences there are, which variables they name, which keys the code asks for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

ROOT = Path(__file__).parents[2]
#: Rooms whose code asks for sentences.
ROOMS = ("bot", "handlers", "services", "scheduler", "web", "texts")
LANGUAGES = ("zh-CN", "en")
#: What stands for a variable in a flattened sentence.
HOLE = "\N{OBJECT REPLACEMENT CHARACTER}"


@dataclass(frozen=True)
class Sentence:
    """One message of a catalogue.

    Attributes:
        texts: Its wordings (one, or one a variant), with ``HOLE`` where a variable stands.
        variables: What it names.
    """

    key: str
    file: str
    texts: tuple[str, ...]
    variables: frozenset[str]


class _Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802 - the library's name
        self.names.add(node.id.name)


def _wordings(pattern: ftl.Pattern) -> list[str]:
    wordings = [""]
    for element in pattern.elements:
        if isinstance(element, ftl.TextElement):
            wordings = [text + element.value for text in wordings]
        elif isinstance(element.expression, ftl.SelectExpression):
            variants = [one for variant in element.expression.variants for one in _wordings(variant.value)]
            wordings = [text + one for text in wordings for one in variants]
        else:
            wordings = [text + HOLE for text in wordings]
    return wordings


@cache
def catalogue(language: str) -> dict[str, Sentence]:
    """Every sentence of a language by its key.

    Raises:
        AssertionError: A file does not parse, or a key comes twice.
    """
    found: dict[str, Sentence] = {}
    for path in sorted((ROOT / "texts" / language).glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, ftl.Junk), f"{path.name}: {entry.content!r}"
            if isinstance(entry, ftl.Message):
                assert entry.value is not None, f"{path.name}: {entry.id.name} has no text"
                assert entry.id.name not in found, f"{entry.id.name} comes twice"
                variables = _Variables()
                variables.visit(entry.value)
                found[entry.id.name] = Sentence(
                    entry.id.name, path.stem, tuple(_wordings(entry.value)), frozenset(variables.names)
                )
    return found


@dataclass(frozen=True)
class Asked:
    """A call in the code that asks for a sentence by a constant key.

    Attributes:
        given: Variables it passes by name; None where some come by ``**``.
    """

    where: str
    key: str
    given: frozenset[str] | None


@dataclass(frozen=True)
class Code:
    """What the code says about keys.

    Attributes:
        constants: Every string constant.
        patterns: Formatted strings with a constant part, as patterns.
        buttons: Keys that are button labels.
    """

    constants: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]
    calls: tuple[Asked, ...]
    buttons: frozenset[str]


#: Calls whose first argument is a key, and the arguments of theirs that are no variables.
_KEYED = {
    "say": {"buttons"},
    "show": {"buttons"},
    "text_of": set(),
    "plain": set(),
    "say_and_remove_keyboard": set(),
    "Mistake": set(),
}


def _trees() -> Iterator[tuple[Path, ast.Module]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, ast.parse(path.read_text(encoding="utf-8"))


def _pattern(node: ast.JoinedStr) -> re.Pattern[str] | None:
    parts = [str(one.value) if isinstance(one, ast.Constant) else None for one in node.values]
    fixed = "".join(part for part in parts if part is not None)
    if "-" not in fixed or not re.fullmatch(r"[A-Za-z0-9_-]+", fixed):
        return None
    return re.compile("".join(re.escape(part) if part is not None else "[A-Za-z0-9_-]+" for part in parts))


def _call(path: Path, node: ast.Call) -> Iterator[Asked]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name not in _KEYED:
        return
    of_the_room = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "texts"
    arguments = node.args[1:] if of_the_room else node.args
    if not arguments or not isinstance(arguments[0], ast.Constant) or not isinstance(arguments[0].value, str):
        return
    names = [keyword.arg for keyword in node.keywords]
    given = None if None in names else frozenset(name for name in names if name is not None) - _KEYED[name]
    yield Asked(f"{path.relative_to(ROOT)}:{node.lineno}", arguments[0].value, given)


def _button(node: ast.Call) -> Iterator[str]:
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    if name in ("Button", "offered") and node.args:
        for one in ast.walk(node.args[0]):
            if isinstance(one, ast.Constant) and isinstance(one.value, str) and "-" in one.value:
                yield one.value


@cache
def code() -> Code:
    """Every key, pattern of keys and call in the code."""
    constants: set[str] = set()
    patterns: list[re.Pattern[str]] = []
    calls: list[Asked] = []
    buttons: set[str] = set()
    for path, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                constants.add(node.value)
            elif isinstance(node, ast.JoinedStr) and (pattern := _pattern(node)) is not None:
                patterns.append(pattern)
            elif isinstance(node, ast.Call):
                calls += _call(path, node)
                buttons.update(_button(node))
    return Code(frozenset(constants), tuple(patterns), tuple(calls), frozenset(buttons))
