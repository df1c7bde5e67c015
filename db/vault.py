"""Encryption at rest: AES-GCM with a key id and associated data, and a keyed hash for look-up.

A sealed value is ``version(1) | key id(1) | nonce(12) | cipher text and tag``. The associated data names the column
and the row (``members.phone:KEY``), so a cipher text copied to another row or column does not open.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_NONCE_BYTES = 12
_VERSION = 1


class VaultError(Exception):
    """A sealed value cannot be opened: wrong key, wrong row, or damaged."""


def new_key() -> str:
    """A fresh key as URL-safe text."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _key_bytes(text: str) -> bytes:
    try:
        raw = base64.urlsafe_b64decode(text.encode())
    except ValueError as error:
        raise VaultError("the key is not base64 text") from error
    if len(raw) != KEY_BYTES:
        raise VaultError(f"a key has {KEY_BYTES} bytes")
    return raw


def _derive(master: bytes, purpose: str) -> bytes:
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=f"zhibu/{purpose}".encode()).derive(master)


class Vault:
    """Seals and opens values with the first key; opens values of the older keys too.

    Args:
        keys: Key texts, the one in use first. Each key is known by the first byte of its hash.

    Raises:
        VaultError: No key, a malformed key, or two keys with one id.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise VaultError("no key")
        masters = [_key_bytes(key) for key in keys]
        self._ciphers: dict[int, AESGCM] = {}
        self._masters: dict[int, bytes] = {}
        for master in masters:
            key_id = hashlib.sha256(master).digest()[0]
            if key_id in self._ciphers:
                raise VaultError("two keys share an id: make another")
            self._ciphers[key_id] = AESGCM(_derive(master, "seal"))
            self._masters[key_id] = master
        self._current = hashlib.sha256(masters[0]).digest()[0]
        self._index_keys = [_derive(master, "index") for master in masters]
        self._sign_keys = [_derive(master, "sign") for master in masters]

    def seal(self, plain: str, place: str) -> bytes:
        """Encrypt ``plain`` for ``place`` (``table.column:row key``)."""
        nonce = os.urandom(_NONCE_BYTES)
        body = self._ciphers[self._current].encrypt(nonce, plain.encode(), place.encode())
        return bytes([_VERSION, self._current]) + nonce + body

    def open(self, sealed: bytes, place: str) -> str:
        """Decrypt what was sealed for the same place.

        Raises:
            VaultError: Another place, an unknown key, or damage.
        """
        if len(sealed) < 2 + _NONCE_BYTES or sealed[0] != _VERSION:
            raise VaultError("not a sealed value")
        cipher = self._ciphers.get(sealed[1])
        if cipher is None:
            raise VaultError("sealed with a key that is not here")
        nonce, body = sealed[2 : 2 + _NONCE_BYTES], sealed[2 + _NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, body, place.encode()).decode()
        except InvalidTag as error:
            raise VaultError("the value does not belong here or is damaged") from error

    def is_current(self, sealed: bytes) -> bool:
        """Whether the value was sealed with the key in use."""
        return len(sealed) > 1 and sealed[0] == _VERSION and sealed[1] == self._current

    def derived(self, purpose: str) -> tuple[int, dict[int, bytes]]:
        """Keys of 32 bytes for one more purpose (backups): the id of the key in use, and every id's key."""
        return self._current, {key_id: _derive(master, purpose) for key_id, master in self._masters.items()}

    def index(self, value: str, purpose: str) -> str:
        """The keyed hash (16 bytes, hex) under which ``value`` is looked up, with the key in use."""
        return self._hash(self._index_keys[0], value, purpose)

    def indexes(self, value: str, purpose: str) -> list[str]:
        """The keyed hashes under every key, for look-ups while a rotation is under way."""
        return [self._hash(key, value, purpose) for key in self._index_keys]

    @staticmethod
    def _hash(key: bytes, value: str, purpose: str) -> str:
        return hmac.new(key, f"{purpose}\0{value}".encode(), hashlib.sha256).digest()[:16].hex()

    def sign(self, message: bytes, *, size: int = 12) -> bytes:
        """A signature of ``size`` bytes over ``message``."""
        return hmac.new(self._sign_keys[0], message, hashlib.sha256).digest()[:size]

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether any of the keys made the signature, compared in constant time."""
        made = (hmac.new(key, message, hashlib.sha256).digest()[: len(signature)] for key in self._sign_keys)
        return bool(signature) and any(hmac.compare_digest(one, signature) for one in made)
