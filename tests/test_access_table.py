"""``docs/access.md`` is what really happens: everybody presses everything again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.routing import Kind
from tests import access_table
from tests.access_table import HOW, PATH, ROOT, Row
from tests.handlers.access_walk import Watch
from tests.handlers.everybody import GROUPS, KINDS, OUTSIDERS
from tests.handlers.protected import Known, Scene

TEXT = PATH.read_text(encoding="utf-8")
KNOWN = access_table.rows_in(TEXT)
ROUTES = access_table.routes()
#: All presses at once would be work for one process.
_PARTS = 8


def _letters(key: str, kinds: tuple[str, ...] | list[str]) -> str:
    return "".join(KNOWN[key].cells[KINDS.index(kind)] for kind in kinds)


# --- everything has its line ----------------------------------------------------------------------------------------


def test_every_handler_has_its_line() -> None:
    missing = [f"{route.kind.value} {route.name}" for route in ROUTES if not access_table.entries(route, KNOWN)]
    assert missing == [], HOW
    there = {entry.key for route in ROUTES for entry in access_table.entries(route, KNOWN)}
    assert set(KNOWN) == there, HOW


def test_the_lines_say_what_the_handlers_declare() -> None:
    wrong = [
        entry.key
        for route in ROUTES
        for entry in access_table.entries(route, KNOWN)
        if f"| `{entry.key}` | {access_table.needs(route.need)} |" not in TEXT
    ]
    assert wrong == [], HOW


def test_every_file_and_every_command_has_its_line() -> None:
    for name in [*access_table.sending(), *(name for name, _ in access_table.commands())]:
        assert f"\n| `{name}` | " in TEXT, HOW


# --- and it is true -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Known, Path]:
    """The world with everybody in it, stored once for all tests; they work on copies."""
    clean = tmp_path_factory.mktemp("everybody") / "clean.db"
    clean.write_bytes(sqlite_template.read_bytes())
    return asyncio.run(access_table.build(clean)), clean


@pytest.fixture
async def scene(world: tuple[Known, Path], tmp_path: Path) -> AsyncIterator[Scene]:
    known, clean = world
    made = Scene(known, tmp_path / "zhibu.db", clean)
    yield made
    await made.close()


@pytest.mark.parametrize("part", range(_PARTS))
async def test_everybody_gets_what_the_table_says(scene: Scene, part: int) -> None:
    watch = await Watch(scene, some=True).start()
    wrong: dict[str, str] = {}
    for route in ROUTES[part::_PARTS]:
        for entry in access_table.entries(route, KNOWN):
            seen = await watch.row(entry)
            if any(now not in (was, "?") for now, was in zip(seen, KNOWN[entry.key].cells, strict=True)):
                wrong[entry.key] = f"{KNOWN[entry.key].cells} in the table, {seen} here"
    assert wrong == {}, HOW


async def test_the_pages_answer_what_the_table_says(scene: Scene) -> None:
    for path, where, status, told in await access_table.pages(scene.house):
        assert f"\n| `{path}` | {where} | {status} | {told} |\n" in TEXT, HOW
        assert told == "nothing"


# --- and it is what it should be ------------------------------------------------------------------------------------


def test_nobody_outside_the_branch_is_shown_or_changes_anything_of_it() -> None:
    # What happens to a chat is told by the messenger, whoever did it there.
    of_people = [key for key in KNOWN if not key.startswith(Kind.CHAT_EVENT.value)]
    found = {key: _letters(key, OUTSIDERS) for key in of_people if set(_letters(key, OUTSIDERS)) & set("rw")}
    assert found == {}


def test_whoever_is_registered_nowhere_is_sent_no_file_but_the_copy_of_his_own() -> None:
    of_his_own = "button me.copy"
    assert [key for key in KNOWN if "f" in _letters(key, ["St", "Co", "Ap", "Rm"])] == [of_his_own]
    assert _letters(of_his_own, ["St"]) == "i"


def test_a_former_secretary_and_members_of_every_state_may_what_a_member_may() -> None:
    for key in KNOWN:
        seen = set(_letters(key, ["Pr", "Pa", "Re", "Mv", "Fo", "Ym"]))
        assert seen <= set(_letters(key, ["Me"])), f"{key}: not as a plain member: {seen}"


#: What nobody could do in this world, and why.
_NOBODY = {
    "form du.reason": "the branch has taken no payment that could be taken back",
    "form pr.add": "no other branch has agreed to be its pair",
}


def test_what_needs_a_role_lets_somebody_in_and_no_plain_member() -> None:
    for route in ROUTES:
        for entry in access_table.entries(route, KNOWN):
            cells = KNOWN[entry.key].cells
            if route.need.roles:
                assert set(_letters(entry.key, ["Me"])) <= {"."}, entry.key
                assert set(cells) - set(".i-") or entry.key in _NOBODY, f"{entry.key}: nobody may"


def test_the_office_s_roles_rest_until_its_warning_is_confirmed() -> None:
    roles = {f"{route.kind.value} {route.name}" for route in ROUTES if route.need.roles}
    assert [
        key for key in KNOWN if key.removesuffix(" of the group") in roles and _letters(key, ["Uw"]) not in ".i"
    ] == []


# --- the table itself -----------------------------------------------------------------------------------------------


def test_a_line_is_read_as_it_is_written() -> None:
    assert len(KINDS) == len(set(KINDS)) == sum(map(len, GROUPS.values()))
    assert all(len(row.cells) == len(KINDS) for row in KNOWN.values())
    text = access_table.written(KNOWN, access_table.sites_in(TEXT), [])
    assert access_table.sites_in(text) == access_table.sites_in(TEXT)
    assert access_table.rows_in(text) == KNOWN
    assert access_table.rows_in("| `button x` | anyone |  | `.......` | `.......` | `........` | `......` |") == {
        "button x": Row("", "." * len(KINDS))
    }
    assert PATH.is_relative_to(ROOT)
