"""The main menu, /help, /cancel, and what is answered to words that fit nothing else."""

from __future__ import annotations

from handlers import forms
from handlers.commands import description_key, visible
from handlers.routing import ROUTER, Kind, button, command, data, text
from handlers.turn import Turn
from services import tasks
from services.access import STEWARDS, Need, Status
from services.cases.store import KEEPERS
from services.errors import NotAllowed
from services.names import BranchRole
from services.outbox import Button

_ANYONE = Need(Status.ANYONE)
_KNOWN = Need(Status.CONSENTED)


def offered(key: str, name: str, *args: str | int) -> list[Button]:
    """A button, if what it does is there; a button that leads nowhere is never shown."""
    if ROUTER.find(Kind.BUTTON, name) is None:
        return []
    return [Button(key, data(name, *args))]


def _buttons(turn: Turn) -> list[list[Button]]:
    rows: list[list[Button]] = []
    if turn.actor.member is not None:
        rows.append([*offered("menu-button-me", "me"), *offered("menu-button-dues", "dues")])
        rows.append([*offered("menu-button-checkin", "ck"), *offered("menu-button-meetings", "rs.all")])
        rows.append([*offered("menu-button-study", "st"), *offered("quizzes-button-menu", "q")])
        rows.append([*offered("menu-button-shift", "me.shift"), *offered("makeup-button-menu", "mku.my")])
        rows.append([*offered("help-board-button-menu", "hb"), *offered("checklists-button-mine", "cl.my")])
    else:
        rows.append(offered("menu-button-me", "me"))
    if turn.actor.holds(STEWARDS):
        rows.append([*offered("menu-button-branch", "br"), *offered("announcements-button-menu", "an.me")])
    elif inspected := next((one for one in turn.actor.grants if one.role is BranchRole.DISCIPLINE_MEMBER), None):
        rows.append(offered("goals-button-branch", "gl", inspected.organisation_id))
    led = next((one for one in turn.actor.grants if one.role is BranchRole.GROUP_LEADER), None)
    if led is not None and not turn.actor.holds(STEWARDS):
        group = led.organisation_id
        notices = offered("receipts-button-latest", "rp.of", group)
        rows.append([*notices, *offered("reachability-button-open", "ra", group)])
    if turn.actor.holds(KEEPERS):
        rows.append(offered("menu-button-cases", "cs"))
    publicity = next((one for one in turn.actor.grants if one.role is BranchRole.PUBLICITY_MEMBER), None)
    if publicity is not None:
        here = publicity.organisation_id
        rows.append([*offered("questions-button-bank", "qb", here), *offered("study-button-branch", "sd", here)])
        reports = offered("activity-reports-button-menu", "ar", here)
        rows.append([*reports, *offered("surveys-button-branch", "sv", here)])
    own = offered("announcements-button-menu", "an.me") if not turn.actor.holds(STEWARDS) else []
    rows.append([*own, *offered("suggestions-button-menu", "sg"), *offered("menu-button-help", "help")])
    return [row for row in rows if row]


def _title(turn: Turn) -> str:
    if turn.actor.member is None:
        return turn.text_of("menu-title-office")
    return turn.text_of("menu-title", branch=turn.actor.member.branch_name)


@command("menu", _KNOWN)
@button("menu", _KNOWN)
async def menu(turn: Turn) -> None:
    """The main menu; a pressed message becomes it."""
    if turn.actor.member is None and not turn.actor.is_administrator:
        raise NotAllowed
    await forms.leave(turn)
    waiting = await tasks.count(turn.house, turn.actor)
    rows = [[Button("tasks-button-menu", data("td"), vars={"count": waiting})]] if waiting else []
    await turn.show_html(_title(turn), buttons=[*rows, *_buttons(turn)])


@command("help", _ANYONE)
@button("help", _ANYONE)
async def help_(turn: Turn) -> None:
    """What the person can do here, command by command."""
    lines = [turn.text_of("menu-help-intro"), ""]
    lines += [
        turn.text_of("menu-help-line", name=name, what=turn.plain(description_key(name)))
        for name in visible(ROUTER, turn.actor)
    ]
    lines.append("")
    if ROUTER.find(Kind.DOCUMENT, "") is not None and turn.actor.holds(_document_roles()):
        lines.append(turn.text_of("menu-help-roster"))
    lines.append(turn.text_of("menu-help-words"))
    known = turn.actor.member is not None or turn.actor.is_administrator
    await turn.show_lines(lines, buttons=[offered("button-menu", "menu")] if known else ())


def _document_roles() -> frozenset[BranchRole]:
    route = ROUTER.find(Kind.DOCUMENT, "")
    return route.need.roles if route is not None else frozenset()


@command("cancel", _ANYONE)
async def cancel(turn: Turn) -> None:
    """Forget the form that was begun; works always, also when there is none."""
    stopped = await forms.end(turn) or await forms.stand_down(turn)
    await turn.say_and_remove_keyboard("menu-cancelled" if stopped else "menu-nothing-to-cancel")


@text(_ANYONE)
async def not_understood(turn: Turn) -> None:
    """Whatever fits nothing else: a kind sentence, and the menu."""
    if turn.actor.status < Status.MEMBER and not turn.actor.is_administrator:
        raise NotAllowed  # the dispatcher shows the way in
    if not turn.text:
        await turn.say("menu-only-words", buttons=_buttons(turn))
    else:
        await turn.say("menu-not-understood", buttons=_buttons(turn))
