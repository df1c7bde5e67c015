"""The roster in the chat: the workbook in, the preview, the one press, the file out."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Draft
from db.audit import AuditEntry
from db.members import Member
from db.names import BranchRole, MemberStatus
from db.organisations import Organisation
from playground.actor import Actor
from services import org_settings
from tests import factories
from tests.fixtures.houses import set_clock
from tests.fixtures.stages import Stage
from tests.handlers.forging import press_forged
from tests.handlers.tapping import taps
from tests.services.roster.files import DATA, csv_file, person
from tests.services.roster.imports import COMMITTEE_LINE

A, B, C = "19900002001", "19900002002", "19900002003"


def roster(*rows: dict[str, str]) -> bytes:
    return csv_file(person("王建国", 性别="男", 联系电话=C), *rows, above=COMMITTEE_LINE)


@pytest.fixture
async def office(stage: Stage) -> Actor:
    """王建国 of the party office, on the roster of 内科党支部."""
    async with stage.house.db.write() as session:
        committee = await factories.make_organisation(session, "市人民医院党委")
        branch = await factories.make_branch(session, "内科党支部", parent=committee)
        member = await factories.make_member(session, branch, "王建国", phone=C, vault=stage.house.vault)
        member.sex = None
        await factories.grant_role(session, member, committee, BranchRole.PARTY_OFFICE)
    return await stage.known(member)


async def inner_branch(session: AsyncSession) -> Organisation:
    return (await session.scalars(select(Organisation).where(Organisation.name == "内科党支部"))).one()


async def names(stage: Stage) -> list[tuple[str | None, MemberStatus]]:
    async with stage.house.db.read() as session:
        return [(one.name, one.status) for one in await session.scalars(select(Member).order_by(Member.id))]


async def drafts(stage: Stage) -> int:
    async with stage.house.db.read() as session:
        return await session.scalar(select(func.count()).select_from(Draft)) or 0


async def test_a_workbook_is_shown_first_and_goes_in_after_one_press(stage: Stage, office: Actor) -> None:
    sent = await office.sends_file((DATA / "roster_16_branches.xlsx").read_bytes(), name="花名册.xlsx")
    await office.sees(
        "花名册预览", "党总支 6 个、党支部 16 个", "党员 485 人（男 236，女 249）", "新增 485", "没有保存的列：备注",
        buttons=["确认导入", "取消"],
    )  # fmt: skip
    assert len(await names(stage)) == 1  # looking writes nothing
    assert sent["message_id"] not in [one["message_id"] for one in await office.looks()]  # deleted from the chat
    await office.presses("确认导入")
    await office.sees("花名册已更新", "共 485 人", "新增 485")
    assert len(await names(stage)) == 486
    assert await drafts(stage) == 0
    async with stage.house.db.read() as session:
        entry = (await session.scalars(select(AuditEntry).where(AuditEntry.action == "roster.imported"))).one()
    account = await stage.account_of(office)
    assert account is not None
    assert entry.actor == f"account:{account.key}"


async def test_the_waiting_preview_is_sealed(stage: Stage, office: Actor) -> None:
    await office.sends_file(roster(person("张敏", 联系电话=A, 身份证号="110101199001011234")), name="r.csv")
    await office.sees("花名册预览", "没有读取的列：身份证号")
    async with stage.house.db.read() as session:
        kept = (await session.scalars(select(Draft))).one()
    assert not any(secret in str(kept.data) for secret in ("张敏", A, "110101"))


async def test_changes_are_named_and_telephone_numbers_are_not(stage: Stage, office: Actor) -> None:
    await office.sends_file(roster(person("张敏", 联系电话=A), person("李强", 联系电话="")), name="r.csv")
    await office.presses("确认导入")
    await office.sees("花名册已更新")
    changed = roster(person("张敏", 联系电话=B, 所在科室="心内科"), person("李强", 所属党支部="外科党支部"))
    await office.sends_file(changed, name="r.csv")
    shown = await office.sees("变更：张敏（科室、电话）", "调动：李强 → 外科党支部", "新建组织：外科党支部")
    assert A not in shown["text"]
    assert B not in shown["text"]


async def test_people_are_named_as_the_office_chose(stage: Stage, office: Actor) -> None:
    await office.sends_file(roster(person("张敏", 联系电话=A)), name="r.csv")
    await office.presses("确认导入")
    await office.sees("花名册已更新")
    async with stage.house.db.write() as session:
        root = await session.scalar(select(Member.root_id).limit(1))
        assert root is not None
        await org_settings.change(session, root, "names_in_chat", "MASKED", stage.house.now())
    await office.sends_file(roster(person("张敏", 联系电话=B)), name="r.csv")
    await office.sees("变更：张*（电话）")


async def test_those_who_are_not_in_the_file_stay_or_leave_as_the_office_says(stage: Stage, office: Actor) -> None:
    await office.sends_file(roster(person("张敏", 联系电话=A), person("李强")), name="r.csv")
    await office.presses("确认导入")
    await office.sees("花名册已更新")
    without = roster(person("张敏", 联系电话=B))
    await office.sends_file(without, name="r.csv")
    await office.sees(
        "不在表中 1", "不在表中：李强", buttons=["导入，保留不在表中的 1 人", "导入，并把 1 人标为已离开"]
    )
    await office.presses("导入，保留不在表中的 1 人")
    await office.sees("不在表中但保留 1")
    assert ("李强", MemberStatus.ACTIVE) in await names(stage)
    await office.sends_file(without, name="r.csv")
    await office.sees("不在表中 1", buttons=["把不在表中的 1 人标为已离开", "取消"])
    await office.presses("把不在表中的 1 人标为已离开")
    await office.sees("标为离开 1")
    assert ("李强", MemberStatus.LEFT) in await names(stage)


async def test_the_office_is_warned_when_it_is_not_in_its_own_file(stage: Stage, office: Actor) -> None:
    await office.sends_file(csv_file(person("张敏", 联系电话=A), above=COMMITTEE_LINE), name="r.csv")
    await office.sees("不在表中的人里有您自己")


async def test_the_same_file_again_says_that_nothing_changes(stage: Stage, office: Actor) -> None:
    await office.sends_file(roster(), name="r.csv")
    await office.presses("确认导入")
    await office.sees("花名册已更新")
    await office.sends_file(roster(), name="r.csv")
    shown = await office.sees("与现有花名册一致")
    assert "确认导入" not in str(shown.get("reply_markup"))


async def test_bad_rows_come_back_as_a_list_and_nothing_goes_in(stage: Stage, office: Actor) -> None:
    sent = await office.sends_file((DATA / "roster_with_errors.xlsx").read_bytes(), name="r.xlsx")
    answer = await office.sees("有 11 行要改，什么也没有导入", "另有 2 行没有问题")
    assert answer["document"]["file_name"] == "花名册问题清单.xlsx"
    handle = await stage.running.bot.get_file(answer["document"]["file_id"])
    book = openpyxl.load_workbook(io.BytesIO(bytes(await handle.download_as_bytearray())))
    rows = list(book["问题清单"].iter_rows(values_only=True))
    assert rows[0] == ("工作表", "行", "列", "内容", "怎么改")
    assert [row[1] for row in rows[1:]] == [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]
    assert rows[1][2:] == ("姓名", "", "缺姓名。请补上；如果是空行，请整行删除。")
    assert len(await names(stage)) == 1
    assert sent["message_id"] not in [one["message_id"] for one in await office.looks()]


@pytest.mark.parametrize(
    ("content", "name", "answer"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 900, "r.xls", "另存为"),
        (b"%PDF-1.7", "r.pdf", "不是表格"),
        ("张敏,女\n李强,男\n".encode(), "r.csv", "没找到表头"),
    ],
)
async def test_a_file_that_cannot_be_read_says_what_to_do(
    stage: Stage, office: Actor, content: bytes, name: str, answer: str
) -> None:
    sent = await office.sends_file(content, name=name)
    await office.sees(answer)
    assert sent["message_id"] not in [one["message_id"] for one in await office.looks()]


async def test_ten_presses_have_the_effect_of_one(stage: Stage, office: Actor) -> None:
    await office.sends_file(roster(person("张敏", 联系电话=A)), name="r.csv")
    preview = await office.sees("花名册预览")
    await taps(stage, office, preview, preview["reply_markup"]["inline_keyboard"][0][0]["text"], 10)
    await stage.world.quiet()
    async with stage.house.db.read() as session:
        imports = select(func.count()).where(AuditEntry.action == "roster.imported")
        assert await session.scalar(imports) == 1
    assert len(await names(stage)) == 2


async def test_a_roster_that_changed_meanwhile_is_shown_again(stage: Stage, office: Actor) -> None:
    await office.sends_file(roster(person("张敏", 联系电话=A)), name="r.csv")
    await office.sees("花名册预览", "新增 1")
    async with stage.house.db.write() as session:
        await factories.make_member(session, await inner_branch(session), "张敏", phone=A, vault=stage.house.vault)
    await office.presses("确认导入")
    await office.sees("花名册又有变动", "新增 0", buttons=["确认导入"])
    assert len(await names(stage)) == 2
    await office.presses("确认导入")
    await office.sees("花名册已更新")
    assert len(await names(stage)) == 2


async def test_a_preview_is_over_after_half_an_hour(stage: Stage, office: Actor) -> None:
    await office.sends_file(roster(person("张敏", 联系电话=A)), name="r.csv")
    await office.sees("30 分钟内有效")
    set_clock(stage.house, stage.house.now() + dt.timedelta(minutes=30))
    await office.presses("确认导入")
    await office.sees("已经用过、取消或过期")
    assert len(await names(stage)) == 1


async def test_a_cancelled_preview_is_over(stage: Stage, office: Actor) -> None:
    await office.sends_file(roster(person("张敏", 联系电话=A)), name="r.csv")
    preview = await office.sees("花名册预览")
    data = preview["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await office.presses("取消")
    await office.sees("没有导入")
    await press_forged(stage, office, data)
    await office.sees("已经用过、取消或过期")
    assert await drafts(stage) == 0
    assert len(await names(stage)) == 1


async def test_a_newer_file_replaces_the_older_preview(stage: Stage, office: Actor) -> None:
    await office.sends_file(roster(person("张敏", 联系电话=A)), name="r.csv")
    first = await office.sees("花名册预览")
    await office.sends_file(roster(person("李强", 联系电话=B)), name="r.csv")
    second = await office.sees("花名册预览")
    await office.presses("确认导入", message=first)
    await office.sees("已经用过、取消或过期")
    await office.presses("确认导入", message=second)
    await office.sees("花名册已更新")
    assert [name for name, _ in await names(stage)] == ["王建国", "李强"]


async def test_somebody_elses_preview_cannot_be_pressed(stage: Stage, office: Actor) -> None:
    await office.sends_file(roster(person("张敏", 联系电话=A)), name="r.csv")
    preview = await office.sees("花名册预览")
    data = preview["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    async with stage.house.db.write() as session:
        committee = (await session.scalars(select(Organisation).where(Organisation.parent_id.is_(None)))).one()
        other = await factories.make_member(session, await inner_branch(session), "赵静")
        await factories.grant_role(session, other, committee, BranchRole.PARTY_OFFICE)
    zhao = await stage.known(other)
    await zhao.starts()
    await zhao.has_seen_everything()
    await press_forged(stage, zhao, data)
    await zhao.sees("已经用过、取消或过期")
    assert len(await names(stage)) == 2


async def test_a_member_or_a_stranger_imports_nothing(stage: Stage, office: Actor) -> None:
    async with stage.house.db.write() as session:
        member = await factories.make_member(session, await inner_branch(session), "张敏")
    zhang, stranger = await stage.known(member), await stage.person("路人")
    await zhang.sends_file(roster(), name="r.csv")
    await zhang.sees("没有您可以操作的内容")
    await stranger.starts()
    await stranger.has_seen_everything()
    await stranger.sends_file(roster(), name="r.csv")
    await stage.world.quiet()
    seen = str(await stranger.looks())
    assert not any(words in seen for words in ("预览", "新增", "内科党支部", "王建国"))
    assert len(await names(stage)) == 2


async def test_the_roster_comes_out_as_a_file(stage: Stage, office: Actor) -> None:
    await office.sends("/roster")
    await office.sees("花名册", "导入", buttons=["导出：市人民医院党委"])
    await office.presses("导出：市人民医院党委")
    answer = await office.sees("共 1 人", "不要转发")
    assert answer["document"]["file_name"] == "市人民医院党委党员花名册_20261116.xlsx"
    handle = await stage.running.bot.get_file(answer["document"]["file_id"])
    await office.sends_file(bytes(await handle.download_as_bytearray()), name="r.xlsx")
    await office.sees("与现有花名册一致")


async def test_a_secretary_gets_his_branchs_file_and_no_import(stage: Stage, office: Actor) -> None:
    async with stage.house.db.write() as session:
        branch = await inner_branch(session)
        member = await factories.make_member(session, branch, "张敏", role=BranchRole.SECRETARY)
    zhang = await stage.known(member)
    await zhang.sends("/roster")
    shown = await zhang.sees("导出", buttons=["导出：内科党支部"])
    assert "导入" not in shown["text"]
    await zhang.presses("导出：内科党支部")
    await zhang.sees("共 2 人")
    await zhang.sends_file(roster(), name="r.csv")
    await zhang.sees("没有您可以操作的内容")


async def test_the_roster_of_another_committee_does_not_come_out(stage: Stage, office: Actor) -> None:
    async with stage.house.db.write() as session:
        other = await factories.make_organisation(session, "市中医院党委")
    await office.starts()
    await office.has_seen_everything()
    await press_forged(stage, office, f"roster.export:{other.id}")
    await office.sees("没有您可以操作的内容")
