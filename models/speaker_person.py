"""Whom a named person speaks for: by office held, by titles beside the name anywhere in the article, by spelling."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from models.gazetteer import Gazetteer
from models.speaker_antecedents import Told
from models.speaker_people import mentions
from models.speaker_phrases import Reading
from models.speaker_scene import Scene
from models.speaker_words import (
    COLLEAGUE,
    NO_NAME,
    OFFICIAL,
    OPPOSITION,
    PRIVATE,
    SERVING,
    name_origin,
    of_state,
    surname_origins,
)
from straitwatch.actor import OTHER, UNKNOWN

SURE = 0.8
"""A reading of at least this weight needs no second look."""

BELONGING = re.compile(r"(?:its|his|her|their|the (?:ministry|office|council|party|agency)['’]s)\b", re.IGNORECASE)
"""Opens a title that belongs to whoever was named before."""

BARE_TITLE = re.compile(r"(?:spokes\w+|chief|president|head|director|chairman|manager)$", re.IGNORECASE)
"""A title alone, which belongs to the body that spoke before."""

LED = re.compile(r"who (?:led|leads|met|hosted|received|chaired|chairs|accompanied|headed)\b")
"""Opens what somebody did with others, whose words do not tell what he or she is: "who led the visitors"."""

SURNAMED = re.compile(r"[A-Z][a-z]+-[a-z]+|Fan|Park|Major|Ko|Order")
"""Parts of names that would read as words for somebody."""


@dataclass
class PersonReader:
    """Reads the persons of one article; what was read once is kept."""

    scene: Scene
    gazetteer: Gazetteer
    day: date
    told: Sequence[Told]
    _read: dict[str, Reading | None] = field(default_factory=dict)

    def is_person(self, name: str) -> bool:
        """Tell whether a run of capitalised words can be a personal name: no office, body or place."""
        plain = SURNAMED.sub("", name)
        named = OFFICIAL.search(plain) or PRIVATE.search(plain) or NO_NAME.search(plain)
        return not named and not name.isupper() and self.gazetteer.phrases.read(plain) is None

    def read(self, full: str, phrase: str) -> Reading | None:
        """Return whom a person speaks for whose fullest name is `full` and who is called `phrase` here."""
        own = self.gazetteer.phrases.read(phrase.replace(full, " "))
        if own and own.rule == "private" and SERVING.search(phrase.split(full)[0].strip()):
            own = None
        if own and own.weight >= 0.9:
            self._read[full] = own.weaker(1.0, f"title, {own.rule}")
            return self._read[full]
        if full not in self._read:
            self._read[full] = self._anywhere(full, phrase)
        read = self._read[full]
        return own if own and read and read.rule == "office" and own.speaker != UNKNOWN else read or own

    def _anywhere(self, full: str, phrase: str) -> Reading | None:
        holder = self.gazetteer.holder(full, self.day)
        if holder:
            return holder
        best: Reading | None = None
        beside_all = [phrase.replace(full, " ")]
        places = list(mentions(self.scene.text, full))
        serving = any(SERVING.search(place.before) for place in places)
        for place in places:
            for beside in filter(None, (place.before, place.after)):
                beside_all.append(beside)
                reading = self.gazetteer.phrases.read(beside)
                if reading is None or reading.speaker == UNKNOWN:
                    continue
                if reading.rule == "private" and (serving or LED.match(beside)):
                    continue
                telling = reading.weight >= 0.9 or (" " in full and beside.endswith(("'s", "’s")))
                telling = telling or bool(OFFICIAL.search(beside) or PRIVATE.search(beside))
                if telling and (best is None or reading.weight > best.weight):
                    best = reading.weaker(1.0, f"title, {reading.rule}")
            if best and best.weight >= SURE:
                return best
        return best or self._untold(full, beside_all)

    def _untold(self, full: str, beside: list[str]) -> Reading | None:
        """Read a person whose titles name no country: by what was said before, by the spelling of the name."""
        before = self.told[-1].reading if self.told else None
        official = any(of_state(b) for b in beside)
        private = any(
            PRIVATE.search(" ".join(b.split()[-4:])) and not OFFICIAL.search(b) and not LED.match(b) for b in beside
        )
        belongs = before and any(BELONGING.match(b) for b in beside)
        if before and any(COLLEAGUE.match(b) for b in beside):
            return before.weaker(0.85, "colleague")
        origin = name_origin(full)
        ours = origin in self.gazetteer.actors.names
        if not official and not private and any(OFFICIAL.search(b) for b in beside):
            if before and belongs and not (before.speaker == OTHER and ours):
                return before.weaker(0.85, "colleague")
            return Reading(origin, 0.6, "spelling, lesser office") if ours else Reading(OTHER, 0.6, "lesser office")
        if not official or private:
            return self._in_turn(full) or Reading(OTHER, 0.65, "private person" if private else "person")
        if (
            before
            and before.speaker == OTHER
            and any(BARE_TITLE.fullmatch(b) for b in beside)
            and not self.told[-1].person
        ):
            return before.weaker(0.85, "colleague")
        if ours:
            against = not self.gazetteer.actors.actor(origin).opposition and any(OPPOSITION.search(b) for b in beside)
            return Reading(OTHER, 0.85, "opposition") if against else Reading(origin, 0.85, "spelling, office")
        if before and belongs:
            return before.weaker(0.85, "colleague")
        origins = surname_origins(full)
        near = self.scene.nearest(self.scene.text.find(full), origins) if origins else None
        if self.scene.home in origins:
            near = self.scene.home
        return Reading(near, 0.5, "surname, office") if near else Reading(OTHER, 0.55, "office")

    def _in_turn(self, full: str) -> Reading | None:
        """Read who answers in a transcript by the spelling of the name: an official takes the questions there."""
        first, last = full.split()[0], full.split()[-1]
        if not any(f"{name}: " in self.scene.text for name in (first, last)):
            return None
        turned = re.findall(rf"(?m)^\s*(?:{re.escape(full)}|{re.escape(last)}|{re.escape(first)}): ", self.scene.text)
        origin = name_origin(full)
        answers = len(turned) > 1 and origin in self.gazetteer.actors.names
        return Reading(origin, 0.75, "answers") if answers else None
