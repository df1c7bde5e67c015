"""Reading: what there is to read, the step that shows it was read, and the shelf for who looks after it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from handlers import forms
from handlers.makeup import choices, question_lines, verdict_lines
from handlers.routing import button, data, form
from handlers.rows import labelled, turning, way_back
from handlers.study_library import buttons_of
from handlers.study_words import number
from handlers.turn import Turn
from services.access import Need, Scope, Status
from services.errors import BadInput
from services.names import MaterialKind
from services.outbox import Button
from services.paging import page_of
from services.study import materials, readings, remarks
from services.study.branch import KEEPER_OF, KEEPERS
from services.study.materials import Material
from services.study.readings import Item, Step
from services.study.rules import load
from services.study.works import Sent

_OWN = Need(Status.MEMBER, scope=Scope.OWN)
_KEEPER = Need(Status.CONSENTED, KEEPERS)
_PAGE = 8


# --- the person -------------------------------------------------------------------------------------------------------


@button("rd", _OWN)
async def mine(turn: Turn) -> None:
    """What there is to read; what he has not read comes first."""
    await forms.leave(turn)
    found = await readings.mine(turn.house, turn.actor)
    page, pages = page_of(turn.number_at(0), len(found), _PAGE)
    rows = buttons_of(found[(page - 1) * _PAGE : page * _PAGE])
    rows += turning("rd", page=page, pages=pages)
    if found:
        rows.append([Button("study-button-categories", data("lb")), Button("study-button-find", data("lb.f"))])
    rows.append(way_back("st"))
    done = sum(one.done for one in found)
    if found:
        await turn.show("study-readings", done=done, count=len(found), buttons=rows)
    else:
        await turn.show("study-readings-none", buttons=rows)


@button("rd.at", _OWN)
async def at(turn: Turn) -> None:
    """One of them."""
    await forms.leave(turn)
    await _show(turn, await readings.look(turn.house, turn.actor, turn.subject_id))


async def _show(turn: Turn, one: Item) -> None:
    lines = _material(turn, one.material)
    rows = []
    if one.material.file is not None:
        rows.append([Button("study-button-file", data("rd.fi", one.material.id))])
    if one.done:
        lines.append(turn.text_of("study-reading-done"))
    else:
        rows.append([Button("study-button-read-it", data("rd.go", one.material.id))])
    said = await remarks.count(turn.house, turn.actor, one.material.id)
    rows.append([Button("study-button-thread", data("lb.th", one.material.id), vars={"count": said})])
    await turn.show_lines(lines, buttons=[*rows, [Button("study-button-readings", data("rd"))]])


def _material(turn: Turn, one: Material) -> list[str]:
    lines = [turn.text_of("study-material", title=one.title, source=one.source)]
    if one.body:
        lines.append(turn.text_of("study-material-body", body=one.body))
    if one.link:
        lines.append(turn.text_of("study-material-link", link=one.link))
    if one.category is not None:
        lines.append(turn.text_of("study-material-kind", category=one.category))
    if one.hours is not None:
        lines.append(turn.text_of("study-material-hours", hours=number(one.hours)))
    return lines


@button("rd.fi", _OWN)
async def file(turn: Turn) -> None:
    """Its file."""
    one = await readings.look(turn.house, turn.actor, turn.subject_id)
    if one.material.file is None:
        await _show(turn, one)
        return
    sent = one.material.file
    await turn.send_again("PHOTO" if sent.kind is MaterialKind.PHOTO else "FILE", sent.file_id)


@button("rd.go", _OWN)
async def go(turn: Turn) -> None:
    """He has read it: questions, or a sentence where there are none."""
    await forms.leave(turn)
    await _step(turn, await readings.begin(turn.house, turn.actor, turn.subject_id))


@button("rd.an", _OWN)
async def answer(turn: Turn) -> None:
    """An answer; then the next question, or how it went."""
    step = await readings.answer(
        turn.house, turn.actor, turn.subject_id, turn.number_at(1, 0), turn.number_at(2, 0), turn.number_at(3, 0)
    )
    await _step(turn, step)


async def _step(turn: Turn, step: Step) -> None:
    one = step.item
    back = way_back("rd.at", one.material.id)
    lines = verdict_lines(turn, step.verdict) if step.verdict is not None else []
    if step.question is not None:
        lines += question_lines(turn, step.place + 1, step.of, step.question)
        rows = [choices(step.question, "rd.an", one.material.id, step.number, step.place), back]
    elif one.done and step.verdict is not None:
        lines.append(turn.text_of("study-reading-passed", right=step.right, of=step.of))
        rows = [[Button("study-button-readings", data("rd"))]]
    elif one.done:
        await _show(turn, one)
        return
    elif step.of:
        lines.append(turn.text_of("study-reading-again", right=step.right, of=step.of))
        rows = [[Button("study-button-read-again", data("rd.go", one.material.id))], back]
    else:
        await forms.begin(turn, "rd", "note", material=one.material.id)
        shown = {"title": one.material.title, "least": load().reading.note_least}
        await turn.show("study-ask-reading-note", buttons=[back], **shown)
        return
    await turn.show_lines(lines, buttons=rows)


@form("rd.note", _OWN)
async def noted(turn: Turn) -> None:
    """His sentence."""
    one = await readings.write(turn.house, turn.actor, int(forms.answers(turn)["material"]), turn.text)
    await forms.end(turn)
    await _show(turn, one)


# --- who looks after the shelf ----------------------------------------------------------------------------------------


@button("rl", KEEPER_OF)
async def shelf(turn: Turn) -> None:
    """The things to read of an organisation."""
    await forms.leave(turn)
    found = await materials.shelf(turn.house, turn.actor, turn.subject_id)
    here = found.id
    page, pages = page_of(turn.number_at(1), len(found.materials), _PAGE)
    rows = [
        [Button("study-button-read", data("rl.at", here, one.id), vars={"title": one.title})]
        for one in found.materials[(page - 1) * _PAGE : page * _PAGE]
    ]
    rows += turning("rl", here, page=page, pages=pages)
    rows.append([Button("study-button-material-new", data("rl.new", here))])
    rows.append(way_back("sd", here))
    await turn.show("study-shelf", organisation=found.organisation, count=len(found.materials), buttons=rows)


@button("rl.new", KEEPER_OF)
async def new(turn: Turn) -> None:
    """Something new to read: its title and source first."""
    here = turn.subject_id
    await forms.begin(turn, "rl", "title", organisation=here)
    await turn.show("study-ask-material", buttons=[way_back("rl", here)])


@form("rl.title", _KEEPER)
async def titled(turn: Turn) -> None:
    """Two lines: the title, the source."""
    known = forms.answers(turn)
    title, source = materials.titled(turn.text)
    here = int(known["organisation"])
    await forms.begin(turn, "rl", "body", organisation=here, title=title, source=source)
    shown = {"title": title, "most": load().reading.body_most}
    await turn.say("study-ask-body", buttons=[way_back("rl", here)], **shown)


@form("rl.body", _KEEPER)
async def bodied(turn: Turn) -> None:
    """A text, a link, a photo or a file; then which questions are asked about it."""
    known = forms.answers(turn)
    here = int(known["organisation"])
    note = turn.note
    if note is None or note.kind == "VOICE":
        raise BadInput
    file: list[str] | None = None
    if note.file_id is not None and note.unique_id is not None:
        kind = MaterialKind.PHOTO if note.kind == "PHOTO" else MaterialKind.DOCUMENT
        file = [kind.value, note.file_id, note.unique_id]
    offered = await materials.categories(turn.house, turn.actor, here)
    more = {"title": known["title"], "source": known["source"], "body": note.text, "file": file, "offered": offered}
    await forms.begin(turn, "rl", "category", organisation=here, **more)
    await _ask_category(turn, here, offered)


async def _ask_category(turn: Turn, here: int, offered: list[str]) -> None:
    rows = [[labelled(one, data("rl.ok", here, place))] for place, one in enumerate(offered, 1)]
    rows.append([Button("study-button-no-questions", data("rl.ok", here, 0))])
    await turn.say("study-ask-category" if offered else "study-ask-no-category", buttons=rows)


@form("rl.category", _KEEPER)
async def category_typed(turn: Turn) -> None:
    """A category in his own words."""
    known = forms.answers(turn)
    await _put(turn, int(known["organisation"]), materials.category_of(turn.text))


@button("rl.ok", KEEPER_OF)
async def put(turn: Turn) -> None:
    """Which questions: it is put on the shelf; a button of an older form shows the shelf."""
    here, place = turn.subject_id, turn.number_at(1, 0)
    known = turn.form.data if turn.form is not None and (turn.form.kind, turn.form.step) == ("rl", "category") else {}
    if known.get("organisation") != here:
        await shelf(turn)
        return
    offered = list(known["offered"])
    if not 0 <= place <= len(offered):
        raise BadInput
    await _put(turn, here, offered[place - 1] if place else None)


async def _put(turn: Turn, here: int, category: str | None) -> None:
    known = forms.answers(turn)
    file = known["file"]
    sent = Sent(MaterialKind(file[0]), file[1], file[2]) if file else None
    title = (str(known["title"]), str(known["source"]))
    one = await materials.put(turn.house, turn.actor, here, title, str(known["body"]), sent, category)
    await forms.end(turn)
    await _show_kept(turn, one)


@button("rl.at", KEEPER_OF)
async def kept(turn: Turn) -> None:
    """One of them, as its keepers see it."""
    await forms.leave(turn)
    await _show_kept(turn, await materials.view(turn.house, turn.actor, turn.subject_id, turn.id_at(1)))


async def _show_kept(turn: Turn, one: Material) -> None:
    here = one.organisation_id
    lines = _material(turn, one)
    if one.category is not None:
        lines.append(turn.text_of("study-material-category"))
    else:
        lines.append(turn.text_of("study-material-no-category"))
    offered = [
        Button("study-button-hours", data("rl.h", here, one.id, str(hours)), vars={"hours": number(hours)})
        for hours in load().reading.hours_offered
        if hours != one.hours
    ]
    if one.hours is not None:
        offered.append(Button("study-button-no-hours", data("rl.h", here, one.id, "0")))
    rows = [
        [Button("study-button-card-week", data("rl.wk", here, one.id))],
        offered,
        [Button("study-button-withdraw", data("rl.off", here, one.id))],
    ]
    await turn.show_lines(lines, buttons=[*rows, way_back("rl", here)])


@button("rl.h", KEEPER_OF)
async def hours(turn: Turn) -> None:
    """How many hours of study it counts as."""
    try:
        typed = Decimal(turn.args[2])
    except (IndexError, InvalidOperation) as error:
        raise BadInput from error
    if not typed.is_finite():
        raise BadInput
    here, material = turn.subject_id, turn.id_at(1)
    await _show_kept(turn, await materials.set_hours(turn.house, turn.actor, here, material, typed or None))


@button("rl.off", KEEPER_OF)
async def withdraw(turn: Turn) -> None:
    """Take it off the shelf."""
    await materials.withdraw(turn.house, turn.actor, turn.subject_id, turn.id_at(1))
    turn.args = turn.args[:1]
    await shelf(turn)
