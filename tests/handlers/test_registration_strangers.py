"""Whoever is not registered learns no branch and no name, whatever he presses, types or opens."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from db.accounts import Binding
from db.members import Member
from db.names import BranchRole, RequestKind, RequestState
from db.organisations import Organisation
from db.registration import RegistrationRequest
from handlers.features import load
from handlers.routing import Kind
from services import invitations
from services.house import House
from tests import factories
from tests.fixtures.houses import NOW
from tests.handlers.offline import Line
from tests.proofs.presses import some

SECRETS = ("内科", "外科", "张三", "李书记", "心内科", "市人民医院")
STRANGER = 555_000_001


async def _hospital(house: House) -> tuple[Organisation, Organisation, Member]:
    """Two branches of a committee, a member nobody has registered as, a request that waits and an open invitation."""
    async with house.db.write() as session:
        committee = await factories.make_organisation(session)
        inner = await factories.make_branch(session, "内科党支部", parent=committee)
        surgery = await factories.make_branch(session, "外科党支部", parent=committee)
        await factories.make_member(session, inner, "李书记", role=BranchRole.SECRETARY)
        zhang = await factories.make_member(session, inner, "张三", phone="13800002001", vault=house.vault)
        zhang.department = "心内科"
        asked = await factories.make_account(session)
        session.add(
            RegistrationRequest(
                account_id=asked.id,
                kind=RequestKind.REGISTER,
                branch_id=inner.id,
                typed_name="张三",
                state=RequestState.PENDING,
                created_at=NOW,
                expires_at=NOW + dt.timedelta(days=7),
            )
        )
    await invitations.create(house, "terminal", inner.id)
    return inner, surgery, zhang


def _attempts(inner: int, surgery: int, zhang: int) -> tuple[list[str], list[str]]:
    """What there is to type or open, and what there is to press: every route there is, with the ids there are."""
    ids = [inner, surgery, zhang, 1, 2, 999_999, -1, 2**70]
    typed, pressed = [], []
    for route in load().routes():
        if route.kind is Kind.BUTTON:
            every = [f"{inner}:{zhang}", "x:y", "", *map(str, ids[:4])]
            pressed += [f"{route.name}:{one}" if one else route.name for one in some(every, route.name)]
        elif route.kind is Kind.COMMAND:
            typed.append(f"/{route.name} {inner}")
        elif route.kind is Kind.START and route.name:
            typed += [f"/start {route.name}", f"/start {route.name}AAAAAAAAAAAAAAAAAAAAAAAAAAAA"]
    typed += ["张三", "内科党支部", "ABCD2345", "123456", "支部", "党费", "名单", "/nothing"]
    pressed += [f"reg.ok:{one}:{two}" for one in ids for two in ids]
    # Consenting and beginning to register is what a stranger may do; it has its own tests.
    return typed, [one for one in dict.fromkeys(pressed) if not one.startswith(("reg.yes", "reg.go"))]


@pytest.mark.parametrize("consented", [False, True])
async def test_who_is_not_registered_learns_no_branch_and_no_name(sqlite_house: House, consented: bool) -> None:
    inner, surgery, zhang = await _hospital(sqlite_house)
    if consented:
        async with sqlite_house.db.write() as session:
            await factories.make_account(session, str(STRANGER))
    line = await Line(sqlite_house).start()
    typed, pressed = _attempts(inner.id, surgery.id, zhang.id)
    assert len(pressed) > 1_000
    for one in typed:
        said = await line.types(STRANGER, one)
        assert "sendMessage" in said, one
        # What he typed himself may stand in no answer either.
        assert not [secret for secret in SECRETS if secret in said], one
    for one in pressed:
        said = await line.presses(STRANGER, one)
        assert "answerCallbackQuery" in said, one
        assert not [secret for secret in SECRETS if secret in said], one
    async with sqlite_house.db.read() as session:
        assert await session.scalar(select(func.count(Binding.id))) == 0
        assert list(await session.scalars(select(RegistrationRequest.state))) == [RequestState.PENDING]
