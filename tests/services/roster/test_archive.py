from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.house import Limits
from services.roster.archive import Kind, kind_of, scan
from services.roster.codes import (
    ConvertFirst,
    Encrypted,
    RosterRefused,
    TooLargeFile,
    TooLargeUnpacked,
    TooManyColumns,
    TooManyRows,
    UnreadableFile,
)
from tests.services.roster import hostile
from tests.services.roster.files import DATA

LIMITS = Limits()
SAMPLE = (DATA / "roster_with_errors.xlsx").read_bytes()


HOSTILE = {
    hostile.far_cell: "roster-too-many-rows",
    hostile.wide_cell: "roster-too-many-columns",
    hostile.laughing_strings: "roster-too-complex",
    hostile.nested_strings: "roster-too-complex",
    hostile.zip_bomb: "roster-too-large-unpacked",
    hostile.blank_rows: "roster-too-many-rows",
    hostile.many_parts: "roster-too-complex",
    hostile.many_merges: "roster-too-complex",
    hostile.many_styles: "roster-too-complex",
    hostile.many_cells: "roster-too-complex",
    hostile.many_strings: "roster-too-complex",
    hostile.long_string: "roster-too-complex",
}


def test_hostile_workbooks_are_refused_in_seconds_with_little_memory(tmp_path: Path) -> None:
    files = {make.__name__: make() for make in HOSTILE}
    costs = hostile.costs_of(files, tmp_path)
    assert {name: cost.outcome for name, cost in costs.items()} == {
        make.__name__: outcome for make, outcome in HOSTILE.items()
    }
    assert {name: cost.seconds for name, cost in costs.items() if cost.seconds > 4} == {}
    assert {name: cost.megabytes for name, cost in costs.items() if cost.megabytes > 40} == {}


def test_an_honest_workbook_passes_and_costs_little(tmp_path: Path) -> None:
    cost = hostile.costs_of({"roster": (DATA / "roster_16_branches.xlsx").read_bytes()}, tmp_path)["roster"]
    assert cost.outcome == "read"
    assert cost.megabytes < 40


@pytest.mark.parametrize(
    ("content", "kind"),
    [(SAMPLE, Kind.WORKBOOK), ("姓名,性别".encode(), Kind.TEXT), ("姓名".encode("gb18030"), Kind.TEXT)],
)
def test_a_file_is_what_its_content_says(content: bytes, kind: Kind) -> None:
    assert kind_of(content, LIMITS) is kind


@pytest.mark.parametrize(
    "content",
    [
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook".encode("utf-16-le"),
        b"\x09\x08\x10\x00\x00\x06\x05\x00",
        b"<html><table><tr><td>",
        b"\xef\xbb\xbf<?xml version='1.0'?><Workbook>",
    ],
)
def test_other_formats_have_to_be_converted(content: bytes) -> None:
    with pytest.raises(ConvertFirst):
        kind_of(content, LIMITS)


@pytest.mark.parametrize(
    ("parts", "wanted"),
    [
        ({"xl/workbook.bin": b"", "[Content_Types].xml": b"<Types/>"}, ConvertFirst),
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}, ConvertFirst),
        ({"word.txt": b"hello"}, UnreadableFile),
        ({"[Content_Types].xml": b"<Types>", "xl/a.xml": b"<a></b>"}, UnreadableFile),
    ],
)
def test_other_zips_are_told_apart(parts: dict[str, bytes], wanted: type[RosterRefused]) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(wanted):
        scan(out.getvalue(), LIMITS)


def test_a_protected_workbook_says_so() -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(Encrypted):
        kind_of(content, LIMITS)


def test_a_zip_part_behind_a_password_says_so() -> None:
    content = bytearray(hostile.book())
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        start = 0
        while (found := content.find(mark, start)) >= 0:
            content[found + offset] |= 1
            start = found + 4
    with pytest.raises(Encrypted):
        scan(bytes(content), LIMITS)


def test_two_parts_of_one_name_are_refused() -> None:
    out = io.BytesIO(hostile.book())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(UnreadableFile):
        scan(out.getvalue(), LIMITS)


def test_the_limits_are_settings() -> None:
    with pytest.raises(TooLargeFile) as caught:
        kind_of(SAMPLE, Limits(roster_file_bytes=1_000))
    assert caught.value.fields == {"limit": 0}
    with pytest.raises(TooLargeUnpacked):
        scan(SAMPLE, Limits(roster_unpacked_bytes=5_000))
    with pytest.raises(TooManyRows):
        scan(SAMPLE, Limits(roster_rows=5))
    with pytest.raises(TooManyColumns):
        scan(SAMPLE, Limits(roster_columns=2))


def test_merged_ranges_are_found() -> None:
    found = scan((DATA / "roster_16_branches.xlsx").read_bytes(), LIMITS)
    assert [(m.left, m.top, m.right, m.bottom) for part in found.merges.values() for m in part] == [(1, 1, 18, 1)]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damage_anywhere_is_refused_or_harmless(data: st.DataObject) -> None:
    content = bytearray(SAMPLE)
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        scan(bytes(content), LIMITS)
    except RosterRefused as refusal:
        assert refusal.code.startswith("roster-")  # noqa: PT017 - either outcome is right, another error is not
