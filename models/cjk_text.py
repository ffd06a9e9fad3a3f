"""Helpers on Japanese and Chinese text that keep every character in its place."""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache

from models.quotes import quotations
from straitwatch.statement import Span

BLANK = "\ue000"
"""Stands for a character inside a quotation."""

STOPS = "，、：:。；;,！？!? \u3000"
"""What a content neither begins nor ends with."""

Found = tuple[Span, Span | None, Span | None]
"""Content, source and cue of a statement."""


def masked(words: str) -> str:
    """Return the words with the inside of quotations blanked, so that rules do not read into them.

    >>> masked("彼は「はい」と").replace(BLANK, "_")
    '彼は「__」と'
    """
    out = list(words)
    for q in quotations(words):
        out[q.inner.start : q.inner.end] = BLANK * (q.inner.end - q.inner.start)
    return "".join(out)


def unquoted(words: str, start: int, end: int) -> Span | None:
    """Strip punctuation from a content, and the marks when one quotation is all of it; None when nothing is left."""
    while start < end and words[start] in STOPS:
        start += 1
    while end > start and words[end - 1] in STOPS:
        end -= 1
    for q in quotations(words):
        if q.outer == Span(start, end):
            return unstopped(words, q.inner)
    return Span(start, end) if end > start else None


def unstopped(words: str, span: Span) -> Span:
    """Leave out a full stop at the end of a span."""
    return Span(span.start, span.end - 1) if words[span.end - 1] in "。！？，" else span


def shifted(sentence: Span, start: int, end: int) -> Span:
    """Turn places in a sentence into places in its text."""
    return Span(sentence.start + start, sentence.start + end)


def neighbour(text: str, sentences: Sequence[Span], i: int, step: int) -> Span | None:
    """Return the sentence `step` places from sentence `i`, if it stands in the same paragraph."""
    k = i + step
    if not 0 <= k < len(sentences):
        return None
    first, last = sorted((sentences[i], sentences[k]), key=lambda span: span.start)
    return None if "\n" in text[first.end : last.start] else sentences[k]


def simplified(text: str) -> str:
    """Turn traditional Chinese characters into simplified ones, one by one.

    >>> simplified("強烈譴責")
    '强烈谴责'
    """
    return "".join(map(_simplified, text))


@lru_cache(maxsize=16384)
def _simplified(character: str) -> str:
    found = _converter()(character)
    return found if len(found) == 1 else character


@cache
def _converter() -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert
