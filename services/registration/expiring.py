"""Requests nobody decided on end after a week."""

from __future__ import annotations

from sqlalchemy import select

from db.names import RequestState
from db.registration import RegistrationRequest
from services import audit
from services.house import House
from services.outbox import Payload
from services.registration import cards
from services.registration.binding import end_request


async def expire(house: House) -> int:
    """End the requests whose time is over and tell their authors; for the tick. Returns how many.

    A request to a branch that does not exist ends in the same way and with the same words.
    """
    now = house.now()
    async with house.db.write() as session:
        query = (
            select(RegistrationRequest)
            .where(RegistrationRequest.state == RequestState.PENDING, RegistrationRequest.expires_at <= now)
            .order_by(RegistrationRequest.id)
            .with_for_update(skip_locked=True, key_share=True)
        )
        over = list(await session.scalars(query))
        for request in over:
            await end_request(house, session, request, RequestState.EXPIRED, now)
            await cards.tell_applicant(session, request, Payload("registration-expired"), now)
        for request in over:
            await audit.record(
                session,
                actor="system:registration",
                action="registration.expired",
                subject=cards.subject_of(request.id),
                now=now,
            )
        return len(over)
