"""A bot is killed while it sends: the record tells what arrived, what was open, what was never heard."""

import asyncio
import signal
import sys

from playground.client import Playground
from playground.server import Server

# Sends one message after the other on one connection and says so after each answer.
_BOT = """
import http.client, sys
port, person = int(sys.argv[1]), sys.argv[2]
line = http.client.HTTPConnection("127.0.0.1", port)
for number in range(100000):
    body = f"chat_id={person}&text={number}"
    line.request("POST", "/bot9:killed/sendMessage", body, {"Content-Type": "application/x-www-form-urlencoded"})
    assert line.getresponse().read().startswith(b'{"ok":true'), number
    print(number, flush=True)
"""


async def test_the_record_judges_a_kill(server: Server, world: Playground) -> None:
    await world.bot("9:killed")
    zhang = await world.person("张敏")
    await zhang.starts(bot=9)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _BOT, str(server.port), str(zhang.id), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    for _ in range(50):
        await process.stdout.readline()
    # From here every answer is late, so that the kill surely finds a request open: accepted, and not answered.
    await world.fault("slow_read", seconds=60, method="sendMessage")
    while not any(one["accepted"] for one in await world.open_requests()):
        pass
    process.send_signal(signal.SIGKILL)
    rest = (await process.stdout.read()).split()
    await process.wait()
    while await world.open_requests():
        pass
    heard = 50 + len(rest)
    requests = await world.requests(method="sendMessage", chat=zhang)
    assert [one["params"]["text"] for one in requests] == [str(number) for number in range(len(requests))]
    assert all(one["accepted"] for one in requests)
    assert len([one for one in await zhang.looks(at=9, limit=1000) if not one["out"]]) == len(requests)
    assert [one["delivered"] for one in requests] == [True] * heard + [False] * (len(requests) - heard)
    assert len(requests) == heard + 1
