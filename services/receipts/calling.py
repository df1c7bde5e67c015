"""Ask the leaders of groups to call their people: each gets his own call list as a task (等您处理), once.

::

    open receipts ── by party group ──> its leader
        in no group, or its group has no leader ──> the branch's leaders     the asker's own people stay with him
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from db.announcements import Receipt
from db.names import Audience
from db.organisations import Organisation
from services import audiences, audit, escalation, tasks
from services.access import Actor
from services.errors import NotAllowed
from services.house import House
from services.receipts.acts import LADDER, subject_of
from services.receipts.looking import OPEN
from services.receipts.reminding import ReceiptsOver
from services.receipts.views import view_of


@dataclass(frozen=True)
class Handed:
    """What was handed on.

    Attributes:
        lists: New call lists.
        before: Lists that somebody had already.
        own: People who stay the asker's to call.
    """

    lists: int
    before: int
    own: int


async def hand_out(house: House, actor: Actor, announcement_id: int) -> Handed:
    """Give every group's leader the call list of his people; again it only adds what is new.

    Raises:
        NotAllowed: There is no such announcement, or none of its people are the actor's.
        ReceiptsOver: Nobody needs to hear of it any more.
    """
    now = house.now()
    async with house.db.write() as session:
        view = await view_of(session, actor, announcement_id, lock=True)
        if not view.names:
            raise NotAllowed
        if view.over(now):
            raise ReceiptsOver
        query = (
            select(Receipt.branch_id, Receipt.group_id, func.count().label("many"))
            .where(Receipt.announcement_id == announcement_id, OPEN, view.mine)
            .group_by(Receipt.branch_id, Receipt.group_id)
        )
        rows = (await session.execute(query)).all()
        ids = {row.branch_id for row in rows} | {row.group_id for row in rows if row.group_id is not None}
        paths = {
            row.id: [int(part) for part in row.path.strip("/").split("/")]
            for row in await session.execute(select(Organisation.id, Organisation.path).where(Organisation.id.in_(ids)))
        }
        roles = await audiences.roles_on(session, house.today(), {part for chain in paths.values() for part in chain})
        own, places = 0, set[int]()
        for row in rows:
            group = row.group_id if row.group_id is not None and roles.held.get(row.group_id) else None
            place = group if group is not None else row.branch_id
            callers = {person.id for person in roles.leaders(paths[place])}
            if actor.member is not None and actor.member.id in callers:
                own += row.many
            else:
                places.add(place)
        made = []
        for place in sorted(places):
            task = await escalation.make_task(
                session,
                LADDER,
                subject_of(announcement_id),
                "calls",
                place,
                Audience.LEADERS,
                now,
                until=view.announcement.expires_at,
            )
            made += [task] if task is not None else []
        await tasks.tell(house, session, made, now)
        if made:
            await audit.record(
                session,
                actor=actor.audit_name,
                action="receipts.handed_out",
                subject=f"organisation:{view.announcement.organisation_id}",
                now=now,
                details={"announcement": announcement_id, "lists": len(made)},
            )
        return Handed(len(made), len(places) - len(made), own)
