"""Rosters as text files: encodings, separators, and what is no table."""

from __future__ import annotations

import pytest

from services.house import Limits
from services.roster.codes import (
    BrokenQuotes,
    Code,
    ConvertFirst,
    TooManyColumns,
    TooManyRows,
    UnreadableFile,
)
from tests.services.roster.files import csv_file, person
from tests.services.roster.test_reading import codes, only, read

# --- text files -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_file_in_any_encoding(encoding: str) -> None:
    assert only(read(csv_file(person("龚䶮"), encoding=encoding))).name == "龚䶮"


@pytest.mark.parametrize("separator", [",", "\t", ";", "|", "，"])
def test_a_text_file_with_any_separator(separator: str) -> None:
    row = person()
    text = separator.join(row) + "\r\n" + separator.join(row.values()) + "\r\n"
    assert only(read(text.encode())).name == "张敏"


def test_1981_1_in_a_text_file_asks() -> None:
    document = read(csv_file(person(出生年月="1981.1")))
    assert codes(document) == [(2, "出生年月", Code.DATE_AMBIGUOUS)]


def test_a_quotation_mark_that_swallows_rows_is_refused() -> None:
    text = csv_file(person("张敏", 备注="好"), person("李强"), person("王芳", 备注="好")).decode()
    lines = text.splitlines()
    with pytest.raises(BrokenQuotes) as caught:
        read("\n".join([lines[0], lines[1].replace("好", '"好'), lines[2], lines[3].replace("好", '好"')]).encode())
    assert caught.value.fields == {"row": 2}
    with pytest.raises(BrokenQuotes):
        read("\n".join([lines[0], lines[1].replace("好", '"好'), lines[2]]).encode())


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\xff\xfe", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7", b"\xff\xff\xff"])
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        read(content)


def test_a_text_file_keeps_the_limits() -> None:
    content = csv_file(*(person(f"张{'敏' * n}") for n in range(1, 9)))
    with pytest.raises(TooManyRows):
        read(content, Limits(roster_rows=5))
    with pytest.raises(TooManyColumns):
        read(content, Limits(roster_columns=5))


def test_an_old_workbook_has_to_be_converted_whatever_it_is_called() -> None:
    with pytest.raises(ConvertFirst):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000)
