"""A table as a picture: every row is on it, what stands out does, and what is too long is cut or counted."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from texts.table_card import Column, Table, table_card

MARKED = (255, 244, 214)


def drawn(rows: int, *, marked: frozenset[int] = frozenset(), name: str = "陈护士") -> Image.Image:
    columns = (Column("姓名", 5), Column("应交", 3, right=True), Column("未交", 3, right=True))
    cells = [(name, "1000.00", "47.78") for _ in range(rows)]
    table = Table("内科党支部 2026年11月党费", "党员 3 人，单位：元", columns, cells, ("合计", "1", "2"), marked)
    image = Image.open(io.BytesIO(table_card("zh-CN", table)))
    image.load()
    return image


def ground(image: Image.Image) -> int:
    colours = image.getcolors(1 << 24)
    assert colours is not None
    return sum(many for many, one in colours if one == MARKED)


def test_a_row_is_as_high_as_the_others_and_what_stands_out_does() -> None:
    three, four = drawn(3), drawn(4, marked=frozenset({1}))
    assert four.height - three.height == 62
    assert (ground(three), ground(four) > 0) == (0, True)


def test_nothing_runs_over_the_edge_and_a_crowd_is_counted() -> None:
    image = drawn(200, name="一个名字长到一行里怎么也放不下的同志" * 3)
    assert image.width + image.height <= 10_000
    for x in (5, image.width - 6):
        assert {image.getpixel((x, y)) for y in range(0, image.height, 7)} == {(255, 255, 255)}


@pytest.mark.parametrize("rows", [0, 1])
def test_a_small_table_is_drawn_too(rows: int) -> None:
    assert drawn(rows).height > 200
