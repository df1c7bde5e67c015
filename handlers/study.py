"""A person's own study: what he has, what is asked, the one next useful thing, and every line with its rule."""

from __future__ import annotations

import asyncio

from handlers import forms
from handlers.menu import offered
from handlers.routing import button, command, data, form
from handlers.rows import way_back
from handlers.study_campaigns import own_line
from handlers.study_words import book_name, item_name, number, what_of, why_asked
from handlers.turn import Turn
from services.access import Need, Scope, Status
from services.errors import BadInput
from services.names import StudyBook, StudySource
from services.outbox import Button
from services.study import appeals, campaigns, looking, weekly
from services.study.counting import Counted
from services.study.looking import Explained, Line, Next, NextKind, Own, Totals
from services.study.rules import Unit, load, units
from texts.dates import date_text

_OWN = Need(Status.MEMBER, scope=Scope.OWN)
_PAGE = 8
_BOOKS = {"h": StudyBook.HOURS, "c": StudyBook.CREDITS}
_LETTER = {book: letter for letter, book in _BOOKS.items()}


@command("study", _OWN)
@button("st", _OWN)
async def mine(turn: Turn) -> None:
    """Hours and credits of a year against what is asked."""
    await forms.leave(turn)
    year = turn.number_at(0, 0) if turn.pressed else 0
    found = await looking.own(turn.house, turn.actor, year or None)
    lines = [turn.text_of("study-title", year=str(found.year)), *_against(turn, found.totals)]
    if found.next is not None:
        running = await campaigns.mine(turn.house, turn.actor)
        lines += [own_line(turn, one) for one in running]
        lines += ["", _next_text(turn, found.next)]
    await turn.show_lines(lines, buttons=_buttons(found, weekly_on=await weekly.wanted(turn.house, turn.actor)))


def _against(turn: Turn, totals: Totals) -> list[str]:
    target = totals.target
    lines = []
    for book, have, asked in (
        (StudyBook.HOURS, totals.hours.total, target.hours),
        (StudyBook.CREDITS, totals.credits.total, target.credits),
    ):
        name, gap = book_name(turn, book), totals.gap(book)
        if asked is None or gap is None:
            lines.append(turn.text_of("study-line-free", book=name, have=number(have)))
        elif gap:
            shown = {"book": name, "have": number(have), "asked": number(asked), "gap": number(gap)}
            lines.append(turn.text_of("study-line-open", **shown))
        else:
            lines.append(turn.text_of("study-line-done", book=name, have=number(have), asked=number(asked)))
    return [*lines, *why_asked(turn, target)]


def _next_text(turn: Turn, one: Next) -> str:
    shown = {}
    if one.day is not None:
        shown = {
            "what": what_of(turn, one.title, one.types),
            "held": date_text(turn.language, one.day),
            "hours": number(one.hours),
        }
    return turn.text_of(f"study-next-{one.kind.value.lower().replace('_', '-')}", **shown)


def _buttons(found: Own, *, weekly_on: bool) -> list[list[Button]]:
    rows: list[list[Button]] = []
    if found.next is not None and found.next.kind is NextKind.MAKE_UP:
        rows.append(offered("makeup-button-look", "mku", found.next.id))
    elif found.next is not None and found.next.kind is NextKind.MEETING:
        rows.append(offered("study-button-meeting", "rs", found.next.id))
    rows.append([Button(f"study-button-{one}", data("st.ex", one, found.year)) for one in _BOOKS])
    rows.append([*offered("study-button-readings", "rd"), *offered("study-button-works", "wk")])
    rows.append([Button("study-button-card", data("st.pic", found.year)), Button("study-button-scheme", data("sc.my"))])
    rows.append([Button(f"study-button-weekly-{'off' if weekly_on else 'on'}", data("st.wk", 0 if weekly_on else 1))])
    if found.earlier:
        rows.append([Button("study-button-year", data("st", found.year - 1), vars={"year": str(found.year - 1)})])
    rows.append([Button("button-menu", data("menu"))])
    return [row for row in rows if row]


@button("st.pic", _OWN)
async def picture(turn: Turn) -> None:
    """His year as a picture."""
    found = await looking.own(turn.house, turn.actor, turn.number_at(0, 0) or None)
    totals = found.totals

    from texts.study_card import Card, Ledger, study_card  # noqa: PLC0415 - costs memory where nobody wants a picture

    hours = Ledger(book_name(turn, StudyBook.HOURS), totals.hours.total, totals.target.hours, totals.hours.by_month())
    credits_ = Ledger(
        book_name(turn, StudyBook.CREDITS), totals.credits.total, totals.target.credits, totals.credits.by_month()
    )
    title = turn.plain("study-card-title", year=str(found.year))
    png = await asyncio.to_thread(study_card, turn.language, Card(title, (hours, credits_)))
    back = [[Button("study-button-open", data("st", found.year))]]
    await turn.send_photo(png, "study-card-caption", buttons=back, year=str(found.year))


@button("st.wk", _OWN)
async def weekly_word(turn: Turn) -> None:
    """A word a week, or none any more."""
    on = turn.args[0] if turn.args else ""
    if on not in ("0", "1"):
        raise BadInput
    await weekly.choose(turn.house, turn.actor, on=on == "1")
    turn.args = []
    await mine(turn)


# --- every line -------------------------------------------------------------------------------------------------------


@button("st.ex", _OWN)
async def explained(turn: Turn) -> None:
    """Every line of a year of one ledger: its rule, and what the cap took."""
    await forms.leave(turn)
    book = _BOOKS.get(turn.args[0] if turn.args else "")
    if book is None:
        raise BadInput
    found = await looking.explained(turn.house, turn.actor, book, turn.number_at(1, 0) or None)
    last = max(0, (len(found.lines) - 1) // _PAGE)
    page = min(turn.number_at(2, 0), last)
    shown = found.lines[page * _PAGE : (page + 1) * _PAGE]
    name = book_name(turn, book)
    lines = [turn.text_of("study-lines", book=name, year=str(found.year), total=number(found.total))]
    lines += [_line(turn, one) for one in shown] or [turn.text_of("study-lines-none", book=name)]
    await turn.show_lines(lines, buttons=_line_buttons(found, page, last))


def _line_buttons(found: Explained, page: int, last: int) -> list[list[Button]]:
    letter = _LETTER[found.book]
    turns = [
        Button(key, data("st.ex", letter, found.year, other))
        for key, other in (("study-button-newer", page - 1), ("study-button-older", page + 1))
        if 0 <= other <= last
    ]
    other = "h" if found.book is StudyBook.CREDITS else "c"
    rows = [
        turns,
        [Button("study-button-appeal", data("st.ap", found.year))],
        [
            Button(f"study-button-{other}", data("st.ex", other, found.year)),
            Button("button-back", data("st", found.year)),
        ],
    ]
    return [row for row in rows if row]


def _line(turn: Turn, one: Line) -> str:
    entry = one.counted.entry
    shown = {
        "held": date_text(turn.language, entry.earned_on),
        "item": item_name(turn, entry.item),
        "title": one.title or "",
        "amount": number(entry.amount),
        "rule": _rule(turn, one.counted),
    }
    text = turn.text_of("study-entry-titled" if one.title else "study-entry", **shown)
    if one.counted.capped and one.counted.cap is not None:
        shown = {"cap": number(one.counted.cap), "counted": number(one.counted.counted)}
        text += "\n" + turn.text_of("study-entry-capped", **shown)
    return text


def _rule(turn: Turn, one: Counted) -> str:
    entry = one.entry
    if entry.note:
        return turn.plain("study-rule-correction", amount=number(entry.amount), why=entry.note)
    if entry.book is StudyBook.HOURS:
        return turn.plain("study-rule-hours", hours=number(entry.amount))
    if entry.quantity is None:
        return turn.plain("study-rule-by-hand", amount=number(entry.amount))
    shown = {"quantity": number(entry.quantity), "rate": number(entry.amount / entry.quantity)}
    if entry.source is StudySource.POLL:
        return turn.plain("study-rule-poll", amount=number(entry.amount), **shown)
    unit = units().get(entry.item, Unit.TIME)
    return turn.plain(f"study-rule-{unit.value.lower()}", amount=number(entry.amount), **shown)


# --- an appeal --------------------------------------------------------------------------------------------------------


@button("st.ap", _OWN)
async def appeal(turn: Turn) -> None:
    """Something is not right: in his own words, to a human."""
    open_one = await appeals.waiting(turn.house, turn.actor)
    if open_one is not None:
        await _show_appeal(turn, open_one)
        return
    year = turn.id_at(0)
    await forms.begin(turn, "st", "appeal", year=year)
    most = load().appeal.words_most
    await turn.show("study-ask-appeal", most=most, buttons=[way_back("st", year)])


@form("st.appeal", _OWN)
async def appealed(turn: Turn) -> None:
    """His words."""
    made = await appeals.write(turn.house, turn.actor, int(forms.answers(turn)["year"]), turn.text)
    await forms.end(turn)
    await _show_appeal(turn, made)


async def _show_appeal(turn: Turn, one: appeals.Appeal) -> None:
    shown = {"held": date_text(turn.language, one.made_on), "words": one.words}
    await turn.show("study-appeal-waits", buttons=[way_back("st", one.year)], **shown)
