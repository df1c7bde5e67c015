"""The product and a peer in front of one crowd that checks in, on each database and by each way in."""

from __future__ import annotations

import asyncio
import itertools
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.support.children import Child
from benchmarks.support.crowd import Crowd, Pressed
from benchmarks.support.server import SERVER_CORE, TOKEN, ServerProcess, pin, serving
from playground.client import Playground
from tests.proofs.clusters import postgres_of_its_own
from tests.proofs.processes import free_port

FIRST = 1_000_000
PEER_TOKEN = "124:benchmark"
PER_SECOND = 100
#: What the webhook may open at a time, for both.
CONNECTIONS = 100
#: Seconds between two edits of a board.
BOARD_SPACING = 5.0
_SECRET = "a-secret-of-the-benchmark"


@dataclass(frozen=True)
class Size:
    """How much is measured.

    Attributes:
        people: Members of the branch.
        presses: Of all of them at one moment.
        rounds: How often.
        members, rows: Of the archive: everybody, and their attendance.
    """

    people: int
    presses: int
    rounds: int
    members: int = 0
    rows: int = 0


@dataclass
class Case:
    """One database and one way in.

    Attributes:
        rounds: Of the bursts: what each contestant did, in turn.
        paced: Of the slow rounds.
        rows: Of the product's meetings, one a burst.
        board: When the secretary's board was edited, seconds of the server's clock.
        exact: Whether his board ended with everybody.
        server: Share of its core that the server used in each of the product's bursts.
    """

    name: str
    rounds: list[tuple[Pressed, Pressed]] = field(default_factory=list)
    paced: list[tuple[Pressed, Pressed]] = field(default_factory=list)
    cpu: list[tuple[float, float]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    board: list[float] = field(default_factory=list)
    exact: list[bool] = field(default_factory=list)
    server: list[float] = field(default_factory=list)


class Hall:
    """The product and the peer in front of one crowd.

    Args:
        server: The server.
        world: The same, as testers see it.
        product, peer: The contestants.
        size: How much is measured.
    """

    def __init__(self, server: ServerProcess, world: Playground, product: Child, peer: Child, size: Size) -> None:
        self._server = server
        self._world = world
        self._product, self._peer = product, peer
        self._size = size
        self._crowd = Crowd(server, world, range(FIRST, FIRST + size.people))
        self._secretary = FIRST + size.people
        self._meetings = itertools.count(1)
        self._shown: dict[str, Any] = {}

    async def measure(self, case: Case) -> None:
        """Everything for one case."""
        await self._crowd.settled()
        await self._round(Case("to warm up"), 0)
        for number in range(self._size.rounds):
            await self._round(case, number)
        for number in range(self._size.rounds):
            await self._slowly(case, number)
        moments = [
            entry["monotonic"]
            for entry in self._server.sends(0, "editMessageText")
            if entry["chat_id"] == self._secretary and entry["bot_id"] == _bot(TOKEN)
        ]
        case.board = sorted(moments)

    async def _round(self, case: Case, seed: int) -> None:
        meeting, data, messages = await self._product_meets()
        await self._board(meeting)
        many = self._size.presses
        self._product.tell("begin")
        used = self._server.cpu()
        ours = await self._crowd.at_once(_bot(TOKEN), data, messages, many, seed)
        served = self._server.cpu() - used
        spent = self._product.tell("end", many=many)
        case.server.append(served / ours.seconds)
        case.rows.append(self._product.tell("rows", meeting=meeting)["rows"])
        case.exact.append(await self._ends_exact())
        number, data, messages = await self._peer_meets()
        self._peer.tell("begin")
        theirs = await self._crowd.at_once(_bot(PEER_TOKEN), data, messages, many, seed)
        their_cpu = self._peer.tell("end", many=many)
        assert self._peer.tell("rows", meeting=number)["rows"] == self._size.people
        case.rounds.append((ours, theirs))
        case.cpu.append((spent["cpu_us"], their_cpu["cpu_us"]))

    async def _slowly(self, case: Case, seed: int) -> None:
        meeting, data, messages = await self._product_meets()
        await self._board(meeting)
        ours = await self._crowd.one_by_one(_bot(TOKEN), data, messages, self._size.people, PER_SECOND, seed)
        _, data, messages = await self._peer_meets()
        theirs = await self._crowd.one_by_one(_bot(PEER_TOKEN), data, messages, self._size.people, PER_SECOND, seed)
        case.paced.append((ours, theirs))

    async def _product_meets(self) -> tuple[int, str, dict[int, int]]:
        since = self._server.requests()
        self._shown = await asyncio.to_thread(self._product.tell, "meet")
        await self._crowd.settled()
        data = f"ck:{self._shown['meeting']}:s"
        return self._shown["meeting"], data, self._crowd.buttons(_bot(TOKEN), since, data)

    async def _peer_meets(self) -> tuple[int, str, dict[int, int]]:
        since, number = self._server.requests(), next(self._meetings)
        await asyncio.to_thread(self._peer.tell, "meet", meeting=number)
        await self._crowd.settled()
        data = f"ck:{number}:s"
        return number, data, self._crowd.buttons(_bot(PEER_TOKEN), since, data)

    async def _board(self, meeting: int) -> None:
        """The secretary opens the board of a meeting, as people do: from the list of what is on."""
        secretary = await self._world.existing(self._secretary)
        bot = _bot(TOKEN)
        await secretary.sends("签到", to=bot)
        await secretary.sees("可以签到了", at=bot, timeout=30)
        await secretary.presses(data=f"rc:{self._shown['branch']}:{meeting}", at=bot)
        await secretary.sees("签到进行中", at=bot, timeout=30)
        await self._crowd.settled()

    async def _ends_exact(self) -> bool:
        """Whether the board comes to show everybody, once its next edit is allowed."""
        secretary = await self._world.existing(self._secretary)
        try:
            await secretary.sees(f"实到 {self._size.people}", at=_bot(TOKEN), timeout=BOARD_SPACING + 5)
        except AssertionError:
            return False
        return True


def _bot(token: str) -> int:
    return int(token.split(":", maxsplit=1)[0])


@contextmanager
def _contestants(
    server: ServerProcess, folder: Path, size: Size, urls: tuple[str, str], *, webhook: bool
) -> Iterator[tuple[Child, Child]]:
    """The product and the peer, each on a database of its own."""
    ports = (free_port(), free_port()) if webhook else (0, 0)
    hook = {
        "webhook_url": f"http://127.0.0.1:{ports[0]}/tg",
        "webhook_port": ports[0],
        "webhook_secret": _SECRET,
        "webhook_connections": CONNECTIONS,
    }
    common = {"api": server.url, "folder": str(folder), "first": FIRST}
    product = Child(
        "benchmarks.contestants.rollcall_bot",
        {**common, "token": TOKEN, "database": urls[0], "people": size.people + 1, "settings": hook if webhook else {}},
    )
    peer = Child(
        "benchmarks.contestants.checkin_peer",
        {
            **common,
            "token": PEER_TOKEN,
            "database": urls[1],
            "people": size.people,
            "webhook_port": ports[1],
            "secret": _SECRET,
            "connections": CONNECTIONS,
        },
    )
    try:
        yield product, peer
    finally:
        product.stop()
        peer.stop()


async def _case(case: Case, size: Size, urls: tuple[str, str], *, webhook: bool) -> None:
    with serving() as server, tempfile.TemporaryDirectory() as folder:
        async with Playground.connect(server.url) as world:
            await world.bot(PEER_TOKEN)
            everybody = Crowd(server, world, range(FIRST, FIRST + size.people + 1))
            await everybody.come([_bot(TOKEN), _bot(PEER_TOKEN)])
            with _contestants(server, Path(folder), size, urls, webhook=webhook) as (product, peer):
                # Both answer when they are ready.
                await asyncio.to_thread(product.tell, "rows", meeting=0)
                await asyncio.to_thread(peer.tell, "rows", meeting=0)
                await Hall(server, world, product, peer, size).measure(case)


def cases(size: Size, only: Sequence[str]) -> list[Case]:
    """Measure every case that is wanted."""
    pin(0, SERVER_CORE)  # whoever presses, and the database server, stand beside the server
    found = []
    with ExitStack() as stack:
        postgres = None
        for database, way in itertools.product(("SQLite", "PostgreSQL"), ("polling", "webhook")):
            case = Case(f"{database}, {way}")
            if only and case.name not in only:
                continue
            urls = ("", "")
            if database == "PostgreSQL":
                postgres = postgres or stack.enter_context(postgres_of_its_own())
                urls = (postgres.create(), postgres.create(empty=True))
            asyncio.run(_case(case, size, urls, webhook=way == "webhook"))
            found.append(case)
    return found
