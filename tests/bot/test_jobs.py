"""Long work by workers: a preview, an import and an export arrive; a worker that dies or freezes changes nothing."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from procrastinate import App
from sqlalchemy import func, select, text

from bot import distributed
from bot.app import running
from bot.distributed import QUEUE
from bot.jobs import Performer
from db.audit import AuditEntry
from db.incidents import Incident
from db.jobs import Job
from db.members import Member
from db.names import BranchRole
from handlers import work
from handlers.turn import MESSENGER
from playground import server as playground_server
from playground.actor import Actor
from playground.client import Playground
from services import access, inbox, jobs
from services.fence import ClaimLost
from services.house import House
from services.jobs import Claim
from services.roster import pending, store
from services.shards import Shard
from tests import factories
from tests.fixtures.houses import house_at, set_clock
from tests.fixtures.stages import TOKEN, Stage, stage_settings
from tests.proofs.processes import Process, settings_of
from tests.services.roster.files import csv_file, person
from tests.services.roster.imports import COMMITTEE_LINE

BOT_ID = int(TOKEN.partition(":")[0])
A, C = "19900002001", "19900002003"


async def _no_delivery(shard: Shard, seconds: float) -> None:
    del shard, seconds


@dataclass
class Scene:
    """A stage whose long work goes to workers, and a worker that works when it is told to."""

    stage: Stage
    app: App
    url: str

    @property
    def house(self) -> House:
        """The house."""
        return self.stage.house

    async def heard(self) -> None:
        """Until the replica has worked on everything that people did."""
        await self.stage.world.quiet()
        async with asyncio.timeout(30):
            while await inbox.waiting(self.house, BOT_ID):  # noqa: ASYNC110 - another task's commits
                await asyncio.sleep(0.02)

    async def works(self) -> None:
        """Do what waits, without the clockwork."""
        await self.heard()
        await self.app.run_worker_async(queues=[QUEUE], wait=False, install_signal_handlers=False, listen_notify=False)

    async def is_taken(self) -> Claim:
        """A worker fetches the job and begins it."""
        await self.heard()
        manager = self.app.job_manager
        taken = await manager.fetch_job(queues=[QUEUE], worker_id=await manager.register_worker())
        assert taken is not None
        number = taken.task_kwargs["job_id"]
        assert isinstance(number, int)
        claim = await jobs.begin(self.house, number)
        assert claim is not None
        return claim

    async def worker_is_missed(self) -> None:
        """The others see that it gives no sign of life."""
        assert await distributed.reclaim(self.app, stalled=0.0) == 1

    async def open(self) -> int:
        """Jobs whose result has not been given."""
        async with self.house.db.read() as session:
            return await session.scalar(select(func.count()).select_from(Job)) or 0

    async def logged(self, action: str) -> int:
        """Entries of the log."""
        async with self.house.db.read() as session:
            return await session.scalar(select(func.count()).where(AuditEntry.action == action)) or 0

    async def names(self) -> list[str | None]:
        """Who is on the roster."""
        async with self.house.db.read() as session:
            return list(await session.scalars(select(Member.name).order_by(Member.id)))


@pytest.fixture
async def scene(postgres_url: str) -> AsyncIterator[Scene]:
    house = house_at(postgres_url)
    app = distributed.app_on(house.db)
    async with playground_server.running() as server, Playground.connect(server.url) as world:
        await world.bot(TOKEN, username="zhibu_test_bot", first_name="支部")
        settings = stage_settings(server.url, background="worker", database_url=postgres_url)
        async with running(house, settings, long_poll=2, by_itself=False) as process, app.open_async():
            assert process is not None
            distributed.register(app, house, _no_delivery, shards=1, perform=Performer(house, process.bot).perform)
            app.periodic_registry.periodic_tasks.clear()  # the test says what happens when
            yield Scene(Stage(world, house, process), app, server.url)
    await house.db.close()


@pytest.fixture
async def office(scene: Scene) -> Actor:
    """王建国 of the party office, on the roster of 内科党支部."""
    async with scene.house.db.write() as session:
        committee = await factories.make_organisation(session, "市人民医院党委")
        branch = await factories.make_branch(session, "内科党支部", parent=committee)
        member = await factories.make_member(session, branch, "王建国", phone=C, vault=scene.house.vault)
        await factories.grant_role(session, member, committee, BranchRole.PARTY_OFFICE)
    return await scene.stage.known(member)


def roster() -> bytes:
    return csv_file(person("王建国", 性别="男", 联系电话=C), person("张敏", 联系电话=A), above=COMMITTEE_LINE)


async def previewed(scene: Scene, office: Actor) -> None:
    await office.sends_file(roster(), name="r.csv")
    await office.sees("正在读花名册")
    await scene.works()
    await office.sees("花名册预览", "新增 1", buttons=["确认导入", "取消"])


async def exporting(office: Actor) -> None:
    await office.sends("/roster")
    await office.presses("导出：市人民医院党委")
    await office.sees("正在做表格")


async def texts_of(office: Actor) -> list[str]:
    return [one.get("text") or one.get("caption") or "" for one in await office.looks()]


async def test_a_preview_and_an_import_come_from_the_worker(scene: Scene, office: Actor) -> None:
    sent = await office.sends_file(roster(), name="r.csv")
    await office.sees("正在读花名册")
    await scene.heard()
    assert await scene.open() == 1
    await scene.works()
    await office.sees("花名册预览", "新增 1", buttons=["确认导入", "取消"])
    assert sent["message_id"] not in [one["message_id"] for one in await office.looks()]
    await office.presses("确认导入")
    await office.sees("正在导入")
    assert await scene.names() == ["王建国"]
    await scene.works()
    await office.sees("花名册已更新", "新增 1")
    shown = await texts_of(office)
    assert not any("正在" in one for one in shown)  # the result stands where the promise stood
    assert await scene.names() == ["王建国", "张敏"]
    assert await scene.open() == 0


async def test_an_export_comes_from_the_worker_once_for_two_presses(scene: Scene, office: Actor) -> None:
    await exporting(office)
    await office.presses("导出：市人民医院党委")
    await scene.heard()
    assert await scene.open() == 1
    await scene.works()
    answer = await office.sees("党员花名册，共 1 人")
    handle = await scene.stage.running.bot.get_file(answer["document"]["file_id"])
    book = openpyxl.load_workbook(io.BytesIO(bytes(await handle.download_as_bytearray())))
    assert any("王建国" in row for row in book.worksheets[0].iter_rows(values_only=True))
    assert sum("共 1 人" in one for one in await texts_of(office)) == 1
    assert not any("正在" in one for one in await texts_of(office))
    assert await scene.logged("roster.exported") == 1


async def test_what_cannot_be_done_is_said_in_the_place_of_the_promise(scene: Scene, office: Actor) -> None:
    await office.sends_file(b"%PDF-1.7", name="r.pdf")
    await office.sees("正在读花名册")
    await scene.works()
    await office.sees("不是表格")
    assert not any("正在" in one for one in await texts_of(office))
    assert await scene.open() == 0


async def test_the_job_names_nobody(scene: Scene, office: Actor) -> None:
    await office.sends_file(roster(), name="张敏.csv")
    await office.sees("正在读花名册")
    await scene.heard()
    async with scene.house.db.read() as session:
        kept = str(
            [
                *await session.execute(text("SELECT * FROM jobs")),
                *await session.execute(text("SELECT * FROM procrastinate_jobs")),
            ]
        )
    assert "roster.preview" in kept
    assert not any(secret in kept for secret in ("张敏", "王建国", A, C))


async def test_of_one_committee_one_is_done_at_a_time(scene: Scene, office: Actor) -> None:
    await previewed(scene, office)
    await office.presses("确认导入")
    await office.sees("正在导入")
    await exporting(office)
    await scene.is_taken()
    manager = scene.app.job_manager
    assert await manager.fetch_job(queues=[QUEUE], worker_id=await manager.register_worker()) is None


@pytest.mark.parametrize("moment", ["begun", "done", "told"])
async def test_an_import_whose_worker_dies_is_done_once_and_told(scene: Scene, office: Actor, moment: str) -> None:
    await previewed(scene, office)
    await office.presses("确认导入")
    await office.sees("正在导入")
    claim = await scene.is_taken()
    if moment == "done":
        async with scene.house.db.read() as session:
            actor = await access.identify(session, MESSENGER, claim.address, scene.house.today())
        await pending.confirm(scene.house, actor, claim.args["words"][0], mark_gone=False, job=claim)
    if moment == "told":
        await work.perform(scene.house, scene.stage.running.bot, claim)
    await scene.worker_is_missed()
    await scene.works()
    await office.sees("花名册已更新", "新增 1")
    assert sum("花名册已更新" in one for one in await texts_of(office)) == 1
    assert await scene.logged("roster.imported") == 1
    assert await scene.names() == ["王建国", "张敏"]
    assert await scene.open() == 0


async def test_a_worker_that_lost_the_job_stores_nothing_and_ends_nothing(scene: Scene, office: Actor) -> None:
    await previewed(scene, office)
    await office.presses("确认导入")
    await office.sees("正在导入")
    old = await scene.is_taken()
    new = await jobs.begin(scene.house, old.id)
    assert new is not None
    with pytest.raises(ClaimLost):
        await work.perform(scene.house, scene.stage.running.bot, old)
    assert not await jobs.end(scene.house, old)
    assert await scene.names() == ["王建国"]
    await work.perform(scene.house, scene.stage.running.bot, new)
    assert await scene.names() == ["王建国", "张敏"]
    assert await jobs.end(scene.house, new)


async def test_a_job_that_kills_its_workers_ends_with_an_incident(scene: Scene, office: Actor) -> None:
    await exporting(office)
    claim = await scene.is_taken()
    while claim.attempt < jobs.MOST_ATTEMPTS:
        again = await jobs.begin(scene.house, claim.id)
        assert again is not None
        claim = again
    await scene.worker_is_missed()
    await scene.works()
    await office.sees("出了点问题")
    assert await scene.open() == 0
    async with scene.house.db.read() as session:
        assert await session.scalar(select(Incident.kind)) == "TooOften"


async def test_a_worker_killed_in_the_middle_is_followed_by_another(
    scene: Scene, office: Actor, tmp_path: Path, postgres_url: str
) -> None:
    """Real processes: the first waits for the roster's lock inside the import when SIGKILL comes."""
    set_clock(scene.house, dt.datetime.now(dt.UTC))  # theirs is the machine's
    environment = settings_of(scene.url, postgres_url, BOT_TOKEN=TOKEN, BACKGROUND="worker", WORKER_SHARDS="1")
    await previewed(scene, office)
    first, second = (Process(name, ["worker"], tmp_path, environment, forked=True) for name in ("first", "second"))
    try:
        async with scene.house.db.write() as session:
            await store.one_at_a_time(session)
            await office.presses("确认导入")
            await office.sees("正在导入")
            await first.start()
            await _until_somebody_waits(scene)
            await first.kill()
        await second.start()
        await office.sees("花名册已更新", "新增 1", timeout=90)
    finally:
        await first.kill()
        await second.stop()
    assert await scene.logged("roster.imported") == 1
    assert await scene.names() == ["王建国", "张敏"]
    assert await scene.open() == 0


async def _until_somebody_waits(scene: Scene) -> None:
    """Until a transaction of another process waits for the lock that the test holds."""
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    async with asyncio.timeout(90):
        while True:
            async with scene.house.db.read() as session:
                if await session.scalar(query):
                    return
            await asyncio.sleep(0.2)
