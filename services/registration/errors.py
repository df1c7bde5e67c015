"""What can stand in the way of a registration.

::

    AlreadyDone
    ├── AlreadyRegistered     the account speaks for a member
    └── RequestPending        he has asked and must wait
    BadInput
    ├── ContactNotYours       somebody else's contact
    └── NameUnusable          no name of a person
"""

from services.errors import AlreadyDone, BadInput


class AlreadyRegistered(AlreadyDone):
    """The account speaks for a member already."""

    code = "already-registered"


class RequestPending(AlreadyDone):
    """One request an account: the earlier one is still waiting."""

    code = "request-pending"


class ContactNotYours(BadInput):
    """The messenger does not vouch that the contact is the sender's."""

    code = "contact-not-yours"


class NameUnusable(BadInput):
    """What was typed is no name of a person."""

    code = "name-unusable"
