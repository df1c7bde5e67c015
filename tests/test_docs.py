"""Documents that lie fail the build."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import cli
from bot.settings import Settings
from tests import doc_tables
from tests.doc_tables import READMES, ROOT

#: Everything people read, and everything that is built or run from.
TRACKED = [
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    if name and (ROOT / name).is_file()
]
MARKDOWN = [path for path in TRACKED if path.suffix == ".md"]
TEXT = [path for path in TRACKED if path.suffix not in {".png", ".xlsx", ".woff2", ".jpg", ".ico", ".docx"}]
#: Package registries have no place in the repository: whoever installs decides where from.
REGISTRIES = re.compile(
    r"(?:pypi|pythonhosted|npmjs|registry\.yarnpkg|mirrors?\.[a-z]+|devpi|artifactory)\.(?:org|com|cn|net|io|edu)"
)
#: Folders of whoever wrote a file.
MACHINE = re.compile(r"(?<![\w.])/(?:home|root|Users|work)/[\w.-]+")
_BLOCK = re.compile(r"```(?:sh|bash|console)?\n(.*?)```", re.DOTALL)
_INLINE = re.compile(r"`((?:\.venv/bin/)?zhibu [^`]+|make [a-z-]+)`")
_LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


def _commands(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    lines = [line for block in _BLOCK.findall(text) for line in block.splitlines()]
    found = [line.split("#")[0].strip() for line in lines if re.match(r"(\.venv/bin/zhibu|zhibu|make) ", line)]
    return found + _INLINE.findall(text)


@pytest.mark.parametrize("language", READMES)
def test_the_readme_s_tables_equal_the_code(language: str) -> None:
    text = READMES[language].read_text(encoding="utf-8")
    assert doc_tables.written(text, language) == text, "run `make docs`"


def test_every_setting_is_described_in_both_languages() -> None:
    assert set(doc_tables.CHINESE) == set(Settings.model_fields)
    assert all(field.description for field in Settings.model_fields.values())


@pytest.mark.parametrize("path", MARKDOWN, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_in_documents_exist(path: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for line in _commands(path):
        words = shlex.split(re.sub(r"[\[\]…]|\$\(.*", " ", line.replace("</", "").split("|")[0]))
        if words[0] == "make":
            assert words[1] in targets, line
            continue
        options = {word.split("=")[0] for word in words if word.startswith("--")}
        path_words = [word for word in words[1:] if re.fullmatch(r"[a-z-]+", word) and not word.startswith("-")]
        for depth in (2, 1):
            shown = CliRunner().invoke(cli.app, [*path_words[:depth], "--help"], env={"COLUMNS": "200"})
            if shown.exit_code == 0:
                break
        assert shown.exit_code == 0, line
        assert {option for option in options if option not in shown.stdout} == set(), line


@pytest.mark.parametrize("path", MARKDOWN, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_in_documents_lead_somewhere(path: Path) -> None:
    for target in _LINK.findall(path.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:", target):
            assert (path.parent / target).exists(), target


def test_no_file_names_a_registry_or_somebody_s_folder() -> None:
    found = {
        str(path.relative_to(ROOT)): match[0]
        for path in TEXT
        for pattern in (REGISTRIES, MACHINE)
        if (match := pattern.search(path.read_text(encoding="utf-8", errors="replace")))
    }
    assert found == {}


#: A path, or a path and something its file must hold.
_NAMED = re.compile(r"`([\w./-]+(?:/|\.(?:py|ftl|md|txt)))`(?:[,(]? ?\(?`([\w.]+)`)?")
_EXAMPLE = re.compile(r"## One feature through every room\n(.*?)\n## ", re.DOTALL)


def test_the_example_of_contributing_is_as_the_code_is() -> None:
    found = _EXAMPLE.search((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert found is not None
    named = _NAMED.findall(found[1])
    assert len(named) > 15
    for path, name in named:
        assert (ROOT / path).exists(), path
        if name and (ROOT / path).is_file():
            assert name.split(".")[-1] in (ROOT / path).read_text(encoding="utf-8"), f"{path}: {name}"
    code = "\n".join(path.read_text(encoding="utf-8") for path in TRACKED if path.suffix in {".py", ".ftl"})
    words = {word for word in re.findall(r"`([A-Za-z_][\w.-]*)`", found[1]) if "/" not in word}
    assert {word for word in words if word.split(".")[-1] not in code} == set()
