"""Rules in words: what recurs when, how long before people are told, and the next dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import texts
from handlers.turn import Turn
from services.meetings import type_key
from services.names import EventType, RuleKind
from services.recurrence import (
    LAST_DAY,
    Anniversary,
    FromDate,
    InPeriod,
    Occurrence,
    OnDays,
    OnWeekdays,
    OnWorkday,
    Period,
    Recurrence,
    Weekly,
    Why,
    date_of,
)
from services.reminder_rules import Lead, Preview, Rule
from texts.dates import date_text, month_text, weekday_text

_YEAR_MONTHS = 12
#: A Sunday: so many days after it is the weekday of that number.
_SUNDAY = dt.date(2023, 12, 31)


def listed(turn: Turn, words: Iterable[str]) -> str:
    """Several names in a row."""
    return turn.plain("list-separator").join(words)


def weekday_name(turn: Turn, number: int) -> str:
    """``周五`` for 5."""
    return weekday_text(turn.language, _SUNDAY + dt.timedelta(days=number))


def name_of(turn: Turn, rule: Rule) -> str:
    """What a rule is called."""
    if rule.title:
        return rule.title
    return turn.plain(f"reminders-name-{rule.key.replace('_', '-')}")


def types_of(turn: Turn, types: Iterable[EventType]) -> str:
    """The names of event types."""
    return types_in(turn.language, types)


def types_in(language: str, types: Iterable[EventType]) -> str:
    """The names of event types in a language."""
    return texts.plain(language, "list-separator").join(texts.plain(language, type_key(one)) for one in types)


# --- when -----------------------------------------------------------------------------------------------------------


def when(turn: Turn, recurrence: Recurrence) -> str:
    """A recurrence in words."""
    if isinstance(recurrence, Weekly):
        days = listed(turn, (weekday_name(turn, day) for day in recurrence.weekdays))
        return turn.plain("reminders-when-weekly", every=recurrence.every, which=days)
    if isinstance(recurrence, InPeriod):
        return turn.plain(
            "reminders-when", period=_period_name(turn, recurrence.per), which=_in_period(turn, recurrence)
        )
    if isinstance(recurrence, FromDate):
        days = listed(turn, (_day_from(turn, day) for day in recurrence.days))
        key = "reminders-when-from-then" if recurrence.then_every else "reminders-when-from"
        return turn.plain(key, date=turn.plain(_date_key(recurrence)), which=days)
    if isinstance(recurrence, Anniversary):
        return turn.plain("reminders-when-anniversary", date=turn.plain(_date_key(recurrence)))
    return turn.plain("reminders-when", period=_months(turn, recurrence), which=_of_month(turn, recurrence))


def _date_key(recurrence: FromDate | Anniversary) -> str:
    return f"reminders-of-{recurrence.of.value.lower().replace('_', '-')}"


def _months(turn: Turn, recurrence: OnDays | OnWeekdays | OnWorkday) -> str:
    every, anchor = recurrence.every, recurrence.anchor
    if every == 1:
        return turn.plain("reminders-every-month")
    if _YEAR_MONTHS % every == 0:
        first = (anchor.month - 1) % every + 1
        months = listed(turn, (str(month) for month in range(first, _YEAR_MONTHS + 1, every)))
        return turn.plain("reminders-every-year-in", months=months)
    return turn.plain("reminders-every-months", months=every, start=month_text(turn.language, anchor))


def _of_month(turn: Turn, recurrence: OnDays | OnWeekdays | OnWorkday) -> str:
    if isinstance(recurrence, OnDays):
        return listed(turn, (day_name(turn, day) for day in recurrence.days))
    if isinstance(recurrence, OnWeekdays):
        return listed(
            turn,
            (
                turn.plain("reminders-nth", nth=one.nth, weekday=weekday_name(turn, one.weekday))
                for one in recurrence.places
            ),
        )
    return turn.plain("reminders-workday-last" if recurrence.which < 0 else "reminders-workday-first")


def day_name(turn: Turn, day: int) -> str:
    """A day of the month."""
    return turn.plain("reminders-day-last") if day == LAST_DAY else turn.plain("reminders-day", day=day)


def _period_name(turn: Turn, per: Period) -> str:
    return turn.plain(f"reminders-per-{per.value.lower()}")


def _in_period(turn: Turn, recurrence: InPeriod) -> str:
    if recurrence.per is Period.MONTH:
        days = [day_name(turn, day) for _, day in recurrence.days]
    elif recurrence.per is Period.YEAR:
        days = [turn.plain("reminders-month-day", month=month, day=day) for month, day in recurrence.days]
    else:
        days = [turn.plain("reminders-nth-month-day", month=month, day=day) for month, day in recurrence.days]
    return listed(turn, [*days, *(turn.plain("reminders-before-end", days=one) for one in recurrence.before_end)])


def _day_from(turn: Turn, day: int) -> str:
    if day == 0:
        return turn.plain("reminders-days-on")
    return turn.plain("reminders-days-before" if day < 0 else "reminders-days-after", days=abs(day))


# --- how long before ------------------------------------------------------------------------------------------------


def lead_text(turn: Turn, lead: Lead) -> str:
    """A lead time in words."""
    if lead.at is None:
        return turn.plain("reminders-lead-hours", hours=lead.hours or 0)
    time = f"{lead.at:%H:%M}"
    if not lead.days:
        return turn.plain("reminders-lead-today", time=time)
    return turn.plain("reminders-lead-days", days=lead.days, time=time)


# --- the next dates -------------------------------------------------------------------------------------------------


def date_line(turn: Turn, date: Occurrence) -> str:
    """One date with its weekday, why it moved, and whether it may still move."""
    day = date_text(turn.language, date.day, year=True)
    open_ = int(date.provisional)
    if date.why is Why.SHORT_MONTH:
        return turn.text_of("reminders-date-short", date=day, open=open_)
    if date.why is None:
        return turn.text_of("reminders-date", date=day, open=open_)
    planned = date_text(turn.language, date.reference)
    key = "reminders-date-holiday" if date.why is Why.HOLIDAY else "reminders-date-weekend"
    return turn.text_of(key, date=day, planned=planned, open=open_)


def date_lines(turn: Turn, seen: Preview) -> list[str]:
    """The next dates, or that there are none."""
    if not seen.dates:
        return [turn.text_of("reminders-no-dates")]
    return [turn.text_of("reminders-next", count=len(seen.dates)), *(date_line(turn, one) for one in seen.dates)]


# --- the whole rule -------------------------------------------------------------------------------------------------


def rule_lines(turn: Turn, seen: Preview) -> list[str]:
    """Everything there is to say about a rule."""
    rule = seen.rule
    lines = [turn.text_of("reminders-on" if rule.enabled else "reminders-off", name=name_of(turn, rule))]
    if rule.kind is RuleKind.DUES:
        return [*lines, turn.text_of("reminders-dues-note")]
    lines.append(turn.text_of("reminders-line-when", when=when(turn, rule.recurrence)))
    if rule.start is not None and rule.minutes is not None:
        lines.append(turn.text_of("reminders-line-time", time=f"{rule.start:%H:%M}", minutes=rule.minutes))
    leads = listed(turn, (lead_text(turn, lead) for lead in rule.leads))
    lines.append(turn.text_of("reminders-line-leads", leads=leads))
    lines.append(turn.text_of("reminders-line-audience", audience=turn.plain(audience_key(rule.audience.value))))
    if rule.kind is RuleKind.MEETING or (rule.kind is RuleKind.NOTICE and date_of(rule.recurrence) is None):
        lines.append(turn.text_of("reminders-line-shift", shift=turn.plain(shift_key(rule.shift.value))))
        if rule.types and rule.title and rule.kind is RuleKind.MEETING:
            lines.append(turn.text_of("reminders-line-types", types=types_of(turn, rule.types)))
    if rule.valid_until is not None:
        until = date_text(turn.language, rule.valid_until, year=True)
        lines.append(turn.text_of("reminders-line-until", date=until))
    lines.append(_whose(turn, seen))
    return lines


def _whose(turn: Turn, seen: Preview) -> str:
    if seen.rule.own:
        return turn.text_of("reminders-by-own")
    if seen.set_at is None:
        return turn.text_of("reminders-by-default")
    return turn.text_of("reminders-by-here" if seen.here else "reminders-by-above", organisation=seen.set_at)


def audience_key(value: str) -> str:
    """Catalogue key of an audience's name."""
    return f"reminders-audience-{value.lower()}"


def shift_key(value: str) -> str:
    """Catalogue key of a shift's name."""
    return f"reminders-shift-{value.lower().replace('_', '-')}"
