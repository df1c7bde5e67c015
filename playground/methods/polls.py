"""Polls and quizzes."""

from typing import Any, Final

from playground import ballots
from playground.ballots import Ballot
from playground.chats import Message
from playground.entities import read
from playground.errors import bad_request
from playground.kinds import CHANNEL, Json, utf16_length
from playground.methods.call import SEND, Call, method
from playground.methods.editing import own_message
from playground.methods.sending import deliver

_QUESTION: Final = 300
_OPTION: Final = 100
_MOST_OPTIONS: Final = 12
_EXPLANATION: Final = 200
_EXPLANATION_LINES: Final = 2
_DESCRIPTION: Final = 1024
_SHORTEST: Final = 5
_LONGEST: Final = 2_628_000
_PARAMS: Final = (
    f"{SEND} question question_parse_mode question_entities options is_anonymous type allows_multiple_answers"
    " allows_revoting shuffle_options allow_adding_options hide_results_until_closes members_only country_codes"
    " correct_option_ids explanation explanation_parse_mode explanation_entities explanation_media open_period"
    " close_date is_closed description description_parse_mode description_entities media"
)


@method("sendPoll", _PARAMS.replace(" direct_messages_topic_id", "").replace(" suggested_post_parameters", ""))
def send_poll(call: Call) -> Message:
    """A poll."""
    chat = call.writable_chat()
    if call.boolean("members_only") and chat.kind != CHANNEL:
        raise bad_request("members_only polls can be sent to channels only")
    world = call.world
    poll: Json = {"id": world.callbacks.new_id()}
    poll |= _formatted(call, "question", _QUESTION)
    poll["options"] = _options(call)
    poll["total_voter_count"] = 0
    poll["is_closed"] = call.boolean("is_closed")
    poll["is_anonymous"] = call.boolean("is_anonymous") if "is_anonymous" in call.params else True
    poll |= _kind(call, len(poll["options"]))
    poll["members_only"] = call.boolean("members_only")
    poll |= _closing(call)
    if call.text("description"):
        poll |= _formatted(call, "description", _DESCRIPTION)
    message = deliver(call, chat, {"poll": poll})
    ballot = world.ballots[poll["id"]] = Ballot(chat, message, poll)
    if "close_date" in poll:
        world.alarms.at(poll["close_date"], lambda: ballots.close(world, ballot))
    return message


def _formatted(call: Call, name: str, limit: int) -> Json:
    text, entities = read(call.text(name) or "", call.text(f"{name}_parse_mode"), call.json(f"{name}_entities"))
    if not text:
        raise bad_request(f"poll {name} must be non-empty")
    if utf16_length(text) > limit:
        raise bad_request(f"poll {name} length must not exceed {limit}")
    return {name: text, f"{name}_entities": entities} if entities else {name: text}


def _options(call: Call) -> list[Json]:
    given = call.json("options")
    if not isinstance(given, list):
        raise bad_request("can't parse options JSON object")
    if not given:
        raise bad_request("poll must have at least 1 option")
    if len(given) > _MOST_OPTIONS:
        raise bad_request(f"poll can't have more than {_MOST_OPTIONS} options")
    return [_option(number, one) for number, one in enumerate(given)]


def _option(number: int, given: Any) -> Json:
    if isinstance(given, str):
        given = {"text": given}
    text, entities = read(str(given.get("text", "")), given.get("text_parse_mode"), given.get("text_entities"))
    if not text:
        raise bad_request("poll options must be non-empty")
    if utf16_length(text) > _OPTION:
        raise bad_request(f"poll options length must not exceed {_OPTION}")
    option: Json = {"persistent_id": f"option{number}", "text": text, "voter_count": 0}
    if entities:
        option["text_entities"] = entities
    return option


def _kind(call: Call, options: int) -> Json:
    kind = call.text("type") or "regular"
    quiz = kind == "quiz"
    if kind not in {"quiz", "regular"}:
        raise bad_request("unsupported poll type specified")
    revoting = call.boolean("allows_revoting") if "allows_revoting" in call.params else not quiz
    shape: Json = {
        "type": kind,
        "allows_multiple_answers": call.boolean("allows_multiple_answers"),
        "allows_revoting": revoting,
    }
    if not quiz:
        return shape
    correct = call.json("correct_option_ids")
    if not isinstance(correct, list) or not correct:
        raise bad_request("quiz must have a correct option specified")
    if any(not isinstance(one, int) or not 0 <= one < options for one in correct):
        raise bad_request("wrong correct option ID specified")
    shape["correct_option_ids"] = correct
    if call.text("explanation"):
        explanation = _formatted(call, "explanation", _EXPLANATION)
        if explanation["explanation"].count("\n") > _EXPLANATION_LINES:
            raise bad_request("poll explanation has too many line feeds")
        shape |= explanation
    return shape


def _closing(call: Call) -> Json:
    now = int(call.world.clock.now())
    period, date = call.integer("open_period"), call.integer("close_date")
    if period:
        if not _SHORTEST <= period <= _LONGEST:
            raise bad_request("wrong poll open period specified")
        return {"open_period": period, "close_date": now + period}
    if date:
        if not _SHORTEST <= date - now <= _LONGEST:
            raise bad_request("wrong poll close date specified")
        return {"close_date": date}
    return {}


@method("stopPoll", "business_connection_id chat_id message_id reply_markup")
def stop_poll(call: Call) -> Json:
    """The poll ends now; its final state."""
    chat = call.chat()
    target = chat.messages.get(call.number("message_id"))
    if target is None or "poll" not in target:
        raise bad_request("message with poll to stop not found")
    _, message = own_message(call)
    poll: Json = message["poll"]
    if poll["is_closed"]:
        raise bad_request("poll has already been closed")
    markup = call.markup(chat.kind).inline
    message.pop("reply_markup", None)
    if markup is not None:
        message["reply_markup"] = markup
    ballots.close(call.world, call.world.ballots[poll["id"]])
    call.accept(message["message_id"])
    return poll
