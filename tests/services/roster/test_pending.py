from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.house import Limits
from services.roster import reading
from services.roster.packing import pack, unpack
from tests.services.roster.files import DATA, csv_file, person

TODAY = dt.date(2026, 11, 16)


def read(content: bytes) -> reading.Document:
    return reading.read(content, Limits(), TODAY, 18)


@pytest.mark.parametrize("name", ["roster_16_branches.xlsx", "roster_sheet_per_branch.xlsx"])
def test_a_document_waits_as_one_short_text_and_comes_back(name: str) -> None:
    document = read((DATA / name).read_bytes())
    packed = pack(document)
    assert unpack(packed) == document
    assert len(packed) < 40_000


def test_a_document_with_problems_is_not_kept() -> None:
    with pytest.raises(ValueError, match="problems"):
        pack(read(csv_file(person(性别="?"))))


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.builds(
            person,
            st.text("张王李赵敏强芳静", min_size=1, max_size=4),
            出生年月=st.sampled_from(["", "1985.06", "1985-06-09"]),
            转正时间=st.sampled_from(["", "2011-07-01"]),
            党内职务=st.sampled_from(["", "组织委员、党小组组长", "党办"]),
            性别=st.sampled_from(["", "男", "女"]),
            备注=st.sampled_from(["", "共用电话"]),
            是否流动=st.sampled_from(["", "是", "否"]),
            所在党小组=st.sampled_from(["", "第一党小组"]),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_whatever_was_read_comes_back(rows: list[dict[str, str]]) -> None:
    document = read(csv_file(*rows))
    document.problems.clear()
    assert unpack(pack(document)) == document
