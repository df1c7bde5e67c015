"""Taking a person out of every row. Pure bookkeeping: who may do it, and when, is decided in ``erasing``.

A table that comes to hold something about a person belongs here and in ``exporting``; a test compares both with the
tables there are.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account, Binding, Draft, MutedKind, Tries
from db.announcements import AnnouncementScreen, Receipt
from db.attendance import Attendance, AttendanceChange, RollCallScreen
from db.cases import Case, CaseEntry, CasePerson
from db.dual import DualLeader, DualRecord
from db.dues import DuesClaim, DuesProfile
from db.dues_pay import DuesPaySlip
from db.handover import Handover
from db.help_board import HelpAnswer, HelpQuestion
from db.incidents import Incident
from db.jobs import Job
from db.leave import LeaveRequest
from db.library import StudyRemark
from db.live import LiveAnswer
from db.makeups import MakeUp
from db.members import Member, Membership, ShiftMark
from db.minutes import MeetingRecord
from db.names import CaseState, HandoverState, MakeUpState, MemberStatus, OutboxReason, OutboxState, Reach
from db.organisations import Organisation, RoleGrant
from db.outbox import OutboxMessage
from db.pairing import RetiredContact
from db.quizzes import Answer, Attempt, GroupPollAnswer, MissedQuestion
from db.study import StudyAppeal, StudyEntry, StudyExemption, StudyReading, StudyWeekly, StudyWork, StudyWorkFile
from db.suggestions import Suggestion
from db.surveys import SurveyNamedAnswer, SurveyPerson
from db.vault import VaultError
from services import checklists, incidents, settled
from services.annual_plan import feeds
from services.help_board.acts import forget
from services.house import House
from services.keys import new_code, new_key
from services.privacy import namesakes, words
from services.privacy.namesakes import NOWHERE, Spared
from services.privacy.words import BLANK

_WAITING = (OutboxState.QUEUED, OutboxState.SENDING, OutboxState.UNKNOWN)


def names_of(member: Member | None) -> set[str]:
    """What the person is called in messages to others."""
    return {name for name in (member.name, member.code) if name} if member is not None else set()


async def scrub_account(session: AsyncSession, account: Account, now: dt.datetime) -> None:
    """Take the messenger's person out of an account and of everything that hangs on it."""
    await session.execute(delete(Draft).where(Draft.account_id == account.id))
    await session.execute(delete(Job).where(Job.account_id == account.id))
    await session.execute(delete(Tries).where(Tries.account_id == account.id))
    await session.execute(delete(MutedKind).where(MutedKind.account_id == account.id))
    await session.execute(delete(RollCallScreen).where(RollCallScreen.account_id == account.id))
    await session.execute(delete(AnnouncementScreen).where(AnnouncementScreen.account_id == account.id))
    # That somebody was told by telephone stays with the receipt; by whom is nobody's business any more.
    await session.execute(update(Receipt).where(Receipt.told_by == account.id).values(told_by_name=BLANK))
    await session.execute(
        update(Binding).where(Binding.account_id == account.id, Binding.unbound_at.is_(None)).values(unbound_at=now)
    )
    await _scrub_messages(session, OutboxMessage.account_id == account.id, now)
    # Messages to members keep the address they went to.
    await session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.sent_address == account.address, OutboxMessage.chat_id.is_(None))
        .values(sent_address=None, message_ids=None)
    )
    account.key = new_key()
    account.address = f"erased:{account.key}"
    account.language = "zh-CN"
    account.reach, account.reach_changed_at = Reach.DEACTIVATED, now
    account.is_administrator = False
    account.consent_version = account.consented_at = None
    account.office_consent_version = account.office_consented_at = None
    account.quiet_start = account.quiet_end = account.paused_until = account.heard_on = None
    account.birthday_greeting = False
    await session.flush()


async def _end_offers(session: AsyncSession, member: Member, now: dt.datetime) -> None:
    """A post that was offered to him, or by him, goes to nobody; what was handed over stays the branch's history."""
    await session.execute(
        update(Handover)
        .where(
            Handover.state == HandoverState.OFFERED, (Handover.giver_id == member.id) | (Handover.taker_id == member.id)
        )
        .values(state=HandoverState.WITHDRAWN, answered_at=now)
    )


async def scrub_member(session: AsyncSession, member: Member, now: dt.datetime, today: dt.date) -> None:
    """Take the person out of a member and of everything that hangs on him."""
    spared = await namesakes.spared(session, member)
    await _end_offers(session, member, now)
    await session.execute(delete(ShiftMark).where(ShiftMark.member_id == member.id))
    await _scrub_attendance(session, member.id)
    await feeds.drop(session, member.id)
    await session.execute(
        update(Binding).where(Binding.member_id == member.id, Binding.unbound_at.is_(None)).values(unbound_at=now)
    )
    # That somebody was away stays with the meeting's record; why is nobody's business any more.
    await session.execute(
        update(LeaveRequest)
        .where(LeaveRequest.member_id == member.id, LeaveRequest.type.is_not(None))
        .values(type=None, folded_at=now)
    )
    rows: list[Membership | RoleGrant] = [
        *await session.scalars(select(Membership).where(Membership.member_id == member.id)),
        *await session.scalars(select(RoleGrant).where(RoleGrant.member_id == member.id)),
    ]
    for row in rows:
        if row.ends_on is None or row.ends_on > today:
            row.ends_on = max(today, row.starts_on)
    await session.execute(
        update(Organisation)
        .where(
            Organisation.contact_name == member.name,
            Organisation.path.startswith(f"/{member.root_id}/"),
            ~spared.organisations(cast("Table", Organisation.__table__)),
        )
        .values(contact_name=None, contact_point=None)
    )
    await checklists.release(session, member.id)
    await session.execute(delete(RetiredContact).where(RetiredContact.member_id == member.id))
    # What he wrote goes; that it was made up stays with the meeting's record.
    his = MakeUp.member_id == member.id
    await session.execute(update(MakeUp).where(his).values(note=None, returned=None, asked=None))
    await session.execute(
        update(MakeUp).where(his, MakeUp.state != MakeUpState.ACCEPTED).values(state=MakeUpState.VOID)
    )
    await _scrub_quizzes(session, member.id)
    await session.execute(delete(DualRecord).where(DualRecord.member_id == member.id))
    await session.execute(delete(DualLeader).where(DualLeader.member_id == member.id))
    await _scrub_minutes(session, member)
    await words.scrub_words(session, member.root_id, names_of(member), spared)
    await _scrub_dues(session, member.id)
    await _scrub_study(session, member.id)
    await _scrub_spoken(session, member, now)
    await _scrub_messages(session, OutboxMessage.member_id == member.id, now)
    await _scrub_cases(session, member.id, now)
    member.key, member.code = new_key(), f"X-{new_code(8)}"
    member.name = member.sex = member.birth = member.staff_number = None
    member.phone_sealed = member.phone_index = None
    member.admitted_on = member.full_on = None
    member.education = member.department = member.post = None
    member.retired = member.mobile = member.not_counted_in_due = False
    member.status, member.left_at = MemberStatus.ERASED, now
    await session.flush()


async def _scrub_dues(session: AsyncSession, member_id: int) -> None:
    # What he earned goes; what his months came to stays in the branch's sums, of nobody.
    await session.execute(update(DuesProfile).where(DuesProfile.member_id == member_id).values(base=None))
    await session.execute(delete(DuesPaySlip).where(DuesPaySlip.member_id == member_id))
    await session.execute(delete(DuesClaim).where(DuesClaim.member_id == member_id))


async def _scrub_quizzes(session: AsyncSession, member_id: int) -> None:
    # What he typed goes; that somebody took a quiz stays in its figures, of nobody.
    await session.execute(delete(GroupPollAnswer).where(GroupPollAnswer.member_id == member_id))
    await session.execute(delete(LiveAnswer).where(LiveAnswer.member_id == member_id))
    await session.execute(delete(MissedQuestion).where(MissedQuestion.member_id == member_id))
    attempts = select(Attempt.id).where(Attempt.member_id == member_id)
    await session.execute(update(Answer).where(Answer.attempt_id.in_(attempts)).values(typed=None))


async def _scrub_study(session: AsyncSession, member_id: int) -> None:
    """What he studied stays in the branch's sums, of nobody; what he wrote, and what was written about it, goes."""
    await session.execute(update(StudyEntry).where(StudyEntry.member_id == member_id).values(note=None))
    await session.execute(delete(StudyWeekly).where(StudyWeekly.member_id == member_id))
    await session.execute(delete(StudyReading).where(StudyReading.member_id == member_id))
    his_works = select(StudyWork.id).where(StudyWork.member_id == member_id)
    await session.execute(delete(StudyWorkFile).where(StudyWorkFile.work_id.in_(his_works)))
    await session.execute(delete(StudyWork).where(StudyWork.member_id == member_id))
    await session.execute(delete(StudyAppeal).where(StudyAppeal.member_id == member_id))
    await session.execute(delete(StudyExemption).where(StudyExemption.member_id == member_id))


async def _scrub_spoken(session: AsyncSession, member: Member, now: dt.datetime) -> None:
    """What he said in his branch goes."""
    # What he answered anonymously is nobody's already.
    for table in (StudyRemark, HelpAnswer, Suggestion, SurveyNamedAnswer, SurveyPerson):
        await session.execute(delete(table).where(table.member_id == member.id))
    asked = list(await session.scalars(select(HelpQuestion.id).where(HelpQuestion.member_id == member.id)))
    await forget(session, asked, now)


async def _scrub_attendance(session: AsyncSession, member_id: int) -> None:
    """That somebody was there stays, as part of the branch's count; why he was not, and what was said of it, goes."""
    for table in (Attendance, AttendanceChange):
        his = table.member_id == member_id
        await session.execute(update(table).where(his).values(leave_type=None))
        await session.execute(update(table).where(his, table.reason.is_not(None)).values(reason=BLANK))
    await session.execute(
        update(AttendanceChange)
        .where(AttendanceChange.member_id == member_id, AttendanceChange.why.is_not(None))
        .values(why=BLANK)
    )


async def _scrub_minutes(session: AsyncSession, member: Member) -> None:
    """Records of meetings stay, without him: he chairs and writes none."""
    for part in (MeetingRecord.chair_id, MeetingRecord.recorder_id):
        await session.execute(update(MeetingRecord).where(part == member.id).values({part.key: None}))


async def _scrub_cases(session: AsyncSession, member_id: int, now: dt.datetime) -> None:
    """End the cases about him: their days stay, of nobody; texts (a letter's number) go. He accompanies nobody."""
    await session.execute(delete(CasePerson).where(CasePerson.member_id == member_id))
    his = select(Case.id).where(Case.member_id == member_id)
    await session.execute(delete(CaseEntry).where(CaseEntry.case_id.in_(his), CaseEntry.words.is_not(None)))
    ended = await session.scalars(
        update(Case)
        .where(Case.member_id == member_id, Case.state == CaseState.OPEN)
        .values(state=CaseState.WITHDRAWN, ended_at=now)
        .returning(Case.id)
    )
    subjects = [f"case:{one}" for one in ended]
    await session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.subject.in_(subjects), OutboxMessage.state == OutboxState.QUEUED)
        .values(state=OutboxState.SKIPPED, reason=OutboxReason.VOID, ended_at=now)
    )


async def _scrub_messages(session: AsyncSession, his: Any, now: dt.datetime) -> None:
    """Empty the messages to him; those that have not ended end here."""
    rows = list(await session.scalars(select(OutboxMessage).where(his)))
    settled.doubt(session, {row.subject for row in rows})
    for row in rows:
        row.payload = {"key": row.payload["key"], "vars": {}, "buttons": []}
        row.sent_address = row.message_ids = None
        if row.state in _WAITING:
            row.state, row.reason, row.ended_at = OutboxState.SKIPPED, OutboxReason.ERASED, now
            row.lease_owner = row.lease_until = None
    await session.flush()


async def scrub_mentions(session: AsyncSession, names: Iterable[str], spared: Spared = NOWHERE) -> None:
    """Blank the names in messages to other people, but for those to whom they can only be a namesake's."""
    wanted = sorted(names)
    if not wanted:
        return
    query = select(OutboxMessage).where(words.holding(session, OutboxMessage.payload, wanted))
    if spared.branches:
        query = query.where(~spared.messages())
    rows = list(await session.scalars(query))
    settled.doubt(session, {row.subject for row in rows})
    for row in rows:
        row.payload = row.payload | {
            part: words.blanked(row.payload[part], wanted)
            for part in ("vars", "buttons", "items")
            if part in row.payload
        }
    await session.flush()


async def scrub_incidents(house: House, session: AsyncSession, address: str) -> None:
    """Delete kept updates that came from an address; they are sealed, so each is opened to look."""
    for row in list(await session.scalars(select(Incident))):
        try:
            kept = house.vault.open(row.update_sealed, incidents.place(row.id))
        except VaultError:
            await session.delete(row)  # sealed with a key that is gone: nobody can read it, and it may be his
            continue
        if _holds_id(json.loads(kept), address):
            await session.delete(row)


def _holds_id(value: Any, address: str) -> bool:
    if isinstance(value, dict):
        own = any(str(value.get(name)) == address for name in ("id", "user_id"))
        return own or any(_holds_id(one, address) for one in value.values())
    return isinstance(value, list) and any(_holds_id(one, address) for one in value)
