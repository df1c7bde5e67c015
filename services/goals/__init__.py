"""A branch's yearly goals (``domain_rules.md`` 2.1): what is asked, held, planned and overdue, and the form for it."""

from services.goals.counting import Count
from services.goals.held import Held, held
from services.goals.looking import VIEWER_OF, Board, Place, board, export

__all__ = ["VIEWER_OF", "Board", "Count", "Held", "Place", "board", "export", "held"]
