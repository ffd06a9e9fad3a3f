"""Stance: the position a speaker takes toward a target, as probabilities.

The intensity of a label is its place on the conflict-cooperation scale of Goldstein (1992), "A Conflict-Cooperation
Scale for WEIS Events Data", Journal of Conflict Resolution 36(2), with the sign turned so that conflict is positive.
Each label's weight is the mean over the verbal CAMEO codes that the label covers.
"""

from dataclasses import dataclass
from typing import Literal

Label = Literal["hostile", "critical", "neutral", "cooperative"]
Tone = Literal["negative", "neutral", "positive"]

LABELS: tuple[Label, ...] = ("hostile", "critical", "neutral", "cooperative")
TONES: tuple[Tone, ...] = ("negative", "neutral", "positive")

CAMEO: dict[Label, dict[str, float]] = {
    "hostile": {
        "130 threaten": -4.4,
        "131 threaten non-force": -5.8,
        "132 threaten administrative sanctions": -5.8,
        "133 threaten political dissent": -5.8,
        "134 threaten to halt negotiations": -5.8,
        "135 threaten to halt mediation": -5.8,
        "136 threaten to halt international involvement": -7.0,
        "137 threaten violent repression": -7.0,
        "138 threaten to use military force": -7.0,
        "139 give ultimatum": -7.0,
    },
    "critical": {
        "100 demand": -5.0,
        "101 demand information": -5.0,
        "102 demand policy support": -5.0,
        "104 demand political reform": -5.0,
        "105 demand mediation": -5.0,
        "106 demand withdrawal": -5.0,
        "107 demand ceasefire": -5.0,
        "108 demand meeting": -5.0,
        "110 disapprove": -2.0,
        "111 criticize or denounce": -2.0,
        "112 accuse": -2.0,
        "113 rally opposition against": -2.0,
        "114 complain officially": -2.0,
        "120 reject": -4.0,
        "121 reject material cooperation": -4.0,
        "122 reject request for material aid": -4.0,
        "123 reject request for political reform": -4.0,
        "124 refuse to yield": -4.0,
        "125 reject proposal to meet": -5.0,
        "126 reject mediation": -5.0,
        "127 reject plan to settle dispute": -5.0,
        "128 defy norms": -5.0,
    },
    "neutral": {
        "010 make statement": 0.0,
        "014 consider policy option": 0.0,
        "015 acknowledge or claim responsibility": 0.0,
        "017 engage in symbolic act": 0.0,
    },
    "cooperative": {
        "018 make empathetic comment": 3.4,
        "019 express accord": 3.4,
        "022 appeal for diplomatic cooperation": 3.2,
        "026 appeal to others to negotiate": 4.0,
        "027 appeal to others to settle dispute": 4.0,
        "030 express intent to cooperate": 4.0,
        "031 express intent to material cooperation": 5.2,
        "032 express intent to diplomatic cooperation": 4.5,
        "036 express intent to meet or negotiate": 4.0,
        "037 express intent to settle dispute": 5.0,
        "050 engage in diplomatic cooperation": 3.5,
        "051 praise or endorse": 3.4,
        "052 defend verbally": 3.5,
        "053 rally support on behalf of": 3.8,
    },
}
"""The verbal CAMEO codes each label covers, with their published Goldstein values (conflict negative)."""

INTENSITY: dict[Label, float] = {label: -sum(codes.values()) / len(codes) for label, codes in CAMEO.items()}
"""Tension points of one statement of each label: the mean Goldstein value with its sign turned."""


@dataclass(frozen=True)
class Stance:
    """The judged position of a speaker toward one target.

    `probabilities` follow `LABELS`, `sentiment` follows `TONES`; each sums to 1. `abstained` says that the model was
    less sure than its tuned threshold. `model` is the revision of the weights and the configuration that judged.

    >>> s = Stance("Beijing", (0.1, 0.7, 0.15, 0.05))
    >>> s.label, round(s.confidence, 2), round(s.intensity, 3)
    ('critical', 0.7, 3.282)
    """

    target: str
    probabilities: tuple[float, float, float, float]
    sentiment: tuple[float, float, float] = (0.0, 1.0, 0.0)
    abstained: bool = False
    model: str = ""

    @property
    def label(self) -> Label:
        """The most probable label, abstained or not."""
        return LABELS[max(range(len(LABELS)), key=self.probabilities.__getitem__)]

    @property
    def shown(self) -> str:
        """The label as people see it: "uncertain" where the model abstained."""
        return "uncertain" if self.abstained else self.label

    @property
    def confidence(self) -> float:
        """Probability of the label."""
        return max(self.probabilities)

    @property
    def tone(self) -> Tone:
        """The most probable sentiment of the words about the target."""
        return TONES[max(range(len(TONES)), key=self.sentiment.__getitem__)]

    @property
    def intensity(self) -> float:
        """Expected tension points; conflict is positive, 0 where the label is neutral or the model abstained.

        >>> Stance("Taipei", (0.0, 0.2, 0.7, 0.1)).intensity
        0.0
        """
        if self.abstained or self.label == "neutral":
            return 0.0
        return sum(p * INTENSITY[label] for p, label in zip(self.probabilities, LABELS, strict=True))
