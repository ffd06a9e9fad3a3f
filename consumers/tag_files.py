"""`straitwatch tag FILE…`: tags files without Kafka, as a table for people or as lines of JSON."""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from models.tagger import Tagger, load_tagger
from straitwatch.article import Article, dating
from straitwatch.clock import system_clock
from straitwatch.errors import Unreadable
from straitwatch.settings import settings
from straitwatch.stance import LABELS
from straitwatch.statement import Statement
from straitwatch.topics import Tagging

COLOURS = {
    "hostile": "bold red",
    "critical": "yellow",
    "neutral": "dim",
    "cooperative": "green",
    "uncertain": "dim italic",
}


def read(path: Path) -> Article:
    """Read a file as one article whose text is the file's text as it stands, so that offsets fit the file.

    Raises:
        Unreadable: the file cannot be read, is no UTF-8 text, or is empty.
    """
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"{path}: {error}; `straitwatch produce files` reads other encodings") from error
    if not text.strip():
        raise Unreadable(f"{path}: empty")
    published, dated = dating(None, system_clock())
    return Article("", text, "", published, published, url=str(path), dated=dated, origin="tag")


def as_json(tagging: Tagging) -> str:
    """Return a tagging as one line of JSON: id (file name without ending), statements with spans and stances."""
    rows = [_row(s) for s in tagging.statements]
    return json.dumps({"id": Path(tagging.article.url).stem, "statements": rows}, ensure_ascii=False)


def _row(statement: Statement) -> dict[str, Any]:
    return {
        "start": statement.content.start,
        "end": statement.content.end,
        "kind": statement.kind,
        "source": statement.source_name,
        "speaker": statement.speaker,
        "confidence": round(statement.confidence, 4),
        "text": statement.text,
        "gloss": statement.gloss,
        "stance": {
            s.target: {
                "label": "neutral" if s.abstained else s.label,
                "uncertain": s.abstained,
                "probabilities": {k: round(v, 4) for k, v in zip(LABELS, s.probabilities, strict=True)},
                "sentiment": s.tone,
            }
            for s in statement.stances
        },
    }


def as_table(tagging: Tagging) -> Table:
    """Return a tagging as a table: kind, speaker, stance toward each target with its probability, the words
    and, where they are not English, their gloss.
    """
    view = Table(title=escape(tagging.article.url), title_justify="left", show_lines=False)
    for name in ("kind", "speaker", "source", "stance", "words"):
        view.add_column(name, overflow="fold", ratio=3 if name == "words" else None)
    for s in tagging.statements:
        stances = "\n".join(f"[{COLOURS[t.shown]}]{t.target}: {t.shown} {t.confidence:.0%}[/]" for t in s.stances)
        gloss = f"\n[dim]{escape(s.gloss)}[/]" if s.gloss else ""
        view.add_row(s.kind, s.speaker, escape(s.source_name), stances, escape(" ".join(s.text.split())) + gloss)
    return view


def _batches(paths: Sequence[Path], size: int) -> Iterator[Sequence[Path]]:
    for at in range(0, len(paths), size):
        yield paths[at : at + size]


def _readable(paths: Sequence[Path], console: Console) -> list[Article]:
    found = []
    for path in paths:
        try:
            found.append(read(path))
        except Unreadable as error:
            console.print(f"refused: {error}", style="red", markup=False, highlight=False)
    return found


def tag(
    paths: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="Text files or folders of *.txt; - is standard input.")
    ],
    json_lines: Annotated[bool, typer.Option("--json", help="One JSON object a file.")] = False,
    relevant: Annotated[bool, typer.Option(help="Skip files that name fewer than two actors.")] = False,
) -> None:
    """Tag files: find the statements, who speaks, and the stance toward each other actor."""
    files = [f for p in paths for f in (sorted(p.rglob("*.txt")) if p.is_dir() else [p])]
    out, err = Console(), Console(stderr=True)
    tagger: Tagger = load_tagger(settings())
    count = 0
    for batch in _batches(files, settings().tag_batch):
        for tagging in tagger.tag(_readable(batch, err), everything=not relevant):
            count += 1
            if json_lines:
                sys.stdout.write(as_json(tagging) + "\n")
            else:
                out.print(as_table(tagging))
    if not count:
        raise Unreadable(f"no file to tag among {', '.join(map(str, paths))}")
