"""Mirrored actors: the same words with the three capitals changed places, in text and in roles.

A model that judges the words and not the nation gives the mirrored statement the mirrored stance.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

FORMS: tuple[tuple[str, str, str], ...] = (
    ("Tokyo", "Beijing", "Taipei"),
    ("Japanese", "Chinese", "Taiwanese"),
    ("Japan", "China", "Taiwan"),
    ("Kantei", "Zhongnanhai", "Presidential Office"),
    ("Nagatacho", "Zhongnanhai", "Ketagalan Boulevard"),
    ("LDP", "CPC", "DPP"),
    ("Diet", "National People's Congress", "Legislative Yuan"),
    ("Self-Defense Forces", "People's Liberation Army", "Taiwanese armed forces"),
    ("SDF", "PLA", "ROC military"),
    ("Okinawa", "Fujian", "Penghu"),
    ("Osaka", "Shanghai", "Kaohsiung"),
)
"""Words of Tokyo, Beijing and Taipei that correspond."""

CAPITALS = FORMS[0]
_WORD = re.compile(
    "|".join(rf"\b{re.escape(w)}(?![a-z])" for w in sorted({w for f in FORMS for w in f}, key=len)[::-1])
)
_OF = {word: (row, column) for row in reversed(FORMS) for column, word in enumerate(row)}


_AS_A_NAME = r"(?='s|’s|[.,;]| (?:and|or|to|is|has|was|side)\b)"
_OTHER_NAMES = (
    (
        re.compile(rf"\b(?:People's Republic of China|PRC|[Mm]ainland China|(?:[Tt]he )?[Mm]ainland{_AS_A_NAME})"),
        "China",
    ),
    (re.compile(r"\b(?:Chinese )?[Mm]ainland\b"), "Chinese"),
    (re.compile(r"\b(?:Republic of China|ROC|Chinese Taipei)\b"), "Taiwan"),
)
"""Names that would hide a capital or show the wrong one, and the word of FORMS they are written as."""


def mirrored(text: str, to: Mapping[str, str]) -> str:
    """Write every capital, nation, people and institution as its counterpart under the permutation `to`.

    Other names of a capital are first written as its plain one.

    >>> mirrored("Japan's Diet thanked the Taiwanese.", {"Tokyo": "Beijing", "Beijing": "Tokyo", "Taipei": "Taipei"})
    "China's National People's Congress thanked the Taiwanese."
    """

    def counterpart(found: re.Match[str]) -> str:
        row, column = _OF[found[0]]
        return row[CAPITALS.index(to[CAPITALS[column]])]

    for name, word in _OTHER_NAMES:
        text = name.sub(word, text)
    return _WORD.sub(counterpart, text)


def swap(a: str, b: str) -> dict[str, str]:
    """The permutation that exchanges two capitals.

    >>> swap("Tokyo", "Taipei")["Taipei"]
    'Tokyo'
    """
    return {c: b if c == a else a if c == b else c for c in CAPITALS}
