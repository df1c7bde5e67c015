"""What goes up and what stays, period by period; and the draft of the yearly publication."""

from __future__ import annotations

import datetime as dt

from handlers import dues_words, forms
from handlers.menu import offered
from handlers.routing import button, data, form
from handlers.rows import way_back
from handlers.turn import Turn
from services.dues import publishing, remitting, typed
from services.dues.exporting import Sheet
from services.dues.keepers import KEEPER, KEEPER_OF
from services.dues.months import Month
from services.dues.remitting import Account
from services.errors import BadInput
from services.outbox import Button
from texts.dates import date_text

_FIRST_YEAR = 2020


def _month(turn: Turn, place: int) -> Month | None:
    if len(turn.args) <= place:
        return None
    try:
        found = Month.carried(turn.args[place])
    except ValueError as error:
        raise BadInput from error
    if not _FIRST_YEAR <= found.year <= turn.house.today().year + 1:
        raise BadInput
    return found


@button("du.up", KEEPER_OF)
async def remittance(turn: Turn) -> None:
    """A period: what was collected, what goes up, what stays."""
    await forms.leave(turn)
    await _show(turn, await remitting.account(turn.house, turn.actor, turn.subject_id, _month(turn, 1)))


async def _show(turn: Turn, seen: Account) -> None:
    here, period = seen.branch_id, seen.period
    noted = seen.noted
    sums = noted.sums if noted is not None else seen.sums
    ratio = noted.ratio if noted is not None else seen.ratio
    parts = noted.split if noted is not None else seen.split
    lines = [
        turn.text_of("dues-up-title", branch=seen.branch, period=dues_words.months(turn, period.first, period.last)),
        turn.text_of("dues-up-sums", count=sums.members, charged=str(sums.charged), collected=str(sums.collected)),
    ]
    if ratio is None or parts is None:
        lines.append(turn.text_of("dues-up-no-ratio"))
    else:
        shown = {"ratio": dues_words.percent(ratio), "up": str(parts.remitted), "stays": str(parts.retained)}
        lines.append(turn.text_of("dues-up-split", **shown))
    if sums.large:
        lines.append(turn.text_of("dues-up-large", amount=str(sums.large)))
    rows: list[list[Button]] = []
    if noted is not None:
        day = date_text(turn.language, noted.remitted_on, year=True)
        lines.append(turn.text_of("dues-up-noted", day=day, voucher=noted.voucher or turn.plain("dues-up-no-voucher")))
        rows.append([Button("dues-button-up-back", data("du.upa", here, noted.id))])
    elif not seen.over:
        lines.append(turn.text_of("dues-up-running"))
    elif ratio is not None:
        rows.append([Button("dues-button-up", data("du.upn", here, period.first.number))])
    turning = [Button("dues-button-up-before", data("du.up", here, period.before().first.number))]
    if seen.over:
        turning.append(Button("dues-button-up-after", data("du.up", here, period.after().first.number)))
    year = period.first.year
    rows += [
        turning,
        [
            Button("dues-button-up-sheet", data("du.x", here, Sheet.REMITTANCE.value, year)),
            *offered("dues-button-settings", "ds.at", here),
        ],
        way_back("du.more", here),
    ]
    await turn.show_lines(lines, buttons=rows)


@button("du.upn", KEEPER_OF)
async def ask(turn: Turn) -> None:
    """It has gone up: on which day, with which voucher?"""
    here, month = turn.subject_id, _month(turn, 1)
    if month is None:
        raise BadInput
    await forms.begin(turn, "du", "voucher", organisation=here, month=month.number)
    rows = [
        [Button("dues-button-up-today", data("du.upt", here, month.number))],
        way_back("du.up", here, month.number),
    ]
    await turn.show("dues-ask-voucher", buttons=rows)


@button("du.upt", KEEPER_OF)
async def today(turn: Turn) -> None:
    """Today, without a voucher."""
    month = _month(turn, 1)
    if month is None:
        raise BadInput
    await forms.leave(turn)
    await _show(turn, await remitting.note(turn.house, turn.actor, turn.subject_id, month))


@form("du.voucher", KEEPER)
async def voucher_typed(turn: Turn) -> None:
    """A day, a voucher's number, or both."""
    known = forms.answers(turn)
    try:
        here, month = int(known["organisation"]), Month.carried(known["month"])
    except (KeyError, ValueError) as error:
        raise BadInput from error
    on, voucher = _day_and_number(turn.text, turn.house.today())
    seen = await remitting.note(turn.house, turn.actor, here, month, on, voucher)
    await forms.end(turn)
    await _show(turn, seen)


def _day_and_number(text: str, today: dt.date) -> tuple[dt.date | None, str]:
    first, _, rest = text.strip().partition(" ")
    if typed.looks_like_day(first):
        return typed.day(first, today), rest
    return None, text


@button("du.upa", KEEPER_OF)
async def annul(turn: Turn) -> None:
    """It was noted by mistake: sure?"""
    here, remittance_id = turn.subject_id, turn.id_at(1)
    if len(turn.args) > 2 and turn.args[2] == "yes":  # noqa: PLR2004 - the third says so
        await _show(turn, await remitting.annul(turn.house, turn.actor, here, remittance_id))
        return
    rows = [
        [Button("dues-button-up-back-sure", data("du.upa", here, remittance_id, "yes"))],
        way_back("du.up", here),
    ]
    await turn.show("dues-ask-up-back", buttons=rows)


@button("du.pub", KEEPER_OF)
async def publication(turn: Turn) -> None:
    """A draft of what the branch may tell its members once a year: sums, no names."""
    await forms.leave(turn)
    this = turn.house.today().year
    year = min(max(turn.number_at(1, this), _FIRST_YEAR), this)
    made = await publishing.draft(turn.house, turn.actor, turn.subject_id, year)
    lines = [
        turn.text_of(
            "dues-publication",
            branch=made.branch,
            year=str(year),
            count=made.sums.members,
            charged=str(made.sums.charged),
            collected=str(made.sums.collected),
        )
    ]
    if made.noted:
        lines.append(turn.text_of("dues-publication-up", up=str(made.remitted), stays=str(made.retained)))
    if made.sums.large:
        lines.append(turn.text_of("dues-publication-large"))
    lines += [turn.text_of("dues-publication-uses"), "", turn.text_of("dues-publication-note")]
    before = Button("dues-button-year-before", data("du.pub", made.branch_id, year - 1), vars={"year": str(year - 1)})
    rows = [[before]] if year > _FIRST_YEAR else []
    await turn.show_lines(lines, buttons=[*rows, way_back("du.more", made.branch_id)])
