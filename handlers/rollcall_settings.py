"""Settings of an organisation's roll-calls: each a tap."""

from __future__ import annotations

from handlers.rollcall import where
from handlers.routing import button, data
from handlers.turn import Turn
from services import branch
from services.access import STEWARD_OF
from services.errors import BadInput
from services.outbox import Button

_LATE = (5, 10, 15, 20)
_OPENS = (10, 20, 30, 60)


@button("rc.set", STEWARD_OF)
async def settings(turn: Turn) -> None:
    """What holds, and what else may be chosen."""
    here, meeting = where(turn)
    if len(turn.args) > 3:  # noqa: PLR2004 - a setting and its value
        await _change(turn, here, turn.args[2], turn.args[3])
    now = (await branch.overview(turn.house, turn.actor, here)).settings
    rows = [
        [
            Button("rollcall-set-late", data("rc.set", here, meeting, "late", one), vars={"minutes": one})
            for one in _LATE
            if one != now.late_minutes
        ],
        [
            Button("rollcall-set-opens", data("rc.set", here, meeting, "opens", one), vars={"minutes": one})
            for one in _OPENS
            if one != now.rollcall_opens_minutes
        ],
        [_switch("group", here, meeting, on=now.rollcall_in_group)],
        [_switch("out", here, meeting, on=now.rollcall_check_out)],
        [Button("rollcall-button-board", data("rc", here, meeting))],
    ]
    await turn.show(
        "rollcall-settings",
        late=now.late_minutes,
        opens=now.rollcall_opens_minutes,
        group="on" if now.rollcall_in_group else "off",
        out="on" if now.rollcall_check_out else "off",
        buttons=rows,
    )


def _switch(name: str, here: int, meeting: int, *, on: bool) -> Button:
    return Button(f"rollcall-set-{name}-{'off' if on else 'on'}", data("rc.set", here, meeting, name, int(not on)))


async def _change(turn: Turn, here: int, name: str, value: str) -> None:
    if not value.isdigit():
        raise BadInput
    chosen = int(value)
    if name in ("late", "opens"):
        key = "late_minutes" if name == "late" else "rollcall_opens_minutes"
        await branch.change_setting(turn.house, turn.actor, here, key, chosen)
    elif name in ("group", "out"):
        key = "rollcall_in_group" if name == "group" else "rollcall_check_out"
        await branch.change_setting(turn.house, turn.actor, here, key, bool(chosen))
    else:
        raise BadInput
