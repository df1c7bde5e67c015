"""Files that people and bots sent, kept in memory up to a setting."""

import hashlib
import mimetypes
import struct
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from playground.errors import bad_request
from playground.kinds import Json, without_nothing

PHOTO_BYTES: Final = 10 * 1024 * 1024
UPLOAD_BYTES: Final = 50 * 1024 * 1024
DOWNLOAD_BYTES: Final = 20 * 1024 * 1024
_LONGEST_SIDES: Final = 10_000
_THUMBNAIL: Final = 320
# Python's own table lacks these on some systems.
_OFFICE: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_FOLDERS: Final = {"photo": "photos", "document": "documents", "voice": "voice", "video": "videos"}
#: How a video is measured that says nothing of itself: the server opens none.
_VIDEO: Final = (640, 360)


@dataclass(slots=True)
class Upload:
    """A file in a request body."""

    name: str
    mime: str
    data: bytes


@dataclass(slots=True)
class StoredFile:
    """A file the server keeps.

    Attributes:
        kind: ``photo``, ``document``, ``voice`` or ``video``.
        path: what ``getFile`` gives as ``file_path``.
    """

    file_id: str
    unique_id: str
    kind: str
    name: str
    mime: str
    data: bytes
    path: str
    width: int = 0
    height: int = 0

    def document(self) -> Json:
        """The file as a ``Document``."""
        return {
            "file_name": self.name,
            "mime_type": self.mime,
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.data),
        }

    def voice(self, duration: int) -> Json:
        """The file as a ``Voice``.

        Args:
            duration: length in seconds.
        """
        return {
            "duration": duration,
            "mime_type": self.mime,
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.data),
        }

    def video(self, duration: int, width: int | None, height: int | None) -> Json:
        """The file as a ``Video``.

        Args:
            duration: length in seconds.
            width: as the sender says, pixels; None: he does not.
            height: likewise.
        """
        return self.document() | {
            "duration": duration,
            "width": width or _VIDEO[0],
            "height": height or _VIDEO[1],
        }

    def photo_size(self) -> Json:
        """The file as a ``PhotoSize``."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.data),
            "width": self.width,
            "height": self.height,
        }


class FileStore:
    """All files, the oldest dropped beyond a number of bytes.

    Args:
        limit: how many bytes are kept.
    """

    def __init__(self, limit: int = 256 * 1024 * 1024) -> None:
        self.limit = limit
        self.size = 0
        self.by_id: OrderedDict[str, StoredFile] = OrderedDict()
        self.by_path: dict[str, StoredFile] = {}
        self._count = 0

    def keep(self, upload: Upload, kind: str) -> StoredFile:
        """Keep a file.

        Args:
            upload: the file.
            kind: ``photo``, ``document``, ``voice`` or ``video``.

        Raises:
            ApiError: it is empty or, for a photo, not an image Telegram takes.
        """
        if not upload.data:
            raise bad_request("file must be non-empty")
        width, height = _photo_size(upload) if kind == "photo" else (0, 0)
        self._count += 1
        number = self._count
        digest = hashlib.blake2b(upload.data, digest_size=9).hexdigest()
        suffix = "." + upload.name.rsplit(".", 1)[1] if "." in upload.name else ""
        stored = StoredFile(
            file_id=f"{kind[:2].upper()}AC{number:08d}{digest}",
            unique_id=f"AQ{digest}",
            kind=kind,
            name=upload.name,
            mime=_mime(upload),
            data=upload.data,
            path=f"{_FOLDERS[kind]}/file_{number}{suffix}",
            width=width,
            height=height,
        )
        self.by_id[stored.file_id] = stored
        self.by_path[stored.path] = stored
        self.size += len(stored.data)
        while self.size > self.limit and len(self.by_id) > 1:
            _, oldest = self.by_id.popitem(last=False)
            del self.by_path[oldest.path]
            self.size -= len(oldest.data)
        return stored

    def photo(self, upload: Upload) -> list[Json]:
        """Keep a photo and describe it as Telegram does: a thumbnail, then the full size."""
        full = self.keep(upload, "photo")
        sizes = [full.photo_size()]
        longest = max(full.width, full.height)
        if longest > _THUMBNAIL:
            # The server scales nothing: the small size shares the bytes of the full one.
            small = dict(sizes[0])
            small["width"] = max(1, full.width * _THUMBNAIL // longest)
            small["height"] = max(1, full.height * _THUMBNAIL // longest)
            sizes.insert(0, small)
        return sizes

    def describe(self, file_id: str, kind: str) -> StoredFile:
        """A file sent again by its id.

        Raises:
            ApiError: no such file, or a file of another kind.
        """
        stored = self.by_id.get(file_id)
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if stored.kind != kind:
            raise bad_request(f"can't use file of type {stored.kind.title()} as {kind.title()}")
        return stored

    def info(self, stored: StoredFile) -> Json:
        """The file as a ``File`` object.

        Raises:
            ApiError: it is larger than a bot may download.
        """
        if len(stored.data) > DOWNLOAD_BYTES:
            raise bad_request("file is too big")
        return without_nothing(
            (
                ("file_id", stored.file_id),
                ("file_unique_id", stored.unique_id),
                ("file_size", len(stored.data)),
                ("file_path", stored.path),
            )
        )


def _mime(upload: Upload) -> str:
    # Telegram goes by the name; what the sender's program claims comes second.
    suffix = upload.name.rsplit(".", 1)[-1].lower()
    return _OFFICE.get(suffix) or mimetypes.guess_type(upload.name)[0] or upload.mime


def _photo_size(upload: Upload) -> tuple[int, int]:
    if len(upload.data) > PHOTO_BYTES:
        raise bad_request("file is too big")
    size = _png_size(upload.data) or _jpeg_size(upload.data)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = size
    if width + height > _LONGEST_SIDES or max(size) > 20 * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return size


def _png_size(data: bytes) -> tuple[int, int] | None:
    if not data.startswith(b"\x89PNG\r\n\x1a\n") or len(data) < 24:
        return None
    width, height = struct.unpack(">II", data[16:24])
    return (width, height) if width and height else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    if not data.startswith(b"\xff\xd8"):
        return None
    position = 2
    while position + 9 <= len(data) and data[position] == 0xFF:
        marker, length = data[position + 1], int.from_bytes(data[position + 2 : position + 4])
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return (width, height) if width and height else None
        position += 2 + length
    return None
