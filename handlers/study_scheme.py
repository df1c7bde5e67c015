"""The scheme of credits: what gives how many, up to which cap; who makes it changes it from a day on."""

from __future__ import annotations

from handlers import forms
from handlers.routing import button, data, form
from handlers.rows import in_rows, way_back
from handlers.study_words import item_name, number
from handlers.turn import Turn
from services.access import STEWARDS, Need, Scope, Status
from services.errors import BadInput
from services.names import StudyItem
from services.outbox import Button
from services.study import scheming
from services.study.branch import KEEPER_OF
from services.study.rules import Scheme, pool_of, units
from services.study.scheming import MAKER_OF, From, View
from services.study.words import item_key
from texts.dates import date_text

_OWN = Need(Status.MEMBER, scope=Scope.OWN)
_MAKER = Need(Status.CONSENTED, STEWARDS)
_TARGETS, _SHIPPED = "t", "d"


@button("sc.my", _OWN)
async def own(turn: Turn) -> None:
    """The scheme of his own branch."""
    await forms.leave(turn)
    found = await scheming.own(turn.house, turn.actor)
    await turn.show_lines(_lines(turn, found), buttons=[way_back("st")])


@button("sc", KEEPER_OF)
async def view(turn: Turn) -> None:
    """The scheme of an organisation."""
    await forms.leave(turn)
    await _show(turn, await scheming.view(turn.house, turn.actor, turn.subject_id))


async def _show(turn: Turn, found: View) -> None:
    rows = [[Button("study-button-scheme-change", data("sc.ch", found.id))]] if found.may_change else []
    back = [way_back("sd", found.id)]
    await turn.show_lines(_lines(turn, found), buttons=[*rows, *back])


def _lines(turn: Turn, found: View) -> list[str]:
    lines = [turn.text_of("study-scheme-title", organisation=found.organisation)]
    lines.append(
        turn.text_of("study-scheme-own", owner=found.owner) if found.owner else turn.text_of("study-scheme-shipped")
    )
    lines += _scheme(turn, found.scheme)
    if found.coming is not None:
        from_on, following = found.coming
        lines += ["", turn.text_of("study-scheme-coming", held=date_text(turn.language, from_on, year=True))]
        lines += _scheme(turn, following, than=found.scheme)
    return lines


def _scheme(turn: Turn, scheme: Scheme, than: Scheme | None = None) -> list[str]:
    """Its lines; with ``than`` only those that differ."""
    lines = []
    targets = (scheme.member_target, scheme.committee_target)
    if than is None or targets != (than.member_target, than.committee_target):
        shown = {"member": number(targets[0]), "committee": number(targets[1])}
        lines.append(turn.text_of("study-scheme-targets", **shown))
    for item, unit in units().items():
        rate = scheme.rates.get(item)
        if rate is None or (than is not None and than.rates.get(item) == rate):
            continue
        shown = {"item": item_name(turn, item), "credits": number(rate.credits)}
        per = turn.plain(f"study-per-{unit.value.lower()}", **shown)
        pool = pool_of(item)
        if pool is not item:
            lines.append(turn.text_of("study-scheme-shares", rule=per, pool=item_name(turn, pool)))
        elif rate.cap is not None:
            lines.append(turn.text_of("study-scheme-capped", rule=per, cap=number(rate.cap)))
        else:
            lines.append(turn.text_of("study-scheme-line", rule=per))
    return lines


@button("sc.ch", MAKER_OF)
async def choose(turn: Turn) -> None:
    """Change what? Then the numbers, then from when."""
    await forms.leave(turn)
    here = turn.subject_id
    what = turn.args[1] if len(turn.args) > 1 else ""
    if what == _SHIPPED:
        await _ask_since(turn, here, _SHIPPED, "")
        return
    if what:
        item = None if what == _TARGETS else _item(what)
        await forms.begin(turn, "sc", "numbers", organisation=here, what=what)
        back = [way_back("sc.ch", here)]
        if item is None:
            await turn.show("study-ask-targets", buttons=back)
        else:
            key = "study-ask-rate" if pool_of(item) is item else "study-ask-rate-only"
            await turn.show(key, buttons=back, item=item_name(turn, item))
        return
    found = [Button(item_key(one), data("sc.ch", here, one.value)) for one in units()]
    rows = in_rows(found, 2)
    rows.append(
        [
            Button("study-button-targets", data("sc.ch", here, _TARGETS)),
            Button("study-button-shipped", data("sc.ch", here, _SHIPPED)),
        ]
    )
    await turn.show("study-ask-change", buttons=[*rows, way_back("sc", here)])


def _item(text: str) -> StudyItem:
    found = next((one for one in units() if one.value == text), None)
    if found is None:
        raise BadInput
    return found


@form("sc.numbers", _MAKER)
async def numbers(turn: Turn) -> None:
    """The numbers."""
    known = forms.answers(turn)
    what, typed = str(known["what"]), " ".join(turn.text.split())
    if what == _TARGETS:
        scheming.typed_targets(typed)
    else:
        scheming.typed_rate(_item(what), typed)
    await _ask_since(turn, int(known["organisation"]), what, typed)


async def _ask_since(turn: Turn, here: int, what: str, typed: str) -> None:
    await forms.begin(turn, "sc", "since", organisation=here, what=what, numbers=typed)
    rows = [
        [Button(f"study-button-{one.value.lower().replace('_', '-')}", data("sc.ok", here, one.value))] for one in From
    ]
    await turn.show("study-ask-since", buttons=[*rows, way_back("sc.ch", here)])


@form("sc.since", _MAKER)
async def since_typed(turn: Turn) -> None:
    """Words where a button is asked for: the question again."""
    known = forms.answers(turn)
    await _ask_since(turn, int(known["organisation"]), str(known["what"]), str(known.get("numbers", "")))


@button("sc.ok", MAKER_OF)
async def made(turn: Turn) -> None:
    """From when: the next scheme is made; a button of an older form shows what holds."""
    here = turn.subject_id
    since = next((one for one in From if one.value == (turn.args[1] if len(turn.args) > 1 else "")), None)
    if since is None:
        raise BadInput
    known = turn.form.data if turn.form is not None and (turn.form.kind, turn.form.step) == ("sc", "since") else {}
    if known.get("organisation") != here:
        await _show(turn, await scheming.view(turn.house, turn.actor, here))
        return
    what, typed = str(known["what"]), str(known["numbers"])
    if what == _SHIPPED:
        found = await scheming.change(turn.house, turn.actor, here, since, as_shipped=True)
    elif what == _TARGETS:
        targets = scheming.typed_targets(typed)
        found = await scheming.change(turn.house, turn.actor, here, since, targets=targets)
    else:
        item = _item(what)
        rates = {item: scheming.typed_rate(item, typed)}
        found = await scheming.change(turn.house, turn.actor, here, since, rates=rates)
    await forms.end(turn)
    await _show(turn, found)
