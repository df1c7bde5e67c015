"""Leaders' double organisational life: the secretary's list and notes, and the leader's own counts."""

from __future__ import annotations

from handlers import forms, reading
from handlers.menu import offered
from handlers.reminder_words import types_of
from handlers.routing import button, data, form
from handlers.rows import in_rows, labelled, turning, way_back
from handlers.turn import Turn
from services import dual, why
from services.access import STEWARD, STEWARD_OF, STEWARD_OF_MEMBER, Need, Scope, Status
from services.dual import Choice, Noted, Sheet
from services.errors import BadInput
from services.names import DualPart
from services.outbox import Button
from texts.dates import date_text

_OWN = Need(Status.MEMBER, scope=Scope.OWN)
_PER_ROW = 2
#: What is listed of a year, the newest.
_LISTED = 10


def _part_key(part: DualPart | None) -> str:
    return f"dual-part-{part.value.lower()}" if part is not None else "dual-part-called"


def _what(turn: Turn, one: Noted | Choice) -> str:
    return one.words or types_of(turn, one.types)


@button("dl", STEWARD_OF)
async def board(turn: Turn) -> None:
    """The leaders of a branch with their counts of the year."""
    await forms.leave(turn)
    here = turn.subject_id
    name, leaders = await dual.board(turn.house, turn.actor, here)
    lines = [turn.text_of("dual-title" if leaders else "dual-title-none", organisation=name)]
    lines += [
        turn.text_of("dual-line-leader", name=one.name, branch=one.tally.branch, group=one.tally.group)
        for one in leaders
    ]
    rows = [[labelled(one.name, data("dl.of", one.member_id))] for one in leaders]
    rows.append([Button("dual-button-add", data("dl.who", here))])
    rows.append(way_back("gl", here))
    await turn.show_lines(lines, buttons=rows)


@button("dl.who", STEWARD_OF)
async def who(turn: Turn) -> None:
    """Who else belongs to a leading group."""
    await forms.leave(turn)
    here = turn.subject_id
    page = await why.people(turn.house, turn.actor, here, turn.number_at(1))
    people = [labelled(name, data("dl.yes", one)) for one, name in page.people]
    rows = in_rows(people, _PER_ROW)
    rows += turning("dl.who", here, page=page.number, pages=page.pages)
    rows.append(way_back("dl", here))
    await turn.show("dual-ask-who", buttons=rows)


@button("dl.yes", STEWARD_OF_MEMBER)
async def named(turn: Turn) -> None:
    """He belongs to a leading group."""
    await dual.name_leader(turn.house, turn.actor, turn.subject_id, leader=True)
    await _show(turn, await dual.of_member(turn.house, turn.actor, turn.subject_id))


@button("dl.no", STEWARD_OF_MEMBER)
async def unnamed(turn: Turn) -> None:
    """He no longer does."""
    await dual.name_leader(turn.house, turn.actor, turn.subject_id, leader=False)
    await _show(turn, await dual.of_member(turn.house, turn.actor, turn.subject_id))


@button("dl.of", STEWARD_OF_MEMBER)
async def of(turn: Turn) -> None:
    """One leader's year."""
    await forms.leave(turn)
    await _show(turn, await dual.of_member(turn.house, turn.actor, turn.subject_id))


def _lines(turn: Turn, sheet: Sheet) -> list[str]:
    counts = {"branch": sheet.tally.branch, "group": sheet.tally.group, "year": str(sheet.year)}
    first = turn.text_of("dual-of", name=sheet.name, **counts) if sheet.name else turn.text_of("dual-mine", **counts)
    return [first, *[_line(turn, one) for one in sheet.noted[:_LISTED]]]


def _line(turn: Turn, one: Noted) -> str:
    return turn.text_of(
        "dual-line",
        date=date_text(turn.language, one.day),
        organisation=one.organisation,
        what=_what(turn, one),
        part=turn.plain(_part_key(one.part)),
    )


async def _show(turn: Turn, sheet: Sheet) -> None:
    member = sheet.member_id
    rows = [
        [
            Button("dual-button-meeting", data("dl.mt", member)),
            Button("dual-button-activity", data("dl.act", member)),
        ]
    ]
    if any(one.id is not None for one in sheet.noted):
        rows.append([Button("dual-button-annul", data("dl.off", member))])
    if sheet.named:
        rows.append([Button("dual-button-unnamed", data("dl.no", member))])
    rows.append(way_back("dl", sheet.branch_id))
    await turn.show_lines(_lines(turn, sheet), buttons=rows)


@button("dl.mt", STEWARD_OF_MEMBER)
async def meeting(turn: Turn) -> None:
    """Which meeting he took part in, then how."""
    await forms.leave(turn)
    member = turn.subject_id
    if len(turn.args) > 2:  # noqa: PLR2004 - after member and meeting
        sheet = await dual.note_meeting(turn.house, turn.actor, member, turn.id_at(1), _part(turn.args[2]))
        await _show(turn, sheet)
        return
    found = await dual.choices(turn.house, turn.actor, member)
    if len(turn.args) > 1:
        chosen = turn.id_at(1)
        rows = [[Button(_part_key(part), data("dl.mt", member, chosen, part.value))] for part in DualPart]
        rows.append(way_back("dl.mt", member))
        await turn.show("dual-ask-part", buttons=rows)
        return
    rows = [
        [
            Button(
                "dual-button-choice",
                data("dl.mt", member, one.meeting_id),
                vars={"date": date_text(turn.language, one.day), "what": _what(turn, one)},
            )
        ]
        for one in found
    ]
    rows.append(way_back("dl.of", member))
    await turn.show("dual-ask-meeting" if found else "dual-ask-meeting-none", buttons=rows)


def _part(text: str) -> DualPart:
    try:
        return DualPart(text)
    except ValueError as error:
        raise BadInput from error


@button("dl.act", STEWARD_OF_MEMBER)
async def activity(turn: Turn) -> None:
    """An activity that is no meeting in the bot."""
    member = turn.subject_id
    sheet = await dual.of_member(turn.house, turn.actor, member)
    await forms.begin(turn, "dl", "act", member=member)
    await turn.show("dual-ask-activity", name=sheet.name, buttons=[way_back("dl.of", member)])


@form("dl.act", STEWARD)
async def activity_typed(turn: Turn) -> None:
    """Day and words, typed: ``11月5日 义诊``."""
    member = int(forms.answers(turn)["member"])
    day_text, _, words = turn.text.partition(" ")
    today = turn.house.today()
    day = reading.day(day_text, today)
    if day > today and day_text[:4] != str(day.year):
        day = reading.day(f"{day.year - 1}-{day.month}-{day.day}", today)  # without a year, what is past is meant
    sheet = await dual.note_activity(turn.house, turn.actor, member, day, words)
    await forms.end(turn)
    await _show(turn, sheet)


@button("dl.off", STEWARD_OF_MEMBER)
async def annul(turn: Turn) -> None:
    """Something was noted by mistake."""
    member = turn.subject_id
    if len(turn.args) > 1:
        await _show(turn, await dual.annul(turn.house, turn.actor, member, turn.id_at(1)))
        return
    sheet = await dual.of_member(turn.house, turn.actor, member)
    by_hand = [(one.id, one) for one in sheet.noted if one.id is not None]
    rows = [
        [
            Button(
                "dual-button-choice",
                data("dl.off", member, record),
                vars={"date": date_text(turn.language, one.day), "what": _what(turn, one)},
            )
        ]
        for record, one in by_hand[:_LISTED]
    ]
    rows.append(way_back("dl.of", member))
    await turn.show("dual-ask-annul", buttons=rows)


@button("dl.my", _OWN)
async def mine(turn: Turn) -> None:
    """His own year."""
    sheet = await dual.mine(turn.house, turn.actor)
    await turn.show_lines(_lines(turn, sheet), buttons=[offered("button-back", "me")])
