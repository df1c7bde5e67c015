"""Quizzes as conversations: composed by the publicity member, taken by a member, closed by the clock."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from sqlalchemy import select

from db.organisations import Organisation
from db.quizzes import Answer, Attempt, Quiz
from playground.actor import Actor
from tests import factories
from tests.fixtures.houses import set_clock
from tests.fixtures.stages import Stage
from tests.handlers.doors import keeper_and_member
from tests.handlers.forging import press_forged
from tests.services.quizzes.exams import CLOSES, QUESTIONS


@pytest.fixture
async def people(stage: Stage) -> tuple[Actor, Actor, int]:
    """A publicity member, a plain member, and their branch with a bank of four questions; somebody there is retired."""
    li, zhang, branch_id = await keeper_and_member(stage, *QUESTIONS)
    async with stage.house.db.write() as session:
        branch = await session.get_one(Organisation, branch_id)
        await factories.make_member(session, branch, "陈退休", retired=True)
    return li, zhang, branch_id


async def _composed(li: Actor) -> None:
    """From the menu to a quiz that was sent out; its questions in the order of the bank."""
    await li.sends("/menu")
    await li.presses("题库")
    await li.presses("出测试")
    await li.sees("还没有出过测试", buttons=["新出一份", "‹ 返回"])
    await li.presses("新出一份")
    await li.sees(
        "2026年11月学习测试", "题目：4 道，各分类，难易都有", "内科党支部 3 人", "60 分及格，90 分优秀，可以重考 1 次"
    )
    await li.presses("设置")
    await li.sees("点一下换一档")
    await li.presses("打乱：是")
    await li.sees("点一下换一档", buttons=["打乱：否"])
    await li.presses("不限时")
    await li.sees("点一下换一档", buttons=["马上开始", "开放 7 天", "限时 5 分钟", "重考 1 次", "计学分：是"])
    await li.presses("‹ 返回")
    await li.sees("草稿", "限时 5 分钟")
    await li.presses("题目")
    await li.sees("党员大会一般多久一次？", "✓B 每季度", "答案：32")
    await li.presses("自己挑")
    screen = await li.sees("已选 4 道，这里共 4 道。")
    for place in range(1, 5):
        await li.presses(f"✓ {place}", message=screen)
        await li.sees(f"已选 {4 - place} 道")
    for place in range(1, 5):
        await li.presses(str(place), message=screen)
        await li.sees(f"已选 {place} 道")
    await li.presses("‹ 返回")
    await li.sees("题库里有 4 道")
    await li.presses("‹ 返回")
    await li.sees("草稿")
    await li.presses("改名")
    await li.sees("改成什么名称")
    await li.sends("十一月测试")
    await li.sees("十一月测试", "限时 5 分钟，计学分")
    await li.presses("发给 3 人")
    await li.sees("“十一月测试”通知 3 人：马上开始，11月23日（周一）20:00 截止")


async def test_a_quiz_from_its_composer_to_its_result(stage: Stage, people: tuple[Actor, Actor, int]) -> None:
    li, zhang, _ = people
    await _composed(li)
    await stage.settle()
    await _taken(stage, zhang)
    set_clock(stage.house, CLOSES)
    await stage.settle()
    await _looked_at(stage, li)


async def _taken(stage: Stage, zhang: Actor) -> None:
    await zhang.sees("十一月测试", "4 道题，60 分及格", "限 5 分钟", buttons=["开始答题"])
    await zhang.presses("开始答题")
    await zhang.sees("1/4　单选题", "还剩 5 分钟", "B. 每季度", buttons=["A", "B", "C", "先答到这里"])
    await zhang.presses("B")
    await zhang.sees("2/4　多选题", "可以选几个")
    for label, after in (("A", "✓ A"), ("B", "✓ B"), ("✓ B", "B"), ("C", "✓ C")):
        await zhang.presses(label)
        await zhang.sees("2/4", buttons=[after])
    assert await _labels(zhang) == ["✓ A", "B", "✓ C", "确定（选了 2 个）", "先答到这里"]
    await zhang.presses("先答到这里")
    await zhang.sees("点一下开始或接着答")
    await zhang.sends("学习测试")
    await zhang.sees("点一下开始或接着答")
    await zhang.presses("接着答：十一月测试")
    await zhang.sees("2/4")
    for label in ("A", "C"):
        await zhang.presses(label)
        await zhang.sees("2/4", buttons=[f"✓ {label}"])
    await zhang.presses("确定（选了 2 个）")
    await zhang.sees("3/4　判断题", buttons=["正确", "错误", "先答到这里"])
    await zhang.presses("错误")
    typed = await zhang.sees("4/4　填空题", "请直接打字回答")
    await zhang.sends("党费")  # a word that leads elsewhere, were this no answer
    done = await zhang.sees(
        "十一月测试", "50 分，离 60 分还差一点", "没答对的 2 题", "您答：党费", "正确答案：32", "您答：错误"
    )
    assert done["message_id"] == typed["message_id"]
    await press_forged(stage, zhang, "q.a:1:1:1")
    await zhang.sees("50 分")
    await zhang.presses("再考一次（还有 1 次）")
    await zhang.sees("1/4")
    await zhang.presses("B")
    await zhang.sees("2/4")
    set_clock(stage.house, stage.house.now() + dt.timedelta(minutes=6))
    await zhang.presses("A")
    await zhang.sees("时间到了，刚才这一题没有记上。前面的 1 题都记下了。", "25 分")
    async with stage.house.db.read() as session:
        tries = list(await session.scalars(select(Attempt.score).order_by(Attempt.id)))
        stored = list(await session.scalars(select(Answer.position).order_by(Answer.attempt_id, Answer.position)))
    assert (tries, stored) == ([50, 25], [1, 2, 3, 4, 1])


async def _looked_at(stage: Stage, li: Actor) -> None:
    await li.sees("十一月测试", "应考 2 人，实考 1 人，参考率 50%", "及格 0 人，及格率 0%，平均 50 分")
    await li.presses("看结果")
    await li.sees("已结束", "按实考算", buttons=["成绩表", "各题图", "各题情况", "题目", "‹ 返回"])
    await li.presses("各题情况")
    await li.sees("共 4 题，0 题要看一看", "答的人还少")
    await li.presses("第 1 题")
    await li.sees("第 1 版", buttons=["改正这道题", "停用", "‹ 返回"])
    await li.presses("停用")
    await li.sees("这道题已停用", buttons=["改正这道题", "恢复使用", "‹ 返回"])
    await li.presses("改正这道题")
    await li.sees("把下面这道题复制下来")
    await li.sends("ANSWER: 好像不对")
    await li.sees("没有读到完整的一道题")
    await li.sends("党员大会一般多久一次？\nA. 每月\nB. 每两个月\nC. 每季度\nANSWER: C")
    await li.sees("第 2 版", "每两个月", "还没有人答", buttons=["改正这道题", "停用", "‹ 返回"])
    await li.presses("‹ 返回")
    await li.sees("题目情况")
    async with stage.house.db.read() as session:
        quiz = await session.scalar(select(Quiz.id))
    await press_forged(stage, li, f"qz.r:{quiz}")
    await li.sees("已结束")
    await li.presses("各题图")
    picture = await li.sees("每道题有多少人答对")
    assert picture["photo"]
    await li.presses("成绩表")
    handle = await stage.running.bot.get_file((await li.sees("测试成绩表"))["document"]["file_id"])
    sheet = openpyxl.load_workbook(io.BytesIO(bytes(await handle.download_as_bytearray()))).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3, max_row=9, max_col=7)]
    assert rows[0] == ["测试名称", "应考", "实考", "参考率", "及格数", "及格率", "平均分"]
    assert rows[1] == ["十一月测试", "2", "1", "50%", "0", "0%", "50.0"]
    assert rows[4][:2] == ["李宣传", None]
    assert rows[5][:5] == ["张敏", 50, "0分00秒", "否", "是"]
    assert rows[6][5] == "不作要求"


async def _labels(actor: Actor) -> list[str]:
    rows = actor.last_message["reply_markup"]["inline_keyboard"]
    return [one["text"] for row in rows for one in row]


async def test_a_draft_is_thrown_away_and_one_sent_out_is_called_back(
    stage: Stage, people: tuple[Actor, Actor, int]
) -> None:
    li, zhang, branch = people
    await _composed(li)
    await li.presses("看结果")
    await li.sees("进行中", "还有 2 人没答")
    await li.presses("撤回")
    await li.sees("“十一月测试”不要了。")
    await stage.settle()
    await zhang.sends("/quiz")
    await zhang.sees("现在没有要答的测试")
    await press_forged(stage, zhang, "q.go:1")
    await zhang.sees("这次测试已经结束")
    await press_forged(stage, li, "qz.go:1")
    await li.sees("不要了")
    await press_forged(stage, zhang, f"qz:{branch}")
    await zhang.sees("这里没有您可以操作的内容")


async def test_missed_questions_come_back_because_he_asks(stage: Stage, people: tuple[Actor, Actor, int]) -> None:
    li, zhang, _ = people
    await _composed(li)
    await stage.settle()
    await zhang.presses("开始答题")
    for number, label in ((1, "A"), (2, "A"), (3, "错误")):
        await zhang.sees(f"{number}/4")
        await zhang.presses(label)
        if number == 2:
            await zhang.sees("2/4", buttons=["✓ A"])
            await zhang.presses("确定")
    await zhang.sees("4/4")
    await zhang.sends("40")
    await zhang.sees("没答对的 4 题")
    set_clock(stage.house, stage.house.now() + dt.timedelta(days=2))
    await zhang.sends("/quiz")
    await zhang.sees("学习测试", buttons=["错题回顾（4 题）"])
    await zhang.presses("错题回顾（4 题）")
    await zhang.sees("错题回顾　第 1 题", "党员大会一般多久一次？", buttons=["A", "B", "C"])
    await zhang.presses("B")
    await zhang.sees("✓ 这次答对了。", "一般每季度召开 1 次。", "出处：支部工作条例第十一条")
    await zhang.presses("下一题")
    await zhang.sees("第 2 题", "可以选几个")
    for label, after in (("A", "✓ A"), ("C", "✓ C")):
        await zhang.presses(label)
        await zhang.sees("第 2 题", buttons=[after])
    await zhang.presses("确定（选了 2 个）")
    await zhang.sees("✓ 这次答对了。")
    await zhang.presses("下一题")
    await zhang.sees("第 3 题")
    await zhang.presses("错误")
    await zhang.sees("这题再看一眼", "正确答案：正确")
    await zhang.presses("下一题")
    await zhang.sees("第 4 题", "请直接打字回答")
    await zhang.sends("32")
    await zhang.sees("✓ 这次答对了。", buttons=["‹ 返回"])
    await press_forged(stage, zhang, "q.m:4")
    await zhang.sees("今天就到这里")
