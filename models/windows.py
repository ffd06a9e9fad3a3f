"""Windows over the tokens of a long article: whole sentences, with a little of what stands before."""

from collections.abc import Sequence
from dataclasses import dataclass

from straitwatch.statement import Span

TokenOffsets = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Window:
    """Tokens `start` up to `end`; answers are taken from `keep` on, what stands before is context only."""

    start: int
    end: int
    keep: int


def sentence_tokens(borders: Sequence[Span], offsets: TokenOffsets) -> list[tuple[int, int]]:
    """Return the token range of each sentence; sentences without a token are left out."""
    ranges, at = [], 0
    for border in borders:
        while at < len(offsets) and offsets[at][0] < border.start:
            at += 1
        first = at
        while at < len(offsets) and offsets[at][0] < border.end:
            at += 1
        if at > first:
            ranges.append((first, at))
    return ranges


def windows(ranges: Sequence[tuple[int, int]], size: int, context: int, first: int | None = None) -> list[Window]:
    """Pack sentences into windows of at most `size` tokens, each opening with up to `context` tokens seen before.

    A sentence longer than a window is cut. `first` makes the first window smaller, to shift all others.

    >>> windows([(0, 4), (4, 8), (8, 12)], size=8, context=4)
    [Window(start=0, end=8, keep=0), Window(start=4, end=12, keep=8)]
    """
    pieces = [(a, min(a + size - context, end)) for start, end in ranges for a in range(start, end, size - context)]
    found: list[Window] = []
    room, i = first or size, 0
    while i < len(pieces):
        keep = i
        begin = i
        while begin > 0 and pieces[keep][0] - pieces[begin - 1][0] <= context:
            begin -= 1
        start = pieces[begin][0]
        i += 1
        while i < len(pieces) and pieces[i][1] - start <= room:
            i += 1
        found.append(Window(start, pieces[i - 1][1], pieces[keep][0]))
        room = size
    return found
