"""Nobody acts without a declared need, and nobody learns or changes anything of a branch that is not his.

The world is in ``protected``, what is pressed in ``forged``: a new feature adds a row to the one, a line to the other.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from db.accounts import Account
from db.announcements import Announcement
from handlers import features
from handlers.routing import Kind, Route
from services import drafts
from services.access import OFFICE, Scope, Status
from services.drafts import Form
from tests.fixtures.houses import NOW, house_at
from tests.handlers.forged import answers_for, arguments, data_of
from tests.handlers.offline import Line
from tests.handlers.protected import AMOUNTS, BRANCH_NAMES, OF_MEMBERS, SECRETS, Known, Scene, build
from tests.proofs.presses import some

ROUTES = features.load().routes()
BUTTONS = [route for route in ROUTES if route.kind is Kind.BUTTON]

#: What a stranger may reach: the way in, help, and what happens to chats. A new name here is a decision.
OPEN_TO_ANYONE = {
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
    "an.me",
    "br",
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


# --- a branch to protect ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Known, Path]:
    """The world, stored once for all tests; they work on copies."""
    path = tmp_path_factory.mktemp("world") / "clean.db"
    path.write_bytes(sqlite_template.read_bytes())

    async def built() -> Known:
        house = house_at(f"sqlite:///{path}")
        try:
            return await build(house)
        finally:
            await house.db.close()

    return asyncio.run(built()), path


@pytest.fixture
async def scene(world: tuple[Known, Path], tmp_path: Path) -> AsyncIterator[Scene]:
    known, clean = world
    made = Scene(known, tmp_path / "zhibu.db", clean)
    yield made
    await made.close()


#: All buttons at once would be minutes in one test, and work for one process.
_PARTS = 4
OUTSIDERS = ("stranger", "consented", "plain member", "group leader", "former secretary", "foreign secretary")
INSIDERS = ("secretary", "office")


def _forbidden(kind: str) -> list[str]:
    """What somebody outside may not read. A former secretary is a member and sees whom to ask."""
    allowed = {"周联系", "行政楼 302", OF_MEMBERS} if kind == "former secretary" else set()
    return [secret for secret in SECRETS if secret not in allowed]


#: Names of the buttons in what the bot asked of Telegram.
_OFFERED = re.compile(r'callback_data[\\": ]+([\w.]+)')
NAMES = {route.name for route in BUTTONS}


@pytest.mark.parametrize("part", range(_PARTS))
async def test_a_secretary_elsewhere_learns_and_changes_nothing_with_any_button(scene: Scene, part: int) -> None:
    """His own office opens the gate, so that it is the handler that must look at what is named after it.

    What everybody else gets is in ``docs/access.md``.
    """
    kind = "foreign secretary"
    line = await Line(scene.house).start()
    presser = scene.known.members[kind]
    before = scene.protected(presser)
    forbidden = _forbidden(kind)
    for route in BUTTONS[part::_PARTS]:
        for given_ in arguments(route, scene.known.ids, home="own branch"):
            data = data_of(route, given_)
            said = await line.presses(scene.known.people[kind], data)
            assert not [secret for secret in forbidden if secret in said], data
        if scene.touched():
            assert scene.protected(presser) == before, route.name
        if route.need.scope is Scope.OWN or not route.need.roles:
            await scene.renew()  # he may have left or erased himself: the next button finds him as he was


@pytest.mark.parametrize("part", range(_PARTS))
@pytest.mark.parametrize("kind", INSIDERS)
async def test_whoever_may_is_answered_and_nothing_breaks(scene: Scene, kind: str, part: int) -> None:
    line = await Line(scene.house).start()
    presser, branch = scene.known.people[kind], scene.known.ids["branch"]
    for route in BUTTONS[part::_PARTS]:
        every = arguments(route, scene.known.ids, home="branch" if kind == "secretary" else None)
        for given_ in some(every, route.name):
            said = await line.presses(presser, data_of(route, given_))
            assert "sendMessage" in said or "editMessageText" in said or "sendPhoto" in said or "sendDocument" in said
            assert set(_OFFERED.findall(said)) <= NAMES, "a button that leads nowhere"
        await scene.renew()
    assert "周联系" in await line.presses(presser, f"br.at:{branch}")
    assert "钱小兵" in await line.presses(presser, f"br.list:{branch}:a")


@pytest.mark.parametrize("kind", ["office", "administrator"])
async def test_who_stands_above_a_branch_reads_no_member_s_amount(scene: Scene, kind: str) -> None:
    line = await Line(scene.house).start()
    before = scene.protected(scene.known.members.get(kind))
    for route in BUTTONS:
        if route.name.startswith(("du", "do.")):
            for given_ in arguments(route, scene.known.ids, home="branch"):
                said = await line.presses(scene.known.people[kind], data_of(route, given_))
                assert not [amount for amount in AMOUNTS if amount in said], (route.name, given_)
    assert scene.protected(scene.known.members.get(kind)) == before


@pytest.mark.parametrize("state", ["DRAFT", "CANCELLED"])
async def test_what_was_never_released_has_no_card_and_says_so(scene: Scene, state: str) -> None:
    """Buttons of the card on an announcement that never went out: once, by hand, they ended in an apology."""
    notice = scene.known.ids["notice"]
    scene.store("UPDATE announcements SET state = ?, released_at = NULL WHERE id = ?", (state, notice))
    line = await Line(scene.house).start()
    for name in ("an.hold", "an.on", "an.stopy", "an.re", "an.unky", "an.unkn"):
        said = await line.presses(scene.known.people["secretary"], f"{name}:{notice}")
        assert f"an.at:{notice}" in said, name
    async with scene.house.db.read() as session:
        assert (await session.get_one(Announcement, notice)).state == state


async def test_who_keeps_the_dues_reads_them(scene: Scene) -> None:
    line = await Line(scene.house).start()
    said = await line.presses(scene.known.people["secretary"], f"du.p:{scene.known.ids['member']}")
    assert all(amount in said for amount in AMOUNTS)


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
    presser = scene.known.members.get(kind)
    before = scene.protected(presser)
    for route, args in presses:
        said = await line.presses(scene.known.people[kind], ":".join([route.name, *args]))
        assert not [secret for secret in _forbidden(kind) if secret in said]
    assert scene.protected(presser) == before


FORMS = [route for route in ROUTES if route.kind is Kind.FORM and route.need.roles]


@pytest.mark.parametrize("kind", [kind for kind in OUTSIDERS if kind != "stranger"])
async def test_a_form_begun_in_office_is_of_no_use_after_it(scene: Scene, kind: str) -> None:
    """The draft names the branch; the role ended, or the row is somebody else's: the service asks the gate again."""
    line = await Line(scene.house).start()
    presser, address = scene.known.members.get(kind), scene.known.people[kind]
    before = scene.protected(presser)
    for route in FORMS:
        async with scene.house.db.write() as session:
            account = (await session.scalars(select(Account).where(Account.address == str(address)))).one()
            form, step = route.name.split(".")
            await drafts.put(session, account.id, Form(form, step, answers_for(form, scene.known.ids)), NOW)
        for typed in ("2026-11-15", "22:00-07:00", "25", "钱", "2026-12-15 15:00"):
            said = await line.types(address, typed)
            assert not [secret for secret in SECRETS if secret in said], route.name
        assert scene.protected(presser) == before, route.name
        await scene.renew()


@pytest.mark.parametrize(
    "typed", ["/branch", "/me", "/menu", "/dues", "/shift", "我的", "支部", "AAAA2222", "/start iAAAA", "?"]
)
async def test_a_stranger_is_shown_the_way_in_and_nothing_else(scene: Scene, typed: str) -> None:
    line = await Line(scene.house).start()
    said = await line.types(scene.known.people["stranger"], typed)
    assert "Telegram" in said
    assert not [word for word in [*SECRETS, *BRANCH_NAMES] if word in said]
