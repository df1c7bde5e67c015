"""``zhibu key``: the keys of what is encrypted at rest."""

from __future__ import annotations

import typer

from bot.cli.context import plain_errors, sentence

app = typer.Typer(no_args_is_help=True, help="The keys of what is encrypted at rest.")


@app.command("new")
@plain_errors
def new() -> None:
    """Make a key and print it. Put it into ENCRYPTION_KEYS and keep a copy apart from the backups."""
    from db.vault import new_key

    typer.echo(new_key())
    typer.echo(sentence("cli-key-new"), err=True)
