"""What is typed into a development: days and their corrections, people, the version of the rules, the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from handlers import forms, reading
from handlers.cases import KEEPER, KEEPER_OF
from handlers.development import case_in, day_text, show, stage_name, step_name
from handlers.routing import button, data, form
from handlers.rows import in_rows, labelled, way_back
from handlers.turn import Turn
from services import development
from services.development import Seen
from services.errors import BadInput
from services.names import CasePart, CaseState, CaseStep
from services.outbox import Button
from texts.dates import date_text, stamp_text

_PER_ROW = 2
_YES = "yes"
_FORGET = "FORGET"
_NEAR_DAYS = (0, 1)
_MOST_HISTORY = 30


def _argument(turn: Turn, place: int) -> str | None:
    return turn.args[place] if len(turn.args) > place else None


def _step(text: str) -> CaseStep:
    try:
        step = CaseStep(text)
    except ValueError as error:
        raise BadInput from error
    if step not in development.STEPS:
        raise BadInput
    return step


def _back(here: int, case: int) -> list[Button]:
    return way_back("dv.at", here, case)


def _paired(buttons: Sequence[Button]) -> list[list[Button]]:
    return in_rows(buttons, _PER_ROW)


async def _view(turn: Turn) -> tuple[int, int, Seen]:
    here, case = turn.subject_id, case_in(turn)
    return here, case, await development.view(turn.house, turn.actor, here, case)


# --- days -------------------------------------------------------------------------------------------------------------


@button("dv.step", KEEPER_OF)
async def step(turn: Turn) -> None:
    """Which step, then its day."""
    here, case, seen = await _view(turn)
    chosen = _argument(turn, 2)
    if seen.over:
        await show(turn, here, seen)
    elif chosen is None:
        await forms.leave(turn)
        await _choose(turn, here, case, seen)
    else:
        await _ask(turn, here, seen, _step(chosen), _number(turn, 3))


def _number(turn: Turn, place: int) -> int | None:
    return turn.id_at(place) if len(turn.args) > place else None


async def _choose(turn: Turn, here: int, case: int, seen: Seen) -> None:
    buttons: list[Button] = []
    for one in development.STEPS:
        times = sorted(number for step, number in seen.facts.days if step is one)
        if one in development.REPEATED:
            name = step_name(turn, one, len(times) + 1)
            if times:
                there, what = data("dv.step", here, case, one.value, times[-1]), step_name(turn, one, times[-1])
                buttons.append(Button("development-button-typed", there, vars={"what": what}))
            fresh = data("dv.step", here, case, one.value)
            buttons.append(Button("development-button-step", fresh, vars={"what": name}))
            continue
        typed = bool(times) or one in seen.facts.words
        key = "development-button-typed" if typed else "development-button-step"
        buttons.append(Button(key, data("dv.step", here, case, one.value), vars={"what": step_name(turn, one)}))
    await turn.show("development-choose-step", name=seen.name, buttons=[*_paired(buttons), _back(here, case)])


async def _ask(turn: Turn, here: int, seen: Seen, one: CaseStep, number: int | None) -> None:
    case, facts = seen.id, seen.facts
    if one in development.REPEATED and number is None:
        number = len(facts.times(one)) + 1
    number = number or 1
    typed = facts.words.get(one) if one in development.NUMBERS else None
    day = facts.day(one, number)
    await forms.begin(turn, "dv", "day", organisation=here, case=case, what=one.value, number=number)
    rows: list[list[Button]] = []
    if one not in development.NUMBERS:
        today = turn.house.today()
        near = [today - dt.timedelta(days=days) for days in _NEAR_DAYS]
        packed = f"{one.value}.{number}"
        rows.append(
            [
                labelled(
                    date_text(turn.language, one_day), data("dv.put", here, case, packed, reading.packed_day(one_day))
                )
                for one_day in near
            ]
        )
    if (day is not None or typed is not None) and one is not CaseStep.APPLIED:
        rows.append([Button("development-button-take-back", data("dv.del", here, case, one.value, number))])
    what = step_name(turn, one, number)
    if one in development.NUMBERS:
        text = turn.text_of("development-ask-hours", name=seen.name)
    elif day is not None:
        text = turn.text_of("development-ask-again", name=seen.name, what=what, date=day_text(turn, day))
    else:
        text = turn.text_of("development-ask-day", name=seen.name, what=what)
    if one is CaseStep.ACCEPTED:
        text = "\n".join([text, turn.text_of("development-hint-accepted")])
    await turn.show_html(text, buttons=[*rows, _back(here, case)])


@button("dv.put", KEEPER_OF)
async def put(turn: Turn) -> None:
    """A day near today, tapped."""
    here, case = turn.subject_id, case_in(turn)
    packed, _, number = (_argument(turn, 2) or "").partition(".")
    try:
        day = dt.datetime.strptime(_argument(turn, 3) or "", "%Y%m%d").date()  # noqa: DTZ007 - a day, no moment
        place = int(number)
    except ValueError as error:
        raise BadInput from error
    await forms.leave(turn)
    seen = await development.record(turn.house, turn.actor, here, case, _step(packed), day, place)
    await show(turn, here, seen)


@form("dv.day", KEEPER)
async def day_typed(turn: Turn) -> None:
    """A day, typed; of the training also its hours."""
    known = forms.answers(turn)
    here, case, one = int(known["organisation"]), int(known["case"]), _step(str(known["what"]))
    if one in development.NUMBERS:
        seen = await development.record_hours(turn.house, turn.actor, here, case, turn.text)
    else:
        day = reading.day_near(turn.text, turn.house.today())
        seen = await development.record(turn.house, turn.actor, here, case, one, day, int(known["number"]))
    await forms.end(turn)
    await show(turn, here, seen)


@button("dv.del", KEEPER_OF)
async def take_back(turn: Turn) -> None:
    """Take back what was typed; it stays in the history."""
    here, case = turn.subject_id, case_in(turn)
    await forms.leave(turn)
    one, number = _step(_argument(turn, 2) or ""), _number(turn, 3) or 1
    await show(turn, here, await development.take_back(turn.house, turn.actor, here, case, one, number))


@button("dv.log", KEEPER_OF)
async def history(turn: Turn) -> None:
    """Everything that was typed, with what it replaced."""
    await forms.leave(turn)
    here, case, seen = await _view(turn)
    typed = await development.history(turn.house, turn.actor, here, case)
    lines = [turn.text_of("development-history", name=seen.name or turn.plain("development-nameless"))]
    for one in typed[:_MOST_HISTORY]:
        value = day_text(turn, one.day) if one.day is not None else one.words or ""
        key = "development-history-line" if one.replaced_at is None else "development-history-replaced"
        lines.append(
            turn.text_of(
                key,
                time=stamp_text(one.entered_at, turn.house.zone),
                what=step_name(turn, one.step, one.number),
                value=value,
            )
        )
    await turn.show_lines(lines, buttons=[_back(here, case)])


# --- people -----------------------------------------------------------------------------------------------------------


def _part(text: str | None) -> CasePart:
    try:
        return CasePart(text or "")
    except ValueError as error:
        raise BadInput from error


@button("dv.who", KEEPER_OF)
async def people(turn: Turn) -> None:
    """Mentors and introducers: who is named; a tap takes one out or asks for another."""
    here, case, seen = await _view(turn)
    chosen = _argument(turn, 2)
    if seen.over:
        await show(turn, here, seen)
        return
    if chosen is not None:
        part = _part(chosen)
        await forms.begin(turn, "dv", "person", organisation=here, case=case, part=part.value)
        name = turn.plain(f"development-part-{part.value.lower()}")
        back = way_back("dv.who", here, case)
        await turn.show("development-ask-person", part=name, buttons=[back])
        return
    await forms.leave(turn)
    rows: list[list[Button]] = []
    for part in CasePart:
        name = turn.plain(f"development-part-{part.value.lower()}")
        rows += [
            [
                Button(
                    "development-button-remove",
                    data("dv.rm", here, case, part.value, one),
                    vars={"part": name, "who": who},
                )
            ]
            for one, who in seen.people.get(part, ())
        ]
        rows.append([Button("development-button-add", data("dv.who", here, case, part.value), vars={"part": name})])
    await turn.show("development-people", name=seen.name, buttons=[*rows, _back(here, case)])


@form("dv.person", KEEPER)
async def person_typed(turn: Turn) -> None:
    """Part of a name; whoever it fits is offered."""
    known = forms.answers(turn)
    here, case, part = int(known["organisation"]), int(known["case"]), _part(str(known["part"]))
    if not turn.text:
        raise BadInput
    found = await development.candidates(turn.house, turn.actor, here, case, turn.text)
    buttons = [labelled(name, data("dv.add", here, case, part.value, one)) for one, name in found]
    back = way_back("dv.who", here, case)
    await turn.show("development-choose-person", buttons=[*_paired(buttons), back])


@button("dv.add", KEEPER_OF)
async def add(turn: Turn) -> None:
    """Name somebody."""
    await forms.leave(turn)
    here, case, part = turn.subject_id, case_in(turn), _part(_argument(turn, 2))
    await show(turn, here, await development.add_person(turn.house, turn.actor, here, case, part, turn.id_at(3)))


@button("dv.rm", KEEPER_OF)
async def remove(turn: Turn) -> None:
    """Take somebody out."""
    here, case, part = turn.subject_id, case_in(turn), _part(_argument(turn, 2))
    await show(turn, here, await development.remove_person(turn.house, turn.actor, here, case, part, turn.id_at(3)))


@button("dv.link", KEEPER_OF)
async def link(turn: Turn) -> None:
    """He is on the roster: this one."""
    here, case = turn.subject_id, case_in(turn)
    await show(turn, here, await development.link(turn.house, turn.actor, here, case, turn.id_at(2)))


@button("dv.enrol", KEEPER_OF)
async def enrol(turn: Turn) -> None:
    """He comes onto the roster, after one question."""
    here, case, seen = await _view(turn)
    if _argument(turn, 2) == _YES:
        await show(turn, here, await development.enrol(turn.house, turn.actor, here, case))
        return
    if seen.facts.person is not None or seen.over:
        await show(turn, here, seen)
        return
    yes = [Button("development-button-enrol-yes", data("dv.enrol", here, case, _YES))]
    await turn.show(
        "development-ask-enrol",
        name=seen.name,
        organisation=seen.branch,
        stage=stage_name(turn, seen.stage),
        buttons=[yes, _back(here, case)],
    )


# --- the rules and the end --------------------------------------------------------------------------------------------


@button("dv.rules", KEEPER_OF)
async def rules(turn: Turn) -> None:
    """By which version its dates are reckoned."""
    await forms.leave(turn)
    here, case, chosen = turn.subject_id, case_in(turn), _argument(turn, 2)
    if chosen is not None:
        await show(turn, here, await development.choose_rules(turn.house, turn.actor, here, case, chosen))
        return
    seen = await development.view(turn.house, turn.actor, here, case)
    rows = []
    for one in development.rules().set:
        label = turn.plain(f"development-rules-{one.key.lower().replace('_', '-')}")
        key = "development-button-picked" if one.key == seen.facts.rule_set else "development-button-rule"
        rows.append([Button(key, data("dv.rules", here, case, one.key), vars={"label": label})])
    await turn.show("development-ask-rules", name=seen.name, buttons=[*rows, _back(here, case)])


@button("dv.end", KEEPER_OF)
async def end(turn: Turn) -> None:
    """Done, withdrawn, taken back, or the name forgotten."""
    await forms.leave(turn)
    here, case, seen = await _view(turn)
    chosen = _argument(turn, 2)
    if chosen == _FORGET:
        await _forget(turn, here, case, seen)
    elif chosen == CaseState.OPEN.value:
        await show(turn, here, await development.reopen(turn.house, turn.actor, here, case))
    elif chosen in (CaseState.DONE.value, CaseState.WITHDRAWN.value):
        await show(turn, here, await development.end(turn.house, turn.actor, here, case, CaseState(chosen)))
    elif chosen is not None:
        raise BadInput
    elif seen.over:
        await show(turn, here, seen)
    else:
        rows = [
            [Button("development-button-done", data("dv.end", here, case, CaseState.DONE.value))],
            [Button("development-button-withdraw", data("dv.end", here, case, CaseState.WITHDRAWN.value))],
        ]
        await turn.show("development-ask-end", name=seen.name, buttons=[*rows, _back(here, case)])


async def _forget(turn: Turn, here: int, case: int, seen: Seen) -> None:
    if not seen.over or seen.facts.person is not None or seen.facts.name is None:
        await show(turn, here, seen)
    elif _argument(turn, 3) == _YES:
        await show(turn, here, await development.forget(turn.house, turn.actor, here, case))
    else:
        yes = [Button("development-button-forget-yes", data("dv.end", here, case, _FORGET, _YES))]
        await turn.show("development-ask-forget", name=seen.name, buttons=[yes, _back(here, case)])
