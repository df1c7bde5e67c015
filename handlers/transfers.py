"""Transfers of membership in the chat: the list, one case, what its letter says, the end."""

from __future__ import annotations

import re
import unicodedata

from handlers import forms, reading
from handlers.cases import KEEPER, KEEPER_OF
from handlers.development import case_in, day_text
from handlers.routing import button, data, form
from handlers.rows import in_rows, labelled, turning, way_back
from handlers.turn import Turn
from services import transfers
from services.errors import BadInput
from services.names import CaseState, CaseStep
from services.outbox import Button
from services.transfers import Seen
from texts.dates import stamp_text

_ENDED, _YES = "e", "yes"
_MONTH = re.compile(r"(\d{4})\s*[-./年]?\s*(\d{1,2})\s*月?\Z")
_MOST_HISTORY = 30
_STATE_KEY = {
    CaseState.OPEN: "transfers-title",
    CaseState.DONE: "transfers-title-done",
    CaseState.WITHDRAWN: "transfers-title-withdrawn",
}


def _argument(turn: Turn, place: int) -> str | None:
    return turn.args[place] if len(turn.args) > place else None


def _step(text: str | None) -> CaseStep:
    try:
        step = CaseStep(text or "")
    except ValueError as error:
        raise BadInput from error
    if step not in transfers.STEPS:
        raise BadInput
    return step


def _step_name(turn: Turn, step: CaseStep) -> str:
    return turn.plain(f"transfers-step-{step.value.lower().replace('_', '-')}")


def _way(turn: Turn, seen: Seen) -> str:
    way = seen.facts.way.value.lower() if seen.facts.way is not None else "out"
    return turn.plain(f"transfers-way-{way}", branch=seen.branch, other=seen.other)


def _called(turn: Turn, seen: Seen) -> str:
    return seen.name if seen.facts.name else turn.plain("development-nameless")


# --- the list ---------------------------------------------------------------------------------------------------------


@button("tr", KEEPER_OF)
async def overview(turn: Turn) -> None:
    """Who is on the way where."""
    await forms.leave(turn)
    here, ended = turn.subject_id, _ENDED in turn.args[2:]
    found = await transfers.listed(turn.house, turn.actor, here, turn.number_at(1), ended=ended)
    lines = [turn.text_of("transfers-list-ended" if ended else "transfers-list", organisation=found.organisation)]
    lines += [turn.text_of("transfers-list-line", name=_called(turn, one), way=_way(turn, one)) for one in found.cases]
    if not found.cases:
        lines.append(turn.text_of("development-list-none"))
    rows = [[labelled(_called(turn, one), data("tr.at", here, one.id))] for one in found.cases]
    rows += [] if ended else turning("tr", here, page=found.number, pages=found.pages)
    if found.is_branch and not ended:
        rows.append(
            [Button("transfers-button-out", data("tr.out", here)), Button("transfers-button-in", data("tr.in", here))]
        )
    if found.ended and not ended:
        rows.append([Button("development-button-ended", data("tr", here, 1, _ENDED), vars={"count": found.ended})])
    rows.append([Button("button-back", data("tr", here) if ended else data("cs.at", here))])
    await turn.show_lines(lines, buttons=rows)


# --- one case ---------------------------------------------------------------------------------------------------------


@button("tr.at", KEEPER_OF)
async def at(turn: Turn) -> None:
    """One case."""
    await forms.leave(turn)
    here = turn.subject_id
    await show(turn, here, await transfers.view(turn.house, turn.actor, here, case_in(turn)))


async def show(turn: Turn, here: int, seen: Seen) -> None:
    """The screen of one case."""
    facts = seen.facts
    lines = [turn.text_of(_STATE_KEY[facts.state], name=_called(turn, seen), way=_way(turn, seen))]
    if not seen.over and seen.next is not None:
        lines.append(turn.text_of("development-line-next", what=_step_name(turn, seen.next)))
    for step in transfers.STEPS:
        day = facts.day(step)
        value = day_text(turn, day) if day is not None else facts.words.get(step)
        if value is not None:
            lines.append(turn.text_of("development-line-day", what=_step_name(turn, step), date=value))
    until = facts.day(CaseStep.LETTER_UNTIL)
    if until is not None and not seen.over and facts.day(CaseStep.RECEIVED) is None:
        left = (until - seen.today).days
        lines.append(
            turn.text_of("transfers-line-left", days=left) if left >= 0 else turn.text_of("transfers-line-over")
        )
    if seen.too_long:
        lines.append(turn.text_of("transfers-line-long"))
    if not seen.over and not seen.receives:
        lines.append(turn.text_of("transfers-line-other-finishes", other=seen.other))
    await turn.show_lines(lines, buttons=_buttons(turn, here, seen))


def _buttons(turn: Turn, here: int, seen: Seen) -> list[list[Button]]:
    case, facts = seen.id, seen.facts
    back = [
        Button("development-button-history", data("tr.log", here, case)),
        Button("development-button-list", data("tr", here)),
    ]
    if seen.over:
        return [back]
    steps = [
        Button(
            "development-button-typed"
            if facts.day(one) is not None or one in facts.words
            else "development-button-step",
            data("tr.step", here, case, one.value),
            vars={"what": _step_name(turn, one)},
        )
        for one in transfers.STEPS
    ]
    rows = in_rows(steps, 2)
    if seen.may_finish:
        rows.append([Button("transfers-button-finish", data("tr.end", here, case))])
    rows.append([Button("transfers-button-withdraw", data("tr.off", here, case))])
    return [*rows, back]


def _back(here: int, case: int) -> list[Button]:
    return way_back("tr.at", here, case)


@button("tr.step", KEEPER_OF)
async def step(turn: Turn) -> None:
    """What the letter says, one thing at a time."""
    here, case, one = turn.subject_id, case_in(turn), _step(_argument(turn, 2))
    seen = await transfers.view(turn.house, turn.actor, here, case)
    if seen.over:
        await show(turn, here, seen)
        return
    await forms.begin(turn, "tr", "value", organisation=here, case=case, what=one.value)
    kind = {CaseStep.LETTER_NUMBER: "number", CaseStep.PAID_THROUGH: "month"}.get(one, "day")
    rows = []
    if seen.facts.day(one) is not None or one in seen.facts.words:
        rows.append([Button("transfers-button-take-back", data("tr.del", here, case, one.value))])
    name, what = _called(turn, seen), _step_name(turn, one)
    await turn.show(f"transfers-ask-{kind}", name=name, what=what, buttons=[*rows, _back(here, case)])


@form("tr.value", KEEPER)
async def value_typed(turn: Turn) -> None:
    """A day, a number or a month, typed."""
    known = forms.answers(turn)
    here, case, one = int(known["organisation"]), int(known["case"]), _step(str(known["what"]))
    if one is CaseStep.PAID_THROUGH:
        seen = await transfers.record(turn.house, turn.actor, here, case, one, _month(turn.text))
    elif one in transfers.TEXTS:
        seen = await transfers.record(turn.house, turn.actor, here, case, one, turn.text)
    else:
        today = turn.house.today()
        ahead = one is CaseStep.LETTER_UNTIL
        day = reading.day(turn.text, today) if ahead else reading.day_near(turn.text, today)
        seen = await transfers.record(turn.house, turn.actor, here, case, one, day)
    await forms.end(turn)
    await show(turn, here, seen)


def _month(typed: str) -> str:
    found = _MONTH.match(unicodedata.normalize("NFKC", typed).strip())
    if found is None:
        raise transfers.BadMonth
    return f"{found[1]}-{int(found[2]):02d}"


@button("tr.del", KEEPER_OF)
async def take_back(turn: Turn) -> None:
    """Take back what was typed."""
    await forms.leave(turn)
    here, case, one = turn.subject_id, case_in(turn), _step(_argument(turn, 2))
    await show(turn, here, await transfers.take_back(turn.house, turn.actor, here, case, one))


@button("tr.log", KEEPER_OF)
async def history(turn: Turn) -> None:
    """Everything that was typed, with what it replaced."""
    await forms.leave(turn)
    here, case = turn.subject_id, case_in(turn)
    seen = await transfers.view(turn.house, turn.actor, here, case)
    lines = [turn.text_of("development-history", name=_called(turn, seen))]
    for one in (await transfers.history(turn.house, turn.actor, here, case))[:_MOST_HISTORY]:
        value = day_text(turn, one.day) if one.day is not None else one.words or ""
        key = "development-history-line" if one.replaced_at is None else "development-history-replaced"
        time = stamp_text(one.entered_at, turn.house.zone)
        lines.append(turn.text_of(key, time=time, what=_step_name(turn, one.step), value=value))
    await turn.show_lines(lines, buttons=[_back(here, case)])


@button("tr.end", KEEPER_OF)
async def finish(turn: Turn) -> None:
    """Done, after one question: the roster follows."""
    await forms.leave(turn)
    here, case = turn.subject_id, case_in(turn)
    seen = await transfers.view(turn.house, turn.actor, here, case)
    if seen.over:
        await show(turn, here, seen)
    elif _argument(turn, 2) == _YES:
        await show(turn, here, await transfers.finish(turn.house, turn.actor, here, case))
    elif not seen.may_finish or seen.facts.way is None:
        raise transfers.NotReceived
    else:
        key = f"transfers-ask-finish-{seen.facts.way.value.lower()}"
        yes = [Button("transfers-button-finish-yes", data("tr.end", here, case, _YES))]
        variables = {"name": _called(turn, seen), "branch": seen.branch, "other": seen.other}
        await turn.show(key, buttons=[yes, _back(here, case)], **variables)


@button("tr.off", KEEPER_OF)
async def withdraw(turn: Turn) -> None:
    """It does not take place, after one question."""
    await forms.leave(turn)
    here, case = turn.subject_id, case_in(turn)
    if _argument(turn, 2) == _YES:
        await show(turn, here, await transfers.withdraw(turn.house, turn.actor, here, case))
        return
    seen = await transfers.view(turn.house, turn.actor, here, case)
    if seen.over:
        await show(turn, here, seen)
        return
    yes = [Button("transfers-button-withdraw-yes", data("tr.off", here, case, _YES))]
    await turn.show("transfers-ask-withdraw", name=_called(turn, seen), buttons=[yes, _back(here, case)])
