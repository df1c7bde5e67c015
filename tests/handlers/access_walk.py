"""One press of everything by everybody, and what really happened: what ``docs/access.md`` is made of and held against.

What somebody may is judged by what he got and what is stored afterwards, never by what the handler declares::

    route ── press it as one kind of person ──┬── the common refusal, or the way in ............. kept out
                                              ├── another sentence of an error .................. let in, nothing done
                                              ├── a page, a file: are the branch's secrets in it?
                                              └── rows: of the branch, of himself ............... changed

The gate refuses most of all presses. It is asked for each of them, as the person stands in the database; of those it
refuses some are pressed as well. ``make docs`` presses all it lets in; ``make test`` those of ``_ALWAYS`` and a fifth
of the others: what they may differs by the gate alone, as the lines show.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event

import texts
from db.names import BranchRole
from db.session import json_text
from handlers.dispatch import Dispatcher
from handlers.prompts import Prompt
from handlers.routing import Kind, Route
from handlers.turn import Turn
from services import access
from services.access import Actor, Need, Scope
from services.errors import DomainError, NotAllowed
from tests.fixtures.houses import NOW
from tests.handlers.everybody import GROUPS, KINDS
from tests.handlers.forged import answers_for, data_of, filled, named
from tests.handlers.offline import BOT_ID, Line
from tests.handlers.protected import SECRETS, Scene

#: What may have happened, the least first.
OUTCOMES = {
    ".": "refused with the one sentence for whatever is out of reach or does not exist",
    "i": "shown the way in (to the office: its warning) and nothing else",
    "-": "not possible for him, or not answered",
    "e": "let in and told what is amiss: nothing was stored",
    "o": "answered with nothing of the branch: a page of his own, an empty one, or how things stand today",
    "m": "something was stored, nothing of it the branch's or anybody else's: a form begun, a setting of his own",
    "r": "shown what only the branch may know",
    "f": "sent a file or a picture",
    "w": "rows of the branch or of somebody else in it changed",
}
_RANK = {letter: rank for rank, letter in enumerate(OUTCOMES)}
_FILES = ("sendDocument", "sendPhoto", "sendVoice", "sendMediaGroup", "sendVideo")
#: Every how many of the presses the gate refuses are made all the same; and in ``make test`` of those it lets in.
_OF_REFUSED, _OF_LET_IN = 17, 5
#: Who presses whatever the gate lets him: those outside, a plain member, whose things they are, the secretary.
_ALWAYS = {*GROUPS["outside"], "Me", "Ow", "Se"}
#: What is typed where something is asked for: what leads deepest is taken. No secret, which would come back as it was.
TYPED = ("2026-12-15 15:00", "2026-11-15", "22:00-07:00", "25", "小兵", "一句话", "0.5")
#: Who is asked first what a route is best pressed with: whom the gate lets in.
_GUIDES = ("Se", "Ow", "Om", "Pm", "Gl", "Po", "Me", "Ad", "St")
#: What buttons are about, by their scope, and where that does not say it by how their names begin.
_ABOUT = {
    Scope.ORGANISATION: ("branch", "committee"),
    Scope.MEMBER: ("member",),
    Scope.REQUEST: ("request",),
    Scope.CHAT: ("chat",),
    Scope.LEAVE: ("leave",),
    Scope.MAKE_UP: ("makeup",),
    Scope.STUDY_APPEAL: ("appeal",),
    Scope.STUDY_WORK: ("work",),
    Scope.QUIZ: ("quiz",),
    Scope.ANNOUNCEMENT: ("notice",),
}
_BY_NAME = {
    "an": "notice",
    "cl": "item",
    "hb": "help question",
    "ho": "handover",
    "lv": "leave",
    "me": "member",
    "mn": "meeting",
    "mku": "makeup",
    "q": "quiz",
    "r": "material",
    "rp": "notice",
    "sg": "suggestion",
    "sta": "appeal",
    "sv": "survey",
    "t": "item",
    "wk": "work",
}
#: What statements write to.
_WRITES = re.compile(r"\s*(?:WITH .*?)?(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM) \"?(\w+)", re.DOTALL)
_READS = ("SELECT", "BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE", "ROLLBACK", "WITH")
#: By chat event: the bot's place before and after it.
_SEATS = {
    "blocked": ("member", "kicked"),
    "unblocked": ("kicked", "member"),
    "joined": ("left", "member"),
    "left": ("member", "left"),
    "rights_changed": ("member", "member"),
}
#: A group the protected branch has bound, as ``protected`` stores it.
_GROUP = -1001


@dataclass(frozen=True)
class Entry:
    """A line of the table: one thing pressed in one way.

    Attributes:
        route: What is pressed.
        with_: With what, by name: button data, or the words typed.
        place: ``group``: what is named belongs to the group, not to the branch.
    """

    route: Route
    with_: str
    place: str = ""

    @property
    def key(self) -> str:
        """Names the line."""
        return f"{self.route.kind.value} {self.route.name}{' of the group' if self.place else ''}".strip()


class _Listening(Dispatcher):
    """Keeps the errors that were told."""

    told: list[DomainError] = []  # noqa: RUF012 - one dispatcher at a time, emptied before each press

    async def _refuse(self, turn: Turn, error: DomainError, *, trace: bool) -> None:
        self.told.append(error)
        await super()._refuse(turn, error, trace=trace)


@dataclass
class Watch:
    """Presses in a scene and tells what happened.

    Attributes:
        thorough: Press also whatever the gate refuses.
        some: Leave out four of five presses of those it lets in, but for ``_ALWAYS``; their letter is then ``?``.
    """

    scene: Scene
    thorough: bool = False
    some: bool = False
    _line: Line = field(init=False)
    _actors: dict[str, Actor] = field(default_factory=dict)
    _entrances: dict[str, list[Any]] = field(default_factory=dict)
    _written: set[str] = field(default_factory=set)
    _gate: dict[tuple[str, Need, int | None], bool] = field(default_factory=dict)

    async def start(self) -> Watch:
        """Learn who everybody is, and what the way in looks like to him."""
        self._line = await Line(self.scene.house, _Listening).start()
        async with self.scene.house.db.read() as session:
            for kind in KINDS:
                address = str(self.scene.known.people[kind])
                self._actors[kind] = await access.identify(session, "telegram", address, NOW.date())
        event.listen(self.scene.house.db.engine.sync_engine, "before_cursor_execute", self._note)
        for kind in KINDS:
            if self._outside(kind) or self._actors[kind].office_warning_due:
                await self._line.types(self.scene.known.people[kind], "/start")
                self._entrances[kind] = self._answers()
                self.scene.put_back(self._written)
        self.scene.touched()
        return self

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        """Keep the name of the table that is written to."""
        found = _WRITES.match(statement)
        if found:
            self._written.add(found[1])
        elif not statement.lstrip().upper().startswith(_READS):
            raise AssertionError(f"which table does this write to? {statement}")

    async def row(self, line: Entry) -> str:
        """What happens to each kind, one letter each, in the order of ``KINDS``."""
        number = sum(line.key.encode())
        return "".join([await self._cell(line, kind, number + at) for at, kind in enumerate(KINDS)])

    async def _cell(self, line: Entry, kind: str, number: int) -> str:
        if line.route.kind is Kind.FORM and self._actors[kind].account_id is None:
            return "-"  # whom the bot has never met has begun no form
        refused = await self.gate_refuses(line, kind)
        if refused and not self.thorough and number % _OF_REFUSED:
            return "i" if self._outside(kind) or self._actors[kind].office_warning_due else "."
        if not refused and self.some and kind not in _ALWAYS and number % _OF_LET_IN:
            return "?"
        seen = await self.press(line, kind)
        if refused and seen not in (".", "i", "-"):
            raise AssertionError(f"{line.key}: the gate refuses {kind}, and it happened all the same: {seen}")
        return seen

    async def gate_refuses(self, line: Entry, kind: str) -> bool:
        """Whether the one gate lets this person not even come to the handler."""
        need, subject = line.route.need, None
        if need.scope.names_a_subject:
            first = filled(line.route, line.with_, self.scene.known.ids).split(":")[0]
            subject = int(first) if first.isdecimal() else None
        asked = (kind, need, subject)
        if asked not in self._gate:
            async with self.scene.house.db.read() as session:
                try:
                    await access.check(session, self._actors[kind], need, subject)
                    self._gate[asked] = False
                except NotAllowed:
                    self._gate[asked] = True
        return self._gate[asked]

    async def press(self, line: Entry, kind: str) -> str:
        """What really happens, as one letter; the world is put back."""
        _Listening.told.clear()
        self._written.clear()
        if not await self._bring(line, kind):
            return "-"
        seen = self._judged(kind)
        if line.route.kind is Kind.FORM:
            self._written.add("drafts")
        self.scene.put_back(self._written)
        return seen

    def _judged(self, kind: str) -> str:
        answers = self._answers()
        stored = self.scene.touched()
        if stored and self._changed(kind):
            return "w"
        if any(one.method in _FILES for one in self._line.recorder.asked):
            return "f"
        said = json.dumps(answers, ensure_ascii=False)
        if any(secret in said for secret in SECRETS):
            return "r"
        if answers and answers == self._entrances.get(kind) and (_Listening.told or self._outside(kind)):
            return "i"
        if _Listening.told:
            refusal = json.dumps(texts.say("zh-CN", f"error-{NotAllowed.code}"), ensure_ascii=False)
            return "." if refusal in said else "e"
        return "m" if stored else "o" if answers else "-"

    def _outside(self, kind: str) -> bool:
        """Whether he belongs to no branch and to no administration: what he is refused is the way in."""
        actor = self._actors[kind]
        return actor.status < access.Status.MEMBER and not actor.is_administrator

    def _changed(self, kind: str) -> bool:
        """Whether a row of the branch, or of somebody else in it, is not as it was."""
        presser = self.scene.known.members.get(kind)
        # That somebody is told of something is no change of what it is; and an application is the applicant's.
        own = {"outbox_messages", "registration_requests"} if kind == "Ap" else {"outbox_messages"}
        among = self._written - own
        return self.scene.protected(presser, among) != self.scene.protected(presser, among, at_first=True)

    def _answers(self) -> list[Any]:
        """What was said, and what stood under it; whether it came as a new message or in the place of an old is one."""
        return [
            [one.params.get("text", one.params.get("caption")), one.params.get("reply_markup")]
            for one in self._line.recorder.asked
            if one.method != "answerCallbackQuery"
        ]

    # --- bringing it ------------------------------------------------------------------------------------------------

    async def _bring(self, line: Entry, kind: str) -> bool:
        """Let it come from this person; False: it cannot."""
        person, route = self.scene.known.people[kind], line.route
        words = filled(route, line.with_, self.scene.known.ids)
        how = route.kind
        if how is Kind.BUTTON:
            await self._line.presses(person, data_of(route, words))
        elif how is Kind.COMMAND:
            await self._line.types(person, f"/{route.name}")
        elif how is Kind.START:
            await self._line.types(person, f"/start {route.name}{words}".strip())
        elif how is Kind.FORM:
            if self._actors[kind].account_id is None:
                return False
            self._begin(route, self._actors[kind].account_id, line.place)
            await self._line.types(person, words)
        elif how in (Kind.CODE, Kind.TEXT):
            await self._line.types(person, words)
        else:
            await self._line.brings(_update(route, person, words))
        return True

    def _begin(self, route: Route, account_id: int | None, place: str) -> None:
        form, step = route.name.split(".")
        ids = dict(self.scene.known.ids)
        if place:
            ids |= {"branch": ids["group"], "meeting": ids["group meeting"]}
        values = (account_id, False, form, step, json_text(answers_for(form, ids)), "2026-12-31 00:00:00.000000")
        self.scene.store(
            "INSERT INTO drafts (account_id, standing, kind, step, data, expires_at) VALUES (?, ?, ?, ?, ?, ?)", values
        )


def _update(route: Route, person: int, words: str) -> dict[str, Any]:
    """Updates of the rarer kinds."""
    user = {"id": person, "is_bot": False, "first_name": "某", "language_code": "zh-hans"}
    date = int(dt.datetime(2026, 11, 16, 2, 0, tzinfo=dt.UTC).timestamp())
    bot = {"id": BOT_ID, "is_bot": True, "first_name": "支部"}
    private = {"id": person, "type": "private", "first_name": "某"}
    group = {"id": _GROUP, "type": "supergroup", "title": "某群"}
    message: dict[str, Any] = {"message_id": 1, "date": date, "chat": private, "from": user}
    asked = {"message_id": 2, "date": date, "chat": private, "from": bot}
    if route.kind is Kind.CONTACT:
        return {
            "message": {**message, "contact": {"phone_number": "13900000000", "first_name": "某", "user_id": person}}
        }
    if route.kind is Kind.DOCUMENT:
        file = {"file_id": "x", "file_unique_id": "x", "file_name": "x.xlsx", "file_size": 900_000_000}
        return {"message": {**message, "document": file}}
    if route.kind is Kind.ANSWER:
        return {"message": {**message, "text": words, "reply_to_message": {**asked, "text": _question(route)}}}
    return _in_group(route, {**message, "chat": group}, {**asked, "chat": group}, words)


def _in_group(route: Route, message: dict[str, Any], asked: dict[str, Any], words: str) -> dict[str, Any]:
    """What is said in a group or a channel, or happens to it."""
    if route.kind is Kind.GROUP_COMMAND:
        entity = {"type": "bot_command", "offset": 0, "length": len(route.name) + 1}
        return {"message": {**message, "text": f"/{route.name} {words}".strip(), "entities": [entity]}}
    if route.kind is Kind.GROUP_REPLY:
        return {"message": {**message, "text": words, "reply_to_message": {**asked, "text": "…"}}}
    if route.kind is Kind.CHANNEL_POST:
        channel = {"id": _GROUP, "type": "channel", "title": "某频道"}
        return {"channel_post": {**asked, "chat": channel, "sender_chat": channel, "text": words}}
    if route.name == "migrated":
        return {"message": {**message, "migrate_to_chat_id": -1009}}
    was, now = _SEATS[route.name]
    user = message["from"]
    alone = route.name in ("blocked", "unblocked")
    return {
        "my_chat_member": {
            "chat": {"id": user["id"], "type": "private", "first_name": "某"} if alone else message["chat"],
            "from": user,
            "date": message["date"],
            "old_chat_member": {"user": asked["from"], "status": was, "until_date": 0},
            "new_chat_member": {"user": asked["from"], "status": now, "until_date": 0},
        }
    }


def _question(route: Route) -> str:
    """The question of ours that leads to the route when it is answered."""
    there = (one for one in route.run.__globals__.values() if isinstance(one, Prompt) and one.name == route.name)
    prompt = next(there)
    if prompt.numbered:
        return texts.plain("zh-CN", prompt.key, what="1.1")
    first = next(iter(prompt.choices.values()), None)
    return texts.plain("zh-CN", prompt.key, **({"what": texts.plain("zh-CN", first)} if first else {}))


# --- with what to press ---------------------------------------------------------------------------------------------


def _candidates(route: Route) -> Sequence[str]:
    if route.kind is Kind.BUTTON:
        # Of two that lead equally deep the one is taken that says what it is about: numbers of a small world are alike.
        about = _ABOUT.get(route.need.scope) or [
            name for start, name in _BY_NAME.items() if route.name.startswith(start)
        ]
        wanted = named(route, home="branch")
        if route.need.scope is Scope.ORGANISATION:
            wanted = ["{branch}", "{branch}:{meeting}", "{committee}", *wanted]
        places = [f"{{{name}}}" for name in about]
        order = [one for place in places for one in wanted if one.split(":")[0] == place]
        order.sort(key=lambda one: one.count(":"))
        return list(dict.fromkeys([*order, "", *wanted]))
    if route.kind is Kind.FORM:
        return TYPED
    if route.kind is Kind.CODE:
        return ("123456",) if route.name == "digits" else ("AAAA2222",)
    if route.kind in (Kind.GROUP_COMMAND, Kind.START):
        return ("", "AAAA2222")
    if route.kind is Kind.GROUP_REPLY:
        return ("123456", "AAAA2222")
    return ("一句话",) if route.kind in (Kind.TEXT, Kind.ANSWER, Kind.CHANNEL_POST) else ("",)


async def lines_of(watch: Watch, route: Route) -> list[Entry]:
    """The lines of a route: pressed with whatever led somebody who may deepest, of all ``forged`` knows."""
    best, rank = Entry(route, ""), -1
    candidates = _candidates(route)
    guides = 0
    for kind in _GUIDES if route.need.roles else sorted(_GUIDES, key=lambda one: one != "Ow"):
        here = [Entry(route, one) for one in candidates]
        let_in = [line for line in here if len(candidates) > 1 and not await watch.gate_refuses(line, kind)]
        if not let_in:
            continue
        for line in let_in:
            seen = await watch.press(line, kind)
            if _RANK[seen] > rank:
                best, rank = line, _RANK[seen]
            if seen == "w":
                break
        guides += 1
        if rank >= _RANK["r"] or guides == 2:
            break
    if len(candidates) == 1:
        best = Entry(route, candidates[0])
    return [best, *_of_group(best)]


def _of_group(line: Entry) -> list[Entry]:
    """The same for a group, where whoever leads one may."""
    route = line.route
    leads = BranchRole.GROUP_LEADER in route.need.roles and route.need.scope is Scope.ORGANISATION
    if not leads:
        return []
    words = re.sub(r"^\{branch\}|^$", "{group}", line.with_).replace("{meeting}", "{group meeting}")
    return [Entry(route, words, "group")] if words.startswith("{group}") else []
