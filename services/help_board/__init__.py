"""Questions and help between members inside a branch (互助). Nobody outside the branch reads a word of it.

::

    ask ──> open ── answer (the asker is told once an answer) ──> solved, by the asker or whoever looks after the talk
             │ the asker takes it back: gone, with its answers
             └ hidden with a reason / shown again, by whoever looks after the talk; the author reads why
"""

from services.help_board.acts import (
    BadWords,
    ManyAnswers,
    ManyQuestions,
    answer,
    ask,
    hide,
    settle,
    show_again,
    take_back,
    withdraw,
)
from services.help_board.notices import KIND
from services.help_board.rules import words_most
from services.help_board.threads import ANSWERS, KEEPERS, Answer, Board, Listed, Thread, board, look

__all__ = [
    "ANSWERS",
    "KEEPERS",
    "KIND",
    "Answer",
    "BadWords",
    "Board",
    "Listed",
    "ManyAnswers",
    "ManyQuestions",
    "Thread",
    "answer",
    "ask",
    "board",
    "hide",
    "look",
    "settle",
    "show_again",
    "take_back",
    "withdraw",
    "words_most",
]
