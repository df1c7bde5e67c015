"""The study of a branch for who looks after it: who still lacks what, in the order of the roster; the study sheet."""

from __future__ import annotations

from handlers import forms
from handlers.menu import offered
from handlers.routing import button, data
from handlers.rows import labelled, turning, way_back
from handlers.study_words import book_name, number, why_asked
from handlers.turn import Turn
from services.access import STEWARD_OF_MEMBER, STEWARDS
from services.errors import BadInput
from services.names import OrgLevel, StudyBook
from services.outbox import Button
from services.paging import page_of
from services.study import branch
from services.study.branch import KEEPER_OF, KEEPER_OF_MEMBER, Board, Someone

_PAGE = 10


def _year(turn: Turn) -> int | None:
    return turn.number_at(1, 0) or None


@button("sd", KEEPER_OF)
async def board(turn: Turn) -> None:
    """Counts of an organisation; of a branch who still lacks something as well."""
    await forms.leave(turn)
    found = await branch.board(turn.house, turn.actor, turn.subject_id, _year(turn))
    lines = [turn.text_of("study-board-title", organisation=found.organisation, year=str(found.year))]
    small = found.level in (OrgLevel.BRANCH, OrgLevel.PARTY_GROUP)
    for one in found.places:
        counts = {"asked": one.asked, "hours": one.hours_met, "credits": one.credits_met}
        if small:
            lines.append(turn.text_of("study-board-counts", **counts))
        else:
            lines.append(turn.text_of("study-board-place", name=one.name, **counts))
    if found.free:
        lines.append(turn.text_of("study-board-free", count=found.free))
    if small:
        lines.append(turn.text_of("study-board-gaps" if found.people else "study-board-no-gaps"))
    await turn.show_lines(lines, buttons=_buttons(turn, found))


def _buttons(turn: Turn, found: Board) -> list[list[Button]]:
    here, year = found.id, found.year
    listed: list[Button] = []
    if found.level in (OrgLevel.BRANCH, OrgLevel.PARTY_GROUP):
        listed = [
            Button("study-button-person", data("sd.one", one.id), vars={"name": one.name, "gap": _gap(turn, one)})
            for one in found.people
        ]
    else:
        listed = [labelled(one.name, data("sd", one.id, year)) for one in found.places]
    page, pages = page_of(turn.number_at(2), len(listed), _PAGE)
    rows = [[one] for one in listed[(page - 1) * _PAGE : page * _PAGE]]
    rows += turning("sd", here, year, page=page, pages=pages)
    rows.append(
        [Button("study-button-sheet", data("sd.x", here, year)), Button("study-button-scheme", data("sc", here))]
    )
    rows.append([Button("study-button-readings", data("rl", here)), Button("study-button-campaigns", data("ca", here))])
    other = year - 1 if year == found.this_year else found.this_year
    rows.append([Button("study-button-year", data("sd", here, other), vars={"year": str(other)})])
    stewards = turn.actor.holds(STEWARDS)
    rows.append(way_back("br.at", here) if stewards else offered("button-menu", "menu"))
    return [row for row in rows if row]


def _gap(turn: Turn, one: Someone) -> str:
    parts = []
    for book in StudyBook:
        missing = one.totals.gap(book)
        if missing:
            parts.append(turn.plain("study-gap", amount=number(missing), book=book_name(turn, book)))
    return turn.plain("study-gap-separator").join(parts)


@button("sd.x", KEEPER_OF)
async def export(turn: Turn) -> None:
    """The study sheet as a workbook."""
    year = _year(turn)
    if year is None:
        raise BadInput
    made = await branch.export(turn.house, turn.actor, turn.subject_id, year)
    await turn.send_file(made.content, made.name, "study-sheet-file", year=str(year))


@button("sd.one", KEEPER_OF_MEMBER)
async def person(turn: Turn) -> None:
    """One member's year."""
    await forms.leave(turn)
    await _show(turn, await branch.person(turn.house, turn.actor, turn.subject_id))


@button("sd.free", STEWARD_OF_MEMBER)
async def free(turn: Turn) -> None:
    """Nothing hard is asked of him from now on, or it is again."""
    wanted = turn.args[1] if len(turn.args) > 1 else ""
    if wanted not in ("0", "1"):
        raise BadInput
    await _show(turn, await branch.set_free(turn.house, turn.actor, turn.subject_id, free=wanted == "1"))


async def _show(turn: Turn, one: Someone) -> None:
    target = one.totals.target
    lines = [turn.text_of("study-person", name=one.name)]
    for book, have, asked in (
        (StudyBook.HOURS, one.totals.hours, target.hours),
        (StudyBook.CREDITS, one.totals.credits, target.credits),
    ):
        shown = {"book": book_name(turn, book), "have": number(have)}
        if asked is None:
            lines.append(turn.text_of("study-line-free", **shown))
        else:
            lines.append(turn.text_of("study-line-of", asked=number(asked), **shown))
    lines += [turn.text_of("study-person-free")] if target.hours is None else why_asked(turn, target)
    rows = []
    if turn.actor.holds(STEWARDS) and (one.marked or target.hours is not None):
        mark = ("study-button-ask-again", 0) if one.marked else ("study-button-free", 1)
        rows.append([Button(mark[0], data("sd.free", one.id, mark[1]))])
    rows.append(way_back("sd", one.branch_id))
    await turn.show_lines(lines, buttons=rows)
