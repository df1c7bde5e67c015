"""Nobody has to know an address: whatever there is to press is shown to somebody who begins at the menu."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from handlers import features
from handlers.routing import Kind
from tests.fixtures.houses import house_at
from tests.handlers.walking import Walk, furnish

NAMES = {route.name for route in features.load().routes() if route.kind is Kind.BUTTON}

#: What the walk does not come to, and where it is shown; the tests of each feature go there by what the screens show.
ELSEWHERE = {
    "after words that were typed, or a file that was sent": {
        *("ap.pk", "dv.add", "dv.link", "rem.k", "ro.gone", "ro.no", "ro.ok", "tb.at", "tr.as", "tr.go", "tr.to"),
        *("du.done", "du.eok", "du.m", "du.one", "du.sure", "du.upn", "du.upt", "mn.fig"),
        *("du.pera", "du.pok", "sc.ok", "wk.in", "an.fixy"),
    },
    "on a card or a reminder somebody was sent": {
        "du.nay",
        "du.yes",
        "lv.re",
        "mj.no",
        "mj.ok",
        "mku.see",
        "ho.no",
        "ho.see",
        "ho.yes",
        "rp.ok",
        "an.try",
        "snz",
        "sta",
    }
    | {"wk.fi", "wk.no", "wk.ok", "wk.re", "wk.see"},
    "on the card of an appeal, by who answers it": {"sta.as", "sta.fix", "sta.say"},
    "before somebody is registered, or has confirmed the office's warning": {
        *("reg.back", "reg.off", "reg.rb"),
    },
    "once things have come so far: written, paid, answered, recorded": {
        *(
            "ap.c",
            "ap.ok",
            "ck.go",
            "cl.re",
            "hb.sh",
            "tm.fix",
            "tb.nt",
            "tb.ok",
            "pr.add",
            "pr.at",
            "pr.ok",
            "tk.un",
            "dl.off",
            "do.x",
            "du.eback",
            "ho.rec",
            "du.my",
            "du.mypic",
            "du.myx",
            "du.ok",
            "du.qtr",
            "du.rev",
            "du.upa",
        ),
        *(
            "dv.del",
            "dv.enrol",
            "dv.rm",
            "mn.all",
            "mn.it",
            "mn.mv",
            "mn.one",
            "mn.rm",
            "mn.see",
            "rc.h",
            "rem.ws",
            "rs.back",
            "tr.del",
            "tr.end",
        ),
    },
    "while an announcement goes out, when some copies did not arrive, and on one that is scheduled": {
        *("an.hold", "an.on", "an.re", "an.re1", "an.stop", "an.stopy", "an.unk", "an.unkn", "an.unky"),
    },
    "while a quiz one may take is open, or is still being made": {
        *("q.a", "q.go", "q.m", "q.n", "q.r", "q.re", "q.t", "q.w", "qz.pk"),
    },
    "while a survey is being made, or after one that is anonymous or complete": {
        *("sv.add", "sv.days", "sv.drop", "sv.re", "sv.rm", "sv.send", "sva"),
    },
    "where quizzes have asked questions of the bank": {"qi", "qi.fix", "qi.off"},
    "while a quiz runs in a meeting, and on the copies of its questions": {
        *("qk", "ql.at", "ql.e", "ql.go", "ql.n", "ql.s"),
    },
    "where a shelf of reading holds something with a file or questions": {"rd.an", "rd.fi", "rl.ok"},
    "for a leader of the hospital": {"dl.my"},
    "on a list whose things say how they are done": {"cl.how"},
    "where more than sixty are expected": {"rc.page"},
    "where the bot has an address on the web": {"cal.n", "cal.o", "cal.x", "me.caln", "me.calo", "me.calx"},
}


@pytest.mark.timeout(400)
async def test_every_button_is_shown_on_the_way_from_the_menu(sqlite_template: Path, tmp_path: Path) -> None:
    clean = tmp_path / "clean.db"
    shutil.copy(sqlite_template, clean)
    house = house_at(f"sqlite:///{clean}")
    people = await furnish(house)
    await house.db.close()
    walk = Walk()
    for kind, person in people.items():
        own = tmp_path / f"{kind}.db"
        shutil.copy(clean, own)
        house = house_at(f"sqlite:///{own}")
        await walk.go(house, person)
        await house.db.close()
    assert walk.unanswered == []
    assert set(walk.shown) <= NAMES, "a button that leads nowhere"
    # A new button: show it where the walk comes to, or say in ELSEWHERE where it is shown, and let a test go there.
    assert NAMES - set(walk.shown) - set().union(*ELSEWHERE.values()) == set(), "nobody is shown these"


def test_what_is_excused_is_there() -> None:
    assert set().union(*ELSEWHERE.values()) <= NAMES
