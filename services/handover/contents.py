"""What goes with a secretary's post, counted, and what of it hangs on the person and gets the successor's name.

Rules, meetings, quizzes and notices are the branch's own, so they stay where they are. What names a person is handed to
the successor in the transaction in which he accepts.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account, Binding
from db.announcement_names import AnnouncementState
from db.announcements import Announcement
from db.annual_plans import AnnualPlan
from db.chats import BoundChat
from db.checklists import Checklist, ChecklistItem
from db.escalations import HumanTask
from db.leave import LeaveRequest
from db.makeups import MakeUp
from db.meetings import Meeting
from db.members import Membership
from db.minutes import MeetingRecord
from db.names import LeaveState, MakeUpState, MeetingState, RequestState
from db.quiz_names import QuizState
from db.quizzes import Quiz
from db.registration import RegistrationRequest
from db.reminders import ReminderRule
from db.study import StudyAppeal, StudyWork
from db.study_names import AppealState, WorkState

#: In the order in which they are listed.
NAMES = ("rules", "meetings", "approvals", "tasks", "chats", "drafts", "scheduled", "items", "records")

_DRAFTS = (AnnouncementState.DRAFT, AnnouncementState.SCHEDULED)
_AHEAD = (MeetingState.PLANNED, MeetingState.MOVED)


async def counted(
    session: AsyncSession, organisation_id: int, giver_id: int | None, now: dt.datetime
) -> dict[str, int]:
    """What there is to hand over, by name; every name is there.

    Args:
        session: Any session.
        organisation_id: Whose.
        giver_id: Who hands over; None: nobody, so nothing is in his name.
        now: UTC.
    """
    here = organisation_id

    async def many(column: Any, *conditions: ColumnElement[bool]) -> int:
        return await session.scalar(select(func.count(column)).where(*conditions)) or 0

    people = select(Membership.member_id).where(Membership.branch_id == here, Membership.ends_on.is_(None))
    approvals = [
        await many(
            RegistrationRequest.id,
            RegistrationRequest.branch_id == here,
            RegistrationRequest.state == RequestState.PENDING,
        ),
        await many(LeaveRequest.id, LeaveRequest.member_id.in_(people), LeaveRequest.state == LeaveState.PENDING),
        await many(MakeUp.id, MakeUp.member_id.in_(people), MakeUp.state == MakeUpState.SUBMITTED),
        await many(StudyWork.id, StudyWork.member_id.in_(people), StudyWork.state == WorkState.SUBMITTED),
        await many(StudyAppeal.id, StudyAppeal.member_id.in_(people), StudyAppeal.state == AppealState.OPEN),
    ]
    drafts = [
        await many(
            Announcement.id, Announcement.organisation_id == here, Announcement.state == AnnouncementState.DRAFT
        ),
        await many(Quiz.id, Quiz.organisation_id == here, Quiz.state == QuizState.DRAFT),
        await many(AnnualPlan.id, AnnualPlan.organisation_id == here, AnnualPlan.confirmed_at.is_(None)),
    ]
    return {
        "rules": await many(ReminderRule.id, ReminderRule.organisation_id == here),
        "meetings": await many(Meeting.id, *_meetings(here, now)),
        "approvals": sum(approvals),
        "tasks": await many(HumanTask.id, HumanTask.organisation_id == here, HumanTask.closed_at.is_(None)),
        "chats": await many(BoundChat.id, BoundChat.organisation_id == here, BoundChat.unbound_at.is_(None)),
        "drafts": sum(drafts),
        "scheduled": await many(
            Announcement.id, Announcement.organisation_id == here, Announcement.state == AnnouncementState.SCHEDULED
        ),
        "items": await many(ChecklistItem.id, _items(here, giver_id)) if giver_id is not None else 0,
        "records": await many(MeetingRecord.meeting_id, _records(here, giver_id, now)) if giver_id is not None else 0,
    }


def _meetings(organisation_id: int, now: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    return Meeting.organisation_id == organisation_id, Meeting.state.in_(_AHEAD), Meeting.starts_at > now


def _items(organisation_id: int, member_id: int) -> ColumnElement[bool]:
    """Open items of the organisation's lists that are somebody's own."""
    lists = select(Checklist.id).where(Checklist.organisation_id == organisation_id, Checklist.voided_at.is_(None))
    return (
        ChecklistItem.checklist_id.in_(lists)
        & (ChecklistItem.owner_id == member_id)
        & ChecklistItem.done_at.is_(None)
        & ChecklistItem.removed_at.is_(None)
    )


def _records(organisation_id: int, member_id: int, now: dt.datetime) -> ColumnElement[bool]:
    """Records of meetings to come that somebody chairs or keeps."""
    ahead = select(Meeting.id).where(*_meetings(organisation_id, now))
    return MeetingRecord.meeting_id.in_(ahead) & (
        (MeetingRecord.chair_id == member_id) | (MeetingRecord.recorder_id == member_id)
    )


async def pass_on(
    session: AsyncSession,
    organisation_id: int,
    giver_id: int | None,
    taker_id: int,
    taker_account: int,
    now: dt.datetime,
) -> None:
    """Put the successor's name where the predecessor's stood; of chats and drafts, whoever's it was that is gone."""
    here = organisation_id
    if giver_id is not None:
        await session.execute(update(ChecklistItem).where(_items(here, giver_id)).values(owner_id=taker_id))
        for column in (MeetingRecord.chair_id, MeetingRecord.recorder_id):
            ahead = _records(here, giver_id, now) & (column == giver_id)
            await session.execute(
                update(MeetingRecord)
                .where(ahead)
                .values({column: taker_id, MeetingRecord.changed_by: taker_account, MeetingRecord.changed_at: now})
            )
    # Accounts of the predecessor, and accounts that speak for nobody any more.
    speaks = select(Binding.account_id).where(Binding.unbound_at.is_(None))
    if giver_id is not None:
        speaks = speaks.where(Binding.member_id != giver_id)
    bound = speaks.union(select(Account.id).where(Account.is_administrator))
    await session.execute(
        update(BoundChat)
        .where(BoundChat.organisation_id == here, BoundChat.unbound_at.is_(None), BoundChat.bound_by.not_in(bound))
        .values(bound_by=taker_account)
    )
    # Whoever made it is told how it went: that is the successor now.
    for column in (Announcement.made_by, Announcement.released_by):
        await session.execute(
            update(Announcement)
            .where(Announcement.organisation_id == here, Announcement.state.in_(_DRAFTS), column.not_in(bound))
            .values({column: taker_account})
        )
    await session.execute(
        update(Quiz)
        .where(Quiz.organisation_id == here, Quiz.state == QuizState.DRAFT, Quiz.made_by.not_in(bound))
        .values(made_by=taker_account)
    )
