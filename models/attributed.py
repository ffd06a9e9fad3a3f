"""Attribution, the value: one statement found in an article, before its speaker is resolved."""

from dataclasses import dataclass

from straitwatch.statement import Kind, Span


@dataclass(frozen=True)
class Attribution:
    """One statement found: kind, spans of content, source and cue (None where the text leaves them out).

    `confidence` is the probability that it is a statement; `speakers` the tagger's own guess of who speaks, a
    probability for each answer, or nothing where the tagger does not read the language.
    """

    kind: Kind
    content: Span
    source: Span | None
    cue: Span | None
    confidence: float
    speakers: tuple[tuple[str, float], ...] = ()
