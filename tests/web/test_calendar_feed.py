"""Calendars over HTTP: the address is the key; whatever is none gets one answer."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import aiohttp
import icalendar
import pytest

from db.accounts import Account
from db.names import EventType
from services import annual_plan, meetings
from services.annual_plan import Address
from services.house import House
from services.meetings import Wish
from tests.fixtures.houses import NOW, set_clock
from tests.services.people import Town, make_town
from web.calendar_feed import Shelf
from web.pages import serving_pages

WISH = Wish((EventType.PARTY_LECTURE,), dt.date(2026, 12, 9), dt.time(15), 60, place="三楼", theme="讲党课")


class Answer:
    """What came back."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    @property
    def events(self) -> dict[str, icalendar.Component]:
        """Events by summary."""
        found = icalendar.Calendar.from_ical(self.body).walk("VEVENT")
        return {str(one["SUMMARY"]): one for one in found}


@asynccontextmanager
async def pages(house: House, *, fresh: float = 0, tick: list[float] | None = None) -> AsyncIterator[int]:
    now = tick if tick is not None else [0.0]
    async with serving_pages(house, "127.0.0.1", 0, Shelf(lambda: now[0], fresh)) as port:
        yield port


async def get(port: int, path: str, *, method: str = "GET", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, f"http://127.0.0.1:{port}{path}", headers=named) as answer,
    ):
        return Answer(answer.status, answer.headers, await answer.read())


async def opened(house: House) -> tuple[Town, Address, str]:
    town = await make_town(house)
    secretary = await town.actor(house, town.secretary)
    address = await annual_plan.open_feed(house, secretary, town.inner.id)
    return town, address, annual_plan.path_of(address.secret)


async def test_the_calendar_of_a_branch_is_read_back(house: House) -> None:
    town, _, path = await opened(house)
    secretary = await town.actor(house, town.secretary)
    seen = await meetings.plan(house, secretary, town.inner.id, WISH)
    await meetings.reconcile_all(house)
    async with pages(house) as port:
        first = await get(port, path)
        await meetings.move(house, secretary, town.inner.id, seen.id, dt.date(2026, 12, 10), dt.time(16))
        moved = await get(port, path)
        await meetings.cancel(house, secretary, town.inner.id, seen.id)
        off = await get(port, path)
    assert (first.status, first.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert first.headers["Cache-Control"] == "private, max-age=900"
    event, after, gone = (one.events["党课：讲党课"] for one in (first, moved, off))
    assert (str(event["LOCATION"]), event["SEQUENCE"], event["STATUS"]) == ("三楼", 1, "CONFIRMED")
    assert event["UID"] == after["UID"] == gone["UID"]
    assert (after["SEQUENCE"], after.decoded("DTSTART").isoformat()) == (2, "2026-12-10T16:00:00+08:00")
    assert (gone["SEQUENCE"], gone["STATUS"]) == (3, "CANCELLED")
    days = [one for one in first.events.values() if str(one["SUMMARY"]) == "主题党日"]
    assert days
    for member in (town.secretary, town.plain, town.silent):
        assert (member.name or "") not in first.body.decode(), "nobody is named"
    uids = [str(one["UID"]) for one in icalendar.Calendar.from_ical(first.body).walk("VEVENT")]
    assert len(uids) == len(set(uids)) > 30, "a year of themed days and study sessions"


async def test_a_member_s_own_calendar_speaks_his_language(house: House) -> None:
    town = await make_town(house)
    plain = await town.actor(house, town.plain)
    address = await annual_plan.open_feed(house, plain, None)
    async with house.db.write() as session:
        account = await session.get_one(Account, town.accounts[town.plain.id].id)
        account.language = "en"
    async with pages(house) as port:
        found = await get(port, annual_plan.path_of(address.secret))
    assert "Themed party day" in found.events
    assert "My branch meetings" in str(icalendar.Calendar.from_ical(found.body)["X-WR-CALNAME"])


@pytest.mark.parametrize(
    "path",
    [
        "/calendar/",
        "/calendar/.ics",
        "/calendar/x.ics",
        "/calendar/" + "A" * 43 + ".ics",
        "/calendar/" + "A" * 5_000 + ".ics",
        "/calendar/../healthz",
        "/calendar/%00.ics",
        "/calendar/%E4%B8%AD%FF.ics",
        "/calendar/a/b.ics",
    ],
)
async def test_what_is_no_address_gets_one_answer(sqlite_house: House, path: str) -> None:
    await opened(sqlite_house)
    async with pages(sqlite_house) as port:
        found = await get(port, path)
    assert (found.status, found.body) == (404, b"") or path == "/calendar/../healthz"
    assert found.status == 404


async def test_a_withdrawn_or_renewed_address_is_over_at_once(house: House) -> None:
    town, address, path = await opened(house)
    secretary = await town.actor(house, town.secretary)
    async with pages(house, fresh=1_000) as port:
        assert (await get(port, path)).status == 200
        renewed = await annual_plan.renew(house, secretary, town.inner.id, address.mark)
        assert renewed is not None
        never = await get(port, annual_plan.path_of("B" * 43))
        before = await get(port, path)
        assert (before.status, before.body) == (never.status, never.body) == (404, b"")
        differing = {"Date"}
        assert {k: v for k, v in before.headers.items() if k not in differing} == {
            k: v for k, v in never.headers.items() if k not in differing
        }
        assert (await get(port, annual_plan.path_of(renewed.secret))).status == 200
        await annual_plan.withdraw(house, secretary, town.inner.id)
        assert (await get(port, annual_plan.path_of(renewed.secret))).status == 404


async def test_an_unknown_secret_costs_the_same_look_up(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    _, _, path = await opened(sqlite_house)
    asked: list[int] = []
    find = annual_plan.find

    async def counted(house: House, secret: str) -> annual_plan.Feed | None:
        asked.append(len(secret))
        return await find(house, secret)

    monkeypatch.setattr(annual_plan, "find", counted)
    async with pages(sqlite_house) as port:
        for one in (path, "/calendar/x.ics", "/calendar/.ics", annual_plan.path_of("C" * 43)):
            await get(port, one)
    assert asked == [43, 1, 0, 43]


async def test_an_unchanged_calendar_is_not_sent_again(sqlite_house: House) -> None:
    town, _, path = await opened(sqlite_house)
    secretary = await town.actor(sqlite_house, town.secretary)
    async with pages(sqlite_house) as port:
        first = await get(port, path)
        tag, since = first.headers["ETag"], first.headers["Last-Modified"]
        for headers in ({"If_None_Match": tag}, {"If_None_Match": f'"x", W/{tag}'}, {"If_Modified_Since": since}):
            again = await get(port, path, **headers)
            assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)
        assert (await get(port, path, If_Modified_Since="yesterday")).status == 200
        set_clock(sqlite_house, NOW + dt.timedelta(hours=2))
        assert (await get(port, path, If_Modified_Since=since)).status == 304, "only the clock has gone on"
        await meetings.plan(sqlite_house, secretary, town.inner.id, WISH)
        changed = await get(port, path, If_None_Match=tag)
        assert (changed.status, changed.headers["ETag"] != tag) == (200, True)
        assert (await get(port, path, If_Modified_Since=since)).status == 200
    async with pages(sqlite_house) as port:
        after_restart = await get(port, path)
        assert after_restart.headers["ETag"] == changed.headers["ETag"]


async def test_a_file_is_written_once_in_a_while_and_no_flood_is_worked_on(sqlite_house: House) -> None:
    town, _, path = await opened(sqlite_house)
    secretary = await town.actor(sqlite_house, town.secretary)
    tick = [0.0]
    async with pages(sqlite_house, fresh=30, tick=tick) as port:
        first = await get(port, path)
        await meetings.plan(sqlite_house, secretary, town.inner.id, WISH)
        assert (await get(port, path)).body == first.body
        tick[0] += 31
        assert (await get(port, path)).body != first.body
        answers = await asyncio.gather(*[get(port, "/calendar/x.ics") for _ in range(80)])
        statuses = [one.status for one in answers]
        assert statuses.count(429) == 80 - 59, "the burst is used up"
        refused = next(one for one in answers if one.status == 429)
        assert refused.headers["Retry-After"] == "60"
        tick[0] += 60
        assert (await get(port, path)).status == 200


async def test_only_reading_is_served(sqlite_house: House) -> None:
    _, _, path = await opened(sqlite_house)
    async with pages(sqlite_house) as port:
        head = await get(port, path, method="HEAD")
        assert (head.status, head.body) == (200, b"")
        assert (await get(port, path, method="POST")).status == 405
        assert (await get(port, "/")).status == 404
        assert (await get(port, "/metrics")).status == 404
