"""Pay items of a branch: read from a sheet, turned into bases, and kept sealed only as long as somebody wants them.

::

    sheet ── rows ── matched with the branch's members ──┬── a problem anywhere: nothing happens, each is named
                                                         └── offered (sealed in the form) ── one press ──> profiles,
                                                                                        with or without the items kept

They are the organisation member's alone: not the secretary, nobody above (``domain_rules.md`` 3.1, 12.3).
"""

from __future__ import annotations

import asyncio
import base64
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import Select, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.dues_pay import DuesPaySlip
from db.members import Member, Membership
from db.vault import Vault, VaultError
from services import audit, organisations, phones
from services.access import Actor, Need, Scope, Status
from services.audiences import MEMBERS, PRESENT
from services.dues import book as rules
from services.dues import keepers, opening, pay_sheet, profiles
from services.dues.calculation import ZERO, WageBase, wage_base
from services.dues.errors import BadMonths
from services.dues.facts import profiles_of
from services.dues.keepers import Here
from services.dues.lines import Profile, profile_at
from services.dues.months import Month
from services.dues.pay_sheet import Fault, Problem, Sheet, Slip
from services.errors import Expired, NotAllowed
from services.house import House
from services.names import BranchRole, DuesCategory, PayItem, WageRule

_ROLE = frozenset({BranchRole.ORGANISATION_MEMBER})
PAYMASTER = Need(Status.MEMBER, _ROLE)
PAYMASTER_OF = Need(Status.MEMBER, _ROLE, Scope.ORGANISATION)
PAYMASTER_OF_MEMBER = Need(Status.MEMBER, _ROLE, Scope.MEMBER)


def is_paymaster(actor: Actor, branch_id: int) -> bool:
    """Whether he is the organisation member of this very branch."""
    return any(one.role in _ROLE and one.organisation_id == branch_id for one in actor.grants)


def place(key: str, month: Month) -> str:
    """Where the items of the member with this key are sealed for (``db.vault.Vault.seal``)."""
    return f"dues_pay_slips.items:{key}:{month.number}"


def _form_place(account_id: int | None, branch_id: int) -> str:
    return f"drafts.dues_pay:{account_id}:{branch_id}"


async def _here(house: House, session: AsyncSession, actor: Actor, branch_id: int) -> Here:
    if not is_paymaster(actor, branch_id):
        raise NotAllowed
    return await keepers.here(house, session, actor, branch_id)


# --- reading ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """What a sheet would do.

    Attributes:
        sealed: The rows with their members, sealed for who offered them, as text; empty where there are problems.
        months: From which month on it may hold.
    """

    branch_id: int
    slips: tuple[Slip, ...]
    problems: tuple[Problem, ...]
    sealed: str
    months: tuple[Month, ...]

    @property
    def total(self) -> Decimal:
        """What a month comes to, all rows together."""
        return sum((one.computed.amount for one in self.slips), ZERO)


async def offer(house: House, actor: Actor, branch_id: int, content: bytes) -> Offer:
    """Read a sheet and match its rows with the members of a branch; nothing is stored.

    Raises:
        NotAllowed: The actor is not its organisation member.
        RosterRefused, NoPaySheet: The file cannot be opened, or is none.
    """
    async with house.db.read() as session:
        here = await _here(house, session, actor, branch_id)
    version, rounding = rules.load().at(here.month), opening.rounding_in(here.settings)
    sheet = await asyncio.to_thread(pay_sheet.read, content, house.limits, version, rounding)
    async with house.db.read() as session:
        whose = await _match(house, session, branch_id, sheet)
    sealed = ""
    if not sheet.problems:
        rows = [_stored(one, whose[one.row]) for one in sheet.slips]
        text = house.vault.seal(orjson.dumps(rows).decode(), _form_place(actor.account_id, branch_id))
        sealed = base64.b64encode(text).decode()
    problems = tuple(sorted(sheet.problems, key=lambda one: one.row))
    return Offer(branch_id, tuple(sheet.slips), problems, sealed, (here.month, here.month.plus(1)))


def _stored(slip: Slip, member_id: int) -> dict[str, object]:
    return {
        "member": member_id,
        "category": slip.category.value,
        "rule": slip.rule.value if slip.rule is not None else None,
        "base": str(slip.base),
        "items": {item.value: str(amount) for item, amount in slip.items.items()},
    }


async def _match(house: House, session: AsyncSession, branch_id: int, sheet: Sheet) -> dict[int, int]:
    """The member of each row; rows that cannot be told are added to the problems."""
    query = (
        select(Member.id, Member.name, Member.phone_index)
        .join(Membership, Membership.member_id == Member.id)
        .where(
            Membership.branch_id == branch_id,
            Membership.ends_on.is_(None),
            Member.status.in_(PRESENT),
            Member.stage.in_(MEMBERS),
        )
    )
    called: dict[str, list[tuple[int, str | None]]] = defaultdict(list)
    for member_id, name, index in await session.execute(query):
        called[_squeezed(name or "")].append((member_id, index))
    whose: dict[int, int] = {}
    for slip in sheet.slips:
        found = _one(house, called.get(_squeezed(slip.name), []), slip)
        if isinstance(found, Fault):
            sheet.problems.append(Problem(slip.row, "", slip.name, found))
        else:
            whose[slip.row] = found
    twice = {one for one, many in Counter(whose.values()).items() if many > 1}
    sheet.problems.extend(
        Problem(slip.row, "", slip.name, Fault.TWICE) for slip in sheet.slips if whose.get(slip.row) in twice
    )
    return whose


def _squeezed(name: str) -> str:
    return "".join(name.split())


def _one(house: House, people: Sequence[tuple[int, str | None]], slip: Slip) -> int | Fault:
    indexes = phones.indexes(house.vault, slip.phone) if slip.phone is not None else []
    by_phone = [one for one, index in people if index is not None and index in indexes]
    if len(by_phone) == 1:
        return by_phone[0]
    if not people:
        return Fault.NOBODY
    if len(people) > 1:
        return Fault.SEVERAL
    member_id, index = people[0]
    return Fault.OTHER_PHONE if index is not None and slip.phone is not None else member_id


# --- applying ---------------------------------------------------------------------------------------------------------


async def apply(house: House, actor: Actor, branch_id: int, sealed: str, first: Month, *, keep: bool) -> int:
    """Let what was offered be in force from a month on; all of it, or nothing.

    Args:
        house: The house.
        actor: The organisation member.
        branch_id: Whose.
        sealed: As it was offered to him.
        first: From which month on: this or the next one.
        keep: Whether the items are kept, sealed.

    Returns:
        Of how many members something changed.

    Raises:
        NotAllowed: The actor is not its organisation member, or a member has left it meanwhile.
        Expired: That is nothing that was offered to him.
        BadMonths: Another month.
    """
    try:
        text = house.vault.open(base64.b64decode(sealed), _form_place(actor.account_id, branch_id))
    except (ValueError, VaultError) as error:
        raise Expired from error
    changed = 0
    async with house.db.write() as session:
        here = await _here(house, session, actor, branch_id)
        if first not in (here.month, here.month.plus(1)):
            raise BadMonths(first=str(here.month), last=str(here.month.plus(1)))
        await organisations.lock(session, branch_id)  # two presses take turns, and the second changes nothing
        # In the order in which the months are opened: two who follow the same members wait for each other, never both.
        for row in sorted(orjson.loads(text), key=itemgetter("member")):
            member = await _member(session, branch_id, row["member"])
            rule = WageRule(row["rule"]) if row["rule"] else None
            old = profile_at((await profiles_of(session, [member.id])).get(member.id, ()), first)
            quarterly = old is not None and old.quarterly
            new = Profile(0, first, DuesCategory(row["category"]), rule, Decimal(row["base"]), quarterly=quarterly)
            changed += await profiles.enter(house, session, actor, member, new, here)
            if keep and row["items"]:
                await _keep(house, session, actor, member, first, row["items"])
        await audit.record(
            session,
            actor=actor.audit_name,
            action="dues.pay_imported",
            subject=f"organisation:{branch_id}",
            now=house.now(),
            details={"from": str(first), "kept": keep, "members": changed},
        )
    return changed


async def _member(session: AsyncSession, branch_id: int, member_id: int) -> Member:
    query = (
        select(Member)
        .join(Membership, Membership.member_id == Member.id)
        .where(Member.id == member_id, Membership.branch_id == branch_id, Membership.ends_on.is_(None))
    )
    found = (await session.scalars(query)).one_or_none()
    if found is None:
        raise NotAllowed
    return found


async def _keep(
    house: House, session: AsyncSession, actor: Actor, member: Member, first: Month, items: Mapping[str, str]
) -> None:
    sealed = house.vault.seal(orjson.dumps(items).decode(), place(member.key, first))
    row = await session.get(DuesPaySlip, (member.id, first.number))
    if row is None:
        row = DuesPaySlip(member_id=member.id, from_month=first.number)
        session.add(row)
    row.items_sealed, row.made_at, row.made_by = sealed, house.now(), actor.account_id


# --- looking and erasing ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kept:
    """The items a base was made of.

    Attributes:
        month: From when on.
        worked: What was added and taken off; None: the rule of his category is another one by now.
    """

    name: str
    branch_id: int
    month: Month
    items: Mapping[PayItem, Decimal]
    worked: WageBase | None


def opened(vault: Vault, member_key: str, row: DuesPaySlip) -> dict[PayItem, Decimal]:
    """The items of a stored slip, yuan.

    Raises:
        VaultError: They open with none of the keys.
    """
    items = orjson.loads(vault.open(row.items_sealed, place(member_key, Month.numbered(row.from_month))))
    return {PayItem(item): Decimal(amount) for item, amount in items.items()}


async def of_member(house: House, actor: Actor, member_id: int) -> Kept | None:
    """The newest slip of a member; None: nothing is kept.

    Raises:
        NotAllowed: The actor is not the organisation member of his branch.
    """
    async with house.db.read() as session:
        here, member = await keepers.member_here(house, session, actor, member_id)
        if not is_paymaster(actor, here.id):
            raise NotAllowed
        query = select(DuesPaySlip).where(DuesPaySlip.member_id == member_id).order_by(DuesPaySlip.from_month.desc())
        row = (await session.scalars(query.limit(1))).one_or_none()
        if row is None:
            return None
        month, items = Month.numbered(row.from_month), opened(house.vault, member.key, row)
        profile = profile_at((await profiles_of(session, [member_id])).get(member_id, ()), month)
    rule = profile.wage_rule if profile is not None else None
    worked = wage_base(items, rule, rules.load().at(month)) if rule is not None else None
    return Kept(here.shown(member.name, member.code), here.id, month, items, worked)


async def kept(house: House, actor: Actor, branch_id: int) -> int:
    """Of how many members of a branch items are kept.

    Raises:
        NotAllowed: The actor is not its organisation member.
    """
    async with house.db.read() as session:
        await _here(house, session, actor, branch_id)
        query = select(func.count(DuesPaySlip.member_id.distinct())).where(DuesPaySlip.member_id.in_(_of(branch_id)))
        return int(await session.scalar(query) or 0)


def _of(branch_id: int) -> Select[Any]:
    return select(Membership.member_id).where(Membership.branch_id == branch_id)


async def erase(house: House, actor: Actor, branch_id: int, member_id: int | None = None) -> int:
    """Erase the items of a branch's members, or of one of them; bases and amounts stay.

    Returns:
        How many slips.

    Raises:
        NotAllowed: The actor is not its organisation member.
    """
    async with house.db.write() as session:
        await _here(house, session, actor, branch_id)
        query = delete(DuesPaySlip).where(DuesPaySlip.member_id.in_(_of(branch_id)))
        if member_id is not None:
            query = query.where(DuesPaySlip.member_id == member_id)
        gone = list(await session.scalars(query.returning(DuesPaySlip.from_month)))
        if gone:
            await audit.record(
                session,
                actor=actor.audit_name,
                action="dues.pay_erased",
                subject=f"organisation:{branch_id}",
                now=house.now(),
                details={"slips": len(gone)},
            )
        return len(gone)
