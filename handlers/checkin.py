"""Checking in from the phone: a button, the link in a QR picture, six typed digits, and the way out.

::

    ck ── what is on ── ck:<meeting> ─┐
    /start r… (QR) ───────────────────┼── one sentence: recorded, or how he stands, or why not
    six digits, private or in a group ┘       └─ ck.go: he goes
"""

from __future__ import annotations

import structlog
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden

import texts
from handlers import forms
from handlers.menu import offered
from handlers.reminder_words import types_in
from handlers.routing import button, code, command, data, start
from handlers.turn import Turn
from services import rollcall
from services.access import Need, Scope, Status
from services.errors import DomainError
from services.names import AttendanceStatus
from services.outbox import Button
from services.rollcall import CheckedIn, Mine, Phase
from texts.dates import time_text

log = structlog.get_logger(__name__)

_MEMBER = Need(Status.MEMBER)
_OWN = Need(Status.MEMBER, scope=Scope.OWN)
#: The button, whose data is this and a meeting's number.
BUTTON = "ck"
#: The button's screen becomes the answer; without it the answer is a message of its own.
HERE = "s"


def _what(language: str, one: CheckedIn | Mine) -> str:
    return one.title or types_in(language, one.types)


def _clock(one: CheckedIn) -> str:
    return f"{one.at.astimezone(one.zone):%H:%M}"


def _slug(status: AttendanceStatus) -> str:
    return status.value.lower().replace("_", "-")


def _key(done: CheckedIn) -> str:
    return f"checkin-{'stands' if done.again else 'done'}-{_slug(done.status)}"


def sentence(language: str, done: CheckedIn) -> str:
    """How he stands, as HTML."""
    return texts.say(language, _key(done), what=_what(language, done), time=_clock(done))


def toast(language: str, done: CheckedIn) -> str:
    """How he stands, as a button's answer shows it."""
    return texts.plain(language, _key(done), what=_what(language, done), time=_clock(done))


def way_out(done: CheckedIn, *, in_place: bool) -> list[list[Button]]:
    """The button of who goes, where he is asked; and the menu's, where the answer stands in its place."""
    leaving = [[Button("checkin-button-go", data("ck.go", done.meeting_id))]] if done.may_leave else []
    return [*leaving, offered("button-menu", "menu")] if in_place else leaving


async def _told(turn: Turn, done: CheckedIn, *, in_place: bool = False) -> None:
    if in_place:
        await turn.show_html(sentence(turn.language, done), buttons=way_out(done, in_place=True))
    else:
        await turn.say_html(sentence(turn.language, done), buttons=way_out(done, in_place=False))


# --- what is on -------------------------------------------------------------------------------------------------------


@command("checkin", _MEMBER)
@button(BUTTON, _OWN)
async def checkin(turn: Turn) -> None:
    """The meetings around now; with a meeting's number, the check-in itself."""
    if turn.pressed and turn.args:
        done = await rollcall.tap(turn.house, turn.actor, turn.subject_id)
        await _told(turn, done, in_place=len(turn.args) > 1 and turn.args[1] == HERE)
        return
    await forms.leave(turn)
    found = await rollcall.mine(turn.house, turn.actor)
    lines = [turn.text_of("checkin-title" if found else "checkin-none")]
    rows: list[list[Button]] = []
    for one in found:
        lines.append(_line(turn, one))
        if one.phase is Phase.OPEN and (one.standing is None or not one.standing.own):
            label = {"what": _what(turn.language, one)}
            rows.append([Button("checkin-button-now", data(BUTTON, one.meeting_id, HERE), vars=label)])
        if one.standing is not None and one.standing.may_leave:
            rows.append([Button("checkin-button-go", data("ck.go", one.meeting_id))])
        if one.may_call:
            rows.append([Button("checkin-button-call", data("rc", one.organisation_id, one.meeting_id))])
    await turn.show_lines(lines, buttons=[row for row in [*rows, offered("button-menu", "menu")] if row])


def _line(turn: Turn, one: Mine) -> str:
    if one.standing is not None:
        return turn.text_of(
            f"checkin-stands-{_slug(one.standing.status)}", what=_what(turn.language, one), time=_clock(one.standing)
        )
    words = {"what": _what(turn.language, one), "time": time_text(turn.language, one.starts_at, one.zone)}
    if one.phase is Phase.EARLY:
        return turn.text_of("checkin-line-early", opens=f"{one.opens_at.astimezone(one.zone):%H:%M}", **words)
    return turn.text_of("checkin-line-open" if one.phase is Phase.OPEN else "checkin-line-over", **words)


# --- link and digits --------------------------------------------------------------------------------------------------


@start(rollcall.LINK_PREFIX, _MEMBER)
async def by_link(turn: Turn) -> None:
    """He scanned the picture in the hall."""
    await _told(turn, await rollcall.scan(turn.house, turn.actor, turn.args[0]))


@code("digits", _MEMBER)
async def by_code(turn: Turn) -> None:
    """He typed the six digits."""
    await _told(turn, await rollcall.type_code(turn.house, turn.actor, turn.text))


async def in_group(turn: Turn) -> None:
    """He typed the six digits in a group, as a reply to the bot; he is answered in private, the group hears nothing."""
    if turn.actor.member is None or not turn.actor.consented:
        await turn.say("checkin-register-first", username=turn.bot.username)
        return
    try:
        done = await rollcall.type_code(turn.house, turn.actor, turn.text, in_group=True)
    except DomainError as error:
        log.info("refused", code=error.code)
        await _whisper(turn, turn.in_private().text_of(f"error-{error.code}", **error.fields))
        return
    await _whisper(turn, sentence(turn.in_private().language, done))


async def _whisper(turn: Turn, text: str) -> None:
    if turn.user is None:
        return
    try:
        await turn.bot.send_message(turn.user.id, text, parse_mode=ParseMode.HTML)
    except (Forbidden, BadRequest) as error:
        # He has put the bot away; what he asked for is done, or told nobody.
        log.info("could_not_tell_in_private", reason=type(error).__name__)


# --- going ------------------------------------------------------------------------------------------------------------


@button("ck.go", _OWN)
async def go(turn: Turn) -> None:
    """He goes."""
    done = await rollcall.go(turn.house, turn.actor, turn.subject_id)
    left = f"{(done.left_at or done.at).astimezone(done.zone):%H:%M}"
    key = "checkin-gone-early" if done.status is AttendanceStatus.LEFT_EARLY else "checkin-gone"
    await turn.show(key, what=_what(turn.language, done), time=left)
