"""Speaker: the source of a statement resolved to an actor, by gazetteer, titles, appositions and what "
"was said before."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from models.attributed import Attribution
from models.sentences import script_of
from models.speaker_cjk import CjkReader
from models.speaker_people import fullest, mentions, person_in
from models.speaker_phrases import ABROAD, PhraseReader, Reading
from models.speaker_words import GENERIC, OFFICIAL, PRIVATE, PRONOUN, asian_surname, name_origin
from straitwatch.actor import OTHER, UNKNOWN, Actors, words_pattern
from straitwatch.article import Article

SURE = 0.8
"""A reading of at least this weight is not overruled by the tagger's own guess."""


PERSON_HEAD = re.compile(r"\b(?:\w*man|\w*woman|person|minister|president|official|general|colonel|professor|analyst)$")
"""Nouns for one person, by which the last person who spoke may be taken up."""


@dataclass(frozen=True)
class Speaker:
    """Name of an actor, or other, or unknown; the fullest name of the source in the article; and a probability."""

    name: str
    source_name: str
    confidence: float


@dataclass
class _Told:
    """What the article has told so far: the sources in order, and what each full name was read as."""

    last: list[tuple[str, Reading, bool]] = field(default_factory=list)
    people: dict[str, Reading | None] = field(default_factory=dict)


class SpeakerResolver:
    """Resolves the sources of an article's statements, in the order of the text."""

    def __init__(self, actors: Actors) -> None:
        self._actors = actors
        self._reader = PhraseReader(actors)
        self._cjk = CjkReader(actors)
        self._names = {
            a.name: words_pattern((*a.names, *a.demonyms, *a.capitals, *a.metonyms, *a.institutions))
            for a in actors.actors
        }

    def resolve(self, article: Article, attributions: Sequence[Attribution]) -> list[Speaker]:
        """Return one speaker for each attribution, in the same order."""
        if script_of(article.text) != "en":
            return [Speaker(*answer) for answer in self._cjk.resolve(article.text, attributions)]
        told, found = _Told(), {}
        day = article.published.date()
        for a in sorted(attributions, key=lambda a: a.content.start):
            phrase = a.source.of(article.text) if a.source else ""
            at = a.source.start if a.source else a.content.start
            name, reading = self._one(article.text, phrase, at, day, told)
            speaker = _settle(reading, dict(a.speakers), self._actors.names)
            told.last.append((name, Reading(speaker[0], speaker[1]), bool(person_in(name))))
            found[id(a)] = Speaker(speaker[0], name, round(speaker[1], 4))
        return [found[id(a)] for a in attributions]

    def _one(self, text: str, phrase: str, at: int, day: date, told: _Told) -> tuple[str, Reading | None]:
        """Return the fullest name and the reading of one source."""
        words = " ".join(phrase.split()).strip(" ,")
        if not words:
            return (told.last[-1][0], _weaker(told.last[-1][1], 0.8)) if told.last else ("", None)
        if PRONOUN.match(words):
            return self._pronoun(words, told)
        person = person_in(words)
        full = fullest(text, person) if person else ""
        if person and self._is_person(full):
            reading = self._person(text, full, words, day, told)
            return full, reading
        reading = self._reader.read(words)
        if reading and reading.weight >= SURE and not GENERIC.match(words):
            return words, reading
        if GENERIC.match(words) or (reading is None and OFFICIAL.search(words)):
            return self._generic(text, words, at, told, reading)
        return words, reading

    def _is_person(self, name: str) -> bool:
        return bool(name) and not OFFICIAL.search(name) and not PRIVATE.search(name) and self._reader.read(name) is None

    def _person(self, text: str, full: str, phrase: str, day: date, told: _Told) -> Reading | None:
        own = self._reader.read(phrase.replace(full, " "))
        if own and own.weight >= 0.9:
            told.people[full] = own
            return own
        if full not in told.people:
            told.people[full] = self._person_anywhere(text, full, phrase, day)
        return told.people[full] or own

    def _person_anywhere(self, text: str, full: str, phrase: str, day: date) -> Reading | None:
        holder = self._holder(full, day)
        if holder:
            return holder
        best: Reading | None = None
        official = bool(OFFICIAL.search(phrase.replace(full, " ")))
        private = False
        for place in mentions(text, full):
            for beside in (place.before, place.after):
                reading = self._reader.read(beside) if beside else None
                owned = reading is not None and (reading.weight >= 0.9 or beside.endswith(("'s", "’s")))
                telling = owned or OFFICIAL.search(beside) or PRIVATE.search(beside)
                better = reading is not None and (best is None or reading.weight > best.weight)
                if reading and reading.speaker != UNKNOWN and telling and better:
                    best = reading
                official = official or bool(OFFICIAL.search(beside))
                private = private or bool(PRIVATE.search(beside))
            if best and best.weight >= SURE:
                return best
        if best:
            return best
        if official and not private:
            origin = name_origin(full)
            if origin:
                return Reading(origin, 0.7)
            near = self._nearest(text, text.find(full)) if asian_surname(full) else None
            return Reading(near, 0.5) if near else Reading(OTHER, 0.55)
        return Reading(OTHER, 0.65)

    def _holder(self, full: str, day: date) -> Reading | None:
        former: Reading | None = None
        for actor in self._actors.actors:
            for holder in actor.holders:
                names = holder.spellings
                if full in names or (
                    len(full.split()) == 1
                    and any(full == n.split()[0 if actor.name != "Tokyo" else -1] for n in names[:1])
                ):
                    if holder.serves(day):
                        return Reading(actor.name, 0.97 if full in names else 0.85)
                    if full in names:
                        former = Reading(actor.name, 0.75)
        return former

    def _nearest(self, text: str, at: int) -> str | None:
        """Return the actor named last before a place in its paragraph or the two sentences before."""
        lead = text[max(0, at - 300) : at]
        places = {name: max((m.start() for m in p.finditer(lead)), default=-1) for name, p in self._names.items()}
        best = max(places, key=lambda name: places[name])
        return best if places[best] >= 0 else None

    def _seat(self, text: str, at: int) -> str | None:
        """Return the actor in whose capital or country the sentence sets the scene: "In Taipei, the "
        "ministry said"."""
        start = max(text.rfind(". ", 0, at), text.rfind("\n", 0, at), text.rfind("; ", 0, at)) + 1
        scene = re.match(r"\s*(?:And |But |Meanwhile,? )?(?:Back )?[Ii]n ([A-Z]\w+),? ", text[start : at + 2])
        after = re.match(r"[^.,;]{0,60}? in ([A-Z]\w+)\b", text[at : at + 90])
        for found in (scene, after):
            owner = next((n for n, p in self._names.items() if found and p.fullmatch(found[1])), None)
            if owner:
                return owner
        return None

    def _pronoun(self, words: str, told: _Told) -> tuple[str, Reading | None]:
        if not told.last:
            return words, None
        wants_person = words.lower() in {"he", "she", "his", "her", "him"}
        for name, reading, person in reversed(told.last[-4:]):
            if person == wants_person:
                return name, _weaker(reading, 0.9)
        return told.last[-1][0], _weaker(told.last[-1][1], 0.8)

    def _generic(self, text: str, words: str, at: int, told: _Told, own: Reading | None) -> tuple[str, Reading | None]:
        """Resolve "the ministry", "the spokesman": the last source of that kind, or the body named before."""
        head = words.split()[-1].lower().removesuffix("s")
        if own and own.weight >= SURE:
            return words, own
        seated = None if ABROAD.search(words) else self._seat(text, at)
        if seated and OFFICIAL.search(words):
            return words, Reading(seated, 0.8)
        for name, before, person in reversed(told.last[-5:]):
            if head in name.lower() and name.lower() != words.lower():
                return name, _weaker(before, 0.92)
            if person and PERSON_HEAD.search(head):
                return name, _weaker(before, 0.8)
        places = re.finditer(rf"[^.;,\n“”\"]{{0,60}}\b{re.escape(head)}s?\b", text[:at], re.IGNORECASE)
        for found in reversed(list(places)[-6:]):
            reading = self._reader.read(found[0][-70:])
            if reading and reading.speaker in self._actors.names and reading.weight >= 0.7:
                return words, _weaker(reading, 0.85)
        if own:
            return words, own
        if words.lower().startswith(("the ", "this ", "its ", "his ", "her ", "their ")) and told.last:
            return told.last[-1][0], _weaker(told.last[-1][1], 0.7)
        near = self._nearest(text, at)
        return words, Reading(near, 0.45) if near and OFFICIAL.search(words) else None


def _weaker(reading: Reading, share: float) -> Reading:
    return Reading(reading.speaker, reading.weight * share)


def _settle(reading: Reading | None, guess: Mapping[str, float], names: Sequence[str]) -> tuple[str, float]:
    """Join the reading by words with the tagger's own guess, when there is one."""
    if not guess:
        return (reading.speaker, reading.weight) if reading else (UNKNOWN, 0.5)
    if reading and reading.speaker not in guess and reading.speaker in names:
        return reading.speaker, reading.weight
    scores = dict(guess)
    if reading:
        odds = reading.weight / (1 - min(reading.weight, 0.98))
        scores[reading.speaker] = scores.get(reading.speaker, 0.01) * odds
    best = max(scores, key=lambda name: scores[name])
    return best, scores[best] / sum(scores.values())
