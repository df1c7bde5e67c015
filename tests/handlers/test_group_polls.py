"""The question of the day: one native poll a group and day, answers tied to members, nobody named."""

from __future__ import annotations

from sqlalchemy import func, select

from db.chats import BoundChat
from db.members import Member
from db.names import BranchRole, ChatKind
from db.organisations import Organisation
from db.quizzes import GroupPoll, GroupPollAnswer
from db.study import StudyEntry
from db.study_names import StudySource
from handlers.group_polls import ROOM
from services.quizzes import daily
from tests import factories
from tests.fixtures.houses import NOW
from tests.fixtures.stages import Stage
from tests.handlers.doors import comes_in
from tests.handlers.forging import press_forged
from tests.services.quizzes.exams import QUESTIONS


async def _branch(stage: Stage) -> tuple[Organisation, Member, Member]:
    """A branch with two questions, one of which can be a poll; its publicity member and a plain one."""
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, "内科党支部")
        li = await factories.make_member(session, branch, "李宣传", role=BranchRole.PUBLICITY_MEMBER)
        zhang = await factories.make_member(session, branch, "张敏")
        await factories.make_question(session, branch, QUESTIONS[0].stem, QUESTIONS[0])
        await factories.make_question(session, branch, QUESTIONS[1].stem, QUESTIONS[1])  # no poll: several are right
    return branch, li, zhang


async def test_one_poll_a_day_whose_answers_are_members(stage: Stage) -> None:
    branch, li, zhang = await _branch(stage)
    keeper, member = await comes_in(stage, li), await comes_in(stage, zhang)
    stranger = await stage.person("路人")
    group = await stage.world.group("内科党支部群", [keeper, member, stranger])
    async with stage.house.db.write() as session:
        address = str(group.id)
        session.add(
            BoundChat(
                kind=ChatKind.GROUP, messenger="telegram", address=address, organisation_id=branch.id, bound_at=NOW
            )
        )
    await keeper.sends("/menu")
    await keeper.presses("题库")
    await keeper.sees("共 2 题")
    await keeper.presses("群里每日一题")
    await keeper.sees(
        "只作练习，不计学分", QUESTIONS[0].stem, buttons=["换一题", "改为计学分", "发到第 1 个群", "‹ 返回"]
    )
    await keeper.presses("改为计学分")
    await keeper.sees("这一题计学分", buttons=["换一题", "改为只作练习", "发到第 1 个群", "‹ 返回"])
    await keeper.presses("发到第 1 个群")
    await keeper.sees("发好了")
    poll = next(one["poll"] for one in await member.looks(at=group) if "poll" in one)
    seen = (poll["question"], poll["type"], poll["is_anonymous"])
    assert seen == (f"{QUESTIONS[0].stem}（答对计学分）", "quiz", False)
    texts = [one["text"] for one in poll["options"]]
    assert sorted(texts) == sorted(QUESTIONS[0].options)
    right = texts.index("每季度")
    await member.votes(right, at=group)
    await keeper.votes((right + 1) % 3, at=group)
    await stranger.votes(right, at=group)
    await stage.world.quiet()
    async with stage.house.db.read() as session:
        rows = list(await session.scalars(select(GroupPollAnswer).order_by(GroupPollAnswer.member_id)))
        assert [(one.member_id, one.is_right) for one in rows] == [(li.id, False), (zhang.id, True)]
        assert rows[1].chosen == [1]
        messenger_id = await session.scalar(select(GroupPoll.poll_id))
        lines = list(await session.scalars(select(StudyEntry)))
    # Only whose answer was right, and only once, however often he votes.
    assert [(one.member_id, one.source, str(one.amount)) for one in lines] == [(zhang.id, StudySource.POLL, "0.10")]
    assert messenger_id is not None
    for other in ((right + 1) % 3, right, 7):
        assert not await daily.voted(stage.house, "telegram", str(member.id), messenger_id, [other])
    async with stage.house.db.read() as session:
        assert await session.scalar(select(func.count()).select_from(StudyEntry)) == 1
    await press_forged(stage, member, "st.ex:c")
    await member.sees(f"“{QUESTIONS[0].stem}”：群里每日一题答对，算 0.1 次测试，0.1 × 1 = 0.1 分")
    await press_forged(stage, keeper, f"qp.go:{branch.id}:1:1")
    await keeper.sees("这个群今天已经出过一题了")
    await press_forged(stage, keeper, f"qp:{branch.id}")
    await keeper.sees("上一题：本支部 2 人答，1 人答对。", "一个群一天一题")
    await press_forged(stage, member, f"qp.go:{branch.id}:1:1")
    await member.sees("这里没有您可以操作的内容")
    assert not daily.fits(QUESTIONS[1], ROOM)
