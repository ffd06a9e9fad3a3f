"""Linking: which source and which cue belong to a content span."""

import re
from collections.abc import Sequence

from models.quotes import Quotation
from straitwatch.statement import Span

REACH = 250
"""Characters between a content and its cue or source at most."""


_NAME = r"[A-Z][\w’'-]+(?: (?:of |the )?[A-Z][\w’'-]+)*"
BEFORE_CUE = re.compile(
    rf"(?:^|(?<=[\s“”\"]))(?P<name>(?:the )?{_NAME}|he|she|it|they|He|She|It|They),? "
    r"(?:(?:has|have|had|also|later|then|yesterday|today|again|is|was|will|would) )*$"
)
AFTER_CUE = re.compile(rf" (?P<name>(?:the )?{_NAME})")

TURN = re.compile(r"^[ \t]*(?P<name>[A-Z][\w.’' -]{0,40}?): ", re.MULTILINE)
"""Opens a line of a transcript: "Xue: The first half is welcome."."""

TURNS = 3
"""Lines of that form that make a text a transcript."""


def turns(text: str) -> list[tuple[Span, Span]]:
    """Return, for a transcript, each speaker's name and the line it opens; nothing for other texts."""
    found = []
    for m in TURN.finditer(text):
        end = text.find("\n", m.end())
        found.append((Span(*m.span("name")), Span(m.start(), end if end >= 0 else len(text))))
    return found if len(found) >= TURNS else []


def beside_cue(text: str, cue: Span) -> Span | None:
    """Return the name or pronoun right before a cue, or the name right after it, for a cue whose source was not seen.

    >>> text = "Beijing has warned it would act."
    >>> found = beside_cue(text, Span(12, 18))
    >>> found and found.of(text)
    'Beijing'
    """
    before = BEFORE_CUE.search(text, max(0, cue.start - 80), cue.start)
    if before:
        return Span(*before.span("name"))
    after = AFTER_CUE.match(text, cue.end)
    return Span(*after.span("name")) if after else None


def sentence_of(span: Span, borders: Sequence[Span]) -> Span:
    """Return the sentence, or the run of sentences, that holds a span."""
    held = [b for b in borders if b.start < span.end and b.end > span.start]
    return Span(min(held[0].start, span.start), max(held[-1].end, span.end)) if held else span


def link(
    contents: Sequence[Span],
    sources: Sequence[Span],
    cues: Sequence[Span],
    borders: Sequence[Span],
    quotes: Sequence[Quotation],
) -> list[tuple[Span | None, Span | None]]:
    """Return the source and the cue of each content; None where none fits.

    The nearest cue of the same sentence wins, then the source nearest to the cue; without a cue, the nearest source of
    the sentence. Sources and cues inside another content or quotation are not taken. A content without either keeps
    none: it goes on with what was said before.
    """
    free_sources = [s for s in sources if not _held(s, contents, quotes)]
    free_cues = [c for c in cues if not _held(c, contents, quotes)]
    found: list[tuple[Span | None, Span | None]] = []
    for content in contents:
        sentence = sentence_of(content, borders)
        cue = _nearest(content, [c for c in free_cues if _within(c, sentence)], contents)
        near = [s for s in free_sources if _within(s, sentence)]
        source = _nearest(cue, near, ()) if cue else _nearest(content, near, contents)
        if source is None and cue is None:
            source, cue = _beside(sentence, free_sources, free_cues, borders)
        found.append((source, cue))
    return found


def _beside(
    sentence: Span, sources: Sequence[Span], cues: Sequence[Span], borders: Sequence[Span]
) -> tuple[Span | None, Span | None]:
    """Look into the sentence after a quotation that stands alone, when it opens with the source: "…" Li said."""
    after = next((b for b in borders if b.start >= sentence.end), None)
    if after is None or after.start - sentence.end > 2:
        return None, None
    cue = next((c for c in cues if _within(c, after) and c.start - after.start < 40), None)
    source = next((s for s in sources if _within(s, after) and s.start - after.start < 40), None)
    return (source, cue) if cue and source else (None, None)


def _held(span: Span, contents: Sequence[Span], quotes: Sequence[Quotation]) -> bool:
    if any(q.inner.start <= span.start and span.end <= q.inner.end for q in quotes):
        return True
    return any(
        c.start <= span.start and span.end <= c.end and span.end - span.start > 0.6 * (c.end - c.start)
        for c in contents
    )


def _within(span: Span, sentence: Span) -> bool:
    return sentence.start <= span.start < sentence.end


def _nearest(anchor: Span | None, spans: Sequence[Span], walls: Sequence[Span]) -> Span | None:
    """Return the span nearest to the anchor; what another content stands between is farther away."""
    if anchor is None:
        return None

    def distance(span: Span) -> tuple[int, int]:
        gap = max(anchor.start - span.end, span.start - anchor.end, 0)
        low, high = min(anchor.end, span.end), max(anchor.start, span.start)
        walled = sum(1 for w in walls if w != anchor and low <= w.start and w.end <= high)
        return walled, gap

    best = min(spans, key=distance, default=None)
    return best if best is not None and distance(best)[1] <= REACH else None
