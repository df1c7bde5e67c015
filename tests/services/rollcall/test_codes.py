"""Codes: which are accepted when, that no two open roll-calls share one, and that nobody can make one."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.vault import Vault, new_key
from services.rollcall import codes
from tests.fixtures.houses import TEST_KEY

VAULT = Vault([TEST_KEY])
KEY = codes.key_of(VAULT)
NOON = dt.datetime(2026, 11, 18, 7, 0, tzinfo=dt.UTC)

seconds = st.integers(15, 30)
moments = st.floats(1_767_000_000, 2_080_000_000).map(lambda one: dt.datetime.fromtimestamp(one, dt.UTC))
roll_calls = st.sets(st.integers(1, 10**6), min_size=1, max_size=12)


@given(moment=moments, length=seconds, later=st.floats(0, 200))
def test_a_code_is_accepted_in_its_slot_and_the_next(moment: dt.datetime, length: int, later: float) -> None:
    slot = codes.slot_of(moment, length)
    shown_until = codes.slot_start(slot + 1, length)
    typed_at = moment + dt.timedelta(seconds=later)
    assert codes.slot_start(slot, length) <= moment < shown_until
    assert codes.accepted(slot, typed_at, length) == (typed_at < shown_until + dt.timedelta(seconds=length))


@given(moment=moments, length=seconds)
def test_a_code_of_the_future_is_not_accepted(moment: dt.datetime, length: int) -> None:
    assert not codes.accepted(codes.slot_of(moment, length) + 1, moment, length)


@given(ids=roll_calls, moment=moments, length=seconds, later=st.integers(0, 400))
def test_what_was_shown_fits_its_roll_call_alone(ids: set[int], moment: dt.datetime, length: int, later: int) -> None:
    slot = codes.slot_of(moment, length)
    typed_at = moment + dt.timedelta(seconds=later)
    for roll_call, code in codes.codes_in(KEY, ids, slot).items():
        fresh = [one for one in codes.matches(KEY, dict.fromkeys(ids), code, typed_at, length) if one.fresh]
        if codes.accepted(slot, typed_at, length):
            assert [(one.roll_call_id, one.slot) for one in fresh] == [(roll_call, slot)]
        else:
            assert all(one.slot != slot for one in fresh)


@given(ids=roll_calls, slot=st.integers(1, 10**9), half=st.integers(12, 40))
def test_roll_calls_never_share_a_code_even_where_codes_are_scarce(ids: set[int], slot: int, half: int) -> None:
    found = codes.codes_in(KEY, ids, slot, half=half)
    assert len(set(found.values())) == len(ids)
    # A younger one does not change what an older one shows.
    oldest = sorted(ids)[: len(ids) // 2 + 1]
    assert codes.codes_in(KEY, oldest, slot, half=half) == {one: found[one] for one in oldest}
    # Neighbouring slots share nothing at all.
    assert not set(found.values()) & set(codes.codes_in(KEY, ids, slot + 1, half=half).values())


def test_one_that_is_closed_keeps_its_place_until_its_slot_is_over() -> None:
    calls = {1: None, 2: 100, 3: None}
    assert codes.shown_in(100, calls) == [1, 2, 3]
    assert codes.shown_in(101, calls) == [1, 3]


def test_more_roll_calls_than_codes_is_an_error_and_no_endless_search() -> None:
    with pytest.raises(ValueError, match="more roll-calls than codes"):
        codes.codes_in(KEY, range(1, 9), 1, half=7)


def test_codes_of_another_key_are_others() -> None:
    ids, slot = range(1, 50), codes.slot_of(NOON, 20)
    foreign = codes.key_of(Vault([new_key()]))
    same = [one for one in ids if codes.codes_in(KEY, [one], slot) == codes.codes_in(foreign, [one], slot)]
    assert len(same) <= 1


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("123456", 123456),
        ("123 456", 123456),
        ("123-456", 123456),
        ("０１２３４５", 12345),
        ("12345", None),
        ("1234567", None),
        ("12345a", None),
        ("", None),
    ],
)
def test_typed_codes(typed: str, code: int | None) -> None:
    assert codes.typed_code(typed) == code


@given(roll_call=st.integers(1, 2**39), slot=st.integers(0, 2**32 - 1))
def test_a_link_says_what_it_was_made_for_and_fits_a_deep_link(roll_call: int, slot: int) -> None:
    payload = codes.link_payload(VAULT, roll_call, slot)
    assert codes.read_link(VAULT, payload) == codes.Scanned(roll_call, slot)
    assert len("r" + payload) <= 64
    assert codes.read_link(Vault([new_key()]), payload) is None


@given(st.text(max_size=80))
def test_a_forged_link_says_nothing(text: str) -> None:
    assert codes.read_link(VAULT, text) is None
    assert codes.read_page_secret(VAULT, text) is None


def test_a_link_with_one_bit_changed_says_nothing() -> None:
    payload = codes.link_payload(VAULT, 7, 88_000_000)
    for place in range(len(payload)):
        other = "A" if payload[place] != "A" else "B"
        forged = payload[:place] + other + payload[place + 1 :]
        assert codes.read_link(VAULT, forged) is None


def test_a_page_s_secret_is_the_meeting_s() -> None:
    secret = codes.page_secret(VAULT, 9)
    assert codes.read_page_secret(VAULT, secret) == 9
    assert codes.read_page_secret(VAULT, codes.link_payload(VAULT, 9, 1)) is None
    assert codes.read_link(VAULT, secret) is None
