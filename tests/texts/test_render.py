"""Stored payloads as people read them."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

import texts
from texts.catalogue import TextError

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("language", "value", "expected"),
    [
        ("zh-CN", {"date": "2026-11-20"}, "11月20日（周五）"),
        ("en", {"date": "2026-11-20"}, "Fri 20 Nov"),
        ("zh-CN", {"month": "2026-11"}, "2026年11月"),
        ("en", {"month": "2026-11"}, "November 2026"),
        ("zh-CN", {"time": "2026-11-20T06:40:00+00:00"}, "11月20日（周五）14:40"),
        ("zh-CN", {"time": "2026-11-20T16:30:00+00:00"}, "11月21日（周六）00:30"),
        ("zh-CN", {"key": "role-name-secretary"}, "书记"),
        ("en", {"key": "role-name-secretary"}, "Secretary"),
        ("zh-CN", "内科党支部", "内科党支部"),
    ],
)
def test_a_variable_is_written_in_the_language_and_the_zone(language: str, value: Any, expected: str) -> None:
    payload = {"key": "branch-title", "vars": {"name": value}}
    assert texts.message_text(language, payload, SHANGHAI) == f"<b>{expected}</b>"


def test_text_is_escaped_in_messages_and_plain_on_buttons() -> None:
    payload = {"key": "branch-title", "vars": {"name": "<i>A & B</i>"}}
    assert texts.message_text("zh-CN", payload, SHANGHAI) == "<b>&lt;i&gt;A &amp; B&lt;/i&gt;</b>"
    button = {"key": "roles-button-person", "vars": {"name": "A & B"}}
    assert texts.button_text("zh-CN", button, SHANGHAI) == "A & B"


def test_no_invisible_marks_are_left_around_variables() -> None:
    text = texts.say("zh-CN", "menu-help-line", name="dues", what="党费")
    assert text == "/dues — 党费"


@pytest.mark.parametrize(
    "payload",
    [
        {"key": "no-such-sentence"},
        {"key": "branch-title"},
        {"key": "branch-title", "vars": {"name": {"colour": "red"}}},
    ],
)
def test_what_cannot_be_written_is_a_defect_and_says_so(payload: dict[str, Any]) -> None:
    with pytest.raises(TextError):
        texts.message_text("zh-CN", payload, SHANGHAI)


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("zh-hans", "zh-CN"),
        ("zh-CN", "zh-CN"),
        ("en", "en"),
        ("en-GB", "en"),
        ("EN-us", "en"),
        ("fr", "zh-CN"),
        (None, "zh-CN"),
    ],
)
def test_every_language_name_leads_to_a_catalogue(name: str | None, language: str) -> None:
    assert texts.language_of(name) == language


def test_a_moment_carries_the_messenger_s_clock_where_it_is_asked_for() -> None:
    payload = {
        "key": "meetings-cancelled",
        "vars": {"time": {"time": "2026-11-20T06:40:00+00:00"}, "what": "<b>党课</b>"},
    }
    plain, clocked = (texts.message_text("zh-CN", payload, SHANGHAI, clocks=clocks) for clocks in (False, True))
    written = "11月20日（周五）14:40"
    assert clocked == plain.replace(written, f'<tg-time unix="1795156800" format="wDt">{written}</tg-time>')
    assert clocked != plain
    assert "&lt;b&gt;党课" in clocked, "what people typed stays text"
    assert texts.message_text("zh-CN", payload, SHANGHAI) == plain
    (part,) = texts.parts(clocked)
    assert part == clocked
