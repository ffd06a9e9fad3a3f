"""The card of attribution and speaker: figures -> a page in Markdown."""

from collections.abc import Iterable, Mapping
from typing import Any

BARS = (
    ("statements found, F1 at overlap 0.3", "detect@0.3", 90.0),
    ("statements found, F1 at overlap 0.8", "detect@0.8", 82.0),
    ("indirect statements, recall at 0.3", "recall indirect", 85.0),
    ("right speaker among found, %", "speaker", 92.0),
    ("statements given to the right capital, F1", "capital", 88.0),
)

HEAD = """# Attribution and speaker

Finds every statement of an article (source, cue and content, with offsets) and resolves the source to Tokyo, Beijing,
Taipei, other or unknown. English: a BERT encoder of 6 layers and 384 dimensions (all-MiniLM-L6-v2, Apache-2.0) tags
each token as source, cue or content and guesses who speaks; int8 ONNX; borders are fitted to quotation marks, and
contents are linked to sources, by rule. Japanese and Chinese: rules over quotation marks and reporting words. Speakers:
a gazetteer (`straitwatch/actors.toml`), titles, appositions and what was said before, joined with the tagger's guess.
"""

DATA = """
## Data

- **PolNeAR** (Newell et al., LREC 2018), 840 articles of election news: pre-training on source, cue and content. No
  terms stated; the texts are not distributed. It counts beliefs and intentions too, which ours does not.
- **Our invented articles** (`models/data/corpus`) and **real articles** annotated by us (texts not distributed):
  content and speaker; sources and cues, which these do not mark, are the pre-trained tagger's own reading near gold
  statements.
- Training: two epochs on PolNeAR (1,052 steps of 8 windows of 254 tokens, rate 2e-4), then two epochs on 1,409 articles
  of ours, each cut into windows in three ways (3,076 steps, rate 1.5e-4): `straitwatch train attribution --base
  all-MiniLM-L6-v2 --polnear … --texts … --pretrain-epochs 2 --pretrain-rate 2e-4 --rate 1.5e-4 --context 24`. From
  there a low-rank update on 1,681 articles (rank 96, 2,979 steps, rate 5e-4), two windowings in three with line breaks
  or straight quotation marks changed: `straitwatch train attribution --rank 96 --texts … --epochs 5 --rate 5e-4
  --context 24`. Then 32 ranks more on 1,947 articles (2,087 steps, 3e-4) and 32 on 2,064 (1,474 steps). Seeds 7 and 11,
  one core, bfloat16. A tagger of twelve layers (bge-small-en) was tried: after one epoch on PolNeAR its loss on that
  set's dev part was 0.407 in place of 0.414, too little for twice the time.
- Japanese and Chinese are read by rules, written beside 32 articles, then 54, then 83 that are not kept. Each batch was
  a test before it was read: the rules before had reached 73 and 79 found at overlap 0.3 and 62 and 56 % right speakers
  on the first 24 of the 54. Of the last 20, before they were read, the rules found 97.1 in Japanese and 92.1 in
  Chinese, with 92.9 and 91.9 % right speakers.
- The threshold of a content was chosen on the 69 "fresh" articles (869 statements), which are new to the tagger: 0.85,
  the highest that costs at most a point of indirect recall, found 93.9 / 85.2 of them at overlap 0.3 / 0.8; 0.8, the
  one before, 93.4 / 85.1. The tagger before this one, with 0.8, found 92.7 / 83.6; right capital 89.2 in place of 87.7.
- The weights that join a source's words with the tagger's guess (`models/speaker_weights.json`) were fitted on 499
  articles that the tagger of the time had not seen, and again, staying near those, on 272. Each time a fit on one
  half read the other better (93.4 % in place of 92.6; 94.2 in place of 93.8); a third fit, on 146, did not.
- Dev is every sixth article by a checksum of its id, never trained on. Its table of error kinds was seen once while the
  speaker rules were written; two general rules came of it (company titles, citizens of a country), worth 0.6 points of
  the speaker figure.
"""

READING = """
## How far two readers agree

A second reader, who saw neither labels nor answers, read the articles of dev to the same guide. Measured like a system
against the labels, he reaches:

| split | detect@0.3 | detect@0.8 | recall indirect | speaker | capital |
|---|---|---|---|---|---|
| English, both | 94.9 (92.7-96.8) | 85.9 (81.0-90.1) | 93.4 | 99.4 | 93.8 (90.3-96.5) |
| invented, English | 94.0 (90.5-96.9) | 80.7 (73.6-86.6) | 92.5 | 99.3 | 93.3 |
| real, English | 96.0 (94.0-97.9) | 92.4 (87.6-96.6) | 94.5 | 99.5 | 95.6 |
| more real, 25 of them | 94.4 (91.9-96.3) | 85.8 (81.5-89.8) | 86.8 | 99.1 | 88.3 |

So on invented articles the borders leave nothing to gain; on real ones borders and, everywhere, speakers do.

## Reading the misses

- Borders: most that miss the 0.8 overlap differ by a second reported clause ("and said ...", "but also ...") or a
  trailing one. With the labels in place of the tagger's answers the rules that follow it lose 1.4 points at overlap
  0.3 and 3.5 at 0.8.
- Finds where gold has none are mostly reported plans, demands and beliefs in background paragraphs.
- Speakers: a name has one speaker in an article, so a principal voice misread costs all of its statements; on few
  articles that moves the figures by points, which is what the wide intervals say. Ministries and officials named
  without their country are given to the actor the passage is about, which is the commonest wrong capital.
- Training is small (2,064 articles); the tagger's guess of the speaker knows the names it was trained on
  better than new ones, so it is weighed against the words of the source, by weights fitted on articles new to it.
- "Fresh" articles (`models/data/fresh.txt`) are of twelve kinds that dev lacks, and never trained on. They are read
  better than dev, whose articles pack more traps into fewer words.
- "More real" articles are the dev share of those labelled by offset, from one outlet and read by one annotator each.
"""

LIMITS = """
## What it must not be used for

- Proof that a person said something: read the passage; the figures above say how often span or speaker are wrong.
- Other languages than English, Japanese and Chinese; texts in Japanese and Chinese are read by rules that were written
  on invented articles of our own.
- Speech, social-media threads, legal texts, interviews without names: the training texts are news.
- Verdicts on persons. A speaker is a government, or none; officials out of office and opposition are judged by rule.
- Offices before 2008, and office-holders after the last dates in `actors.toml`.
"""


def render(card: Mapping[str, Any]) -> str:
    """Return the page: bars, splits, baseline, errors, data and limits."""
    splits: Mapping[str, Any] = card["splits"]
    main = splits.get("English, both") or next(iter(splits.values()))
    parts = [HEAD, f"\nRevision `{card['revision']}`, threshold of a content {card['threshold']}.\n"]
    parts += [
        "\n## Against the bars (English dev)\n\n",
        table(("measure", "bar", "reached", "95 % interval", ""), _bars(main)),
    ]
    parts.append(
        f"\nSpeed when this card was made: {card['speed']} articles of 700 words a second, speakers included.\n"
    )
    parts += ["\n## By split\n\n", table(("split", "articles", "statements", *_names(main)), _rows(splits, "measures"))]
    parts.append("\nIntervals: 95 %, 1,000 draws of whole articles.\n")
    parts += [
        "\n## Baseline: quotation marks and reporting verbs alone, same speaker rules\n\n",
        table(("split", "articles", "statements", *_names(main)), _rows(splits, "rules")),
        "\nThe baseline reads English only.\n",
    ]
    for name, split in splits.items():
        if name != "English, both":
            parts += [f"\n### Errors, {name}\n\n", table(("kind", "times"), list(split["errors"].items()))]
    return "".join([*parts, READING, DATA, LIMITS])


def table(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """Return a table in Markdown."""
    columns = list(head)
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _bars(split: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    rows = []
    for name, key, bar in BARS:
        value, low, high = split["measures"][key]
        verdict = "met" if value >= bar else f"missed by {bar - value:.1f}"
        rows.append((name, f"at least {bar:g}", value, f"{low}-{high}", verdict))
    return rows


def _names(split: Mapping[str, Any]) -> list[str]:
    return list(split["measures"])


def _rows(splits: Mapping[str, Any], key: str) -> list[list[Any]]:
    return [
        [name, s["articles"], s["statements"], *(f"{v} ({low}-{high})" for v, low, high in s[key].values())]
        for name, s in splits.items()
    ]
