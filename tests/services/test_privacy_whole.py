"""A copy holds everything and erasing leaves nothing: with a row in every table there is, and every file searched."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, Enum, String, Table, create_engine, select

from bot.settings import Settings
from bot.upkeep import upkeep
from db.base import PartialDateType
from db.dues_pay import DuesPaySlip
from db.incidents import Incident
from db.members import Member
from db.models import metadata
from db.session import Database
from services import access, backup, incidents, phones, privacy
from services.dues import pay
from services.dues.months import Month
from services.house import House
from services.privacy import words
from tests.making.rows import Filler, pour

NAME, ADDRESS, PHONE, CODE = "欧阳春晓", "5550012345", "13912345678", "N-7K2Q"
KEY = "5" * 32

#: Texts that are about nobody, and what they are.
PLAIN = {
    "keys": {
        "accounts.key", "admin_codes.code_hash", "bind_codes.code_hash", "calendar_feeds.secret_hash",
        "erasures.key_hash", "invitations.code_hash", "members.key", "members.phone_index", "questions.likeness",
        "suggestion_arrivals.code_hash", "suggestion_marks.mark", "suggestions.code_hash", "settled_queues.fingerprint",
        "audit_entries.hash", "audit_entries.previous_hash", "announcements.token", "dues_payments.token",
        "dues_remittances.ratio", "dues_assessments.rate", "roll_call_screens.seen", "announcement_screens.seen",
        "outbox_messages.dedupe_key", "outbox_messages.subject", "outbox_messages.lease_owner",
        "checklists.subject", "escalations.subject", "escalations.asked", "human_tasks.subject", "human_tasks.asked",
        "settled_queues.subject", "jobs.asked", "invitations.created_by", "audit_entries.actor",
        "audit_entries.subject", "audit_entries.details", "incidents.id", "checklist_items.key", "cases.code",
        "checklist_items.source", "accounts.commands_shown", "survey_marks.sheet",
    },
    "names of our own": {
        "accounts.language", "accounts.messenger", "bound_chats.messenger", "audit_entries.action",
        "bindings.method", "budget_shares.budget", "budget_shares.holder", "leases.holder", "leases.name",
        "inbox_updates.lease_owner", "incidents.kind", "drafts.kind", "drafts.step", "jobs.kind", "muted_kinds.kind",
        "tries.what", "outbox_messages.kind", "checklists.preset", "reminder_rules.preset", "escalations.ladder",
        "human_tasks.kind", "meetings.rule", "cases.rule_set", "dues_assessments.version", "study_entries.version",
        "org_settings.key", "organisations.path",
    },
    "of the messenger": {
        "meeting_materials.file_id", "meeting_materials.file_unique_id", "minute_entries.file_id",
        "minute_entries.file_unique_id", "report_photos.file_id", "report_photos.unique_id", "study_materials.file_id",
        "study_materials.file_unique_id", "study_work_files.file_id", "study_work_files.file_unique_id",
        "group_polls.poll_id", "bound_chats.address",
    },
    "of an organisation": {"organisations.name", "meetings.link"},
    "numbers": {
        "announcements.audience", "attempts.version_ids", "group_poll_answers.chosen", "group_polls.order",
        "handovers.contents", "live_quizzes.version_ids", "answers.chosen", "reminder_rules.leads",
        "reminder_rules.recurrence", "reminder_rules.types", "survey_answers.choices", "survey_named_answers.choices",
        "outbox_messages.message_ids",
    },
    "teaching, as it was published": {
        "question_versions.stem", "question_versions.options", "question_versions.right", "question_versions.accepted",
        "question_versions.explanation", "question_versions.source", "question_versions.category", "quizzes.category",
        "study_materials.title", "study_materials.source", "study_materials.body", "study_materials.link",
        "study_materials.category", "workday_overrides.source",
    },
}  # fmt: skip
_ALL_PLAIN = frozenset().union(*PLAIN.values())
#: Texts about him that erasing takes by other ways than his name.
_HIS_OWN = {
    "accounts": ("address",),
    "drafts": ("data",),
    "jobs": ("args", "result"),
    "members": ("code", "name", "staff_number", "education", "department", "post"),
    "organisations": ("contact_name", "contact_point"),
    "outbox_messages": ("payload", "sent_address"),
    "minute_entries": (),
}


def _texts() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column a text can stand in."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            kind = column.type
            if isinstance(kind, String | JSON) and not isinstance(kind, Enum | PartialDateType):
                yield table, column


def test_every_text_is_known_to_privacy() -> None:
    there = {f"{table.name}.{column.name}" for table, column in _texts()}
    known = {
        f"{table}.{one}" for columns in (words.WORDS, _HIS_OWN) for table, names in columns.items() for one in names
    }
    assert not known & _ALL_PLAIN
    assert there - known - _ALL_PLAIN == set(), "a new text: may somebody be named in it (services/privacy/words.py)?"
    assert known - there == set()
    assert _ALL_PLAIN - there == set()


def _given() -> dict[str, dict[str, Any]]:
    """What is not free to choose: the person himself, and what the vault has sealed."""
    return {
        "organisations": {
            "id": 1, "parent_id": None, "path": "/1/", "level": "BRANCH", "contact_name": NAME, "ended_at": None,
        },
        "members": {"id": 1, "key": KEY, "code": CODE, "root_id": 1, "name": NAME, "status": "ACTIVE", "left_at": None},
        "accounts": {
            "id": 1, "key": KEY, "messenger": "telegram", "address": ADDRESS, "consent_version": 9,
            "reach": "REACHABLE", "paused_until": None,
        },
        "bindings": {"unbound_at": None},
        "memberships": {"ends_on": None},
        "org_settings": {"key": "dues_how_to_pay", "value": f"找{NAME}交"},
        "suggestions": {"member_id": 1, "signed": True},
        "cases": {"member_id": 1, "name": None, "department": None},
        "audit_entries": {"actor": f"account:{KEY}", "subject": f"member:{KEY}"},
        "outbox_messages": {"member_id": 1, "sent_address": ADDRESS},
    }  # fmt: skip


@cache
def _filler(given: str) -> Filler:
    with create_engine("sqlite://").connect() as connection:
        metadata.create_all(connection)
        filler = Filler(connection, json.loads(given), mark=NAME, plain=_ALL_PLAIN)
        filler.fill()
    return filler


async def _filled(house: House) -> None:
    filler = _filler(json.dumps(_given()))
    async with house.db.engine.begin() as connection:
        await connection.run_sync(pour, filler.rows)
    async with house.db.write() as session:
        member = await session.get_one(Member, 1)
        member.phone_sealed = house.vault.seal(PHONE, phones.place(KEY))
        slip = (await session.scalars(select(DuesPaySlip))).one()
        slip.items_sealed = house.vault.seal('{"POST":"7731.55"}', pay.place(KEY, Month.numbered(slip.from_month)))
        incident = (await session.scalars(select(Incident))).one()
        kept = json.dumps({"message": {"from": {"id": int(ADDRESS)}, "text": NAME}})
        incident.update_sealed = house.vault.seal(kept, incidents.place(incident.id))


async def _stored(house: House) -> dict[str, str]:
    async with house.db.read() as session:
        return {
            f"{table.name}.{column.name}": repr(list(await session.scalars(select(column))))
            for table in metadata.sorted_tables
            for column in table.columns
        }


def _holds(stored: dict[str, str], *marks: str) -> set[str]:
    forms = [form for mark in marks for form in (mark, json.dumps(mark)[1:-1], repr(mark.encode())[2:-1])]
    return {name for name, content in stored.items() if any(form in content for form in forms)}


#: Of tables that point at him, texts that are not his: of the branch, or another person's word about somebody.
_NOT_HIS = {
    "organisations.contact_point", "organisations.contact_name", "receipts.told_by_name", "make_ups.returned",
}  # fmt: skip


async def test_the_copy_holds_every_text_of_his(house: House) -> None:
    await _filled(house)
    pointing = {
        table.name
        for table in metadata.sorted_tables
        if table.name in ("members", "accounts")
        or any(key.column.table.name in ("members", "accounts") for key in table.foreign_keys)
    }
    stored = _holds(await _stored(house), NAME, ADDRESS)
    wanted = {name for name in stored if name.partition(".")[0] in pointing} - _NOT_HIS
    copy = json.dumps((await privacy.copy_of(house, await _actor(house))).as_json(), ensure_ascii=False)
    special = {
        "accounts.address": ADDRESS,
        "members.name": NAME,
        "members.code": CODE,
        "outbox_messages.sent_address": ADDRESS,
    }
    missing = {name for name in wanted if special.get(name, name) not in copy}
    assert missing == set()
    assert len(wanted) > 40


async def test_after_erasing_no_column_and_no_file_holds_him(house: House, tmp_path: Path) -> None:
    house = replace(house, erasure_register=tmp_path / "erasures.txt")
    await _filled(house)
    older = tmp_path / "backups" / "zhibu-older.backup"
    await backup.create(house, older)
    assert len(_holds(await _stored(house), NAME, ADDRESS)) > 50  # of some columns it depends on the dice
    await privacy.erase(house, await _actor(house))
    assert _holds(await _stored(house), NAME, ADDRESS, CODE) == set()
    await upkeep(house, Settings(_env_file=None, data_dir=tmp_path))()
    newer = tmp_path / "backups" / "zhibu-newer.backup"
    await backup.create(house, newer)
    await house.db.close()
    assert _files(tmp_path) == set()

    # A backup from before brings him back for a moment, inside of one transaction or of a copy that is thrown away.
    for source in (newer, older):
        again = replace(house, db=Database(house.db.url.render_as_string(hide_password=False)))
        await backup.restore(again, source)
        await again.db.close()
        again = replace(house, db=Database(house.db.url.render_as_string(hide_password=False)))
        await privacy.rewrite(again)
        assert _holds(await _stored(again), NAME, ADDRESS, CODE) == set(), source.name
        await again.db.close()
        assert _files(tmp_path) == set(), source.name


def _files(folder: Path) -> set[str]:
    """Files with a trace of him, the names of files among them; the database, its log, copies, the register."""
    forms = [form.encode() for mark in (NAME, ADDRESS, CODE, PHONE) for form in (mark, json.dumps(mark)[1:-1])]
    paths = [one for one in folder.rglob("*") if one.is_file()]
    assert paths
    return {one.name for one in paths if any(form in one.read_bytes() or form in one.name.encode() for form in forms)}


def test_the_search_finds_what_there_is(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{{{NAME}}}", encoding="utf-8")
    (tmp_path / f"{PHONE}.txt").touch()
    (tmp_path / "b.txt").touch()
    assert _files(tmp_path) == {"a.txt", f"{PHONE}.txt"}
    assert _holds({"a.b": repr([NAME]), "a.c": repr([{"x": ADDRESS}]), "a.d": "[]"}, NAME, ADDRESS) == {"a.b", "a.c"}


async def _actor(house: House) -> access.Actor:
    async with house.db.read() as session:
        return await access.identify(session, "telegram", ADDRESS, house.today())
