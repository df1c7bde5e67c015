"""``zhibu holidays``: the State Council's yearly notice, from a file."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.context import AsJson, Output, load_settings, open_house, plain_errors, sentence

app = typer.Typer(no_args_is_help=True, help="Days off and make-up working days of a year.")

Source = Annotated[
    Path,
    typer.Argument(
        exists=True,
        dir_okay=False,
        readable=True,
        help="A text file, a day or span a line: 2027-01-01..2027-01-03 off, 2027-02-20 work.",
        metavar="FILE",
    ),
]


@app.callback()
def group() -> None:
    """Days off and make-up working days of a year."""


@app.command("import")
@plain_errors
async def import_(file: Source, as_json: AsJson = False) -> None:
    """Import a year's notice; it goes before the table that ships, and replaces an earlier import of that year."""
    from services import holidays
    from services.holidays import HolidaysIncomplete

    out = Output(as_json=as_json)
    try:
        notice = holidays.read(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise HolidaysIncomplete from error
    async with open_house(load_settings()) as house:
        done = await holidays.bring_in(house, notice, "terminal")
    key = "holidays-imported" if done.changed else "holidays-unchanged"
    out.line(sentence(key, year=str(done.year), off=done.off, make_up=done.make_up))
    out.result(asdict(done))
