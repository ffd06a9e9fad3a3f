"""Files, folders and standard input -> drafts, one at a time; what cannot be read is refused and the rest goes on."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from producers.decode import decode
from producers.draft import Draft, Refused
from producers.extract import MAX_PAGE, page
from producers.formats import json_items, json_record, plain
from straitwatch.errors import ArticleError, Unreadable

MAX_FILE = 20_000_000
"""Largest file held in memory, in bytes; JSONL is read line by line and may be of any size."""

MAX_ROW = 4_000_000
"""Longest line of JSONL, in bytes."""

FORMS = {
    ".txt": "text",
    ".text": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".json": "json",
    ".jsonl": "rows",
    ".ndjson": "rows",
}


def files(paths: Iterable[Path]) -> Iterator[Path | Refused]:
    """List the files to read: each path, and for a folder all in it and below that have a known ending, by name.

    Hidden files are left out. A path that does not exist, or a folder with nothing to read, is refused.
    """
    for path in paths:
        if path.is_dir():
            found = [p for p in sorted(path.rglob("*")) if p.suffix.lower() in FORMS and _seen(p, path) and p.is_file()]
            yield from found
            if not found:
                yield Refused(str(path), f"holds no file ending in {', '.join(FORMS)}")
        elif path.exists() or str(path) == "-":
            yield path
        else:
            yield Refused(str(path), "no such file or folder")


def _seen(path: Path, folder: Path) -> bool:
    return not any(part.startswith(".") for part in path.relative_to(folder).parts)


def read(path: Path, stdin: BinaryIO | None = None) -> Iterator[Draft | Refused]:
    """Read all the drafts of a file, or of standard input for `-`; each that cannot be read gives a Refused."""
    where = "standard input" if str(path) == "-" else str(path)
    try:
        if str(path) == "-":
            yield from read_stream(stdin or sys.stdin.buffer, where, "")
        else:
            with path.open("rb") as stream:
                yield from read_stream(stream, where, FORMS.get(path.suffix.lower(), ""))
    except OSError as error:
        yield Refused(where, f"cannot be read: {error.strerror or error}")


def read_stream(stream: BinaryIO, where: str, form: str) -> Iterator[Draft | Refused]:
    """Read the drafts of a stream in the form `text`, `html`, `json`, `rows`, or as it looks if that is empty."""
    if form == "rows":
        yield from _rows(stream, where, b"")
        return
    first = stream.readline(MAX_ROW + 1) if not form else b""
    form = form or _look(first)
    if form == "rows":
        yield from _rows(stream, where, first)
        return
    data = first + stream.read(MAX_FILE + 1 - len(first))
    try:
        yield from _whole(data, where, form)
    except ArticleError as error:
        yield Refused(where, _reason(error, where))


def _whole(data: bytes, where: str, form: str) -> Iterator[Draft | Refused]:
    limit = MAX_PAGE if form == "html" else MAX_FILE
    if len(data) > limit:
        raise Unreadable(f"{where}: larger than {limit // 1_000_000} MB")
    if not data.strip():
        raise Unreadable(f"{where}: empty")
    if form == "html":
        yield page(data, where)
    elif form == "text":
        yield plain(decode(data, where), where)
    else:
        items = json_items(decode(data, where), where)
        for number, item in enumerate(items, 1):
            yield from _record(item, f"{where}, record {number}" if len(items) > 1 else where)


def _rows(stream: BinaryIO, where: str, first: bytes) -> Iterator[Draft | Refused]:
    number, row = 1, first or stream.readline(MAX_ROW + 1)
    if not row:
        yield Refused(where, "empty")
    while row:
        here = f"{where}, line {number}"
        if len(row) > MAX_ROW:
            yield Refused(here, f"longer than {MAX_ROW // 1_000_000} MB")
            while row and not row.endswith(b"\n"):
                row = stream.readline(MAX_ROW)
        elif row.strip():
            yield from _record(row, here)
        number, row = number + 1, stream.readline(MAX_ROW + 1)


def _record(item: bytes | str, where: str) -> Iterator[Draft | Refused]:
    try:
        yield json_record(decode(item, where) if isinstance(item, bytes) else item, where)
    except ArticleError as error:
        yield Refused(where, _reason(error, where))


def _look(first: bytes) -> str:
    """Tell the form by the first line."""
    start = first.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{") and start.rstrip().endswith(b"}"):
        return "rows"
    if start.startswith((b"{", b"[")):
        return "json"
    return (
        "html"
        if start[:200].lower().startswith((b"<!doctype html", b"<html", b"<?xml", b"<head", b"<body"))
        else "text"
    )


def _reason(error: ArticleError, where: str) -> str:
    return str(error).removeprefix(f"{where}: ")
