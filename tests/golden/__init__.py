"""The golden year: thirteen months of a branch, and every message they bring (``tests/data/golden_year.txt``).

``branch`` is who is there, ``diary`` what people do, ``process`` the bot's process, which may die, ``writing`` how it
is written down.

A change of rules, dates or policies shows as a difference in that file. ``python -m tests.golden`` writes it anew;
``git diff tests/data/golden_year.txt`` is then read as the secretary would read it: every line that came, went or moved
must be wanted. ``python -m tests.golden --words`` prints the same messages with their words.
"""
