"""Telephone numbers in one form, so that a roster's cell and a shared contact meet under the same keyed hash."""

from __future__ import annotations

import re
import unicodedata

from db.vault import Vault

#: The purpose under which numbers are hashed (``members.phone_index``).
PURPOSE = "phone"

_MOBILE = re.compile(r"1[3-9]\d{9}\Z")
_LEAST_DIGITS, _MOST_DIGITS = 5, 15
#: From this length a number that is no mobile of the mainland and has no trunk zero names its country itself.
_INTERNATIONAL_DIGITS = 11


def normal(text: str) -> str | None:
    """A number as it is stored and looked up; the same for every way of writing it.

    A mobile number of the mainland loses its country code (``+86``, ``0086``, ``86``, a trunk zero); a number of
    another country is kept whole, with ``+``; a fixed line keeps its digits.

    Args:
        text: As typed or shared: spaces, dashes, brackets and full-width digits are allowed.

    Returns:
        The normal form, or None when it is no telephone number.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    digits = "".join(ch for ch in plain if ch.isdecimal())
    if not digits.isascii() or any(ch.isalpha() for ch in plain):
        return None
    abroad = plain.startswith("+")
    if not abroad and digits.startswith("00"):
        abroad, digits = True, digits[2:]
    if not _LEAST_DIGITS <= len(digits) <= _MOST_DIGITS:
        return None
    local = digits.removeprefix("86" if digits.startswith("86") else "0")
    if _MOBILE.match(local) and (local != digits or not abroad):
        return local
    # Messengers leave the sign out.
    international = abroad or (len(digits) >= _INTERNATIONAL_DIGITS and not digits.startswith("0"))
    return f"+{digits}" if international else digits


def index(vault: Vault, number: str) -> str:
    """The keyed hash a normal number is stored under."""
    return vault.index(number, PURPOSE)


def indexes(vault: Vault, number: str) -> list[str]:
    """The keyed hashes it may be found under while keys are rotated."""
    return vault.indexes(number, PURPOSE)


def place(key: str) -> str:
    """Where the number of the member with this key is sealed for (``db.vault.Vault.seal``)."""
    return f"members.phone:{key}"
