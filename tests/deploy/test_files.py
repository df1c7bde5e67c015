"""What is deployed with parses, and names only settings, commands and files that exist."""

from __future__ import annotations

import configparser
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from bot import cli
from bot.settings import Settings
from tests.doc_tables import ROOT

DEPLOY = ROOT / "deploy"
SETTINGS = {name.upper() for name in Settings.model_fields}
#: Of the image and of the programs inside, not ours.
FOREIGN = {"PATH", "PYTHONUNBUFFERED", "PIP_DISABLE_PIP_VERSION_CHECK", "PIP_NO_CACHE_DIR", "POSTGRES_PASSWORD"}


def _is_a_command(line: str) -> bool:
    words = shlex.split(line)
    return CliRunner().invoke(cli.app, [*words[1:], "--help"]).exit_code == 0


class _Unit(configparser.RawConfigParser):
    """A systemd unit: repeated keys are lists."""

    def __init__(self, path: Path) -> None:
        super().__init__(strict=False, interpolation=None, delimiters=("=",), comment_prefixes=("#",))
        self.optionxform = str  # type: ignore[assignment, method-assign] # keys keep their case
        self.read(path, encoding="utf-8")
        self.lines = path.read_text(encoding="utf-8").splitlines()

    def values(self, key: str) -> list[str]:  # type: ignore[override] # a list of a key's values
        return [line.partition("=")[2] for line in self.lines if line.startswith(f"{key}=")]


def test_the_example_names_only_settings() -> None:
    lines = (DEPLOY / "env.example").read_text(encoding="utf-8").splitlines()
    named = {line.lstrip("# ").partition("=")[0] for line in lines if re.match(r"(# )?[A-Z_]+=", line)}
    assert named <= SETTINGS
    assert {"BOT_TOKEN", "ENCRYPTION_KEYS", "DATABASE_URL", "PROXY_URL"} <= named


def test_the_example_as_it_is_can_be_loaded() -> None:
    settings = Settings(_env_file=DEPLOY / "env.example")
    assert settings.bot_token is None
    assert settings.database_url.startswith("sqlite:///")


@pytest.mark.parametrize("name", ["zhibu.service", "zhibu-backup.service"])
def test_units_run_our_commands_with_our_settings_and_few_rights(name: str) -> None:
    unit = _Unit(DEPLOY / name)
    for start in unit.values("ExecStart") + unit.values("ExecStartPre"):
        assert start.startswith("/opt/zhibu/.venv/bin/zhibu ")
        assert _is_a_command(start), start
    assert {line.partition("=")[0] for line in unit.values("Environment")} <= SETTINGS
    service = unit["Service"]
    assert service["User"] == "zhibu"
    assert service["UMask"] == "0077"
    assert service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["EnvironmentFile"] == "/etc/zhibu.env"


def test_the_timer_has_its_service() -> None:
    timer = _Unit(DEPLOY / "zhibu-backup.timer")
    assert timer["Timer"]["OnCalendar"]
    assert (DEPLOY / "zhibu-backup.service").exists()


@pytest.fixture
def compose() -> Any:
    """The compose file."""
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


def test_the_compose_file_names_only_settings_and_what_it_declares(compose: Any) -> None:
    bot = compose["services"]["bot"]
    assert set(bot["environment"]) <= SETTINGS
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{([A-Z_]+)", text)) <= SETTINGS | FOREIGN
    for service in compose["services"].values():
        for volume in service["volumes"]:
            assert volume.partition(":")[0] in compose["volumes"]
    assert (DEPLOY / bot["build"]["context"] / bot["build"]["dockerfile"]).exists()


def test_sqlite_is_the_default_and_postgresql_a_profile(compose: Any) -> None:
    assert "profiles" not in compose["services"]["bot"]
    assert "sqlite:////data" in compose["services"]["bot"]["environment"]["DATABASE_URL"]
    assert compose["services"]["database"]["profiles"] == ["postgres"]
    assert compose["services"]["bot"]["depends_on"]["database"]["required"] is False


def test_the_image_installs_by_hash_and_names_only_settings() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    named = {name for line in lines if line.startswith("ENV ") for name in re.findall(r"([A-Z_]+)=", line)}
    assert named <= SETTINGS | FOREIGN
    installs = [line for line in lines if "pip install" in line]
    assert all("--require-hashes" in line or "--no-deps" in line for line in installs)
    for line in lines:
        if line.startswith("COPY ") and "--from" not in line:
            assert (ROOT / line.split()[1]).exists(), line
    check = next(line for line in lines if "HEALTHCHECK" in line)
    assert f":{Settings.model_fields['health_port'].default}/healthz" in check
    command = next(line for line in lines if line.startswith("CMD"))
    for part in re.findall(r"zhibu [a-z ]+[a-z]", command):
        assert _is_a_command(part), part
    user = [line for line in lines if line.startswith("USER ")]
    assert user == ["USER zhibu"]
