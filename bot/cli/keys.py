"""``zhibu key``: the keys of what is encrypted at rest."""

from __future__ import annotations

import typer

from bot.cli.context import AsJson, Output, load_settings, open_house, plain_errors, sentence

app = typer.Typer(no_args_is_help=True, help="The keys of what is encrypted at rest.")


@app.command("new")
@plain_errors
def new() -> None:
    """Make a key and print it. Put it into ENCRYPTION_KEYS and keep a copy apart from the backups."""
    from db.vault import new_key

    typer.echo(new_key())
    typer.echo(sentence("cli-key-new"), err=True)


@app.command("rotate")
@plain_errors
async def rotate(as_json: AsJson = False) -> int:
    """Seal everything again with the first of ENCRYPTION_KEYS. May be cut off and started again."""
    from services import keyring

    out = Output(as_json=as_json)
    async with open_house(load_settings()) as house:
        async with house.db.read() as session:
            total = await keyring.count(session)
        with out.progress(sentence("cli-key-rotating"), total) as step:
            done = await keyring.rotate(house, step=step)
    out.line(sentence("cli-key-rotated", resealed=done.resealed, total=done.total))
    if done.unreadable:
        out.line(sentence("cli-key-unreadable", count=done.unreadable))
    out.result({"total": done.total, "resealed": done.resealed, "unreadable": done.unreadable})
    return 1 if done.unreadable else 0
