"""The stance model: (statement in its context, speaker, target) -> Stance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from models.backend import Backend, Judgement, OnnxBackend
from models.stance_text import Marked, in_context
from straitwatch.settings import Settings
from straitwatch.stance import Stance
from straitwatch.statement import Span

WEIGHTS = Path(__file__).parent / "weights" / "stance"
"""The shipped weights."""


@dataclass(frozen=True)
class StanceQuery:
    """One question: in `text`, what position does `content`, said by `source` for `speaker`, take toward `target`?

    `text` is the whole article, `title` its headline and `content` the span; `source` is the fullest name of the
    source, `speaker` an actor.
    """

    text: str
    content: Span
    source: str
    speaker: str
    target: str
    title: str = ""

    @cached_property
    def marked(self) -> Marked:
        """The statement with its surroundings cut out of the article."""
        return in_context(self.text, self.content, self.source, self.speaker, self.title)


class StanceModel:
    """Judges stance with a backend; questions on one statement are asked in one pass."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self.revision = backend.revision
        """Names the weights and their configuration; every stance carries it."""

    @classmethod
    def load(cls, settings: Settings) -> StanceModel:
        """The shipped model, or the one that STRAITWATCH_MODEL_STANCE names (extra `torch`).

        Raises ModelError when weights are missing or their labels do not fit.
        """
        if settings.model_stance:
            from models.backend_torch import torch_backend

            return cls(torch_backend(settings.model_stance, settings.model_threads))
        return cls(OnnxBackend(WEIGHTS))

    def judge(self, queries: Sequence[StanceQuery]) -> list[Stance]:
        """Judge every query; answers in their order. Targets of one statement are put in the order of their names."""
        targets: dict[Marked, list[str]] = {}
        for query in queries:
            asked = targets.setdefault(query.marked, [])
            if query.target not in asked:
                asked.append(query.target)
        questions = [(marked, sorted(asked)) for marked, asked in targets.items()]
        found: dict[tuple[Marked, str], Judgement] = {}
        for (marked, asked), judgements in zip(questions, self._backend.judge(questions), strict=True):
            found |= {(marked, target): j for target, j in zip(asked, judgements, strict=True)}
        return [self._stance(q.target, found[q.marked, q.target]) for q in queries]

    def _stance(self, target: str, j: Judgement) -> Stance:
        unsure = max(j.stance) < self._backend.threshold
        return Stance(target, j.stance, j.tone, unsure, self.revision)
