"""How announcements are written on a screen, and what a composer's message brings."""

from __future__ import annotations

from collections import Counter

from handlers.turn import Turn
from services.access import Need, Scope, Status
from services.announcements.audience import SENDERS, Audience
from services.announcements.content import File, Part, Words, words
from services.announcements.drafts import Draft
from services.names import AnnouncementKind, AnnouncementPartKind, AnnouncementState, MembershipStage, ReleaseTiming
from services.roles import role_key
from texts.dates import time_text

#: An announcement his role reaches; an organisation he may speak for; forms ask the service again.
ANNOUNCEMENT_OF = Need(Status.CONSENTED, SENDERS, Scope.ANNOUNCEMENT)
SENDER_OF = Need(Status.CONSENTED, SENDERS, Scope.ORGANISATION)
SENDER = Need(Status.CONSENTED, SENDERS)

_MINUTE = 60


def state_key(state: AnnouncementState) -> str:
    """Catalogue key of where it is."""
    return f"announcements-state-{state.value.lower()}"


def typed(turn: Turn) -> Words:
    """What was typed, with its marks; empty where it was something else."""
    message = turn.message
    if message is None or turn.pressed or not message.text:
        return Words()
    return words(message.text, [one.to_dict() for one in message.entities])


def sent_file(turn: Turn) -> tuple[File, str] | None:
    """The photo, file or video that came, with the words below it, and the album it came in."""
    message = turn.message
    if message is None or turn.pressed:
        return None
    below = words(message.caption or "", [one.to_dict() for one in message.caption_entities])
    album = message.media_group_id or ""
    if message.photo:
        return File("PHOTO", message.photo[-1].file_id, below), album
    if message.video is not None:
        return File("VIDEO", message.video.file_id, below), album
    if message.document is not None:
        return File("DOCUMENT", message.document.file_id, below), album
    return None


def contents(turn: Turn, parts: tuple[Part, ...]) -> str:
    """``文字 1 条、图片 3 张``."""
    counted: Counter[str] = Counter()
    for one in parts:
        if one.kind is AnnouncementPartKind.TEXT:
            counted["text"] += 1
        for file in one.files:
            counted[file.kind.lower()] += 1
    named = [turn.plain(f"announcements-what-{kind}", count=many) for kind, many in counted.items()]
    return turn.plain("list-separator").join(named) if named else turn.plain("announcements-what-none")


def audience_text(turn: Turn, organisation: str, audience: Audience) -> str:
    """``内科党支部：在职、正式党员``."""
    said: list[str] = []
    if audience.retired is not None:
        said.append(turn.plain("announcements-who-retired" if audience.retired else "announcements-who-working"))
    if audience.stage is not None:
        full = audience.stage is MembershipStage.FULL
        said.append(turn.plain("announcements-who-full" if full else "announcements-who-probationary"))
    said += [turn.plain(role_key(one)) for one in audience.roles]
    if audience.places:
        said.append(turn.plain("announcements-who-places", count=len(audience.places)))
    if audience.unconfirmed_of is not None:
        said.append(turn.plain("announcements-who-unconfirmed"))
    if audience.absent_of is not None:
        said.append(turn.plain("announcements-who-absent"))
    if audience.members:
        said.append(turn.plain("announcements-who-members", count=len(audience.members)))
    if not said:
        return turn.plain("announcements-who-all", name=organisation)
    return turn.plain("announcements-who-some", name=organisation, which=turn.plain("list-separator").join(said))


def minutes_of(seconds: int) -> int:
    """Whole minutes, at least one."""
    return max(1, -(-seconds // _MINUTE))


def lines_of(turn: Turn, one: Draft) -> list[str]:
    """Everything that is set about a draft."""
    urgent, item = one.kind is AnnouncementKind.URGENT, one.kind is AnnouncementKind.DIGEST_ITEM
    kind = "urgent" if urgent else "item" if item else "notice"
    if not one.confirm:
        confirm = turn.text_of("announcements-draft-no-confirm")
    elif one.confirm_by is None:
        confirm = turn.text_of("announcements-draft-confirm")
    else:
        confirm = turn.text_of("announcements-draft-confirm-by", by=time_text(turn.language, one.confirm_by, one.zone))
    lines = [
        turn.text_of("announcements-draft", name=one.organisation),
        turn.text_of("announcements-draft-what", what=contents(turn, one.parts), count=one.messages),
        turn.text_of(
            "announcements-draft-who",
            who=audience_text(turn, one.organisation, one.audience),
            count=one.crowd.people,
            lost=one.crowd.unreachable,
        ),
        turn.text_of(f"announcements-draft-{kind}"),
        confirm,
        when_line(turn, one),
    ]
    if one.expires_at is not None:
        lines.append(turn.text_of("announcements-draft-expires", at=time_text(turn.language, one.expires_at, one.zone)))
    if one.protect:
        lines.append(turn.text_of("announcements-draft-protect"))
    return lines


def when_line(turn: Turn, one: Draft) -> str:
    """When it goes out."""
    if one.timing is ReleaseTiming.AT and one.release_at is not None:
        return turn.text_of("announcements-draft-at", at=time_text(turn.language, one.release_at, one.zone))
    if one.timing is ReleaseTiming.FREE:
        return turn.text_of("announcements-draft-free")
    return turn.text_of("announcements-draft-now")
