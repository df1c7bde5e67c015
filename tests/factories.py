"""One factory a noun: rows with sensible defaults, for tests that need them to exist."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account, Binding
from db.attendance import Attendance, RollCall
from db.base import PartialDate
from db.cases import Case
from db.chats import BoundChat
from db.checklists import Checklist, ChecklistItem
from db.dues import DuesProfile
from db.dues_names import DuesCategory
from db.leave import LeaveRequest
from db.library import StudyRemark
from db.live import LiveQuiz
from db.makeups import MakeUp
from db.meetings import Meeting, MeetingGuest, MeetingReply
from db.members import Member, Membership
from db.minutes import MeetingRecord, MinuteEntry
from db.names import (
    AttendanceStatus,
    Audience,
    BranchRole,
    CaseKind,
    CaseState,
    ChatKind,
    CheckInWay,
    GuestKind,
    LeaveState,
    LeaveType,
    MakeUpState,
    MeetingState,
    MembershipStage,
    MemberStatus,
    MinuteKind,
    OrgLevel,
    Reach,
    Sex,
    Sitting,
    TransferWay,
)
from db.organisations import Organisation, RoleGrant
from db.question_names import QuestionKind, QuestionState
from db.questions import Question, QuestionVersion
from db.quiz_names import AttemptState, QuizState
from db.quizzes import Attempt, Quiz, QuizPerson
from db.reminders import ReminderRule
from db.study import StudyAppeal, StudyCampaign, StudyMaterial, StudyWork
from db.study_names import AppealState, StudyItem, WorkState
from db.vault import Vault
from services.access import CONSENT_VERSION, OFFICE_CONSENT_VERSION
from services.keys import new_code, new_key
from services.questions.shapes import Asked, likeness
from services.reminder_rules import presets
from services.reminder_rules.book import as_shipped, values_of
from tests.fixtures.houses import NOW

_numbers = itertools.count(1)
_LONG_AGO = dt.date(2020, 1, 1)
_NEXT_MONTH = dt.datetime(2026, 12, 9, 7, 0, tzinfo=dt.UTC)


async def make_organisation(
    session: AsyncSession,
    name: str = "市人民医院党委",
    *,
    level: OrgLevel = OrgLevel.PARTY_COMMITTEE,
    parent: Organisation | None = None,
) -> Organisation:
    """An organisation below ``parent``."""
    made = Organisation(name=name, level=level, parent_id=parent.id if parent else None, path="", created_at=NOW)
    session.add(made)
    await session.flush()
    made.path = f"{parent.path if parent else '/'}{made.id}/"
    await session.flush()
    return made


async def make_branch(
    session: AsyncSession, name: str = "内科党支部", *, parent: Organisation | None = None
) -> Organisation:
    """A branch below ``parent``, or standing alone."""
    return await make_organisation(session, name, level=OrgLevel.BRANCH, parent=parent)


async def make_member(
    session: AsyncSession,
    branch: Organisation,
    name: str = "张敏",
    *,
    phone: str | None = None,
    vault: Vault | None = None,
    stage: MembershipStage = MembershipStage.FULL,
    retired: bool = False,
    group: Organisation | None = None,
    role: BranchRole | None = None,
) -> Member:
    """A member of a branch, with an open membership and perhaps a role there; a telephone number needs the vault."""
    key = new_key()
    member = Member(
        key=key,
        code=f"M-{new_code(5)}",
        root_id=int(branch.path.strip("/").split("/")[0]),
        name=name,
        sex=Sex.FEMALE,
        birth=PartialDate(1985, 6),
        stage=stage,
        status=MemberStatus.ACTIVE,
        admitted_on=PartialDate(2010, 7, 1),
        full_on=PartialDate(2011, 7, 1) if stage is MembershipStage.FULL else None,
        retired=retired,
        mobile=False,
        created_at=NOW,
    )
    if phone is not None:
        assert vault is not None, "a telephone number needs the vault"
        member.phone_sealed = vault.seal(phone, f"members.phone:{key}")
        member.phone_index = vault.index(phone, "phone")
    session.add(member)
    await session.flush()
    session.add(
        Membership(member_id=member.id, branch_id=branch.id, group_id=group.id if group else None, starts_on=_LONG_AGO)
    )
    await session.flush()
    if role is not None:
        await grant_role(session, member, branch, role)
    return member


async def make_account(
    session: AsyncSession,
    address: str | None = None,
    *,
    language: str = "zh-CN",
    consented: bool = True,
    administrator: bool = False,
    reach: Reach = Reach.REACHABLE,
) -> Account:
    """An account of the messenger, consented (also to the office's warning) unless told otherwise."""
    account = Account(
        key=new_key(),
        messenger="telegram",
        address=address or str(900_000_000 + next(_numbers)),
        language=language,
        reach=reach,
        is_administrator=administrator,
        consent_version=CONSENT_VERSION if consented else None,
        consented_at=NOW if consented else None,
        office_consent_version=OFFICE_CONSENT_VERSION if consented else None,
        office_consented_at=NOW if consented else None,
        created_at=NOW,
    )
    session.add(account)
    await session.flush()
    return account


async def bind(session: AsyncSession, member: Member, account: Account) -> Binding:
    """Bind an account to a member."""
    made = Binding(member_id=member.id, account_id=account.id, method="CONTACT", bound_at=NOW)
    session.add(made)
    await session.flush()
    return made


async def grant_role(
    session: AsyncSession,
    member: Member,
    organisation: Organisation,
    role: BranchRole,
    *,
    starts_on: dt.date = _LONG_AGO,
    ends_on: dt.date | None = None,
) -> RoleGrant:
    """A role of a member in an organisation."""
    made = RoleGrant(
        member_id=member.id, organisation_id=organisation.id, role=role, starts_on=starts_on, ends_on=ends_on
    )
    session.add(made)
    await session.flush()
    return made


def meeting_of(organisation: Organisation, starts_at: dt.datetime = _NEXT_MONTH, **changes: Any) -> Meeting:
    """A meeting planned by hand, not yet stored."""
    values: dict[str, Any] = {
        "organisation_id": organisation.id,
        "starts_at": starts_at,
        "minutes": 60,
        "audience": Audience.MEMBERS,
        "state": MeetingState.PLANNED,
        "version": 1,
        "pinned": True,
        "changed_at": NOW,
    }
    return Meeting(**(values | changes))


def guest_of(
    meeting_id: int, name: str = "钱主任", *, post: str | None = None, kind: GuestKind = GuestKind.GUEST
) -> MeetingGuest:
    """Somebody from outside who comes to a meeting, not yet stored."""
    return MeetingGuest(meeting_id=meeting_id, name=name, post=post, kind=kind)


async def switch_off(session: AsyncSession, organisation: Organisation, *keys: str) -> None:
    """Rules that ship, switched off in an organisation; by default those that make meetings from the start."""
    for key in keys or ("themed_party_day", "study_session"):
        preset = presets.load().find(key)
        assert preset is not None
        off = values_of(replace(as_shipped(preset), enabled=False))
        session.add(ReminderRule(organisation_id=organisation.id, preset=key, version=1, changed_at=NOW, **off))
    await session.flush()


async def make_checklist(
    session: AsyncSession, organisation: Organisation, text: str, *, subject: str | None = None
) -> tuple[Checklist, ChecklistItem]:
    """A list with one item, for the secretary, without a date."""
    made = Checklist(
        subject=subject or f"organisation:{organisation.id}",
        organisation_id=organisation.id,
        preset="own",
        created_at=NOW,
    )
    session.add(made)
    await session.flush()
    item = ChecklistItem(checklist_id=made.id, position=1, text=text, owner_role=BranchRole.SECRETARY)
    session.add(item)
    await session.flush()
    return made, item


async def end_roll_call(session: AsyncSession, meeting: Meeting) -> RollCall:
    """The roll-call of a meeting's first sitting, closed when it began."""
    account = await make_account(session)
    row = RollCall(
        meeting_id=meeting.id,
        sitting=Sitting.A,
        closed_at=meeting.starts_at,
        closed_by=account.id,
        changes=0,
        created_at=meeting.starts_at,
    )
    session.add(row)
    await session.flush()
    return row


def attendance_of(meeting_id: int, member: Member, status: AttendanceStatus, **changes: Any) -> Attendance:
    """What is recorded of a member at a meeting, not yet stored."""
    values: dict[str, Any] = {
        "meeting_id": meeting_id,
        "member_id": member.id,
        "sitting": Sitting.A,
        "status": status,
        "way": CheckInWay.BUTTON,
        "recorded_at": NOW,
    }
    return Attendance(**(values | changes))


def development_case(
    branch: Organisation, name: str = "李明", *, member: Member | None = None, rules: str = "DEV_2026_05"
) -> Case:
    """An open development of an applicant, or of somebody on the roster, not yet stored."""
    return Case(
        code=f"C-{new_code(5)}",
        kind=CaseKind.DEVELOPMENT,
        branch_id=branch.id,
        member_id=member.id if member is not None else None,
        name=None if member is not None else name,
        rule_set=rules,
        state=CaseState.OPEN,
        opened_at=NOW,
    )


def reply_of(meeting_id: int, member: Member, account_id: int, sitting: Sitting = Sitting.A) -> MeetingReply:
    """Somebody has said that he comes, not yet stored."""
    return MeetingReply(
        meeting_id=meeting_id, member_id=member.id, sitting=sitting, answered_at=NOW, answered_by=account_id
    )


def leave_of(meeting_id: int, member: Member, account_id: int, leave_type: LeaveType = LeaveType.SICK) -> LeaveRequest:
    """Leave somebody asked for, waiting for its decision, not yet stored."""
    return LeaveRequest(
        meeting_id=meeting_id,
        member_id=member.id,
        type=leave_type,
        state=LeaveState.PENDING,
        late=False,
        asked_at=NOW,
        asked_by=account_id,
    )


def makeup_of(meeting_id: int, member: Member) -> MakeUp:
    """A make-up study that was handed in and waits for its decision, not yet stored."""
    return MakeUp(
        meeting_id=meeting_id,
        member_id=member.id,
        state=MakeUpState.SUBMITTED,
        due_on=(NOW + dt.timedelta(days=14)).date(),
        created_at=NOW,
        times=1,
        note="我的体会",
        submitted_at=NOW,
    )


def appeal_of(member: Member, words: str = "11月13日的党课没有记") -> StudyAppeal:
    """A question about his hours that waits for its answer."""
    return StudyAppeal(member_id=member.id, year=NOW.year, words=words, state=AppealState.OPEN, made_at=NOW)


def work_of(member: Member, words: str = "学有所得。", item: StudyItem = StudyItem.ESSAY) -> StudyWork:
    """Something handed in that waits for its decision."""
    return StudyWork(
        member_id=member.id,
        item=item,
        state=WorkState.SUBMITTED,
        words=words,
        starts_on=NOW.date(),
        ends_on=NOW.date(),
        times=1,
        made_at=NOW,
        submitted_at=NOW,
    )


def material_of(organisation: Organisation, account_id: int, title: str = "党员教育管理工作条例") -> StudyMaterial:
    """Something to read, a text card without questions."""
    return StudyMaterial(
        organisation_id=organisation.id, title=title, source="2019年5月", body="第一条", made_at=NOW, made_by=account_id
    )


def chat_of(organisation: Organisation, address: str = "-1001", kind: ChatKind = ChatKind.GROUP) -> BoundChat:
    """A bound chat the bot may write in."""
    return BoundChat(
        kind=kind, messenger="telegram", address=address, organisation_id=organisation.id, may_post=True, bound_at=NOW
    )


def remark_of(material: StudyMaterial, branch: Organisation, member: Member, words: str) -> StudyRemark:
    """What a member said about something to read."""
    return StudyRemark(material_id=material.id, branch_id=branch.id, member_id=member.id, words=words, made_at=NOW)


def campaign_of(organisation: Organisation, account_id: int, title: str = "冬季轮训") -> StudyCampaign:
    """A campaign that runs, as a hospital's report has it (``domain_rules.md`` 4.3)."""
    return StudyCampaign(
        organisation_id=organisation.id,
        title=title,
        starts_on=dt.date(2026, 11, 1),
        ends_on=dt.date(2026, 12, 31),
        hours=Decimal(40),
        readings=30,
        essays=2,
        characters=3000,
        made_at=NOW,
        made_by=account_id,
    )


def transfer_case(branch: Organisation, member: Member, other: str = "省医院党委") -> Case:
    """An open transfer of a member to elsewhere, not yet stored."""
    return Case(
        code=f"C-{new_code(5)}",
        kind=CaseKind.TRANSFER,
        way=TransferWay.OUT,
        branch_id=branch.id,
        member_id=member.id,
        other_name=other,
        rule_set="TRANSFER_2026_11",
        state=CaseState.OPEN,
        opened_at=NOW,
    )


def record_of(meeting_id: int, account_id: int, **fields: Any) -> MeetingRecord:
    """What the record of a meeting says, not yet stored."""
    return MeetingRecord(meeting_id=meeting_id, changed_by=account_id, changed_at=NOW, **fields)


def minute_of(
    meeting_id: int, account_id: int, text: str = "传达了全会精神", *, kind: MinuteKind = MinuteKind.TEXT, **fields: Any
) -> MinuteEntry:
    """Something that was sent in for the record of a meeting, not yet stored; of a file its name."""
    number = next(_numbers)
    plain = kind is MinuteKind.TEXT
    values: dict[str, Any] = {
        "meeting_id": meeting_id,
        "kind": kind,
        "text": text or None,
        "file_id": None if plain else f"file-{number}",
        "file_unique_id": None if plain else f"unique-{number}",
        "sent_at": NOW,
        "filed_at": NOW,
        "filed_by": account_id,
        "message_id": number,
    }
    return MinuteEntry(**(values | fields))


def dues_profile(member: Member, base: str | None = "6000", *, first: int = 202601, **changes: Any) -> DuesProfile:
    """What a member's dues are reckoned by, not yet stored: 90.00 a month unless told otherwise."""
    values: dict[str, Any] = {
        "member_id": member.id,
        "from_month": first,
        "category": DuesCategory.RETIRED if member.retired else DuesCategory.MONTHLY_WAGE,
        "base": Decimal(base) if base is not None else None,
        "quarterly": False,
        "made_at": NOW,
    }
    return DuesProfile(**(values | changes))


async def make_question(
    session: AsyncSession, organisation: Organisation, stem: str = "党课多久一次？", like: Asked | None = None
) -> Question:
    """A question of an organisation's bank, in its first wording: a true/false one where nothing else is said."""
    asked = replace(like or Asked(QuestionKind.TRUE_FALSE, "", right=(0,)), stem=stem)
    made = Question(
        organisation_id=organisation.id,
        likeness=likeness(asked),
        state=QuestionState.READY,
        version=1,
        created_at=NOW,
    )
    session.add(made)
    await session.flush()
    wording = QuestionVersion(question_id=made.id, number=1, made_at=NOW)
    for name in ("kind", "stem", "explanation", "source", "category", "difficulty"):
        setattr(wording, name, getattr(asked, name))
    wording.options, wording.right, wording.accepted = list(asked.options), list(asked.right), list(asked.accepted)
    session.add(wording)
    await session.flush()
    return made


def live_of(quiz: Quiz, meeting_id: int, version_ids: list[int]) -> LiveQuiz:
    """A quiz that has just begun to run in a meeting; nothing was asked yet."""
    known = {"quiz_id": quiz.id, "meeting_id": meeting_id, "version_ids": version_ids, "made_at": NOW}
    return LiveQuiz(**known, position=0, seconds=30, shown=False)


def quiz_of(organisation: Organisation, **changes: Any) -> Quiz:
    """A draft of a quiz with the usual settings, not yet stored."""
    values: dict[str, Any] = {
        "organisation_id": organisation.id,
        "audience_id": organisation.id,
        "title": "十一月测试",
        "state": QuizState.DRAFT,
        "many": 10,
        "pass_mark": 60,
        "excellent_mark": 90,
        "opens_in_days": 0,
        "days": 7,
        "retries": 1,
        "shuffle": False,
        "for_credit": True,
        "made_at": NOW,
    }
    return Quiz(**(values | changes))


def attempt_of(quiz: Quiz, member: Member, version_ids: list[int], **changes: Any) -> Attempt:
    """A member's first attempt, just begun, not yet stored."""
    values: dict[str, Any] = {
        "quiz_id": quiz.id,
        "member_id": member.id,
        "number": 1,
        "state": AttemptState.OPEN,
        "seed": 1,
        "version_ids": version_ids,
        "answered": 0,
        "right_many": 0,
        "started_at": NOW,
        "ends_at": NOW + dt.timedelta(days=7),
    }
    return Attempt(**(values | changes))


async def expect_at_quiz(session: AsyncSession, quiz_id: int, members: list[Member]) -> None:
    """More people who are asked to take a quiz."""
    session.add_all([QuizPerson(quiz_id=quiz_id, member_id=one.id, expected=True) for one in members])
    await session.flush()
