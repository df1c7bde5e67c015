"""The script that builds .venv: one line where something is missing, and pip's settings reach uv."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.doc_tables import ROOT

SCRIPT = ROOT / "deploy" / "install.sh"


def _program(path: Path, body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


def _run(*words: str, path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": f"{path}:/usr/bin:/bin", "HOME": str(path), "PYTHON": "python3", **environment}
    return subprocess.run(
        [SCRIPT, *words], env=env, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )


def test_the_script_is_posix_shell() -> None:
    subprocess.run(["sh", "-n", SCRIPT], check=True)


@pytest.mark.parametrize(
    ("python", "said"),
    [
        ("exit 1", "Zhibu needs Python 3.11 or newer"),
        ('case "$2" in *ensurepip*) exit 1;; *) exit 0;; esac', "apt install python3-venv"),
    ],
    ids=["old", "no venv"],
)
def test_what_is_missing_is_one_line(tmp_path: Path, python: str, said: str) -> None:
    _program(tmp_path / "bin" / "python3", python)
    done = _run("run", path=tmp_path / "bin", VENV=str(tmp_path / "venv"))
    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "venv").exists()


def test_another_word_is_wrong_usage(tmp_path: Path) -> None:
    assert _run("nonsense", path=tmp_path).returncode == 1


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    """An environment whose pip installs nothing and whose uv writes down what it was told."""
    made = tmp_path / "venv"
    _program(
        made / "bin" / "python",
        'case "$*" in *"config get global.index-url"*) echo "https://index.example/simple";;'
        ' *"config get global.extra-index-url"*) printf "file:///one\\nfile:///two\\n";;'
        ' *"config get"*) exit 1;; *) exit 0;; esac',
    )
    _program(made / "bin" / "uv", f'env > "{tmp_path / "told"}"; echo "$*" >> "{tmp_path / "told"}"')
    return made


def _told(folder: Path) -> dict[str, str]:
    lines = (folder / "told").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line) | {"command": lines[-1]}


def test_uv_asks_where_pip_is_told_to_ask(tmp_path: Path, venv: Path) -> None:
    done = _run("dev", path=tmp_path / "bin", VENV=str(venv), PIP_FIND_LINKS="/wheels")
    assert done.returncode == 0, done.stderr
    told = _told(tmp_path)
    assert told["UV_DEFAULT_INDEX"] == "https://index.example/simple"
    assert told["UV_INDEX"] == "file:///one file:///two"
    assert told["UV_FIND_LINKS"] == "/wheels"
    assert "--require-hashes" in told["command"]
    assert "requirements/dev.txt" in told["command"]


def test_an_own_setting_of_uv_wins(tmp_path: Path, venv: Path) -> None:
    _run("run", path=tmp_path / "bin", VENV=str(venv), UV_DEFAULT_INDEX="https://other.example/simple")
    assert _told(tmp_path)["UV_DEFAULT_INDEX"] == "https://other.example/simple"


def test_pip_installs_by_hash_when_uv_cannot(tmp_path: Path, venv: Path) -> None:
    _program(venv / "bin" / "uv", "exit 1")
    calls = tmp_path / "calls"
    _program(venv / "bin" / "python", f'echo "$*" >> "{calls}"; case "$*" in *"config get"*) exit 1;; esac')
    done = _run("run", path=tmp_path / "bin", VENV=str(venv))
    assert done.returncode == 0
    assert "trying pip" in done.stdout
    lines = calls.read_text(encoding="utf-8").splitlines()
    assert any(
        "pip install" in line and "--require-hashes" in line and "requirements/run.txt" in line for line in lines
    )


def test_a_failed_installation_says_so(tmp_path: Path, venv: Path) -> None:
    _program(venv / "bin" / "uv", "exit 1")
    _program(venv / "bin" / "python", 'case "$*" in *"pip install"*) echo "no route" >&2; exit 1;; esac')
    done = _run("run", path=tmp_path / "bin", VENV=str(venv))
    assert done.returncode == 1
    assert "no route" in done.stderr
    assert "pip config list" in done.stderr


def test_the_checked_script_of_ci_is_shell() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    subprocess.run(["bash", "-n", ROOT / ".ci" / "run"], check=True)
