"""A whole day of a branch with marks in everything secret: none of them is in a log, an error, a metric or a name."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import aiohttp
import pytest
from pydantic import SecretStr
from sqlalchemy import select, text
from telegram import Bot, Update
from typer.testing import CliRunner

from bot import cli, logs
from bot.app import running
from bot.redaction import Redactor
from bot.upkeep import upkeep
from db.audit import AuditEntry
from db.incidents import Incident
from db.names import BranchRole
from db.outbox import OutboxMessage
from handlers.dispatch import Dispatcher
from playground import server as playground_server
from playground.actor import Actor
from playground.client import Playground
from services import backup, dues, housekeeping
from services.house import House
from tests import factories
from tests.fixtures.houses import NOW, TEST_KEY, set_clock
from tests.fixtures.stages import Stage, stage_settings
from tests.handlers.doors import comes_in
from tests.marks import Mark, leaks, ways
from tests.proofs.processes import free_port
from tests.services.quizzes.exams import QUESTIONS
from tests.services.roster.files import csv_file, person
from tests.services.roster.imports import COMMITTEE_LINE

TOKEN = "7731904455:AAmarkedTokenOfTheDay_x9QpLw7Zt4"
HOOK = "marked-webhook-secret-5f1c9a"
PASSWORD = "marked/password@of the database"
MOBILE, ROSTERED, TYPED, ANSWERED = "13977310001", "15877310002", "18877310003", "18677310004"
PAY, BASE = "7731.55", "7519.05"
WORDS, NOTE = "食堂夜班的饭能不能热一点七七三一", "这一句只给支部同志看七七三一"

_SECRETS = (Mark("token", TOKEN), Mark("key", TEST_KEY), Mark("webhook secret", HOOK), Mark("password", PASSWORD))
_NUMBERS = tuple(Mark("telephone number", one) for one in (MOBILE, ROSTERED, TYPED, ANSWERED))
#: What may stand nowhere outside of the rows and messages it belongs to.
MARKS = (*_SECRETS, *_NUMBERS, Mark("pay", PAY), Mark("base", BASE), Mark("anonymous words", WORDS))


@dataclass
class Day:
    """What the day left behind.

    Attributes:
        log: Every record, at DEBUG, as text and as JSON.
        shown: What pages and commands printed, by their name.
    """

    stage: Stage
    log: io.StringIO
    folder: Path
    shown: dict[str, str] = field(default_factory=dict)

    @property
    def world(self) -> Playground:
        return self.stage.world


@asynccontextmanager
async def _world(house: House, folder: Path) -> AsyncIterator[Day]:
    """The assembled bot behind its webhook, so that updates go through the inbox, with everything logged."""
    log, port = io.StringIO(), free_port()
    async with playground_server.running() as server, Playground.connect(server.url) as world:
        await world.bot(TOKEN, username="zhibu_test_bot", first_name="支部")
        settings = stage_settings(
            server.url,
            bot_token=SecretStr(TOKEN),
            webhook_url=f"http://127.0.0.1:{port}/tg",
            webhook_port=port,
            webhook_secret=SecretStr(HOOK),
            database_url=f"postgresql://u:{quote(PASSWORD, safe='')}@db/zhibu",
            log_level="DEBUG",
            data_dir=folder,
        )
        logs.configure(settings, log)
        _also_as_json(settings, log)
        async with running(house, settings, long_poll=1, by_itself=False) as process:
            assert process is not None
            day = Day(Stage(world, house, process), log, folder)
            day.shown["settings"] = repr(settings) + repr(house) + repr(process)
            yield day
            await upkeep(house, settings)()
            await housekeeping.tidy(house)


def _also_as_json(settings: Any, log: io.StringIO) -> None:
    (text_handler,) = logging.getLogger().handlers
    logs.configure(settings.model_copy(update={"log_format": "json"}), log)
    logging.getLogger().addHandler(text_handler)


async def _registers(day: Day, member_name: str) -> Actor:
    zhang = await day.world.person(member_name, phone=f"+86 {MOBILE}", username="marked_person")
    await zhang.starts()
    await zhang.presses("同意并继续")
    await zhang.sees("请点屏幕下方")
    await zhang.shares_contact()
    await zhang.sees("登记好了")
    await zhang.sees(buttons=["我的"])
    for written in ways(TYPED):
        await zhang.sends(f"打这个电话 {written}")
    await day.world.quiet()
    await zhang.has_seen_everything()
    return zhang


async def _works(day: Day) -> tuple[Actor, Actor]:
    """The roster, dues with pay items, a notice and a quiz."""
    house = day.stage.house
    async with house.db.write() as session:
        committee = await factories.make_organisation(session, "市人民医院党委")
        branch = await factories.make_branch(session, "内科党支部", parent=committee)
        wang = await factories.make_member(session, branch, "王建国", phone=ROSTERED, vault=house.vault)
        wang.sex = None
        await factories.grant_role(session, wang, committee, BranchRole.PARTY_OFFICE)
        for one in QUESTIONS[3:]:
            await factories.make_question(session, branch, one.stem, one)
    office = await comes_in(day.stage, wang)
    rows = [person("王建国", 性别="男", 联系电话=ROSTERED), person("张敏", 联系电话=f"{MOBILE[:3]} {MOBILE[3:]}")]
    rows += [person(f"党员{number}", 联系电话=written) for number, written in enumerate(ways(TYPED))]
    await office.sends_file(csv_file(*rows, above=COMMITTEE_LINE), name=f"花名册{MOBILE}.csv")
    await office.sees("要改，什么也没有导入")
    good = csv_file(*rows[:2], above=COMMITTEE_LINE)
    await office.sends_file(good, name="花名册.csv")
    await office.presses("确认导入")
    await office.sees("花名册已更新")
    async with house.db.write() as session:
        for role in (BranchRole.SECRETARY, BranchRole.ORGANISATION_MEMBER, BranchRole.PUBLICITY_MEMBER):
            await factories.grant_role(session, wang, branch, role)
    return office, await _registers(day, "张敏")


async def _pays(day: Day, office: Actor) -> None:
    await dues.open_all(day.stage.house)
    await office.sends("/menu")
    await office.sees("您好")
    for label in ("党费", "支部党费", "报表和设置", "导入工资项目"):
        await office.presses(label)
    sheet = f"姓名,人员类别,岗位工资,个税,核定基数\n张敏,在编,{PAY},212.5,\n".encode()
    await office.sends_file(sheet, name="工资.csv")
    await office.sees("读到 1 人")
    await office.presses("从 2026年11月起，留明细")
    await office.sees("已核定")


async def _says(day: Day, office: Actor, zhang: Actor) -> None:
    await office.sends("通知")
    await office.presses("内科党支部")
    await office.presses("写通知")
    await office.sends(NOTE)
    await office.sees("收下了")
    for label in ("写好了", "预览", "发给 2 人"):
        await office.presses(label)
    await day.stage.settle()
    await zhang.sees(NOTE)
    await zhang.sends("/menu")
    for label in ("意见箱", "匿名提意见"):
        await zhang.presses(label)
    await zhang.presses("支部工作")
    asked = await zhang.sees("匿名意见")
    await zhang.sends(WORDS, reply_to=asked)
    await zhang.sees("收下了")


async def _answers(day: Day, office: Actor, zhang: Actor) -> None:
    await office.sends("/menu")
    for label in ("题库", "出测试", "新出一份"):
        await office.presses(label)
    await office.sees("学习测试")
    sending = next(label for label in office.buttons if label.startswith("发给"))
    await office.presses(sending)
    await office.sees("通知")
    set_clock(day.stage.house, NOW + dt.timedelta(days=1, hours=1))
    await day.stage.settle()
    await zhang.sends("学习测试")
    await zhang.sees("点一下开始")
    await zhang.presses(next(label for label in zhang.buttons if "学习测试" in label))
    await zhang.sees("请直接打字回答")
    await zhang.sends(f"{ANSWERED} {WORDS}")  # shown to him again, and to nobody else
    await zhang.sees("正确答案")


class _Fails:
    """Handlers that break in the ways programs break, with everything secret in their words."""

    def __init__(self, house: House, real: Any) -> None:
        self._house = house
        self._real = real

    async def __call__(self, dispatcher: Dispatcher, update: Update, bot: Bot, **how: Any) -> None:
        words = (update.effective_message.text or "") if update.effective_message else ""
        if words == "坏了":
            cause = ValueError(" ".join([TOKEN, TEST_KEY, HOOK, *ways(MOBILE)]))
            raise RuntimeError(f"https://messenger/bot{TOKEN}/sendMessage postgresql://u:{PASSWORD}@db") from cause
        if words == "库坏了":
            await self._breaks_a_row()
        if words == "值坏了":
            await self._breaks_a_value()
        await self._real(dispatcher, update, bot, **how)

    async def _breaks_a_row(self) -> None:
        statement = text(
            "INSERT INTO members (key, code, root_id, name, department, stage, status, retired, mobile,"
            " not_counted_in_due, created_at)"
            " SELECT key, code, root_id, :words, :phone, stage, status, retired, mobile, not_counted_in_due, NULL"
            " FROM members"
        )
        async with self._house.db.write() as session:
            await session.execute(statement, {"words": WORDS, "phone": f"{PAY} {MOBILE[:5]}|{MOBILE[5:]}"})

    async def _breaks_a_value(self) -> None:
        async with self._house.db.write() as session:
            if self._house.db.is_sqlite:
                raise ValueError(f"invalid input for type integer: {MOBILE}")
            await session.execute(text("SELECT CAST(CAST(:words AS text) AS integer)"), {"words": WORDS})


async def _goes_wrong(day: Day, zhang: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Dispatcher.handle
    broken = _Fails(day.stage.house, real)

    async def handle(dispatcher: Dispatcher, update: Update, bot: Bot, **how: Any) -> None:
        await broken(dispatcher, update, bot, **how)

    monkeypatch.setattr(Dispatcher, "handle", handle)
    for words in ("坏了", "库坏了", "值坏了"):
        await zhang.sends(words)
        await zhang.sees("编号")
    monkeypatch.undo()
    for kind in ("http_error", "drop_before", "drop_after"):
        await day.world.fault(kind, method="sendMessage", times=1)
        await zhang.sends("/help")
    await zhang.sends("/help")
    await day.world.quiet()
    await day.world.no_faults()


async def _looked_at(day: Day) -> None:
    port = day.stage.running.health_port
    async with aiohttp.ClientSession() as session:
        for path in ("/metrics", "/healthz", f"/tg?{MOBILE}", "/calendar/none.ics"):
            async with session.get(f"http://127.0.0.1:{port}{path}") as answer:
                day.shown[path.partition("?")[0]] = await answer.text()
    made = await backup.create(day.stage.house, day.folder / "backups" / backup.default_name(day.stage.house.now()))
    day.shown["backup"] = repr(made)


def _commands(day: Day, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What commands print of the same database; the roster they write out is a file for its owner's eyes."""
    monkeypatch.chdir(day.folder)
    values = {
        "BOT_TOKEN": TOKEN,
        "API_BASE_URL": day.world.api.url,
        "DATABASE_URL": url,
        "ENCRYPTION_KEYS": TEST_KEY,
        "WEBHOOK_SECRET": HOOK,
        "DATA_DIR": str(day.folder),
    }
    for words in (
        "doctor --json",
        "audit verify",
        "db status",
        "backup",
        "key rotate",
        "holidays status",
        "remind --help",
    ):
        result = CliRunner().invoke(cli.app, words.split(), env=values)
        day.shown[f"zhibu {words}"] = result.output + str(result.exception or "")
    for name, wrong in (
        ("DATABASE_URL", f"postgresql://u:{PASSWORD}@127.0.0.1:1/none"),
        ("WEBHOOK_SECRET", f"{HOOK} !"),
    ):
        result = CliRunner().invoke(cli.app, ["db", "status"], env=values | {name: wrong})
        day.shown[f"wrong {name}"] = result.output + str(result.exception or "")


async def _stored(house: House) -> dict[str, str]:
    """What is kept for operators: the audit log, incidents, and what messages of ours ended with."""
    async with house.db.read() as session:
        entries = [
            f"{one.actor} {one.action} {one.subject} {json.dumps(one.details, ensure_ascii=False)}"
            for one in await session.scalars(select(AuditEntry))
        ]
        kinds = [f"{one.id} {one.kind}" for one in await session.scalars(select(Incident))]
        keys = [f"{one.kind} {one.dedupe_key} {one.subject}" for one in await session.scalars(select(OutboxMessage))]
    assert entries
    assert len(kinds) >= 3
    return {"audit": "\n".join(entries), "incidents": "\n".join(kinds), "outbox": "\n".join(keys)}


async def _told(world: Playground) -> str:
    """Every word the bot sent to people; files are theirs."""
    requests = [one for one in await world.requests() if one["method"] not in ("getUpdates", "setWebhook")]
    return "\n".join(json.dumps(one["params"], ensure_ascii=False) for one in requests)


def _files(day: Day, database: Path | None) -> dict[str, str]:
    """Names of all files, and what the ones say that are no database."""
    found = {"file names": "\n".join(str(one.relative_to(day.folder)) for one in day.folder.rglob("*"))}
    for one in day.folder.rglob("*"):
        if one.is_file() and not (database is not None and one.name.startswith(database.name)):
            found[one.name] = one.read_bytes().decode("utf-8", "replace")
    return found


@pytest.mark.usefixtures("logging_as_before")
async def test_a_day_leaves_no_secret_anywhere(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    house = replace(house, erasure_register=tmp_path / "erasures.txt")
    async with _world(house, tmp_path) as day:
        office, zhang = await _works(day)
        await _pays(day, office)
        await _says(day, office, zhang)
        await _answers(day, office, zhang)
        await _goes_wrong(day, zhang, monkeypatch)
        await _looked_at(day)
        told, stored = await _told(day.world), await _stored(house)
        url = house.db.url.render_as_string(hide_password=False)
        await asyncio.to_thread(_commands, day, url, monkeypatch)
    printed = capfd.readouterr()
    written = {"log": day.log.getvalue(), "stdout": printed.out, "stderr": printed.err, **day.shown, **stored}
    written |= _files(day, Path(url.removeprefix("sqlite+aiosqlite:///")) if house.db.is_sqlite else None)
    assert "Traceback" in written["log"], "what broke is told, with its place"
    assert leaks(written["log"], [Mark("event", "unexpected")]), "the search finds what is there"
    for where, content in written.items():
        assert not leaks(content, MARKS), where
    assert not leaks(told, [*_SECRETS, *_NUMBERS[:-1]]), "told to somebody"
    assert not leaks(written["log"] + written["audit"], [Mark("name", "张敏"), Mark("notice", NOTE)])


@pytest.mark.usefixtures("logging_as_before")
@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: mark.what)
@pytest.mark.parametrize("form", ["text", "json"])
def test_the_search_finds_a_line_that_leaks(mark: Mark, form: Literal["text", "json"]) -> None:
    """A line written past the redactor, in every way a number is written, is found in the log of either form."""
    log = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logs, "redactor_of", lambda _settings: _Blind())
        logs.configure(stage_settings("http://127.0.0.1", log_format=form), log)
        for written in ways(mark.written) if mark.written.isdecimal() else mark.forms():
            log.truncate(0)
            logging.getLogger("leaking").warning("asked for %s", written)
            assert leaks(log.getvalue(), MARKS) or written != mark.written
            assert leaks(log.getvalue(), [mark]), written
    assert not leaks(Redactor([one.written for one in _SECRETS]).text(" ".join(ways(MOBILE))), [*_SECRETS, *_NUMBERS])


class _Blind(Redactor):
    """A redactor that takes nothing out."""

    def text(self, text: str) -> str:
        return text
