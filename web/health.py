"""``GET /healthz`` and ``GET /metrics``: is the house well, for load balancers, systemd, Docker and Prometheus."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Gauge, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services import health, reckoning
from services.house import House
from web.vitals import POLL_SILENCE, Vitals

log = structlog.get_logger(__name__)

#: Seconds the database has to answer.
_PATIENCE = 5.0


async def _database(house: House) -> dict[str, Any]:
    begun = time.monotonic()
    try:
        async with asyncio.timeout(_PATIENCE):
            await health.database_answers(house)
    except Exception as error:  # noqa: BLE001 - whatever keeps it from answering makes it unhealthy
        log.warning("database_silent", reason=type(error).__name__)
        return {"ok": False, "reason": type(error).__name__}
    return {"ok": True, "seconds": round(time.monotonic() - begun, 4)}


async def _gap(house: House) -> dict[str, int] | None:
    """Messages long past their time without an end; None while the database is silent, which has its own sign."""
    try:
        async with asyncio.timeout(_PATIENCE), house.db.read() as session:
            found = await reckoning.gap(session, house.now())
    except Exception as error:  # noqa: BLE001 - a detail: what keeps the database from answering is told beside it
        log.warning("gap_unknown", reason=type(error).__name__)
        return None
    return {"late": found.late, "stuck": found.stuck, "unknown": found.unknown}


async def examine(house: House, vitals: Vitals) -> dict[str, Any]:
    """Every sign of life, each with ``ok``; the whole is ``ok`` when all are."""
    age, on_duty = vitals.poll_age(), vitals.on_duty()
    ticks = vitals.ticks()
    database = await _database(house)
    signs: dict[str, dict[str, Any]] = {
        "database": database,
        "polling": {
            "ok": not on_duty or (age is not None and age < POLL_SILENCE),
            "on_duty": on_duty,
            "age": None if age is None else round(age, 1),
        },
        "delivery": {"ok": vitals.delivery_alive(), "gap": await _gap(house) if database["ok"] else None},
        "ticks": {
            "ok": all(tick.age <= tick.allowed for tick in ticks.values()),
            "ages": {name: round(tick.age, 1) for name, tick in sorted(ticks.items())},
        },
    }
    return {"ok": all(sign["ok"] for sign in signs.values()), **signs}


async def healthz(request: Request) -> Response:
    """200 when everything lives, else 503; the body says what does not."""
    found = await examine(request.app.state.house, request.app.state.vitals)
    return JSONResponse(found, status_code=200 if found["ok"] else 503, headers={"Cache-Control": "no-store"})


async def metrics(request: Request) -> Response:
    """What the parts of this process count (``scheduler.metrics``), and how they are."""
    vitals: Vitals = request.app.state.vitals
    found = await examine(request.app.state.house, vitals)
    now = CollectorRegistry()
    up = Gauge("zhibu_ok", "Whether a part of the process is well (1) or not (0).", ["part"], registry=now)
    for part in ("database", "polling", "delivery", "ticks"):
        up.labels(part).set(found[part]["ok"])
    age = vitals.poll_age()
    if age is not None:
        Gauge("zhibu_poll_age_seconds", "Since Telegram last answered getUpdates.", registry=now).set(age)
    ages = Gauge("zhibu_tick_age_seconds", "Since a planner or sweeper last ended well.", ["tick"], registry=now)
    for name, tick in vitals.ticks().items():
        ages.labels(name).set(tick.age)
    return Response(generate_latest(now) + generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)
