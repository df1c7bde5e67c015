"""Terms of office: the office above notes when a branch was elected, so that its end is reminded of in time."""

from __future__ import annotations

import datetime as dt
import re

from handlers import forms, reading
from handlers.routing import button, data, form
from handlers.rows import way_back
from handlers.turn import Turn
from services import terms
from services.access import OFFICE, Need, Status
from services.outbox import Button
from services.terms import OFFICE_OF, Seen
from texts.dates import date_text

#: The form names its organisation in the draft; the service asks the gate about it again.
_OFFICE = Need(Status.CONSENTED, OFFICE)
_BETWEEN = re.compile(r"[到至~～—–]")


@button("tm", OFFICE_OF)
async def show(turn: Turn) -> None:
    """The newest term, and what can be done about it."""
    await forms.leave(turn)
    await _show(turn, await terms.newest(turn.house, turn.actor, turn.subject_id))


async def _show(turn: Turn, seen: Seen) -> None:
    here = seen.organisation_id
    lines = [turn.text_of("terms-title", name=seen.organisation)]
    if seen.first is None or seen.last is None:
        lines.append(turn.text_of("terms-none"))
        rows = [[Button("terms-button-note", data("tm.new", here))]]
    else:
        lines.append(turn.text_of("terms-now", first=_day(turn, seen.first), last=_day(turn, seen.last)))
        rows = [[Button("terms-button-new", data("tm.new", here)), Button("terms-button-fix", data("tm.fix", here))]]
    await turn.show_lines(lines, buttons=[*rows, way_back("br.set", here)])


def _day(turn: Turn, day: dt.date) -> str:
    return date_text(turn.language, day, year=True)


@button("tm.new", OFFICE_OF)
async def new(turn: Turn) -> None:
    """A term begins: the day of the election is asked for."""
    seen = await terms.newest(turn.house, turn.actor, turn.subject_id)
    await forms.begin(turn, "tm", "days", organisation=seen.organisation_id)
    await turn.show("terms-ask-new", years=seen.years, buttons=_back(seen))


@button("tm.fix", OFFICE_OF)
async def fix(turn: Turn) -> None:
    """The days of the newest were noted wrongly."""
    seen = await terms.newest(turn.house, turn.actor, turn.subject_id)
    if seen.first is None:
        await _show(turn, seen)
        return
    wrong = seen.first.isoformat()
    await forms.begin(turn, "tm", "days", organisation=seen.organisation_id, instead_of=wrong)
    await turn.show("terms-ask-fix", buttons=_back(seen))


def _back(seen: Seen) -> list[list[Button]]:
    return [way_back("tm", seen.organisation_id)]


@form("tm.days", _OFFICE)
async def typed(turn: Turn) -> None:
    """The first day, or both."""
    answers, today = forms.answers(turn), turn.house.today()
    parts = [part for part in _BETWEEN.split(turn.text) if part.strip()]
    if len(parts) == 1 and len(parts[0].split()) == 2:  # noqa: PLR2004 - two days with a space between them
        parts = parts[0].split()
    if not 1 <= len(parts) <= 2:  # noqa: PLR2004 - the first day, and the last
        raise reading.BadDate
    first, *last = [reading.day_near(part, today) for part in parts]
    wrong = answers.get("instead_of")
    seen = await terms.note(
        turn.house,
        turn.actor,
        int(answers["organisation"]),
        first,
        last[0] if last else None,
        instead_of=dt.date.fromisoformat(wrong) if wrong is not None else None,
    )
    await forms.end(turn)
    await _show(turn, seen)
