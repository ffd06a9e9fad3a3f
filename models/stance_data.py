"""Training rows of the stance model: our annotated articles, and three public sets as auxiliary tasks.

A row asks one question and allows a set of answers: a public set that only says "negative" allows hostile and critical.
The public sets are read from folders that the caller names; they are described in docs and never copied.
"""

from __future__ import annotations

import csv
import json
import random
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from models.gold import GoldArticle
from models.mirror import CAPITALS
from models.stance_roles import in_roles, renamed
from models.stance_text import MENTION_SIGN, Marked, in_context
from straitwatch.stance import LABELS, TONES
from straitwatch.statement import Span

NEGATIVE, POSITIVE = frozenset({"hostile", "critical"}), frozenset({"cooperative"})
ANY_STANCE, ANY_TONE = frozenset(LABELS), frozenset(TONES)
VALIDATION_SHARE = 8
"""One training article in eight is held out for early stopping and calibration."""


@dataclass(frozen=True)
class Target:
    """One target with the stance labels and tones that are allowed answers, and the weight of the question.

    `taught` and `taught_tone` hold a teacher's probabilities of the labels and of the tones, where there is a teacher.
    """

    name: str
    stance: frozenset[str] = ANY_STANCE
    tone: frozenset[str] = ANY_TONE
    weight: float = 1.0
    taught: tuple[float, ...] = ()
    taught_tone: tuple[float, ...] = ()


@dataclass(frozen=True)
class Row:
    """One input with its targets; `group` is the article or sentence that a split must not cut."""

    marked: Marked
    targets: tuple[Target, ...]
    group: str


def is_validation(article_id: str) -> bool:
    """Tell whether a training article is held out for early stopping, by a checksum of its id."""
    return zlib.crc32(f"validation {article_id}".encode()) % VALIDATION_SHARE == 0


def article_rows(articles: Iterable[GoldArticle], *, training: bool = False) -> list[Row]:
    """One row for every statement by a capital, with both other capitals as targets.

    For training every other article is read without its headline, since not every article comes with one.

    The tone is constrained, not copied, by the stance: a hostile statement is not positive in tone, a cooperative one
    not negative.
    """
    rows = []
    for number, article in enumerate(articles):
        title = "" if training and number % 2 else article.title
        for s in article.statements:
            if s.speaker not in CAPITALS:
                continue
            marked = in_context(article.text, Span(s.start, s.end), s.source, s.speaker, title)
            targets = tuple(_own(c, s.stance.get(c, "neutral")) for c in CAPITALS if c != s.speaker)
            rows.append(Row(marked, targets, article.id))
    return rows


def _own(name: str, label: str) -> Target:
    away = {"hostile": "positive", "cooperative": "negative"}.get(label)
    return Target(name, frozenset({label}), ANY_TONE - {away} if away else ANY_TONE)


def mirror_row(row: Row, to: dict[str, str]) -> Row:
    """The row with capitals changed places in text and roles, answers unchanged."""
    targets = tuple(replace(t, name=to[t.name]) for t in row.targets)
    return replace(row, marked=renamed(row.marked, to), targets=targets)


def shuffled(row: Row, dice: random.Random) -> Row:
    """The row as the model reads it: capitals renamed by their roles, targets in random order."""
    marked, names = in_roles(row.marked, [t.name for t in row.targets])
    targets = [replace(t, name=name) for t, name in zip(row.targets, names, strict=True)]
    return replace(row, marked=marked, targets=tuple(dice.sample(targets, len(targets))))


def dse_rows(folder: Path, dice: random.Random) -> list[Row]:
    """Directed sentiment between two entities of a sentence (Park, Pan & Joo, 2021); `train.txt`, by sentence.

    Rows with a direction, their reverse direction as neutral for half of them, and as many neutral rows.
    Sentences that also stand in `valid.txt` are left out.
    """
    held_out = {_bare(line.split("\t")[0]) for line in _lines(folder / "valid.txt")}
    directed, neutral = [], []
    for line in _lines(folder / "train.txt"):
        sentence, p, q, label = line.split("\t")
        text = _bare(sentence)
        if text in held_out:
            continue
        p, q = p.strip(), q.strip()
        if label in "24":
            p, q = q, p
        marked = Marked("", text, "", source=p)
        if label == "0":
            neutral.append(Row(marked, (Target(q, frozenset({"neutral"})),), text))
            continue
        directed.append(Row(marked, (Target(q, POSITIVE if label in "12" else NEGATIVE),), text))
        if dice.random() < 0.4:
            back = Target(p, frozenset({"neutral"}), weight=0.5)
            directed.append(Row(replace(marked, source=q), (back,), text))
    return directed + dice.sample(neutral, min(len(neutral), len(directed) * 6 // 10))


def newsmtsc_rows(file: Path) -> list[Row]:
    """Sentiment of a sentence toward a marked mention (Hamborg & Donnay, 2021): the tone alone is asked."""
    rows = []
    for line in _lines(file):
        record = json.loads(line)
        text = record["sentence_normalized"]
        for t in record["targets"]:
            content = f"{text[: t['from']]}{MENTION_SIGN}{text[t['from'] :]}"
            tone = frozenset({TONES[round(t["polarity"]) // 2 - 1]})
            rows.append(Row(Marked("", content, ""), (Target(t["mention"], tone=tone),), record["primary_gid"]))
    return rows


def unscon_rows(folder: Path, dice: random.Random) -> list[Row]:
    """Criticism between states in the Security Council (Zaczynska, Bourgonje & Stede, 2024), by sentence.

    The speaker's country is taken from `file_id`. A sentence without criticism is asked about a country that is
    criticised elsewhere in the debate and only excludes criticism.
    """
    with (folder / "conflict_annotations_sentences.csv").open(encoding="utf-8", newline="") as lines:
        records = list(csv.DictReader(lines))
    rows, countries = [], sorted({r["A4"] for r in records} - {"_", "-NONE-"})
    for before, record in zip([None, *records], records, strict=False):
        named = re.search(r"spch\d+_(.+?)(?:_neg)?_\d+(?:_GD)?\.txt", record["file_id"])
        speaker = (named[1] if named else "").replace("_", " ")
        criticism = record["A0"] != "_"
        target = record["A4"] if record["A4"] in countries else dice.choice(countries)
        if criticism and record["A4"] not in countries:
            continue
        allowed = NEGATIVE if criticism else ANY_STANCE - NEGATIVE
        lead = before["sentence_text"] if before and before["file_id"] == record["file_id"] else ""
        asked = Target(target.replace("_", " ").title(), allowed, weight=0.7)
        rows.append(Row(Marked(lead, record["sentence_text"], "", speaker), (asked,), record["file_id"]))
    return rows


def batches(lengths: Sequence[int], tokens: int, dice: random.Random) -> Iterator[list[int]]:
    """Indices in batches of like length holding at most `tokens` padded tokens, in random order."""
    order = sorted(range(len(lengths)), key=lambda i: (lengths[i] + dice.random() * 6, i))
    made: list[list[int]] = [[]]
    for i in order:
        if made[-1] and (len(made[-1]) + 1) * lengths[i] > tokens:
            made.append([])
        made[-1].append(i)
    dice.shuffle(made)
    yield from made


def _lines(file: Path) -> list[str]:
    return [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def _bare(sentence: str) -> str:
    return sentence.replace("[", "").replace("]", "").strip()
