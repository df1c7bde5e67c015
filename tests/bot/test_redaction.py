"""Tokens, keys and numbers do not reach the log; everything else does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.redaction import Redactor
from tests.marks import Mark, leaks, ways

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"

MOBILES = st.builds(
    lambda prefix, second, rest, style: prefix + style(f"1{second}{rest}"),
    st.sampled_from(["", "86", "+86", "+86 ", "0086", "+86-", "电话", "tel:"]),
    st.sampled_from("3456789"),
    st.from_regex(r"[0-9]{9}", fullmatch=True),
    st.sampled_from(
        [
            str,
            lambda n: f"{n[:3]}-{n[3:7]}-{n[7:]}",
            lambda n: f"{n[:3]} {n[3:7]} {n[7:]}",
            lambda n: n.translate({ord(a): ord(b) for a, b in zip("0123456789", "０１２３４５６７８９", strict=True)}),
        ]
    ),
)


@given(MOBILES)
def test_every_way_to_write_a_mobile_is_taken_out(number: str) -> None:
    written = Redactor().text(f"number {number} failed")
    assert "[number]" in written
    assert not any(ch.isdecimal() for ch in written)


@pytest.mark.parametrize("written", ways("13912345678"))
def test_nothing_of_a_mobile_is_left(written: str) -> None:
    assert not leaks(Redactor().text(f"call {written} now"), [Mark("number", "13912345678")])


_ROW = "Failing row contains (7, 张敏,\n二十二, 4777.50)."


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (f'null value in column "x"\nDETAIL:  {_ROW}\n[SQL: INSERT INTO members]', "[SQL: INSERT INTO members]"),
        (f"DETAIL:  {_ROW}\nCONTEXT:  here\n\nThe above exception", "CONTEXT:  here"),
        (
            'invalid input syntax for type integer: "张敏 4777.50 二十二"',
            "invalid input syntax for type integer: [value]",
        ),
    ],
)
def test_what_a_database_says_of_a_row_is_taken_out(said: str, left: str) -> None:
    written = Redactor().text(said)
    assert left in written
    assert not [one for one in ("张敏", "4777", "二十二") if one in written]


@pytest.mark.parametrize(
    "text",
    ["010-12345678", "0571 87654321", "+1 415 555 0100", "11010119900101123X", "110101199001011234"],
)
def test_other_numbers_that_lead_to_a_person_are_taken_out(text: str) -> None:
    assert Redactor().text(f"x {text} y") == "x [number] y"


@pytest.mark.parametrize(
    "text",
    [
        f"https://api.telegram.org/bot{TOKEN}/getMe",
        f"The token `{TOKEN}` was rejected",
        "http://127.0.0.1:8081/bot7000000001:short-one/sendMessage",
        "ENCRYPTION_KEYS=n1K2qTSsRyHNDVtGxTeNDEAQIh2r1FpxqOlwlF1mB_g=",
        "postgresql://zhibu:hunter2@db/zhibu",
        "socks5://me:hunter2@proxy:1080",
    ],
)
def test_tokens_keys_and_passwords_are_taken_out(text: str) -> None:
    written = Redactor().text(text)
    assert "hunter2" not in written
    assert TOKEN not in written
    assert "short-one" not in written
    assert "[" in written


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-16T02:00:00.123456Z",
        "update_id=904211873 chat=-1001234567890 user=7654321098",
        "outbox row 12345 sent in 0.0123 s",
        "revision 0001 at sqlite:///var/zhibu.db",
        "dues:2026-11:member:00ff",
        "http://127.0.0.1:8086/healthz",
    ],
)
def test_what_an_operator_needs_stays(text: str) -> None:
    assert Redactor().text(text) == text


def test_values_of_any_shape_are_looked_through() -> None:
    class Odd:
        def __repr__(self) -> str:
            return "Odd(13800138000)"

    found = Redactor(["hush"]).value(
        {
            "a": ["13800138000", ("hush", 13800138000)],
            "13800138000": {"b": Odd()},
            "n": 5,
            "t": True,
            "x": None,
            "f": 1.5,
        }
    )
    assert found == {
        "a": ["[number]", ["[secret]", "[number]"]],
        "[number]": {"b": "Odd([number])"},
        "n": 5,
        "t": True,
        "x": None,
        "f": 1.5,
    }
