"""The whole process as an operator runs it (poller, handlers, engine), on SQLite, for benchmarks of answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.support import children, hall
from benchmarks.support.server import TOKEN
from bot import logs
from bot.app import running


async def _main() -> None:
    given = children.settings()
    settings = hall.settings(given["api"], TOKEN, data_dir=given["folder"], **given["settings"])
    logs.configure(settings)
    async with hall.house(Path(given["folder"]) / "zhibu.db", clock=hall.RunningClock()) as house:
        await hall.fill(house, range(given["first"], given["first"] + given["people"]))
        async with running(house, settings, long_poll=5) as process:
            assert process is not None

            async def queue(many: int, tag: str) -> dict[str, Any]:
                await hall.queue(house, tag, many)
                return {}

            async def states(tag: str) -> dict[str, Any]:
                return await hall.states(house, tag)

            await children.obey({"queue": queue, "states": states})


if __name__ == "__main__":
    children.run(_main)
