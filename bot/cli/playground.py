"""``zhibu playground``: the sample hospital with phones in a browser page, on this machine only."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.context import load_settings, plain_errors, sentence

if TYPE_CHECKING:
    from bot.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("playground")(plain_errors(playground))


def playground(
    port: Annotated[int, typer.Option(help="Port of the page; 0 takes a free one.")] = 8080,
    keep: Annotated[bool, typer.Option(help="Keep what an earlier playground stored.")] = False,
) -> None:
    """Try the bot with phones in a browser page; nothing leaves this machine."""
    asyncio.run(_play(load_settings(), port=port, keep=keep))


async def _play(settings: Settings, *, port: int, keep: bool) -> None:
    from bot.playground import play
    from bot.process import stopped_by_signals

    asked = stopped_by_signals()

    def ready(address: str) -> None:
        typer.echo(sentence("cli-playground-ready", address=address))

    typer.echo(sentence("cli-playground-starting"))
    await play(settings, port=port, keep=keep, ready=ready, stop=asked)
