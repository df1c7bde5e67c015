"""Sheets 11 (发展党员台账) and 12 (组织关系转接登记表): the cases an actor keeps, as the forms write them."""

from __future__ import annotations

import asyncio

from sqlalchemy.ext.asyncio import AsyncSession

from db.cases import Case
from db.names import CaseKind, CasePart, CaseState, CaseStep, TransferWay
from services import audit, organisations
from services.access import Actor
from services.cases import sheet, store
from services.cases.facts import Facts, Where, load
from services.cases.sheet import Form, day, span
from services.development import marks
from services.development.rules import load as rules_book
from services.files import Made
from services.house import House

_DAY = 11.0
_DEVELOPMENT = (
    ("姓名", 8.0),
    ("科室", 9.0),
    ("申请日期", _DAY),
    ("谈话日期", _DAY),
    ("确定积极分子日期", _DAY),
    ("培养联系人", 9.0),
    ("考察日期（各半年）", _DAY),
    ("思想汇报（各季度）", _DAY),
    ("发展对象日期", _DAY),
    ("公示起止", 12.0),
    ("培训起止/学时", 12.0),
    ("预审日期", _DAY),
    ("支部大会日期", _DAY),
    ("审批日期", _DAY),
    ("宣誓日期", _DAY),
    ("预备期满", _DAY),
    ("转正大会日期", _DAY),
    ("转正审批日期", _DAY),
    ("归档", _DAY),
)
_TRANSFERS = (
    ("姓名", 10.0),
    ("转入/转出", 9.0),
    ("对方组织", 28.0),
    ("介绍信编号", 18.0),
    ("开具日期", 12.0),
    ("有效期至", 12.0),
    ("党费交至", 11.0),
    ("接收日期", 12.0),
    ("回执", 12.0),
)


async def development_sheet(house: House, actor: Actor, organisation_id: int) -> Made:
    """Sheet 11 of an organisation and what is below it, without what was withdrawn.

    Raises:
        NotAllowed: The actor keeps no cases there.
    """
    here, cases = await _cases(house, actor, CaseKind.DEVELOPMENT, organisation_id)
    rows = [_development(one) for one in cases]
    return await _made(house, actor, here, ("发展党员台账", _DEVELOPMENT), rows)


async def transfer_sheet(house: House, actor: Actor, organisation_id: int) -> Made:
    """Sheet 12 of an organisation and what is below it, without what did not take place.

    Raises:
        NotAllowed: The actor keeps no cases there.
    """
    here, cases = await _cases(house, actor, CaseKind.TRANSFER, organisation_id)
    async with house.db.read() as session:
        names = {place.id: (place.name, place.path) for place in await organisations.tree(session)}
    rows = [_transfer(one, here, names) for one in cases]
    return await _made(house, actor, here, ("组织关系转接登记表", _TRANSFERS), rows)


async def _cases(house: House, actor: Actor, kind: CaseKind, organisation_id: int) -> tuple[Where, list[Facts]]:
    async with house.db.read() as session:
        here = await store.where(house, session, actor, organisation_id)
        which = store.of_here(kind, here) & store.not_himself(actor) & (Case.state != CaseState.WITHDRAWN)
        return here, await load(session, which)


async def _made(
    house: House, actor: Actor, here: Where, form: tuple[str, tuple[tuple[str, float], ...]], rows: list[list[str]]
) -> Made:
    name, columns = form
    async with house.db.write() as session:
        await _note(house, session, actor, here, name, len(rows))
    today = house.today()
    title = f"{here.name}{name}"
    content = await asyncio.to_thread(sheet.write, Form(name, title, here.name, columns), rows, today)
    return Made(content, f"{title}_{today:%Y%m%d}.xlsx", len(rows))


async def _note(house: House, session: AsyncSession, actor: Actor, here: Where, name: str, rows: int) -> None:
    await audit.record(
        session,
        actor=actor.audit_name,
        action="cases.exported",
        subject=f"organisation:{here.id}",
        now=house.now(),
        details={"sheet": name, "rows": rows},
    )


def _development(one: Facts) -> list[str]:
    hours = one.words.get(CaseStep.TRAINING_HOURS)
    training = span(one.day(CaseStep.TRAINING_START), one.day(CaseStep.TRAINING_END))
    approved = one.day(CaseStep.APPROVED) is not None
    return [
        one.name or "",
        one.department or "",
        day(one.day(CaseStep.APPLIED)),
        day(one.day(CaseStep.TALKED)),
        day(one.day(CaseStep.ACTIVIST)),
        "\n".join(mentor.name or "" for mentor in one.people.get(CasePart.MENTOR, ())),
        "\n".join(day(found) for found in one.times(CaseStep.REVIEWED)),
        "\n".join(day(found) for found in one.times(CaseStep.REPORTED)),
        day(one.day(CaseStep.DEV_TARGET)),
        span(one.day(CaseStep.PUBLICITY_START), one.day(CaseStep.PUBLICITY_END)),
        "\n".join(part for part in (training, f"{hours}学时" if hours is not None else "") if part),
        day(one.day(CaseStep.PRE_REVIEW)),
        day(one.day(CaseStep.ACCEPTED)),
        day(one.day(CaseStep.APPROVED)),
        day(one.day(CaseStep.OATH)),
        day(marks.probation_end(rules_book().find(one.rule_set), one)) if approved else "",
        day(one.day(CaseStep.FULL_MEETING)),
        day(one.day(CaseStep.FULL_APPROVED)),
        day(one.day(CaseStep.ARCHIVED)),
    ]


def _transfer(one: Facts, here: Where, names: dict[int, tuple[str, str]]) -> list[str]:
    own, own_path = names.get(one.branch_id, ("", ""))
    incoming = one.way is TransferWay.IN
    other = one.other_name or ""
    if one.other_branch_id is not None:
        incoming = not own_path.startswith(here.path)
        other = own if incoming else names.get(one.other_branch_id, ("", ""))[0]
    return [
        one.name or "",
        "转入" if incoming else "转出",
        other,
        one.words.get(CaseStep.LETTER_NUMBER, ""),
        day(one.day(CaseStep.LETTER_ON)),
        day(one.day(CaseStep.LETTER_UNTIL)),
        one.words.get(CaseStep.PAID_THROUGH, "").replace("-", "."),
        day(one.day(CaseStep.RECEIVED)),
        day(one.day(CaseStep.RECEIPT)),
    ]
