"""The rows of a case, in the caller's transaction: the gate, the lock, what is typed, how it ends."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.cases import Case, CaseEntry
from db.members import Member
from db.names import BranchRole, CaseKind, CaseState, CaseStep, OrgLevel
from db.organisations import Organisation
from services import access, audit
from services.access import STEWARDS, Actor, Need, Scope, Status
from services.cases.errors import BadName, BadWords, CaseEnded, DayAhead, DayTooFar
from services.cases.facts import Facts, Where, load
from services.errors import NotAllowed
from services.house import House
from services.keys import new_code
from services.org_settings import settings_of
from services.organisations import Place
from services.roster import cells
from services.roster.cells import Cell
from services.roster.codes import BadCell

#: Who keeps cases: the leaders of the branch, its organisation member, the office above.
KEEPERS = STEWARDS | {BranchRole.ORGANISATION_MEMBER}
KEEPER_OF = Need(Status.CONSENTED, KEEPERS, Scope.ORGANISATION)

NAME_LENGTH, DEPARTMENT_LENGTH, ORGANISATION_LENGTH, WORDS_LENGTH = 40, 60, 100, 60
_FIRST_DAY = dt.date(1950, 1, 1)
_FURTHEST_DAYS = 3660
_CODE_LENGTH = 5


@dataclass(frozen=True)
class Typed:
    """One thing that was typed into a case, in force or replaced.

    Attributes:
        replaced_at: When it was corrected or taken back; None: it is in force.
    """

    step: CaseStep
    number: int
    day: dt.date | None
    words: str | None
    entered_at: dt.datetime
    replaced_at: dt.datetime | None


# --- what was typed ---------------------------------------------------------------------------------------------------


def name_of(typed: str) -> str:
    """A person's name as the roster reads it.

    Raises:
        BadName: It is none.
    """
    try:
        return cells.person_name(Cell(typed))
    except BadCell as bad:
        raise BadName from bad


def words_of(typed: str, limit: int) -> str:
    """A short text on one line; no identity-card number gets in.

    Raises:
        BadWords: Empty, too long, or such a number.
    """
    text = " ".join(unicodedata.normalize("NFC", typed).split())
    if not 0 < len(text) <= limit or cells.looks_like_id_number(text):
        raise BadWords(limit=limit)
    return text


def check_day(day: dt.date, today: dt.date, *, may_lie_ahead: bool) -> None:
    """Whether a day can be noted.

    Raises:
        DayAhead: It lies in the future, and what is noted has been done.
        DayTooFar: It lies out of every reason.
    """
    if day < _FIRST_DAY or day > today + dt.timedelta(days=_FURTHEST_DAYS):
        raise DayTooFar
    if day > today and not may_lie_ahead:
        raise DayAhead


# --- the gate ---------------------------------------------------------------------------------------------------------


async def where(house: House, session: AsyncSession, actor: Actor, organisation_id: int) -> Where:
    """An organisation whose cases the actor keeps.

    Raises:
        NotAllowed: He does not reach it.
    """
    await access.check(session, actor, KEEPER_OF, organisation_id)
    row = await session.get_one(Organisation, organisation_id)
    settings = await settings_of(house, session, organisation_id)
    return Where(row.id, row.name, row.path, ZoneInfo(settings.timezone), settings.names_in_chat)


async def branch(house: House, session: AsyncSession, actor: Actor, organisation_id: int) -> Where:
    """The same for a branch; it stays locked, so that what is opened twice at once is one.

    Raises:
        NotAllowed: He does not reach it, or it is no branch.
    """
    here = await where(house, session, actor, organisation_id)
    level = await session.scalar(
        select(Organisation.level).where(Organisation.id == organisation_id).with_for_update(key_share=True)
    )
    if level is not OrgLevel.BRANCH:
        raise NotAllowed
    return here


def of_here(kind: CaseKind, here: Where | Place) -> ColumnElement[bool]:
    """Cases of an organisation and below; a transfer is also its receiving branch's."""
    inside = select(Organisation.id).where(Organisation.path.startswith(here.path, autoescape=True))
    mine: ColumnElement[bool] = Case.branch_id.in_(inside)
    if kind is CaseKind.TRANSFER:
        mine |= Case.other_branch_id.in_(inside)
    return (Case.kind == kind) & mine


def not_himself(actor: Actor) -> ColumnElement[bool]:
    """Nobody keeps the case of his own development."""
    if actor.member is None:
        return Case.id.is_not(None)
    return (Case.kind != CaseKind.DEVELOPMENT) | Case.member_id.is_(None) | (Case.member_id != actor.member.id)


async def find(session: AsyncSession, actor: Actor, kind: CaseKind, here: Where, case_id: int) -> Facts:
    """One case as it stands.

    Raises:
        NotAllowed: There is none here that he may see.
    """
    found = await load(session, of_here(kind, here) & not_himself(actor) & (Case.id == case_id))
    if not found:
        raise NotAllowed
    return found[0]


async def locked(
    house: House, session: AsyncSession, actor: Actor, kind: CaseKind, organisation_id: int, case_id: int
) -> tuple[Where, Case, Facts]:
    """An open case that stays as it is until the transaction ends.

    Raises:
        NotAllowed: There is none here that he may see.
        CaseEnded: It has ended.
    """
    here = await where(house, session, actor, organisation_id)
    await session.execute(select(Case.id).where(Case.id == case_id).with_for_update())
    facts = await find(session, actor, kind, here, case_id)
    if facts.state is not CaseState.OPEN:
        raise CaseEnded
    return here, await session.get_one(Case, case_id), facts


# --- writing ----------------------------------------------------------------------------------------------------------


async def free_code(session: AsyncSession) -> str:
    """A case's code that no case and no member has."""
    while True:
        code = f"C-{new_code(_CODE_LENGTH)}"
        taken = await session.scalar(select(Case.id).where(Case.code == code))
        if taken is None and await session.scalar(select(Member.id).where(Member.code == code)) is None:
            return code


async def put(
    session: AsyncSession,
    actor: Actor,
    case: Case,
    step: CaseStep,
    value: dt.date | str,
    now: dt.datetime,
    *,
    number: int = 1,
) -> bool:
    """Type something into a case; what was there stays as history. The same again changes nothing.

    Returns:
        Whether anything changed.
    """
    row = CaseEntry(
        case_id=case.id,
        step=step,
        number=number,
        day=value if isinstance(value, dt.date) else None,
        words=None if isinstance(value, dt.date) else value,
        entered_at=now,
        entered_by=actor.account_id,
    )
    there = await _in_force(session, case.id, step, number)
    if there is not None:
        if (there.day, there.words) == (row.day, row.words):
            return False
        there.replaced_at = now
        await session.flush()
    session.add(row)
    await session.flush()
    await note(session, actor, case, "corrected" if there is not None else "noted", now, step=step, number=number)
    return True


async def take_back(
    session: AsyncSession, actor: Actor, case: Case, step: CaseStep, now: dt.datetime, *, number: int = 1
) -> bool:
    """Take back what was typed; it stays as history. Returns whether there was anything."""
    there = await _in_force(session, case.id, step, number)
    if there is None:
        return False
    there.replaced_at = now
    await session.flush()
    await note(session, actor, case, "taken_back", now, step=step, number=number)
    return True


async def _in_force(session: AsyncSession, case_id: int, step: CaseStep, number: int) -> CaseEntry | None:
    query = select(CaseEntry).where(
        CaseEntry.case_id == case_id,
        CaseEntry.step == step,
        CaseEntry.number == number,
        CaseEntry.replaced_at.is_(None),
    )
    return (await session.scalars(query)).one_or_none()


async def end(session: AsyncSession, actor: Actor, case: Case, state: CaseState, now: dt.datetime) -> None:
    """A case ends; what is typed in it stays."""
    case.state, case.ended_at = state, now
    await session.flush()
    await note(session, actor, case, state.value.lower(), now)


async def note(
    session: AsyncSession,
    actor: Actor,
    case: Case,
    action: str,
    now: dt.datetime,
    *,
    step: CaseStep | None = None,
    number: int | None = None,
    **details: str | int | bool | None,
) -> None:
    """One entry of the audit log; days and texts stay in the case's own history."""
    if step is not None:
        details |= {"step": step.value, "number": number}
    await audit.record(
        session, actor=actor.audit_name, action=f"case.{action}", subject=f"case:{case.id}", now=now, details=details
    )


async def history(session: AsyncSession, case_id: int) -> list[Typed]:
    """Everything that was ever typed into a case, the newest first."""
    rows = await session.scalars(
        select(CaseEntry).where(CaseEntry.case_id == case_id).order_by(CaseEntry.entered_at.desc(), CaseEntry.id.desc())
    )
    return [Typed(one.step, one.number, one.day, one.words, one.entered_at, one.replaced_at) for one in rows]


async def follow_member(session: AsyncSession, case_id: int, member_id: int) -> None:
    """The person is on the roster now: his name is his own row's."""
    await session.execute(
        update(Case).where(Case.id == case_id).values(member_id=member_id, name=None, department=None)
    )
