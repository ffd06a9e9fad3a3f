"""Whom "he", "it" and "its ministry" take up: the source or the subject before them, sentence by sentence."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.speaker_people import NAME, fullest, mentions, untitled
from models.speaker_phrases import Reading
from models.speaker_scene import Scene
from straitwatch.statement import Span

PERSONAL = frozenset({"he", "she", "his", "her", "him"})
PLURAL = frozenset({"they", "their", "them", "both"})
FEMALE = re.compile(r"\b(?:\w*woman|Ms|Mrs|Madam|mother|daughter|wife|actress)\b", re.IGNORECASE)
MALE = re.compile(r"\b(?:\w*(?<!wo)man|Mr|father|son|husband)\b", re.IGNORECASE)

_PERSONS = (
    r"(?:minister|spokes(?:man|woman|person)|president|premier|official|ambassador|envoy|delegate|lawmaker|legislator|"
    r"governor|mayor|general|admiral|colonel|commander|captain|director|secretary|counsel?lor|consul(?:[- ]general)?|"
    r"commissioner|chief|chair(?:man|woman)?|head|diplomat|negotiator|speaker|magistrate|officer|aide|candidate|leader|"
    r"representative|professor|scholar|analyst|researcher|historian|economist|lawyer|activist|student|teacher|resident|"
    r"fisherman|author|editor|journalist|founder|manager|executive|owner|farmer|clerk|deputy)"
)
_BODIES = (
    r"(?:ministry|government|cabinet|office|council|embassy|consulate|agency|party|coast guard|navy|army|air force|"
    r"military|administration|commission|bureau|side|court|police|committee|command|company|firm|group|foundation|"
    r"alliance|league|federation|museum|zoo|charity|hospital|school|network|newspaper|paper|daily|editorial|commentary|statement|report|association|union|bank|airline|institute|university|"
    r"department|authority|team|club|act|law|delegation|congress|parliament)"
)
_PREPOSITION = "With|For|In|On|At|By|From|After|Before|Late|During|Asked|Told|But|And|While|As|When|If|Of|To|Under"
_DETERMINER = "[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[Oo]ne|[Aa]nother"
_LED = rf"(?:^\W*(?!(?:{_PREPOSITION})\b)|(?:{_DETERMINER}) |[A-Z][\w.-]*['’]s? )"
PERSON_PHRASE = re.compile(rf"(?<![\w-]){_LED}(?:[\w’'-]+ ){{0,5}}?(?i:{_PERSONS})\b(?! of)")
BODY_PHRASE = re.compile(rf"(?<![\w-]){_LED}(?:[\w’'-]+ ){{0,5}}?(?i:{_BODIES})\b")
"""Noun phrases for one person, and for one body, by their last word."""

OBLIQUE = re.compile(
    r"\b(?:of|in|to|with|against|from|for|by|on|at|between|over|about|toward|towards|than|as|like|near|after|before|"
    r"told|asked|met|urged|accused|and|or|thanked|warned|called|visiting) (?:the )?$",
    re.IGNORECASE,
)
"""What stands before a noun phrase that is no subject."""

REACH = 4
"""Sentences back in which an antecedent is looked for."""

OPENING = 120
"""Characters of a sentence in which its subject is looked for."""


@dataclass(frozen=True)
class Told:
    """A source of the article: its fullest name, whom it was read as, whether it is a person, and where it stands."""

    name: str
    reading: Reading
    person: bool
    at: int = 0


IsPerson = Callable[[str], bool]


@dataclass(frozen=True)
class Antecedent:
    """What a pronoun takes up: a source told before, or the words of a subject and where they stand."""

    told: Told | None = None
    words: str = ""
    at: int = 0
    name: str = ""


def antecedent(pronoun: str, at: int, scene: Scene, told: Sequence[Told], is_person: IsPerson) -> Antecedent | None:
    """Return what a pronoun at a place takes up; None where nothing near fits.

    Sentence by sentence backwards, a source that was told there comes first, then the subject of the sentence.
    """
    word = pronoun.lower()
    for number, sentence in enumerate(scene.before(at, REACH)):
        last = next(
            (t for t in reversed(told) if sentence.start <= t.at < min(sentence.end, at) and _takes(word, t)), None
        )
        if last and (word not in PERSONAL or _fits(scene, last.name, word in {"she", "her"})):
            return Antecedent(told=last)
        stretch = Span(sentence.start, min(sentence.end, at))
        subject = _subject(word, stretch, scene, is_person)
        if subject and (word not in PLURAL or number < 2):
            return subject
    return None


def _takes(pronoun: str, told: Told) -> bool:
    return pronoun in PLURAL or told.person == (pronoun in PERSONAL)


def _subject(pronoun: str, stretch: Span, scene: Scene, is_person: IsPerson) -> Antecedent | None:
    if pronoun in PERSONAL:
        return _person(stretch, scene, is_person, pronoun in {"she", "her"})
    return _body(stretch, scene)


def _person(stretch: Span, scene: Scene, is_person: IsPerson, female: bool) -> Antecedent | None:
    """Return the person named first in a stretch, by name or by an office, unless it is no subject."""
    words = scene.unquoted[stretch.start : stretch.end]
    role = next(
        (
            m
            for m in PERSON_PHRASE.finditer(words[:OPENING])
            if not OBLIQUE.search(words[: m.start()]) and not (MALE if female else FEMALE).search(m[0])
        ),
        None,
    )
    for found in NAME.finditer(words):
        name = untitled(found[0])
        full = fullest(scene.text, name) if name else ""
        if len(full.split()) < 2 or full.isupper() or not is_person(full):
            continue
        if OBLIQUE.search(words[: found.start()]) or not _fits(scene, full, female):
            continue
        if role and role.end() + 2 < found.start():
            break
        return Antecedent(name=full, at=stretch.start + found.start())
    return Antecedent(words=role[0].strip(), at=stretch.start + role.start()) if role else None


def _body(stretch: Span, scene: Scene) -> Antecedent | None:
    """Return the body or country named first in a stretch, unless it is no subject."""
    words = scene.unquoted[stretch.start : stretch.end]
    found = [(m.start(), m[0].strip()) for m in BODY_PHRASE.finditer(words[: 2 * OPENING])]
    for name in scene.within(stretch.start, stretch.end):
        start = name.start - stretch.start
        stands = name.whole and words[start : start + 1].strip() and scene.text[name.end : name.end + 1] not in "'’-"
        if stands:
            found.append((start, scene.text[name.start : name.end]))
    for start, phrase in sorted(found, key=lambda f: (f[0], -len(f[1]))):
        if not OBLIQUE.search(words[:start]):
            return Antecedent(words=phrase, at=stretch.start + start)
    return None


def _fits(scene: Scene, full: str, female: bool) -> bool:
    beside = " ".join(f"{m.before} {m.after}" for m in mentions(scene.text, full)) or full
    return not (MALE if female else FEMALE).search(beside)
