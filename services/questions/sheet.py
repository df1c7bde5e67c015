"""Question sheets (题库), ``.xlsx`` or ``.csv``: a header row, then one question a row.

Options stand in columns of their own or all in one. Answers are letters (``ABD``, ``A、B``), the words of true and
false, or the texts a fill-in question accepts, separated by ``|``. Where no column names the kind, the answer tells it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from services.names import Difficulty, QuestionKind
from services.questions.shapes import FALSE, LETTERS, TRUE, Asked, Fault, Problem, QuestionFault, letters, shortened
from services.questions.vocabulary import Column, key, vocabulary
from services.roster.cells import Cell
from services.roster.grids import Grid, Grids
from services.sheets import Cells, workbook

#: The header stands in one of the first rows.
_HEADER_ROWS = 20
_EXACT = 10**15
_IN_ONE = re.compile(r"\s*(?:\||;|；|\n|\$;\$)\s*")
_LETTERED = re.compile(r"(?:\A|(?<=[\s|;；]))([A-Ha-h])\s*[.．、:：)）]\s*")
_BETWEEN = re.compile(r"[\s,，、;；|]+")
_SEPARATOR = "|"
#: Written for the separator inside a text that is accepted; whoever types either is right.
_WIDE = "｜"
#: Options of a sheet we write: four columns as everybody has, more where a question has more.
_USUAL_OPTIONS = 4
_WIDTHS = {Column.STEM: 50, Column.EXPLANATION: 40, Column.SOURCE: 24, Column.CATEGORY: 12}


@dataclass
class _Layout:
    row: int
    columns: dict[Column, int] = field(default_factory=dict)
    options: dict[int, int] = field(default_factory=dict)


def is_header(text: str) -> bool:
    """Whether a cell names a column of a question sheet."""
    return vocabulary().column(text) is not None


def read(grids: Grids) -> tuple[list[tuple[str, int, Asked]], list[Problem], int]:
    """The questions of all sheets.

    Returns:
        Each with its sheet and row; what is wrong with the others; how many sheets hold questions.
    """
    found: list[tuple[str, int, Asked]] = []
    problems: list[Problem] = []
    sheets = 0
    for grid in grids.sheets:
        layout = _layout(grid)
        if layout is None:
            continue
        sheets += 1
        for number in range(layout.row + 1, len(grid.rows) + 1):
            if all(_blank(cell) for cell in grid.rows[number - 1]):
                continue
            try:
                found.append((grid.title, number, _question(grid, layout, number)))
            except QuestionFault as fault:  # told with its row
                problems.append(Problem(number, fault.fault, shortened(fault.value), grid.title))
    return found, problems, sheets


def _blank(cell: Cell) -> bool:
    return cell.value is None or (isinstance(cell.value, str) and not cell.value.strip())


def _layout(grid: Grid) -> _Layout | None:
    for number, row in enumerate(grid.rows[:_HEADER_ROWS], 1):
        layout = _Layout(number)
        for column, cell in enumerate(row, 1):
            meaning = vocabulary().column(cell.value) if isinstance(cell.value, str) else None
            if isinstance(meaning, Column):
                layout.columns.setdefault(meaning, column)
            elif meaning is not None:
                layout.options.setdefault(meaning, column)
        if Column.STEM in layout.columns and Column.ANSWER in layout.columns:
            return layout
    return None


def _text(grid: Grid, row: int, column: int | None) -> str:
    if column is None:
        return ""
    cell = grid.cell(row, column)
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float) and abs(value) < _EXACT:
        return f"{value:.10g}"
    raise QuestionFault(Fault.NOT_TEXT, str(value))  # a date, a time: the sheet turned a text into it


def _question(grid: Grid, layout: _Layout, number: int) -> Asked:
    said = {column: _text(grid, number, place) for column, place in layout.columns.items()}
    options = _options(grid, layout, number, said.get(Column.OPTIONS, ""))
    answer = said[Column.ANSWER]
    kind = _kind(said.get(Column.KIND, ""), answer, options)
    asked = Asked(
        kind=kind,
        stem=said[Column.STEM],
        explanation=said.get(Column.EXPLANATION, ""),
        source=said.get(Column.SOURCE, ""),
        category=said.get(Column.CATEGORY, ""),
        difficulty=_difficulty(said.get(Column.DIFFICULTY, "")),
    )
    return _with_answer(asked, options, answer)


def _with_answer(asked: Asked, options: tuple[str, ...], answer: str) -> Asked:
    if asked.kind is QuestionKind.FILL_IN:
        return replace(asked, accepted=tuple(one for one in answer.split(_SEPARATOR) if one.strip()))
    if asked.kind is QuestionKind.TRUE_FALSE:
        return replace(asked, right=(_true_or_false(answer, options),))
    return replace(asked, options=options, right=_places(answer))


def _options(grid: Grid, layout: _Layout, number: int, in_one: str) -> tuple[str, ...]:
    texts = [_text(grid, number, layout.options.get(place)) for place in range(len(LETTERS))]
    while texts and not texts[-1]:
        texts.pop()
    if texts or not in_one:
        return tuple(texts)  # a gap in the middle is found when the question is checked
    parts = _LETTERED.split(in_one)
    if len(parts) > 2 and not parts[0].strip():  # noqa: PLR2004 - one letter and its text at least
        return tuple(one.strip(" \t\n|;；") for one in parts[2::2])
    return tuple(one for one in _IN_ONE.split(in_one) if one)


def _kind(word: str, answer: str, options: tuple[str, ...]) -> QuestionKind:
    if word:
        kind = vocabulary().kinds.get(key(word))
        if kind is None:
            raise QuestionFault(Fault.KIND, word)
        return kind
    if not answer:
        raise QuestionFault(Fault.NO_ANSWER)
    if key(answer) in vocabulary().answers and not (options and key(answer) in LETTERS):
        return QuestionKind.TRUE_FALSE
    if not options:
        return QuestionKind.FILL_IN
    return QuestionKind.SINGLE if len(_places(answer)) == 1 else QuestionKind.MULTIPLE


def _true_or_false(answer: str, options: tuple[str, ...]) -> int:
    if not answer:
        raise QuestionFault(Fault.NO_ANSWER)
    word = key(answer)
    # "A" where the options stand there as 正确 and 错误, in whatever order.
    if options and len(word) == 1 and word in LETTERS[: len(options)]:
        word = key(options[LETTERS.index(word)])
    found = {**vocabulary().answers, "A": TRUE, "B": FALSE}.get(word)
    if found is None:
        raise QuestionFault(Fault.ANSWER, answer)
    return found


def _places(answer: str) -> tuple[int, ...]:
    marks = _BETWEEN.sub("", key(answer))
    if not marks:
        raise QuestionFault(Fault.NO_ANSWER)
    if any(mark not in LETTERS for mark in marks):
        raise QuestionFault(Fault.ANSWER, answer)
    return tuple(sorted({LETTERS.index(mark) for mark in marks}))


def _difficulty(word: str) -> Difficulty | None:
    if not word:
        return None
    found = vocabulary().difficulties.get(key(word))
    if found is None:
        raise QuestionFault(Fault.DIFFICULTY, word)
    return found


# --- out ------------------------------------------------------------------------------------------------------------


def _table(questions: Sequence[Asked]) -> list[list[str]]:
    written = vocabulary().written
    width = max([_USUAL_OPTIONS, *(len(one.options) for one in questions)])
    header = [
        written[Column.KIND],
        written[Column.STEM],
        *(f"{written[Column.OPTIONS]}{LETTERS[place]}" for place in range(width)),
        *(written[one] for one in (Column.ANSWER, Column.EXPLANATION, Column.SOURCE, Column.CATEGORY)),
        written[Column.DIFFICULTY],
    ]
    return [header, *(_row(one, width) for one in questions)]


def _row(asked: Asked, width: int) -> list[str]:
    written = vocabulary().written
    options = list(asked.options)
    if asked.kind is QuestionKind.TRUE_FALSE:
        options = [written["TRUE"], written["FALSE"]]
        answer = written["TRUE" if asked.right == (TRUE,) else "FALSE"]
    elif asked.kind is QuestionKind.FILL_IN:
        answer = _SEPARATOR.join(one.replace(_SEPARATOR, _WIDE) for one in asked.accepted)
    else:
        answer = letters(asked.right)
    return [
        written[asked.kind],
        asked.stem,
        *(options + [""] * width)[:width],
        answer,
        asked.explanation,
        asked.source,
        asked.category,
        written[asked.difficulty] if asked.difficulty else "",
    ]


def write(questions: Iterable[Asked], title: str) -> bytes:
    """Questions as a workbook with one sheet of that title; reading it gives questions with the same answers."""
    table = _table(list(questions))
    out = io.BytesIO()
    with workbook(out) as book:
        cells = Cells(book)
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        for place, name in enumerate(table[0]):
            meaning = vocabulary().column(name)
            sheet.set_column(place, place, _WIDTHS.get(meaning, 14) if isinstance(meaning, Column) else 18)
            sheet.write_string(0, place, name, cells.header)
        for number, row in enumerate(table[1:], 1):
            for place, text in enumerate(row):
                cells.put(sheet, number, place, text)
    return out.getvalue()


__all__ = ["is_header", "read", "write"]
