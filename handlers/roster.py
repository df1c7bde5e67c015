"""The roster in the chat: a workbook in, shown before it is done; and the roster out as a file.

::

    document ── read, then deleted from the chat ──┬── bad rows: a list of them as a file, nothing imported
                                                   ├── nothing changes: said so
                                                   └── preview ── one press ──> done
                                                          ↑          └── the roster changed meanwhile ──┐
                                                          └─────────────────────────────────────────────┘
"""

from __future__ import annotations

import html
from datetime import timedelta

from handlers import forms
from handlers.menu import offered
from handlers.roster_words import advice, change, notes
from handlers.routing import button, command, data, document
from handlers.turn import Turn
from handlers.work import ask, work
from services import branch, sheets
from services.access import OFFICE, STEWARD, STEWARD_OF, Need, Status
from services.errors import BadInput, NotAllowed
from services.naming import shown
from services.outbox import Button
from services.roster import committees, export, pending
from services.roster.codes import TooLargeFile
from services.roster.importing import Applied
from services.roster.pending import Offer, PreviewOver
from services.roster.steps import Kind

_OFFICE = Need(Status.CONSENTED, OFFICE)

#: What bots may fetch from the messenger, bytes.
_MESSENGER_LIMIT = 20_000_000
#: Changes listed in a message; the rest is counted.
_MOST_LINES = 10


@command("roster", STEWARD)
async def how(turn: Turn) -> None:
    """How the office imports a roster; files of one's own organisations for everybody who leads one."""
    await forms.leave(turn)
    roots = await branch.roots(turn.house, turn.actor)
    rows = [
        [Button("roster-button-export-of", data("roster.export", one.id), vars={"name": one.name})] for one in roots
    ]
    key = "roster-how" if turn.actor.holds(OFFICE) else "roster-how-branch"
    await turn.show(key, buttons=[*rows, offered("button-menu", "menu")])


@document(_OFFICE)
async def came(turn: Turn) -> None:
    """A workbook: read, deleted from the chat, and shown as what it would change."""
    if turn.file is None:
        raise BadInput
    limit = _most_bytes(turn)
    if turn.file.size > limit:
        await turn.delete_incoming()
        raise TooLargeFile(limit=limit // 1_000_000)
    await ask(turn, "roster.preview", committees.of_office(turn.actor), "roster-working-preview")


def _most_bytes(turn: Turn) -> int:
    return min(turn.house.limits.roster_file_bytes, _MESSENGER_LIMIT)


@work("roster.preview", _OFFICE)
async def preview(turn: Turn) -> None:
    """Read what came and show what it would change."""
    try:
        content = await turn.download(_most_bytes(turn))
    finally:
        await turn.delete_incoming()
    offer = await pending.offer(turn.house, turn.actor, content)
    if offer.preview.problems:
        await _refuse(turn, offer)
    else:
        await _show(turn, offer)


async def _refuse(turn: Turn, offer: Offer) -> None:
    problems = offer.preview.problems
    columns = [turn.plain(f"roster-cli-{key}") for key in ("sheet", "row", "column", "value", "advice")]
    rows: list[list[str | int]] = [
        [one.sheet, one.row, one.column, one.value, advice(turn.language, one)] for one in problems
    ]
    content = sheets.plain_list(turn.plain("roster-problems-sheet"), columns, rows)
    await turn.send_file(
        content,
        f"{turn.plain('roster-problems-file')}.xlsx",
        "roster-problems",
        rows=len({(one.sheet, one.row) for one in problems}),
        good=offer.preview.counts.members,
    )


# --- the preview ----------------------------------------------------------------------------------------------------


async def _show(turn: Turn, offer: Offer, *, again: bool = False) -> None:
    lines = [turn.text_of("roster-preview-again" if again else "roster-preview-title"), *_counts(turn, offer)]
    lines += _changes(turn, offer)
    lines += [html.escape(line, quote=False) for line in notes(turn.language, offer.preview)]
    if _includes_oneself(turn, offer):
        lines.append(turn.text_of("roster-preview-yourself"))
    if offer.nonce:
        lines.append(turn.text_of("roster-preview-until", minutes=pending.LIFETIME // timedelta(minutes=1)))
    else:
        lines.append(turn.text_of("roster-preview-nothing"))
    await turn.show_lines(lines, buttons=_buttons(offer))


def _counts(turn: Turn, offer: Offer) -> list[str]:
    counts = offer.preview.counts
    return [
        turn.text_of(
            "roster-preview-tree",
            committees=counts.party_committees,
            generals=counts.general_branches,
            branches=counts.branches,
            groups=counts.groups,
        ),
        turn.text_of("roster-preview-people", members=counts.members, men=counts.men, women=counts.women),
        turn.text_of(
            "roster-preview-change", added=counts.added, changed=counts.changed, moved=counts.moved, gone=counts.gone
        ),
    ]


def _changes(turn: Turn, offer: Offer) -> list[str]:
    plan, mode = offer.preview.plan, offer.naming
    lines = [
        turn.text_of(
            f"roster-preview-{step.kind.value.lower()}",
            name=shown(mode, step.member.name, step.member.code),
            what=change(turn.language, step),
        )
        for step in plan.steps
        if step.kind in (Kind.CHANGED, Kind.MOVED) and step.member is not None
    ]
    lines += [turn.text_of("roster-preview-gone", name=shown(mode, one.name, one.code)) for one in plan.gone]
    more = len(lines) - _MOST_LINES
    return lines if more <= 0 else [*lines[:_MOST_LINES], turn.text_of("roster-preview-more", n=more)]


def _includes_oneself(turn: Turn, offer: Offer) -> bool:
    member = turn.actor.member
    return member is not None and any(one.id == member.id for one in offer.preview.plan.gone)


def _buttons(offer: Offer) -> list[list[Button]]:
    if not offer.nonce:
        return [offered("button-menu", "menu")]
    plan, nonce = offer.preview.plan, offer.nonce
    gone = len(plan.gone)
    rows: list[list[Button]] = []
    if not plan.changes_nothing:
        rows.append(
            [Button("roster-button-keep" if gone else "roster-button-do", data("ro.ok", nonce), vars={"n": gone})]
        )
    if gone:
        key = "roster-button-only-gone" if plan.changes_nothing else "roster-button-gone"
        rows.append([Button(key, data("ro.gone", nonce), vars={"n": gone})])
    return [*rows, [Button("button-cancel", data("ro.no", nonce))]]


# --- the press ------------------------------------------------------------------------------------------------------


@button("ro.ok", _OFFICE)
async def confirm(turn: Turn) -> None:
    """Do what was shown; those who are not in the file stay."""
    await ask(turn, "roster.import", committees.of_office(turn.actor), "roster-working-import", in_place=True)


@button("ro.gone", _OFFICE)
async def confirm_gone(turn: Turn) -> None:
    """Do what was shown, and mark those who are not in the file as having left."""
    await ask(turn, "roster.import-gone", committees.of_office(turn.actor), "roster-working-import", in_place=True)


@work("roster.import", _OFFICE)
async def do(turn: Turn) -> None:
    """Import; those who are not in the file stay."""
    await _do(turn, mark_gone=False)


@work("roster.import-gone", _OFFICE)
async def do_gone(turn: Turn) -> None:
    """Import; those who are not in the file have left."""
    await _do(turn, mark_gone=True)


async def _do(turn: Turn, *, mark_gone: bool) -> None:
    try:
        done = await pending.confirm(turn.house, turn.actor, _nonce(turn), mark_gone=mark_gone, job=turn.job)
    except PreviewOver:
        await turn.show("roster-over", buttons=[offered("button-menu", "menu")])
        return
    if isinstance(done, Offer):
        if done.preview.problems:
            await _refuse(turn, done)
        else:
            await _show(turn, done, again=True)
        return
    await turn.show(
        "roster-done", buttons=[offered("roster-button-branches", "br"), offered("button-menu", "menu")], **_facts(done)
    )


def _facts(done: Applied) -> dict[str, int]:
    counts = done.counts
    return {
        "members": counts.members,
        "added": counts.added,
        "changed": counts.changed,
        "moved": counts.moved,
        "left": done.marked_gone,
        "still": counts.gone - done.marked_gone,
    }


@button("ro.no", _OFFICE)
async def cancel(turn: Turn) -> None:
    """Forget the preview; nothing was written."""
    stopped = await pending.cancel(turn.house, turn.actor, _nonce(turn))
    await turn.show("roster-cancelled" if stopped else "roster-over", buttons=[offered("button-menu", "menu")])


def _nonce(turn: Turn) -> str:
    if not turn.args:
        raise NotAllowed
    return turn.args[0]


# --- out ------------------------------------------------------------------------------------------------------------


@button("roster.export", STEWARD_OF)
async def send(turn: Turn) -> None:
    """The roster of one organisation as a workbook."""
    committee = await committees.of_organisation(turn.house, turn.subject_id)
    await ask(turn, "roster.export", committee, "roster-working-export")


@work("roster.export", STEWARD_OF)
async def make(turn: Turn) -> None:
    """Write the workbook and send it."""
    made = await export.export_for(turn.house, turn.actor, turn.subject_id)
    await turn.send_file(made.content, made.name, "roster-export", members=made.rows)
