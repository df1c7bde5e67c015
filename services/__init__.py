"""What a branch does: one module a feature; transactions, rules, permissions; planners are pure functions of facts.

Services know nothing of Telegram, chats or buttons, and speak no language: they return facts and raise domain errors
with codes (``services.errors``); the catalogues in ``texts`` hold the sentences.
"""
