"""Proofs that take long. ``make prove`` runs them at full size, ``make test`` a small fixed sample of each.

A proof is a module here that runs as a command (``python -m tests.proofs.NAME``): seeded, its last output a Markdown
table or one JSON object with its figures, its exit status 1 where the promise is broken. ``test_NAME.py`` beside it,
marked ``proof``, runs the sample. ``__main__`` lists the parts of a full run; each takes at most ten minutes alone (the
soak an hour), and its result is kept under ``var/proofs``, so that a run that was cut off goes on where it stopped.
"""
