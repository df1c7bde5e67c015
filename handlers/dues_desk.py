"""The dues of a branch, for its organisation member and its secretary: the month, the people, what each pays by."""

from __future__ import annotations

from handlers import dues_words, forms
from handlers.menu import offered
from handlers.routing import button, data, form
from handlers.rows import in_rows, turning, way_back
from handlers.turn import Turn
from services.dues import exporting, looking, neither, profiles, typed
from services.dues.calculation import quarter_base
from services.dues.exporting import Sheet
from services.dues.keepers import KEEPER, KEEPER_OF, KEEPER_OF_MEMBER
from services.dues.looking import Glance, Row
from services.dues.months import Month
from services.dues.pay import is_paymaster
from services.dues.profiles import Standing, Wish
from services.errors import BadInput
from services.names import BranchRole, DuesCategory, WageRule
from services.outbox import Button
from services.paging import page_of
from texts.dates import month_text

_PAGE = 8
_MOST = 50
_FIXED = (DuesCategory.STUDENT, DuesCategory.UNEMPLOYED, DuesCategory.RELIEF, DuesCategory.MIN_LIVING)
_QUARTER = 3
_FIRST_YEAR = 2020


# --- the month and its people -----------------------------------------------------------------------------------------


@button("du.at", KEEPER_OF)
async def desk(turn: Turn) -> None:
    """The month at a glance."""
    await forms.leave(turn)
    await _desk(turn, await looking.glance(turn.house, turn.actor, turn.subject_id))


async def _desk(turn: Turn, seen: Glance) -> None:
    here = seen.branch_id
    lines = [
        turn.text_of("dues-desk-title", branch=seen.branch, month=month_text(turn.language, seen.month.first)),
        turn.text_of("dues-desk-people", count=len(seen.people), charged=str(seen.charged), paid=str(seen.paid)),
    ]
    rows: list[list[Button]] = []
    if seen.owing:
        lines.append(turn.text_of("dues-desk-owing", count=len(seen.owing), open=str(seen.open)))
        rows.append([Button("dues-button-take", data("du.rec", here), vars={"count": len(seen.owing)})])
    elif seen.charged:
        lines.append(turn.text_of("dues-desk-known-paid" if seen.unknown else "dues-desk-all-paid"))
    if seen.unknown:
        lines.append(turn.text_of("dues-desk-unknown", count=len(seen.unknown)))
        rows.append([Button("dues-button-unknown", data("du.unk", here), vars={"count": len(seen.unknown)})])
    people = Button("dues-button-people", data("du.all", here), vars={"count": len(seen.people)})
    rows.append([people, *offered("dues-button-picture", "du.pic", here)])
    rows.append([Button("dues-button-more", data("du.more", here))])
    rows.append(offered("button-menu", "menu"))
    await turn.show_lines(lines, buttons=rows)


@button("du.more", KEEPER_OF)
async def more(turn: Turn) -> None:
    """Sheets, what goes up, and how the branch keeps its dues: what is not wanted every day."""
    await forms.leave(turn)
    seen = await looking.glance(turn.house, turn.actor, turn.subject_id)
    here, year = seen.branch_id, seen.month.year
    rows = [
        [
            Button("dues-button-detail", data("du.x", here, Sheet.DETAIL.value, year)),
            Button("dues-button-ledger", data("du.x", here, Sheet.LEDGER.value, year)),
        ],
        [*offered("dues-button-remittance", "du.up", here), *offered("dues-button-publication", "du.pub", here)],
    ]
    if is_paymaster(turn.actor, here):
        rows.append(offered("dues-button-pay", "du.pay", here))
    if any(one.role is BranchRole.SECRETARY and one.organisation_id == here for one in turn.actor.grants):
        rows.append(offered("dues-button-neither", "du.both", here))
    rows += [
        [Button("dues-button-uses", data("du.uses", here)), *offered("dues-button-settings", "ds.at", here)],
        way_back("du.at", here),
    ]
    await turn.show("dues-more", branch=seen.branch, buttons=rows)


@button("du.x", KEEPER_OF)
async def sheets(turn: Turn) -> None:
    """A form of the year as a file, this year's or the one before."""
    try:
        which, year = Sheet(turn.args[1]), turn.number_at(2)
    except (IndexError, ValueError) as error:
        raise BadInput from error
    if not _FIRST_YEAR <= year <= turn.house.today().year:
        raise BadInput
    made = await exporting.export(turn.house, turn.actor, turn.subject_id, which, year)
    before = data("du.x", turn.subject_id, which.value, year - 1)
    rows = [[Button("dues-button-year-before", before, vars={"year": str(year - 1)})]] if year > _FIRST_YEAR else []
    rows.append(way_back("du.more", turn.subject_id))
    said = "dues-sheet-up" if which is Sheet.REMITTANCE else "dues-sheet"
    await turn.send_file(made.content, made.name, said, year=str(year), count=made.rows, buttons=rows)


@button("du.uses", KEEPER_OF)
async def uses(turn: Turn) -> None:
    """What kept dues may be spent on."""
    await turn.show("dues-uses", buttons=[way_back("du.more", turn.subject_id)])


@button("du.both", neither.SECRETARY_OF)
async def quiet_people(turn: Turn) -> None:
    """Who neither pays nor takes part; the secretary's alone."""
    seen = await neither.view(turn.house, turn.actor, turn.subject_id)
    lines = [turn.text_of("dues-neither" if seen.people else "dues-neither-none", branch=seen.branch)]
    lines += [
        turn.text_of("dues-neither-line", name=one.name, unpaid=one.unpaid, away=one.away)
        for one in seen.people[:_MOST]
    ]
    await turn.show_lines(lines, buttons=[way_back("du.more", seen.branch_id)])


@button("du.all", KEEPER_OF)
async def everybody(turn: Turn) -> None:
    """Every member, a page at a time."""
    await forms.leave(turn)
    seen = await looking.glance(turn.house, turn.actor, turn.subject_id)
    await _people(turn, seen, "du.all", seen.people)


@button("du.unk", KEEPER_OF)
async def unknown(turn: Turn) -> None:
    """Of whom nothing has been confirmed yet."""
    await forms.leave(turn)
    seen = await looking.glance(turn.house, turn.actor, turn.subject_id)
    await _people(turn, seen, "du.unk", seen.unknown)


async def _people(turn: Turn, seen: Glance, name: str, people: tuple[Row, ...]) -> None:
    page, pages = page_of(turn.number_at(1), len(people), _PAGE)
    rows = [
        [
            Button(
                "dues-button-person" if one.charged is not None else "dues-button-person-unknown",
                data("du.p", one.member_id),
                vars={"name": one.name, "amount": str(one.charged or "0.00")},
            )
        ]
        for one in people[(page - 1) * _PAGE : page * _PAGE]
    ]
    rows += turning(name, seen.branch_id, page=page, pages=pages)
    rows.append(way_back("du.at", seen.branch_id))
    await turn.show(
        "dues-people" if people else "dues-people-none",
        branch=seen.branch,
        month=month_text(turn.language, seen.month.first),
        buttons=rows,
    )


@button("du.p", KEEPER_OF_MEMBER)
async def person(turn: Turn) -> None:
    """One member: what he pays by, what the month comes to."""
    await forms.leave(turn)
    await show_person(turn, await profiles.standing(turn.house, turn.actor, turn.subject_id))


async def show_person(turn: Turn, seen: Standing) -> None:
    """The screen of one member."""
    lines = [turn.text_of("dues-person", name=seen.name)]
    if seen.profile is None:
        lines.append(turn.text_of("dues-person-unknown"))
    else:
        first = month_text(turn.language, seen.profile.first.first)
        lines.append(
            turn.text_of("dues-person-category", category=dues_words.category(turn, seen.profile), first=first)
        )
    if seen.computed is not None:
        lines.append(turn.text_of("dues-person-amount", amount=str(seen.computed.amount)))
        if seen.relief is None:
            lines.append(dues_words.working(turn, seen.computed))
    if seen.profile is not None and seen.profile.quarterly:
        lines.append(turn.text_of("dues-person-quarterly"))
    lines += [dues_words.relief(turn, one) for one in seen.reliefs]
    if seen.later is not None:
        lines.append(turn.text_of("dues-person-later", first=month_text(turn.language, seen.later.first.first)))
    if not seen.owed:
        lines.append(turn.text_of("dues-person-not-owed"))
    items = (
        offered("dues-button-pay-items", "du.pit", seen.member_id) if is_paymaster(turn.actor, seen.branch_id) else []
    )
    rows = [
        [
            Button("dues-button-bill", data("du.bill", seen.branch_id, seen.member_id)),
            Button("dues-button-change", data("du.cat", seen.member_id)),
        ],
        [
            *offered("dues-button-ease", "du.ease", seen.member_id),
            *(offered("dues-button-quarter", "du.qtr", seen.member_id) if seen.profile is not None else ()),
        ],
        items,
        way_back("du.all", seen.branch_id),
    ]
    await turn.show_lines(lines, buttons=rows)


# --- what he pays by --------------------------------------------------------------------------------------------------


@button("du.cat", KEEPER_OF_MEMBER)
async def categories(turn: Turn) -> None:
    """By what does he pay?"""
    await forms.leave(turn)
    member = turn.subject_id
    seen = await profiles.standing(turn.house, turn.actor, member)
    wages = [
        Button(dues_words.WAGE_KEY[rule], data("du.c", member, DuesCategory.MONTHLY_WAGE.value, rule.value))
        for rule in WageRule
    ]
    others = [
        Button(dues_words.CATEGORY_KEY[one], data("du.c", member, one.value))
        for one in dues_words.CATEGORIES
        if one is not DuesCategory.MONTHLY_WAGE
    ]
    rows = [wages, *in_rows(others, 2)]
    rows.append(way_back("du.p", member))
    await turn.show("dues-ask-category", name=seen.name, buttons=rows)


@button("du.c", KEEPER_OF_MEMBER)
async def category(turn: Turn) -> None:
    """A category: the base next, or the amount itself; fixed ones need neither."""
    member = turn.subject_id
    chosen, rule = _category(turn)
    await forms.begin(turn, "du", "base", member=member, category=chosen.value, wage_rule=rule.value if rule else None)
    if chosen in _FIXED:
        await _confirm(turn, member, Wish(chosen))
        return
    if chosen is DuesCategory.FARMER:
        await _ask(turn, "month", member, chosen, rule, "dues-ask-farmer")
        return
    seen = await profiles.standing(turn.house, turn.actor, member)
    key = {
        DuesCategory.RETIRED: "dues-ask-base-retired",
        DuesCategory.IRREGULAR_INCOME: "dues-ask-base-quarter",
        DuesCategory.ANNUAL_SALARY: "dues-ask-base-month",
    }.get(chosen, "dues-ask-base")
    rows = [
        [Button("dues-button-month", data("du.m", member, chosen.value, *([rule.value] if rule else [])))],
        way_back("du.cat", member),
    ]
    await turn.show(key, name=seen.name, buttons=rows)


def _category(turn: Turn) -> tuple[DuesCategory, WageRule | None]:
    try:
        return DuesCategory(turn.args[1]), WageRule(turn.args[2]) if len(turn.args) > 2 else None  # noqa: PLR2004 - with a third argument
    except (IndexError, ValueError) as error:
        raise BadInput from error


@button("du.m", KEEPER_OF_MEMBER)
async def month_amount(turn: Turn) -> None:
    """The branch has confirmed an amount a month: which?"""
    chosen, rule = _category(turn)
    await _ask(turn, "month", turn.subject_id, chosen, rule, "dues-ask-month")


async def _ask(turn: Turn, step: str, member: int, chosen: DuesCategory, rule: WageRule | None, key: str) -> None:
    await forms.begin(turn, "du", step, member=member, category=chosen.value, wage_rule=rule.value if rule else None)
    await turn.show(key, buttons=[way_back("du.cat", member)])


@form("du.base", KEEPER)
async def base_typed(turn: Turn) -> None:
    """The base was typed; of a quarter its three months."""
    member, chosen, rule = _begun(turn)
    if chosen is DuesCategory.IRREGULAR_INCOME and len(turn.text.split()) > 1:
        base = quarter_base(typed.amounts(turn.text, _QUARTER))
    else:
        base = typed.amount(turn.text)
    await _confirm(turn, member, Wish(chosen, rule, base=base))


@form("du.month", KEEPER)
async def month_typed(turn: Turn) -> None:
    """The confirmed amount was typed."""
    member, chosen, rule = _begun(turn)
    await _confirm(turn, member, Wish(chosen, rule, confirmed=typed.amount(turn.text)))


def _begun(turn: Turn) -> tuple[int, DuesCategory, WageRule | None]:
    known = forms.answers(turn)
    try:
        rule = known["wage_rule"]
        return int(known["member"]), DuesCategory(known["category"]), WageRule(rule) if rule else None
    except (KeyError, ValueError) as error:
        raise BadInput from error


async def _confirm(turn: Turn, member: int, wish: Wish) -> None:
    """What it comes to, and from which month on."""
    made = await profiles.try_out(turn.house, turn.actor, member, wish)
    seen = await profiles.standing(turn.house, turn.actor, member)
    await forms.begin(
        turn,
        "du",
        "base",
        member=member,
        category=wish.category.value,
        wage_rule=wish.wage_rule.value if wish.wage_rule else None,
        base=str(wish.base) if wish.base is not None else None,
        confirmed=str(wish.confirmed) if wish.confirmed is not None else None,
        whole=True,
    )
    firsts = [seen.month, seen.month.plus(1)]
    if seen.profile is None and seen.first < seen.month:
        firsts.insert(0, seen.first)
    rows = [
        [
            Button(
                "dues-button-from",
                data("du.ok", member, one.number),
                vars={"month": month_text(turn.language, one.first)},
            )
        ]
        for one in firsts
    ]
    rows.append(way_back("du.cat", member))
    lines = [
        turn.text_of("dues-confirm", name=seen.name, amount=str(made.amount)),
        dues_words.working(turn, made),
        turn.text_of("dues-confirm-from"),
    ]
    await turn.show_lines(lines, buttons=rows)


@button("du.ok", KEEPER_OF_MEMBER)
async def confirmed(turn: Turn) -> None:
    """In force from that month on. A button whose form is over shows what is in force."""
    known = turn.form.data if turn.form is not None and turn.form.kind == "du" else {}
    member = turn.subject_id
    if known.get("whole") and known.get("member") == member:
        _, chosen, rule = _begun(turn)
        wish = Wish(
            chosen,
            rule,
            typed.amount(known["base"]) if known["base"] else None,
            typed.amount(known["confirmed"]) if known["confirmed"] else None,
        )
        seen = await profiles.put(turn.house, turn.actor, member, wish, _month(turn))
        await forms.end(turn)
    else:
        seen = await profiles.standing(turn.house, turn.actor, member)
    await show_person(turn, seen)


def _month(turn: Turn) -> Month:
    try:
        return Month.carried(turn.args[1])
    except (IndexError, ValueError) as error:
        raise BadInput from error
