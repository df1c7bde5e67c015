"""Compiled statements: as many as there may be, those in use among them."""

from __future__ import annotations

from typing import Any, cast

from db.statements import STATEMENTS, Statements


def test_those_longest_unused_go() -> None:
    kept, compiled = Statements(), cast(Any, "a compiled one")
    kept["a dialect", "always in use"] = compiled
    for number in range(3 * STATEMENTS):
        kept["a dialect", number] = compiled
        assert len(kept) <= 1.1 * STATEMENTS
        assert kept.get(("another dialect", "always in use")) == compiled
    assert kept.get(("a dialect", 3 * STATEMENTS - 1)) == compiled
    assert kept.get(("a dialect", 0)) is None
