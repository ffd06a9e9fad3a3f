"""The sources of one English article, read one after another with what was told before in mind."""

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from models.gazetteer import OUTLET, Gazetteer
from models.quotes import quotations
from models.sentences import sentences
from models.speaker_people import NAME, fullest, mentions, person_in, untitled
from models.speaker_phrases import ABROAD, Reading
from models.speaker_words import (
    COLLEAGUE,
    GENERIC,
    INDEFINITE,
    OFFICIAL,
    PRIVATE,
    PRONOUN,
    asian_surname,
    name_origin,
    of_state,
)
from straitwatch.actor import OTHER, UNKNOWN
from straitwatch.statement import Span

SURE = 0.8
"""A reading of at least this weight needs no second look."""

PERSON_HEAD = re.compile(r"\b(?:\w*man|\w*woman|person|minister|president|official|general|colonel|professor|analyst)$")
"""Nouns for one person, by which the last person who spoke may be taken up."""

DOCUMENT = re.compile(
    r"^(?:report|statement|letter|document|note|communique|notice|release|message|article|commentary|"
    r"editorial)$"
)
"""Nouns for a text, which goes on speaking for whoever spoke last."""

BELONGING = re.compile(r"(?:its|his|her|their|the (?:ministry|office|council|party|agency)['’]s)\b", re.IGNORECASE)
"""Opens a title that belongs to whoever was named before."""

PERSONAL = frozenset({"he", "she", "his", "her", "him"})
FEMALE = re.compile(r"\b(?:\w*woman|Ms|Mrs|Madam|mother|daughter|wife|actress)\b", re.IGNORECASE)
MALE = re.compile(r"\b(?:\w*(?<!wo)man|Mr|father|son|husband)\b", re.IGNORECASE)

RELATIVE = frozenset({"who", "which", "that", "whose"})

BACK = ("the ", "this ", "its ", "his ", "her ", "their ")


@dataclass(frozen=True)
class Told:
    """A source of the article: its fullest name, whom it was read as, and whether it is a person."""

    name: str
    reading: Reading
    person: bool


@dataclass
class SourceReader:
    """Reads the sources of one article in order; `told` grows with each."""

    text: str
    day: date
    gazetteer: Gazetteer
    outlet: str = ""
    told: list[Told] = field(default_factory=list)
    _people: dict[str, Reading | None] = field(default_factory=dict)

    def read(self, phrase: str, at: int) -> tuple[str, Reading | None]:
        """Return the fullest name and the reading of the source `phrase` that stands at character `at`."""
        words = " ".join(phrase.split()).strip(" ,")
        if not words:
            return (self.told[-1].name, self.told[-1].reading.weaker(0.95)) if self.told else ("", None)
        if words.lower() in RELATIVE:
            return self._relative(at)
        if PRONOUN.match(words):
            return self._pronoun(words, at)
        person = person_in(words)
        full = fullest(self.text, person) if person else ""
        if full and self._is_person(full) and not OUTLET.search(full):
            return full, self._person(full, words)
        reading = self.gazetteer.state_outlet(words, self.text) or self.gazetteer.phrases.read(words)
        generic = GENERIC.match(words) is not None
        if reading and reading.weight >= SURE and not generic:
            return words, reading
        if generic or (reading is None and OFFICIAL.search(words)):
            return self._generic(words, at, reading)
        return words, reading or Reading(OTHER, 0.6)

    def add(self, name: str, reading: Reading) -> None:
        """Remember a source that was settled."""
        self.told.append(Told(name, reading, bool(person_in(name)) and not OFFICIAL.search(name)))

    def _is_person(self, name: str) -> bool:
        named = OFFICIAL.search(name) or PRIVATE.search(name)
        return not named and not name.isupper() and self.gazetteer.phrases.read(name) is None

    def _person(self, full: str, phrase: str) -> Reading | None:
        own = self.gazetteer.phrases.read(phrase.replace(full, " "))
        if own and own.weight >= 0.9:
            self._people[full] = own
            return own
        if full not in self._people:
            self._people[full] = self._person_anywhere(full, phrase)
        return self._people[full] or own

    def _person_anywhere(self, full: str, phrase: str) -> Reading | None:
        holder = self.gazetteer.holder(full, self.day)
        if holder:
            return holder
        best: Reading | None = None
        beside_all = [phrase.replace(full, " ")]
        for place in mentions(self.text, full):
            for beside in filter(None, (place.before, place.after)):
                beside_all.append(beside)
                reading = self.gazetteer.phrases.read(beside)
                if reading is None or reading.speaker == UNKNOWN:
                    continue
                telling = reading.weight >= 0.9 or (" " in full and beside.endswith(("'s", "’s")))
                telling = telling or bool(OFFICIAL.search(beside) or PRIVATE.search(beside))
                if telling and (best is None or reading.weight > best.weight):
                    best = reading
            if best and best.weight >= SURE:
                return best
        return best or self._untold(full, beside_all)

    def _untold(self, full: str, beside: list[str]) -> Reading | None:
        """Read a person whose titles name no country: by the spelling of the name, by what stands "
        "before, or as other."""
        official = any(of_state(b) for b in beside)
        private = any(PRIVATE.search(" ".join(b.split()[-4:])) and not OFFICIAL.search(b) for b in beside)
        if self.told and any(COLLEAGUE.match(b) for b in beside):
            return self.told[-1].reading.weaker(0.85)
        origin = name_origin(full)
        if not official and not private and any(OFFICIAL.search(b) for b in beside):
            if self.told and any(BELONGING.match(b) for b in beside):
                return self.told[-1].reading.weaker(0.85)
            return Reading(origin, 0.6) if origin in self.gazetteer.actors.names else Reading(OTHER, 0.6)
        if not official or private:
            return self._in_turn(full) or Reading(OTHER, 0.65)
        if origin in self.gazetteer.actors.names:
            return Reading(origin, 0.85)
        if self.told and any(BELONGING.match(b) for b in beside):
            return self.told[-1].reading.weaker(0.85)
        near = (self.home or self._nearest(self.text.find(full))) if asian_surname(full) else None
        return Reading(near, 0.5) if near else Reading(OTHER, 0.55)

    def _in_turn(self, full: str) -> Reading | None:
        """Read who answers in a transcript by the spelling of the name: an official takes the questions there."""
        last = full.split()[-1]
        turned = re.findall(
            rf"(?m)^\s*(?:{re.escape(full)}|{re.escape(last)}|{re.escape(full.split()[0])}): ", self.text
        )
        origin = name_origin(full)
        answers = len(turned) > 1 and origin in self.gazetteer.actors.names
        return Reading(origin, 0.75) if answers else None

    @cached_property
    def home(self) -> str | None:
        """The actor in whose country the article is written, if it tells."""
        return self.gazetteer.home(self.outlet, self.text)

    def _nearest(self, at: int) -> str | None:
        """Return the actor named last in the 300 characters before a place."""
        lead = self.text[max(0, at - 300) : at]
        places = {
            name: max((m.start() for m in pattern.finditer(lead)), default=-1)
            for name, pattern in self.gazetteer.words.items()
        }
        best = max(places, key=lambda name: places[name])
        return best if places[best] >= 0 else None

    def _seat(self, at: int) -> str | None:
        """Return the actor in whose capital or country the sentence sets the scene: "In Taipei, the "
        "ministry said"."""
        start = max(self.text.rfind(mark, 0, at) for mark in (". ", "\n", "; ")) + 1
        scene = re.match(r"\s*(?:And |But |Meanwhile,? )?(?:Back )?[Ii]n ([A-Z]\w+),? ", self.text[start : at + 2])
        after = re.match(r"[^.,;]{0,60}? in ([A-Z]\w+)\b", self.text[at : at + 90])
        for found in filter(None, (scene, after)):
            owner = next((n for n, p in self.gazetteer.places.items() if p.fullmatch(found[1])), None)
            if owner or found[1] in self.gazetteer.actors.elsewhere:
                return owner or OTHER
        return None

    def _relative(self, at: int) -> tuple[str, Reading | None]:
        """Take "who" and "which" for the phrase right before."""
        lead = re.split(r"[.;:“”\"\n]|, (?!$)|\b(?:by|and|but|from|with|while)\b", self.text[max(0, at - 90) : at])[-1]
        words = " ".join(lead.split()).strip(" ,")
        return self.read(words, max(0, at - len(lead))) if words and words.lower() not in RELATIVE else ("", None)

    def _opened(self, at: int) -> str | None:
        """Return the actor that this sentence or the one before opens with."""
        for sentence in reversed([s for s in self._sentences if s.start < at][-2:]):
            opening = self._unquoted[sentence.start : min(sentence.start + 28, at)]
            for name, pattern in self.gazetteer.words.items():
                if pattern.search(opening):
                    return name
        return None

    def _pronoun(self, words: str, at: int) -> tuple[str, Reading | None]:
        """Take a pronoun for the person, or else the body, named last before it as the subject of a sentence."""
        if words.lower() in PERSONAL:
            named = self._subject(at, words.lower() in {"she", "her"})
            if named:
                return named, self._person(named, "")
        wants_person = words.lower() in PERSONAL
        for last in reversed(self.told[-4:]):
            if last.person == wants_person:
                return last.name, last.reading.weaker(0.9)
        if self.told:
            return self.told[-1].name, self.told[-1].reading.weaker(0.8)
        return words, None

    def _subject(self, at: int, female: bool) -> str:
        """Return the full name of the person named first in the sentence before a place, or in one shortly before."""
        for sentence in reversed([s for s in self._sentences if s.start < at][-4:]):
            stretch = self._unquoted[sentence.start : min(sentence.end, at)]
            for found in NAME.finditer(stretch):
                full = fullest(self.text, untitled(found[0]))
                if len(full.split()) > 1 and not full.isupper() and self._is_person(full) and self._fits(full, female):
                    return full
        return ""

    def _fits(self, full: str, female: bool) -> bool:
        beside = " ".join(f"{m.before} {m.after}" for m in mentions(self.text, full))
        return not (MALE if female else FEMALE).search(beside)

    @cached_property
    def _sentences(self) -> list[Span]:
        return sentences(self.text, "en")

    @cached_property
    def _unquoted(self) -> str:
        """The text with the words of quotations blanked."""
        masked = list(self.text)
        for q in quotations(self.text):
            masked[q.inner.start : q.inner.end] = " " * (q.inner.end - q.inner.start)
        return "".join(masked)

    def _generic(self, words: str, at: int, own: Reading | None) -> tuple[str, Reading | None]:
        """Resolve "the ministry", "the spokesman": the last source of that kind, or the body named before."""
        head = words.split()[-1].lower().removesuffix("s")
        if own and own.weight >= SURE:
            return words, own
        seated = None if ABROAD.search(words) else self._seat(at)
        if seated and OFFICIAL.search(words):
            return words, Reading(seated, 0.8)
        new = INDEFINITE.match(words) is not None
        for last in reversed([] if new else self.told[-5:]):
            if head in last.name.lower() and last.name.lower() != words.lower():
                return last.name, last.reading.weaker(0.92)
            if last.person and PERSON_HEAD.search(head):
                return last.name, last.reading.weaker(0.8)
        places = re.finditer(rf"[^.;,\n“”\"]{{0,60}}\b{re.escape(head)}s?\b", self.text[:at], re.IGNORECASE)
        for found in reversed(list(places)[-6:]):
            reading = self.gazetteer.phrases.read(found[0][-70:])
            if reading and reading.speaker in self.gazetteer.actors.names and reading.weight >= 0.7:
                return words, reading.weaker(0.85)
        if own:
            return words, own
        if DOCUMENT.search(head) and not new and self.told:
            return self.told[-1].name, self.told[-1].reading.weaker(0.9)
        official = OFFICIAL.search(words) is not None
        scene = self._opened(at)
        if official and scene and not ABROAD.search(words):
            return words, Reading(scene, 0.6)
        if official and self.home and not ABROAD.search(words):
            return words, Reading(self.home, 0.6)
        if (
            words.lower().startswith(BACK)
            and self.told
            and not (official and words[0].isupper() and words[4:5].isupper())
        ):
            return self.told[-1].name, self.told[-1].reading.weaker(0.7)
        spoke = self.told[-1].reading.speaker if self.told else ""
        near = spoke if spoke in self.gazetteer.actors.names else self._nearest(at)
        return words, Reading(near, 0.5) if near and official else None
