"""Statement: words attributed to a source, with offsets into the article."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from straitwatch.stance import Stance

Kind = Literal["direct", "indirect", "mixed"]
"""Direct: quoted words. Indirect: reported words. Mixed: a report with quoted words in it."""


@dataclass(frozen=True)
class Span:
    """A stretch of the article text: characters `start` up to, not including, `end`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words of the span.

        >>> Span(0, 5).of("Tokyo said")
        'Tokyo'
        """
        return text[self.start : self.end]


@dataclass(frozen=True)
class Statement:
    """Words of one source in one sentence or quotation.

    `source` (who) and `cue` (the reporting words) are None where the text leaves them out. `source_name` is the
    fullest name of the source in the article, `speaker` the actor it resolves to, or "other" or "unknown".
    Confidences are probabilities: that this is a statement, and that the speaker is right.
    `stances` holds one stance for each other actor when the speaker is an actor, else nothing. `gloss` is the text put
    into English word by word, as the shipped stance model reads it; empty where it is English.
    """

    article_id: str
    kind: Kind
    content: Span
    text: str
    speaker: str
    source_name: str = ""
    source: Span | None = None
    cue: Span | None = None
    confidence: float = 1.0
    speaker_confidence: float = 1.0
    stances: tuple[Stance, ...] = ()
    gloss: str = ""

    @cached_property
    def id(self) -> str:
        """Content hash of article, span and words: 32 hexadecimal digits.

        It names the place in the text, so a better model's reading of the same words replaces the older one.
        """
        parts = f"{self.article_id}\x1f{self.content.start}\x1f{self.content.end}\x1f{self.text}"
        return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    @cached_property
    def quote_key(self) -> str:
        """Hash of the speaker and the bare words, equal for the same words quoted in different stories.

        >>> a = Statement("a", "direct", Span(0, 9), "We object.", "Tokyo")
        >>> a.quote_key == Statement("b", "direct", Span(5, 14), "we object", "Tokyo").quote_key
        True
        """
        words = "".join(c for c in self.text.casefold() if c.isalnum())
        return hashlib.sha256(f"{self.speaker}\x1f{words}".encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def stance_toward(self, target: str) -> Stance | None:
        """Return the stance toward `target`, or None if the speaker takes none that was judged."""
        return next((s for s in self.stances if s.target == target), None)
