"""Articles in, statements tagged, tension in the store: the whole line on the bus in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from consumers.record import Record
from consumers.tag import Tag
from consumers.worker import Worker
from straitwatch.article import Article
from straitwatch.memory_bus import MemoryBus
from straitwatch.stance import INTENSITY, Stance
from straitwatch.statement import Span, Statement
from straitwatch.store import Store
from straitwatch.topics import ARTICLES, DEAD_LETTERS, STATEMENTS, Tagging

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
ONE = Article("Patrol", "Beijing must stop, Tokyo said.", "Harbour Daily", NOW, NOW)


class Tagger:
    def tag(self, articles: Sequence[Article]) -> list[Tagging]:
        return [self._one(a) for a in articles]

    def _one(self, article: Article) -> Tagging:
        if "unreadable" in article.text:
            raise ValueError("cannot be tagged")
        words = Span(0, article.text.index(","))
        said = Statement(
            article.id, "indirect", words, words.of(article.text), "Tokyo",
            stances=(Stance("Beijing", (0.0, 1.0, 0.0, 0.0), model="m1"),),
        )  # fmt: skip
        return Tagging(article, (said,), True, "r1", NOW)


def test_an_article_becomes_tension_once_however_often_it_is_sent(tmp_path: Path) -> None:
    bus = MemoryBus()
    bus.ensure_topics()
    with Store.open(f"sqlite:///{tmp_path / 's.db'}") as store:
        tag: Worker[Article] = Worker(bus, "tag", ARTICLES, Tag(Tagger()))
        record: Worker[Tagging] = Worker(bus, "record", STATEMENTS, Record(store))
        for _ in range(2):
            bus.publish(ARTICLES, [ONE])
            assert tag.step() == 1
            assert record.step() == 1
        rows = store.statements()
        assert list(rows.speaker) == ["Tokyo"]
        assert list(rows.label) == ["critical"]
        at = NOW.replace(hour=13)
        value = store.series("Tokyo-Beijing", NOW, at).tension.iloc[-1]
        assert 0 < value <= INTENSITY["critical"]
        assert store.contributions("Tokyo>Beijing", at).total == value


def test_an_article_that_breaks_the_models_goes_aside_and_the_others_go_on(tmp_path: Path) -> None:
    bus = MemoryBus()
    bus.ensure_topics()
    bad = replace(ONE, text="unreadable, at all")
    bus.publish(ARTICLES, [ONE, bad, replace(ONE, text="Taipei agreed, Tokyo said.")])
    tag: Worker[Article] = Worker(bus, "tag", ARTICLES, Tag(Tagger()))
    while tag.step():
        pass
    assert sum(1 for _ in bus.read(STATEMENTS)) == 2
    letters = list(bus.read(DEAD_LETTERS))
    assert len(letters) == 1
    assert b"cannot be tagged" in (letters[0].value or b"")
