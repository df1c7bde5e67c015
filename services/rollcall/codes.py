"""Codes of a roll-call: six digits and a signed link, new in every time slot. Pure functions of (key, id, moment).

::

    slot = seconds since 1970 // slot length             one length for the whole house, so that all change together
    digits = 2 · (HMAC(roll-call, slot) mod 500 000) + slot mod 2
    accepted at a moment: the slot that is running and the one before

The last bit of the digits is the slot's, so codes of neighbouring slots never meet; within a slot roll-calls of one
root step aside for older ones (``codes_in``). Guessing one of the two valid codes succeeds once in 500,000 tries.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import struct
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from db.vault import Vault

#: The first letter of a roll-call's deep link.
LINK_PREFIX = "r"
#: Digits of a typed code.
DIGITS = 6
_HALF = 10**DIGITS // 2
#: How many slots back a code is still recognised, so that whoever typed slowly hears that it has changed.
REMEMBERED = 6

_PURPOSE = b"rollcall\0"
_PAGE = b"rollcall-page\0"
_NUMBER = struct.Struct(">BI")
_LINK = struct.Struct(">BII")
_CODE = struct.Struct(">QQI")
_SIGNATURE_BYTES = 12
_PAGE_SIGNATURE_BYTES = 16


def slot_of(moment: dt.datetime, seconds: int) -> int:
    """The time slot a moment lies in.

    Args:
        moment: Aware.
        seconds: Length of a slot.
    """
    return int(moment.timestamp()) // seconds


def slot_start(slot: int, seconds: int) -> dt.datetime:
    """When a slot begins, UTC; it ends where the next begins."""
    return dt.datetime.fromtimestamp(slot * seconds, dt.UTC)


def accepted(slot: int, moment: dt.datetime, seconds: int) -> bool:
    """Whether a code of a slot is accepted at a moment: the running slot and the one before."""
    return slot_of(moment, seconds) - slot in (0, 1)


def key_of(vault: Vault) -> bytes:
    """The key codes are made with: the vault's key in use, for this purpose alone."""
    current, keys = vault.derived("rollcall")
    return keys[current]


def _digits(key: bytes, roll_call_id: int, slot: int, step: int, half: int) -> int:
    digest = hmac.digest(key, _CODE.pack(roll_call_id, slot, step), hashlib.sha256)
    return 2 * (int.from_bytes(digest[:8]) % half) + (slot & 1)


def codes_in(key: bytes, roll_call_ids: Iterable[int], slot: int, *, half: int = _HALF) -> dict[int, int]:
    """The codes of roll-calls in a slot, all different: a younger one steps aside for the older ones.

    Args:
        key: From ``key_of``.
        roll_call_ids: Every roll-call that is open at that time below one root.
        slot: Which slot.
        half: Half of how many codes there are; tests take few.

    Raises:
        ValueError: More roll-calls than codes.
    """
    found: dict[int, int] = {}
    taken: set[int] = set()
    for roll_call_id in sorted(set(roll_call_ids)):
        if len(taken) >= half:
            raise ValueError("more roll-calls than codes")
        step = 0
        while (code := _digits(key, roll_call_id, slot, step, half)) in taken:
            step += 1
        found[roll_call_id] = code
        taken.add(code)
    return found


def spelled(code: int) -> str:
    """Six digits."""
    return f"{code:0{DIGITS}d}"


def typed_code(text: str) -> int | None:
    """The code in what was typed: six digits, with or without a gap, full-width ones too; None: it is none."""
    plain = "".join(ch for ch in unicodedata.normalize("NFKC", text) if ch not in " -")
    return int(plain) if len(plain) == DIGITS and plain.isascii() and plain.isdigit() else None


@dataclass(frozen=True)
class Match:
    """A typed code and where it belongs.

    Attributes:
        slot: The slot it was shown in.
        fresh: Whether it is still accepted.
    """

    roll_call_id: int
    slot: int
    fresh: bool


def shown_in(slot: int, roll_calls: Mapping[int, int | None]) -> list[int]:
    """Which roll-calls had a code in a slot: one that is closed in it keeps its place until the slot is over.

    Args:
        slot: Which slot.
        roll_calls: Each with the slot it was closed in; None: it is open.
    """
    return [one for one, closed in roll_calls.items() if closed is None or closed >= slot]


def matches(
    key: bytes, roll_calls: Mapping[int, int | None], code: int, moment: dt.datetime, seconds: int
) -> list[Match]:
    """Where a typed code fits at a moment, the newest slot first; at most one of the accepted ones.

    Args:
        key: From ``key_of``.
        roll_calls: Those below one root, each with the slot it was closed in; None: it is open.
        code: As typed.
        moment: When it was typed, by our clock.
        seconds: Length of a slot.
    """
    running = slot_of(moment, seconds)
    found: list[Match] = []
    for slot in range(running, running - REMEMBERED - 1, -1):
        if code & 1 != slot & 1:
            continue
        found += [
            Match(roll_call_id, slot, fresh=running - slot <= 1)
            for roll_call_id, theirs in codes_in(key, shown_in(slot, roll_calls), slot).items()
            if theirs == code
        ]
    return found


# --- the link in the QR picture ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Scanned:
    """What a link says: a roll-call and the slot it was shown in; whether that is still accepted is not said here."""

    roll_call_id: int
    slot: int


def link_payload(vault: Vault, roll_call_id: int, slot: int) -> str:
    """The payload of the deep link of a slot: 32 characters of URL-safe base64."""
    body = _LINK.pack(roll_call_id >> 32, roll_call_id & 0xFFFFFFFF, slot)
    signature = vault.sign(_PURPOSE + body, size=_SIGNATURE_BYTES)
    return base64.urlsafe_b64encode(body + signature).decode().rstrip("=")


def read_link(vault: Vault, payload: str) -> Scanned | None:
    """What a payload says, or None when it is not ours."""
    raw = _raw(payload)
    body, signature = raw[: _LINK.size], raw[_LINK.size :]
    if len(raw) != _LINK.size + _SIGNATURE_BYTES or not vault.verify(_PURPOSE + body, signature):
        return None
    high, low, slot = _LINK.unpack(body)
    return Scanned((high << 32) + low, slot)


def _raw(payload: str) -> bytes:
    try:
        return base64.b64decode(payload + "=" * (-len(payload) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):  # not written by us: no code opens with it
        return b""


# --- the secret of the projector's page -------------------------------------------------------------------------------


def page_secret(vault: Vault, meeting_id: int) -> str:
    """The secret in the address of a meeting's projector page; nothing of it is stored."""
    body = _NUMBER.pack(meeting_id >> 32, meeting_id & 0xFFFFFFFF)
    return base64.urlsafe_b64encode(body + vault.sign(_PAGE + body, size=_PAGE_SIGNATURE_BYTES)).decode().rstrip("=")


def read_page_secret(vault: Vault, secret: str) -> int | None:
    """The meeting a secret was made for, or None when it is not ours."""
    raw = _raw(secret)
    body, signature = raw[: _NUMBER.size], raw[_NUMBER.size :]
    if len(raw) != _NUMBER.size + _PAGE_SIGNATURE_BYTES or not vault.verify(_PAGE + body, signature):
        return None
    high, low = _NUMBER.unpack(body)
    return (int(high) << 32) + int(low)
