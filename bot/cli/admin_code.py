"""``zhibu admin-code``: the code that makes whoever types it in the chat the first administrator."""

from __future__ import annotations

import sys

import typer

from bot.cli.context import Mistake, load_settings, open_house, plain_errors, sentence

#: Shown in groups of five, as people read codes aloud.
_GROUP = 5


@plain_errors
async def admin_code() -> None:
    """Show a code that makes its user the administrator: on a terminal only, for 30 minutes, once."""
    from services import administrators
    from texts.dates import stamp_text

    if not sys.stdout.isatty():
        # Redirected output ends up in files and logs, where a code must not lie.
        raise Mistake("cli-terminal-only")
    async with open_house(load_settings()) as house:
        made = await administrators.create_code(house)
        until = stamp_text(made.expires_at, house.zone)
    shown = "-".join(made.code[start : start + _GROUP] for start in range(0, len(made.code), _GROUP))
    typer.echo(sentence("cli-admin-code", code=shown, until=until))
