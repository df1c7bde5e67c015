"""An import in the chat: a preview that waits for one press, single use, for half an hour.

::

    offer ──> waiting (sealed draft, nonce) ── confirm ──> Applied
                 ↑                              ├── the roster changed meanwhile ──> offered anew, other nonce
                 └──────────────────────────────┘
                          cancelled, expired, used: a later press finds nothing
"""

from __future__ import annotations

import base64
import datetime as dt
from dataclasses import asdict, dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from db.vault import VaultError
from services import drafts, jobs, organisations
from services.access import Actor
from services.drafts import Form
from services.errors import Expired, NotAllowed
from services.house import House
from services.jobs import Claim
from services.keys import new_code
from services.org_settings import NamesInChat, settings_of_all
from services.roster import importing
from services.roster.codes import PlanChanged
from services.roster.importing import Applied, Preview
from services.roster.packing import pack, unpack
from services.roster.reading import Document
from services.roster.steps import Counts
from services.roster.store import one_at_a_time

KIND, STEP = "roster", "confirm"
#: How long a preview may be confirmed.
LIFETIME = dt.timedelta(minutes=30)
_NONCE_LENGTH = 8


class PreviewOver(Expired):
    """The preview was used, cancelled, replaced, or is too old."""

    code = "roster-preview-over"


@dataclass(frozen=True)
class Offer:
    """A preview that waits.

    Attributes:
        nonce: What the buttons carry; empty where there is nothing to confirm.
        naming: How people are named in the chat.
    """

    preview: Preview
    nonce: str
    naming: NamesInChat


async def _naming(house: House, session: AsyncSession, actor: Actor) -> NamesInChat:
    """How the office's chat names people: as its organisation chose; of several, the most careful choice."""
    roots = importing.authority_of(actor).scope
    chosen = await settings_of_all(house, session)
    modes = [
        chosen[place.id].names_in_chat
        for place in await organisations.tree(session)
        if place.path in roots or (place.parent_id is None and "/" in roots)
    ]
    return max(modes, key=list(NamesInChat).index, default=NamesInChat.FULL)


def _account(actor: Actor) -> tuple[int, str]:
    if actor.account_id is None or actor.account_key is None:
        raise NotAllowed
    return actor.account_id, actor.account_key


def _place(account_key: str, nonce: str) -> str:
    return f"drafts.roster:{account_key}:{nonce}"


async def offer(house: House, actor: Actor, content: bytes) -> Offer:
    """Read a file and, unless it has bad rows or changes nothing, keep what it says until it is confirmed.

    Raises:
        NotAllowed: The actor is no office.
        RosterRefused: The file cannot be read at all.
    """
    authority = importing.authority_of(actor)
    document = await importing.open_file(house, content)
    preview = await importing.preview(house, authority, document)
    async with house.db.write() as session:
        return await _keep(house, session, actor, document, preview)


async def _keep(house: House, session: AsyncSession, actor: Actor, document: Document, preview: Preview) -> Offer:
    account_id, key = _account(actor)
    naming = await _naming(house, session, actor)
    if preview.problems or (preview.plan.changes_nothing and not preview.plan.gone):
        await drafts.clear(session, account_id)
        return Offer(preview, "", naming)
    nonce = new_code(_NONCE_LENGTH)
    sealed = house.vault.seal(pack(document), _place(key, nonce))
    data = {
        "nonce": nonce,
        "until": (house.now() + LIFETIME).isoformat(),
        "fingerprint": preview.plan.fingerprint,
        "sealed": base64.b64encode(sealed).decode(),
    }
    await drafts.put(session, account_id, Form(KIND, STEP, data), house.now())
    return Offer(preview, nonce, naming)


async def _waiting(house: House, session: AsyncSession, actor: Actor, nonce: str) -> tuple[Document, str]:
    account_id, key = _account(actor)
    form = await drafts.get(session, account_id, house.now())
    if form is None or form.kind != KIND or form.data["nonce"] != nonce:
        raise PreviewOver
    if dt.datetime.fromisoformat(form.data["until"]) <= house.now():
        raise PreviewOver
    try:
        text = house.vault.open(base64.b64decode(form.data["sealed"]), _place(key, nonce))
        return unpack(text), form.data["fingerprint"]
    except (VaultError, ValueError) as error:
        raise PreviewOver from error  # a key or a version ago


async def confirm(
    house: House, actor: Actor, nonce: str, *, mark_gone: bool, job: Claim | None = None
) -> Applied | Offer:
    """Do what was shown; only once, and only if it is still what would happen.

    Args:
        house: The house.
        actor: The office; the same who sent the file.
        nonce: The preview's.
        mark_gone: Whether those who are not in the file have left.
        job: The job this is; what was done is stored with it, and a job begun again tells it and does nothing.

    Returns:
        What was done, or a new preview because the roster changed meanwhile.

    Raises:
        NotAllowed: The actor is no office.
        PreviewOver: There is no such preview any more.
        ClaimLost: Another worker has begun the job since.
    """
    before = job.result if job is not None else None
    if before is not None and "counts" in before:
        return Applied(Counts(**before["counts"]), before["left"], changed=before["changed"])
    authority = importing.authority_of(actor)
    async with house.db.write() as session:
        await one_at_a_time(session)  # before the draft is read: of two presses one finds it
        document, fingerprint = await _waiting(house, session, actor, before["nonce"] if before else nonce)
        if before:  # changed, as an earlier begin found, and perhaps never shown: nothing is done that was not shown
            return await _anew(house, session, actor, document, job)
        try:
            applied = await importing.apply_in(house, session, authority, document, fingerprint, mark_gone=mark_gone)
        except PlanChanged:  # looked at again: he sees the new preview
            return await _anew(house, session, actor, document, job)
        await drafts.clear(session, _account(actor)[0])
        if job is not None:
            done = {"counts": asdict(applied.counts), "left": applied.marked_gone, "changed": applied.changed}
            await jobs.keep(session, job, done)
        return applied


async def _anew(house: House, session: AsyncSession, actor: Actor, document: Document, job: Claim | None) -> Offer:
    preview = await importing.preview_in(house, session, importing.authority_of(actor), document)
    offered = await _keep(house, session, actor, document, preview)
    if job is not None:
        await jobs.keep(session, job, {"nonce": offered.nonce})
    return offered


async def cancel(house: House, actor: Actor, nonce: str) -> bool:
    """Forget a preview. Returns whether it was still waiting."""
    account_id, _ = _account(actor)
    async with house.db.write() as session:
        form = await drafts.get(session, account_id, house.now())
        if form is None or form.kind != KIND or form.data["nonce"] != nonce:
            return False
        return await drafts.clear(session, account_id)
