"""A Bot API server on loopback, with people, a clock and a record.

The playground stands in for Telegram while a bot is tried, tested and measured. It imports nothing of the bot:
they meet over HTTP only. See ``docs/playground.md``.
"""
