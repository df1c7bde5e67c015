"""What a person can say or press: one module a feature; update in, service call, reply out.

Handlers know no tables, no SQL and no timers. Every one declares what it needs (``services.access.Need``); the
dispatcher asks the one gate before it runs.
"""
