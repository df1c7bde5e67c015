"""An activity report as a conversation: written with photos, returned, accepted, published in the channel."""

from __future__ import annotations

from db.names import BranchRole, ChatKind
from playground.actor import Actor
from playground.client import Room
from tests import factories
from tests.fixtures.stages import Stage
from tests.handlers.doors import comes_in
from tests.handlers.test_minutes import picture


async def _people(stage: Stage) -> tuple[Actor, Actor, Room]:
    """A branch's secretary, the office above, and its channel."""
    async with stage.house.db.write() as session:
        committee = await factories.make_organisation(session)
        branch = await factories.make_branch(session, "内科党支部", parent=committee)
        await factories.switch_off(session, branch)
        wang = await factories.make_member(session, branch, "王建国", role=BranchRole.SECRETARY)
        li = await factories.make_member(session, branch, "李办")
        await factories.grant_role(session, li, committee, BranchRole.PARTY_OFFICE)
    writer, office = await comes_in(stage, wang), await comes_in(stage, li)
    channel = await stage.world.group("医院党建", [office], kind="channel", bot_status="administrator")
    async with stage.house.db.write() as session:
        session.add(factories.chat_of(committee, str(channel.id), ChatKind.CHANNEL))
    await office.sees("频道里只发", at=channel)
    return writer, office, channel


async def test_from_the_branch_to_the_channel(stage: Stage) -> None:
    writer, office, channel = await _people(stage)
    await _writes(writer)
    await stage.settle()
    await office.sees("内科党支部上报了活动报道重阳节义诊", buttons=["看一看"])
    await office.presses("看一看")
    await office.sees("在门诊大厅量血压", buttons=["采用", "请支部改"])
    await office.presses("请支部改")
    await office.sends("请写上有多少人参加")
    await office.sees("已退给支部")
    await stage.settle()
    await writer.sees("党办请您改一改：请写上有多少人参加", buttons=["看一看"])
    await writer.presses("看一看")
    await writer.presses("写内容")
    await writer.sends("十二名党员在门诊大厅量血压、发宣传单。")
    await writer.presses("上报党办")
    await stage.settle()
    await office.sees("上报了活动报道")
    await office.presses("看一看")
    await office.presses("采用")
    await office.sees("✓ 党办已采用", buttons=["发到市人民医院党委的频道"])
    await stage.settle()
    await office.sees("的活动报道重阳节义诊已采用", buttons=["看一看"])
    await office.presses("看一看")
    await office.sees("✓ 党办已采用", buttons=["发到市人民医院党委的频道"])
    await office.sees_nothing_new(at=channel)
    await office.presses("发到市人民医院党委的频道")
    await office.sees("✓ 已发到市人民医院党委的频道")
    await stage.settle()
    posted = await office.sees("重阳节义诊", "内科党支部，2026年", "十二名党员", at=channel)
    album = [one for one in await channel.messages() if one.get("media_group_id") == posted["media_group_id"]]
    assert [bool(one["photo"]) for one in album] == [True, True]
    await writer.sees("党办采用了")


async def _writes(writer: Actor) -> None:
    """From the branch's screen to the office, with two photos."""
    await writer.sends("支部")
    await writer.presses("更多")
    await writer.presses("活动报道")
    await writer.sees("还没有", buttons=["写一篇"])
    await writer.presses("写一篇")
    await writer.sends("重阳节义诊")
    await writer.sees("活动做了什么", "不要写病人的情况")
    await writer.sends("在门诊大厅量血压、发宣传单。")
    await writer.sees("重阳节义诊", "草稿，还没有上报", buttons=["上报党办", "加照片"])
    await writer.presses("加照片")
    await writer.sees("请把照片发过来，最多 9 张")
    await writer.sends_file(picture(), kind="photo")
    await writer.sees("收到了，现在共 1 张照片")
    await writer.sends_file(picture(80), kind="photo")
    await writer.sees("收到了，现在共 2 张照片", buttons=["照片发完了"])
    await writer.presses("照片发完了")
    await writer.sees("照片 2 张")
    await writer.presses("上报党办")
    await writer.sees("已上报，等党办审核", buttons=["看照片", "撤回来改"])
