"""What the whole process runs on: its event loop, the signals that end it, its heap, and who looks through that."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc
import signal
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

#: New objects after which the collector looks at the youngest, and its rounds until it looks at the older ones.
_THRESHOLDS = (10_000, 5, 5)
#: The same while a process starts.
_STARTING = (200_000, 20, 20)
#: glibc's name for the option of ``mallopt`` (``malloc.h``).
_M_ARENA_MAX = -8


def run_loop(main: Coroutine[Any, Any, None]) -> None:
    """Run until ``main`` ends, on uvloop where there is one."""
    _share_one_heap()
    try:
        import uvloop  # noqa: PLC0415 - there is none on Windows
    except ImportError:
        asyncio.run(main)
    else:
        uvloop.run(main)


def _share_one_heap() -> None:
    """Let all threads take their memory from one heap; to be called before there are any.

    glibc gives each thread a heap of its own, and what one has freed no other can use. Every SQLite connection has a
    thread, so a busy day left 20 MB free in ten places, and more as time went on. Threads here wait for the
    interpreter's lock most of the time: one heap costs them nothing.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # not glibc: there is nothing to choose
        return
    mallopt(_M_ARENA_MAX, 1)


def stopped_by_signals() -> asyncio.Event:
    """An event of the running loop that is set when the process is asked to stop (SIGINT, SIGTERM)."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked.set)
    return asked


@asynccontextmanager
async def beside(work: Coroutine[Any, Any, None], name: str) -> AsyncIterator[None]:
    """Run something for as long as the block lasts; it is cancelled at its end.

    Args:
        work: Ends by itself only with an error, which the block's end raises.
        name: Of the task.
    """
    task = asyncio.create_task(work, name=name)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):  # we cancelled it
            await task


def settle_memory() -> None:
    """To be called when the process is built: what is there by now stays until it ends.

    Modules, models and compiled statements are some hundred thousand objects. Looking through them again and again took
    a fifth of the time of a crowd of messages.
    """
    gc.collect()
    gc.freeze()
    # It looks at the oldest only when a quarter has come to what it counted there last: it must not count the frozen.
    gc.collect()
    gc.set_threshold(*_THRESHOLDS)


def start_quickly() -> None:
    """To be called before the rest is imported: hardly anything of it is garbage, and looking took a fifth of a start.

    It stays so for a command that soon ends; what runs for long calls ``settle_memory`` when it is built.
    """
    gc.set_threshold(*_STARTING)
