"""The stored names, for the rooms above that must not know the tables."""

from db.base import PartialDate
from db.names import (
    BranchRole,
    ChatKind,
    Lane,
    MembershipStage,
    MemberStatus,
    OrgLevel,
    OutboxAction,
    OutboxReason,
    OutboxState,
    OutboxTarget,
    Reach,
    RequestKind,
    RequestState,
    Sex,
    ShiftKind,
)

__all__ = [
    "BranchRole",
    "ChatKind",
    "Lane",
    "MemberStatus",
    "MembershipStage",
    "OrgLevel",
    "OutboxAction",
    "OutboxReason",
    "OutboxState",
    "OutboxTarget",
    "PartialDate",
    "Reach",
    "RequestKind",
    "RequestState",
    "Sex",
    "ShiftKind",
]
