"""An appeal: somebody says that his hours or credits are not right, and a human answers, with a correction or without.

::

    written ──> OPEN ── a card to the group leader and the publicity member, again, then a task for who leads
                  ├── answered with a word ──────────────> ANSWERED
                  └── right: a correction of the ledger ──> ANSWERED

A correction is a line of its own, keyed to the appeal: answering twice corrects once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.members import Member, Membership
from db.names import Lane
from db.study import StudyAppeal
from db.study_names import AppealState, StudyBook, StudyItem, StudySource
from services import access, audit, cards, escalation, kinds, naming, outbox
from services.access import Actor, Need, Scope, Status
from services.errors import BadInput, Conflict, NotAllowed
from services.house import House
from services.kinds import Policy
from services.org_settings import settings_of
from services.outbox import PRIORITY_NOTICE, Button, Message, Payload
from services.study import deciders, ledger, rules, schemes
from services.study.deciders import DECIDERS
from services.study.ledger import Due
from services.study.looking import YEARS_BACK, zone_of

#: Kinds: the card for who decides and its edits; the answer.
CARD, CARD_CLOSED, RESULT = "study_appeal", "study_appeal_closed", "study_appeal_result"
DECIDER_OF = Need(Status.CONSENTED, DECIDERS, Scope.STUDY_APPEAL)
_LADDER = "study_appeal"


class OwnAppeal(Conflict):
    """Nobody answers his own appeal."""

    code = "study-appeal-own"


class BadWords(BadInput):
    """There are no words, or too many. Fields: ``most``."""

    code = "study-words"


class BadAmount(BadInput):
    """No amount of a correction: nought, too much, or no multiple of the step. Fields: ``most``, ``step``."""

    code = "study-amount"


@dataclass(frozen=True)
class Appeal:
    """An appeal as its person sees it."""

    id: int
    year: int
    words: str
    made_on: dt.date
    answer: str | None


@dataclass(frozen=True)
class Answered:
    """What a press or an answer led to.

    Attributes:
        card: As it stands now.
        done: Whether this one answered it.
        open: It still waits.
    """

    card: Payload
    done: bool
    open: bool


def subject_of(appeal_id: int) -> str:
    """The outbox subject."""
    return f"study-appeal:{appeal_id}"


def words_of(text: str) -> str:
    """A sentence as it is stored.

    Raises:
        BadWords: There are no words, or too many.
    """
    most = rules.load().appeal.words_most
    text = " ".join(text.split())
    if not text or len(text) > most:
        raise BadWords(most=most)
    return text


# --- the person -------------------------------------------------------------------------------------------------------


async def waiting(house: House, actor: Actor) -> Appeal | None:
    """The actor's appeal that waits for its answer.

    Raises:
        NotAllowed: He is no member.
    """
    if actor.member is None:
        raise NotAllowed
    async with house.db.read() as session:
        row = await _open(session, actor.member.id)
        return await _appeal(house, session, row, actor.member.branch_id) if row is not None else None


async def write(house: House, actor: Actor, year: int, text: str) -> Appeal:
    """Say that something is not right; while one waits for its answer another is not begun.

    Raises:
        NotAllowed: He is no member, or the year is out of reach.
        BadWords: There are no words, or too many.
    """
    if actor.member is None:
        raise NotAllowed
    words, now = words_of(text), house.now()
    async with house.db.write() as session:
        # Two texts of one person take turns, so that one appeal is open at a time.
        await session.execute(select(Member.id).where(Member.id == actor.member.id).with_for_update(key_share=True))
        row = await _open(session, actor.member.id)
        if row is None:
            today = now.astimezone(await zone_of(house, session, actor.member.branch_id)).date()
            if not today.year - YEARS_BACK <= year <= today.year:
                raise NotAllowed
            row = StudyAppeal(member_id=actor.member.id, year=year, words=words, state=AppealState.OPEN, made_at=now)
            session.add(row)
            await session.flush()
            await _ask(house, session, row, now)
        return await _appeal(house, session, row, actor.member.branch_id)


async def _open(session: AsyncSession, member_id: int) -> StudyAppeal | None:
    query = select(StudyAppeal).where(StudyAppeal.member_id == member_id, StudyAppeal.state == AppealState.OPEN)
    return (await session.scalars(query)).one_or_none()


async def _appeal(house: House, session: AsyncSession, row: StudyAppeal, branch_id: int) -> Appeal:
    zone = await zone_of(house, session, branch_id)
    return Appeal(row.id, row.year, row.words or "", row.made_at.astimezone(zone).date(), row.answer)


async def _ask(house: House, session: AsyncSession, row: StudyAppeal, now: dt.datetime) -> None:
    question = deciders.Question(CARD, _LADDER, subject_of(row.id), row.member_id)
    await deciders.ask(house, session, question, await _card(house, session, row), now)


# --- who answers ------------------------------------------------------------------------------------------------------


async def view(house: House, actor: Actor, appeal_id: int) -> Answered:
    """The card as it stands now.

    Raises:
        NotAllowed: There is none, or its person is out of reach.
        OwnAppeal: It is his own.
    """
    async with house.db.read() as session:
        row = await _reached(session, actor, appeal_id)
        return Answered(await _card(house, session, row), done=False, open=row.state is AppealState.OPEN)


async def answer(house: House, actor: Actor, appeal_id: int, text: str) -> Answered:
    """Answer it with a word, without a correction.

    Raises:
        NotAllowed: There is none, or its person is out of reach.
        OwnAppeal: It is his own.
        BadWords: There are no words, or too many.
    """
    return await _decide(house, actor, appeal_id, words_of(text), None)


async def correct(
    house: House, actor: Actor, appeal_id: int, book: StudyBook, item: StudyItem, amount: Decimal, text: str
) -> Answered:
    """Answer it with a correction: hours or credits that were missing, and why.

    Args:
        house: The house.
        actor: Who answers.
        appeal_id: Which.
        book: Hours or credits.
        item: As what it counts; credits stay under the yearly cap of it.
        amount: What was missing.
        text: Why.

    Raises:
        NotAllowed: There is none, its person is out of reach, or it cannot count as that.
        OwnAppeal: It is his own.
        BadWords: There are no words, or too many.
        BadAmount: It is no amount a correction may have.
    """
    if item not in items_of(book):
        raise NotAllowed
    most, step = _bounds(book)
    if not 0 < amount <= most or amount % step:
        raise BadAmount(most=str(most), step=str(step))
    return await _decide(house, actor, appeal_id, words_of(text), (book, item, amount))


def items_of(book: StudyBook) -> Sequence[StudyItem]:
    """As what a correction may count: hours by the columns of sheet 7, credits by the lines of a scheme."""
    if book is StudyBook.CREDITS:
        return tuple(rules.units())
    return (
        StudyItem.ATTEND,
        StudyItem.LECTURE_ATTEND,
        StudyItem.THEMED_DAY,
        StudyItem.TRAINING,
        StudyItem.ONLINE,
        StudyItem.MAKEUP,
    )


def typed(book: StudyBook, text: str) -> tuple[Decimal, str]:
    """An amount and the reason after it, as somebody types them: ``2 11月13日党课漏记``.

    Raises:
        BadAmount: It begins with no number.
    """
    number, _, words = text.strip().partition(" ")
    try:
        amount = Decimal(number)
    except InvalidOperation:  # refused below with the bounds
        amount = Decimal("NaN")
    if not amount.is_finite():
        most, step = _bounds(book)
        raise BadAmount(most=str(most), step=str(step))
    return amount, words


def _bounds(book: StudyBook) -> tuple[Decimal, Decimal]:
    bounds = rules.load().appeal
    if book is StudyBook.HOURS:
        return bounds.hours_most, bounds.hours_step
    return bounds.credits_most, bounds.credits_step


async def _decide(
    house: House,
    actor: Actor,
    appeal_id: int,
    words: str,
    correction: tuple[StudyBook, StudyItem, Decimal] | None,
) -> Answered:
    now = house.now()
    async with house.db.write() as session:
        row = await _reached(session, actor, appeal_id)
        changed = await session.scalar(
            update(StudyAppeal)
            .where(StudyAppeal.id == appeal_id, StudyAppeal.state == AppealState.OPEN)
            .values(state=AppealState.ANSWERED, answer=words, decided_at=now, decided_by=actor.account_id)
            .returning(StudyAppeal.id)
        )
        await session.refresh(row)
        card = await _card(house, session, row)
        if changed is None:
            return Answered(card, done=False, open=False)
        if correction is not None:
            await _correct(house, session, actor, row, correction, words)
        subject = subject_of(row.id)
        await cards.settle(session, subject, (CARD, CARD_CLOSED), card, now, "closed")
        await escalation.acknowledged(session, subject, now)
        await outbox.enqueue(session, [_result(row, correction, now)], now)
        member = await session.get_one(Member, row.member_id)
        await audit.record(
            session,
            actor=actor.audit_name,
            action="study.corrected" if correction is not None else "study.answered",
            subject=f"member:{member.key}",
            now=now,
            details={"appeal": row.id},
        )
        return Answered(card, done=True, open=False)


async def _correct(
    house: House,
    session: AsyncSession,
    actor: Actor,
    row: StudyAppeal,
    correction: tuple[StudyBook, StudyItem, Decimal],
    words: str,
) -> None:
    book, item, amount = correction
    branch = select(Membership.branch_id).where(Membership.member_id == row.member_id, Membership.ends_on.is_(None))
    zone = await zone_of(house, session, (await session.scalars(branch)).one())
    on = min(house.now().astimezone(zone).date(), dt.date(row.year, 12, 31))
    scheme = (await schemes.of_members(session, [row.member_id], on))[row.member_id]
    version = scheme.version if book is StudyBook.CREDITS else rules.load().version
    due = Due(book, item, amount, on, version, None, words)
    await ledger.follow(
        session, StudySource.CORRECTION, row.id, {row.member_id: [due]}, house.now(), made_by=actor.account_id
    )


def _result(row: StudyAppeal, correction: tuple[StudyBook, StudyItem, Decimal] | None, now: dt.datetime) -> Message:
    key, more = "study-appeal-answered", {"answer": row.answer or ""}
    if correction is not None:
        book, _, amount = correction
        key = "study-appeal-corrected-hours" if book is StudyBook.HOURS else "study-appeal-corrected-credits"
        more["amount"] = f"{amount.normalize():f}"
    return Message(
        kind=RESULT,
        dedupe_key=f"{subject_of(row.id)}:result",
        subject=subject_of(row.id),
        payload=Payload(key, more, ((Button("study-button-open", data="st"),),)),
        due_at=now,
        member_id=row.member_id,
        lane=Lane.INTERACTIVE,
        priority=PRIORITY_NOTICE,
    )


async def _reached(session: AsyncSession, actor: Actor, appeal_id: int) -> StudyAppeal:
    return await access.to_decide(session, actor, DECIDER_OF, StudyAppeal, appeal_id, OwnAppeal)


async def _card(house: House, session: AsyncSession, row: StudyAppeal) -> Payload:
    """What the card shows now; the words only while it waits."""
    member = await session.get_one(Member, row.member_id)
    branch = select(Membership.branch_id).where(Membership.member_id == member.id, Membership.ends_on.is_(None))
    settings = await settings_of(house, session, (await session.scalars(branch)).one())
    shown: dict[str, object] = {
        "who": naming.shown(settings.names_in_chat, member.name, member.code),
        "year": str(row.year),
    }
    if row.state is AppealState.OPEN:
        choices = (
            Button("study-button-correct", data=f"sta.fix:{row.id}"),
            Button("study-button-answer", data=f"sta.say:{row.id}"),
        )
        return Payload("study-appeal-card", shown | {"words": row.words or ""}, (choices,))
    return Payload("study-appeal-card-closed", shown | {"answer": row.answer or ""})


kinds.register(CARD, Policy(stale=kinds.over_unless(StudyAppeal.id, StudyAppeal.state == AppealState.OPEN)))
