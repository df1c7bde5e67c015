"""The file of a backup: a header that can be read, and a body in encrypted chunks.

::

    "ZHIBU-B1" | key id (1) | salt (16) | length (4) | header (JSON) | chunk | chunk | … | last chunk
    chunk = length (4) | AES-GCM(file key, nonce = number (11) + is last (1), associated data = all before the chunks)

The file key is derived from the encryption key and the salt, so numbers serve as nonces. The mark of the last chunk
shows a file that was cut off, the numbers one whose chunks were moved; the memory needed is that of one chunk.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from db.vault import Vault
from services.backup.errors import BackupDamaged, BackupKeyMissing

MAGIC = b"ZHIBU-B1"
#: Bytes sealed at a time.
CHUNK = 1 << 20

_PURPOSE = "backup"
_SALT_BYTES = 16
_TAG_BYTES = 16
_HEADER_MOST = 4096
_FIXED = struct.Struct(f">{len(MAGIC)}sB{_SALT_BYTES}sI")
_LENGTH = struct.Struct(">I")


@dataclass(frozen=True)
class Header:
    """What a backup is of; readable without the key, so it says nothing about anybody.

    Attributes:
        kind: ``sqlite`` or ``postgresql``.
        revision: Shape of the database.
        created: UTC, ISO 8601.
    """

    kind: str
    revision: str
    created: str


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(hashes.SHA256(), 32, salt=salt, info=b"zhibu/backup-file").derive(key))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class Writer:
    """Seals what is written to it into ``file``; ``finish`` writes the last chunk.

    Args:
        file: Open for writing bytes.
        vault: Whose key in use seals the file.
        header: What the backup is of.
    """

    def __init__(self, file: BinaryIO, vault: Vault, header: Header) -> None:
        key_id, keys = vault.derived(_PURPOSE)
        salt = os.urandom(_SALT_BYTES)
        body = json.dumps(asdict(header)).encode()
        self._file = file
        self._associated = _FIXED.pack(MAGIC, key_id, salt, len(body)) + body
        self._cipher = _cipher(keys[key_id], salt)
        self._number = 0
        self._waiting = bytearray()
        file.write(self._associated)

    def write(self, data: bytes) -> None:
        """Seal some more."""
        self._waiting += data
        # The last chunk is only known at the end, so one is always held back.
        while len(self._waiting) > CHUNK:
            self._seal(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]

    def finish(self) -> None:
        """Write the last chunk."""
        self._seal(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _seal(self, data: bytes, *, last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, last=last), data, self._associated)
        self._file.write(_LENGTH.pack(len(sealed)))
        self._file.write(sealed)
        self._number += 1


def _exactly(file: BinaryIO, size: int) -> bytes:
    data = file.read(size)
    if len(data) != size:
        raise BackupDamaged
    return data


def read_header(file: BinaryIO) -> Header:
    """What the backup says it is; it is only to be trusted once the body has been read.

    Raises:
        BackupDamaged: Not one of our backups.
    """
    return _read_header(file)[0]


def _read_header(file: BinaryIO) -> tuple[Header, int, bytes, bytes]:
    fixed = _exactly(file, _FIXED.size)
    magic, key_id, salt, size = _FIXED.unpack(fixed)
    if magic != MAGIC or size > _HEADER_MOST:
        raise BackupDamaged
    body = _exactly(file, size)
    try:
        header = Header(**json.loads(body))
    except (ValueError, TypeError) as error:
        raise BackupDamaged from error
    return header, key_id, salt, fixed + body


def read(file: BinaryIO, vault: Vault) -> Iterator[bytes]:
    """The chunks of a backup, each checked; nothing may be used before the last has come.

    Raises:
        BackupDamaged: Not one of our backups, cut off, or changed.
        BackupKeyMissing: The vault has not the key.
    """
    _, key_id, salt, associated = _read_header(file)
    _, keys = vault.derived(_PURPOSE)
    if key_id not in keys:
        raise BackupKeyMissing
    cipher = _cipher(keys[key_id], salt)
    number, length = 0, _exactly(file, _LENGTH.size)
    while length:
        (size,) = _LENGTH.unpack(length)
        if size > CHUNK + _TAG_BYTES:
            raise BackupDamaged
        sealed = _exactly(file, size)
        following = file.read(_LENGTH.size)
        if following and len(following) != _LENGTH.size:
            raise BackupDamaged
        try:
            yield cipher.decrypt(_nonce(number, last=not following), sealed, associated)
        except InvalidTag as error:
            raise BackupDamaged from error
        number, length = number + 1, following
