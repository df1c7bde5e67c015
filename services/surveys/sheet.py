"""The results of a survey as a workbook: numbers, words in no order, and of a named one who answered what."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from db.survey_names import AskedFor
from services import sheets
from services.surveys.results import Counted, Results

_NOTE = "内部征求意见，不是正式选举、表决"


def write(results: Results, people: Sequence[tuple[str, tuple[str, ...]]]) -> bytes:
    """The workbook's bytes.

    Args:
        results: What came of it.
        people: Of a named one: name, and what he answered to each question.
    """
    out = io.BytesIO()
    with sheets.workbook(out) as book:
        cells = sheets.Cells(book)
        _numbers(book, cells, results)
        if any(one.words for one in results.questions):
            _words(book, cells, results)
        if people:
            _people(book, cells, results, people)
    return out.getvalue()


def _begun(book: Any, cells: sheets.Cells, name: str, title: str, columns: Sequence[tuple[str, int]]) -> Any:
    sheet = book.add_worksheet(name)
    sheet.merge_range(0, 0, 0, len(columns) - 1, "", cells.title)
    sheet.write_string(0, 0, title, cells.title)
    sheet.set_row(0, 28)
    sheet.merge_range(1, 0, 1, len(columns) - 1, _NOTE, cells.right)
    for number, (header, width) in enumerate(columns):
        sheet.set_column(number, number, width)
        cells.put(sheet, 2, number, header, centred=True)
    sheets.landscape(sheet, 2, 1)
    return sheet


def _numbers(book: Any, cells: sheets.Cells, results: Results) -> None:
    columns = (("题目", 44), ("选项", 34), ("人数", 10), ("答题人数", 10))
    sheet = _begun(book, cells, "结果", results.title, columns)
    row = 3
    for one in results.questions:
        lines = list(zip(one.options, one.counts, strict=True)) if one.shown else []
        if one.asks is AskedFor.WORDS or not lines:
            cells.put(sheet, row, 0, one.text)
            cells.put(sheet, row, 1, _note(one, results.least))
            cells.put(sheet, row, 2, "")
            sheet.write_number(row, 3, one.answers, cells.number)
            row += 1
        for option, count in lines if one.asks is not AskedFor.WORDS else ():
            cells.put(sheet, row, 0, one.text)
            cells.put(sheet, row, 1, option)
            sheet.write_number(row, 2, count, cells.number)
            sheet.write_number(row, 3, one.answers, cells.number)
            row += 1
    sheet.write_string(row, 0, f"发给 {results.asked} 人，答完 {results.answered} 人", cells.line)


def _note(one: Counted, least: int) -> str:
    if not one.shown:
        return f"答题不足 {least} 份，不显示"
    return "见“文字回答”" if one.words else "没有回答"


def _words(book: Any, cells: sheets.Cells, results: Results) -> None:
    sheet = _begun(book, cells, "文字回答", results.title, (("题目", 40), ("回答（次序与先后无关）", 70)))
    lines = [(one.text, words) for one in results.questions for words in one.words]
    for row, (text, words) in enumerate(lines, 3):
        cells.put(sheet, row, 0, text)
        cells.put(sheet, row, 1, words)


def _people(book: Any, cells: sheets.Cells, results: Results, people: Sequence[tuple[str, tuple[str, ...]]]) -> None:
    columns = [("姓名", 14), *((one.text, 30) for one in results.questions)]
    sheet = _begun(book, cells, "各人回答", results.title, columns)
    for row, (name, said) in enumerate(people, 3):
        for column, text in enumerate((name, *said)):
            cells.put(sheet, row, column, text)
