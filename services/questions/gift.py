r"""GIFT, the subset a quiz needs, as Moodle documents it.

::

    // a comment                      $CATEGORY: 支部工作
    ::title::stem {=right ~wrong}     single choice; ``#`` begins a remark to an option, which is not kept
    stem {~%50%right ~%50%right ~%-100%wrong}    multiple choice: what is worth more than nothing is right
    stem {TRUE} {F}                   true/false
    stem {=one =another}              typed
    before {=a ~b} after              a missing word: shown as ____
    {… ####explanation}               general feedback
    \~ \= \# \{ \} \: \n              signs that mean themselves

Matching, numerical and essay questions, and texts without an answer, are no questions of a quiz here: each is named
with its line. A question ends at a blank line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from services.names import QuestionKind
from services.questions.shapes import FALSE, TRUE, Asked, Fault, Problem, QuestionFault, shortened

_CATEGORY = re.compile(r"\s*\$CATEGORY:\s*(.*?)\s*\Z", re.IGNORECASE)
_TITLE = re.compile(r"\s*::(.*?)(?<!\\)::", re.DOTALL)
_MARKUP = re.compile(r"\s*\[(html|plain|markdown|moodle)\]", re.IGNORECASE)
_WEIGHT = re.compile(r"%(-?\d+(?:\.\d+)?)%")
_WORD = re.compile(r"(TRUE|T|FALSE|F)\Z", re.IGNORECASE)
#: Where a missing word stood.
GAP = "____"
#: Signs that mean something, and what keeps their place while a text is taken apart.
_SIGNS = "\\~=#{}:"
_BASE = 0xE000
_HIDDEN = {sign: chr(_BASE + place) for place, sign in enumerate(_SIGNS)}
_SHOWN = {hidden: sign for sign, hidden in _HIDDEN.items()}


@dataclass
class _Block:
    at: int
    text: str


def read(text: str) -> tuple[list[tuple[int, Asked]], list[Problem]]:
    """The questions of a text, each with the line it begins in, and what is wrong with the others."""
    found: list[tuple[int, Asked]] = []
    problems: list[Problem] = []
    category = ""
    for block in _blocks(text):
        chosen = _CATEGORY.match(block.text)
        if chosen is not None:
            # A category may be a path; its last part is what people call it.
            category = _open(chosen[1]).rstrip("/").rpartition("/")[2]
            continue
        try:
            found.append((block.at, _question(block.text, category)))
        except QuestionFault as fault:  # told with its line
            problems.append(Problem(block.at, fault.fault, shortened(_open(fault.value).strip())))
    return found, problems


def _blocks(text: str) -> Iterable[_Block]:
    """Questions and categories with the lines they begin in; comments are left out."""
    begun: _Block | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("//"):
            continue
        hidden = _hide(line)
        if _CATEGORY.match(hidden):
            if begun is not None:
                yield begun
                begun = None
            yield _Block(number, hidden)
        elif not hidden.strip():
            if begun is not None:
                yield begun
                begun = None
        elif begun is None:
            begun = _Block(number, hidden)
        else:
            begun.text += "\n" + hidden
    if begun is not None:
        yield begun


def _hide(line: str) -> str:
    r"""A line in which ``\=`` and its like are one character of their own; private characters of the text are lost."""
    out: list[str] = []
    signs = iter("".join(ch for ch in line if not _BASE <= ord(ch) < _BASE + len(_SIGNS)))
    for ch in signs:
        if ch != "\\":
            out.append(ch)
            continue
        following = next(signs, "")
        if following == "n":
            out.append("\n ")
        else:
            out.append(_HIDDEN.get(following, _HIDDEN["\\"] + following))
    return "".join(out)


def _open(text: str) -> str:
    return "".join(_SHOWN.get(ch, ch) for ch in text)


def _question(text: str, category: str) -> Asked:
    title = _TITLE.match(text)
    body = text[title.end() :] if title is not None else text
    body = _MARKUP.sub("", body, count=1)
    begin, end = body.find("{"), body.find("}")
    if begin < 0 and end < 0:
        raise QuestionFault(Fault.NO_ANSWER, body)
    if begin < 0 or end < begin or "{" in body[begin + 1 : end] or "}" in body[end + 1 :] or "{" in body[end + 1 :]:
        raise QuestionFault(Fault.NOT_CLOSED, body)
    before, inside, after = body[:begin], body[begin + 1 : end], body[end + 1 :]
    stem = f"{before.rstrip()} {GAP} {after.strip()}" if after.strip() else before
    inside, _, explanation = inside.partition("####")
    answer = _answered(inside, stem)
    return Asked(
        kind=answer.kind,
        stem=_open(stem),
        options=tuple(_open(one) for one in answer.options),
        right=answer.right,
        accepted=tuple(_open(one) for one in answer.accepted),
        explanation=_open(explanation).strip(),
        category=category,
    )


def _answered(inside: str, stem: str) -> Asked:
    said = inside.strip()
    if not said:
        raise QuestionFault(Fault.NOT_SUPPORTED, stem)  # an essay
    if said.startswith("#"):
        raise QuestionFault(Fault.NOT_SUPPORTED, stem)  # numerical
    word = _WORD.match(said.partition("#")[0].strip())
    if word is not None:
        return Asked(QuestionKind.TRUE_FALSE, "", right=(TRUE if word[1][0] in "Tt" else FALSE,))
    choices = _choices(said)
    if any("->" in text for _, text in choices if _ == "="):
        raise QuestionFault(Fault.NOT_SUPPORTED, stem)  # matching
    weighed = [(mark, *_weighed(text)) for mark, text in choices]
    if all(mark == "=" for mark, _, _ in weighed):
        return Asked(QuestionKind.FILL_IN, "", accepted=tuple(text for _, _, text in weighed))
    right = tuple(
        place
        for place, (mark, weight, _) in enumerate(weighed)
        if (mark == "=" and (weight is None or weight > 0)) or (mark == "~" and weight is not None and weight > 0)
    )
    single = sum(mark == "=" for mark, _, _ in weighed) == 1 and len(right) == 1
    kind = QuestionKind.SINGLE if single else QuestionKind.MULTIPLE
    return Asked(kind, "", tuple(text for _, _, text in weighed), right)


def _choices(said: str) -> list[tuple[str, str]]:
    """Each option with its mark."""
    parts = re.split(r"([=~])", said)
    if parts[0].strip():
        raise QuestionFault(Fault.STRAY_LINE, parts[0])
    return [(mark, text.partition("#")[0].strip()) for mark, text in zip(parts[1::2], parts[2::2], strict=True)]


def _weighed(text: str) -> tuple[float | None, str]:
    weight = _WEIGHT.match(text)
    if weight is None:
        return None, _MARKUP.sub("", text, count=1).strip()
    return float(weight[1]), _MARKUP.sub("", text[weight.end() :], count=1).strip()


# --- out ------------------------------------------------------------------------------------------------------------


def write(questions: Iterable[Asked]) -> str:
    """Questions in this format; reading them gives the same, but for sources and difficulty, which it cannot hold."""
    blocks: list[str] = []
    category = ""
    for asked in questions:
        if asked.category != category:
            category = asked.category
            blocks.append(f"$CATEGORY: {_escaped(category)}")
        explanation = f"\n####{_escaped(asked.explanation)}" if asked.explanation else ""
        inside = "\n".join(_written(asked))
        blocks.append(f"{_escaped(asked.stem)} {{\n{inside}{explanation}\n}}")
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _written(asked: Asked) -> list[str]:
    if asked.kind is QuestionKind.TRUE_FALSE:
        return ["TRUE" if asked.right == (TRUE,) else "FALSE"]
    if asked.kind is QuestionKind.FILL_IN:
        return [f"={_escaped(one)}" for one in asked.accepted]
    if asked.kind is QuestionKind.SINGLE:
        return [f"{'=' if place in asked.right else '~'}{_escaped(text)}" for place, text in enumerate(asked.options)]
    share = _share(len(asked.right))
    return [
        f"~%{share if place in asked.right else '-100'}%{_escaped(text)}" for place, text in enumerate(asked.options)
    ]


def _share(right: int) -> str:
    """What each right option is worth, as Moodle's list of grades writes it."""
    return f"{100 / right:.5f}".rstrip("0").rstrip(".")


def _escaped(text: str) -> str:
    return "".join(f"\\{ch}" if ch in _SIGNS else ch for ch in text)
