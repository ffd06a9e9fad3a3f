"""Roles in place of nations: before the model reads, the capitals are renamed by the part they play.

The speaker becomes the first capital, the capital that the passage names first becomes the second, the one left the
third. So the model judges the words and not the nation: a statement and its mirror image are the same input. A passage
that names no capital but the speaker keeps the names, for nothing else would tell the targets apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from models.mirror import CAPITALS, mirrored
from models.stance_text import MENTIONS, Marked

NAMED = {capital: re.compile(rf"\b(?:{words})") for capital, words in MENTIONS.items()}
"""Finds the words that name a capital."""


def roles(marked: Marked) -> dict[str, str]:
    """Which capital plays which part; empty when no capital speaks, or no other one is named.

    >>> roles(Marked("", "We thank Tokyo", "", "Luo", "Beijing"))
    {'Beijing': 'Tokyo', 'Tokyo': 'Beijing', 'Taipei': 'Taipei'}
    """
    if marked.speaker not in CAPITALS:
        return {}
    same = {capital: capital for capital in CAPITALS}
    passage = mirrored(" ".join((marked.content, marked.before, marked.after, marked.title)), same)

    def place(capital: str) -> int:
        found = NAMED[capital].search(passage)
        return found.start() if found else len(passage)

    others = sorted((c for c in CAPITALS if c != marked.speaker), key=place)
    if place(others[0]) == len(passage):
        return {}
    return dict(zip([marked.speaker, *others], CAPITALS, strict=True))


def in_roles(marked: Marked, targets: Sequence[str]) -> tuple[Marked, list[str]]:
    """The statement and the targets with the capitals renamed by their roles; other actors keep their names."""
    to = roles(marked)
    if not to:
        return marked, list(targets)
    return renamed(marked, to), [to.get(t, t) for t in targets]


def renamed(marked: Marked, to: Mapping[str, str]) -> Marked:
    """The statement of a capital with all capitals renamed by a permutation, in text and in roles."""
    before, content, after, source, title = (
        mirrored(text, to) for text in (marked.before, marked.content, marked.after, marked.source, marked.title)
    )
    return Marked(before, content, after, source, to[marked.speaker], title)
