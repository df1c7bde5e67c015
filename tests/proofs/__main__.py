"""Run the proofs at full size and write ``docs/reliability.md``; a run that was cut off goes on where it stopped."""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.util
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
KEPT = ROOT / "var" / "proofs"
DOCUMENT = ROOT / "docs" / "reliability.md"
OPENING, CLOSING = "<!-- proofs -->", "<!-- /proofs -->"
#: Seconds a part may take alone.
PATIENCE = 600


@dataclass(frozen=True)
class Part:
    """One part of a full run.

    Attributes:
        name: As it is asked for.
        module: In this folder.
        words: What its command is given.
        patience: Seconds it may take alone.
    """

    name: str
    module: str
    words: tuple[str, ...] = ()
    patience: int = PATIENCE

    @property
    def what(self) -> str:
        """What is proved: the first line of the module's text."""
        found = importlib.util.find_spec(f"tests.proofs.{self.module}")
        if found is None or found.origin is None:
            raise SystemExit(f"there is no proof {self.module}")
        first = Path(found.origin).read_text(encoding="utf-8").splitlines()[0]
        return first.strip('"').rstrip(".")


PARTS = (
    Part("kill-sqlite", "kill", ("--database", "sqlite", "--seed", "20261116", "--kills", "200", "--resume")),
    Part("kill-postgresql", "kill", ("--database", "postgresql", "--seed", "20261116", "--kills", "200", "--resume")),
    Part("replicas", "replicas"),
    Part("workers", "replicas", ("--workers", "3")),
    Part("restores", "restores"),
    Part("restarts-sqlite", "restarts", ("--database", "sqlite", "--restarts", "100", "--resume")),
    Part("restarts-postgresql", "restarts", ("--database", "postgresql", "--restarts", "100", "--resume")),
    Part("upgrades-sqlite", "upgrades", ("--database", "sqlite")),
    Part("upgrades-postgresql", "upgrades", ("--database", "postgresql")),
    Part("foreseen", "foreseen"),
    Part("dues-sqlite", "dues", ("--database", "sqlite")),
    Part("dues-postgresql", "dues", ("--database", "postgresql")),
    Part("announcements-sqlite", "announcements", ("--database", "sqlite")),
    Part("announcements-postgresql", "announcements", ("--database", "postgresql")),
    Part("faults-sqlite", "faults", ("--database", "sqlite")),
    Part("faults-postgresql", "faults", ("--database", "postgresql")),
    Part("fuzz", "fuzz", ("--updates", "100000")),
    Part("presses", "presses"),
    Part("files", "files", ("--files", "2000")),
    # Twenty hours at twenty times their pace: an hour, and what it takes to begin and to end.
    Part("soak", "soak", ("--hours", "20"), patience=4_200),
)


def _commit() -> str:
    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()

    return git("rev-parse", "--short", "HEAD") + ("+" if git("status", "--porcelain", "--", "*.py", "*.toml") else "")


def _kept(part: Part, commit: str) -> dict[str, Any] | None:
    """The result of an earlier run of the same code, if it held."""
    try:
        found: dict[str, Any] = json.loads((KEPT / f"part-{part.name}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):  # no earlier run, or one cut off: it is run anew
        return None
    same = found["words"] == list(part.words) and found["commit"] == commit and not commit.endswith("+")
    return found if same and found["holds"] else None


def _figures(output: str) -> list[str]:
    """The last table of an output, or its last JSON object as a table."""
    lines = output.rstrip().splitlines()
    end = len(lines)
    while end and lines[end - 1].startswith("|"):
        end -= 1
    if lines[end:]:
        return lines[end:]
    try:
        found = json.loads(lines[-1])
    except (IndexError, ValueError):  # no table printed: none is shown
        return []
    cells = {name: len(value) if isinstance(value, list | dict) else value for name, value in found.items()}
    rows = (cells.keys(), ["---"] * len(cells), map(str, cells.values()))
    return [f"| {' | '.join(row)} |" for row in rows]


def _run(part: Part, commit: str) -> dict[str, Any]:
    """Run one part in a process group of its own and keep its result."""
    begun = time.monotonic()
    command = [sys.executable, "-m", f"tests.proofs.{part.module}", *part.words]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, start_new_session=True)
        try:
            status = process.wait(part.patience)
            trouble = "" if status == 0 else f"ended with status {status}"
        except subprocess.TimeoutExpired:
            # What it started must not outlive it.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            trouble = f"cut off after {part.patience} s: run `make prove` again to go on"
        output.seek(0)
        figures = _figures(output.read())
    result = {
        "words": list(part.words),
        "commit": commit,
        "day": str(dt.datetime.now(dt.UTC).date()),
        "seconds": round(time.monotonic() - begun),
        "holds": not trouble,
        "trouble": trouble,
        "figures": figures,
    }
    KEPT.mkdir(parents=True, exist_ok=True)
    (KEPT / f"part-{part.name}.json").write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")
    return result


def _section(part: Part, result: dict[str, Any]) -> str:
    verdict = "Not finished" if result["trouble"].startswith("cut off") else "Does not hold"
    holds = "**Holds**" if result["holds"] else f"**{verdict}** ({result['trouble']})"
    command = f"`python -m tests.proofs.{' '.join((part.module, *part.words))}`"
    lines = [f"### {part.name}", "", f"{part.what}.", ""]
    lines += [f"{holds}: {result['seconds']} s at {result['commit']} on {result['day']}, {command}.", ""]
    return "\n".join(lines + result["figures"])


def _record(text: str) -> None:
    before, opening, rest = DOCUMENT.read_text(encoding="utf-8").partition(OPENING + "\n")
    _, closing, after = rest.partition(CLOSING)
    if not opening or not closing:
        raise SystemExit(f"{DOCUMENT} lacks its markers")
    DOCUMENT.write_text(f"{before}{opening}\n{text}\n\n{closing}{after}", encoding="utf-8")


def main() -> None:
    """Prove what was asked for, or everything."""
    parser = argparse.ArgumentParser(prog="python -m tests.proofs", description=__doc__)
    parser.add_argument("names", nargs="*", help="only these parts; the document is left alone then")
    parser.add_argument("--again", action="store_true", help="also what held before on the same commit")
    arguments = parser.parse_args()
    unknown = set(arguments.names) - {part.name for part in PARTS}
    if unknown:
        parser.error(f"there are {', '.join(part.name for part in PARTS)}")
    commit, sections, well = _commit(), [], True
    for part in PARTS:
        if arguments.names and part.name not in arguments.names:
            continue
        kept = None if arguments.again else _kept(part, commit)
        sys.stdout.write(f"== {part.name}{' (held before)' if kept else ''}\n")
        sys.stdout.flush()
        result = kept or _run(part, commit)
        sections.append(_section(part, result))
        sys.stdout.write(sections[-1] + "\n")
        well = well and result["holds"]
    if not arguments.names:
        _record("\n\n".join(sections))
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
