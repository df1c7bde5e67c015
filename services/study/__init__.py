"""Study: hours (学时) and credits (学分), two ledgers that never mix (``domain_rules.md`` 4).

::

    meetings, make-ups, quizzes, readings, works ──> ledger.follow: keyed lines, reversals instead of edits
    lines ──> counting.count: what stands, capped by the scheme that paid it ──> totals against targets
"""
