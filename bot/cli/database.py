"""``zhibu db``: the shape of the database."""

from __future__ import annotations

import typer

from bot.cli.context import AsJson, Output, load_settings, open_database, plain_errors, sentence

app = typer.Typer(no_args_is_help=True, help="The shape of the database.")


@app.command("upgrade")
@plain_errors
async def upgrade(as_json: AsJson = False) -> None:
    """Bring the database to the shape this version needs."""
    from db import migrate

    out = Output(as_json=as_json)
    async with open_database(load_settings()) as database:
        before = await migrate.current(database)
        if before is not None and not migrate.is_known(before):
            from bot.mistakes import Mistake

            raise Mistake("cli-database-ahead")
        await migrate.upgrade(database)
    after = migrate.head()
    out.line(sentence("cli-db-unchanged" if before == after else "cli-db-upgraded", revision=after))
    out.result({"before": before, "after": after})


@app.command("status")
@plain_errors
async def status(as_json: AsJson = False) -> int:
    """Tell whether the database has the shape this version needs."""
    from db import migrate

    out = Output(as_json=as_json)
    async with open_database(load_settings()) as database:
        shape = await migrate.shape(database)
        current = await migrate.current(database)
    out.line(sentence(f"cli-db-shape-{shape.value}", current=current or "-", head=migrate.head()))
    out.result({"shape": shape.value, "current": current, "head": migrate.head()})
    return 0 if shape is migrate.Shape.CURRENT else 1
