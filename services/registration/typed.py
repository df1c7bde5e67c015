"""Names and branches as people type them, compared without spaces, widths and dots."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.names import OrgLevel
from db.organisations import Organisation
from services.registration.errors import NameUnusable

_NAME_LENGTH = 40
_BRANCH_LENGTH = 100
_PREFIXES = ("中国共产党", "中共")
_SUFFIXES = ("联合党支部", "临时党支部", "党支部", "支部", "branch")


def _squeezed(text: str) -> str:
    return "".join(ch for ch in unicodedata.normalize("NFKC", text).casefold() if ch.isalnum())


def read_name(text: str) -> str:
    """A person's name as it is kept while the request waits.

    Raises:
        NameUnusable: Empty, too long, or with digits.
    """
    name = " ".join(unicodedata.normalize("NFKC", text).split())
    if not _squeezed(name) or len(name) > _NAME_LENGTH or any(ch.isdigit() for ch in name):
        raise NameUnusable
    return name


def same_name(one: str | None, other: str | None) -> bool:
    """Whether two names are the same, however they are spaced (``张　三``, ``阿卜杜·热合曼``)."""
    return bool(one and other) and _squeezed(one or "") == _squeezed(other or "")


def _bare(name: str) -> str:
    text = _squeezed(name)
    for prefix in _PREFIXES:
        text = text.removeprefix(prefix)
    for suffix in _SUFFIXES:
        if text.endswith(suffix) and text != suffix:
            return text.removesuffix(suffix)
    return text


async def find_branches(session: AsyncSession, typed: str) -> list[int]:
    """Branches that may be meant: by name, or by the names above it and its own.

    ``第一党支部``, ``第一支部``, ``内科总支第一党支部`` and ``市人民医院党委内科总支第一党支部`` find the same branch.
    """
    wanted = _bare(typed[:_BRANCH_LENGTH])
    if not wanted:
        return []
    rows = (
        await session.execute(
            select(Organisation.id, Organisation.name, Organisation.level, Organisation.path).where(
                Organisation.ended_at.is_(None)
            )
        )
    ).all()
    names = {row.id: row.name for row in rows}
    found = []
    for row in rows:
        if row.level is not OrgLevel.BRANCH:
            continue
        above = [_squeezed(names[i]) for i in map(int, row.path.strip("/").split("/")[:-1]) if i in names]
        if wanted in _spellings(above, _bare(row.name)):
            found.append(row.id)
    return sorted(found)


def _spellings(above: Sequence[str], own: str) -> set[str]:
    return {"".join(chosen) + own for size in range(len(above) + 1) for chosen in itertools.combinations(above, size)}
