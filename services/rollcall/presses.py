"""Check-ins as they are written: a batch of them in one transaction, each with its own answer.

::

    press ── whose code is it? ── is the meeting on, is he expected, is it open? ── there already? ──> the first result
                 │ nobody's                     │ no                                   └ no ──> one row, late or not
                 └─ counted, five pause         └─ a sentence, nothing written
    a steward had marked him as away ──> he has come after all: the mark goes into the history

Facts are read once a batch, whatever its size. What is judged is the moment the press arrived, by our clock.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import Tries
from db.among import among_given
from db.attendance import Attendance, RollCall
from db.names import AttendanceStatus, ChangeKind, CheckInWay, EventType, MeetingState, Sitting
from services import tries
from services.errors import Paused
from services.house import House
from services.rollcall import codes, people, scenes
from services.rollcall.errors import MeetingOff, NotExpected, NothingOpen, NotOpenYet, OldCode, RollCallOver, WrongCode
from services.rollcall.history import keep
from services.rollcall.scenes import OpenCalls, Scene, open_calls
from services.rollcall.windows import Phase, Window, to_use
from services.together import Together, one_a_loop

#: What wrong codes are counted under.
TRIES = "rollcall"

#: Statuses that say he was there.
THERE = (AttendanceStatus.PRESENT, AttendanceStatus.LATE, AttendanceStatus.LEFT_EARLY)
#: A steward's marks that somebody's own arrival puts right.
_AWAY = (AttendanceStatus.UNMARKED, AttendanceStatus.LEAVE, AttendanceStatus.ABSENT)


@dataclass(frozen=True)
class Press:
    """Somebody says that he is there.

    Attributes:
        chain: Organisations whose meetings may be his: from the root of his tree to his branch or group, and where he
            holds a role.
        at: When it arrived, UTC.
        meeting_id: The button's; a link's roll-call and a code name theirs otherwise.
        roll_call_id, slot: The link's.
        code: As typed.
    """

    member_id: int
    account_id: int
    chain: tuple[int, ...]
    way: CheckInWay
    at: dt.datetime
    meeting_id: int | None = None
    roll_call_id: int | None = None
    slot: int | None = None
    code: int | None = None

    @property
    def root(self) -> str:
        """Path of the root of his tree."""
        return f"/{self.chain[0]}/"


@dataclass(frozen=True)
class CheckedIn:
    """How somebody stands in a roll-call.

    Attributes:
        what: What the meeting is, and its title where no type names it.
        again: He was recorded before; this is the first result.
        own: He recorded it himself; otherwise a steward did.
        at: When he came, or when it was recorded, UTC.
        may_leave: He is asked to say when he goes, and has not yet.
    """

    meeting_id: int
    organisation_id: int
    types: tuple[EventType, ...]
    title: str | None
    status: AttendanceStatus
    at: dt.datetime
    left_at: dt.datetime | None
    zone: Any
    again: bool
    own: bool
    may_leave: bool


#: What is read of the rows there are: a crowd presses twice, and needs no objects for it.
_STANDING = select(
    Attendance.id,
    Attendance.meeting_id,
    Attendance.member_id,
    Attendance.status,
    Attendance.way,
    Attendance.came_at,
    Attendance.left_at,
    Attendance.recorded_at,
).where(among_given(Attendance.meeting_id, "meetings"), among_given(Attendance.member_id, "members"))


@dataclass
class _Facts:
    """What a batch needs, read once."""

    scenes: dict[int, Scene]
    due: dict[int, set[int]]
    rows: dict[tuple[int, int], Any]
    open_below: dict[str, OpenCalls]
    paused: dict[int, Tries]
    fresh: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    changed: set[int] = field(default_factory=set)


def desk(house: House) -> Together[Press, CheckedIn]:
    """Where this process's check-ins queue up for their transaction.

    ``put`` needs nothing but a ``Press``: whoever recognises one earlier than the handlers do puts it in here.
    """
    return _desks(house)


async def write(house: House, session: AsyncSession, presses: Sequence[Press]) -> list[CheckedIn | Exception]:
    """Write a batch of check-ins.

    Args:
        house: The house.
        session: The transaction, which commits whatever the answers are: wrong codes are counted.
        presses: In the order in which they came.

    Returns:
        For each how he stands, or the domain error that says why he is not recorded.
    """
    facts = await _gather(house, session, presses)
    answers: list[CheckedIn | Exception] = []
    new: list[tuple[int, Press, Scene, Window]] = []
    for number, press in enumerate(presses):
        found = await _placed(house, session, facts, press)
        if isinstance(found, Exception):
            answers.append(found)
            continue
        scene, press_placed = found
        answer = await _judge(session, facts, scene, press_placed)
        answers.append(NothingOpen() if isinstance(answer, Window) else answer)
        if isinstance(answer, Window):
            new.append((number, press_placed, scene, answer))
    await _record(session, facts, new, answers)
    await scenes.touch(session, facts.changed)
    return answers


# --- what is known ----------------------------------------------------------------------------------------------------


async def _gather(house: House, session: AsyncSession, presses: Sequence[Press]) -> _Facts:
    typed = [press for press in presses if press.code is not None]
    scanned = {press.roll_call_id for press in presses if press.roll_call_id is not None}
    of_calls = await _meetings_of(session, scanned)
    open_below = {root: await open_calls(house, session, root) for root in {p.root for p in typed}}
    ids = {press.meeting_id for press in presses if press.meeting_id is not None} | set(of_calls.values())
    if typed:
        key = codes.key_of(house.vault)
        for press in typed:
            calls = open_below[press.root]
            found = codes.matches(key, calls.closed_in, press.code or 0, press.at, house.limits.code_seconds)
            ids |= {calls.meetings[one.roll_call_id] for one in found}
    known = await scenes.load(house, session, ids)
    members = {press.member_id for press in presses}
    rows = await session.execute(_STANDING, {"meetings": sorted(known), "members": sorted(members)})
    return _Facts(
        scenes=known,
        due={scene.meeting_id: await people.due_among(session, scene, members) for scene in known.values()},
        rows={(row.meeting_id, row.member_id): row for row in rows},
        open_below=open_below,
        paused=await _paused(session, {press.account_id for press in typed}) if typed else {},
    )


async def _paused(session: AsyncSession, accounts: Iterable[int]) -> dict[int, Tries]:
    query = select(Tries).where(Tries.account_id.in_(sorted(accounts)), Tries.what == TRIES)
    return {row.account_id: row for row in await session.scalars(query)}


async def _meetings_of(session: AsyncSession, roll_call_ids: Iterable[int]) -> dict[int, int]:
    ids = sorted(roll_call_ids)
    if not ids:
        return {}
    rows = await session.execute(select(RollCall.id, RollCall.meeting_id).where(RollCall.id.in_(ids)))
    return {row.id: row.meeting_id for row in rows}


# --- where it belongs -------------------------------------------------------------------------------------------------


async def _placed(house: House, session: AsyncSession, facts: _Facts, press: Press) -> tuple[Scene, Press] | Exception:
    """The meeting a press is for; a code's and a link's slot must be one that is accepted now."""
    if press.code is not None:
        return await _by_code(house, session, facts, press)
    if press.roll_call_id is not None and press.slot is not None:
        scene = next((one for one in facts.scenes.values() if one.find(press.roll_call_id)), None)
        if scene is None:
            return NothingOpen()
        standing = facts.rows.get((scene.meeting_id, press.member_id))
        fresh = codes.accepted(press.slot, press.at, house.limits.code_seconds)
        # Whoever is recorded already hears so, however old the picture is.
        if not fresh and (standing is None or standing.status in _AWAY):
            return OldCode()
        return scene, press
    scene = facts.scenes.get(press.meeting_id or 0)
    return (scene, press) if scene is not None else NotExpected()


async def _by_code(house: House, session: AsyncSession, facts: _Facts, press: Press) -> tuple[Scene, Press] | Exception:
    row = facts.paused.get(press.account_id)
    if row is not None and row.paused_until is not None and row.paused_until > press.at:
        minutes = -int(-(row.paused_until - press.at).total_seconds() // 60)
        return Paused(minutes=max(1, minutes))
    calls = facts.open_below[press.root]
    key = codes.key_of(house.vault)
    found = [
        one
        for one in codes.matches(key, calls.closed_in, press.code or 0, press.at, house.limits.code_seconds)
        if press.member_id in facts.due.get(calls.meetings[one.roll_call_id], ())
    ]
    for match in found:
        if match.fresh:
            if row is not None:
                await tries.forget(session, press.account_id, TRIES)
                facts.paused.pop(press.account_id)
            scene = facts.scenes[calls.meetings[match.roll_call_id]]
            return scene, replace(press, roll_call_id=match.roll_call_id, slot=match.slot, meeting_id=scene.meeting_id)
    if found:
        return OldCode()
    nothing = await _nothing_open(house, session, press, calls)
    if nothing is not None:
        return nothing
    rules = house.rules.rollcall
    wrong = await tries.wrong(
        house, session, press.account_id, TRIES, allowed=rules.code_tries, minutes=rules.code_tries_minutes
    )
    facts.paused[press.account_id] = await session.get_one(Tries, (press.account_id, TRIES))
    return wrong.error or WrongCode(left=wrong.left)


async def _nothing_open(
    house: House, session: AsyncSession, press: Press, calls: OpenCalls
) -> NotOpenYet | NothingOpen | None:
    """Where no roll-call is open to him there is nothing to guess: he hears when one opens, and no try is counted."""
    ids = set(calls.meetings.values()) | set(await people.around(session, press.chain, press.member_id, press.at))
    soon: list[tuple[Scene, Window]] = []
    for scene in (await scenes.load(house, session, ids)).values():
        if scene.state is MeetingState.CANCELLED:
            continue
        if not await people.due_among(session, scene, [press.member_id]):
            continue
        window = to_use(scene.windows, press.at)
        if window.phase(press.at) is Phase.OPEN:
            return None
        if window.phase(press.at) is Phase.EARLY:
            soon.append((scene, window))
    if not soon:
        return NothingOpen()
    scene, window = min(soon, key=lambda one: one[1].opens_at)
    return early(scene, window, press.at)


# --- may it count -----------------------------------------------------------------------------------------------------


async def _judge(  # noqa: PLR0911 - one a reason
    session: AsyncSession, facts: _Facts, scene: Scene, press: Press
) -> Window | CheckedIn | Exception:
    """The window a press counts in; or how he stands already; or why it does not count."""
    key = (scene.meeting_id, press.member_id)
    standing = facts.fresh.get(key)
    if standing is not None:
        return _told(scene, standing, again=True)
    row = facts.rows.get(key)
    if row is not None and row.status not in _AWAY:
        return _told(scene, _values_of(row), again=True)
    if scene.state is MeetingState.CANCELLED:
        return MeetingOff()
    if press.member_id not in facts.due[scene.meeting_id]:
        return NotExpected()
    window = await _window(session, scene, press)
    phase = window.phase(press.at)
    if phase is Phase.EARLY:
        return early(scene, window, press.at)
    if phase is Phase.OVER:
        return (
            _told(scene, _values_of(row), again=True) if row is not None and row.status in _AWAY[1:] else RollCallOver()
        )
    return window


async def _window(session: AsyncSession, scene: Scene, press: Press) -> Window:
    if press.roll_call_id is not None:
        return scene.find(press.roll_call_id) or scene.windows[0]
    wish: Sitting | None = None
    if len(scene.windows) > 1:
        wish = (await people.wishes(session, scene.meeting_id, [press.member_id])).get(press.member_id)
    return to_use(scene.windows, press.at, wish)


def early(scene: Scene, window: Window, at: dt.datetime) -> NotOpenYet:
    """That a roll-call opens later, and when."""
    opens, today = window.opens_at.astimezone(scene.zone), at.astimezone(scene.zone).date()
    return NotOpenYet(opens=f"{opens:%H:%M}", month=opens.month, on_day=opens.day, today=int(opens.date() == today))


# --- writing ----------------------------------------------------------------------------------------------------------


async def _record(
    session: AsyncSession,
    facts: _Facts,
    new: list[tuple[int, Press, Scene, Window]],
    answers: list[CheckedIn | Exception],
) -> None:
    inserts: dict[tuple[int, int], tuple[int, Scene, dict[str, Any]]] = {}
    for number, press, scene, window in new:
        key = (scene.meeting_id, press.member_id)
        if key in facts.fresh:  # twice in one batch
            answers[number] = _told(scene, facts.fresh[key], again=True)
            continue
        if window.roll_call_id is None:
            await scenes.ensure(session, scene.meeting_id, window.sitting, press.at)
        values = _values(press, scene, window)
        facts.fresh[key] = values
        facts.changed.add(scene.meeting_id)
        standing = facts.rows.get(key)
        if standing is not None:
            row = await session.get_one(Attendance, standing.id)
            keep(session, row, ChangeKind.ARRIVED, at=press.at, by=None, why=None)
            await session.flush()
            await session.execute(update(Attendance).where(Attendance.id == row.id).values(**values))
        else:
            inserts[key] = (number, scene, values)
        answers[number] = _told(scene, values, again=False)
    if inserts:
        await _insert(session, inserts, answers)


_INSERT = {
    name: insert(Attendance).on_conflict_do_nothing().returning(Attendance.meeting_id, Attendance.member_id)
    for name, insert in (("postgresql", postgresql.insert), ("sqlite", sqlite.insert))
}


async def _insert(
    session: AsyncSession,
    inserts: dict[tuple[int, int], tuple[int, Scene, dict[str, Any]]],
    answers: list[CheckedIn | Exception],
) -> None:
    statement = _INSERT[session.get_bind().dialect.name]
    connection = await session.connection()
    rows = await connection.execute(statement, [values for _, _, values in inserts.values()])
    written = {(row.meeting_id, row.member_id) for row in rows}
    for key, (number, scene, _) in inserts.items():
        if key in written:
            continue
        # Another process was first: its result is the first result.
        query = select(Attendance).where(Attendance.meeting_id == key[0], Attendance.member_id == key[1])
        answers[number] = _told(scene, _values_of((await session.scalars(query)).one()), again=True)


def _values(press: Press, scene: Scene, window: Window) -> dict[str, Any]:
    return {
        "meeting_id": scene.meeting_id,
        "member_id": press.member_id,
        "sitting": window.sitting,
        "status": window.status(press.at),
        "leave_type": None,
        "way": press.way,
        "came_at": press.at,
        "left_at": None,
        "recorded_at": press.at,
        "recorded_by": press.account_id,
        "reason": None,
        "slot": press.slot,
    }


def _values_of(row: Any) -> dict[str, Any]:
    return {
        "status": row.status,
        "way": row.way,
        "came_at": row.came_at,
        "left_at": row.left_at,
        "recorded_at": row.recorded_at,
    }


_OWN = (CheckInWay.BUTTON, CheckInWay.QR, CheckInWay.CODE, CheckInWay.GROUP)


def _told(scene: Scene, values: dict[str, Any], *, again: bool) -> CheckedIn:
    there = values["status"] in THERE
    return CheckedIn(
        meeting_id=scene.meeting_id,
        organisation_id=scene.organisation_id,
        types=scene.types,
        title=scene.title,
        status=values["status"],
        at=values["came_at"] or values["recorded_at"],
        left_at=values["left_at"],
        zone=scene.zone,
        again=again,
        own=values["way"] in _OWN,
        may_leave=scene.settings.rollcall_check_out and there and values["left_at"] is None and not scene.closed,
    )


def told_of_row(scene: Scene, row: Attendance) -> CheckedIn:
    """How somebody stands who has a row."""
    return _told(scene, _values_of(row), again=True)


_desks = one_a_loop(lambda house: Together(house, write))
