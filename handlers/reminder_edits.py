"""What changes a rule, a screen each: time and length, lead times, audience, holidays, end. Days have their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from handlers import forms, moments, reading
from handlers.reminder_words import audience_key, lead_text, name_of, shift_key
from handlers.reminders import apply, argument, back_to_rule, key_in, place_in_form
from handlers.routing import button, data, form
from handlers.rows import in_rows
from handlers.turn import Turn
from services import meetings, reminder_rules
from services.access import STEWARD, STEWARD_OF
from services.errors import BadInput, NotAllowed
from services.names import Audience, RuleKind, Shift
from services.outbox import Button
from services.reminder_rules import Change, Lead, lead_of
from texts.dates import date_text

_STARTS = ("09:00", "14:00", "14:30", "15:00", "16:00", "17:00", "19:00")
_LENGTHS = (60, 90, 120, 180)
_LEAD_DAYS = (0, 1, 3, 5, 7, 14, 30)
_LEAD_HOURS = (1, 2, 3)
_HOURS = ("08:00", "09:00", "12:00", "17:00")
_AUDIENCES = (Audience.MEMBERS, Audience.OFFICERS, Audience.LEADERS)


# --- time and length ------------------------------------------------------------------------------------------------


@button("rem.t", STEWARD_OF)
async def time(turn: Turn) -> None:
    """When a meeting begins and how long it takes: taps, or typed."""
    here, key, choice = turn.subject_id, key_in(turn), argument(turn)
    if choice is not None:
        await forms.leave(turn)
        await apply(turn, here, key, _time_change(choice))
        return
    seen = await reminder_rules.preview(turn.house, turn.actor, here, key)
    if seen.rule.kind is not RuleKind.MEETING:
        raise NotAllowed
    starts = [
        Button("reminders-button-choice", data("rem.t", here, key, text.replace(":", "")), vars={"label": text})
        for text in _STARTS
    ]
    lengths = [
        Button("reminders-button-minutes", data("rem.t", here, key, f"m{length}"), vars={"minutes": length})
        for length in _LENGTHS
    ]
    await forms.begin(turn, "rem", "time", organisation=here, rule=key)
    await turn.show(
        "reminders-ask-time",
        name=name_of(turn, seen.rule),
        buttons=[starts[:4], starts[4:], lengths, back_to_rule(here, key)],
    )


def _time_change(choice: str) -> Change:
    if choice.startswith("m"):
        return Change(minutes=moments.minutes(choice[1:]))
    return Change(start=moments.clock(choice))


@form("rem.time", STEWARD)
async def time_typed(turn: Turn) -> None:
    """A start, a length, or both with a space between."""
    here, key = place_in_form(turn)
    change = _typed_time(turn.text)
    await reminder_rules.preview(turn.house, turn.actor, here, key, change)
    await forms.end(turn)
    await apply(turn, here, key, change)


def _typed_time(text: str) -> Change:
    try:
        return Change(start=moments.clock(text))
    except BadInput:  # no hour alone: minutes, or an hour and minutes; these raise
        first, _, rest = text.strip().partition(" ")
        if not rest:
            return Change(minutes=moments.minutes(text))
        return Change(start=moments.clock(first), minutes=moments.minutes(rest))


# --- lead times -----------------------------------------------------------------------------------------------------


@button("rem.a", STEWARD_OF)
async def leads(turn: Turn) -> None:
    """How long before: each button says what it becomes."""
    await forms.leave(turn)
    here, key, choice = turn.subject_id, key_in(turn), argument(turn)
    if choice is not None:
        wanted = turn.args[3] if len(turn.args) > 3 else ""  # noqa: PLR2004 - lead and state
        await reminder_rules.change(
            turn.house, turn.actor, here, key, await _leads_change(turn, here, key, choice, wanted)
        )
    await _show_leads(turn, here, key)
    if choice is not None:
        await meetings.follow(turn.house, here)


async def _leads_change(turn: Turn, here: int, key: str, choice: str, wanted: str) -> Change:
    rule_ = (await reminder_rules.preview(turn.house, turn.actor, here, key)).rule
    hour = _hour_of(rule_.leads)
    if choice.startswith("h"):
        at = moments.clock(choice[1:])
        return Change(leads=tuple(Lead(days=one.days, at=at) if one.at is not None else one for one in rule_.leads))
    lead = lead_of(choice if choice.endswith("h") else f"{choice}@{hour:%H:%M}")
    others = tuple(one for one in rule_.leads if one.name != lead.name)
    return Change(leads=(*others, lead) if wanted == "1" else others)


def _hour_of(found: tuple[Lead, ...]) -> dt.time:
    return next((one.at for one in found if one.at is not None), dt.time(9))


async def _show_leads(turn: Turn, here: int, key: str) -> None:
    seen = await reminder_rules.preview(turn.house, turn.actor, here, key)
    it = seen.rule
    there = {one.name for one in it.leads}
    hour = _hour_of(it.leads)
    choices = [Lead(days=days, at=hour) for days in _LEAD_DAYS if days or it.kind is not RuleKind.MEETING]
    if it.kind is RuleKind.MEETING:
        choices += [Lead(hours=hours) for hours in _LEAD_HOURS]
    choices += [one for one in it.leads if one.name not in {other.name for other in choices}]
    buttons = [
        Button(
            "reminders-button-lead-on" if one.name in there else "reminders-button-lead",
            data("rem.a", here, key, one.name, int(one.name not in there)),
            vars={"label": lead_text(turn, one)},
        )
        for one in sorted(choices, key=lambda one: one.length, reverse=True)
    ]
    hours = [
        Button("reminders-button-choice", data("rem.a", here, key, f"h{text.replace(':', '')}"), vars={"label": text})
        for text in _HOURS
    ]
    rows = in_rows(buttons, 2)
    await turn.show("reminders-ask-leads", name=name_of(turn, it), buttons=[*rows, hours, back_to_rule(here, key)])


# --- audience, holidays, end ----------------------------------------------------------------------------------------


async def _one_of(turn: Turn, asked: str, name: str, choices: dict[str, str], change: Callable[[str], Change]) -> None:
    """One choice of a few: asked for, or taken from the button.

    Args:
        turn: The turn.
        asked: Key of the question.
        name: Of the button.
        choices: Keys of the buttons' texts by what they choose.
        change: What a choice changes; raises ``ValueError`` for what there is not.
    """
    here, key, choice = turn.subject_id, key_in(turn), argument(turn)
    if choice is not None:
        try:
            changed = change(choice)
        except ValueError as error:
            raise BadInput from error
        await apply(turn, here, key, changed)
        return
    seen = await reminder_rules.preview(turn.house, turn.actor, here, key)
    rows = [[Button(label, data(name, here, key, one))] for one, label in choices.items()]
    await turn.show(asked, name=name_of(turn, seen.rule), buttons=[*rows, back_to_rule(here, key)])


@button("rem.p", STEWARD_OF)
async def audience(turn: Turn) -> None:
    """Whom it is for."""
    choices = {one.value: audience_key(one.value) for one in _AUDIENCES}
    await _one_of(turn, "reminders-ask-audience", "rem.p", choices, lambda one: Change(audience=Audience(one)))


@button("rem.s", STEWARD_OF)
async def shift(turn: Turn) -> None:
    """Where a date goes that is no working day."""
    choices = {one.value: shift_key(one.value) for one in Shift}
    await _one_of(turn, "reminders-ask-shift", "rem.s", choices, lambda one: Change(shift=Shift(one)))


@button("rem.u", STEWARD_OF)
async def until(turn: Turn) -> None:
    """The last day that counts: the end of the year, for ever, or typed."""
    here, key, choice = turn.subject_id, key_in(turn), argument(turn)
    today = await _today(turn, here)
    if choice is not None:
        await forms.leave(turn)
        last = None if choice == "never" else reading.day(choice, today)
        await apply(turn, here, key, Change(valid_until=last))
        return
    seen = await reminder_rules.preview(turn.house, turn.actor, here, key)
    years = [dt.date(today.year, 12, 31), dt.date(today.year + 1, 12, 31)]
    ends = [
        Button(
            "reminders-button-choice",
            data("rem.u", here, key, reading.packed_day(day)),
            vars={"label": date_text(turn.language, day, year=True)},
        )
        for day in years
    ]
    await forms.begin(turn, "rem", "until", organisation=here, rule=key)
    never = [Button("reminders-button-forever", data("rem.u", here, key, "never"))]
    await turn.show(
        "reminders-ask-until",
        name=name_of(turn, seen.rule),
        buttons=[*[[one] for one in ends], never, back_to_rule(here, key)],
    )


@form("rem.until", STEWARD)
async def until_typed(turn: Turn) -> None:
    """The last day, typed."""
    here, key = place_in_form(turn)
    change = Change(valid_until=reading.day(turn.text, await _today(turn, here)))
    await reminder_rules.preview(turn.house, turn.actor, here, key, change)
    await forms.end(turn)
    await apply(turn, here, key, change)


async def _today(turn: Turn, here: int) -> dt.date:
    return turn.house.now().astimezone(await meetings.zone_of(turn.house, here)).date()
