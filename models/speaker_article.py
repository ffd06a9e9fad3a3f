"""The sources of one English article, read one after another with what was told before in mind."""

import re
from dataclasses import dataclass, field
from datetime import date

from models.gazetteer import OUTLET, Gazetteer
from models.speaker_antecedents import Told, antecedent
from models.speaker_generic import PERSON_HEAD, GenericReader
from models.speaker_people import NAME, fullest, person_in, persons_in, untitled
from models.speaker_person import SURE, PersonReader
from models.speaker_phrases import Reading
from models.speaker_scene import Scene
from models.speaker_words import GENERIC, OFFICIAL, PRIVATE, PRONOUN, SPEECHLESS
from straitwatch.actor import OTHER
from straitwatch.statement import Span

ANSWERS, ASKS = frozenset({"a", "answer"}), frozenset({"q", "question", "reporter", "journalist"})
"""What opens the lines of a transcript without names."""

OWNER = re.compile(r"(?P<owner>the (?:[a-z]+ )?[a-z]+|(?:Mrs? |Ms )?[A-Z][\w-]+(?: [A-Z][\w-]+)?)['’]s? (?=[a-z])")
"""Opens a phrase that belongs to a body or person."""

JOINED = re.compile(
    r"\band (?:also |then )?(?:said|says|warned|added|urged|called|accused|demanded|asked)\b[^.]{0,20}$"
)
"""What joins a second verb, of saying, to the subject of the sentence."""

SHORT = re.compile(r"(?:^|\b[Tt]he |\b[Aa]n? )(foundation|association|council|exchange|bank)\b(?! (?:of|for)\b)")
"""Words by which an institution is called once it was named."""

RELATIVE = frozenset({"who", "which", "that", "whose"})

FAR = 500
"""Characters after which words without a source rather have one that was not seen than go on with the last."""


@dataclass
class SourceReader:
    """Reads the sources of one article in order; `told` grows with each."""

    scene: Scene
    day: date
    gazetteer: Gazetteer
    told: list[Told] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._persons = PersonReader(self.scene, self.gazetteer, self.day, self.told)
        self._generic = GenericReader(self.scene, self.gazetteer, self.told, self._persons, self._pronoun)

    def read(self, phrase: str, at: int) -> tuple[str, Reading | None]:
        """Return the fullest name and the reading of the source `phrase` that stands at character `at`."""
        words = " ".join(phrase.split()).strip(" ,")
        if self._turn(words, at):
            return self._in_transcript(words)
        if not words or SPEECHLESS.fullmatch(words):
            return self._continued(at)
        if words.split()[0].lower() in RELATIVE:
            return self._relative(at)
        if PRONOUN.match(words):
            return self._pronoun(words, at)
        full = self._person(words, at)
        if full:
            short = self._short_form(words, at) or self._its_head(words, at)
            return full, short.weaker(1.0, "title, short form") if short else self._persons.read(full, words)
        short = self._short_form(words, at)
        if short:
            return words, short
        reading = self.gazetteer.state_outlet(words, self.scene.text) or self.gazetteer.phrases.read(words)
        generic = GENERIC.match(words) is not None
        if reading and reading.weight >= SURE and not generic:
            return words, reading
        owner = None if reading and reading.weight >= SURE else self._owned(words, at)
        if owner:
            return words, owner
        if generic or (reading is None and OFFICIAL.search(words)):
            return self._generic.read(words, at, reading)
        return words, reading or Reading(OTHER, 0.6, "no word")

    def _short_form(self, words: str, at: int) -> Reading | None:
        """Read "the foundation" and "an association spokesman" as the institution named before that ends so."""
        found = SHORT.search(words)
        if not found:
            return None
        word = found[1].capitalize()
        near = [n for n in self.scene.within(0, at) if self.scene.text[n.start : n.end].endswith(f" {word}")]
        return Reading(near[-1].owner, 0.9, "short form") if near and near[-1].owner != OTHER else None

    def _its_head(self, words: str, at: int) -> Reading | None:
        """Read "Its director, Ho" as a private body's when "its" takes up one."""
        if not re.match(r"(?:Its|its|Their|their) ", words):
            return None
        found = antecedent("its", at, self.scene, self.told, self._persons.is_person)
        body = found.words or (found.told.name if found.told else "") if found else ""
        private = PRIVATE.search(body) and self.gazetteer.phrases.read(body)
        return Reading(OTHER, 0.85) if private and private.speaker == OTHER else None

    def _namesake(self, name: str, at: int) -> str:
        """Return whom a surname alone stands for when the last who spoke bears it, whoever bore it first."""
        if " " in name:
            return ""
        return next((t.name for t in reversed(self.told) if t.at < at and t.person and name in t.name.split()), "")

    def _person(self, words: str, at: int) -> str:
        """Return the fullest name of the person in a phrase; empty if it names none."""
        for name in persons_in(words):
            full = self._namesake(name, at) or fullest(self.scene.text, name)
            if self._persons.is_person(full) and not OUTLET.search(full):
                return full
        return ""

    def add(self, name: str, reading: Reading, at: int) -> None:
        """Remember a source that was settled."""
        self.told.append(Told(name, reading, self._personal(name), at))

    def _personal(self, name: str) -> bool:
        if PERSON_HEAD.search(name.lower()):
            return True
        return bool(person_in(name)) and not OFFICIAL.search(name)

    def _continued(self, at: int) -> tuple[str, Reading | None]:
        subject = self._subject(at)
        if subject:
            return subject
        if not self.told:
            return "", None
        last = self.told[-1]
        return last.name, last.reading.weaker(0.95, "continued" if at - last.at < FAR else "continued far")

    def _subject(self, at: int) -> tuple[str, Reading | None] | None:
        """Take what is said after "and said" for the country or body that opens the sentence."""
        for sentence in self.scene.before(at, 1):
            lead = self.scene.unquoted[sentence.start : at]
            opens = re.match(r"[^\n]*?[-—–]{1,2} (?=[A-Z])", lead)
            start = sentence.start + (opens.end() if opens and opens[0][0:2].isupper() else 0)
            first = next(iter(self.scene.within(start, start + 5)), None)
            if first and first.whole and JOINED.search(lead) and self.scene.text[first.end] == " ":
                words = self.scene.text[first.start : first.end]
                return words, Reading(first.owner, 0.8, "subject")
        return None

    def _relative(self, at: int) -> tuple[str, Reading | None]:
        """Take "who" and "which" for the phrase right before."""
        lead = self.scene.text[max(0, at - 90) : at]
        lead = re.split(r"[.;:“”\"\n]|, (?!$)|\b(?:by|and|but|from|with|while)\b", lead)[-1]
        words = " ".join(lead.split()).strip(" ,")
        return (
            self.read(words, max(0, at - len(lead)))
            if words and words.split()[0].lower() not in RELATIVE
            else ("", None)
        )

    def _pronoun(self, words: str, at: int) -> tuple[str, Reading | None]:
        """Take a pronoun for the source or the subject before it."""
        found = antecedent(words, at, self.scene, self.told, self._persons.is_person)
        if found and found.told:
            return found.told.name, found.told.reading.weaker(0.95, "pronoun, source")
        if found and found.name:
            reading = self._persons.read(found.name, "")
            return found.name, reading and reading.weaker(0.95, "pronoun, person")
        if found:
            name, reading = self.read(found.words, found.at)
            return name, reading and reading.weaker(0.9, "pronoun, subject")
        if self.told:
            return self.told[-1].name, self.told[-1].reading.weaker(0.8, "pronoun, last")
        return words, None

    def _turn(self, words: str, at: int) -> bool:
        opens = words.lower() in ANSWERS | ASKS
        return opens and self.scene.text[at + len(words) : at + len(words) + 1] in {":", "."}

    def _in_transcript(self, words: str) -> tuple[str, Reading | None]:
        """Read "A:" as the official named first, and "Q:" as a journalist."""
        if words.lower() in ASKS:
            return words, Reading(OTHER, 0.7, "asks")
        voices = [m[1] for m in re.finditer(rf"[Ss]pokes\w+[^\n]{{0,30}}? ({NAME.pattern})", self.scene.text)]
        for found in [*voices, *(m[0] for m in NAME.finditer(self.scene.text[:2000]))]:
            full = fullest(self.scene.text, untitled(found))
            if " " in full and self._persons.is_person(full):
                reading = self._persons.read(full, "")
                if reading and reading.speaker != OTHER:
                    return full, reading.weaker(0.95, "answers")
        return words, None

    def _owned(self, words: str, at: int) -> Reading | None:
        """Read "Sato's deputy" as Sato, and "the ministry's spokesman" as the ministry."""
        found = OWNER.match(words)
        if not found:
            return None
        name, reading = self.read(found["owner"], at)
        ours = reading and reading.rule != "no word" and (found["owner"][0].islower() or self._persons.is_person(name))
        return reading.weaker(0.92, "possessive") if ours and reading else None


def stands_in(span: Span | None, content: Span) -> int:
    """Return the place a statement is read at: its source's, or, without one, its content's."""
    return span.start if span else content.start
