"""Every record of the process, ours and the libraries', goes through one formatter and one redactor."""

from __future__ import annotations

import io
import json
import logging
import sys
import threading
import warnings

import pytest
import structlog
from pydantic import SecretStr

from bot import logs
from bot.settings import Settings

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


def _configured(**changes: object) -> io.StringIO:
    stream = io.StringIO()
    values = {"bot_token": SecretStr(TOKEN), "log_format": "json"} | changes
    logs.configure(Settings(_env_file=None, **values), stream)  # type: ignore[arg-type] # a mixed bag of settings
    return stream


def _records(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


pytestmark = pytest.mark.usefixtures("logging_as_before")


def test_our_records_have_a_constant_event_and_fields() -> None:
    stream = _configured()
    structlog.get_logger("x").info("outbox_sent", row=7, phone="13800138000")
    (record,) = _records(stream)
    assert record.pop("timestamp")
    assert record == {"event": "outbox_sent", "level": "info", "row": 7, "phone": "[number]"}


def test_the_libraries_records_are_redacted_too() -> None:
    stream = _configured()
    logging.getLogger("somebody").warning("cannot reach %s for %s", f"https://h/bot{TOKEN}/getMe", "+86 13800138000")
    (record,) = _records(stream)
    assert record["event"] == "cannot reach https://h/bot[secret]/getMe for [number]"
    assert record["logger"] == "somebody"


@pytest.mark.parametrize("form", ["json", "text"])
def test_tracebacks_are_redacted_and_show_no_variables(form: str) -> None:
    stream = _configured(log_format=form)

    def fail(hidden: str) -> None:
        raise ValueError(f"token {TOKEN} of 13800138000")

    try:
        fail("name of a person")
    except ValueError:
        structlog.get_logger("x").exception("unexpected")
        logging.getLogger("somebody").exception("unexpected too")
    written = stream.getvalue()
    assert written.count("token [secret] of [number]") == 2
    assert written.count("Traceback") == 2
    assert "name of a person" not in written.replace('fail("name of a person")', "").replace(
        'fail(\\"name of a person\\")', ""
    )


@pytest.mark.parametrize("name", ["httpx", "aiohttp.access", "apscheduler.executors.default", "uvicorn.error"])
def test_the_libraries_chatter_is_silent(name: str) -> None:
    stream = _configured()
    logging.getLogger(name).info("GET /")
    assert stream.getvalue() == ""
    logging.getLogger(name).warning("trouble")
    assert len(_records(stream)) == 1


def test_the_least_level_is_a_setting() -> None:
    stream = _configured(log_level="ERROR")
    structlog.get_logger("x").warning("not_this")
    logging.getLogger("httpx").warning("nor this")
    structlog.get_logger("x").error("this")
    assert [record["event"] for record in _records(stream)] == ["this"]


def test_warnings_and_what_kills_the_process_are_redacted(capsys: pytest.CaptureFixture[str]) -> None:
    stream = _configured()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        logging.captureWarnings(True)
        warnings.warn("odd number 13800138000", stacklevel=1)
    assert "13800138000" not in stream.getvalue()
    error = KeyError(TOKEN)
    sys.excepthook(KeyError, error, None)
    assert capsys.readouterr().err == "KeyError: '[secret]'\n"


def test_what_dies_in_a_thread_is_redacted(capsys: pytest.CaptureFixture[str]) -> None:
    _configured(webhook_secret=SecretStr("a-secret-of-the-hook"), database_url="postgresql://u:hunter%2F22@db/zhibu")

    def die() -> None:
        raise ValueError(f"{TOKEN} a-secret-of-the-hook hunter/22 hunter%2F22 13800138000")

    dying = threading.Thread(target=die)
    dying.start()
    dying.join()
    assert "ValueError: [secret] [secret] [secret] [secret] [number]" in capsys.readouterr().err
