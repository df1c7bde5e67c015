"""The party office looks at a report: accepts it, or returns it with a word. Whoever wrote it is told."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from db.activity_reports import ActivityReport
from db.names import ReportState
from db.organisations import Organisation
from services import access, audiences, audit, cards, kinds, outbox, spoken
from services.access import OFFICE, Actor, Need, Scope, Status
from services.activity_reports.book import BadText, NoOffice, Report, reach, report_of, subject_of
from services.activity_reports.rules import load
from services.escalation import Asked
from services.house import House
from services.kinds import Policy
from services.outbox import PRIORITY_NOTICE, Button, Message, Payload

#: Kinds: the card for the office and its edits; what becomes of it, for who wrote it.
CARD, CLOSED, RESULT = "activity_report", "activity_report_closed", "activity_report_result"
_OFFICE_OF = Need(Status.CONSENTED, OFFICE, Scope.ORGANISATION)


async def ask_office(
    house: House, session: AsyncSession, row: ActivityReport, branch: Organisation, now: dt.datetime
) -> None:
    """A card to the office nearest above the branch, in the transaction of handing in.

    Raises:
        NoOffice: Nobody is there.
    """
    office_id, found = await office_of(house, session, branch)
    shown = {"branch": branch.name, "title": row.title}
    card = Payload("activity-reports-card", shown, ((look_button(office_id, row.id),),))
    people = [Asked(member_id=one) for one in found]
    dealt = cards.deal(CARD, subject_of(row.id), card, people, now, once_more=f":{row.times}")
    await outbox.enqueue(session, dealt, now)


async def office_of(house: House, session: AsyncSession, branch: Organisation) -> tuple[int, list[int]]:
    """The organisation nearest above a branch that has an office, and the members who are of it today.

    Raises:
        NoOffice: Nobody is there.
    """
    chain = [int(part) for part in branch.path.strip("/").split("/")]
    held = (await audiences.roles_on(session, house.today(), chain)).held
    for organisation_id in reversed(chain):
        found = {one.person.id for one in held.get(organisation_id, ()) if one.role in OFFICE}
        if found:
            return organisation_id, sorted(found)
    raise NoOffice


def look_button(organisation_id: int, report_id: int) -> Button:
    """Leads to a report, as an organisation sees it."""
    return Button("activity-reports-button-look", data=f"ar.at:{organisation_id}:{report_id}")


async def close_cards(session: AsyncSession, row: ActivityReport, branch: Organisation, now: dt.datetime) -> None:
    """Every card of the office says how it stands now."""
    shown = {"branch": branch.name, "title": row.title}
    # Whoever pressed on the card goes on from there: an accepted one may be published.
    buttons = ((look_button(branch.id, row.id),),) if row.state is ReportState.ACCEPTED else ()
    card = Payload(f"activity-reports-card-{row.state.value.lower().replace('_', '-')}", shown, buttons)
    word = f"closed{row.times}"
    await cards.settle(session, subject_of(row.id), (CARD, CLOSED), card, now, word)


async def accept(house: House, actor: Actor, organisation_id: int, report_id: int) -> Report:
    """Accept it; who wrote it is told. Twice is once.

    Raises:
        NotAllowed: He is of no office above its branch, or there is none there.
    """
    return await _decide(house, actor, organisation_id, report_id, ReportState.ACCEPTED, None)


async def send_back(house: House, actor: Actor, organisation_id: int, report_id: int, text: str) -> Report:
    """Return it with a word; who wrote it is told, and may change it and hand it in again.

    Raises:
        NotAllowed: He is of no office above its branch, or there is none there.
        BadText: No word, or too long a one.
    """
    words, most = spoken.tidy(text), load().remark_most
    if not words or len(words) > most:
        raise BadText(most=most)
    return await _decide(house, actor, organisation_id, report_id, ReportState.RETURNED, words)


async def _decide(
    house: House, actor: Actor, organisation_id: int, report_id: int, state: ReportState, remark: str | None
) -> Report:
    now = house.now()
    async with house.db.write() as session:
        row, branch = await reach(session, actor, organisation_id, report_id, lock=True)
        await access.check(session, actor, _OFFICE_OF, branch.id)
        changed = await session.execute(
            update(ActivityReport)
            .where(ActivityReport.id == row.id, ActivityReport.state == ReportState.HANDED_IN)
            .values(state=state, remark=remark, decided_by=actor.account_id, decided_at=now)
            .returning(ActivityReport.id)
        )
        if changed.first() is not None:
            await session.refresh(row)
            await close_cards(session, row, branch, now)
            await outbox.enqueue(session, [_result(row, branch, now)], now)
            await audit.record(
                session,
                actor=actor.audit_name,
                action=f"report.{state.value.lower()}",
                subject=f"organisation:{row.branch_id}",
                now=now,
                details={"report": row.id},
            )
        return await report_of(session, actor, row, branch, organisation_id)


def _result(row: ActivityReport, branch: Organisation, now: dt.datetime) -> Message:
    look = look_button(branch.id, row.id)
    shown = {"title": row.title} | ({"remark": row.remark} if row.remark else {})
    return Message(
        kind=RESULT,
        dedupe_key=f"{subject_of(row.id)}:result:{row.times}",
        subject=subject_of(row.id),
        payload=Payload(f"activity-reports-told-{row.state.value.lower()}", shown, ((look,),)),
        due_at=now,
        account_id=row.made_by,
        priority=PRIORITY_NOTICE,
    )


#: It was decided on, or taken back, meanwhile.
DECIDED = kinds.over_unless(ActivityReport.id, ActivityReport.state == ReportState.HANDED_IN)

kinds.register(CARD, Policy(stale=DECIDED))
