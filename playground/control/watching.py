"""Chats, events and the record are read."""

import asyncio
from functools import partial
from typing import Any

from playground.chats import Conversation, Message
from playground.control.routes import Request, route
from playground.errors import ControlError
from playground.kinds import Json
from playground.people import Person


def _person(request: Request) -> Person | None:
    number = request.query.get("as")
    if number is None:
        return None
    found = request.world.people.get(int(number))
    if found is None:
        raise ControlError("no_such_person", f"Nobody has the id {number}.", 404)
    return found


def _file_url(request: Request, message: Message) -> str | None:
    for kind in ("photo", "document", "voice", "video"):
        found: Any = message.get(kind)
        if found:
            file_id = (found[-1] if isinstance(found, list) else found)["file_id"]
            stored = request.world.files.by_id.get(file_id)
            return f"/control/files/{stored.path}" if stored is not None else None
    return None


def seen_by(request: Request, chat: Conversation, person: Person | None, message: Message) -> Json:
    """A message with the fields the page needs."""
    shown: Json = {
        **message,
        "out": person is not None and message.author == person.id,
        "edited": "edit_date" in message,
        "pinned": message["message_id"] in chat.pinned,
        "silent": message.silent,
    }
    if person is not None and "poll" in message:
        shown["chosen"] = request.world.ballots[message["poll"]["id"]].votes.get(person.id, [])
    url = _file_url(request, message)
    if url is not None:
        shown["file_url"] = url
    return shown


@route("GET", r"/chats/(-?\d+)/messages")
def messages(request: Request) -> Json:
    """A chat as a person sees it, oldest message first."""
    person = _person(request)
    chat = request.chat(person, request.path[0])
    limit = int(request.query.get("limit", 100))
    chosen: list[Message] = []
    for message in reversed(chat.messages.values()):
        if len(chosen) == limit:
            break
        chosen.append(message)
    chosen.reverse()
    unread = chat.unread.get(person.id, 0) if person is not None else 0
    return {"messages": [seen_by(request, chat, person, message) for message in chosen], "unread": unread}


@route("GET", r"/chats/(-?\d+)/keyboard")
def keyboard(request: Request) -> Json:
    """The reply keyboard in force."""
    person = _person(request)
    chat = request.chat(person, request.path[0])
    return chat.keyboards.get(person.id, {}) if person is not None else {}


@route("GET", "/events")
async def events(request: Request) -> Json:
    """What happened since an event id, waited for."""
    stream = request.world.events
    since = int(request.query.get("since", stream.last_id))
    await stream.bell.until(lambda: stream.last_id > since or request.world.closing, request.seconds())
    return {"events": stream.since(since), "event_id": stream.last_id}


@route("GET", "/record")
def record(request: Request) -> Json:
    """Requests of bots, filtered."""
    query = request.query
    recorder = request.world.recorder
    chat = query.get("chat")
    limit = query.get("limit")
    found = recorder.find(
        since=int(query.get("since", 0)),
        method=query.get("method"),
        chat=int(chat) if chat is not None and chat.lstrip("-").isdigit() else chat,
        limit=int(limit) if limit is not None else None,
    )
    return {"requests": [entry.state() for entry in found], "n": recorder.count}


@route("GET", "/record/open")
def record_open(request: Request) -> Json:
    """Requests that are being handled at this instant."""
    recorder = request.world.recorder
    return {"requests": [entry.state() for entry in recorder.open.values()], "n": recorder.count}


@route("GET", "/quiet")
async def quiet(request: Request) -> Json:
    """Wait until every bot has taken its updates, nothing is being handled and nothing came for a while.

    A bot that answers a webhook after its work is quiet the moment this holds; one that polls may still be thinking,
    so ``settle`` seconds (0.2 by default) without a request must pass as well.
    """
    world = request.world
    recorder = world.recorder
    settle = float(request.query.get("settle", 0.2))

    def busy() -> bool:
        return any(queue.pending for queue in world.queues.values()) or any(
            entry.method != "getUpdates" for entry in recorder.open.values()
        )

    def stirred(asked: int) -> bool:
        return recorder.asked != asked or busy() or world.closing

    now = asyncio.get_running_loop().time
    deadline = now() + request.seconds()
    while not world.closing and (left := deadline - now()) > 0:
        if busy():
            # Updates leave the queue without a request's end when a webhook takes them: look again soon.
            await recorder.changed.wait(min(left, 0.02))
            continue
        asked = recorder.asked
        await recorder.changed.until(partial(stirred, asked), min(settle, left))
        if not busy() and recorder.asked == asked:
            return {"quiet": True, "event_id": world.events.last_id}
    return {"quiet": False, "event_id": world.events.last_id}
