"""Everybody who might press, by where he stands to the protected branch of ``protected``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Account
from db.members import Member, Membership
from db.names import BranchRole, MembershipStage, MemberStatus, OrgLevel
from db.organisations import Organisation, RoleGrant
from db.registration import RegistrationRequest
from services import organisations
from services.house import House
from tests import factories
from tests.fixtures.houses import NOW
from tests.handlers.protected import Known, build

#: Kinds of people, in the order of the table: two letters each, and who that is. "The branch" is the protected one.
GROUPS: dict[str, dict[str, str]] = {
    "outside": {
        "St": "a stranger: the bot has never met him",
        "Co": "has agreed to the notice and belongs to no branch",
        "Ap": "has applied to the branch and waits for its decision",
        "Rm": "was a member of the branch and has been removed from its roster",
        "El": "a plain member of the neighbouring branch, under the same office",
        "Nb": "holds every office of the neighbouring branch, its secretary's among them, and leads a group there",
        "Oh": "holds every office of a branch of another hospital, and is that hospital's party office",
    },
    "members": {
        "Me": "a plain member of the branch",
        "Pr": "a probationary member of the branch",
        "Pa": "a member of the branch who has paused all reminders",
        "Re": "a retired member of the branch",
        "Mv": "a member of the branch whose transfer is under way",
        "Fo": "was deputy secretary of the branch until yesterday; a plain member today",
        "Ow": "the member of the branch whose own things are named",
    },
    "officers": {
        "Gl": "leads the group the things belong to",
        "Go": "leads the other group of the branch",
        "Ym": "youth member of the branch's committee",
        "Dm": "discipline member",
        "Pm": "publicity member",
        "Om": "organisation member",
        "Ds": "deputy secretary of the branch",
        "Se": "secretary of the branch",
    },
    "above": {
        "Gb": "secretary of the general branch above the branch",
        "Po": "party office of the hospital's committee",
        "Cs": "secretary of the hospital's committee",
        "Uw": "party office of the hospital who has not confirmed the office's warning",
        "Ad": "an administrator of the whole house who is nobody's member",
        "Am": "an administrator who is a plain member of the neighbouring branch",
    },
}
KINDS = [kind for group in GROUPS.values() for kind in group]
#: Whom nothing of the branch is shown, and who changes nothing in it.
OUTSIDERS = tuple(GROUPS["outside"])

_KNOWN_KINDS = {
    "St": "stranger",
    "Co": "consented",
    "El": "plain member",
    "Nb": "foreign secretary",
    "Fo": "former secretary",
    "Ow": "owner",
    "Se": "secretary",
    "Po": "office",
    "Ad": "administrator",
}
_ROLES = {
    "Gl": BranchRole.GROUP_LEADER,
    "Go": BranchRole.GROUP_LEADER,
    "Ym": BranchRole.YOUTH_MEMBER,
    "Dm": BranchRole.DISCIPLINE_MEMBER,
    "Pm": BranchRole.PUBLICITY_MEMBER,
    "Om": BranchRole.ORGANISATION_MEMBER,
    "Ds": BranchRole.DEPUTY_SECRETARY,
}
_OF_BRANCH = [role for role in BranchRole if role not in (BranchRole.COMMITTEE_SECRETARY, BranchRole.PARTY_OFFICE)]
_OF_OFFICE = [BranchRole.COMMITTEE_SECRETARY, BranchRole.PARTY_OFFICE]


async def everybody(house: House) -> Known:
    """The world of ``protected`` with a general branch between the branch and the office, another hospital, and one
    person of each kind; gives who and what there is, people and members by the two letters of their kind."""
    known = await build(house)
    people = {kind: known.people[name] for kind, name in _KNOWN_KINDS.items()}
    members = {kind: known.members[name] for kind, name in _KNOWN_KINDS.items() if name in known.members}
    ids = dict(known.ids)
    async with house.db.write() as session:
        made = await _Places.make(session, known, ids)
        applied = await session.get_one(RegistrationRequest, ids["request"])
        people["Ap"] = int((await session.get_one(Account, applied.account_id)).address)
        for kind, member in (await _members(session, made)).items():
            account = await factories.make_account(session, administrator=kind == "Am")
            await factories.bind(session, member, account)
            people[kind], members[kind] = int(account.address), member.id
            if kind == "Uw":
                account.office_consent_version = account.office_consented_at = None
            if kind == "Pa":
                account.paused_until = dt.date(2026, 12, 31)
        neighbour = await session.get_one(Member, members["Nb"])
        others = [role for role in _OF_BRANCH if role is not BranchRole.SECRETARY]
        await _grant(session, neighbour, await session.get_one(Organisation, ids["own branch"]), others)
        await session.execute(
            update(Membership).where(Membership.member_id == members["Ow"]).values(group_id=ids["group"])
        )
        await organisations.mark_left(session, [members["Rm"]], NOW.date(), NOW, actor="terminal")
        meeting = factories.meeting_of(await session.get_one(Organisation, ids["group"]))
        session.add(meeting)
        await session.flush()
        ids["group meeting"] = meeting.id
        # Nobody's press is noted as the first of his day: what is stored then is what he pressed for.
        await session.execute(update(Account).values(heard_on=NOW.date()))
    # What protects the branch asks for people by these names.
    members |= {name: known.members[name] for name in ("secretary", "owner", "former secretary")}
    return Known(people, members, ids)


class _Places:
    """Organisations people stand in."""

    def __init__(self, **places: Organisation) -> None:
        self.of = places

    @classmethod
    async def make(cls, session: AsyncSession, known: Known, ids: dict[str, int]) -> _Places:
        """Move the branch below a general branch and make what is missing; notes the ids."""
        inner = await session.get_one(Organisation, known.ids["branch"])
        group = await session.get_one(Organisation, known.ids["group"])
        committee = await session.get_one(Organisation, known.ids["committee"])
        surgery = await session.get_one(Organisation, known.ids["own branch"])
        general = await factories.make_organisation(
            session, "第一党总支", level=OrgLevel.GENERAL_BRANCH, parent=committee
        )
        inner.parent_id, inner.path = general.id, f"{general.path}{inner.id}/"
        group.path = f"{inner.path}{group.id}/"
        other = await factories.make_organisation(session, "第二小组", level=OrgLevel.PARTY_GROUP, parent=inner)
        away = await factories.make_organisation(session, "第二医院党委")
        far = await factories.make_branch(session, "骨科党支部", parent=away)
        await session.flush()
        ids |= {"other group": other.id, "general branch": general.id, "other hospital": away.id, "far branch": far.id}
        return cls(
            inner=inner,
            group=group,
            other=other,
            committee=committee,
            general=general,
            surgery=surgery,
            away=away,
            far=far,
        )


async def _members(session: AsyncSession, places: _Places) -> dict[str, Member]:
    at = places.of
    inner = at["inner"]
    made = {kind: await factories.make_member(session, inner, f"陈{kind}") for kind in ("Me", "Pa", "Rm", "Mv")}
    made["Pr"] = await factories.make_member(session, inner, "陈Pr", stage=MembershipStage.PROBATIONARY)
    made["Re"] = await factories.make_member(session, inner, "陈Re", retired=True)
    made["Mv"].status = MemberStatus.TRANSFER_PENDING
    for kind, role in _ROLES.items():
        group = {"Gl": at["group"], "Go": at["other"]}.get(kind)
        made[kind] = await factories.make_member(session, inner, f"陈{kind}", group=group)
        await factories.grant_role(session, made[kind], group or inner, role)
    for kind, home in (("Gb", at["surgery"]), ("Cs", at["surgery"]), ("Uw", at["surgery"])):
        made[kind] = await factories.make_member(session, home, f"赵{kind}")
    made["Am"] = await factories.make_member(session, at["surgery"], "赵Am")
    made["Oh"] = await factories.make_member(session, at["far"], "赵Oh")
    await _grant(session, made["Oh"], at["far"], _OF_BRANCH)
    await _grant(session, made["Oh"], at["away"], _OF_OFFICE)
    await _grant(session, made["Gb"], at["general"], [BranchRole.COMMITTEE_SECRETARY])
    await _grant(session, made["Cs"], at["committee"], [BranchRole.COMMITTEE_SECRETARY])
    await _grant(session, made["Uw"], at["committee"], [BranchRole.PARTY_OFFICE])
    return made


async def _grant(session: AsyncSession, member: Member, place: Organisation, roles: Iterable[BranchRole]) -> None:
    for role in roles:
        session.add(RoleGrant(member_id=member.id, organisation_id=place.id, role=role, starts_on=dt.date(2020, 1, 1)))
    await session.flush()
