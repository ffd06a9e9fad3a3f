"""The whole tagger with the shipped weights: an article's answer depends on the article alone."""

import os
import subprocess
import sys
from pathlib import Path

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


def test_tagging_leaves_nothing_in_the_users_home(tmp_path: Path) -> None:
    news, home = tmp_path / "news.txt", tmp_path / "home"
    news.write_text('"We thank Tokyo," Foreign Ministry spokeswoman Lin Yu-ting said in Taipei.', encoding="utf-8")
    home.mkdir()
    surroundings = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    tag = [sys.executable, "-m", "straitwatch", "tag", "--json", str(news)]
    done = subprocess.run(tag, env=surroundings | {"HOME": str(home)}, capture_output=True, text=True, check=True)
    assert '"speaker": "Taipei"' in done.stdout
    assert list(home.iterdir()) == []
