"""Dues as people see them: the member his own, who keeps the dues the month at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.members import Member, Membership
from services import naming
from services.access import Actor
from services.audiences import MEMBERS, PRESENT
from services.dues import keepers
from services.dues.balance import charges
from services.dues.calculation import ZERO, Computed
from services.dues.facts import profiles_of, reliefs_of
from services.dues.keepers import Here
from services.dues.lines import Profile, profile_at, relief_at
from services.dues.months import Month
from services.dues.profiles import reckoned
from services.errors import NotAllowed
from services.house import House
from services.org_settings import settings_of


@dataclass(frozen=True)
class Row:
    """One member in a month.

    Attributes:
        name: As the branch names people in chat.
        charged: What the month comes to, yuan; None: there is no line.
        known: Something is in force that the month can be reckoned from.
    """

    member_id: int
    name: str
    charged: Decimal | None
    known: bool


@dataclass(frozen=True)
class Glance:
    """A month of a branch at a glance.

    Attributes:
        rows: Its members, by name.
    """

    branch_id: int
    branch: str
    month: Month
    rows: tuple[Row, ...]

    @property
    def unknown(self) -> tuple[Row, ...]:
        """Members of whom nothing has been confirmed yet."""
        return tuple(one for one in self.rows if not one.known)

    @property
    def charged(self) -> Decimal:
        """What the month comes to."""
        return sum((one.charged for one in self.rows if one.charged is not None), ZERO)


@dataclass(frozen=True)
class Own:
    """A member's own month.

    Attributes:
        profile: What is in force for him; None: nothing has been confirmed.
        charged: What the ledger holds for the month, yuan; None: no line yet.
        computed: How that comes about.
    """

    month: Month
    profile: Profile | None
    charged: Decimal | None
    computed: Computed | None


async def glance(house: House, actor: Actor, branch_id: int) -> Glance:
    """This month of a branch, for who keeps its dues.

    Raises:
        NotAllowed: He does not.
    """
    async with house.db.read() as session:
        place = await keepers.here(house, session, actor, branch_id)
        return await _glance(session, place)


async def _glance(session: AsyncSession, place: Here) -> Glance:
    people = list(
        await session.execute(
            select(Member.id, Member.name, Member.code)
            .join(Membership, Membership.member_id == Member.id)
            .where(
                Membership.branch_id == place.id,
                Membership.ends_on.is_(None),
                Member.status.in_(PRESENT),
                Member.stage.in_(MEMBERS),
            )
            .order_by(Member.name, Member.id)
        )
    )
    ids = [row.id for row in people]
    profiles = await profiles_of(session, ids)
    charged = await charges(session, ids, place.month, place.month)
    names = naming.shown_apart(place.settings.names_in_chat, [(row.name, row.code) for row in people])
    rows = [
        Row(
            row.id,
            name,
            charged.get(row.id, {}).get(place.month),
            profile_at(profiles.get(row.id, ()), place.month) is not None,
        )
        for row, name in zip(people, names, strict=True)
    ]
    return Glance(place.id, place.name, place.month, tuple(rows))


async def own(house: House, actor: Actor) -> Own:
    """The actor's own month, and how it comes about.

    Raises:
        NotAllowed: He is no member.
    """
    if actor.member is None:
        raise NotAllowed
    member_id, branch_id = actor.member.id, actor.member.branch_id
    async with house.db.read() as session:
        settings = await settings_of(house, session, branch_id)
        month = Month.of(house.now().astimezone(ZoneInfo(settings.timezone)).date())
        place = Here(branch_id, actor.member.branch_name, settings, month)
        profile = profile_at((await profiles_of(session, [member_id])).get(member_id, ()), month)
        relief = relief_at((await reliefs_of(session, [member_id])).get(member_id, ()), month)
        charged = (await charges(session, [member_id], month, month)).get(member_id, {}).get(month)
    return Own(month, profile, charged, reckoned(profile, relief, month, place) if profile is not None else None)
