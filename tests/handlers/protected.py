"""A protected branch, and people who have no business in it: the world of ``test_access``."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account, Binding
from db.activity_reports import ActivityReport, ReportPhoto
from db.announcements import Announcement, AnnouncementPart, Receipt
from db.attendance import Attendance, RollCall
from db.cases import Case, CaseEntry
from db.chats import BindCode, BoundChat
from db.checklists import Checklist, ChecklistItem
from db.democratic_review import DemocraticReview
from db.dual import DualLeader, DualRecord
from db.dues import DuesAssessment, DuesClaim, DuesMonth, DuesPart, DuesPayment, DuesProfile, DuesRelief, DuesRemittance
from db.dues_pay import DuesPaySlip
from db.escalations import HumanTask
from db.handover import Handover
from db.help_board import HelpAnswer, HelpQuestion
from db.leave import LeaveRequest
from db.library import StudyRemark, StudyWeekCard
from db.live import LiveAnswer, LiveQuiz
from db.makeups import MakeUp
from db.meetings import Meeting, MeetingReply
from db.members import Member, Membership, ShiftMark
from db.minutes import MeetingRecord, MinuteEntry
from db.names import (
    Audience,
    BranchRole,
    CaseStep,
    ChatKind,
    HandoverState,
    OrgLevel,
    ReportState,
    RequestKind,
    RequestState,
    ShiftKind,
)
from db.organisations import Organisation, OrgSetting, RoleGrant, Term
from db.outbox import OutboxMessage
from db.pairing import Pairing, RetiredContact
from db.questions import Question
from db.quizzes import Answer, Attempt, Quiz, QuizItem
from db.registration import Invitation, RegistrationRequest
from db.reminders import ReminderRule
from db.study import StudyAppeal, StudyCampaign, StudyEntry, StudyMaterial, StudyReading, StudyWork
from db.suggestions import Suggestion
from db.surveys import Survey, SurveyNamedAnswer, SurveyPerson, SurveyQuestion
from services import dues
from services.house import House
from tests import factories
from tests.fixtures.houses import NOW, house_at
from tests.making.announcements import make_released
from tests.making.suggestions import suggestion_of
from tests.making.surveys import make_survey

#: The base and the month of one member's dues: not even the office above reads them.
AMOUNTS = ("7777.77", "116.67")
#: What every member of the protected branch may read, and nobody else.
OF_MEMBERS = "内科冬季轮训"
SECRETS = ("只有内科知道的事", "欧阳静", "钱小兵", "行政楼 302", "周联系", "吴申请", "孙申请", OF_MEMBERS, *AMOUNTS)
BRANCH_NAMES = ("内科党支部", "外科党支部", "市人民医院")


@dataclass(frozen=True)
class Known:
    """Who and what there is in the world.

    Attributes:
        people: Messenger addresses by kind of person.
        members: Ids of members by kind of person.
        ids: Numbers a forger may know, by what they name.
    """

    people: dict[str, int]
    members: dict[str, int]
    ids: dict[str, int]

    @property
    def inner(self) -> list[int]:
        """Ids of the protected branch and its group."""
        return [self.ids["branch"], self.ids["group"]]

    def rows(self, presser: int | None) -> dict[str, Select[Any]]:
        """Every row of the protected branch and its people, but for those of who pressed, by name of the table."""
        owners = [self.members[kind] for kind in ("secretary", "owner", "former secretary")]
        owners = [one for one in owners if one != presser]
        accounts = select(Binding.account_id).where(Binding.member_id.in_(owners))
        chats = select(BoundChat.id).where(BoundChat.organisation_id.in_(self.inner))
        cases = [self.ids["case"], self.ids["transfer"]]
        return {
            "organisations": select(Organisation.__table__).where(Organisation.id.in_(self.inner)),
            "settings": select(OrgSetting.__table__).where(OrgSetting.organisation_id.in_(self.inner)),
            "terms": select(Term.__table__).where(Term.organisation_id.in_(self.inner)),
            "questions": select(Question.__table__).where(Question.organisation_id.in_(self.inner)),
            "quizzes": select(Quiz.__table__).where(Quiz.organisation_id.in_(self.inner)),
            "quiz items": select(QuizItem.__table__).where(QuizItem.quiz_id == self.ids["quiz"]),
            "attempts": select(Attempt.__table__).where(Attempt.member_id.in_(owners)),
            "answers": select(Answer.__table__).where(Answer.attempt_id == self.ids["attempt"]),
            "roles": select(RoleGrant.__table__).where(
                or_(RoleGrant.organisation_id.in_(self.inner), RoleGrant.member_id.in_(owners)),
                RoleGrant.member_id != (presser or 0),
            ),
            "members": select(Member.__table__).where(Member.id.in_(owners)),
            "memberships": select(Membership.__table__).where(Membership.member_id.in_(owners)),
            "marks": select(ShiftMark.__table__).where(ShiftMark.member_id.in_(owners)),
            "bindings": select(Binding.__table__).where(Binding.member_id.in_(owners)),
            "accounts": select(Account.__table__).where(Account.id.in_(accounts)),
            "chats": select(BoundChat.__table__).where(BoundChat.organisation_id.in_(self.inner)),
            "codes": select(BindCode.__table__).where(BindCode.organisation_id.in_(self.inner)),
            "invitations": select(Invitation.__table__).where(Invitation.branch_id.in_(self.inner)),
            "rules": select(ReminderRule.__table__).where(ReminderRule.organisation_id.in_(self.inner)),
            "checklists": select(Checklist.__table__).where(Checklist.organisation_id.in_(self.inner)),
            "checklist items": select(ChecklistItem.__table__).where(
                ChecklistItem.checklist_id == self.ids["checklist"]
            ),
            "tasks": select(HumanTask.__table__).where(HumanTask.organisation_id.in_(self.inner)),
            "dual leaders": select(DualLeader.__table__).where(DualLeader.member_id.in_(owners)),
            "dual records": select(DualRecord.__table__).where(DualRecord.member_id.in_(owners)),
            **self._dues(owners),
            "attendance": select(Attendance.__table__).where(Attendance.member_id.in_(owners)),
            "roll-calls": select(RollCall.__table__).where(RollCall.meeting_id == self.ids["meeting"]),
            "leave": select(LeaveRequest.__table__).where(LeaveRequest.member_id.in_(owners)),
            "study": select(StudyEntry.__table__).where(StudyEntry.member_id.in_(owners)),
            "study materials": select(StudyMaterial.__table__).where(StudyMaterial.organisation_id.in_(self.inner)),
            "study campaigns": select(StudyCampaign.__table__).where(StudyCampaign.organisation_id.in_(self.inner)),
            **self._together(),
            "study readings": select(StudyReading.__table__).where(StudyReading.member_id.in_(owners)),
            "study works": select(StudyWork.__table__).where(StudyWork.member_id.in_(owners)),
            "study appeals": select(StudyAppeal.__table__).where(StudyAppeal.member_id.in_(owners)),
            "make-ups": select(MakeUp.__table__).where(MakeUp.member_id.in_(owners)),
            "replies": select(MeetingReply.__table__).where(MeetingReply.member_id.in_(owners)),
            "meetings": select(Meeting.__table__).where(Meeting.organisation_id.in_(self.inner)),
            "minutes": select(MinuteEntry.__table__).where(MinuteEntry.meeting_id == self.ids["meeting"]),
            "records": select(MeetingRecord.__table__).where(MeetingRecord.meeting_id == self.ids["meeting"]),
            "cases": select(Case.__table__).where(Case.branch_id.in_(self.inner)),
            "case entries": select(CaseEntry.__table__).where(CaseEntry.case_id.in_(cases)),
            "requests": select(RegistrationRequest.__table__).where(RegistrationRequest.id == self.ids["request"]),
            "messages": select(OutboxMessage.__table__).where(
                or_(OutboxMessage.member_id.in_(owners), OutboxMessage.chat_id.in_(chats))
            ),
        }

    def _said(self) -> dict[str, Select[Any]]:
        """What members said to their branch, or were asked by it."""
        of_survey = (SurveyQuestion.__table__, SurveyPerson.__table__, SurveyNamedAnswer.__table__)
        return {
            "suggestions": select(Suggestion.__table__).where(Suggestion.organisation_id.in_(self.inner)),
            "reviews": select(DemocraticReview.__table__).where(DemocraticReview.organisation_id.in_(self.inner)),
            "surveys": select(Survey.__table__).where(Survey.organisation_id.in_(self.inner)),
            **{str(table): select(table).where(table.c.survey_id == self.ids["survey"]) for table in of_survey},
        }

    def _together(self) -> dict[str, Select[Any]]:
        """What a branch does together: talks about a material, gets a card of the week, answers in a meeting."""
        return self._said() | {
            "receipts": select(Receipt.__table__).where(Receipt.announcement_id == self.ids["notice"]),
            "handovers": select(Handover.__table__).where(Handover.organisation_id.in_(self.inner)),
            "announcements": select(Announcement.__table__).where(Announcement.organisation_id.in_(self.inner)),
            "announcement parts": select(AnnouncementPart.__table__).where(
                AnnouncementPart.announcement_id == self.ids["notice"]
            ),
            "live quizzes": select(LiveQuiz.__table__).where(LiveQuiz.quiz_id == self.ids["quiz"]),
            "live answers": select(LiveAnswer.__table__).where(LiveAnswer.live_id == self.ids["live"]),
            "study remarks": select(StudyRemark.__table__).where(StudyRemark.branch_id.in_(self.inner)),
            "reports": select(ActivityReport.__table__).where(ActivityReport.branch_id.in_(self.inner)),
            "report photos": select(ReportPhoto.__table__).where(ReportPhoto.report_id == self.ids["report"]),
            "pairings": select(Pairing.__table__).where(
                or_(Pairing.asking_id.in_(self.inner), Pairing.asked_id.in_(self.inner))
            ),
            "retired contacts": select(RetiredContact.__table__).where(RetiredContact.organisation_id.in_(self.inner)),
            "help questions": select(HelpQuestion.__table__).where(HelpQuestion.branch_id.in_(self.inner)),
            "help answers": select(HelpAnswer.__table__).where(HelpAnswer.question_id == self.ids["help question"]),
            "study cards": select(StudyWeekCard.__table__).where(StudyWeekCard.organisation_id.in_(self.inner)),
        }

    def _dues(self, owners: list[int]) -> dict[str, Select[Any]]:
        """Whatever says what somebody pays, or would let it be said."""
        return {
            "dues": select(DuesAssessment.__table__).where(DuesAssessment.member_id.in_(owners)),
            "dues payments": select(DuesPayment.__table__).where(DuesPayment.member_id.in_(owners)),
            "dues parts": select(DuesPart.__table__).where(DuesPart.member_id.in_(owners)),
            "dues claims": select(DuesClaim.__table__).where(DuesClaim.member_id.in_(owners)),
            "dues months": select(DuesMonth.__table__).where(DuesMonth.branch_id.in_(self.inner)),
            "dues remittances": select(DuesRemittance.__table__).where(DuesRemittance.branch_id.in_(self.inner)),
            "dues pay slips": select(DuesPaySlip.__table__).where(DuesPaySlip.member_id.in_(owners)),
            "dues profiles": select(DuesProfile.__table__).where(DuesProfile.member_id.in_(owners)),
            "dues reliefs": select(DuesRelief.__table__).where(DuesRelief.member_id.in_(owners)),
        }


@dataclass
class Scene:
    """The world in a database of one's own at ``path``, which can be put back to its first state, ``clean``."""

    known: Known
    path: Path
    clean: Path
    house: House = field(init=False)
    _watch: sqlite3.Connection = field(init=False)
    _was: sqlite3.Connection = field(init=False)
    _first: int = field(init=False)
    _looked: int = field(init=False)
    _stored: int = field(init=False)
    _queries: dict[int | None, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shutil.copy(self.clean, self.path)
        self.house = house_at(f"sqlite:///{self.path}")
        self._open()

    def _open(self) -> None:
        self._watch = sqlite3.connect(self.path, isolation_level=None)
        self._was = sqlite3.connect(self.clean, isolation_level=None)
        self._watch.execute("PRAGMA synchronous=OFF")
        self._watch.execute("ATTACH DATABASE ? AS clean", (str(self.clean),))
        self._stored = self._watch.total_changes
        self._first = self._looked = self._version()

    def _version(self) -> int:
        # SQLite counts, for this connection, what the others have committed.
        version: int = self._watch.execute("PRAGMA data_version").fetchone()[0]
        return version

    def touched(self) -> bool:
        """Whether anything at all was stored since this was asked last."""
        before, self._looked = self._looked, self._version()
        return before != self._looked

    def store(self, statement: str, values: Sequence[object]) -> None:
        """Store something beside the house; ``touched`` does not count it."""
        self._watch.execute(statement, values)

    async def renew(self) -> None:
        """Put the database back to its first state, if it is not in it; whoever is connected to it stays so."""
        if self._version() == self._first and self._watch.total_changes == self._stored:
            return
        self._was.backup(self._watch)
        self._first = self._looked = self._version()
        self._stored = self._watch.total_changes

    def put_back(self, tables: Collection[str]) -> None:
        """Like ``renew``, where only these tables were written to."""
        self._watch.execute("BEGIN IMMEDIATE")
        for table in sorted(tables):
            self._watch.execute(f"DELETE FROM main.{table}")  # noqa: S608 - the name of a table of ours
            self._watch.execute(f"INSERT INTO main.{table} SELECT * FROM clean.{table}")  # noqa: S608 - the same
        self._watch.execute("COMMIT")
        self._first, self._stored = self._version(), self._watch.total_changes
        self._looked = self._first

    async def close(self) -> None:
        """Close every connection."""
        self._watch.close()
        self._was.close()
        await self.house.db.close()

    def protected(
        self, presser: int | None, among: Collection[str] | None = None, *, at_first: bool = False
    ) -> dict[str, list[Any]]:
        """Every stored row of the protected branch (or of these tables), now or ``at_first``, but for the presser's."""
        if presser not in self._queries:
            self._queries[presser] = {
                name: str(query.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))
                for name, query in self.known.rows(presser).items()
            }
        found = {}
        for name, query in self._queries[presser].items():
            table = query.partition("FROM ")[2].split(maxsplit=1)[0]
            if among is None or table in among:
                found[name] = sorted(map(str, (self._was if at_first else self._watch).execute(query).fetchall()))
        return found


@dataclass
class _Cast:
    """The organisations and the people, while the world is being made."""

    committee: Organisation
    inner: Organisation
    group: Organisation
    surgery: Organisation
    members: dict[str, Member]
    people: dict[str, int]
    held: RoleGrant


async def _cast(session: AsyncSession) -> _Cast:
    committee = await factories.make_organisation(session)
    inner = await factories.make_branch(session, "内科党支部", parent=committee)
    group = await factories.make_organisation(session, "第一小组", level=OrgLevel.PARTY_GROUP, parent=inner)
    surgery = await factories.make_branch(session, "外科党支部", parent=committee)
    inner.contact_name, inner.contact_point = "周联系", "行政楼 302"
    names = {
        "secretary": (inner, "欧阳静"),
        "owner": (inner, "钱小兵"),
        "former secretary": (inner, "郑卸任"),
        "plain member": (surgery, "张敏"),
        "foreign secretary": (surgery, "赵外"),
        "group leader": (surgery, "孙组"),
        "office": (surgery, "李办"),
    }
    members = {kind: await factories.make_member(session, branch, name) for kind, (branch, name) in names.items()}
    other_group = await factories.make_organisation(session, "外科小组", level=OrgLevel.PARTY_GROUP, parent=surgery)
    held = await factories.grant_role(session, members["secretary"], inner, BranchRole.SECRETARY)
    await factories.grant_role(
        session, members["former secretary"], inner, BranchRole.DEPUTY_SECRETARY, ends_on=dt.date(2026, 11, 15)
    )
    await factories.grant_role(session, members["foreign secretary"], surgery, BranchRole.SECRETARY)
    await factories.grant_role(session, members["group leader"], other_group, BranchRole.GROUP_LEADER)
    await factories.grant_role(session, members["office"], committee, BranchRole.PARTY_OFFICE)
    people = {"stranger": 555_000_001}
    for kind, member in members.items():
        account = await factories.make_account(session)
        await factories.bind(session, member, account)
        people[kind] = int(account.address)
    people["consented"] = int((await factories.make_account(session)).address)
    administrator = await factories.make_account(session, administrator=True)
    people["administrator"] = int(administrator.address)
    return _Cast(committee, inner, group, surgery, members, people, held)


async def _things(session: AsyncSession, cast: _Cast) -> dict[str, int]:
    """What the protected branch has, one of each; gives the ids."""
    inner, owner = cast.inner, cast.members["owner"]
    applicant = await factories.make_account(session)
    chat = BoundChat(kind=ChatKind.GROUP, messenger="telegram", address="-1001", organisation_id=inner.id, bound_at=NOW)
    request = RegistrationRequest(
        account_id=applicant.id,
        kind=RequestKind.REGISTER,
        branch_id=inner.id,
        typed_name="吴申请",
        state=RequestState.PENDING,
        created_at=NOW,
        expires_at=NOW + dt.timedelta(days=7),
    )
    invitation = Invitation(
        code_hash="x" * 64,
        branch_id=inner.id,
        max_uses=5,
        created_by="terminal",
        created_at=NOW,
        expires_at=NOW + dt.timedelta(days=7),
    )
    mark = ShiftMark(member_id=owner.id, day=dt.date(2026, 11, 17), kind=ShiftKind.NIGHT)
    meeting = factories.meeting_of(inner)
    case, transfer = factories.development_case(inner, "孙申请"), factories.transfer_case(inner, owner)
    task = HumanTask(
        kind="leave", subject="leave:1", asked="", organisation_id=inner.id, to=Audience.LEADERS, created_at=NOW
    )
    session.add_all([chat, request, invitation, mark, meeting, case, transfer, task])
    await session.flush()
    applied = CaseEntry(case_id=case.id, step=CaseStep.APPLIED, number=1, day=dt.date(2026, 6, 1), entered_at=NOW)
    leave, makeup = factories.leave_of(meeting.id, owner, applicant.id), factories.makeup_of(meeting.id, owner)
    reply = factories.reply_of(meeting.id, cast.members["secretary"], applicant.id)
    entry = factories.minute_of(meeting.id, applicant.id, SECRETS[0])
    record = factories.record_of(meeting.id, applicant.id, summary=SECRETS[0])
    session.add_all([applied, leave, makeup, reply, entry, record, factories.dues_profile(owner, AMOUNTS[0])])
    await session.flush()
    quiz = await _quiz(session, inner, owner, meeting.id)
    checklist, item = await factories.make_checklist(session, inner, "只有内科知道的事")
    return {
        "chat": chat.id,
        "request": request.id,
        "invitation": invitation.id,
        "meeting": meeting.id,
        "entry": entry.id,
        "leave": leave.id,
        "makeup": makeup.id,
        "checklist": checklist.id,
        **await _spoken(session, inner, owner),
        "item": item.id,
        "case": case.id,
        "transfer": transfer.id,
        "task": task.id,
        **quiz,
    }


async def _spoken(session: AsyncSession, inner: Organisation, owner: Member) -> dict[str, int]:
    """A question of the protected branch with an answer, and a report of its own; gives the ids."""
    asked = HelpQuestion(branch_id=inner.id, member_id=owner.id, words=OF_MEMBERS, made_at=NOW)
    session.add(asked)
    await session.flush()
    helped = HelpAnswer(question_id=asked.id, member_id=owner.id, words=OF_MEMBERS, made_at=NOW)
    session.add(helped)
    await session.flush()
    report = ActivityReport(
        branch_id=inner.id,
        title=SECRETS[0],
        words=SECRETS[0],
        held_on=NOW.date(),
        state=ReportState.HANDED_IN,
        times=1,
        made_by=(await factories.make_account(session)).id,
        made_at=NOW,
        handed_in_at=NOW,
    )
    session.add(report)
    await session.flush()
    session.add(ReportPhoto(report_id=report.id, file_id="photo", unique_id="photo"))
    return {"help question": asked.id, "help answer": helped.id, "report": report.id}


async def _quiz(session: AsyncSession, inner: Organisation, owner: Member, meeting_id: int) -> dict[str, int]:
    """A quiz of the protected branch, and somebody in the middle of it; gives the ids."""
    question = await factories.make_question(session, inner, SECRETS[0])
    quiz = factories.quiz_of(inner, title=SECRETS[0])
    session.add(quiz)
    await session.flush()
    session.add(QuizItem(quiz_id=quiz.id, position=1, question_id=question.id))
    attempt = factories.attempt_of(quiz, owner, [question.id])
    live = factories.live_of(quiz, meeting_id, [question.id])
    session.add_all([attempt, live])
    await session.flush()
    return {"question": question.id, "quiz": quiz.id, "attempt": attempt.id, "live": live.id}


async def _study(session: AsyncSession, inner: Organisation, owner: Member) -> dict[str, int]:
    """What the study of the protected branch has, one of each; gives the ids."""
    account = await factories.make_account(session)
    material = factories.material_of(inner, account.id, OF_MEMBERS)
    session.add(material)
    await session.flush()
    made: dict[str, StudyAppeal | StudyWork | StudyMaterial | StudyCampaign | StudyRemark | Suggestion] = {
        "appeal": factories.appeal_of(owner, SECRETS[0]),
        "work": factories.work_of(owner, SECRETS[0]),
        "material": material,
        "suggestion": suggestion_of(inner, owner, SECRETS[0]),
        "remark": factories.remark_of(material, inner, owner, OF_MEMBERS),
        "campaign": factories.campaign_of(inner, account.id, OF_MEMBERS),
    }
    session.add_all(made.values())
    await session.flush()
    session.add(
        DemocraticReview(
            organisation_id=inner.id, year=2026, held_on=dt.date(2026, 11, 13), expected=25, present=23, changed_at=NOW
        )
    )
    survey = await make_survey(session, inner, account.id, owner, SECRETS[0])
    return {name: row.id for name, row in made.items()} | {"survey": survey.id}


async def _notice(session: AsyncSession, inner: Organisation, owner: Member) -> dict[str, int]:
    """A notice the protected branch has sent, whose receipt its owner has not given."""
    notice = await make_released(session, inner, [owner], SECRETS[0])
    return {"notice": notice.id}


async def _handover(session: AsyncSession, inner: Organisation, owner: Member) -> dict[str, int]:
    """A secretary's post of the protected branch that went to its owner once; gives the ids."""
    taken = Handover(
        organisation_id=inner.id,
        taker_id=owner.id,
        state=HandoverState.ACCEPTED,
        offered_at=NOW,
        expires_at=NOW + dt.timedelta(days=7),
        answered_at=NOW,
        contents={},
    )
    session.add(taken)
    await session.flush()
    return {"handover": taken.id}


async def build(house: House) -> Known:
    """Store the world; gives who and what there is."""
    async with house.db.write() as session:
        cast = await _cast(session)
        ids = (
            await _things(session, cast)
            | await _study(session, cast.inner, cast.members["owner"])
            | await _notice(session, cast.inner, cast.members["owner"])
            | await _handover(session, cast.inner, cast.members["owner"])
            | {
                "branch": cast.inner.id,
                "group": cast.group.id,
                "member": cast.members["owner"].id,
                "grant": cast.held.id,
                "own branch": cast.surgery.id,
                "committee": cast.committee.id,
            }
        )
    await dues.open_all(house)
    return Known(cast.people, {kind: member.id for kind, member in cast.members.items()}, ids)
