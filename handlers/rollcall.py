"""Calling the roll: the board, the picture of the code, telling people, the end.

The board and the picture are messages of their own, which the process keeps up to date (``scheduler.screens``);
whatever else is asked from them is answered by another message.
"""

from __future__ import annotations

import asyncio
from zoneinfo import ZoneInfo

from telegram import InputFile
from telegram.constants import ParseMode

import texts
from handlers import forms
from handlers.links import deep_link
from handlers.menu import offered
from handlers.routing import button, data
from handlers.turn import Turn
from services import invitations, rollcall
from services.names import ScreenKind
from services.outbox import Button, Payload
from services.rollcall import CALLER_OF, Board, Phase, StillUnmarked
from texts.dates import time_text

_YES = "yes"
#: Minutes a roll-call is let run longer at a tap.
_LONGER = 15


def where(turn: Turn) -> tuple[int, int]:
    """The organisation and the meeting of a button.

    Raises:
        BadInput: They are not there.
    """
    return turn.subject_id, turn.id_at(1)


def html_of(turn: Turn, payload: Payload, zone: ZoneInfo) -> str:
    """A payload as HTML in the person's language."""
    return texts.message_text(turn.language, payload.as_json(), zone)


# --- the board --------------------------------------------------------------------------------------------------------


@button("rc", CALLER_OF)
async def start(turn: Turn) -> None:
    """The board; before the window, when it opens."""
    await forms.leave(turn)
    here, meeting = where(turn)
    seen = await rollcall.begin(turn.house, turn.actor, here, meeting)
    if seen.phase is Phase.EARLY:
        await _early(turn, seen)
    else:
        await post_board(turn, seen)


async def _early(turn: Turn, seen: Board) -> None:
    scene = seen.scene
    here, meeting, window = scene.organisation_id, scene.meeting_id, scene.windows[0]
    await turn.show(
        "rollcall-early",
        what=rollcall_title(turn, seen),
        time=time_text(turn.language, window.starts_at, scene.zone),
        opens=f"{window.opens_at.astimezone(scene.zone):%H:%M}",
        count=seen.counts.expected,
        buttons=[
            [Button("rollcall-button-open", data("rc.go", here, meeting))],
            [Button("rollcall-button-list", data("rc.list", here, meeting))],
            [Button("rollcall-button-more", data("rc.more", here, meeting))],
        ],
    )


def rollcall_title(turn: Turn, seen: Board) -> str:
    """What the meeting is called."""
    words = rollcall.board.words(seen.scene)["what"]
    if isinstance(words, str):
        return words
    return turn.plain("list-separator").join(turn.plain(key) for key in words["keys"])


@button("rc.go", CALLER_OF)
async def open_now(turn: Turn) -> None:
    """Take check-ins from now on."""
    here, meeting = where(turn)
    await post_board(turn, await rollcall.begin(turn.house, turn.actor, here, meeting, now_already=True))


async def post_board(turn: Turn, seen: Board, page: int = 1) -> None:
    """Show the board: where it stands already in place, else as a new message; the older one goes."""
    here, meeting = seen.scene.organisation_id, seen.scene.meeting_id
    fingerprint = await rollcall.fingerprint(turn.house, meeting, ScreenKind.BOARD, page)
    seen = await rollcall.view(turn.house, turn.actor, here, meeting)
    payload = rollcall.board.payload(seen, page)
    html = html_of(turn, payload, seen.scene.zone)
    pressed = turn.message.message_id if turn.pressed and turn.message is not None else None
    if pressed is not None and await rollcall.is_shown(turn.house, turn.actor, meeting, pressed):
        await turn.show_html(html, buttons=payload.buttons)
        shown = pressed
    else:
        shown = await turn.post_html(html, buttons=payload.buttons)
    before = await rollcall.show(
        turn.house,
        turn.actor,
        here,
        meeting,
        ScreenKind.BOARD,
        message_id=shown,
        page=min(page, seen.pages),
        seen=fingerprint,
    )
    if before is not None:
        await turn.delete_own(before)


@button("rc.page", CALLER_OF)
async def page(turn: Turn) -> None:
    """Another page of the names."""
    here, meeting = where(turn)
    seen = await rollcall.view(turn.house, turn.actor, here, meeting)
    await post_board(turn, seen, max(1, turn.number_at(2)))


async def beside(turn: Turn, payload: Payload, zone: ZoneInfo) -> None:
    """Show something that is no board: beside the board where that was pressed, else in place."""
    meeting = turn.id_at(1)
    pressed = turn.message.message_id if turn.pressed and turn.message is not None else None
    html = html_of(turn, payload, zone)
    if pressed is not None and await rollcall.is_shown(turn.house, turn.actor, meeting, pressed):
        await turn.say_html(html, buttons=payload.buttons)
    else:
        await turn.show_html(html, buttons=payload.buttons)


# --- the code ---------------------------------------------------------------------------------------------------------


@button("rc.code", CALLER_OF)
async def code(turn: Turn) -> None:
    """The picture of the code; it changes by itself while the roll-call lasts."""
    here, meeting = where(turn)
    fingerprint = await rollcall.fingerprint(turn.house, meeting, ScreenKind.CODE)
    found = await rollcall.show_code(turn.house, turn.actor, here, meeting)
    link = deep_link(turn.bot.username, rollcall.LINK_PREFIX, found.code.payload)
    picture = await asyncio.to_thread(invitations.qr_png, link)
    sent = await turn.bot.send_photo(
        turn.chat.id,
        InputFile(picture, filename="code.png"),
        caption=html_of(turn, found.payload, found.zone),
        parse_mode=ParseMode.HTML,
        reply_markup=turn.inline(found.payload.buttons),
    )
    before = await rollcall.show(
        turn.house, turn.actor, here, meeting, ScreenKind.CODE, message_id=sent.message_id, seen=fingerprint
    )
    if before is not None:
        await turn.delete_own(before)


# --- people -----------------------------------------------------------------------------------------------------------


@button("rc.tell", CALLER_OF)
async def tell(turn: Turn) -> None:
    """Everybody who is not recorded gets a message with the button, once."""
    here, meeting = where(turn)
    asked = await rollcall.tell(turn.house, turn.actor, here, meeting)
    lines = [turn.text_of("rollcall-told", count=asked.sent)]
    if asked.unreached:
        lines.append(turn.text_of("rollcall-told-unreached", count=asked.unreached))
    await turn.say_html("\n".join(lines))


# --- more -------------------------------------------------------------------------------------------------------------


@button("rc.more", CALLER_OF)
async def more(turn: Turn) -> None:
    """What is not needed every time."""
    await forms.leave(turn)
    here, meeting = where(turn)
    seen = await rollcall.view(turn.house, turn.actor, here, meeting)
    rows = [
        [Button("rollcall-button-vote", data("rc.vote", here, meeting))],
        offered("minutes-button-open", "mn", meeting),
    ]
    if rollcall.may_correct(turn.actor, seen.scene):
        rows.insert(1, [Button("rollcall-button-fix", data("rc.fix", here, meeting))])
    if not seen.scene.closed:
        rows.append([Button("rollcall-button-longer", data("rc.long", here, meeting), vars={"minutes": _LONGER})])
        rows.append([Button("rollcall-button-projector", data("rc.wall", here, meeting))])
    rows.append(offered("rollcall-button-settings", "rc.set", here, meeting))
    rows.append([Button("rollcall-button-board", data("rc", here, meeting))])
    payload = Payload("rollcall-more", rollcall.board.words(seen.scene), tuple(tuple(row) for row in rows if row))
    await beside(turn, payload, seen.scene.zone)


@button("rc.wall", CALLER_OF)
async def wall(turn: Turn) -> None:
    """The address of the page for the projector."""
    here, meeting = where(turn)
    address = await rollcall.address(turn.house, turn.actor, here, meeting)
    back = [Button("rollcall-button-board", data("rc", here, meeting))]
    await turn.show("rollcall-wall", address=address, buttons=[back])


@button("rc.long", CALLER_OF)
async def longer(turn: Turn) -> None:
    """Let people check in longer."""
    here, meeting = where(turn)
    seen = await rollcall.extend(turn.house, turn.actor, here, meeting, _LONGER)
    until = max(one.closes_at for one in seen.scene.windows).astimezone(seen.scene.zone)
    await turn.show(
        "rollcall-longer",
        until=f"{until:%H:%M}",
        buttons=[[Button("rollcall-button-board", data("rc", here, meeting))]],
    )


# --- the end ----------------------------------------------------------------------------------------------------------


@button("rc.end", CALLER_OF)
async def end(turn: Turn) -> None:
    """End it; with somebody unmarked, only after one question."""
    here, meeting = where(turn)
    confirmed = len(turn.args) > 2 and turn.args[2] == _YES  # noqa: PLR2004 - after organisation and meeting
    try:
        seen = await rollcall.close(turn.house, turn.actor, here, meeting, confirmed=confirmed)
    except StillUnmarked as error:
        seen = await rollcall.view(turn.house, turn.actor, here, meeting)
        yes = Button("rollcall-button-close-yes", data("rc.end", here, meeting, _YES), vars=dict(error.fields))
        first = Button("rollcall-button-left", data("rc.left", here, meeting), vars=dict(error.fields))
        back = Button("rollcall-button-board", data("rc", here, meeting))
        await beside(
            turn, Payload("rollcall-ask-close", dict(error.fields), ((first,), (yes,), (back,))), seen.scene.zone
        )
        return
    await post_board(turn, seen)
