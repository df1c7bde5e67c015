"""What every text document we write has in common: the fonts and paper of Chinese forms, and blanks to fill in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import category

from docx import Document
from docx.document import Document as OpenDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from PIL import Image, ImageOps, UnidentifiedImageError

from services.sheets import MADE_AT

SONG, HEI = "宋体", "黑体"
#: A gap that somebody fills in by hand.
BLANK = "________"
#: Longest side of a picture as it is stored, pixels; what a printer shows on half a page.
_PIXELS = 1400
_GREY = RGBColor(0x80, 0x80, 0x80)
_BODY, _SMALL = Pt(10.5), Pt(8)


@dataclass(frozen=True)
class Picture:
    """A picture for a document, with what stands below it; None: it could not be had."""

    content: bytes | None
    caption: str


class Paper:
    """A form on A4 that grows from the top.

    Args:
        title: Stands at its head.
    """

    #: Between the margins, centimetres.
    WIDTH = 17.0

    def __init__(self, title: str) -> None:
        self._document: OpenDocument = Document()
        style = self._document.styles["Normal"]
        style.font.name, style.font.size = SONG, _BODY
        style.element.rPr.rFonts.set(qn("w:eastAsia"), SONG)
        section = self._document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin = section.bottom_margin = Cm(2)
        head = self._document.add_paragraph()
        head.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _set(head.add_run(_clean(title)), HEI, Pt(18))
        self._footer(section.footer.paragraphs[0])

    @staticmethod
    def _footer(paragraph: Paragraph) -> None:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for text, code in (("第 ", "PAGE"), (" 页，共 ", "NUMPAGES"), (" 页", "")):
            _set(paragraph.add_run(text), SONG, _SMALL)
            if code:
                run = paragraph.add_run()
                for kind in ("begin", "", "end"):
                    part = OxmlElement("w:fldChar" if kind else "w:instrText")
                    if kind:
                        part.set(qn("w:fldCharType"), kind)
                    else:
                        part.text = code
                    run._r.append(part)  # noqa: SLF001 - the library has no call for fields
                _set(run, SONG, _SMALL)

    def fields(self, rows: Sequence[Sequence[tuple[str, str]]]) -> None:
        """A table of labels and what belongs to them: one or two pairs a row."""
        table = self._table(4, (2.4, 6.1, 2.4, 6.1))
        for pairs in rows:
            cells = _row(table)
            whole = len(pairs) == 1
            if whole:
                cells[1].merge(cells[3])
            for place, (label, text) in enumerate(pairs):
                _write(cells[place * 2], label, bold=True, centred=True)
                _write(cells[place * 2 + 1], text)

    def grid(self, header: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
        """A table with a header; columns of short texts stand in the middle."""
        table = self._table(len(header), widths)
        short = [all(len(row[place]) < 8 for row in rows) for place in range(len(header))]  # noqa: PLR2004 - a count
        for texts in (header, *rows):
            cells = _row(table)
            for cell, text, centred in zip(cells, texts, short, strict=True):
                _write(cell, text, bold=texts is header, centred=texts is header or centred)

    def _table(self, columns: int, widths: Sequence[float]) -> Table:
        table: Table = self._document.add_table(0, columns)
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        return table

    def heading(self, text: str, *, small: bool = False) -> None:
        """The head of a part, or of a part of it."""
        paragraph = self._paragraph()
        paragraph.paragraph_format.space_before = Pt(4 if small else 10)
        paragraph.paragraph_format.keep_with_next = True
        _set(paragraph.add_run(_clean(text)), SONG if small else HEI, _BODY if small else Pt(12))
        paragraph.runs[0].bold = small

    def line(self, text: str, note: str = "") -> None:
        """A paragraph, and after it something small and grey."""
        paragraph = self._paragraph()
        paragraph.add_run(_clean(text))
        if note:
            run = paragraph.add_run(f"　{_clean(note)}")
            run.font.size, run.font.color.rgb = _SMALL, _GREY

    def blanks(self, count: int) -> None:
        """Lines to write on, from margin to margin."""
        for number in range(1, count + 1):
            paragraph = self._paragraph()
            paragraph.paragraph_format.space_after, paragraph.paragraph_format.line_spacing = Pt(0), Pt(24)
            borders = OxmlElement("w:pBdr")
            # Lines of one kind become a box; what lies between them keeps each of them.
            for side in ("bottom", "between"):
                border = OxmlElement(f"w:{side}")
                for name, value in (("val", "single"), ("sz", "4"), ("space", "1"), ("color", "808080")):
                    border.set(qn(f"w:{name}"), value)
                borders.append(border)
            if number == count:
                paragraph.paragraph_format.space_after = Pt(6)
            paragraph._p.get_or_add_pPr().append(borders)  # noqa: SLF001 - the library has no call for borders

    def small(self, text: str) -> None:
        """A remark."""
        run = self._paragraph().add_run(_clean(text))
        run.font.size, run.font.color.rgb = _SMALL, _GREY

    def pictures(self, pictures: Sequence[Picture]) -> None:
        """Pictures, two a row, each with its caption; one that could not be had leaves its frame."""
        half = self.WIDTH / 2
        for start in range(0, len(pictures), 2):
            pair = pictures[start : start + 2]
            table = self._document.add_table(1, 2)
            table.autofit = False
            for cell, one in zip(table.rows[0].cells, pair, strict=False):
                cell.width = Cm(half)
                self._picture(cell, one, half - 0.5)

    def _picture(self, cell: _Cell, one: Picture, width: float) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        made = small_jpeg(one.content) if one.content is not None else None
        if made is None:
            paragraph.add_run("（照片未能取得，请补贴）")
        else:
            content, ratio = made
            high = 7.0
            if ratio * width > high:
                paragraph.add_run().add_picture(io.BytesIO(content), height=Cm(high))
            else:
                paragraph.add_run().add_picture(io.BytesIO(content), width=Cm(width))
        below = cell.add_paragraph()
        below.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = below.add_run(_clean(one.caption))
        run.font.size = Pt(9)

    def _paragraph(self) -> Paragraph:
        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(3)
        paragraph.paragraph_format.line_spacing = 1.2
        return paragraph

    def content(self) -> bytes:
        """The document's bytes."""
        written = io.BytesIO()
        self._document.save(written)
        return _without_moment(written)


def _without_moment(written: io.BytesIO) -> bytes:
    """The same document with ``MADE_AT`` on each of its parts; the library writes the moment it is called."""
    out = io.BytesIO()
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for part in parts.infolist():
            entry = zipfile.ZipInfo(part.filename, MADE_AT.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            book.writestr(entry, parts.read(part))
    return out.getvalue()


def small_jpeg(content: bytes) -> tuple[bytes, float] | None:
    """A picture as it is stored in a document, and its height by its width; None: it is no picture.

    It stands upright, is no larger than a page can show, and says nothing of the place where it was taken.
    """
    try:
        with Image.open(io.BytesIO(content)) as found:
            upright = ImageOps.exif_transpose(found).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    upright.thumbnail((_PIXELS, _PIXELS))
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=85)
    return out.getvalue(), upright.height / upright.width


def _set(run: Run, name: str, size: Pt) -> None:
    run.font.name, run.font.size = name, size
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)  # noqa: SLF001 - the library sets one font only


def _row(table: Table) -> Sequence[_Cell]:
    """A new row, with room to write in it."""
    row = table.add_row()
    row.height, row.height_rule = Cm(0.85), WD_ROW_HEIGHT_RULE.AT_LEAST
    cells: Sequence[_Cell] = row.cells
    return cells


def _write(cell: _Cell, text: str, *, bold: bool = False, centred: bool = False) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(_clean(text))
    run.bold = bold


def _clean(text: str) -> str:
    """Without what cannot stand in a document: people paste anything."""
    return "".join(one for one in text if one in "\n\t" or category(one) not in ("Cc", "Cs", "Cn"))
