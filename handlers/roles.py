"""Roles: who holds which, granting one in three taps, ending one in two."""

from __future__ import annotations

import datetime as dt

from handlers import forms, reading
from handlers.routing import button, data, form
from handlers.rows import in_rows, turning, way_back
from handlers.turn import Turn
from services import roles
from services.access import STEWARD, STEWARD_OF
from services.errors import BadInput
from services.names import BranchRole
from services.outbox import Button
from services.roles import Held, RoleHeld, role_key
from texts.dates import date_text

#: Forms name their organisation in the draft; the service asks the gate about it again.
_PEOPLE_PER_ROW = 2


def _role(text: str) -> BranchRole:
    try:
        return BranchRole(text)
    except ValueError as error:
        raise BadInput from error


def _arguments(turn: Turn, count: int) -> list[str]:
    """The arguments after the organisation.

    Raises:
        BadInput: There are not so many.
    """
    if len(turn.args) < count + 1:
        raise BadInput
    return turn.args[1 : count + 1]


@button("role", STEWARD_OF)
async def board(turn: Turn) -> None:
    """Who holds which role."""
    await forms.leave(turn)
    await _board(turn, turn.subject_id)


async def _board(turn: Turn, here: int) -> None:
    seen = await roles.board(turn.house, turn.actor, here)
    lines = [turn.text_of("roles-title", name=seen.organisation)]
    lines += [_held_line(turn, one) for one in seen.held] or [turn.text_of("roles-none")]
    rows = [
        [Button("roles-button-held", data("role.one", here, one.id), vars=_held_label(turn, one))]
        for one in seen.held
        if one.may_end
    ]
    if seen.grantable:
        rows.append([Button("roles-button-new", data("role.new", here))])
    rows.append(way_back("br.at", here))
    await turn.show_lines(lines, buttons=rows)


def _held_label(turn: Turn, one: Held) -> dict[str, str]:
    return {"role": turn.plain(role_key(one.role)), "name": one.name}


def _held_line(turn: Turn, one: Held) -> str:
    label, first = _held_label(turn, one), date_text(turn.language, one.starts_on, year=True)
    if one.ends_on is None:
        return turn.text_of("roles-held", **label, first=first)
    return turn.text_of("roles-held-until", **label, first=first, last=date_text(turn.language, one.ends_on, year=True))


# --- granting ---------------------------------------------------------------------------------------------------


@button("role.new", STEWARD_OF)
async def choose_role(turn: Turn) -> None:
    """First: which role."""
    seen = await roles.board(turn.house, turn.actor, turn.subject_id)
    rows = [[Button(role_key(role), data("role.who", turn.subject_id, role.value))] for role in seen.grantable]
    await turn.show(
        "roles-ask-role",
        name=seen.organisation,
        buttons=[*rows, way_back("role", turn.subject_id)],
    )


@button("role.who", STEWARD_OF)
async def choose_person(turn: Turn) -> None:
    """Second: who; a list to tap, or a name to type."""
    role = _role(_arguments(turn, 1)[0])
    here = turn.subject_id
    await _people(turn, here, role, page=turn.number_at(2))
    await forms.begin(turn, "role", "who", organisation=here, role=role.value)


@form("role.who", STEWARD)
async def person_typed(turn: Turn) -> None:
    """A part of the name was typed."""
    answers = forms.answers(turn)
    await _people(turn, int(answers["organisation"]), _role(answers["role"]), name=turn.text)


async def _people(turn: Turn, here: int, role: BranchRole, *, page: int = 1, name: str = "") -> None:
    found = await roles.candidates(turn.house, turn.actor, here, role, number=page, name=name)
    people = [
        Button("roles-button-person", data("role.pick", here, role.value, member_id), vars={"name": text})
        for member_id, text in found.people
    ]
    rows = in_rows(people, _PEOPLE_PER_ROW)
    if not name:
        rows += turning("role.who", here, role.value, page=found.number, pages=found.pages)
    rows.append(way_back("role.new", here))
    key = "roles-ask-person" if people else "roles-nobody"
    await turn.show(key, role=turn.plain(role_key(role)), name=found.organisation, buttons=rows)


@button("role.pick", STEWARD_OF)
async def choose_day(turn: Turn) -> None:
    """Third: from when; the question says whom he replaces."""
    role_name, member = _arguments(turn, 2)
    await _ask_day(turn, turn.subject_id, _role(role_name), _member(member), turn.house.today())


def _member(text: str) -> int:
    try:
        return min(int(text), 2**63 - 1)
    except ValueError as error:
        raise BadInput from error


async def _ask_day(turn: Turn, here: int, role: BranchRole, member_id: int, first: dt.date) -> None:
    plan = await roles.plan(turn.house, turn.actor, here, role, member_id, first)
    await forms.begin(
        turn, "role", "day", organisation=here, role=role.value, member=member_id, first=first.isoformat()
    )
    facts = {
        "role": turn.plain(role_key(role)),
        "organisation": plan.organisation,
        "name": plan.name,
        "date": date_text(turn.language, first, year=True),
    }
    lines = [turn.text_of("roles-ask-day", **facts)]
    if plan.replaces is not None:
        lines.append(turn.text_of("roles-replaces", name=plan.replaces))
    lines += ["", turn.text_of("roles-ask-day-hint")]
    rows = [
        [Button("roles-button-confirm", data("role.ok", here, role.value, member_id, reading.packed_day(first)))],
        way_back("role.who", here, role.value),
    ]
    await turn.show_lines(lines, buttons=rows)


@form("role.day", STEWARD)
async def day_typed(turn: Turn) -> None:
    """Another first day, typed."""
    answers = forms.answers(turn)
    first = reading.day(turn.text, turn.house.today())
    await _ask_day(turn, int(answers["organisation"]), _role(answers["role"]), int(answers["member"]), first)


@button("role.ok", STEWARD_OF)
async def grant(turn: Turn) -> None:
    """The confirmation counts once, while its question stands; afterwards it shows how things are."""
    role_name, member, packed = _arguments(turn, 3)
    here, role, member_id = turn.subject_id, _role(role_name), _member(member)
    first = reading.day(packed, turn.house.today())
    asked = {"organisation": here, "role": role.value, "member": member_id, "first": first.isoformat()}
    if turn.form is None or turn.form.data != asked or not await forms.end(turn):
        await _board(turn, here)
        return
    try:
        await roles.grant(turn.house, turn.actor, here, role, member_id, first, hand_over=True)
    except RoleHeld:
        await turn.show("error-role-held", buttons=[way_back("role", here)])
        return
    await _board(turn, here)


# --- ending -----------------------------------------------------------------------------------------------------


@button("role.one", STEWARD_OF)
async def one(turn: Turn) -> None:
    """One role, and the ways to end it."""
    here, grant_id = turn.subject_id, _member(_arguments(turn, 1)[0])
    seen = await roles.board(turn.house, turn.actor, here)
    held = next((each for each in seen.held if each.id == grant_id and each.may_end), None)
    if held is None:
        await _board(turn, here)
        return
    await forms.begin(turn, "role", "end", organisation=here, grant=grant_id)
    today = turn.house.today()
    yesterday = reading.packed_day(today - dt.timedelta(days=1))
    month_end = reading.packed_day(reading.month_end(today))
    rows = [
        [Button("roles-button-end-now", data("role.end", here, grant_id, yesterday))],
        [Button("roles-button-end-month", data("role.end", here, grant_id, month_end))],
        way_back("role", here),
    ]
    await turn.show_lines([_held_line(turn, held), "", turn.text_of("roles-ask-end")], buttons=rows)


@button("role.end", STEWARD_OF)
async def end(turn: Turn) -> None:
    """End a role on the day of the button; counts while its question stands."""
    grant_text, packed = _arguments(turn, 2)
    here, grant_id = turn.subject_id, _member(grant_text)
    asked = {"organisation": here, "grant": grant_id}
    if turn.form is not None and turn.form.data == asked and await forms.end(turn):
        await roles.end(turn.house, turn.actor, here, grant_id, reading.day(packed, turn.house.today()))
    await _board(turn, here)


@form("role.end", STEWARD)
async def end_typed(turn: Turn) -> None:
    """The last day, typed."""
    answers = forms.answers(turn)
    here = int(answers["organisation"])
    last = reading.day(turn.text, turn.house.today())
    await roles.end(turn.house, turn.actor, here, int(answers["grant"]), last)
    await forms.end(turn)
    await _board(turn, here)
