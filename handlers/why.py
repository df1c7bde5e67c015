"""Why did I (not) get it: one tap for the person about himself, and for a steward about a member."""

from __future__ import annotations

import texts
from handlers import forms
from handlers.routing import button, data
from handlers.rows import in_rows, labelled, turning, way_back
from handlers.turn import Turn
from services import why
from services.access import STEWARD_OF, STEWARD_OF_MEMBER, Need, Scope, Status
from services.why import Entry, Fate, Story
from texts.dates import time_text

_OWN = Need(Status.CONSENTED, scope=Scope.OWN)
_PER_ROW = 2


@button("why", _OWN)
async def own(turn: Turn) -> None:
    """What was meant for himself."""
    await forms.leave(turn)
    story = await why.mine(turn.house, turn.actor, turn.number_at(0))
    rows = turning("why", page=story.number, pages=story.pages)
    await turn.show_lines(_lines(turn, story), buttons=[*rows, way_back("me")])


@button("why.who", STEWARD_OF)
async def choose(turn: Turn) -> None:
    """Whom a steward asks about."""
    await forms.leave(turn)
    here = turn.subject_id
    found = await why.people(turn.house, turn.actor, here, turn.number_at(1))
    people = [labelled(name, data("why.of", one)) for one, name in found.people]
    rows = in_rows(people, _PER_ROW)
    rows += turning("why.who", here, page=found.number, pages=found.pages)
    rows.append(way_back("br.list", here, "a"))
    await turn.show("why-choose", name=found.organisation, buttons=rows)


@button("why.of", STEWARD_OF_MEMBER)
async def of(turn: Turn) -> None:
    """What was meant for one member: kind, state, reason and time, no texts."""
    await forms.leave(turn)
    story = await why.of_member(turn.house, turn.actor, turn.subject_id, turn.number_at(1))
    rows = turning("why.of", turn.subject_id, page=story.number, pages=story.pages)
    if story.branch_id is not None:
        rows.append(way_back("why.who", story.branch_id))
    await turn.show_lines(_lines(turn, story), buttons=rows)


def _lines(turn: Turn, story: Story) -> list[str]:
    lines = [turn.text_of("why-title-of", name=story.name) if story.name else turn.text_of("why-title")]
    if not story.entries:
        return [*lines, "", turn.text_of("why-nothing")]
    for entry in story.entries:
        what, fate = kind_text(turn, entry.kind), _fate(turn, story, entry)
        lines += ["", turn.text_of("why-line", what=what, fate=fate)]
    return lines


def kind_text(turn: Turn, kind: str) -> str:
    """A kind in words; one that has none yet is a message."""
    key = f"why-kind-{kind.replace('_', '-')}"
    return turn.plain(key if key in texts.keys(texts.language_of(turn.language)) else "why-kind-other")


def _fate(turn: Turn, story: Story, entry: Entry) -> str:
    when = time_text(turn.language, entry.at, story.zone)
    fate = entry.fate.value.lower()
    if entry.fate in (Fate.SKIPPED, Fate.UNREACHABLE, Fate.FAILED) and entry.reason is not None:
        why_not = turn.plain(f"why-reason-{entry.reason.value.lower().replace('_', '-')}")
        return turn.plain(f"why-ended-{fate}", why=why_not, time=when)
    if entry.merged and entry.fate is Fate.SENT:
        return turn.plain("why-fate-merged", time=when)
    return turn.plain(f"why-fate-{fate}", time=when)
