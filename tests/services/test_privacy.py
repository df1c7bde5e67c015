"""A person's own data: leave, copy, erase. After erasing nothing in any table leads back to him."""

import datetime as dt
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from db.accounts import Account, Binding, Draft, MutedKind, Tries
from db.audit import AuditEntry
from db.cases import Case, CaseEntry, CasePerson
from db.incidents import Incident
from db.jobs import Job
from db.members import Member, Membership, ShiftMark
from db.models import metadata
from db.names import (
    BranchRole,
    CasePart,
    CaseState,
    CaseStep,
    MemberStatus,
    OutboxReason,
    OutboxState,
    RequestState,
    ShiftKind,
)
from db.organisations import Organisation, RoleGrant
from db.outbox import OutboxMessage
from db.registration import RegistrationRequest
from services import access, audit, consent, drafts, erasures, incidents, outbox, privacy, registration, tries
from services.access import STRANGER, Actor
from services.drafts import Form
from services.errors import NotAllowed
from services.house import House
from services.outbox import Message, Payload
from tests.factories import (
    bind,
    development_case,
    grant_role,
    make_account,
    make_branch,
    make_member,
    meeting_of,
    minute_of,
    record_of,
)
from tests.fixtures.houses import NOW

NAME, PHONE, ADDRESS = "欧阳春晓", "13912345678", "5550012345"
STAFF_NUMBER, LETTER = "GH-7788", "介 2026-031"


#: A message to somebody else that names him, in its words and in a part of it.
OTHERS = {"vars": {"who": f"{NAME}同志"}, "items": ({"id": 1, "key": "test", "vars": {"who": NAME}},)}


@dataclass
class Person:
    """Somebody of whom every table holds something."""

    member: Member
    account: Account
    branch: Organisation


async def actor(house: House, address: str = ADDRESS) -> Actor:
    async with house.db.read() as session:
        return await access.identify(session, "telegram", address, house.today())


def _message(key: str, **fields: Any) -> Message:
    values = {"key": key, "vars": {"name": NAME}} | fields.pop("payload", {})
    return Message(
        kind="test",
        dedupe_key=fields.pop("dedupe_key"),
        subject="test",
        payload=Payload(**values),
        due_at=NOW,
        **fields,
    )


@pytest.fixture
async def person(house: House) -> Person:
    async with house.db.write() as session:
        branch = await make_branch(session)
        member = await make_member(session, branch, NAME, phone=PHONE, vault=house.vault)
        member.staff_number, member.department, member.post, member.education = STAFF_NUMBER, "急诊科", "护士长", "本科"
        account = await make_account(session, ADDRESS)
        await bind(session, member, account)
        await grant_role(session, member, branch, BranchRole.SECRETARY)
        deputy = await make_member(session, branch, "王副书记")
        await bind(session, deputy, await make_account(session, "72"))
        await grant_role(session, deputy, branch, BranchRole.DEPUTY_SECRETARY)
        branch.contact_name, branch.contact_point = NAME, "门诊 302"
        session.add(ShiftMark(member_id=member.id, day=house.today(), kind=ShiftKind.NIGHT))
        case = development_case(branch, member=member)
        session.add(case)
        await session.flush()
        session.add(CaseEntry(case_id=case.id, step=CaseStep.LETTER_NUMBER, number=1, words=LETTER, entered_at=NOW))
        session.add(
            CaseEntry(case_id=case.id, step=CaseStep.APPLIED, number=1, day=dt.date(2025, 5, 20), entered_at=NOW)
        )
        session.add(CasePerson(case_id=case.id, part=CasePart.MENTOR, member_id=member.id, added_at=NOW))
        meeting = meeting_of(branch)
        session.add(meeting)
        await session.flush()
        session.add(record_of(meeting.id, account.id, chair_id=member.id, recorder_id=member.id, summary=f"{NAME}主持"))
        session.add(minute_of(meeting.id, account.id, f"{NAME}同志发言"))
        session.add(MutedKind(account_id=account.id, kind="meeting_reminder", muted_at=NOW))
        await drafts.put(session, account.id, Form("registration", "name", {"name": NAME}), NOW)
        asked = {"message": 1, "words": []}
        session.add(Job(kind="roster.export", account_id=account.id, asked="1", args=asked, attempts=0, made_at=NOW))
        await tries.wrong(house, session, account.id, "registration")
        await outbox.enqueue(
            session,
            [
                _message("test", dedupe_key="sent", member_id=member.id),
                _message("test", dedupe_key="waiting", member_id=member.id),
                _message("test", dedupe_key="account", account_id=account.id),
                _message("test", dedupe_key="others", member_id=deputy.id, payload=OTHERS),
            ],
            NOW,
        )
        row = (await session.scalars(select(OutboxMessage).where(OutboxMessage.dedupe_key == "sent"))).one()
        row.state, row.sent_address, row.message_ids, row.ended_at = OutboxState.SENT, ADDRESS, [5], NOW
        await audit.record(
            session, actor=f"account:{account.key}", action="test", subject=f"member:{member.key}", now=NOW
        )
    await incidents.keep(house, "aa", "ValueError", json.dumps({"message": {"from": {"id": int(ADDRESS)}}}))
    await incidents.keep(house, "bb", "ValueError", json.dumps({"message": {"from": {"id": 1}}}))
    return Person(member, account, branch)


async def everything(house: House) -> dict[str, list[str]]:
    """Every row of every table as text."""
    async with house.db.read() as session:
        return {
            table.name: [repr(tuple(row)) for row in await session.execute(select(table))]
            for table in metadata.sorted_tables
        }


def traces(stored: dict[str, list[str]], *marks: str) -> list[str]:
    """Where any of the marks is found, as text or escaped."""
    wanted = [form for mark in marks for form in (mark, json.dumps(mark)[1:-1])]
    return [f"{table}: {row}" for table, rows in stored.items() for row in rows if any(one in row for one in wanted)]


# --- leaving ---------------------------------------------------------------------------------------------------------


async def test_leaving_unbinds_and_keeps_the_roster(house: House, person: Person) -> None:
    assert await privacy.leave(house, await actor(house))
    left = await actor(house)
    assert left.member is None
    assert left.consented
    assert not await privacy.leave(house, left)
    async with house.db.read() as session:
        member = await session.get_one(Member, person.member.id)
        assert (member.name, member.status) == (NAME, MemberStatus.ACTIVE)
        binding = (await session.scalars(select(Binding).where(Binding.member_id == member.id))).one()
        assert binding.unbound_at == NOW
        assert not list(await session.scalars(select(Draft).where(Draft.account_id == person.account.id)))


async def test_who_has_left_can_come_back(house: House, person: Person) -> None:
    await privacy.leave(house, await actor(house))
    sharing = await registration.share(house, await actor(house), PHONE, own=True)
    assert sharing.outcome is registration.Shared.BOUND


async def test_a_stranger_has_nothing_to_leave_copy_or_erase(house: House) -> None:
    for attempt in (privacy.leave(house, STRANGER), privacy.copy_of(house, STRANGER), privacy.erase(house, STRANGER)):
        with pytest.raises(NotAllowed):
            await attempt


# --- the copy --------------------------------------------------------------------------------------------------------


async def test_the_copy_holds_everything_about_him_and_nobody_else(house: House, person: Person) -> None:
    copy = await privacy.copy_of(house, await actor(house))
    assert set(copy.sections) == {
        "account",
        "member",
        "memberships",
        "roles",
        "shift_marks",
        "cases",
        "case_entries",
        "case_people",
        "bindings",
        "drafts",
        "jobs",
        "muted_kinds",
        "tries",
        "minute_entries",
        "meeting_records",
        "written",
        "messages",
        "log",
    }
    member = copy.sections["member"][0]
    assert (member["name"], member["phone"], member["staff_number"], member["birth"]) == (
        NAME,
        PHONE,
        STAFF_NUMBER,
        "1985-06",
    )
    assert copy.sections["memberships"][0]["branch"] == "内科党支部"
    assert copy.sections["roles"][0]["role"] == "SECRETARY"
    assert copy.sections["account"][0]["address"] == ADDRESS
    assert len(copy.sections["messages"]) == 3
    text = json.dumps(copy.as_json(), ensure_ascii=False)
    assert "王副书记" not in text
    assert "phone_sealed" not in text


async def test_the_copy_of_somebody_who_is_no_member_is_his_account(house: House) -> None:
    guest = await consent.agree(house, "telegram", "99", "zh-CN")
    copy = await privacy.copy_of(house, guest)
    assert set(copy.sections) == {"account", "log"}


# --- erasing ---------------------------------------------------------------------------------------------------------


async def test_after_erasing_no_table_leads_to_the_person(house: House, person: Person) -> None:
    before = await everything(house)
    marks = (
        NAME,
        ADDRESS,
        STAFF_NUMBER,
        LETTER,
        "急诊科",
        "护士长",
        person.member.code,
        person.member.phone_index or "?",
    )
    assert {trace.split(":")[0] for trace in traces(before, *marks)} == {
        "accounts",
        "case_entries",
        "drafts",
        "meeting_records",
        "members",
        "minute_entries",
        "organisations",
        "outbox_messages",
    }
    await privacy.erase(house, await actor(house))
    after = await everything(house)
    assert traces(after, *marks) == []
    # The old keys are in the log only, and lead nowhere.
    for key in (person.member.key, person.account.key):
        assert {trace.split(":")[0] for trace in traces(after, key)} == {"audit_entries"}
    assert await actor(house) == STRANGER


async def test_what_ledgers_need_stays(house: House, person: Person) -> None:
    await privacy.erase(house, await actor(house))
    async with house.db.read() as session:
        member = await session.get_one(Member, person.member.id)
        assert (member.status, member.name, member.phone_sealed, member.left_at) == (
            MemberStatus.ERASED,
            None,
            None,
            NOW,
        )
        assert member.key != person.member.key
        membership = (await session.scalars(select(Membership).where(Membership.member_id == member.id))).one()
        role = (await session.scalars(select(RoleGrant).where(RoleGrant.member_id == member.id))).one()
        assert membership.ends_on == role.ends_on == house.today()
        account = await session.get_one(Account, person.account.id)
        assert account.address == f"erased:{account.key}"
        assert account.consent_version is None
        assert await session.get(Tries, (account.id, "registration")) is None
        assert await session.get(MutedKind, (account.id, "meeting_reminder")) is None
        assert await session.get(ShiftMark, (member.id, house.today())) is None
        assert [row.id for row in await session.scalars(select(Incident))] == ["bb"]
        case = (await session.scalars(select(Case))).one()
        assert (case.state, case.ended_at) == (CaseState.WITHDRAWN, NOW)
        typed = list(await session.scalars(select(CaseEntry)))
        assert [(row.step, row.day) for row in typed] == [(CaseStep.APPLIED, dt.date(2025, 5, 20))]
        assert list(await session.scalars(select(CasePerson))) == []
        states = {
            row.dedupe_key: (row.state, row.reason)
            for row in await session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "test"))
        }
        assert states == {
            "sent": (OutboxState.SENT, None),
            "waiting": (OutboxState.SKIPPED, OutboxReason.ERASED),
            "account": (OutboxState.SKIPPED, OutboxReason.ERASED),
            "others": (OutboxState.QUEUED, None),
        }
        others = (await session.scalars(select(OutboxMessage).where(OutboxMessage.dedupe_key == "others"))).one()
        assert others.payload["vars"] == {"who": "＊＊同志"}
        assert others.payload["items"] == [{"id": 1, "key": "test", "vars": {"who": "＊＊"}}]
        assert await audit.first_break(session) is None


async def test_the_leaders_learn_that_somebody_has_gone_but_not_who(house: House, person: Person) -> None:
    await privacy.erase(house, await actor(house))
    async with house.db.read() as session:
        notices = list(await session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "privacy_erased")))
    assert [notice.payload["vars"] for notice in notices] == [{"branch": "内科党支部"}]
    assert notices[0].member_id != person.member.id


async def test_an_erased_person_who_comes_back_is_a_stranger(house: House, person: Person) -> None:
    await privacy.erase(house, await actor(house))
    again = await consent.agree(house, "telegram", ADDRESS, "zh-CN")
    assert again.account_id != person.account.id
    assert again.member is None
    sharing = await registration.share(house, again, PHONE, own=True)
    assert sharing.outcome is registration.Shared.NO_MATCH


async def test_erasing_ends_requests_from_him_and_about_him(house: House, person: Person) -> None:
    other = await consent.agree(house, "telegram", "98", "zh-CN")
    await registration.submit(house, other, NAME, typed_branch="内科党支部")
    await privacy.erase(house, await actor(house))
    guest = await consent.agree(house, "telegram", "97", "zh-CN")
    await registration.submit(house, guest, "孙悟本", typed_branch="内科党支部")
    await privacy.erase(house, guest)
    async with house.db.read() as session:
        rows = list(await session.scalars(select(RegistrationRequest)))
    assert [(row.state, row.typed_name) for row in rows] == [(RequestState.WITHDRAWN, None)] * 2
    assert traces(await everything(house), NAME, "孙悟本", "'97'") == []


async def test_two_people_can_be_erased(house: House, person: Person) -> None:
    await privacy.erase(house, await actor(house))
    await privacy.erase(house, await actor(house, "72"))
    async with house.db.read() as session:
        erased = list(await session.scalars(select(Member).where(Member.status == MemberStatus.ERASED)))
    assert len(erased) == 2


# --- a restored backup -----------------------------------------------------------------------------------------------


async def test_a_backup_that_brings_him_back_is_erased_again(house: House, person: Person, tmp_path: Path) -> None:
    house = replace(house, erasure_register=tmp_path / "erasures.txt")
    await privacy.erase(house, await actor(house))
    published = erasures.read_file(tmp_path / "erasures.txt")
    assert published == {erasures.key_hash(person.member.key), erasures.key_hash(person.account.key)}
    # The backup: his rows as they were, and no register.
    async with house.db.write() as session:
        member = await session.get_one(Member, person.member.id)
        member.key, member.code, member.name = person.member.key, person.member.code, NAME
        member.status, member.department = MemberStatus.ACTIVE, "急诊科"
        account = await session.get_one(Account, person.account.id)
        account.key, account.address = person.account.key, ADDRESS
        session.add(Binding(member_id=member.id, account_id=account.id, method="CONTACT", bound_at=NOW))
        await erasures.adopt(session, published, NOW)
    assert await privacy.replay(house) == 2
    assert traces(await everything(house), NAME, ADDRESS, "急诊科") == []
    assert await privacy.replay(house) == 0
    async with house.db.read() as session:
        replayed = await session.scalars(select(AuditEntry.details).where(AuditEntry.action == "privacy.replayed"))
        assert list(replayed) == [{"count": 2}]


# --- nothing is forgotten --------------------------------------------------------------------------------------------

#: Tables that point at a person, and why nothing is left to do in the ones the copy or the erasing pass over.
KNOWN = {
    "attendance",
    "attendance_changes",
    "roll_call_screens",
    "roll_calls",  # who opened and closed it, by a row id that leads to nobody any more
    "decisions",  # who wrote it down, likewise
    "bindings",
    "checklist_items",
    "drafts",
    "jobs",
    "dual_leaders",
    "dual_records",
    "dues_profiles",
    "dues_reliefs",
    "dues_assessments",
    "dues_payments",
    "dues_parts",
    "dues_claims",
    "dues_pay_slips",
    "dues_months",  # who said that it is entered, by a row id that leads to nobody any more
    "dues_remittances",  # sums of a branch; who noted them, by a row id as above
    "leave_requests",
    "make_ups",
    "meeting_people",
    "meeting_records",
    "meeting_replies",
    "memberships",
    "minute_entries",
    "muted_kinds",
    "outbox_messages",
    "registration_requests",
    "role_grants",
    "shift_marks",
    "study_appeals",
    "study_entries",
    "study_works",
    "study_weeklies",
    "study_campaigns",  # who began it, by a row id that leads to nobody any more
    "study_materials",  # who put it there, likewise
    "study_readings",
    "study_remarks",
    "suggestions",
    "activity_reports",  # who wrote and who decided, by a row id that leads to nobody any more
    "report_posts",  # who published it, likewise
    "survey_named_answers",
    "survey_people",
    "democratic_reviews",  # who typed it, by a row id that leads to nobody any more; numbers of a branch
    "surveys",  # who made it, by a row id that leads to nobody any more
    "pairings",  # who asked and who agreed, by a row id as above
    "retired_contacts",
    "help_questions",
    "help_answers",
    "live_answers",
    "live_quizzes",  # who ran it, by a row id as above
    "study_week_cards",  # who sent it, by a row id as above
    "study_exemptions",
    "study_schemes",  # who made it, by a row id that leads to nobody any more
    "tries",
    "bind_codes",  # who made it, by a row id that leads to nobody any more
    "bound_chats",  # who bound it, likewise
    "checklists",  # who made it, likewise
    "handovers",  # whose post went to whom stays the branch's history; an erased member has no name
    "human_tasks",  # who closed it, likewise
    "checklist_ticks",  # who ticked, likewise
    "case_entries",  # who typed it, likewise; what was typed goes with its case
    "case_people",
    "cases",
    "announcement_parts",  # who typed it, by a row id that leads to nobody any more
    "announcement_screens",
    "announcements",  # who sent it, by a row id as above
    "receipts",
    "annual_plans",  # who confirmed and changed it, likewise
    "calendar_feeds",
    "meetings",  # who changed it last, likewise
    "meeting_materials",  # who sent the file, likewise
    "meeting_parts",  # who agreed, likewise
    "question_versions",  # who typed or imported it, likewise
    "quizzes",  # who composed it, likewise
    "quiz_people",
    "attempts",
    "missed_questions",
    "group_poll_answers",
    "group_polls",  # who sent it, by a row id that leads to nobody any more
    "reminder_rules",  # likewise
}


def test_every_table_about_a_person_is_known_to_privacy() -> None:
    pointing = {
        table.name
        for table in metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name in ("members", "accounts")
    }
    assert pointing == KNOWN, "a new table about people: teach services.privacy to copy and to scrub it"
