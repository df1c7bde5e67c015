"""On which days: how often, from when, then a grid of days to tap, with the next dates below at every step.

The whole choice stands in the buttons (``reminder_codes``), for rules that exist and for a new one alike.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from handlers import forms, reminder_codes, reminder_draft
from handlers.reminder_codes import DAYS, MONTHS, PLACES, WEEKDAYS, WEEKS, WORKDAY, Picked
from handlers.reminder_draft import NEW
from handlers.reminder_words import date_lines, name_of, weekday_name, when
from handlers.reminders import apply, argument, back_to_rule, key_in, place_in_form, show_list, show_rule
from handlers.routing import button, data, form
from handlers.rows import in_rows
from handlers.turn import Turn
from services import meetings, reminder_rules
from services.access import STEWARD, STEWARD_OF
from services.errors import BadInput
from services.outbox import Button
from services.recurrence import LAST_DAY, DateOf, FromDate, InPeriod, Period, Recurrence, add_months
from services.reminder_rules import OWN_DATES, Change, Preview, recurrence_of
from texts.dates import date_text, month_text

_UNITS = ((WEEKS, 1), (WEEKS, 2), (MONTHS, 1), (MONTHS, 2), (MONTHS, 3), (MONTHS, 6), (MONTHS, 12))
#: Stands for the unit while one of the rarer intervals is chosen.
_RARER = "more"
_RARER_WEEKS, _RARER_MONTHS = tuple(range(3, 13)), (4, 5, 7, 8, 9, 10, 11)
#: Stands before the date a new rule counts from.
_FROM = "D"
#: Days before such a date that are one tap.
_BEFORE = ((-30, -7, 0), (-90, -30, -7), (-7,), (0,))
_WEEK = 7
_IN_A_ROW = 5
_MOST_DAYS = 4
_NUMBER = re.compile(r"-?\d+")
_BETWEEN = re.compile(r"[\s,，、;；]+")
#: A day of a period: ``20``, ``3-1``, ``10月8日``; days before its end: ``-10``.
_DAY_IN = re.compile(r"(?:(\d{1,2})[-/.月])?(\d{1,2})[日号]?")
_BEFORE_END = re.compile(r"-(\d{1,3})")


async def _look(turn: Turn, here: int, key: str, recurrence: Recurrence) -> Preview:
    if key == NEW:
        own = reminder_draft.own(turn, here, recurrence)
        return await reminder_rules.preview_own(turn.house, turn.actor, here, own)
    return await reminder_rules.preview(turn.house, turn.actor, here, key, Change(recurrence=recurrence))


# --- step by step ---------------------------------------------------------------------------------------------------


@button("rem.w", STEWARD_OF)
async def days(turn: Turn) -> None:
    """The days of a rule: whatever is still open is asked for."""
    here, key, code = turn.subject_id, key_in(turn), argument(turn)
    if key == NEW:
        if not _is_open(turn, here):
            await show_list(turn, here, "o")
            return
    else:
        await forms.leave(turn)
        it = (await reminder_rules.preview(turn.house, turn.actor, here, key)).rule
        if isinstance(it.recurrence, FromDate):
            await _ask_days_around(turn, here, key, code)
            return
        if isinstance(it.recurrence, InPeriod):
            await _ask_days_in(turn, here, key, it.recurrence)
            return
    if code is None:
        await _ask_unit(turn, here, key)
        return
    if code.startswith(_FROM):
        await _ask_date(turn, here, key, code.removeprefix(_FROM))
        return
    if code == _RARER:
        await _ask_rarer(turn, here, key)
        return
    picked = reminder_codes.read(code)
    if picked.every > 1 and picked.anchor is None:
        await _ask_start(turn, here, key, picked)
    elif picked.unit == MONTHS and picked.how is None:
        await _ask_how(turn, here, key, picked)
    else:
        await _grid(turn, here, key, replace(picked, how=picked.how or WEEKDAYS))


def _go(key: str, here: int, rule: str, picked: Picked, **variables: str | int) -> Button:
    return Button(key, data("rem.w", here, rule, picked.code()), vars=variables)


def _back(here: int, key: str) -> list[Button]:
    return [Button("button-cancel", data("rem", here))] if key == NEW else back_to_rule(here, key)


async def _ask_unit(turn: Turn, here: int, key: str) -> None:
    units = [_go(f"reminders-unit-{unit}{every}", here, key, Picked(unit, every)) for unit, every in _UNITS]
    rows = [units[:2], units[2:4], units[4:], [Button("reminders-unit-more", data("rem.w", here, key, _RARER))]]
    if key == NEW and reminder_draft.is_notice(turn):
        rows.append([Button("reminders-unit-date", data("rem.w", here, key, _FROM))])
    await turn.show("reminders-ask-unit", buttons=[*rows, _back(here, key)])


async def _ask_date(turn: Turn, here: int, key: str, of: str) -> None:
    """From which date, then how many days before it."""
    if not of:
        rows = [
            [Button(f"reminders-of-{_spelled(one)}", data("rem.w", here, key, f"{_FROM}{one.value}"))]
            for one in OWN_DATES
        ]
        await turn.show("reminders-ask-date-of", buttons=[*rows, _back(here, key)])
        return
    chosen = _date_of(of)
    rows = [
        [
            Button(
                "reminders-button-days-before",
                data("rem.ws", here, key, f"{_FROM}{of}.{reminder_codes.days_code(days)}"),
                vars={"days": turn.plain("list-separator").join(str(-day) for day in days)},
            )
        ]
        for days in _BEFORE
    ]
    date = turn.plain(f"reminders-of-{_spelled(chosen)}")
    await turn.show("reminders-ask-days-before", date=date, buttons=[*rows, _back(here, key)])


def _spelled(of: DateOf) -> str:
    return of.value.lower().replace("_", "-")


def _date_of(code: str) -> DateOf:
    found = next((one for one in OWN_DATES if one.value == code), None)
    if found is None:
        raise BadInput
    return found


async def _ask_rarer(turn: Turn, here: int, key: str) -> None:
    rows = []
    for unit, counts in ((WEEKS, _RARER_WEEKS), (MONTHS, _RARER_MONTHS)):
        cells = [_go(f"reminders-unit-{unit}", here, key, Picked(unit, every), every=every) for every in counts]
        rows += in_rows(cells, _IN_A_ROW)
    await turn.show("reminders-ask-unit", buttons=[*rows, _back(here, key)])


async def _ask_start(turn: Turn, here: int, key: str, picked: Picked) -> None:
    today = turn.house.now().astimezone(await meetings.zone_of(turn.house, here)).date()
    if picked.unit == WEEKS:
        monday = today - dt.timedelta(days=today.weekday())
        starts = [monday + dt.timedelta(weeks=number) for number in range(picked.every)]
        labels = [date_text(turn.language, day) for day in starts]
    else:
        starts = [add_months(today.replace(day=1), number) for number in range(picked.every)]
        labels = [month_text(turn.language, day) for day in starts]
    buttons = [
        _go("reminders-button-choice", here, key, replace(picked, anchor=day), label=label)
        for day, label in zip(starts, labels, strict=True)
    ]
    rows = in_rows(buttons, 3)
    ask = "reminders-ask-first-week" if picked.unit == WEEKS else "reminders-ask-first-month"
    await turn.show(ask, buttons=[*rows, _back(here, key)])


async def _ask_how(turn: Turn, here: int, key: str, picked: Picked) -> None:
    rows = [
        [
            _go("reminders-button-by-day", here, key, replace(picked, how=DAYS)),
            _go("reminders-button-by-weekday", here, key, replace(picked, how=PLACES)),
        ],
        [
            _go("reminders-workday-first", here, key, replace(picked, how=WORKDAY, values=("F",))),
            _go("reminders-workday-last", here, key, replace(picked, how=WORKDAY, values=("L",))),
        ],
        [_go("reminders-day-last", here, key, replace(picked, how=DAYS, values=(str(LAST_DAY),)))],
    ]
    await turn.show("reminders-ask-how", buttons=[*rows, _back(here, key)])


# --- the grid -------------------------------------------------------------------------------------------------------


async def _grid(turn: Turn, here: int, key: str, picked: Picked) -> None:
    """Days to tap on and off; below, what comes of them, and the button that keeps it."""
    rows = _cells(turn, here, key, picked)
    if not picked.whole:
        await turn.show("reminders-ask-days", buttons=[*rows, _back(here, key)])
        return
    recurrence = picked.recurrence()
    seen = await _look(turn, here, key, recurrence)
    text = "\n".join([turn.text_of("reminders-would-be", when=when(turn, recurrence)), "", *date_lines(turn, seen)])
    save = [Button("reminders-button-keep", data("rem.ws", here, key, picked.code()))]
    again = [Button("reminders-button-again", data("rem.w", here, key))]
    await turn.show_html(text, buttons=[*rows, save, again, _back(here, key)])


def _cells(turn: Turn, here: int, key: str, picked: Picked) -> list[list[Button]]:
    if picked.how == WEEKDAYS:
        cells = [_cell(here, key, picked, str(day), weekday_name(turn, day)) for day in range(1, _WEEK + 1)]
        return [cells[:4], cells[4:]]
    if picked.how == DAYS:
        cells = [_cell(here, key, picked, str(day), str(day)) for day in range(1, LAST_DAY + 1)]
        return in_rows(cells, _WEEK)
    if picked.how == PLACES:
        return [
            [
                _cell(
                    here,
                    key,
                    picked,
                    f"{place}{day}",
                    turn.plain(
                        "reminders-cell", nth=0 if place == "L" else int(place), weekday=weekday_name(turn, day)
                    ),
                )
                for place in ("1", "2", "3", "4", "L")
            ]
            for day in range(1, _WEEK + 1)
        ]
    return []


def _cell(here: int, key: str, picked: Picked, value: str, label: str) -> Button:
    wanted = picked.toggled(value)
    if len(wanted.values) > (_WEEK if picked.how == WEEKDAYS else _MOST_DAYS):
        wanted = picked  # full: take one out first
    name = "reminders-button-picked" if value in picked.values else "reminders-button-choice"
    return Button(name, data("rem.w", here, key, wanted.code()), vars={"label": label})


@button("rem.ws", STEWARD_OF)
async def keep(turn: Turn) -> None:
    """Keep the days that were picked."""
    here, key, code = turn.subject_id, key_in(turn), argument(turn)
    if code is None:
        raise BadInput
    if code.startswith(_FROM):
        of, _, days = code.removeprefix(_FROM).partition(".")
        await _make(turn, here, FromDate(of=_date_of(of), days=reminder_codes.read_days(days)))
        return
    if code.startswith("f"):
        change = Change(recurrence=await _around(turn, here, key, reminder_codes.read_days(code)))
        await apply(turn, here, key, change)
        return
    recurrence = reminder_codes.read(code).recurrence()
    if key == NEW:
        await _make(turn, here, recurrence)
        return
    await forms.leave(turn)
    await apply(turn, here, key, Change(recurrence=recurrence))


def _is_open(turn: Turn, here: int) -> bool:
    """Whether a new rule is being made here; a button of one that is made already shows the list."""
    return turn.form is not None and turn.form.data.get("organisation") == here and bool(turn.form.data.get("what"))


async def _make(turn: Turn, here: int, recurrence: Recurrence) -> None:
    if not _is_open(turn, here):
        await show_list(turn, here, "o")
        return
    made = await reminder_rules.create(turn.house, turn.actor, here, reminder_draft.own(turn, here, recurrence))
    await forms.end(turn)
    await show_rule(turn, here, made.key)
    await meetings.follow(turn.house, here)


# --- days around a date ---------------------------------------------------------------------------------------------


async def _ask_days_around(turn: Turn, here: int, key: str, code: str | None) -> None:
    seen = await reminder_rules.preview(turn.house, turn.actor, here, key)
    text = turn.text_of("reminders-ask-around", name=name_of(turn, seen.rule), when=when(turn, seen.rule.recurrence))
    rows: list[list[Button]] = []
    if code is not None:
        recurrence = await _around(turn, here, key, reminder_codes.read_days(code))
        seen = await _look(turn, here, key, recurrence)
        text = "\n".join([turn.text_of("reminders-would-be", when=when(turn, recurrence)), "", *date_lines(turn, seen)])
        rows.append([Button("reminders-button-keep", data("rem.ws", here, key, code))])
    await forms.begin(turn, "rem", "around", organisation=here, rule=key)
    await turn.show_html(text, buttons=[*rows, back_to_rule(here, key)])


async def _around(turn: Turn, here: int, key: str, found: tuple[int, ...]) -> Recurrence:
    """The rule's recurrence with other days."""
    it = (await reminder_rules.preview(turn.house, turn.actor, here, key)).rule
    if not isinstance(it.recurrence, FromDate):
        raise BadInput
    return recurrence_of(it.recurrence.model_dump(mode="json") | {"days": list(found)})


@form("rem.around", STEWARD)
async def around_typed(turn: Turn) -> None:
    """Days before the date, typed: ``180 90 30 7 0``."""
    here, key = place_in_form(turn)
    numbers = sorted({-abs(int(one)) for one in _NUMBER.findall(turn.text)})
    if not numbers:
        raise BadInput
    recurrence = await _around(turn, here, key, tuple(numbers))
    seen = await _look(turn, here, key, recurrence)
    save = [Button("reminders-button-keep", data("rem.ws", here, key, reminder_codes.days_code(tuple(numbers))))]
    text = "\n".join([turn.text_of("reminders-would-be", when=when(turn, recurrence)), "", *date_lines(turn, seen)])
    await turn.say_html(text, buttons=[save, back_to_rule(here, key)])


# --- days of a period -----------------------------------------------------------------------------------------------


async def _ask_days_in(turn: Turn, here: int, key: str, recurrence: InPeriod) -> None:
    it = (await reminder_rules.preview(turn.house, turn.actor, here, key)).rule
    await forms.begin(turn, "rem", "period", organisation=here, rule=key)
    await turn.show(
        "reminders-ask-period",
        name=name_of(turn, it),
        when=when(turn, recurrence),
        per=recurrence.per.value,
        buttons=[back_to_rule(here, key)],
    )


@form("rem.period", STEWARD)
async def period_typed(turn: Turn) -> None:
    """Days of the month, the quarter or the year, typed: ``5 20``, ``3-1 -10``."""
    here, key = place_in_form(turn)
    it = (await reminder_rules.preview(turn.house, turn.actor, here, key)).rule
    if not isinstance(it.recurrence, InPeriod):
        raise BadInput
    change = Change(recurrence=_days_in(turn.text, it.recurrence.per))
    await reminder_rules.preview(turn.house, turn.actor, here, key, change)
    await forms.end(turn)
    await apply(turn, here, key, change)


def _days_in(text: str, per: Period) -> Recurrence:
    days: set[tuple[int, int]] = set()
    before_end: set[int] = set()
    for word in filter(None, _BETWEEN.split(text)):
        if found := _BEFORE_END.fullmatch(word):
            before_end.add(int(found[1]))
        elif (found := _DAY_IN.fullmatch(word)) and (found[1] or per is Period.MONTH):
            days.add((int(found[1] or 1), int(found[2])))
        else:
            raise BadInput
    return recurrence_of({"kind": "period", "per": per, "days": sorted(days), "before_end": sorted(before_end)})
