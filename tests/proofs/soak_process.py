"""The process a soak watches: built as ``zhibu run`` builds it, by the playground's clock, which runs faster.

What it does at intervals of real time it does as much more often as the clock runs faster; what the operator can set
(ticks, budgets, leases) the soak sets.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping

from bot import app, logs
from bot.opening import load_settings, open_house
from bot.playground_clock import PlaygroundClock
from bot.process import run_loop, settle_memory
from bot.settings import Settings

#: The process's own intervals, in ``bot.app``.
_INTERVALS = ("_TIDY_EVERY", "UPKEEP_EVERY", "LOOK_EVERY")


async def _serve(settings: Settings) -> None:
    clock = PlaygroundClock(settings.api_base_url)
    asked, told = asyncio.Event(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    clock.on_jump = told.set
    following = asyncio.create_task(clock.follow(asked))
    await told.wait()  # nothing is planned for the machine's own today
    async with open_house(settings, clock=clock) as house, app.running(house, settings, stop=asked) as process:
        if process is not None:
            # Planners and the sweeper keep to their ticks; only what waits for a moment is told that it has come.
            clock.on_jump = process.engine.delivery.wake
            settle_memory()
            await app.until(asked, process)
    asked.set()
    await following


def main(speed: float) -> None:
    """Run until asked to stop.

    Args:
        speed: How many times faster the clock runs.
    """
    for name in _INTERVALS:
        setattr(app, name, getattr(app, name) / speed)
    settings = load_settings()
    logs.configure(settings)
    run_loop(_serve(settings))


def live(environment: Mapping[str, str], log: str, speed: float) -> None:
    """The same in a process that was forked off one that has imported everything (``nursery``)."""
    os.environ.clear()
    os.environ.update(environment)
    output = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for stream in (1, 2):
        os.dup2(output, stream)
    main(speed)


if __name__ == "__main__":
    main(float(sys.argv[1]))
