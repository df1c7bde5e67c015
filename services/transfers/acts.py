"""What a keeper does with a transfer: opens it, types what the letter says, finishes it; the roster follows.

::

    OUT ──── letter given: TRANSFER_PENDING, still the old branch's (教管条例 art. 25) ── received ──> has left
    WITHIN ─ the same                                                         ── the receiving branch finishes ──> moved
    IN ───── letter shown ── received ──> on the roster
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.cases import Case
from db.members import Member, Membership
from db.names import CaseState, CaseStep, MembershipStage, MemberStatus, OrgLevel, TransferWay
from db.organisations import Organisation
from services import audit, organisations, stages
from services.access import Actor
from services.audiences import MEMBERS, PRESENT
from services.cases import planner, store
from services.cases.errors import CaseThere, DayAhead, StepUnknown
from services.cases.facts import Facts, Where, load
from services.errors import BadInput, Conflict, NotAllowed
from services.house import House
from services.recurrence import add_months
from services.stages import Joining
from services.transfers.looking import KIND, STEPS, TEXTS, Seen, received_on, seen_of
from services.transfers.rules import load as rules_book

_MONTH = re.compile(r"(\d{4})-(\d{2})\Z")
_FIRST_YEAR = 1950


class BadMonth(BadInput):
    """No month."""

    code = "transfers-month"


class MonthTooFar(BadInput):
    """Nobody pays so far ahead. Fields: ``last``, the furthest month."""

    code = "transfers-month-far"


class Elsewhere(Conflict):
    """The roster has him in another branch by now, or no longer: the transfer cannot move him."""

    code = "transfers-elsewhere"


class NotReceived(BadInput):
    """He has not been received yet, or the other branch has to finish it."""

    code = "transfers-not-received"


# --- opening ----------------------------------------------------------------------------------------------------------


async def open_out(
    house: House, actor: Actor, branch_id: int, member_id: int, other_name: str = "", other_branch_id: int | None = None
) -> Seen:
    """Open the transfer of a member, to elsewhere or to another branch of the same tree.

    Raises:
        NotAllowed: The actor keeps no cases there, he is none of its members, or there is no such other branch.
        BadWords: The other organisation has no name.
        CaseThere: His transfer is open already.
    """
    other = store.words_of(other_name, store.ORGANISATION_LENGTH) if other_branch_id is None else None
    async with house.db.write() as session:
        here = await store.branch(house, session, actor, branch_id)
        mine = select(Membership.member_id).where(Membership.branch_id == branch_id, Membership.ends_on.is_(None))
        query = select(Member).where(Member.id == member_id, Member.id.in_(mine), Member.status.in_(PRESENT))
        if (await session.scalars(query.with_for_update())).one_or_none() is None:
            raise NotAllowed
        if other_branch_id is not None:
            target = await session.get(Organisation, other_branch_id)
            same_tree = target is not None and target.path.split("/")[1] == here.path.split("/")[1]
            if target is None or target.level is not OrgLevel.BRANCH or target.id == branch_id or not same_tree:
                raise NotAllowed
            if target.ended_at is not None:
                raise NotAllowed
        twin = select(Case.id).where(Case.kind == KIND, Case.state == CaseState.OPEN, Case.member_id == member_id)
        if await session.scalar(twin) is not None:
            raise CaseThere
        way = TransferWay.OUT if other_branch_id is None else TransferWay.WITHIN
        case = Case(member_id=member_id, other_name=other, other_branch_id=other_branch_id, way=way)
        return await _opened(house, session, actor, here, case)


async def open_in(
    house: House,
    actor: Actor,
    branch_id: int,
    name: str,
    stage: MembershipStage,
    other_name: str,
    department: str = "",
) -> Seen:
    """Open the transfer of somebody who comes from elsewhere.

    Raises:
        NotAllowed: The actor keeps no cases there.
        BadName, BadWords: As they say.
        CaseThere: Somebody of that name from there is on his way already.
    """
    plain, other = store.name_of(name), store.words_of(other_name, store.ORGANISATION_LENGTH)
    where_to = store.words_of(department, store.DEPARTMENT_LENGTH) if department.strip() else None
    if stage not in MEMBERS:
        raise BadInput
    async with house.db.write() as session:
        here = await store.branch(house, session, actor, branch_id)
        twin = select(Case.id).where(
            Case.kind == KIND,
            Case.state == CaseState.OPEN,
            Case.branch_id == branch_id,
            Case.name == plain,
            Case.other_name == other,
        )
        if await session.scalar(twin) is not None:
            raise CaseThere
        case = Case(name=plain, department=where_to, other_name=other, way=TransferWay.IN, stage=stage)
        return await _opened(house, session, actor, here, case)


async def _opened(house: House, session: AsyncSession, actor: Actor, here: Where, case: Case) -> Seen:
    now = house.now()
    case.code, case.kind, case.branch_id = await store.free_code(session), KIND, here.id
    case.rule_set, case.state, case.opened_at = rules_book().set[0].key, CaseState.OPEN, now
    session.add(case)
    await session.flush()
    way = case.way.value if case.way is not None else None
    await store.note(session, actor, case, "opened", now, kind=KIND.value, way=way)
    return await _answer(house, session, actor, here, case.id)


async def _answer(house: House, session: AsyncSession, actor: Actor, here: Where, case_id: int) -> Seen:
    await planner.follow(house, session, case_id)
    (facts,) = await load(session, Case.id == case_id)
    return await seen_of(house, session, actor, here, facts)


# --- what the letter says ---------------------------------------------------------------------------------------------


async def record(
    house: House, actor: Actor, organisation_id: int, case_id: int, step: CaseStep, value: dt.date | str
) -> Seen:
    """Note a day, the letter's number, or the month dues were paid through (``2026-11``); another one is a correction.

    With the letter's day its last day is proposed. Who goes is ``TRANSFER_PENDING`` from then on.

    Raises:
        NotAllowed: The actor does not reach it, or there is no such case.
        CaseEnded: It has ended.
        StepUnknown: No step of a transfer, or another kind of value.
        BadMonth, MonthTooFar, BadWords, DayAhead, DayTooFar: As they say.
    """
    if step not in STEPS or (step in TEXTS) != isinstance(value, str):
        raise StepUnknown
    if isinstance(value, str) and step is not CaseStep.PAID_THROUGH:
        value = store.words_of(value, store.WORDS_LENGTH)
    now = house.now()
    async with house.db.write() as session:
        here, case, facts = await store.locked(house, session, actor, KIND, organisation_id, case_id)
        if step is CaseStep.PAID_THROUGH:
            today = now.astimezone(here.zone).date()
            _check_month(str(value), add_months(today, rules_book().find(case.rule_set).paid_ahead_months))
        elif isinstance(value, dt.date):
            ahead = step is CaseStep.LETTER_UNTIL
            store.check_day(value, now.astimezone(here.zone).date(), may_lie_ahead=ahead)
        await store.put(session, actor, case, step, value, now)
        if step is CaseStep.LETTER_ON and isinstance(value, dt.date):
            if facts.day(CaseStep.LETTER_UNTIL) is None:
                valid = rules_book().find(case.rule_set).letter_valid_days
                await store.put(session, actor, case, CaseStep.LETTER_UNTIL, value + dt.timedelta(days=valid), now)
            await _set_status(session, actor, facts, MemberStatus.TRANSFER_PENDING, now)
        return await _answer(house, session, actor, here, case.id)


def _check_month(text: str, furthest: dt.date) -> None:
    """A month far ahead would ask him for nothing until then, and nobody could put it right once the case has ended."""
    found = _MONTH.match(text)
    if found is None or int(found[1]) < _FIRST_YEAR or not 1 <= int(found[2]) <= 12:  # noqa: PLR2004 - of a year
        raise BadMonth
    if (int(found[1]), int(found[2])) > (furthest.year, furthest.month):
        raise MonthTooFar(last=f"{furthest:%Y-%m}")


async def _set_status(
    session: AsyncSession, actor: Actor, facts: Facts, status: MemberStatus, now: dt.datetime
) -> None:
    """Old organisations stay responsible until the new one has accepted (``domain_rules.md`` 7)."""
    if facts.person is None or facts.way is TransferWay.IN:
        return
    changed = await session.scalar(
        update(Member)
        .where(Member.id == facts.person.id, Member.status.in_(PRESENT), Member.status != status)
        .values(status=status)
        .returning(Member.id)
    )
    if changed is not None:
        await audit.record(
            session,
            actor=actor.audit_name,
            action="member.status_changed",
            subject=f"member:{facts.person.key}",
            now=now,
            details={"to": status.value},
        )


async def take_back(house: House, actor: Actor, organisation_id: int, case_id: int, step: CaseStep) -> Seen:
    """Take back what was typed; without a letter nobody is on his way.

    Raises:
        NotAllowed: The actor does not reach it, or there is no such case.
        CaseEnded: It has ended.
    """
    now = house.now()
    async with house.db.write() as session:
        here, case, facts = await store.locked(house, session, actor, KIND, organisation_id, case_id)
        if await store.take_back(session, actor, case, step, now) and step is CaseStep.LETTER_ON:
            await _set_status(session, actor, facts, MemberStatus.ACTIVE, now)
        return await _answer(house, session, actor, here, case.id)


# --- the end ----------------------------------------------------------------------------------------------------------


async def finish(house: House, actor: Actor, organisation_id: int, case_id: int) -> Seen:
    """The transfer is done, and the roster follows: he has left, has moved, or is on it.

    Where a roster file came first, and had him so already, nothing is done to him a second time.

    Raises:
        NotAllowed: The actor does not reach it, or there is no such case.
        CaseEnded: It has ended.
        NotReceived: Nobody has noted that he was received, or the receiving branch has to finish it.
        Elsewhere: He is in another branch by now, or has left where he should move.
    """
    now, today = house.now(), house.today()
    async with house.db.write() as session:
        here, case, facts = await store.locked(house, session, actor, KIND, organisation_id, case_id)
        received = received_on(facts)
        if received is None or not (await seen_of(house, session, actor, here, facts)).receives:
            raise NotReceived
        if received > today:
            raise DayAhead
        if facts.person is None:
            who = Joining(facts.name or "", facts.department, facts.stage or MembershipStage.FULL)
            member_id = await _come_already(session, case, who.name)
            if member_id is None:
                member_id = (await stages.join(session, case.branch_id, who, today, now, actor=actor.audit_name)).id
            await store.follow_member(session, case.id, member_id)
        elif facts.other_branch_id is None:
            if await _place(session, facts.person.id, {case.branch_id}) is not None:
                await organisations.mark_left(session, [facts.person.id], today, now, actor=actor.audit_name)
        else:
            await _move(session, actor, facts, facts.person.id, facts.other_branch_id, house)
        await store.end(session, actor, case, CaseState.DONE, now)
        return await _answer(house, session, actor, here, case.id)


async def _come_already(session: AsyncSession, case: Case, name: str) -> int | None:
    """Whom a roster file has put on the roster of the branch meanwhile, if it is one: somebody new of that name."""
    taken = select(Case.member_id).where(Case.kind == KIND, Case.member_id.is_not(None))
    found = list(
        await session.scalars(
            select(Member.id)
            .join(Membership, Membership.member_id == Member.id)
            .where(
                Membership.branch_id == case.branch_id,
                Membership.ends_on.is_(None),
                Member.name == name,
                Member.status.in_(PRESENT),
                Member.created_at >= case.opened_at,
                Member.id.not_in(taken),
            )
        )
    )
    return found[0] if len(found) == 1 else None


async def _place(session: AsyncSession, member_id: int, branches: Collection[int]) -> int | None:
    """The branch a member is in, who stays as he is until the transaction ends; None: he has left.

    Raises:
        Elsewhere: It is none of these.
    """
    member = (await session.scalars(select(Member).where(Member.id == member_id).with_for_update())).one()
    if member.status not in PRESENT:
        return None
    query = select(Membership.branch_id).where(Membership.member_id == member_id, Membership.ends_on.is_(None))
    found = (await session.scalars(query)).one()
    if found not in branches:
        raise Elsewhere
    return found


async def _move(
    session: AsyncSession, actor: Actor, facts: Facts, member_id: int, branch_id: int, house: House
) -> None:
    place = await _place(session, member_id, {facts.branch_id, branch_id})
    if place is None:
        raise Elsewhere
    await _set_status(session, actor, facts, MemberStatus.ACTIVE, house.now())
    if place != branch_id:
        member, branch = await session.get_one(Member, member_id), await session.get_one(Organisation, branch_id)
        await organisations.move(session, member, branch, None, house.today(), house.now(), actor=actor.audit_name)
    for one in await organisations.take_developments_along(session, [member_id], branch_id):
        await planner.follow(house, session, one)


async def withdraw(house: House, actor: Actor, organisation_id: int, case_id: int) -> Seen:
    """The transfer does not take place; he stays where he is.

    Raises:
        NotAllowed: The actor does not reach it, or there is no such case.
    """
    now = house.now()
    async with house.db.write() as session:
        here = await store.where(house, session, actor, organisation_id)
        await session.execute(select(Case.id).where(Case.id == case_id).with_for_update())
        facts = await store.find(session, actor, KIND, here, case_id)
        if facts.state is CaseState.OPEN:
            case = await session.get_one(Case, case_id)
            await _set_status(session, actor, facts, MemberStatus.ACTIVE, now)
            if facts.person is None:
                case.name, case.department = None, None  # he never came: there is nothing to keep
            await store.end(session, actor, case, CaseState.WITHDRAWN, now)
        return await _answer(house, session, actor, here, case_id)
