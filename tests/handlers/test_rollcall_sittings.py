"""A meeting in two sittings, for shifts: each day's roll-call is its own, and nobody is counted twice."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from db.attendance import RollCall
from db.names import AttendanceStatus, CheckInWay, Sitting
from playground.actor import Actor
from tests.fixtures.houses import set_clock
from tests.fixtures.stages import Stage
from tests.handlers.doors import door
from tests.handlers.test_rollcall import Evening, evening_on
from tests.services.rollcall.hall import START, clock

P = AttendanceStatus
_DAY = dt.timedelta(days=1)


async def _checks_in(evening: Evening, person: Actor) -> None:
    await door(evening.stage, person, "checkin-button-here", f"ck:{evening.meeting}:s")


async def test_who_is_on_shift_the_first_day_comes_to_the_second(stage: Stage) -> None:
    evening = await evening_on(
        stage, ["张敏", "李伟", "陈静", "杨磊"], second_starts_at=START + _DAY, second_minutes=60
    )
    zhang, li, chen = (evening.phones[name] for name in ("张敏", "李伟", "陈静"))
    wang = evening.wang

    # The first day: one comes, one presses early for the second, which is not open yet but the first is.
    clock(stage.house, 14, 45)
    await door(stage, wang, "rollcall-button-start", f"rc:{evening.here}")
    await wang.sees("签到进行中", "应到 5，实到 0")
    await _checks_in(evening, zhang)
    await zhang.sees("✓ 签到好了：支部党员大会，14:45")
    clock(stage.house, 16, 0)
    await door(stage, wang, "rollcall-button-close", f"rc.end:{evening.here}")
    await wang.sees("签到")
    # Between the sittings nobody is absent yet: the second opens tomorrow.
    await _checks_in(evening, li)
    await li.sees("签到 11月19日 14:40 开放")
    assert {name: row.status for name, row in (await evening.rows()).items()} == {"张敏": P.PRESENT}

    # The second day: a new code, a new window, the same list.
    set_clock(stage.house, START + _DAY - dt.timedelta(minutes=10))
    await stage.settle()
    await door(stage, wang, "rollcall-button-start", f"rc:{evening.here}")
    await wang.sees("签到进行中", "应到 5，实到 1")
    await _checks_in(evening, li)
    await li.sees("✓ 签到好了：支部党员大会，14:50")
    await _checks_in(evening, zhang)
    await zhang.sees("✓ 支部党员大会：已签到，14:45")
    set_clock(stage.house, START + _DAY + dt.timedelta(minutes=11))
    await _checks_in(evening, chen)
    await chen.sees("（记为迟到）")
    await door(stage, wang, "rollcall-button-close", f"rc.end:{evening.here}")
    await wang.sees("还有 2 人没有登记", buttons=["按缺席结束"])
    await wang.presses("按缺席结束")
    await wang.sees("签到已结束", "应到 5，实到 3")

    rows = await evening.rows()
    assert {name: (row.sitting, row.status, row.way) for name, row in rows.items()} == {
        "张敏": (Sitting.A, P.PRESENT, CheckInWay.BUTTON),
        "李伟": (Sitting.B, P.PRESENT, CheckInWay.BUTTON),
        "陈静": (Sitting.B, P.LATE, CheckInWay.BUTTON),
        "杨磊": (Sitting.B, P.ABSENT, CheckInWay.CLOSING),
        "王建国": (Sitting.B, P.ABSENT, CheckInWay.CLOSING),
    }
    async with stage.house.db.read() as session:
        calls = list(await session.scalars(select(RollCall).order_by(RollCall.id)))
    assert [(one.sitting, one.closed_at is not None) for one in calls] == [(Sitting.A, True), (Sitting.B, True)]
