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
#: Garbage that has grown old in a process of many models, and whether a crowd's work leads to its end.
_OLD = """
import gc, weakref
from bot.process import settle_memory

class Ring:
    def __init__(self):
        self.itself = self

models = [[] for _ in range(400_000)]
settle_memory()
ring = Ring()
seen = weakref.ref(ring)
gc.collect(1)
del ring
for _ in range(50):
    work = [[] for _ in range(11_000)]
    del work
print("gone" if seen() is None else "kept")
"""


def _said(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


def _heaps(run: str) -> int:
    return _said(_COUNT.format(run=run)).count("<heap nr=")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has a heap a thread")
def test_threads_share_one_heap() -> None:
    assert _heaps("asyncio.run(main())") > 1
    assert _heaps("run_loop(main())") == 1


def test_old_garbage_is_looked_for_however_much_was_built_before() -> None:
    assert _said(_OLD) == "gone\n"
