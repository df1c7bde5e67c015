"""Reductions and exemptions as they were decided, and paying by the quarter: entered by who keeps the dues."""

from __future__ import annotations

from decimal import Decimal

from handlers import dues_words, forms
from handlers.dues_desk import show_person
from handlers.routing import button, data, form
from handlers.rows import way_back
from handlers.turn import Turn
from services.dues import profiles, typed
from services.dues.keepers import KEEPER, KEEPER_OF_MEMBER
from services.dues.months import Month
from services.dues.profiles import Decision, Standing
from services.errors import BadInput
from services.outbox import Button
from texts.dates import date_text

_SUPERIOR, _BRANCH = "s", "b"


@button("du.qtr", KEEPER_OF_MEMBER)
async def quarterly(turn: Turn) -> None:
    """Whether the branch agrees that he pays by the quarter; asked first."""
    member, answer = turn.subject_id, turn.args[1] if len(turn.args) > 1 else ""
    await forms.leave(turn)
    if answer in ("1", "0"):
        seen = await profiles.let_quarterly(turn.house, turn.actor, member, quarterly=answer == "1")
        await show_person(turn, seen)
        return
    seen = await profiles.standing(turn.house, turn.actor, member)
    on = seen.profile is not None and seen.profile.quarterly
    rows = [
        [Button("dues-button-quarter-off" if on else "dues-button-quarter-on", data("du.qtr", member, 0 if on else 1))],
        way_back("du.p", member),
    ]
    await turn.show("dues-ask-quarter-off" if on else "dues-ask-quarter", name=seen.name, buttons=rows)


@button("du.ease", KEEPER_OF_MEMBER)
async def reliefs(turn: Turn) -> None:
    """What is reduced or exempt, now and later."""
    await forms.leave(turn)
    await _reliefs(turn, await profiles.standing(turn.house, turn.actor, turn.subject_id))


async def _reliefs(turn: Turn, seen: Standing) -> None:
    member = seen.member_id
    lines = [turn.text_of("dues-reliefs" if seen.reliefs else "dues-reliefs-none", name=seen.name)]
    lines += [dues_words.relief(turn, one) for one in seen.reliefs]
    rows = [
        [Button("dues-button-relief-back", data("du.eback", member, one.id), vars={"number": number})]
        for number, one in enumerate(seen.reliefs, 1)
    ]
    rows.append(
        [
            Button("dues-button-reduce", data("du.e", member, "R")),
            Button("dues-button-exempt", data("du.e", member, "E")),
        ]
    )
    rows.append(way_back("du.p", member))
    await turn.show_lines(lines, buttons=rows)


@button("du.e", KEEPER_OF_MEMBER)
async def begin(turn: Turn) -> None:
    """A reduction asks for its amount, both for their months."""
    member, reduce = turn.subject_id, len(turn.args) > 1 and turn.args[1] == "R"
    seen = await profiles.standing(turn.house, turn.actor, member)
    if reduce:
        await forms.begin(turn, "du", "eamount", member=member)
        await turn.show("dues-ask-reduced", name=seen.name, buttons=_back(member))
    else:
        await _ask_months(turn, member, None)


def _back(member: int) -> list[list[Button]]:
    return [way_back("du.ease", member)]


def _member(turn: Turn) -> int:
    try:
        return int(forms.answers(turn)["member"])
    except (KeyError, ValueError) as error:
        raise BadInput from error


async def _ask_months(turn: Turn, member: int, amount: Decimal | None) -> None:
    await forms.begin(turn, "du", "emonths", member=member, amount=str(amount) if amount is not None else None)
    await turn.show("dues-ask-relief-months", buttons=_back(member))


@form("du.eamount", KEEPER)
async def amount_typed(turn: Turn) -> None:
    """What he pays a month instead."""
    await _ask_months(turn, _member(turn), typed.amount(turn.text))


@form("du.emonths", KEEPER)
async def months_typed(turn: Turn) -> None:
    """From which month to which."""
    member, known = _member(turn), forms.answers(turn)
    first, last = typed.months(turn.text)
    await forms.begin(
        turn, "du", "eday", member=member, amount=known.get("amount"), first=first.number, last=last.number
    )
    await turn.say("dues-ask-relief-day", buttons=_back(member))


@form("du.eday", KEEPER)
async def day_typed(turn: Turn) -> None:
    """The day of the decision; then who decided."""
    member, known = _member(turn), forms.answers(turn)
    day = typed.day(turn.text, turn.house.today())
    await forms.begin(turn, "du", "eday", **{**known, "day": day.isoformat()})
    seen = await profiles.standing(turn.house, turn.actor, member)
    decision = _decision({**known, "day": day.isoformat()}, by_superior=True)
    rows = [
        [Button("dues-button-by-superior", data("du.eok", member, _SUPERIOR))],
        [Button("dues-button-by-branch", data("du.eok", member, _BRANCH))],
        *_back(member),
    ]
    await turn.say(
        "dues-ask-decider",
        name=seen.name,
        relief=dues_words.decided(turn, decision),
        day=date_text(turn.language, day, year=True),
        buttons=rows,
    )


def _decision(known: dict[str, object], *, by_superior: bool) -> Decision:
    try:
        amount = Decimal(str(known["amount"])) if known.get("amount") else None
        first, last = (Month.carried(known[part]) for part in ("first", "last"))
        return Decision(amount, first, last, typed.stored_day(str(known["day"])), by_superior)
    except (KeyError, ValueError, ArithmeticError) as error:
        raise BadInput from error


@button("du.eok", KEEPER_OF_MEMBER)
async def decided(turn: Turn) -> None:
    """Who decided; in force with that. A button whose form is over shows what is in force."""
    member = turn.subject_id
    known = turn.form.data if turn.form is not None and turn.form.kind == "du" else {}
    if known.get("member") == member and known.get("day"):
        decision = _decision(known, by_superior=len(turn.args) > 1 and turn.args[1] == _SUPERIOR)
        seen = await profiles.ease(turn.house, turn.actor, member, decision)
        await forms.end(turn)
    else:
        seen = await profiles.standing(turn.house, turn.actor, member)
    await _reliefs(turn, seen)


@button("du.eback", KEEPER_OF_MEMBER)
async def withdrawn(turn: Turn) -> None:
    """It was entered by mistake."""
    await _reliefs(turn, await profiles.withdraw_relief(turn.house, turn.actor, turn.subject_id, turn.id_at(1)))
