"""会议记录 (``domain_rules.md`` 2.3): what is recorded, line by line with the number of its record; else blanks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from db.names import AttendanceStatus, GuestKind, MakeUpState, MinuteKind
from services.attendance import rules as attendance
from services.attendance.counting import THERE
from services.attendance.sheet import Line
from services.documents import BLANK, Paper, Picture
from services.minutes import rules
from services.minutes.facts import Facts, Saved

#: Lines left where nothing was sent in.
_EMPTY = 3
_VOTES = ("决议事项", "应到有表决权", "实到有表决权", "赞成", "反对", "弃权")
_WIDTHS = (5.6, 3.0, 3.0, 1.8, 1.8, 1.8)
_SOURCE = "本表由支部助手按记录生成，灰色括号里是记录编号；空白处请手填，签字后的纸质记录为准。生成日期："


def write(facts: Facts, photos: Mapping[int, bytes], today: dt.date) -> bytes:
    """The record of a meeting as a document.

    Args:
        facts: The meeting.
        photos: By entry: its picture; one that is missing leaves its frame.
        today: The day it is made.
    """
    held = facts.held
    paper = Paper(f"{held.organisation}会议记录")
    paper.fields(_head(facts))
    paper.heading("会议内容")
    _contents(paper, facts)
    paper.heading("决议和表决情况")
    _votes(paper, facts)
    paper.heading("签字")
    paper.line(f"主持人签字：{BLANK * 2}　　　　记录人签字：{BLANK * 2}")
    paper.heading("附件")
    attach(paper, facts, photos)
    paper.small(f"{_SOURCE}{today.year}年{today.month}月{today.day}日")
    return paper.content()


def kinds(facts: Facts) -> str:
    """What the meeting is, by the regulation's names."""
    words = attendance.load().form.event
    return "、".join(words[one] for one in facts.held.types)


def when(facts: Facts) -> str:
    """``2026年11月18日 15:00 至 16:20``; the end is a blank until somebody has said it."""
    held, ended = facts.held, facts.fields.ended_at
    begins = held.starts_at.astimezone(held.zone)
    until = f"{ended.astimezone(held.zone):%H:%M}" if ended is not None else BLANK
    text = f"{begins.year}年{begins.month}月{begins.day}日 {begins:%H:%M} 至 {until}"
    if len(held.sessions) > 1:
        second = held.sessions[1].starts_at.astimezone(held.zone)
        text += f"；第二场 {second.month}月{second.day}日 {second:%H:%M}"
    return text


def where(facts: Facts) -> str:
    """The place; online where it has none."""
    return facts.held.place or ("线上" if facts.held.link else BLANK)


def _head(facts: Facts) -> list[list[tuple[str, str]]]:
    held, fields = facts.held, facts.fields
    title = held.title or kinds(facts) or BLANK
    if held.theme:
        title += f"：{held.theme}"
    if set(held.types) & rules.load().numbered:
        title += f"（第 {fields.number or '____'} 次）"
    agenda = "\n".join(f"{number}. {one}" for number, one in enumerate(facts.items, 1))
    return [
        [("会议名称", title)],
        [("时间", when(facts))],
        [("地点", where(facts))],
        [("主持人", fields.chair or BLANK), ("记录人", fields.recorder or BLANK)],
        [("应到", f"{len(facts.due)} 人"), ("实到", present(facts))],
        [("出席人员", _names(facts))],
        [("列席人员", _guests(facts))],
        [("缺席人员\n及原因", _absent(facts))],
        [("议题", agenda or BLANK)],
    ]


def present(facts: Facts) -> str:
    """How many came, by stage; a blank before the roll-call has ended."""
    if not facts.called:
        return BLANK
    there = [one for one in facts.due if one.status in THERE]
    new = sum(one.probationary for one in there)
    return f"{len(there)} 人（正式 {len(there) - new}，预备 {new}）"


def _names(facts: Facts) -> str:
    if not facts.called:
        return BLANK
    words = attendance.load().form.status
    found = []
    for one in facts.due:
        if one.status in THERE and one.status is not None:
            plain = one.status is AttendanceStatus.PRESENT
            found.append(one.name if plain else f"{one.name}（{words[one.status]}）")
    return "、".join(found) or "无"


def _guests(facts: Facts) -> str:
    words = attendance.load().form
    parts = []
    for one in facts.guests:
        kind = "" if one.kind is GuestKind.GUEST else f"，{words.observer}"
        parts.append(f"{one.name}（{one.post or BLANK}{kind}）")
    # That nobody wrote a guest down does not say that there was none.
    return "、".join(parts) or BLANK


def _absent(facts: Facts) -> str:
    if not facts.called:
        return BLANK
    return "、".join(f"{one.name}（{_reason(one)}）" for one in facts.due if one.status not in THERE) or "无"


def _reason(line: Line) -> str:
    """Why somebody was not there: what is private is plain leave, what nobody said is a blank."""
    words = attendance.load().form
    marked = line.row.leave_type if line.row is not None else None
    if line.status is AttendanceStatus.LEAVE:
        return words.leave_name(marked or line.leave)
    made_up = f"，{words.make_up[MakeUpState.ACCEPTED]}" if line.made_up is MakeUpState.ACCEPTED else ""
    return f"{BLANK}{made_up}"


# --- what was said ----------------------------------------------------------------------------------------------------


def _contents(paper: Paper, facts: Facts) -> None:
    if not rules.load().keeps_contents(facts.held.types):
        paper.line("发言情况请手写在下面，或写在纸质记录本上。")
        paper.blanks(_EMPTY * 2)
        return
    photos = _numbers(facts)
    for number, title in enumerate(facts.items, 1):
        paper.heading(f"议题 {number}：{title}", small=True)
        _said(paper, facts, [one for one in facts.entries if one.item == number], photos)
    loose = [one for one in facts.entries if not one.item]
    if facts.items and loose:
        paper.heading("其他", small=True)
    _said(paper, facts, loose, photos, blanks=not facts.items)


def _numbers(facts: Facts) -> dict[int, int]:
    """By entry: which photo it is."""
    return {one.id: number for number, one in enumerate(facts.of(MinuteKind.PHOTO), 1)}


def _said(
    paper: Paper, facts: Facts, entries: Sequence[Saved], photos: Mapping[int, int], *, blanks: bool = True
) -> None:
    for one in entries:
        what = {
            MinuteKind.TEXT: "",
            MinuteKind.VOICE: f"［语音 {(one.seconds or 0) // 60}:{(one.seconds or 0) % 60:02d}，请听录音整理］",
            MinuteKind.PHOTO: f"［照片 {photos.get(one.id, 0)}］",
            MinuteKind.FILE: f"［文件 {one.name}］",
        }[one.kind]
        paper.line(f"{what}{one.text}", _source(facts, one))
        if one.kind is MinuteKind.VOICE:
            paper.blanks(2)
    if blanks and not any(one.kind in (MinuteKind.TEXT, MinuteKind.VOICE) for one in entries):
        paper.blanks(_EMPTY)


def _source(facts: Facts, one: Saved) -> str:
    """Where a line comes from: when, from whom, which record."""
    at = one.sent_at.astimezone(facts.held.zone)
    # What was added later says on which day.
    when_sent = f"{at:%H:%M}" if at.date() == facts.held.day else f"{at.month}月{at.day}日 {at:%H:%M}"
    return f"（{when_sent} {one.who} 记 {one.id}）" if one.who else f"（{when_sent} 记 {one.id}）"


def _votes(paper: Paper, facts: Facts) -> None:
    rows = [
        (one.title, *map(str, (one.due_voters, one.present_voters, one.ayes, one.noes, one.abstentions)))
        for one in facts.votes
    ]
    if not rows and facts.fields.undecided:
        paper.line("本次会议没有表决事项。")
        return
    if not rows and not set(facts.held.types) & rules.load().decides:
        paper.blanks(1)
        return
    paper.grid(_VOTES, rows or [("\n", "", "", "", "", "")], _WIDTHS)


def attach(paper: Paper, facts: Facts, photos: Mapping[int, bytes]) -> None:
    """What belongs to the paper: the sign-in sheet, files, photos."""
    taken, files = facts.of(MinuteKind.PHOTO), facts.of(MinuteKind.FILE)
    paper.line(f"1. 签到表　2. 照片 {len(taken) or BLANK} 张" + (f"　3. 文件 {len(files)} 份" if files else ""))
    paper.pictures(
        [
            Picture(photos.get(one.id), f"照片 {number}　{caption(facts, one)}".rstrip())
            for number, one in enumerate(taken, 1)
        ]
    )


def caption(facts: Facts, one: Saved) -> str:
    """What stands below a photo: when it came, and what was written with it."""
    at = one.sent_at.astimezone(facts.held.zone)
    return f"{at.month}月{at.day}日 {at:%H:%M}　{one.text}"
