"""What reaches the webhook's port, from Telegram and from anybody else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from web import webhook
from web.webhook import MOST_BYTES, SECRET_HEADER, Hook, serving_webhook

SECRET = "a-secret-of-the-test"
UPDATE = b'{"update_id": 1, "message": {}}'


class Taken:
    """What was taken; it may fail, or hold on until it is let go."""

    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []
        self.error: Exception | None = None
        self.go = asyncio.Event()
        self.go.set()

    async def __call__(self, update: dict[str, Any]) -> None:
        await self.go.wait()
        if self.error is not None:
            raise self.error
        self.updates.append(update)


@asynccontextmanager
async def _hook(taken: Taken) -> AsyncIterator[str]:
    async with serving_webhook(Hook("/tg", SECRET, "127.0.0.1", 0), taken) as port:
        yield f"http://127.0.0.1:{port}"


async def _post(url: str, body: bytes = UPDATE, *, secret: str | None = SECRET, path: str = "/tg") -> int:
    headers = {"Content-Type": "application/json"} | ({SECRET_HEADER: secret} if secret is not None else {})
    async with aiohttp.ClientSession() as session, session.post(url + path, data=body, headers=headers) as answer:
        return answer.status


@pytest.fixture
def taken() -> Taken:
    return Taken()


async def test_an_update_with_the_secret_is_taken(taken: Taken) -> None:
    async with _hook(taken) as url:
        assert await _post(url) == 200
    assert taken.updates == [{"update_id": 1, "message": {}}]


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1], "ünïcödé"])
async def test_whoever_does_not_know_the_secret_is_refused(taken: Taken, secret: str | None) -> None:
    async with _hook(taken) as url:
        assert await _post(url, secret=secret) == 403
    assert taken.updates == []


@pytest.mark.parametrize("body", [b"", b"no json", b"[]", b"7", b"\xff\xfe"])
async def test_what_is_no_update_is_refused(taken: Taken, body: bytes) -> None:
    async with _hook(taken) as url:
        assert await _post(url, body) == 400
    assert taken.updates == []


async def test_a_refusal_of_the_taker_is_a_400_and_a_failure_a_500(taken: Taken) -> None:
    async with _hook(taken) as url:
        taken.error = ValueError()
        assert await _post(url) == 400
        taken.error = RuntimeError("the database is away")
        assert await _post(url) == 500


async def test_a_body_that_is_too_large_is_refused_before_it_is_read(taken: Taken) -> None:
    async with _hook(taken) as url:
        assert await _post(url, b" " * (MOST_BYTES + 1)) == 413

        async def trickle() -> AsyncIterator[bytes]:
            for _ in range(3):
                yield b" " * (MOST_BYTES // 2)

        async with (
            aiohttp.ClientSession() as session,
            session.post(url + "/tg", data=trickle(), headers={SECRET_HEADER: SECRET}) as answer,
        ):
            assert answer.status == 413


async def test_nothing_else_is_served_there(taken: Taken) -> None:
    async with _hook(taken) as url:
        assert await _post(url, path="/healthz") == 404
        async with aiohttp.ClientSession() as session, session.get(url + "/tg") as answer:
            assert answer.status == 405


async def test_the_answer_waits_until_the_update_is_durable(taken: Taken) -> None:
    taken.go.clear()
    async with _hook(taken) as url:
        posting = asyncio.create_task(_post(url))
        done, _ = await asyncio.wait([posting], timeout=0.1)
        assert not done
        taken.go.set()
        assert await posting == 200


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"POST /tg HT",
        b"POST /tg HTTP/1.1\r\nHost: x\r\n",
        b"POST /tg HTTP/1.1\r\nHost: x\r\n" + f"{SECRET_HEADER}: {SECRET}\r\n".encode() + b"Content-Length: 9\r\n\r\n{",
    ],
)
async def test_a_client_that_does_not_finish_is_closed(
    taken: Taken, begun: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "SLOWEST", 0.1)
    async with serving_webhook(Hook("/tg", SECRET, "127.0.0.1", 0), taken) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(begun)
        await asyncio.wait_for(reader.read(), 5)  # to the end of the connection
        writer.close()
        await writer.wait_closed()
    assert taken.updates == []
