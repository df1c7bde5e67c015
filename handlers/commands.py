"""Which commands a person sees in the messenger's menu: read from the register, so that the list cannot lie."""

from __future__ import annotations

from handlers.routing import Kind, Route, Router
from services.access import Actor, Need, Status

#: The order people read them in; what is not named here stands between, by name.
_FIRST = ("menu", "me", "meetings", "dues", "study", "shift", "branch")
_LAST = ("help", "cancel")
#: ``/start`` is a route of its own kind; those who are in need it no more.
_START = "start"
#: Listed in README, not in the messenger's menu: for those who have a code for it; typed, and a button beside it.
_HIDDEN = frozenset({"admin", "makeup"})


def _rank(name: str) -> tuple[int, int, str]:
    if name in _FIRST:
        return (0, _FIRST.index(name), name)
    if name in _LAST:
        return (2, _LAST.index(name), name)
    return (1, 0, name)


def named(router: Router, kind: Kind) -> list[Route]:
    """The commands of a kind in reading order."""
    return sorted((route for route in router.routes() if route.kind is kind), key=lambda route: _rank(route.name))


def may(actor: Actor, need: Need) -> bool:
    """Whether a command is of use to somebody: the gate asks the same, and for the scope besides."""
    return actor.status >= need.status and (not need.roles or actor.holds(need.roles))


def visible(router: Router, actor: Actor) -> list[str]:
    """Names of the commands somebody sees in the private chat, in reading order."""
    names = [
        route.name for route in named(router, Kind.COMMAND) if may(actor, route.need) and route.name not in _HIDDEN
    ]
    if actor.status < Status.MEMBER and not actor.is_administrator and router.find(Kind.START, "") is not None:
        return [_START, *names]
    return names


def in_groups(router: Router) -> list[str]:
    """Names of the commands shown in group chats."""
    return [route.name for route in named(router, Kind.GROUP_COMMAND)]


def description_key(name: str) -> str:
    """Catalogue key of what a command does, in a few words."""
    return f"command-{name}"
