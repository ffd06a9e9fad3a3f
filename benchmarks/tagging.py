"""How many articles of 700 words are tagged a second: attribution, speakers and stance, on the cores there are.

    python benchmarks/tagging.py [--articles 48] [--runs 3]

The articles are made of the invented ones in `models/data/corpus`, one after another until 700 words are full. The best
of the runs counts, since other programs can only make a run slower; beside it stands the same on one core.
"""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from models.gold import load_gold
from models.tagger import load_tagger
from straitwatch.article import Article
from straitwatch.settings import read_settings

CORPUS = Path(__file__).parent.parent / "models" / "data" / "corpus"
DAY = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = 700


def articles(count: int) -> Iterator[Article]:
    """Yield articles of 700 words, cut at the end of the paragraph that fills them."""
    made, paragraphs, title = 0, list[str](), ""
    for gold in load_gold([CORPUS]):
        if gold.language != "en":
            continue
        title = title or gold.title
        for paragraph in gold.text.split("\n\n"):
            paragraphs.append(paragraph)
            if sum(len(p.split()) for p in paragraphs) >= WORDS:
                yield Article(title, "\n\n".join(paragraphs), gold.outlet, DAY, DAY, language="en")
                made, paragraphs, title = made + 1, [], ""
                if made == count:
                    return


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=48)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    read = list(articles(options.articles))
    words = sum(len(a.text.split()) for a in read) / len(read)
    print(f"{len(read)} articles of {words:.0f} words")
    for threads in (0, 1):
        tagger = load_tagger(read_settings().model_copy(update={"model_threads": threads}))
        tagger.tag(read[:2], everything=True)
        best, found = 0.0, 0
        for _ in range(options.runs):
            began = perf_counter()
            tagged = tagger.tag(read, everything=True)
            best = max(best, len(read) / (perf_counter() - began))
            found = sum(len(t.statements) for t in tagged)
        cores = "one core" if threads else "all cores"
        print(f"{cores}: {best:.1f} articles a second, {found / len(read):.1f} statements an article")


if __name__ == "__main__":
    main()
