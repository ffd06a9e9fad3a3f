"""Sources that only point back: "the ministry", "the spokesman", "state media", read by what was told before."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from models.gazetteer import OUTLET, Gazetteer
from models.speaker_antecedents import Told
from models.speaker_people import fullest, mentions, untitled
from models.speaker_person import SURE, PersonReader
from models.speaker_phrases import ABROAD, STATE_MEDIA, Reading
from models.speaker_scene import Scene
from models.speaker_words import INDEFINITE, OFFICIAL, POSSESSIVE
from straitwatch.actor import OTHER

PERSON_HEAD = re.compile(
    r"\b(?:\w*man|\w*woman|\w*person|minister|president|official|general|colonel|professor|analyst)$"
)
"""Nouns for one person, by which the last person who spoke may be taken up."""

DOCUMENT = re.compile(
    r"^(?:report|statement|letter|document|note|communique|notice|release|message|article|commentary|"
    r"editorial)$"
)
"""Nouns for a text, which goes on speaking for whoever spoke last."""

TITLES = re.compile(
    r"\b(?:minister|spokes(?:man|woman|person)|president|premier|ambassador|general|admiral|mayor|governor|"
    r"lawmaker|legislator|councill?or|professor|analyst|heads|founder|owner)\b"
)
"""Titles of which a person mostly has one."""

ALONE = re.compile(r"^(?:minister|president)$")
"""Titles by which nobody is called who was not introduced with them."""

MEDIUM = re.compile(
    r"(?:the|its|that) (?:\w+ )?(?:newspaper|paper|daily|tabloid|editorial|commentary|column|article|weekly|magazine)",
    re.IGNORECASE,
)
"""What points back at a paper."""

BACK = ("the ", "this ", "its ", "his ", "her ", "their ")

BREAK = re.compile(r"[.;,\n“”\"]")
BEFORE_HEAD = 60
"""What ends the phrase before a head, and how many characters of it are read."""


@dataclass
class GenericReader:
    """Reads the phrases of one article that name nobody; `told` are the sources settled so far, and `pronoun` reads
    a pronoun at a place.
    """

    scene: Scene
    gazetteer: Gazetteer
    told: Sequence[Told]
    persons: PersonReader
    pronoun: Callable[[str, int], tuple[str, Reading | None]]

    def read(self, words: str, at: int, own: Reading | None) -> tuple[str, Reading | None]:
        """Resolve "the ministry", "the spokesman": the last source of that kind, or the body named before."""
        head = words.split()[-1].lower().removesuffix("s")
        official = OFFICIAL.search(words) is not None
        medium = self._medium() if MEDIUM.fullmatch(words) else None
        if medium:
            return medium
        if own and own.weight >= SURE:
            return words, own
        if POSSESSIVE.match(words):
            owner = self.pronoun(words.split()[0], at)[1]
            if owner:
                return words, owner.weaker(0.95, "possessive")
        media = self._state_media(words, at)
        if media:
            return words, media
        seated = None if ABROAD.search(words) else self.scene.seat(at, words)
        if seated and official:
            return words, Reading(seated, 0.8, "seat")
        back = None if INDEFINITE.match(words) else self._taken_up(words, head, at)
        if back:
            return back
        for before in self._named_before(head, at):
            return words, before.weaker(0.85, "named before")
        if own:
            return words, own
        if DOCUMENT.search(head) and not INDEFINITE.match(words) and self.told:
            return self.told[-1].name, self.told[-1].reading.weaker(0.9, "document")
        if official and not ABROAD.search(words):
            opened = self.scene.opened(at)
            if opened or self.scene.home:
                return words, Reading(opened or self.scene.home or OTHER, 0.6, "opened" if opened else "home")
        points_back = words.lower().startswith(BACK) and not (official and words[0].isupper() and words[4:5].isupper())
        if points_back and self.told and not official:
            return self.told[-1].name, self.told[-1].reading.weaker(0.7, "points back")
        return words, self._by_topic(words, at) if official else None

    def _medium(self) -> tuple[str, Reading | None] | None:
        """Take "the newspaper" and "the editorial" for the paper that was told before."""
        for last in reversed(self.told[-5:]):
            if OUTLET.search(last.name) or STATE_MEDIA.search(last.name) or "media" in last.reading.rule:
                return last.name, last.reading.weaker(0.95, "medium")
        return None

    def _taken_up(self, words: str, head: str, at: int) -> tuple[str, Reading | None] | None:
        """Return the source told before, or the person with that title, that "the spokesman" points back at."""
        for last in reversed(self.told[-5:]):
            if head in last.name.lower() and last.name.lower() != words.lower():
                return last.name, last.reading.weaker(0.92, "same head")
        if not PERSON_HEAD.search(head) or not words.lower().startswith(BACK):
            return None
        titled = list(re.finditer(rf"\b{re.escape(head)},? ((?:[A-Z][\w'’-]+ ?){{1,3}})", self.scene.text))
        for found in sorted(
            titled, key=lambda m: at - m.start() if m.start() < at else len(self.scene.text) + m.start()
        ):
            full = fullest(self.scene.text, untitled(found[1].strip()))
            if " " in full and self.persons.is_person(full):
                reading = self.persons.read(full, "")
                return full, reading and reading.weaker(0.9, "same title")
        for last in reversed(self.told[-5:]):
            if last.person and self._may_bear(last, head):
                return last.name, last.reading.weaker(0.8, "last person")
        return None

    def _may_bear(self, told: Told, head: str) -> bool:
        """Tell whether a person told before can be called by a title: it stands beside the name, or no other does."""
        beside = " ".join(f"{m.before} {m.after}" for m in mentions(self.scene.text, told.name)).lower()
        if head in beside or head in told.name.lower():
            return True
        return not ALONE.search(head) and not (TITLES.search(beside) and TITLES.search(head))

    def _named_before(self, head: str, at: int) -> Iterator[Reading]:
        """Yield the readings of the phrases with that head before a place, the nearest first."""
        heads = list(re.finditer(rf"\b{re.escape(head)}s?\b", self.scene.text[:at], re.IGNORECASE))
        for found in reversed(heads[-6:]):
            phrase = BREAK.split(self.scene.text[max(0, found.start() - BEFORE_HEAD) : found.end()])[-1]
            reading = self.gazetteer.phrases.read(phrase)
            if reading and reading.speaker in self.gazetteer.actors.names and reading.weight >= 0.7:
                yield reading

    def _by_topic(self, words: str, at: int) -> Reading:
        """Read officials without a country as those of the country that the passage is about."""
        housed = ABROAD.search(words) and re.search(r" in ([A-Z]\w+)", words)
        owner, share = self.scene.topic(at, self.gazetteer.seat_of(housed[1]) if housed else None)
        return Reading(owner, 0.3 + 0.6 * share, "topic")

    def _state_media(self, words: str, at: int) -> Reading | None:
        """Read state media without a country as those of the actor with most papers, unless others' are near."""
        if not STATE_MEDIA.search(words):
            return None
        owner, share = self.scene.topic(at)
        keeper = self.gazetteer.keeper
        return (
            Reading(OTHER, share, "topic, media")
            if owner == OTHER and share > 0.6
            else Reading(keeper, 0.8, "topic, media")
        )
