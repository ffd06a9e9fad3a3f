"""Gazetteer: what the reading of every English article shares, the actors and all their words as patterns."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from models.speaker_people import mentions
from models.speaker_phrases import PhraseReader, Reading
from straitwatch.actor import OTHER, Actors, words_pattern

LEADER = re.compile(r"(?:prime minister|president|premier)\b")
"""Offices whose holder the press names by the surname alone."""

OUTLET = re.compile(
    r"\b(?:Times|Daily|Observer|News|Agency|Post|Journal|Gazette|Herald|Net|Tribune|Evening|"
    r"Shimbun|Weekly|Mirror|Courier|Lantern|Dispatch|Chronicle|Review|Online)\b"
)
STATE_RUN = re.compile(
    r"\bparty-owned|\bstate[- ](?:run|owned|media|tabloid|news|broadcaster)|\bparty (?:paper|daily|organ)|"
    r"ruling party|"
    r"run by the party|mouthpiece|"
    r"\bofficial (?:news|paper|daily|media)",
    re.IGNORECASE,
)


DATELINE = re.compile(
    r"\s*(?:([A-Z]{4,})\b(?=[^.\n]{0,30}\.?[^.\n]{0,20}(?:[-—–]|\())|"
    r"([A-Z][a-z]{3,}), [A-Z][a-z]+\.? \d{1,2} (?:\(|[-—–]))"
)
"""Opens a wire report: "TAIPEI (Reuters) -", or "Taipei, April 15 (CNA)"."""

CAPITALISED = re.compile(r"(?<!\w)[A-Z]")


@dataclass(frozen=True)
class Named:
    """A place where a text names a country, a capital, an institution or a town, and whose it is.

    `whole` tells that the name stands for the country or body itself; people's adjectives and towns do not.
    """

    start: int
    end: int
    owner: str
    whole: bool


class Gazetteer:
    """The actors, their words, and the reader of phrases."""

    def __init__(self, actors: Actors) -> None:
        self.actors = actors
        self.phrases = PhraseReader(actors)
        self.places = {a.name: words_pattern((*a.names, *a.demonyms, *a.capitals, *a.places)) for a in actors.actors}

    def home(self, outlet: str, text: str) -> str | None:
        """Return the actor in whose country an article is written: by its outlet, dateline or bracketed names."""
        for name, pattern in self.places.items():
            if pattern.search(outlet):
                return name
        dateline = DATELINE.match(text)
        if dateline:
            for name, pattern in self.places.items():
                if pattern.fullmatch((dateline[1] or dateline[2]).title()):
                    return name
        bracketed = re.findall(r"\(([㐀-鿿]{2,4})\)", text)
        return "Taipei" if len(bracketed) > 1 and "Taipei" in self.actors.names else None

    def seat_of(self, place: str) -> str | None:
        """Return whose capital, country or town a place is: an actor, or other; None for a place unknown."""
        owner = next((name for name, pattern in self.places.items() if pattern.fullmatch(place)), None)
        return owner or (OTHER if place in self.actors.elsewhere else None)

    def named(self, text: str) -> list[Named]:
        """Return where a text names countries, capitals, institutions and towns.

        >>> from straitwatch.actor import load_actors
        >>> [(n.owner, n.whole) for n in Gazetteer(load_actors()).named("Japan and the Chinese met in Seoul")]
        [('Tokyo', True), ('Beijing', False), ('other', True)]
        """
        found: list[Named] = []
        until = 0
        starts = sorted([m.start() for m in CAPITALISED.finditer(text)] + [m.start() for m in self._low.finditer(text)])
        for start in starts:
            if start < until:
                continue
            for word, owner, whole in self._by_start.get(text[start : start + 2], ()):
                end = start + len(word)
                if text.startswith(word, start) and not text[end : end + 1].isalnum():
                    found.append(Named(start, end, owner, whole))
                    until = end
                    break
        return found

    @cached_property
    def _by_start(self) -> dict[str, list[tuple[str, str, bool]]]:
        rows: dict[str, tuple[str, str, bool]] = {w: (w, OTHER, True) for w in self.actors.elsewhere}
        for a in self.actors.actors:
            rows |= {w: (w, a.name, False) for w in (*a.places, *a.demonyms)}
            rows |= {w: (w, a.name, True) for w in (*a.names, *a.capitals, *a.metonyms, *a.institutions, *a.outlets)}
        by_start: dict[str, list[tuple[str, str, bool]]] = defaultdict(list)
        for word in sorted(rows, key=len, reverse=True):
            by_start[word[:2]].append(rows[word])
        return by_start

    @cached_property
    def _low(self) -> re.Pattern[str]:
        """The words that begin with a small letter: "the mainland"."""
        return words_pattern(w for ws in self._by_start.values() for w, _, _ in ws if w[0].islower())

    def holder(self, full: str, day: date) -> Reading | None:
        """Read a person as the actor whose office he or she holds on the day, or held or will hold at another time.

        A bare surname counts only for those at the head of a government, and only while they are.
        """
        elsewhen: Reading | None = None
        for actor in self.actors.actors:
            for holder in actor.holders:
                if full in holder.spellings:
                    if holder.serves(day):
                        return Reading(actor.name, 0.97, "holder")
                    elsewhen = Reading(actor.name, 0.75, "once in office")
                elif LEADER.match(holder.office) and holder.serves(day) and full in surnames(holder.name, actor.name):
                    return Reading(actor.name, 0.85, "leader")
        return elsewhen

    def state_outlet(self, words: str, text: str) -> Reading | None:
        """Read a paper or agency that the text calls the state's or the party's."""
        if not OUTLET.search(words):
            return None
        name = re.sub(r"^(?:the|an?) ", "", words, flags=re.IGNORECASE)
        for place in mentions(text, name):
            beside = f"{place.before} {place.after}"
            if STATE_RUN.search(beside):
                said = self.phrases.whose(beside)
                return Reading(said or self.keeper, 0.85, "outlet")
        return None

    @cached_property
    def keeper(self) -> str:
        """The actor with the most papers that speak for it."""
        return max(self.actors.actors, key=lambda a: len(a.outlets)).name


def surnames(name: str, actor: str) -> set[str]:
    """Return what may be the surname of an office-holder, as English writes the actor's names.

    It stands last in Japanese names and first in Chinese ones; for an actor of a user's own it may be either.

    >>> surnames("Shinzo Abe", "Tokyo"), surnames("Hu Jintao", "Beijing")
    ({'Abe'}, {'Hu'})
    """
    first, last = name.split()[0], name.split()[-1]
    if actor == "Tokyo" or (actor == "Taipei" and "-" not in name):
        return {last}
    return {first} if actor in {"Beijing", "Taipei"} else {first, last}
