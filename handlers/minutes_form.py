"""The form of a record: what somebody says by hand, what is still missing, and the papers made of it."""

from __future__ import annotations

import datetime as dt
import re

from handlers import forms, photos, work
from handlers.menu import offered
from handlers.minutes import KEEPER
from handlers.reminder_words import types_of
from handlers.routing import button, data, form
from handlers.rows import in_rows, labelled, turning, way_back
from handlers.turn import Turn
from services import minutes
from services.errors import BadInput
from services.minutes import BadFigure, BadMoment, Candidate, Figure, Part, Sheet, papers
from services.outbox import Button
from services.paging import page_of
from texts.dates import time_text

#: Names on one page.
_PAGE = 8
_NOW, _NONE = "now", "none"
_CLOCK = re.compile(r"(\d{1,2})[:：点时](\d{1,2})?分?\Z")
_HALF_HOUR = 30
_FIGURE = {one: f"minutes-figure-{one.value}" for one in Figure}


def _what(turn: Turn, seen: Sheet) -> str:
    return seen.title or types_of(turn, seen.types)


def lack_lines(turn: Turn, seen: Sheet) -> list[str]:
    """What is missing, a line each."""
    return [turn.text_of(f"minutes-lack-{one.field.value}", count=one.count) for one in seen.lacks]


@button("mn.rec", KEEPER)
async def at(turn: Turn) -> None:
    """The form as it stands."""
    await forms.leave(turn)
    await _show(turn, await minutes.sheet(turn.house, turn.actor, turn.subject_id))


async def _show(turn: Turn, seen: Sheet) -> None:
    fields = seen.fields
    time = time_text(turn.language, seen.starts_at, seen.zone)
    lines = [turn.text_of("minutes-form-title", what=_what(turn, seen), time=time)]
    if fields.number is not None:
        lines.append(turn.text_of("minutes-form-number", number=fields.number))
    for part, name in ((Part.CHAIR, fields.chair), (Part.RECORDER, fields.recorder)):
        if name:
            lines.append(turn.text_of(f"minutes-form-{part.value}", name=name))
    if fields.ended_at is not None:
        lines.append(turn.text_of("minutes-form-end", time=f"{fields.ended_at.astimezone(seen.zone):%H:%M}"))
    lines += [
        turn.text_of("minutes-form-figure", what=turn.plain(_FIGURE[one]), value=_value(seen, one))
        for one in seen.figures
        if getattr(fields, one.value) is not None
    ]
    if seen.lacks:
        lines += [turn.text_of("minutes-form-lacks"), *lack_lines(turn, seen)]
    else:
        lines.append(turn.text_of("minutes-form-whole"))
    await turn.show_lines(lines, buttons=_buttons(seen))


def _value(seen: Sheet, figure: Figure) -> str:
    value = getattr(seen.fields, figure.value)
    return f"{value.normalize():f}" if figure is Figure.HOURS else str(value)


def _buttons(seen: Sheet) -> list[list[Button]]:
    meeting = seen.meeting_id
    rows = [
        [
            Button("minutes-button-chair", data("mn.who", meeting, Part.CHAIR.value)),
            Button("minutes-button-recorder", data("mn.who", meeting, Part.RECORDER.value)),
        ],
        [Button("minutes-button-over", data("mn.over", meeting))],
    ]
    if seen.counted is not None:
        rows[-1].append(Button("minutes-button-number", data("mn.no", meeting)))
    if seen.decides:
        key = "minutes-button-decided" if seen.fields.undecided else "minutes-button-undecided"
        rows.append([Button(key, data("mn.und", meeting, int(not seen.fields.undecided)))])
    rows.append([Button("minutes-button-summary", data("mn.sum", meeting))])
    if seen.figures:
        rows[-1].append(Button("minutes-button-figures", data("mn.fig", meeting)))
    rows.append(
        [
            Button("minutes-button-record", data("mn.doc", meeting)),
            Button("minutes-button-report", data("mn.rep", meeting)),
        ]
    )
    if seen.reports:
        rows.append(offered("activity-reports-button-meeting", "ar.mt", seen.organisation_id, meeting))
    rows.append(way_back("mn", meeting))
    return rows


def _back(meeting: int) -> list[Button]:
    return way_back("mn.rec", meeting)


def _meeting_in_form(turn: Turn) -> int:
    return int(forms.answers(turn)["meeting"])


# --- who --------------------------------------------------------------------------------------------------------------


def _part_in(turn: Turn) -> Part:
    try:
        return Part(turn.args[1])
    except (IndexError, ValueError) as error:
        raise BadInput from error


@button("mn.who", KEEPER)
async def who(turn: Turn) -> None:
    """Who chairs, or who writes."""
    meeting, part = turn.subject_id, _part_in(turn)
    found = await minutes.candidates(turn.house, turn.actor, meeting)
    page, pages = page_of(turn.number_at(2), len(found), _PAGE)
    shown = found[(page - 1) * _PAGE : page * _PAGE]
    buttons = [_name(meeting, part, one) for one in shown]
    rows = in_rows(buttons, 2)
    rows += turning("mn.who", meeting, part.value, page=page, pages=pages)
    await turn.show(f"minutes-ask-{part.value}", buttons=[*rows, _back(meeting)])


def _name(meeting: int, part: Part, one: Candidate) -> Button:
    return labelled(one.name, data("mn.put", meeting, part.value, one.id))


@button("mn.put", KEEPER)
async def put(turn: Turn) -> None:
    """It is he."""
    seen = await minutes.set_part(turn.house, turn.actor, turn.subject_id, _part_in(turn), turn.id_at(2))
    await _show(turn, seen)


# --- when it ended, which it is, votes --------------------------------------------------------------------------------


@button("mn.over", KEEPER)
async def over(turn: Turn) -> None:
    """When was it over? Now, or at a time that is typed."""
    meeting = turn.subject_id
    if turn.args[1:] == [_NOW]:
        await forms.leave(turn)
        await _show(turn, await minutes.set_end(turn.house, turn.actor, meeting, None))
        return
    seen = await minutes.sheet(turn.house, turn.actor, meeting)
    await forms.begin(turn, "mn", "over", meeting=meeting)
    now = Button("minutes-button-now", data("mn.over", meeting, _NOW))
    await turn.show("minutes-ask-end", what=_what(turn, seen), buttons=[[now], _back(meeting)])


@form("mn.over", KEEPER)
async def over_typed(turn: Turn) -> None:
    """The time, typed: 16:30, 16点30分."""
    seen = await minutes.set_end(turn.house, turn.actor, _meeting_in_form(turn), _clock(turn.text))
    await forms.end(turn)
    await _show(turn, seen)


def _clock(text: str) -> dt.time:
    found = _CLOCK.match(text.replace("半", str(_HALF_HOUR)))
    if found is None:
        raise BadMoment
    try:
        return dt.time(int(found[1]), int(found[2] or 0))
    except ValueError as error:
        raise BadMoment from error


@button("mn.no", KEEPER)
async def which(turn: Turn) -> None:
    """Which meeting of its kind it is: as the bot counts, or as it is typed."""
    meeting = turn.subject_id
    if len(turn.args) > 1:
        await forms.leave(turn)
        wanted = None if turn.args[1] == _NONE else turn.id_at(1)
        await _show(turn, await minutes.set_number(turn.house, turn.actor, meeting, wanted))
        return
    seen = await minutes.sheet(turn.house, turn.actor, meeting)
    await forms.begin(turn, "mn", "no", meeting=meeting)
    rows = []
    if seen.counted:
        rows.append([Button("minutes-button-nth", data("mn.no", meeting, seen.counted), vars={"number": seen.counted})])
    if seen.fields.number is not None:
        rows.append([Button("minutes-button-no-number", data("mn.no", meeting, _NONE))])
    await turn.show("minutes-ask-number", what=_what(turn, seen), buttons=[*rows, _back(meeting)])


@form("mn.no", KEEPER)
async def which_typed(turn: Turn) -> None:
    """The number, typed."""
    if not turn.text.isdecimal():
        raise BadFigure(most=999)
    seen = await minutes.set_number(turn.house, turn.actor, _meeting_in_form(turn), int(turn.text[:4]))
    await forms.end(turn)
    await _show(turn, seen)


@button("mn.und", KEEPER)
async def undecided(turn: Turn) -> None:
    """Nothing was put to the vote; or that was wrong."""
    wanted = turn.number_at(1) == 1
    await _show(turn, await minutes.set_undecided(turn.house, turn.actor, turn.subject_id, undecided=wanted))


# --- the report -------------------------------------------------------------------------------------------------------


@button("mn.sum", KEEPER)
async def summary(turn: Turn) -> None:
    """What the activity was about, for the report."""
    meeting = turn.subject_id
    if turn.args[1:] == [_NONE]:
        await forms.leave(turn)
        await _show(turn, await minutes.set_summary(turn.house, turn.actor, meeting, ""))
        return
    seen = await minutes.sheet(turn.house, turn.actor, meeting)
    await forms.begin(turn, "mn", "sum", meeting=meeting)
    rows = [_back(meeting)]
    if seen.fields.summary:
        rows.insert(0, [Button("minutes-button-no-summary", data("mn.sum", meeting, _NONE))])
    await turn.show(
        "minutes-ask-summary-again" if seen.fields.summary else "minutes-ask-summary",
        what=_what(turn, seen),
        summary=seen.fields.summary,
        buttons=rows,
    )


@form("mn.sum", KEEPER)
async def summary_typed(turn: Turn) -> None:
    """The summary, typed."""
    if not turn.text:
        raise BadInput
    seen = await minutes.set_summary(turn.house, turn.actor, _meeting_in_form(turn), turn.text)
    await forms.end(turn)
    await _show(turn, seen)


@button("mn.fig", KEEPER)
async def figures(turn: Turn) -> None:
    """The figures of the activity; one of them to type."""
    meeting = turn.subject_id
    seen = await minutes.sheet(turn.house, turn.actor, meeting)
    if len(turn.args) > 1:
        try:
            figure = Figure(turn.args[1])
        except ValueError as error:
            raise BadInput from error
        await forms.begin(turn, "mn", "fig", meeting=meeting, figure=figure.value)
        back = way_back("mn.fig", meeting)
        await turn.show("minutes-ask-figure", what=turn.plain(_FIGURE[figure]), buttons=[back])
        return
    await forms.leave(turn)
    await _show_figures(turn, seen)


async def _show_figures(turn: Turn, seen: Sheet) -> None:
    meeting = seen.meeting_id
    rows = []
    for one in seen.figures:
        said = getattr(seen.fields, one.value) is not None
        key = "minutes-button-figure" if said else "minutes-button-figure-open"
        given = {"what": turn.plain(_FIGURE[one]), "value": _value(seen, one) if said else ""}
        rows.append([Button(key, data("mn.fig", meeting, one.value), vars=given)])
    await turn.show("minutes-figures", what=_what(turn, seen), buttons=[*rows, _back(meeting)])


@form("mn.fig", KEEPER)
async def figure_typed(turn: Turn) -> None:
    """A figure, typed."""
    figure = Figure(forms.answers(turn)["figure"])
    seen = await minutes.set_figure(turn.house, turn.actor, _meeting_in_form(turn), figure, turn.text)
    await forms.end(turn)
    await _show_figures(turn, seen)


# --- the papers -------------------------------------------------------------------------------------------------------


@button("mn.doc", KEEPER)
async def record(turn: Turn) -> None:
    """The record as a document."""
    await minutes.desk(turn.house, turn.actor, turn.subject_id)
    await work.ask(turn, "minutes.record", f"minutes:{turn.subject_id}", "minutes-working")


@work.work("minutes.record", KEEPER)
async def make_record(turn: Turn) -> None:
    """Fetch the photos, write the record, send it."""
    meeting = turn.subject_id
    fetched = await photos.fetch(turn, await papers.photos(turn.house, turn.actor, meeting))
    made = await papers.record(turn.house, turn.actor, meeting, fetched)
    await turn.send_file(made.content, made.name, "minutes-record-file")


@button("mn.rep", KEEPER)
async def report(turn: Turn) -> None:
    """The activity report as a document."""
    await minutes.desk(turn.house, turn.actor, turn.subject_id)
    await work.ask(turn, "minutes.report", f"minutes:{turn.subject_id}", "minutes-working")


@work.work("minutes.report", KEEPER)
async def make_report(turn: Turn) -> None:
    """Fetch the photos, write the report, send it."""
    meeting = turn.subject_id
    fetched = await photos.fetch(turn, await papers.photos(turn.house, turn.actor, meeting))
    made = await papers.report(turn.house, turn.actor, meeting, fetched)
    await turn.send_file(made.content, made.name, "minutes-report-file")
