"""Deep links into the bot; their first letter is the prefix that ``routing.start`` registers."""

from __future__ import annotations

#: The prefix of an invitation's link.
INVITATION = "i"


def invitation_link(username: str, payload: str) -> str:
    """The address of an invitation's link.

    Args:
        username: The bot's, without ``@``.
        payload: ``services.invitations.Shown.payload``.
    """
    return f"https://t.me/{username}?start={INVITATION}{payload}"


def deep_link(username: str, prefix: str, payload: str) -> str:
    """The address that opens the bot with a payload.

    Args:
        username: The bot's, without ``@``.
        prefix: As ``routing.start`` registers it.
        payload: URL-safe characters; with the prefix at most 64.
    """
    return f"https://t.me/{username}?start={prefix}{payload}"
