"""This process among others: its share of the token's budget, and the chats that are its own (``services.budget``)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from prometheus_client import Gauge

from bot.limiter import TwoLaneLimiter
from bot.process import beside
from services.budget import LocalShare
from services.house import House
from services.shards import Shard

log = structlog.get_logger(__name__)

RATE = Gauge("zhibu_budget_share", "Messages a second this process may send; all of them where it is alone.")

#: Seconds between two renewals, and how long a share holds: what a dead process had returns after that.
_EVERY, LEASE = 1.0, 5.0


class Sharing:
    """Keeps a process's share of the budget and tells the limiter.

    Args:
        house: The house.
        bot_id: Whose budget.
        holder: This process.
        limiter: Grants follow the share.
        total: Messages a second of the token.
    """

    def __init__(self, house: House, bot_id: int, holder: str, limiter: TwoLaneLimiter, total: float) -> None:
        self._local = LocalShare(house, f"send:{bot_id}", holder, max(1, int(total)), seconds=LEASE)
        self._limiter = limiter

    def shard(self) -> Shard:
        """The chats that are this process's."""
        return Shard(self._local.share.rank, self._local.share.of)

    def may_answer(self) -> bool:
        """Whether there is a share; without one, work is left to those who can answer."""
        return self._local.rate > 0

    async def renew(self) -> None:
        """Renew once."""
        share = await self._local.renew(hungry=self._limiter.took_all())
        self._limiter.grant(share.rate, self._local.until)
        RATE.set(share.rate)

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Keep the share for as long as the block lasts."""
        self._limiter.grant(0)
        await self.renew()
        try:
            async with beside(self._renew_for_ever(), "budget"):
                yield
        finally:
            self._limiter.grant(0)
            try:
                await self._local.leave()
            except Exception:
                log.exception("budget_not_given_back")  # it runs out by itself

    async def _renew_for_ever(self) -> None:
        while True:
            await asyncio.sleep(_EVERY)
            try:
                await self.renew()
            except Exception:
                log.exception("budget_not_renewed")  # the share ends by itself; nothing goes until it is renewed
