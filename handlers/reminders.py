"""The rules of an organisation: lists, and one rule with its next dates. What changes it is in ``reminder_edits``."""

from __future__ import annotations

from handlers import forms
from handlers.menu import offered
from handlers.reminder_words import date_lines, name_of, rule_lines
from handlers.routing import button, data
from handlers.rows import turning, way_back
from handlers.turn import Turn
from services import meetings, reminder_rules
from services.access import STEWARD_OF
from services.errors import BadInput
from services.names import RuleKind
from services.outbox import Button
from services.paging import page_of
from services.recurrence import date_of
from services.reminder_rules import Change, Listed, Preview
from texts.dates import date_text

#: Forms name their organisation in the draft; the service asks the gate about it again.

#: Lists by the letter in their buttons.
_LISTS = ("m", "n", "d", "f", "o")
_LIST_KEY = {
    "m": "reminders-list-meetings",
    "n": "reminders-list-needs",
    "d": "reminders-list-dates",
    "f": "reminders-list-days",
    "o": "reminders-list-own",
}
#: Rules on one page of a list.
_PAGE = 10
#: Kinds whose audience may be chosen.
_CHOOSES_AUDIENCE = (RuleKind.MEETING, RuleKind.NOTICE)


def list_of(one: Listed) -> str:
    """Which list a rule stands in."""
    rule = one.rule
    if rule.own:
        return "o"
    if rule.kind is RuleKind.MEETING:
        return "m"
    if rule.kind is RuleKind.DUTY:
        return "n"
    return "f" if rule.key.startswith("day_") else "d"


def key_in(turn: Turn) -> str:
    """The rule a button is about.

    Raises:
        BadInput: It names none.
    """
    if len(turn.args) < 2:  # noqa: PLR2004 - organisation and rule
        raise BadInput
    return turn.args[1]


def argument(turn: Turn) -> str | None:
    """What comes after the rule in a button, if anything does."""
    return turn.args[2] if len(turn.args) > 2 else None  # noqa: PLR2004 - after organisation and rule


# --- lists ----------------------------------------------------------------------------------------------------------


@button("rem", STEWARD_OF)
async def start(turn: Turn) -> None:
    """What kinds of rules there are."""
    await forms.leave(turn)
    here = turn.subject_id
    sheet = await reminder_rules.list_rules(turn.house, turn.actor, here)
    counts = {letter: [one for one in sheet.rules if list_of(one) == letter] for letter in _LISTS}
    rows = [
        [
            Button(
                "reminders-button-list",
                data("rem.l", here, letter),
                vars={
                    "name": turn.plain(_LIST_KEY[letter]),
                    "on": sum(one.rule.enabled for one in found),
                    "total": len(found),
                },
            )
        ]
        for letter, found in counts.items()
        if found
    ]
    rows.append(offered("reminders-button-new", "rem.new", here))
    rows.append([*offered("reminders-button-meetings", "mt", here), Button("button-back", data("br.at", here))])
    await turn.show("reminders-title", organisation=sheet.organisation, buttons=[row for row in rows if row])


@button("rem.l", STEWARD_OF)
async def rules(turn: Turn) -> None:
    """One list of rules."""
    await forms.leave(turn)
    await show_list(turn, turn.subject_id, turn.args[1] if len(turn.args) > 1 else "m", turn.number_at(2))


async def show_list(turn: Turn, here: int, letter: str, page: int = 1) -> None:
    """The screen of one list.

    Raises:
        BadInput: There is no such list.
    """
    if letter not in _LISTS:
        raise BadInput
    sheet = await reminder_rules.list_rules(turn.house, turn.actor, here)
    found = [one for one in sheet.rules if list_of(one) == letter]
    page, pages = page_of(page, len(found), _PAGE)
    rows = [[_rule_button(turn, here, one)] for one in found[(page - 1) * _PAGE : page * _PAGE]]
    rows += turning("rem.l", here, letter, page=page, pages=pages)
    if letter == "o":
        rows.append(offered("reminders-button-new", "rem.new", here))
    key = "reminders-list" if found else "reminders-list-empty"
    await turn.show(
        key,
        name=turn.plain(_LIST_KEY[letter]),
        organisation=sheet.organisation,
        buttons=[*(row for row in rows if row), way_back("rem", here)],
    )


def _rule_button(turn: Turn, here: int, one: Listed) -> Button:
    name = name_of(turn, one.rule)
    target = data("rem.r", here, one.rule.key)
    if not one.rule.enabled:
        return Button("reminders-button-off", target, vars={"name": name})
    if one.next is None:
        return Button("reminders-button-on", target, vars={"name": name})
    return Button("reminders-button-next", target, vars={"name": name, "date": date_text(turn.language, one.next.day)})


# --- one rule -------------------------------------------------------------------------------------------------------


@button("rem.r", STEWARD_OF)
async def rule(turn: Turn) -> None:
    """One rule with its next dates."""
    await forms.leave(turn)
    await show_rule(turn, turn.subject_id, key_in(turn))


async def show_rule(turn: Turn, here: int, key: str) -> None:
    """The screen of one rule."""
    seen = await reminder_rules.preview(turn.house, turn.actor, here, key)
    lines = [*rule_lines(turn, seen), "", *date_lines(turn, seen)]
    await turn.show_lines(lines, buttons=_rule_buttons(here, seen))


def _rule_buttons(here: int, seen: Preview) -> list[list[Button]]:
    it = seen.rule
    key = it.key
    back = way_back("rem.l", here, list_of(Listed(it, None)))
    if it.kind is RuleKind.DUES:
        return [offered("reminders-button-due-day", "br.due", here), back]
    rows = []
    rows.append(offered("reminders-button-days", "rem.w", here, key))
    if it.kind is RuleKind.MEETING:
        rows[-1:] = [[*rows[-1], Button("reminders-button-time", data("rem.t", here, key))]]
    last = [Button("reminders-button-leads", data("rem.a", here, key))]
    if it.kind in _CHOOSES_AUDIENCE and date_of(it.recurrence) is None:
        last.append(Button("reminders-button-audience", data("rem.p", here, key)))
    rows.append(last)
    if date_of(it.recurrence) is None and it.kind is not RuleKind.DUTY:
        rows.append(
            [
                Button("reminders-button-shift", data("rem.s", here, key)),
                Button("reminders-button-until", data("rem.u", here, key)),
            ]
        )
    switch = "reminders-button-switch-off" if it.enabled else "reminders-button-switch-on"
    rows.append([Button(switch, data("rem.on", here, key, int(not it.enabled)))])
    if seen.here and not it.own:
        rows.append([Button("reminders-button-restore", data("rem.x", here, key))])
    return [*(row for row in rows if row), back]


async def apply(turn: Turn, here: int, key: str, change: Change) -> None:
    """Change a rule, show it, and bring its meetings up to date."""
    await reminder_rules.change(turn.house, turn.actor, here, key, change)
    await show_rule(turn, here, key)
    await meetings.follow(turn.house, here)


@button("rem.on", STEWARD_OF)
async def switch(turn: Turn) -> None:
    """Switch a rule on or off; the button says which, so a second tap changes nothing."""
    wanted = argument(turn)
    if wanted not in ("0", "1"):
        raise BadInput
    await apply(turn, turn.subject_id, key_in(turn), Change(enabled=wanted == "1"))


@button("rem.x", STEWARD_OF)
async def restore(turn: Turn) -> None:
    """Go back to what is inherited."""
    here, key = turn.subject_id, key_in(turn)
    await reminder_rules.restore(turn.house, turn.actor, here, key)
    await show_rule(turn, here, key)
    await meetings.follow(turn.house, here)


def back_to_rule(here: int, key: str) -> list[Button]:
    """The way back to the rule's screen."""
    return way_back("rem.r", here, key)


def place_in_form(turn: Turn) -> tuple[int, str]:
    """Organisation and rule of the open form."""
    known = forms.answers(turn)
    return int(known["organisation"]), str(known["rule"])
