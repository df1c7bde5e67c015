"""Calendars as files other programs read (RFC 5545)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

import icalendar

from texts.catalogue import plain
from texts.events import Event, name_of

_PRODUCT = "-//zhibu//calendar//ZH"
#: How often a program that subscribes looks again.
_AGAIN = dt.timedelta(hours=6)


def calendar_file(language: str, title: str, events: Iterable[Event], zone: ZoneInfo) -> bytes:
    """A calendar as an ``.ics`` file: one event an identity, without alarms: the bot itself reminds.

    The same events make the same bytes.

    Args:
        language: Of the names.
        title: What programs call the calendar.
        events: What is in it; those called off are marked so.
        zone: The wall clock its times are written by.
    """
    made = icalendar.Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", title)
    made.add("x-wr-timezone", zone.key)
    made.add("refresh-interval", _AGAIN, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", icalendar.vDuration(_AGAIN))
    for event in events:
        made.add_component(_component(language, event, zone))
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _component(language: str, event: Event, zone: ZoneInfo) -> icalendar.Event:
    name = name_of(language, event)
    starts = event.starts_at.astimezone(zone)
    made = icalendar.Event()
    made.add("uid", event.uid)
    made.add("sequence", event.sequence)
    made.add("dtstamp", event.changed_at)
    made.add("last-modified", event.changed_at)
    made.add("dtstart", starts)
    # The end is reckoned on the real clock, also over a change of the wall clock.
    made.add("dtend", (event.starts_at + dt.timedelta(minutes=event.minutes)).astimezone(zone))
    with_theme = plain(language, "annual-plan-file-themed", what=name, theme=event.theme or "")
    made.add("summary", with_theme if event.theme else name)
    if event.place:
        made.add("location", event.place)
    key = "annual-plan-file-provisional" if event.provisional else "annual-plan-file-description"
    made.add("description", plain(language, key, organisation=event.organisation))
    made.add("status", "CANCELLED" if event.cancelled else "TENTATIVE" if event.provisional else "CONFIRMED")
    made.add("transp", "TRANSPARENT" if event.cancelled else "OPAQUE")
    return made
