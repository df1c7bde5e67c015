"""A rule that is being made: what its form knows so far, as the service wants it."""

from __future__ import annotations

import datetime as dt

from handlers import forms
from handlers.turn import Turn
from services.drafts import Form
from services.errors import BadInput
from services.names import Audience, EventType, RuleKind, Shift
from services.recurrence import Recurrence, date_of
from services.reminder_rules import Own, default_leads, lead_of, least_minutes

#: Stands in buttons for the rule that is being made.
NEW = "new"

#: What it is, in buttons: a mere reminder, a meeting of no type, or the name of a type.
NOTICE, MEETING = "N", "M"
#: What a series of one's own may count as; the others have presets that fit better.
TYPES = (
    EventType.STUDY_SESSION,
    EventType.PARTY_LECTURE,
    EventType.GROUP_MEETING,
    EventType.BRANCH_COMMITTEE_MEETING,
    EventType.CORE_GROUP_STUDY,
    EventType.VOLUNTEER,
    EventType.VISIT,
    EventType.CONTEST,
)
_START = dt.time(15)
_MINUTES = 60
_ON_THE_DAY = "0d@09:00"


async def name(turn: Turn, here: int, title: str, what: str | None = None) -> None:
    """Keep the name, and what it is as soon as that is known."""
    known = {"organisation": here, "title": title, "what": what}
    await forms.begin(turn, "rem", "new", **known)
    turn.form = Form("rem", "new", known)


def is_notice(turn: Turn) -> bool:
    """Whether what is being made is a mere reminder."""
    return turn.form is not None and turn.form.data.get("what") == NOTICE


def own(turn: Turn, here: int, recurrence: Recurrence) -> Own:
    """The rule, with what is changed afterwards at its defaults.

    Raises:
        Expired: There is no form any more.
        BadInput: The form is about something else.
    """
    known = forms.answers(turn)
    if known.get("organisation") != here or not known.get("what"):
        raise BadInput
    title, chosen = str(known["title"]), str(known["what"])
    if chosen == NOTICE and date_of(recurrence) is not None:
        # Its days are counted already: it comes on the morning of each, and to who leads.
        lead = lead_of(_ON_THE_DAY)
        return Own(title, RuleKind.NOTICE, recurrence, (lead,), audience=Audience.LEADERS, shift=Shift.KEEP)
    if chosen == NOTICE:
        return Own(title, RuleKind.NOTICE, recurrence, default_leads(RuleKind.NOTICE))
    types = () if chosen == MEETING else (EventType(chosen),)
    return Own(
        title,
        RuleKind.MEETING,
        recurrence,
        default_leads(RuleKind.MEETING),
        types,
        start=_START,
        minutes=max(_MINUTES, least_minutes(types)),
    )
