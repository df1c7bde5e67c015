"""Random keys and codes, and the hashes under which codes are kept."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata

#: Crockford's alphabet without letters that look like digits or like each other on a small screen.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_key() -> str:
    """An opaque 32-character key for a person or an account."""
    return secrets.token_hex(16)


def new_code(length: int = 8) -> str:
    """A code a person can type."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def normal_code(text: str) -> str:
    """What was typed, as it was printed: upper case, without spaces and dashes, full-width forms made plain."""
    return "".join(ch for ch in unicodedata.normalize("NFKC", text).upper() if ch.isalnum())


def code_hash(code: str, purpose: str) -> str:
    """The hash a code is stored under. Codes are random and short-lived; the purpose keeps kinds apart."""
    return hashlib.sha256(f"{purpose}\0{code}".encode()).hexdigest()
