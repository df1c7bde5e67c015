"""A rule of one's own: its name, what it is, its days; the rest starts from defaults and is changed afterwards."""

from __future__ import annotations

from handlers import forms, reminder_draft
from handlers.reminder_days import days
from handlers.reminder_draft import MEETING, NEW, NOTICE, TYPES
from handlers.reminders import show_list
from handlers.routing import button, data, form
from handlers.turn import Turn
from services.access import STEWARD, STEWARD_OF
from services.errors import BadInput
from services.meetings import type_key
from services.outbox import Button
from services.reminder_rules import TITLE_LENGTH, BadTitle


@button("rem.new", STEWARD_OF)
async def start(turn: Turn) -> None:
    """Ask for the name."""
    here = turn.subject_id
    await forms.begin(turn, "rem", "title", organisation=here)
    await turn.show("reminders-ask-title", buttons=[[Button("button-cancel", data("rem", here))]])


@form("rem.title", STEWARD)
async def title_typed(turn: Turn) -> None:
    """The name; then what it is."""
    here, title = int(forms.answers(turn)["organisation"]), turn.text
    if not 0 < len(title) <= TITLE_LENGTH:
        raise BadTitle(limit=TITLE_LENGTH)
    await reminder_draft.name(turn, here, title)
    rows = [
        [
            Button("reminders-button-notice", data("rem.k", here, NOTICE)),
            Button("reminders-button-meeting", data("rem.k", here, MEETING)),
        ],
        *[
            [Button(type_key(one), data("rem.k", here, one.value)) for one in TYPES[place : place + 2]]
            for place in range(0, len(TYPES), 2)
        ],
    ]
    await turn.say("reminders-ask-kind", title=title, buttons=[*rows, [Button("button-cancel", data("rem", here))]])


@form("rem.new", STEWARD)
async def title_typed_again(turn: Turn) -> None:
    """Something typed where a tap is waited for: another name."""
    await title_typed(turn)


@button("rem.k", STEWARD_OF)
async def kind(turn: Turn) -> None:
    """What it is; then its days. An old button shows the list."""
    here = turn.subject_id
    chosen = turn.args[1] if len(turn.args) > 1 else ""
    if chosen not in (NOTICE, MEETING, *(one.value for one in TYPES)):
        raise BadInput
    if turn.form is None or turn.form.data.get("organisation") != here or "title" not in turn.form.data:
        await show_list(turn, here, "o")
        return
    await reminder_draft.name(turn, here, str(turn.form.data["title"]), chosen)
    turn.args = [str(here), NEW]
    await days(turn)
