"""``zhibu roster``, run as its user runs it."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.fixtures.houses import TEST_KEY
from tests.proofs import nursery
from tests.services.roster.files import DATA, csv_file, person

SIXTEEN = DATA / "roster_16_branches.xlsx"


@dataclass(frozen=True)
class Done:
    """What a command left: its exit status, what it printed, and the object on its last line."""

    status: int
    out: str
    err: str

    @property
    def object(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out.splitlines()[-1])
        return found


class Terminal:
    """A shell in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(Path(__file__).parents[3]),
            "DATABASE_URL": f"sqlite:///{folder / 'data' / 'zhibu.db'}",
            "DATA_DIR": str(folder / "data"),
            "LANG": "zh_CN.UTF-8",
            "PYTHONUTF8": "1",
            "PYTHONPYCACHEPREFIX": sys.pycache_prefix or "",
        }

    def zhibu(self, *words: str | Path, **environment: str) -> Done:
        """Run it in a process of its own, forked off one that has imported it."""
        done = nursery.run([str(word) for word in words], {**self.environment, **environment}, self.folder)
        return Done(done.status, done.out, done.err)

    def whole(self, *words: str | Path) -> Done:
        """Run it from its very beginning, which takes seconds."""
        done = subprocess.run(
            [sys.executable, "-m", "bot.cli", *map(str, words)],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=100,
        )
        return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def file(terminal: Terminal, name: str, content: bytes) -> Path:
    path = terminal.folder / name
    path.write_bytes(content)
    return path


def test_a_dry_run_needs_no_database_and_leaves_none(terminal: Terminal) -> None:
    done = terminal.whole("roster", "import", SIXTEEN, "--dry-run", "--json")
    assert done.status == 0
    counts = done.object
    expected = {
        "party_committees": 1,
        "general_branches": 6,
        "branches": 16,
        "groups": 48,
        "members": 485,
        "men": 236,
        "women": 249,
        "added": 485,
        "changed": 0,
        "moved": 0,
        "gone": 0,
        "errors": [],
    }
    assert {name: counts[name] for name in expected} == expected
    assert list(terminal.folder.iterdir()) == []


def test_a_roster_of_sheets_gives_its_numbers(terminal: Terminal) -> None:
    counts = terminal.zhibu("roster", "import", DATA / "roster_sheet_per_branch.xlsx", "--dry-run", "--json").object
    assert (counts["party_committees"], counts["branches"], counts["members"]) == (0, 7, 84)


def test_bad_rows_are_listed_with_what_to_do_and_status_one(terminal: Terminal) -> None:
    done = terminal.zhibu("roster", "import", DATA / "roster_with_errors.xlsx", "--dry-run", "--json", LANG="C.UTF-8")
    assert done.status == 1
    errors = done.object["errors"]
    assert done.object["members"] == 2
    assert [error["row"] for error in errors] == [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]
    assert errors[1] == {
        "sheet": "党员花名册",
        "row": 5,
        "column": "出生年月",
        "value": "1980-13-40",
        "message": "日期看不懂。请写成 1998-07 或 1998-07-01。",
    }
    plain = terminal.zhibu("roster", "import", DATA / "roster_with_errors.xlsx")
    assert plain.status == 1
    assert "有 11 行要改，什么也没有导入" in plain.err
    assert "Traceback" not in plain.err
    assert not (terminal.folder / "data" / "zhibu.db").exists() or "新增 2" not in plain.out


def test_a_roster_goes_in_once_and_a_change_is_shown_before_it_is_done(terminal: Terminal) -> None:
    first = file(terminal, "first.csv", csv_file(person("张敏", 联系电话="19900002001"), person("李强")))
    done = terminal.zhibu("roster", "import", first, ENCRYPTION_KEYS=TEST_KEY)
    assert (done.status, "已导入：新增 2，变更 0，调动 0。" in done.out) == (0, True)
    again = terminal.zhibu("roster", "import", first, "--json", ENCRYPTION_KEYS=TEST_KEY)
    assert (again.object["added"], again.object["changed"], again.object["gone"]) == (0, 0, 0)
    assert "没有变化" in again.err
    second = file(terminal, "second.csv", csv_file(person("张敏", 联系电话="19900002002")))
    shown = terminal.zhibu("roster", "import", second, "--dry-run", ENCRYPTION_KEYS=TEST_KEY)
    assert all(words in shown.out for words in ("变更", "张敏", "电话", "不在表中", "李强", "没有写入任何内容"))
    assert "1990000200" not in shown.out
    kept = terminal.zhibu("roster", "import", second, ENCRYPTION_KEYS=TEST_KEY)
    assert "有 1 人不在表中，仍保留在花名册上" in kept.out
    left = terminal.zhibu("roster", "import", second, "--confirm-gone", "--json", ENCRYPTION_KEYS=TEST_KEY)
    assert (left.object["gone"], "已把 1 人标记为离开" in left.err) == (1, True)
    after = terminal.zhibu("roster", "import", second, "--dry-run", "--json", ENCRYPTION_KEYS=TEST_KEY)
    assert after.object["gone"] == 0


def test_an_export_is_for_its_owners_eyes_and_comes_back_unchanged(terminal: Terminal) -> None:
    terminal.zhibu("roster", "import", SIXTEEN, ENCRYPTION_KEYS=TEST_KEY)
    out = terminal.folder / "out.xlsx"
    done = terminal.zhibu("roster", "export", out, "--under", "市中医医院党总支", "--json", ENCRYPTION_KEYS=TEST_KEY)
    assert (done.status, done.object["members"]) == (0, 91)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert openpyxl.load_workbook(out)["党员花名册"]["A1"].value == "市中医医院党总支党员花名册"
    back = terminal.zhibu("roster", "import", out, "--dry-run", "--json", ENCRYPTION_KEYS=TEST_KEY).object
    assert (back["added"], back["changed"], back["moved"], back["gone"], back["errors"]) == (0, 0, 0, 0, [])
    refused = terminal.zhibu("roster", "export", out, ENCRYPTION_KEYS=TEST_KEY)
    assert (refused.status, "已存在" in refused.err) == (1, True)


def test_an_old_workbook_is_refused_with_how_to_convert(terminal: Terminal) -> None:
    old = file(terminal, "old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 900)
    done = terminal.zhibu("roster", "import", old, "--json")
    assert done.status == 1
    assert "另存为" in done.err
    (error,) = done.object["errors"]
    assert (error["row"], done.object["members"]) == (None, 0)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("roster", "import", "nosuch.xlsx"), 2),
        (("roster", "import"), 2),
        (("roster", "import", str(SIXTEEN), "--nonsense"), 2),
        (("roster", "import", str(SIXTEEN), "--under", "没有的党委", "--dry-run"), 1),
        (("roster", "export", "out.txt"), 1),
        (("roster", "export", "out.xlsx"), 1),
    ],
)
def test_mistakes_are_told_in_plain_words(terminal: Terminal, words: tuple[str, ...], status: int) -> None:
    done = terminal.zhibu(*words, ENCRYPTION_KEYS=TEST_KEY)
    assert done.status == status
    assert done.err
    assert "Traceback" not in done.err
