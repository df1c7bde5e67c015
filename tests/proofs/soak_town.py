"""The hospital of a soak: a shared roster, phones, who keeps what, meetings, dues and a question bank."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import delete, insert, select

from benchmarks.contestants.quiz_bot import questions
from db.accounts import Account, Binding
from db.meetings import MeetingType
from db.members import Member, Membership
from db.names import BranchRole, EventType, Reach
from db.organisations import Organisation, RoleGrant
from services import access, dues, org_settings
from services.access import CONSENT_VERSION, OFFICE_CONSENT_VERSION
from services.house import House
from services.questions import banking, reading
from services.roster import importing
from tests import factories
from tests.services.roster.files import DATA

#: Id of the first person of the playground; the others follow.
FIRST = 1_000_000
QUESTIONS = 20
_LONG_AGO = dt.date(2020, 1, 1)
_NO_QUIET = dt.time(0)
_KEEPERS = (BranchRole.SECRETARY, BranchRole.ORGANISATION_MEMBER, BranchRole.PUBLICITY_MEMBER)


@dataclass
class Branch:
    """One branch, by the phones of who keeps what.

    Attributes:
        meetings: Its meetings in time, and when each begins, as clocks show it.
    """

    id: int
    secretary: int
    organisation_member: int
    publicity_member: int
    meetings: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class Town:
    """Everybody with a phone.

    Attributes:
        speaker: Who announces to the whole hospital.
        audience: How many he speaks to.
        members: Everybody of the roster, by his phone, whoever keeps something included.
    """

    speaker: int
    audience: int
    branches: list[Branch]
    members: list[int]

    @property
    def keepers(self) -> set[int]:
        """Those whose screens belong to what they are doing."""
        held = {self.speaker}
        for one in self.branches:
            held |= {one.secretary, one.organisation_member, one.publicity_member}
        return held


async def build(house: House, roster: str, meets: list[dt.datetime], *, awake: bool) -> Town:
    """Fill a fresh house.

    Args:
        house: Its clock shows when the soak begins.
        roster: One of the shared files.
        meets: When every branch meets.
        awake: Nobody has quiet hours; otherwise every third person has the usual ones.
    """
    document = await importing.open_file(house, (DATA / roster).read_bytes())
    await importing.apply(house, importing.TERMINAL, document)
    town = await _phones(house, awake=awake)
    async with house.db.write() as session:
        for branch in town.branches:
            place = await session.get_one(Organisation, branch.id)
            await factories.switch_off(session, place)  # meetings nobody here would call
            for moment in meets:
                meeting = factories.meeting_of(place, moment, changed_at=house.now())
                session.add(meeting)
                await session.flush()
                session.add(MeetingType(meeting_id=meeting.id, type=EventType.BRANCH_GENERAL_MEETING))
                branch.meetings.append((meeting.id, f"{moment.astimezone(house.zone):%H:%M}"))
        session.add_all([factories.dues_profile(one) for one in await session.scalars(select(Member))])
    await dues.open_all(house)
    for branch in town.branches:
        async with house.db.read() as session:
            actor = await access.identify(session, "telegram", str(branch.publicity_member), house.today())
        bank = reading.bank_of([("", number, one) for number, one in enumerate(questions(QUESTIONS), 1)], [])
        await banking.apply(house, actor, branch.id, bank)
    return town


async def _phones(house: House, *, awake: bool) -> Town:
    now = house.now()
    async with house.db.write() as session:
        query = select(Membership.branch_id, Membership.member_id).order_by(Membership.branch_id, Membership.member_id)
        rows = list(await session.execute(query))
        accounts = [
            {
                "key": f"a{number:015d}",
                "messenger": "telegram",
                "address": str(FIRST + number),
                "language": "zh-CN",
                "reach": Reach.REACHABLE,
                "is_administrator": False,
                "consent_version": CONSENT_VERSION,
                "office_consent_version": OFFICE_CONSENT_VERSION,
                "consented_at": now,
                "created_at": now,
                "quiet_start": _NO_QUIET if awake or number % 3 else None,
                "quiet_end": _NO_QUIET if awake or number % 3 else None,
            }
            for number in range(len(rows))
        ]
        ids = list(await session.scalars(insert(Account).returning(Account.id, sort_by_parameter_order=True), accounts))
        bindings = [
            {"member_id": row.member_id, "account_id": account, "method": "CONTACT", "bound_at": now}
            for row, account in zip(rows, ids, strict=True)
        ]
        await session.execute(insert(Binding), bindings)
        places: dict[int, list[int]] = {}
        for number, row in enumerate(rows):
            places.setdefault(row.branch_id, []).append(number)
        grants = [
            {"member_id": rows[number].member_id, "organisation_id": branch, "role": role, "starts_on": _LONG_AGO}
            for branch, numbers in places.items()
            for number, role in zip(numbers, _KEEPERS, strict=False)
        ]
        top = (await session.scalars(select(Organisation).where(Organisation.parent_id.is_(None)))).first()
        assert top is not None
        # Where the roster knows nothing above its branches, the first one's secretary speaks, to his own branch.
        speaker = places[top.id][0] if top.id in places else max(place[-1] for place in places.values())
        whole = {"member_id": rows[speaker].member_id, "organisation_id": top.id, "role": BranchRole.SECRETARY}
        if top.id not in places:
            grants.append(whole | {"starts_on": _LONG_AGO})
        await session.execute(delete(RoleGrant))  # those of the roster: here it is known who keeps what
        await session.execute(insert(RoleGrant), grants)
        await org_settings.change(session, top.id, "dues_due_day", 1, now)
    branches = [
        Branch(branch, FIRST + secretary, FIRST + organisation, FIRST + publicity)
        for branch, (secretary, organisation, publicity, *_) in places.items()
    ]
    everybody = [FIRST + number for number in range(len(rows))]
    return Town(FIRST + speaker, len(places.get(top.id, everybody)), branches, everybody)
