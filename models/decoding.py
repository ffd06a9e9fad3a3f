"""From the tagger's probabilities to spans, with borders that fit words, quotation marks and paragraphs."""

import re
from collections.abc import Iterable, Sequence

from models.quotes import Quotation
from models.tag_layout import ROLES, SPEAKERS
from models.token_tagger import TaggedTokens
from straitwatch.statement import Span

EDGE = " \t\n,.;:-–—"
"""What a reported span does not begin or end with."""

CAPITALISED = re.compile(r"(?:['’]s)?(?: [A-Z][a-z’'-]+){1,3}")
LEADING_RUN = re.compile(r"(?<=[a-z,] )((?:[A-Z][a-z’'-]+ ){1,3})$")

NEAR = 3
"""Characters by which a border may miss a quotation mark and still mean it."""


def decode(tagged: TaggedTokens, text: str, role: str, threshold: float = 0.5) -> list[tuple[Span, float]]:
    """Return the spans of one role and their mean probability.

    A token is in a span when its probability to be outside is below `1 - threshold`; a token that rather begins than
    continues a span opens a new one. Spans are widened to whole words and cut at the ends of paragraphs.
    """
    at = 3 * ROLES.index(role)
    p = tagged.probabilities
    inside = (1.0 - p[:, at]) > threshold
    opens = p[:, at + 1] > p[:, at + 2]
    found: list[tuple[Span, float]] = []
    first = -1
    for i in range(len(p) + 1):
        going = i < len(p) and bool(inside[i])
        if going and opens[i] and _continues_word(tagged, i):
            opens[i] = False
        if first >= 0 and (not going or opens[i] or _new_paragraph(tagged, text, i)):
            start, end = int(tagged.offsets[first, 0]), int(tagged.offsets[i - 1, 1])
            found.append((widened(text, Span(start, end)), float((1.0 - p[first:i, at]).mean())))
            first = -1
        if going and first < 0:
            first = i
    return found


def speakers(tagged: TaggedTokens, content: Span) -> tuple[tuple[str, float], ...]:
    """Return the tagger's guess of who speaks, averaged over the tokens of the content."""
    inside = (tagged.offsets[:, 0] < content.end) & (tagged.offsets[:, 1] > content.start)
    rows = tagged.probabilities[inside, 3 * len(ROLES) :]
    mean: Iterable[float] = rows.mean(axis=0) if len(rows) else ()
    total = float(sum(mean))
    return tuple((n, float(v) / total) for n, v in zip(SPEAKERS, mean, strict=False)) if total > 0 else ()


def widened(text: str, span: Span) -> Span:
    """Widen a span to whole words.

    >>> widened("the prefecture's head", Span(8, 12)).of("the prefecture's head")
    'prefecture'
    """
    start, end = span.start, span.end
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return Span(start, end)


def named(text: str, span: Span) -> Span:
    """Widen a source that breaks off within a run of capitalised words to the whole run.

    >>> text = "the Taiwan Affairs Office said"
    >>> named(text, Span(0, 18)).of(text)
    'the Taiwan Affairs Office'
    """
    start, end = span.start, span.end
    while start < end and text[start] in EDGE:
        start += 1
    while end > start and text[end - 1] in EDGE:
        end -= 1
    tail = CAPITALISED.match(text, end)
    if tail and end > start and text[start:end].split()[-1][:1].isupper():
        end = tail.end()
    lead = LEADING_RUN.search(text, max(0, start - 60), start)
    if lead and text[start : start + 1].isupper():
        start = lead.start(1)
    return Span(start, end)


def snapped(text: str, span: Span, quotes: Sequence[Quotation]) -> Span:
    """Fit the borders of a content span to quotation marks near them, and strip what a span does not end with.

    Words all inside one quotation stand without its marks; a report with a quotation at its border keeps the mark.

    >>> from models.quotes import quotations
    >>> text = 'Li said it was "a dark day", then left.'
    >>> snapped(text, Span(8, 26), quotations(text)).of(text)
    'it was "a dark day"'
    """
    start, end = span.start, span.end
    for q in quotes:
        if q.outer.start > end or q.outer.end < start:
            continue
        begins = abs(start - q.inner.start) <= NEAR or abs(start - q.outer.start) <= NEAR
        ends = abs(end - q.inner.end) <= NEAR or abs(end - q.outer.end) <= NEAR
        within = start >= q.outer.start - 1 and end <= q.outer.end + 1
        if within:
            start = q.inner.start if begins else start
            end = q.inner.end if ends else end
        elif begins:
            start = q.outer.start
        elif ends:
            end = q.outer.end
    return _trimmed(text, Span(start, end))


def _trimmed(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    while end > start and text[end - 1] in EDGE:
        end -= 1
    while end > start and text[start] in EDGE:
        start += 1
    return Span(start, end)


def _continues_word(tagged: TaggedTokens, i: int) -> bool:
    return i > 0 and int(tagged.offsets[i - 1, 1]) == int(tagged.offsets[i, 0])


def _new_paragraph(tagged: TaggedTokens, text: str, i: int) -> bool:
    if i >= len(tagged.offsets):
        return True
    return "\n" in text[int(tagged.offsets[i - 1, 1]) : int(tagged.offsets[i, 0])]
