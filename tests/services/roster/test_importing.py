from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from sqlalchemy import func, select

from db.accounts import Binding
from db.audit import AuditEntry
from db.cases import Case
from db.members import Member, Membership
from db.names import BranchRole, CaseState, MemberStatus, OrgLevel, OutboxReason, OutboxState
from db.organisations import Organisation
from db.outbox import OutboxMessage
from services import audit, outbox
from services.access import Actor, Grant
from services.errors import NotAllowed
from services.house import House
from services.outbox import Message, Payload
from services.roster import importing
from services.roster.codes import Code, PlanChanged
from services.roster.importing import Authority, HasProblems
from services.roster.steps import Kind
from tests import factories
from tests.fixtures.houses import set_clock
from tests.services.roster.files import DATA, csv_file, person
from tests.services.roster.imports import (
    do,
    grants,
    kinds,
    look,
    members,
    memberships,
    problems,
    roster,
)

A, B = "19900002001", "19900002002"
SIXTEEN = (DATA / "roster_16_branches.xlsx").read_bytes()


async def count(house: House, model: type[Member | Organisation | Membership | AuditEntry]) -> int:
    async with house.db.read() as session:
        return await session.scalar(select(func.count()).select_from(model)) or 0


async def organisation(house: House, name: str) -> Organisation:
    async with house.db.read() as session:
        return (await session.scalars(select(Organisation).where(Organisation.name == name))).one()


def office_of(*held: Organisation) -> Actor:
    return Actor(
        1,
        "office",
        "zh-CN",
        consented=True,
        is_administrator=False,
        member=None,
        grants=tuple(Grant(BranchRole.PARTY_OFFICE, one.id, one.path) for one in held),
    )


# --- a whole hospital system ----------------------------------------------------------------------------------------


async def test_the_roster_of_16_branches_goes_in_once(house: House) -> None:
    seen = await look(house, SIXTEEN)
    counts = seen.counts
    assert (counts.party_committees, counts.general_branches, counts.branches, counts.groups) == (1, 6, 16, 48)
    assert (counts.members, counts.men, counts.women, counts.added) == (485, 236, 249, 485)
    done = await do(house, SIXTEEN)
    assert done.changed
    assert await count(house, Member) == 485
    assert await count(house, Organisation) == 1 + 6 + 16 + 48
    stored = await members(house)
    assert len({one.code for one in stored}) == 485
    assert all(one.code.startswith("M-") and len(one.code) == 7 for one in stored)
    before = await count(house, AuditEntry)
    again = await do(house, SIXTEEN)
    assert (again.changed, again.counts.added, again.counts.changed) == (False, 0, 0)
    assert await count(house, AuditEntry) == before
    async with house.db.read() as session:
        assert await audit.first_break(session) is None


async def test_seven_sheets_make_seven_branches(house: House) -> None:
    content = (DATA / "roster_sheet_per_branch.xlsx").read_bytes()
    await do(house, content)
    counts = (await look(house, content)).counts
    assert (counts.party_committees, counts.branches, counts.members, counts.added) == (0, 7, 84, 0)
    assert await count(house, Member) == 84


async def test_a_file_with_bad_rows_changes_nothing(house: House) -> None:
    seen = await look(house, (DATA / "roster_with_errors.xlsx").read_bytes())
    assert [one.row for one in seen.problems] == [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]
    assert seen.counts.members == 2
    with pytest.raises(HasProblems):
        await importing.apply(house, importing.TERMINAL, seen.document)
    assert await count(house, Member) == 0
    assert await count(house, Organisation) == 0


async def test_what_is_stored_is_what_the_row_says_and_no_more(house: House) -> None:
    await do(
        house,
        roster(
            person(
                "张敏",
                联系电话=A,
                学历="大学本科",
                所在科室="心内科",
                职称="主任医师",
                是否流动="是",
                身份证号="x",
                党内职务="书记",
            )
        ),
    )
    (stored,) = await members(house)
    assert (stored.name, stored.education, stored.department, stored.post) == ("张敏", "大学本科", "心内科", "主任医师")
    assert (stored.mobile, stored.retired, stored.status) == (True, False, MemberStatus.ACTIVE)
    assert stored.phone_sealed is not None
    assert A.encode() not in stored.phone_sealed
    assert house.vault.open(stored.phone_sealed, f"members.phone:{stored.key}") == A
    assert await memberships(house, stored.id) == [("内科党支部", "2026-11-16", None)]
    assert await grants(house) == [("张敏", "SECRETARY", "内科党支部", None)]
    async with house.db.read() as session:
        entries = list(await session.scalars(select(AuditEntry).order_by(AuditEntry.id)))
    assert [entry.action for entry in entries] == ["role.granted", "roster.imported"]
    assert not any(secret in str(entry.details) + entry.subject for entry in entries for secret in ("张敏", A))


# --- a changed file -------------------------------------------------------------------------------------------------


async def test_a_changed_file_shows_what_it_would_do_first(house: House) -> None:
    await do(
        house,
        roster(person("张敏", 联系电话=A), person("李强"), person("王芳"), person("赵静", 所属党支部="外科党支部")),
    )
    changed = roster(
        person("张敏", 联系电话=B),
        person("李强", 所属党支部="外科党支部"),
        person("赵静", 所属党支部="外科党支部"),
        person("孙伟", 性别="男"),
    )
    seen = await look(house, changed)
    counts = seen.counts
    assert (counts.added, counts.changed, counts.moved, counts.gone) == (1, 1, 1, 1)
    assert [one.name for one in seen.plan.gone] == ["王芳"]
    assert len(await members(house)) == 4  # looking writes nothing
    await do(house, changed)
    stored = {one.name: one for one in await members(house)}
    assert stored["王芳"].status is MemberStatus.ACTIVE  # gone without a confirmation is still there
    assert len(stored) == 5


async def test_gone_means_left_after_confirmation_and_nobody_is_deleted(house: House) -> None:
    await do(house, roster(person("张敏", 党内职务="书记"), person("李强")))
    gone = (await members(house))[0]
    async with house.db.write() as session:
        account = await factories.make_account(session)
        member = await session.get_one(Member, gone.id)
        await factories.bind(session, member, account)
        notice = Message(
            kind="notice",
            dedupe_key="n1",
            subject="n",
            payload=Payload("menu"),
            due_at=house.now(),
            member_id=gone.id,
        )
        await outbox.enqueue(session, [notice], house.now())
    set_clock(house, house.now() + dt.timedelta(days=3))
    done = await do(house, roster(person("李强", 党内职务="书记")), mark_gone=True)
    assert done.marked_gone == 1
    stored = (await members(house))[0]
    assert (stored.name, stored.status, stored.left_at) == ("张敏", MemberStatus.LEFT, house.now())
    assert await memberships(house, stored.id) == [("内科党支部", "2026-11-16", "2026-11-18")]
    assert await grants(house) == [
        ("张敏", "SECRETARY", "内科党支部", "2026-11-18"),
        ("李强", "SECRETARY", "内科党支部", None),
    ]
    async with house.db.read() as session:
        assert (await session.scalars(select(Binding.unbound_at))).one() == house.now()
        row = (await session.scalars(select(OutboxMessage))).one()
        assert (row.state, row.reason) == (OutboxState.SKIPPED, OutboxReason.VOID)


async def test_a_change_of_secretary_closes_the_old_grant(house: House) -> None:
    await do(house, roster(person("张敏", 党内职务="书记、组织委员"), person("李强")))
    set_clock(house, house.now() + dt.timedelta(days=10))
    await do(house, roster(person("张敏", 党内职务="组织委员"), person("李强", 党内职务="书记")))
    assert await grants(house) == [
        ("张敏", "SECRETARY", "内科党支部", "2026-11-25"),
        ("张敏", "ORGANISATION_MEMBER", "内科党支部", None),
        ("李强", "SECRETARY", "内科党支部", None),
    ]


async def test_a_role_corrected_on_its_first_day_is_as_if_it_had_never_been(house: House) -> None:
    await do(house, roster(person("张敏", 党内职务="书记"), person("李强")))
    await do(house, roster(person("张敏"), person("李强", 党内职务="书记")))
    assert await grants(house) == [("李强", "SECRETARY", "内科党支部", None)]
    async with house.db.read() as session:
        actions = list(await session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert "role.annulled" in actions


async def test_a_secretary_who_is_not_in_the_file_hands_over(house: House) -> None:
    await do(house, roster(person("张敏", 党内职务="书记"), person("李强")))
    set_clock(house, house.now() + dt.timedelta(days=1))
    seen = await look(house, roster(person("李强", 党内职务="书记")))
    assert [member.name for member, _ in seen.plan.replaced] == ["张敏"]
    await do(house, roster(person("李强", 党内职务="书记")))
    assert [row for row in await grants(house) if row[3] is None] == [("李强", "SECRETARY", "内科党支部", None)]


async def test_two_secretaries_of_one_branch_ask(sqlite_house: House) -> None:
    seen = await look(sqlite_house, roster(person("张敏", 党内职务="书记"), person("李强", 党内职务="党支部书记")))
    assert problems(seen) == [(4, "党内职务", Code.TWO_SECRETARIES)]
    elsewhere = person("李强", 党内职务="书记", 所属党支部="外科党支部")
    assert problems(await look(sqlite_house, roster(person("张敏", 党内职务="书记"), elsewhere))) == []


async def test_whoever_moves_leaves_his_branch_roles_behind(house: House) -> None:
    first = person("张敏", 党内职务="书记、党办", 联系电话=A)
    await do(house, roster(first, person("李强", 所属党支部="外科党支部")))
    set_clock(house, house.now() + dt.timedelta(days=1))
    row = person("张敏", 所属党支部="外科党支部", 联系电话=A)
    del row["党内职务"]
    await do(house, roster(row))
    assert await grants(house) == [
        ("张敏", "SECRETARY", "内科党支部", "2026-11-16"),
        ("张敏", "PARTY_OFFICE", "市人民医院党委", None),
    ]


async def test_whoever_moves_takes_his_development_along(house: House) -> None:
    first = person("张敏", 联系电话=A)
    await do(house, roster(first, person("李强", 所属党支部="外科党支部")))
    inner, surgery = await organisation(house, "内科党支部"), await organisation(house, "外科党支部")
    one, other = await members(house)
    async with house.db.write() as session:
        cases = [factories.development_case(inner, member=one), factories.development_case(surgery, member=other)]
        ended = factories.development_case(inner, member=one)
        ended.state, ended.ended_at = CaseState.DONE, house.now()
        session.add_all([*cases, ended])
    await do(house, roster(person("张敏", 所属党支部="外科党支部", 联系电话=A)))
    async with house.db.read() as session:
        kept = [(await session.get_one(Case, case.id)).branch_id for case in (*cases, ended)]
    assert kept == [surgery.id, surgery.id, inner.id]


async def test_the_office_is_not_taken_away_by_a_roster_that_does_not_list_it(house: House) -> None:
    await do(house, roster(person("张敏", 党内职务="党办")))
    assert kinds(await look(house, roster(person("张敏")))) == [Kind.SAME]


async def test_roles_stand_where_they_belong(house: House) -> None:
    row = {"所属党总支": "门诊党总支", "所在党小组": "第一党小组"}
    await do(
        house,
        roster(
            person("张敏", 党内职务="党委书记", **row),
            person("李强", 党内职务="党总支书记、组织委员", **row),
            person("王芳", 党内职务="党小组组长", **row),
        ),
    )
    assert await grants(house) == [
        ("张敏", "COMMITTEE_SECRETARY", "市人民医院党委", None),
        ("李强", "SECRETARY", "门诊党总支", None),
        ("李强", "ORGANISATION_MEMBER", "内科党支部", None),
        ("王芳", "GROUP_LEADER", "第一党小组", None),
    ]
    seen = await look(house, csv_file(person("赵静", 党内职务="党总支书记")))
    assert Code.ROLE_WITHOUT_GENERAL not in [one.code for one in seen.problems]  # its branch is known to have one
    seen = await look(house, csv_file(person("赵静", 党内职务="党总支书记", 所属党支部="新支部")))
    assert problems(seen) == [(2, "党内职务", Code.ROLE_WITHOUT_GENERAL)]


async def test_a_group_changes_inside_its_branch(house: House) -> None:
    await do(house, roster(person("张敏", 所在党小组="第一党小组"), person("李强", 所在党小组="第二党小组")))
    seen = await look(house, roster(person("张敏", 所在党小组="第二党小组"), person("李强", 所在党小组="")))
    assert kinds(seen) == [Kind.CHANGED, Kind.SAME]  # a blank cell says nothing
    await do(house, roster(person("张敏", 所在党小组="第二党小组"), person("李强")))
    async with house.db.read() as session:
        open_ = await session.execute(
            select(Member.name, Organisation.name)
            .join(Membership, Membership.member_id == Member.id)
            .join(Organisation, Organisation.id == Membership.group_id)
            .where(Membership.ends_on.is_(None))
            .order_by(Member.id)
        )
        assert [tuple(row) for row in open_] == [("张敏", "第二党小组"), ("李强", "第二党小组")]


async def test_blank_cells_take_nothing_away_but_probation_has_no_full_date(house: House) -> None:
    await do(house, roster(person("张敏", 联系电话=A, 所在科室="心内科")))
    assert kinds(await look(house, roster(person("张敏", 联系电话="", 所在科室="", 转正时间="")))) == [Kind.SAME]
    await do(house, roster(person("张敏", 党员类别="预备党员", 转正时间="")))
    (stored,) = await members(house)
    assert (stored.full_on, stored.department) == (None, "心内科")


# --- what a file speaks for -----------------------------------------------------------------------------------------


async def test_a_branchs_own_roster_says_nothing_about_the_others(sqlite_house: House) -> None:
    await do(sqlite_house, roster(person("张敏"), person("李强"), person("王芳", 所属党支部="外科党支部")))
    seen = await look(sqlite_house, roster(person("张敏")))
    assert [one.name for one in seen.plan.gone] == ["李强"]


async def test_a_branch_that_is_missing_from_a_whole_roster_is_counted(sqlite_house: House) -> None:
    await do(
        sqlite_house,
        roster(person("张敏"), person("李强", 所属党支部="外科党支部"), person("王芳", 所属党支部="儿科党支部")),
    )
    seen = await look(sqlite_house, roster(person("张敏"), person("李强", 所属党支部="外科党支部")))
    assert ([one.name for one in seen.plan.gone], seen.plan.gone_branches) == (["王芳"], 1)


async def test_every_depth_of_the_tree_is_fine(house: House) -> None:
    await do(house, csv_file(person("张敏")))
    await do(house, csv_file(person("李强", 所属党支部="外科党支部", 所属党总支="门诊党总支")))
    async with house.db.read() as session:
        rows = await session.execute(select(Organisation.level, Organisation.path).order_by(Organisation.id))
        assert [(level, path.count("/") - 1) for level, path in rows] == [
            (OrgLevel.BRANCH, 1),
            (OrgLevel.GENERAL_BRANCH, 1),
            (OrgLevel.BRANCH, 2),
        ]


async def test_a_branch_is_found_without_its_general_branch_unless_there_are_two(sqlite_house: House) -> None:
    await do(
        sqlite_house,
        roster(
            person("张敏", 所属党总支="甲总支"),
            person("李强", 所属党总支="乙总支"),
            person("王芳", 所属党总支="乙总支", 所属党支部="外科党支部"),
        ),
    )
    seen = await look(sqlite_house, roster(person("王芳", 所属党支部="外科党支部")))
    assert (kinds(seen), seen.plan.made) == ([Kind.SAME], [])
    seen = await look(sqlite_house, roster(person("张敏")))
    assert problems(seen) == [(3, "所属党支部", Code.BRANCH_AMBIGUOUS)]


async def test_a_name_on_record_at_another_level_asks(sqlite_house: House) -> None:
    await do(sqlite_house, roster(person("张敏", 所属党总支="门诊党总支")))
    seen = await look(sqlite_house, roster(person("李强", 所属党支部="门诊党总支")))
    assert problems(seen) == [(3, "所属党支部", Code.ORGANISATION_LEVEL)]


async def test_a_file_can_be_put_under_an_organisation(house: House) -> None:
    await do(house, roster(person("张敏")))
    committee = await organisation(house, "市人民医院党委")
    under = Authority("terminal", ("/",), committee.id)
    await do(house, csv_file(person("李强", 所属党支部="外科党支部")), under)
    made = await organisation(house, "外科党支部")
    assert made.parent_id == committee.id
    assert kinds(await look(house, roster(person("李强", 所属党支部="外科党支部")), under)) == [Kind.SAME]


# --- who may --------------------------------------------------------------------------------------------------------


async def test_the_office_imports_at_and_below_its_own_organisation_only(house: House) -> None:
    await do(house, roster(person("张敏", 联系电话=A)))
    await do(house, csv_file(person("王芳", 联系电话=B), above=("单位：市中医院党委",)))
    committee = await organisation(house, "市人民医院党委")
    authority = importing.authority_of(office_of(committee))
    assert (authority.scope, authority.base) == ((committee.path,), committee.id)
    seen = await look(house, csv_file(person("李强", 所属党支部="外科党支部")), authority)
    assert [one.parent is not None and one.parent.id for one in seen.plan.made] == [committee.id]
    # Another committee of that name is one of its own, below it: it neither sees nor touches the other's people.
    seen = await look(house, csv_file(person("王芳", 联系电话=B), above=("单位：市中医院党委",)), authority)
    assert kinds(seen) == [Kind.ADDED]
    assert seen.counts.gone == 0


async def test_an_office_of_two_organisations_names_which(sqlite_house: House) -> None:
    await do(sqlite_house, roster(person("张敏")))
    await do(sqlite_house, csv_file(person("王芳"), above=("单位：市中医院党委",)))
    both = [await organisation(sqlite_house, name) for name in ("市人民医院党委", "市中医院党委")]
    authority = importing.authority_of(office_of(*both))
    assert authority.base is None
    assert kinds(await look(sqlite_house, roster(person("张敏")), authority)) == [Kind.SAME]
    seen = await look(sqlite_house, csv_file(person("李强"), above=("单位：市儿童医院党委",)), authority)
    assert problems(seen) == [(3, "所属党支部", Code.OUT_OF_REACH)]


async def test_whoever_is_no_office_may_not() -> None:
    nobody = office_of()
    with pytest.raises(NotAllowed):
        importing.authority_of(nobody)


# --- what was shown is what is done ---------------------------------------------------------------------------------


async def test_a_roster_that_changed_since_the_preview_is_shown_again(house: House) -> None:
    await do(house, roster(person("张敏", 联系电话=A)))
    seen = await look(house, roster(person("张敏", 联系电话=B)))
    await do(house, roster(person("张敏", 联系电话=A), person("李强")))
    with pytest.raises(PlanChanged):
        await importing.apply(house, importing.TERMINAL, seen.document, seen.plan.fingerprint)
    assert len(await members(house)) == 2


async def test_a_change_elsewhere_does_not_disturb(house: House) -> None:
    await do(house, roster(person("张敏", 联系电话=A), person("王芳", 所属党支部="外科党支部")))
    seen = await look(house, roster(person("张敏", 联系电话=B)))
    await do(house, roster(person("王芳", 所属党支部="外科党支部", 所在科室="外科")))
    done = await importing.apply(house, importing.TERMINAL, seen.document, seen.plan.fingerprint)
    assert done.counts.changed == 1


async def test_two_imports_at_once_take_turns(house: House) -> None:
    content = roster(person("张敏", 联系电话=A), person("李强", 联系电话=B))
    seen = [await look(house, content) for _ in range(4)]
    outcomes = await asyncio.gather(
        *(importing.apply(house, importing.TERMINAL, one.document, one.plan.fingerprint) for one in seen),
        return_exceptions=True,
    )
    assert len(await members(house)) == 2
    assert sum(not isinstance(one, BaseException) for one in outcomes) == 1
    assert all(isinstance(one, PlanChanged) for one in outcomes if isinstance(one, BaseException))
