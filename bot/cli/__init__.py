"""The command ``zhibu``: one file a command, registered here."""

from __future__ import annotations

import os

import typer

from bot.cli import audit, database, holidays, keys, playground, remind, roster, running
from bot.cli.admin_code import admin_code
from bot.cli.backup import backup, restore
from bot.cli.doctor import doctor
from bot.cli.invite import invite
from bot.process import start_quickly
from bot.redaction import Redactor, redact_tracebacks

app = typer.Typer(
    name="zhibu",
    help="Zhibu (支部): a Telegram bot for the members and secretaries of hospital party branches.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
running.register(app)
playground.register(app)
remind.register(app)
app.command("admin-code")(admin_code)
app.command("doctor")(doctor)
app.command("invite")(invite)
app.command("backup")(backup)
app.command("restore")(restore)
app.add_typer(audit.app, name="audit")
app.add_typer(database.app, name="db")
app.add_typer(holidays.app, name="holidays")
app.add_typer(keys.app, name="key")
app.add_typer(roster.app, name="roster")


def main() -> None:
    """Run the command line. Exit status: 0 done, 1 refused or failed, 2 wrong usage."""
    start_quickly()
    # What this process writes (database, backups, exports) is for its own user only.
    os.umask(0o077)
    redact_tracebacks(Redactor())
    app()
