"""联络情况: whom messages reach, and the call list by party group; for whoever leads a branch or a group."""

from __future__ import annotations

from handlers import forms
from handlers.menu import offered
from handlers.routing import button, data
from handlers.rows import turning, way_back
from handlers.turn import Turn
from services import reachability, receipts
from services.access import STEWARDS
from services.outbox import Button
from services.reachability import CALLER_OF, LEADER_OF, Board, Page, Way
from services.reachability.looking import TO_CALL
from services.receipts import Latest
from texts.dates import date_text

#: Of the last notices, so many are shown in one look.
_NOTICES = 5


def _key(way: Way) -> str:
    return f"reachability-{way.value.lower()}"


@button("ra", CALLER_OF)
async def board(turn: Turn) -> None:
    """The ledger in numbers."""
    await forms.leave(turn)
    seen = await reachability.board(turn.house, turn.actor, turn.subject_id)
    lines = [
        turn.text_of("reachability-title", organisation=seen.organisation),
        turn.text_of("reachability-reached", members=seen.members, reached=seen.members - seen.to_call),
    ]
    lines += [
        turn.text_of(f"{_key(way)}-line", count=seen.counts[way], days=seen.silent_days)
        for way in TO_CALL
        if seen.counts[way]
    ]
    lines += ["", turn.text_of("reachability-hint" if seen.to_call else "reachability-all-reached")]
    latest = await receipts.latest(turn.house, turn.actor, turn.subject_id)
    if latest.notices:
        lines += ["", turn.text_of("reachability-coverage"), *_coverage(turn, latest)]
    await turn.show_lines(lines, buttons=_buttons(turn, seen, notices=bool(latest.notices)))


def _coverage(turn: Turn, latest: Latest) -> list[str]:
    """How many each of the last notices has come to."""
    return [
        turn.text_of(
            "reachability-notice",
            day=date_text(turn.language, one.released_at.astimezone(latest.zone).date()),
            words=one.excerpt or turn.plain("receipts-files"),
            covered=one.covered,
            people=one.people,
            left=one.left,
        )
        for one in latest.notices[:_NOTICES]
    ]


def _buttons(turn: Turn, seen: Board, *, notices: bool) -> list[list[Button]]:
    rows = [[Button("reachability-button-receipts", data("rp.of", seen.id))]] if notices else []
    if seen.to_call:
        row = [Button("reachability-button-calls", data("ra.list", seen.id), vars={"count": seen.to_call})]
        if seen.exports:
            row.append(Button("reachability-button-export", data("ra.x", seen.id)))
        rows.append(row)
    rows.append(_back(turn, seen.id) if seen.exports else offered("button-menu", "menu"))
    return rows


def _back(turn: Turn, organisation_id: int) -> list[Button]:
    return offered("button-back", "br.more", organisation_id) if turn.actor.holds(STEWARDS) else []


@button("ra.list", CALLER_OF)
async def calls(turn: Turn) -> None:
    """Whom to call, by party group, a page at a time."""
    await forms.leave(turn)
    here = turn.subject_id
    page = await reachability.calls(turn.house, turn.actor, here, turn.number_at(1))
    rows = turning("ra.list", here, page=page.number, pages=page.pages)
    rows.append(way_back("ra", here))
    await turn.show_lines(_lines(turn, page), buttons=rows)


def _lines(turn: Turn, page: Page) -> list[str]:
    lines = [turn.text_of("reachability-calls-title", organisation=page.organisation, count=page.total)]
    place = ""
    for one in page.lines:
        if one.place != place:
            place = one.place
            lines.append(
                turn.text_of("reachability-place", name=place) if place else turn.text_of("reachability-no-group")
            )
        lines.append(turn.text_of("reachability-name", name=one.name, why=turn.plain(_key(one.way))))
    if page.lines:
        return [*lines, "", turn.text_of("reachability-calls-hint")]
    return [*lines, turn.text_of("reachability-all-reached")]


@button("ra.x", LEADER_OF)
async def export(turn: Turn) -> None:
    """The call list with telephone numbers, for paper."""
    made = await reachability.export(turn.house, turn.actor, turn.subject_id)
    await turn.send_file(made.content, made.name, "reachability-file", count=made.rows)
