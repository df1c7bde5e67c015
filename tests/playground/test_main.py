"""``python -m playground`` as a process, and the page's files."""

import asyncio
import signal
import sys
from pathlib import Path

import aiohttp
import pytest

from playground.__main__ import main
from playground.client import Playground
from playground.server import Server, running


async def test_the_process_serves_and_ends(tmp_path: Path) -> None:
    port_file = tmp_path / "port"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "playground", "--port", "0", "--port-file", str(port_file), "--token", "7:seven",
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    line = (await process.stdout.readline()).decode()
    async with Playground.connect(f"http://127.0.0.1:{int(port_file.read_text())}") as world:
        assert line.strip() == f"playground: {world.api.url}"
        assert [one["id"] for one in (await world.state())["bots"]] == [7]
        polling = asyncio.create_task(world.api.call("GET", "/events", timeout=60))
        await world.state()
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            assert await process.wait() == 0
            await asyncio.wait({polling})
        polling.exception()


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "example.org", "::"])  # noqa: S104 - addresses that must be refused
def test_other_hosts_are_refused(host: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--host", host])
    assert "loopback addresses only" in capsys.readouterr().err


async def test_a_server_can_be_started_many_times() -> None:
    for _ in range(20):
        async with running() as server, Playground.connect(server.url) as world:
            assert (await world.state())["people"] == []


async def test_an_open_poll_does_not_delay_the_end() -> None:
    async with aiohttp.ClientSession() as session:
        async with running() as server:
            polling = asyncio.create_task(session.get(f"{server.url}/bot1:a/getUpdates?timeout=50"))
            while not server.world.recorder.open:  # noqa: ASYNC110 - the server's record has no event
                await asyncio.sleep(0)
            begun = asyncio.get_running_loop().time()
        assert asyncio.get_running_loop().time() - begun < 2
        answer = await polling
        assert await answer.json() == {"ok": True, "result": []}


async def test_static_files_stay_in_their_folder(server: Server) -> None:
    async with aiohttp.ClientSession() as session:
        for path in ("/static/../server.py", "/static/%2e%2e/server.py", "/static/nothing.css", "/etc/passwd"):
            async with session.get(server.url + path) as answer:
                assert answer.status == 404
