"""Dues as people see them: the member his own, who keeps the dues the month at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.members import Member, Membership
from services import naming
from services.access import Actor
from services.audiences import MEMBERS, PRESENT
from services.dues import keepers
from services.dues.balance import accounts
from services.dues.bills import Paid, Parts, history, open_at, reach
from services.dues.calculation import ZERO, Computed
from services.dues.facts import profiles_of, reliefs_of
from services.dues.keepers import Here
from services.dues.lines import Profile, profile_at, relief_at
from services.dues.months import Month
from services.dues.profiles import reckoned
from services.errors import NotAllowed
from services.house import House
from services.org_settings import settings_of

#: Payments a member sees of his own.
_SHOWN = 12
#: Payments in his list: ten years of months.
_ALL = 120


@dataclass(frozen=True)
class Row:
    """One member in a month.

    Attributes:
        name: As the branch names people in chat.
        charged: What the month comes to, yuan; None: there is no line.
        paid: What was paid for it, yuan.
        open: What is open of it and of the months before, yuan.
        known: Something is in force that the month can be reckoned from.
        here: He is a member of the branch now; others have left it with months open.
    """

    member_id: int
    name: str
    charged: Decimal | None
    paid: Decimal
    open: Decimal
    known: bool
    here: bool = True


@dataclass(frozen=True)
class Glance:
    """A month of a branch at a glance.

    Attributes:
        rows: Its members, in the order of the roster.
    """

    branch_id: int
    branch: str
    month: Month
    rows: tuple[Row, ...]

    @property
    def unknown(self) -> tuple[Row, ...]:
        """Members of whom nothing has been confirmed yet."""
        return tuple(one for one in self.rows if one.here and not one.known)

    @property
    def people(self) -> tuple[Row, ...]:
        """Its members."""
        return tuple(one for one in self.rows if one.here)

    @property
    def owing(self) -> tuple[Row, ...]:
        """Who has something open."""
        return tuple(one for one in self.rows if one.open > 0)

    @property
    def open(self) -> Decimal:
        """Everything that is open."""
        return sum((one.open for one in self.rows), ZERO)

    @property
    def paid(self) -> Decimal:
        """What was paid for the month."""
        return sum((one.paid for one in self.rows), ZERO)

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
        owed: What is open of it and of the months before, yuan by month.
        computed: How the month comes about.
        payments: His payments, the newest first.
    """

    month: Month
    profile: Profile | None
    charged: Decimal | None
    owed: Parts
    computed: Computed | None
    payments: tuple[Paid, ...]


async def glance(house: House, actor: Actor, branch_id: int) -> Glance:
    """This month of a branch, for who keeps its dues.

    Raises:
        NotAllowed: He does not.
    """
    async with house.db.read() as session:
        place = await keepers.here(house, session, actor, branch_id)
        return await _glance(session, place)


async def _glance(session: AsyncSession, place: Here) -> Glance:
    inside = select(Membership.member_id).where(Membership.branch_id == place.id, Membership.ends_on.is_(None))
    owing = await open_at(session, place)
    people = list(
        await session.execute(
            select(Member.id, Member.name, Member.code, Member.id.in_(inside).label("here"))
            .where(
                among(Member.id, owing.bills)
                | (Member.id.in_(inside) & Member.status.in_(PRESENT) & Member.stage.in_(MEMBERS))
            )
            .order_by(Member.id)
        )
    )
    ids, month = [row.id for row in people], place.month
    profiles = await profiles_of(session, ids)
    found = await accounts(session, ids, month, month)
    names = naming.shown_apart(place.settings.names_in_chat, [(row.name, row.code) for row in people])
    rows = [
        Row(
            row.id,
            name,
            found[row.id].charged.get(month),
            found[row.id].paid.get(month, ZERO),
            sum(owing.bills.get(row.id, {}).values(), ZERO),
            profile_at(profiles.get(row.id, ()), month) is not None,
            row.here,
        )
        for row, name in zip(people, names, strict=True)
    ]
    return Glance(place.id, place.name, month, tuple(rows))


@dataclass(frozen=True)
class Receipts:
    """A member's own payments, the newest first.

    Attributes:
        total: What they come to, yuan; what was taken back is in it with its sign.
    """

    name: str
    branch: str
    payments: tuple[Paid, ...]

    @property
    def total(self) -> Decimal:
        """All together, yuan."""
        return sum((one.amount for one in self.payments), ZERO)


async def receipts(house: House, actor: Actor) -> Receipts:
    """Everything the actor has paid.

    Raises:
        NotAllowed: He is no member.
    """
    if actor.member is None:
        raise NotAllowed
    async with house.db.read() as session:
        paid = await history(session, actor.member.id, _ALL)
    return Receipts(actor.member.name, actor.member.branch_name, paid)


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
        first, _ = reach(month)
        account = (await accounts(session, [member_id], first, month))[member_id]
        paid = await history(session, member_id, _SHOWN)
    computed = reckoned(profile, relief, month, place) if profile is not None else None
    return Own(month, profile, account.charged.get(month), account.owed(first, month), computed, paid)
