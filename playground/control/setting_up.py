"""People, bots and chats are made."""

from typing import Any

from playground import rooms
from playground.control.routes import Request, route
from playground.errors import ControlError
from playground.kinds import Json
from playground.people import Person


@route("GET", "/state")
def state(request: Request) -> Json:
    """The whole world at a glance."""
    world = request.world
    clock = world.clock.state()
    return {
        "now": clock["now"],
        "clock": {"version": clock["version"], "offset_seconds": clock["offset_seconds"]},
        "bots": [bot.state() for bot in world.bots.values()],
        "people": [person.state() for person in world.people.values()],
        "chats": [chat.state() for chat in world.groups.values()],
        "event_id": world.events.last_id,
    }


@route("POST", "/people")
def add_person(request: Request) -> Json:
    """A new person."""
    given = dict(request.params)
    unknown = given.keys() - {"id", "first_name", "last_name", "username", "phone", "language_code", "label"}
    if unknown:
        raise ControlError("unknown_field", f"A person has no {', '.join(sorted(unknown))}.")
    if not given.get("first_name"):
        raise ControlError("no_name", "A person needs a first_name.")
    number = given.pop("id", None)
    person = Person(id=int(number) if number is not None else request.world.new_person_id(), **given)
    return request.world.add_person(person).state()


@route("POST", "/bots")
def add_bot(request: Request) -> Json:
    """A new bot, or new settings of a known one."""
    given = request.params
    bot = request.world.configure_bot(
        given["token"],
        given.get("username"),
        given.get("first_name"),
        can_read_all_group_messages=given.get("can_read_all_group_messages"),
    )
    return bot.state()


@route("POST", "/chats")
def add_chat(request: Request) -> Json:
    """A new group, supergroup or channel."""
    given = request.params
    group = rooms.create(
        request.world,
        given["type"],
        given["title"],
        given.get("members", []),
        is_forum=bool(given.get("is_forum")),
        username=given.get("username"),
    )
    return group.state()


@route("POST", r"/chats/(-\d+)/members")
def set_member(request: Request) -> Json:
    """A seat changes."""
    given = request.params
    group = request.chat(None, request.path[0])
    rooms.set_member(
        request.world,
        group,
        int(given["user_id"]),
        given["status"],
        anonymous=bool(given.get("anonymous")),
        by=given.get("by"),
    )
    return group.state()


@route("POST", r"/chats/(-\d+)/migrate")
def migrate(request: Request) -> Json:
    """A group becomes a supergroup."""
    return rooms.migrate(request.world, request.chat(None, request.path[0])).state()


@route("POST", r"/chats/(-\d+)/topics")
def add_topic(request: Request) -> dict[str, Any]:
    """A forum topic opens."""
    group = request.chat(None, request.path[0])
    return {"message_thread_id": rooms.topic(request.world, group, request.params["name"])}
