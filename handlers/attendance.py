"""The attendance of a branch as its stewards see it: rates, who to ask after, and the forms to print."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from handlers import forms
from handlers.menu import offered
from handlers.reminder_words import types_of
from handlers.routing import button, data
from handlers.rows import labelled
from handlers.turn import Turn
from services import attendance
from services.access import STEWARD_OF
from services.attendance import Board, Span
from services.outbox import Button
from services.rollcall import CALLER_OF
from texts.dates import time_text


def _span(turn: Turn) -> Span | None:
    """The span a button names; none: the quarter that runs."""
    year = turn.number_at(1, 0)
    return Span(year, turn.number_at(2, 0)) if year else None


@button("att", STEWARD_OF)
async def board(turn: Turn) -> None:
    """Rates of a span, meetings without a roll-call, and who has taken no part for months."""
    await forms.leave(turn)
    found = await attendance.board(turn.house, turn.actor, turn.subject_id, _span(turn))
    await turn.show_lines(_lines(turn, found), buttons=_buttons(turn, found))


def _lines(turn: Turn, found: Board) -> list[str]:
    counts = found.tally
    lines = [
        turn.text_of("attendance-title", organisation=found.organisation, when=_when(turn, found.span)),
        turn.text_of("attendance-held", held=found.held, called=found.held - found.uncalled),
    ]
    if counts.raw is not None:
        adjusted = counts.adjusted
        lines.append(turn.text_of("attendance-raw", rate=str(counts.raw), came=counts.came, due=counts.due))
        if adjusted is not None:
            lines.append(turn.text_of("attendance-adjusted", rate=str(adjusted), duty=counts.duty))
    if counts.unmarked:
        lines.append(turn.text_of("attendance-unmarked", count=counts.unmarked))
    if found.missing:
        lines.append(turn.text_of("attendance-missing-title"))
        lines += [turn.text_of("attendance-missing", name=one.name, months=one.months) for one in found.missing]
    return lines


def _when(turn: Turn, span: Span) -> str:
    if span.quarter:
        return turn.plain("attendance-quarter", year=str(span.year), quarter=span.quarter)
    return turn.plain("attendance-year", year=str(span.year))


def _buttons(turn: Turn, found: Board) -> list[list[Button]]:
    here, span = found.id, found.span
    rows = [
        [
            Button(
                "attendance-button-meeting" if one.called else "attendance-button-meeting-open",
                data("att.sign", one.organisation_id, one.id),
                vars={
                    "what": one.title or types_of(turn, one.types),
                    "time": time_text(turn.language, one.starts_at, found.zone),
                },
            )
        ]
        for one in found.meetings
    ]
    rows.append([Button("attendance-button-summary", data("att.sum", here, span.year, span.quarter))])
    if found.packs:
        this = found.today.replace(day=1)
        rows.append([button for month in (this - dt.timedelta(days=1), this) for button in _pack(here, month)])
    other = Span(span.year, 0) if span.quarter else Span.around(found.today)
    later = [span.after] if span.after.first <= found.today else []
    rows += [
        [labelled(_when(turn, one), data("att", here, one.year, one.quarter)) for one in row if one != span]
        for row in ([span.before, *later], [other])
    ]
    rows.append([*offered("goals-button-branch", "gl", here), Button("button-back", data("br.at", here))])
    return [row for row in rows if row]


def _pack(here: int, month: dt.date) -> list[Button]:
    found = offered("month-pack-button-month", "mp", here, f"{month:%Y%m}")
    return [replace(one, vars={"year": str(month.year), "month": month.month}) for one in found]


@button("att.sum", STEWARD_OF)
async def summary(turn: Turn) -> None:
    """The summary of a quarter or a year as a workbook."""
    span = _span(turn) or Span.around(turn.house.today())
    made = await attendance.summary(turn.house, turn.actor, turn.subject_id, span)
    await turn.send_file(made.content, made.name, "attendance-summary-file")


@button("att.sign", CALLER_OF)
async def sign_in(turn: Turn) -> None:
    """The sign-in sheet of a meeting as a workbook."""
    made = await attendance.sign_in(turn.house, turn.actor, turn.subject_id, turn.id_at(1))
    await turn.send_file(made.content, made.name, "attendance-sign-file")
