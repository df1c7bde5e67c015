"""The annual plan as stewards write it: the months, a theme for each, twelve lines at once, last year's, confirm."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from handlers import forms
from handlers.meetings import show as show_meeting
from handlers.menu import offered
from handlers.reminder_words import types_of
from handlers.routing import button, data, form
from handlers.rows import way_back
from handlers.turn import Turn
from services import annual_plan, meetings
from services.access import STEWARD, STEWARD_OF
from services.annual_plan import MONTHS, Event, Plan
from services.errors import BadInput
from services.outbox import Button
from texts.dates import month_name, month_text, time_text

#: Forms name their organisation in the draft; the service asks the gate about it again.
_IN_A_ROW = 4
_NOTHING = "none"
#: A picture of the month there is.
THIS_MONTH = "now"


def year_in(turn: Turn) -> int | None:
    """The year in the button, if it names one."""
    return turn.number_at(1) if len(turn.args) > 1 else None


# --- the plan -------------------------------------------------------------------------------------------------------


@button("ap", STEWARD_OF)
async def plan(turn: Turn) -> None:
    """The months of a year with their themes and days."""
    await forms.leave(turn)
    await show(turn, await annual_plan.view(turn.house, turn.actor, turn.subject_id, year_in(turn)))


async def show(turn: Turn, seen: Plan, *, note: str | None = None) -> None:
    """The screen of a plan, below a note where there is one."""
    written = seen.written
    lines = [] if note is None else [turn.text_of(note), ""]
    lines.append(
        turn.text_of(
            "annual-plan-title",
            organisation=seen.organisation,
            year=str(written.year),
            confirmed=int(written.confirmed),
        )
    )
    if written.theme:
        lines.append(turn.text_of("annual-plan-year-theme", theme=written.theme))
    else:
        lines.append(turn.text_of("annual-plan-no-year-theme"))
    lines.append("")
    for month in range(1, MONTHS + 1):
        lines += _month_lines(turn, seen, month)
    lines.append("")
    if any(one.provisional for found in seen.days.values() for one in found):
        lines.append(turn.text_of("annual-plan-open"))
    lines.append(turn.text_of("annual-plan-hint" if _open(seen) else "annual-plan-over"))
    await turn.show_lines(lines, buttons=_buttons(turn, seen))


def _open(seen: Plan) -> bool:
    return seen.years.first <= seen.written.year <= seen.years.last


def _month_lines(turn: Turn, seen: Plan, month: int) -> list[str]:
    theme = seen.written.months.get(month)
    if theme:
        lines = [turn.text_of("annual-plan-month", month=month_name(turn.language, month), theme=theme)]
    else:
        lines = [turn.text_of("annual-plan-month-empty", month=month_name(turn.language, month))]
    for one in seen.days.get(month, ()):
        key = "annual-plan-day-open" if one.provisional else "annual-plan-day"
        lines.append(turn.text_of(key, time=_time(turn, seen, one), what=_what(turn, one)))
    return lines


def _time(turn: Turn, seen: Plan, event: Event) -> str:
    return time_text(turn.language, event.starts_at, seen.zone)


def _what(turn: Turn, event: Event) -> str:
    return event.title or types_of(turn, event.types)


def _buttons(turn: Turn, seen: Plan) -> list[list[Button]]:
    here, year = seen.organisation_id, seen.written.year
    rows: list[list[Button]] = []
    if _open(seen):
        months = [
            Button(
                "annual-plan-button-month-done" if month in seen.written.months else "annual-plan-button-month",
                data("ap.m", here, year, month),
                vars={"month": month_name(turn.language, month, short=True)},
            )
            for month in range(1, MONTHS + 1)
        ]
        rows += [months[start : start + _IN_A_ROW] for start in range(0, MONTHS, _IN_A_ROW)]
        rows.append(
            [
                Button("annual-plan-button-year-theme", data("ap.y", here, year)),
                Button("annual-plan-button-paste", data("ap.p", here, year)),
            ]
        )
        if seen.before and (len(seen.written.months) < MONTHS or not seen.written.theme):
            rows.append([Button("annual-plan-button-copy", data("ap.c", here, year))])
        if not seen.written.confirmed and seen.written.months:
            rows.append([Button("annual-plan-button-confirm", data("ap.ok", here, year))])
    rows.append(
        [
            *offered(
                "annual-plan-button-picture", "cal.p", here, THIS_MONTH if year == seen.years.first else f"{year}01"
            ),
            *offered("annual-plan-button-calendar", "cal", here, year),
        ]
    )
    rows.append(_years(seen))
    rows.append(way_back("br.at", here))
    return [row for row in rows if row]


def _years(seen: Plan) -> list[Button]:
    here, year = seen.organisation_id, seen.written.year
    row = []
    if year >= seen.years.first:
        row.append(Button("annual-plan-button-before", data("ap", here, year - 1), vars={"year": str(year - 1)}))
    if year < seen.years.last:
        row.append(Button("annual-plan-button-after", data("ap", here, year + 1), vars={"year": str(year + 1)}))
    return row


@button("ap.ok", STEWARD_OF)
async def confirm(turn: Turn) -> None:
    """The plan holds."""
    here, year = turn.subject_id, _year(turn)
    await annual_plan.confirm(turn.house, turn.actor, here, year)
    await show(turn, await annual_plan.view(turn.house, turn.actor, here, year))


@button("ap.c", STEWARD_OF)
async def copy(turn: Turn) -> None:
    """Last year's themes where there are none yet."""
    here, year = turn.subject_id, _year(turn)
    changed = await annual_plan.copy_last_year(turn.house, turn.actor, here, year)
    seen = await annual_plan.view(turn.house, turn.actor, here, year)
    await show(turn, seen, note="annual-plan-copied" if changed else "annual-plan-nothing-new")


def _year(turn: Turn) -> int:
    found = year_in(turn)
    if found is None:
        raise BadInput
    return found


def _back(here: int, year: int) -> list[Button]:
    return [Button("annual-plan-button-back", data("ap", here, year))]


# --- one theme ------------------------------------------------------------------------------------------------------


@button("ap.m", STEWARD_OF)
async def month(turn: Turn) -> None:
    """A month: its theme, typed; its meetings, one tap away."""
    here, year, which = turn.subject_id, _year(turn), _month(turn)
    if len(turn.args) > 3 and turn.args[3] == _NOTHING:  # noqa: PLR2004 - after organisation, year and month
        await annual_plan.set_theme(turn.house, turn.actor, here, year, which, "")
    seen = await annual_plan.view(turn.house, turn.actor, here, year)
    await _ask_month(turn, seen, which)


def _month(turn: Turn) -> int:
    found = turn.number_at(2)
    if not 1 <= found <= MONTHS:
        raise BadInput
    return found


async def _ask_month(turn: Turn, seen: Plan, which: int, *, after: int | None = None) -> None:
    """Ask for a month's theme, after saying which one was written down."""
    here, year = seen.organisation_id, seen.written.year
    await forms.begin(turn, "ap", "month", organisation=here, year=year, month=which)
    theme = seen.written.months.get(which)
    lines = (
        [turn.text_of("annual-plan-saved-month", month=month_name(turn.language, after))] if after is not None else []
    )
    name = month_text(turn.language, dt.date(year, which, 1))
    if theme:
        lines.append(turn.text_of("annual-plan-ask-month", month=name, theme=theme))
    else:
        lines.append(turn.text_of("annual-plan-ask-month-empty", month=name))
    found = seen.days.get(which, ())
    if found and after is None:
        lines.append(turn.text_of("annual-plan-ask-month-dates"))
    rows = [[_meeting(turn, seen, one)] for one in found if after is None]
    if theme:
        rows.append([Button("annual-plan-button-remove", data("ap.m", here, year, which, _NOTHING))])
    rows.append(
        [
            Button(key, data("ap.m", here, year, other), vars={"month": month_name(turn.language, other, short=True)})
            for key, other in (("annual-plan-button-previous", which - 1), ("annual-plan-button-next", which + 1))
            if 1 <= other <= MONTHS
        ]
    )
    rows.append(_back(here, year) if after is None else [Button("annual-plan-button-stop", data("ap", here, year))])
    await turn.show_lines(lines, buttons=rows)


def _meeting(turn: Turn, seen: Plan, event: Event) -> Button:
    """The way to a meeting; one its rule has not made yet is made on the way."""
    words = {"time": _time(turn, seen, event), "what": _what(turn, event)}
    if event.meeting_id is not None:
        return Button("annual-plan-button-meeting", data("mt.at", seen.organisation_id, event.meeting_id), vars=words)
    day = f"{event.reference_on:%Y%m%d}" if event.reference_on is not None else ""
    return Button("annual-plan-button-meeting", data("ap.d", seen.organisation_id, day, event.rule or ""), vars=words)


@form("ap.month", STEWARD)
async def month_typed(turn: Turn) -> None:
    """The theme of a month, typed; the next month without one is asked for at once."""
    if not turn.text:
        raise BadInput
    known = forms.answers(turn)
    here, year, which = int(known["organisation"]), int(known["year"]), int(known["month"])
    await annual_plan.set_theme(turn.house, turn.actor, here, year, which, turn.text)
    seen = await annual_plan.view(turn.house, turn.actor, here, year)
    following = next((one for one in range(which + 1, MONTHS + 1) if one not in seen.written.months), None)
    if following is not None:
        await _ask_month(turn, seen, following, after=which)
        return
    await forms.end(turn)
    await show(turn, seen)


@button("ap.y", STEWARD_OF)
async def year_theme(turn: Turn) -> None:
    """What the year is about."""
    here, year = turn.subject_id, _year(turn)
    if len(turn.args) > 2 and turn.args[2] == _NOTHING:  # noqa: PLR2004 - after organisation and year
        await annual_plan.set_year_theme(turn.house, turn.actor, here, year, "")
        await plan(turn)
        return
    seen = await annual_plan.view(turn.house, turn.actor, here, year)
    await forms.begin(turn, "ap", "year", organisation=here, year=year)
    rows = [_back(here, year)]
    if seen.written.theme:
        rows.insert(0, [Button("annual-plan-button-remove", data("ap.y", here, year, _NOTHING))])
    await turn.show("annual-plan-ask-year", year=str(year), buttons=rows)


@form("ap.year", STEWARD)
async def year_typed(turn: Turn) -> None:
    """The theme of the year, typed."""
    if not turn.text:
        raise BadInput
    known = forms.answers(turn)
    here, year = int(known["organisation"]), int(known["year"])
    await annual_plan.set_year_theme(turn.house, turn.actor, here, year, turn.text)
    await forms.end(turn)
    await show(turn, await annual_plan.view(turn.house, turn.actor, here, year))


# --- twelve at once -------------------------------------------------------------------------------------------------


@button("ap.p", STEWARD_OF)
async def paste(turn: Turn) -> None:
    """Twelve lines in one message."""
    here, year = turn.subject_id, _year(turn)
    seen = await annual_plan.view(turn.house, turn.actor, here, year)
    await forms.begin(turn, "ap", "paste", organisation=here, year=year)
    await turn.show("annual-plan-ask-paste", year=str(seen.written.year), buttons=[_back(here, year)])


@form("ap.paste", STEWARD)
async def pasted(turn: Turn) -> None:
    """What was read, before anything is written."""
    known = forms.answers(turn)
    here, year = int(known["organisation"]), int(known["year"])
    found = annual_plan.lines_of(turn.text)
    seen = await annual_plan.view(turn.house, turn.actor, here, year)
    replaced = sum(seen.written.months.get(one, theme) != theme for one, theme in found.items())
    themes = {str(one): theme for one, theme in found.items()}
    await forms.begin(turn, "ap", "paste", organisation=here, year=year, themes=themes)
    lines = [
        turn.plain("annual-plan-pasted-line", month=month_name(turn.language, one), theme=theme)
        for one, theme in sorted(found.items())
    ]
    keep = [Button("annual-plan-button-replace", data("ap.pk", here, year))]
    await turn.show(
        "annual-plan-pasted",
        count=len(found),
        lines="\n".join(lines),
        replaced=replaced,
        buttons=[keep, _back(here, year)],
    )


@button("ap.pk", STEWARD_OF)
async def keep_pasted(turn: Turn) -> None:
    """Write what was read; a second tap, or a later one, shows the plan as it is."""
    here, year = turn.subject_id, _year(turn)
    known: Mapping[str, object] = turn.form.data if turn.form is not None and turn.form.kind == "ap" else {}
    themes = known.get("themes")
    if (known.get("organisation"), known.get("year")) == (here, year) and isinstance(themes, dict):
        found = {int(one): str(theme) for one, theme in themes.items()}
        await annual_plan.set_themes(turn.house, turn.actor, here, year, found)
    await forms.leave(turn)
    await show(turn, await annual_plan.view(turn.house, turn.actor, here, year))


# --- a day ----------------------------------------------------------------------------------------------------------


@button("ap.d", STEWARD_OF)
async def day(turn: Turn) -> None:
    """A meeting its rule has not made yet: it is made as the rule wants it, and shown."""
    await forms.leave(turn)
    try:
        reference, rule = dt.datetime.strptime(turn.args[1], "%Y%m%d").date(), turn.args[2]  # noqa: DTZ007 - a date
    except (IndexError, ValueError) as error:
        raise BadInput from error
    await show_meeting(turn, await meetings.make(turn.house, turn.actor, turn.subject_id, rule, reference))
