"""A copy of everything stored about a person, for himself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account, Binding, Draft, MutedKind, Tries
from db.announcements import Receipt
from db.annual_plans import CalendarFeed
from db.attendance import Attendance, AttendanceChange
from db.audit import AuditEntry
from db.base import Base, PartialDate
from db.cases import Case, CaseEntry, CasePerson
from db.checklists import ChecklistItem
from db.dual import DualLeader, DualRecord
from db.dues import DuesAssessment, DuesClaim, DuesPart, DuesPayment, DuesProfile, DuesRelief
from db.dues_pay import DuesPaySlip
from db.handover import Handover
from db.help_board import HelpAnswer, HelpQuestion
from db.jobs import Job
from db.leave import LeaveRequest
from db.library import StudyRemark
from db.live import LiveAnswer
from db.makeups import MakeUp
from db.meetings import MeetingPerson, MeetingReply
from db.members import Member, Membership, ShiftMark
from db.minutes import MeetingRecord, MinuteEntry
from db.models import metadata
from db.organisations import Organisation, RoleGrant
from db.outbox import OutboxMessage
from db.pairing import RetiredContact
from db.quizzes import Answer, Attempt, GroupPollAnswer, MissedQuestion, QuizPerson
from db.registration import RegistrationRequest
from db.study import StudyAppeal, StudyEntry, StudyExemption, StudyReading, StudyWeekly, StudyWork
from db.suggestions import Suggestion
from db.surveys import SurveyNamedAnswer, SurveyPerson
from services import phones
from services.access import Actor
from services.dues import pay
from services.errors import NotAllowed
from services.house import House
from services.privacy import words

#: A value of a copy: JSON has the same, times and dates are ISO 8601 text.
Value = str | int | float | bool | None | dict[str, Any] | list[Any]
Row = dict[str, Value]

#: Columns that say nothing about the person: keys of our own and what the delivery notes for itself.
_OURS = frozenset(
    {
        "lease_owner",
        "lease_until",
        "merged_into",
        "previous_hash",
        "hash",
        "phone_index",
        "phone_sealed",
        "root_id",
        "secret_hash",
        "secret_sealed",
    }
)


#: Columns that are another person's.
_NOT_HIS = ("made_by", "recorded_by", "decided_by", "told_by", "told_by_name")


@dataclass(frozen=True)
class Copy:
    """Everything stored about a person.

    Attributes:
        made_at: UTC.
        sections: Section name (``member``, ``messages`` …) to its rows, in reading order.
    """

    made_at: dt.datetime
    sections: dict[str, list[Row]]

    def as_json(self) -> dict[str, Any]:
        """For a file."""
        return {"made_at": self.made_at.isoformat(), **self.sections}


def _value(value: Any) -> Value:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, PartialDate):
        return str(value)
    if isinstance(value, Decimal):
        return str(value)
    if value is None or isinstance(value, str | int | float | bool | dict | list):
        return value
    raise TypeError(f"cannot copy {type(value).__name__}")


def _row(row: Base, more: Mapping[str, Value] | None = None) -> Row:
    plain = {column.key: getattr(row, column.key) for column in row.__table__.columns if column.key not in _OURS}
    return {name: _value(value) for name, value in plain.items()} | dict(more or {})


def _without(row: Row) -> Row:
    return {name: None if name in _NOT_HIS else value for name, value in row.items()}


async def copy_of(house: House, actor: Actor) -> Copy:
    """A copy of everything that is stored about the actor.

    Raises:
        NotAllowed: The bot has never met him: nothing is stored.
    """
    if actor.account_id is None:
        raise NotAllowed
    now = house.now()
    async with house.db.read() as session:
        account = await session.get_one(Account, actor.account_id)
        member = await session.get(Member, actor.member.id) if actor.member is not None else None
        sections: dict[str, list[Row]] = {"account": [_row(account)]}
        if member is not None:
            sections |= await _member(house, session, member)
        sections["bindings"] = await _rows(session, Binding, account, member)
        sections["requests"] = await _requests(session, account)
        sections["drafts"] = await _rows(session, Draft, account, None)
        sections["jobs"] = await _rows(session, Job, account, None)
        sections["muted_kinds"] = await _rows(session, MutedKind, account, None)
        sections["tries"] = await _rows(session, Tries, account, None)
        sections["minute_entries"] = [
            _row(row)
            for row in await session.scalars(
                select(MinuteEntry).where(MinuteEntry.filed_by == account.id).order_by(MinuteEntry.id)
            )
        ]
        sections["written"] = await _written(session, account)
        sections["messages"] = await _rows(session, OutboxMessage, account, member)
        sections["log"] = await _log(session, account, member)
        return Copy(now, {name: rows for name, rows in sections.items() if rows})


#: Tables in which a row belongs to one member and is his as it stands.
HIS = (
    ShiftMark,
    MeetingReply,
    MeetingPerson,
    LeaveRequest,
    Attendance,
    AttendanceChange,
    Case,
    CasePerson,
    CalendarFeed,
    StudyReading,
    StudyRemark,
    HelpAnswer,
    StudyWeekly,
    DualLeader,
    DualRecord,
    QuizPerson,
    Attempt,
    MissedQuestion,
    GroupPollAnswer,
    LiveAnswer,
    Suggestion,
    SurveyPerson,
    SurveyNamedAnswer,
)
#: The same, but for who entered it, who is another person.
HIS_BY_OTHERS = (
    RetiredContact,
    HelpQuestion,
    DuesProfile,
    DuesRelief,
    DuesAssessment,
    DuesPayment,
    DuesPart,
    DuesClaim,
    StudyEntry,
    StudyExemption,
    StudyAppeal,
    StudyWork,
    Receipt,
)


async def _his(session: AsyncSession, member: Member, table: type[Any]) -> list[Row]:
    query = select(table).where(table.member_id == member.id).order_by(*table.__table__.primary_key)
    return [_row(row) for row in await session.scalars(query)]


async def _member(house: House, session: AsyncSession, member: Member) -> dict[str, list[Row]]:
    phone = house.vault.open(member.phone_sealed, phones.place(member.key)) if member.phone_sealed is not None else None
    names = {row.id: row.name for row in await session.execute(select(Organisation.id, Organisation.name))}
    memberships = await session.scalars(select(Membership).where(Membership.member_id == member.id))
    roles = await session.scalars(select(RoleGrant).where(RoleGrant.member_id == member.id))
    records = await session.execute(
        select(MeetingRecord.meeting_id, MeetingRecord.chair_id, MeetingRecord.recorder_id).where(
            (MeetingRecord.chair_id == member.id) | (MeetingRecord.recorder_id == member.id)
        )
    )
    todo = await session.scalars(
        select(ChecklistItem).where((ChecklistItem.owner_id == member.id) | (ChecklistItem.with_id == member.id))
    )
    cases = select(Case.id).where(Case.member_id == member.id)
    typed = await session.scalars(select(CaseEntry).where(CaseEntry.case_id.in_(cases)).order_by(CaseEntry.id))
    return {
        "member": [_row(member, {"phone": phone})],
        "memberships": [
            _row(row, {"branch": names.get(row.branch_id), "group": names.get(row.group_id or 0)})
            for row in memberships
        ],
        "roles": [_row(row, {"organisation": names.get(row.organisation_id)}) for row in roles],
        **{table.__tablename__: await _his(session, member, table) for table in HIS},
        # Who decided is another person's.
        "make_ups": [row | {"decided_by": None} for row in await _his(session, member, MakeUp)],
        # The rest of a record is about the meeting.
        "meeting_records": [
            {
                "meeting_id": row.meeting_id,
                "chairs": row.chair_id == member.id,
                "keeps_the_record": row.recorder_id == member.id,
            }
            for row in records
        ],
        "answers": [
            _row(row)
            for row in await session.scalars(
                select(Answer)
                .join(Attempt, Attempt.id == Answer.attempt_id)
                .where(Attempt.member_id == member.id)
                .order_by(Answer.attempt_id, Answer.position)
            )
        ],
        "checklist_items": [_row(row) for row in todo],
        "handovers": await _handovers(session, member),
        # Who typed it is another person's.
        "case_entries": [_row(row) | {"entered_by": None} for row in typed],
        "dues_pay_slips": await _slips(house, session, member),
        **{
            table.__tablename__: [_without(row) for row in await _his(session, member, table)]
            for table in HIS_BY_OTHERS
        },
    }


async def _handovers(session: AsyncSession, member: Member) -> list[Row]:
    """Posts he gave or took; with whom is the other's business, and what went with them is counted and names nobody."""
    query = select(Handover).where((Handover.giver_id == member.id) | (Handover.taker_id == member.id))
    return [
        {"date": _value(row.answered_at or row.offered_at), "state": row.state.value, "gave": row.giver_id == member.id}
        for row in await session.scalars(query.order_by(Handover.id))
    ]


async def _slips(house: House, session: AsyncSession, member: Member) -> list[Row]:
    """What is kept of his pay, opened."""
    query = select(DuesPaySlip).where(DuesPaySlip.member_id == member.id).order_by(DuesPaySlip.from_month)
    found: list[Row] = []
    for row in await session.scalars(query):
        items = pay.opened(house.vault, member.key, row)
        made: Row = {"from_month": row.from_month, "made_at": row.made_at.isoformat()}
        found.append(made | {item.value: str(amount) for item, amount in items.items()})
    return found


async def _rows(
    session: AsyncSession,
    table: type[Binding | Draft | Job | MutedKind | Tries | OutboxMessage],
    account: Account,
    member: Member | None,
) -> list[Row]:
    his = table.account_id == account.id
    if member is not None and issubclass(table, Binding | OutboxMessage):
        his |= table.member_id == member.id
    found: Iterable[Base] = await session.scalars(select(table).where(his).order_by(*table.__table__.primary_key))
    return [_row(row) for row in found]


async def _written(session: AsyncSession, account: Account) -> list[Row]:
    """What he wrote for an organisation; what he decided about somebody is in that person's copy."""
    found: list[Row] = []
    for name, columns in words.WORDS.items():
        table = metadata.tables[name]
        authors = [key.parent for key in table.foreign_keys if key.column.table.name == "accounts"]
        if not authors or "member_id" in table.columns or name == "minute_entries":
            continue
        query = select(*(table.columns[one] for one in columns)).where(or_(*(one == account.id for one in authors)))
        for row in (await session.execute(query.order_by(*table.primary_key))).mappings():
            said = {one: _value(value) for one, value in row.items() if value is not None}
            if said:
                found.append({"where": name, **said})
    return found


async def _requests(session: AsyncSession, account: Account) -> list[Row]:
    rows = await session.scalars(
        select(RegistrationRequest).where(RegistrationRequest.account_id == account.id).order_by(RegistrationRequest.id)
    )
    # Whom the branch thought of is not about him while nobody has decided.
    return [_row(row) | {"member_id": None} for row in rows]


async def _log(session: AsyncSession, account: Account, member: Member | None) -> list[Row]:
    keys = [f"account:{account.key}"] + ([f"member:{member.key}"] if member is not None else [])
    rows = await session.scalars(
        select(AuditEntry).where(AuditEntry.subject.in_(keys) | AuditEntry.actor.in_(keys)).order_by(AuditEntry.id)
    )
    return [_row(row) for row in rows]
