"""Files made to hurt, and a child process that measures what reading one costs."""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/styles.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
    '<Override PartName="/xl/sharedStrings.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_ROOT_RELS = (
    f'<?xml version="1.0"?><Relationships xmlns="{_RELS}"><Relationship Id="r1" Type="{_OFFICE}/officeDocument"'
    ' Target="xl/workbook.xml"/></Relationships>'
)
_BOOK_RELS = (
    f'<?xml version="1.0"?><Relationships xmlns="{_RELS}">'
    f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    f'<Relationship Id="r3" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
)
_BOOK = (
    f'<?xml version="1.0"?><workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="党员花名册" sheetId="1" r:id="r1"/></sheets></workbook>'
)
_PADDING = 600_000
_STYLES = f'<styleSheet xmlns="{_MAIN}"></styleSheet>'

HEADER = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c><c r="B1" t="inlineStr"><is><t>党员类别</t></is></c>'
    '<c r="C1" t="inlineStr"><is><t>所属党支部</t></is></c></row>'
)


def book(
    rows: Iterable[str] = (HEADER,),
    *,
    strings: Iterable[str] = (f'<sst xmlns="{_MAIN}"/>',),
    styles: Iterable[str] = (_STYLES,),
    more: dict[str, Iterable[str]] | None = None,
    padding: int = 0,
) -> bytes:
    """A workbook whose one sheet has the given rows of XML; parts are written as they come, however large.

    With padding it packs no better than an honest one: a bomb's maker would think of that.
    """

    def sheet() -> Iterator[str]:
        yield f'<worksheet xmlns="{_MAIN}"><sheetData>'
        yield from rows
        yield "</sheetData></worksheet>"

    parts: dict[str, Iterable[str]] = {
        "[Content_Types].xml": [_TYPES],
        "_rels/.rels": [_ROOT_RELS],
        "xl/workbook.xml": [_BOOK],
        "xl/_rels/workbook.xml.rels": [_BOOK_RELS],
        "xl/styles.xml": styles,
        "xl/sharedStrings.xml": strings,
        "xl/worksheets/sheet1.xml": sheet(),
        **(more or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, chunks in parts.items():
            with archive.open(name, "w", force_zip64=False) as stream:
                for chunk in chunks:
                    stream.write(chunk.encode())
        if padding:
            archive.writestr("xl/media/image1.png", b"\x89PNG" + random.Random(1).randbytes(padding))
    return out.getvalue()


def _batched(make: Callable[[int], str], count: int, size: int = 10_000) -> Iterator[str]:
    for start in range(0, count, size):
        yield "".join(make(number) for number in range(start, min(start + size, count)))


def blank_rows(count: int = 1_000_000) -> bytes:
    """Formatted rows without any cell."""
    return book([HEADER, *_batched(lambda n: f'<row r="{n + 2}" s="1" customFormat="1"/>', count)])


def far_cell() -> bytes:
    """One cell at XFD1048576."""
    return book([HEADER, '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'])


def wide_cell() -> bytes:
    """One cell far to the right."""
    return book([HEADER, '<row r="2"><c r="XFD2"><v>1</v></c></row>'])


def many_cells(count: int = 1_500_000) -> bytes:
    """Cells without an address, in a few rows."""
    row = "<row>" + "<c/>" * 10_000 + "</row>"
    return book([HEADER, *([row] * (count // 10_000))], padding=_PADDING)


def zip_bomb(size: int = 150_000_000) -> bytes:
    """One part of blanks."""
    return book(more={"xl/media/note.xml": (" " * 1_000_000 for _ in range(size // 1_000_000))})


def many_strings(count: int = 2_000_000) -> bytes:
    """Shared strings that nobody uses."""
    return book(
        strings=[f'<sst xmlns="{_MAIN}">', *_batched(lambda _: "<si><t/></si>", count), "</sst>"], padding=_PADDING
    )


def nested_strings(depth: int = 500_000) -> bytes:
    """A shared string nested as deep as nobody would."""
    return book(strings=[f'<sst xmlns="{_MAIN}"><si>', "<r>" * depth, "</r>" * depth, "</si></sst>"], padding=_PADDING)


def long_string(size: int = 60_000_000) -> bytes:
    """One shared string of many megabytes."""
    chunks = ("张" * 100_000 for _ in range(size // 300_000))
    return book(strings=[f'<sst xmlns="{_MAIN}"><si><t>', *chunks, "</t></si></sst>"], padding=_PADDING)


def laughing_strings() -> bytes:
    """Entities that double and double."""
    levels = "".join(f'<!ENTITY l{n} "&l{n - 1};&l{n - 1};">' for n in range(1, 40))
    return book(strings=[f'<!DOCTYPE sst [<!ENTITY l0 "ha">{levels}]><sst xmlns="{_MAIN}"><si><t>&l39;</t></si></sst>'])


def many_styles(count: int = 500_000) -> bytes:
    """More formats than any spreadsheet program allows."""
    formats = _batched(lambda _: "<xf/>", count)
    return book(
        styles=[f'<styleSheet xmlns="{_MAIN}"><cellXfs>', *formats, "</cellXfs></styleSheet>"], padding=_PADDING
    )


def many_parts(count: int = 60_000) -> bytes:
    """Tens of thousands of empty parts."""
    return book(more={f"xl/media/{number}": [""] for number in range(count)})


def many_merges(count: int = 200_000) -> bytes:
    """Merged ranges without end."""
    return book(
        [
            HEADER,
            "</sheetData><mergeCells>",
            *_batched(lambda n: f'<mergeCell ref="A{n + 2}:B{n + 2}"/>', count),
            "</mergeCells><sheetData>",
        ],
        padding=_PADDING,
    )


@dataclass(frozen=True)
class Cost:
    """What reading a file cost, beyond what the process took before.

    Attributes:
        outcome: The code of the refusal, or ``read``.
        seconds: Processor time.
        megabytes: Growth of the peak resident size.
    """

    outcome: str
    seconds: float
    megabytes: float


_CHILD = """
import datetime as dt, json, resource, sys, time
from services.house import Limits
from services.roster import reading
from services.roster.codes import RosterRefused
costs = {}
for path in sys.argv[1:]:
    content = open(path, "rb").read()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    try:
        reading.read(content, Limits(), dt.date(2026, 11, 16), 18)
        outcome = "read"
    except RosterRefused as refusal:
        outcome = refusal.code
    seconds = time.process_time() - start
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    costs[path] = {"outcome": outcome, "seconds": seconds, "megabytes": grown / 1024}
print(json.dumps(costs))
"""


def costs_of(files: dict[str, bytes], folder: Path) -> dict[str, Cost]:
    """Read files one after the other in a process of its own, the cheapest first: the peak never falls again."""
    paths = {name: folder / f"{name}.xlsx" for name in files}
    for name, path in paths.items():
        path.write_bytes(files[name])
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, *map(str, paths.values())],
        capture_output=True,
        text=True,
        check=True,
        timeout=110,
    )
    costs = json.loads(done.stdout)
    return {name: Cost(**costs[str(path)]) for name, path in paths.items()}
