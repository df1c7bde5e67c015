"""A page that is asked for is one that is there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.paging import page_of


@given(st.integers(0, 200), st.integers(1, 12), st.integers(-5, 300))
def test_a_page_is_always_there(many: int, size: int, wanted: int) -> None:
    page, pages = page_of(wanted, many, size)
    assert 1 <= page <= pages
    assert pages * size >= many
    assert pages == 1 or (pages - 1) * size < many
    assert page == wanted or not 1 <= wanted <= pages
