"""Button data nobody was shown, leading as deep as possible into each handler.

A new feature's buttons get their line in ``_DEEP``; its row goes into ``tests.handlers.protected``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.routing import BUTTON_DATA_BYTES, Route
from services.access import Scope

#: Whatever a button may name that is not looked up through its organisation.
_SUBJECTS = (
    "branch",
    "request",
    "member",
    "chat",
    "invitation",
    "item",
    "task",
    "leave",
    "makeup",
    "appeal",
    "work",
    "material",
    "quiz",
    "help question",
    "notice",
    "suggestion",
    "handover",
    "survey",
)

#: A notice, and somebody it went to.
_OF_NOTICE = ("{notice}", "{notice}:1", "{notice}:{member}", "{notice}:{member}:1")

#: The record of a meeting is looked up through the meeting.
_OF_MEETING = ("{meeting}", "{meeting}:0", "{meeting}:{entry}", "{meeting}:{entry}:0", "{meeting}:{member}")

#: An announcement is looked up through its organisation; whom it is for, by the service.
_OF_ANNOUNCEMENT = (
    "{notice}",
    "{notice}:1",
    "{notice}:24",
    "{notice}:n",
    "{notice}:all",
    "{notice}:pl:{branch}:1",
    "{notice}:me:{member}:1",
    "{notice}:mt:{meeting}:1",
    "{notice}:202612091500",
    "{notice}:0123456789ab",
)

#: A quiz is looked up through its organisation; a question, an attempt and a group after it by the service.
_OF_QUIZ = ("{quiz}", "{quiz}:n:5", "{quiz}:s:0", "{quiz}:0:x", "{quiz}:x:e", "{quiz}:{question}:1:1", "{quiz}:{group}")

#: After ``organisation``, by the first letters of the button's name; ``{meeting}`` is the protected branch's.
_DEEP: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        ("rc",),
        (
            "{meeting}",
            "{meeting}:1",
            "{meeting}:yes",
            "{meeting}:A",
            "{meeting}:{member}",
            "{meeting}:{member}:0",
            "{meeting}:{member}:D:1",
            "{meeting}:{member}:A:0",
            "{meeting}:late:5",
        ),
    ),
    (
        ("mt", "rem"),
        (
            "{meeting}",
            "{meeting}:yes",
            "{meeting}:202612141500",
            "{meeting}:202612141500:yes",
            "{meeting}:h10",
            "{meeting}:PARTY_LECTURE",
            "{meeting}:OFFICERS",
            "{meeting}:{group}:1",
            "{meeting}:{member}:1",
            "themed_party_day",
            "themed_party_day:0",
            "themed_party_day:w1-5",
            "term_end:fb30.0",
            "STUDY_SESSION",
        ),
    ),
    (("ra", "rp", "an", "tm"), ("1", "2")),
    (("ho",), ("1", "{member}", "{member}:7", "{handover}")),
    (("mp",), ("202611", "202612", "x")),
    (("gl", "dl", "mj"), ("2026", "2026:2", "1", "{meeting}", "{meeting}:MEMBER")),
    (
        ("du",),
        (
            "1",
            "202611",
            "1:yes",
            "REMITTANCE:2026",
            "202611:k",
            "a:1:11667",
            "{member}",
            "{member}:202611",
            "{member}:11667",
            "{member}:11667:202611",
        ),
    ),
    (("ds",), ("day", "day:25", "ratio:0.5", "at:inherit", "days:5.1.0", "x")),
    (("ql",), ("{meeting}", "{live}", "{live}:1", "{live}:2", "x")),
    (("qk",), ("{live}:1:0", "{live}:9:0", "{live}:1:99", "0:1:0", "x:x:x")),
    (("lb",), ("{remark}", "{material}:{remark}", "2", "0", "x")),
    (("rl", "ca"), ("{material}:{chat}", "{material}", "{campaign}", "{material}:1", "{material}:0", "0", "1")),
    (("sd", "sc"), ("2026", "2026:2", "ATTEND", "t", "d", "TOMORROW", "x")),
    (("qi",), ("{question}", "{question}:1", "{question}:0", "0", "x")),
    (("qb",), ("xlsx", "gift", "aiken", "00000000")),
    (("qz", "qp"), ("1", "{quiz}", "{chat}:{question}")),
    (("lv",), ("{meeting}", "{meeting}:{member}", "{meeting}:{member}:A", "{meeting}:{member}:SICK", "{meeting}:2")),
    (
        ("cl",),
        (
            "{checklist}",
            "m{meeting}:own",
            "o:handover",
            "{meeting}",
            "{item}:1",
            "{item}:0",
            "{checklist}:{item}",
            "{checklist}:{item}:SECRETARY",
            "{checklist}:{item}:{member}",
            "{checklist}:2",
            "{checklist}:{item}:p:1",
            "{checklist}:{item}:none",
        ),
    ),
    (
        ("tb", "tk"),
        (
            "{item}",
            "{item}:t",
            "{item}:none",
            "{member}:{own branch}",
            "{member}:{member}",
            "1:{member}",
            "{meeting}",
            "x",
        ),
    ),
    # Any branch of the same committee may be asked (``tests/services/test_pairing.py``): that is no harm.
    (("pr",), ("1", "1:1", "1:0", "1:y", "x")),
    (("ar",), ("{report}", "{report}:y", "{report}:words", "{report}:{chat}", "{meeting}", "2", "x")),
    (
        ("dv", "tr"),
        (
            "{case}",
            "{case}:LETTER_ON",
            "{member}:{own branch}",
            "{case}:TALKED",
            "{case}:REVIEWED:1",
            "{case}:TALKED.1:20261101",
            "{case}:APPLIED:1",
            "{case}:MENTOR",
            "{case}:MENTOR:{member}",
            "{case}:{member}",
            "{case}:DEV_2014",
            "{case}:DONE",
            "{case}:WITHDRAWN",
            "{case}:OPEN",
            "{case}:FORGET:yes",
            "{case}:yes",
        ),
    ),
    (("dr",), ("1999", "2026:PEOPLE")),
    (("sv",), ("{survey}", "{survey}:yes", "{survey}:p:2", "sn")),
    (
        ("",),
        (
            "n:1",
            "none",
            "inherit",
            "2200-0700",
            "25",
            "MASKED",
            "{chat}",
            "{grant}",
            "{grant}:20261101",
            "SECRETARY:{member}",
            "SECRETARY:{member}:20261116",
            "{invitation}",
        ),
    ),
)

#: Of single buttons that are not looked up through an organisation.
_AFTER: Mapping[str, tuple[str, ...]] = {
    "mku.an": ("{makeup}:1:0:0",),
    "sgd.c": ("{suggestion}:yes",),
    "sgd.p": ("{suggestion}:OFFICE", "{suggestion}:x"),
    "sva": (
        "{survey}:2:+1:1:0123456789ab",
        "{survey}:2:+99:1:0123456789ab",
        "{survey}:2:s:1:no",
        "{survey}:2:a1",
        "{survey}:2:x",
    ),
    "svn": (
        "{survey}:2:-1:1:0123456789ab",
        "{survey}:2:+x:1:0123456789ab",
        "{survey}:2:p:9:?",
        "{survey}:2:a1",
        "{survey}:2:x",
    ),
    "sta.as": ("{appeal}:h", "{appeal}:c", "{appeal}:h:ATTEND", "{appeal}:h:QUIZ", "{appeal}:x"),
}


def _of_its_own(route: Route) -> tuple[str, ...]:
    """What a button names that is looked up through itself; empty: nothing of that kind."""
    if route.name.startswith("mn"):
        return _OF_MEETING
    if route.name.startswith("rp") and route.need.scope is not Scope.ORGANISATION:
        return _OF_NOTICE
    if route.need.scope is Scope.ANNOUNCEMENT or route.name == "an.get":
        return _OF_ANNOUNCEMENT
    return _OF_QUIZ if route.need.scope is Scope.QUIZ else ()


def arguments(route: Route, ids: Mapping[str, int], *, home: str | None) -> list[str]:
    """Button data for a route, each once; see ``named``."""
    return list(dict.fromkeys(filled(route, one, ids) for one in named(route, home=home)))


def named(route: Route, *, home: str | None) -> list[str]:
    """Button data for a route, with the names of what it is about: ``{branch}:{meeting}``.

    Args:
        route: The button.
        home: Name of the organisation in which whoever presses has an office, so that the gate lets him pass and the
            handler itself must look at what is named after it: everything is tried there. None: he has none, and
            a few will do.
    """
    if route.name == "td.ok":
        return [f"{{task}}:{how}" for how in "hpx"]
    if home is None:
        return list(_of_its_own(route) or ("", "{branch}", "{request}:x", "{branch}:{member}:20261101"))
    if its_own := _of_its_own(route):
        return ["", *its_own]
    wanted = ["", *(f"{{{name}}}" for name in _SUBJECTS)]
    if route.need.scope is Scope.ORGANISATION:
        deep = next(after for starts, after in _DEEP if route.name.startswith(starts))
        wanted += [f"{{{home}}}:{after}" for after in deep]
        # Where he has none the gate looks at the organisation alone, whatever comes after it.
        away = "own branch" if home == "branch" else "branch"
        wanted += [f"{{{away}}}:{after}" for after in deep[:2]]
    elif route.name in _AFTER:
        wanted += _AFTER[route.name]
    elif route.name.startswith("du") and route.need.scope is Scope.MEMBER:
        wanted += [f"{{member}}:{one}" for one in ("RETIRED", "STUDENT", "202611", "R", "E", "1", "s")]
    elif route.name.startswith("hb"):
        of_answer = ("{help question}:{help answer}", "{help question}:{help answer}:PRIVACY")
        wanted += [*of_answer, "{help question}:0:PRIVACY", "{help question}:1", "{help question}:y"]
    return wanted


def filled(route: Route, words: str, ids: Mapping[str, int]) -> str:
    """What ``named`` gave, with the numbers of a world."""
    return words.format(**{**ids, "case": ids["transfer" if route.name.startswith("tr") else "case"]})


def data_of(route: Route, arguments: str) -> str:
    """The button's data as Telegram would bring it."""
    return (f"{route.name}:{arguments}" if arguments else route.name)[:BUTTON_DATA_BYTES]


def answers_for(form: str, ids: Mapping[str, int]) -> dict[str, Any]:
    """A draft that names the protected branch and whatever a form may want of it."""
    return {
        "organisation": ids["branch"],
        "role": "SECRETARY",
        "member": ids["member"],
        "grant": ids["grant"],
        "name": "x",
        "first": "2026-11-16",
        "meeting": ids["meeting"],
        "rule": "themed_party_day",
        "type": "VISIT",
        "title": "x",
        "what": {"dv": "TALKED", "tr": "LETTER_ON"}.get(form, "N"),
        "case": ids["transfer" if form == "tr" else "case"],
        "other": "x",
        "number": 1,
        "part": {"dr": "PEOPLE"}.get(form, "MENTOR"),
        "department": "",
        "mark": "A",
        "checklist": ids["checklist"],
        "question": ids["help question"],
        "report": ids["report"],
        "pair": 1,
        "item": ids["item"],
        "makeup": ids["makeup"],
        "appeal": ids["appeal"],
        "work": ids["work"],
        "material": ids["material"],
        "source": "x",
        "body": "x",
        "file": None,
        "offered": [],
        "days": "2026-11-01 2026-12-31",
        "book": "HOURS",
        "counts_as": "ATTEND",
        "numbers": "2 12",
        "year": 2026,
        "month": 12,
        "category": "MONTHLY_WAGE",
        "wage_rule": None,
        "token": "x",
        "latest": 0,
        "payment": 1,
        "suggestion": ids["suggestion"],
        "survey": ids["survey"],
        "letters": "sn",
        "asks": "WORDS",
        "most": 1,
        "topic": "CONDUCT",
        "quiz": ids["quiz"],
        "attempt": ids["attempt"],
        "position": 1,
        "message": 1,
        "figure": "hours",
        "announcement": ids["notice"],
    }
