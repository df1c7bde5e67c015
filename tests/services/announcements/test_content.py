"""What an announcement says, laid out as messages: whatever is typed, nothing breaks and nothing is lost."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from playground.entities.plain import from_list
from services.announcements.content import (
    CAPTION_LIMIT,
    TEXT_LIMIT,
    File,
    Mark,
    Part,
    Words,
    layout,
    messages_each,
    units,
    words,
)
from services.names import AnnouncementPartKind

#: Texts that try to be markup, hold pairs of surrogates, marks that join, and lines of nothing.
TEXTS = st.text(
    st.one_of(
        st.sampled_from("<>&\"'*_`[]()~|\\{}$#@/ \n\t张党🎉👨‍👩‍👧é\u200d\u202e\0"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=120,
)
MARKS: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict,
    type=st.sampled_from(["bold", "italic", "code", "pre", "text_link", "spoiler", "mention", "text_mention", "x", 7]),
    offset=st.integers(-5, 140),
    length=st.integers(-5, 140),
    url=st.one_of(st.none(), st.just("https://example.org/?a=1&b=<2>")),
    language=st.one_of(st.none(), st.just("python")),
)


def _slice(text: str, mark: Mark) -> str:
    coded = text.encode("utf-16-le")
    return coded[2 * mark.offset : 2 * (mark.offset + mark.length)].decode("utf-16-le")


@given(TEXTS, st.lists(MARKS, max_size=6))
def test_whatever_is_typed_the_messenger_takes_it(text: str, marks: list[dict[str, Any]]) -> None:
    kept = words(text, marks)
    assert kept.text == kept.text.strip()
    for mark in kept.entities:
        assert 0 <= mark.offset < mark.offset + mark.length <= kept.units
        assert _slice(kept.text, mark), "a mark never cuts a character in two"
    assert kept == words(kept.text, kept.marks()), "what is kept stays as it is"
    from_list(kept.text, kept.marks())  # the server reads it


@given(st.lists(TEXTS.map(words), min_size=1, max_size=3), TEXTS.map(words), TEXTS.map(words))
def test_nothing_is_lost_between_a_head_and_a_foot(texts: list[Words], head: Words, foot: Words) -> None:
    parts = [Part(place, AnnouncementPartKind.TEXT, said).shaped() for place, said in enumerate(texts, 1) if said.text]
    pieces = layout(parts, head, foot, {}, button=True)
    if not parts:
        assert pieces == []
        return
    whole = "".join(piece.words.text for piece in pieces)
    assert all(part.words.text in whole for part in parts)
    assert [piece.button for piece in pieces] == [False] * (len(pieces) - 1) + [True]
    assert sum(piece.messages for piece in pieces) == messages_each(parts, foot=True)


def test_marks_move_with_their_words() -> None:
    head = Words("📢 内科", (Mark("bold", 0, units("📢 内科")),))
    said = words("  🎉 明天 <b>开会</b>", [{"type": "italic", "offset": 5, "length": 2}])
    both = head + said
    assert [_slice(both.text, mark) for mark in both.entities] == ["📢 内科", "明天"]


def test_a_long_text_stands_alone_between_its_head_and_its_button() -> None:
    part = Part(1, AnnouncementPartKind.TEXT, words("长" * TEXT_LIMIT)).shaped()
    pieces = layout([part], Words("头"), Words("脚"), {1: Words("更正")}, button=True)
    assert [(piece.words.text[:1], piece.button) for piece in pieces] == [("头", False), ("长", False), ("脚", True)]
    assert pieces[1].words.units == TEXT_LIMIT, "the word that it was corrected has no room there"


def test_a_short_text_is_one_message_and_says_that_it_was_corrected() -> None:
    part = Part(1, AnnouncementPartKind.TEXT, words("短")).shaped()
    (piece,) = layout([part], Words("头"), Words("脚"), {1: Words("更正")}, button=True)
    assert piece.words.text == "头\n\n短\n\n更正\n\n脚"


def test_an_album_takes_neither_head_nor_button() -> None:
    files = tuple(File("PHOTO", str(number), words("合影")) for number in range(3))
    album = Part(1, AnnouncementPartKind.ALBUM, files=files).shaped()
    pieces = layout([album], Words("头"), Words("脚"), {}, button=True)
    assert [(len(piece.files), piece.words.text) for piece in pieces] == [(0, "头"), (3, ""), (0, "脚")]
    assert messages_each([album], foot=True) == 5


def test_words_below_a_photo_are_as_long_as_they_may_be() -> None:
    short = Part(1, AnnouncementPartKind.PHOTO, files=(File("PHOTO", "a", words("图")),)).shaped()
    (piece,) = layout([short], Words("头"), Words(), {}, button=False)
    assert piece.words.text == "头\n\n图"
    long = Part(1, AnnouncementPartKind.PHOTO, files=(File("PHOTO", "a", words("图" * CAPTION_LIMIT)),)).shaped()
    assert [piece.words.units for piece in layout([long], Words("头"), Words(), {}, button=False)] == [1, CAPTION_LIMIT]
