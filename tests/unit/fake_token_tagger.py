"""A token tagger that finds what it is told to find."""

import re
from collections.abc import Sequence

import numpy as np

from models.tag_layout import ROLES, SPEAKERS, WIDTH
from models.token_tagger import TaggedTokens, outside
from straitwatch.statement import Span


class FakeTokenTagger:
    """Finds given words: `spans` are (role, words); a content's speaker is `speaker`."""

    revision = "fake"

    def __init__(self, *spans: tuple[str, str], speaker: str = "") -> None:
        self._spans = spans
        self._speaker = speaker

    def tag(self, texts: Sequence[str], borders: Sequence[Sequence[Span]]) -> list[TaggedTokens]:
        return [self._one(text, read) for text, read in zip(texts, borders, strict=True)]

    def _one(self, text: str, read: Sequence[Span]) -> TaggedTokens:
        offsets = np.array([m.span() for m in re.finditer(r"\w+|[^\w\s]", text)], dtype=np.int32).reshape(-1, 2)
        found = outside(len(offsets))
        for role, words in self._spans:
            start = text.find(words)
            at = 3 * ROLES.index(role)
            inside = [i for i, (a, b) in enumerate(offsets) if start >= 0 and a < start + len(words) and b > start]
            for n, i in enumerate(inside):
                if any(s.start <= offsets[i][0] < s.end for s in read):
                    found[i, at : at + 3] = (0.1, 0.8, 0.1) if n == 0 else (0.1, 0.1, 0.8)
                    if role == "content" and self._speaker:
                        found[i, WIDTH - len(SPEAKERS) + SPEAKERS.index(self._speaker)] = 1.0
        return TaggedTokens(offsets, found)
