"""The process: settings, command line, assembly, transport, limiter, error boundary."""

import os

# python-telegram-bot 22 warns at every 429 unless its periods are timedeltas already, as the next version has them.
os.environ.setdefault("PTB_TIMEDELTA", "true")
