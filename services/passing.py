"""Who may pass without being looked at one by one: plain members, many at a time, in one query.

``services.access.identify`` answers for one person and everything about him. A crowd that checks in needs one thing of
each: is he a member who has consented, today, in this very transaction? Nothing is remembered between transactions, so
nothing has to be forgotten when somebody leaves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account, Binding, Draft
from db.among import among_given_texts
from db.members import Member, Membership
from db.names import MemberStatus, Reach
from db.organisations import Organisation
from services import inbox
from services.access import CONSENT_VERSION


@dataclass(frozen=True)
class Passer:
    """A member with a bound, consenting, reachable account.

    Attributes:
        chain: Ids of the organisations from the root of his tree to his branch or group.
        filling: A form of his is open: what he does next may belong to it.
    """

    account_id: int
    member_id: int
    language: str
    chain: tuple[int, ...]
    filling: bool


@dataclass(frozen=True)
class Tap:
    """A press of a button that a crowd presses, as the messenger told it.

    Attributes:
        address: Of who pressed; the messenger's id.
        about: The row the button names.
        at: When it arrived, UTC.
        inbox_of: The bot in whose inbox earlier updates of his may still wait; None: there is no inbox.
    """

    messenger: str
    address: str
    about: int
    at: dt.datetime
    inbox_of: int | None = None


#: Written once: building it costs more than asking it.
_MEMBERS = (
    select(
        Account.address,
        Account.id,
        Account.language,
        Member.id.label("member_id"),
        Membership.group_id,
        Organisation.path,
        Draft.account_id.label("filling"),
    )
    .join(Binding, Binding.account_id == Account.id)
    .join(Member, Member.id == Binding.member_id)
    .join(Membership, Membership.member_id == Member.id)
    .join(Organisation, Organisation.id == Membership.branch_id)
    .outerjoin(Draft, (Draft.account_id == Account.id) & Draft.standing.is_(False))
    .where(
        Account.messenger == bindparam("messenger"),
        among_given_texts(Account.address, "addresses"),
        Account.consent_version == bindparam("consent"),
        Account.reach == Reach.REACHABLE,
        Binding.unbound_at.is_(None),
        Membership.ends_on.is_(None),
        Member.status.in_((MemberStatus.ACTIVE, MemberStatus.TRANSFER_PENDING)),
    )
)


async def members_at(session: AsyncSession, messenger: str, addresses: Collection[str]) -> dict[str, Passer]:
    """The members behind some addresses; whoever is none, or about whom there is anything to say first, is left out.

    Args:
        session: Any session.
        messenger: ``telegram``.
        addresses: The messenger's ids.
    """
    given = {"messenger": messenger, "addresses": sorted(addresses), "consent": CONSENT_VERSION}
    rows = await session.execute(_MEMBERS, given)
    return {
        row.address: Passer(
            row.id, row.member_id, row.language, _chain(row.path, row.group_id), row.filling is not None
        )
        for row in rows
    }


class Tapped(Protocol):
    """A press of a crowd, as the messenger told it."""

    @property
    def messenger(self) -> str:
        """``telegram``."""
        ...

    @property
    def address(self) -> str:
        """Of who pressed; the messenger's id."""
        ...

    @property
    def inbox_of(self) -> int | None:
        """The bot in whose inbox earlier updates of his may still wait; None: there is no inbox."""
        ...


async def let_in(session: AsyncSession, taps: Sequence[Tapped]) -> dict[str, Passer]:
    """The members behind some presses, by address; whoever's earlier updates still wait is left out."""
    known: dict[str, Passer] = {}
    for messenger in {tap.messenger for tap in taps}:
        known |= await members_at(session, messenger, {tap.address for tap in taps if tap.messenger == messenger})
    for bot_id in {tap.inbox_of for tap in taps if tap.inbox_of is not None}:
        waiting = await inbox.waiting_of(session, bot_id, [int(address) for address in known])
        known = {address: passer for address, passer in known.items() if int(address) not in waiting}
    return known


def _chain(path: str, group_id: int | None) -> tuple[int, ...]:
    chain = tuple(int(part) for part in path.strip("/").split("/"))
    return (*chain, group_id) if group_id else chain
