"""People act."""

import time

from playground import acts, ballots
from playground.chats import Message
from playground.control.routes import Request, route
from playground.errors import ControlError
from playground.kinds import Json
from playground.people import Person

_P = r"/people/(\d+)"


def _shown(message: Message) -> Json:
    return {"message": message}


@route("POST", f"{_P}/send")
def send(request: Request) -> Json:
    """A person writes."""
    person = request.person()
    given = request.params
    message = acts.write(
        request.world,
        person,
        request.chat(person, given["chat"]),
        acts.text_of(given["text"]),
        reply_to=given.get("reply_to"),
        thread=given.get("thread"),
        anonymous=given.get("anonymous"),
    )
    return _shown(message)


@route("POST", f"{_P}/start")
def start(request: Request) -> Json:
    """A person presses START or opens a deep link."""
    return _shown(acts.start(request.world, request.person(), request.bot(), request.params.get("payload")))


@route("POST", f"{_P}/press")
def press(request: Request) -> Json:
    """A person presses an inline button."""
    person = request.person()
    given = request.params
    chat = request.chat(person, given["chat"])
    made = acts.press(request.world, person, chat, int(given["message_id"]), given["data"])
    return {"callback_query_id": made.query["id"]}


@route("POST", "/presses")
def presses(request: Request) -> Json:
    """Many people press at once: all of it has happened before the bot hears of the first."""
    at = time.monotonic()
    made: list[str] = []
    for one in request.params["presses"]:
        person = acts.find_person(request.world, int(one["person"]))
        chat = request.chat(person, one["chat"])
        made.append(acts.press(request.world, person, chat, int(one["message_id"]), one["data"]).query["id"])
    return {"callback_query_ids": made, "monotonic": at}


@route("GET", r"/callbacks/(\d+)")
async def callback(request: Request) -> Json:
    """The answer to a press, waited for."""
    world = request.world
    made = world.callbacks.presses.get(request.path[0])
    if made is None:
        raise ControlError("no_such_callback", f"There was no press {request.path[0]}.", 404)
    await world.callbacks.answered.until(lambda: made.answered or world.closing, request.seconds())
    return made.state()


@route("POST", f"{_P}/contact")
def contact(request: Request) -> Json:
    """A person shares a contact: his own, or somebody else's."""
    person = request.person()
    given = request.params
    of = given.get("of")
    shown: Person = acts.find_person(request.world, int(of)) if of is not None else person
    chat = request.chat(person, given["chat"])
    return _shown(acts.write(request.world, person, chat, acts.contact_of(shown)))


@route("POST", f"{_P}/file")
def file(request: Request) -> Json:
    """A person sends a file."""
    person = request.person()
    given = request.params
    upload = request.files.get("file")
    if upload is None:
        raise ControlError("no_file", 'Send the file as the multipart field "file".')
    content = acts.file_of(request.world, given.get("kind", "document"), upload, given.get("caption"))
    if given.get("album"):
        content["media_group_id"] = given["album"]
    return _shown(acts.write(request.world, person, request.chat(person, given["chat"]), content))


@route("POST", f"{_P}/vote")
def vote(request: Request) -> Json:
    """A person votes."""
    person = request.person()
    given = request.params
    chat = request.chat(person, given["chat"])
    options = [int(option) for option in given["options"]]
    return _shown(ballots.vote(request.world, person, chat, int(given["message_id"]), options))


@route("POST", f"{_P}/block")
def block(request: Request) -> Json:
    """A person blocks a bot."""
    person = request.person()
    acts.block(request.world, person, request.bot(), blocked=True)
    return person.state()


@route("POST", f"{_P}/unblock")
def unblock(request: Request) -> Json:
    """A person unblocks a bot."""
    person = request.person()
    acts.block(request.world, person, request.bot(), blocked=False)
    return person.state()


@route("POST", f"{_P}/deactivate")
def deactivate(request: Request) -> Json:
    """A person deletes his account."""
    person = request.person()
    person.deactivated = True
    request.world.events.publish("person", person=person.id, people=[person.id])
    return person.state()


@route("POST", f"{_P}/read")
def read(request: Request) -> Json:
    """A person opens a chat: nothing is unread any more."""
    person = request.person()
    chat = request.chat(person, request.params["chat"])
    chat.unread.pop(person.id, None)
    return {"unread": 0}
