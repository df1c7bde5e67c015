"""The command line: exit status, one sentence on stderr, JSON as the last line, nothing secret anywhere."""

from __future__ import annotations

import json
import os
import pty
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from bot import cli
from bot.cli.context import Mistake, Output, plain_errors
from db import migrate
from services.errors import Paused

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
Zhibu = Callable[..., Any]


@pytest.fixture
def zhibu(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> Zhibu:
    """Run the command in a folder of its own, on a migrated database, in English."""
    monkeypatch.chdir(tmp_path)
    for name, value in {"DATABASE_URL": sqlite_url, "LC_ALL": "C.UTF-8"}.items():
        monkeypatch.setenv(name, value)

    def run(*words: str, **environment: str) -> Any:
        return CliRunner().invoke(cli.app, list(words), env=environment)

    return run


def _json(result: Any) -> Any:
    return json.loads(result.stdout.splitlines()[-1])


def test_help_names_every_command(zhibu: Zhibu) -> None:
    shown = zhibu("--help").stdout
    for name in ("run", "playground", "admin-code", "doctor", "invite", "backup", "restore", "audit", "db", "key"):
        assert name in shown


@pytest.mark.parametrize("words", [["nonsense"], ["db", "nonsense"], ["backup", "--nonsense"], ["restore"], ["invite"]])
def test_wrong_usage_is_status_2(zhibu: Zhibu, words: list[str]) -> None:
    result = zhibu(*words)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("words", "environment", "said"),
    [
        (["db", "status"], {"DATABASE_URL": "mysql://u:hunter2@h/n"}, "DATABASE_URL"),
        (["audit", "verify"], {"BOT_TOKEN": TOKEN}, "zhibu key new"),
        (["audit", "verify"], {"ENCRYPTION_KEYS": "hunter2"}, "zhibu key new"),
        (["doctor"], {"TIMEZONE": "Mars/Olympus"}, "TIMEZONE"),
        (["restore", "missing.backup", "--yes"], {}, "missing.backup"),
        (["invite", "--branch", "内科"], {}, "内科"),
        (["run"], {"ENCRYPTION_KEYS": "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="}, "BOT_TOKEN"),
    ],
)
def test_a_mistake_is_one_sentence_and_status_1(
    zhibu: Zhibu, words: list[str], environment: dict[str, str], said: str
) -> None:
    result = zhibu(*words, **environment)
    assert result.exit_code == 1
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    for hidden in ("hunter2", TOKEN, "Traceback"):
        assert hidden not in result.output


def test_sentences_follow_the_terminal_s_language(zhibu: Zhibu) -> None:
    assert "机器人令牌" in zhibu("audit", "verify", BOT_TOKEN=TOKEN, LC_ALL="zh_CN.UTF-8").stderr
    assert "bot token" in zhibu("audit", "verify", BOT_TOKEN=TOKEN, LC_ALL="de_DE.UTF-8").stderr


def test_the_database_is_set_up_once(zhibu: Zhibu, tmp_path: Path) -> None:
    fresh = {"DATABASE_URL": f"sqlite:///{tmp_path / 'fresh.db'}"}
    assert zhibu("db", "status", **fresh).exit_code == 1
    assert _json(zhibu("db", "upgrade", "--json", **fresh)) == {"before": None, "after": migrate.head()}
    assert _json(zhibu("db", "upgrade", "--json", **fresh)) == {"before": migrate.head(), "after": migrate.head()}
    found = zhibu("db", "status", "--json", **fresh)
    assert found.exit_code == 0
    assert _json(found)["shape"] == "current"


def test_a_backup_comes_back_only_when_it_is_meant(zhibu: Zhibu, tmp_path: Path) -> None:
    assert zhibu("audit", "verify").exit_code == 0
    made = _json(zhibu("backup", "a.backup", "--json"))
    assert made["bytes"] == (tmp_path / "a.backup").stat().st_size
    refused = zhibu("restore", "a.backup")
    assert refused.exit_code == 1
    assert "--yes" in refused.stderr
    done = zhibu("restore", "a.backup", "--yes", "--json")
    assert done.exit_code == 0, done.output
    assert _json(done)["erased_again"] == 0
    assert _json(zhibu("audit", "verify", "--json"))["ok"] is True


def test_backups_without_a_name_go_into_the_data_folder(zhibu: Zhibu, tmp_path: Path) -> None:
    made = _json(zhibu("backup", "--json"))
    assert (tmp_path / made["path"]).parent == tmp_path / "var" / "backups"


def test_a_tampered_log_is_status_1(zhibu: Zhibu, tmp_path: Path) -> None:
    zhibu("backup", "a.backup")
    with sqlite3.connect(tmp_path / "zhibu.db") as connection:
        connection.execute("UPDATE audit_entries SET action = 'nothing.happened'")
    connection.close()
    result = zhibu("audit", "verify", "--json")
    assert result.exit_code == 1
    assert _json(result) == {"ok": False, "entries": 1, "first_break": 1}


def test_a_new_key_alone_is_on_stdout(zhibu: Zhibu) -> None:
    result = zhibu("key", "new")
    key = result.stdout.strip()
    assert len(key) == 44
    assert key not in result.stderr
    rotated = zhibu("key", "rotate", "--json", ENCRYPTION_KEYS=key)
    assert _json(rotated) == {"total": 0, "resealed": 0, "unreadable": 0}


def test_the_administrator_s_code_is_not_written_to_a_pipe(zhibu: Zhibu) -> None:
    result = zhibu("admin-code")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "terminal" in result.stderr


def test_the_administrator_s_code_is_shown_on_a_terminal(tmp_path: Path, sqlite_url: str) -> None:
    ours, theirs = pty.openpty()
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "DATABASE_URL": sqlite_url}
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "admin-code"], cwd=tmp_path, env=environment, stdout=theirs, check=False
    )
    os.close(theirs)
    shown = os.read(ours, 4096).decode()
    os.close(ours)
    assert done.returncode == 0
    assert "/admin " in shown


def test_people_s_mistakes_and_domain_errors_become_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    for error in (Mistake("cli-database-behind"), Paused(minutes=7), FileNotFoundError(2, "No such file", "x.csv")):

        @plain_errors
        async def command(error: Exception = error) -> None:
            raise error

        with pytest.raises(typer.Exit) as ended:
            command()
        assert ended.value.exit_code == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 3
    assert "7" in said[1]


def test_a_defect_of_ours_is_not_hidden() -> None:
    @plain_errors
    def command() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        command()


def test_json_is_the_last_line_and_the_rest_goes_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    out = Output(as_json=True)
    out.line("for people")
    with out.progress("working", 3) as step:
        step(1)
    out.result({"字": 1})
    written = capsys.readouterr()
    assert written.out == '{"字": 1}\n'
    assert "for people" in written.err
