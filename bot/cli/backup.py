"""``zhibu backup`` and ``zhibu restore``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.context import (
    AsJson,
    Mistake,
    Output,
    load_settings,
    open_house,
    open_unmigrated_house,
    plain_errors,
    sentence,
)


@plain_errors
async def backup(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="Where to; by default a new file in the data folder.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Copy everything into one encrypted file while the bot runs, and read it back."""
    import datetime as dt

    from services import backup as backups

    out, settings = Output(as_json=as_json), load_settings()
    folder = settings.data_dir / "backups"
    async with open_house(settings) as house:
        with out.progress(sentence("cli-backup-making")):
            made = await backups.create(house, file or folder / backups.default_name(house.now()))
    # By the machine's clock, like the files' own times.
    backups.sweep(folder, settings.backup_keep_days, dt.datetime.now(dt.UTC))
    out.line(sentence("cli-backup-made", path=str(made.path), kilobytes=-(-made.size // 1000)))
    out.result({"path": str(made.path), "bytes": made.size, "kind": made.kind, "revision": made.revision})


@plain_errors
async def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    yes: Annotated[bool, typer.Option("--yes", help="Replace what the database holds now.")] = False,
    as_json: AsJson = False,
) -> None:
    """Replace everything by a backup, all or nothing; stop the bot first. Erased people stay erased."""
    from services import backup as backups
    from texts.dates import stamp_text

    out, settings = Output(as_json=as_json), load_settings()
    async with open_unmigrated_house(settings) as house:
        if not yes and not await backups.is_empty(house.db):
            raise Mistake("cli-restore-not-empty")
        with out.progress(sentence("cli-restore-reading")):
            done = await backups.restore(house, file)
        out.line(sentence("cli-restored", created=stamp_text(done.created, house.zone), erased=done.erased_again))
    out.result({"created": done.created.isoformat(), "revision": done.revision, "erased_again": done.erased_again})
