"""The handbook tells the truth: its buttons are on the screens, its pictures exist and are small."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fluent.syntax import FluentParser, ast

from tests.pictures import IMAGES, MOST, ROOT, wanted

HANDBOOK = ROOT / "docs" / "handbook.zh-CN.md"
#: What stands in these marks is a button.
_QUOTED = re.compile(r"「([^」]+)」")
#: Where code puts a key on a button.
_LABELLED = re.compile(r"\b(?:Button|offered)\(\s*f?\"([a-z0-9{}_.-]+)\"")
#: Keys that reach a button by another way: a table, a plural, a state.
_OTHERS = re.compile(r"button|^branch-list-|^menu-|-go$")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _patterns() -> Iterator[re.Pattern[str]]:
    """Every label a button may have, as a pattern."""
    code = "\n".join(
        path.read_text(encoding="utf-8") for room in ("handlers", "services") for path in (ROOT / room).rglob("*.py")
    )
    named = set(_LABELLED.findall(code))
    for path in (ROOT / "texts" / "zh-CN").glob("*.ftl"):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(entry, ast.Message) or entry.value is None:
                continue
            if entry.id.name in named or _OTHERS.search(entry.id.name):
                yield re.compile(_pattern(entry.value))


def _pattern(value: ast.Pattern) -> str:
    parts = (re.escape(part.value) if isinstance(part, ast.TextElement) else ".+" for part in value.elements)
    return "".join(parts)


def test_every_button_the_handbook_names_is_on_a_screen() -> None:
    # A label that is nearly all filled in would match everything.
    patterns = [one for one in _patterns() if ".+" not in one.pattern or len(_CHINESE.findall(one.pattern)) > 1]
    named = _QUOTED.findall(HANDBOOK.read_text(encoding="utf-8"))
    assert len(named) > 100
    assert sorted({label for label in named if not any(one.fullmatch(label) for one in patterns)}) == []


def test_the_pictures_of_the_documents_are_there_small_and_used() -> None:
    kept = {path.stem: path.stat().st_size for path in IMAGES.glob("*.png")}
    assert set(kept) == wanted()
    assert {name: size for name, size in kept.items() if size > MOST} == {}
