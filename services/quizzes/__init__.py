"""Quizzes: put together from the bank, taken in the private chat, closed by the clock, counted.

::

    composing: DRAFT ── publish ──> OPEN ── closes_at (closing) ──> CLOSED ── result to the composer and who leads
                 people and outbox rows ┘        │
    taking:   begin ──> Attempt (wordings, order, time) ── answer … ──> DONE (ending: score, sums, grant)
                                                     └─ each answer, its place in the attempt and the item's counts
                                                        are one transaction, before the next question is shown
"""
