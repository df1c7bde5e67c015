"""One process's share of a token's budget (``services.budget``): it changes, ends and is kept."""

from __future__ import annotations

import asyncio
import math
import time

import pytest

from bot.limiter import Limits, TwoLaneLimiter
from bot.pacing import Pacer
from services import fence
from services.names import Lane


async def _send(limiter: TwoLaneLimiter, chat: int) -> float:
    async def request() -> bool:
        return True

    await limiter.process_request(request, (), {}, "sendMessage", {"chat_id": chat}, None)
    return time.monotonic()


async def test_without_a_share_nothing_goes_until_there_is_one() -> None:
    pacer = Pacer(30)
    pacer.grant(0)
    assert pacer.room(0.02)[0] == 0
    waiting = [asyncio.create_task(pacer.acquire(lane)) for lane in (Lane.BULK, Lane.INTERACTIVE)]
    await asyncio.sleep(0)
    assert not any(task.done() for task in waiting)
    assert pacer.took_all()
    pacer.grant(30)
    await asyncio.wait_for(asyncio.gather(*waiting), 1)


async def test_a_share_ends_at_its_moment_whatever_waits() -> None:
    now = 100.0
    pacer = Pacer(30, clock=lambda: now)
    pacer.grant(30, until=105.0)
    pacer.answered(await pacer.acquire(Lane.BULK))
    now = 105.0
    assert pacer.room(0.02)[0] == 0
    task = asyncio.create_task(pacer.acquire(Lane.INTERACTIVE))
    await asyncio.sleep(0)
    assert not task.done()
    pacer.grant(30, until=110.0)
    await asyncio.wait_for(task, 1)


@pytest.mark.parametrize(("before", "after"), [(30, 10), (10, 30)])
async def test_no_second_holds_more_than_the_share_of_its_end(before: int, after: int) -> None:
    now = 100.0
    pacer = Pacer(before, clock=lambda: now)
    sent: list[float] = []

    def let_go() -> None:
        while pacer.room(0)[0]:
            slot = pacer._take(now)
            pacer.answered(slot)
            sent.append(now)

    for step in range(400):
        if step == 200:
            pacer.grant(after)
        let_go()
        now += 0.01
    late = [at for at in sent if at > 103.0]
    assert len([at for at in late if at <= now]) <= after
    for start in sent:
        assert len([at for at in sent if start <= at < start + 0.999]) <= max(before, after)


async def test_who_could_have_used_more_says_so_once() -> None:
    pacer = Pacer(2)
    for _ in range(2):
        await pacer.acquire(Lane.INTERACTIVE)
    assert not pacer.took_all()
    waiting = asyncio.create_task(pacer.acquire(Lane.INTERACTIVE))
    await asyncio.sleep(0)
    assert pacer.took_all()
    waiting.cancel()
    await asyncio.wait([waiting])


async def test_a_process_that_lost_its_claim_sends_nothing_more() -> None:
    limiter = TwoLaneLimiter(Limits())
    with fence.held(lambda: math.inf):
        await _send(limiter, 1)
    with fence.held(lambda: time.monotonic() - 0.001), pytest.raises(fence.ClaimLost):
        await _send(limiter, 2)
    await _send(limiter, 3)  # outside of a claim nothing is fenced
