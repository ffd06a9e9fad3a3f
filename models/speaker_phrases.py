"""Who a phrase speaks for, by the words of the phrase alone: "a Chinese foreign ministry spokesman" is Beijing."""

import re
from dataclasses import dataclass
from functools import cached_property

from models.speaker_words import (
    COMPANY,
    FOLLOWER,
    FORMER,
    HIDDEN,
    NAMELESS,
    OFFICIAL,
    OPPOSITION,
    PRIVATE,
    STILL,
    of_state,
)
from straitwatch.actor import OTHER, UNKNOWN, Actors, words_pattern

BEYOND = re.compile(
    r"\b(?:to|toward|towards|against|about|on|for|with|in|at|from|near|outside|between|visiting|based in|"
    r"stationed in|briefing|writing|speaking|travelling|accompanying|addressing|citing|told|said|"
    r"says|over|under|whose|who|which|after|during|as)\b",
    re.IGNORECASE,
)
"""What follows one of these does not say whose phrase it is, unless nothing before does."""

ABROAD = re.compile(
    r"\b(?:embass|ambassador|envoy|consul|mission|representative|correspondent|bureau chief)", re.IGNORECASE
)
"""Offices that stand in one capital and speak for another."""

VOICE = re.compile(
    r"\b(?:spokes\w+|officials?|representatives?|director|head|chief|chair\w*|president|secretary)$", re.IGNORECASE
)
"""Heads that speak for whatever follows."""

STATE_MEDIA = re.compile(
    r"\b(?:state|party|state-run|state-owned|official|military|army|government|"
    r"communist)(?:[- ]\w+)? (?:newspapers?|media|broadcaster|television|TV|radio|news agency|paper|"
    r"mouthpiece|tabloid|daily|website)\b|"
    r"\bown newspaper\b|\bmouthpiece\b",
    re.IGNORECASE,
)
"""Media that speak for a government."""

PLACE = re.compile(r"[A-Z]\w+(?: [A-Z]\w+)?")
"""What may be a country that the gazetteer does not know."""

OWNED = re.compile(r"(?:['’]s?)? (?:own )?")
"""What stands between a country and its body: "Taiwan's Fisheries Agency"."""

ASIDE = re.compile(r" ?\([^)]*\)|\b\w+-turned-")
"""What does not count in a phrase: words in brackets as in "General (retired) Kou", and what somebody was before."""

STATELY = re.compile(r"\b(?:government|officials?|military|ministry|party|diplomatic|army|cabinet)\b", re.IGNORECASE)
SITTING = re.compile(r"^ (?:at|in|inside|within) .*\b(?:[Mm]inistry|[Dd]epartment|[Gg]overnment|[Bb]ureau|[Oo]ffice)\b")
"""Words of a source without a name that still tell it is a state's."""

ITSELF = re.compile(
    r"(?:[Tt]he |[Aa]n? )?(?: (?:newspaper|news agency|agency|daily))?(?:(?:['’]s?)? (?:editorial|commentary))?"
)
"""What may stand around a paper's name when the paper itself speaks."""

HOUSED = re.compile(r"\b(?:of|at|from|in|with|for)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """An answer for a phrase: the speaker, how sure the words make it, from 0 to 1, and by which rule."""

    speaker: str
    weight: float
    rule: str = ""

    def weaker(self, share: float, rule: str = "") -> "Reading":
        """Return the same answer, less sure, and by another rule if one is named."""
        return Reading(self.speaker, self.weight * share, rule or self.rule)


class PhraseReader:
    """Reads phrases with the words of the actors."""

    def __init__(self, actors: Actors) -> None:
        self._actors = actors

    def read(self, phrase: str) -> Reading | None:
        """Return who a phrase speaks for, or None if its words do not tell.

        Private persons and foreign governments are other; sources without a side are unknown; an actor's name with an
        official word, its institution, or its name alone are the actor.
        """
        words = " ".join(ASIDE.sub("", phrase).split()).strip(" ,.;:()")
        words = re.sub(r"^The (?=[a-z])", "the ", words)
        if not words:
            return None
        core = BEYOND.split(words, maxsplit=1)[0].strip(" ,") or words
        joint = self._joint(core)
        if joint:
            return joint
        rest = words[len(core) :]
        core = self._official_part(core)
        named, private = self.whose(core), PRIVATE.search(core)
        if private and STATE_MEDIA.search(words):
            private = None
        institution = self._institution(core)
        if FORMER.match(core) and not STILL.search(core):
            return Reading(OTHER, 0.85, "former")
        if COMPANY.search(core.split(", ")[0]):
            return Reading(OTHER, 0.9, "private")
        if institution:
            if self._opposes(institution[0], words):
                return Reading(OTHER, 0.85, "opposition")
            follower = FOLLOWER.search(core)
            return Reading(OTHER, 0.9, "private") if follower else Reading(institution[0], 0.95, "institution")
        if private and not self._outlets.search(core):
            return Reading(OTHER, 0.9, "private")
        if NAMELESS.search(core) or HIDDEN.search(words):
            if not STATELY.search(core) and not SITTING.search(rest):
                return Reading(UNKNOWN, 0.85, "nameless")
            if not named:
                place = re.search(r" in ([A-Z]\w+)$", words)
                whose = self.whose(f"office {place[1]}") if place else None
                return Reading(whose, 0.75, "housed") if whose else None
        outlet = self._outlets.search(core)
        if outlet:
            itself = ITSELF.fullmatch(core.replace(outlet[0], ""))
            return Reading(self._owner[outlet[0]], 0.98 if itself else 0.85, "outlet")
        if named:
            return self._of_country(core, named)
        if rest and (OFFICIAL.search(core) or len(core.split()) <= 2):
            housed = self._institution(rest)
            if housed:
                return Reading(housed[0], 0.9, "housed")
            if ABROAD.search(core):
                return None
            if PRIVATE.search(rest) and VOICE.search(core):
                return Reading(OTHER, 0.85, "private")
            whose = self.whose(f"office {rest}") if HOUSED.match(rest.strip()) else None
            if whose and self._opposes(whose, core):
                return Reading(OTHER, 0.85, "opposition")
            if whose and (OFFICIAL.search(core) or of_state(rest)):
                return Reading(whose, 0.75, "housed")
        return None

    def _of_country(self, phrase: str, named: str) -> Reading:
        """Read a phrase that names a country: its offices are the country's, its people and companies are not."""
        country = self._countries.search(phrase) or self._places.search(phrase)
        office = OFFICIAL.search(phrase)
        if self._opposes(named, phrase):
            return Reading(OTHER, 0.85, "opposition")
        if named == OTHER or self._bare(phrase) or of_state(phrase):
            return Reading(named, 0.93, "foreign" if named == OTHER else "country" if self._bare(phrase) else "office")
        if office and country and country.end() <= office.start() and "director" not in phrase.lower():
            return Reading(named, 0.93, "office")
        if office or self._demonyms.fullmatch(country[0] if country else ""):
            return Reading(OTHER, 0.6, "people")
        return Reading(named, 0.6, "people")

    def _opposes(self, named: str, phrase: str) -> bool:
        """Tell whether a phrase is of an actor's opposition, which speaks for no actor unless its table says so."""
        ours = named in self._actors.names and not self._actors.actor(named).opposition
        return ours and OPPOSITION.search(phrase) is not None

    def _joint(self, phrase: str) -> Reading | None:
        """Read a list of countries: an actor among them counts before the others. "China, Korea's ally" is China."""
        parts = [p for p in re.split(r", and |, | and ", phrase) if p]
        if len(parts) < 2 or not self._bare(parts[0]):
            return None
        if not all(self._bare(p) or (len(parts) > 2 and PLACE.fullmatch(p)) for p in parts):
            owner = self.whose(parts[0])
            apposed = owner and phrase.startswith(f"{parts[0]}, ")
            return Reading(owner, 0.93, "foreign" if owner == OTHER else "country") if owner and apposed else None
        owners = [self.whose(p) for p in parts]
        actors = [o for o in owners if o is not None and o != OTHER]
        return Reading(actors[0], 0.85, "joint") if actors else Reading(OTHER, 0.9, "foreign")

    @staticmethod
    def _official_part(phrase: str) -> str:
        """Return the first of two joined sources when it is official and the second private: officials count first."""
        first, *others = re.split(r", | and ", phrase)
        official = re.search(r"\b(?:officials|ministers|lawmakers|diplomats|generals|officers)$", first)
        return first if official and any(PRIVATE.search(other) for other in others) else phrase

    def _institution(self, phrase: str) -> tuple[str, int] | None:
        """Return the owner of the first institution named, and where its name ends.

        A country right before the name owns it: others may have a body of that name too. What is a part of another
        name, as in "Japanese Communist Party", is none.
        """
        first = (
            self._institutions.search(phrase)
            or self._lower_institutions.search(phrase.lower())
            or self._lower_elsewhere.search(phrase)
        )
        if not first:
            return None
        countries = list(self._countries.finditer(phrase))
        if any(m.start() < first.start() and first.end() <= m.end() for m in countries):
            return None
        before = next((m for m in countries if OWNED.fullmatch(phrase[m.end() : first.start()])), None)
        return self._owner[(before or first)[0]], first.end()

    def whose(self, phrase: str) -> str | None:
        """Return the owner of the first country or capital named."""
        first = self._countries.search(phrase) or (self._places.search(phrase) if OFFICIAL.search(phrase) else None)
        return self._owner[first[0]] if first else None

    def _bare(self, phrase: str) -> bool:
        """Tell whether the phrase is a country's, capital's or metonym's name and nothing more."""
        return (
            self._countries.fullmatch(re.sub(r"^(?:the|an?)\s+|['’]s?$", "", phrase, flags=re.IGNORECASE)) is not None
        )

    @cached_property
    def _owner(self) -> dict[str, str]:
        owner = dict.fromkeys(self._actors.elsewhere, OTHER)
        for actor in self._actors.actors:
            for word in (*actor.words, *actor.outlets, *actor.places):
                owner[word] = actor.name
            owner.update({word.lower(): actor.name for word in actor.institutions if " " in word})
        owner |= {word.lower(): OTHER for word in self._actors.elsewhere if " " in word}
        return owner

    @cached_property
    def _countries(self) -> re.Pattern[str]:
        words = [w for a in self._actors.actors for w in (*a.names, *a.demonyms, *a.capitals, *a.metonyms)]
        return words_pattern([*words, *self._actors.elsewhere])

    @cached_property
    def _institutions(self) -> re.Pattern[str]:
        return words_pattern(w for a in self._actors.actors for w in a.institutions)

    @cached_property
    def _lower_institutions(self) -> re.Pattern[str]:
        return words_pattern(w.lower() for a in self._actors.actors for w in a.institutions if " " in w)

    @cached_property
    def _lower_elsewhere(self) -> re.Pattern[str]:
        """Foreign bodies as some papers write them: "the state department"."""
        return words_pattern(w.lower() for w in self._actors.elsewhere if " " in w)

    @cached_property
    def _demonyms(self) -> re.Pattern[str]:
        return words_pattern(w for a in self._actors.actors for w in a.demonyms)

    @cached_property
    def _places(self) -> re.Pattern[str]:
        return words_pattern(w for a in self._actors.actors for w in a.places)

    @cached_property
    def _outlets(self) -> re.Pattern[str]:
        return words_pattern(w for a in self._actors.actors for w in a.outlets)
