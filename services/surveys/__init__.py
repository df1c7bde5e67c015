"""Surveys and nominations inside a branch: asked, answered once by each, closed by the clock. No formal ballots.

::

    DRAFT ── questions, days ── sent: people fixed, everybody asked ──> OPEN ── the clock, or its maker ──> CLOSED
                                                                          │                                   │
                 named: (question, member), his until it closes <─────────┼── one answer a question          results
             anonymous: who ──── survey_people.answered += 1     <────────┤   and member                 to its maker
                        what ─── survey_answers, a random number <────────┘

What is answered anonymously is told nobody before it is closed, so that nobody can subtract; and then only from five
answers up. Its presses and words are kept out of the inbox, the incidents and the log (``bot.confidential``).
"""

from services.surveys.answering import Asked, Question, answer, mark, marked, mine, revoke, seen
from services.surveys.closing import close, close_all
from services.surveys.composing import (
    Draft,
    add_question,
    begin,
    drafted,
    drop_question,
    of_branch,
    send,
    set_days,
    throw_away,
)
from services.surveys.errors import BadChoice, BadQuestion, NotReady, SurveyClosed
from services.surveys.marks import new_sheet
from services.surveys.results import Counted, Results, named_answers, results

__all__ = [
    "Asked",
    "BadChoice",
    "BadQuestion",
    "Counted",
    "Draft",
    "NotReady",
    "Question",
    "Results",
    "SurveyClosed",
    "add_question",
    "answer",
    "begin",
    "close",
    "close_all",
    "drafted",
    "drop_question",
    "mark",
    "marked",
    "mine",
    "named_answers",
    "new_sheet",
    "of_branch",
    "results",
    "revoke",
    "seen",
    "send",
    "set_days",
    "throw_away",
]
