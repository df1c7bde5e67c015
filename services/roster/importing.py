"""Import a roster: look (a dry run), then do, in one transaction; what was shown is what is done.

::

    bytes ─ open_file ─> Draft (records only; no forbidden column, no workbook) ─ preview ─> Preview ─┐
                                                                                              shown │ confirmed
                        planned anew in the writing transaction: same fingerprint? ── yes ─> Applied ┘
                                                                  └─ no ─> PlanChanged: show it again
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, phones
from services.access import OFFICE, Actor
from services.errors import NotAllowed
from services.house import House
from services.roster import plan as planning
from services.roster import reading
from services.roster.codes import PlanChanged, Problem
from services.roster.plan import Standing
from services.roster.reading import Document
from services.roster.steps import Counts, Plan
from services.roster.store import Applying, load, one_at_a_time


@dataclass(frozen=True)
class Authority:
    """On whose behalf a roster is imported.

    Attributes:
        name: For the audit log: ``account:<key>``, ``terminal``.
        scope: Paths that may be changed; ``/`` is everything.
        base: Id of the organisation under which the file's topmost ones stand, or None.
    """

    name: str
    scope: tuple[str, ...] = ("/",)
    base: int | None = None


TERMINAL = Authority("terminal")


@dataclass
class Preview:
    """What an import would do.

    Attributes:
        problems: Every bad row, in the order of the file; with any the import is refused.
    """

    document: Document
    plan: Plan
    problems: list[Problem] = field(default_factory=list)

    @property
    def counts(self) -> Counts:
        """What the file holds and would do."""
        return self.plan.counts


@dataclass(frozen=True)
class Applied:
    """What an import did."""

    counts: Counts
    marked_gone: int
    changed: bool


class HasProblems(Exception):
    """A file with bad rows may not be imported; the preview lists them."""


def authority_of(actor: Actor) -> Authority:
    """What an actor may import: as the office, at and under the organisations he holds that role in.

    Raises:
        NotAllowed: He holds no such role.
    """
    scope = actor.roots(OFFICE)
    if not scope:
        raise NotAllowed
    base = int(scope[0].strip("/").split("/")[-1]) if len(scope) == 1 and scope[0] != "/" else None
    return Authority(actor.audit_name, scope, base)


async def open_file(house: House, content: bytes) -> Document:
    """Read a file in a thread.

    Raises:
        RosterRefused: It cannot be read at all (its subclasses say why).
    """
    return await asyncio.to_thread(
        reading.read, content, house.limits, house.today(), house.rules.org.min_age_at_admission
    )


async def preview(house: House, authority: Authority, document: Document) -> Preview:
    """What importing would do; writes nothing."""
    async with house.db.read() as session:
        return await preview_in(house, session, authority, document)


async def preview_in(house: House, session: AsyncSession, authority: Authority, document: Document) -> Preview:
    """Like ``preview``, in the caller's transaction."""
    standing = await load(session, authority.scope, house.today())
    return await _previewed(house, authority, document, standing)


def preview_on_nothing(document: Document) -> Preview:
    """What importing into an empty database would do; there need not be one."""
    return _preview(document, planning.make(document.records, Standing(), lambda number: [number], document.labels))


async def _previewed(house: House, authority: Authority, document: Document, standing: Standing) -> Preview:
    made = await asyncio.to_thread(
        planning.make,
        document.records,
        standing,
        lambda number: phones.indexes(house.vault, number),
        document.labels,
        base=authority.base,
        scope=authority.scope,
    )
    return _preview(document, made)


def _preview(document: Document, made: Plan) -> Preview:
    problems = sorted([*document.problems, *made.problems], key=lambda one: (document.sheet_order(one.sheet), one.row))
    return Preview(document, made, problems)


async def apply(
    house: House, authority: Authority, document: Document, fingerprint: str | None = None, *, mark_gone: bool = False
) -> Applied:
    """Import in one transaction.

    Raises:
        HasProblems: The file has bad rows.
        PlanChanged: The plan is no longer the one with that fingerprint.
    """
    async with house.db.write() as session:
        return await apply_in(house, session, authority, document, fingerprint, mark_gone=mark_gone)


async def apply_in(
    house: House,
    session: AsyncSession,
    authority: Authority,
    document: Document,
    fingerprint: str | None = None,
    *,
    mark_gone: bool = False,
) -> Applied:
    """Import in the caller's transaction. See ``apply``.

    Raises:
        HasProblems: The file has bad rows.
        PlanChanged: The plan is no longer the one with that fingerprint.
    """
    now, today = house.now(), house.today()
    await one_at_a_time(session)
    standing = await load(session, authority.scope, today, lock=True)
    seen = await _previewed(house, authority, document, standing)
    if seen.problems and fingerprint is None:
        raise HasProblems
    if seen.problems or (fingerprint is not None and seen.plan.fingerprint != fingerprint):
        raise PlanChanged
    plan = seen.plan
    going = len(plan.gone) if mark_gone else 0
    if plan.changes_nothing and not going:
        return Applied(plan.counts, 0, changed=False)
    applying = Applying(session, house.vault, plan, now=now, today=today, actor=authority.name)
    await applying.run(mark_gone=mark_gone)
    await _note(session, authority, plan, going, now)
    return Applied(plan.counts, going, changed=True)


async def _note(session: AsyncSession, authority: Authority, plan: Plan, going: int, now: dt.datetime) -> None:
    tops: Sequence[int] = sorted({step.branch.root.id for step in plan.steps if step.branch.root.id is not None})
    counts = plan.counts
    await audit.record(
        session,
        actor=authority.name,
        action="roster.imported",
        subject=f"organisation:{tops[0]}" if tops else "roster",
        now=now,
        details={
            "members": counts.members,
            "added": counts.added,
            "changed": counts.changed,
            "moved": counts.moved,
            "left": going,
        },
    )
