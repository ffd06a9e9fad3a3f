"""Speaker: the source of a statement resolved to an actor, by gazetteer, titles, appositions and what was said
before, joined with the tagger's own guess."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

from models.attributed import Attribution
from models.gazetteer import Gazetteer
from models.sentences import script_of
from models.speaker_article import SourceReader, stands_in
from models.speaker_cjk import CjkReader
from models.speaker_combiner import Combiner, Evidence, load_combiner
from models.speaker_phrases import Reading
from models.speaker_scene import Scene
from models.speaker_source import source_of
from straitwatch.actor import Actors
from straitwatch.article import Article


@dataclass(frozen=True)
class Speaker:
    """Name of an actor, or other, or unknown; the fullest name of the source in the article; and a probability."""

    name: str
    source_name: str
    confidence: float


class SpeakerResolver:
    """Resolves the sources of an article's statements, in the order of the text."""

    def __init__(self, actors: Actors, combiner: Combiner | None = None) -> None:
        self._gazetteer = Gazetteer(actors)
        self._cjk = CjkReader(actors)
        self._combiner = combiner or load_combiner()

    def resolve(self, article: Article, attributions: Sequence[Attribution]) -> list[Speaker]:
        """Return one speaker for each attribution, in the same order."""
        if script_of(article.text) != "en":
            return [Speaker(*answer) for answer in self._cjk.resolve(article.text, attributions, article.title)]
        out = []
        for name, evidence in self._weighed(article, attributions):
            settled = self._combiner.settle(evidence, self._gazetteer.actors.names)
            out.append(Speaker(settled.speaker, name, round(settled.weight, 4)))
        return out

    def evidence(self, article: Article, attributions: Sequence[Attribution]) -> list[Evidence]:
        """Return what is known of the speaker of each statement of an English article."""
        return [evidence for _, evidence in self._weighed(article, attributions)]

    def _weighed(self, article: Article, attributions: Sequence[Attribution]) -> list[tuple[str, Evidence]]:
        told = self._told(article, attributions)
        voices: dict[str, list[int]] = {}
        for i in sorted(told):
            voices.setdefault(told[i][0], []).append(i)
        out = []
        for i, attribution in enumerate(attributions):
            name, own = told[i]
            same = voices[name] if name else [i]
            best = max((r for _, r in (told[k] for k in same) if r), key=lambda r: r.weight, default=None)
            guesses = [dict(attributions[k].speakers) for k in same]
            out.append((name, _evidence(best, own, dict(attribution.speakers), pooled(guesses))))
        return out

    def _told(self, article: Article, attributions: Sequence[Attribution]) -> dict[int, tuple[str, Reading | None]]:
        """Read the sources one after another; who was settled on is remembered for those that follow."""
        said = [a.content for a in attributions]
        scene = Scene(article.text, self._gazetteer, article.title, article.outlet, said)
        reader = SourceReader(scene, article.published.date(), self._gazetteer)
        told: dict[int, tuple[str, Reading | None]] = {}
        for i in sorted(range(len(attributions)), key=lambda i: attributions[i].content.start):
            a = attributions[i]
            source = source_of(article.text, a)
            at = stands_in(source, a.content)
            told[i] = reader.read(source.of(article.text) if source else "", at)
            guess = dict(a.speakers)
            evidence = _evidence(told[i][1], told[i][1], guess, guess)
            reader.add(told[i][0], self._combiner.settle(evidence, self._gazetteer.actors.names), at)
        return told


def _evidence(
    best: Reading | None, own: Reading | None, guess: Mapping[str, float], shared: Mapping[str, float]
) -> Evidence:
    return Evidence(best, own.rule if own else "none", guess, shared)


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
