"""A branch's yearly goals on one screen, and the form for the committee office. Counts only, in the tree's order."""

from __future__ import annotations

from handlers import forms
from handlers.menu import offered
from handlers.reminder_words import types_of
from handlers.routing import button, data
from handlers.rows import turning, way_back
from handlers.turn import Turn
from services import goals
from services.access import STEWARDS
from services.errors import BadInput
from services.goals import VIEWER_OF, Board, Count, Place
from services.meetings import type_key
from services.names import OrgLevel
from services.outbox import Button
from services.paging import page_of
from texts.dates import date_text

#: Branches on one page.
_PAGE = 10


def _year(turn: Turn) -> int | None:
    """The year a button names; none: this one."""
    asked = turn.number_at(1, 0)
    return asked or None


@button("gl", VIEWER_OF)
async def board(turn: Turn) -> None:
    """The goals of an organisation; above the branches, one button each."""
    await forms.leave(turn)
    found = await goals.board(turn.house, turn.actor, turn.subject_id, _year(turn))
    own = next((one for one in found.places if one.id == found.id), None)
    below = [one for one in found.places if one.id != found.id]
    lines = [turn.text_of("goals-title", organisation=found.organisation, year=str(found.year))]
    if own is not None:
        lines += _lines(turn, own)
    if not found.places:
        lines.append(turn.text_of("goals-none"))
    page, _ = page_of(turn.number_at(2), len(below), _PAGE)
    await turn.show_lines(lines, buttons=_buttons(turn, found, below, page))


def _lines(turn: Turn, place: Place) -> list[str]:
    lines = []
    for one in place.counts:
        what = turn.plain(type_key(one.type))
        lines.append(turn.text_of("goals-line", what=what, met=one.met, asked=one.asked, more=_more(turn, one)))
    return lines


def _more(turn: Turn, one: Count) -> str:
    """What follows the two numbers: overdue periods, what is planned, the last date."""
    parts = []
    if one.overdue:
        parts.append(turn.plain("goals-overdue", count=len(one.overdue)))
    if one.planned:
        parts.append(turn.plain("goals-planned", count=one.planned))
    if one.last_on is not None:
        parts.append(turn.plain("goals-last", date=date_text(turn.language, one.last_on)))
    return turn.plain("goals-separator").join(parts) or turn.plain("goals-nothing")


def _buttons(turn: Turn, found: Board, below: list[Place], page: int) -> list[list[Button]]:
    here, year = found.id, found.year
    rows = [
        [
            Button(
                "goals-button-place",
                data("gl", one.id, year),
                vars={"name": one.name, "met": one.met, "asked": one.asked},
            )
        ]
        for one in below[(page - 1) * _PAGE : page * _PAGE]
    ]
    rows += turning("gl", here, year, page=page, pages=page_of(page, len(below), _PAGE)[1])
    rows.append(
        [
            Button("goals-button-year", data("gl", here, year - 1), vars={"year": str(year - 1)}),
            *(
                [Button("goals-button-year", data("gl", here, year + 1), vars={"year": str(year + 1)})]
                if year < found.today.year
                else []
            ),
            Button("goals-button-export", data("gl.x", here, year)),
        ]
    )
    rows.append([Button("goals-button-held", data("gl.held", here, year))])
    if not turn.actor.holds(STEWARDS):
        return [*rows, offered("button-menu", "menu")]  # a discipline member: he sees counts, and nothing else
    if found.level is OrgLevel.BRANCH:
        rows.append(offered("dual-button-branch", "dl", here))
    rows.append(way_back("br.at", here))
    return [row for row in rows if row]


@button("gl.x", VIEWER_OF)
async def export(turn: Turn) -> None:
    """The form 组织生活落实情况表."""
    year = _year(turn)
    if year is None:
        raise BadInput
    made = await goals.export(turn.house, turn.actor, turn.subject_id, year)
    await turn.send_file(made.content, made.name, "goals-file", year=str(year))


@button("gl.held", VIEWER_OF)
async def held(turn: Turn) -> None:
    """What was held and when, the latest first: types and dates, nothing of any person."""
    await forms.leave(turn)
    found = await goals.held(turn.house, turn.actor, turn.subject_id, _year(turn), turn.number_at(2))
    lines = [turn.text_of("goals-held-title", organisation=found.organisation, year=str(found.year), count=found.total)]
    for one in found.meetings:
        what = types_of(turn, one.types) if one.types else turn.plain("goals-held-other")
        when = date_text(turn.language, one.day)
        if one.organisation is None:
            lines.append(turn.text_of("goals-held-line", what=what, date=when))
        else:
            lines.append(turn.text_of("goals-held-line-of", what=what, date=when, organisation=one.organisation))
    here, year = found.id, found.year
    years = [one for one in (year - 1, year + 1) if one <= found.this_year]
    rows = turning("gl.held", here, year, page=found.number, pages=found.pages)
    rows.append([Button("goals-button-year", data("gl.held", here, one), vars={"year": str(one)}) for one in years])
    rows.append(way_back("gl", here, year))
    await turn.show_lines(lines, buttons=rows)
