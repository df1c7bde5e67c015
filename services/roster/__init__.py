"""The roster: a file of members in, a plan of what changes, one transaction, and the same file out again.

::

    bytes ─ archive (is it safe?) ─ workbook | textfile (grids) ─ layout (header, columns) ─ rows (facts) ─ checks
                                                                                                   │
              store (what stands) ──────────────────────── identity (who is who) ─ plan (the difference)
                                                                                                   │
                                                              importing: preview ─ confirm ─ store (one transaction)

Each step is a module; reading and planning are pure functions, ``importing`` and ``export`` are what other rooms call.
"""
