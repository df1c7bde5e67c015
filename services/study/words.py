"""Catalogue keys of what is stored, for messages that are written here and read elsewhere."""

from __future__ import annotations

from db.study_names import StudyItem


def item_key(item: StudyItem) -> str:
    """Catalogue key of an activity."""
    return f"study-item-{item.value.lower().replace('_', '-')}"
