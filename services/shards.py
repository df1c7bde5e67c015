"""Work divided by number: which ids are one process's, or one job's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Shard:
    """Every id whose remainder is ``rank``.

    Attributes:
        rank: The shard's place, from 0.
        of: How many there are.
    """

    rank: int = 0
    of: int = 1

    def of_these(self, ids: Iterable[int]) -> list[int]:
        """Those that are in it, in their order."""
        return [one for one in ids if one % self.of == self.rank]


#: All of them.
WHOLE = Shard()
