"""The whole tagger with the shipped weights: an article's answer depends on the article alone."""

import pytest

from models.evaluate_attribution import CORPUS, as_article
from models.gold import load_gold
from models.tagger import Tagger, load_tagger
from straitwatch.article import Article
from straitwatch.settings import Settings

pytestmark = [pytest.mark.weights, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return load_tagger(Settings(model_threads=4))


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return [as_article(g) for g in load_gold([CORPUS / "wire"])[:16]]


def test_an_article_is_read_alike_alone_and_in_any_company(tagger: Tagger, articles: list[Article]) -> None:
    together = tagger.tag(articles, everything=True)
    assert sum(len(t.statements) for t in together) > 50
    backwards = tagger.tag(articles[::-1], everything=True)[::-1]
    assert [t.statements for t in backwards] == [t.statements for t in together]
    alone = [tagger.tag([a], everything=True)[0] for a in articles[:4]]
    assert [t.statements for t in alone] == [t.statements for t in together[:4]]
