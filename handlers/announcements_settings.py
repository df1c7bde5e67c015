"""What is set about an announcement before it goes out: for whom, what kind, when, until when."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from handlers import forms, moments
from handlers.announcements import show
from handlers.announcements_words import ANNOUNCEMENT_OF, SENDER, audience_text, when_line
from handlers.routing import button, data, form
from handlers.rows import labelled, way_back
from handlers.turn import Turn
from services.announcements import choosing, drafts, rules
from services.announcements.audience import Audience
from services.announcements.choosing import Choice
from services.announcements.drafts import Draft
from services.errors import BadInput
from services.names import AnnouncementKind, BranchRole, MembershipStage, ReleaseTiming
from services.outbox import Button
from services.recurrence import moment
from services.roles import role_key
from texts.dates import date_text, time_text

#: Roles an announcement may be for, by the letter in their buttons.
_ROLES = {
    "s": BranchRole.SECRETARY,
    "d": BranchRole.DEPUTY_SECRETARY,
    "o": BranchRole.ORGANISATION_MEMBER,
    "p": BranchRole.PUBLICITY_MEMBER,
    "j": BranchRole.DISCIPLINE_MEMBER,
    "g": BranchRole.GROUP_LEADER,
}
_KINDS = {
    "n": AnnouncementKind.NOTICE,
    "d": AnnouncementKind.DIGEST_ITEM,
}
_LISTS = ("pl", "mt", "un", "me")
#: Evening, morning, noon: the hours that are offered.
_HOURS = (dt.time(12, 0), dt.time(18, 0), dt.time(8, 0))

#: What a forged button may ask for at most.
_MOST_HOURS, _MOST_DAYS = 60 * 24, 365


async def _draft(turn: Turn) -> Draft:
    await forms.leave(turn)
    return await drafts.look(turn.house, turn.actor, turn.subject_id)


def _back(one: Draft) -> list[Button]:
    return way_back("an.c", one.id)


def _mark(turn: Turn, key: str, *, on: bool, **variables: Any) -> dict[str, Any]:
    return {"mark": "yes" if on else "no", "what": turn.plain(key, **variables)}


# --- for whom ---------------------------------------------------------------------------------------------------------


@button("an.who", ANNOUNCEMENT_OF)
async def who(turn: Turn) -> None:
    """Every filter; a press sets or takes it away."""
    await _show_who(turn, await _draft(turn))


async def _show_who(turn: Turn, one: Draft) -> None:
    audience = one.audience

    def flip(key: str, letter: str, *, on: bool) -> Button:
        return Button("announcements-button-flip", data("an.w", one.id, letter), vars=_mark(turn, key, on=on))

    rows = [
        [flip("announcements-who-everybody", "all", on=audience.everybody)],
        [
            flip("announcements-who-working", "w", on=audience.retired is False),
            flip("announcements-who-retired", "r", on=audience.retired is True),
        ],
        [
            flip("announcements-who-full", "f", on=audience.stage is MembershipStage.FULL),
            flip("announcements-who-probationary", "b", on=audience.stage is MembershipStage.PROBATIONARY),
        ],
    ]
    roles = [flip(role_key(role), letter, on=role in audience.roles) for letter, role in _ROLES.items()]
    rows += [roles[:3], roles[3:]]
    rows += [
        [
            Button("announcements-button-places", data("an.l", one.id, "pl")),
            Button("announcements-button-members", data("an.l", one.id, "me")),
        ],
        [
            Button("announcements-button-unconfirmed", data("an.l", one.id, "un")),
            Button("announcements-button-absent", data("an.l", one.id, "mt")),
        ],
        _back(one),
    ]
    await turn.show(
        "announcements-who",
        who=audience_text(turn, one.organisation, audience),
        count=one.crowd.people,
        buttons=rows,
    )


@button("an.w", ANNOUNCEMENT_OF)
async def set_who(turn: Turn) -> None:
    """Set a filter, or take it away."""
    one = await _draft(turn)
    letter = turn.args[1] if len(turn.args) > 1 else ""
    audience = one.audience
    if letter == "all":
        audience = Audience(audience.organisation_id)
    elif letter in ("w", "r"):
        wanted = letter == "r"
        audience = replace(audience, retired=None if audience.retired is wanted else wanted)
    elif letter in ("f", "b"):
        stage = MembershipStage.FULL if letter == "f" else MembershipStage.PROBATIONARY
        audience = replace(audience, stage=None if audience.stage is stage else stage)
    elif letter in _ROLES:
        audience = replace(audience, roles=_flipped(audience.roles, _ROLES[letter]))
    else:
        raise BadInput
    await _show_who(turn, await drafts.set_audience(turn.house, turn.actor, one.id, audience))


def _flipped(found: tuple[Any, ...], one: Any) -> tuple[Any, ...]:
    return tuple(each for each in found if each != one) if one in found else (*found, one)


@button("an.l", ANNOUNCEMENT_OF)
async def choices(turn: Turn) -> None:
    """A list to choose from: places, people, meetings, earlier announcements."""
    one = await _draft(turn)
    which = turn.args[1] if len(turn.args) > 1 else ""
    page = max(1, turn.number_at(2))
    if which not in _LISTS:
        raise BadInput
    await _show_choices(turn, one, which, page)


async def _show_choices(turn: Turn, one: Draft, which: str, page: int) -> None:
    house, actor = turn.house, turn.actor
    more = False
    if which == "pl":
        found, more = await choosing.places(house, actor, one.id, page)
    elif which == "me":
        found, more = await choosing.members(house, actor, one.id, page)
    else:
        found = await (choosing.meetings if which == "mt" else choosing.earlier)(house, actor, one.id)
    rows = [
        [
            Button(
                "announcements-button-flip",
                data("an.x", one.id, which, each.id, page),
                vars={"mark": "yes" if each.chosen else "no", "what": _name(turn, which, each)},
            )
        ]
        for each in found
    ]
    turns = [Button("announcements-button-newer", data("an.l", one.id, which, page - 1))] if page > 1 else []
    if more:
        turns.append(Button("announcements-button-older", data("an.l", one.id, which, page + 1)))
    rows += [turns] if turns else []
    rows.append(way_back("an.who", one.id))
    key = f"announcements-choose-{which}" if found else "announcements-choose-nothing"
    await turn.show(key, count=one.crowd.people, buttons=rows)


def _name(turn: Turn, which: str, one: Choice) -> str:
    if one.day is None:
        return one.name
    name = turn.plain(one.name) if which == "mt" else one.name
    return turn.plain("announcements-dated", date=date_text(turn.language, one.day), name=name)


@button("an.x", ANNOUNCEMENT_OF)
async def choose(turn: Turn) -> None:
    """Choose one of a list, or take it away."""
    one = await _draft(turn)
    which = turn.args[1] if len(turn.args) > 1 else ""
    if which not in _LISTS:
        raise BadInput
    chosen, audience = turn.id_at(2), one.audience
    if which == "pl":
        audience = replace(audience, places=_flipped(audience.places, chosen))
    elif which == "me":
        audience = replace(audience, members=_flipped(audience.members, chosen))
    elif which == "mt":
        audience = replace(audience, absent_of=None if audience.absent_of == chosen else chosen)
    else:
        audience = replace(audience, unconfirmed_of=None if audience.unconfirmed_of == chosen else chosen)
    one = await drafts.set_audience(turn.house, turn.actor, one.id, audience)
    await _show_choices(turn, one, which, max(1, turn.number_at(3)))


# --- what kind --------------------------------------------------------------------------------------------------------


@button("an.kind", ANNOUNCEMENT_OF)
async def kind(turn: Turn) -> None:
    """A notice, urgent, or an item of the morning's digest."""
    one = await _draft(turn)
    if len(turn.args) > 1 and turn.args[1] in _KINDS:
        one = await drafts.set_kind(turn.house, turn.actor, one.id, _KINDS[turn.args[1]])
        await show(turn, one)
        return
    if len(turn.args) > 1:
        await forms.begin(turn, "an", "why", announcement=one.id)
        await turn.show("announcements-ask-why", buttons=[_back(one)])
        return
    rows = [
        [Button("announcements-button-kind-notice", data("an.kind", one.id, "n"))],
        [Button("announcements-button-kind-urgent", data("an.kind", one.id, "u"))],
        [Button("announcements-button-kind-item", data("an.kind", one.id, "d"))],
        _back(one),
    ]
    await turn.show("announcements-kinds", limit=rules.load().digest_most, buttons=rows)


@form("an.why", SENDER, takes_words=True)
async def why_urgent(turn: Turn) -> None:
    """The reason for passing quiet hours."""
    here = int(forms.answers(turn)["announcement"])
    one = await drafts.set_kind(turn.house, turn.actor, here, AnnouncementKind.URGENT, turn.text)
    await forms.end(turn)
    await show(turn, one)


# --- when -------------------------------------------------------------------------------------------------------------


@button("an.when", ANNOUNCEMENT_OF)
async def when(turn: Turn) -> None:
    """Now, at each one's free hour, or at a minute."""
    one = await _draft(turn)
    choice = turn.args[1] if len(turn.args) > 1 else ""
    if choice == "n":
        await show(turn, await _change(turn, one, timing=ReleaseTiming.NOW, release_at=None))
        return
    if choice == "f":
        await show(turn, await _change(turn, one, timing=ReleaseTiming.FREE, release_at=None))
        return
    if choice:
        await show(turn, await _change(turn, one, timing=ReleaseTiming.AT, release_at=_packed(one, choice)))
        return
    rows = [
        [Button("announcements-button-now", data("an.when", one.id, "n"))],
        [Button("announcements-button-free", data("an.when", one.id, "f"))],
        *[
            [
                labelled(
                    time_text(turn.language, moment(day, hour, one.zone), one.zone),
                    data("an.when", one.id, moments.packed(day, hour)),
                )
            ]
            for day, hour in _offered(turn, one)
        ],
        _back(one),
    ]
    await forms.begin(turn, "an", "at", announcement=one.id)
    await turn.show_lines([when_line(turn, one), turn.text_of("announcements-ask-when")], buttons=rows)


def _offered(turn: Turn, one: Draft) -> list[tuple[dt.date, dt.time]]:
    """The next hours people look at their phones."""
    now = turn.house.now()
    today = now.astimezone(one.zone).date()
    days = [(today + dt.timedelta(days=ahead), hour) for ahead in (0, 1) for hour in sorted(_HOURS)]
    return [(day, hour) for day, hour in days if moment(day, hour, one.zone) > now][:3]


def _packed(one: Draft, text: str) -> dt.datetime:
    return moment(*moments.unpacked(text), one.zone)


async def _change(turn: Turn, one: Draft, **values: Any) -> Draft:
    await forms.leave(turn)
    return await drafts.change(turn.house, turn.actor, one.id, **values)


def _typed_moment(turn: Turn, one: Draft) -> dt.datetime:
    today = turn.house.now().astimezone(one.zone).date()
    return moment(*moments.moment(turn.text, today), one.zone)


@form("an.at", SENDER)
async def at(turn: Turn) -> None:
    """The minute, typed."""
    one = await drafts.look(turn.house, turn.actor, int(forms.answers(turn)["announcement"]))
    await show(turn, await _change(turn, one, timing=ReleaseTiming.AT, release_at=_typed_moment(turn, one)))


# --- until when -------------------------------------------------------------------------------------------------------


@button("an.by", ANNOUNCEMENT_OF)
async def confirm_by(turn: Turn) -> None:
    """Whether a confirmation is asked for, and until when."""
    one = await _draft(turn)
    choice = turn.args[1] if len(turn.args) > 1 else ""
    begins = one.release_at or turn.house.now()
    if choice == "no":
        await show(turn, await _change(turn, one, confirm=False, confirm_by=None))
        return
    if choice == "any":
        await show(turn, await _change(turn, one, confirm=True, confirm_by=None))
        return
    if choice:
        within = dt.timedelta(hours=min(turn.number_at(1), _MOST_HOURS))
        await show(turn, await _change(turn, one, confirm=True, confirm_by=begins + within))
        return
    hours = [
        Button("announcements-button-hours", data("an.by", one.id, hours), vars={"hours": hours})
        for hours in rules.load().choices.confirm_hours
    ]
    rows = [
        [Button("announcements-button-any", data("an.by", one.id, "any"))],
        hours[:2],
        hours[2:],
        [Button("announcements-button-no-confirm", data("an.by", one.id, "no"))],
        _back(one),
    ]
    await forms.begin(turn, "an", "by", announcement=one.id)
    await turn.show("announcements-ask-by", buttons=rows)


@form("an.by", SENDER)
async def confirm_by_typed(turn: Turn) -> None:
    """The moment, typed."""
    one = await drafts.look(turn.house, turn.actor, int(forms.answers(turn)["announcement"]))
    await show(turn, await _change(turn, one, confirm=True, confirm_by=_typed_moment(turn, one)))


@button("an.more", ANNOUNCEMENT_OF)
async def more(turn: Turn) -> None:
    """Expiry, protection, previews of links."""
    one = await _draft(turn)
    choice = turn.args[1] if len(turn.args) > 1 else ""
    if choice == "p":
        one = await _change(turn, one, protect=not one.protect)
    elif choice == "l":
        one = await _change(turn, one, previews=not one.previews)
    elif choice:
        lasts = dt.timedelta(days=min(turn.number_at(1), _MOST_DAYS))
        one = await _change(turn, one, expires_at=(one.release_at or turn.house.now()) + lasts)
    days_offered = [
        Button("announcements-button-days", data("an.more", one.id, days), vars={"days": days})
        for days in rules.load().choices.expires_days
    ]
    rows = [
        [
            Button(
                "announcements-button-flip",
                data("an.more", one.id, "p"),
                vars=_mark(turn, "announcements-protect", on=one.protect),
            )
        ],
        [
            Button(
                "announcements-button-flip",
                data("an.more", one.id, "l"),
                vars=_mark(turn, "announcements-previews", on=one.previews),
            )
        ],
        days_offered,
        _back(one),
    ]
    at = one.expires_at
    expires = time_text(turn.language, at, one.zone) if at is not None else turn.plain("announcements-expires-usual")
    await turn.show("announcements-more", expires=expires, buttons=rows)
