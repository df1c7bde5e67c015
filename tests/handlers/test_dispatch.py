"""The way in: updates reach the right handler, through the gate, once."""

from __future__ import annotations

import pytest

from handlers.routing import Kind, Route, Router, data
from services.access import Need, Status
from tests import factories
from tests.fixtures.stages import Stage


async def test_a_stranger_s_start_is_answered(stage: Stage) -> None:
    zhang = await stage.person("张敏")
    await zhang.starts()
    await zhang.sees("")
    assert await stage.account_of(zhang) is None


def test_a_name_can_be_taken_once() -> None:
    async def nothing(_turn: object) -> None: ...

    router = Router()
    router.add(Kind.COMMAND, "me", Need(Status.MEMBER))(nothing)
    with pytest.raises(ValueError, match="taken"):
        router.add(Kind.COMMAND, "me", Need(Status.MEMBER))
    found = router.find(Kind.COMMAND, "me")
    assert isinstance(found, Route)


@pytest.mark.parametrize("fields", [("a:b",), ("x" * 70,)])
def test_button_data_that_does_not_fit_is_refused(fields: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"separator|fit"):
        data(*fields)


@pytest.mark.parametrize("fault", [{"kind": "http_error", "status": 502}, {"kind": "flood", "retry_after": 1}])
async def test_a_press_is_done_also_where_its_spinner_cannot_be_stopped(
    stage: Stage, fault: dict[str, str | int]
) -> None:
    async with stage.house.db.write() as session:
        member = await factories.make_member(session, await factories.make_branch(session), "张敏")
    zhang = await stage.known(member)
    await zhang.sends("/me")
    await zhang.presses("语言")
    await zhang.sees(buttons=["English"])
    await stage.world.fault(str(fault.pop("kind")), method="answerCallbackQuery", times=1, **fault)
    await zhang.press_without_waiting("English")
    await zhang.sees("My page")
    account = await stage.account_of(zhang)
    assert account is not None
    assert account.language == "en"
