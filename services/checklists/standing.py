"""Lists an organisation has one of, which are never done: its task board (任务板) and its talks (谈心谈话).

The board is not ``services.tasks`` (等您处理), where what no message can do any more waits for a human.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from db.checklists import Checklist, ChecklistItem
from db.names import BranchRole
from db.organisations import Organisation, RoleGrant
from services import access, audit
from services.access import STEWARD_OF, Actor
from services.cases.sheet import Form, day, write
from services.checklists import acts, changing, presets
from services.checklists.errors import NotAnOwner, SamePerson
from services.checklists.looking import Seen, names_of, seen_of
from services.errors import NotAllowed
from services.files import Made
from services.house import House
from services.org_settings import NamesInChat

NOTE_LENGTH = 200
#: Who sits on the committee of a branch, for the kinds of talks of the form.
_COMMITTEE = frozenset(BranchRole) - {BranchRole.GROUP_LEADER, BranchRole.PARTY_OFFICE}
_TALKS = (("时间", 24.0), ("谈话人", 30.0), ("谈话对象", 30.0), ("类型", 40.0))


@dataclass(frozen=True)
class Put:
    """Something that stands on a board."""

    item_id: int
    seen: Seen


async def board(house: House, actor: Actor, organisation_id: int) -> Seen:
    """The task board of an organisation: what is open, and what was done lately.

    Raises:
        NotAllowed: The actor does not reach the organisation.
    """
    return await acts.make(house, actor, organisation_id, f"organisation:{organisation_id}", presets.BOARD)


async def talks(house: House, actor: Actor, organisation_id: int) -> Seen:
    """The talks of an organisation: who is to talk with whom, and what was held lately.

    Raises:
        NotAllowed: The actor does not reach the organisation, or it has none.
    """
    return await acts.make(house, actor, organisation_id, f"organisation:{organisation_id}", presets.TALKS)


async def from_source(
    house: House,
    actor: Actor,
    organisation_id: int,
    text: str,
    source: str | None = None,
    *,
    owner_id: int | None = None,
    due_on: dt.date | None = None,
) -> Put:
    """Put something on the task board. The same of the same source is there once, whatever became of it.

    Args:
        house: The house.
        actor: A steward of the organisation.
        organisation_id: Whose board.
        text: What is to be done, at most ``changing.TEXT_LENGTH`` characters; of a suggestion never its author.
        source: What it came from: ``meeting:17``, ``suggestion:3``; None: somebody thought of it.
        owner_id: The member who does it; None: who leads, until somebody is named.
        due_on: By then.

    Raises:
        NotAllowed: The actor does not reach the organisation.
        NotAnOwner: The member is not of it. BadInput: No words. TooLong: Too many.
        ChecklistFull: The board is full.
    """
    words = changing.words_of(text)
    here = await board(house, actor, organisation_id)
    now = house.now()
    async with house.db.write() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        row = await acts.open_list(session, organisation_id, here.id)
        if owner_id is not None and not await changing.is_here(session, organisation_id, owner_id):
            raise NotAnOwner
        new = ChecklistItem(text=words, source=source, owner_id=owner_id, due_on=due_on)
        item = await changing.put(house, session, actor, row, new, now)
        return Put(item.id, await seen_of(house, session, row))


async def note(house: House, actor: Actor, item_id: int, text: str) -> Seen:
    """Say in a sentence what came of something that is done; a newer sentence takes the place of an older.

    Raises:
        NotAllowed: It is neither the actor's nor in his reach, or it is not done.
        BadInput: No words. TooLong: Too many.
    """
    words, now = changing.words_of(text, NOTE_LENGTH), house.now()
    async with house.db.write() as session:
        item, row = await acts.item_of(house, session, actor, item_id)
        if item.done_at is None or item.with_id is not None:
            raise NotAllowed
        if item.note != words:
            item.note = words
            await session.flush()
            await acts.note(session, actor, row, "noted", now, item.id)
        return await seen_of(house, session, row)


# --- talks ------------------------------------------------------------------------------------------------------------


async def pair(house: House, actor: Actor, organisation_id: int, talker_id: int, with_id: int) -> Put:
    """Plan a talk between two members; one of the same two that is still open is the same.

    Raises:
        NotAllowed: The actor does not reach the organisation.
        NotAnOwner: One of them is not of it. SamePerson: They are one.
        ChecklistFull: Too many are open.
    """
    if talker_id == with_id:
        raise SamePerson
    here = await talks(house, actor, organisation_id)
    now = house.now()
    async with house.db.write() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        row = await acts.open_list(session, organisation_id, here.id)
        for one in (talker_id, with_id):
            if not await changing.is_here(session, organisation_id, one):
                raise NotAnOwner
        item = await changing.put(house, session, actor, row, ChecklistItem(owner_id=talker_id, with_id=with_id), now)
        return Put(item.id, await seen_of(house, session, row))


async def talk_sheet(house: House, actor: Actor, organisation_id: int, year: int) -> Made:
    """Sheet 14 (谈心谈话登记表) of a year: the day, the two, and what they were to each other; no contents.

    The kind is what ``domain_rules.md`` 2.1 tells apart: committee with committee, committee with member, member with
    member, by the roles held in the organisation on that day. Paper forms carry names in full.

    Raises:
        NotAllowed: The actor does not reach the organisation.
    """
    async with house.db.write() as session:
        await access.check(session, actor, STEWARD_OF, organisation_id)
        here = await session.get_one(Organisation, organisation_id)
        found = list(
            await session.execute(
                select(ChecklistItem.done_on, ChecklistItem.owner_id, ChecklistItem.with_id)
                .join(Checklist, Checklist.id == ChecklistItem.checklist_id)
                .where(
                    Checklist.organisation_id == organisation_id,
                    Checklist.preset == presets.TALKS,
                    ChecklistItem.with_id.is_not(None),
                    ChecklistItem.removed_at.is_(None),
                    ChecklistItem.done_on.between(dt.date(year, 1, 1), dt.date(year, 12, 31)),
                )
                .order_by(ChecklistItem.done_on, ChecklistItem.id)
            )
        )
        names = await names_of(session, NamesInChat.FULL, [who for row in found for who in (row.owner_id, row.with_id)])
        grants = list(
            await session.execute(
                select(RoleGrant.member_id, RoleGrant.starts_on, RoleGrant.ends_on).where(
                    RoleGrant.organisation_id == organisation_id, RoleGrant.role.in_(_COMMITTEE)
                )
            )
        )
        await audit.record(
            session,
            actor=actor.audit_name,
            action="talks.exported",
            subject=f"organisation:{organisation_id}",
            now=house.now(),
            details={"year": year, "rows": len(found)},
        )
    rows = []
    for row in found:
        sits = sum(
            any(
                one.member_id == who
                and one.starts_on <= row.done_on
                and (one.ends_on is None or one.ends_on >= row.done_on)
                for one in grants
            )
            for who in (row.owner_id, row.with_id)
        )
        kind = ("党员之间", "委员与党员", "委员之间")[sits]
        rows.append([day(row.done_on), names.get(row.owner_id, ""), names.get(row.with_id, ""), kind])
    title = f"{here.name}{year}年谈心谈话登记表"
    today = house.today()
    content = write(Form("谈心谈话登记表", title, here.name, _TALKS), rows, today)
    return Made(content, f"{title}_{today:%Y%m%d}.xlsx", len(rows))
