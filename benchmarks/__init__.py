"""Measurements. ``python -m benchmarks`` runs every module here and writes ``docs/performance.md``.

A measurement is a module that runs alone (``python -m benchmarks.NAME --json``) and prints one object as its last
line::

    {"conditions": {"cores": 2, ...},
     "bars": [{"name": "sends a second", "value": 5210, "bar": ">= 5000", "holds": true}, ...]}

It ends with status 1 when a bar does not hold.
"""
