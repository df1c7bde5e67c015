"""The playground as ``zhibu playground`` runs it: the server as a child process, a sample hospital, people with phones.

The bot meets the playground over HTTP only, here too: the people who are registered when the page opens have walked the
same way as everybody (start, agree, share the contact), only faster.
"""

from __future__ import annotations

import asyncio
import sys
import tomllib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib import resources
from typing import Any

import aiohttp
import structlog
from pydantic import SecretStr

from bot.app import Running, running, until
from bot.mistakes import Mistake
from bot.opening import open_house, playground_key
from bot.playground_clock import PlaygroundClock
from bot.settings import Settings
from services import org_settings, organisations
from services.house import House
from services.roster import importing

log = structlog.get_logger(__name__)

TOKEN = "7000000001:zhibu-playground"  # noqa: S105 - opens nothing but a server on loopback
USERNAME = "zhibu_bot"
_START_SECONDS = 20.0
_STEP_SECONDS = 15.0
#: The sample hospital has its 党费日 on the 1st (``domain_rules.md`` 3.5 names this practice), so that one press on the
#: clock brings the reminder.
_SAMPLE_SETTINGS = {"dues_due_day": 1, "dues_how_to_pay": "交给本支部的组织委员"}
#: A short long poll: the page should not wait when the playground is stopped.
_LONG_POLL = 5


@asynccontextmanager
async def server(port: int) -> AsyncIterator[str]:
    """The playground's server as a child process; it ends with the block. Yields its address.

    Args:
        port: 0 takes a free one.

    Raises:
        Mistake: It did not start, for instance because the port is taken.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "playground", "--port", str(port), "--budgets",
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
        # Ctrl-C is for us: we stop the bot first, then the server.
        start_new_session=True,
    )  # fmt: skip
    try:
        yield await _address(process, port)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


async def _address(process: asyncio.subprocess.Process, port: int) -> str:
    """The address the server prints once it listens."""
    assert process.stdout is not None, "its output is a pipe"  # noqa: S101 - tells the type checker
    try:
        line = await asyncio.wait_for(process.stdout.readline(), _START_SECONDS)
    except TimeoutError:  # said nothing in time: reported below like any other silence
        line = b""
    _, found, address = line.decode().strip().partition("playground: ")
    if not found:
        raise Mistake("cli-playground-not-started", port=str(port))
    return address


def settings_for(settings: Settings, address: str, *, keep: bool) -> Settings:
    """The operator's settings with everything that must not touch a real hospital replaced.

    Args:
        settings: The operator's own.
        address: The playground's.
        keep: Keep what an earlier playground stored.
    """
    folder = settings.data_dir / "playground"
    folder.mkdir(parents=True, exist_ok=True)
    if not keep:
        for old in folder.glob("zhibu.db*"):
            old.unlink()
    changes = {
        "bot_token": SecretStr(TOKEN),
        "api_base_url": address,
        "proxy_url": None,
        "database_url": f"sqlite:///{folder / 'zhibu.db'}",
        "encryption_keys": [SecretStr(playground_key(settings.data_dir))],
        "data_dir": folder,
        "health_port": 0,
    }
    return settings.model_copy(update=changes)


class Stagehand:
    """Sets the stage through the control API: the bot, the people, and those who are registered already.

    Args:
        session: An open HTTP session.
        address: The playground's address.
    """

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self._session = session
        self._base = f"{address}/control"

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        async with self._session.post(self._base + path, json=body) as answer:
            answer.raise_for_status()
            found: dict[str, Any] = await answer.json()
            return found

    async def _get(self, path: str, **query: str) -> dict[str, Any]:
        async with self._session.get(self._base + path, params=query) as answer:
            answer.raise_for_status()
            found: dict[str, Any] = await answer.json()
            return found

    async def bot(self) -> None:
        """The bot, before it asks who it is."""
        await self._post("/bots", {"token": TOKEN, "username": USERNAME, "first_name": "支部"})

    async def people(self) -> list[tuple[int, bool]]:
        """The people of ``bot/sample/people.toml``; their ids and whether they are to be registered."""
        text = (resources.files("bot") / "sample" / "people.toml").read_text(encoding="utf-8")
        made = []
        for person in tomllib.loads(text)["person"]:
            register = bool(person.pop("registered"))
            made.append(((await self._post("/people", person))["id"], register))
        return made

    async def register(self, person: int) -> None:
        """Walk one person through registration: start, agree, share the contact."""
        bot = int(TOKEN.partition(":")[0])
        started = await self._post(f"/people/{person}/start", {"bot": bot})
        consent = await self._answer(person, bot, int(started["message"]["message_id"]))
        agree = consent["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        await self._post(f"/people/{person}/press", {"chat": bot, "message_id": consent["message_id"], "data": agree})
        await self._until_asked_for_contact(person, bot)
        shared = await self._post(f"/people/{person}/contact", {"chat": bot})
        await self._answer(person, bot, int(shared["message"]["message_id"]))
        await self._post(f"/people/{person}/read", {"chat": bot})

    async def _until_asked_for_contact(self, person: int, bot: int) -> None:
        """Wait for the keyboard that shares the person's own number."""
        event = str((await self._get("/events"))["event_id"])
        async with asyncio.timeout(_STEP_SECONDS):
            while not (await self._get(f"/chats/{bot}/keyboard", **{"as": str(person)})).get("keyboard"):
                event = str((await self._get("/events", since=event, timeout="5"))["event_id"])

    async def _answer(self, person: int, bot: int, after: int) -> dict[str, Any]:
        """The bot's first message after another one."""
        event = str((await self._get("/events"))["event_id"])
        async with asyncio.timeout(_STEP_SECONDS):
            while True:
                messages = (await self._get(f"/chats/{bot}/messages", **{"as": str(person)}))["messages"]
                for message in messages:
                    if message["message_id"] > after and not message.get("out"):
                        return dict(message)
                event = str((await self._get("/events", since=event, timeout="5"))["event_id"])


async def _import_sample(house: House) -> None:
    content = (resources.files("bot") / "sample" / "hospital.csv").read_bytes()
    document = await importing.open_file(house, content)
    await importing.apply(house, importing.TERMINAL, document)
    async with house.db.write() as session:
        for place in await organisations.tree(session):
            if place.parent_id is None:
                for key, value in _SAMPLE_SETTINGS.items():
                    await org_settings.change(session, place.id, key, value, house.now())


async def play(settings: Settings, *, port: int, keep: bool, ready: Callable[[str], None], stop: asyncio.Event) -> None:
    """Run the playground until it is asked to stop.

    Args:
        settings: The operator's own; nothing of a real hospital in them is used.
        port: Of the page; 0 takes a free one.
        keep: Keep what an earlier playground stored.
        ready: Told the page's address once people are there.
        stop: Ends it.

    Raises:
        Mistake: The server did not start.
    """
    async with server(port) as address, aiohttp.ClientSession() as session:
        stagehand = Stagehand(session, address)
        await stagehand.bot()
        own = settings_for(settings, address, keep=keep)
        clock = PlaygroundClock(address)
        async with open_house(own, clock=clock) as house:
            await _import_sample(house)
            async with running(house, own, long_poll=_LONG_POLL, stop=stop) as process:
                if process is None:
                    return
                await _follow(clock, process, stagehand, lambda: ready(address), stop)


async def _follow(
    clock: PlaygroundClock, process: Running, stagehand: Stagehand, ready: Callable[[], None], stop: asyncio.Event
) -> None:
    """Keep the bot in step with the playground's clock while people register and play."""
    jumped = asyncio.Event()
    clock.on_jump = jumped.set

    async def catch_up() -> None:
        while True:
            await jumped.wait()
            jumped.clear()
            await process.engine.jumped()

    follower = asyncio.create_task(clock.follow(stop))
    catching_up = asyncio.create_task(catch_up())
    try:
        people = await stagehand.people()
        # At once: one person's chat takes a message a second, and the page should not wait for each in turn.
        await asyncio.gather(*(stagehand.register(person) for person, register in people if register))
        ready()
        await until(stop, process)
    finally:
        stop.set()
        catching_up.cancel()
        await asyncio.wait([follower, catching_up])
