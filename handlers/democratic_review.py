"""The yearly democratic review of a branch: its steps, and the numbers people counted."""

from __future__ import annotations

from handlers import forms, reading
from handlers.routing import button, data, form
from handlers.rows import way_back
from handlers.turn import Turn
from services import democratic_review
from services.access import STEWARD, STEWARD_OF
from services.democratic_review import Part, Review, WrongOrder
from services.errors import BadInput
from services.outbox import Button
from texts.dates import date_text


def _year(turn: Turn) -> int:
    """The year a button names; this one by default."""
    if len(turn.args) < 2:  # noqa: PLR2004 - the organisation alone
        return turn.house.today().year
    return turn.id_at(1)


def _reachable(turn: Turn, year: int) -> int:
    this = turn.house.today().year
    if not this - 1 <= year <= this + 1:
        raise BadInput
    return year


@button("dr", STEWARD_OF)
async def review(turn: Turn) -> None:
    """The review of a year."""
    await forms.leave(turn)
    year = _reachable(turn, _year(turn))
    await _show(turn, turn.subject_id, await democratic_review.view(turn.house, turn.actor, turn.subject_id, year))


async def _show(turn: Turn, here: int, seen: Review) -> None:
    lines = [turn.text_of("review-title", organisation=seen.organisation, year=str(seen.year))]
    rows: list[list[Button]] = []
    if seen.held_on is None:
        lines.append(turn.text_of("review-not-begun"))
        rows.append([Button("review-button-begin", data("dr.day", here, seen.year))])
    else:
        lines.append(turn.text_of("review-held", date=date_text(turn.language, seen.held_on, year=True)))
        lines += _numbers(turn, seen)
        if seen.checklist is not None:
            listed, done, count = seen.checklist
            rows.append(
                [Button("review-button-steps", data("cl.at", here, listed), vars={"done": done, "count": count})]
            )
        rows += [
            [Button(f"review-button-{one.value.lower()}", data("dr.n", here, seen.year, one.value))] for one in Part
        ]
        rows.append(
            [
                Button("review-button-day", data("dr.day", here, seen.year)),
                Button("review-button-sheet", data("dr.x", here, seen.year)),
            ]
        )
    rows.append(way_back("br.more", here))
    await turn.show_lines(lines, buttons=rows)


def _numbers(turn: Turn, seen: Review) -> list[str]:
    lines = [
        turn.text_of(f"review-{one.value.lower()}", **{name: seen.numbers[name] or 0 for name in one.fields})
        if seen.knows(one)
        else turn.text_of(f"review-{one.value.lower()}-open")
        for one in Part
    ]
    excellent = seen.numbers["excellent"]
    if excellent is not None and seen.most_excellent is not None and excellent > seen.most_excellent:
        lines.append(turn.text_of("review-many-excellent", most=seen.most_excellent, count=excellent))
    return [*lines, turn.text_of("review-no-verdict")]


@button("dr.day", STEWARD_OF)
async def ask_day(turn: Turn) -> None:
    """The day of the meeting, typed."""
    here, year = turn.subject_id, _reachable(turn, _year(turn))
    await forms.begin(turn, "dr", "day", organisation=here, year=year)
    await turn.show("review-ask-day", year=str(year), buttons=[way_back("dr", here, year)])


@form("dr.day", STEWARD)
async def day_typed(turn: Turn) -> None:
    """The day."""
    known = forms.answers(turn)
    here = int(known["organisation"])
    day = reading.day_near(turn.text, turn.house.today())
    seen = await democratic_review.begin(turn.house, turn.actor, here, day)
    await forms.end(turn)
    await _show(turn, here, seen)


@button("dr.n", STEWARD_OF)
async def ask_numbers(turn: Turn) -> None:
    """The numbers of a part, typed in one line."""
    here, year = turn.subject_id, _reachable(turn, _year(turn))
    try:
        part = Part(turn.args[2])
    except (IndexError, ValueError) as error:
        raise BadInput from error
    seen = await democratic_review.view(turn.house, turn.actor, here, year)
    if seen.held_on is None:
        await _show(turn, here, seen)
        return
    await forms.begin(turn, "dr", "numbers", organisation=here, year=year, part=part.value)
    back = [way_back("dr", here, year)]
    await turn.show(f"review-ask-{part.value.lower()}", members=seen.members, buttons=back)


@form("dr.numbers", STEWARD)
async def numbers_typed(turn: Turn) -> None:
    """The numbers; what does not agree is said with the two that do not."""
    known = forms.answers(turn)
    here, year, part = int(known["organisation"]), int(known["year"]), Part(known["part"])
    try:
        seen = await democratic_review.fill_in(turn.house, turn.actor, here, year, part, turn.text)
    except WrongOrder as error:
        fields = dict(error.fields)
        words = {name: turn.plain(f"review-word-{str(fields[name]).replace('_', '-')}") for name in ("small", "large")}
        raise WrongOrder(**(fields | words)) from error
    await forms.end(turn)
    await _show(turn, here, seen)


@button("dr.x", STEWARD_OF)
async def export(turn: Turn) -> None:
    """The form 民主评议汇总表."""
    here, year = turn.subject_id, _reachable(turn, _year(turn))
    seen = await democratic_review.view(turn.house, turn.actor, here, year)
    if seen.held_on is None:
        await _show(turn, here, seen)
        return
    made = await democratic_review.export(turn.house, turn.actor, here, year)
    back = [way_back("dr", here, year)]
    await turn.send_file(made.content, made.name, "review-file", year=str(year), buttons=back)
