"""What the server refuses, in Telegram's own words.

Tree:

    Exception
    ├── ApiError         an error of the Bot API: {"ok": false, "error_code", "description", "parameters"?}
    ├── ControlError     an error of the control API: {"error": {"code", "message"}}
    └── CutConnection    a fault: the connection is cut without an answer
"""

from playground.kinds import Json


class ApiError(Exception):
    """An error the Bot API answers with.

    Args:
        code: the ``error_code``, also the HTTP status.
        description: Telegram's text, for example ``"Bad Request: chat not found"``.
        parameters: ``retry_after`` (seconds) or ``migrate_to_chat_id``, when Telegram gives them.
    """

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


class ControlError(Exception):
    """An error the control API answers with.

    Args:
        code: a machine-readable code such as ``"no_such_person"``.
        message: one sentence that says what to do about it.
        status: the HTTP status, 400 or 404.
    """

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


class CutConnection(Exception):
    """A fault was ordered: the connection ends here, without an answer."""


def bad_request(text: str) -> ApiError:
    """A 400 with the given text behind ``Bad Request: ``."""
    return ApiError(400, f"Bad Request: {text}")


def forbidden(text: str) -> ApiError:
    """A 403 with the given text behind ``Forbidden: ``."""
    return ApiError(403, f"Forbidden: {text}")


def conflict(text: str) -> ApiError:
    """A 409 with the given text behind ``Conflict: ``."""
    return ApiError(409, f"Conflict: {text}")


def too_many_requests(retry_after: int) -> ApiError:
    """A 429.

    Args:
        retry_after: whole seconds the bot has to wait.
    """
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})


def migrated(new_chat_id: int) -> ApiError:
    """A 400 that names the supergroup a group has become."""
    return ApiError(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        {"migrate_to_chat_id": new_chat_id},
    )


def not_modified() -> ApiError:
    """The 400 for an edit that changes nothing."""
    return bad_request(
        "message is not modified: specified new message content and reply markup are exactly the same as a "
        "current content and reply markup of the message"
    )


def query_too_old() -> ApiError:
    """The 400 for a callback query that expired or never existed."""
    return bad_request("query is too old and response timeout expired or query ID is invalid")


def cant_parse(text: str) -> ApiError:
    """The 400 for markup that cannot be read."""
    return bad_request(f"can't parse entities: {text}")
