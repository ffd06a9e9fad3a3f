"""Attribution: an article's statements, each with its content, source and cue."""

from collections.abc import Sequence
from pathlib import Path

from models.attributed import Attribution
from models.attribution_cjk import attribute_cjk
from models.boilerplate import is_boilerplate
from models.contents import contents
from models.decoding import decode, named, speakers
from models.linking import beside_cue, link, turns
from models.quotes import kind_of, quotations
from models.sentences import script_of, sentences
from models.token_tagger import OnnxTokenTagger, TaggedTokens, TokenTagger
from straitwatch.article import Article
from straitwatch.statement import Span

__all__ = ["Attribution", "Attributor"]

WEIGHTS = Path(__file__).parent / "weights" / "attribution"
"""Folder of the shipped weights."""

SHORTEST = 2
"""Words of a content at least, unless it is quoted."""


class Attributor:
    """Finds statements: English ones with the token tagger, Japanese and Chinese ones by rules."""

    def __init__(self, tagger: TokenTagger, threshold: float = 0.5) -> None:
        self._tagger = tagger
        self._threshold = threshold
        self.revision = tagger.revision

    @classmethod
    def load(cls) -> "Attributor":
        """Load the shipped weights; raises ModelError when they are missing."""
        tagger = OnnxTokenTagger(WEIGHTS)
        return cls(tagger, tagger.threshold)

    def attribute(self, articles: Sequence[Article]) -> list[list[Attribution]]:
        """Return the statements of each article in the order of the text."""
        english = [i for i, a in enumerate(articles) if script_of(a.text) == "en"]
        borders = [readable(articles[i]) for i in english]
        tagged = self._tagger.tag([articles[i].text for i in english], borders)
        found = {
            i: statements(articles[i].text, b, t, self._threshold)
            for i, b, t in zip(english, borders, tagged, strict=True)
        }
        return [found[i] if i in found else attribute_cjk(a.text) for i, a in enumerate(articles)]


def readable(article: Article) -> list[Span]:
    """Return the sentences of an article that can hold statements: no boilerplate, and not the headline again."""
    title = " ".join(article.title.split()).casefold()
    return [
        s
        for s in sentences(article.text, "en")
        if not is_boilerplate(s.of(article.text)) and " ".join(s.of(article.text).split()).casefold() != title
    ]


def statements(text: str, borders: Sequence[Span], tagged: TaggedTokens, threshold: float) -> list[Attribution]:
    """Turn the tagger's answer for one text into statements."""
    quotes = quotations(text)
    sources = [named(text, s) for s, _ in decode(tagged, text, "source")]
    cues = [s for s, _ in decode(tagged, text, "cue")]
    spans = [
        (span, confidence)
        for span, confidence in contents(tagged, text, borders, quotes, [*sources, *cues], threshold)
        if kind_of(span, quotes) == "direct" or len(span.of(text).split()) >= SHORTEST
    ]
    said = turns(text)
    links = link([s for s, _ in spans], sources, cues, borders, quotes)
    return [
        Attribution(
            kind_of(span, quotes),
            span,
            _turn(span, source or (beside_cue(text, cue) if cue else None), said),
            cue,
            round(confidence, 4),
            speakers(tagged, span),
        )
        for (span, confidence), (source, cue) in zip(spans, links, strict=True)
    ]


def _turn(content: Span, source: Span | None, said: Sequence[tuple[Span, Span]]) -> Span | None:
    """Return the source, or, when it stands outside of the turn of a transcript that holds the content, the turn's."""
    for name, line in said:
        if line.start <= content.start < line.end:
            return source if source and line.start <= source.start < line.end else name
    return source
