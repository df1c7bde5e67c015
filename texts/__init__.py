"""What people read: catalogues in Chinese (default) and English, and how dates, money and long texts are written.

A message is written in Fluent and may hold the HTML that Telegram knows (``<b>``, ``<i>``, ``<code>``, ``<a>``).
``say`` escapes every variable; ``plain`` is for buttons, captions of keyboards and files, where nothing is markup.
This room imports nothing else of ours.
"""

from texts.catalogue import LANGUAGES, Language, keys, language_of, plain, say
from texts.render import button_text, message_text
from texts.split import parts

__all__ = ["LANGUAGES", "Language", "button_text", "keys", "language_of", "message_text", "parts", "plain", "say"]
