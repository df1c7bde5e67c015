"""Who comes and who does not, for the stewards of a meeting; and answering for somebody without a phone."""

from __future__ import annotations

from handlers import forms
from handlers.leave import about, answered, coming_buttons, has_leave, kinds_to_choose, sitting_at, type_at, what_of
from handlers.reminder_words import types_of
from handlers.routing import button, data
from handlers.rows import in_rows, turning, way_back
from handlers.turn import Turn
from services.access import STEWARD_OF
from services.leave import acts, listing
from services.leave.book import type_key
from services.leave.listing import Answer, Said
from services.outbox import Button

_PER_ROW = 2


@button("lv", STEWARD_OF)
async def answers(turn: Turn) -> None:
    """Who said what: what needs a hand first."""
    await forms.leave(turn)
    here, meeting = turn.subject_id, turn.id_at(1)
    page = await listing.answers(turn.house, turn.actor, here, meeting, turn.number_at(2))
    buttons = [
        Button(
            f"leave-button-said-{one.said.value.lower()}",
            data("lv.of", here, meeting, one.member_id),
            vars={"who": one.name},
        )
        for one in page.people
    ]
    rows = in_rows(buttons, _PER_ROW)
    rows += turning("lv", here, meeting, page=page.number, pages=page.pages)
    rows.append(way_back("mt.at", here, meeting))
    lines = [
        turn.text_of(
            "leave-list",
            what=page.meeting.title or types_of(turn, page.meeting.types),
            coming=page.counts[Said.COMING],
            away=page.counts[Said.AWAY],
            asked=page.counts[Said.ASKED],
            silent=page.counts[Said.SILENT],
        )
    ]
    lines += [_away_line(turn, one) for one in page.people if one.said in (Said.AWAY, Said.ASKED)]
    await turn.show_lines(lines, buttons=rows)


def _away_line(turn: Turn, one: Answer) -> str:
    key = "leave-list-asked" if one.said is Said.ASKED else "leave-list-away"
    return turn.text_of(key, who=one.name, type=turn.plain(type_key(one.type)), late=int(one.late))


@button("lv.of", STEWARD_OF)
async def person(turn: Turn) -> None:
    """One person's answer."""
    await _show(turn, turn.id_at(1), turn.id_at(2))


async def _show(turn: Turn, meeting: int, member: int) -> None:
    here = turn.subject_id
    who, found = await listing.for_member(turn.house, turn.actor, meeting, member)
    lines = [*about(turn, found)[:2], "", turn.text_of("leave-for", who=who), answered(turn, found, own=False)]
    rows = [coming_buttons(found, "lv.go", here, meeting, member)]
    if found.leave is not None and has_leave(found):
        rows.append([Button("leave-button-card", data("lv.see", found.leave.id))])
        rows.append([Button("leave-button-take-back", data("lv.back", here, meeting, member))] if found.may_ask else [])
    elif found.may_ask:
        rows.append([Button("leave-button-leave", data("lv.ask", here, meeting, member))])
    rows.append(way_back("lv", here, meeting))
    await turn.show_lines(lines, buttons=[row for row in rows if row])


@button("lv.go", STEWARD_OF)
async def come(turn: Turn) -> None:
    """He comes, a steward writes down."""
    meeting, member = turn.id_at(1), turn.id_at(2)
    await acts.come(turn.house, turn.actor, meeting, sitting_at(turn, 3), member_id=member)
    await _show(turn, meeting, member)


@button("lv.back", STEWARD_OF)
async def take_back(turn: Turn) -> None:
    """His answer is taken back."""
    meeting, member = turn.id_at(1), turn.id_at(2)
    await acts.withdraw(turn.house, turn.actor, meeting, member_id=member)
    await _show(turn, meeting, member)


@button("lv.ask", STEWARD_OF)
async def ask(turn: Turn) -> None:
    """Leave entered for him: which kind."""
    here, meeting, member = turn.subject_id, turn.id_at(1), turn.id_at(2)
    if len(turn.args) > 3:  # noqa: PLR2004 - after organisation, meeting and member
        await acts.ask(turn.house, turn.actor, meeting, type_at(turn, 3), member_id=member)
        await _show(turn, meeting, member)
        return
    who, found = await listing.for_member(turn.house, turn.actor, meeting, member)
    rows = kinds_to_choose(turn, found, "lv.ask", here, meeting, member)
    await turn.show(
        "leave-ask-type-for",
        who=who,
        what=what_of(turn, found),
        buttons=[*rows, way_back("lv.of", here, meeting, member)],
    )
