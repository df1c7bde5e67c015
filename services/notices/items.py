"""What stewards, members and single persons should be told on dates: a pure function of (facts, now).

::

    DUTY ────── nothing of the kind planned in the period ──> its leaders     (all duties of a morning in one message)
    NOTICE ──── a date of the calendar ─────────────────────> its audience
           ├─── the end of a term, of a probation ──────────> its leaders     (all of a morning in one message)
           └─── a political birthday ───────────────────────> the person, if he agreed

One person gets one message a rule, date and lead, however many organisations he answers for; that is its key. What it
lists may still change while it waits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from db.names import Audience, EventType, RuleKind
from services.audiences import Person, Roles
from services.given_dates import Given
from services.meetings.messages import type_key
from services.naming import shown
from services.org_settings import OrgSettings
from services.outbox import Button, Message, Payload
from services.recurrence import DateOf, InPeriod, Occurrence, Period, date_of, moment, period_of
from services.reminder_rules.book import Place, Rule
from services.reminder_rules.leads import Lead
from services.reminder_rules.presets import Ends, OnlyIf
from services.workdays import Workdays

#: Kinds: to stewards about their work; to members; a greeting to one person.
STEWARDS, MEMBERS, GREETING = "steward_notice", "member_notice", "greeting"

#: Duties of one morning are one message, under this name.
_NEEDS = "needs"
#: The name of a year's plan, where it is what is missing.
_PLAN = "annual-plan-name"
#: The words of a rule of an organisation's own.
_OWN, _OWN_DATED = "reminders-say-own", "reminders-say-own-dated"
#: How long a notice to stewards is worth sending after its moment.
_STEWARDS_PATIENCE = dt.timedelta(days=7)
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Facts:
    """What the planner knows.

    Attributes:
        rules: By organisation, those that act there and are on.
        given: Dates of people and terms, by what they are.
        members: How many members an organisation has, those below included.
        committees: Organisations that must have a branch committee (``domain_rules.md`` 1.2).
        everybody: Members by organisation, where a notice is for all of them.
        planned: By organisation and type: days of meetings that are not called off.
        confirmed: Organisations and years of confirmed annual plans.
        known: Dates of rules that were asked for.
    """

    places: Mapping[int, Place]
    rules: Mapping[int, Sequence[Rule]]
    settings: Mapping[int, OrgSettings]
    roles: Roles
    table: Workdays
    given: Mapping[DateOf, Sequence[Given]] = field(default_factory=dict)
    members: Mapping[int, int] = field(default_factory=dict)
    committees: frozenset[int] = frozenset()
    everybody: Mapping[int, Sequence[Person]] = field(default_factory=dict)
    planned: Mapping[tuple[int, EventType], Sequence[dt.date]] = field(default_factory=dict)
    confirmed: frozenset[tuple[int, int]] = frozenset()
    known: dict[tuple[int, dt.date, dt.date], list[Occurrence]] = field(default_factory=dict, repr=False, compare=False)

    def dates(self, rule: Rule, first: dt.date, last: dt.date) -> list[Occurrence]:
        """The dates of one of its rules that follows the calendar; computed once for all organisations it acts in."""
        key = id(rule), first, last  # the rules live as long as the facts
        if key not in self.known:
            self.known[key] = rule.dates(first, last, self.table)
        return self.known[key]


@dataclass(frozen=True)
class Item:
    """One thing to tell one person.

    Attributes:
        name: The rule, or what several rules are told under.
        organisation_id, organisation: Whom it is about.
        reference: The date its rule names.
        until: From when on it is useless, UTC.
        line: What it adds to a list: catalogue key and variables; None: the message has no list.
        need: For duties: the name of what is missing, and in which period.
        vars: Variables of a message without a list.
    """

    kind: str
    name: str
    key: str
    person: Person
    organisation_id: int
    organisation: str
    lead: str
    reference: dt.date
    due: dt.datetime
    until: dt.datetime
    line: tuple[str, Mapping[str, Any]] | None = None
    need: tuple[str, Period, dt.date] | None = None
    vars: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """What should be in the outbox for one person; see ``services.outbox.reconcile``."""

    subject: str
    wanted: list[Message]
    keep: frozenset[str]


def subject_of(member_id: int) -> str:
    """The subject of everything a person is told on dates."""
    return f"notices:{member_id}"


# --- one by one -----------------------------------------------------------------------------------------------------


def items(facts: Facts, first: dt.date, last: dt.date) -> Iterator[Item]:
    """Everything to tell on occurrences that lie in ``[first, last]``."""
    for place in facts.places.values():
        for rule in facts.rules.get(place.id, ()):
            if rule.kind is RuleKind.DUTY:
                yield from _needs(facts, place, rule, first, last)
            elif rule.kind is RuleKind.NOTICE and date_of(rule.recurrence) is None:
                yield from _of_calendar(facts, place, rule, first, last)
            elif rule.kind is RuleKind.NOTICE:
                yield from _of_dates(facts, place, rule, first, last)


def _moments(facts: Facts, place: Place, rule: Rule, date: Occurrence) -> Sequence[tuple[Lead, dt.datetime, ZoneInfo]]:
    return _moments_of(rule.leads, date.day, facts.settings[place.id].timezone)


@lru_cache(maxsize=512)
def _moments_of(leads: tuple[Lead, ...], day: dt.date, timezone: str) -> tuple[tuple[Lead, dt.datetime, ZoneInfo], ...]:
    """The moments of a rule's leads: hundreds of branches share them."""
    zone = ZoneInfo(timezone)
    return tuple((lead, lead.moment(day, zone), zone) for lead in leads)


def _needs(facts: Facts, place: Place, rule: Rule, first: dt.date, last: dt.date) -> Iterator[Item]:
    per = rule.recurrence.per if isinstance(rule.recurrence, InPeriod) else Period.MONTH
    if not facts.members.get(place.id) or (rule.only_if is OnlyIf.COMMITTEE and place.id not in facts.committees):
        return
    for date in facts.dates(rule, first, last):
        begin, end = period_of(date.reference, per)
        if _is_met(facts, place, rule, begin, end):
            continue
        for lead, due, zone in _moments(facts, place, rule, date):
            for person in facts.roles.leaders(place.chain):
                yield Item(
                    kind=STEWARDS,
                    name=_NEEDS,
                    key="reminders-needs",
                    person=person,
                    organisation_id=place.id,
                    organisation=place.name,
                    lead=lead.name,
                    reference=date.reference,
                    due=due,
                    until=min(due + _STEWARDS_PATIENCE, moment(end + _DAY, dt.time(), zone)),
                    need=(_PLAN if rule.ends is Ends.ANNUAL_PLAN else type_key(rule.types[0]), per, end),
                )


def _is_met(facts: Facts, place: Place, rule: Rule, first: dt.date, last: dt.date) -> bool:
    if rule.ends is Ends.ANNUAL_PLAN:
        return (place.id, first.year) in facts.confirmed
    return any(_is_planned(facts, place, one, first, last) for one in rule.types)


def _is_planned(facts: Facts, place: Place, event_type: EventType, first: dt.date, last: dt.date) -> bool:
    """Whether it, or something above it for everybody below, has such a meeting in the period."""
    return any(first <= day <= last for one in place.chain for day in facts.planned.get((one, event_type), ()))


def _of_calendar(facts: Facts, place: Place, rule: Rule, first: dt.date, last: dt.date) -> Iterator[Item]:
    everybody = rule.audience is Audience.MEMBERS
    people = facts.everybody.get(place.id, ()) if everybody else _stewards(facts, place, rule.audience)
    for date in facts.dates(rule, first, last):
        for lead, due, zone in _moments(facts, place, rule, date):
            end = moment(date.day + _DAY, dt.time(), zone)
            for person in people:
                yield Item(
                    kind=MEMBERS if everybody else STEWARDS,
                    name=rule.key,
                    key=_OWN if rule.own else f"reminders-say-{rule.key.replace('_', '-')}",
                    person=person,
                    organisation_id=place.id,
                    organisation=place.name,
                    lead=lead.name,
                    reference=date.reference,
                    due=due,
                    until=end if everybody else max(end, due + _STEWARDS_PATIENCE),
                    vars={"date": {"date": date.day.isoformat()}} | ({"title": rule.title} if rule.own else {}),
                )


def _stewards(facts: Facts, place: Place, audience: Audience) -> list[Person]:
    if audience is Audience.OFFICERS:
        return facts.roles.officers(place.id)
    found = facts.roles.leaders(place.chain)
    return sorted({*found, *facts.roles.superiors(place.chain)}) if audience is Audience.SUPERIOR else found


def _of_dates(facts: Facts, place: Place, rule: Rule, first: dt.date, last: dt.date) -> Iterator[Item]:
    of = date_of(rule.recurrence)
    for given in facts.given.get(of, ()) if of is not None else ():
        if given.organisation_id != place.id:
            continue
        for date in rule.dates(first, last, facts.table, given.day):
            for lead, due, zone in _moments(facts, place, rule, date):
                for person in _people_of_date(facts, place, rule, given, date):
                    yield _dated(facts, place, rule, given, (person, date, lead, due, zone))


def _people_of_date(facts: Facts, place: Place, rule: Rule, given: Given, date: Occurrence) -> list[Person]:
    if rule.audience is Audience.PERSON:
        return [given.person] if given.person is not None else []
    if rule.audience is not Audience.SUPERIOR:
        return _stewards(facts, place, rule.audience)
    # 1.3: the superior reminds half a year ahead; in between it is the branch's own work; what is overdue is both's.
    earliest = min(getattr(rule.recurrence, "days", (0,)))
    both = date.reference == given.day + dt.timedelta(days=earliest) or date.reference > given.day
    return _stewards(facts, place, Audience.SUPERIOR if both else Audience.LEADERS)


def _dated(
    facts: Facts,
    place: Place,
    rule: Rule,
    given: Given,
    told: tuple[Person, Occurrence, Lead, dt.datetime, ZoneInfo],
) -> Item:
    person, date, lead, due, zone = told
    to_person = rule.audience is Audience.PERSON
    end = moment(date.day + _DAY, dt.time(), zone)
    return Item(
        kind=GREETING if to_person else STEWARDS,
        name=rule.key,
        key=_OWN_DATED if rule.own else f"reminders-say-{rule.key.replace('_', '-')}",
        person=person,
        organisation_id=place.id,
        organisation=place.name,
        lead=lead.name,
        reference=date.reference,
        due=due,
        until=end if to_person else due + _STEWARDS_PATIENCE,
        line=None if to_person else _line(facts, place, rule, given, date),
        vars={"years": date.reference.year - given.day.year}
        if to_person
        else {"title": rule.title}
        if rule.own
        else {},
    )


def _line(facts: Facts, place: Place, rule: Rule, given: Given, date: Occurrence) -> tuple[str, Mapping[str, Any]]:
    left = (given.day - date.day).days
    when = "soon" if left > 0 else "today" if left == 0 else "over"
    name = shown(facts.settings[place.id].names_in_chat, given.name, given.code)
    variables: dict[str, Any] = {"organisation": place.name, "days": abs(left)}
    if given.exact:
        variables["date"] = {"date": given.day.isoformat(), "year": True}
    else:
        # Only the month is known: the day would be made up.
        when, variables["date"] = "month", {"month": f"{given.day:%Y-%m}"}
    if given.person is not None or given.name is not None:
        variables["name"] = name
    if rule.own:
        return f"reminders-own-{'person' if 'name' in variables else 'place'}-{when}", variables
    return f"reminders-{rule.key.replace('_', '-')}-{when}", variables


# --- together -------------------------------------------------------------------------------------------------------


def plans(found: Iterable[Item], now: dt.datetime, horizon: dt.datetime) -> dict[int, Plan]:
    """The messages of every person that are due before the horizon, as they should be now."""
    groups: dict[tuple[int, str], list[Item]] = {}
    for item in found:
        if item.due >= horizon:
            continue
        groups.setdefault((item.person.id, key_of(item)), []).append(item)
    made: dict[int, Plan] = {}
    for (member_id, key), group in groups.items():
        plan = made.setdefault(member_id, Plan(subject_of(member_id), [], frozenset()))
        message = _message(key, group)
        if message.expires_at is not None and message.expires_at <= now:
            continue
        if message.due_at > now:
            plan.wanted.append(message)
        else:
            made[member_id] = Plan(plan.subject, plan.wanted, plan.keep | {key})
    return made


def key_of(item: Item) -> str:
    """The dedupe key of the message an item goes into."""
    return f"notice:{item.name}:{item.reference:%Y%m%d}:{item.lead}:{item.person.key}"


def _message(key: str, group: Sequence[Item]) -> Message:
    head = group[0]
    about = sorted({one.organisation_id for one in group})
    variables: dict[str, Any] = dict(head.vars)
    lines = [*_need_lines(group), *({"key": one.line[0], "vars": dict(one.line[1])} for one in group if one.line)]
    if lines:
        variables |= {"lines": {"lines": lines}, "count": len(lines)}
    buttons = tuple((button,) for button in _need_buttons(group, about)) if head.name == _NEEDS else ()
    return Message(
        kind=head.kind,
        dedupe_key=key,
        subject=subject_of(head.person.id),
        payload=Payload(head.key, variables | {"about": about}, buttons, silent=_needs_no_sound(head)),
        due_at=min(one.due for one in group),
        member_id=head.person.id,
        expires_at=min(one.until for one in group),
    )


def _needs_no_sound(item: Item) -> bool:
    """A greeting, and a fixed day of the calendar told to stewards weeks ahead, disturb nobody at work."""
    fixed = item.kind == STEWARDS and item.line is None and item.need is None and item.key != _OWN
    return item.kind == GREETING or fixed


def _need_buttons(group: Sequence[Item], about: Sequence[int]) -> Iterator[Button]:
    """Where what is missing can be planned."""
    alone = about[0] if len(about) == 1 else None
    missing = {one.need[0] for one in group if one.need is not None}
    if missing - {_PLAN}:
        yield Button("reminders-button-plan", data=f"mt.new:{alone}" if alone is not None else "br")
    if _PLAN in missing:
        year = group[0].reference.year
        yield Button("annual-plan-button", data=f"ap:{alone}:{year}" if alone is not None else "br")


def _need_lines(group: Sequence[Item]) -> Iterator[dict[str, Any]]:
    """One line an organisation and period, with everything that is missing in it."""
    found: dict[tuple[str, Period, dt.date], list[str]] = {}
    for one in group:
        if one.need is not None:
            key, per, end = one.need
            keys = found.setdefault((one.organisation, per, end), [])
            if key not in keys:
                keys.append(key)
    for (organisation, per, end), keys in found.items():
        variables = {"organisation": organisation, "what": {"keys": keys}, "end": {"date": end.isoformat()}}
        yield {"key": f"reminders-need-{per.value.lower()}", "vars": variables}
