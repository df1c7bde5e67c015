"""Registration as conversations: what people type and press, what they see, and what is stored."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from db.accounts import Account, Draft
from db.members import Member
from db.names import BranchRole, OrgLevel, Reach, RequestState
from db.organisations import Organisation
from db.registration import Invitation, RegistrationRequest
from handlers.links import invitation_link
from playground.actor import Actor
from services import administrators, drafts, invitations
from services.drafts import Form
from tests import factories
from tests.fixtures.houses import NOW, set_clock
from tests.fixtures.stages import Stage
from tests.handlers.forging import press_forged

PHONE = "13800002001"


@dataclass
class Hospital:
    """Two branches of a committee; 内科 has a secretary with a phone, and 张三 who has never registered."""

    inner: Organisation
    surgery: Organisation
    zhang: Member
    li: Actor


@pytest.fixture
async def hospital(stage: Stage) -> Hospital:
    async with stage.house.db.write() as session:
        committee = await factories.make_organisation(session)
        inner = await factories.make_branch(session, "内科党支部", parent=committee)
        surgery = await factories.make_branch(session, "外科党支部", parent=committee)
        secretary = await factories.make_member(session, inner, "李书记", role=BranchRole.SECRETARY)
        zhang = await factories.make_member(session, inner, "张三", phone=PHONE, vault=stage.house.vault)
        zhang.department = "心内科"
    return Hospital(inner, surgery, zhang, await at_the_phone(stage, secretary))


async def at_the_phone(stage: Stage, member: Member) -> Actor:
    """Somebody registered, who has the chat with the bot open."""
    person = await stage.known(member)
    await person.starts()
    await person.sees(buttons=["我的"])
    return person


async def agree(person: Actor, payload: str | None = None) -> None:
    await person.starts(payload)
    await person.sees("登记之前", buttons=["同意并继续", "不同意"])
    await person.presses("同意并继续")
    await person.sees("谢谢您")


async def by_name(person: Actor, name: str, branch: str | None) -> None:
    """From the consent screen to a request."""
    await person.sees("请点屏幕下方")
    await person.presses("用姓名登记")
    if branch is not None:
        await person.sees("您所在支部的名称")
        await person.sends(branch)
    await person.sees("您的姓名")
    await person.sends(name)


async def state_of(stage: Stage) -> list[RequestState]:
    async with stage.house.db.read() as session:
        return list(await session.scalars(select(RegistrationRequest.state).order_by(RegistrationRequest.id)))


# --- consent ---------------------------------------------------------------------------------------------------------


async def test_nothing_is_stored_before_consent_and_nothing_after_a_refusal(stage: Stage, hospital: Hospital) -> None:
    zhang = await stage.person("张三", phone=PHONE)
    await zhang.starts()
    await zhang.sees("登记之前", "境外", "涉密", "/leave")
    for something in ("你好", "/me", "/help", "ABCD2345", "党费"):
        await zhang.sends(something)
        await zhang.sees()
    await zhang.shares_contact()
    await zhang.sees("登记之前")
    await zhang.presses("不同意")
    await zhang.sees("什么都没有存")
    assert await stage.account_of(zhang) is None


async def test_the_number_registers_in_two_taps(stage: Stage, hospital: Hospital) -> None:
    zhang = await stage.person("张三", phone=f"+86 {PHONE}")
    await agree(zhang)
    await zhang.sees("请点屏幕下方")
    assert await zhang.keyboard() == ["分享我的手机号"]
    await zhang.shares_contact()
    await zhang.sees("登记好了", "内科党支部")
    await zhang.sees("内科党支部", buttons=["我的"])
    assert await zhang.keyboard() == []
    member = await stage.member_of(zhang)
    assert member is not None
    assert member.id == hospital.zhang.id
    async with stage.house.db.read() as session:
        assert await session.scalar(select(func.count(Draft.account_id))) == 0
    await zhang.starts()
    await zhang.sees("内科党支部", buttons=["我的"])


async def test_an_english_phone_is_spoken_to_in_english(stage: Stage, hospital: Hospital) -> None:
    john = await stage.person("John", language_code="en", phone="+447911123456")
    await john.starts()
    await john.sees("Before you register", buttons=["Agree and continue"])
    await john.presses("Agree")
    await john.sees("Share my number")
    account = await stage.account_of(john)
    assert account is not None
    assert account.language == "en"


async def test_somebody_else_s_contact_is_refused(stage: Stage, hospital: Hospital) -> None:
    zhang, thief = await stage.person("张三", phone=PHONE), await stage.person("某人", phone="13899990000")
    await agree(thief)
    await thief.shares_contact(of=zhang)
    await thief.sees("不是您自己的")
    assert await stage.member_of(thief) is None


async def test_five_wrong_tries_pause_for_an_hour(stage: Stage, hospital: Hospital) -> None:
    guest = await stage.person("某人", phone=PHONE)
    await agree(guest)
    for number in range(5):
        await guest.sees("请点屏幕下方") if number == 0 else None
        await guest.sends(f"ABCD234{number + 2}")
        await guest.sees("60 分钟" if number == 4 else "邀请用不了")
    await guest.shares_contact()
    await guest.sees("60 分钟")
    assert await stage.member_of(guest) is None
    set_clock(stage.house, NOW + dt.timedelta(minutes=61))
    await guest.shares_contact()
    await guest.sees("登记好了")


# --- the name and the card -------------------------------------------------------------------------------------------


async def test_a_branch_that_is_typed_again_counts(stage: Stage, hospital: Hospital) -> None:
    """The form may know a branch already when it asks for one: what is typed last is what he means."""
    del hospital
    person = await stage.person("张敏")
    await agree(person)
    account = await stage.account_of(person)
    assert account is not None
    async with stage.house.db.write() as session:
        await drafts.put(session, account.id, Form("registration", "branch", {"branch": "外科"}), stage.house.now())
    await person.sends("内科党支部")
    await person.sees("您的姓名")
    async with stage.house.db.read() as session:
        assert (await session.scalars(select(Draft))).one().data["branch"] == "内科党支部"


async def test_by_name_and_the_secretary_approves(stage: Stage, hospital: Hospital) -> None:
    guest = await stage.person("小张", phone="13899990000")
    await agree(guest)
    await guest.sees("请点屏幕下方")
    await guest.shares_contact()
    await guest.sees("对不上")
    await guest.sees("您所在支部的名称")
    await guest.sends("内科支部")
    await guest.sees("您的姓名")
    await guest.sends("张三")
    await guest.sees("已转交支部书记，请等候", buttons=["撤回申请"])
    await stage.settle()
    card = await hospital.li.sees("登记申请", "张三", "心内科", buttons=["通过", "不通过"])
    await hospital.li.presses("通过", message=card)
    await hospital.li.sees("已通过", "李书记")
    await stage.settle()
    await guest.sees("登记好了", "内科党支部", buttons=["主菜单"])
    await guest.presses("主菜单")
    await guest.sees("内科党支部", buttons=["我的"])
    assert await stage.member_of(guest) is not None


async def test_the_wrong_person_is_taken_off_again(stage: Stage, hospital: Hospital) -> None:
    guest = await stage.person("小张")
    await agree(guest)
    await by_name(guest, "张三", "内科党支部")
    await stage.settle()
    await hospital.li.sees("登记申请")
    await hospital.li.presses("通过")
    await hospital.li.sees("已通过", buttons=["搞错了，撤销"])
    await hospital.li.presses("搞错了")
    await hospital.li.sees("已撤销这次登记")
    await stage.settle()
    await guest.sees("登记好了")
    await guest.sees("认错了人", buttons=["重新登记"])
    assert await stage.member_of(guest) is None


async def test_both_secretaries_see_one_decision(stage: Stage, hospital: Hospital) -> None:
    async with stage.house.db.write() as session:
        deputy = await factories.make_member(session, hospital.inner, "王副书记")
        await factories.grant_role(session, deputy, hospital.inner, BranchRole.DEPUTY_SECRETARY)
    wang = await at_the_phone(stage, deputy)
    guest = await stage.person("小张")
    await agree(guest)
    await by_name(guest, "张三", "内科党支部")
    await stage.settle()
    first, second = await hospital.li.sees("登记申请"), await wang.sees("登记申请")
    one = await hospital.li.press_without_waiting("通过", message=first)
    two = await wang.press_without_waiting("不通过", message=second)
    await hospital.li.hears(str(one))
    await wang.hears(str(two))
    ends = re.compile("已通过|未通过")
    shown = [(await person.sees(ends))["text"] for person in (hospital.li, wang)]
    assert shown[0] == shown[1]
    await stage.settle()
    assert len(await state_of(stage)) == 1
    await guest.sees(re.compile("登记好了|没有通过"))
    await guest.sees_nothing_new()


async def test_a_card_of_yesterday_shows_how_it_ended(stage: Stage, hospital: Hospital) -> None:
    guest = await stage.person("小张")
    await agree(guest)
    await by_name(guest, "张三", "内科党支部")
    await stage.settle()
    card = await hospital.li.sees("登记申请")
    await guest.sees("已转交")
    await guest.presses("撤回申请")
    await guest.sees("已撤回")
    await stage.settle()
    await hospital.li.sees("申请人撤回")
    await press_forged(stage, hospital.li, f"reg.ok:1:{hospital.zhang.id}")
    await hospital.li.sees("申请人撤回")
    assert await stage.member_of(guest) is None
    assert card["message_id"]


async def test_refused_politely_and_free_to_try_again(stage: Stage, hospital: Hospital) -> None:
    guest = await stage.person("小张")
    await agree(guest)
    await by_name(guest, "张三", "内科党支部")
    await stage.settle()
    await hospital.li.sees("登记申请")
    await hospital.li.presses("不通过")
    await hospital.li.sees("未通过")
    await stage.settle()
    await guest.sees("没有通过", buttons=["重新登记"])
    await guest.presses("重新登记")
    await guest.sees("请点屏幕下方")


async def test_of_namesakes_the_secretary_picks(stage: Stage, hospital: Hospital) -> None:
    async with stage.house.db.write() as session:
        other = await factories.make_member(session, hospital.inner, "张三")
        other.department, other.post = "急诊科", "护士"
    guest = await stage.person("小张")
    await agree(guest)
    await by_name(guest, "张三", "内科党支部")
    await stage.settle()
    await hospital.li.sees("不止一位", buttons=["张三（心内科）", "张三（急诊科 · 护士）", "不通过"])
    await hospital.li.presses("急诊科")
    await hospital.li.sees("已通过")
    member = await stage.member_of(guest)
    assert member is not None
    assert member.id == other.id


async def test_an_unknown_name_needs_the_roster_first(stage: Stage, hospital: Hospital) -> None:
    guest = await stage.person("小钱")
    await agree(guest)
    await by_name(guest, "钱九", "内科党支部")
    await guest.sees("已转交支部书记，请等候")
    await stage.settle()
    card = await hospital.li.sees("没有这个姓名", buttons=["重新核对", "不通过"])
    assert "通过" not in [button for button in hospital.li.buttons if button == "通过"]
    async with stage.house.db.write() as session:
        await factories.make_member(session, hospital.inner, "钱九")
    await hospital.li.presses("重新核对", message=card)
    await hospital.li.sees("还没有登记", buttons=["通过", "不通过"])


async def test_the_list_of_what_waits(stage: Stage, hospital: Hospital) -> None:
    guest = await stage.person("小张")
    await agree(guest)
    await by_name(guest, "张三", "内科党支部")
    await guest.sees("已转交")
    await press_forged(stage, hospital.li, f"reg.list:{hospital.inner.id}")
    await hospital.li.sees("1 条", buttons=["张三 · 内科党支部"])
    await hospital.li.presses("张三 · 内科党支部")
    await hospital.li.sees("登记申请", buttons=["通过", "不通过"])


async def test_a_new_phone_takes_over(stage: Stage, hospital: Hospital) -> None:
    old, new = await at_the_phone(stage, hospital.zhang), await stage.person("张三", phone=PHONE)
    await agree(new)
    await new.sees("请点屏幕下方")
    await new.shares_contact()
    await new.sees("另一个 Telegram 账号")
    await stage.settle()
    await hospital.li.sees("换账号申请", "号码已核对", buttons=["同意换账号", "不通过"])
    await hospital.li.presses("同意换账号")
    await hospital.li.sees("已通过")
    await stage.settle()
    await new.sees("登记好了")
    await old.sees("换到另一个 Telegram 账号", "联系支部书记")
    assert await stage.member_of(old) is None
    assert await stage.member_of(new) is not None


async def test_a_restart_in_the_middle_loses_nothing(stage: Stage, hospital: Hospital) -> None:
    """What was typed is a row: a handler that knows nothing else finds it again."""
    guest = await stage.person("小张")
    await agree(guest)
    await guest.sees("请点屏幕下方")
    await guest.presses("用姓名登记")
    await guest.sees("您所在支部的名称")
    await guest.sends("内科党支部")
    await guest.sees("您的姓名")
    async with stage.house.db.read() as session:
        draft = (await session.scalars(select(Draft))).one()
        assert (draft.kind, draft.step, draft.data) == ("registration", "name", {"branch": "内科党支部"})
    await guest.sends("取消")
    await guest.sees("已取消")
    await guest.sends("张三")
    await guest.sees("请点屏幕下方")


# --- invitations -----------------------------------------------------------------------------------------------------


async def test_an_invitation_names_the_branch(stage: Stage, hospital: Hospital) -> None:
    await press_forged(stage, hospital.li, f"inv.new:{hospital.inner.id}")
    photo = await hospital.li.sees("邀请登记 · 内科党支部", "60 人次", buttons=["停用这个邀请"])
    assert photo["photo"]
    payload = re.search(r"start=(\S+)", photo["caption"])
    assert payload is not None
    guest = await stage.person("小张")
    await agree(guest, payload[1])
    await by_name(guest, "张三", None)
    await guest.sees("已转交支部书记，请等候")
    await stage.settle()
    await hospital.li.sees("登记申请 · 内科党支部")
    async with stage.house.db.read() as session:
        assert (await session.scalars(select(Invitation))).one().uses == 1


async def test_the_typed_code_does_what_the_link_does(stage: Stage, hospital: Hospital) -> None:
    made = await invitations.create(stage.house, "terminal", hospital.inner.id)
    before, after = await stage.person("小张"), await stage.person("小王")
    await before.sends(f"{made.code[:4]} {made.code[4:].lower()}")
    await before.sees("登记之前")
    await before.presses("同意并继续")
    await by_name(before, "张三", None)
    await before.sees("已转交")
    await agree(after)
    await after.sees("请点屏幕下方")
    await after.sends(made.code)
    await by_name(after, "没有的人", None)
    await after.sees("已转交")


async def test_a_revoked_invitation_says_no_more_than_a_guessed_one(stage: Stage, hospital: Hospital) -> None:
    made = await invitations.create(stage.house, "terminal", hospital.inner.id)
    await press_forged(stage, hospital.li, f"inv.rv:{hospital.inner.id}:{made.id}")
    await hospital.li.sees("已停用")
    answers = []
    for number, payload in enumerate((f"i{made.payload}", "iAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "i")):
        guest = await stage.person(f"客人{number}")
        await agree(guest, payload)
        answers.append((await guest.sees("邀请用不了"))["text"])
        await guest.sends("你好")
        await guest.sees("请点屏幕下方")
    assert len(set(answers)) == 1


async def test_a_member_who_scans_an_invitation_comes_to_the_menu(stage: Stage, hospital: Hospital) -> None:
    made = await invitations.create(stage.house, "terminal", hospital.surgery.id)
    await hospital.li.starts(f"i{made.payload}")
    await hospital.li.sees("内科党支部", buttons=["我的"])


def test_a_link_fits_a_deep_link() -> None:
    link = invitation_link("zhibu_bot", "A" * 28)
    assert link == f"https://t.me/zhibu_bot?start=i{'A' * 28}"


# --- the office ------------------------------------------------------------------------------------------------------


async def test_the_administrator_s_code_survives_consent_and_the_warning_needs_a_tap(stage: Stage) -> None:
    made = await administrators.create_code(stage.house)
    office = await stage.person("党办")
    await office.sends(f"/admin {made.code}")
    await office.sees("登记之前")
    await office.presses("同意并继续")
    await office.sees("使用前必读", "法务", "涉密", buttons=["我已看过，继续"])
    account = await stage.account_of(office)
    assert account is not None
    assert account.is_administrator
    assert account.office_consent_version is None
    await office.sends("/menu")
    await office.sees("使用前必读")
    await office.presses("我已看过")
    await office.sees("您现在是本机器人的管理员")
    await office.sends("/menu")
    await office.sees(buttons=["支部管理"])


async def test_a_secretary_s_old_button_meets_the_warning_not_the_office(stage: Stage, hospital: Hospital) -> None:
    async with stage.house.db.write() as session:
        committee = await session.get_one(Organisation, hospital.inner.parent_id)
        assert committee.level is OrgLevel.PARTY_COMMITTEE
        clerk = await factories.make_member(session, hospital.surgery, "党办小孙")
        await factories.grant_role(session, clerk, committee, BranchRole.PARTY_OFFICE)
    sun = await at_the_phone(stage, clerk)
    async with stage.house.db.write() as session:
        (
            await session.scalars(select(Account).where(Account.address == str(sun.id)))
        ).one().office_consent_version = None
    await press_forged(stage, sun, f"inv.new:{hospital.inner.id}")
    await sun.sees("使用前必读")
    await sun.presses("我已看过")
    await sun.sees("外科党支部", buttons=["支部管理"])


# --- reach -----------------------------------------------------------------------------------------------------------


async def test_blocking_and_coming_back_are_noticed(stage: Stage, hospital: Hospital) -> None:
    zhang = await stage.known(hospital.zhang)
    await zhang.sends("/menu")
    await zhang.sees("内科党支部")
    await zhang.blocks()
    await stage.world.quiet()
    account = await stage.account_of(zhang)
    assert account is not None
    assert account.reach is Reach.BLOCKED
    await zhang.unblocks()
    await zhang.sees("又能给您发消息了")
    account = await stage.account_of(zhang)
    assert account is not None
    assert account.reach is Reach.REACHABLE


async def test_a_later_message_makes_the_account_reachable_again(stage: Stage, hospital: Hospital) -> None:
    zhang = await stage.known(hospital.zhang)
    async with stage.house.db.write() as session:
        (await session.scalars(select(Account).where(Account.address == str(zhang.id)))).one().reach = Reach.DEACTIVATED
    await zhang.sends("/menu")
    await zhang.sees("内科党支部")
    account = await stage.account_of(zhang)
    assert account is not None
    assert account.reach is Reach.REACHABLE
