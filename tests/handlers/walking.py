"""Everybody's buttons, pressed breadth-first from the menu by what the screens show."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import select, update

from db.accounts import Account, Binding
from db.meetings import MeetingMaterial, MeetingType
from db.members import Member, Membership
from db.names import AttendanceStatus, BranchRole, EventType, LeaveType, MaterialKind, MeetingState, OutboxState
from db.organisations import Organisation
from db.outbox import OutboxMessage
from services import access, makeup, meetings
from services.house import House
from services.leave import acts
from services.makeup.evidence import Note
from tests import factories
from tests.fixtures.houses import NOW
from tests.handlers.offline import Line
from tests.handlers.protected import build
from tests.making.announcements import announcement_of, part_of

#: Buttons of one name that are pressed for one person: what they name differs, where they lead does not.
_PRESSES = 3
#: What ends that from which the walk goes on; pressed when there is nothing else.
_LAST = {
    "me.left",
    "me.erased",
    "role.end",
    "rs.back",
    "lv.back",
    "lv.no",
    "lv.ok",
    "reg.no",
    "td.ok",
    "an.no",
    "an.stopy",
    "an.takey",
}
_OFFICERS = {
    "group leader": BranchRole.GROUP_LEADER,
    "organisation member": BranchRole.ORGANISATION_MEMBER,
    "publicity member": BranchRole.PUBLICITY_MEMBER,
    "discipline member": BranchRole.DISCIPLINE_MEMBER,
}


async def furnish(house: House) -> dict[str, int]:
    """A branch in the middle of its work: meetings before, during and to come, and an officer of each kind.

    Returns:
        By kind of person: his messenger address.
    """
    known = await build(house)
    async with house.db.write() as session:
        branch = await session.get_one(Organisation, known.ids["branch"])
        group = await session.get_one(Organisation, known.ids["group"])
        people = {
            "member": known.people["owner"],
            "secretary": known.people["secretary"],
            "party office": known.people["office"],
        }
        await session.execute(
            update(Membership).where(Membership.member_id == known.members["owner"]).values(group_id=group.id)
        )
        for kind, role in _OFFICERS.items():
            at_group = role is BranchRole.GROUP_LEADER
            one = await factories.make_member(session, branch, f"陈{kind[0]}", group=group if at_group else None)
            account = await factories.make_account(session)
            await factories.bind(session, one, account)
            await factories.grant_role(session, one, group if at_group else branch, role)
            people[kind] = int(account.address)
        for place in (branch, group):
            for starts_at in (NOW + dt.timedelta(minutes=5), NOW + dt.timedelta(days=9)):
                meeting = factories.meeting_of(place, starts_at)
                session.add(meeting)
                await session.flush()
                session.add(MeetingType(meeting_id=meeting.id, type=EventType.BRANCH_GENERAL_MEETING))
                session.add(factories.minute_of(meeting.id, account.id, "传达学习文件"))
            held = factories.meeting_of(place, NOW - dt.timedelta(days=10), state=MeetingState.HELD, minutes=90)
            session.add(held)
            await session.flush()
            session.add(MeetingType(meeting_id=held.id, type=EventType.STUDY_SESSION))
            await factories.end_roll_call(session, held)
            owner = await session.get_one(Member, known.members["owner"])
            session.add(factories.attendance_of(held.id, owner, AttendanceStatus.ABSENT))
            session.add(_file_of(held.id, account.id))
        draft = announcement_of(branch, account.id)
        session.add(draft)
        await session.flush()
        session.add(part_of(draft, "周五下午开会"))
        await factories.make_member(session, branch, "吴申请")  # whom the one who applied may be
        for stem in ("党课多久一次？", "支委会多久一次？", "党小组会多久一次？"):
            await factories.make_question(session, branch, stem)
    await meetings.reconcile_all(house)
    await makeup.reconcile_all(house)
    async with house.db.read() as session:
        owner_acts = await access.identify(session, "telegram", str(people["member"]), house.today())
    await acts.ask(house, owner_acts, meeting.id, LeaveType.SICK)
    waiting = [one for one in await makeup.mine(house, owner_acts) if one.open]
    await makeup.hand_in(house, owner_acts, waiting[0].id, Note("学有所得。" * 50))
    return people


def _file_of(meeting_id: int, account_id: int) -> MeetingMaterial:
    return MeetingMaterial(
        meeting_id=meeting_id,
        kind=MaterialKind.DOCUMENT,
        file_id="file",
        file_unique_id="unique",
        name="材料.pdf",
        added_by=account_id,
        added_at=NOW,
    )


@dataclass
class Walk:
    """The walks of some people, one after the other.

    Attributes:
        shown: Names of the buttons they were shown, and after which press for the first time.
        unanswered: What was pressed and answered with nothing.
    """

    shown: dict[str, str] = field(default_factory=dict)
    unanswered: list[str] = field(default_factory=list)
    _pressed: set[str] = field(default_factory=set)

    async def go(self, house: House, person: int) -> None:
        """Press whatever one person is shown, from the menu and in what he was sent, what was pressed least first.

        A button somebody before him has pressed is pressed once: where it leads is known.
        """
        line = await Line(house).start()
        waiting = await _sent(house, person)
        self.shown |= {_name(one): "a message" for one in waiting if _name(one) not in self.shown}
        seen, mine, known = set(waiting), Counter[str](), set(self._pressed)
        data = "/menu"
        await line.types(person, data)
        while True:
            new = [one for one in _buttons(line) if one not in seen]
            seen.update(new)
            waiting.extend(new)
            for one in new:
                self.shown.setdefault(_name(one), data)
            waiting = [one for one in waiting if mine[_name(one)] < (1 if _name(one) in known else _PRESSES)]
            if not waiting:
                return
            data = min(waiting, key=lambda one: (_ends(one), mine[_name(one)]))
            waiting.remove(data)
            mine[_name(data)] += 1
            self._pressed.add(_name(data))
            said = await line.presses(person, data)
            if "send" not in said and "editMessage" not in said:
                self.unanswered.append(data)


async def _sent(house: House, person: int) -> list[str]:
    """Buttons of the messages that wait for somebody."""
    async with house.db.read() as session:
        rows = await session.scalars(
            select(OutboxMessage.payload)
            .join(Binding, Binding.member_id == OutboxMessage.member_id)
            .join(Account, Account.id == Binding.account_id)
            .where(Account.address == str(person), OutboxMessage.state == OutboxState.QUEUED)
            .order_by(OutboxMessage.id)
        )
        found = [one["data"] for row in rows for line in row.get("buttons", ()) for one in line if one.get("data")]
        return list(dict.fromkeys(found))


def _ends(data: str) -> bool:
    """Whether a press ends what the walk goes on from: his own registration, or a thing whose last question is this."""
    return _name(data) in _LAST or data.endswith((":yes", ":y"))


def _name(data: str) -> str:
    return data.split(":", maxsplit=1)[0]


def _buttons(line: Line) -> list[str]:
    found = []
    for one in line.recorder.asked:
        markup = one.params.get("reply_markup")
        keyboard = json.loads(markup) if isinstance(markup, str) else markup or {}
        found += [
            b["callback_data"] for row in keyboard.get("inline_keyboard", []) for b in row if "callback_data" in b
        ]
    return found
