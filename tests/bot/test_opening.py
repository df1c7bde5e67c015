"""The house opens on a database of today's shape with a key of its own, or says in one sentence why not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from bot import opening
from bot.mistakes import Mistake
from bot.settings import Settings
from db import migrate
from tests.fixtures.houses import another_key

TOKEN = SecretStr("123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw")


def _settings(folder: Path, **changes: Any) -> Settings:
    values: dict[str, Any] = {"database_url": f"sqlite:///{folder / 'z.db'}", "data_dir": folder / "own"} | changes
    return Settings(_env_file=None, **values)


async def _mistake(settings: Settings) -> Mistake:
    with pytest.raises(Mistake) as caught:
        async with opening.open_house(settings):
            pass
    return caught.value


async def test_an_empty_database_is_set_up(tmp_path: Path) -> None:
    async with opening.open_house(_settings(tmp_path)) as house:
        assert await migrate.shape(house.db) is migrate.Shape.CURRENT
        assert house.zone.key == "Asia/Shanghai"
        assert house.erasure_register == tmp_path / "own" / "erasures.txt"


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", "cli-database-ahead"),
        ("DROP TABLE alembic_version", "cli-database-foreign"),
    ],
)
async def test_other_shapes_are_refused(tmp_path: Path, statement: str, sentence: str) -> None:
    settings = _settings(tmp_path)
    async with opening.open_house(settings) as house, house.db.engine.begin() as connection:
        await connection.execute(text(statement))
    assert (await _mistake(settings)).key == sentence


async def test_an_older_shape_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = _settings(tmp_path)
    async with opening.open_house(settings):
        pass
    monkeypatch.setattr(migrate, "head", lambda: "9000")
    assert (await _mistake(settings)).key == "cli-database-behind"


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://u:hunter2@h/n", "cli-database-address"),
        ("nonsense", "cli-database-address"),
        ("sqlite:////proc/no/such/z.db", "cli-database-unreachable"),
        ("postgresql://u:hunter2@127.0.0.1:1/n", "cli-database-unreachable"),
    ],
)
async def test_useless_addresses_are_sentences_without_the_password(tmp_path: Path, url: str, sentence: str) -> None:
    mistake = await _mistake(_settings(tmp_path, database_url=url))
    assert mistake.key == sentence
    assert "hunter2" not in str(mistake.fields)


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "z.db").write_text("hello, I am a letter, and a rather long one at that" * 20, encoding="utf-8")
    assert (await _mistake(_settings(tmp_path))).key == "cli-database-foreign"


async def test_a_real_token_needs_a_key_of_its_own(tmp_path: Path) -> None:
    assert (await _mistake(_settings(tmp_path, bot_token=TOKEN))).key == "cli-key-missing"
    assert not (tmp_path / "own").exists(), "no key is made behind the operator's back"
    played = opening.playground_key(tmp_path / "own")
    settings = _settings(tmp_path, bot_token=TOKEN, encryption_keys=[SecretStr(played)])
    assert (await _mistake(settings)).key == "cli-key-of-the-playground"
    own = _settings(tmp_path, bot_token=TOKEN, encryption_keys=[SecretStr(another_key(played)), SecretStr(played)])
    async with opening.open_house(own):
        pass


async def test_a_malformed_key_is_refused_and_not_repeated(tmp_path: Path) -> None:
    mistake = await _mistake(_settings(tmp_path, encryption_keys=[SecretStr("tooshort")]))
    assert mistake.key == "cli-key-malformed"
    assert "tooshort" not in str(mistake.fields)


def test_the_playground_makes_its_key_once_for_its_user_only(tmp_path: Path) -> None:
    first = opening.playground_key(tmp_path / "deep" / "er")
    assert opening.playground_key(tmp_path / "deep" / "er") == first
    path = tmp_path / "deep" / "er" / opening.PLAYGROUND_KEY_FILE
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("address", "loopback"),
    [
        ("http://127.0.0.1:8080", True),
        ("http://localhost:1", True),
        ("http://[::1]:8081/x", True),
        ("https://api.telegram.org", False),
        ("http://127.0.0.1.example.org", False),
        ("http://10.0.0.1", False),
        ("", False),
    ],
)
def test_loopback_is_known_by_its_address(address: str, loopback: bool) -> None:
    assert opening.is_loopback(address) is loopback


@pytest.mark.parametrize(
    ("name", "value"),
    [("TIMEZONE", "Mars/Olympus"), ("HEALTH_PORT", "70000"), ("SEND_PER_SECOND", "-7"), ("LOG_LEVEL", "LOUD")],
)
def test_a_useless_setting_is_named_without_its_value(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(name, value)
    with pytest.raises(Mistake) as caught:
        opening.load_settings()
    assert caught.value.fields["name"] == name
    assert value not in str(caught.value.fields["why"])


def test_empty_variables_count_as_unset(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("BOT_TOKEN=\nENCRYPTION_KEYS=a, b,\n", encoding="utf-8")
    monkeypatch.setenv("TIMEZONE", "")
    settings = opening.load_settings()
    assert settings.bot_token is None
    assert settings.timezone == "Asia/Shanghai"
    assert [key.get_secret_value() for key in settings.encryption_keys] == ["a", "b"]
