"""``python -m playground``: the server alone."""

import argparse
import asyncio
import gc
import signal
import sys
from pathlib import Path

from playground.server import Server, require_loopback
from playground.world import Settings, World

#: New objects after which the collector looks at the youngest, and its rounds until it looks at the older ones. What
#: the server was told it keeps: looking through all of that again and again makes everybody wait for a third of a
#: second, which the server it stands for does not do.
_THRESHOLDS = (20_000, 20, 1_000)


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="playground", description="A Bot API server on loopback, with phones.")
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address")
    parser.add_argument("--port", type=int, default=8081, help="0 takes a free port")
    parser.add_argument("--port-file", type=Path, help="write the port into this file once it listens")
    parser.add_argument("--token", action="append", default=[], help="a bot that exists from the start")
    parser.add_argument("--budgets", action="store_true", help="enforce Telegram's sending budgets")
    parser.add_argument("--messages", type=int, default=100_000, help="how many messages are kept")
    parser.add_argument(
        "--press-seconds", type=float, default=15.0, help="how long a press may be answered, by the world's clock"
    )
    arguments = parser.parse_args(argv)
    try:
        require_loopback(arguments.host)
    except ValueError as error:
        parser.error(str(error))
    return arguments


async def _serve(arguments: argparse.Namespace) -> None:
    world = World(Settings(messages=arguments.messages, callback_seconds=arguments.press_seconds))
    for token in arguments.token:
        world.configure_bot(token)
    world.budgets.configure({"enforced": arguments.budgets})
    server = Server(world, arguments.host, arguments.port)
    try:
        await server.start()
    except OSError as error:
        # A taken port is nobody's defect: one line, no traceback.
        raise SystemExit(f"playground: cannot listen on {arguments.host}:{arguments.port}: {error.strerror}") from None
    if arguments.port_file is not None:
        # Written beside and renamed, so that a reader never finds half a number.
        beside = arguments.port_file.with_suffix(".part")
        beside.write_text(f"{server.port}\n", encoding="ascii")
        beside.replace(arguments.port_file)
    sys.stdout.write(f"playground: {server.url}\n")
    sys.stdout.flush()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    await ended.wait()
    await server.stop()


def main(argv: list[str] | None = None) -> None:
    """Serve until interrupted.

    Args:
        argv: the arguments; those of the process when absent.
    """
    arguments = _arguments(sys.argv[1:] if argv is None else argv)
    try:
        import uvloop  # noqa: PLC0415  (there is none on Windows)
    except ImportError:
        asyncio.run(_serve(arguments))
    else:
        uvloop.run(_serve(arguments))


if __name__ == "__main__":
    main()
