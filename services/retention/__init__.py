"""How long what is about people is kept, and the job that ends it.

::

    rules_data/retention.toml ── sweep: every day, a few hundred rows at a time ── emptied or deleted
    register ── docs/retention.md: every table about people, how long, why, by which job
"""

from services.retention.sweeping import Months, months, sweep

__all__ = ["Months", "months", "sweep"]
