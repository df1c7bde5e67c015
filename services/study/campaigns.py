"""Campaigns with several targets: hours, readings, essays, characters of notes (``domain_rules.md`` 4.3).

Progress is counted from what the ledgers and the works say, for the days of the campaign; nothing of it is stored. The
person sees his own, who looks after the study sees who lacks what, in the order of the roster.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.among import among
from db.members import Member
from db.names import OrgLevel
from db.organisations import Organisation
from db.study import StudyCampaign
from services import access, audiences, audit, naming
from services.access import Actor
from services.errors import BadInput, NotAllowed
from services.house import House
from services.org_settings import settings_of
from services.study import rules
from services.study.branch import KEEPER_OF
from services.study.doing import Done, Targets, done_in
from services.study.looking import zone_of

_TITLE = 40
_LISTED = 10


class BadTitle(BadInput):
    """No title, or too long a one. Fields: ``most``."""

    code = "study-campaign-title"


class BadDays(BadInput):
    """These are no days of a campaign. Fields: ``most``: how many it may last."""

    code = "study-campaign-days"


class BadTargets(BadInput):
    """These are no targets. Fields: ``sample``: four numbers, nought for what is not asked."""

    code = "study-campaign-targets"


@dataclass(frozen=True)
class Campaign:
    """A campaign."""

    id: int
    organisation_id: int
    title: str
    starts_on: dt.date
    ends_on: dt.date
    targets: Targets


@dataclass(frozen=True)
class Own:
    """A campaign that runs, and how far a person is."""

    campaign: Campaign
    done: Done


@dataclass(frozen=True)
class Somebody:
    """Who still lacks something."""

    name: str
    lacks: Targets


@dataclass(frozen=True)
class Board:
    """A campaign for who looks after it.

    Attributes:
        people: How many it is for; met: Of them, who has done everything.
        gaps: Of a branch or a group: who lacks what, in the order of the roster.
    """

    campaign: Campaign
    people: int
    met: int
    gaps: tuple[Somebody, ...]


# --- as it is typed ---------------------------------------------------------------------------------------------------


def title_of(text: str) -> str:
    """A title.

    Raises:
        BadTitle: There is none, or it is too long.
    """
    text = " ".join(text.split())
    if not 0 < len(text) <= _TITLE:
        raise BadTitle(most=_TITLE)
    return text


def days_of(text: str, today: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day: ``2026-11-01 2026-12-31``.

    Raises:
        BadDays: They are none, it is over, or lasts too long.
    """
    most = rules.load().campaign.days_most
    try:
        first, last = (dt.date.fromisoformat(one) for one in text.replace("/", "-").split())
    except ValueError as error:
        raise BadDays(most=most) from error
    if not first <= last or last < today or (last - first).days >= most:
        raise BadDays(most=most)
    return first, last


def targets_of(text: str) -> Targets:
    """Hours, readings, essays, characters of notes: ``40 30 2 3000``; nought is not asked.

    Raises:
        BadTargets: They are none.
    """
    bounds = rules.load().campaign
    bad = BadTargets(sample=bounds.sample)
    parts = text.split()
    if len(parts) != 4:  # noqa: PLR2004 - the four of them
        raise bad
    try:
        hours, (readings, essays, characters) = Decimal(parts[0]), (int(one) for one in parts[1:])
    except (InvalidOperation, ValueError) as error:
        raise bad from error
    whole = (readings, essays, characters)
    if not hours.is_finite() or hours % rules.load().hours_rule.step or not 0 <= hours <= bounds.hours_most:
        raise bad
    if min(whole) < 0 or max(readings, essays) > bounds.count_most or characters > bounds.characters_most:
        raise bad
    if not hours and not any(whole):
        raise bad
    return Targets(hours or None, readings or None, essays or None, characters or None)


# --- the person -------------------------------------------------------------------------------------------------------


async def mine(house: House, actor: Actor) -> Sequence[Own]:
    """The campaigns that run for the actor, and how far he is; the one that ends first comes first.

    Raises:
        NotAllowed: He is no member.
    """
    if actor.member is None:
        raise NotAllowed
    async with house.db.read() as session:
        today = house.now().astimezone(await zone_of(house, session, actor.member.branch_id)).date()
        chain = [int(part) for part in actor.member.branch_path.strip("/").split("/")]
        rows = await session.scalars(
            select(StudyCampaign)
            .where(
                StudyCampaign.organisation_id.in_(chain),
                StudyCampaign.ended_at.is_(None),
                StudyCampaign.starts_on <= today,
                StudyCampaign.ends_on >= today,
            )
            .order_by(StudyCampaign.ends_on, StudyCampaign.id)
        )
        found = []
        for row in list(rows):
            done = await done_in(session, [actor.member.id], row.starts_on, row.ends_on)
            found.append(Own(_campaign(row), done[actor.member.id]))
        return found


# --- who looks after it -----------------------------------------------------------------------------------------------


async def listed(house: House, actor: Actor, organisation_id: int) -> Sequence[Campaign]:
    """The campaigns of an organisation, the newest first.

    Raises:
        NotAllowed: The actor does not look after its study.
    """
    async with house.db.read() as session:
        await access.check(session, actor, KEEPER_OF, organisation_id)
        rows = await session.scalars(
            select(StudyCampaign)
            .where(StudyCampaign.organisation_id == organisation_id, StudyCampaign.ended_at.is_(None))
            .order_by(StudyCampaign.id.desc())
            .limit(_LISTED)
        )
        return [_campaign(row) for row in rows]


async def board(house: House, actor: Actor, organisation_id: int, campaign_id: int) -> Board:
    """A campaign, and who lacks what.

    Raises:
        NotAllowed: The actor does not look after it, or there is none.
    """
    async with house.db.read() as session:
        row = await _row(session, actor, organisation_id, campaign_id)
        here = await session.get_one(Organisation, organisation_id)
        campaign = _campaign(row)
        people = await audiences.members_of(session, here.id, here.path, here.level)
        ids = [one.id for one in people]
        done = await done_in(session, ids, row.starts_on, row.ends_on)
        open_ids = [one for one in ids if not done[one].meets(campaign.targets)]
        gaps: list[Somebody] = []
        if here.level in (OrgLevel.BRANCH, OrgLevel.PARTY_GROUP):
            named = {
                one.id: (one.name, one.code)
                for one in await session.execute(
                    select(Member.id, Member.name, Member.code).where(among(Member.id, open_ids))
                )
            }
            mode = (await settings_of(house, session, organisation_id)).names_in_chat
            names = naming.shown_apart(mode, [named[one] for one in open_ids])
            gaps = [
                Somebody(name, done[one].lacks(campaign.targets)) for one, name in zip(open_ids, names, strict=True)
            ]
        return Board(campaign, len(ids), len(ids) - len(open_ids), tuple(gaps))


async def check_days(house: House, organisation_id: int, days: str) -> None:
    """Whether a campaign of an organisation may last for these days.

    Raises:
        BadDays: As for ``days_of``.
    """
    async with house.db.read() as session:
        zone = await zone_of(house, session, organisation_id)
    days_of(days, house.now().astimezone(zone).date())


async def begin(house: House, actor: Actor, organisation_id: int, title: str, days: str, targets: str) -> Campaign:
    """Begin a campaign of an organisation, for everybody in it and below.

    Raises:
        NotAllowed: The actor does not look after its study.
        BadTitle, BadDays, BadTargets: As they say.
    """
    now = house.now()
    asked = targets_of(targets)
    async with house.db.write() as session:
        await access.check(session, actor, KEEPER_OF, organisation_id)
        today = now.astimezone(await zone_of(house, session, organisation_id)).date()
        first, last = days_of(days, today)
        row = StudyCampaign(
            organisation_id=organisation_id,
            title=title_of(title),
            starts_on=first,
            ends_on=last,
            hours=asked.hours,
            readings=asked.readings,
            essays=asked.essays,
            characters=asked.characters,
            made_at=now,
            made_by=actor.account_id,
        )
        session.add(row)
        await session.flush()
        await _note(session, actor, row, "study.campaign_begun", now)
        return _campaign(row)


async def withdraw(house: House, actor: Actor, organisation_id: int, campaign_id: int) -> None:
    """Take a campaign back; what people have earned is theirs. Twice changes nothing.

    Raises:
        NotAllowed: The actor does not look after it, or there is none.
    """
    now = house.now()
    async with house.db.write() as session:
        row = await _row(session, actor, organisation_id, campaign_id)
        if row.ended_at is None:
            row.ended_at = now
            await _note(session, actor, row, "study.campaign_withdrawn", now)


async def _row(session: AsyncSession, actor: Actor, organisation_id: int, campaign_id: int) -> StudyCampaign:
    await access.check(session, actor, KEEPER_OF, organisation_id)
    row = await session.get(StudyCampaign, campaign_id)
    if row is None or row.organisation_id != organisation_id:
        raise NotAllowed
    return row


def _campaign(row: StudyCampaign) -> Campaign:
    targets = Targets(row.hours, row.readings, row.essays, row.characters)
    return Campaign(row.id, row.organisation_id, row.title, row.starts_on, row.ends_on, targets)


async def _note(session: AsyncSession, actor: Actor, row: StudyCampaign, action: str, now: dt.datetime) -> None:
    await audit.record(
        session,
        actor=actor.audit_name,
        action=action,
        subject=f"organisation:{row.organisation_id}",
        now=now,
        details={"campaign": row.id},
    )
