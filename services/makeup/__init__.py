"""Make-up study (补学, ``domain_rules.md`` 4.4): for whoever was not at a meeting that gives hours of study.

::

    roll-call ended ── planner ──> REQUIRED ── evidence ──> SUBMITTED ── accepted ──> ACCEPTED, hours once
                                      └── came after all: VOID  └── given back with a word ──> REQUIRED

What counts as evidence is asked of ``evidence.check``: a note today; a quiz fits in beside it.
"""

from services.makeup.acts import DECIDERS, Decision, Task, accept, give_back, hand_in, look, mine, view
from services.makeup.planner import reconcile_all

__all__ = ["DECIDERS", "Decision", "Task", "accept", "give_back", "hand_in", "look", "mine", "reconcile_all", "view"]
