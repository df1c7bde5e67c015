"""My data: leave, take a copy along, be erased."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from collections.abc import Sequence

import texts
from handlers import forms
from handlers.menu import offered
from handlers.routing import button, command, data
from handlers.turn import Turn
from services import privacy
from services.access import STRANGER, Need, Scope, Status
from services.outbox import Button
from services.privacy import Copy
from texts.dates import month_text, stamp_text

_OWN = Need(Status.CONSENTED, scope=Scope.OWN)
#: How long the last button of erasing works: a forgotten one must not erase anybody next year.
_CONFIRM_WITHIN = dt.timedelta(minutes=10)
_TAG = re.compile(r"<[^>]+>")
_BACK = Button("button-back", data("me.data"))

_FIELDS = {
    "name": "privacy-field-name",
    "code": "privacy-field-code",
    "sex": "privacy-field-sex",
    "birth": "privacy-field-birth",
    "phone": "privacy-field-phone",
    "staff_number": "privacy-field-staff-number",
    "stage": "privacy-field-stage",
    "status": "privacy-field-status",
    "admitted_on": "privacy-field-admitted-on",
    "full_on": "privacy-field-full-on",
    "education": "privacy-field-education",
    "department": "privacy-field-department",
    "post": "privacy-field-post",
    "retired": "privacy-field-retired",
    "mobile": "privacy-field-mobile",
    "branch": "privacy-field-branch",
    "group": "privacy-field-group",
    "organisation": "privacy-field-organisation",
    "role": "privacy-field-role",
    "starts_on": "privacy-field-starts-on",
    "ends_on": "privacy-field-ends-on",
    "day": "privacy-field-day",
    "kind": "privacy-field-kind",
    "messenger": "privacy-field-messenger",
    "address": "privacy-field-address",
    "language": "privacy-field-language",
    "reach": "privacy-field-reach",
    "quiet_start": "privacy-field-quiet-start",
    "quiet_end": "privacy-field-quiet-end",
    "paused_until": "privacy-field-paused-until",
    "heard_on": "privacy-field-heard-on",
    "consented_at": "privacy-field-consented-at",
    "method": "privacy-field-method",
    "bound_at": "privacy-field-bound-at",
    "unbound_at": "privacy-field-unbound-at",
    "typed_name": "privacy-field-typed-name",
    "state": "privacy-field-state",
    "created_at": "privacy-field-created-at",
    "decided_at": "privacy-field-decided-at",
    "expires_at": "privacy-field-expires-at",
    "wrong": "privacy-field-wrong",
    "at": "privacy-field-at",
    "action": "privacy-field-action",
    "amount": "privacy-field-amount",
    "received_on": "privacy-field-received-on",
    "receipt": "privacy-field-receipt",
    "month": "privacy-field-month",
    "from_month": "privacy-field-from-month",
    "base": "privacy-field-base",
    "confirmed": "privacy-field-confirmed",
    "reason": "privacy-field-reason",
    "answered_at": "privacy-field-answered-at",
    "came_at": "privacy-field-came-at",
    "text": "privacy-field-text",
}
#: What only machines make something of where a message's words follow.
_OF_MACHINES = frozenset({"kind", "action", "expires_at"})
_MONTHS = frozenset({"month", "from_month"})
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT")
#: Codes that have words; the machine's file keeps the codes.
_WORDS = frozenset(
    {
        "MALE", "FEMALE", "FULL", "PROBATIONARY", "ACTIVE", "REACHABLE", "BLOCKED", "DEACTIVATED",
        "REGISTER", "REBIND", "PENDING", "APPROVED", "REFUSED", "WITHDRAWN", "EXPIRED", "CONTACT", "SECRETARY",
        "QUEUED", "SENT", "PRESENT", "LATE", "LEAVE", "ABSENT", "DONE", "DUES",
    }
)  # fmt: skip


@command("mydata", _OWN)
@button("me.data", _OWN)
async def page(turn: Turn) -> None:
    """What can be done with one's own data."""
    await forms.leave(turn)
    rows = [[Button("privacy-button-copy", data("me.copy"))]]
    if turn.actor.member is not None:
        rows.append([Button("privacy-button-leave", data("me.leave"))])
    rows += [[Button("privacy-button-erase", data("me.erase"))], offered("button-back", "me")]
    await turn.show("privacy-page", buttons=rows)


# --- the copy --------------------------------------------------------------------------------------------------------


@button("me.copy", _OWN)
async def copy(turn: Turn) -> None:
    """Everything stored about the person: one file to read, one for machines."""
    made = await privacy.copy_of(turn.house, turn.actor)
    day = made.made_at.astimezone(turn.house.zone).date().isoformat()
    # With a byte-order mark: older Windows editors take Chinese for something else without it.
    readable = "\ufeff" + _readable(turn, made)
    await turn.send_file(readable.encode(), f"zhibu-{day}.txt", "privacy-copy-readable")
    machine = json.dumps(made.as_json(), ensure_ascii=False, indent=2)
    await turn.send_file(machine.encode(), f"zhibu-{day}.json", "privacy-copy-machine", buttons=[[_BACK]])


def _readable(turn: Turn, made: Copy) -> str:
    lines = [turn.plain("privacy-copy-title", time=stamp_text(made.made_at, turn.house.zone)), ""]
    for section, rows in made.sections.items():
        lines.append(
            turn.plain("privacy-copy-section", title=turn.plain(f"privacy-section-{section.replace('_', '-')}"))
        )
        lines += _rows(turn, section, rows)
    return "\r\n".join(lines)


def _rows(turn: Turn, section: str, rows: Sequence[privacy.Row]) -> list[str]:
    """The rows of a section, an empty line after each; what is numbers alone is counted: the other file has it."""
    lines = []
    for row in rows:
        worded = section == "messages" and isinstance(row.get("payload"), dict)
        shown = {name: value for name, value in row.items() if not (worded and name in _OF_MACHINES)}
        if found := [*_fields(turn, shown), *(_message(turn, row) if worded else [])]:
            lines += [*found, ""]
    return lines or [turn.plain("privacy-copy-numbers", count=len(rows)), ""]


def _fields(turn: Turn, row: privacy.Row) -> list[str]:
    return [
        turn.plain("privacy-copy-line", field=turn.plain(_FIELDS[name]), value=_value(turn, name, value))
        for name, value in row.items()
        if name in _FIELDS and value is not None
    ]


def _value(turn: Turn, name: str, value: privacy.Value) -> str:
    """As people write it: the organisation's wall clock, months by name, words for codes."""
    if isinstance(value, bool):
        return turn.plain("button-yes" if value else "button-no")
    if name in _MONTHS and isinstance(value, int):
        return month_text(turn.language, dt.date(value // 100, value % 100, 1))
    written = str(value)
    if _MOMENT.match(written):
        return stamp_text(dt.datetime.fromisoformat(written), turn.house.zone)
    if written in _WORDS:
        return turn.plain(f"privacy-word-{written.lower()}")
    return written


def _message(turn: Turn, row: privacy.Row) -> list[str]:
    """The words of a message, as they were or will be sent."""
    payload = row["payload"]
    if not isinstance(payload, dict):
        return []
    written = texts.message_text(turn.language, payload, turn.house.zone)
    return [html.unescape(_TAG.sub("", written))]


# --- leaving ---------------------------------------------------------------------------------------------------------


@command("leave", _OWN)
@button("me.leave", _OWN)
async def leave(turn: Turn) -> None:
    """Explain what leaving does and does not do."""
    await forms.leave(turn)
    if turn.actor.member is None:
        await turn.show("privacy-not-registered", buttons=[[_BACK]])
        return
    yes = Button("privacy-button-leave-now", data("me.left", turn.actor.member.id))
    await turn.show("privacy-leave", buttons=[[yes], [_BACK]])


@button("me.left", _OWN)
async def left(turn: Turn) -> None:
    """Leave; a second tap finds it done."""
    member = turn.actor.member
    if member is not None and turn.args != [str(member.id)]:
        await leave(turn)  # a button of an earlier registration: asked anew
        return
    if member is not None:
        await privacy.leave(turn.house, turn.actor)
    await turn.show("privacy-left", buttons=[[Button("registration-button-restart", data("reg.go"))], [_BACK]])


# --- erasing ---------------------------------------------------------------------------------------------------------


@button("me.erase", _OWN)
async def erase(turn: Turn) -> None:
    """First step: what erasing does, what stays, and that there is no way back."""
    await turn.show("privacy-erase", buttons=[[Button("privacy-button-erase-on", data("me.erase2"))], [_BACK]])


@button("me.erase2", _OWN)
async def confirm(turn: Turn) -> None:
    """Second step: the last question."""
    minute = int(turn.house.now().timestamp()) // 60
    yes = Button("privacy-button-erase-now", data("me.erased", turn.account_id, minute))
    await turn.show("privacy-erase-confirm", buttons=[[yes], [_BACK]])


@button("me.erased", _OWN)
async def erased(turn: Turn) -> None:
    """Erase. A button that is old, or another account's, asks anew."""
    if not _is_fresh(turn):
        await erase(turn)
        return
    language = turn.actor.language
    await privacy.erase(turn.house, turn.actor)
    turn.actor = STRANGER
    await turn.show_html(texts.say(language, "privacy-erased"))


def _is_fresh(turn: Turn) -> bool:
    if len(turn.args) != 2 or not all(part.isdecimal() for part in turn.args):  # noqa: PLR2004 - account and minute
        return False
    account_id, minute = map(int, turn.args)
    age = int(turn.house.now().timestamp()) // 60 - minute
    return account_id == turn.account_id and 0 <= age < _CONFIRM_WITHIN.total_seconds() / 60
