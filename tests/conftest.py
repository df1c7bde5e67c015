"""Fixtures for every test, and two rules: no network but loopback, no skip without a reason."""

from __future__ import annotations

import gc
import os
import socket
from collections.abc import Generator
from typing import Any

import hypothesis
import pytest

from bot.process import settle_memory

gc.disable()  # until everything is imported: see below

# A machine that is busy is no defect: nothing here is judged by its seconds.
hypothesis.settings.register_profile("zhibu", deadline=None)
hypothesis.settings.load_profile("zhibu")

pytest_plugins = ["tests.fixtures.postgres", "tests.fixtures.houses", "tests.fixtures.stages", "tests.fixtures.logs"]

_real_connect = socket.socket.connect


def _loopback_only(self: socket.socket, address: Any) -> None:
    if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(
        ("127.", "::1", "localhost")
    ):
        raise OSError(f"a test tried to reach {address[0]}")
    _real_connect(self, address)


@pytest.fixture(autouse=True)
def _closed_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sockets reach loopback only."""
    monkeypatch.setattr(socket.socket, "connect", _loopback_only)


@pytest.fixture(autouse=True)
def _no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings come from the test, not from the machine it runs on."""
    for name in ("BOT_TOKEN", "DATABASE_URL", "ENCRYPTION_KEYS", "API_BASE_URL", "PROXY_URL", "DATA_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for garbage only in what comes after: a million objects of all modules and tests stay until the end."""
    try:
        return (yield)
    finally:
        settle_memory()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the proofs, which wait more than they work: one process goes through them beside the others."""
    items.sort(key=lambda item: item.get_closest_marker("proof") is None)


def pytest_terminal_summary(terminalreporter: Any, exitstatus: int) -> None:
    """With ``ZHIBU_FORBID_SKIPS`` a skipped test fails the run, with its reason."""
    del exitstatus
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped and os.environ.get("ZHIBU_FORBID_SKIPS"):
        terminalreporter.write_line(f"{len(skipped)} skipped where none may be", red=True)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Turn a run with skips into a failure where skips are forbidden."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not os.environ.get("ZHIBU_FORBID_SKIPS"):
        return
    if exitstatus == pytest.ExitCode.OK and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
