"""Content spans: the tagger's token probabilities joined to stretches, and their borders mended by rule."""

import re
from collections.abc import Sequence

from models.decoding import EDGE, snapped, widened
from models.quotes import Quotation
from models.tag_layout import ROLES
from models.token_tagger import TaggedTokens
from straitwatch.statement import Span

KEEP = 0.5
"""A stretch goes on while the probability of content stays above this share of the threshold."""

COVER = 0.5
"""Share of a quotation that contents must cover for all of it to be one."""

REACH = 70
"""Characters by which a content is drawn out to the end of its clause."""

BOUNDARY = re.compile(r"[,;:.!?)\n”\"—–]|\s-\s")
TRAILING = re.compile(
    r"[\s,;]+(?:and|but|or|while|as|that|which|who|the|a|an|of|to|in|on|with|by|for|its|his|her|their)$", re.IGNORECASE
)
LEADING = re.compile(r"(?:that|and|but|of|as)\s+(?=\S)", re.IGNORECASE)

ASIDE = re.compile(r"[,\"”'’]{1,3} [^.!?;:\n]{3,70}, ?[\"“'‘]?(?:that )?", re.DOTALL)
"""What may stand between the halves of an interrupted statement."""

OPENING = 45
"""Characters of a half so short that it says nothing by itself."""

Scored = tuple[Span, float]


def contents(
    tagged: TaggedTokens,
    text: str,
    borders: Sequence[Span],
    quotes: Sequence[Quotation],
    marks: Sequence[Span],
    threshold: float,
) -> list[Scored]:
    """Return the contents with their mean probability, in order, none overlapping.

    `marks` are the sources and cues, which a content is not drawn out over.
    """
    found = [s for raw in stretches(tagged, text, threshold) for s in split(raw, borders, quotes)]
    found = joined(found, quotes)
    mended: list[Scored] = []
    for span, confidence in found:
        span = snapped(text, drawn_out(text, span, quotes, marks), quotes)
        span = stripped(text, span)
        if span.end > span.start and (not mended or span.start >= mended[-1][0].end):
            mended.append((span, confidence))
    return interrupted(text, mended, quotes, marks)


def stretches(tagged: TaggedTokens, text: str, threshold: float) -> list[Scored]:
    """Join tokens: a stretch has a token above the threshold and goes on while they stay above its KEEP share."""
    at = 3 * ROLES.index("content")
    inside = 1.0 - tagged.probabilities[:, at]
    opens = tagged.probabilities[:, at + 1] > 0.5
    found: list[Scored] = []
    first = -1
    for i in range(len(inside) + 1):
        going = i < len(inside) and inside[i] > KEEP * threshold
        broken = i < len(inside) and first >= 0 and _broken(tagged, text, i)
        if first >= 0 and (not going or opens[i] or broken):
            if inside[first:i].max() > threshold:
                span = Span(int(tagged.offsets[first, 0]), int(tagged.offsets[i - 1, 1]))
                found.append((widened(text, span), float(inside[first:i].mean())))
            first = -1
        if going and first < 0:
            first = i
    return found


def split(scored: Scored, borders: Sequence[Span], quotes: Sequence[Quotation]) -> list[Scored]:
    """Cut a stretch at the ends of sentences that do not lie within a quotation."""
    span, confidence = scored
    parts = []
    start = span.start
    for border in borders:
        if start < border.end < span.end and not any(q.inner.start <= border.end < q.inner.end for q in quotes):
            parts.append((Span(start, border.end), confidence))
            start = border.end + 1
    parts.append((Span(start, span.end), confidence))
    return [p for p in parts if p[0].end - p[0].start > 3]


def joined(found: Sequence[Scored], quotes: Sequence[Quotation]) -> list[Scored]:
    """Make one content of those that lie within one quotation and cover enough of it."""
    out = list(found)
    for q in quotes:
        inside = [s for s in out if s[0].start >= q.outer.start - 1 and s[0].end <= q.outer.end + 1]
        covered = sum(s[0].end - s[0].start for s in inside)
        if inside and covered >= COVER * (q.inner.end - q.inner.start):
            whole = (q.inner, max(s[1] for s in inside))
            out = [s for s in out if s not in inside]
            out.append(whole)
    return sorted(out, key=lambda s: s[0].start)


def interrupted(text: str, found: Sequence[Scored], quotes: Sequence[Quotation], marks: Sequence[Span]) -> list[Scored]:
    """Join what only "he said" stands between: of two quotations the longer stays, of reported words all is one."""
    out: list[Scored] = []
    for span, confidence in found:
        if out and _only_cue(text, Span(out[-1][0].end, span.start), marks):
            last, before = out[-1]
            quoted = [any(q.inner.start <= s.start and s.end <= q.inner.end for q in quotes) for s in (last, span)]
            if all(quoted):
                out[-1] = max((out[-1], (span, confidence)), key=lambda s: s[0].end - s[0].start)
                continue
            if not any(quoted) and min(last.end - last.start, span.end - span.start) < OPENING:
                out[-1] = (Span(last.start, span.end), max(before, confidence))
                continue
        out.append((span, confidence))
    return out


def _only_cue(text: str, gap: Span, marks: Sequence[Span]) -> bool:
    """Tell whether a gap within a sentence, opened and closed by a comma, is filled by a source and a cue."""
    words = gap.of(text)
    if not ASIDE.fullmatch(words) or re.search(r"[.!?]['\"”’]|[.!?;:] ", words):
        return False
    inside = [m for m in marks if gap.start <= m.start and m.end <= gap.end]
    filled = sum(m.end - m.start for m in inside)
    return len(inside) > 1 and filled >= 0.5 * len(words.strip(" ,\"“”'"))


def drawn_out(text: str, span: Span, quotes: Sequence[Quotation], marks: Sequence[Span]) -> Span:
    """Draw a content that breaks off within a clause out to the clause's end, but not over a source or a cue."""
    if any(span.start >= q.inner.start and span.end <= q.inner.end for q in quotes):
        return span
    if BOUNDARY.match(text, span.end - 1):
        return span
    rest = text[span.end : span.end + REACH]
    stop = BOUNDARY.search(rest)
    if stop is None or not rest[: stop.start()].strip():
        return span
    end = span.end + stop.start()
    if any(m.start < end and m.end > span.end for m in marks):
        return span
    return Span(span.start, end)


def stripped(text: str, span: Span) -> Span:
    """Strip punctuation and words that neither open nor close a reported clause."""
    start, end = span.start, span.end
    lead = LEADING.match(text, start, end)
    if lead:
        start = lead.end()
    tail = TRAILING.search(text[start:end])
    if tail:
        end = start + tail.start()
    while end > start and text[end - 1] in EDGE:
        end -= 1
    while start < end and text[start] in EDGE:
        start += 1
    return Span(start, end)


def _broken(tagged: TaggedTokens, text: str, i: int) -> bool:
    return "\n" in text[int(tagged.offsets[i - 1, 1]) : int(tagged.offsets[i, 0])]
