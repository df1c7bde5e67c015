"""Ask for known vulnerabilities of everything that is pinned. Usage: ``audit.py VENV [ADDRESS]``.

Exit status: 0 nothing is known, or nobody could be asked (one line says so); 1 something is known, or a file of pins
cannot be read. ``pip-audit`` lives in an environment of its own, because its dependencies would change how the
product's behave (openpyxl reads XML with another library where defusedxml is installed).
"""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted((ROOT / "requirements").glob("*.txt"))
#: Seconds for one question, and for the whole audit.
_ONE, _ALL = "5", 240
#: What pip-audit's errors are called when the network or the service is to blame.
_NOBODY_THERE = ("ConnectionError", "Timeout", "ServiceError", "HTTPError", "SSLError", "ProxyError")


def tool(environment: Path) -> Path | None:
    """pip-audit as it is pinned, installed when it is not there yet; None where it cannot be had."""
    own = environment / "audit"
    found, pins = own / "bin" / "pip-audit", ROOT / "requirements" / "audit.txt"
    mark = own / ".pins"
    if found.exists() and mark.exists() and mark.read_bytes() == pins.read_bytes():
        return found
    venv.create(own, clear=True, with_pip=False)
    command = [environment / "bin" / "python", "-m", "pip", "--python", own / "bin" / "python", "install", "-q"]
    more = ["--disable-pip-version-check", "--require-hashes", "-r", pins]
    done = subprocess.run([*map(str, command), *map(str, more)], capture_output=True, check=False)
    if done.returncode:
        return None
    mark.write_bytes(pins.read_bytes())
    return found


def audited(program: Path, files: list[Path], address: str | None = None) -> tuple[int, list[str]]:
    """Audit files of pins.

    Args:
        program: pip-audit.
        files: With a version and hashes for every package.
        address: Of a service that speaks OSV; the public one by default.

    Returns:
        Exit status, and what to say.
    """
    command = [str(program), "--disable-pip", "--require-hashes", "--progress-spinner", "off", "--timeout", _ONE]
    command += ["--vulnerability-service", "osv", "--format", "json", "--desc", "off"]
    command += [word for file in files for word in ("--requirement", str(file))]
    command += ["--osv-url", address] if address else []
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_ALL)
    except subprocess.TimeoutExpired:
        return 0, ["dependencies not audited: the advisory database is too slow today"]
    try:
        report: dict[str, Any] = json.loads(done.stdout)
    except json.JSONDecodeError:
        last = (done.stderr.strip().splitlines() or ["?"])[-1]
        if any(name in done.stderr for name in _NOBODY_THERE):
            return 0, ["dependencies not audited: the advisory database cannot be reached"]
        return 1, [f"the pins could not be audited: {last}"]
    known = [
        f"{one['name']} {one['version']}: {found['id']}, mended in {', '.join(found['fix_versions']) or 'none yet'}"
        for one in report["dependencies"]
        for found in one.get("vulns", [])
    ]
    return (1, known) if known else (0, [f"{len(report['dependencies'])} pinned packages, nothing known against them"])


def main() -> int:
    """Audit everything that is pinned."""
    environment, address = Path(sys.argv[1]), (sys.argv[2] if len(sys.argv) > 2 else None)  # noqa: PLR2004 - two words
    program = tool(environment)
    if program is None:
        print("dependencies not audited: pip-audit could not be installed")
        return 0
    status, lines = audited(program, FILES, address)
    print("\n".join(lines))
    return status


if __name__ == "__main__":
    sys.exit(main())
