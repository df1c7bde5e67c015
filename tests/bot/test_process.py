"""What the process runs on."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

#: Threads that take memory while they are all there, and the heaps malloc made for them.
_COUNT = """
import asyncio, ctypes, threading
from bot.process import run_loop

async def main():
    everybody = threading.Barrier(4)
    def take():
        everybody.wait()
        kept.append(bytearray(5_000))
        everybody.wait()
    kept = []
    await asyncio.gather(*(asyncio.to_thread(take) for _ in range(4)))

libc = ctypes.CDLL(None)
libc.fdopen.restype = ctypes.c_void_p
{run}
libc.malloc_info(0, ctypes.c_void_p(libc.fdopen(1, b"w")))
libc.fflush(None)
"""


def _heaps(run: str) -> int:
    done = subprocess.run([sys.executable, "-c", _COUNT.format(run=run)], capture_output=True, text=True, check=True)
    return done.stdout.count("<heap nr=")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has a heap a thread")
def test_threads_share_one_heap() -> None:
    assert _heaps("asyncio.run(main())") > 1
    assert _heaps("run_loop(main())") == 1
