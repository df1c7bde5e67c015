"""A released announcement: how it stands, pause and stop, correct and withdraw. Receipts are in ``receipts``."""

from __future__ import annotations

import texts
from handlers import forms
from handlers.announcements_words import ANNOUNCEMENT_OF, SENDER, minutes_of, sent_file, state_key, typed
from handlers.routing import button, data, form
from handlers.rows import labelled, way_back
from handlers.turn import Turn
from services.announcements import correcting, progress, steering
from services.announcements.content import File, Part, Words
from services.errors import BadInput
from services.names import AnnouncementKind, AnnouncementState, CopyState
from services.outbox import Button

#: What was never released has no card.
_NEVER_WENT = (AnnouncementState.DRAFT, AnnouncementState.SCHEDULED, AnnouncementState.CANCELLED)


async def show_progress(turn: Turn, announcement_id: int) -> None:
    """The card; the message it stands in is kept up to date."""
    one = await progress.look(turn.house, turn.actor, announcement_id)
    if one.state in _NEVER_WENT:
        await turn.show(state_key(one.state), buttons=_or_back(one.id))
        return
    card = progress.payload(one)
    text = texts.message_text(turn.language, card.as_json(), one.zone)
    if (
        turn.pressed
        and turn.message is not None
        and await turn.edit_own(turn.message.message_id, text, buttons=card.buttons)
    ):
        shown = turn.message.message_id
    else:
        shown = await turn.post_html(text, buttons=card.buttons)
    await progress.follow(turn.house, turn.actor, announcement_id, shown)


def _or_back(announcement_id: int, *choices: Button) -> list[list[Button]]:
    """Choices one below the other, and the way back to the card."""
    return [[one] for one in choices] + [way_back("an.at", announcement_id)]


@button("an.hold", ANNOUNCEMENT_OF)
async def hold(turn: Turn) -> None:
    """Pause."""
    await steering.pause(turn.house, turn.actor, turn.subject_id)
    await show_progress(turn, turn.subject_id)


@button("an.on", ANNOUNCEMENT_OF)
async def resume(turn: Turn) -> None:
    """Let it go on."""
    await steering.resume(turn.house, turn.actor, turn.subject_id)
    await show_progress(turn, turn.subject_id)


@button("an.stop", ANNOUNCEMENT_OF)
async def ask_stop(turn: Turn) -> None:
    """Drop the rest, after one question."""
    one = await progress.look(turn.house, turn.actor, turn.subject_id)
    sure = Button("announcements-button-stop-yes", data("an.stopy", one.id))
    await turn.show("announcements-ask-stop", count=one.counts.waiting, buttons=_or_back(one.id, sure))


@button("an.stopy", ANNOUNCEMENT_OF)
async def stop(turn: Turn) -> None:
    """Drop the rest."""
    await steering.stop(turn.house, turn.actor, turn.subject_id)
    await show_progress(turn, turn.subject_id)


# --- what did not arrive ----------------------------------------------------------------------------------------------


@button("an.re", ANNOUNCEMENT_OF)
async def again(turn: Turn) -> None:
    """Send again what failed; whom no message reaches gets it by himself when he comes back."""
    await steering.resend(turn.house, turn.actor, turn.subject_id, (CopyState.FAILED,))
    await show_progress(turn, turn.subject_id)


@button("an.unk", ANNOUNCEMENT_OF)
async def unknown(turn: Turn) -> None:
    """Copies of which nobody knows whether they arrived: again, or not."""
    one = await progress.look(turn.house, turn.actor, turn.subject_id)
    again = Button("announcements-button-unknown-again", data("an.unky", one.id))
    let = Button("announcements-button-unknown-let", data("an.unkn", one.id))
    await turn.show("announcements-unknown", count=one.counts.unknown, buttons=_or_back(one.id, again, let))


@button("an.unky", ANNOUNCEMENT_OF)
async def unknown_again(turn: Turn) -> None:
    """Send those again; some may come twice."""
    await steering.resend(turn.house, turn.actor, turn.subject_id, (CopyState.UNKNOWN,))
    await show_progress(turn, turn.subject_id)


@button("an.unkn", ANNOUNCEMENT_OF)
async def unknown_let(turn: Turn) -> None:
    """Leave them."""
    await steering.let_be(turn.house, turn.actor, turn.subject_id)
    await show_progress(turn, turn.subject_id)


# --- correcting -------------------------------------------------------------------------------------------------------


@button("an.fix", ANNOUNCEMENT_OF)
async def fix(turn: Turn) -> None:
    """Say one of its messages otherwise; which, where there are several with words."""
    one = await progress.look(turn.house, turn.actor, turn.subject_id)
    if one.state is AnnouncementState.WITHDRAWN:
        await show_progress(turn, one.id)
        return
    position, place = turn.number_at(1, 0), turn.number_at(2, 0)
    wanted = [part for part in one.parts if position in (0, part.position)]
    if len(wanted) != 1:
        rows = [[labelled(_short(part), data("an.fix", one.id, part.position))] for part in one.parts]
        await turn.show("announcements-fix-which", buttons=[*rows, way_back("an.at", one.id)])
        return
    part = wanted[0]
    if len(part.files) > 1 and not 0 < place <= len(part.files):
        rows = [
            [
                Button(
                    f"announcements-button-{file.kind.lower()}",
                    data("an.fix", one.id, part.position, at),
                    vars={"number": at},
                )
            ]
            for at, file in enumerate(part.files, 1)
        ]
        await turn.show("announcements-fix-which-file", buttons=[*rows, way_back("an.at", one.id)])
        return
    at = max(0, place - 1)
    await forms.begin(turn, "an", "fixed", announcement=one.id, position=part.position, place=at)
    said = part.files[at].words if part.files else part.words
    kind = "text" if not part.files else "media" if part.files[at].seen else "document"
    await turn.show(
        f"announcements-ask-fix-{kind}",
        said=said.text or turn.plain("announcements-no-words"),
        limit=correcting.limit_of(part, item=one.kind is AnnouncementKind.DIGEST_ITEM),
        buttons=[way_back("an.at", one.id)],
    )


def _short(part: Part, most: int = 20) -> str:
    text = part.said.text.split("\n", 1)[0] or "…"
    return f"{part.position}. {text if len(text) <= most else text[: most - 1] + '…'}"


@form("an.fixed", SENDER, takes_words=True)
async def fixed(turn: Turn) -> None:
    """The new words, or the new photo; shown once more before every copy is edited."""
    known = forms.answers(turn)
    sent = sent_file(turn)
    file = sent[0] if sent is not None else None
    said = file.words if file is not None else typed(turn)
    if file is None and not said.text:
        await turn.say("announcements-only-text")
        return
    one = await progress.look(turn.house, turn.actor, int(known["announcement"]))
    await forms.begin(
        turn,
        "an",
        "fixed",
        announcement=one.id,
        position=known["position"],
        place=known.get("place", 0),
        text=said.text,
        marks=said.marks(),
        file=[file.kind, file.id] if file is not None else None,
    )
    many = one.counts.sent
    key = "announcements-button-fix-yes" if many else "announcements-button-fix-waiting"
    sure = Button(key, data("an.fixy", one.id, one.version), vars={"count": many})
    lines = [turn.text_of("announcements-fix-file")] if file is not None else []
    if said.text:
        lines.append(turn.text_of("announcements-fix-words", said=said.text))
    lines += ["", turn.text_of("announcements-fix-sure", count=many)]
    await turn.say_html("\n".join(lines), buttons=_or_back(one.id, sure))


@button("an.fixy", ANNOUNCEMENT_OF)
async def fix_all(turn: Turn) -> None:
    """Edit every copy; a second press shows how it stands."""
    here, version = turn.subject_id, turn.number_at(1, 0)
    form_ = turn.form
    if form_ is not None and form_.kind == "an" and form_.step == "fixed" and form_.data.get("announcement") == here:
        if "text" not in form_.data:
            raise BadInput
        said = Words.from_json(form_.data["text"], form_.data["marks"])
        position, place = int(form_.data["position"]), int(form_.data.get("place", 0))
        file = File(*form_.data["file"]) if form_.data.get("file") else None
        done = await correcting.correct(turn.house, turn.actor, here, position, said, version, file=file, place=place)
        await forms.end(turn)
        key = "announcements-fixed" if done.edits else "announcements-fixed-waiting"
        await turn.say(key, count=done.edits, minutes=minutes_of(done.seconds))
    await show_progress(turn, here)


# --- withdrawing ------------------------------------------------------------------------------------------------------


@button("an.take", ANNOUNCEMENT_OF)
async def ask_take(turn: Turn) -> None:
    """Take it back, after one question."""
    await forms.leave(turn)
    one = await progress.look(turn.house, turn.actor, turn.subject_id)
    if one.state is AnnouncementState.WITHDRAWN:
        await show_progress(turn, one.id)
        return
    sure = Button("announcements-button-take-yes", data("an.takey", one.id))
    await turn.show("announcements-ask-take", count=one.counts.sent, buttons=_or_back(one.id, sure))


@button("an.takey", ANNOUNCEMENT_OF)
async def take(turn: Turn) -> None:
    """Take it back."""
    done = await correcting.withdraw(turn.house, turn.actor, turn.subject_id)
    if done.deletions or done.too_old:
        await turn.say("announcements-taken-back", count=done.deletions, old=done.too_old)
    await show_progress(turn, turn.subject_id)
