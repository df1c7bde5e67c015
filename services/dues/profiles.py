"""What a member's dues are reckoned by: entered by who keeps the dues, followed by the ledger in one transaction."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.dues import DuesProfile, DuesRelief
from db.dues_names import DuesCategory, ReliefKind, WageRule
from db.members import Member
from services import audit
from services.access import Actor
from services.dues import book as rules
from services.dues import keepers, opening
from services.dues.calculation import Computed, Relief, check_amount, compute
from services.dues.errors import BadMonths, NoBase, NotDecided
from services.dues.facts import first_months, load, profiles_of, reliefs_of
from services.dues.keepers import Here
from services.dues.lines import Eased, Profile, owner, profile_at, relief_at
from services.dues.months import Month
from services.errors import NotAllowed
from services.house import House

#: How far ahead a change may be entered.
_AHEAD = 12


@dataclass(frozen=True)
class Wish:
    """What is to be in force from a month on.

    Attributes:
        base: Yuan; one of base and confirmed is enough, a fixed category needs neither.
        confirmed: Yuan a month.
        quarterly: The branch agrees that he pays by the quarter; an agreement that is there stays.
    """

    category: DuesCategory
    wage_rule: WageRule | None = None
    base: Decimal | None = None
    confirmed: Decimal | None = None
    quarterly: bool = False


@dataclass(frozen=True)
class Standing:
    """What is in force for a member in a month.

    Attributes:
        name: As the branch names people in chat.
        month: The month it is.
        profile: None: nothing has been confirmed yet.
        computed: What the month comes to; None: nothing can be reckoned.
        owed: He owes this month to the branch he is in.
        relief: A reduction or exemption in force.
        later: A change that is entered for a later month.
        first: The earliest month a change may be entered for.
        retired: As the roster says; proposed where nothing is known.
        reliefs: Reductions and exemptions in force or to come.
    """

    member_id: int
    branch_id: int
    name: str
    month: Month
    profile: Profile | None
    computed: Computed | None
    owed: bool
    relief: Eased | None
    later: Profile | None
    first: Month
    retired: bool
    reliefs: tuple[Eased, ...] = ()


async def standing(house: House, actor: Actor, member_id: int) -> Standing:
    """What is in force for a member, for who keeps the dues.

    Raises:
        NotAllowed: The actor does not keep them, or there is no such member.
    """
    async with house.db.read() as session:
        place, member = await keepers.member_here(house, session, actor, member_id)
        return await _standing(session, place, member)


async def _standing(session: AsyncSession, place: Here, member: Member) -> Standing:
    loaded = await load(session, [member.id], place.month, place.month)
    payer = loaded.payers[member.id]
    profile, relief = profile_at(payer.profiles, place.month), relief_at(payer.reliefs, place.month)
    later = [one for one in payer.profiles if one.first > place.month]
    return Standing(
        member.id,
        place.id,
        place.shown(member.name, member.code),
        place.month,
        profile,
        reckoned(profile, relief, place.month, place) if profile is not None else None,
        owner(payer, place.month) is not None,
        relief,
        later[-1] if later else None,
        await _first(session, place),
        member.retired,
        tuple(one for one in payer.reliefs if one.last >= place.month),
    )


def reckoned(profile: Profile, relief: Eased | None, month: Month, place: Here) -> Computed:
    """What a month comes to by a profile and a relief, as the branch rounds."""
    return compute(
        rules.load().at(month),
        profile.category,
        base=profile.base,
        confirmed=profile.confirmed,
        rounding=opening.rounding_in(place.settings),
        relief=Relief(relief.kind, relief.amount) if relief is not None else None,
    )


async def _first(session: AsyncSession, place: Here) -> Month:
    """The earliest month a change may be entered for: as far back as supplements reach, and the branch itself."""
    begun = (await first_months(session, [place.id])).get(place.id, place.month)
    return max(begun, place.month.plus(-rules.load().payment.supplement_months))


async def try_out(house: House, actor: Actor, member_id: int, wish: Wish) -> Computed:
    """What a wish would come to this month; nothing is stored.

    Raises:
        NotAllowed: The actor does not keep the dues of his branch.
        NoBase, BadAmount, OutsideFixed: As they say.
    """
    async with house.db.read() as session:
        place, _ = await keepers.member_here(house, session, actor, member_id)
    return reckoned(_profile_of(wish, place.month), None, place.month, place)


def _profile_of(wish: Wish, first: Month) -> Profile:
    most = rules.load().payment.largest_amount
    base = check_amount(wish.base, most) if wish.base is not None else None
    confirmed = check_amount(wish.confirmed, most) if wish.confirmed is not None else None
    return Profile(0, first, wish.category, wish.wage_rule, base, confirmed, wish.quarterly)


async def put(house: House, actor: Actor, member_id: int, wish: Wish, first: Month) -> Standing:
    """Let a wish be in force from a month on; the ledger follows. The same wish twice is one.

    Raises:
        NotAllowed: The actor does not keep the dues of his branch.
        NoBase, BadAmount, OutsideFixed: As they say.
        BadMonths: The month lies too far back or ahead.
    """
    async with house.db.write() as session:
        place, member = await keepers.member_here(house, session, actor, member_id)
        await session.execute(select(Member.id).where(Member.id == member_id).with_for_update())
        earliest = await _first(session, place)
        if not earliest <= first <= place.month.plus(_AHEAD):
            raise BadMonths(first=str(earliest), last=str(place.month.plus(_AHEAD)))
        known = profile_at((await profiles_of(session, [member_id])).get(member_id, ()), first)
        consented = wish.quarterly or (known is not None and known.quarterly)
        new = replace(_checked(wish, first, place), quarterly=consented)
        await enter(house, session, actor, member, new, place)
        return await _standing(session, place, member)


async def let_quarterly(house: House, actor: Actor, member_id: int, *, quarterly: bool) -> Standing:
    """The branch agrees that somebody pays by the quarter (2008 规定 art. 12), or no longer does; from this month on.

    Raises:
        NotAllowed: The actor does not keep the dues of his branch.
        NoBase: Nothing is confirmed for him yet.
    """
    async with house.db.write() as session:
        place, member = await keepers.member_here(house, session, actor, member_id)
        await session.execute(select(Member.id).where(Member.id == member_id).with_for_update())
        now = await _standing(session, place, member)
        if now.profile is None:
            raise NoBase
        if now.profile.quarterly != quarterly:
            new = replace(now.profile, first=place.month, quarterly=quarterly)
            await enter(house, session, actor, member, new, place)
        return await _standing(session, place, member)


def _checked(wish: Wish, first: Month, place: Here) -> Profile:
    profile = _profile_of(wish, first)
    reckoned(profile, None, place.month, place)  # says what is wrong with it
    return profile


async def enter(house: House, session: AsyncSession, actor: Actor, member: Member, new: Profile, place: Here) -> bool:
    """Store a profile in the caller's transaction and let the ledger follow; one that is in force so is left alone.

    Returns:
        Whether anything changed.
    """
    loaded = await load(session, [member.id], place.month, place.month)
    same = [one for one in loaded.payers[member.id].profiles if one.first == new.first]
    if same and _same(same[-1], new):
        return False
    session.add(
        DuesProfile(
            member_id=member.id,
            from_month=new.first.number,
            category=new.category,
            wage_rule=new.wage_rule,
            base=new.base,
            confirmed=new.confirmed,
            quarterly=new.quarterly,
            made_at=house.now(),
            made_by=actor.account_id,
        )
    )
    await session.flush()
    await opening.follow(house, session, [member.id], place.month, since=new.first)
    await audit.record(
        session,
        actor=actor.audit_name,
        action="dues.profile_set",
        subject=f"member:{member.key}",
        now=house.now(),
        details={"from": str(new.first), "category": new.category.value},
    )
    return True


def _same(one: Profile, other: Profile) -> bool:
    return (one.category, one.wage_rule, one.base, one.confirmed, one.quarterly) == (
        other.category,
        other.wage_rule,
        other.base,
        other.confirmed,
        other.quarterly,
    )


# --- reductions and exemptions ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Decision:
    """A reduction or exemption as it was decided.

    Attributes:
        amount: What he pays a month instead, yuan; None: nothing.
        by_superior: The superior committee approved it; for the retired the branch's agreement is enough.
    """

    amount: Decimal | None
    first: Month
    last: Month
    decided_on: dt.date
    by_superior: bool


async def ease(house: House, actor: Actor, member_id: int, decision: Decision) -> Standing:
    """Enter a reduction or exemption; the ledger follows.

    Raises:
        NotAllowed: The actor does not keep the dues of his branch.
        NotDecided: The superior's approval is needed, or the decision lies in the future.
        BadAmount, BadMonths: As they say.
    """
    amount = check_amount(decision.amount, rules.load().payment.largest_amount) if decision.amount is not None else None
    async with house.db.write() as session:
        place, member = await keepers.member_here(house, session, actor, member_id)
        await session.execute(select(Member.id).where(Member.id == member_id).with_for_update())
        now = await _standing(session, place, member)
        retired = now.profile.category is DuesCategory.RETIRED if now.profile is not None else member.retired
        if not (decision.by_superior or retired) or decision.decided_on > house.today():
            raise NotDecided
        if not now.first <= decision.first <= decision.last <= place.month.plus(_AHEAD):
            raise BadMonths(first=str(now.first), last=str(place.month.plus(_AHEAD)))
        kind = ReliefKind.EXEMPTION if amount is None else ReliefKind.REDUCTION
        known = await reliefs_of(session, [member_id])
        wanted = (kind, amount, decision.first, decision.last)
        if wanted not in [(one.kind, one.amount, one.first, one.last) for one in known.get(member_id, ())]:
            session.add(
                DuesRelief(
                    member_id=member_id,
                    kind=kind,
                    amount=amount,
                    from_month=decision.first.number,
                    to_month=decision.last.number,
                    decided_on=decision.decided_on,
                    by_superior=decision.by_superior,
                    made_at=house.now(),
                    made_by=actor.account_id,
                )
            )
            await session.flush()
            await _follow(house, session, actor, member, place, decision.first, "dues.relief_set")
        return await _standing(session, place, member)


async def withdraw_relief(house: House, actor: Actor, member_id: int, relief_id: int) -> Standing:
    """Take back a reduction or exemption that should not be there; the ledger follows.

    Raises:
        NotAllowed: The actor does not keep the dues of his branch, or there is no such relief of this member.
    """
    async with house.db.write() as session:
        place, member = await keepers.member_here(house, session, actor, member_id)
        row = await session.get(DuesRelief, relief_id, with_for_update=True)
        if row is None or row.member_id != member_id:
            raise NotAllowed
        if row.withdrawn_at is None:
            row.withdrawn_at = house.now()
            await session.flush()
            first = Month.numbered(row.from_month)
            await _follow(house, session, actor, member, place, first, "dues.relief_withdrawn")
        return await _standing(session, place, member)


async def _follow(
    house: House, session: AsyncSession, actor: Actor, member: Member, place: Here, first: Month, action: str
) -> None:
    await opening.follow(house, session, [member.id], place.month, since=first)
    await audit.record(
        session,
        actor=actor.audit_name,
        action=action,
        subject=f"member:{member.key}",
        now=house.now(),
        details={"from": str(first)},
    )
