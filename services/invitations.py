"""Invitations: a door to one branch, as a signed link and as a code that can be typed.

The payload of a link is ``id (5 bytes) | expiry (4 bytes, seconds) | signature (12 bytes)`` in URL-safe base64. The
code is derived from the invitation's id with the vault's key, so both can be shown again, and the table holds only a
hash. A guessed, an expired, a used-up and a revoked invitation get the same answer.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import io
import struct
from dataclasses import dataclass

import segno
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.names import OrgLevel
from db.organisations import Organisation
from db.registration import Invitation
from db.vault import Vault
from services import audit, tries
from services.access import STEWARDS, Actor
from services.errors import Expired, NotAllowed
from services.house import House
from services.keys import ALPHABET, code_hash, new_key, normal_code

#: What wrong tries at the entrance are counted under (codes, links, numbers, names alike).
TRIES = "registration"
USES = 60
DAYS = 14
CODE_LENGTH = 8

_BODY = struct.Struct(">BII")
_SIGNATURE_BYTES = 12
_PURPOSE = b"invitation\0"


class InvitationUseless(Expired):
    """The link or code was guessed, is over, used up or withdrawn: one answer for all."""

    code = "invitation-useless"


@dataclass(frozen=True)
class Shown:
    """An invitation as it is handed out.

    Attributes:
        payload: Of the deep link; at most 64 characters of URL-safe base64.
        code: Its typed equivalent, 8 characters.
        uses_left: How many people may still come.
    """

    id: int
    branch_id: int
    branch_name: str
    payload: str
    code: str
    expires_at: dt.datetime
    uses_left: int


@dataclass(frozen=True)
class Door:
    """An invitation somebody may use."""

    invitation_id: int
    branch_id: int


# --- links and codes ------------------------------------------------------------------------------------------------


def payload_of(vault: Vault, invitation_id: int, expires_at: dt.datetime) -> str:
    """The payload of an invitation's link."""
    body = _BODY.pack(invitation_id >> 32, invitation_id & 0xFFFFFFFF, int(expires_at.timestamp()))
    signature = vault.sign(_PURPOSE + body, size=_SIGNATURE_BYTES)
    return base64.urlsafe_b64encode(body + signature).decode().rstrip("=")


def read_payload(vault: Vault, payload: str, now: dt.datetime) -> int | None:
    """The invitation's id, or None when the payload is not ours, damaged or over."""
    try:
        raw = base64.b64decode(payload + "=" * (-len(payload) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):  # not written by us
        return None
    body, signature = raw[: _BODY.size], raw[_BODY.size :]
    if len(raw) != _BODY.size + _SIGNATURE_BYTES or not vault.verify(_PURPOSE + body, signature):
        return None
    high, low, expires = _BODY.unpack(body)
    return (high << 32) + low if expires > now.timestamp() else None


def _codes(vault: Vault, invitation_id: int) -> list[str]:
    """The code an invitation has under each key of the vault."""
    out = []
    for digest in vault.indexes(str(invitation_id), "invitation-code"):
        number = int(digest, 16)
        letters = []
        for _ in range(CODE_LENGTH):
            number, letter = divmod(number, len(ALPHABET))
            letters.append(ALPHABET[letter])
        out.append("".join(letters))
    return out


def looks_like_code(text: str) -> bool:
    """Whether something typed may be an invitation's code."""
    code = normal_code(text)
    return len(code) == CODE_LENGTH and all(letter in ALPHABET for letter in code)


def qr_png(link: str) -> bytes:
    """The link as a QR picture (PNG, about 400 points wide)."""
    out = io.BytesIO()
    segno.make(link, error="m").save(out, kind="png", scale=10, border=4)
    return out.getvalue()


# --- handing out ----------------------------------------------------------------------------------------------------


async def create(house: House, by: str, branch_id: int, *, uses: int = USES, days: int = DAYS) -> Shown:
    """Make an invitation.

    Args:
        house: The process's things.
        by: Who made it: an audit name (``terminal``, ``account:<key>``).
        branch_id: Whose door.
        uses: For how many people.
        days: For how many days.

    Raises:
        NotAllowed: There is no such branch.
    """
    async with house.db.write() as session:
        branch = await _branch(session, branch_id)
        return await _create(house, session, by, branch, uses, days)


async def current(house: House, actor: Actor, branch_id: int) -> Shown:
    """The branch's invitation in force, made when there is none: pressing the button ten times makes one.

    Raises:
        NotAllowed: There is no such branch, or it is out of his reach.
    """
    async with house.db.write() as session:
        branch = await _branch(session, branch_id)
        if not actor.reaches(branch.path, STEWARDS):
            raise NotAllowed
        found = await session.scalar(
            select(Invitation)
            .where(
                Invitation.branch_id == branch_id,
                Invitation.revoked_at.is_(None),
                Invitation.expires_at > house.now(),
                Invitation.uses < Invitation.max_uses,
            )
            .order_by(Invitation.id.desc())
            .limit(1)
        )
        shown = _show(house, branch, found) if found is not None else None
        return shown or await _create(house, session, actor.audit_name, branch, USES, DAYS)


async def revoke(house: House, actor: Actor, branch_id: int, invitation_id: int) -> bool:
    """Close a door at once. Returns whether it was open.

    Raises:
        NotAllowed: The branch is out of his reach.
    """
    now = house.now()
    async with house.db.write() as session:
        branch = await _branch(session, branch_id)
        if not actor.reaches(branch.path, STEWARDS):
            raise NotAllowed
        closed = await session.scalar(
            update(Invitation)
            .where(Invitation.id == invitation_id, Invitation.branch_id == branch_id, Invitation.revoked_at.is_(None))
            .values(revoked_at=now)
            .returning(Invitation.id)
        )
        if closed is None:
            return False
        await audit.record(
            session,
            actor=actor.audit_name,
            action="invitation.revoked",
            subject=f"organisation:{branch_id}",
            now=now,
            details={"invitation": invitation_id},
        )
        return True


async def _branch(session: AsyncSession, branch_id: int) -> Organisation:
    # Locked: two presses at once make one invitation.
    branch = await session.get(Organisation, branch_id, with_for_update={"key_share": True})
    if branch is None or branch.ended_at is not None or branch.level is not OrgLevel.BRANCH:
        raise NotAllowed
    return branch


async def _create(house: House, session: AsyncSession, by: str, branch: Organisation, uses: int, days: int) -> Shown:
    now = house.now()
    row = Invitation(
        code_hash=new_key(),
        branch_id=branch.id,
        max_uses=uses,
        uses=0,
        created_by=by,
        created_at=now,
        # Whole seconds, because the link's payload carries whole seconds.
        expires_at=(now + dt.timedelta(days=days)).replace(microsecond=0),
    )
    session.add(row)
    await session.flush()
    row.code_hash = code_hash(_codes(house.vault, row.id)[0], "invitation")
    await audit.record(
        session,
        actor=by,
        action="invitation.made",
        subject=f"organisation:{branch.id}",
        now=now,
        details={"invitation": row.id, "uses": uses, "days": days},
    )
    shown = _show(house, branch, row)
    if shown is None:
        raise AssertionError("a fresh invitation has a code")
    return shown


def _show(house: House, branch: Organisation, row: Invitation) -> Shown | None:
    """None when its code was derived from a key that is no longer here."""
    code = next((one for one in _codes(house.vault, row.id) if code_hash(one, "invitation") == row.code_hash), None)
    if code is None:
        return None
    payload = payload_of(house.vault, row.id, row.expires_at)
    return Shown(row.id, branch.id, branch.name, payload, code, row.expires_at, row.max_uses - row.uses)


# --- coming in ------------------------------------------------------------------------------------------------------


async def door(session: AsyncSession, invitation_id: int, now: dt.datetime) -> Door | None:
    """The door of an invitation, or None when it is closed."""
    row = (
        await session.execute(
            select(Invitation.id, Invitation.branch_id)
            .join(Organisation, Organisation.id == Invitation.branch_id)
            .where(
                Invitation.id == invitation_id,
                Invitation.revoked_at.is_(None),
                Invitation.expires_at > now,
                Invitation.uses < Invitation.max_uses,
                Organisation.ended_at.is_(None),
            )
        )
    ).first()
    return Door(row.id, row.branch_id) if row else None


async def use(session: AsyncSession, invitation_id: int, now: dt.datetime) -> bool:
    """Let one person through, in his transaction. Returns whether the door was open."""
    through = await session.scalar(
        update(Invitation)
        .where(
            Invitation.id == invitation_id,
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > now,
            Invitation.uses < Invitation.max_uses,
        )
        .values(uses=Invitation.uses + 1)
        .returning(Invitation.id)
    )
    return through is not None


async def open_link(house: House, actor: Actor, payload: str) -> Door:
    """The door behind a link's payload.

    Raises:
        InvitationUseless: There is none; the try was counted.
        Paused: Too many wrong tries.
    """
    return await _open(house, actor, "link", read_payload(house.vault, payload, house.now()))


async def open_code(house: House, actor: Actor, typed: str) -> Door:
    """The door behind a typed code.

    Raises:
        InvitationUseless: There is none; the try was counted.
        Paused: Too many wrong tries.
    """
    async with house.db.read() as session:
        found = await session.scalar(
            select(Invitation.id).where(Invitation.code_hash == code_hash(normal_code(typed), "invitation"))
        )
    return await _open(house, actor, "code", found)


async def _open(house: House, actor: Actor, way: str, invitation_id: int | None) -> Door:
    if actor.account_id is None:
        raise NotAllowed
    now = house.now()
    wrong: tries.Wrong | None = None
    async with house.db.write() as session:
        await tries.check(house, session, actor.account_id, TRIES)
        found = await door(session, invitation_id, now) if invitation_id is not None else None
        if found is None:
            wrong = await tries.wrong(house, session, actor.account_id, TRIES)
        await audit.record(
            session,
            actor=actor.audit_name,
            action="registration.tried",
            subject=actor.audit_name,
            now=now,
            details={"way": way, "right": found is not None},
        )
    if found is None:
        raise (wrong.error if wrong is not None else None) or InvitationUseless
    return found
