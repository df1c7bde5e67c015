"""``/healthz`` tells what does not live; ``/metrics`` is what Prometheus reads; a taken port is a sentence."""

from __future__ import annotations

import dataclasses
import signal
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

import texts
from db.session import Database
from services.house import House
from web.app import PortRefused, PortTaken, serving
from web.vitals import POLL_SILENCE, Tick, Vitals

WELL = Vitals(poll_age=lambda: 3.0, ticks=lambda: {"plan": Tick(5, 60)})


async def _get(port: int, path: str) -> tuple[int, Any]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as answer:
        body = await (answer.json() if path == "/healthz" else answer.text())
        return answer.status, body


async def _health(house: House, vitals: Vitals) -> tuple[int, Any]:
    async with serving(house, vitals, "127.0.0.1", 0) as port:
        return await _get(port, "/healthz")


async def test_a_house_that_lives_is_200(house: House) -> None:
    status, body = await _health(house, WELL)
    assert status == 200
    assert body["ok"] is True
    assert body["polling"] == {"ok": True, "on_duty": True, "age": 3.0}
    assert body["ticks"] == {"ok": True, "ages": {"plan": 5}}
    assert body["delivery"] == {"ok": True, "gap": {"late": 0, "stuck": 0, "unknown": 0}}


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"poll_age": lambda: None}, "polling"),
        ({"poll_age": lambda: POLL_SILENCE}, "polling"),
        ({"delivery_alive": lambda: False}, "delivery"),
        ({"ticks": lambda: {"plan": Tick(5, 60), "tidy": Tick(61, 60)}}, "ticks"),
    ],
)
async def test_a_part_that_does_not_live_is_503_and_named(
    sqlite_house: House, change: dict[str, Any], part: str
) -> None:
    status, body = await _health(sqlite_house, dataclasses.replace(WELL, **change))
    assert status == 503
    assert [name for name, sign in body.items() if name != "ok" and not sign["ok"]] == [part]


async def test_a_silent_database_is_503_without_its_address(sqlite_house: House) -> None:
    lost = dataclasses.replace(sqlite_house, db=Database("postgresql://u:hunter2@127.0.0.1:1/n"))
    status, body = await _health(lost, WELL)
    await lost.db.close()
    assert status == 503
    assert body["database"]["ok"] is False
    assert "hunter2" not in str(body)


async def test_metrics_can_be_read_and_name_nothing_twice(house: House) -> None:
    async with serving(house, WELL, "127.0.0.1", 0) as port:
        status, body = await _get(port, "/metrics")
    assert status == 200
    families = list(text_string_to_metric_families(body))
    names = [family.name for family in families]
    assert len(names) == len(set(names))
    found = {(s.name, tuple(s.labels.values())): s.value for family in families for s in family.samples}
    assert found["zhibu_ok", ("database",)] == 1
    assert found["zhibu_poll_age_seconds", ()] == 3
    assert found["zhibu_tick_age_seconds", ("plan",)] == 5


async def test_nothing_else_is_served(sqlite_house: House) -> None:
    async with serving(sqlite_house, WELL, "127.0.0.1", 0) as port:
        assert (await _get(port, "/"))[0] == 404


async def test_a_taken_port_is_a_sentence(sqlite_house: House) -> None:
    async with serving(sqlite_house, WELL, "127.0.0.1", 0) as port:
        with pytest.raises(PortTaken) as caught:
            async with serving(sqlite_house, WELL, "127.0.0.1", port):
                pass
    assert str(port) in texts.plain("en", "error-port-taken", **caught.value.fields)


async def test_an_address_that_is_not_ours_is_a_sentence(sqlite_house: House) -> None:
    with pytest.raises(PortRefused):
        async with serving(sqlite_house, WELL, "192.0.2.1", 0):
            pass


async def test_the_process_keeps_its_signals_and_the_port_is_free_afterwards(sqlite_house: House) -> None:
    before = signal.getsignal(signal.SIGTERM)
    async with serving(sqlite_house, WELL, "127.0.0.1", 0) as port:
        assert signal.getsignal(signal.SIGTERM) is before
    async with serving(sqlite_house, WELL, "127.0.0.1", port) as again:
        assert again == port
