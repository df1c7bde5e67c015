"""Invitations: signed, expiring, limited, one answer for every door that is closed."""

import asyncio
import base64
import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from db.audit import AuditEntry
from db.names import BranchRole
from db.organisations import Organisation
from db.registration import Invitation
from db.vault import Vault
from services import access, invitations
from services.access import Actor
from services.errors import NotAllowed, Paused
from services.house import House
from services.invitations import InvitationUseless
from tests.factories import bind, grant_role, make_account, make_branch, make_member
from tests.fixtures.houses import NOW, TEST_KEY, another_key, set_clock


async def _actor(house: House, address: str) -> Actor:
    async with house.db.read() as session:
        return await access.identify(session, "telegram", address, house.today())


async def _branch(house: House) -> Organisation:
    async with house.db.write() as session:
        branch = await make_branch(session)
        secretary = await make_member(session, branch, "李书记")
        await bind(session, secretary, await make_account(session, "71"))
        await grant_role(session, secretary, branch, BranchRole.SECRETARY)
        await make_account(session, "72")
        return branch


async def _invitations(house: House) -> int:
    async with house.db.read() as session:
        return await session.scalar(select(func.count(Invitation.id))) or 0


async def test_a_link_and_its_code_open_the_same_door(house: House) -> None:
    branch = await _branch(house)
    made = await invitations.create(house, "terminal", branch.id, uses=3, days=2)
    assert len(made.payload) <= 63
    assert len(made.code) == 8
    assert made.expires_at == NOW + dt.timedelta(days=2)
    guest = await _actor(house, "72")
    by_link = await invitations.open_link(house, guest, made.payload)
    by_code = await invitations.open_code(house, guest, f" {made.code[:4].lower()}-{made.code[4:].lower()} ")
    assert by_link == by_code == invitations.Door(made.id, branch.id)
    async with house.db.read() as session:
        row = await session.get_one(Invitation, made.id)
        assert row.uses == 0
        assert made.code not in row.code_hash


async def test_the_button_shows_the_invitation_in_force_however_often_it_is_pressed(house: House) -> None:
    branch = await _branch(house)
    secretary = await _actor(house, "71")
    shown = await asyncio.gather(*(invitations.current(house, secretary, branch.id) for _ in range(10)))
    assert len(set(shown)) == 1
    assert await _invitations(house) == 1
    assert await invitations.revoke(house, secretary, branch.id, shown[0].id)
    assert not await invitations.revoke(house, secretary, branch.id, shown[0].id)
    assert (await invitations.current(house, secretary, branch.id)).code != shown[0].code
    assert await _invitations(house) == 2


async def test_nobody_else_makes_or_closes_doors(house: House) -> None:
    branch = await _branch(house)
    made = await invitations.create(house, "terminal", branch.id)
    guest = await _actor(house, "72")
    with pytest.raises(NotAllowed):
        await invitations.current(house, guest, branch.id)
    with pytest.raises(NotAllowed):
        await invitations.revoke(house, guest, branch.id, made.id)
    with pytest.raises(NotAllowed):
        await invitations.create(house, "terminal", 999_999)


async def test_a_closed_door_looks_like_one_that_never_was(house: House) -> None:
    branch = await _branch(house)
    guest, secretary = await _actor(house, "72"), await _actor(house, "71")
    revoked = await invitations.create(house, "terminal", branch.id)
    await invitations.revoke(house, secretary, branch.id, revoked.id)
    used_up = await invitations.create(house, "terminal", branch.id, uses=1)
    over = await invitations.create(house, "terminal", branch.id, days=1)
    async with house.db.write() as session:
        assert await invitations.use(session, used_up.id, NOW)
        assert not await invitations.use(session, used_up.id, NOW)
    forged = base64.urlsafe_b64encode(bytes(21)).decode().rstrip("=")
    set_clock(house, NOW + dt.timedelta(days=1))
    for payload in (revoked.payload, used_up.payload, over.payload, forged):
        with pytest.raises(InvitationUseless) as refused:
            await invitations.open_link(house, guest, payload)
        assert refused.value.fields == {}
        set_clock(house, house.now() + dt.timedelta(hours=1))
    with pytest.raises(InvitationUseless):
        await invitations.open_code(house, guest, revoked.code)


async def test_five_guesses_pause_and_are_in_the_log(house: House) -> None:
    await _branch(house)
    guest = await _actor(house, "72")
    for _ in range(4):
        with pytest.raises(InvitationUseless):
            await invitations.open_code(house, guest, "ABCD2345")
    with pytest.raises(Paused):
        await invitations.open_link(house, guest, "AAAA")
    with pytest.raises(Paused):
        await invitations.open_code(house, guest, "ABCD2345")
    async with house.db.read() as session:
        tried = list(await session.scalars(select(AuditEntry.details).where(AuditEntry.action == "registration.tried")))
    assert tried == [{"way": "code", "right": False}] * 4 + [{"way": "link", "right": False}]


async def test_uses_run_out_also_when_people_come_at_once(house: House) -> None:
    branch = await _branch(house)
    made = await invitations.create(house, "terminal", branch.id, uses=3)

    async def come() -> bool:
        async with house.db.write() as session:
            return await invitations.use(session, made.id, NOW)

    assert sum(await asyncio.gather(*(come() for _ in range(8)))) == 3


async def test_a_rotated_key_still_shows_and_opens_old_invitations(house: House) -> None:
    branch = await _branch(house)
    secretary = await _actor(house, "71")
    made = await invitations.create(house, "terminal", branch.id)
    rotated = dataclasses.replace(house, vault=Vault([another_key(), TEST_KEY]))
    again = await invitations.current(rotated, secretary, branch.id)
    assert (again.id, again.code) == (made.id, made.code)
    guest = await _actor(house, "72")
    assert (await invitations.open_link(rotated, guest, made.payload)).invitation_id == made.id


VAULT = Vault([TEST_KEY])
EXPIRY = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)


@given(st.integers(1, 2**40 - 1))
def test_a_payload_is_short_and_reads_back(invitation_id: int) -> None:
    payload = invitations.payload_of(VAULT, invitation_id, EXPIRY)
    assert len(payload) <= 63
    assert set(payload) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert invitations.read_payload(VAULT, payload, NOW) == invitation_id
    assert invitations.read_payload(VAULT, payload, EXPIRY) is None


@given(st.integers(0, 20), st.integers(1, 255))
def test_a_payload_with_any_byte_changed_is_nothing(place: int, change: int) -> None:
    raw = bytearray(base64.urlsafe_b64decode(invitations.payload_of(VAULT, 7, EXPIRY)))
    raw[place] ^= change
    forged = base64.urlsafe_b64encode(bytes(raw)).decode().rstrip("=")
    assert invitations.read_payload(VAULT, forged, NOW) is None


@given(st.text(max_size=64))
def test_any_text_as_a_payload_is_nothing(text: str) -> None:
    assert invitations.read_payload(VAULT, text, NOW) is None


def test_the_picture_is_a_png() -> None:
    assert invitations.qr_png("https://t.me/zhibu_test_bot?start=iAAAA").startswith(b"\x89PNG\r\n")
