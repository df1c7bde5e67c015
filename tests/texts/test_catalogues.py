"""The catalogues hold together: with each other, with the code, and with Chinese typography."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest

import handlers
import services
from handlers import features
from handlers.commands import description_key
from handlers.routing import Kind
from services.errors import DomainError
from tests.texts.reading import HOLE, LANGUAGES, ROOT, Sentence, catalogue, code
from texts import catalogue as texts

CHINESE, ENGLISH = (catalogue(language) for language in LANGUAGES)

HAN = r"[\u3400-\u4dbf\u4e00-\u9fff]"
#: Lists of words that people may type, separated by commas; not sentences.
WORDS = re.compile(r"(?:word|menu-words)-")
#: Keys the code makes from a domain error, a command or a typed word; each kind has its own test.
MADE = re.compile(r"(?:error|command|word)-")
#: English sentences that show Chinese on purpose: a person must find his own language; a branch's name as an example.
SHOWS_CHINESE = {"profile-button-language", "registration-ask-branch"}
#: Files whose English names the words of a Chinese form.
ABOUT_CHINESE_FORMS = {"roster", "questions"}
#: Sentences that are the same in both languages: names, codes, layout.
_LETTERS = re.compile(rf"[A-Za-z]|{HAN}")
#: Variables that are numbers; Chinese keeps a space between them and its own characters.
NUMBERS = {
    "count",
    "members",
    "registered",
    "minutes",
    "limit",
    "days",
    "pages",
    "page",
    "total",
    "day",
    "rows",
    "left",
}

LABEL_LENGTH = 20
DESCRIPTION_LENGTH = 256
CALLBACK_ANSWER_LENGTH = 200
TAGS = {"b", "i", "u", "s", "code", "pre", "a", "blockquote", "tg-spoiler"}


def _visible(text: str) -> str:
    """Without markup, addresses and indented lines (commands to be typed)."""
    return re.sub(r"</?[a-z-]+(?: [^>]*)?>|(?m:^  .*$)", "", re.sub(r"[a-z]+://[^\s。]+", HOLE, text))


def _sentences(language: str) -> list[Sentence]:
    return [one for one in catalogue(language).values() if not WORDS.match(one.key)]


def _shows_chinese(sentence: Sentence) -> bool:
    return sentence.key in SHOWS_CHINESE or sentence.file in ABOUT_CHINESE_FORMS


def _all_subclasses(error: type[DomainError]) -> set[type[DomainError]]:
    return {error, *(each for child in error.__subclasses__() for each in _all_subclasses(child))}


def _error_codes(*, raised: bool = False) -> set[str]:
    """Codes of every domain error; ``raised``: without those that only hold other errors of a feature together."""
    for package in (services, handlers):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    return {
        error.code
        for error in _all_subclasses(DomainError) - {DomainError}
        if not raised or error.__module__ == DomainError.__module__ or not error.__subclasses__()
    }


# --- with each other --------------------------------------------------------------------------------------------


def test_both_languages_have_the_same_sentences_in_the_same_files() -> None:
    assert {one.key: one.file for one in CHINESE.values()} == {one.key: one.file for one in ENGLISH.values()}


def test_both_languages_name_the_same_variables() -> None:
    differing = {
        key: (sorted(CHINESE[key].variables), sorted(ENGLISH[key].variables))
        for key in CHINESE
        if key in ENGLISH and CHINESE[key].variables != ENGLISH[key].variables
    }
    assert differing == {}


def test_variables_are_in_snake_case() -> None:
    names = {name for one in CHINESE.values() for name in one.variables}
    assert sorted(name for name in names if not re.fullmatch(r"[a-z][a-z0-9_]*", name)) == []


def test_nothing_is_left_untranslated() -> None:
    english_with_chinese = [
        one.key
        for one in _sentences("en")
        if any(re.search(HAN, text) for text in one.texts) and not _shows_chinese(one)
    ]
    same = [
        one.key
        for one in _sentences("zh-CN")
        if one.key in ENGLISH
        and one.texts == ENGLISH[one.key].texts
        and any(_LETTERS.search(_visible(text)) for text in one.texts)
    ]
    without_chinese = [
        one.key
        for one in _sentences("zh-CN")
        if any(_LETTERS.search(_visible(text)) and not re.search(HAN, text) for text in one.texts)
    ]
    assert (english_with_chinese, same, without_chinese) == ([], [], [])


# --- with the code ----------------------------------------------------------------------------------------------


def test_every_key_the_code_asks_for_is_there() -> None:
    features_there = {one.file.replace("_", "-") for one in CHINESE.values()} - {"common"}
    shape = re.compile(rf"(?:{'|'.join(sorted(features_there))})-[a-z0-9-]*[a-z0-9]")
    asked = {one.key for one in code().calls} | {one for one in code().constants if shape.fullmatch(one)}
    asked -= _error_codes()
    asked = {key for key in asked if not any(there.endswith(f"-{key}") for there in CHINESE)}  # the end of a made key
    prefixes = tuple(
        pattern.pattern.split("[", 1)[0].replace("\\", "") for pattern in code().patterns
    )  # "role-notice" begins keys made by a formatted string
    missing = {key for key in asked if key not in CHINESE and not any(one.startswith(key) for one in prefixes if one)}
    assert sorted(missing) == []


def test_every_sentence_is_used() -> None:
    patterns = [pattern for pattern in code().patterns if not MADE.match(pattern.pattern.replace("\\", ""))]
    unused = [
        key
        for key in CHINESE
        if not MADE.match(key) and key not in code().constants and not any(p.fullmatch(key) for p in patterns)
    ]
    assert unused == []


def test_every_call_gives_the_variables_its_sentence_names() -> None:
    wrong = [
        f"{call.where}: {call.key} needs {sorted(CHINESE[call.key].variables)}, is given {sorted(call.given)}"
        for call in code().calls
        if call.given is not None and call.key in CHINESE and call.given != CHINESE[call.key].variables
    ]
    assert wrong == []


def test_every_domain_error_has_its_sentence_and_no_other_has_one() -> None:
    written = {key.removeprefix("error-") for key in CHINESE if key.startswith("error-")}
    assert sorted(_error_codes(raised=True) - written) == []
    assert sorted(key for key in written - _error_codes() if f"error-{key}" not in code().constants) == []


def test_every_command_is_described_and_every_word_leads_to_a_command() -> None:
    routes = features.load().routes()
    commands = {route.name for route in routes if route.kind in (Kind.COMMAND, Kind.GROUP_COMMAND)} | {"start"}
    described = {key for key in CHINESE if key.startswith("command-")}
    assert described == {description_key(name) for name in commands}
    words = {key.removeprefix("word-") for key in CHINESE if key.startswith("word-")}
    assert words <= {route.name for route in routes if route.kind is Kind.COMMAND}


def test_no_word_means_two_things() -> None:
    meanings: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for one in catalogue(language).values():
            if WORDS.match(one.key):
                for word in re.split(r"[,，、]", one.texts[0]):
                    meanings.setdefault(word.strip().lower(), set()).add(one.key)
    assert {word: keys for word, keys in meanings.items() if len(keys) > 1} == {}


# --- typography -------------------------------------------------------------------------------------------------

#: Digits of a date stand close: 11月20日, as dates are written everywhere else in the product.
_DATES = re.compile(r"\d+(?:年\d+月\d+日|月\d+日|月|日)")
_CLOSE = re.compile(rf"{HAN}[A-Za-z0-9]|[A-Za-z0-9]{HAN}")
_HALF_WIDTH = re.compile(rf"{HAN}[,;:!?()]|[,;:!?()]{HAN}|{HAN}\.(?![a-z])|\"|\.\.\.")


def _set(text: str) -> str:
    return _DATES.sub(HOLE, _visible(text))


def test_chinese_is_set_as_chinese() -> None:
    # One test for all: four thousand by themselves would cost more to pass around than to run.
    for sentence in _sentences("zh-CN"):
        for text in sentence.texts:
            shown = _set(text)
            where = f"{sentence.key}: {text}"
            assert not _CLOSE.search(shown), f"a space between Chinese and Latin or digits: {where}"
            assert not _HALF_WIDTH.search(shown), f"full-width punctuation: {where}"
            beside = re.search(rf"[，。；：！？（）、“”] |[^{HOLE}] [，。；：！？（）、”]", shown)
            assert not beside, f"no space beside it: {where}"


def test_numbers_keep_their_distance_from_chinese() -> None:
    close = re.compile(rf"{HAN}\{{ \$(\w+) \}}|\{{ \$(\w+) \}}{HAN}")
    wrong: list[str] = []
    for path in sorted((ROOT / "texts" / "zh-CN").glob("*.ftl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            names = {name for match in close.finditer(line) for name in match.groups() if name}
            wrong += [f"{path.name}:{number} {name}" for name in names & NUMBERS]
    assert wrong == []


def test_english_is_set_as_english() -> None:
    for sentence in _sentences("en"):
        for text in sentence.texts:
            assert not re.search(r"[，。；：！？（）]", text) or _shows_chinese(sentence), f"{sentence.key}: {text}"
            assert not re.search(r" [,;:!?]| \.(?!\w)| {2,}\S", _visible(text)), f"{sentence.key}: {text}"


# --- what the messenger takes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_button_labels_fit_a_phone(language: str) -> None:
    labels = {key for key in catalogue(language) if "button-" in key} | code().buttons
    long = {
        key: max(len(text.replace(HOLE, "")) for text in catalogue(language)[key].texts)
        for key in labels
        if key in catalogue(language)
    }
    assert {key: length for key, length in long.items() if length > LABEL_LENGTH} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_callback_answers_and_descriptions_fit(language: str) -> None:
    for key, one in catalogue(language).items():
        longest = max(len(text) for text in one.texts)
        if key.endswith("-toast"):
            assert longest <= CALLBACK_ANSWER_LENGTH, key
        if key.startswith("command-"):
            assert longest <= DESCRIPTION_LENGTH, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_markup_is_the_messenger_s_and_closed(language: str) -> None:
    for key, one in catalogue(language).items():
        for text in one.texts:
            stack: list[str] = []
            for closing, name in re.findall(r"<(/?)([a-z-]+)[^>]*>", text):
                assert name in TAGS, key
                if closing:
                    assert stack, key
                    assert stack.pop() == name, key
                else:
                    stack.append(name)
            assert stack == [], key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_takes_a_whole_message(language: str) -> None:
    said = "<长" * 2_048
    assert texts.plain(language, "announcements-fix-words", said=said).endswith(f"\n{said}")
    assert texts.say(language, "announcements-fix-words", said=said).endswith("\n" + "&lt;长" * 2_048)
