"""Long work of a conversation: done at once where there are no workers, and by a worker where there are.

::

    handler ── ask ── no workers ──> the work, in this turn
                └──── workers ──> "working on it" ── a job ──> a worker: perform ──> the work, in a turn made again

The work is one function and answers through its turn. A worker's turn stands where the "working on it" message
stands: a screen is put in its place (twice is as good as once), a file is sent and takes it away.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from telegram import Bot, CallbackQuery, Chat, Message, Update, User
from telegram.constants import ChatType
from telegram.error import Forbidden

from handlers.incoming import SentFile
from handlers.refusals import reach_after
from handlers.turn import MESSENGER, Buttons, Turn
from services import access, accounts, jobs
from services.access import Need
from services.errors import DomainError
from services.house import House
from services.jobs import Claim

log = structlog.get_logger(__name__)

Run = Callable[[Turn], Awaitable[None]]


@dataclass(frozen=True)
class _Work:
    need: Need
    run: Run


_WORKS: dict[str, _Work] = {}


def work(kind: str, need: Need) -> Callable[[Run], Run]:
    """Register what a kind of job does; the need is asked again when it is done.

    Raises:
        ValueError: The kind is taken.
    """
    if kind in _WORKS:
        raise ValueError(f"{kind!r} is taken")

    def register(run: Run) -> Run:
        _WORKS[kind] = _Work(need, run)
        return run

    return register


async def ask(turn: Turn, kind: str, subject: str, working: str, *, in_place: bool = False) -> None:
    """Do the work now, or hand it to the workers and say so.

    Args:
        turn: Whose arguments, and file where one came, the work is given.
        kind: The work.
        subject: Works of one subject are done one after the other.
        working: The sentence that says that it is being done.
        in_place: Whether the pressed message makes way for the sentence, and for the result.
    """
    if turn.house.defer is None:
        await _WORKS[kind].run(turn)
        return
    args: dict[str, Any] = {"words": turn.args}
    asked = ":".join(turn.args)
    if turn.file is not None and turn.message is not None:
        # Not the file's name: it may be a person's.
        args |= {"file": turn.file.file_id, "size": turn.file.size, "incoming": turn.message.message_id}
        asked = str(turn.message.message_id)
    if await jobs.waits(turn.house, turn.actor, kind, asked):
        return  # being done already, and said so; a person's presses come one after the other
    # Said before there is a job, lest the result come first and be covered.
    if in_place and turn.message is not None:
        await turn.show(working)
        args["message"] = turn.message.message_id
    else:
        args["message"] = await turn.post_html(turn.text_of(working))
    await jobs.submit(turn.house, turn.actor, kind, subject, asked, args)


async def perform(house: House, bot: Bot, claim: Claim) -> None:
    """What a job asks for, to its end: the result has been given, or the person can no longer be given any.

    Raises:
        Exception: Whatever is no ``DomainError``; the worker reports it or tries again.
    """
    async with house.db.read() as session:
        actor = await access.identify(session, MESSENGER, claim.address, house.today())
    if actor.account_id is None:
        return  # erased meanwhile
    found = _WORKS[claim.kind]
    turn = _AtWork(house, bot, update_of(claim), actor, list(claim.args["words"]), job=claim)
    try:
        async with house.db.read() as session:
            subject = turn.subject_id if found.need.scope.names_a_subject else None
            await access.check(session, actor, found.need, subject)
        await found.run(turn)
    except DomainError as error:
        log.info("refused", code=error.code)
        await turn.show_html(turn.text_of(f"error-{error.code}", **error.fields))
    except Forbidden as error:
        log.info("answer_refused", reason=error.message)
        await accounts.note_reach(house, MESSENGER, claim.address, reach_after(error))


def update_of(claim: Claim) -> Update:
    """The turn's update: as if the person had pressed a button under the "working on it" message."""
    chat = Chat(int(claim.address), ChatType.PRIVATE)
    message = Message(claim.args["message"], dt.datetime.fromtimestamp(0, dt.UTC), chat)
    press = CallbackQuery("", User(chat.id, "", is_bot=False), "", message=message, data=claim.kind)
    return Update(0, callback_query=press)


class _AtWork(Turn):
    """A worker's turn."""

    @property
    def _args(self) -> Mapping[str, Any]:
        return self.job.args if self.job is not None else {}

    @property
    def file(self) -> SentFile | None:
        """The document the person sent."""
        return SentFile(self._args["file"], "", self._args["size"]) if "file" in self._args else None

    async def delete_incoming(self) -> None:
        """Delete the message it came in."""
        if "incoming" in self._args:
            await self.delete_own(self._args["incoming"])

    async def send_file(
        self, content: bytes, name: str, key: str, /, *, buttons: Buttons = (), **variables: Any
    ) -> None:
        """Send a document; the sentence that it is being made goes."""
        await super().send_file(content, name, key, buttons=buttons, **variables)
        await self.delete_own(self._args["message"])
