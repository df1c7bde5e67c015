"""What is sealed opens in its own place, with its own key, unchanged, and nowhere else."""

from __future__ import annotations

import base64

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from db.vault import Vault, VaultError, new_key

OLD, NEW = base64.urlsafe_b64encode(b"o" * 32).decode(), base64.urlsafe_b64encode(b"n" * 32).decode()
PLACES = st.from_regex(r"[a-z]{1,10}\.[a-z]{1,10}:[a-f0-9]{1,32}", fullmatch=True)


@given(st.text(max_size=200), PLACES)
def test_what_is_sealed_opens_in_its_place(plain: str, place: str) -> None:
    vault = Vault([OLD])
    sealed = vault.seal(plain, place)
    assert vault.open(sealed, place) == plain
    assert vault.is_current(sealed)
    assert vault.seal(plain, place) != sealed, "the same value looks different every time"


@given(st.text(max_size=50), PLACES, PLACES)
def test_it_does_not_open_elsewhere(plain: str, place: str, other: str) -> None:
    assume(place != other)
    vault = Vault([OLD])
    with pytest.raises(VaultError):
        vault.open(vault.seal(plain, place), other)


@given(st.text(max_size=50), st.data())
def test_no_changed_byte_goes_unnoticed(plain: str, data: st.DataObject) -> None:
    vault = Vault([OLD])
    sealed = bytearray(vault.seal(plain, "members.phone:k"))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(VaultError):
        vault.open(bytes(sealed), "members.phone:k")


@given(st.binary(max_size=60))
def test_rubbish_does_not_open(rubbish: bytes) -> None:
    with pytest.raises(VaultError):
        Vault([OLD]).open(rubbish, "members.phone:k")


def test_a_new_key_in_front_opens_the_old_and_seals_anew() -> None:
    before, during, after = Vault([OLD]), Vault([NEW, OLD]), Vault([NEW])
    sealed = before.seal("13800138000", "members.phone:k")
    assert during.open(sealed, "members.phone:k") == "13800138000"
    assert not during.is_current(sealed)
    again = during.seal("13800138000", "members.phone:k")
    assert after.open(again, "members.phone:k") == "13800138000"
    with pytest.raises(VaultError, match="not here"):
        after.open(sealed, "members.phone:k")


@given(st.text(min_size=1, max_size=30))
def test_look_ups_work_under_every_key(value: str) -> None:
    before, during = Vault([OLD]), Vault([NEW, OLD])
    assert before.index(value, "phone") in during.indexes(value, "phone")
    assert during.index(value, "phone") == during.indexes(value, "phone")[0]
    assert before.index(value, "phone") != before.index(value, "other")
    assert before.index(value, "phone") != during.index(value, "phone")


@given(st.binary(max_size=50), st.binary(max_size=50))
def test_signatures_are_of_one_message(message: bytes, other: bytes) -> None:
    assume(message != other)
    signature = Vault([OLD]).sign(message)
    assert Vault([NEW, OLD]).verify(message, signature)
    assert not Vault([OLD]).verify(other, signature)
    assert not Vault([NEW]).verify(message, signature)
    assert not Vault([OLD]).verify(message, b"")


@pytest.mark.parametrize("keys", [[], ["short"], ["ä"], [OLD, OLD]])
def test_useless_keys_are_refused(keys: list[str]) -> None:
    with pytest.raises(VaultError):
        Vault(keys)


def test_new_keys_differ_and_serve() -> None:
    assert new_key() != new_key()
    Vault([new_key()])
