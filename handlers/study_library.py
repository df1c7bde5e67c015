"""The library: something to read by category or by a typed word, what the branch says of it, the card of the week."""

from __future__ import annotations

from collections.abc import Sequence

from handlers import forms
from handlers.routing import button, data, form
from handlers.rows import turning, way_back
from handlers.turn import Turn
from services.access import Need, Scope, Status
from services.errors import BadInput
from services.names import ChatKind
from services.outbox import Button
from services.paging import page_of
from services.study import cards, library, remarks
from services.study.branch import KEEPER_OF
from services.study.cards import Offer
from services.study.readings import Item
from services.study.remarks import Remark, Thread
from services.study.rules import load
from texts.dates import date_text

_OWN = Need(Status.MEMBER, scope=Scope.OWN)
_PAGE = 8


# --- finding ----------------------------------------------------------------------------------------------------------


@button("lb", _OWN)
async def categories(turn: Turn) -> None:
    """The categories of what there is."""
    await forms.leave(turn)
    found = await library.categories(turn.house, turn.actor)
    page, pages = page_of(turn.number_at(0), len(found), _PAGE)
    rows = [
        [
            Button(
                "study-button-category" if one.name else "study-button-category-none",
                data("lb.in", one.of),
                vars={"name": one.name or "", "count": one.count},
            )
        ]
        for one in found[(page - 1) * _PAGE : page * _PAGE]
    ]
    rows += turning("lb", page=page, pages=pages)
    await turn.show("study-categories", count=len(found), buttons=[*rows, way_back("rd")])


@button("lb.in", _OWN)
async def inside(turn: Turn) -> None:
    """What is of one category."""
    await forms.leave(turn)
    found = await library.alike(turn.house, turn.actor, turn.subject_id)
    page, pages = page_of(turn.number_at(1), len(found), _PAGE)
    rows = buttons_of(found[(page - 1) * _PAGE : page * _PAGE])
    rows += turning("lb.in", turn.subject_id, page=page, pages=pages)
    rows.append(way_back("lb"))
    name = found[0].material.category if found else None
    if name is None:
        await turn.show("study-category-none", count=len(found), buttons=rows)
    else:
        await turn.show("study-category", name=name, count=len(found), buttons=rows)


def buttons_of(items: Sequence[Item]) -> list[list[Button]]:
    """A button for each thing to read; what he has read is ticked."""
    return [
        [
            Button(
                "study-button-read-done" if one.done else "study-button-read",
                data("rd.at", one.material.id),
                vars={"title": one.material.title},
            )
        ]
        for one in items
    ]


@button("lb.f", _OWN)
async def find(turn: Turn) -> None:
    """Asks for a word to look for."""
    await forms.begin(turn, "lb", "word")
    await turn.show("study-ask-find", buttons=[way_back("rd")])


@form("lb.word", _OWN)
async def found_by(turn: Turn) -> None:
    """What has the word; he may type another."""
    found = await library.search(turn.house, turn.actor, turn.text)
    word = " ".join(turn.text.split())
    rows = [*buttons_of(found[:_PAGE]), way_back("rd")]
    if not found:
        await turn.say("study-found-none", word=word, buttons=rows)
    elif len(found) > _PAGE:
        await turn.say("study-found-many", word=word, count=len(found), shown=_PAGE, buttons=rows)
    else:
        await turn.say("study-found", word=word, count=len(found), buttons=rows)


# --- what the branch says ---------------------------------------------------------------------------------------------


@button("lb.th", _OWN)
async def thread(turn: Turn) -> None:
    """What the branch says about one of them, the newest first."""
    await forms.leave(turn)
    await _show_thread(turn, await remarks.thread(turn.house, turn.actor, turn.subject_id, turn.number_at(1)))


async def _show_thread(turn: Turn, found: Thread) -> None:
    here = found.material.id
    lines = [turn.text_of("study-thread", title=found.material.title)]
    first = (found.page - 1) * remarks.PAGE + 1
    lines += [_remark(turn, one, place) for place, one in enumerate(found.remarks, first)]
    if not found.remarks:
        lines.append(turn.text_of("study-thread-none"))
    rows = [
        [
            Button("study-button-remark-away", data("lb.rq", here, one.id), vars={"place": place})
            for place, one in enumerate(found.remarks, first)
            if one.removable
        ]
    ]
    rows += turning("lb.th", here, page=found.page, pages=found.pages)
    rows.append([Button("study-button-remark", data("lb.say", here)), Button("button-back", data("rd.at", here))])
    await turn.show_lines(lines, buttons=[row for row in rows if row])


def _remark(turn: Turn, one: Remark, place: int) -> str:
    shown = {"name": one.name, "held": date_text(turn.language, one.on), "words": one.words}
    return turn.text_of("study-remark-line", place=place, **shown)


@button("lb.say", _OWN)
async def say(turn: Turn) -> None:
    """Asks for a remark."""
    found = await remarks.thread(turn.house, turn.actor, turn.subject_id)
    await forms.begin(turn, "lb", "remark", material=found.material.id)
    back = [way_back("lb.th", found.material.id)]
    await turn.show("study-ask-remark", title=found.material.title, most=load().reading.remark_most, buttons=back)


@form("lb.remark", _OWN)
async def said(turn: Turn) -> None:
    """His remark."""
    found = await remarks.write(turn.house, turn.actor, int(forms.answers(turn)["material"]), turn.text)
    await forms.end(turn)
    await _show_thread(turn, found)


@button("lb.rq", _OWN)
async def ask_away(turn: Turn) -> None:
    """Asks whether a remark is really to go."""
    here = turn.subject_id
    one = await remarks.one(turn.house, turn.actor, here, turn.id_at(1))
    if one is None:
        await _show_thread(turn, await remarks.thread(turn.house, turn.actor, here))
        return
    lines = [turn.text_of("study-remark-away", name=one.name, words=one.words)]
    rows = [
        [
            Button("study-button-remark-gone", data("lb.rm", here, one.id)),
            Button("button-back", data("lb.th", here)),
        ]
    ]
    await turn.show_lines(lines, buttons=rows)


@button("lb.rm", _OWN)
async def away(turn: Turn) -> None:
    """A remark goes."""
    await _show_thread(turn, await remarks.remove(turn.house, turn.actor, turn.subject_id, turn.id_at(1)))


# --- the card of the week ---------------------------------------------------------------------------------------------


@button("rl.wk", KEEPER_OF)
async def week(turn: Turn) -> None:
    """Where it could go as the card of this week."""
    await forms.leave(turn)
    await _show_week(turn, await cards.offer(turn.house, turn.actor, turn.subject_id, turn.id_at(1)))


@button("rl.ws", KEEPER_OF)
async def send(turn: Turn) -> None:
    """To the members, or to a group or channel."""
    here, material, chat = turn.subject_id, turn.id_at(1), turn.number_at(2, -1)
    if chat < 0:
        raise BadInput
    if chat:
        found = await cards.to_chat(turn.house, turn.actor, here, material, chat)
    else:
        found = await cards.to_members(turn.house, turn.actor, here, material)
    await _show_week(turn, found)


async def _show_week(turn: Turn, found: Offer) -> None:
    one = found.material
    here, lines = one.organisation_id, [turn.text_of("study-card", title=one.title, source=one.source)]
    rows: list[list[Button]] = []
    if found.other is not None:
        lines.append(turn.text_of("study-card-has", title=found.other))
    else:
        if found.people_sent:
            lines.append(turn.text_of("study-card-sent", count=found.people))
        else:
            to = Button("study-button-card-people", data("rl.ws", here, one.id, 0), vars={"count": found.people})
            rows.append([to])
        for number, chat in enumerate(found.chats, 1):
            kind = "channel" if chat.kind is ChatKind.CHANNEL else "group"
            if chat.sent:
                lines.append(turn.text_of(f"study-card-sent-{kind}", number=number))
            else:
                to = Button(f"study-button-card-{kind}", data("rl.ws", here, one.id, chat.id), vars={"number": number})
                rows.append([to])
    rows.append(way_back("rl.at", here, one.id))
    await turn.show_lines(lines, buttons=rows)
