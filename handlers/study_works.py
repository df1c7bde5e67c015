"""Handing in essays, notes and trainings by chat; the card with one tap for who accepts them."""

from __future__ import annotations

from handlers import forms
from handlers.payloads import show_payload
from handlers.routing import button, data, form
from handlers.rows import in_rows, way_back
from handlers.study_words import item_name, number
from handlers.turn import Turn
from services.access import Need, Scope, Status
from services.errors import BadInput
from services.names import MaterialKind, StudyItem, WorkState
from services.outbox import Button
from services.study import judging, works
from services.study.deciders import DECIDERS
from services.study.rules import load
from services.study.words import item_key
from services.study.works import ITEMS, WITH_HOURS, Sent, Work
from texts.dates import date_text

_OWN = Need(Status.MEMBER, scope=Scope.OWN)
_DECIDES = Need(Status.CONSENTED, DECIDERS, Scope.STUDY_WORK)
_DECIDER = Need(Status.CONSENTED, DECIDERS)


# --- the person -------------------------------------------------------------------------------------------------------


@button("wk", _OWN)
async def mine(turn: Turn) -> None:
    """What he has handed in, and what he may."""
    await forms.leave(turn)
    found = await works.mine(turn.house, turn.actor)
    rows = [
        [
            Button(
                f"study-button-work-{one.state.value.lower()}",
                data("wk.at", one.id),
                vars={"item": item_name(turn, one.item), "held": date_text(turn.language, one.ends_on)},
            )
        ]
        for one in found
    ]
    new = [Button(item_key(one), data("wk.new", one.value)) for one in ITEMS]
    rows += in_rows(new, 3)
    await turn.show("study-works", buttons=[*rows, way_back("st")])


@button("wk.new", _OWN)
async def begin(turn: Turn) -> None:
    """Begin one; of a training its days and hours are asked first."""
    item = next((one for one in ITEMS if turn.args and one.value == turn.args[0]), None)
    if item is None:
        raise BadInput
    if item in WITH_HOURS:
        await forms.begin(turn, "wk", "span", counts_as=item.value)
        shown = {"item": item_name(turn, item), "most": number(load().work.hours_a_day)}
        await turn.show("study-ask-span", buttons=[way_back("wk")], **shown)
        return
    await _collect(turn, await works.begin(turn.house, turn.actor, item))


@form("wk.span", _OWN)
async def spanned(turn: Turn) -> None:
    """Days and hours."""
    item = StudyItem(forms.answers(turn)["counts_as"])
    await _collect(turn, await works.begin(turn.house, turn.actor, item, turn.text))


@button("wk.at", _OWN)
async def at(turn: Turn) -> None:
    """One of his own; an open one goes on collecting."""
    await forms.leave(turn)
    one = await works.look(turn.house, turn.actor, turn.subject_id)
    if one.state is WorkState.DRAFT:
        await _collect(turn, one)
        return
    await _show(turn, one)


@button("wk.re", _OWN)
async def again(turn: Turn) -> None:
    """Take up what was given back."""
    one = await works.take_up(turn.house, turn.actor, turn.subject_id)
    if one.open:
        await _collect(turn, one)
    else:
        await _show(turn, one)


async def _collect(turn: Turn, one: Work) -> None:
    """What he sends from now on goes into it."""
    await forms.begin(turn, "wk", "body", work=one.id)
    await turn.show_lines(_collected(turn, one), buttons=_collecting(one))


def _collected(turn: Turn, one: Work) -> list[str]:
    bounds = load().work
    key = "study-collect-essay" if one.item is StudyItem.ESSAY else "study-collect"
    shown = {"item": item_name(turn, one.item), "least": bounds.essay_least, "most": bounds.files_most}
    lines = [turn.text_of(key, **shown)]
    if one.typed or one.files:
        lines.append(turn.text_of("study-collected", characters=one.typed, files=one.files))
    if one.characters is not None and not one.typed:
        lines.append(turn.text_of("study-collected-notes", count=one.characters))
    return lines


def _collecting(one: Work) -> list[list[Button]]:
    if not (one.typed or one.files):
        return [[Button("study-button-drop", data("wk.del", one.id))]]
    return [
        [Button("study-button-hand-in", data("wk.in", one.id)), Button("study-button-drop", data("wk.del", one.id))]
    ]


@form("wk.body", _OWN)
async def body(turn: Turn) -> None:
    """A text, a photo or a file of it."""
    number_of = int(forms.answers(turn)["work"])
    note = turn.note
    if note is None or note.kind == "VOICE":
        await turn.say("study-collect-what")
        return
    sent = None
    if note.file_id is not None and note.unique_id is not None:
        kind = MaterialKind.PHOTO if note.kind == "PHOTO" else MaterialKind.DOCUMENT
        sent = Sent(kind, note.file_id, note.unique_id)
    one = await works.add(turn.house, turn.actor, number_of, note.text, sent)
    await turn.show_lines(_collected(turn, one), buttons=_collecting(one))


@button("wk.in", _OWN)
async def hand_in(turn: Turn) -> None:
    """Hand it in; of handwritten notes the number of characters is asked first."""
    one = await works.look(turn.house, turn.actor, turn.subject_id)
    if one.open and one.item is StudyItem.NOTES and one.files and one.characters is None:
        await forms.begin(turn, "wk", "count", work=one.id)
        await turn.show("study-ask-count", buttons=[way_back("wk.at", one.id)])
        return
    await _handed(turn, one.id)


@form("wk.count", _OWN)
async def counted(turn: Turn) -> None:
    """How many characters."""
    one = await works.set_characters(turn.house, turn.actor, int(forms.answers(turn)["work"]), turn.text)
    await _handed(turn, one.id)


async def _handed(turn: Turn, work_id: int) -> None:
    one = await judging.hand_in(turn.house, turn.actor, work_id)
    await forms.end(turn)
    await _show(turn, one)


@button("wk.del", _OWN)
async def drop(turn: Turn) -> None:
    """He does not want to hand it in after all; one that was given back stays as it is."""
    await forms.leave(turn)
    await works.drop(turn.house, turn.actor, turn.subject_id)
    await mine(turn)


async def _show(turn: Turn, one: Work) -> None:
    shown = {"item": item_name(turn, one.item), "word": one.returned or ""}
    key = f"study-work-state-{one.state.value.lower()}"
    rows = [[Button("study-button-again", data("wk.re", one.id))]] if one.state is WorkState.RETURNED else []
    await turn.show(key, buttons=[*rows, [Button("study-button-works", data("wk"))]], **shown)


# --- who decides ------------------------------------------------------------------------------------------------------


@button("wk.see", _DECIDES)
async def see(turn: Turn) -> None:
    """The card as it stands now."""
    await forms.leave(turn)
    await show_payload(turn, (await judging.view(turn.house, turn.actor, turn.subject_id)).card)


@button("wk.fi", _DECIDES)
async def files(turn: Turn) -> None:
    """Its photos and files."""
    found = await judging.files(turn.house, turn.actor, turn.subject_id)
    if not found:
        await show_payload(turn, (await judging.view(turn.house, turn.actor, turn.subject_id)).card)
    for one in found:
        await turn.send_again("PHOTO" if one.kind is MaterialKind.PHOTO else "FILE", one.file_id)


@button("wk.ok", _DECIDES)
async def accept(turn: Turn) -> None:
    """Accept it."""
    await show_payload(turn, (await judging.accept(turn.house, turn.actor, turn.subject_id)).card)


@button("wk.no", _DECIDES)
async def give_back(turn: Turn) -> None:
    """Give it back: with which word?"""
    found = await judging.view(turn.house, turn.actor, turn.subject_id)
    if not found.open:
        await show_payload(turn, found.card)
        return
    await forms.begin(turn, "wk", "word", work=turn.subject_id)
    back = [way_back("wk.see", turn.subject_id)]
    await turn.show("study-ask-word", most=load().appeal.words_most, buttons=back)


@form("wk.word", _DECIDER)
async def given_back(turn: Turn) -> None:
    """The word."""
    found = await judging.give_back(turn.house, turn.actor, int(forms.answers(turn)["work"]), turn.text)
    await forms.end(turn)
    await show_payload(turn, found.card)
