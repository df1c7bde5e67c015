"""What announcements refuse.

::

    DomainError
    ├── BadInput ─ EmptyAnnouncement, NobodyToTell, TooManyParts, PartTooLong, NotForDigest, ReasonLength, ReleaseInPast
    ├── AlreadyDone ─ AnnouncementOut      it was released; what it says is corrected, not edited
    └── Expired ─ SendButtonOld            the button that sends was used, or is too old, or from before a restart
        └─ AnnouncementOver                it was withdrawn, or was never sent
"""

from __future__ import annotations

from services.errors import AlreadyDone, BadInput, Expired


class EmptyAnnouncement(BadInput):
    """Nothing was written yet."""

    code = "announcement-empty"


class NobodyToTell(BadInput):
    """The audience is empty."""

    code = "announcement-nobody"


class TooManyParts(BadInput):
    """More messages than an announcement may have. Fields: ``limit``."""

    code = "announcement-too-many"


class PartTooLong(BadInput):
    """What it is corrected to does not fit its message. Fields: ``limit``."""

    code = "announcement-too-long"


class NotForDigest(BadInput):
    """An item of a digest is one short text. Fields: ``limit``."""

    code = "announcement-not-for-digest"


class WrongFile(BadInput):
    """The messenger puts photos and videos in place of each other, and files in place of files, nothing else."""

    code = "announcement-wrong-file"


class ReasonLength(BadInput):
    """The reason for passing quiet hours is missing, too short or too long. Fields: ``least``, ``limit``."""

    code = "announcement-reason"


class ReleaseInPast(BadInput):
    """The minute it should go out, or by which it should be confirmed, is past or later than its expiry."""

    code = "announcement-past"


class AnnouncementOut(AlreadyDone):
    """It was released."""

    code = "announcement-out"


class SendButtonOld(Expired):
    """The button that sends was used, is too old, or is from before a restart."""

    code = "announcement-send-old"


class AnnouncementOver(Expired):
    """It was withdrawn, or was never sent."""

    code = "announcement-over"
