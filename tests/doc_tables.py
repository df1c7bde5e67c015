"""The tables in the READMEs that are made from the code; ``make docs`` writes them, ``test_docs.py`` compares them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import texts
from bot.settings import Settings
from handlers import features
from handlers.commands import description_key, named
from handlers.routing import Kind, Route
from services.access import Status
from services.retention.register import KEPT

ROOT = Path(__file__).parent.parent
READMES = {"en": ROOT / "README.md", "zh-CN": ROOT / "README.zh-CN.md"}

#: What each setting is for, in Chinese; English stands in the settings class.
CHINESE = {
    "bot_token": "@BotFather 给的令牌。没有它，`make run` 启动演练场。",
    "database_url": "数据存放处：`sqlite:///路径` 或 `postgresql://…`。",
    "encryption_keys": "加密手机号和工资数据的密钥，逗号分隔，第一个是现用的。`zhibu key new` 生成。",
    "api_base_url": "Bot API 服务器地址。",
    "proxy_url": "访问 Bot API 的代理（`http://…`、`socks5://…`）。",
    "data_dir": "自己的文件夹：清除登记、备份、演练场。",
    "timezone": "组织没有另设时用的时区。",
    "log_level": "记录的最低级别。",
    "log_format": "`text` 给人看，`json` 给机器看。",
    "webhook_url": "Telegram 推送更新的公网地址（`https://…/tg`）。不设就用长轮询。",
    "webhook_secret": "Telegram 每次推送都带的口令：16 到 256 个字母、数字、`_`、`-`。",
    "webhook_host": "代理后面 webhook 监听的地址。",
    "webhook_port": "webhook 的端口；0 表示任选空闲端口。",
    "webhook_path": "webhook 的路径。",
    "webhook_connections": "Telegram 同时最多推送几个更新。",
    "web_url": "给人看的页面的公网地址（`https://…`）：日历订阅用。不设就不提供订阅。",
    "web_host": "代理后面这些页面监听的地址。",
    "web_port": "这些页面的端口；0 表示任选空闲端口。",
    "background": "计划和发送在哪里做：`zhibu run` 里（process），或 `zhibu worker` 里（worker，只配 PostgreSQL）。",
    "worker_shards": "各个 worker 把计划和发送分成几份；所有机器要一致。",
    "health_host": "`/healthz` 和 `/metrics` 的地址。",
    "health_port": "`/healthz` 和 `/metrics` 的端口；0 表示任选空闲端口。",
    "send_per_second": "每秒总共发多少条（Telegram 上限约 30）。",
    "paid_broadcasts": "按 Telegram 付费群发发送计划内的消息（每秒最多 1,000 条，用 Stars 付费）；"
    "要同时调高 `SEND_PER_SECOND`。",
    "send_per_chat_per_second": "每个聊天每秒发多少条。",
    "send_per_group_per_minute": "每个群每分钟发送和编辑多少条。",
    "send_chat_burst": "一个聊天里可以连发几条回答，之后才按速率限制（提醒从不连发）。",
    "flood_patience_seconds": "Telegram 要求停顿（429）时，对点击的回答最多等多少秒。",
    "send_concurrency": "发送时同时打开的请求数。",
    "lease_seconds": "取走的消息归发送者多久，秒。",
    "tick_seconds": "计划和清理多久运行一次，秒。",
    "trouble_seconds": "连不上 Telegram 或数据库多久以后告诉管理员，秒。",
    "roster_file_mb": "花名册文件最大多少 MB。",
    "roster_unpacked_mb": "工作簿解压后最大多少 MB。",
    "roster_rows": "每张表最多多少行。",
    "wrong_tries": "输错几次后暂停。",
    "pause_minutes": "暂停多久，分钟。",
    "code_seconds": "签到码多少秒换一次。",
    "backup_keep_days": "数据文件夹里的备份保留多少天。",
}

_HEADS = {
    "settings": {"en": ("variable", "default", "what it is"), "zh-CN": ("变量", "默认值", "作用")},
    "commands": {"en": ("command", "what it does", "who"), "zh-CN": ("命令", "作用", "谁可以用")},
}
_WHO = {
    "group": {"en": "in a group", "zh-CN": "群里"},
    "roles": {"en": "secretaries, the party office", "zh-CN": "书记、党办"},
    Status.ANYONE: {"en": "everyone", "zh-CN": "所有人"},
    Status.CONSENTED: {"en": "whoever has agreed", "zh-CN": "同意告知书的人"},
    Status.MEMBER: {"en": "members", "zh-CN": "已登记的党员"},
}


def _table(kind: str, language: str, rows: Sequence[tuple[str, ...]]) -> str:
    head = _HEADS[kind][language]
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _default(value: object) -> str:
    return "" if value is None or value == [] else f"`{value}`"


def settings_table(language: str) -> str:
    """Every setting with its default."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = field.get_default(call_default_factory=True)
        what = field.description if language == "en" else CHINESE[name]
        rows.append((f"`{name.upper()}`", _default(default), what or ""))
    return _table("settings", language, rows)


def _who(route: Route, language: str) -> str:
    if route.kind is Kind.GROUP_COMMAND:
        return _WHO["group"][language]
    return _WHO["roles" if route.need.roles else route.need.status][language]


def commands_table(language: str) -> str:
    """Every command of the bot: what the register holds, in reading order."""
    router = features.load()
    rows = [("`/start`", texts.plain(language, description_key("start")), _WHO[Status.ANYONE][language])]
    for kind in (Kind.COMMAND, Kind.GROUP_COMMAND):
        for route in named(router, kind):
            what = texts.plain(language, description_key(route.name))
            rows.append((f"`/{route.name}`", what, _who(route, language)))
    return _table("commands", language, rows)


def written(text: str, language: str) -> str:
    """The README with its tables made anew.

    Raises:
        ValueError: A pair of markers is missing.
    """
    for name, table in (("settings", settings_table(language)), ("commands", commands_table(language))):
        before, opening, rest = text.partition(f"<!-- {name} -->\n")
        _, closing, after = rest.partition(f"<!-- /{name} -->")
        if not opening or not closing:
            raise ValueError(f"the markers of {name} are missing")
        text = f"{before}{opening}{table}\n{closing}{after}"
    return text


RETENTION = ROOT / "docs" / "retention.md"
_RETENTION = """# How long personal data is kept

Made from `services/retention/register.py` by `make docs`. Months are data: `services/rules_data/retention.toml`.
What stays for the branch's ledgers leaves a person's hands when he is erased: names and words go, sums stay.
"""


def retention_page() -> str:
    """Every kind of data about people: how long, why, and what ends it."""
    head = ("what", "where", "how long", "why", "what ends it")
    rows = [(one.what, ", ".join(f"`{name}`" for name in one.tables), one.long, one.why, one.job) for one in KEPT]
    lines = [head, tuple("---" for _ in head), *rows]
    return _RETENTION + "\n" + "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


if __name__ == "__main__":
    RETENTION.write_text(retention_page(), encoding="utf-8")
    for language, path in READMES.items():
        path.write_text(written(path.read_text(encoding="utf-8"), language), encoding="utf-8")
