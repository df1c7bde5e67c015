"""Request bodies in the three encodings that bots use, and in the query string."""

import re
from typing import Any, Final
from urllib.parse import parse_qsl, unquote

import orjson

from playground.errors import ApiError, bad_request
from playground.files import Upload
from playground.kinds import Json

_BOUNDARY: Final = re.compile(r'boundary="?([^";]+)"?')
_NAME: Final = re.compile(r'[; ]name="([^"]*)"')
_PLAIN_NAME: Final = re.compile(r"[; ]name=([^\s;\"]+)")
_FILE: Final = re.compile(r'[; ]filename="([^"]*)"')
_PLAIN_FILE: Final = re.compile(r"[; ]filename=([^\s;\"]+)")
_EXTENDED_FILE: Final = re.compile(r"filename\*=([\w-]+)''([^\s;]+)", re.IGNORECASE)
_TYPE: Final = re.compile(r"content-type:\s*([^\r\n;]+)", re.IGNORECASE)


def read_body(content_type: str, query: bytes, body: bytes) -> tuple[Json, dict[str, Upload]]:
    """The parameters and files of a request.

    Args:
        content_type: the header; may be empty.
        query: the query string.
        body: the body.

    Raises:
        ApiError: JSON that cannot be read, or an encoding nobody knows.
    """
    try:
        return _read(content_type, query, body)
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def _read(content_type: str, query: bytes, body: bytes) -> tuple[Json, dict[str, Upload]]:
    params: Json = dict(parse_qsl(query.decode(), keep_blank_values=True, errors="strict")) if query else {}
    if not body:
        return params, {}
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded":
        params.update(parse_qsl(body.decode(), keep_blank_values=True, errors="strict"))
        return params, {}
    if kind == "application/json":
        params.update(_json(body))
        return params, {}
    if kind == "multipart/form-data":
        match = _BOUNDARY.search(content_type)
        if match is None:
            raise bad_request("can't parse multipart body: boundary is missing")
        fields, files = read_multipart(match[1].encode(), body)
        params.update(fields)
        return params, files
    raise ApiError(400, "Bad Request: unsupported content type")


def _json(body: bytes) -> Json:
    try:
        decoded: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise bad_request("can't parse request: Bad JSON") from None
    if not isinstance(decoded, dict):
        raise bad_request("can't parse request: expected an Object")
    return decoded


def read_multipart(boundary: bytes, body: bytes) -> tuple[dict[str, str], dict[str, Upload]]:
    """The fields and files of a ``multipart/form-data`` body.

    Args:
        boundary: the boundary without its dashes.
        body: the whole body.
    """
    fields: dict[str, str] = {}
    files: dict[str, Upload] = {}
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary)[1:]:
        head, separator, data = part.partition(b"\r\n\r\n")
        if not separator:
            continue  # the closing boundary
        header = head.decode("utf-8", "replace")
        name = _first(header, _NAME, _PLAIN_NAME) or ""
        filename = _filename(header)
        if filename is None:
            fields[name] = data.decode()
        else:
            mime = _TYPE.search(header)
            files[name] = Upload(filename, mime[1].strip() if mime else "application/octet-stream", data)
    return fields, files


def _first(header: str, *patterns: re.Pattern[str]) -> str | None:
    for pattern in patterns:
        match = pattern.search(header)
        if match is not None:
            return match[1]
    return None


def _filename(header: str) -> str | None:
    extended = _EXTENDED_FILE.search(header)
    if extended is not None:
        return unquote(extended[2], extended[1])
    name = _first(header, _FILE, _PLAIN_FILE)
    # Clients escape quotes (and some everything else) with percent signs.
    return unquote(name) if name is not None and "%" in name else name
