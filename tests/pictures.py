"""The pictures of the documents: made by the browser tests, kept small. ``make pictures`` makes them all anew.

A test keeps its pictures where ``ZHIBU_PICTURES`` names a folder; otherwise it keeps none.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
#: The tests whose pictures the documents show.
PAGES = (
    "tests/test_newcomer.py",
    "tests/test_evening.py",
    "tests/test_announcements_page.py",
    "tests/test_receipts_page.py",
    "tests/test_quiz_page.py",
    "tests/test_handbook_page.py",
)
#: Screens are flat: so many colours are enough, fewer where a file would be larger than ``MOST`` bytes.
_COLOURS = (96, 64, 48, 32)
MOST = 60 * 1024
_SHOWN = re.compile(r"!\[[^]]*\]\((?:docs/)?images/([\w-]+)\.png\)")


def wanted() -> set[str]:
    """The names of the pictures that the documents show."""
    texts = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    return {name for path in texts for name in _SHOWN.findall(path.read_text(encoding="utf-8"))}


def small(content: bytes) -> bytes:
    """A PNG with few colours, the same to look at."""
    with Image.open(io.BytesIO(content)) as picture:
        for colours in _COLOURS:
            written = io.BytesIO()
            flat = picture.convert("RGB").quantize(colours, kmeans=2, dither=Image.Dither.NONE)
            flat.save(written, "PNG", optimize=True)
            if written.tell() <= MOST:
                break
    return written.getvalue()


def folder() -> Path | None:
    """Where pictures are kept, if they are."""
    named = os.environ.get("ZHIBU_PICTURES")
    return Path(named) if named else None


def keep(name: str, content: bytes) -> None:
    """Keep a picture where pictures are kept."""
    place = folder()
    if place is not None:
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{name}.png").write_bytes(small(content))


def main() -> int:
    """Make every picture the documents show."""
    with tempfile.TemporaryDirectory() as made:
        tests = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *PAGES],
            cwd=ROOT,
            env=os.environ | {"ZHIBU_PICTURES": made},
            check=False,
        )
        if tests.returncode:
            return tests.returncode
        missing = sorted(name for name in wanted() if not (Path(made) / f"{name}.png").is_file())
        if missing:
            print(f"No test makes {', '.join(missing)}.", file=sys.stderr)  # noqa: T201 - a command
            return 1
        for name in sorted(wanted()):
            shutil.copy(Path(made) / f"{name}.png", IMAGES / f"{name}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
