"""``zhibu roster``: a roster file in, and the roster out as a file."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from bot.cli.context import AsJson, Mistake, Output, load_settings, open_database, open_house, plain_errors, sentence

if TYPE_CHECKING:
    from bot.settings import Settings
    from services.house import House
    from services.roster.codes import RosterRefused
    from services.roster.importing import Authority, Preview
    from services.roster.reading import Document

app = typer.Typer(no_args_is_help=True, help="The roster: import it from a file, export it to one.")

Source = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="A roster: .xlsx or .csv.", metavar="FILE")
]
Target = Annotated[Path, typer.Argument(dir_okay=False, help="The workbook to write (.xlsx).", metavar="FILE")]
Under = Annotated[
    str | None,
    typer.Option(help="The organisation, by its id or name, under which the file's topmost ones stand."),
]


@app.command("import")
@plain_errors
async def import_(
    file: Source,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change; write nothing.")] = False,
    confirm_gone: Annotated[
        bool, typer.Option("--confirm-gone", help="Mark members who are not in the file as having left.")
    ] = False,
    under: Under = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> int:
    """Import a roster: all of it, or with any bad row nothing; what would change is shown first."""
    from bot.cli.roster_tables import show
    from services.roster.codes import RosterRefused

    out, settings = Output(as_json=as_json), load_settings()
    try:
        with out.progress(sentence("roster-cli-reading")):
            document = await asyncio.to_thread(_read, settings, file)
    except RosterRefused as refusal:
        _refused(out, refusal)
        return 1
    async with _house(settings, dry_run=dry_run) as house:
        authority = await _authority(house, under)
        preview = await _preview(house, authority, document)
        show(preview, file.name, to_stderr=out.as_json)
        applied = not preview.problems and not dry_run and house is not None
        if applied and house is not None:
            applied = await _apply(out, house, authority, preview, confirm_gone=confirm_gone, ask=not (yes or as_json))
        elif not preview.problems:
            out.line(sentence("roster-cli-dry-run"))
    out.result(_json(preview, applied=applied))
    return 1 if preview.problems else 0


def _read(settings: Settings, file: Path) -> Document:
    from services import rules
    from services.clock import SystemClock
    from services.roster import reading
    from services.roster.codes import TooLargeFile

    limits = settings.limits()
    if file.stat().st_size > limits.roster_file_bytes:
        raise TooLargeFile(limit=limits.roster_file_bytes // 1_000_000)
    today = SystemClock().now().astimezone(ZoneInfo(settings.timezone)).date()
    return reading.read(file.read_bytes(), limits, today, rules.load().org.min_age_at_admission)


def _is_there(settings: Settings) -> bool:
    """Whether the database is a server, or a file that exists."""
    from db.session import normal_url

    url = normal_url(settings.database_url)
    return url.get_backend_name() != "sqlite" or (bool(url.database) and Path(url.database or "").exists())


@asynccontextmanager
async def _house(settings: Settings, *, dry_run: bool) -> AsyncIterator[House | None]:
    """The house; None for a dry run where there is no database yet: it must not make one."""
    from db import migrate

    if dry_run:
        if not _is_there(settings):
            yield None
            return
        async with open_database(settings) as database:
            empty = await migrate.shape(database) is migrate.Shape.EMPTY
        if empty:
            yield None
            return
    async with open_house(settings) as house:
        yield house


async def _authority(house: House | None, under: str | None) -> Authority:
    from services import organisations
    from services.roster.importing import TERMINAL, Authority

    if under is None:
        return TERMINAL
    found = []
    if house is not None:
        async with house.db.read() as session:
            found = await organisations.find(session, under)
    if not found:
        raise Mistake("error-organisation-unknown", name=under)
    if len(found) > 1:
        several = "、".join(f"{one.name}（{one.id}）" for one in found[:8])
        raise Mistake("error-organisation-ambiguous", name=under, found=several)
    return Authority(TERMINAL.name, TERMINAL.scope, found[0].id)


async def _preview(house: House | None, authority: Authority, document: Document) -> Preview:
    from services.roster import importing

    if house is None:
        return importing.preview_on_nothing(document)
    return await importing.preview(house, authority, document)


async def _apply(
    out: Output, house: House, authority: Authority, preview: Preview, *, confirm_gone: bool, ask: bool
) -> bool:
    import sys

    from services.roster import importing

    gone = len(preview.plan.gone)
    going = gone if confirm_gone else 0
    if preview.plan.changes_nothing and not going:
        out.line(sentence("roster-cli-nothing"))
    else:
        if ask and sys.stdin.isatty() and not typer.confirm(sentence("roster-cli-ask")):
            out.line(sentence("roster-cli-cancelled"))
            return False
        done = await importing.apply(
            house, authority, preview.document, preview.plan.fingerprint, mark_gone=confirm_gone
        )
        counts = done.counts
        out.line(sentence("roster-cli-done", added=counts.added, changed=counts.changed, moved=counts.moved))
    if going:
        out.line(sentence("roster-cli-left", n=going))
    elif gone:
        out.line(sentence("roster-cli-still-there", n=gone))
    return True


def _refused(out: Output, refusal: RosterRefused) -> None:
    from services.roster.steps import Counts

    text = sentence(f"error-{refusal.code}", **refusal.fields)
    typer.echo(text, err=True)
    error = {"sheet": None, "row": None, "column": None, "value": None, "message": text}
    out.result({**asdict(Counts()), "errors": [error], "applied": False})


def _json(preview: Preview, *, applied: bool) -> dict[str, Any]:
    from bot.cli.roster_tables import ROWS_LANGUAGE
    from handlers.roster_words import advice

    errors = [
        {
            "sheet": one.sheet,
            "row": one.row,
            "column": one.column,
            "value": one.value,
            "message": advice(ROWS_LANGUAGE, one),
        }
        for one in preview.problems
    ]
    found = preview.document.notes
    return {
        **asdict(preview.counts),
        "errors": errors,
        "applied": applied,
        "dropped_columns": found.forbidden,
        "unstored_columns": found.unstored,
        "skipped_sheets": found.skipped_sheets + found.hidden_sheets,
    }


def _write(file: Path, content: bytes) -> None:
    """Names and telephone numbers: for its owner's eyes only, from the first byte on."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as stream:
        os.fchmod(handle, 0o600)
        stream.write(content)


@app.command("export")
@plain_errors
async def export(
    file: Target,
    under: Annotated[str | None, typer.Option(help="Only this organisation, by its id or name.")] = None,
    blank_columns: Annotated[
        bool, typer.Option("--blank-columns", help="Add empty columns for what is filled in by hand and never stored.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that exists.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write the roster to a workbook that can be printed, and imported again."""
    from services.roster import export as exporting

    out, settings = Output(as_json=as_json), load_settings()
    if file.suffix.lower() != ".xlsx":
        raise Mistake("roster-cli-no-suffix", path=str(file))
    if file.exists() and not force:
        raise Mistake("roster-cli-exists", path=str(file))
    async with open_house(settings) as house:
        authority = await _authority(house, under)
        made = await exporting.export(house, authority, blank_columns=blank_columns)
    await asyncio.to_thread(_write, file, made.content)
    out.line(sentence("roster-cli-exported", members=made.rows, path=str(file)))
    out.result({"path": str(file), "members": made.rows})
