"""Registration from the phone: the entrance, the shared number, the name.

::

    /start, a link, a code ── consent ── share the number ──┬─ registered
                                              │             └─ (branch) ── name ── wait for the secretary
                                              └─ "by name" ────────────────┘
"""

from __future__ import annotations

from typing import Any

from handlers import consent, forms
from handlers.incoming import SharedContact
from handlers.links import INVITATION
from handlers.menu import not_understood, offered
from handlers.routing import button, chat_event, code, contact, data, form, start
from handlers.turn import MESSENGER, Turn
from services import accounts, administrators, invitations, registration
from services.access import Need, Status
from services.consent import agree
from services.errors import Expired
from services.keys import normal_code
from services.names import Reach
from services.outbox import Button
from services.registration import Shared
from texts.dates import time_text

_ANYONE = Need(Status.ANYONE)
_CONSENTED = Need(Status.CONSENTED)

_FORM = "registration"
#: Where somebody came from; it waits in the consent button.
_LINK, _CODE, _ADMIN = INVITATION, "c", "a"
#: The longest payload of a link.
_LONGEST = 48


# --- the entrance ----------------------------------------------------------------------------------------------------


@start("", _ANYONE)
async def entrance(turn: Turn) -> None:
    """``/start`` alone, an unknown payload, and whatever else somebody does who is not in."""
    typed = turn.text.split()
    if len(typed) > 1 and typed[0].lower() == "/admin":
        await _enter(turn, _ADMIN + normal_code("".join(typed[1:]))[:_LONGEST])
    else:
        await _enter(turn, "")


@start(_LINK, _ANYONE)
async def by_link(turn: Turn) -> None:
    """An invitation's link."""
    await _enter(turn, _LINK + turn.args[0][:_LONGEST])


@code("letters", _ANYONE)
async def by_code(turn: Turn) -> None:
    """An invitation's code, typed."""
    if turn.actor.member is not None or not invitations.looks_like_code(turn.text):
        await not_understood(turn)
    else:
        await _enter(turn, _CODE + normal_code(turn.text))


@button("reg.go", _ANYONE)
async def again(turn: Turn) -> None:
    """Begin anew."""
    await _enter(turn, "")


@button("reg.yes", _ANYONE)
async def yes(turn: Turn) -> None:
    """He agrees; from here on he has an account."""
    if turn.user is None:
        return
    if not turn.actor.consented:
        turn.actor = await agree(turn.house, MESSENGER, str(turn.user.id), turn.language)
        await turn.show("registration-agreed")
    await _enter(turn, turn.args[0] if turn.args else "")


async def _enter(turn: Turn, origin: str) -> None:
    """Let somebody in as far as he may, wherever he came from."""
    if not turn.actor.consented:
        await consent.ask(turn, origin if _fits(origin) else "")
    elif origin.startswith(_ADMIN):
        await administrators.redeem(turn.house, turn.actor, origin[1:])
        await turn.refresh()
        await consent.go_on(turn)
    elif turn.actor.member is not None or turn.actor.is_administrator or turn.actor.office_warning_due:
        await consent.go_on(turn)
    elif (waits := await registration.waiting(turn.house, turn.actor)) is not None:
        await _waiting(turn, waits)
    else:
        await _begin(turn, origin)


def _fits(origin: str) -> bool:
    return all(ch.isascii() and (ch.isalnum() or ch in "-_") for ch in origin)


async def _begin(turn: Turn, origin: str) -> None:
    known: dict[str, Any] = {}
    if origin:
        # While the door is tried the form stands open already: after a wrong one he goes on without it.
        await forms.begin(turn, _FORM, "contact")
        opened = invitations.open_link if origin.startswith(_LINK) else invitations.open_code
        known["invitation_id"] = (await opened(turn.house, turn.actor, origin[1:])).invitation_id
    await forms.begin(turn, _FORM, "contact", **known)
    await turn.say("registration-how", buttons=[[Button("registration-button-by-name", data("reg.name"))]])
    await turn.ask_contact("registration-ask-contact", "registration-button-share")


async def _waiting(turn: Turn, waits: registration.Waiting) -> None:
    await turn.show(
        "registration-waiting",
        since=time_text(turn.language, waits.since, turn.house.zone),
        until=time_text(turn.language, waits.until, turn.house.zone),
        buttons=[[Button("registration-button-withdraw", data("reg.back"))]],
    )


@button("reg.back", _CONSENTED)
async def withdraw(turn: Turn) -> None:
    """Take the request back; he may begin anew."""
    if await registration.withdraw(turn.house, turn.actor):
        await turn.show("registration-withdrawn", buttons=[[Button("registration-button-restart", data("reg.go"))]])
    else:
        await _enter(turn, "")


# --- the number ------------------------------------------------------------------------------------------------------


@contact(_CONSENTED)
async def shared(turn: Turn) -> None:
    """A contact outside any form: the form has expired meanwhile, or he found the button himself."""
    if turn.contact is not None:
        await _share(turn, turn.contact, {})


@form(f"{_FORM}.contact", _CONSENTED)
async def number(turn: Turn) -> None:
    """The number is asked for; an invitation's code does as well."""
    if turn.contact is not None:
        await _share(turn, turn.contact, forms.answers(turn))
    elif invitations.looks_like_code(turn.text):
        await _begin(turn, _CODE + normal_code(turn.text))
    else:
        await turn.say("registration-press", buttons=[[Button("registration-button-by-name", data("reg.name"))]])


async def _share(turn: Turn, card: SharedContact, known: dict[str, Any]) -> None:
    sharing = await registration.share(
        turn.house, turn.actor, card.phone, own=card.own, invitation_id=known.get("invitation_id")
    )
    if sharing.outcome is Shared.BOUND and sharing.actor is not None:
        turn.actor = sharing.actor
        branch = sharing.actor.member.branch_name if sharing.actor.member is not None else ""
        await turn.say_and_remove_keyboard("registration-done", branch=branch)
        await consent.go_on(turn)
    elif sharing.outcome is Shared.ASKED:
        await turn.say_and_remove_keyboard("registration-asked-to-move")
    elif sharing.outcome is Shared.ASK_NAME:
        await forms.begin(turn, _FORM, "name", **{**known, "sharers": list(sharing.sharers)})
        await turn.say_and_remove_keyboard("registration-number-shared")
    else:
        await turn.say("registration-no-match")
        await _ask_for_name(turn)


# --- the name --------------------------------------------------------------------------------------------------------


@button("reg.name", _CONSENTED)
async def by_name(turn: Turn) -> None:
    """He would rather type his name."""
    if turn.actor.member is not None or await registration.waiting(turn.house, turn.actor) is not None:
        await _enter(turn, "")
    else:
        await _ask_for_name(turn)


async def _ask_for_name(turn: Turn) -> None:
    step = await registration.choose_name_way(turn.house, turn.actor)
    await turn.say_and_remove_keyboard("registration-ask-branch" if step == "branch" else "registration-ask-name")


@form(f"{_FORM}.branch", _CONSENTED)
async def branch(turn: Turn) -> None:
    """Which branch; whatever it is, the name is asked for next."""
    known = forms.answers(turn)
    if turn.contact is not None:
        await _share(turn, turn.contact, known)
    elif not turn.text:
        await turn.say("registration-ask-branch")
    else:
        await forms.begin(turn, _FORM, "name", **{**known, "branch": turn.text})
        await turn.say("registration-ask-name")


@form(f"{_FORM}.name", _CONSENTED)
async def name(turn: Turn) -> None:
    """The name; the answer is the same whoever is named."""
    known = forms.answers(turn)
    if turn.contact is not None:
        await _share(turn, turn.contact, known)
        return
    try:
        await registration.submit(
            turn.house,
            turn.actor,
            turn.text,
            typed_branch=known.get("branch", ""),
            invitation_id=known.get("invitation_id"),
            sharers=known.get("sharers", ()),
        )
    except Expired:
        await forms.begin(turn, _FORM, "contact")  # the invitation has closed meanwhile: he goes on without it
        raise
    await turn.say("registration-asked", buttons=[[Button("registration-button-withdraw", data("reg.back"))]])


# --- the messenger's own events --------------------------------------------------------------------------------------


@chat_event("blocked", _ANYONE)
async def blocked(turn: Turn) -> None:
    """He has blocked the bot."""
    await _reach(turn, Reach.BLOCKED)


@chat_event("unblocked", _ANYONE)
async def unblocked(turn: Turn) -> None:
    """He has unblocked it, or started it for the first time; a member hears that messages come again."""
    news = await _reach(turn, Reach.REACHABLE)
    if news and turn.actor.member is not None:
        await turn.say("registration-reachable-again", buttons=[offered("button-menu", "menu")])


async def _reach(turn: Turn, reach: Reach) -> bool:
    if turn.user is None:
        return False
    return await accounts.note_reach(turn.house, MESSENGER, str(turn.user.id), reach)
