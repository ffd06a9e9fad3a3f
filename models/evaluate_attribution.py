"""Evaluate attribution and speakers on the dev split and write their card: JSON figures and a page made of them."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import typer

from models.attributed import Attribution
from models.attribution import WEIGHTS, Attributor
from models.attribution_metrics import Found, counts, measures, overlap, pairs
from models.attribution_rules import attribute_by_rules
from models.backend import cores
from models.card_attribution import render
from models.gold import DATA, GoldArticle, fresh, is_dev, is_kept_out, load_gold, real_articles
from models.speaker import Speaker, SpeakerResolver
from models.token_tagger import OnnxTokenTagger
from straitwatch.actor import load_actors
from straitwatch.article import Article

CORPUS = DATA / "corpus"
CARDS = Path(__file__).parent / "cards"
WORDS = 700
"""Words of the article that speed is stated for."""

Read = Callable[[Sequence[Article]], list[list[Attribution]]]


def as_article(gold: GoldArticle) -> Article:
    """Return the article as a producer would hand it over."""
    return Article(gold.title, gold.text, gold.outlet, gold.published, gold.published, language=gold.language)


def answers(read: Read, resolver: SpeakerResolver, gold: Sequence[GoldArticle], threads: int = 0) -> list[list[Found]]:
    """Run a system over gold articles, each by itself, as the tagger does: what it found, with the speaker."""

    def one(article: Article) -> list[Found]:
        (attributions,) = read([article])
        speakers: list[Speaker] = resolver.resolve(article, attributions)
        return [Found(a.content, s.name) for a, s in zip(attributions, speakers, strict=True)]

    with ThreadPoolExecutor(threads or cores()) as pool:
        return list(pool.map(one, map(as_article, gold)))


def error_kinds(gold: Sequence[GoldArticle], found: Sequence[Sequence[Found]]) -> dict[str, int]:
    """Count what went wrong, by kind."""
    n: Counter[str] = Counter()
    for article, answer in zip(gold, found, strict=True):
        matched = pairs(article.statements, answer, 0.3)
        hit_gold, hit_found = {id(g) for g, _ in matched}, {id(f) for _, f in matched}
        for g in article.statements:
            if id(g) not in hit_gold:
                short = " of under four words" if len(article.text[g.start : g.end].split()) < 4 else ""
                n[f"missed, {g.kind}{short}"] += 1
        n["found where gold has none"] += sum(id(f) not in hit_found for f in answer)
        for g, f in matched:
            if overlap(g, f) < 0.8:
                n[
                    "borders off: too long"
                    if f.content.end - f.content.start > g.end - g.start
                    else "borders off: too short"
                ] += 1
            if g.speaker != f.speaker:
                n[f"speaker {g.speaker} read as {f.speaker}"] += 1
    return dict(n.most_common())


def splits(gold: Sequence[GoldArticle]) -> dict[str, list[GoldArticle]]:
    """Group dev articles: invented English, real, Japanese and Chinese, and the English ones together.

    Articles labelled by offset, which are known by their address, are a group of their own, and so are the fresh ones.
    """
    found: dict[str, list[GoldArticle]] = defaultdict(list)
    for article in gold:
        if article.id.startswith("http"):
            found["more real, English"].append(article)
            continue
        english = article.language == "en"
        if article.id in fresh():
            found["fresh invented, English" if english else "fresh invented, Japanese and Chinese"].append(article)
            continue
        if english:
            found["English, both"].append(article)
        kind = "invented" if article.invented else "real"
        found[f"{kind}, English" if english else f"{kind}, Japanese and Chinese"].append(article)
    return dict(found)


def evaluate(
    weights: Annotated[Path, typer.Option(help="Folder of the weights")] = WEIGHTS,
    corpus: Annotated[Path, typer.Option(help="Folder of invented annotated articles")] = CORPUS,
    real: Annotated[list[Path] | None, typer.Option(help="Folders or files of annotated real articles")] = None,
    texts: Annotated[Path | None, typer.Option(help="JSON lines with url and text of the articles we labelled")] = None,
    always_dev: Annotated[list[str] | None, typer.Option(help="Ids that are dev whatever their checksum")] = None,
    cards: Annotated[Path, typer.Option(help="Folder to write attribution.json and attribution.md to")] = CARDS,
    threads: Annotated[int, typer.Option(help="Threads; 0 takes the cores there are")] = 0,
) -> None:
    """Score attribution on the dev split, beside the rule baseline, and write the card."""
    tagger = OnnxTokenTagger(weights)
    attributor = Attributor(tagger, tagger.threshold)
    resolver = SpeakerResolver(load_actors())
    dev = [a for a in load_gold([corpus, *(real or [])]) if is_kept_out(a.id) or a.id in (always_dev or [])]
    if texts:
        dev += [a for a in real_articles(texts) if is_dev(a.id)]
    card: dict[str, Any] = {"revision": attributor.revision, "threshold": tagger.threshold, "splits": {}}
    for name, gold in splits(dev).items():
        found = answers(attributor.attribute, resolver, gold, threads)
        ruled = answers(lambda articles: [attribute_by_rules(a.text) for a in articles], resolver, gold)
        card["splits"][name] = {
            "articles": len(gold),
            "statements": sum(len(g.statements) for g in gold),
            "measures": measures([counts(g, f) for g, f in zip(gold, found, strict=True)]),
            "rules": measures([counts(g, f) for g, f in zip(gold, ruled, strict=True)]),
            "errors": error_kinds(gold, found),
        }
    card["speed"] = speed(attributor, resolver, [g for g in dev if g.language == "en"], threads)
    cards.mkdir(parents=True, exist_ok=True)
    text = json.dumps(card, indent=1, ensure_ascii=False) + "\n"
    (cards / "attribution.json").write_text(text, encoding="utf-8")
    (cards / "attribution.md").write_text(render(card), encoding="utf-8")
    typer.echo(render(card))


def speed(attributor: Attributor, resolver: SpeakerResolver, gold: Sequence[GoldArticle], threads: int) -> float:
    """Return articles of 700 words a second, speakers included, the tagger warm."""
    answers(attributor.attribute, resolver, gold[:1], threads)
    began = perf_counter()
    answers(attributor.attribute, resolver, gold, threads)
    words = sum(len(a.text.split()) for a in gold)
    return round(words / WORDS / (perf_counter() - began), 1)


if __name__ == "__main__":
    typer.run(evaluate)
