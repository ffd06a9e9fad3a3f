"""Speaker: the source of a statement resolved to an actor, by gazetteer, titles, appositions and what "
"was said before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.attributed import Attribution
from models.sentences import script_of
from models.speaker_article import Gazetteer, SourceReader
from models.speaker_cjk import CjkReader
from models.speaker_phrases import Reading
from straitwatch.actor import UNKNOWN, Actors
from straitwatch.article import Article

GUESS_POWER = 1.0
"""How much the tagger's guess counts beside the reading by words: the exponent of its probabilities."""


@dataclass(frozen=True)
class Speaker:
    """Name of an actor, or other, or unknown; the fullest name of the source in the article; and a probability."""

    name: str
    source_name: str
    confidence: float


class SpeakerResolver:
    """Resolves the sources of an article's statements, in the order of the text."""

    def __init__(self, actors: Actors) -> None:
        self._gazetteer = Gazetteer(actors)
        self._cjk = CjkReader(actors)

    def resolve(self, article: Article, attributions: Sequence[Attribution]) -> list[Speaker]:
        """Return one speaker for each attribution, in the same order."""
        if script_of(article.text) != "en":
            return [Speaker(*answer) for answer in self._cjk.resolve(article.text, attributions)]
        reader = SourceReader(article.text, article.published.date(), self._gazetteer, article.outlet)
        found = {}
        for a in sorted(attributions, key=lambda a: a.content.start):
            phrase = a.source.of(article.text) if a.source else ""
            name, reading = reader.read(phrase, a.source.start if a.source else a.content.start)
            settled = settle(reading, dict(a.speakers), self._gazetteer.actors.names)
            reader.add(name, settled)
            found[id(a)] = Speaker(settled.speaker, name, round(settled.weight, 4))
        return [found[id(a)] for a in attributions]


def settle(reading: Reading | None, guess: Mapping[str, float], names: Sequence[str]) -> Reading:
    """Join the reading by words with the tagger's own guess: odds times odds. An actor the tagger does not know stands.

    >>> settle(Reading("Tokyo", 0.9), {"Tokyo": 0.4, "other": 0.6}, ("Tokyo",)).speaker
    'Tokyo'
    >>> settle(None, {}, ("Tokyo",))
    Reading(speaker='unknown', weight=0.5)
    """
    if not guess:
        return reading or Reading(UNKNOWN, 0.5)
    if reading and reading.speaker not in guess and reading.speaker in names:
        return reading
    scores = {name: p**GUESS_POWER for name, p in guess.items()}
    if reading:
        odds = reading.weight / (1 - min(reading.weight, 0.98))
        scores[reading.speaker] = max(scores.get(reading.speaker, 0.0), 0.01) * odds
    best = max(scores, key=lambda name: scores[name])
    return Reading(best, scores[best] / sum(scores.values()))
