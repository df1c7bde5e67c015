"""For whom a meeting is: everybody, role holders, groups, other branches, people by name, guests from outside."""

from __future__ import annotations

import re

from handlers import forms
from handlers.meetings import back_to, choice_in, meeting_in
from handlers.payloads import show_payload
from handlers.reminder_words import audience_key
from handlers.routing import button, data, form
from handlers.rows import in_rows, way_back
from handlers.turn import Turn
from services.access import STEWARD, STEWARD_OF
from services.errors import BadInput
from services.meetings import joining, people
from services.meetings.people import Part
from services.names import Audience, GuestKind, PartState
from services.outbox import Button

_NAMED = "chosen"
_AUDIENCES: tuple[Audience, ...] = (Audience.MEMBERS, Audience.OFFICERS, Audience.LEADERS)
_YES, _NO = "1", "0"
_OBSERVER = re.compile(r"\A(?:旁听|observer\b)", re.IGNORECASE)
_GUEST = re.compile(r"[，,、\s]+")
_PART_KEY = {
    None: "meetings-button-not-meant",
    PartState.AGREED: "meetings-button-meant",
    PartState.ASKED: "meetings-button-asked",
    PartState.DECLINED: "meetings-button-declined",
}


@button("mt.who", STEWARD_OF)
async def who(turn: Turn) -> None:
    """For whom it is, and what changes that."""
    await forms.leave(turn)
    here, meeting, choice = turn.subject_id, meeting_in(turn), choice_in(turn)
    if choice is not None:
        wanted = None if choice == _NAMED else _audience(choice)
        await people.set_audience(turn.house, turn.actor, here, meeting, wanted)
    await _show(turn, here, meeting)


def _audience(text: str) -> Audience:
    try:
        return Audience(text)
    except ValueError as error:
        raise BadInput from error


async def _show(turn: Turn, here: int, meeting: int) -> None:
    found = await people.who(turn.house, turn.actor, here, meeting)
    chosen = [
        Button(
            "meetings-button-meant" if found.audience is one else "meetings-button-not-meant",
            data("mt.who", here, meeting, one.value if one is not None else _NAMED),
            vars={"what": turn.plain(audience_key(one.value) if one is not None else "meetings-audience-chosen")},
        )
        for one in (*_AUDIENCES, None)
    ]
    rows = in_rows(chosen, 2)
    parts = [_part(one, here, meeting) for one in found.parts]
    rows += in_rows(parts, 2)
    rows += [
        [
            Button("meetings-button-people", data("mt.pp", here, meeting), vars={"count": len(found.people)}),
            Button("meetings-button-guests", data("mt.gu", here, meeting), vars={"count": len(found.guests)}),
        ],
        back_to(here, meeting),
    ]
    await turn.show("meetings-who", count=found.count, buttons=rows)


def _part(one: Part, here: int, meeting: int) -> Button:
    wanted = _NO if one.state is not None else _YES
    return Button(
        _PART_KEY[one.state], data("mt.pt", here, meeting, one.organisation_id, wanted), vars={"what": one.name}
    )


@button("mt.pt", STEWARD_OF)
async def part(turn: Turn) -> None:
    """A group or another branch comes along, or does not."""
    here, meeting = turn.subject_id, meeting_in(turn)
    await people.toggle_part(turn.house, turn.actor, here, meeting, turn.id_at(2), meant=_meant(turn))
    await _show(turn, here, meeting)


def _meant(turn: Turn) -> bool:
    return len(turn.args) > 3 and turn.args[3] == _YES  # noqa: PLR2004 - after organisation, meeting and whom


# --- people by name -------------------------------------------------------------------------------------------------


@button("mt.pp", STEWARD_OF)
async def named(turn: Turn) -> None:
    """Members by name: a part of the name is typed, a tap adds or removes."""
    here, meeting = turn.subject_id, meeting_in(turn)
    if len(turn.args) > 3:  # noqa: PLR2004 - after organisation, meeting and member
        await people.toggle_person(turn.house, turn.actor, here, meeting, turn.id_at(2), meant=_meant(turn))
    await forms.begin(turn, "mt", "people", organisation=here, meeting=meeting)
    await _show_people(turn, here, meeting, None)


async def _show_people(turn: Turn, here: int, meeting: int, found: list[tuple[int, str]] | None) -> None:
    there = dict((await people.who(turn.house, turn.actor, here, meeting)).people)
    shown = dict(found) if found is not None else there
    buttons = [
        Button(
            "meetings-button-meant" if member in there else "meetings-button-not-meant",
            data("mt.pp", here, meeting, member, _NO if member in there else _YES),
            vars={"what": name},
        )
        for member, name in shown.items()
    ]
    rows = in_rows(buttons, 2)
    rows.append(way_back("mt.who", here, meeting))
    key = "meetings-ask-people-none" if found is not None and not found else "meetings-ask-people"
    await turn.show(key, count=len(there), buttons=rows)


@form("mt.people", STEWARD)
async def name_typed(turn: Turn) -> None:
    """A part of a name was typed."""
    known = forms.answers(turn)
    here, meeting = int(known["organisation"]), int(known["meeting"])
    if not turn.text:
        raise BadInput
    found = await people.candidates(turn.house, turn.actor, here, turn.text)
    await _show_people(turn, here, meeting, found)


# --- guests ---------------------------------------------------------------------------------------------------------


@button("mt.gu", STEWARD_OF)
async def guests(turn: Turn) -> None:
    """Who comes from outside: names are typed, a tap removes one."""
    here, meeting = turn.subject_id, meeting_in(turn)
    if choice_in(turn) is not None:
        await people.remove_guest(turn.house, turn.actor, here, meeting, turn.id_at(2))
    await forms.begin(turn, "mt", "guests", organisation=here, meeting=meeting)
    await _show_guests(turn, here, meeting)


async def _show_guests(turn: Turn, here: int, meeting: int) -> None:
    found = (await people.who(turn.house, turn.actor, here, meeting)).guests
    rows = [
        [
            Button(
                f"meetings-button-{one.kind.value.lower()}{'-post' if one.post else ''}",
                data("mt.gu", here, meeting, one.id),
                vars={"who": one.name} | ({"post": one.post} if one.post else {}),
            )
        ]
        for one in found
    ]
    await turn.show("meetings-ask-guests", count=len(found), buttons=[*rows, way_back("mt.who", here, meeting)])


@form("mt.guests", STEWARD)
async def guests_typed(turn: Turn) -> None:
    """Names, a line each; a post after a comma; 旁听 or observer in front makes an observer."""
    known = forms.answers(turn)
    here, meeting = int(known["organisation"]), int(known["meeting"])
    lines = [line.strip() for line in turn.text.splitlines() if line.strip()]
    if not lines:
        raise BadInput
    for kind in (GuestKind.OBSERVER, GuestKind.GUEST):
        chosen = [line for line in lines if (_OBSERVER.match(line) is not None) is (kind is GuestKind.OBSERVER)]
        names = [_guest(_OBSERVER.sub("", line)) for line in chosen]
        if names:
            await people.add_guests(turn.house, turn.actor, here, meeting, names, kind)
    await _show_guests(turn, here, meeting)


def _guest(line: str) -> tuple[str, str | None]:
    name, *post = _GUEST.split(line.strip("：: ，,、"), maxsplit=1)
    return name, (post[0].strip() or None) if post else None


# --- a joint meeting: the other branch answers ----------------------------------------------------------------------


@button("mj.ok", STEWARD_OF)
async def join(turn: Turn) -> None:
    """Its members come along."""
    joined = await joining.answer(turn.house, turn.actor, turn.subject_id, turn.id_at(1), agree=True)
    await show_payload(turn, joined.card)


@button("mj.no", STEWARD_OF)
async def join_not(turn: Turn) -> None:
    """They do not."""
    joined = await joining.answer(turn.house, turn.actor, turn.subject_id, turn.id_at(1), agree=False)
    await show_payload(turn, joined.card)
