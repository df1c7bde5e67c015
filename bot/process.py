"""What the whole process runs on: the event loop, and when its memory is looked through for garbage."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Coroutine
from typing import Any

#: New objects after which the collector looks at the youngest, and its rounds until it looks at the older ones.
_THRESHOLDS = (20_000, 20, 20)


def run_loop(main: Coroutine[Any, Any, None]) -> None:
    """Run until ``main`` ends, on uvloop where there is one."""
    try:
        import uvloop  # noqa: PLC0415 - there is none on Windows
    except ImportError:
        asyncio.run(main)
    else:
        uvloop.run(main)


def settle_memory() -> None:
    """To be called when the process is built: what is there by now stays until it ends.

    Modules, models and compiled statements are some hundred thousand objects. Looking through them again and again took
    a fifth of the time of a crowd of messages.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
