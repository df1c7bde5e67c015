"""The audit of what is pinned: it fails for what is known, and goes on where nobody can be asked."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from tests.doc_tables import ROOT

PINS = f"certifi==2026.1.1 --hash=sha256:{'0' * 64}\n"
REPORT = '{"dependencies": [{"name": "certifi", "version": "2026.1.1", "vulns": %s}], "fixes": []}'
KNOWN = REPORT % '[{"id": "PYSEC-2026-1", "fix_versions": ["2026.2.2"], "aliases": []}]'


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    """The script of CI, as a module."""
    spec = spec_from_file_location("ci_audit", ROOT / ".ci" / "audit.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _program(folder: Path, said: str, complained: str = "", status: int = 1) -> Path:
    """Something that ends as pip-audit does."""
    made = folder / "pip-audit"
    body = f"import sys; sys.stdout.write({said!r}); sys.stderr.write({complained!r}); sys.exit({status})"
    made.write_text(f"#!{sys.executable}\n{body}\n", encoding="utf-8")
    made.chmod(0o755)
    return made


def test_what_is_known_fails_and_is_named(audit: ModuleType, tmp_path: Path) -> None:
    status, lines = audit.audited(_program(tmp_path, KNOWN), [tmp_path / "pins.txt"])
    assert (status, lines) == (1, ["certifi 2026.1.1: PYSEC-2026-1, mended in 2026.2.2"])


def test_nothing_known_is_one_line(audit: ModuleType, tmp_path: Path) -> None:
    status, lines = audit.audited(_program(tmp_path, REPORT % "[]", status=0), [])
    assert (status, lines) == (0, ["1 pinned packages, nothing known against them"])


@pytest.mark.parametrize(
    "complaint", ["requests.exceptions.ConnectionError: no route", "ServiceError: 503", "ReadTimeout: 5"]
)
def test_who_cannot_be_asked_stops_nobody(audit: ModuleType, tmp_path: Path, complaint: str) -> None:
    status, lines = audit.audited(_program(tmp_path, "", f"Traceback\n{complaint}"), [])
    assert (status, lines) == (0, ["dependencies not audited: the advisory database cannot be reached"])


def test_pins_that_cannot_be_read_fail(audit: ModuleType, tmp_path: Path) -> None:
    status, (line,) = audit.audited(_program(tmp_path, "", "ERROR: requirement x is not pinned"), [])
    assert status == 1
    assert "not pinned" in line


def test_every_file_of_pins_is_looked_at(audit: ModuleType) -> None:
    assert {one.name for one in audit.FILES} == {"audit.txt", "dev.txt", "distributed.txt", "run.txt", "uv.txt"}


class _Advisories(BaseHTTPRequestHandler):
    """A service that speaks OSV and knows something against everything."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        known = (
            b'{"vulns": [{"id": "GHSA-xxxx", "summary": "s", "details": "d", "aliases": ["PYSEC-2026-1"],'
            b' "affected": [{"package": {"ecosystem": "PyPI", "name": "certifi"},'
            b' "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2026.2.2"}]}]}]}]}'
        )
        self.send_response(200)
        self.send_header("Content-Length", str(len(known)))
        self.end_headers()
        self.wfile.write(known)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def service() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Advisories)
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}/v1/query"
    server.shutdown()
    serving.join()
    server.server_close()


def test_the_real_program_finds_and_forgives(audit: ModuleType, service: str, tmp_path: Path) -> None:
    program = audit.tool(Path(sys.prefix))
    if program is None:
        return  # `make test` installs it first; where that could not be done, its own line has said so
    pins = tmp_path / "pins.txt"
    pins.write_text(PINS, encoding="utf-8")
    status, lines = audit.audited(program, [pins], service)
    assert status == 1
    assert [line.partition(",")[0] for line in lines] == ["certifi 2026.1.1: PYSEC-2026-1"]
    status, lines = audit.audited(program, [pins], "http://127.0.0.1:1/v1/query")
    assert (status, lines) == (0, ["dependencies not audited: the advisory database cannot be reached"])
