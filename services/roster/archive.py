"""Look at a file before anything opens it: what it is, and whether it was made to hurt.

::

    bytes ── magic ──> text ───────────────────────────────> ``textfile``
              │  └───> old or foreign format ──> ConvertFirst, Encrypted, UnreadableFile
              └──────> zip ── sizes, number of parts, ratio ── one streaming pass over every XML part ──> ``workbook``

The pass reads each part through the parser that the spreadsheet library will use (expat), keeps nothing but counters
and the merged ranges, and stops at the first limit. Afterwards the library can only meet what was counted.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import IO
from xml.parsers import expat

from services.house import Limits
from services.roster.codes import (
    ConvertFirst,
    Encrypted,
    TooComplex,
    TooLargeFile,
    TooLargeUnpacked,
    TooManyColumns,
    TooManyRows,
    UnreadableFile,
)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_ENTRY = b"PK\x01\x02"
_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x10\x00")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")

_MAX_PARTS = 500
#: XML packs 20 to 60 to 1 in real rosters; a bomb packs a thousand to one.
_MAX_RATIO = 200
_RATIO_FROM = 1_000_000
_MAX_DEPTH = 40
_MAX_STYLE_ELEMENTS = 60_000
_MAX_OTHER_ELEMENTS = 100_000
_MAX_OTHER_BYTES = 8_000_000
_MAX_STRING_ELEMENTS = 1_500_000
_MAX_SHEET_ELEMENTS = 2_500_000
_MAX_ROW_CELLS = 16_384
_MAX_MERGES = 20_000
_STRINGS_SHARE = 4
_CHUNK = 1 << 16
_MB = 1_000_000

_REF = re.compile(r"([A-Z]{1,3})(\d{1,7})\Z")
_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\Z")


class Kind(Enum):
    """What a file is."""

    WORKBOOK = "workbook"
    TEXT = "text"


@dataclass(frozen=True)
class Merge:
    """A merged range, columns and rows from 1."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True)
class Scan:
    """What the pass found: merged ranges by worksheet part."""

    merges: dict[str, tuple[Merge, ...]] = field(default_factory=dict)


def kind_of(content: bytes, limits: Limits) -> Kind:
    """What a file is, by its content.

    Raises:
        TooLargeFile: More bytes than allowed.
        ConvertFirst: An older or another spreadsheet format.
        Encrypted: Protected by a password.
        UnreadableFile: Something else.
    """
    if len(content) > limits.roster_file_bytes:
        raise TooLargeFile(limit=limits.roster_file_bytes // _MB)
    if content.startswith(_OLE):
        if _ENCRYPTED_STREAM in content:
            raise Encrypted
        raise ConvertFirst(format=".xls")
    if content.startswith(_BIFF):
        raise ConvertFirst(format=".xls")
    if content.startswith(_ZIP):
        return Kind.WORKBOOK
    start = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")):
        raise ConvertFirst(format=".html/.xml")
    if not content.strip() or start.startswith((b"%pdf", b"\x89png", b"\xff\xd8\xff", b"rar!", b"7z\xbc\xaf")):
        raise UnreadableFile
    return Kind.TEXT


def scan(content: bytes, limits: Limits) -> Scan:
    """Check a zip for what would cost memory or time, part by part.

    Raises:
        TooLarge: Over a limit (its subclasses say which).
        Encrypted: A part is protected by a password.
        ConvertFirst: A binary or OpenDocument workbook.
        UnreadableFile: No workbook, or damaged.
    """
    if content.count(_ENTRY) > _MAX_PARTS:
        raise TooComplex(what="parts")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _scan_parts(archive, len(content), limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise UnreadableFile from error


def _scan_parts(archive: zipfile.ZipFile, packed: int, limits: Limits) -> Scan:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise Encrypted
    total = sum(part.file_size for part in parts)
    if total > limits.roster_unpacked_bytes or (total > _RATIO_FROM and total > packed * _MAX_RATIO):
        raise TooLargeUnpacked(limit=limits.roster_unpacked_bytes // _MB)
    if len(names) != len(parts):
        raise UnreadableFile  # two parts of one name: which of them the library reads nobody knows
    if "xl/workbook.bin" in names:
        raise ConvertFirst(format=".xlsb")
    if "mimetype" in names and "content.xml" in names:
        raise ConvertFirst(format=".ods")
    if "[Content_Types].xml" not in names:
        raise UnreadableFile
    merges: dict[str, tuple[Merge, ...]] = {}
    for part in parts:
        found = _Part(part.filename, limits)
        with archive.open(part) as stream:
            found.read(stream)
        if found.root == "worksheet":
            merges[part.filename] = tuple(found.merges)
    return Scan(merges)


class _Part:
    """Counters over one part."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.root = ""
        self.merges: list[Merge] = []
        self._name = name
        self._sheet = name.rsplit("/", 1)[-1].removesuffix(".xml")
        self._limits = limits
        self._depth = 0
        self._elements = 0
        self._rows = 0
        self._cells = 0
        self._cells_of_row = 0
        self._bytes = 0
        self._far = False

    def read(self, stream: IO[bytes]) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        try:
            while chunk := stream.read(_CHUNK):
                self._bytes += len(chunk)
                self._check_bytes()
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except expat.ExpatError:
            # Pictures and printer settings are no XML from their first byte on; the library does not read them.
            if self.root:
                raise UnreadableFile from None

    def _check_bytes(self) -> None:
        if self.root == "worksheet" or not self.root:
            return
        limit = self._limits.roster_unpacked_bytes // _STRINGS_SHARE if self.root == "sst" else _MAX_OTHER_BYTES
        if self._bytes > limit:
            raise TooComplex(what=self.root)

    def _refuse_doctype(self, *_: object) -> None:
        raise TooComplex(what="DOCTYPE")

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if not self.root:
            self.root = tag
        self._depth += 1
        self._elements += 1
        if self._depth > _MAX_DEPTH:
            raise TooComplex(what="depth")
        if self.root == "worksheet":
            self._in_sheet(tag, attributes)
        elif self.root == "styleSheet":
            if self._elements > _MAX_STYLE_ELEMENTS:
                raise TooComplex(what="styles")
        elif self._elements > (_MAX_STRING_ELEMENTS if self.root == "sst" else _MAX_OTHER_ELEMENTS):
            raise TooComplex(what=self.root)

    def _end(self, _name: str) -> None:
        self._depth -= 1

    def _in_sheet(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "row":
            self._row(attributes.get("r", ""))
        elif tag == "c":
            self._cell(_REF.match(attributes.get("r", "")))
        elif tag in ("v", "is", "f") and self._far:
            raise TooManyColumns(limit=self._limits.roster_columns, sheet=self._sheet)
        elif tag == "mergeCell":
            self._merge(_RANGE.match(attributes.get("ref", "")))
        elif self._elements - self._cells > _MAX_SHEET_ELEMENTS:
            raise TooComplex(what="elements")

    def _row(self, number: str) -> None:
        self._rows += 1
        self._cells_of_row = 0
        if self._rows > self._limits.roster_rows or (number.isdecimal() and int(number) > self._limits.roster_rows):
            raise TooManyRows(limit=self._limits.roster_rows, sheet=self._sheet)

    def _cell(self, place: re.Match[str] | None) -> None:
        limits = self._limits
        self._cells += 1
        self._cells_of_row += 1
        if self._cells > limits.roster_rows * limits.roster_columns or self._cells_of_row > _MAX_ROW_CELLS:
            raise TooComplex(what="cells")
        column = column_number(place[1]) if place is not None else self._cells_of_row
        self._far = column > limits.roster_columns
        if place is not None and int(place[2]) > limits.roster_rows:
            raise TooManyRows(limit=limits.roster_rows, sheet=self._sheet)

    def _merge(self, found: re.Match[str] | None) -> None:
        if found is not None:
            self.merges.append(Merge(column_number(found[1]), int(found[2]), column_number(found[3]), int(found[4])))
        if len(self.merges) > _MAX_MERGES:
            raise TooComplex(what="merged cells")


def column_number(letters: str) -> int:
    """``A`` is 1, ``XFD`` is 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
