"""The dues of the branches below, for whoever stands above them: sums and nobody's amount."""

from __future__ import annotations

from handlers import forms
from handlers.routing import button, data
from handlers.rows import turning, way_back
from handlers.turn import Turn
from services.dues import rollup
from services.dues.rollup import OFFICE_OF
from services.outbox import Button
from services.paging import page_of

_PAGE = 10
_FIRST_YEAR = 2020


def _year(turn: Turn, place: int) -> int:
    this = turn.house.today().year
    return min(max(turn.number_at(place, this), _FIRST_YEAR), this)


@button("do.at", OFFICE_OF)
async def roll_up(turn: Turn) -> None:
    """The year of every branch below, as sums."""
    await forms.leave(turn)
    here, year = turn.subject_id, _year(turn, 1)
    seen = await rollup.roll_up(turn.house, turn.actor, here, year)
    page, pages = page_of(turn.number_at(2), len(seen.rows), _PAGE)
    total = seen.total
    lines = [
        turn.text_of("dues-office-title", name=seen.name, year=str(year)),
        turn.text_of(
            "dues-office-total",
            count=total.members,
            charged=str(total.charged),
            collected=str(total.collected),
            up=str(total.remitted),
        ),
        "",
    ]
    lines += [
        turn.text_of(
            "dues-office-branch",
            name=one.name,
            count=one.members,
            charged=str(one.charged),
            collected=str(one.collected),
            up=str(one.remitted),
        )
        for one in seen.rows[(page - 1) * _PAGE : page * _PAGE]
    ]
    if not seen.rows:
        lines.append(turn.text_of("dues-office-none"))
    if seen.left_out:
        lines.append(turn.text_of("dues-office-left-out", count=seen.left_out))
    if seen.large:
        lines.append(turn.text_of("dues-office-large", count=seen.large))
    rows = turning("do.at", here, year, page=page, pages=pages)
    if seen.rows:
        rows.append([Button("dues-button-office-sheet", data("do.x", here, year))])
    if year > _FIRST_YEAR:
        before = data("do.at", here, year - 1)
        rows.append([Button("dues-button-year-before", before, vars={"year": str(year - 1)})])
    rows.append(way_back("br.at", here))
    await turn.show_lines(lines, buttons=rows)


@button("do.x", OFFICE_OF)
async def sheet(turn: Turn) -> None:
    """The same as a file."""
    year = _year(turn, 1)
    made = await rollup.export(turn.house, turn.actor, turn.subject_id, year)
    back = [way_back("do.at", turn.subject_id, year)]
    await turn.send_file(made.content, made.name, "dues-office-sheet", year=str(year), count=made.rows, buttons=back)
