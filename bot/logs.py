"""Logging: constant event names with fields, as text or JSON on stderr, the libraries' records too, all redacted.

The rule for what we write ourselves: the event is a constant (``outbox_sent``), data stands in fields, no token, no
number, no name. The redactor is the net below that rule, not a licence to forget it.
"""

from __future__ import annotations

import logging
import re
import sys
from typing import IO, Any
from urllib.parse import unquote

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.redaction import Redactor, redact_tracebacks
from bot.settings import Settings

#: Libraries whose chatter tells an operator nothing, or repeats addresses that hold the token.
_QUIET = (
    "aiohttp.access",
    "aiosqlite",
    "alembic",
    "apscheduler",
    "asyncio",
    "hpack",
    "httpcore",
    "httpx",
    "sqlalchemy",
    "telegram",
    "uvicorn",
)

_PASSWORD = re.compile(r"://[^:/@\s]*:(.+)@")
_SHORTEST = 6


class _Redact:
    """The last step before a record is written."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        return {
            key: value if key in ("timestamp", "level", "_record", "_from_structlog") else self._redactor.value(value)
            for key, value in event.items()
        }


def redactor_of(settings: Settings) -> Redactor:
    """A redactor that knows the settings' secrets, and the passwords in their addresses."""
    secrets = [
        one.get_secret_value()
        for one in (settings.bot_token, settings.webhook_secret, *settings.encryption_keys)
        if one is not None
    ]
    for address in (settings.database_url, settings.proxy_url):
        written = _PASSWORD.search(address or "")
        if written is not None:
            secrets += [written[1], unquote(written[1])]
    # A password like "zhibu" would take half of every line with it.
    return Redactor(secret for secret in secrets if len(secret) >= _SHORTEST)


def configure(settings: Settings, stream: IO[str] | None = None) -> None:
    """Send every record of this process, ours and the libraries', through the redactor to one place.

    Args:
        settings: ``log_level``, ``log_format`` and the secrets to look out for.
        stream: Where to; stderr by default.
    """
    stream = stream or sys.stderr
    redactor = redactor_of(settings)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        # Plain tracebacks: the pretty ones show local variables.
        structlog.processors.format_exc_info,
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(
            colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback, pad_event_to=0
        )
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(settings.log_level)),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _Redact(redactor),
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    logging.captureWarnings(True)
    redact_tracebacks(redactor)
