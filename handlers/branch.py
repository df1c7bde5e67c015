"""A steward's view: the tree, the counts, the lists of names. Settings are in ``branch_settings``."""

from __future__ import annotations

from collections.abc import Mapping

from handlers import forms
from handlers.menu import offered
from handlers.routing import button, command, data
from handlers.rows import in_rows, turning, way_back
from handlers.turn import Turn
from services import branch, retired_contact
from services.access import OFFICE, STEWARD, STEWARD_OF
from services.branch import CHILDREN_PAGE, Overview, Page, Standing
from services.dues import keepers
from services.errors import BadInput
from services.names import OrgLevel
from services.outbox import Button
from services.paging import page_of
from services.roles import role_key
from texts.dates import date_text

#: Lists by the letter in their buttons.
_LISTS: Mapping[str, Standing | None] = {
    "a": None,
    "r": Standing.REGISTERED,
    "n": Standing.NOT_REGISTERED,
    "b": Standing.BLOCKED,
    "d": Standing.DEACTIVATED,
}
_STANDING_KEY = {
    None: "branch-list-all",
    Standing.REGISTERED: "branch-list-registered",
    Standing.NOT_REGISTERED: "branch-list-not-registered",
    Standing.BLOCKED: "branch-list-blocked",
    Standing.DEACTIVATED: "branch-list-deactivated",
}


#: What fits a 32-bit column, and every page.


@command("branch", STEWARD)
@button("br", STEWARD)
async def start(turn: Turn) -> None:
    """His organisation; a choice, when there are several."""
    await forms.leave(turn)
    found = await branch.roots(turn.house, turn.actor)
    if len(found) == 1:
        await show(turn, found[0].id)
        return
    rows = [
        [Button("branch-button-child", data("br.at", one.id), vars={"name": one.name, "members": one.members})]
        for one in found
    ]
    await turn.show("branch-choose" if found else "branch-none", buttons=[*rows, offered("button-menu", "menu")])


@button("br.at", STEWARD_OF)
async def at(turn: Turn) -> None:
    """One organisation of the tree."""
    await forms.leave(turn)
    await show(turn, turn.subject_id, turn.number_at(1))


async def show(turn: Turn, organisation_id: int, page: int = 1) -> None:
    """The screen of one organisation."""
    seen = await branch.overview(turn.house, turn.actor, organisation_id)
    lines = _lines(turn, seen)
    if (retired := await retired_contact.named(turn.house, turn.actor, organisation_id)) is not None:
        lines.append(turn.text_of("retired-contact", name=retired))
    await turn.show_lines(lines, buttons=_buttons(turn, seen, page))


def _lines(turn: Turn, seen: Overview) -> list[str]:
    lines = [turn.text_of("branch-title", name=seen.name)]
    if seen.level is not OrgLevel.PARTY_GROUP and seen.children:
        lines.append(turn.text_of("branch-below", count=len(seen.children)))
    lines.append(turn.text_of("branch-members", members=seen.members, registered=seen.counts[Standing.REGISTERED]))
    lines += [
        turn.text_of(f"{_STANDING_KEY[standing]}-line", count=seen.counts[standing])
        for standing in (Standing.NOT_REGISTERED, Standing.BLOCKED, Standing.DEACTIVATED)
        if seen.counts[standing]
    ]
    lines += [turn.text_of("branch-leader", role=turn.plain(role_key(one.role)), name=one.name) for one in seen.leaders]
    if not seen.leaders:
        lines.append(turn.text_of("branch-no-leader"))
    lines.append(contact_line(turn, seen))
    if seen.term_ends_on is not None:
        lines.append(turn.text_of("branch-term", date=date_text(turn.language, seen.term_ends_on, year=True)))
    if seen.requests:
        lines.append(turn.text_of("branch-requests", count=seen.requests))
    return lines


def contact_line(turn: Turn, seen: Overview) -> str:
    """Whom members should ask, as far as it is filled in."""
    if seen.contact_name and seen.contact_point:
        return turn.text_of("branch-contact", name=seen.contact_name, point=seen.contact_point)
    if seen.contact_name or seen.contact_point:
        return turn.text_of("branch-contact-short", who=seen.contact_name or seen.contact_point or "")
    return turn.text_of("branch-no-contact")


def _buttons(turn: Turn, seen: Overview, page: int) -> list[list[Button]]:
    here = seen.id
    dues = offered("dues-button-desk", "du.at", here) if keepers.keeps(turn.actor, here) else []
    rows = [
        [*offered("meetings-button-branch", "mt", here), *offered("meetings-button-rules", "rem", here)],
        [*offered("announcements-button-branch", "an", here), *dues],
    ]
    rows += _children(seen, page)
    lists = [
        Button(_STANDING_KEY[standing], data("br.list", here, letter), vars={"count": seen.counts[standing]})
        for letter, standing in _LISTS.items()
        if standing not in (None, Standing.REGISTERED) and seen.counts[standing]
    ]
    rows += in_rows(lists, 2)
    if seen.members:
        rows.append([Button("branch-list-all", data("br.list", here, "a"), vars={"count": seen.members})])
    if seen.requests:
        rows.append(offered("branch-button-requests", "reg.list", here))
    if seen.level is not OrgLevel.PARTY_GROUP:
        rows.append([*offered("annual-plan-button", "ap", here), *offered("questions-button-bank", "qb", here)])
    rows.append([*offered("goals-button-branch", "gl", here), *offered("checklists-button-branch", "cl", here)])
    if seen.level in (OrgLevel.PARTY_COMMITTEE, OrgLevel.GENERAL_BRANCH):
        rows.append(offered("dues-button-office", "do.at", here))
    counted = seen.level in (OrgLevel.BRANCH, OrgLevel.PARTY_GROUP)
    attendance = offered("attendance-button-branch", "att", here) if counted else []
    rows.append([*attendance, *offered("study-button-branch", "sd", here)])
    back = [] if seen.parent_id is None else [Button("branch-button-up", data("br.at", seen.parent_id))]
    rows.append([Button("branch-button-more", data("br.more", here)), *back, *offered("button-menu", "menu")])
    return [row for row in rows if row]


@button("br.more", STEWARD_OF)
async def more(turn: Turn) -> None:
    """What is not needed every week."""
    await forms.leave(turn)
    here = turn.subject_id
    seen = await branch.overview(turn.house, turn.actor, here)
    rows = [[*offered("branch-button-roles", "role", here), *offered("branch-button-groups", "grp", here)]]
    invite = offered("branch-button-invite", "inv.new", here) if seen.level is OrgLevel.BRANCH else []
    rows.append([*invite, *offered("reachability-button-open", "ra", here)])
    rows.append([*offered("branch-button-cases", "cs.at", here), *offered("receipts-button-latest", "rp.of", here)])
    asking = offered("surveys-button-branch", "sv", here) if seen.level is OrgLevel.BRANCH else []
    if seen.level is not OrgLevel.PARTY_GROUP:
        rows.append([*offered("activity-reports-button-menu", "ar", here), *asking])
    if seen.level is OrgLevel.BRANCH:
        rows.append(offered("pairing-button-menu", "pr", here))
    if turn.actor.holds(OFFICE):
        rows.append(offered("branch-button-export", "roster.export", here))
    with_secretary = seen.level in (OrgLevel.BRANCH, OrgLevel.GENERAL_BRANCH)
    handing = offered("handover-button-open", "ho", here) if with_secretary else []
    rows.append([*offered("branch-button-settings", "br.set", here), *handing])
    if with_secretary:
        rows.append(offered("review-button-menu", "dr", here))
    rows.append(way_back("br.at", here))
    await turn.show("branch-more", name=seen.name, buttons=[row for row in rows if row])


def _children(seen: Overview, page: int) -> list[list[Button]]:
    page, pages = page_of(page, len(seen.children), CHILDREN_PAGE)
    shown = seen.children[(page - 1) * CHILDREN_PAGE : page * CHILDREN_PAGE]
    rows = [
        [Button("branch-button-child", data("br.at", one.id), vars={"name": one.name, "members": one.members})]
        for one in shown
    ]
    return [*rows, *turning("br.at", seen.id, page=page, pages=pages)]


@button("br.list", STEWARD_OF)
async def names(turn: Turn) -> None:
    """A list of names, a page at a time."""
    letter = turn.args[1] if len(turn.args) > 1 else "a"
    if letter not in _LISTS:
        raise BadInput
    standing = _LISTS[letter]
    page = await branch.people(turn.house, turn.actor, turn.subject_id, standing, turn.number_at(2))
    lines = [
        turn.text_of("branch-list-title", name=page.organisation),
        turn.text_of(_STANDING_KEY[standing], count=page.total),
        "",
        *_names(turn, page, with_standing=standing is None),
    ]
    if standing is not None and page.total:
        lines += ["", turn.text_of(f"{_STANDING_KEY[standing]}-hint")]
    rows = turning("br.list", turn.subject_id, letter, page=page.number, pages=page.pages)
    rows.append(offered("why-button-list", "why.who", turn.subject_id))
    rows.append(way_back("br.at", turn.subject_id))
    await turn.show_lines(lines, buttons=[row for row in rows if row])


def _names(turn: Turn, page: Page, *, with_standing: bool) -> list[str]:
    if not page.names:
        return [turn.text_of("branch-list-empty")]
    lines: list[str] = []
    heading: str | None = None
    for name, where, standing in page.names:
        if where != heading:
            heading = where
            lines.append(turn.text_of("branch-list-branch", name=where or ""))
        if with_standing and standing is not Standing.REGISTERED:
            state = turn.plain(f"{_STANDING_KEY[standing]}-mark")
            lines.append(turn.text_of("branch-list-name-marked", name=name, state=state))
        else:
            lines.append(turn.text_of("branch-list-name", name=name))
    return lines
