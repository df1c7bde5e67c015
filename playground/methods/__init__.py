"""The methods of the Bot API, one module a family. Importing this package registers them all."""

from playground.methods import (
    account,
    albums,
    chats,
    copying,
    deleting,
    editing,
    media,
    pinning,
    polls,
    presses,
    sending,
    updates,
)
from playground.methods.call import METHODS, Call, Method, Raw

__all__ = [
    "METHODS",
    "Call",
    "Method",
    "Raw",
    "account",
    "albums",
    "chats",
    "copying",
    "deleting",
    "editing",
    "media",
    "pinning",
    "polls",
    "presses",
    "sending",
    "updates",
]
