"""The yearly democratic review of a branch: numbers counted by people, checked against one another.

The bot keeps how many, never who: grades are given by the meeting, and nobody's is stored. Its four steps are a
checklist like any other, about the subject ``review:<id>``.
"""

from services.democratic_review.acts import Part, Review, begin, export, fill_in, move, view
from services.democratic_review.checking import WrongNumbers, WrongOrder, WrongSum

__all__ = [
    "Part",
    "Review",
    "WrongNumbers",
    "WrongOrder",
    "WrongSum",
    "begin",
    "export",
    "fill_in",
    "move",
    "view",
]
