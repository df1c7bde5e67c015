"""Nobody acts without a declared need, and nobody learns or changes anything of a branch that is not his."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import re
import shutil
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import or_, select

from db.accounts import Account, Binding
from db.attendance import Attendance, RollCall
from db.cases import Case, CaseEntry
from db.chats import BindCode, BoundChat
from db.checklists import Checklist, ChecklistItem
from db.dual import DualLeader, DualRecord
from db.escalations import HumanTask
from db.leave import LeaveRequest
from db.makeups import MakeUp
from db.meetings import Meeting, MeetingReply
from db.members import Member, Membership, ShiftMark
from db.names import Audience, BranchRole, CaseStep, ChatKind, OrgLevel, RequestKind, RequestState, ShiftKind
from db.organisations import Organisation, OrgSetting, RoleGrant, Term
from db.outbox import OutboxMessage
from db.registration import Invitation, RegistrationRequest
from db.reminders import ReminderRule
from handlers import features
from handlers.routing import BUTTON_DATA_BYTES, Kind, Route
from services import drafts
from services.access import OFFICE, Scope, Status
from services.drafts import Form
from services.house import House
from tests import factories
from tests.fixtures.houses import NOW, house_at
from tests.handlers.offline import Line

ROUTES = features.load().routes()
BUTTONS = [route for route in ROUTES if route.kind is Kind.BUTTON]

#: What a stranger may reach: the way in, help, and what happens to chats. A new name here is a decision.
OPEN_TO_ANYONE = {
    (Kind.BUTTON, "cancel"),
    (Kind.BUTTON, "help"),
    (Kind.BUTTON, "reg.go"),
    (Kind.BUTTON, "reg.nay"),
    (Kind.BUTTON, "reg.yes"),
    (Kind.CHANNEL_POST, ""),
    (Kind.CHAT_EVENT, "blocked"),
    (Kind.CHAT_EVENT, "joined"),
    (Kind.CHAT_EVENT, "left"),
    (Kind.CHAT_EVENT, "migrated"),
    (Kind.CHAT_EVENT, "rights_changed"),
    (Kind.CHAT_EVENT, "unblocked"),
    (Kind.CODE, "letters"),
    (Kind.COMMAND, "cancel"),
    (Kind.COMMAND, "help"),
    (Kind.GROUP_COMMAND, "bind"),
    (Kind.GROUP_COMMAND, "help"),
    (Kind.GROUP_REPLY, ""),
    (Kind.START, ""),
    (Kind.START, "i"),
    (Kind.TEXT, ""),
}
#: Buttons that act on nobody but the person himself, although their scope is not OWN.
ABOUT_HIMSELF = {
    "br",
    "cancel",
    "cs",
    "help",
    "menu",
    "reg.back",
    "reg.go",
    "reg.name",
    "reg.nay",
    "reg.off",
    "reg.yes",
}
#: The office's buttons whose subject stands in the office's own preview, not in the button: the roster.
OFFICE_AT_LARGE = {"ro.gone", "ro.no", "ro.ok"}


# --- what is declared -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.kind.value}:{route.name}")
def test_every_handler_declares_what_it_needs(route: Route) -> None:
    open_to_anyone = route.need.status is Status.ANYONE
    assert open_to_anyone == ((route.kind, route.name) in OPEN_TO_ANYONE)
    if open_to_anyone:
        assert not route.need.roles
        assert route.need.scope is Scope.NONE
    if route.kind is Kind.BUTTON and route.name in OFFICE_AT_LARGE:
        assert route.need.roles == OFFICE
    elif route.kind is Kind.BUTTON and route.name not in ABOUT_HIMSELF:
        assert route.need.scope is not Scope.NONE
    if route.need.roles:
        assert route.need.status >= Status.CONSENTED
        # A button names what it acts on, so that the gate can look; a form is bound to its draft.
        at_large = route.name in ABOUT_HIMSELF | OFFICE_AT_LARGE
        assert route.kind is not Kind.BUTTON or route.need.scope.names_a_subject or at_large


def test_what_is_listed_here_is_there() -> None:
    assert {(route.kind, route.name) for route in ROUTES} >= OPEN_TO_ANYONE
    assert {route.name for route in BUTTONS} >= ABOUT_HIMSELF


# --- a world with a branch to protect ---------------------------------------------------------------------------


@dataclass
class Scene:
    """A database with a protected branch, and people who have no business in it.

    Attributes:
        people: Messenger addresses by kind of person.
        inner: Ids of the protected branch and its group.
        owners: Ids of its members, but for the one who pressed.
        ids: Numbers a forger may know, by what they name.
        secrets: What nobody outside may read.
    """

    house: House
    path: Path
    clean: Path
    people: dict[str, int]
    members: dict[str, int]
    inner: list[int]
    owners: list[int]
    ids: dict[str, int]
    secrets: list[str]

    async def renew(self) -> None:
        """Put the database back to its first state."""
        await self.house.db.close()
        await asyncio.to_thread(shutil.copy, self.clean, self.path)  # the last connection has taken the log along
        self.house = house_at(f"sqlite:///{self.path}")

    async def protected(self, presser: int | None) -> dict[str, list[Any]]:
        """Every stored row of the protected branch and its people, but for those of who pressed."""
        owners = [one for one in self.owners if one != presser]
        async with self.house.db.read() as session:
            accounts = list(await session.scalars(select(Binding.account_id).where(Binding.member_id.in_(owners))))
            chats = list(await session.scalars(select(BoundChat.id).where(BoundChat.organisation_id.in_(self.inner))))
            tables: dict[str, Any] = {
                "organisations": select(Organisation.__table__).where(Organisation.id.in_(self.inner)),
                "settings": select(OrgSetting.__table__).where(OrgSetting.organisation_id.in_(self.inner)),
                "terms": select(Term.__table__).where(Term.organisation_id.in_(self.inner)),
                "roles": select(RoleGrant.__table__).where(
                    or_(RoleGrant.organisation_id.in_(self.inner), RoleGrant.member_id.in_(owners)),
                    RoleGrant.member_id != (presser or 0),
                ),
                "members": select(Member.__table__).where(Member.id.in_(owners)),
                "memberships": select(Membership.__table__).where(Membership.member_id.in_(owners)),
                "marks": select(ShiftMark.__table__).where(ShiftMark.member_id.in_(owners)),
                "bindings": select(Binding.__table__).where(Binding.member_id.in_(owners)),
                "accounts": select(Account.__table__).where(Account.id.in_(accounts)),
                "chats": select(BoundChat.__table__).where(BoundChat.organisation_id.in_(self.inner)),
                "codes": select(BindCode.__table__).where(BindCode.organisation_id.in_(self.inner)),
                "invitations": select(Invitation.__table__).where(Invitation.branch_id.in_(self.inner)),
                "rules": select(ReminderRule.__table__).where(ReminderRule.organisation_id.in_(self.inner)),
                "checklists": select(Checklist.__table__).where(Checklist.organisation_id.in_(self.inner)),
                "checklist items": select(ChecklistItem.__table__).where(
                    ChecklistItem.checklist_id == self.ids["checklist"]
                ),
                "tasks": select(HumanTask.__table__).where(HumanTask.organisation_id.in_(self.inner)),
                "dual leaders": select(DualLeader.__table__).where(DualLeader.member_id.in_(owners)),
                "dual records": select(DualRecord.__table__).where(DualRecord.member_id.in_(owners)),
                "attendance": select(Attendance.__table__).where(Attendance.member_id.in_(owners)),
                "roll-calls": select(RollCall.__table__).where(RollCall.meeting_id == self.ids["meeting"]),
                "leave": select(LeaveRequest.__table__).where(LeaveRequest.member_id.in_(owners)),
                "make-ups": select(MakeUp.__table__).where(MakeUp.member_id.in_(owners)),
                "replies": select(MeetingReply.__table__).where(MeetingReply.member_id.in_(owners)),
                "meetings": select(Meeting.__table__).where(Meeting.organisation_id.in_(self.inner)),
                "cases": select(Case.__table__).where(Case.branch_id.in_(self.inner)),
                "case entries": select(CaseEntry.__table__).where(
                    CaseEntry.case_id.in_([self.ids["case"], self.ids["transfer"]])
                ),
                "requests": select(RegistrationRequest.__table__).where(RegistrationRequest.id == self.ids["request"]),
                "messages": select(OutboxMessage.__table__).where(
                    or_(OutboxMessage.member_id.in_(owners), OutboxMessage.chat_id.in_(chats))
                ),
            }
            return {name: sorted(map(str, (await session.execute(query)).all())) for name, query in tables.items()}


SECRETS = ["只有内科知道的事", "欧阳静", "钱小兵", "行政楼 302", "周联系", "吴申请", "孙申请"]
BRANCH_NAMES = ["内科党支部", "外科党支部", "市人民医院"]


@pytest.fixture
async def scene(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Scene]:
    house = house_at(sqlite_url)
    async with house.db.write() as session:
        committee = await factories.make_organisation(session)
        inner = await factories.make_branch(session, "内科党支部", parent=committee)
        group = await factories.make_organisation(session, "第一小组", level=OrgLevel.PARTY_GROUP, parent=inner)
        surgery = await factories.make_branch(session, "外科党支部", parent=committee)
        inner.contact_name, inner.contact_point = "周联系", "行政楼 302"
        names = {
            "secretary": (inner, "欧阳静"),
            "owner": (inner, "钱小兵"),
            "former secretary": (inner, "郑卸任"),
            "plain member": (surgery, "张敏"),
            "foreign secretary": (surgery, "赵外"),
            "group leader": (surgery, "孙组"),
            "office": (surgery, "李办"),
        }
        members = {kind: await factories.make_member(session, branch, name) for kind, (branch, name) in names.items()}
        other_group = await factories.make_organisation(session, "外科小组", level=OrgLevel.PARTY_GROUP, parent=surgery)
        held = await factories.grant_role(session, members["secretary"], inner, BranchRole.SECRETARY)
        await factories.grant_role(
            session, members["former secretary"], inner, BranchRole.DEPUTY_SECRETARY, ends_on=dt.date(2026, 11, 15)
        )
        await factories.grant_role(session, members["foreign secretary"], surgery, BranchRole.SECRETARY)
        await factories.grant_role(session, members["group leader"], other_group, BranchRole.GROUP_LEADER)
        await factories.grant_role(session, members["office"], committee, BranchRole.PARTY_OFFICE)
        people = {"stranger": 555_000_001}
        for kind, member in members.items():
            account = await factories.make_account(session)
            await factories.bind(session, member, account)
            people[kind] = int(account.address)
        people["consented"] = int((await factories.make_account(session)).address)
        administrator = await factories.make_account(session, administrator=True)
        people["administrator"] = int(administrator.address)
        applicant = await factories.make_account(session)
        chat = BoundChat(
            kind=ChatKind.GROUP,
            messenger="telegram",
            address="-1001",
            organisation_id=inner.id,
            bound_at=NOW,
        )
        request = RegistrationRequest(
            account_id=applicant.id,
            kind=RequestKind.REGISTER,
            branch_id=inner.id,
            typed_name="吴申请",
            state=RequestState.PENDING,
            created_at=NOW,
            expires_at=NOW + dt.timedelta(days=7),
        )
        invitation = Invitation(
            code_hash="x" * 64,
            branch_id=inner.id,
            max_uses=5,
            created_by="terminal",
            created_at=NOW,
            expires_at=NOW + dt.timedelta(days=7),
        )
        mark = ShiftMark(member_id=members["owner"].id, day=dt.date(2026, 11, 17), kind=ShiftKind.NIGHT)
        meeting = factories.meeting_of(inner)
        case, transfer = factories.development_case(inner, "孙申请"), factories.transfer_case(inner, members["owner"])
        session.add_all([chat, request, invitation, mark, meeting, case, transfer])
        await session.flush()
        applied = CaseEntry(case_id=case.id, step=CaseStep.APPLIED, number=1, day=dt.date(2026, 6, 1), entered_at=NOW)
        session.add(applied)
        await session.flush()
        task = HumanTask(
            kind="leave",
            subject="leave:1",
            asked="",
            organisation_id=inner.id,
            to=Audience.LEADERS,
            created_at=NOW,
        )
        session.add(task)
        await session.flush()
        of_owner = meeting.id, members["owner"]
        leave, makeup = factories.leave_of(*of_owner, account.id), factories.makeup_of(*of_owner)
        session.add_all([leave, makeup, factories.reply_of(meeting.id, members["secretary"], account.id)])
        await session.flush()
        checklist, item = await factories.make_checklist(session, inner, "只有内科知道的事")
        ids = {
            "branch": inner.id,
            "group": group.id,
            "member": members["owner"].id,
            "grant": held.id,
            "chat": chat.id,
            "request": request.id,
            "invitation": invitation.id,
            "meeting": meeting.id,
            "leave": leave.id,
            "makeup": makeup.id,
            "checklist": checklist.id,
            "item": item.id,
            "case": case.id,
            "transfer": transfer.id,
            "task": task.id,
            "own branch": surgery.id,
            "committee": committee.id,
        }
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    await house.db.close()
    clean = tmp_path / "clean.db"
    shutil.copy(path, clean)
    made = Scene(
        house=house_at(sqlite_url),
        path=path,
        clean=clean,
        people=people,
        members={kind: member.id for kind, member in members.items()},
        inner=[ids["branch"], ids["group"]],
        owners=[members["secretary"].id, members["owner"].id, members["former secretary"].id],
        ids=ids,
        secrets=SECRETS,
    )
    yield made
    await made.house.db.close()


OUTSIDERS = ("stranger", "consented", "plain member", "group leader", "former secretary", "foreign secretary")
INSIDERS = ("secretary", "office", "administrator")


def _may_read(kind: str) -> set[str]:
    """What somebody outside may read all the same: a former secretary is a member and sees whom to ask."""
    return {"周联系", "行政楼 302"} if kind == "former secretary" else set()


def _forged(route: Route, ids: dict[str, int], *, thorough: bool) -> list[list[str]]:
    """Arguments that lead deep into a handler, naming what belongs to the protected branch."""
    own, branch = str(ids["own branch"]), str(ids["branch"])
    subjects = [
        [],
        *(
            [str(ids[name])]
            for name in ("branch", "request", "member", "chat", "invitation", "item", "task", "leave", "makeup")
        ),
    ]
    if route.name == "td.ok":
        return [[str(ids["task"]), how] for how in ("h", "p", "x")]
    if not thorough:
        return [[], [branch], [str(ids["request"]), "x"], [branch, str(ids["member"]), "20261101"]]
    if route.need.scope is not Scope.ORGANISATION:
        return subjects
    deep = [
        ["n", "1"],
        ["none"],
        ["inherit"],
        ["2200-0700"],
        ["25"],
        ["MASKED"],
        [str(ids["chat"])],
        [str(ids["grant"])],
        [str(ids["grant"]), "20261101"],
        ["SECRETARY", str(ids["member"])],
        ["SECRETARY", str(ids["member"]), "20261116"],
        [str(ids["invitation"])],
    ]
    if route.name.startswith("rc"):
        here = str(ids["meeting"])
        member = str(ids["member"])
        deep = [
            [here],
            [here, "1"],
            [here, "yes"],
            [here, "A"],
            [here, member],
            [here, member, "0"],
            [here, member, "D", "1"],
            [here, member, "A", "0"],
            [here, "late", "5"],
        ]
    elif route.name.startswith(("mt", "rem")):
        deep = [
            [str(ids["meeting"])],
            [str(ids["meeting"]), "yes"],
            [str(ids["meeting"]), "202612141500"],
            [str(ids["meeting"]), "202612141500", "yes"],
            [str(ids["meeting"]), "h10"],
            [str(ids["meeting"]), "PARTY_LECTURE"],
            [str(ids["meeting"]), "OFFICERS"],
            [str(ids["meeting"]), str(ids["group"]), "1"],
            [str(ids["meeting"]), str(ids["member"]), "1"],
            ["themed_party_day"],
            ["themed_party_day", "0"],
            ["themed_party_day", "w1-5"],
            ["term_end", "fb30.0"],
            ["STUDY_SESSION"],
        ]
    if route.name.startswith(("gl", "dl", "mj")):
        deep = [["2026"], ["2026", "2"], ["1"], [str(ids["meeting"])], [str(ids["meeting"]), "MEMBER"]]
    if route.name.startswith("lv"):
        meeting, member = str(ids["meeting"]), str(ids["member"])
        deep = [[meeting], [meeting, member], [meeting, member, "A"], [meeting, member, "SICK"], [meeting, "2"]]
    if route.name.startswith("cl"):
        checklist, item = str(ids["checklist"]), str(ids["item"])
        deep = [
            [checklist],
            [f"m{ids['meeting']}", "own"],
            ["o", "handover"],
            [str(ids["meeting"])],
            [item, "1"],
            [item, "0"],
            [checklist, item],
            [checklist, item, "SECRETARY"],
            [checklist, item, str(ids["member"])],
            [checklist, item, "p", "1"],
            [checklist, item, "none"],
        ]
    if route.name.startswith(("dv", "tr")):
        case = str(ids["case"] if route.name.startswith("dv") else ids["transfer"])
        deep = [
            [case],
            [case, "LETTER_ON"],
            [str(ids["member"]), str(ids["own branch"])],
            [case, "TALKED"],
            [case, "REVIEWED", "1"],
            [case, "TALKED.1", "20261101"],
            [case, "APPLIED", "1"],
            [case, "MENTOR"],
            [case, "MENTOR", str(ids["member"])],
            [case, str(ids["member"])],
            [case, "DEV_2014"],
            [case, "DONE"],
            [case, "WITHDRAWN"],
            [case, "OPEN"],
            [case, "FORGET", "yes"],
            [case, "yes"],
        ]
    return [*subjects, *([one, *more] for one, more in itertools.product((branch, own), deep))]


#: Names of the buttons in what the bot asked of Telegram.
_OFFERED = re.compile(r'callback_data[\\": ]+([\w.]+)')
NAMES = {route.name for route in BUTTONS}


async def _press(scene: Scene, line: Line, kind: str, data: str) -> str:
    line.house = scene.house
    return await line.presses(scene.people[kind], data)


def _data(name: str, args: Sequence[str]) -> str:
    return ":".join([name, *args])[:BUTTON_DATA_BYTES]


@pytest.mark.parametrize("kind", OUTSIDERS)
async def test_an_outsider_learns_and_changes_nothing_with_any_button(scene: Scene, kind: str) -> None:
    line = await Line(scene.house).start()
    presser = scene.members.get(kind)
    before = await scene.protected(presser)
    forbidden = [secret for secret in scene.secrets if secret not in _may_read(kind)]
    if kind in ("stranger", "consented"):
        forbidden += BRANCH_NAMES
    for route in BUTTONS:
        for args in _forged(route, scene.ids, thorough=kind == "foreign secretary"):
            data = _data(route.name, args)
            said = await _press(scene, line, kind, data)
            assert not [secret for secret in forbidden if secret in said], data
        assert await scene.protected(presser) == before, route.name
        if route.need.scope is Scope.OWN or not route.need.roles:
            await scene.renew()  # he may have left or erased himself: the next button finds him as he was


@pytest.mark.parametrize("kind", INSIDERS)
async def test_whoever_may_is_answered_and_nothing_breaks(scene: Scene, kind: str) -> None:
    line = await Line(scene.house).start()
    for route in BUTTONS:
        for args in _forged(route, scene.ids, thorough=kind == "secretary"):
            said = await _press(scene, line, kind, _data(route.name, args))
            assert "sendMessage" in said or "editMessageText" in said or "sendPhoto" in said or "sendDocument" in said
            assert set(_OFFERED.findall(said)) <= NAMES, "a button that leads nowhere"
        await scene.renew()
    assert "周联系" in await _press(scene, line, kind, f"br.at:{scene.ids['branch']}")
    assert "钱小兵" in await _press(scene, line, kind, f"br.list:{scene.ids['branch']}:a")


_PEOPLE = st.sampled_from(OUTSIDERS)
_ARGUMENTS = st.lists(
    st.one_of(
        st.integers(-3, 40).map(str),
        st.sampled_from(["SECRETARY", "FULL", "20261120", "2130-0730", "none", "n", "99999999999999999999", "x", ""]),
        st.text(alphabet="0123456789abc张*%_'\"\\- ", max_size=8),
    ),
    max_size=4,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=_PEOPLE, presses=st.lists(st.tuples(st.sampled_from(BUTTONS), _ARGUMENTS), min_size=1, max_size=8))
async def test_whatever_an_outsider_presses_in_a_row(
    scene: Scene, kind: str, presses: list[tuple[Route, list[str]]]
) -> None:
    await scene.renew()
    line = await Line(scene.house).start()
    presser = scene.members.get(kind)
    before = await scene.protected(presser)
    for route, args in presses:
        said = await _press(scene, line, kind, ":".join([route.name, *args]))
        assert not [secret for secret in scene.secrets if secret in said and secret not in _may_read(kind)]
    assert await scene.protected(presser) == before


FORMS = [route for route in ROUTES if route.kind is Kind.FORM and route.need.roles]


@pytest.mark.parametrize("kind", [kind for kind in OUTSIDERS if kind != "stranger"])
@pytest.mark.parametrize("route", FORMS, ids=lambda route: route.name)
async def test_a_form_begun_in_office_is_of_no_use_after_it(scene: Scene, kind: str, route: Route) -> None:
    """The draft names the branch; the role ended, or the row is somebody else's: the service asks the gate again."""
    presser = scene.members.get(kind)
    before = await scene.protected(presser)
    async with scene.house.db.write() as session:
        account = (await session.scalars(select(Account).where(Account.address == str(scene.people[kind])))).one()
        form, step = route.name.split(".")
        answers = {
            "organisation": scene.ids["branch"],
            "role": "SECRETARY",
            "member": scene.ids["member"],
            "grant": scene.ids["grant"],
            "name": "x",
            "first": "2026-11-16",
            "meeting": scene.ids["meeting"],
            "rule": "themed_party_day",
            "type": "VISIT",
            "title": "x",
            "what": {"dv": "TALKED", "tr": "LETTER_ON"}.get(form, "N"),
            "case": scene.ids["transfer" if form == "tr" else "case"],
            "other": "x",
            "number": 1,
            "part": "MENTOR",
            "department": "",
            "mark": "A",
            "checklist": scene.ids["checklist"],
            "item": scene.ids["item"],
            "makeup": scene.ids["makeup"],
            "year": 2026,
            "month": 12,
        }
        await drafts.put(session, account.id, Form(form, step, answers), NOW)
    line = await Line(scene.house).start()
    for typed in ("2026-11-15", "22:00-07:00", "25", "钱", "2026-12-15 15:00"):
        said = await line.types(scene.people[kind], typed)
        assert not [secret for secret in scene.secrets if secret in said]
    assert await scene.protected(presser) == before


@pytest.mark.parametrize(
    "typed", ["/branch", "/me", "/menu", "/dues", "/shift", "我的", "支部", "AAAA2222", "/start iAAAA", "?"]
)
async def test_a_stranger_is_shown_the_way_in_and_nothing_else(scene: Scene, typed: str) -> None:
    line = await Line(scene.house).start()
    said = await line.types(scene.people["stranger"], typed)
    assert "Telegram" in said
    assert not [word for word in [*scene.secrets, *BRANCH_NAMES] if word in said]
