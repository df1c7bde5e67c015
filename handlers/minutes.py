"""Keeping the record of a meeting: texts, voice notes and photos are simply sent; a button says which item they are on.

While he keeps it, the recorder's messages are a standing form: other screens do not end it, ``/cancel`` and the end of
the meeting do. Under the newest message stands one small panel; the older one goes.
"""

from __future__ import annotations

from typing import Any

from handlers import forms
from handlers.menu import offered
from handlers.reminder_words import types_of
from handlers.routing import button, data, form
from handlers.rows import in_rows, turning, way_back
from handlers.turn import Turn
from services import minutes
from services.access import Need, Scope, Status
from services.errors import NotAllowed
from services.minutes import Desk, Entry, Filed, Note, NotFilable
from services.names import MinuteKind
from services.outbox import Button
from services.paging import page_of
from texts.dates import time_text

#: Who keeps the record of a meeting is asked where it is looked up: its recorder may hold no office.
KEEPER = Need(Status.CONSENTED, scope=Scope.OWN)

#: Things on one page, characters of a text shown there, and of an item's title on a button.
_PAGE, _GLIMPSE, _TITLE = 8, 40, 24
_KIND = {
    MinuteKind.TEXT: "minutes-kind-text",
    MinuteKind.VOICE: "minutes-kind-voice",
    MinuteKind.PHOTO: "minutes-kind-photo",
    MinuteKind.FILE: "minutes-kind-file",
}
#: In buttons: no item.
_NO_ITEM = 0


def what_of(turn: Turn, at: Desk) -> str:
    """What the meeting is called."""
    return at.title or types_of(turn, at.types)


def _item_in(turn: Turn, place: int) -> int | None:
    return None if turn.args[place : place + 1] == [str(_NO_ITEM)] else turn.id_at(place)


def _standing(turn: Turn, meeting_id: int) -> dict[str, Any]:
    """What is known of this record while his messages are for it."""
    known = turn.form.data if turn.form is not None and turn.form.standing else {}
    return dict(known) if known.get("meeting") == meeting_id else {}


async def _stand(turn: Turn, at: Desk, item: int | None, **more: Any) -> None:
    known = _standing(turn, at.meeting_id) | {"meeting": at.meeting_id, "item": item} | more
    await forms.stand(turn, "mn", "note", at.stands_until, **known)


def _short(title: str) -> str:
    return title if len(title) <= _TITLE else f"{title[: _TITLE - 1]}…"


# --- the desk ---------------------------------------------------------------------------------------------------------


@button("mn", KEEPER)
async def begin(turn: Turn) -> None:
    """From now on what he sends is for this record."""
    await forms.leave(turn)
    at = await minutes.desk(turn.house, turn.actor, turn.subject_id)
    item = _standing(turn, at.meeting_id).get("item")
    if at.item(item) is None:
        item = next((one.id for one in reversed(at.items) if one.entries), at.items[0].id if at.items else None)
    await _stand(turn, at, item)
    await show_desk(turn, at, item)


async def show_desk(turn: Turn, at: Desk, item: int | None) -> None:
    """The screen of a record."""
    here = at.item(item)
    lines = [
        turn.text_of("minutes-title", what=what_of(turn, at), time=time_text(turn.language, at.starts_at, at.zone)),
        turn.text_of("minutes-hint" if at.keeps_contents else "minutes-hint-photos"),
    ]
    if here is not None:
        lines.append(turn.text_of("minutes-at-item", number=here.number, item=here.title))
    elif at.items:
        lines.append(turn.text_of("minutes-at-none"))
    if at.total:
        photos, voices = at.counts.get(MinuteKind.PHOTO, 0), at.counts.get(MinuteKind.VOICE, 0)
        lines.append(turn.text_of("minutes-count", count=at.total, photos=photos, voices=voices))
    await turn.show_lines(lines, buttons=_desk_buttons(at, item))


def _desk_buttons(at: Desk, item: int | None) -> list[list[Button]]:
    meeting = at.meeting_id
    rows = [
        [
            Button(
                "minutes-button-here" if one.id == item else "minutes-button-item",
                data("mn.it", meeting, one.id),
                vars={"number": one.number, "item": _short(one.title), "count": one.entries},
            )
        ]
        for one in at.items
    ]
    more = [Button("minutes-button-new-item", data("mn.new", meeting))]
    if at.items and item is not None:
        more.append(Button("minutes-button-no-item", data("mn.it", meeting, _NO_ITEM)))
    rows.append(more)
    if at.total:
        rows.append([Button("minutes-button-all", data("mn.all", meeting), vars={"count": at.total})])
    rows.append(
        [
            *offered("minutes-button-form", "mn.rec", meeting),
            Button("minutes-button-end", data("mn.end", meeting)),
        ]
    )
    return rows


@button("mn.it", KEEPER)
async def switch(turn: Turn) -> None:
    """What he sends from now on is on another item."""
    at = await minutes.desk(turn.house, turn.actor, turn.subject_id)
    item = _item_in(turn, 1)
    here = at.item(item)
    await _stand(turn, at, here.id if here is not None else None)
    await show_desk(turn, at, here.id if here is not None else None)


@button("mn.new", KEEPER)
async def ask_item(turn: Turn) -> None:
    """One more item: what is it called?"""
    at = await minutes.desk(turn.house, turn.actor, turn.subject_id)
    await forms.begin(turn, "mn", "item", meeting=at.meeting_id)
    await turn.show("minutes-ask-item", what=what_of(turn, at), buttons=[way_back("mn", at.meeting_id)])


@form("mn.item", KEEPER)
async def item_typed(turn: Turn) -> None:
    """The new item; it is the one that is discussed."""
    meeting = int(forms.answers(turn)["meeting"])
    item = await minutes.add_item(turn.house, turn.actor, meeting, turn.text)
    await forms.end(turn)
    at = await minutes.desk(turn.house, turn.actor, meeting)
    await _stand(turn, at, item)
    await show_desk(turn, at, item)


@button("mn.end", KEEPER)
async def finish(turn: Turn) -> None:
    """What he sends from now on is no longer for the record."""
    at = await minutes.desk(turn.house, turn.actor, turn.subject_id)
    await forms.leave(turn)
    elsewhere = turn.form is not None and turn.form.standing and turn.form.data.get("meeting") != at.meeting_id
    if not elsewhere:
        await forms.stand_down(turn)
    await turn.show(
        "minutes-ended",
        what=what_of(turn, at),
        items=len(at.items),
        count=at.total,
        buttons=[
            [
                *offered("minutes-button-form", "mn.rec", at.meeting_id),
                Button("minutes-button-again", data("mn", at.meeting_id)),
            ],
            offered("button-menu", "menu"),
        ],
    )


# --- what is sent -----------------------------------------------------------------------------------------------------


@form("mn.note", KEEPER)
async def sent(turn: Turn) -> None:
    """A text, a voice note, a photo, a document for the record."""
    known = forms.answers(turn)
    came = turn.note
    if came is None:
        raise NotFilable
    note = Note(
        kind=MinuteKind(came.kind),
        text=came.text,
        sent_at=came.sent_at,
        message_id=came.message_id,
        file_id=came.file_id,
        unique_id=came.unique_id,
        name=came.name,
        seconds=came.seconds,
    )
    try:
        filed = await minutes.file(turn.house, turn.actor, int(known["meeting"]), known.get("item"), note)
    except NotAllowed:
        await forms.stand_down(turn)  # he keeps it no longer: what he types next is not for it
        raise
    await _panel(turn, filed, came.album)


async def _panel(turn: Turn, filed: Filed, album: str) -> None:
    """The small panel under what was sent; of an album there is one."""
    at = filed.desk
    known = _standing(turn, at.meeting_id)
    here = at.item(known.get("item"))
    key = "minutes-filed" if here is not None else "minutes-filed-loose"
    html = turn.text_of(
        key,
        number=here.number if here is not None else 0,
        item=here.title if here is not None else "",
        count=here.entries if here is not None else at.loose,
    )
    buttons = _panel_buttons(at, filed.entry_id, here.id if here is not None else None)
    before = known.get("panel")
    if album and album == known.get("album") and before and await turn.edit_own(before, html, buttons=buttons):
        return
    panel = await turn.post_html(html, buttons=buttons)
    await _stand(turn, at, known.get("item"), panel=panel, album=album)
    if before:
        await turn.delete_own(before)


def _panel_buttons(at: Desk, entry: int, item: int | None) -> list[list[Button]]:
    meeting = at.meeting_id
    rows = []
    if (coming := at.after(item)) is not None:
        given = {"number": coming.number, "item": _short(coming.title)}
        rows.append([Button("minutes-button-next", data("mn.it", meeting, coming.id), vars=given)])
    rows.append(
        [
            Button("minutes-button-undo", data("mn.rm", meeting, entry)),
            Button("minutes-button-desk", data("mn", meeting)),
        ]
    )
    return rows


# --- what is filed ----------------------------------------------------------------------------------------------------


@button("mn.all", KEEPER)
async def listing(turn: Turn) -> None:
    """Everything filed, by item, a page at a time."""
    await _list(turn, turn.number_at(1))


async def _list(turn: Turn, page: int) -> None:
    at, found = await minutes.entries(turn.house, turn.actor, turn.subject_id)
    page, pages = page_of(page, len(found), _PAGE)
    first = (page - 1) * _PAGE
    shown = found[first : first + _PAGE]
    lines = [turn.text_of("minutes-list-title", what=what_of(turn, at), count=len(found))]
    item: int | None = -1
    for place, one in enumerate(shown, first + 1):
        if one.item_id != item:
            item = one.item_id
            under = at.item(item)
            if under is not None:
                lines.append(turn.text_of("minutes-list-item", number=under.number, item=under.title))
            elif at.items:
                lines.append(turn.text_of("minutes-list-loose"))
        lines.append(turn.text_of("minutes-list-line", number=place, **_about(turn, at, one, glimpse=True)))
    meeting = at.meeting_id
    buttons = [
        Button("minutes-button-one", data("mn.one", meeting, one.id), vars={"number": place})
        for place, one in enumerate(shown, first + 1)
    ]
    rows = in_rows(buttons, 4)
    rows += turning("mn.all", meeting, page=page, pages=pages)
    rows.append(way_back("mn", meeting))
    await turn.show_lines(lines, buttons=rows)


def _about(turn: Turn, at: Desk, one: Entry, *, glimpse: bool) -> dict[str, Any]:
    """When, who and what; of a long text only its beginning where a list shows it."""
    text = one.text or one.name
    if glimpse and len(text) > _GLIMPSE:
        text = f"{text[: _GLIMPSE - 1]}…"
    length = f"{one.seconds // 60}:{one.seconds % 60:02d}" if one.seconds is not None else ""
    kind = "" if one.kind is MinuteKind.TEXT else turn.plain(_KIND[one.kind], length=length)
    sent_at, held = one.sent_at.astimezone(at.zone), at.starts_at.astimezone(at.zone)
    later = sent_at.date() != held.date()
    return {
        # What was added on another day says so.
        "time": time_text(turn.language, one.sent_at, at.zone) if later else f"{sent_at:%H:%M}",
        "who": one.who,
        "what": " ".join(part for part in (kind, text) if part),
    }


async def _entry(turn: Turn) -> tuple[Desk, Entry | None]:
    entry = turn.id_at(1)
    at, found = await minutes.entries(turn.house, turn.actor, turn.subject_id)
    return at, next((one for one in found if one.id == entry), None)


@button("mn.one", KEEPER)
async def one_entry(turn: Turn) -> None:
    """One thing in full: where it is filed, and what can be done with it."""
    at, one = await _entry(turn)
    if one is None:
        await _list(turn, 1)
        return
    await _show_entry(turn, at, one)


async def _show_entry(turn: Turn, at: Desk, one: Entry) -> None:
    meeting, under = at.meeting_id, at.item(one.item_id)
    lines = [turn.text_of("minutes-entry", **_about(turn, at, one, glimpse=False))]
    if under is not None:
        lines.append(turn.text_of("minutes-entry-item", number=under.number, item=under.title))
    rows = []
    if one.file_id is not None:
        rows.append([Button("minutes-button-see", data("mn.see", meeting, one.id))])
    if len(at.items) > (under is not None):
        rows.append([Button("minutes-button-move", data("mn.mv", meeting, one.id))])
    rows.append([Button("minutes-button-remove", data("mn.rm", meeting, one.id))])
    rows.append([Button("minutes-button-list", data("mn.all", meeting))])
    await turn.show_lines(lines, buttons=rows)


@button("mn.see", KEEPER)
async def see(turn: Turn) -> None:
    """The photo, voice note or document once more."""
    at, one = await _entry(turn)
    if one is None or one.file_id is None:
        await _list(turn, 1)
        return
    await turn.send_again(one.kind.value, one.file_id)
    await _show_entry(turn, at, one)


@button("mn.mv", KEEPER)
async def move(turn: Turn) -> None:
    """File it under another item."""
    if len(turn.args) > 2:  # noqa: PLR2004 - after meeting and entry
        await minutes.move(turn.house, turn.actor, turn.subject_id, turn.id_at(1), _item_in(turn, 2))
        await one_entry(turn)
        return
    at, one = await _entry(turn)
    if one is None:
        await _list(turn, 1)
        return
    rows = [
        [
            Button(
                "minutes-button-item",
                data("mn.mv", at.meeting_id, one.id, under.id),
                vars={"number": under.number, "item": _short(under.title), "count": under.entries},
            )
        ]
        for under in at.items
        if under.id != one.item_id
    ]
    if one.item_id is not None:
        rows.append([Button("minutes-button-no-item", data("mn.mv", at.meeting_id, one.id, _NO_ITEM))])
    rows.append(way_back("mn.one", at.meeting_id, one.id))
    await turn.show("minutes-ask-move", **_about(turn, at, one, glimpse=True), buttons=rows)


@button("mn.rm", KEEPER)
async def remove(turn: Turn) -> None:
    """Take it out of the record."""
    await minutes.remove(turn.house, turn.actor, turn.subject_id, turn.id_at(1))
    at = await minutes.desk(turn.house, turn.actor, turn.subject_id)
    rows = [[Button("minutes-button-desk", data("mn", at.meeting_id))]]
    if at.total:
        rows.insert(0, [Button("minutes-button-all", data("mn.all", at.meeting_id), vars={"count": at.total})])
    await turn.show("minutes-removed", buttons=rows)
