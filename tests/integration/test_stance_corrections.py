"""Corrections in a real SQLite store become training rows until they are taken back."""

from datetime import UTC, datetime
from pathlib import Path

from models.stance_corrections import corrected_rows
from straitwatch.article import Article
from straitwatch.clock import ManualClock
from straitwatch.stance import Stance
from straitwatch.statement import Span, Statement
from straitwatch.store import Store
from straitwatch.topics import Tagging

NOW = datetime(2024, 5, 1, tzinfo=UTC)
TEXT = "Japan said it objects to China."


def tagging() -> Tagging:
    article = Article("Title", TEXT, "Meridian Press", NOW, NOW, language="en")
    span = Span(11, 30)
    stances = (Stance("Beijing", (0.1, 0.2, 0.6, 0.1)), Stance("Taipei", (0.0, 0.1, 0.8, 0.1)))
    statement = Statement(article.id, "indirect", span, span.of(TEXT), "Tokyo", "Japan", stances=stances)
    return Tagging(article, (statement,), True, "r1", NOW)


def test_a_correction_is_a_row_until_it_is_taken_back(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'store.db'}", ManualClock(NOW)) as store:
        given = tagging()
        store.record([given])
        assert corrected_rows(store) == []
        made = store.correct(given.statements[0].id, "Beijing", "critical", "Kato")
        (row,) = corrected_rows(store)
        assert (row.marked.before, row.marked.content, row.marked.speaker) == (
            "Japan said ",
            "it objects to China",
            "Tokyo",
        )
        assert [(t.name, set(t.stance)) for t in row.targets] == [("Beijing", {"critical"})]
        store.undo(made.id, "Kato")
        assert corrected_rows(store) == []
