"""Photos, documents, voice messages and videos; files and their download."""

from typing import Any

from playground.chats import Conversation, Message
from playground.errors import ApiError, bad_request
from playground.files import UPLOAD_BYTES, Upload
from playground.kinds import Json
from playground.methods.call import CAPTION, SEND, Call, method
from playground.methods.sending import caption_content, deliver


@method("sendPhoto", f"{SEND} {CAPTION} photo has_spoiler")
def send_photo(call: Call) -> Message:
    """A photo."""
    return _send(call, "photo")


@method("sendDocument", f"{SEND} caption parse_mode caption_entities document thumbnail disable_content_type_detection")
def send_document(call: Call) -> Message:
    """A file."""
    return _send(call, "document")


@method("sendVoice", f"{SEND} caption parse_mode caption_entities voice duration")
def send_voice(call: Call) -> Message:
    """A voice message."""
    return _send(call, "voice")


@method(
    "sendVideo",
    f"{SEND} {CAPTION} video duration width height thumbnail cover start_timestamp has_spoiler supports_streaming",
)
def send_video(call: Call) -> Message:
    """A video; its length and measures are what the bot says of them."""
    return _send(call, "video")


def _send(call: Call, kind: str) -> Message:
    chat: Conversation = call.writable_chat()
    caption = caption_content(call)
    return deliver(call, chat, media_content(call, kind, call.files.get(kind) or call.params.get(kind)) | caption)


def media_content(call: Call, kind: str, given: Any) -> Json:
    """The message fields of a file.

    Args:
        call: the call, for uploads named by ``attach://``.
        kind: ``photo``, ``document``, ``voice`` or ``video``.
        given: an upload, a ``file_id``, or ``attach://field``.

    Raises:
        ApiError: no file, an unknown one, or one Telegram does not take.
    """
    if isinstance(given, str) and given.startswith("attach://"):
        given = call.files.get(given.removeprefix("attach://"))
    if isinstance(given, Upload):
        if len(given.data) > UPLOAD_BYTES:
            raise ApiError(413, "Request Entity Too Large")
        if kind == "photo":
            return {"photo": call.world.files.photo(given)}
        stored = call.world.files.keep(given, kind)
    elif isinstance(given, str) and given:
        if given.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")  # the playground fetches nothing
        stored = call.world.files.describe(given, kind)
    else:
        raise bad_request(f"there is no {kind} in the request")
    if kind == "photo":
        return {"photo": [stored.photo_size()]}
    if kind == "voice":
        return {"voice": stored.voice(call.integer("duration") or 0)}
    if kind == "video":
        measures = call.integer("width"), call.integer("height")
        return {"video": stored.video(call.integer("duration") or 0, *measures)}
    return {"document": stored.document()}


@method("getFile", "file_id")
def get_file(call: Call) -> Json:
    """Where a file can be downloaded."""
    stored = call.world.files.by_id.get(call.text("file_id") or "")
    if stored is None:
        raise bad_request("invalid file_id")
    return call.world.files.info(stored)
