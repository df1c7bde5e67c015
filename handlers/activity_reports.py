"""活动报道: a branch writes a report with photos, the party office looks at it, a tap publishes it in a channel."""

from __future__ import annotations

from typing import Any

from handlers import forms, reading
from handlers.menu import offered
from handlers.reminder_words import types_of
from handlers.routing import button, data, form
from handlers.rows import turning, way_back
from handlers.turn import Turn
from services import activity_reports, meetings, minutes
from services.access import Need, Status
from services.activity_reports import REPORTER_OF, REPORTERS, Report
from services.errors import BadInput
from services.names import ChatKind, ReportState
from services.outbox import Button
from texts.dates import date_text

#: Forms name their organisation in the draft; the service asks the gate about it again.
_REPORTER = Need(Status.CONSENTED, REPORTERS)
#: Who keeps the record of a meeting is asked where it is looked up.
_MARKS = {
    ReportState.DRAFT: "draft",
    ReportState.HANDED_IN: "handed-in",
    ReportState.RETURNED: "returned",
    ReportState.ACCEPTED: "accepted",
}
_YES = "y"


# --- which there are --------------------------------------------------------------------------------------------------


@button("ar", REPORTER_OF)
async def at(turn: Turn) -> None:
    """The reports of a branch, or of those below; what waits for the reader first."""
    await forms.leave(turn)
    await _list(turn, turn.subject_id, turn.number_at(1))


async def _list(turn: Turn, here: int, page: int = 1) -> None:
    found = await activity_reports.listing(turn.house, turn.actor, here, page)
    rows = [
        [
            Button(
                f"activity-reports-button-{_MARKS[one.state]}",
                data("ar.at", here, one.id),
                vars={"title": one.title if found.writes else f"{one.branch} {one.title}"},
            )
        ]
        for one in found.reports
    ]
    rows += turning("ar", here, page=found.page, pages=found.pages)
    new = [Button("activity-reports-button-new", data("ar.new", here))] if found.writes else []
    rows.append([*new, *offered("button-menu", "menu")])
    key = "activity-reports" if found.count else "activity-reports-none" if found.writes else "activity-reports-none-in"
    await turn.show(key, organisation=found.organisation, count=found.count, buttons=rows)


@button("ar.new", REPORTER_OF)
async def new(turn: Turn) -> None:
    """Asks what it is called."""
    here = turn.subject_id
    await forms.begin(turn, "ar", "title", organisation=here, report=None)
    most = activity_reports.rules().title_most
    await turn.show("activity-reports-ask-title", most=most, buttons=[way_back("ar", here)])


@button("ar.mt", REPORTER_OF)
async def of_meeting(turn: Turn) -> None:
    """The report of a meeting, which takes along what its record has."""
    await forms.leave(turn)
    here, meeting = turn.subject_id, turn.id_at(1)
    seen = await minutes.desk(turn.house, turn.actor, meeting)
    title = (seen.title or types_of(turn, seen.types))[: activity_reports.rules().title_most]
    await _show(turn, await activity_reports.begin(turn.house, turn.actor, here, title, meeting_id=meeting))


# --- one of them ------------------------------------------------------------------------------------------------------


@button("ar.at", REPORTER_OF)
async def one(turn: Turn) -> None:
    """One report."""
    await forms.leave(turn)
    await _show(turn, await _look(turn))


async def _look(turn: Turn) -> Report:
    return await activity_reports.look(turn.house, turn.actor, turn.subject_id, turn.id_at(1))


async def _show(turn: Turn, seen: Report) -> None:
    lines = [
        turn.text_of("activity-reports-title", title=seen.title),
        turn.text_of(
            "activity-reports-about",
            branch=seen.branch,
            held=date_text(turn.language, seen.held_on, year=True),
            count=len(seen.photos),
        ),
        turn.text_of(f"activity-reports-state-{_MARKS[seen.state]}"),
    ]
    if seen.remark:
        lines.append(turn.text_of("activity-reports-remark", remark=seen.remark))
    lines += ["", turn.text_of("activity-reports-words", words=seen.words)] if seen.words else []
    lines += [turn.text_of("activity-reports-sent", what=_chat(turn, one)) for one in seen.chats if one.posted]
    rows = _buttons(turn, seen)
    rows.append(way_back("ar", seen.here))
    await turn.show_lines(lines, buttons=[row for row in rows if row])


def _chat(turn: Turn, chat: activity_reports.Chat) -> str:
    kind = "channel" if chat.kind is ChatKind.CHANNEL else "group"
    return turn.plain(f"activity-reports-chat-{kind}", organisation=chat.organisation)


def _buttons(turn: Turn, seen: Report) -> list[list[Button]]:
    at_it = (seen.here, seen.id)
    look = [Button("activity-reports-button-see", data("ar.see", *at_it))] if seen.photos else []
    if seen.editable:
        drop = [Button("activity-reports-button-drop", data("ar.ph", *at_it, _YES))] if seen.photos else []
        ready = [Button("activity-reports-button-hand-in", data("ar.in", *at_it))] if seen.words else []
        return [
            ready,
            [
                Button("activity-reports-button-words", data("ar.ed", *at_it, "words")),
                Button("activity-reports-button-photos", data("ar.ph", *at_it)),
            ],
            [
                Button("activity-reports-button-title", data("ar.ed", *at_it, "title")),
                Button("activity-reports-button-day", data("ar.ed", *at_it, "day")),
            ],
            [*look, *drop],
            [Button("activity-reports-button-discard", data("ar.rm", *at_it))],
        ]
    rows = [look]
    if seen.decidable:
        rows.append(
            [
                Button("activity-reports-button-accept", data("ar.ok", *at_it)),
                Button("activity-reports-button-return", data("ar.no", *at_it)),
            ]
        )
    if seen.recallable:
        rows.append([Button("activity-reports-button-recall", data("ar.re", *at_it))])
    for chat in seen.chats:
        if not chat.posted:
            to = Button(
                "activity-reports-button-post", data("ar.go", *at_it, chat.id), vars={"what": _chat(turn, chat)}
            )
            rows.append([to])
    return rows


@button("ar.see", REPORTER_OF)
async def photos(turn: Turn) -> None:
    """Its photos, as they were sent."""
    seen = await _look(turn)
    for one_photo in seen.photos:
        await turn.send_again("PHOTO", one_photo)
    back = [way_back("ar.at", seen.here, seen.id)]
    await turn.say("activity-reports-photos", title=seen.title, count=len(seen.photos), buttons=back)


# --- writing ----------------------------------------------------------------------------------------------------------


@button("ar.ed", REPORTER_OF)
async def edit(turn: Turn) -> None:
    """Asks for the title, the words or the day."""
    part = turn.args[2] if len(turn.args) > 2 else ""  # noqa: PLR2004 - after organisation and report
    if part not in ("title", "words", "day"):
        raise BadInput
    seen = await _look(turn)
    if not seen.editable:
        await _show(turn, seen)
        return
    await forms.begin(turn, "ar", part, organisation=seen.here, report=seen.id)
    rules = activity_reports.rules()
    most = rules.title_most if part == "title" else rules.words_most
    back = [way_back("ar.at", seen.here, seen.id)]
    await turn.show(f"activity-reports-ask-{part}", most=most, buttons=back)


def _known(turn: Turn) -> tuple[int, int]:
    known = forms.answers(turn)
    return int(known["organisation"]), int(known["report"])


@form("ar.title", _REPORTER)
async def title_typed(turn: Turn) -> None:
    """What it is called; of a new one, then what was done."""
    known = forms.answers(turn)
    here = int(known["organisation"])
    if known.get("report") is None:
        seen = await activity_reports.begin(turn.house, turn.actor, here, turn.text)
        await forms.begin(turn, "ar", "words", organisation=here, report=seen.id)
        back = [way_back("ar.at", here, seen.id)]
        await turn.say("activity-reports-ask-words", most=activity_reports.rules().words_most, buttons=back)
        return
    seen = await activity_reports.set_title(turn.house, turn.actor, here, int(known["report"]), turn.text)
    await forms.end(turn)
    await _show(turn, seen)


@form("ar.words", _REPORTER)
async def words_typed(turn: Turn) -> None:
    """What was done."""
    seen = await activity_reports.set_words(turn.house, turn.actor, *_known(turn), turn.text)
    await forms.end(turn)
    await _show(turn, seen)


@form("ar.day", _REPORTER)
async def day_typed(turn: Turn) -> None:
    """The day it was."""
    here, report = _known(turn)
    zone = await meetings.zone_of(turn.house, here)
    day = reading.day_near(turn.text, turn.house.now().astimezone(zone).date())
    seen = await activity_reports.set_day(turn.house, turn.actor, here, report, day)
    await forms.end(turn)
    await _show(turn, seen)


@button("ar.ph", REPORTER_OF)
async def ask_photos(turn: Turn) -> None:
    """Asks for photos; from now on what he sends is for this report. Or takes all of them out."""
    seen = await _look(turn)
    if not seen.editable:
        await _show(turn, seen)
        return
    if list(turn.args[2:]) == [_YES]:
        await _show(turn, await activity_reports.drop_photos(turn.house, turn.actor, seen.here, seen.id))
        return
    await forms.begin(turn, "ar", "photo", organisation=seen.here, report=seen.id)
    back = [way_back("ar.at", seen.here, seen.id)]
    most = activity_reports.rules().photos_most
    await turn.show("activity-reports-ask-photos", most=most, count=len(seen.photos), buttons=back)


@form("ar.photo", _REPORTER)
async def photo_sent(turn: Turn) -> None:
    """A photo; of an album one small panel counts them."""
    known: dict[str, Any] = dict(forms.answers(turn))
    came = turn.note
    if came is None or came.kind != "PHOTO" or came.file_id is None or came.unique_id is None:
        raise BadInput
    here, report = _known(turn)
    seen = await activity_reports.add_photo(turn.house, turn.actor, here, report, came.file_id, came.unique_id)
    html = turn.text_of("activity-reports-photo-taken", count=len(seen.photos))
    buttons = [[Button("activity-reports-button-ready", data("ar.at", here, report))]]
    panel = known.get("panel")
    if panel and came.album and came.album == known.get("album") and await turn.edit_own(panel, html, buttons=buttons):
        return
    panel = await turn.post_html(html, buttons=buttons)
    await forms.begin(turn, "ar", "photo", organisation=here, report=report, panel=panel, album=came.album)


@button("ar.in", REPORTER_OF)
async def hand_in(turn: Turn) -> None:
    """Hands it in to the party office."""
    await forms.leave(turn)
    await _show(turn, await activity_reports.hand_in(turn.house, turn.actor, turn.subject_id, turn.id_at(1)))


@button("ar.re", REPORTER_OF)
async def take_back(turn: Turn) -> None:
    """Takes it back, to change it."""
    await _show(turn, await activity_reports.take_back(turn.house, turn.actor, turn.subject_id, turn.id_at(1)))


@button("ar.rm", REPORTER_OF)
async def discard(turn: Turn) -> None:
    """Deletes it, once he has said so twice."""
    here, report = turn.subject_id, turn.id_at(1)
    if list(turn.args[2:]) == [_YES]:
        await activity_reports.discard(turn.house, turn.actor, here, report)
        await _list(turn, here)
        return
    seen = await _look(turn)
    rows = [
        [
            Button("activity-reports-button-discard-yes", data("ar.rm", here, report, _YES)),
            Button("button-back", data("ar.at", here, report)),
        ]
    ]
    await turn.show("activity-reports-discard", title=seen.title, buttons=rows)


# --- the office, and the channel --------------------------------------------------------------------------------------


@button("ar.ok", REPORTER_OF)
async def accept(turn: Turn) -> None:
    """The office accepts it."""
    await forms.leave(turn)
    await _show(turn, await activity_reports.accept(turn.house, turn.actor, turn.subject_id, turn.id_at(1)))


@button("ar.no", REPORTER_OF)
async def ask_remark(turn: Turn) -> None:
    """Asks what should be changed."""
    seen = await _look(turn)
    if not seen.decidable:
        await _show(turn, seen)
        return
    await forms.begin(turn, "ar", "remark", organisation=seen.here, report=seen.id)
    back = [way_back("ar.at", seen.here, seen.id)]
    await turn.show(
        "activity-reports-ask-remark", title=seen.title, most=activity_reports.rules().remark_most, buttons=back
    )


@form("ar.remark", _REPORTER)
async def returned(turn: Turn) -> None:
    """Returns it with a word; whoever wrote it sees it again, the office its list."""
    here, report = _known(turn)
    await activity_reports.send_back(turn.house, turn.actor, here, report, turn.text)
    await forms.end(turn)
    await turn.say("activity-reports-returned", buttons=[way_back("ar", here)])


@button("ar.go", REPORTER_OF)
async def publish(turn: Turn) -> None:
    """Publishes it in a chat."""
    seen = await activity_reports.publish(turn.house, turn.actor, turn.subject_id, turn.id_at(1), turn.id_at(2))
    await _show(turn, seen)
