"""How people are named in chat, as their branch chose: in full, masked, or by member code (``NamesInChat``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from services.org_settings import NamesInChat

# fmt: off
#: Surnames of two characters that are common enough to be kept whole in a masked name.
_COMPOUND = frozenset({
    "欧阳", "上官", "司马", "诸葛", "皇甫", "尉迟", "公孙", "慕容", "司徒", "夏侯",
    "东方", "端木", "令狐", "独孤", "南宫", "呼延", "轩辕", "长孙", "宇文", "鲜于",
    "闻人", "澹台", "宗政", "濮阳", "淳于", "申屠", "仲孙", "钟离", "司空", "赫连",
})
# fmt: on
_COMPOUND_LENGTH = 2


def masked(name: str) -> str:
    """``张*`` for 张三 and 张三丰 alike, ``欧阳*`` for 欧阳明."""
    surname = name[:_COMPOUND_LENGTH]
    if surname in _COMPOUND and len(name) > _COMPOUND_LENGTH:
        return f"{surname}*"
    return f"{name[:1]}*"


def shown(mode: NamesInChat, name: str | None, code: str) -> str:
    """One person as he is named in chat; an erased one is his code."""
    if mode is NamesInChat.CODE or not name:
        return code
    return masked(name) if mode is NamesInChat.MASKED else name


def shown_apart(mode: NamesInChat, people: Sequence[tuple[str | None, str]]) -> list[str]:
    """Several people of one list; those who would look alike carry their code, so that they can be told apart.

    Args:
        mode: How the branch names people.
        people: Name and member code of each.
    """
    return shown_apart_each([(mode, name, code) for name, code in people])


def shown_apart_each(people: Sequence[tuple[NamesInChat, str | None, str]]) -> list[str]:
    """The same for people of several branches, each named as his own branch chose.

    Args:
        people: How his branch names him, name and member code of each.
    """
    plain = [shown(mode, name, code) for mode, name, code in people]
    seen = Counter(plain)
    return [
        text if seen[text] == 1 or text == code else f"{text} {code}"
        for text, (_, _, code) in zip(plain, people, strict=True)
    ]
