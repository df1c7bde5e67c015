"""Developments in the chat: the list with the next steps, a new one, one case with everything that follows from it."""

from __future__ import annotations

import datetime as dt
import re

from handlers import forms, reading
from handlers.cases import KEEPER, KEEPER_OF
from handlers.routing import button, data, form
from handlers.rows import labelled, turning, way_back
from handlers.turn import Turn
from services import development
from services.development import Doubt, MarkKind, Open, Seen
from services.names import CasePart, CaseState, CaseStep, MembershipStage
from services.outbox import Button
from texts.dates import date_text

_OPEN_KEY = {
    MarkKind.LATEST: "development-open-latest",
    MarkKind.EARLIEST: "development-open-earliest",
    MarkKind.ROUTINE: "development-open-routine",
}
_ENDED = "e"
_SEPARATOR = re.compile(r"[\s,，、;；/]+")
_STATE_KEY = {
    CaseState.OPEN: "development-title",
    CaseState.DONE: "development-title-done",
    CaseState.WITHDRAWN: "development-title-withdrawn",
}


def case_in(turn: Turn) -> int:
    """The case a button names, after its organisation."""
    return turn.id_at(1)


def step_key(step: CaseStep) -> str:
    """Catalogue key of a step."""
    return f"development-step-{step.value.lower().replace('_', '-')}"


def step_name(turn: Turn, step: CaseStep, times: int = 1) -> str:
    """A step in words; of what comes again and again with its number."""
    name = turn.plain(step_key(step))
    if step not in development.REPEATED:
        return name
    return turn.plain("development-step-time", what=name, number=times)


def stage_name(turn: Turn, stage: MembershipStage) -> str:
    """A stage in words."""
    return turn.plain(f"development-stage-{stage.value.lower().replace('_', '-')}")


def day_text(turn: Turn, day: dt.date) -> str:
    """A day with its year."""
    return date_text(turn.language, day, year=True)


# --- the list ---------------------------------------------------------------------------------------------------------


@button("dv", KEEPER_OF)
async def overview(turn: Turn) -> None:
    """Who is on the way, each with the next step."""
    await forms.leave(turn)
    here, ended = turn.subject_id, _ENDED in turn.args[2:]
    found = await development.listed(turn.house, turn.actor, here, turn.number_at(1), ended=ended)
    lines = [turn.text_of("development-list-ended" if ended else "development-list", organisation=found.organisation)]
    lines += [_line(turn, one, found.organisation) for one in found.cases]
    if not found.cases:
        lines.append(turn.text_of("development-list-none"))
    rows = [[labelled(_called(turn, one), data("dv.at", here, one.id))] for one in found.cases]
    rows = [[*one, *other] for one, other in zip(rows[::2], [*rows[1::2], []], strict=False)]
    rows += [] if ended else turning("dv", here, page=found.number, pages=found.pages)
    if found.is_branch and not ended:
        rows.append([Button("development-button-new", data("dv.new", here))])
    if found.ended and not ended:
        rows.append([Button("development-button-ended", data("dv", here, 1, _ENDED), vars={"count": found.ended})])
    rows.append([Button("button-back", data("dv", here) if ended else data("cs.at", here))])
    await turn.show_lines(lines, buttons=rows)


def _called(turn: Turn, seen: Seen) -> str:
    return seen.name or turn.plain("development-nameless")


def _line(turn: Turn, seen: Seen, organisation: str) -> str:
    name = _called(turn, seen)
    if seen.branch != organisation:
        name = turn.plain("development-name-of", name=name, organisation=seen.branch)
    stage = stage_name(turn, seen.stage)
    if seen.next is None or seen.over:
        return turn.text_of("development-list-line-last", name=name, stage=stage)
    return turn.text_of("development-list-line", name=name, stage=stage, what=step_name(turn, seen.next))


# --- a new one --------------------------------------------------------------------------------------------------------


@button("dv.new", KEEPER_OF)
async def new(turn: Turn) -> None:
    """Who has applied, then when."""
    here = turn.subject_id
    await forms.begin(turn, "dv", "name", organisation=here)
    await turn.show("development-ask-name", buttons=[way_back("dv", here)])


@form("dv.name", KEEPER)
async def name_typed(turn: Turn) -> None:
    """Name, and department after a space."""
    here = int(forms.answers(turn)["organisation"])
    name, department = (*_SEPARATOR.split(turn.text, maxsplit=1), "")[:2]
    development.check_name(name, department)
    await forms.begin(turn, "dv", "applied", organisation=here, name=name, department=department)
    await turn.show("development-ask-applied", name=name, buttons=[way_back("dv.new", here)])


@form("dv.applied", KEEPER)
async def applied_typed(turn: Turn) -> None:
    """The day of the written application; the case is open with it."""
    known = forms.answers(turn)
    here = int(known["organisation"])
    day = reading.day_near(turn.text, turn.house.today())
    name, department = str(known["name"]), str(known["department"])
    seen = await development.open_case(turn.house, turn.actor, here, name, day, department)
    await forms.end(turn)
    await show(turn, here, seen)


# --- one case ---------------------------------------------------------------------------------------------------------


@button("dv.at", KEEPER_OF)
async def at(turn: Turn) -> None:
    """One case."""
    await forms.leave(turn)
    here = turn.subject_id
    await show(turn, here, await development.view(turn.house, turn.actor, here, case_in(turn)))


async def show(turn: Turn, here: int, seen: Seen) -> None:
    """The screen of one case."""
    await turn.show_lines(_lines(turn, seen), buttons=_buttons(turn, here, seen))


def _lines(turn: Turn, seen: Seen) -> list[str]:
    facts = seen.facts
    name = _called(turn, seen)
    lines = [turn.text_of(_STATE_KEY[facts.state], name=name, organisation=seen.branch)]
    if facts.department:
        lines.append(turn.text_of("development-line-department", department=facts.department))
    rules = turn.plain(f"development-rules-{facts.rule_set.lower().replace('_', '-')}")
    lines.append(turn.text_of("development-line-stage", stage=stage_name(turn, seen.stage), rules=rules))
    if not seen.over:
        lines += _ahead(turn, seen)
    lines += ["", turn.text_of("development-line-typed"), *_typed(turn, seen)]
    lines += [turn.text_of("development-line-doubt", what=doubt_text(turn, one)) for one in seen.doubts]
    return lines


def _ahead(turn: Turn, seen: Seen) -> list[str]:
    lines: list[str] = []
    if seen.next is not None:
        lines.append(turn.text_of("development-line-next", what=step_name(turn, seen.next)))
    lines += [open_text(turn, one, seen.today) for one in seen.open]
    if seen.left_out:
        what = turn.plain("list-separator").join(step_name(turn, one) for one in seen.left_out)
        lines.append(turn.text_of("development-line-left-out", what=what))
    return lines


def open_text(turn: Turn, one: Open, today: dt.date) -> str:
    """Something open as a line; it says what may be discussed from when, never what should be decided."""
    mark = one.mark
    if mark.part is not None:
        part = turn.plain(f"development-part-{mark.part.value.lower()}")
        return turn.text_of("development-open-people", part=part, count=one.count, least=one.least)
    what = step_name(turn, mark.step, one.number) if mark.step is not None else ""
    if one.day is None:
        return turn.text_of("development-open-undated", what=what)
    date, passed = day_text(turn, one.day), (today - one.day).days
    if mark.workdays is not None:
        key = "development-open-counted-provisional" if one.provisional else "development-open-counted"
        return turn.text_of(key, what=what, date=date, days=mark.workdays)
    if mark.kind is MarkKind.LATEST and passed > 0:
        return turn.text_of("development-open-over", what=what, date=date, days=passed)
    key = _OPEN_KEY[mark.kind]
    if mark.kind is MarkKind.EARLIEST and passed >= 0:
        key = "development-open-now"
    return turn.text_of(key, what=what, date=date)


def _typed(turn: Turn, seen: Seen) -> list[str]:
    facts = seen.facts
    lines: list[str] = []
    for step in development.STEPS:
        if step in development.NUMBERS:
            if step in facts.words:
                lines.append(turn.text_of("development-line-hours", hours=facts.words[step]))
            continue
        numbers = sorted(number for one, number in facts.days if one is step)
        lines += [
            turn.text_of(
                "development-line-day", what=step_name(turn, step, n), date=day_text(turn, facts.days[step, n])
            )
            for n in numbers
        ]
    for part in CasePart:
        if names := seen.people.get(part):
            part_name = turn.plain(f"development-part-{part.value.lower()}")
            who = turn.plain("list-separator").join(name for _, name in names)
            lines.append(turn.text_of("development-line-people", part=part_name, who=who))
    if seen.probation_end is not None:
        lines.append(turn.text_of("development-line-probation", date=day_text(turn, seen.probation_end)))
    return lines


def doubt_text(turn: Turn, one: Doubt) -> str:
    """What should be looked at again."""
    what = step_name(turn, one.step)
    if one.other is not None:
        return turn.plain("development-doubt-order", what=what, other=step_name(turn, one.other))
    if one.day is not None:
        return turn.plain(f"development-doubt-{one.key}", what=what, date=day_text(turn, one.day))
    return turn.plain(f"development-doubt-{one.key}")


def _buttons(turn: Turn, here: int, seen: Seen) -> list[list[Button]]:
    case = seen.id
    back = [Button("development-button-history", data("dv.log", here, case))]
    back.append(Button("development-button-list", data("dv", here)))
    if seen.over:
        rows = [[Button("development-button-reopen", data("dv.end", here, case, CaseState.OPEN.value))]]
        if seen.facts.person is None and seen.facts.name is not None:
            rows.append([Button("development-button-forget", data("dv.end", here, case, "FORGET"))])
        return [*rows, back]
    rows = []
    if seen.next is not None:
        what = step_name(turn, seen.next)
        rows.append(
            [Button("development-button-next", data("dv.step", here, case, seen.next.value), vars={"what": what})]
        )
    rows += [
        [Button("development-button-link", data("dv.link", here, case, one), vars={"code": code})]
        for one, code in seen.matches
    ]
    admitted = seen.stage in (MembershipStage.PROBATIONARY, MembershipStage.FULL)
    if admitted and seen.facts.person is None and not seen.matches:
        rows.append([Button("development-button-enrol", data("dv.enrol", here, case))])
    rows.append(
        [
            Button("development-button-days", data("dv.step", here, case)),
            Button("development-button-people", data("dv.who", here, case)),
        ]
    )
    rows.append(
        [
            Button("development-button-rules", data("dv.rules", here, case)),
            Button("development-button-end", data("dv.end", here, case)),
        ]
    )
    return [*rows, back]
