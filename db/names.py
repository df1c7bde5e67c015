"""The names that are stored: the field's own terms (``domain_rules.md`` 1, 5, 6; ``design.md`` 4, 6)."""

from enum import StrEnum


class OrgLevel(StrEnum):
    """Organisation levels, ``domain_rules.md`` 1.1."""

    PARTY_COMMITTEE = "PARTY_COMMITTEE"
    GENERAL_BRANCH = "GENERAL_BRANCH"
    BRANCH = "BRANCH"
    PARTY_GROUP = "PARTY_GROUP"


class BranchRole(StrEnum):
    """Roles in a branch and above it, ``domain_rules.md`` 1.2. A plain member has no row: he is a ``Membership``."""

    SECRETARY = "SECRETARY"
    DEPUTY_SECRETARY = "DEPUTY_SECRETARY"
    ORGANISATION_MEMBER = "ORGANISATION_MEMBER"
    PUBLICITY_MEMBER = "PUBLICITY_MEMBER"
    DISCIPLINE_MEMBER = "DISCIPLINE_MEMBER"
    YOUTH_MEMBER = "YOUTH_MEMBER"
    GROUP_LEADER = "GROUP_LEADER"
    COMMITTEE_SECRETARY = "COMMITTEE_SECRETARY"
    PARTY_OFFICE = "PARTY_OFFICE"


class Sex(StrEnum):
    """As the roster form states it."""

    MALE = "MALE"
    FEMALE = "FEMALE"


class MembershipStage(StrEnum):
    """Stages of development, ``domain_rules.md`` 5. The roster imports the last two."""

    APPLICANT = "APPLICANT"
    ACTIVIST = "ACTIVIST"
    DEV_TARGET = "DEV_TARGET"
    PROBATIONARY = "PROBATIONARY"
    FULL = "FULL"


class MemberStatus(StrEnum):
    """Whether a member is on the roster now."""

    ACTIVE = "ACTIVE"
    TRANSFER_PENDING = "TRANSFER_PENDING"
    LEFT = "LEFT"
    ERASED = "ERASED"


class Reach(StrEnum):
    """Whether a message can reach an account. The two refusals of the messenger are different states."""

    REACHABLE = "REACHABLE"
    BLOCKED = "BLOCKED"
    DEACTIVATED = "DEACTIVATED"


class RequestKind(StrEnum):
    """What a person asks the branch secretary for."""

    REGISTER = "REGISTER"
    REBIND = "REBIND"


class RequestState(StrEnum):
    """The one decision a registration request gets."""

    PENDING = "PENDING"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
    EXPIRED = "EXPIRED"


class ShiftKind(StrEnum):
    """On-shift marks of a member: 夜班 / 下夜班 / 休息."""

    NIGHT = "NIGHT"
    AFTER_NIGHT = "AFTER_NIGHT"
    REST = "REST"


class ChatKind(StrEnum):
    """Chats with more than one person that an organisation may bind."""

    GROUP = "GROUP"
    CHANNEL = "CHANNEL"


class OutboxState(StrEnum):
    """``queued → sending → sent | queued again | skipped | unreachable | failed | unknown`` (``design.md`` 4)."""

    QUEUED = "QUEUED"
    SENDING = "SENDING"
    SENT = "SENT"
    SKIPPED = "SKIPPED"
    UNREACHABLE = "UNREACHABLE"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"


class OutboxTarget(StrEnum):
    """Whom a message is for: a member (his account is looked up when it is sent), an account, a bound chat."""

    MEMBER = "MEMBER"
    ACCOUNT = "ACCOUNT"
    CHAT = "CHAT"


class OutboxAction(StrEnum):
    """What is done in the chat."""

    SEND = "SEND"
    EDIT = "EDIT"
    DELETE = "DELETE"
    PIN = "PIN"


class OutboxReason(StrEnum):
    """Why a message ended as it did, when it was not simply sent."""

    VOID = "VOID"
    EXPIRED = "EXPIRED"
    MERGED = "MERGED"
    PAUSED = "PAUSED"
    MUTED = "MUTED"
    NOT_TRUE = "NOT_TRUE"
    NEVER_STARTED = "NEVER_STARTED"
    BLOCKED = "BLOCKED"
    DEACTIVATED = "DEACTIVATED"
    CHAT_GONE = "CHAT_GONE"
    REFUSED = "REFUSED"
    EXHAUSTED = "EXHAUSTED"
    UNRENDERABLE = "UNRENDERABLE"
    CRASHED = "CRASHED"
    ERASED = "ERASED"


class Lane(StrEnum):
    """Which share of the sending budget a message takes (``design.md`` 4)."""

    INTERACTIVE = "INTERACTIVE"
    BULK = "BULK"


class Shift(StrEnum):
    """Where a date goes that is no working day (``domain_rules.md`` 9.2)."""

    NEXT_WORKDAY = "NEXT_WORKDAY"
    PREVIOUS_WORKDAY = "PREVIOUS_WORKDAY"
    KEEP = "KEEP"


class EventType(StrEnum):
    """Activities of a branch, ``domain_rules.md`` 2.1. One gathering may be several at once."""

    BRANCH_GENERAL_MEETING = "BRANCH_GENERAL_MEETING"
    BRANCH_COMMITTEE_MEETING = "BRANCH_COMMITTEE_MEETING"
    GROUP_MEETING = "GROUP_MEETING"
    PARTY_LECTURE = "PARTY_LECTURE"
    THEMED_PARTY_DAY = "THEMED_PARTY_DAY"
    ORG_LIFE_MEETING = "ORG_LIFE_MEETING"
    DEMOCRATIC_REVIEW = "DEMOCRATIC_REVIEW"
    HEART_TALK = "HEART_TALK"
    CORE_GROUP_STUDY = "CORE_GROUP_STUDY"
    DEMOCRATIC_LIFE_MEETING = "DEMOCRATIC_LIFE_MEETING"
    STUDY_SESSION = "STUDY_SESSION"
    COMMITTEE_SECRETARY_LECTURE = "COMMITTEE_SECRETARY_LECTURE"
    MEMBER_REPORT = "MEMBER_REPORT"
    ELECTION = "ELECTION"
    OATH = "OATH"
    POLITICAL_BIRTHDAY = "POLITICAL_BIRTHDAY"
    VOLUNTEER = "VOLUNTEER"
    VISIT = "VISIT"
    CONTEST = "CONTEST"


class RuleKind(StrEnum):
    """What a reminder rule makes of its dates.

    ``MEETING`` a meeting with its invitation and reminders; ``DUTY`` a word to the stewards when nothing is planned for
    the period; ``NOTICE`` a message on its dates; ``DUES`` the dues reminders, which another planner makes.
    """

    MEETING = "MEETING"
    DUTY = "DUTY"
    NOTICE = "NOTICE"
    DUES = "DUES"


class Audience(StrEnum):
    """Whom a meeting or a notice is for, seen from its organisation.

    ``MEMBERS`` everybody in it and below; ``OFFICERS`` who holds a role in it; ``LEADERS`` secretary and deputy, with
    neither the office above; ``SUPERIOR`` the leaders and the office above; ``PERSON`` the one whose date it is.
    """

    MEMBERS = "MEMBERS"
    OFFICERS = "OFFICERS"
    LEADERS = "LEADERS"
    SUPERIOR = "SUPERIOR"
    PERSON = "PERSON"


class MeetingState(StrEnum):
    """What became of a meeting."""

    PLANNED = "PLANNED"
    MOVED = "MOVED"
    CANCELLED = "CANCELLED"
    HELD = "HELD"


class Sitting(StrEnum):
    """Which of the two sittings of one meeting: A/B for people on shifts (``domain_rules.md`` 6.1)."""

    A = "A"
    B = "B"


class PartState(StrEnum):
    """How an organisation stands to a joint meeting: asked, or its leaders have answered."""

    ASKED = "ASKED"
    AGREED = "AGREED"
    DECLINED = "DECLINED"


class GuestKind(StrEnum):
    """Who is there without being expected: 列席 or 旁听."""

    GUEST = "GUEST"
    OBSERVER = "OBSERVER"


class MaterialKind(StrEnum):
    """What a file is to the messenger."""

    DOCUMENT = "DOCUMENT"
    PHOTO = "PHOTO"


class LeaveType(StrEnum):
    """Why somebody asks leave, ``domain_rules.md`` 6.1."""

    PERSONAL = "PERSONAL"
    SICK = "SICK"
    OFFICIAL = "OFFICIAL"
    DUTY = "DUTY"
    NIGHT_SHIFT = "NIGHT_SHIFT"
    SURGERY_EMERGENCY = "SURGERY_EMERGENCY"
    TRAINING_AWAY = "TRAINING_AWAY"
    AID_MISSION = "AID_MISSION"
    ANNUAL = "ANNUAL"
    MATERNITY = "MATERNITY"
    OTHER = "OTHER"


class LeaveState(StrEnum):
    """The one decision a request for leave gets. ``VOID``: its meeting was moved to another day or called off."""

    PENDING = "PENDING"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
    VOID = "VOID"


class AttendanceStatus(StrEnum):
    """What is recorded of somebody who was expected, ``domain_rules.md`` 6.1."""

    PRESENT = "PRESENT"
    LATE = "LATE"
    LEFT_EARLY = "LEFT_EARLY"
    LEAVE = "LEAVE"
    ABSENT = "ABSENT"
    EXEMPT = "EXEMPT"
    UNMARKED = "UNMARKED"


class CheckInWay(StrEnum):
    """How an attendance came to be recorded.

    The first four are the member's own; ``STEWARD`` a steward's mark, ``BEHALF`` his check-in for somebody else with a
    reason, ``CLOSING`` what the end of the roll-call wrote, ``LEAVE`` an approved leave at that moment.
    """

    BUTTON = "BUTTON"
    QR = "QR"
    CODE = "CODE"
    GROUP = "GROUP"
    STEWARD = "STEWARD"
    BEHALF = "BEHALF"
    CLOSING = "CLOSING"
    LEAVE = "LEAVE"


class ChangeKind(StrEnum):
    """Why an attendance is no longer what it was."""

    ARRIVED = "ARRIVED"
    LEFT = "LEFT"
    CORRECTED = "CORRECTED"
    ANNULLED = "ANNULLED"


class MakeUpState(StrEnum):
    """How far a make-up study has come; EXPIRED: its day has passed, it may still be handed in; VOID: not needed."""

    REQUIRED = "REQUIRED"
    SUBMITTED = "SUBMITTED"
    ACCEPTED = "ACCEPTED"
    EXPIRED = "EXPIRED"
    VOID = "VOID"


class MinuteKind(StrEnum):
    """What was sent in for the record of a meeting."""

    TEXT = "TEXT"
    VOICE = "VOICE"
    PHOTO = "PHOTO"
    FILE = "FILE"


class ScreenKind(StrEnum):
    """A message about a roll-call that is kept up to date."""

    BOARD = "BOARD"
    CODE = "CODE"


class QuorumKind(StrEnum):
    """By which rule a decision counts, ``domain_rules.md`` 2.2."""

    GENERAL = "GENERAL"
    COMMITTEE = "COMMITTEE"
    ELECTION = "ELECTION"


class CaseKind(StrEnum):
    """What a case follows: somebody's way into the party, or a membership on its way to another organisation."""

    DEVELOPMENT = "DEVELOPMENT"
    TRANSFER = "TRANSFER"


class CaseState(StrEnum):
    """What became of a case."""

    OPEN = "OPEN"
    DONE = "DONE"
    WITHDRAWN = "WITHDRAWN"


class TransferWay(StrEnum):
    """Where a membership goes, seen from the branch that keeps the case; ``WITHIN``: to another branch known here."""

    OUT = "OUT"
    IN = "IN"
    WITHIN = "WITHIN"


class CasePart(StrEnum):
    """Members who accompany a development, ``domain_rules.md`` 5."""

    MENTOR = "MENTOR"
    INTRODUCER = "INTRODUCER"


class CaseStep(StrEnum):
    """What is typed into a case, in the order things happen (``domain_rules.md`` 5, 7; sheets 11 and 12)."""

    APPLIED = "APPLIED"
    TALKED = "TALKED"
    ACTIVIST = "ACTIVIST"
    REVIEWED = "REVIEWED"
    REPORTED = "REPORTED"
    PUBLICITY_START = "PUBLICITY_START"
    PUBLICITY_END = "PUBLICITY_END"
    DEV_TARGET = "DEV_TARGET"
    POLITICAL_REVIEW = "POLITICAL_REVIEW"
    TRAINING_START = "TRAINING_START"
    TRAINING_END = "TRAINING_END"
    TRAINING_HOURS = "TRAINING_HOURS"
    PRE_REVIEW = "PRE_REVIEW"
    ACCEPTED = "ACCEPTED"
    APPROVED = "APPROVED"
    OATH = "OATH"
    EXTENDED_TO = "EXTENDED_TO"
    FULL_APPLIED = "FULL_APPLIED"
    FULL_MEETING = "FULL_MEETING"
    FULL_APPROVED = "FULL_APPROVED"
    ARCHIVED = "ARCHIVED"
    LETTER_NUMBER = "LETTER_NUMBER"
    LETTER_ON = "LETTER_ON"
    LETTER_UNTIL = "LETTER_UNTIL"
    PAID_THROUGH = "PAID_THROUGH"
    RECEIVED = "RECEIVED"
    RECEIPT = "RECEIPT"


class DualPart(StrEnum):
    """How a leader took part in organisational life: as an ordinary member, in the chair, or speaking."""

    MEMBER = "MEMBER"
    CHAIR = "CHAIR"
    SPEAKER = "SPEAKER"


class TaskEnd(StrEnum):
    """How a task for a human ended: told by telephone, dealt with, answered by itself, or overtaken by time."""

    PHONED = "PHONED"
    HANDLED = "HANDLED"
    ANSWERED = "ANSWERED"
    OVER = "OVER"


class HideReason(StrEnum):
    """Why somebody who looks after a branch's talk hid something; never a word about its author."""

    PRIVACY = "PRIVACY"
    INTERNAL = "INTERNAL"
    WORDING = "WORDING"
    ELSEWHERE = "ELSEWHERE"


class ReportState(StrEnum):
    """How an activity report stands."""

    DRAFT = "DRAFT"
    HANDED_IN = "HANDED_IN"
    RETURNED = "RETURNED"
    ACCEPTED = "ACCEPTED"


class HandoverState(StrEnum):
    """What became of a post that was offered; ``EXPIRED``: nobody answered in time."""

    OFFERED = "OFFERED"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"
    EXPIRED = "EXPIRED"


class PairingState(StrEnum):
    """How two branches stand to each other."""

    ASKED = "ASKED"
    AGREED = "AGREED"
    DECLINED = "DECLINED"
    ENDED = "ENDED"
