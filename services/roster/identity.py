"""Who is who: which person on the roster a row means.

::

    staff number ── else telephone ── else name + birth month + sex, inside the trees the file touches
         └──────────────┴── another key points at somebody else, or two remain ──> a bad row that asks

A member who is on the roster goes before one who has left. Somebody whom another row names by a stronger key is no
candidate for a weaker one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from services.names import BranchRole, MembershipStage, MemberStatus, PartialDate, Sex
from services.roster.checks import Labels, problem
from services.roster.codes import Code, Problem
from services.roster.rows import Record
from services.roster.vocabulary import Field


@dataclass(frozen=True)
class StoredGrant:
    """A role a member holds or will hold."""

    id: int
    organisation_id: int
    role: BranchRole
    begun: bool = True


@dataclass(frozen=True)
class StoredMember:
    """A member as he stands. Telephone numbers are not opened: their keyed hash is enough.

    Attributes:
        branch_id: The branch of the open membership; None for one who has left.
    """

    id: int
    key: str
    code: str
    root_id: int
    name: str
    sex: Sex | None
    birth: PartialDate | None
    staff_number: str | None
    phone_index: str | None
    stage: MembershipStage
    status: MemberStatus
    admitted_on: PartialDate | None
    full_on: PartialDate | None
    education: str | None
    department: str | None
    post: str | None
    retired: bool
    mobile: bool
    branch_id: int | None
    group_id: int | None
    grants: tuple[StoredGrant, ...] = ()

    @property
    def here(self) -> bool:
        """Whether he is on the roster now."""
        return self.status in (MemberStatus.ACTIVE, MemberStatus.TRANSFER_PENDING)


#: The keyed hashes a normal telephone number may be stored under.
Indexes = Callable[[str], Sequence[str]]


def _same_month(one: PartialDate | None, other: PartialDate | None) -> bool:
    if one is None or other is None:
        return one is other
    return (one.year, one.month) == (other.year, other.month)


def _present(found: Iterable[StoredMember]) -> list[StoredMember]:
    everyone = list({member.id: member for member in found}.values())
    return [member for member in everyone if member.here] or everyone


class Register:
    """The members who may be meant, by each of the keys."""

    def __init__(self, members: Sequence[StoredMember], indexes: Indexes) -> None:
        self._indexes = indexes
        self._by_staff: dict[str, list[StoredMember]] = defaultdict(list)
        self._by_phone: dict[str, list[StoredMember]] = defaultdict(list)
        self._by_name: dict[str, list[StoredMember]] = defaultdict(list)
        for member in members:
            if member.staff_number is not None:
                self._by_staff[member.staff_number].append(member)
            if member.phone_index is not None:
                self._by_phone[member.phone_index].append(member)
            self._by_name[member.name].append(member)

    def by_staff(self, record: Record) -> list[StoredMember]:
        """Those with the row's staff number."""
        return _present(self._by_staff.get(record.staff_number, [])) if record.staff_number is not None else []

    def by_phone(self, record: Record) -> list[StoredMember]:
        """Those with the row's telephone number."""
        if record.phone is None:
            return []
        return _present(member for index in self._indexes(record.phone) for member in self._by_phone.get(index, []))

    def by_person(self, record: Record) -> list[StoredMember]:
        """Those with the row's name, birth month and sex."""
        return _present(
            member
            for member in self._by_name.get(record.name, [])
            if _same_month(member.birth, record.birth) and member.sex == record.sex
        )

    def by_part(self, record: Record, branch_id: int | None) -> list[StoredMember]:
        """Those of the row's name in its branch who agree in birth and sex as far as both sides know them."""
        return _present(
            member
            for member in self._by_name.get(record.name, [])
            if branch_id is not None
            and member.branch_id == branch_id
            and (member.birth is None or record.birth is None or _same_month(member.birth, record.birth))
            and (member.sex is None or record.sex is None or member.sex == record.sex)
        )


@dataclass(frozen=True)
class Matched:
    """The outcome: whom each record means (None: somebody new), and the rows that ask."""

    members: dict[int, StoredMember | None]
    problems: list[Problem]


class _Asks(Exception):
    def __init__(self, code: Code, one: Field) -> None:
        self.code = code
        self.field = one
        super().__init__(code.value)


def match(
    records: Sequence[Record],
    branches: Sequence[int | None],
    members: Sequence[StoredMember],
    indexes: Indexes,
    labels: Labels,
) -> Matched:
    """Find whom each record means.

    Args:
        records: The rows.
        branches: The id of each row's branch, None where it is new.
        members: Everybody who may be meant.
        indexes: The keyed hashes of a telephone number.
        labels: The headers, for naming columns.

    Returns:
        The member of each record by its position, without those that ask.
    """
    register = Register(members, indexes)
    found: dict[int, StoredMember | None] = {}
    problems: list[Problem] = []
    open_: list[int] = []

    def ask(position: int, asks: _Asks) -> None:
        record = records[position]
        values = {Field.STAFF_NUMBER: record.staff_number, Field.PHONE: record.phone, Field.NAME: record.name}
        problems.append(problem(labels, record, asks.field, values.get(asks.field) or "", asks.code))

    for position, record in enumerate(records):
        try:
            member = _by_number(record, register)
        except _Asks as asks:
            ask(position, asks)
            continue
        if member is not None:
            found[position] = member
        else:
            open_.append(position)
    claimed = {member.id for member in found.values() if member is not None}
    for position in open_:
        try:
            found[position] = _by_person(records[position], branches[position], register, claimed)
        except _Asks as asks:
            ask(position, asks)
    _ask_twice(records, found, labels, problems)
    return Matched(found, problems)


def _by_number(record: Record, register: Register) -> StoredMember | None:
    staff, phone, person = register.by_staff(record), register.by_phone(record), register.by_person(record)
    if len(staff) > 1:
        raise _Asks(Code.TWO_CANDIDATES, Field.STAFF_NUMBER)
    if staff:
        return _confirmed_staff(record, staff[0], phone)
    same = [member for member in phone if not _other_staff_number(member, record)]
    if phone and not same:
        # A new staff number and an old telephone number that belongs to another staff number.
        if record.shared_phone:
            return None
        raise _Asks(Code.KEYS_CONTRADICT, Field.PHONE)
    if len(same) > 1:
        return _one_of_several(record, same, person)
    return _confirmed_phone(record, same[0], person) if same else None


def _other_staff_number(member: StoredMember, record: Record) -> bool:
    return (
        member.staff_number is not None
        and record.staff_number is not None
        and member.staff_number != record.staff_number
    )


def _confirmed_staff(record: Record, member: StoredMember, phone: list[StoredMember]) -> StoredMember:
    if member.name != record.name and not _same_month(member.birth, record.birth):
        raise _Asks(Code.KEYS_CONTRADICT, Field.STAFF_NUMBER)
    if phone and member.id not in {one.id for one in phone} and not record.shared_phone:
        raise _Asks(Code.KEYS_CONTRADICT, Field.PHONE)
    return member


def _one_of_several(record: Record, same: list[StoredMember], person: list[StoredMember]) -> StoredMember | None:
    """A shared number: whoever of its holders has the row's name, birth month and sex, else the row's name."""
    ids = {member.id for member in person}
    exact = [member for member in same if member.id in ids]
    named = exact or [member for member in same if member.name == record.name]
    if len(named) == 1:
        return named[0]
    if not named and record.shared_phone:
        return None
    raise _Asks(Code.TWO_CANDIDATES, Field.PHONE)


def _confirmed_phone(record: Record, member: StoredMember, person: list[StoredMember]) -> StoredMember | None:
    ids = {one.id for one in person}
    if member.id in ids:
        return member
    if record.shared_phone and member.name != record.name:
        return None  # the number is another's too; the name decides
    if not member.here and member.name != record.name:
        return None  # numbers of people who have left are given to others
    if ids:
        # The number is one member's, the name, birth month and sex another's.
        raise _Asks(Code.KEYS_CONTRADICT, Field.PHONE)
    same_birth = _same_month(member.birth, record.birth) or member.birth is None or record.birth is None
    same_sex = member.sex == record.sex or member.sex is None or record.sex is None
    if member.name == record.name or (same_birth and same_sex):
        return member
    raise _Asks(Code.KEYS_CONTRADICT, Field.PHONE)


def _by_person(record: Record, branch_id: int | None, register: Register, claimed: set[int]) -> StoredMember | None:
    for candidates in (register.by_person(record), register.by_part(record, branch_id)):
        free = [one for one in candidates if one.id not in claimed and not _other_staff_number(one, record)]
        if len(free) > 1:
            raise _Asks(Code.TWO_CANDIDATES, Field.NAME)
        if free:
            return free[0]
    return None


def _ask_twice(
    records: Sequence[Record], found: dict[int, StoredMember | None], labels: Labels, problems: list[Problem]
) -> None:
    """Two rows may not mean one member."""
    first: dict[int, int] = {}
    for position, member in sorted(found.items()):
        if member is None:
            continue
        other = first.setdefault(member.id, position)
        if other != position:
            record = records[position]
            problems.append(
                problem(
                    labels,
                    record,
                    Field.NAME,
                    record.name,
                    Code.SAME_PERSON,
                    other=records[other].row,
                    sheet=records[other].sheet,
                )
            )
