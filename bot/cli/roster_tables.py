"""What a roster import would do, as tables on the terminal. Rows that have to be put right go to stderr."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from bot.cli.context import language, sentence
from handlers.roster_words import advice, change, notes

if TYPE_CHECKING:
    from services.roster.importing import Preview

#: Rosters are Chinese, and so is what is said about their rows.
ROWS_LANGUAGE = "zh-CN"
#: Lines of one table; the rest is counted.
_MOST_LINES = 50
#: Where nobody looks through a terminal, lines are not folded to 80 columns.
_PIPE_WIDTH = 160


def _console(*, to_stderr: bool) -> Console:
    console = Console(stderr=to_stderr, highlight=False, markup=False)
    if not console.is_terminal:
        console = Console(stderr=to_stderr, highlight=False, markup=False, width=_PIPE_WIDTH)
    return console


def show(preview: Preview, name: str, *, to_stderr: bool) -> None:
    """Counts, what changes, what was left out, and the bad rows.

    Args:
        preview: What an import would do.
        name: The file's name.
        to_stderr: Whether everything goes to stderr, because stdout is the machine's.
    """
    console = _console(to_stderr=to_stderr)
    console.print(sentence("roster-cli-title", file=name))
    console.print(_counts(preview))
    changes = _changes(preview)
    if changes.row_count:
        console.print(changes)
        _more(console, _changing(preview), changes)
    for line in notes(language(), preview):
        console.print(line)
    if preview.problems:
        _problems(preview)


def _counts(preview: Preview) -> Table:
    table = Table()
    table.add_column(sentence("roster-cli-what"))
    table.add_column(sentence("roster-cli-count"), justify="right")
    counts = preview.counts
    lines = (
        ("committees", counts.party_committees),
        ("generals", counts.general_branches),
        ("branches", counts.branches),
        ("groups", counts.groups),
        ("members", counts.members),
        ("men", counts.men),
        ("women", counts.women),
        ("added", counts.added),
        ("changed", counts.changed),
        ("moved", counts.moved),
        ("gone", counts.gone),
    )
    for key, number in lines:
        table.add_row(sentence(f"roster-cli-{key}"), str(number))
    return table


def _changing(preview: Preview) -> int:
    return preview.counts.changed + preview.counts.moved + preview.counts.gone


def _changes(preview: Preview) -> Table:
    """Who changes, moves or is not in the file; those added are the file itself."""
    table = Table(*(sentence(f"roster-cli-{key}") for key in ("change", "person", "details")))
    said = language()
    for step in preview.plan.steps:
        if step.kind.value in ("CHANGED", "MOVED") and table.row_count < _MOST_LINES:
            table.add_row(sentence(f"roster-change-{step.kind.value}"), step.record.name, change(said, step))
    for member in preview.plan.gone[: _MOST_LINES - table.row_count]:
        table.add_row(sentence("roster-change-GONE"), member.name, member.code)
    return table


def _more(console: Console, total: int, table: Table) -> None:
    if total > table.row_count:
        console.print(sentence("roster-cli-more", n=total - table.row_count))


def _problems(preview: Preview) -> None:
    console = _console(to_stderr=True)
    columns = ("sheet", "row", "column", "value", "advice")
    table = Table(*(sentence(f"roster-cli-{key}") for key in columns))
    for one in preview.problems[:_MOST_LINES]:
        table.add_row(one.sheet, str(one.row), one.column, one.value, advice(ROWS_LANGUAGE, one))
    console.print(table)
    _more(console, len(preview.problems), table)
    rows = len({(one.sheet, one.row) for one in preview.problems})
    console.print(sentence("roster-cli-problems", rows=rows))
