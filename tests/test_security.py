"""The threat model names tests that exist; and what a stolen database's file shows."""

from __future__ import annotations

import re
from pathlib import Path

from db.dues_pay import DuesPaySlip
from services import groups, incidents, invitations
from services.access import identify
from services.dues import pay
from services.dues.months import Month
from services.house import House
from services.names import BranchRole
from tests import factories
from tests.fixtures.houses import NOW

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "security.md"
PHONE, PAY, UPDATE = "13812345678", "2468.13", "请假原因只有他知道"


def test_every_test_the_threat_model_names_exists() -> None:
    there = {
        f"{path.name}::{name}"
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^(?:async )?def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    named = set(re.findall(r"`(test_\w+\.py::test_\w+)`", PAGE.read_text(encoding="utf-8")))
    assert len(named) > 40
    assert named <= there, named - there


def test_every_threat_names_what_shows_it() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| ") and not line.startswith(("| ---", "| who |", "| what |"))]
    assert rows
    assert not [row for row in rows if "::test_" not in row.rsplit(" | ", 1)[1]]


async def test_a_stolen_database_file_shows_no_telephone_no_pay_no_update_and_no_code(sqlite_house: House) -> None:
    house = sqlite_house
    async with house.db.write() as session:
        branch = await factories.make_branch(session)
        member = await factories.make_member(session, branch, phone=PHONE, vault=house.vault)
        await factories.grant_role(session, member, branch, BranchRole.SECRETARY)
        account = await factories.make_account(session)
        await factories.bind(session, member, account)
        sealed = house.vault.seal(f'{{"POST":"{PAY}"}}', pay.place(member.key, Month(2026, 11)))
        session.add(DuesPaySlip(member_id=member.id, from_month=202611, items_sealed=sealed, made_at=NOW))
        actor = await identify(session, "telegram", account.address, NOW.date())
    await incidents.keep(house, "0011aabb", "KeyError", f'{{"update_id": 1, "text": "{UPDATE}"}}')
    invitation = await invitations.create(house, "terminal", branch.id)
    code = await groups.new_bind_code(house, actor, branch.id)
    await house.db.close()
    file = Path(house.db.url.database or "")
    stolen = b"".join(one.read_bytes() for one in sorted(file.parent.glob(f"{file.name}*")))
    assert member.code.encode() in stolen, "the file is looked through"
    for secret in (PHONE, PHONE[-8:], PAY, UPDATE, invitation.code, invitation.payload, code):
        assert secret.encode() not in stolen
