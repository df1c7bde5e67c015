"""Whatever is typed, and whatever people are called, an announcement arrives as it was typed."""

from __future__ import annotations

import random

from db.names import BranchRole
from services import access
from services.announcements import drafts, releasing
from services.announcements.content import Words, words
from tests import factories
from tests.fixtures.stages import Stage
from tests.handlers.doors import comes_in

#: Markup of every kind, entities of HTML, pairs of surrogates, joined signs, turned directions, control characters.
_PIECES = (
    *(
        "<b>",
        "</i>",
        "&amp;",
        "&#x0;",
        "<script>alert(1)</script>",
        "*_`[x](tg://user?id=1)",
        "{{ $x }}",
        "%s%n",
        "\\u0000",
    ),
    *(
        "🎉",
        "👨‍👩‍👧",
        "é",
        "\u202e",
        "\u200b",
        "\x07",
        "\r\n",
        "\t",
        "党",
        "𠮷",
        "@all",
        "/cancel",
        "#支部",
        "https://a.b/?<>&",
    ),
)
_NAMES = ("<b>内科&</b>支部", "张<script>", "李\u202e四 & *小王*")
_KINDS = ("bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "text_link", "blockquote")
_MANY = 40


def _text(rng: random.Random) -> Words:
    text = "".join(rng.choice(_PIECES) for _ in range(rng.randint(1, 30)))
    marks = [
        {
            "type": rng.choice(_KINDS),
            "offset": rng.randint(-2, 60),
            "length": rng.randint(-2, 60),
            "url": "https://example.org/",
        }
        for _ in range(rng.randint(0, 4))
    ]
    return words(text, marks)


async def test_no_text_and_no_name_breaks_a_message(stage: Stage) -> None:
    branch_name, sender, reader = _NAMES
    async with stage.house.db.write() as session:
        branch = await factories.make_branch(session, branch_name)
        wang = await factories.make_member(session, branch, sender)
        await factories.grant_role(session, wang, branch, BranchRole.SECRETARY)
        zhang = await factories.make_member(session, branch, reader)
    phone = await comes_in(stage, zhang)
    account = await stage.account_of(await comes_in(stage, wang))
    assert account is not None
    async with stage.house.db.read() as session:
        actor = await access.identify(session, "telegram", account.address, stage.house.today())
    rng = random.Random(20261116)
    texts = [one for one in (_text(rng) for _ in range(_MANY)) if one.text]
    for start in range(0, len(texts), 10):
        one = await drafts.start(stage.house, actor, branch.id)
        for said in texts[start : start + 10]:
            await drafts.add_text(stage.house, actor, one.id, said)
        made = await releasing.preview(stage.house, actor, one.id)
        await releasing.release(stage.house, actor, one.id, made.token)
    await stage.settle()
    shown = "\n".join(str(one.get("text", "")) for one in await phone.looks(limit=200))
    assert branch_name in shown
    assert [said.text for said in texts if said.text not in shown] == []
