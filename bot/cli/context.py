"""What every command needs: settings, a house, sentences, one place for errors, and how results are shown.

A command is a function wrapped in ``plain_errors``. Exit status: 0 done, 1 refused or failed, 2 wrong usage.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Never, ParamSpec

import typer

from bot.mistakes import Mistake
from services.errors import DomainError

if TYPE_CHECKING:
    from bot.settings import Settings
    from db.session import Database
    from services.house import House

__all__ = [
    "AsJson",
    "Mistake",
    "Output",
    "fail",
    "language",
    "load_settings",
    "open_database",
    "open_house",
    "open_unmigrated_house",
    "plain_errors",
    "sentence",
]

P = ParamSpec("P")

#: The option of every command that reports.
AsJson = Annotated[bool, typer.Option("--json", help="End with one JSON object.")]


# Everything heavy is imported when it is needed, so that `zhibu --help` and refusals come at once.


def load_settings() -> Settings:
    """Read the environment and ``.env``.

    Raises:
        Mistake: A setting cannot be used.
    """
    from bot import opening

    return opening.load_settings()


def open_database(settings: Settings) -> AbstractAsyncContextManager[Database]:
    """The database as it is (``bot.opening.open_database``)."""
    from bot import opening

    return opening.open_database(settings)


def open_house(settings: Settings) -> AbstractAsyncContextManager[House]:
    """A house on a database in its newest shape (``bot.opening.open_house``)."""
    from bot import opening

    return opening.open_house(settings)


def open_unmigrated_house(settings: Settings) -> AbstractAsyncContextManager[House]:
    """A house on a database of whatever shape (``bot.opening.open_unmigrated_house``)."""
    from bot import opening

    return opening.open_unmigrated_house(settings)


def language() -> str:
    """The language of the terminal: Chinese where the locale says so, else English."""
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh-CN" if next((name for name in names if name), "").lower().startswith("zh") else "en"


def sentence(key: str, /, **fields: str | int) -> str:
    """A sentence of the catalogue in the terminal's language.

    Raises:
        TextError: The key or a variable is missing.
    """
    from texts import plain

    return plain(language(), key, **fields)


def fail(text: str) -> Never:
    """Say on stderr what went wrong and end with status 1."""
    typer.echo(text, err=True)
    raise typer.Exit(1)


def plain_errors(command: Callable[P, Any]) -> Callable[P, None]:
    """Wrap a command, plain or ``async``: what the operator can put right becomes one sentence and status 1.

    A command may return its exit status. Defects of ours keep their traceback.
    """

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            status = command(*args, **kwargs)
            if inspect.iscoroutine(status):
                status = asyncio.run(status)
        except Mistake as mistake:
            fail(sentence(mistake.key, **mistake.fields))
        except DomainError as error:
            fail(sentence(f"error-{error.code}", **error.fields))
        except BrokenPipeError:
            # Whoever read our output has gone; there is nobody left to tell.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(1) from None
        except OSError as error:
            if error.filename is None:
                raise
            fail(sentence("cli-file", path=str(error.filename), why=error.strerror or type(error).__name__))
        except KeyboardInterrupt:
            raise typer.Exit(130) from None
        if status:
            raise typer.Exit(int(status))

    return run


class Output:
    """How a command shows what it found: lines for people, or one JSON object as the last line of stdout.

    Args:
        as_json: With ``--json`` the lines go to stderr and ``result`` writes the object.
    """

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json

    def line(self, text: str = "") -> None:
        """A line for people."""
        typer.echo(text, err=self.as_json)

    def result(self, value: Mapping[str, Any]) -> None:
        """The machine's object; nothing without ``--json``."""
        if self.as_json:
            sys.stderr.flush()
            typer.echo(json.dumps(value, ensure_ascii=False))

    @contextmanager
    def progress(self, what: str, total: float | None = None) -> Iterator[Callable[[float], None]]:
        """A bar on stderr while the block runs, where stderr is a terminal.

        Args:
            what: What is being done.
            total: How many steps there are; None where nobody knows.

        Yields:
            A function that moves the bar by that many steps.
        """
        from rich.console import Console
        from rich.progress import Progress

        console = Console(stderr=True)
        with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
            task = bar.add_task(what, total=total)
            yield lambda steps: bar.advance(task, steps)
