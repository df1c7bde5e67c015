"""Announcements in chat: the list, composing, the draft's card, and the one button that sends.

::

    list (an) ── new ──> words (an.words: whatever is sent in) ──> card (an.c) ──┬── settings (announcements_settings)
                                                                               ├── preview (an.p) ── send (an.go)
                                                                               └── thrown away (an.no)
    released: card (an.at), kept up to date ──> announcements_sent
"""

from __future__ import annotations

from handlers import forms
from handlers.announcements_sent import show_progress
from handlers.announcements_words import (
    ANNOUNCEMENT_OF,
    SENDER,
    SENDER_OF,
    audience_text,
    contents,
    lines_of,
    minutes_of,
    sent_file,
    state_key,
    typed,
    when_line,
)
from handlers.menu import offered
from handlers.routing import button, command, data, form
from handlers.rows import labelled, way_back
from handlers.turn import Turn
from services.access import Need, Scope, Status
from services.announcements import drafts, releasing
from services.announcements import mine as own
from services.announcements.audience import SENDERS
from services.announcements.drafts import Draft
from services.errors import BadInput
from services.names import AnnouncementKind, AnnouncementState, ReleaseTiming
from services.outbox import Button
from texts.dates import date_text

_KNOWN = Need(Status.CONSENTED)
_MEMBER = Need(Status.MEMBER, scope=Scope.OWN)


@command("notice", _KNOWN)
@button("an.me", _KNOWN)
async def start(turn: Turn) -> None:
    """The announcements of his organisation; a choice where there are several. A plain member's: his own."""
    await forms.leave(turn)
    if not turn.actor.holds(SENDERS):
        await show_mine(turn)
        return
    found = await drafts.places(turn.house, turn.actor)
    if len(found) == 1:
        await show_list(turn, found[0][0])
        return
    rows = [[labelled(name, data("an", here))] for here, name in found]
    await turn.show("announcements-choose", buttons=[*rows, offered("button-menu", "menu")])


@button("an", SENDER_OF)
async def listed(turn: Turn) -> None:
    """The announcements of an organisation, the newest first."""
    await forms.leave(turn)
    await show_list(turn, turn.subject_id, turn.number_at(1))


async def show_list(turn: Turn, here: int, page: int = 1) -> None:
    """A page of the list."""
    found, more = await drafts.listed(turn.house, turn.actor, here, max(1, page))
    rows = [[Button("announcements-button-new", data("an.new", here))]]
    rows += [
        [
            Button(
                "announcements-button-one",
                data("an.at", one.id),
                vars={
                    "date": date_text(turn.language, one.at.astimezone(turn.house.zone).date()),
                    "opening": one.opening or turn.plain("announcements-untitled"),
                    "state": turn.plain(state_key(one.state)),
                },
            )
        ]
        for one in found
    ]
    turns = [Button("announcements-button-newer", data("an", here, page - 1))] if page > 1 else []
    if more:
        turns.append(Button("announcements-button-older", data("an", here, page + 1)))
    rows += [turns] if turns else []
    mine = offered("announcements-button-own", "an.mine") if turn.actor.member is not None else []
    rows.append([Button("button-back", data("br.at", here)), *mine, *offered("button-menu", "menu")])
    await turn.show("announcements-list" if found else "announcements-list-empty", buttons=rows)


# --- what was announced to him ----------------------------------------------------------------------------------------


@button("an.mine", _MEMBER)
async def mine(turn: Turn) -> None:
    """What was announced to him and still holds."""
    await forms.leave(turn)
    await show_mine(turn)


async def show_mine(turn: Turn) -> None:
    """His list; a press sends one once more."""
    found = await own.listed(turn.house, turn.actor)
    rows = [
        [
            Button(
                "announcements-button-mine",
                data("an.get", one.id),
                vars={
                    "mark": turn.plain("announcements-mine-confirmed" if one.confirmed else "announcements-mine-open"),
                    "date": date_text(turn.language, one.at.astimezone(turn.house.zone).date()),
                    "opening": one.opening or turn.plain("announcements-untitled"),
                },
            )
        ]
        for one in found
    ]
    rows.append(offered("button-menu", "menu"))
    await turn.show("announcements-mine" if found else "announcements-mine-empty", buttons=rows)


@button("an.get", _MEMBER)
async def get(turn: Turn) -> None:
    """Send him one once more."""
    await own.send_again(turn.house, turn.actor, turn.subject_id)
    await turn.say("announcements-mine-sent")


# --- composing --------------------------------------------------------------------------------------------------------


@button("an.new", SENDER_OF)
async def new(turn: Turn) -> None:
    """A new one: what he sends from now on is what it says."""
    one = await drafts.start(turn.house, turn.actor, turn.subject_id)
    await ask_words(turn, one)


@button("an.words", ANNOUNCEMENT_OF)
async def more_words(turn: Turn) -> None:
    """Go on writing."""
    one = await drafts.look(turn.house, turn.actor, turn.subject_id)
    if one.state is not AnnouncementState.DRAFT:
        await show(turn, one)
        return
    await ask_words(turn, one)


async def ask_words(turn: Turn, one: Draft) -> None:
    """Ask for what it says."""
    await forms.begin(turn, "an", "say", announcement=one.id)
    await turn.show(
        "announcements-ask-words",
        what=contents(turn, one.parts),
        count=len(one.parts),
        buttons=_writing(one),
    )


def _writing(one: Draft) -> list[list[Button]]:
    if not one.parts:
        return [[Button("announcements-button-throw", data("an.no", one.id))]]
    return [
        [Button("announcements-button-done", data("an.c", one.id))],
        [Button("announcements-button-undo", data("an.undo", one.id))],
    ]


@form("an.say", SENDER, takes_words=True)
async def say(turn: Turn) -> None:
    """One message of it: a text, a photo, a file, a video; those of one album come as several."""
    known = forms.answers(turn)
    here = int(known["announcement"])
    file = sent_file(turn)
    if file is not None:
        one = await drafts.add_file(turn.house, turn.actor, here, *file)
    elif (text := typed(turn)).text:
        one = await drafts.add_text(turn.house, turn.actor, here, text)
    else:
        await turn.say("announcements-only", buttons=[[Button("announcements-button-done", data("an.c", here))]])
        return
    answer = turn.text_of("announcements-taken", what=contents(turn, one.parts))
    # The photos of an album come one by one: their answer is one message that is brought up to date.
    album = file[1] if file is not None else ""
    shown = known.get("shown")
    if album and known.get("album") == album and shown and await turn.edit_own(shown, answer, buttons=_writing(one)):
        return
    shown = await turn.post_html(answer, buttons=_writing(one))
    await forms.begin(turn, "an", "say", announcement=here, album=album, shown=shown)


@button("an.undo", ANNOUNCEMENT_OF)
async def undo(turn: Turn) -> None:
    """Take the last message away."""
    await ask_words(turn, await drafts.drop_last(turn.house, turn.actor, turn.subject_id))


# --- the card of a draft ----------------------------------------------------------------------------------------------


@button("an.c", ANNOUNCEMENT_OF)
@button("an.at", ANNOUNCEMENT_OF)
async def look(turn: Turn) -> None:
    """One announcement: a draft to go on with, or how it stands."""
    await forms.leave(turn)
    await show(turn, await drafts.look(turn.house, turn.actor, turn.subject_id))


async def show(turn: Turn, one: Draft) -> None:
    """The card of a draft or of a scheduled one; of what was released, how it stands."""
    if one.state is AnnouncementState.SCHEDULED:
        rows = [
            [Button("announcements-button-reopen", data("an.re1", one.id))],
            [Button("announcements-button-throw", data("an.no", one.id))],
            way_back("an", one.organisation_id),
        ]
        await turn.show_lines([turn.text_of("announcements-scheduled"), *lines_of(turn, one)], buttons=rows)
    elif one.state is AnnouncementState.DRAFT:
        await turn.show_lines(lines_of(turn, one), buttons=_card(one))
    elif one.state is AnnouncementState.CANCELLED:
        back = way_back("an", one.organisation_id)
        await turn.show("announcements-cancelled", buttons=[back])
    else:
        await show_progress(turn, one.id)


def _card(one: Draft) -> list[list[Button]]:
    here = one.id
    rows = [
        [
            Button("announcements-button-words", data("an.words", here)),
            Button("announcements-button-who", data("an.who", here)),
        ],
        [
            Button("announcements-button-kind", data("an.kind", here)),
            Button("announcements-button-when", data("an.when", here)),
        ],
    ]
    more = Button("announcements-button-more", data("an.more", here))
    if one.kind is AnnouncementKind.DIGEST_ITEM:
        rows.append([more])
    else:
        rows.append([Button("announcements-button-confirm-set", data("an.by", here)), more])
    if one.parts and one.crowd.people:
        rows.append([Button("announcements-button-preview", data("an.p", here))])
    rows.append(
        [
            Button("announcements-button-throw", data("an.no", here)),
            Button("button-back", data("an", one.organisation_id)),
        ]
    )
    return rows


@button("an.p", ANNOUNCEMENT_OF)
async def preview(turn: Turn) -> None:
    """His own copy, just as everybody's will look, whom it reaches, how long it takes; and the button that sends it."""
    await forms.leave(turn)
    one = await drafts.look(turn.house, turn.actor, turn.subject_id)
    if one.state is not AnnouncementState.DRAFT:
        await show(turn, one)
        return
    made = await releasing.preview(turn.house, turn.actor, one.id)
    crowd = one.crowd
    lines = [
        turn.text_of("announcements-preview"),
        turn.text_of(
            "announcements-preview-who", who=audience_text(turn, one.organisation, one.audience), count=crowd.people
        ),
    ]
    if crowd.unreachable:
        lines.append(
            turn.text_of(
                "announcements-preview-lost",
                count=crowd.unreachable,
                never=crowd.never,
                blocked=crowd.blocked,
                deactivated=crowd.deactivated,
            )
        )
    lines.append(turn.text_of("announcements-preview-long", each=one.messages, minutes=minutes_of(one.seconds)))
    lines.append(when_line(turn, one))
    scheduled = one.timing is ReleaseTiming.AT
    key = "announcements-button-schedule" if scheduled else "announcements-button-send"
    rows = [
        [Button(key, data("an.go", one.id, made.token), vars={"count": crowd.people})],
        [Button("announcements-button-change", data("an.c", one.id))],
    ]
    await turn.show_lines(lines, buttons=rows)


@button("an.try", Need(Status.CONSENTED, scope=Scope.OWN))
async def tried(turn: Turn) -> None:
    """The button under a preview: it is there to be looked at."""
    await turn.say("announcements-trial")


@button("an.go", ANNOUNCEMENT_OF)
async def send(turn: Turn) -> None:
    """Send it, once: the button is good for what was shown with it, for half an hour, and not beyond a restart."""
    if len(turn.args) != 2:  # noqa: PLR2004 - the announcement and the token
        raise BadInput
    await show(turn, await releasing.release(turn.house, turn.actor, turn.subject_id, turn.args[1]))


@button("an.re1", ANNOUNCEMENT_OF)
async def reopen(turn: Turn) -> None:
    """Take a scheduled one back to be changed."""
    await show(turn, await drafts.reopen(turn.house, turn.actor, turn.subject_id))


@button("an.no", ANNOUNCEMENT_OF)
async def throw_away(turn: Turn) -> None:
    """Throw it away before it goes out."""
    await forms.leave(turn)
    one = await drafts.look(turn.house, turn.actor, turn.subject_id)
    if one.state in drafts.BEFORE:
        one = await drafts.cancel(turn.house, turn.actor, one.id)
    await show(turn, one)
