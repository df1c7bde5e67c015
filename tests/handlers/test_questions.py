"""The question bank, as conversations."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func, select

from db.questions import Question
from playground.actor import Actor
from tests.fixtures.stages import Stage
from tests.handlers.doors import keeper_and_member
from tests.handlers.forging import press_forged

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture
async def people(stage: Stage) -> tuple[Actor, Actor, int]:
    """A publicity member, a plain member, and their branch."""
    return await keeper_and_member(stage)


async def _many(stage: Stage) -> int:
    async with stage.house.db.read() as session:
        return await session.scalar(select(func.count()).select_from(Question)) or 0


async def test_a_file_is_shown_kept_once_and_comes_out_again(stage: Stage, people: tuple[Actor, Actor, int]) -> None:
    li, zhang, branch = people
    await li.sends("/menu")
    await li.presses("题库")
    await li.sees("内科党支部题库，共 0 题", "还没有题目。")
    await li.presses("用自带的题库")
    await li.sees("新题 64 道，改动 0 道")
    await li.presses("取消")
    await li.presses("添加题目")
    await li.sees("请发题库文件", buttons=["‹ 返回"])
    await li.sends_file((DATA / "question_bank.xlsx").read_bytes(), name="题库.xlsx")
    preview = await li.sees("新题 10 道，改动 0 道", "✓B 每季度", "还有 7 道没有列出。")
    assert await _many(stage) == 0
    await li.presses("放进题库（10 道）")
    await li.sees("好了：新增 10 道，更新 0 道。")
    assert await _many(stage) == 10
    again = next(one["callback_data"] for row in preview["reply_markup"]["inline_keyboard"] for one in row)
    await press_forged(stage, li, again)
    await li.sees("这次预览已经用过或过期了。请把文件再发一次。")
    await li.sends("/menu")
    await li.presses("题库")
    await li.sees("共 10 题", "· 单选题 5 题", "· 多选题 3 题", "· 判断题 2 题", "支部工作 10 题")
    await li.presses("导出 Aiken")
    await li.sees("题库，共 8 题。另有 2 题这种格式装不下，请用表格导出。")
    await press_forged(stage, zhang, f"qb.out:{branch}:xlsx")
    assert "document" not in zhang.last_message


async def test_a_pasted_question_and_one_that_is_wrong(stage: Stage, people: tuple[Actor, Actor, int]) -> None:
    li, _, branch = people
    await press_forged(stage, li, f"qb.in:{branch}")
    await li.sends("党课一般多久一次？\nA. 每月\nB. 每季度\nANSWER: C")
    await li.sees("有 1 处要改，题库没有动", "第 4 行：答案和选项对不上。")
    handle = await stage.running.bot.get_file(li.last_message["document"]["file_id"])
    sheet = openpyxl.load_workbook(io.BytesIO(bytes(await handle.download_as_bytearray()))).worksheets[0]
    assert [str(cell.value) for cell in sheet[2]][1:3] == ["4", "C"]
    assert str(sheet.cell(2, 4).value).startswith("答案和选项对不上。")
    await li.sends("党课 & 党日多久一次？\nA. <每月>\nB. 每季度\nANSWER: B")
    await li.sees("党课 & 党日多久一次？", "A <每月>", "✓B 每季度")
    await li.presses("放进题库（1 道）")
    await li.sees("好了：新增 1 道，更新 0 道。")
    assert await _many(stage) == 1
    await press_forged(stage, li, f"qb.in:{branch}")
    await li.sends("今天天气不错")
    await li.sees("没有读到题目。请发 .xlsx 题库表")
    assert await _many(stage) == 1
