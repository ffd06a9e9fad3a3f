"""The tagger: article -> statements, their speakers, the stance of each speaker toward each other actor."""

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from typing import Protocol

from models.attribution import Attribution, Attributor
from models.backend import cores
from models.gloss import gloss_of
from models.speaker import Speaker, SpeakerResolver
from models.stance import StanceModel, StanceQuery
from straitwatch.actor import Actors, load_actors
from straitwatch.article import Article
from straitwatch.clock import Clock, monotonic, system_clock
from straitwatch.settings import Settings
from straitwatch.stance import Stance
from straitwatch.statement import Statement
from straitwatch.topics import Tagging


class FindsStatements(Protocol):
    """Finds the attributed words of articles."""

    revision: str

    def attribute(self, articles: Sequence[Article]) -> list[list[Attribution]]:
        """Return the attributions of each article, in the order of the text."""
        ...


class KnowsSpeakers(Protocol):
    """Resolves who stands behind each attribution of an article."""

    def resolve(self, article: Article, attributions: Sequence[Attribution]) -> list[Speaker]:
        """Return one speaker for each attribution."""
        ...


class JudgesStance(Protocol):
    """Judges the stance of statements."""

    revision: str

    def judge(self, queries: Sequence[StanceQuery]) -> list[Stance]:
        """Return one stance for each query."""
        ...


class Tagger:
    """The three models in a row, an article at a time, on several threads.

    Articles are not joined in a batch: int8 scales are taken over all that runs together, so an article would be read
    a little differently in other company. While one thread is in Python, another is in a model.
    """

    def __init__(
        self,
        actors: Actors,
        attributor: FindsStatements,
        speakers: KnowsSpeakers,
        stance: JudgesStance,
        clock: Clock = system_clock,
        threads: int = 0,
    ) -> None:
        self.actors = actors
        self._attributor = attributor
        self._speakers = speakers
        self._stance = stance
        self._clock = clock
        self._pool = ThreadPoolExecutor(threads or cores(), thread_name_prefix="tagger")
        parts = "\x1f".join((attributor.revision, stance.revision, repr(actors)))
        self.revision = hashlib.sha256(parts.encode()).hexdigest()[:12]

    def relevant(self, article: Article) -> bool:
        """Tell whether the article names two actors or more, which it needs for a statement of one about another."""
        return len(self.actors.mentioned(f"{article.title}\n{article.text}")) >= 2

    def tag(self, articles: Sequence[Article], *, everything: bool = False) -> list[Tagging]:
        """Tag articles; those that are not relevant get no statements unless `everything` is asked for.

        `Tagging.seconds` is the time of the batch divided by its articles.
        """
        began = monotonic()
        relevant = [self.relevant(a) for a in articles]
        chosen = [a for a, r in zip(articles, relevant, strict=True) if r or everything]
        found = dict(zip((id(a) for a in chosen), self._pool.map(self._statements, chosen), strict=True))
        seconds = (monotonic() - began) / max(1, len(articles))
        return [
            Tagging(a, found.get(id(a), ()), r, self.revision, self._clock(), seconds)
            for a, r in zip(articles, relevant, strict=True)
        ]

    def _statements(self, article: Article) -> tuple[Statement, ...]:
        (attributions,) = self._attributor.attribute([article])
        speakers = self._speakers.resolve(article, attributions)
        statements = [_statement(article, a, s) for a, s in zip(attributions, speakers, strict=True)]
        asked = [
            [_query(article, s, target) for target in self.actors.others(s.speaker)]
            if s.speaker in self.actors.names
            else []
            for s in statements
        ]
        stances = iter(self._stance.judge([query for queries in asked for query in queries]))
        return tuple(replace(s, stances=tuple(islice(stances, len(q)))) for s, q in zip(statements, asked, strict=True))


def _statement(article: Article, attribution: Attribution, speaker: Speaker) -> Statement:
    return Statement(
        article_id=article.id,
        kind=attribution.kind,
        content=attribution.content,
        text=attribution.content.of(article.text),
        speaker=speaker.name,
        source_name=speaker.source_name,
        source=attribution.source,
        cue=attribution.cue,
        confidence=attribution.confidence,
        speaker_confidence=speaker.confidence,
        gloss=gloss_of(article.text, attribution.content),
    )


def _query(article: Article, statement: Statement, target: str) -> StanceQuery:
    return StanceQuery(article.text, statement.content, statement.source_name, statement.speaker, target, article.title)


def load_tagger(settings: Settings, clock: Clock = system_clock) -> Tagger:
    """Load the models that the settings name.

    Raises:
        ModelError: weights are missing or do not fit.
        SettingsError: an own actors.toml is wrong.
    """
    actors = load_actors(settings.actors)
    return Tagger(
        actors,
        Attributor.load(),
        SpeakerResolver(actors),
        StanceModel.load(settings),
        clock,
        settings.model_threads,
    )
