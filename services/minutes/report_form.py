"""活动情况报告 (``domain_rules.md`` 10, sheet 10): what is recorded of an activity, its photos, and blanks to fill."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from db.names import MinuteKind
from services.attendance.counting import THERE
from services.documents import BLANK, Paper, Picture
from services.minutes import rules
from services.minutes.facts import Facts
from services.minutes.record_form import caption, kinds, when, where

_SOURCE = "本表由支部助手按记录生成；空白处请手填，审核后上报。生成日期："


def write(facts: Facts, photos: Mapping[int, bytes], today: dt.date) -> bytes:
    """The report of an activity as a document.

    Args:
        facts: The activity.
        photos: By entry: its picture; one that is missing leaves its frame.
        today: The day it is made.
    """
    held, fields = facts.held, facts.fields
    paper = Paper(f"{held.organisation}活动情况报告")
    paper.fields(
        [
            [("活动名称", held.title or kinds(facts) or BLANK)],
            [("主题", held.theme or BLANK), ("类别", kinds(facts) or BLANK)],
            [("时间", when(facts))],
            [("地点", where(facts)), ("组织者", held.organisation)],
            [("参加人数", _people(facts))],
            [("内容摘要", _summary(facts))],
            [("成效", _service(facts))],
        ]
    )
    taken = facts.of(MinuteKind.PHOTO)
    paper.heading(f"照片（{len(taken)} 张）" if taken else f"照片：{BLANK}")
    paper.pictures(
        [
            Picture(photos.get(one.id), f"照片 {number}　{caption(facts, one)}".rstrip())
            for number, one in enumerate(taken, 1)
        ]
    )
    paper.heading("签署")
    paper.line(f"撰写人：{fields.recorder or BLANK}　　审核人：{BLANK}　　上报时间：{BLANK}")
    paper.small(f"{_SOURCE}{today.year}年{today.month}月{today.day}日")
    return paper.content()


def _people(facts: Facts) -> str:
    """Party members as the roll-call counted them, else as somebody typed; the others as typed."""
    fields = facts.fields
    there = sum(one.status in THERE for one in facts.due) if facts.called else fields.members
    parts = (("党员", there), ("积极分子", fields.activists), ("群众", fields.masses))
    return "　".join(f"{name} {BLANK if count is None else count} 人" for name, count in parts)


def _summary(facts: Facts) -> str:
    """As it was typed for the report; else the words that were sent in, in the order of time; else lines to fill."""
    if facts.fields.summary:
        return facts.fields.summary
    said = [one.text for one in facts.of(MinuteKind.TEXT)] if rules.load().keeps_contents(facts.held.types) else []
    return "\n".join(said) or "\n".join([BLANK * 7] * 4)


def _service(facts: Facts) -> str:
    fields = facts.fields
    if not set(facts.held.types) & rules.load().serves and fields.hours is None and fields.consultations is None:
        return BLANK
    hours = BLANK if fields.hours is None else f"{fields.hours.normalize():f}"
    consultations = BLANK if fields.consultations is None else str(fields.consultations)
    return f"服务 {hours} 小时　义诊 {consultations} 人次"
