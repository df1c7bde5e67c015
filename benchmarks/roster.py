"""A roster of 10,000 rows: read, planned, imported into an empty database, looked at again, exported.

Processor time is measured, because the machine may be shared; the bars are a few times what was seen. The biggest
hospital systems have a few thousand members.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import random
import resource
import tempfile
import time
from pathlib import Path

import openpyxl

from benchmarks.support import report
from db import migrate
from db.session import Database
from db.vault import Vault, new_key
from services import rules
from services.clock import FixedClock
from services.house import House
from services.roster import export, importing

NOW = dt.datetime(2026, 11, 16, 2, tzinfo=dt.UTC)
BRANCHES = 400
#: Seconds of processor time.
BARS = {
    "read": 10,
    "plan into an empty database": 5,
    "import": 12,
    "plan the same file again": 5,
    "export": 8,
}
MEMORY_BAR = 300

_HEADER = [
    "序号",
    "所属党总支",
    "所属党支部",
    "所在党小组",
    "姓名",
    "性别",
    "出生年月",
    "学历",
    "所在科室",
    "职务/职称",
    "党员类别",
    "入党时间",
    "转正时间",
    "党内职务",
    "联系电话",
    "在职/离退休",
    "是否流动",
    "备注",
]
_FAMILY, _GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "敏静强伟芳娜秀英华明丽军杰娟勇艳涛超兰霞平刚桂"


def workbook(rows: int) -> bytes:
    """A roster of invented people in 400 branches of 20 general branches."""
    dice = random.Random(20261116)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("党员花名册")
    sheet.append(["单位：××市卫生健康委员会党委"])
    sheet.append(_HEADER)
    for number in range(rows):
        branch = number % BRANCHES
        born = dt.date(1950 + dice.randrange(48), 1 + dice.randrange(12), 1 + dice.randrange(28))
        admitted = born.replace(year=born.year + 20 + dice.randrange(8))
        sheet.append(
            [
                number + 1,
                f"第{branch // 20 + 1}党总支",
                f"第{branch + 1}党支部",
                f"第{'一二三'[number % 3]}党小组",
                dice.choice(_FAMILY) + "".join(dice.choices(_GIVEN, k=2)),
                dice.choice("男女"),
                born,
                "大学本科",
                f"{dice.choice('心肾神内外儿')}科",
                "主治医师",
                "正式党员",
                admitted,
                admitted.replace(year=admitted.year + 1),
                "书记" if number < BRANCHES else "党小组组长" if number < 4 * BRANCHES else None,
                f"199{number:08d}",
                "在职",
                "否",
                None,
            ]
        )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class _Watch:
    """Processor seconds since the last look."""

    def __init__(self) -> None:
        self._last = time.process_time()

    def seconds(self) -> float:
        now = time.process_time()
        passed, self._last = now - self._last, now
        return passed


async def carried_through(rows: int, folder: Path) -> dict[str, float]:
    """All steps, once: processor seconds of each, and megabytes above idle."""
    content = workbook(rows)
    house = House(
        db=Database(f"sqlite:///{folder / 'roster.db'}"),
        vault=Vault([new_key()]),
        rules=rules.load(),
        clock=FixedClock(NOW),
    )
    await migrate.upgrade(house.db)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    watch, found = _Watch(), {}
    document = await importing.open_file(house, content)
    found["read"] = watch.seconds()
    preview = await importing.preview(house, importing.TERMINAL, document)
    found["plan into an empty database"] = watch.seconds()
    done = await importing.apply(house, importing.TERMINAL, document, preview.plan.fingerprint)
    found["import"] = watch.seconds()
    again = await importing.preview(house, importing.TERMINAL, document)
    found["plan the same file again"] = watch.seconds()
    made = await export.export(house, importing.TERMINAL)
    found["export"] = watch.seconds()
    found["memory"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    await house.db.close()
    if done.counts.added != rows or not again.plan.changes_nothing or made.rows != rows:
        raise SystemExit("the roster did not go in as it is")
    return found


def measure(rows: int) -> report.Found:
    """Measure and judge."""
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(carried_through(rows, Path(folder)))
    memory = found.pop("memory")
    bars = [
        report.bar(f"{rows} rows: {name}, CPU s", seconds, BARS[name], at_least=False)
        for name, seconds in found.items()
    ]
    bars.append(report.bar(f"{rows} rows: memory above idle, MB", memory, MEMORY_BAR, at_least=False))
    return {
        "name": "roster",
        "conditions": report.conditions(rows=rows, branches=BRANCHES, database="SQLite, WAL, synchronous FULL"),
        "peers": [],
        "bars": bars,
    }


def main() -> None:
    """Measure and print."""
    arguments = report.parser("roster", __doc__).parse_args()
    report.run(arguments, lambda: measure(1_000 if arguments.quick else 10_000))


if __name__ == "__main__":
    main()
