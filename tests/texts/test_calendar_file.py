"""Calendars as files: read back by the library other programs are made with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import icalendar
import pytest

import texts
from services.meetings import type_key
from services.names import EventType
from texts.calendar_file import calendar_file
from texts.events import name_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
LONG = "深入学习贯彻党的二十大精神，弘扬伟大抗疫精神，争当人民健康的守护者；" * 3


@dataclass(frozen=True)
class Meeting:
    """A meeting as calendars take it."""

    uid: str = "0f9b9c3e-0000-5000-8000-000000000001"
    organisation: str = "内科党支部"
    types: tuple[str, ...] = ("THEMED_PARTY_DAY",)
    title: str | None = None
    theme: str | None = None
    place: str | None = None
    starts_at: dt.datetime = dt.datetime(2026, 12, 4, 7, 0, tzinfo=dt.UTC)
    minutes: int = 120
    sequence: int = 1
    changed_at: dt.datetime = dt.datetime(2026, 11, 16, 2, 0, tzinfo=dt.UTC)
    cancelled: bool = False
    provisional: bool = False


def parsed(*events: Meeting, language: str = "zh-CN", zone: ZoneInfo = SHANGHAI) -> icalendar.Calendar:
    made = calendar_file(language, "内科党支部活动日历", events, zone)
    assert max(len(line) for line in made.split(b"\r\n")) <= 75, "RFC 5545 folds lines at 75 octets"
    found = icalendar.Calendar.from_ical(made)
    assert isinstance(found, icalendar.Calendar)
    return found


def test_what_is_written_is_read_back() -> None:
    calendar = parsed(Meeting(theme=LONG, place="三楼; 会议室, 东侧\\n"))
    assert (calendar["METHOD"], str(calendar["X-WR-CALNAME"])) == ("PUBLISH", "内科党支部活动日历")
    (event,) = calendar.walk("VEVENT")
    assert str(event["UID"]) == Meeting.uid
    assert str(event["SUMMARY"]) == f"主题党日：{LONG}"
    assert str(event["LOCATION"]) == "三楼; 会议室, 东侧\\n"
    assert event["SEQUENCE"] == 1
    assert event.decoded("DTSTART") == dt.datetime(2026, 12, 4, 15, tzinfo=SHANGHAI)
    assert event.decoded("DTEND") == dt.datetime(2026, 12, 4, 17, tzinfo=SHANGHAI)
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert event.decoded("LAST-MODIFIED") == Meeting.changed_at
    assert event["STATUS"] == "CONFIRMED"
    assert calendar.walk("VALARM") == []
    (zone,) = calendar.walk("VTIMEZONE")
    assert str(zone["TZID"]) == "Asia/Shanghai"


def test_what_is_called_off_and_what_may_still_move_say_so() -> None:
    off, open_, sure = parsed(
        Meeting(cancelled=True, sequence=3), Meeting(uid="b", provisional=True), Meeting(uid="c")
    ).walk("VEVENT")
    assert (off["STATUS"], off["SEQUENCE"], off["TRANSP"]) == ("CANCELLED", 3, "TRANSPARENT")
    assert (open_["STATUS"], "放假安排还没有公布" in str(open_["DESCRIPTION"])) == ("TENTATIVE", True)
    assert str(sure["DESCRIPTION"]) == "内科党支部"


def test_the_same_events_make_the_same_bytes() -> None:
    events = [Meeting(), Meeting(uid="b", theme="学党章")]
    one = calendar_file("zh-CN", "日历", events, SHANGHAI)
    assert one == calendar_file("zh-CN", "日历", events, SHANGHAI)
    assert one != calendar_file("zh-CN", "日历", [events[0], replace(events[1], theme="学党史")], SHANGHAI)


def test_an_empty_calendar_and_other_zones_are_calendars_too() -> None:
    assert parsed().walk("VEVENT") == []
    calendar = parsed(Meeting(), language="en", zone=ZoneInfo("America/New_York"))
    (event,) = calendar.walk("VEVENT")
    assert event.decoded("DTSTART") == dt.datetime(2026, 12, 4, 2, tzinfo=ZoneInfo("America/New_York"))
    assert str(event["SUMMARY"]) == "Themed party day"


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_type_has_the_name_it_has_everywhere(language: str) -> None:
    for one in EventType:
        assert name_of(language, Meeting(types=(one.value,))) == texts.plain(language, type_key(one))
