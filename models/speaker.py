"""Speaker: the source of a statement resolved to an actor, by gazetteer, titles, appositions and what "
"was said before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

from models.attributed import Attribution
from models.gazetteer import Gazetteer
from models.sentences import script_of
from models.speaker_article import SourceReader, stands_in
from models.speaker_cjk import CjkReader
from models.speaker_phrases import Reading
from models.speaker_scene import Scene
from straitwatch.actor import UNKNOWN, Actors
from straitwatch.article import Article

GUESS_POWER = 0.5
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
        scene = Scene(article.text, self._gazetteer, article.title, article.outlet)
        reader = SourceReader(scene, article.published.date(), self._gazetteer)
        ordered = sorted(range(len(attributions)), key=lambda i: attributions[i].content.start)
        told: dict[int, tuple[str, Reading | None]] = {}
        for i in ordered:
            a = attributions[i]
            phrase = a.source.of(article.text) if a.source else ""
            at = stands_in(a.source, a.content)
            told[i] = reader.read(phrase, at)
            reader.add(told[i][0], self._settled(told[i][1], [a]), at)
        voices: dict[str, list[int]] = {}
        for i in ordered:
            voices.setdefault(told[i][0], []).append(i)
        return [self._speaker(i, told, voices, attributions) for i in range(len(attributions))]

    def _speaker(
        self,
        i: int,
        told: Mapping[int, tuple[str, Reading | None]],
        voices: Mapping[str, Sequence[int]],
        attributions: Sequence[Attribution],
    ) -> Speaker:
        """Settle one source by all that is said under its name, so that a name has one speaker in an article."""
        name = told[i][0]
        same = voices[name] if name else [i]
        readings = [r for _, r in (told[k] for k in same) if r]
        best = max(readings, key=lambda r: r.weight, default=None)
        settled = self._settled(best, [attributions[k] for k in same])
        return Speaker(settled.speaker, name, round(settled.weight, 4))

    def _settled(self, reading: Reading | None, said: Sequence[Attribution]) -> Reading:
        return settle(reading, pooled([dict(a.speakers) for a in said]), self._gazetteer.actors.names)


def pooled(guesses: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return the geometric mean of the tagger's guesses; nothing where one is missing.

    >>> {k: round(v, 2) for k, v in pooled([{"Tokyo": 0.9, "other": 0.1}, {"Tokyo": 0.4, "other": 0.6}]).items()}
    {'Tokyo': 0.71, 'other': 0.29}
    """
    if not guesses or not all(guesses):
        return {}
    means = {name: exp(sum(log(max(g.get(name, 0.0), 0.01)) for g in guesses) / len(guesses)) for name in guesses[0]}
    total = sum(means.values())
    return {name: value / total for name, value in means.items()}


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
