"""Registration: from a stranger who agreed to an account that speaks for a member.

::

    consent ── contact ──┬─ one member, nobody's yet ──────────────────────────> bound at once
       │                 ├─ one member, another account's ── REBIND ──┐
       │                 ├─ several members share it ── name ─┐       │
       │                 └─ none ── (branch) ── name ─────────┴───────┴──> request ── the branch decides, once
       └─ invitation: the branch is known                                   │
                                                                    bound, or refused, or over after 7 days

Whatever a person types about branches and names, he gets one answer: it has been passed on, please wait. A request to
a branch that does not exist waits and expires like any other, only nobody is asked.

Locks are taken in one order everywhere: request, member, account; the audit entry comes last.
"""

from services.registration.asking import Waiting, choose_name_way, submit, waiting, withdraw
from services.registration.deciding import WaitingCard, approve, list_waiting, look, refuse, undo
from services.registration.errors import AlreadyRegistered, ContactNotYours, NameUnusable, RequestPending
from services.registration.expiring import expire
from services.registration.sharing import Shared, Sharing, share

__all__ = [
    "AlreadyRegistered",
    "ContactNotYours",
    "NameUnusable",
    "RequestPending",
    "Shared",
    "Sharing",
    "Waiting",
    "WaitingCard",
    "approve",
    "choose_name_way",
    "expire",
    "list_waiting",
    "look",
    "refuse",
    "share",
    "submit",
    "undo",
    "waiting",
    "withdraw",
]
