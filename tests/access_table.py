"""``docs/access.md``: everything there is to press, to say, to open and to run, and what it did for everybody.

``make docs`` writes it, ``tests/test_access_table.py`` presses everything again and compares. What a line is pressed
with stays as it stands there while its route does; for a new one ``tests.handlers.access_walk`` looks for the deepest.
"""

from __future__ import annotations

import ast
import asyncio
import logging
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
import structlog
import typer.main
from starlette.applications import Starlette
from starlette.routing import Route as Page

from bot import cli
from db import migrate
from db.names import BranchRole
from db.session import Database
from handlers import features
from handlers.routing import Route
from handlers.turn import Turn
from services.access import Need, Status
from services.house import House
from tests.fixtures.engines import lend
from tests.fixtures.houses import house_at
from tests.handlers.access_walk import OUTCOMES, Entry, Watch, lines_of
from tests.handlers.everybody import GROUPS, everybody
from tests.handlers.protected import BRANCH_NAMES, SECRETS, Known, Scene
from web.app import make_app
from web.pages import make_pages
from web.vitals import Vitals
from web.webhook import make_webhook_app

ROOT = Path(__file__).parent.parent
PATH = ROOT / "docs" / "access.md"
HOW = "run `make docs`, look at the lines that changed in docs/access.md, and commit it"

#: How a handler sends a file.
SENDING = ("send_file", "send_photo", "send_again")
_STATUS = {Status.ANYONE: "anyone", Status.CONSENTED: "has agreed", Status.MEMBER: "a member"}
_ROLE = {
    BranchRole.SECRETARY: "Se",
    BranchRole.DEPUTY_SECRETARY: "Ds",
    BranchRole.ORGANISATION_MEMBER: "Om",
    BranchRole.PUBLICITY_MEMBER: "Pm",
    BranchRole.DISCIPLINE_MEMBER: "Dm",
    BranchRole.YOUTH_MEMBER: "Ym",
    BranchRole.GROUP_LEADER: "Gl",
    BranchRole.COMMITTEE_SECRETARY: "Cs",
    BranchRole.PARTY_OFFICE: "Po",
}
#: ``| `button x` | … | `with` | `.......` | … |``
_LINE = re.compile(
    r"^\| `(?P<key>[^`]+)` \| [^|]+ \| (?:`(?P<with>[^`]*)`)? ?\|(?P<cells>(?: `[^`|]+` \|){4})$", re.MULTILINE
)


@dataclass(frozen=True)
class Row:
    """A line as the document holds it.

    Attributes:
        with_: What is pressed or said, with names for numbers.
        cells: What happened, a letter for each of ``KINDS``.
    """

    with_: str
    cells: str


def routes() -> list[Route]:
    """Everything a person can do."""
    return features.load().routes()


def rows_in(text: str) -> dict[str, Row]:
    """The lines of a document, by what they are about."""
    return {
        found["key"]: Row(found["with"] or "", "".join(re.findall(r"`([^`]+)`", found["cells"])))
        for found in _LINE.finditer(text)
    }


def sites_in(text: str) -> dict[str, list[str]]:
    """By place that sends a file: the lines that came to it, as a document holds it."""
    table = text.partition("## Files and pictures")[2].partition("## Pages")[0]
    rows = re.findall(r"^\| `([^`]+)` \| (.*) \|$", table, re.MULTILINE)
    return {site: re.findall(r"`([^`]+)`", by) for site, by in rows}


def entries(route: Route, known: Mapping[str, Row]) -> list[Entry]:
    """The lines of a route that a document holds."""
    both = (Entry(route, "", ""), Entry(route, "", "group"))
    return [Entry(route, known[one.key].with_, one.place) for one in both if one.key in known]


# --- what is written ------------------------------------------------------------------------------------------------


def needs(need: Need) -> str:
    """A need in few letters: ``has agreed; Se Ds Po Cs; organisation``."""
    roles = " ".join(short for role, short in _ROLE.items() if role in need.roles)
    scope = need.scope.value.replace("_", " ") if need.scope.names_a_subject else ""
    return "; ".join(one for one in (_STATUS[need.status], roles, scope) if one)


def _cells(letters: str) -> str:
    parts, at = [], 0
    for group in GROUPS.values():
        parts.append(f"`{letters[at : at + len(group)]}`")
        at += len(group)
    return " | ".join(parts)


def _module(route: Route) -> str:
    return route.run.__module__.removeprefix("handlers.")


def _tables(known: Mapping[str, Row]) -> Iterable[str]:
    for name, group in groupby(sorted(routes(), key=_module), key=_module):
        here = list(group)
        first = (sys.modules[here[0].run.__module__].__doc__ or "").strip().split("\n")[0]
        yield f"\n### {name}\n\n{first}\n"
        yield "| what | needs | with | outside | members | officers | above |"
        yield "| --- | --- | --- | --- | --- | --- | --- |"
        for route in here:
            for entry in entries(route, known):
                row = known[entry.key]
                what = f"`{row.with_}`" if row.with_ else ""
                yield f"| `{entry.key}` | {needs(route.need)} | {what} | {_cells(row.cells)} |"


def apps(house: House) -> dict[str, Starlette]:
    """Everything that is served, by where."""

    async def take(_update: dict[str, Any]) -> None:
        raise AssertionError("nobody without the secret comes so far")

    return {
        "its own port, on loopback": make_app(house, Vitals(poll_age=lambda: 0.0), "zhibu_bot"),
        "the web address": make_pages(house, None, "zhibu_bot"),
        "the webhook's port": make_webhook_app("/tg", "a secret of the webhook", take),
    }


async def pages(house: House) -> list[tuple[str, str, str, str]]:
    """Every page there is: method and path, where, what it answers to somebody with a guessed key, and what it says."""
    found = []
    for where, app in apps(house).items():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://house") as client:
            for one in app.routes:
                assert isinstance(one, Page), "a page of a kind this table does not know"
                guessed = re.sub(r"\{[^}]+\}", "0" * 43, one.path)
                method = "POST" if "POST" in (one.methods or ()) else "GET"
                answer = await client.request(method, guessed, json={"update_id": 1} if method == "POST" else None)
                told = [word for word in (*SECRETS, *BRANCH_NAMES) if word in answer.text]
                found.append((f"{method} {one.path}", where, str(answer.status_code), "、".join(told) or "nothing"))
    return sorted(found)


def commands() -> list[tuple[str, str]]:
    """Every command of the terminal and its first line."""
    found: list[tuple[str, str]] = []

    def walk(command: object, path: str) -> None:
        below = getattr(command, "commands", None)
        if below:
            for name, one in below.items():
                walk(one, f"{path} {name}")
        else:
            found.append((path, (getattr(command, "help", "") or "").strip().split("\n")[0]))

    walk(typer.main.get_command(cli.app), "zhibu")
    return sorted(found)


def sending() -> list[str]:
    """Every place in the handlers that sends a file or a picture, as ``module.function``."""
    found = set()
    for path in sorted((ROOT / "handlers").glob("*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.AsyncFunctionDef) and path.stem not in ("turn", "work"):
                calls = (one.func for one in ast.walk(function) if isinstance(one, ast.Call))
                if any(isinstance(one, ast.Attribute) and one.attr in SENDING for one in calls):
                    found.add(f"{path.stem}.{function.name}")
    return sorted(found)


_HEAD = """# Who may do what

Every button, command, form, typed word, page, file and command of the terminal, and what happened when everybody tried
it. `make docs` writes this page from the code and from a world in which each line is really pressed by each kind of
person; `tests/test_access_table.py` presses again and compares. A handler without its line fails the build.

Every line is about the things of one branch (an `{id}` in "with" is the number of one of them), and the columns are the
kinds of people by where they stand to it: outside, in its group, in the branch, under the same office, above it, in
another hospital, or over the whole house. A line "of the group" is about what belongs to a group of the branch, where
whoever leads it may act. What somebody may is read off what he got and what was stored, not off what the handler
declares (`tests/handlers/access_walk.py`, which also says what of it `make test` presses again).

"""


def written(
    known: Mapping[str, Row], sites: Mapping[str, Sequence[str]], served: Iterable[tuple[str, str, str, str]]
) -> str:
    """The document.

    Args:
        known: The lines.
        sites: By place that sends a file: the lines that came to it.
        served: The pages, as ``pages`` gives them.
    """
    out = [_HEAD + "## Who\n"]
    for group, kinds in GROUPS.items():
        out += [f"{group}, from left to right:\n", *(f"- `{kind}` {who}" for kind, who in kinds.items()), ""]
    out += ["## What happened\n", *(f"- `{letter}` {what}" for letter, what in OUTCOMES.items())]
    out.append("\n## In the chat")
    out += _tables(known)
    out += [
        "\n## Files and pictures\n",
        "Every place in `handlers/` that sends one, and the lines above that came to it.\n",
    ]
    out += ["| where | by |", "| --- | --- |"]
    for site in sending():
        by = ", ".join(f"`{key}`" for key in dict.fromkeys(sites.get(site, ())))
        out.append(f"| `{site}` | {by or 'no press of one button alone: a test of its own'} |")
    out += [
        "\n## Pages\n",
        "What they answer to whoever has guessed a key, and which of the branch's names and secrets stand in it.\n",
    ]
    out += ["| page | served on | with a guessed key | tells |", "| --- | --- | --- | --- |"]
    out += [f"| `{path}` | {where} | {status} | {told} |" for path, where, status, told in served]
    out += [
        "\n## In the terminal\n",
        "For whoever may log in on the machine and read the settings: nobody in the chat comes here.\n",
    ]
    out += ["| command | what it does |", "| --- | --- |"]
    out += [f"| `{name}` | {what} |" for name, what in commands()]
    return "\n".join(out) + "\n"


# --- observing ------------------------------------------------------------------------------------------------------


async def build(clean: Path) -> Known:
    """Put everybody into a migrated database."""
    house = house_at(f"sqlite:///{clean}")
    try:
        return await everybody(house)
    finally:
        await house.db.close()


async def observe(
    scene: Scene, known: Mapping[str, Row], sites: Mapping[str, Sequence[str]], only: Sequence[str] = ()
) -> tuple[dict[str, Row], dict[str, list[str]]]:
    """Press everything.

    Args:
        scene: The world.
        known: The lines of the document there is; a route that is in none gets its own.
        sites: By place that sends a file: the lines that came to it.
        only: How the names begin that are pressed with whatever leads deepest anew; other lines that stand are kept.
            Empty: everything is pressed, with what stands there.

    Returns:
        Lines and places as they are now.
    """
    watch = await Watch(scene, thorough="--thorough" in sys.argv).start()
    seen: dict[str, Row] = {}
    from_: dict[str, list[str]] = {}
    for route in routes():
        anew = bool(only) and route.name.startswith(tuple(only))
        there = [] if anew else entries(route, known)
        for entry in there or await lines_of(watch, route):
            if only and there:
                seen[entry.key] = known[entry.key]
                for site, keys in sites.items():
                    from_.setdefault(site, []).extend(key for key in keys if key == entry.key)
                continue
            with _files(from_, entry.key):
                seen[entry.key] = Row(entry.with_, await watch.row(entry))
    return seen, from_


@contextmanager
def _files(sites: dict[str, list[str]], key: str) -> Iterator[None]:
    """Notes where files were sent from while the block lasts."""
    with ExitStack() as stack:
        for name in SENDING:
            real = getattr(Turn, name)

            async def noted(turn: Turn, *args: Any, _real: Any = real, **more: Any) -> None:
                caller = sys._getframe(1)
                module = caller.f_globals["__name__"].removeprefix("handlers.")
                sites.setdefault(f"{module}.{caller.f_code.co_name}", []).append(key)
                await _real(turn, *args, **more)

            stack.enter_context(patch.object(Turn, name, noted))
        yield


def main() -> None:
    """Write the document anew.

    Words name how routes begin that are pressed anew with whatever leads deepest, beside those that have no line; with
    none everything is pressed. ``--thorough`` presses all the gate refuses as well.
    """
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    only = [word for word in sys.argv[1:] if word != "--thorough"]
    with tempfile.TemporaryDirectory() as folder:
        PATH.write_text(asyncio.run(_made(Path(folder), only)), encoding="utf-8")


async def _made(folder: Path, only: Sequence[str]) -> str:
    clean = folder / "clean.db"
    database = Database(f"sqlite:///{clean}")
    await migrate.upgrade(database)
    await database.close()
    lend(database)
    scene = Scene(await build(clean), folder / "zhibu.db", clean)
    text = PATH.read_text(encoding="utf-8") if PATH.exists() else ""
    seen, sites = await observe(scene, rows_in(text), sites_in(text), only)
    served = await pages(scene.house)
    await scene.close()
    return written(seen, sites, served)


if __name__ == "__main__":
    main()
