"""What no backup holds: keys that are thrown away with their day, and what was counted by them.

A copy that kept them would keep for months what a suggestion's sender was told is gone in the morning
(``services.suggestions.anonymous``). What is brought back begins with a key of its own.
"""

from __future__ import annotations

from typing import Final

#: Tables that come back empty.
TABLES: Final = ("suggestion_day_keys", "suggestion_marks")
