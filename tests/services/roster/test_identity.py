"""Who is who: staff number, telephone, then name with birth month and sex (issue A, section 3)."""

from __future__ import annotations

from services.house import House
from services.names import MemberStatus, PartialDate
from services.roster.codes import Code
from services.roster.steps import Kind
from services.roster.vocabulary import Field
from tests.services.roster.files import csv_file, person
from tests.services.roster.imports import do, kinds, look, members, memberships, problems, roster

A, B, C = "19900002001", "19900002002", "19900002003"


async def test_namesakes_are_told_apart_by_birth_sex_or_telephone(sqlite_house: House) -> None:
    file = roster(
        person("张敏", 联系电话=A),
        person("张敏", 出生年月="1986-06", 联系电话=B),
        person("张敏", 性别="男", 联系电话=""),
        person("张敏", 联系电话=C),
    )
    await do(sqlite_house, file)
    assert len(await members(sqlite_house)) == 4
    seen = await look(sqlite_house, file)
    assert kinds(seen) == [Kind.SAME] * 4


async def test_a_changed_number_is_the_same_person(sqlite_house: House) -> None:
    await do(sqlite_house, roster(person("张敏", 联系电话=A)))
    seen = await look(sqlite_house, roster(person("张敏", 联系电话=B)))
    assert kinds(seen) == [Kind.CHANGED]
    assert seen.plan.steps[0].changed_fields == [Field.PHONE]
    await do(sqlite_house, roster(person("张敏", 联系电话=B)))
    (stored,) = await members(sqlite_house)
    assert stored.phone_sealed is not None
    assert sqlite_house.vault.open(stored.phone_sealed, f"members.phone:{stored.key}") == B
    assert stored.phone_index == sqlite_house.vault.index(B, "phone")


async def test_a_changed_name_is_the_same_person(sqlite_house: House) -> None:
    await do(sqlite_house, roster(person("张敏", 联系电话=A)))
    await do(sqlite_house, roster(person("张晓敏", 联系电话=A)))
    (stored,) = await members(sqlite_house)
    assert stored.name == "张晓敏"


async def test_two_people_share_a_number(sqlite_house: House) -> None:
    file = roster(
        person("张敏", 联系电话=A, 备注="共用电话"),
        person("李强", 性别="男", 出生年月="1984-01", 联系电话=A, 备注="共用电话"),
    )
    await do(sqlite_house, file)
    assert [one.name for one in await members(sqlite_house)] == ["张敏", "李强"]
    assert kinds(await look(sqlite_house, file)) == [Kind.SAME, Kind.SAME]


async def test_a_number_that_comes_to_be_shared_needs_the_mark(sqlite_house: House) -> None:
    await do(sqlite_house, roster(person("张敏", 联系电话=A)))
    husband = person("李强", 性别="男", 出生年月="1984-01", 联系电话=A)
    assert problems(await look(sqlite_house, roster(husband))) == [(3, "联系电话", Code.KEYS_CONTRADICT)]
    seen = await look(sqlite_house, roster(person("张敏", 联系电话=A), husband | {"备注": "共用电话"}))
    assert kinds(seen) == [Kind.SAME, Kind.ADDED]


async def test_a_move_with_a_new_number_is_the_same_person(house: House) -> None:
    await do(house, roster(person("张敏", 联系电话=A), person("李强", 所属党支部="外科党支部")))
    moved = roster(person("张敏", 联系电话=B, 所属党支部="外科党支部"), person("李强", 所属党支部="外科党支部"))
    seen = await look(house, moved)
    assert kinds(seen) == [Kind.MOVED, Kind.SAME]
    assert (seen.counts.moved, seen.counts.gone) == (1, 0)
    await do(house, moved)
    stored = (await members(house))[0]
    assert await memberships(house, stored.id) == [
        ("内科党支部", "2026-11-16", "2026-11-16"),
        ("外科党支部", "2026-11-16", None),
    ]


async def test_a_staff_number_goes_before_everything(sqlite_house: House) -> None:
    await do(sqlite_house, roster(person("张敏", 工号="A7", 联系电话=A)))
    seen = await look(sqlite_house, roster(person("张晓敏", 工号="a7", 联系电话=B)))
    assert kinds(seen) == [Kind.CHANGED]
    assert seen.plan.steps[0].changed_fields == [Field.NAME, Field.PHONE]


async def test_a_staff_number_that_comes_later_is_added_to_the_person(sqlite_house: House) -> None:
    await do(sqlite_house, roster(person("张敏", 联系电话=A)))
    await do(sqlite_house, roster(person("张敏", 工号="A7", 联系电话=A)))
    (stored,) = await members(sqlite_house)
    assert stored.staff_number == "A7"


async def test_staff_numbers_may_be_exchanged_between_people(house: House) -> None:
    await do(house, roster(person("张敏", 工号="A7", 联系电话=A), person("张晓敏", 工号="A8", 联系电话=B)))
    # The same birth month: a corrected pair of numbers, told apart by the staff number alone.
    exchanged = roster(person("张敏", 工号="A8"), person("张晓敏", 工号="A7"))
    await do(house, exchanged)
    assert [(one.name, one.staff_number) for one in await members(house)] == [("张晓敏", "A7"), ("张敏", "A8")]


async def test_a_staff_number_of_somebody_else_entirely_asks(sqlite_house: House) -> None:
    await do(sqlite_house, roster(person("张敏", 工号="A7", 联系电话=A)))
    seen = await look(sqlite_house, roster(person("王芳", 工号="A7", 出生年月="1990-01")))
    assert problems(seen) == [(3, "工号", Code.KEYS_CONTRADICT)]


async def test_a_staff_number_and_a_telephone_of_two_people_ask(sqlite_house: House) -> None:
    await do(sqlite_house, roster(person("张敏", 工号="A7", 联系电话=A), person("李强", 工号="A8", 联系电话=B)))
    seen = await look(sqlite_house, roster(person("张敏", 工号="A7", 联系电话=B)))
    assert problems(seen) == [(3, "联系电话", Code.KEYS_CONTRADICT)]
    seen = await look(sqlite_house, roster(person("张敏", 工号="A9", 联系电话=A)))
    assert problems(seen) == [(3, "联系电话", Code.KEYS_CONTRADICT)]


async def test_a_telephone_of_one_and_the_name_of_another_ask(sqlite_house: House) -> None:
    await do(sqlite_house, roster(person("张敏", 联系电话=A), person("王芳", 出生年月="1990-01", 联系电话=B)))
    seen = await look(sqlite_house, roster(person("张敏", 联系电话=B)))
    assert problems(seen) == [(3, "联系电话", Code.KEYS_CONTRADICT)]


async def test_a_telephone_of_somebody_else_entirely_asks(sqlite_house: House) -> None:
    await do(sqlite_house, roster(person("张敏", 联系电话=A)))
    seen = await look(sqlite_house, roster(person("王芳", 出生年月="1990-01", 联系电话=A)))
    assert problems(seen) == [(3, "联系电话", Code.KEYS_CONTRADICT)]


async def test_two_namesakes_who_both_may_be_meant_ask(sqlite_house: House) -> None:
    await do(sqlite_house, roster(person("张敏", 联系电话=A), person("张敏", 联系电话=B)))
    seen = await look(sqlite_house, roster(person("张敏", 联系电话=C)))
    assert problems(seen) == [(3, "姓名", Code.TWO_CANDIDATES)]


async def test_a_namesake_whom_another_row_names_by_telephone_is_no_candidate(sqlite_house: House) -> None:
    await do(sqlite_house, roster(person("张敏", 联系电话=A), person("张敏", 联系电话=B)))
    seen = await look(sqlite_house, roster(person("张敏", 联系电话=A), person("张敏", 联系电话=C)))
    assert kinds(seen) == [Kind.SAME, Kind.CHANGED]
    changed = seen.plan.steps[1].member
    assert changed is not None
    assert changed.phone_index == sqlite_house.vault.index(B, "phone")


async def test_two_rows_that_mean_one_person_ask(sqlite_house: House) -> None:
    await do(sqlite_house, roster(person("张敏", 工号="A7", 联系电话=A)))
    seen = await look(sqlite_house, roster(person("张敏", 工号="A7"), person("张晓敏", 联系电话=A)))
    assert problems(seen) == [(4, "姓名", Code.SAME_PERSON)]


async def test_a_file_without_birth_and_sex_finds_the_same_people_again(sqlite_house: House) -> None:
    bare = {"姓名": "张敏", "党员类别": "正式", "所属党支部": "内科党支部"}
    await do(sqlite_house, roster(bare))
    assert kinds(await look(sqlite_house, roster(bare))) == [Kind.SAME]
    # What was not known is learned in the same branch, and a person elsewhere is somebody else.
    assert kinds(await look(sqlite_house, roster(person("张敏")))) == [Kind.CHANGED]
    assert kinds(await look(sqlite_house, roster(person("张敏", 所属党支部="外科党支部")))) == [Kind.ADDED]


async def test_who_comes_back_is_the_one_who_left(house: House) -> None:
    both = roster(person("张敏", 联系电话=A), person("李强", 联系电话=B))
    await do(house, both)
    await do(house, roster(person("李强", 联系电话=B)), mark_gone=True)
    seen = await look(house, both)
    assert kinds(seen) == [Kind.RETURNED, Kind.SAME]
    assert seen.counts.added == 1
    await do(house, both)
    stored = (await members(house))[0]
    assert (stored.status, stored.left_at) == (MemberStatus.ACTIVE, None)
    assert len(await members(house)) == 2


async def test_the_number_of_somebody_who_left_may_be_anothers(sqlite_house: House) -> None:
    await do(sqlite_house, roster(person("张敏", 联系电话=A), person("李强", 联系电话=B)))
    await do(sqlite_house, roster(person("李强", 联系电话=B)), mark_gone=True)
    seen = await look(sqlite_house, roster(person("李强", 联系电话=B), person("王芳", 出生年月="1990-01", 联系电话=A)))
    assert kinds(seen) == [Kind.SAME, Kind.ADDED]


async def test_people_of_another_committee_are_nobody_here(sqlite_house: House) -> None:
    await do(sqlite_house, roster(person("张敏", 联系电话=A)))
    other = person("张敏", 联系电话=A, 所属党委="市中医院党委")
    assert kinds(await look(sqlite_house, roster(other))) == [Kind.ADDED]


async def test_branches_without_a_committee_are_one_family(sqlite_house: House) -> None:
    await do(sqlite_house, csv_file(person("张敏", 联系电话=A), person("李强", 所属党支部="外科党支部")))
    seen = await look(sqlite_house, csv_file(person("张敏", 联系电话=A, 所属党支部="外科党支部")))
    assert kinds(seen) == [Kind.MOVED]


async def test_a_coarser_date_takes_nothing_away(sqlite_house: House) -> None:
    await do(sqlite_house, roster(person("张敏", 联系电话=A, 出生年月="1985-06-09")))
    assert kinds(await look(sqlite_house, roster(person("张敏", 联系电话=A, 出生年月="1985.06")))) == [Kind.SAME]
    await do(sqlite_house, roster(person("张敏", 联系电话=A, 出生年月="1985-07")))
    assert (await members(sqlite_house))[0].birth == PartialDate(1985, 7)
