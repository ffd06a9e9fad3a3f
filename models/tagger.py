"""The tagger: article -> statements, their speakers, the stance of each speaker toward each other actor."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from models.attribution import Attribution, Attributor
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
    """The three models in a row, over a batch of articles at a time."""

    def __init__(
        self,
        actors: Actors,
        attributor: FindsStatements,
        speakers: KnowsSpeakers,
        stance: JudgesStance,
        clock: Clock = system_clock,
    ) -> None:
        self.actors = actors
        self._attributor = attributor
        self._speakers = speakers
        self._stance = stance
        self._clock = clock
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
        found = dict(zip((id(a) for a in chosen), self._statements(chosen), strict=True))
        seconds = (monotonic() - began) / max(1, len(articles))
        return [
            Tagging(a, found.get(id(a), ()), r, self.revision, self._clock(), seconds)
            for a, r in zip(articles, relevant, strict=True)
        ]

    def _statements(self, articles: Sequence[Article]) -> list[tuple[Statement, ...]]:
        statements: list[list[Statement]] = []
        queries: list[StanceQuery] = []
        places: list[tuple[int, int]] = []
        for at, (article, attributions) in enumerate(zip(articles, self._attributor.attribute(articles), strict=True)):
            speakers = self._speakers.resolve(article, attributions)
            statements.append([_statement(article, a, s) for a, s in zip(attributions, speakers, strict=True)])
            for number, statement in enumerate(statements[-1]):
                if statement.speaker in self.actors.names:
                    for target in self.actors.others(statement.speaker):
                        queries.append(_query(article, statement, target))
                        places.append((at, number))
        for (at, number), stance in zip(places, self._stance.judge(queries), strict=True):
            statement = statements[at][number]
            statements[at][number] = replace(statement, stances=(*statement.stances, stance))
        return [tuple(s) for s in statements]


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
        Attributor.load(settings),
        SpeakerResolver(actors),
        StanceModel.load(settings),
        clock,
    )
