"""Make-up study (补学, ``domain_rules.md`` 4.4): for whoever was not at a meeting that gives hours of study.

::

    roll-call ended ── planner ──> REQUIRED ── note, or questions ──> SUBMITTED ── accepted ──> ACCEPTED, hours once
                                    │  └── its day passes ──> EXPIRED ──┘  └── given back with a word ──> REQUIRED
                                    └── came after all: VOID
"""

from services.makeup.acts import Decision, accept, give_back, view
from services.makeup.asking import Step, answer, begin
from services.makeup.own import Material, Task, hand_in, look, materials, mine
from services.makeup.planner import reconcile_all
from services.makeup.rounds import Verdict
from services.study.deciders import DECIDERS

__all__ = [
    "DECIDERS",
    "Decision",
    "Material",
    "Step",
    "Task",
    "Verdict",
    "accept",
    "answer",
    "begin",
    "give_back",
    "hand_in",
    "look",
    "materials",
    "mine",
    "reconcile_all",
    "view",
]
