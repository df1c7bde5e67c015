"""The suggestion box as conversations, and a search for whoever sent something anonymously."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from bot import logs
from db.accounts import Draft
from db.incidents import Incident
from db.members import Member
from db.models import metadata
from db.names import BranchRole
from db.organisations import Organisation
from db.suggestion_names import SuggestionState
from db.suggestions import Suggestion, SuggestionArrival, SuggestionDayKey, SuggestionMark
from playground.actor import Actor
from services import suggestions
from services.backup import sqlite as sqlite_backup
from services.house import House
from tests import factories
from tests.fixtures.houses import NOW, set_clock
from tests.fixtures.stages import Stage, stage_on, stage_settings
from tests.handlers.doors import comes_in

WORDS = "门诊夜班交接的学习材料能不能早一天发"
ANSWER = "下个月起提前两天发"
NEXT_MORNING = NOW + dt.timedelta(days=1)


async def _branch(stage: Stage) -> tuple[Organisation, Member, Member]:
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        await factories.switch_off(session, branch)
        wang = await factories.make_member(session, branch, "王建国", role=BranchRole.SECRETARY)
        zhang = await factories.make_member(session, branch, "张敏")
    return branch, wang, zhang


async def test_a_signed_suggestion_is_answered(stage: Stage) -> None:
    _, wang, zhang = await _branch(stage)
    secretary, member = await comes_in(stage, wang), await comes_in(stage, zhang)
    await member.presses("意见箱")
    await member.presses("署名提意见")
    await member.presses("支部工作")
    await member.sees("会写上您的名字")
    await member.sends("长" * 1001)
    await member.sees("1 到 1000 个字")
    await member.sends(WORDS)
    await member.sees("收到了，已交给支部书记")
    await stage.settle()
    note = await secretary.sees("有同志署名提了一条意见（支部工作）")
    assert WORDS not in str(note), "what it says is read at the desk"
    await secretary.presses("看一看")
    await secretary.sees("张敏", WORDS, "已收到", buttons=["答复", "正在办", "办结，不答复"])
    await secretary.presses("正在办")
    await secretary.sees("正在办")
    await secretary.presses("答复")
    await secretary.sends(ANSWER)
    await secretary.sees(f"答复：{ANSWER}", "已答复")
    await stage.settle()
    await member.sees("您提的意见有答复了")
    await member.presses("看答复")
    await member.sees(WORDS, "已答复", f"答复：{ANSWER}")
    async with stage.house.db.read() as session:
        (row,) = await session.scalars(select(Suggestion))
        assert (row.signed, row.member_id, row.state, row.answer) == (True, zhang.id, SuggestionState.ANSWERED, ANSWER)
        assert not list(await session.scalars(select(Draft)))


# --- anonymous --------------------------------------------------------------------------------------------------------


async def _everything(house: House) -> dict[str, set[str]]:
    """Every row of every table, but for what the processes agree on among themselves, which names nobody."""
    found = {}
    async with house.db.read() as session:
        for table in metadata.sorted_tables:
            if table.name not in ("leases", "budget_shares"):
                found[table.name] = {repr(tuple(row)) for row in await session.execute(select(table))}
    return found


def _new(before: dict[str, set[str]], after: dict[str, set[str]]) -> dict[str, set[str]]:
    return {name: rows - before[name] for name, rows in after.items() if rows != before[name]}


async def _drops(member: Actor) -> str:
    """Somebody sends an anonymous suggestion; gives its code."""
    await member.presses("匿名提意见")
    await member.presses("支部工作")
    asked = await member.sees("匿名意见：支部工作", "藏不住的")
    await member.sends(WORDS, reply_to=asked)
    told = await member.sees("收下了，明天早上转交给支部书记")
    return str(told["text"]).split("取件码：")[1].split("\n")[0]


@pytest.mark.usefixtures("logging_as_before")
async def test_nothing_leads_from_an_anonymous_suggestion_to_its_sender(house: House, tmp_path: Path) -> None:
    log = io.StringIO()
    logs.configure(stage_settings("http://127.0.0.1", log_level="DEBUG"), log)
    async with stage_on(house) as stage:
        _, wang, zhang = await _branch(stage)
        secretary, member = await comes_in(stage, wang), await comes_in(stage, zhang)
        await member.presses("意见箱")
        await member.sees("凭取件码看答复")
        await stage.settle()
        before = await _everything(house)
        code = await _drops(member)
        new = _new(before, await _everything(house))
        # One message left three rows: itself, the key of the day, and a mark under a hash by that key.
        assert {name: len(rows) for name, rows in new.items()} == {
            "suggestion_arrivals": 1,
            "suggestion_day_keys": 1,
            "suggestion_marks": 1,
        }
        hints = await _hints(house, member, zhang)
        assert not [hint for hint in (*hints, WORDS, code) if hint in log.getvalue()], "the log knows"
        await _search(house, tmp_path, hints, code)

        # In the morning it lies on the desk, and key and marks are gone.
        set_clock(house, NEXT_MORNING)
        await stage.settle()
        async with house.db.read() as session:
            assert [list(await session.scalars(select(one))) for one in (SuggestionArrival, SuggestionDayKey)] == [
                [],
                [],
            ]
            assert not list(await session.scalars(select(SuggestionMark)))
        await _search(house, tmp_path, hints, code)
        await secretary.sees("意见箱里有 1 条意见等您看")
        await secretary.presses("去看意见")
        await secretary.presses(f"已收到：{WORDS[:15]}…")
        seen = await secretary.sees("匿名意见", WORDS)
        assert not [hint for hint in hints if hint in str(seen["text"])]
        await secretary.presses("答复")
        await secretary.sends(ANSWER)
        await secretary.sees(f"答复：{ANSWER}")
        await stage.settle()

        # Whoever has the code reads the answer, and reading it writes nothing.
        before = await _everything(house)
        await member.presses("凭码看答复")
        asked = await member.sees("凭取件码看答复")
        await member.sends(code.lower(), reply_to=asked)
        await member.sees("支部工作", "11月16日", "已答复", f"答复：{ANSWER}", "可以再看；办结满 12 个月")
        await member.sends("AAAA-BBBB-CCCC-DDDD", reply_to=asked)
        await member.sees("没有找到这个取件码")
        assert _new(before, await _everything(house)) == {}
        await _search(house, tmp_path, hints, code)
        assert not [hint for hint in (*hints, WORDS, code) if hint in log.getvalue()], "the log knows"


async def _hints(house: House, member: Actor, row: Member) -> list[str]:
    """Whatever would name the sender: address, username, member and account keys, name, code."""
    async with house.db.read() as session:
        key = await session.scalar(
            text("SELECT key FROM accounts WHERE address = :address"), {"address": str(member.id)}
        )
    assert key
    return [str(member.id), str(key), row.key, row.name or "", row.code]


def _files(folder: Path) -> list[Path]:
    return [one for one in folder.rglob("*") if one.is_file()]


async def _search(house: House, folder: Path, hints: list[str], code: str) -> None:
    """No row, no page of a file and no page of a backup holds the words or the code together with a hint."""
    for name, rows in (await _everything(house)).items():
        for row in rows:
            assert code not in row, name
            if WORDS in row:
                assert name in ("suggestions", "suggestion_arrivals")
                assert not [hint for hint in hints if hint in row]
                # A day, and no moment.
                assert "datetime.datetime(" not in row
    if not house.db.is_sqlite:
        return
    copy = folder / "copy.db"
    sqlite_backup.snapshot(Path(str(house.db.url.database)), copy)
    pages = 0
    for file in _files(folder):
        content = file.read_bytes()
        assert code.encode() not in content
        # The log beside the database has a header before each page.
        step = 4096 + 24 if file.name.endswith("-wal") else 4096
        start = 32 if file.name.endswith("-wal") else 0
        for at in range(start, len(content), step):
            page = content[at : at + step]
            if WORDS.encode() in page:
                pages += 1
                assert not [hint for hint in hints if hint.encode() in page], file.name
    assert pages, "the search finds what there is"
    copy.unlink()


async def test_what_goes_wrong_keeps_nothing_either(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    _, wang, zhang = await _branch(stage)
    await comes_in(stage, wang)
    member = await comes_in(stage, zhang)
    await member.presses("意见箱")
    await member.presses("匿名提意见")
    await member.presses("支部工作")
    asked = await member.sees("回复这条消息")
    before = await _everything(stage.house)

    async def broken(*_args: Any) -> None:
        raise RuntimeError(WORDS)

    monkeypatch.setattr(suggestions, "drop", broken)
    await member.sends(WORDS, reply_to=asked)
    await member.sees("没有收下，也没有留下任何内容")
    assert _new(before, await _everything(stage.house)) == {}
    async with stage.house.db.read() as session:
        assert not list(await session.scalars(select(Incident)))
    monkeypatch.undo()
    await member.sends("长" * 1001, reply_to=asked)
    await member.sees("1 到 1000 个字")
    assert _new(before, await _everything(stage.house)) == {}


async def test_three_a_day_and_what_is_late_is_said(stage: Stage) -> None:
    _, wang, zhang = await _branch(stage)
    await comes_in(stage, wang)
    member = await comes_in(stage, zhang)
    await member.presses("意见箱")
    await member.presses("匿名提意见")
    await member.presses("支部工作")
    asked = await member.sees("回复这条消息")
    for number in range(3):
        await member.sends(f"第 {number} 条", reply_to=asked)
        await member.sees("取件码")
    await member.sends("第四条", reply_to=asked)
    await member.sees("今天您已经提了 3 条匿名意见，这一条没有收下")
    async with stage.house.db.read() as session:
        rows = list(await session.scalars(select(SuggestionArrival)))
        assert sorted(row.words for row in rows) == [f"第 {number} 条" for number in range(3)]
        (mark,) = await session.scalars(select(SuggestionMark))
        assert mark.count == 3
