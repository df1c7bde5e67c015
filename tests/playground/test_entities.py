"""Formatted text: what HTML, MarkdownV2 and Markdown become, and how Telegram words its refusals."""

from typing import Any

import pytest

from playground.entities import read
from playground.errors import ApiError


def _shape(entities: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    extra = ("url", "language", "unix_time", "date_time_format", "custom_emoji_id")
    return [(one["type"], one["offset"], one["length"], *(one[key] for key in extra if key in one)) for one in entities]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>粗</b>x", "粗x", [("bold", 0, 1)]),
        ("😀<i>斜</i>", "😀斜", [("italic", 2, 1)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("&lt;b&gt; &amp; &quot; &#128512; &#x41; &nbsp; a&b", '<b> & " 😀 A &nbsp; a&b', []),
        ('<a href="https://a.cn/?x=1&amp;y=2">链接</a>', "链接", [("text_link", 0, 2, "https://a.cn/?x=1&y=2")]),
        ("<a href='tg://user?id=7'>谁</a>", "谁", [("text_mention", 0, 1)]),
        ('<pre><code class="language-python">x</code></pre>', "x", [("pre", 0, 1, "python")]),
        ("<pre>x</pre><code>y</code>", "xy", [("pre", 0, 1), ("code", 1, 1)]),
        ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
        ("<blockquote>q</blockquote>", "q", [("blockquote", 0, 1)]),
        ('<span class="tg-spoiler">s</span><tg-spoiler>t</tg-spoiler>', "st", [("spoiler", 0, 1), ("spoiler", 1, 1)]),
        ('<tg-time unix="1647531900" format="wDT">周四</tg-time>', "周四", [("date_time", 0, 2, 1647531900, "wDT")]),
        ("  <b> a </b>  ", "a", [("bold", 0, 1)]),
        ("<b></b>x", "x", []),
        ("<B>x</b>", "x", [("bold", 0, 1)]),
        ("<u>u</u><ins>v</ins><s>w</s><del>x</del>", "uvwx",
         [("underline", 0, 1), ("underline", 1, 1), ("strikethrough", 2, 1), ("strikethrough", 3, 1)]),
        ("/start @name #话题 https://a.cn", "/start @name #话题 https://a.cn",
         [("bot_command", 0, 6), ("mention", 7, 5), ("hashtag", 13, 3), ("url", 17, 12)]),
        ("<code>/start</code>", "/start", [("code", 0, 6)]),
    ],
)  # fmt: skip
def test_html(source: str, text: str, entities: list[tuple[Any, ...]]) -> None:
    found, shape = read(source, "HTML", None)
    assert (found, _shape(shape)) == (text, entities)


@pytest.mark.parametrize(
    ("source", "refusal"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("字<x>", 'Unsupported start tag "x" at byte offset 3'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("1<2", "Unclosed start tag at byte offset 1"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("</b>", "Unexpected end tag at byte offset 0"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a href>x</a>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
    ],
)
def test_bad_html(source: str, refusal: str) -> None:
    with pytest.raises(ApiError) as error:
        read(source, "html", None)
    assert error.value.description == f"Bad Request: can't parse entities: {refusal}"


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("*粗*_斜_", "粗斜", [("bold", 0, 1), ("italic", 1, 1)]),
        ("*a _b_ c*", "a b c", [("bold", 0, 5), ("italic", 2, 1)]),
        ("__u__~s~||p||", "usp", [("underline", 0, 1), ("strikethrough", 1, 1), ("spoiler", 2, 1)]),
        (r"1\.5 \- \(x\) \\", "1.5 - (x) \\", []),
        ("`a*b`", "a*b", [("code", 0, 3)]),
        ("```python\nx = 1\n```", "x = 1", [("pre", 0, 5, "python")]),
        (r"[链](https://a.cn/\)x)", "链", [("text_link", 0, 1, "https://a.cn/)x")]),
        (">a\n>b\nc", "a\nb\nc", [("blockquote", 0, 3)]),
        (">a\n>b||", "a\nb", [("expandable_blockquote", 0, 3)]),
        ("![t](tg://time?unix=5&format=r)", "t", [("date_time", 0, 1, 5, "r")]),
        ("![👍](tg://emoji?id=5368)", "👍", [("custom_emoji", 0, 2, "5368")]),
    ],
)
def test_markdown_v2(source: str, text: str, entities: list[tuple[Any, ...]]) -> None:
    found, shape = read(source, "MarkdownV2", None)
    assert (found, _shape(shape)) == (text, entities)


@pytest.mark.parametrize(
    ("source", "refusal"),
    [
        ("1.5", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("a-b", "Character '-' is reserved and must be escaped with the preceding '\\'"),
        ("字*x", "Can't find end of Bold entity at byte offset 3"),
        ("`x", "Can't find end of Code entity at byte offset 0"),
        ("[x", "Can't find end of TextUrl entity at byte offset 0"),
        ("[x](http://a", "Can't find end of a URL at byte offset 3"),
    ],
)
def test_bad_markdown_v2(source: str, refusal: str) -> None:
    with pytest.raises(ApiError) as error:
        read(source, "MarkdownV2", None)
    assert error.value.description == f"Bad Request: can't parse entities: {refusal}"


def test_old_markdown() -> None:
    text, shape = read("*b* _i_ `c` [l](http://a.cn/) a\\_b", "Markdown", None)
    assert text == "b i c l a_b"
    assert _shape(shape) == [("bold", 0, 1), ("italic", 2, 1), ("code", 4, 1), ("text_link", 6, 1, "http://a.cn/")]
    with pytest.raises(ApiError, match="Can't find end of the entity starting at byte offset 2"):
        read("a *b", "Markdown", None)


def test_listed_entities() -> None:
    text, shape = read(
        " ab ", None, [{"type": "bold", "offset": 0, "length": 99}, {"type": "url", "offset": 0, "length": 1}]
    )
    assert (text, _shape(shape)) == ("ab", [("bold", 0, 2)])
    with pytest.raises(ApiError, match="can't parse MessageEntity"):
        read("x", None, [{"type": "bold"}])


@pytest.mark.parametrize(
    "entity",
    [
        {"type": "text_mention"},
        {"type": "text_mention", "user": {"id": "x"}},
        {"type": "text_link"},
        {"type": "date_time"},
        {"type": ["bold"]},
        {"type": "bold", "offset": 9},
    ],
)
def test_incomplete_listed_entities_are_dropped(entity: dict[str, Any]) -> None:
    assert read("x", None, [{"offset": 0, "length": 1} | entity]) == ("x", [])


def test_impossible_addresses_make_no_link() -> None:
    assert read("<a href='http://[x'>a</a>", "HTML", None) == ("a", [])
    assert read("<a href='javascript:x'>a</a>", "HTML", None) == ("a", [])


@pytest.mark.parametrize("text", ["a@b.cn 写信", "见 www.a.com/x，", "1/2 3/4", "a/b", "#1 #", "//x", "100$"])
def test_what_is_no_command(text: str) -> None:
    _, shape = read(text, None, None)
    assert not any(one["type"] in {"bot_command", "hashtag", "mention", "cashtag"} for one in shape)
