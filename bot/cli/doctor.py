"""``zhibu doctor``: what keeps the bot from working, each with one next step."""

from __future__ import annotations

import typer

from bot.cli.context import AsJson, Output, load_settings, plain_errors, sentence

_MARKS = {"ok": ("✓", typer.colors.GREEN), "warn": ("!", typer.colors.YELLOW), "fail": ("✗", typer.colors.RED)}


@plain_errors
async def doctor(as_json: AsJson = False) -> int:
    """Check token, database, key, clock, holidays, fonts and disk; exit status 1 when anything fails."""
    from bot.doctor import State, examine

    out = Output(as_json=as_json)
    checks = await examine(load_settings())
    rows = []
    for check in checks:
        message = sentence(check.key, **check.fields)
        mark, colour = _MARKS[check.state]
        out.line(f"{typer.style(mark, fg=colour)} {check.name:<9} {message}")
        rows.append({"name": check.name, "state": check.state.value, "message": message})
    well = all(check.state is not State.FAIL for check in checks)
    out.result({"ok": well, "checks": rows})
    return 0 if well else 1
