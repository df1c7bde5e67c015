"""How a branch keeps its dues, one small screen each: a tap on a preset; the day, the hour and the ratio also typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from handlers import forms, moments
from handlers.dues_words import days_text, percent
from handlers.menu import offered
from handlers.routing import button, data, form
from handlers.rows import in_rows, labelled, way_back
from handlers.turn import Turn
from services.branch import BadSetting
from services.dues import tuning
from services.dues.keepers import keeps
from services.dues.tuning import TUNER, TUNER_OF
from services.names import RoundingMode
from services.org_settings import OrgSettings
from services.outbox import Button

_INHERIT = "inherit"
_LAST_DAY = 31
_PERIODS = ("MONTH", "QUARTER", "HALF_YEAR", "YEAR")
_AHEAD = 6
_PER_ROW = 3

#: What buttons offer, as their data carry it.
_PRESETS: Mapping[str, tuple[str, ...]] = {
    "day": ("10", "15", "20", "25", "31"),
    "days": ("5.1.0", "7.3.0", "3.1.0", "1.0", "0"),
    "at": ("0800", "0900", "1200", "1800"),
    "unit": ("0.01", "0.1", "1"),
    "mode": tuple(RoundingMode),
    "ahead": tuple(str(months) for months in range(_AHEAD + 1)),
    "ratio": ("0.7", "0.5"),
    "period": _PERIODS,
}


def _number(text: str) -> int:
    try:
        return int(text.strip().removesuffix("日").removesuffix("号"))
    except ValueError as error:
        raise BadSetting from error


#: What is typed or carried, as it is stored.
_READ: Mapping[str, Callable[[str], Any]] = {
    "day": _number,
    "days": lambda text: [_number(one) for one in text.split(".")],
    "at": lambda text: f"{moments.clock(text):%H:%M}",
    "unit": str,
    "mode": str,
    "ahead": _number,
    "ratio": tuning.ratio,
    "period": str,
}


def _day_text(turn: Turn, day: int) -> str:
    return turn.plain("branch-due-last") if day == _LAST_DAY else turn.plain("branch-due-day", day=day)


#: A value as the screen names it.
_SAYS: Mapping[str, Callable[[Turn, Any], str]] = {
    "day": _day_text,
    "days": days_text,
    "at": lambda _turn, at: f"{at:%H:%M}",
    "unit": lambda turn, unit: turn.plain("dues-set-yuan", amount=unit),
    "mode": lambda turn, mode: turn.plain(f"dues-rounding-{mode.value.lower().replace('_', '-')}"),
    "ahead": lambda turn, months: turn.plain("dues-set-months", count=months),
    "ratio": lambda turn, part: percent(part) if part is not None else turn.plain("dues-set-none"),
    "period": lambda turn, period: turn.plain(f"dues-period-{period.lower().replace('_', '-')}"),
}


def _value(settings: OrgSettings, what: str) -> Any:
    return getattr(settings, tuning.KEYS[what])


@button("ds.at", TUNER_OF)
async def settings(turn: Turn) -> None:
    """How this branch keeps its dues."""
    await forms.leave(turn)
    await _show(turn, turn.subject_id)


async def _show(turn: Turn, here: int) -> None:
    seen = await tuning.seen(turn.house, turn.actor, here)
    lines = [turn.text_of("dues-set-title", name=seen.name)]
    lines += [
        turn.text_of(f"dues-set-{what}", value=_SAYS[what](turn, _value(seen.settings, what))) for what in tuning.KEYS
    ]
    buttons = [Button(f"dues-set-button-{what}", data("ds.ask", here, what)) for what in tuning.KEYS]
    rows = in_rows(buttons, 2)
    back = offered("button-back", "du.more" if keeps(turn.actor, here) else "br.set", here)
    await turn.show_lines(lines, buttons=[*rows, back])


@button("ds.ask", TUNER_OF)
async def ask(turn: Turn) -> None:
    """One of them: which value?"""
    here, what = turn.subject_id, turn.args[1] if len(turn.args) > 1 else ""
    if what not in tuning.KEYS:
        raise BadSetting
    await forms.begin(turn, "ds", "typed", organisation=here, what=what)
    choices = [labelled(_label(turn, what, one), data("ds.set", here, what, one)) for one in _PRESETS[what]]
    rows = in_rows(choices, 1 if what in ("days", "mode") else _PER_ROW)
    rows.append([Button("branch-button-inherit", data("ds.set", here, what, _INHERIT))])
    rows.append(way_back("ds.at", here))
    await turn.show(f"dues-set-ask-{what}", buttons=rows)


def _label(turn: Turn, what: str, packed: str) -> str:
    settings_ = OrgSettings.model_validate({tuning.KEYS[what]: _READ[what](packed)})
    return _SAYS[what](turn, _value(settings_, what))


@button("ds.set", TUNER_OF)
async def put(turn: Turn) -> None:
    """A preset was tapped."""
    what, packed = (turn.args[1], turn.args[2]) if len(turn.args) > 2 else ("", "")  # noqa: PLR2004 - both are needed
    if what not in tuning.KEYS:
        raise BadSetting
    await forms.leave(turn)
    value = None if packed == _INHERIT else _READ[what](packed)
    await tuning.change(turn.house, turn.actor, turn.subject_id, what, value)
    await _show(turn, turn.subject_id)


@form("ds.typed", TUNER)
async def typed(turn: Turn) -> None:
    """A value was typed."""
    known = forms.answers(turn)
    here, what = int(known["organisation"]), str(known.get("what"))
    if what not in tuning.KEYS:
        raise BadSetting
    await tuning.change(turn.house, turn.actor, here, what, _READ[what](turn.text))
    await forms.end(turn)
    await _show(turn, here)
