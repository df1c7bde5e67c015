"""What development and transfers have in common: who keeps a case, what is typed into it, and its reminders.

::

    typed day ── entries (a correction is a new one) ──> facts ──┬── marks (pure): what follows, by when
                                                                 └── reminders ──> outbox, in the same transaction
"""
