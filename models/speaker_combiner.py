"""The combiner: joins a reading by words with the tagger's guess, by weights fitted on annotated articles."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, log
from pathlib import Path

from models.speaker_phrases import Reading
from straitwatch.actor import OTHER, UNKNOWN

WEIGHTS = Path(__file__).parent / "speaker_weights.json"
"""Weights that `python -m models.speaker_fit` writes."""

ALL = "all"
"""Row of the weights that counts for every rule; the row of a rule is added to it."""

PARTS = ("sure", "plus", "guess", "pooled")
"""What the weights of a rule multiply: the log odds of its reading, one, the logarithm of the tagger's guess about the
statement, and of its guesses about all that is said under the name."""


FLOOR = 0.005
"""The tagger's probability of a speaker counts for this much at least."""


@dataclass(frozen=True)
class Evidence:
    """What is known of one statement's speaker: the best reading of the name, by which rule this source was read, the
    tagger's guess about these words, and its guess pooled over all words under the name."""

    reading: Reading | None
    rule: str = ""
    guess: Mapping[str, float] | None = None
    pooled: Mapping[str, float] | None = None


def parts(evidence: Evidence, speaker: str) -> dict[str, float]:
    """Return what speaks for a speaker, by weight: `rule/part` of the weights, and `bias/…` for who is no actor.

    >>> parts(Evidence(Reading("Tokyo", 0.5, "office"), "office", {"Tokyo": 1.0}, {"Tokyo": 1.0}), "Tokyo")
    {'office/sure': 0.0, 'office/plus': 1.0, 'office/guess': 0.0, 'office/pooled': 0.0}
    """
    reading, found = evidence.reading, {}
    rule = reading.rule if reading else "none"
    if reading and reading.speaker == speaker:
        weight = min(max(reading.weight, 0.2), 0.98)
        found[f"{rule}/sure"], found[f"{rule}/plus"] = log(weight / (1 - weight)), 1.0
    for part, guess in (("guess", evidence.guess), ("pooled", evidence.pooled)):
        found[f"{evidence.rule or rule}/{part}"] = log(max((guess or {}).get(speaker, 0.0), FLOOR))
    if speaker in {OTHER, UNKNOWN}:
        found[f"bias/{speaker}"] = 1.0
    return found


class Combiner:
    """Scores the speakers with a table of weights."""

    def __init__(self, weights: Mapping[str, Mapping[str, float]]) -> None:
        self._weights = {
            f"{rule}/{part}": value + (weights.get(ALL, {}).get(part, 0.0) if rule not in {ALL, "bias"} else 0.0)
            for rule, row in weights.items()
            for part, value in row.items()
        }
        self._all = weights.get(ALL, {})

    def settle(self, evidence: Evidence, names: Sequence[str]) -> Reading:
        """Return the likeliest speaker and its probability. An actor that the tagger does not know stands."""
        reading, guess = evidence.reading, evidence.guess
        if not guess or not evidence.pooled:
            return reading or Reading(UNKNOWN, 0.5)
        if reading and reading.speaker not in guess and reading.speaker in names:
            return reading
        scores = {speaker: self._score(evidence, speaker) for speaker in guess}
        best = max(scores, key=lambda speaker: scores[speaker])
        return Reading(best, 1 / sum(exp(score - scores[best]) for score in scores.values()), evidence.rule)

    def _score(self, evidence: Evidence, speaker: str) -> float:
        found = parts(evidence, speaker)
        return sum(
            value * self._weights.get(key, self._all.get(key.split("/")[1], 0.0)) for key, value in found.items()
        )


@cache
def load_combiner() -> Combiner:
    """Load the shipped weights."""
    return Combiner(json.loads(WEIGHTS.read_text(encoding="utf-8"))["weights"])
