"""Settings: environment variables and ``.env``. The README's table is compared with this class by a test."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from services.house import Limits


class Settings(BaseSettings):
    """Everything an operator can set."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    bot_token: SecretStr | None = Field(
        default=None, description="The bot's token from @BotFather. Without it `make run` starts the playground."
    )
    database_url: str = Field(
        default="sqlite:///var/zhibu.db",
        repr=False,  # it may hold a password, as may the proxy's
        description="Where everything is kept: `sqlite:///PATH` or `postgresql://…`.",
    )
    encryption_keys: Annotated[list[SecretStr], NoDecode] = Field(
        default_factory=list,
        description="Keys for telephone numbers and pay figures, comma-separated, the one in use first. "
        "`zhibu key new` makes one.",
    )
    api_base_url: str = Field(default="https://api.telegram.org", description="Address of the Bot API server.")
    proxy_url: str | None = Field(
        default=None, repr=False, description="HTTP or SOCKS5 proxy for the Bot API (`http://…`, `socks5://…`)."
    )
    data_dir: Path = Field(
        default=Path("var"), description="Folder for files of our own: erasure register, backups, playground."
    )
    timezone: str = Field(
        default="Asia/Shanghai", description="Wall-clock zone where an organisation has not set its own."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Least level that is logged."
    )
    log_format: Literal["text", "json"] = Field(default="text", description="`text` for people, `json` for machines.")
    health_host: str = Field(default="127.0.0.1", description="Address of `/healthz` and `/metrics`.")
    health_port: int = Field(
        default=8086, ge=0, le=65535, description="Port of `/healthz` and `/metrics`; 0 picks a free one."
    )
    webhook_url: str | None = Field(
        default=None,
        description="Public address Telegram posts updates to (`https://…/tg`). Without it updates are polled.",
    )
    webhook_secret: SecretStr | None = Field(
        default=None, description="What Telegram shows with every post: 16 to 256 letters, digits, `_`, `-`."
    )
    webhook_host: str = Field(default="127.0.0.1", description="Address the webhook listens on, behind the proxy.")
    webhook_port: int = Field(default=8087, ge=0, le=65535, description="Port of the webhook; 0 picks a free one.")
    webhook_path: str = Field(default="/tg", pattern=r"^/\S*$", description="Path of the webhook.")
    webhook_connections: int = Field(default=40, ge=1, le=100, description="Updates Telegram may post at a time.")
    web_url: str | None = Field(
        default=None,
        description="Public address of the pages for people (`https://…`): calendars to subscribe to. "
        "Without it there are none.",
    )
    web_host: str = Field(default="127.0.0.1", description="Address those pages listen on, behind the proxy.")
    web_port: int = Field(default=8088, ge=0, le=65535, description="Port of those pages; 0 picks a free one.")
    background: Literal["process", "worker"] = Field(
        default="process",
        description="Where planning and delivery happen: in `zhibu run`, or in `zhibu worker` (PostgreSQL only).",
    )
    worker_shards: int = Field(
        default=4, ge=1, le=64, description="Parts the workers divide planning and delivery into; the same for all."
    )
    send_per_second: float = Field(default=30, gt=0, description="Messages a second in all (Telegram: about 30).")
    paid_broadcasts: bool = Field(
        default=False,
        description="Let planned messages go out as Telegram's paid broadcasts (up to 1,000 a second, paid in Stars); "
        "raise `SEND_PER_SECOND` with it.",
    )
    send_per_chat_per_second: float = Field(default=1, gt=0, description="Messages a second to one chat.")
    send_chat_burst: int = Field(
        default=3, gt=0, description="Answers one chat takes at once before its rate holds (reminders never burst)."
    )
    send_per_group_per_minute: int = Field(default=20, gt=0, description="Messages and edits a minute in one group.")
    flood_patience_seconds: float = Field(
        default=10, ge=0, description="Longest pause Telegram asks for (429) that an answer to a tap waits out."
    )
    send_concurrency: int = Field(
        default=16,
        gt=0,
        description="Requests of the delivery loop open at a time.",
    )
    lease_seconds: int = Field(default=60, gt=0, description="How long a claimed message belongs to its sender.")
    tick_seconds: float = Field(default=30, gt=0, description="How often planners and sweepers run.")
    trouble_seconds: float = Field(
        default=300,
        gt=0,
        description="How long Telegram or the database must be away before the administrators are told, seconds.",
    )
    roster_file_mb: int = Field(default=10, gt=0, description="Largest roster file, MB.")
    roster_unpacked_mb: int = Field(default=100, gt=0, description="Largest unpacked size of a workbook, MB.")
    roster_rows: int = Field(default=20_000, gt=0, description="Most rows a sheet.")
    wrong_tries: int = Field(default=5, gt=0, description="Wrong tries before a person is paused.")
    pause_minutes: int = Field(default=60, gt=0, description="How long he is paused, minutes.")
    code_seconds: int = Field(
        default=20, ge=15, le=30, description="How long a check-in code is shown before the next, seconds."
    )
    backup_keep_days: int = Field(default=30, gt=0, description="How long backups in the data folder are kept, days.")

    @field_validator("encryption_keys", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("there is no such zone") from None
        return value

    @field_validator("web_url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        if not re.fullmatch(r"https?://[^\s/?#]+(?:/[^\s?#]*)?", value):
            raise ValueError("an address like https://zhibu.example.org is wanted")
        return value.rstrip("/")

    @field_validator("webhook_secret")
    @classmethod
    def _usable_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", value.get_secret_value()):
            raise ValueError("16 to 256 letters, digits, _ and - are allowed")
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.webhook_url is not None and self.webhook_secret is None:
            raise ValueError("WEBHOOK_URL needs a WEBHOOK_SECRET")
        if self.background == "worker" and not self.database_url.startswith("postgres"):
            raise ValueError("BACKGROUND=worker needs PostgreSQL")
        return self

    def limits(self) -> Limits:
        """The bounds handed to the services."""
        return Limits(
            roster_file_bytes=self.roster_file_mb * 1_000_000,
            roster_unpacked_bytes=self.roster_unpacked_mb * 1_000_000,
            roster_rows=self.roster_rows,
            tries=self.wrong_tries,
            pause_minutes=self.pause_minutes,
            code_seconds=self.code_seconds,
            messages_per_second=self.send_per_second,
        )
