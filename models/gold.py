"""Gold articles: texts whose statements people have marked, in the two forms they come in."""

import json
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, get_args

from straitwatch.errors import ModelError
from straitwatch.statement import Kind

DATA = Path(__file__).parent / "data"
"""Our annotated articles: the invented ones, and labels by offset of real ones."""

MARK = re.compile(r"⟦(/?)(\d+)⟧")
KINDS: tuple[str, ...] = get_args(Kind)
DEV_SHARE = 6
"""One article in six is kept for the dev split."""


@dataclass(frozen=True)
class GoldStatement:
    """One marked statement: characters `start` up to `end` of the text, who says it, and how it stands to whom."""

    start: int
    end: int
    kind: str
    source: str
    speaker: str
    stance: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class GoldArticle:
    """A text with its marked statements. `id` is folder and file name (`wire-004`), the file name (`r1-07`) or, of an
    article labelled by offset, its address; `invented` tells our own news from real ones."""

    id: str
    title: str
    text: str
    outlet: str
    published: datetime
    language: str
    statements: tuple[GoldStatement, ...]
    invented: bool = True


def is_dev(article_id: str) -> bool:
    """Tell whether an article belongs to the dev split, by a checksum of its id, so that a split never moves.

    >>> is_dev("wire-001"), is_dev("press-001")
    (False, False)
    """
    return zlib.crc32(article_id.encode()) % DEV_SHARE == 0


@cache
def fresh() -> frozenset[str]:
    """Ids of further articles that are never trained on, of kinds that dev lacks (`models/data/fresh.txt`)."""
    return frozenset((DATA / "fresh.txt").read_text(encoding="utf-8").split())


def is_kept_out(article_id: str) -> bool:
    """Tell whether an article is never trained on: it is of the dev split, or one of the fresh ones."""
    return is_dev(article_id) or article_id in fresh()


def read_marked(path: Path) -> GoldArticle:
    """Read a marked-up article (`models/data/corpus/FORMAT.md`).

    Raises ModelError that names the file when a part, a mark or a row is missing.
    """
    parts = re.split(r"(?m)^===\s*$", path.read_text(encoding="utf-8"))
    if len(parts) < 3:
        raise ModelError(f"{path}: expected head, body and rows with === between them; see FORMAT.md")
    head = dict(line.split(":", 1) for line in parts[0].strip().splitlines())
    rows = [[cell.strip() for cell in row.split("|")] for row in parts[2].strip().splitlines() if row.strip()]
    meta = {row[0]: row for row in rows}
    marks: dict[str, list[int]] = {}
    text, at = "", 0
    for mark in MARK.finditer(parts[1]):
        text += parts[1][at : mark.start()]
        at = mark.end()
        marks.setdefault(mark[2], []).append(len(text))
    text += parts[1][at:]
    lead = len(text) - len(text.lstrip())
    if set(marks) != set(meta) or any(len(ends) != 2 for ends in marks.values()):
        raise ModelError(f"{path}: marks and rows differ: {sorted(set(marks) ^ set(meta))}")
    statements = tuple(
        GoldStatement(a - lead, b - lead, meta[k][1], meta[k][2], meta[k][3], _stances(meta[k][4]))
        for k, (a, b) in marks.items()
    )
    return GoldArticle(
        f"{path.parent.name}-{path.stem}",
        head["title"].strip(),
        text.strip(),
        head["outlet"].strip(),
        _date(head["date"].strip()),
        head["lang"].strip(),
        statements,
    )


def read_json(path: Path) -> GoldArticle:
    """Read an annotated article in JSON: its text (or the `file` beside it) and statements by their words.

    Raises ModelError when a statement's words do not stand in the text.
    """
    record = json.loads(path.read_text(encoding="utf-8"))
    text = record.get("text") or (path.parent / record["file"]).read_text(encoding="utf-8")
    statements: list[GoldStatement] = []
    ends: dict[str, int] = {}
    for s in record["statements"]:
        start = text.find(s["text"], ends.get(s["text"], 0))
        start = start if start >= 0 else text.find(s["text"])
        if start < 0:
            raise ModelError(f"{path}: statement not in the text: {s['text'][:60]!r}")
        ends[s["text"]] = end = start + len(s["text"])
        statements.append(GoldStatement(start, end, s["kind"], s["speaker"], s["actor"], s.get("stance") or {}))
    return GoldArticle(
        path.name.removesuffix(".json").removesuffix(".gold"),
        record.get("title", ""),
        text,
        record.get("outlet", ""),
        _date(record.get("published") or record.get("date") or ""),
        record.get("lang", "en"),
        tuple(statements),
        invented=False,
    )


def load_gold(folders: Iterable[Path]) -> list[GoldArticle]:
    """Read every gold article under the folders, in order of path; a file may be given in place of a folder."""
    found = [p for f in folders for p in ([f] if f.is_file() else sorted(f.rglob("*")))]
    paths = [p for p in found if p.suffix in {".txt", ".json"}]
    return [read_json(p) if p.suffix == ".json" else read_marked(p) for p in paths if _is_gold(p)]


def labelled_articles(labels: Path, texts: Path) -> list[GoldArticle]:
    """Articles whose labels we have and whose texts stand elsewhere; their address is their id.

    `labels` and `texts` are JSON lines: url and the fields of one statement (start, end, kind, source, speaker,
    stance), or url and `statements`, a list of them; and url, title, text, outlet and published. Labels of articles
    that `texts` lacks are left out.
    """
    known = {record["url"]: record for record in _records(texts)}
    found: dict[str, list[GoldStatement]] = {}
    for record in _records(labels):
        marked = found.setdefault(record["url"], [])
        for s in record.get("statements", [record]):
            marked.append(GoldStatement(s["start"], s["end"], s["kind"], s["source"], s["speaker"], s["stance"]))
    return [
        GoldArticle(
            url,
            known[url].get("title", ""),
            known[url]["text"],
            known[url].get("outlet", ""),
            _date(known[url].get("published") or ""),
            "en",
            tuple(statements),
            invented=False,
        )
        for url, statements in found.items()
        if url in known
    ]


def real_articles(texts: Path, names: str = "real-articles-*.jsonl") -> list[GoldArticle]:
    """The real articles whose labels `models/data` holds, file by file; `names` chooses the files."""
    return [a for file in sorted(DATA.glob(names)) for a in labelled_articles(file, texts)]


def _records(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def _is_gold(path: Path) -> bool:
    return path.suffix == ".json" or "\n===\n" in path.read_text(encoding="utf-8")


def _stances(cell: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in cell.split()) if cell else {}


def _date(stated: str) -> datetime:
    return datetime.fromisoformat(stated[:10]).replace(tzinfo=UTC) if stated else datetime(2020, 1, 1, tzinfo=UTC)
