"""Mutated workbooks and question files: each is refused with a reason or read, and nothing is taken over by half.

::

    tests/data/* ── bytes turned, cut, doubled ─────────────────┐
                 ── a part of the archive emptied, doubled,     ├──> a domain error, problems with lines, or a plan
                    exchanged, its XML mutated or made a bomb ──┘        └── taken over: what was promised, all of it

``python -m tests.proofs.files --files 2000``.
"""

from __future__ import annotations

import argparse
import asyncio
import html
import io
import random
import re
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from sqlalchemy import func, select

from benchmarks.support.server import resident_mb
from db import migrate
from db.members import Member
from db.names import BranchRole
from db.questions import Question
from db.session import Database
from services import access
from services.access import Actor
from services.dues import book as dues_rules
from services.dues import pay_sheet
from services.dues.calculation import Rounding
from services.dues.months import Month
from services.errors import DomainError
from services.house import House
from services.questions import banking
from services.roster import importing
from services.roster.importing import Authority
from tests import factories
from tests.fixtures.houses import house_at
from tests.proofs.updates import PIECES

_DATA = Path(__file__).parent.parent / "data"
_OFFICE = Authority("terminal", ("/",), None)
_BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><x>&c;</x>'
)
#: Parts no workbook of ours has.
_STRANGERS = ("../../outside.txt", "xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml", "xl/media/1.png")


@dataclass
class Found:
    """What a run showed.

    Attributes:
        refused: Files that were not opened, by the reason's code.
        read: Files that were opened, by whether they had problems.
        unhandled: Where something else than a domain error came out, and how often.
        halves: Files of which something else was taken over than was promised.
    """

    seed: int
    files: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)
    unhandled: Counter[str] = field(default_factory=Counter)
    halves: list[str] = field(default_factory=list)
    grown_mb: float = 0.0
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not (self.unhandled or self.halves)


class Mutations:
    """Mutated copies of some files; the same seed makes the same."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self._files = {path.name: path.read_bytes() for path in sorted(_DATA.iterdir()) if "golden" not in path.name}

    def next(self) -> tuple[str, bytes]:
        """The name of a file and what became of it."""
        name = self._dice.choice(list(self._files))
        content = self._files[name]
        for _ in range(self._dice.randint(1, 2)):
            if name.endswith(".xlsx") and self._dice.random() < 0.9:
                content = self._part(content)
            else:
                content = self._bytes(content)
        return name, content

    def _bytes(self, content: bytes) -> bytes:
        at = self._dice.randrange(len(content) + 1)
        match self._dice.randrange(5):
            case 0:
                return content[:at]
            case 1:
                return content[:at] + self._dice.randbytes(self._dice.randint(1, 40)) + content[at:]
            case 2:
                return content[:at] + content[at + self._dice.randint(1, 40) :]
            case 3:
                return content[:at] + self._dice.choice(PIECES).encode() + content[at:]
            case _:
                return content[:at] + content[max(0, at - 200) :]

    def _part(self, content: bytes) -> bytes:
        """Change one part of the archive; one that is none any more is changed as bytes."""
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                parts = [(one.filename, archive.read(one)) for one in archive.infolist()]
        except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError):
            return self._bytes(content)
        if not parts:
            return self._bytes(content)
        at = self._dice.randrange(len(parts))
        name, body = parts[at]
        match self._dice.randrange(20):
            case 0:
                parts[at] = name, b""
            case 1:
                del parts[at]
            case 2:
                parts[at] = name, _BOMB
            case 3:
                parts.append((self._dice.choice(_STRANGERS), self._dice.randbytes(50)))
            case _:
                parts[at] = name, self._xml(body)
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, body in parts:
                archive.writestr(name, body)
        return made.getvalue()

    def _xml(self, body: bytes) -> bytes:
        """Change an element, a value or an attribute somewhere."""
        # Mostly what stands between the tags: with a tag less it is no XML, and is refused at once.
        wanted = rb"<[^>]*>" if self._dice.random() < 0.2 else rb"(?<=>)[^<]+"
        pieces = list(re.finditer(wanted, body))
        if not pieces:
            return body
        one = self._dice.choice(pieces)
        odd = html.escape(self._dice.choice(PIECES)).encode()
        minus = re.sub(rb'"[^"]*"', b'"-1"', one.group())
        new = self._dice.choice((b"", odd, one.group() * 2, b"<v>" + odd + b"</v>", minus))
        return body[: one.start()] + new + body[one.end() :]


class _Run:
    def __init__(self, house: House, actor: Actor, branch_id: int, found: Found) -> None:
        self._house = house
        self._actor = actor
        self._branch_id = branch_id
        self._found = found

    async def one(self, name: str, content: bytes) -> None:
        """Offer a file to whoever takes files."""
        self._found.files += 1
        for take in (self._roster, self._bank, self._pay):
            try:
                await take(name, content)
            except DomainError as error:
                self._found.refused[error.code] += 1
            except Exception as error:  # noqa: BLE001 - what this looks for
                last = traceback.extract_tb(error.__traceback__)[-1]
                where = f"{Path(last.filename).name}:{last.lineno}"
                self._found.unhandled[f"{type(error).__name__} at {where} ({name}): {str(error)[:80]}"] += 1

    async def _roster(self, name: str, content: bytes) -> None:
        document = await importing.open_file(self._house, content)
        seen = await importing.preview(self._house, _OFFICE, document)
        before = await self._count(Member)
        self._found.read["roster, with problems" if seen.problems else "roster"] += 1
        try:
            done = await importing.apply(self._house, _OFFICE, document, seen.plan.fingerprint)
        except DomainError as error:
            if not seen.problems:
                raise
            self._found.refused[error.code] += 1
            new = 0
        else:
            new = done.counts.added
        if await self._count(Member) != before + new:
            self._found.halves.append(f"{name}: {new} members promised")

    async def _bank(self, name: str, content: bytes) -> None:
        bank = await banking.open_file(self._house, content)
        before = await self._count(Question)
        self._found.read["questions, with problems" if bank.problems else "questions"] += 1
        new = 0 if bank.problems else len((await banking.apply(self._house, self._actor, self._branch_id, bank)).new)
        if await self._count(Question) != before + new:
            self._found.halves.append(f"{name}: {new} questions promised")

    async def _pay(self, name: str, content: bytes) -> None:
        del name
        version = dues_rules.load().at(Month.of(self._house.today()))
        await asyncio.to_thread(pay_sheet.read, content, self._house.limits, version, Rounding())
        self._found.read["pay items"] += 1

    async def _count(self, of: type[Member | Question]) -> int:
        async with self._house.db.read() as session:
            return await session.scalar(select(func.count()).select_from(of)) or 0


async def prove(files: int, seed: int) -> Found:
    """Offer so many mutated files."""
    found, begun = Found(seed), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="zhibu-files-") as folder:
        url = f"sqlite:///{Path(folder) / 'zhibu.db'}"
        database = Database(url)
        await migrate.upgrade(database)
        await database.close()
        house = house_at(url)
        async with house.db.write() as session:
            branch = await factories.make_branch(session, "内科党支部")
            secretary = await factories.make_member(session, branch, "欧阳静")
            account = await factories.make_account(session)
            await factories.bind(session, secretary, account)
            await factories.grant_role(session, secretary, branch, BranchRole.SECRETARY)
            branch_id = branch.id
            actor = await access.identify(session, "telegram", account.address, house.today())
        run, mutations = _Run(house, actor, branch_id, found), Mutations(seed)
        for number in range(files):
            if number == files // 10:
                first = resident_mb()
            await run.one(*mutations.next())
        found.grown_mb = round(resident_mb() - first, 1)
        await house.db.close()
    found.seconds = round(time.monotonic() - begun, 1)
    return found


def main() -> int:
    """The command. Exit status 1 when something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.proofs.files", description="Files nobody should send.")
    parser.add_argument("--files", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=20261122)
    chosen = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))  # what a run logs is not the result
    found = asyncio.run(prove(chosen.files, chosen.seed))
    for what, many in (*found.unhandled.most_common(40), *found.refused.most_common(), *found.read.most_common()):
        print(many, what)  # noqa: T201 - a command
    for line in found.halves[:20]:
        print(line)  # noqa: T201 - a command
    cells = {
        "files": found.files,
        "refused": found.refused.total(),
        "read": found.read.total(),
        "unhandled": found.unhandled.total(),
        "taken over by half": len(found.halves),
        "MB grown": found.grown_mb,
        "seconds": found.seconds,
    }
    for row in (cells.keys(), ["---"] * len(cells), map(str, cells.values())):
        print(f"| {' | '.join(row)} |")  # noqa: T201 - a command
    return 0 if found.holds else 1


if __name__ == "__main__":
    sys.exit(main())
