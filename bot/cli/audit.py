"""``zhibu audit``: the log of who did what."""

from __future__ import annotations

import typer

from bot.cli.context import AsJson, Output, load_settings, open_house, plain_errors, sentence

app = typer.Typer(no_args_is_help=True, help="The log of who did what.")


@app.callback()
def group() -> None:
    """The log of who did what."""


@app.command("verify")
@plain_errors
async def verify(as_json: AsJson = False) -> int:
    """Check that no entry was changed, added in between or taken out; exit status 1 when one was."""
    from services import audit

    out = Output(as_json=as_json)
    async with open_house(load_settings()) as house, house.db.read() as session:
        count, broken = await audit.count(session), await audit.first_break(session)
    if broken is None:
        out.line(sentence("cli-audit-whole", count=count))
    else:
        out.line(sentence("cli-audit-broken", entry=str(broken)))
    out.result({"ok": broken is None, "entries": count, "first_break": broken})
    return 0 if broken is None else 1
